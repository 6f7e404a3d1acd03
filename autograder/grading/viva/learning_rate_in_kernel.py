"""Trains a student's network for a moment: as it is, and with a larger step. [student kernel]

An answer cell that trains runs up to its first call of Keras's `fit`, and no further. The network
then learns from a part of the data of that call, once with its own learning rate and once with
ten times that, from the same weights, and the same again with the data in another order. What is
found is the student's word, as a few numbers.
"""

from __future__ import annotations

import contextlib
import math
import sys
from typing import Any

from autograder.grading.viva.trace_in_kernel import TooLong, within

#: of the data, and seconds that everything may take
_BATCHES, _SECONDS = 200, 50.0
#: how many times larger the other learning rate is
TIMES = 10
#: one for each order of the data
_SEEDS = (1, 2)
#: arguments of `fit` that change nothing of how the network learns from its first batches
_HARMLESS = frozenset(
    {"batch_size", "epochs", "verbose", "callbacks", "validation_data", "validation_freq"}
    | {"validation_batch_size", "initial_epoch", "shuffle"}
)

Noted = dict[str, Any]


class _Done(BaseException):
    """The network was tried, so the cell goes no further."""


class Trial:
    """Tries the first network of a notebook that can be tried."""

    def __init__(self) -> None:
        #: what was found; empty until a network was tried
        self.noted: Noted = {}

    def run(self, shell: Any, question: str, source: str) -> None:
        """Runs an answer cell up to its first `fit`, and tries the network there."""
        keras = sys.modules.get("keras")
        if self.noted or keras is None:
            return
        models = keras.Model
        fit = models.fit

        def tried(model: Any, x: Any = None, y: Any = None, *rest: Any, **settings: Any) -> None:
            if not rest and settings.keys() <= _HARMLESS:
                with contextlib.suppress(Exception):
                    self.noted = _noted(keras, fit, model, x, y, settings.get("batch_size"))
            raise _Done

        models.fit = tried
        try:
            with contextlib.suppress(Exception, _Done, TooLong), within(_SECONDS):
                code = compile(shell.transform_cell(source), "<cell>", "exec", dont_inherit=True)
                exec(code, shell.user_ns)  # noqa: S102 (the student's cell, in the student's kernel)
        finally:
            models.fit = fit
        if self.noted:
            self.noted.update(question=question, source=source.rstrip("\n"))


def _noted(keras: Any, fit: Any, model: Any, x: Any, y: Any, batch_size: Any) -> Noted:
    """What becomes of the loss: before, and after learning with each rate; nothing if it is odd."""
    import numpy as np

    rate = model.optimizer.get_config()["learning_rate"]  # a dictionary where it changes by itself
    x, y = np.asarray(x), np.asarray(y)
    size = 32 if batch_size is None else batch_size
    if type(rate) is not float or not rate > 0 or type(size) is not int or len(x) != len(y):
        return {}
    count = min(len(x), _BATCHES * size)
    x, y = x[:count], y[:count]
    model(x[:1])  # so that it has weights
    model.optimizer.build(model.trainable_variables)
    kept = [*model.variables, *model.optimizer.variables]
    values = [np.array(one) for one in kept]

    def loss() -> float | None:
        found = model.evaluate(x, y, batch_size=512, verbose=0)
        first = float(found[0] if isinstance(found, list) else found)
        return first if math.isfinite(first) else None

    def learned(larger: int, seed: int) -> float | None:
        restore()
        keras.utils.set_random_seed(seed)
        model.optimizer.learning_rate = larger * rate
        fit(model, x, y, batch_size=size, epochs=1, verbose=0)
        return loss()

    def restore() -> None:
        for variable, value in zip(kept, values, strict=True):
            variable.assign(value)

    try:
        before = loss()
        losses = [[before, learned(1, seed), learned(TIMES, seed)] for seed in _SEEDS]
    finally:
        restore()
    return {"rate": rate, "entries": count, "batch": size, "losses": losses}


TRIAL = Trial()


def run(question: str, source: str) -> None:
    """Runs an answer cell that trains; see `Trial.run`."""
    from IPython import get_ipython

    TRIAL.run(get_ipython(), question, source)

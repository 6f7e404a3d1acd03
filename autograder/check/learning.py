"""How well the class's models learned, for the instructor's page. No mark depends on it. [checker]

Accuracy is measured here, where a test asks a model of the student's about all of a data set's test
set anyhow: what such a test computes is looked at, and nothing is computed twice. Curves are
what the notebook recorded while it trained, so they are the student's word.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.datasets.dataset import TestSet

#: the series of a History that are kept, so that curves of a class can be laid over each other
SERIES = ("accuracy", "val_accuracy", "loss", "val_loss")
MAX_EPOCHS = 200
LARGEST = 1e9
#: every how many of the numbers in a test set are compared
_STEP = 97


def curves(values: Iterable[Any]) -> dict[str, list[float]]:
    """The curves of the first training history among some values: series → a number per epoch.

    A series ends before its first number that is not finite, or too large to draw.
    """
    keras = sys.modules.get("keras")
    for value in values:
        if keras is not None and issubclass(type(value), keras.callbacks.History):
            found = {name: _finite(value.history.get(name)) for name in SERIES}
            return {name: numbers for name, numbers in found.items() if numbers}
    return {}


def _finite(numbers: Any) -> list[float]:
    """The numbers of a list up to the first entry that is not one."""
    kept: list[float] = []
    for number in numbers[:MAX_EPOCHS] if type(numbers) is list else []:
        try:
            value = float(number)
        except (TypeError, ValueError, OverflowError, AssertionError):  # an opaque value asserts
            break
        if not abs(value) < LARGEST:
            break
        kept.append(round(value, 5))
    return kept


def is_untrained(model: Any) -> bool:
    """Whether a network's weights are as they were initialised, as far as they tell.

    Biases tell: all are zero before a training, and none of a layer's that learned are after it. A
    network without any, or whose biases begin elsewhere, is taken for a trained one.
    """
    biases = [weight for weight in model.weights if weight.path.endswith("/bias")]
    return bool(biases) and not any(np.any(np.asarray(bias)) for bias in biases)


@dataclass(frozen=True)
class Measured:
    """How good models are: an observer of their predictions.

    Attributes:
        accuracy: variable → share of a test set that its model named right.
        weights: variable → a digest of that model's weights.
        untrained: variables whose models were asked about it, and nobody had trained.
    """

    _names: Mapping[int, str]
    _test_sets: Sequence[Callable[[], TestSet | None]]
    accuracy: dict[str, float] = field(default_factory=dict)
    weights: dict[str, str] = field(default_factory=dict)
    untrained: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls, namespace: Mapping[str, Any], test_sets: Sequence[Callable[[], TestSet | None]]
    ) -> Measured:
        """Nothing yet, for what the tests look at.

        Args:
            test_sets: as `autograder.datasets.registry.test_sets` gives them.
        """
        return cls({id(value): name for name, value in namespace.items()}, test_sets)

    def __call__(self, model: Any, x: Any, output: Any) -> None:
        """Measures a model that was asked about all of a test set."""
        name = self._names.get(id(model))
        if name is None:
            return
        shape = getattr(output, "shape", None)
        for test_set in filter(None, (give() for give in self._test_sets)):
            labels = test_set.labels
            if shape == (len(labels), labels.max() + 1) and _is_test_set(x, test_set.inputs):
                break
        else:
            return
        if is_untrained(model):
            self.untrained.add(name)
            return
        self.accuracy[name] = round(float(np.mean(output.argmax(axis=1) == labels)), 5)
        self.weights[name] = _digest(model.get_weights())


def _digest(arrays: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype}{array.shape}".encode() + array.tobytes())
    return digest.hexdigest()


def _is_test_set(x: Any, inputs: Any) -> bool:
    """Whether an array holds these inputs, in whatever shape; bytes also as numbers from 0 to 1."""
    if not isinstance(x, np.ndarray) or x.size != inputs.size:
        return False
    some = x.reshape(-1)[::_STEP].astype("float32")
    scale = 255 if inputs.dtype == np.uint8 and some.max() <= 1 else 1
    return bool(np.allclose(some * scale, inputs.reshape(-1)[::_STEP], atol=0.01))

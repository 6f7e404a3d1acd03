"""What a larger learning rate would change: found by training, and asked where it is clear."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest

from autograder.errors import Refused
from autograder.grading.viva.asking import Asking
from autograder.grading.viva.candidate import Candidate
from autograder.grading.viva.learning_rate import of_trial
from autograder.grading.viva.learning_rate_in_kernel import Trial
from autograder.record.result import QuestionResult, Result, Status
from autograder.record.store import Store
from tests.support.viva import Shell

X = np.array([[1.0], [2.0], [0.5], [1.5]] * 8, dtype="float32")
SLOPE = 3.0


def answer(optimizer: str, fit: str = "x, y, batch_size=32, epochs=50", eager: bool = False) -> str:
    """An answer that trains y = w x from w = 0, by one step for all 32 entries."""
    return (
        "model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])\n"
        "model.layers[-1].set_weights([np.zeros((1, 1))])\n"
        f"model.compile(loss='mse', optimizer=keras.optimizers.{optimizer}, run_eagerly={eager})\n"
        f"history = model.fit({fit})\n"
        "after = 1"
    )


def tried(source: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is noted of an answer, and what it leaves in the kernel."""
    shell = Shell()
    shell.user_ns.update(keras=keras, np=np, x=X, y=SLOPE * X)
    trial, fit = Trial(), keras.Model.fit
    trial.run(shell, "q5", source)
    assert keras.Model.fit is fit
    return trial.noted, shell.user_ns


def loss_after_a_step(rate: float) -> float:
    """The mean squared error after one step against its slope, without Keras."""
    x = X[:, 0].astype(float)
    w = -rate * float(np.mean(2 * x * (0 - SLOPE * x)))
    return float(np.mean((w * x - SLOPE * x) ** 2))


@pytest.mark.parametrize(
    ("rate", "key"),
    [
        (0.02, "It falls further, to less than with 0.02."),
        (0.05, "It falls less, to more than with 0.05."),
        (0.1, "It does not fall: it is larger than before the training."),
    ],
)
def test_the_key_is_what_a_step_of_that_length_does(rate, key):
    # One with a graph, as students train; the others without, as making it takes a second.
    source = answer(f"SGD({rate})", eager=rate > 0.02)
    noted, left = tried(source)
    before, after, larger = (loss_after_a_step(one) for one in (0, rate, 10 * rate))
    for losses in noted["losses"]:
        assert losses == pytest.approx([before, after, larger], rel=1e-4)
    if key.startswith("It falls"):
        assert larger < before
        assert key.startswith("It falls further") == (larger < after)
    else:
        assert larger > before
    [one] = of_trial(noted)
    assert (one.key, one.question, one.code) == (key, "q5", source)
    assert len({one.key, *one.near}) == 4
    assert f"a learning rate of {rate:g}. Suppose it has {10 * rate:g}" in one.text
    assert "the first 32 entries" in one.text
    # It goes no further than to `fit`, and the network is as it was.
    assert "history" not in left
    assert "after" not in left
    assert left["model"].get_weights()[0] == 0


@pytest.mark.parametrize(
    "source",
    [
        answer("SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9))"),
        answer("SGD(0.02)", "x, y, sample_weight=x[:, 0]"),
        answer("SGD(0.02)", "((x, y) for _ in range(3))"),
        answer("SGD(0.02)", "x[:7], y"),
        "model.fit(x, y)",
        "def broken(:",
    ],
    ids=["schedule", "weights", "generator", "other-lengths", "no-network", "no-python"],
)
def test_what_cannot_be_tried_is_not_asked_about(source):
    assert tried(source)[0] == {}


@pytest.mark.parametrize(
    "losses",
    [
        [[2.0, 1.0, 0.5], [2.0, 1.0, 1.5]],
        [[2.0, 1.0, 1.05]] * 2,
        [[2.0, 1.9, 0.5]] * 2,
        [[2.0, 1.0, 1.95]] * 2,
        [[2.0, None, None]] * 2,
        [],
    ],
    ids=["by-chance", "alike", "does-not-learn", "hardly-falls", "infinite", "nothing"],
)
def test_what_is_not_clear_is_not_asked(losses):
    noted = {"question": "q5", "source": "", "rate": 0.1, "entries": 32, "batch": 8}
    assert [*of_trial({**noted, "losses": losses})] == []


def test_a_loss_that_is_no_number_any_more_has_not_fallen():
    noted = {"question": "q5", "source": "", "rate": 0.1, "entries": 32, "batch": 8}
    [one] = of_trial({**noted, "losses": [[2.0, 1.0, None]] * 2})
    assert one.key.startswith("It does not fall")


def test_a_notebook_that_takes_too_long_with_it_is_asked_about_without(monkeypatch, tmp_path):
    asked = Candidate("q5", "value", "Which value has `a`?", "1", ("2", "3"))
    tried: list[bool] = []

    def of_code(self: Asking, result: Result, assignment: Any, try_rates: bool) -> Any:
        tried.append(try_rates)
        if try_rates:
            raise Refused("nothing was written")
        return [asked], 1.0, 0.1

    monkeypatch.setattr(Asking, "_of_code", of_code)
    known: Any = {"04": SimpleNamespace(nbgrader=None)}
    nothing: Any = SimpleNamespace(call=None)
    result = Result(
        "ada", "04", Status.GRADED, 1.0, 1.0, questions=(QuestionResult("q5", 1.0, 1.0),)
    )
    asking = Asking(Store(tmp_path), known, nothing, nothing, try_rates=True)
    found = asking.one(result)
    assert (found.candidates, found.why, tried) == ((asked,), (), [True, False])

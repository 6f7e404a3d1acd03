"""Statements of messages, held against the values that they are about."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable
from importlib import resources
from typing import Any

import numpy as np
import pytest

from autograder.authoring.claims import Call, decided, decided_of_run


def walk() -> None:
    """A function, of which `CALLS` knows two calls."""


class Model:
    """As Keras's models look from outside."""

    layers = ()

    def get_config(self) -> dict[str, Any]:
        return {}

    def __call__(self) -> None: ...


VALUES = {
    "left": ...,
    "nothing": None,
    "shapes": {"train": (60000, 28, 28), "test": ..., "share": 0.91243},
    "table": np.arange(12.0).reshape(3, 4),
    "typed": "five",
    "machine": {"cpus": 4},
    "walk": walk,
    "model": Model(),
}
CALLS = [
    Call("walk", (6, 0.25, 2), [6, 4.5, 3.75], ""),
    Call("walk", (1,), None, ""),
    Call("walk", ("far",), None, "TypeError"),
    Call("walk", ("near",), None, "Exception"),
]


@pytest.mark.parametrize(
    "message",
    [
        "left is still `...`. Put a dictionary there, run the cell, and check again.",
        "shapes or left is still `...`, or its line ended in an error.",
        "nothing is None, which means: nothing.",
        "typed is a str. A dictionary is asked for.",
        "typed is not a list, so it holds none.",
        "typed is not a function. Begin with: def typed():",
        "shapes is no list.",
        "table has the shape (3, 4), and (12,) is asked for.",
        "table has 3 rows.",
        "table has 4 columns.",
        "table reaches 11; divide by 255.",
        "shapes has no key labels yet.",
        "The value of test in shapes is still missing.",
        "machine says 4 CPUs, but this computer shows 8.",
        "shapes says that train has the shape (60000, 28, 28).",
        "shapes says 0.912, and more is asked for.",
        "shapes says 91.2% of that.",
        "typed is 'five'.",
        "walk(6, 0.25, 2) gives [6, 4.5, 3.75], and that is right.",
        "walk(6, 0.25, 2) gives a list. The last one is asked for.",
        "walk gives nothing back yet. Let it end in return.",
        "For this start your function gives nothing back.",
        "walk('far') stops with a TypeError: no number",
        "walk raises a Exception, and a ValueError is asked for.",
        "walk stops at far with this error: TypeError: no number",
    ],
)
def test_what_is_so_is_true(message):
    assert [is_true for _, is_true in decided(message, VALUES, CALLS)] == [True]


@pytest.mark.parametrize(
    "message",
    [
        "typed is still `...`. Put a text there.",
        "typed is None, which means: nothing.",
        "shapes is a list. A dictionary is asked for.",
        "typed is not a text.",
        "walk is not a function. Begin with: def walk():",
        "table has the shape (4, 3), and (12,) is asked for.",
        "table has 5 rows.",
        "table reaches 255; divide by 255.",
        "shapes has no key train yet.",
        "The value of train in shapes is still missing.",
        "machine says 8 CPUs.",
        "shapes says 0.87, and more is asked for.",
        "walk(6, 0.25, 2) gives [6, 9], and more is right.",
        "walk(6, 0.25, 2) gives nothing back.",
        "walk(6, 0.25, 2) stops with a ValueError: too far",
        "walk stops with this error: NameError: w",
    ],
)
def test_what_is_not_so_is_false(message):
    assert [is_true for _, is_true in decided(message, VALUES, CALLS)] == [False]


@pytest.mark.parametrize(
    "message",
    [
        "Use a dictionary in place of the list.",
        "other is still `...`.",  # a variable that the tests do not look at
        "walk should raise a ValueError for that.",
        "model is a friend of yours.",
        "The version of pydot in shapes is still `...`.",  # not shapes itself
        "The value of test in shapes is a list.",
        "walk gives up too early.",
        "walk(9, 9, 9) gives 3.",  # nobody has called it so
        "model learned from the test pictures: it knows them better than the training ones.",
    ],
)
def test_what_no_program_can_decide_is_left_alone(message):
    assert [*decided(message, VALUES, CALLS)] == []


@pytest.mark.parametrize(
    ("message", "is_true"),
    [
        ("`x` was not made, because its cell stopped with an error: NameError: n. Mend it.", True),
        ("`x` was not made, because its cell stopped with an error: KeyError: 3.", False),
        ("Nothing that ran makes `x`. Is the cell still there?", True),
        ("Nothing that ran makes `y`.", False),
    ],
)
def test_why_an_answer_is_not_there_is_held_against_the_run(message, is_true):
    assert [one for _, one in decided_of_run(message, ["NameError"], ["y"])] == [is_true]


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a test file that is probed has beside its own cases."""
    monkeypatch.setattr(tempfile, "_name_sequence", None)  # it is the probe's from there on
    package = resources.files("autograder.authoring")
    names: dict[str, Any] = {}
    for source in (package / "claims.py", package / "templates" / "probe.py"):
        exec(source.read_text(encoding="utf-8"), names)
    return names


class Case:
    """A case of a test file, as Otter has it."""

    def __init__(self, test_func: Callable[..., None]) -> None:
        self.test_func = test_func

    def _get_func_params(self) -> list[str]:
        return ["load"]


def told(probe: dict[str, Any], load: Callable[[], object], says: str) -> dict[str, Any]:
    """What is told of an answer whose case calls it and says these words where it gives nothing."""

    def case(load: Callable[[], object]) -> None:
        if load() is None:
            raise AssertionError(says)

    cases = [Case(case)]
    probe["_listen"](cases)
    with contextlib.suppress(AssertionError):
        cases[0].test_func(load=load)
    return json.loads(probe["_probe"](cases, {"load": load}))


def test_what_is_said_of_a_call_is_decided_by_one_that_led_to_the_same_words(probe):
    nothing = told(probe, lambda: None, "load gives nothing back yet.")
    assert (nothing["decided"], nothing["false"]) == (1, [])
    wrong = told(probe, lambda: None, "load gives back 3.")
    assert (wrong["decided"], wrong["false"]) == (1, ["load gives back 3."])


def test_what_is_said_of_a_call_that_comes_to_something_else_by_now_is_not_decided(probe):
    comes = iter([None])

    def load() -> object:
        try:
            return next(comes)
        except StopIteration:
            raise FileNotFoundError("it is gone") from None

    once = told(probe, load, "load gives nothing back yet.")
    assert (once["said"], once["decided"], once["false"]) == (1, 0, [])


def test_two_runs_tell_the_same_of_a_function_that_is_given_a_temporary_folder(probe, tmp_path):
    def digests() -> dict[str, Any]:
        def case(load: Callable[[object], object]) -> None:
            load(tempfile.mkdtemp(dir="."))

        return json.loads(probe["_probe"]([Case(case)], {"load": len}))["digests"]

    with contextlib.chdir(tmp_path):
        one = digests()
        for folder in tmp_path.iterdir():
            folder.rmdir()
        assert digests() == one

"""Mutants hold one mistake each, and other forms do what the solution does."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.authoring.equivalents import equivalents
from autograder.authoring.mutants import mutants, typed_in

FUNCTION = """\
def chosen(numbers, least):
    found = [number for number in numbers if number >= least]
    for number in found:
        if number == 0 or number < 0:
            raise ValueError(f"{number} is too small")
    return found + [len(found) - 1]
"""
CELL = """\
%pip install -q art
total = 3 * 2 + 1
names = dict(a=1, b=2)
"""


def made(source: str, *names: str, known: tuple[str, ...] = ()) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for what, text in mutants(source, names, known):
        found.setdefault(what, []).append(text)
    return found


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("print for return", "print(found + [len(found) - 1])"),
        ("off by one", "return found + [len(found) - 2]"),
        ("operands swapped", "return [len(found) - 1] + found"),
        ("another comparison", "if number >= least"),
        ("is for ==", "if number is 0 or number < 0:"),
        ("or for and", "if number == 0 and number < 0:"),
        ("a condition left out", "if number == 0:"),
        ("a filter left out", "found = [number for number in numbers]"),
        ("None for raise", "return None"),
        ("an error returned", "return ValueError("),
        ("return in the loop", "        return found + [len(found) - 1]"),
        ("called without ()", "[len - 1]"),
        ("the last one forgotten", "list(numbers)[:-1]"),
        ("another variable", "number >= found"),
    ],
)
def test_a_function_is_written_wrong_in_the_ways_of_beginners(what, line):
    assert any(line in text for text in made(FUNCTION)[what])


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("the result not kept", "\n3 * 2 + 1"),
        ("the cell ends in an error", "\ntotal_of_mine\ntotal = 3 * 2 + 1"),
        ("as text", "total = str(3 * 2 + 1)"),
        ("another operator", "total = 3 + 2 + 1"),
    ],
)
def test_a_cell_is_written_wrong_and_keeps_its_magics(what, line):
    found = made(CELL, "total")[what]
    assert any(line in text for text in found)
    assert all(text.startswith("%pip install -q art\n") for text in found)


def test_a_variable_of_the_lesson_whose_name_is_alike_is_taken_by_mistake():
    found = made("shape = train_images.shape", "shape", known=("test_images", "labels"))
    assert found["another variable of the lesson"] == ["shape = test_images.shape"]


def test_no_mutant_comes_twice_and_none_is_the_solution():
    found = [text for _, text in mutants(FUNCTION, (), ())]
    assert len({*found, FUNCTION.strip()}) == len(found) + 1


def test_the_answer_may_be_typed_in():
    [(what, text)] = typed_in("def double(x):\n    return 2 * x", {"double": "'8'"})
    assert (what, text) == ("the answer typed in", "def double(x):\n    return '8'")


def test_what_is_not_python_has_no_mutants():
    assert mutants("def broken(:", (), ()) == []


@pytest.mark.parametrize("numbers", [[], [3, 1, 2], [0, 5], [-1]])
@pytest.mark.parametrize("least", [-5, 0, 2])
def test_other_forms_do_the_same(numbers, least):
    def outcome(source: str) -> object:
        namespace: dict[str, object] = {}
        exec(source, namespace)
        try:
            return namespace["chosen"](numbers, least)  # type: ignore[operator]
        except ValueError as error:
            return str(error)

    forms = [*equivalents([FUNCTION], {"chosen"}, may_join=True)]
    assert len(forms) >= 7
    for what, [source] in forms:
        assert outcome(source) == outcome(FUNCTION), what


def test_cells_are_joined_where_nothing_stands_between_them():
    cells = ["first = 1", "second = first + 1"]
    joined = dict(equivalents(cells, {"second"}, may_join=True))
    assert joined["All in the first cell"] == ["first = 1\n\nsecond = first + 1", ""]
    apart = {what for what, _ in equivalents(cells, {"second"}, may_join=False)}
    assert "All in the first cell" not in apart


def test_methods_of_arrays_are_written_as_functions_of_numpy_and_of_keras():
    source = "rows = np.arange(6).reshape(2, 3)\nplaces = rows.argmax(axis=1)"
    found = dict(equivalents([source], {"places"}, may_join=True))
    [by_numpy] = found["NumPy's functions for the methods of arrays"]
    [by_keras] = found["Keras's functions for the methods of arrays"]
    assert "np.reshape(np.arange(6), (2, 3))" in by_numpy
    assert by_keras.startswith("import keras.ops as ops\n")
    assert by_keras.endswith("places = ops.argmax(rows, axis=1)")
    namespace: dict[str, object] = {"np": np}
    exec(by_numpy, namespace)
    assert str(namespace["places"]) == "[2 2]"


def test_equality_stands_where_identity_is_meant():
    assert "found = given == None" in made("found = given is None", "found")["== for is"]

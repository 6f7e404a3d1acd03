"""Questions about code: each key is what another evaluation of the same code comes to."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from autograder.grading.viva.candidate import MOST_NEAR, Candidate
from autograder.grading.viva.code_in_worker import _without_commands, candidates, machine_bound
from autograder.grading.viva.trace_in_kernel import text_of
from tests.support.viva import asked, evaluated, noted, of_kind

TOTAL = """\
def total(numbers, start=0):
    result = start
    for number in numbers:
        if number < 0:
            raise ValueError("negative")
        result += number
    return result"""
PICK = """\
def pick(pairs):
    best = "CPU"
    for name, kind in pairs:
        if kind == "GPU":
            best = kind
    return best"""
CALLS = {
    TOTAL: ["total([4, 1, 7])", "total([5, -1])", "total([1, 2], start=10)"],
    PICK: ["pick([('a', 'CPU'), ('b', 'GPU')])", "pick([])"],
}


def instrumented(source: str, line: int, variable: str) -> str:
    """The code with a list `seen` that gets a variable's value after a line, each time it runs."""
    lines = source.split("\n")
    text = lines[line - 1]
    indent = text[: len(text) - len(text.lstrip())]
    lines.insert(line, f"{indent}seen.append({variable})")
    return "\n".join(["seen = []", *lines])


def counting(source: str, line: int) -> str:
    """The code with a list `seen` that grows before a line, each time it runs."""
    lines = source.split("\n")
    text = lines[line - 1]
    indent = text[: len(text) - len(text.lstrip())]
    lines.insert(line - 1, f"{indent}seen.append(1)")
    return "\n".join(["seen = []", *lines])


def call_in(text: str) -> str:
    return next(code for code in re.findall(r"`([^`]+)`", text) if "(" in code)


@pytest.mark.parametrize("source", CALLS, ids=["total", "pick"])
def test_what_a_call_returns_is_what_it_returns_elsewhere(source):
    found = of_kind(asked(source, examples=CALLS[source]), "returns")
    assert found
    for one in found:
        assert one.key == evaluated(source, call_in(one.text))


@pytest.mark.parametrize("source", CALLS, ids=["total", "pick"])
def test_a_value_after_a_line_is_what_the_same_code_prints_there(source):
    found = of_kind(asked(source, examples=CALLS[source]), "value after a line")
    assert found
    for one in found:
        line = int(re.search(r"after line (\d+)", one.text)[1])
        variable = re.search(r"has `(\w+)`", one.text)[1]
        code = instrumented(source, line, variable)
        attempt = f"{code}\ntry:\n    {call_in(one.text)}\nexcept ValueError:\n    pass"
        assert one.key == evaluated(attempt, "seen[0]")


@pytest.mark.parametrize("source", CALLS, ids=["total", "pick"])
def test_how_often_a_line_runs_is_counted_by_the_code_itself(source):
    found = of_kind(asked(source, examples=CALLS[source]), "how often")
    for one in found:
        line = int(re.search(r"does line (\d+)", one.text)[1])
        assert one.key == evaluated(f"{counting(source, line)}\n{call_in(one.text)}", "len(seen)")
    assert found or source == PICK


def test_the_second_pass_of_a_loop_begins_with_what_the_first_one_left():
    found = of_kind(asked(TOTAL, examples=["total([4, 1, 7])"]), "second pass")
    assert {(re.search(r"has `(\w+)`", one.text)[1], one.key) for one in found} == {
        ("number", "1"),
        ("result", "4"),
    }


def test_the_line_that_raises_is_that_of_the_traceback():
    found = of_kind(asked(TOTAL, examples=["total([5, -1])"]), "raises")
    code = (
        "import traceback\n" + f"source = {TOTAL!r}\nexec(source)\n"
        "try:\n    total([5, -1])\nexcept ValueError as error:\n"
        "    line = traceback.extract_tb(error.__traceback__)[-1].lineno"
    )
    assert [one.key for one in found] == [f"line {evaluated(code, 'line')}"]


def test_an_error_that_is_caught_is_none_that_ends_the_call():
    source = (
        "def whole(text):\n    try:\n        number = int(text)\n    except ValueError:\n"
        "        number = -1\n    return number"
    )
    found = asked(source, examples=["whole('x')"])
    assert not of_kind(found, "raises")
    assert [one.key for one in of_kind(found, "returns")] == [evaluated(source, "whole('x')")]


def test_an_error_that_passes_through_a_with_block_ends_the_call():
    source = (
        "import contextlib\n\ndef risky(number):\n    with contextlib.nullcontext():\n"
        "        if number:\n            raise KeyError(number)\n    return number"
    )
    found = asked(source, examples=["risky(1)", "risky(0)"])
    assert [one.key for one in of_kind(found, "raises")] == ["line 6"]
    assert [one.key for one in of_kind(found, "returns")] == ["0"]


def test_names_are_those_that_the_compiler_knows():
    found = asked(TOTAL)
    (parameter,) = of_kind(found, "parameter")
    assert parameter.key == "numbers"
    assert {"numbers", "start"}.isdisjoint(parameter.near)
    (outside,) = of_kind(found, "from outside")
    assert outside.key == "ValueError"
    lines = {re.search(r"`(\w+)`", one.text)[1]: one.key for one in of_kind(found, "first value")}
    assert lines == {"result": "line 2", "number": "line 3"}


def test_a_class_is_asked_about_by_what_python_itself_says_of_it():
    source = """\
class Batches:
    def __init__(self, paths, size):
        self.waiting = iter(paths)
        self.size = size

    def __iter__(self):
        return self

    def __next__(self):
        return [part for _, part in zip(range(self.size), self.waiting)]"""
    found = asked(source)
    made: dict[str, Any] = {}
    exec(source, made)
    methods = [name for name, one in vars(made["Batches"]).items() if callable(one)]
    (method,) = of_kind(found, "method")
    assert method.key in methods
    assert not {*method.near} & {*methods}
    assert [one.key for one in of_kind(found, "methods")] == [str(len(methods))]
    (attribute,) = of_kind(found, "attribute")
    assert attribute.key in vars(made["Batches"]([], 1))
    assert not {*attribute.near} & {*vars(made["Batches"]([], 1))}
    (line,) = of_kind(found, "begins in")
    assert line.key.endswith(str(made["Batches"].__next__.__code__.co_firstlineno))


def test_what_a_call_returns_is_of_the_type_that_it_has_elsewhere():
    (kind,) = of_kind(asked(TOTAL, examples=["total([1, 2], start=10)"]), "type returned")
    elsewhere = ast.literal_eval(evaluated(TOTAL, "total([1, 2], start=10)"))
    assert kind.key == type(elsewhere).__name__


def test_a_cell_that_keeps_the_answer_of_a_command_is_read_as_code():
    tree = ast.parse(_without_commands("here = !pwd\n%cd ..\nfor x in here:\n    !echo {x}\n"))
    assert [type(node) for node in tree.body] == [ast.Assign, ast.Pass, ast.For]
    assert machine_bound(tree) >= {"here", "x"}


def test_a_cell_is_asked_about_as_it_was_left():
    found = asked("week = [2, 4, 3]\nlonger = week + [5, 1]\ntwice = len(longer) * 2")
    values = {re.search(r"has `(\w+)`", one.text)[1]: one.key for one in of_kind(found, "value")}
    code = "week = [2, 4, 3]\nlonger = week + [5, 1]\ntwice = len(longer) * 2"
    assert values == {name: evaluated(code, name) for name in ("week", "longer", "twice")}
    assert {one.text: one.key for one in of_kind(found, "assigned in")} == {
        f"In which line does the statement begin that gives `{name}` a value first?": f"line {line}"
        for line, name in enumerate(("week", "longer", "twice"), 1)
    }


def test_inputs_that_the_notebook_itself_gives_are_asked_about():
    found = asked(TOTAL, between="for given in ([1, 2, 3], [9]):\n    total(given)")
    calls = {call_in(one.text) for one in of_kind(found, "returns")}
    assert calls == {"total([1, 2, 3], 0)", "total([9], 0)"}


@pytest.mark.parametrize(
    "source",
    [
        "import random\n\ndef draw(most):\n    number = random.random() * most\n    return number",
        "count = []\n\ndef draw(most):\n    count.append(most)\n    return len(count)",
    ],
    ids=["chance", "memory"],
)
def test_nothing_is_asked_about_what_a_second_call_does_otherwise(source):
    found = asked(source, examples=["draw(5)"])
    assert not of_kind(found, "returns")
    assert not of_kind(found, "value after a line")


def test_a_function_that_never_ends_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("autograder.grading.viva.trace_in_kernel.SECONDS", 0.1)
    found = asked("def forever(n):\n    while True:\n        n += 1", examples=["forever(1)"])
    assert not of_kind(found, "returns")


def test_values_of_the_graders_machine_are_not_asked_for():
    source = "import os\ncpus = os.cpu_count()\ndouble = 2 * cpus\nsugar = 7"
    assert machine_bound(ast.parse(source)) == {"os", "cpus", "double"}
    asked_for = " ".join(one.text for one in of_kind(asked(source), "value"))
    assert "`sugar`" in asked_for
    assert "`cpus`" not in asked_for
    assert "`double`" not in asked_for
    assert text_of("/tmp/autograder_x/work") is None


def test_every_wrong_choice_means_something_else_than_the_key():
    cells = [TOTAL, PICK, "table = {'a': 1, 'b': 2, 'c': 3}\nshare = 2.0\nflag = True"]
    examples = [call for calls in CALLS.values() for call in calls]
    for one in asked(*cells, examples=examples):
        assert 2 <= len(one.near) <= MOST_NEAR
        assert len({*one.near, one.key}) == len(one.near) + 1
        if one.is_code and one.kind in ("returns", "value", "value after a line", "second pass"):
            key = ast.literal_eval(one.key)
            for wrong in one.near:
                other = ast.literal_eval(wrong)
                assert (type(other), other) != (type(key), key)


def test_values_are_written_only_where_they_are_plain():
    class Number(int):
        def __repr__(self) -> str:
            return "<script>"

    for value in (1, 2.5, "tea", None, True, [1, (2,)], {"a": {1, 2}}, ()):
        assert ast.literal_eval(text_of(value)) == value
    for odd in (Number(1), object(), "x" * 200, [[[[1]]]], list(range(50)), 10**300):
        assert text_of(odd) is None


@pytest.mark.parametrize(
    "damage",
    [
        {"cells": {}, "calls": 3},
        {"cells": {"a": {"question": "q1", "source": "x = 1"}}, "calls": [{"file": "a"}]},
        {"cells": {"a": {"question": "q1", "source": 5}}, "calls": []},
        {},
    ],
)
def test_what_is_no_trace_is_no_question(damage):
    try:
        found = candidates(damage)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        return  # the worker says that it failed, and nothing is asked
    assert found == []


@pytest.mark.parametrize(
    "change",
    [
        {"text": "x" * 10_000},
        {"key": 5},
        {"near": ["x"] * 1_000},
        {"rank": True},
        {"is_code": "yes"},
        {"more": 1},
    ],
)
def test_a_question_of_a_worker_is_taken_only_as_one_may_be(change):
    good = Candidate("q1", "value", "Which?", "1", ("2", "3")).to_json()
    assert Candidate.from_json(good).key == "1"
    with pytest.raises(ValueError, match="not a valid question"):
        Candidate.from_json({**good, **change})


def test_a_trace_is_small():
    long = noted("def slow(n):\n    for i in range(n):\n        n = n\n    return n",
                 examples=["slow(100000)"])  # fmt: skip
    assert not [call for call in long["calls"] if call["function"] == "slow"]

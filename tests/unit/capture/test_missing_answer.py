"""Why an answer is not there is said where a test misses it."""

from __future__ import annotations

import json
import linecache
import sys

import numpy as np
import pytest

from autograder.capture.missing_answer import FILE, read, reasons, with_reason, write


def run_cell(source, namespace, monkeypatch):
    """Runs a cell as a kernel does, which keeps the error and knows the code."""
    monkeypatch.setitem(linecache.cache, "<cell>", (len(source), None, [source], "<cell>"))
    try:
        exec(compile(source, "<cell>", "exec"), namespace)
    except Exception as error:
        monkeypatch.setattr(sys, "last_value", error, raising=False)


def said(tmp_path, namespace, message):
    """What a student reads where a test that looks at `table` says a message."""
    write(namespace, ["table"], tmp_path)
    return with_reason(message, reasons(read(tmp_path), ["table"], namespace))


OPEN = "table is still `...`. Put a table there, run the cell, and check again."


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("table = round(1, 2.5)", "TypeError: 'float' object cannot be interpreted as an integer."),
        ("table = nothing_here", "NameError: name 'nothing_here' is not defined."),
        ("table = ...\ntable = [1][5]", "IndexError: list index out of range."),
        ("def table(:\n    pass", "SyntaxError: "),
        ("table[0] = [1][5]", "IndexError: list index out of range."),
    ],
)
def test_an_answer_that_an_error_prevented_is_said_to_be(tmp_path, monkeypatch, source, error):
    namespace: dict[str, object] = {}
    run_cell(source, namespace, monkeypatch)
    told = said(tmp_path, namespace, OPEN)
    assert told.startswith("`table` was not made, because its cell stopped with an error: ")
    assert error in told
    assert told.endswith("Mend it, run the cell, and check again.")
    assert "still" not in told


def test_a_table_in_which_an_error_left_dots_is_not_finished(tmp_path, monkeypatch):
    namespace = {"table": {"a": {"b": ...}}}
    run_cell("table['a'] = nothing_here", namespace, monkeypatch)
    told = said(tmp_path, namespace, "The b of a in table is still `...`.")
    assert told.startswith("`table` was not finished, because its cell stopped with an error: Name")


@pytest.mark.parametrize("first", ["rows", "columns"])
def test_of_two_answers_in_one_cell_the_reason_is_that_of_the_one_that_is_named(
    tmp_path, monkeypatch, first
):
    namespace: dict[str, object] = {}
    run_cell("nothing_here\nrows = 1\ncolumns = 2", namespace, monkeypatch)
    write(namespace, ["rows", "columns"], tmp_path)
    found = reasons(read(tmp_path), ["rows", "columns"], namespace)
    told = with_reason(f"{first} is still `...`. Write your answer there, and check again.", found)
    assert told.startswith(f"`{first}` was not made, because its cell stopped with an error: Name")


@pytest.mark.parametrize("there", [..., {"a": ...}])
def test_an_answer_that_is_left_open_is_said_to_be(tmp_path, monkeypatch, there):
    monkeypatch.delattr(sys, "last_value", raising=False)
    assert said(tmp_path, {"table": there}, OPEN) == OPEN


def test_an_answer_that_no_cell_makes_is_said_to_be_nowhere(tmp_path, monkeypatch):
    namespace: dict[str, object] = {}
    run_cell("other = nothing_here", namespace, monkeypatch)
    told = said(tmp_path, namespace, OPEN)
    assert told.startswith("Nothing that ran makes `table`. Does a line of your cell begin with")


def test_an_answer_that_is_none_is_said_to_be_none(tmp_path):
    assert said(tmp_path, {"table": None}, OPEN).startswith("`table` is None. A call that only")


@pytest.mark.parametrize(
    ("there", "message"),
    [
        (np.arange(3), "table is not made of text."),
        (..., "other is still `...`."),
        (None, "other is still `...`."),
        (None, "In table, row 3 comes before row 2."),
    ],
)
def test_a_message_about_something_else_stays_as_it_is(tmp_path, monkeypatch, there, message):
    namespace = {"table": there}
    run_cell("table = table + nothing_here", namespace, monkeypatch)
    if there is None:
        monkeypatch.delattr(sys, "last_value")
    assert said(tmp_path, namespace, message) == message


@pytest.mark.parametrize(
    "data",
    [
        "",
        "[]",
        "{}",
        '{"why": 3, "kind": 1, "text": 2}',
        '{"why": {"table": ["error"]}, "kind": {}, "text": {}}',
        '{"why": {"table": "else"}, "kind": {}, "text": {}}',
        "[" * 9999,
    ],
)
def test_odd_data_from_a_kernel_says_nothing(tmp_path, data):
    (tmp_path / FILE).write_text(data)
    assert reasons(read(tmp_path), ["table"], {}) == ()


def test_an_error_has_a_bearable_length(tmp_path):
    facts = {"why": {"table": "error"}, "kind": "ValueError", "text": "long\n" * 1_000}
    (tmp_path / FILE).write_text(json.dumps(facts))
    assert len(with_reason(OPEN, reasons(read(tmp_path), ["table"], {}))) < 500


def test_advice_takes_the_place_of_what_an_error_usually_means(tmp_path, monkeypatch):
    advice = "read_csv takes a file: wrap the bytes up, io.BytesIO(content)."
    namespace: dict[str, object] = {}
    run_cell("table = [] + 1", namespace, monkeypatch)
    told = said(tmp_path, namespace, f"table is still `...`, or its line failed. {advice}")
    assert f"to list. {advice} Mend it" in told
    run_cell("table = bytes_of_mine", namespace, monkeypatch)
    told = said(tmp_path, namespace, f"table is still `...`, or its line failed. {advice}")
    assert advice not in told
    assert "look at its spelling" in told

"""A cell that ended in an error is named where a test misses what it should have made."""

from __future__ import annotations

import json
import linecache
import sys

import numpy as np
import pytest

from autograder.capture.failed_cell import FILE, sentence, with_error, write


def run_cell(source, namespace, monkeypatch):
    """Runs a cell as a kernel does, which keeps the error and knows the code."""
    monkeypatch.setitem(linecache.cache, "<cell>", (len(source), None, [source], "<cell>"))
    try:
        exec(compile(source, "<cell>", "exec"), namespace)
    except Exception as error:
        monkeypatch.setattr(sys, "last_value", error, raising=False)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("table = round(1, 2.5)", "TypeError: 'float' object cannot be interpreted as an integer."),
        ("table = nothing_here", "NameError: name 'nothing_here' is not defined."),
        ("table = ...\ntable = [1][5]", "IndexError: list index out of range."),
        ("def table(:\n    pass", "SyntaxError: "),
    ],
)
def test_an_answer_that_an_error_prevented_is_said_to_be(tmp_path, monkeypatch, source, said):
    namespace: dict[str, object] = {}
    run_cell(source, namespace, monkeypatch)
    write(namespace, ["table"], tmp_path)
    told = sentence(tmp_path, ["table"], namespace)
    assert told.startswith("`table` was not made, because its cell stopped with an error: ")
    assert said in told
    assert told.endswith("Mend it, run the cell, and check again.")


def test_an_error_of_another_cell_explains_nothing(tmp_path, monkeypatch):
    namespace: dict[str, object] = {}
    run_cell("other = nothing_here", namespace, monkeypatch)
    write(namespace, ["table"], tmp_path)
    assert sentence(tmp_path, ["table"], namespace) == ""


def test_an_answer_that_is_there_was_made(tmp_path, monkeypatch):
    namespace = {"table": np.arange(3)}
    run_cell("table = table + nothing_here", namespace, monkeypatch)
    write(namespace, ["table"], tmp_path)
    assert sentence(tmp_path, ["table"], namespace) == ""


@pytest.mark.parametrize(
    "data",
    [
        "",
        "[]",
        "{}",
        '{"names": 3, "kind": 1, "text": 2}',
        '{"names": [[]], "kind": {}}',
        "[" * 9999,
    ],
)
def test_odd_data_from_a_kernel_says_nothing(tmp_path, data):
    (tmp_path / FILE).write_text(data)
    assert sentence(tmp_path, ["table"], {}) == ""


def test_an_error_has_a_bearable_length(tmp_path):
    facts = {"names": ["table"], "kind": "ValueError", "text": "long\n" * 1_000}
    (tmp_path / FILE).write_text(json.dumps(facts))
    assert len(sentence(tmp_path, ["table"], {})) < 500


def test_advice_stays_in_front_of_the_error_and_a_bare_remark_gives_way_to_it():
    error = "`x` was not made, because its cell stopped with an error: NameError: y."
    advice = "x is still missing. read_csv takes a file: wrap the bytes up, io.BytesIO(content)."
    assert with_error("x is still `...`", error) == error
    assert with_error(advice, error) == f"{advice} {error}"
    assert with_error("x should be 4.", error) == "x should be 4."
    assert with_error("x is still `...`", "") == "x is still `...`"

"""Answers that use a Python newer than the grader's are known by what they use."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import nbformat
import pytest

from autograder.assignment.model import Assignment
from autograder.assignment.notebook import QUESTION_KEY
from autograder.grading import newer_python, results
from autograder.grading.instrument import instrument
from autograder.grading.newer_python import sentence, used


@pytest.fixture(autouse=True)
def _old(monkeypatch):
    monkeypatch.setattr(newer_python, "HERE", (3, 11))


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ('told = f"{about["size"]} bytes"', "an f-string with quotes"),
        ("told = f'{'-'.join(parts)} and {'x' * 3}'", "an f-string with quotes"),
        ('told = f"{chr(10).join(rows)} {"\\n".join(rows)}"', "an f-string with quotes"),
        ('%pip install emoji\ntold = f"{a["b"]}"', "an f-string with quotes"),
        ("type Point = tuple[float, float]", "a `type` statement"),
        ("def first[T](values: list[T]) -> T:\n    return values[0]", "type parameters"),
        ("import itertools\nrows = list(itertools.batched(range(7), 3))", "`itertools.batched`"),
        ("from itertools import batched\nrows = batched(x, 3)", "`itertools.batched`"),
        ("import itertools as it\nrows = it.batched(x, 3)", "`itertools.batched`"),
        ("for folder, _, files in Path('.').walk():\n    print(files)", "`Path.walk`"),
    ],
)
def test_what_is_newer_is_named(source, what):
    [found] = used(source)
    assert found.startswith(what)
    assert sentence(found).startswith(f"its answer uses {found}, which there is since Python 3.1")


@pytest.mark.parametrize(
    "source",
    [
        "told = f\"{about['size']} bytes\"",
        "told = f'{x!r:>10} {{}} {y:{width}}'",
        'told = f"{about["size"]} bytes',  # the last quotes are missing
        'told = f"{about["size"} bytes"',
        "def f(:\n    pass",
        "type = 3\ntype == 3",
        "import os\nfor folder, _, files in os.walk('.'):\n    print(files)",
        "rows = more_itertools.batched(x, 3)",
        "%%bash\nls",
        "files = !ls\nif files:\n    %cd my_project",
        "x = (",
    ],
)
def test_what_every_version_has_or_refuses_is_not(source):
    assert used(source) == []


def test_what_the_grader_has_is_not_newer(monkeypatch):
    monkeypatch.setattr(newer_python, "HERE", (3, 12))
    assert used("import itertools\nitertools.batched(x, 3)") == []
    assert used("import copy\ncopy.replace(x, y=3)") == ["`copy.replace`"]


def test_it_is_noted_of_the_cells_that_answer_a_question():
    cells = [
        nbformat.v4.new_code_cell(source, metadata={QUESTION_KEY: question})
        for question, source in {"q1": 'told = f"{a["b"]}"', "q2": "told = 3"}.items()
    ]
    _, _, noted = instrument(
        nbformat.v4.new_notebook(cells=cells),
        captures={"q1": "", "q2": ""},
        seeding="",
        silencing="",
        manual=[],
    )
    assert noted["newer"] == {"q1": [next(iter(newer_python._GRAMMAR))]}


def test_of_words_that_nobody_knows_nothing_is_said():
    assert sentence("<script>") == ""


def test_what_a_driver_says_is_looked_up_for_the_questions_of_the_assignment():
    assignment = SimpleNamespace(checked=[SimpleNamespace(name="q1"), SimpleNamespace(name="q2")])
    noted = {
        "q1": ["`itertools.batched`", "<b>words of its own</b>"],
        "q2": 3,
        "q9": ["`copy.replace`"],
    }
    [(question, said)] = results._newer(noted, cast(Assignment, assignment))
    assert (question, said) == ("q1", sentence("`itertools.batched`"))

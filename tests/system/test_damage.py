"""Every damaged file in `tests/damage/`: a result, with the points that its readable part deserves.

Each case says in its first cell what is wrong with it and what must come of it;
`tests/support/corpus.py` says how to write one. They are graded as one class.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.result import Result
from autograder.record.store import Store
from autograder.run.sandbox.limits import Limits
from tests.support.corpus import LESSON, read_cases, target, text_of
from tests.support.grading import grade_class
from tests.support.submissions import collect

CASES = read_cases(Path(__file__).parents[1] / "damage")


@dataclass(frozen=True)
class Graded:
    """Student → result, and where everything lies."""

    results: dict[str, Result]
    store: Store


@pytest.fixture(scope="module")
def graded(fork_server, mnist, tmp_path_factory) -> Graded:
    folder = tmp_path_factory.mktemp("damage")
    lesson = {LESSON: target(folder)}
    for case in CASES.values():
        case.write(folder / "in")
    store = Store(folder / "out")
    results = grade_class(
        collect([folder / "in"], lesson),
        lesson,
        store,
        LocalBackend(fork_server, Conditions({"mnist": mnist}, Limits(cell_seconds=90))),
        jobs=2,
    )
    return Graded({result.student: result for result in results}, store)


@pytest.mark.parametrize("name", CASES)
def test_a_damaged_file_gets_the_points_of_its_readable_part_and_is_told_what_is_wrong(
    graded, name
):
    case = CASES[name]
    result = graded.results[case.student]
    assert (result.status, result.score) == (case.status, case.marks), (case.what, result.problems)
    page = graded.store.feedback_path(result.student, result.lesson).read_text(encoding="utf-8")
    assert case.says in text_of(page)


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].status == "graded"])
def test_what_could_be_read_was_run_and_is_a_valid_notebook(graded, name):
    path = graded.store.executed_path(CASES[name].student, LESSON)
    nbformat.validate(nbformat.read(path, as_version=4))


def test_everybody_has_one_result_and_one_row(graded):
    assert len(CASES) >= 30
    with graded.store.grades_path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(graded.results) == len(rows) == len(CASES)

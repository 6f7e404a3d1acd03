"""Otter's assignments as a person meets them: what waits to be marked, what has to be installed."""

from __future__ import annotations

import shutil

import nbformat
import pytest

from autograder.record.result import Result
from autograder.record.store import Store
from tests.support import zoo
from tests.support.commands import autograder_in

pytestmark = pytest.mark.usefixtures("shared_fork_server")


@pytest.fixture
def mixed(tmp_path) -> zoo.Made:
    return zoo.mixed(tmp_path)


def graded(tmp_path, archive, *options: str) -> Result:
    arguments = ["grade", "in", "--output", "out", "--assignment", str(archive), *options]
    done = autograder_in(tmp_path, *arguments)
    assert done.returncode == 0, done.stderr
    [result] = Store(tmp_path / "out").results()
    return result


def test_answers_for_a_person_wait_and_what_is_left_blank_earns_nothing(mixed, tmp_path):
    path = zoo.hand_in(mixed, tmp_path / "in", "ada", {"x": "3", "y": "4"})
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.source.startswith("shown = "):
            cell.source = "shown = 1"
    nbformat.write(notebook, path)
    result = graded(tmp_path, mixed.archive)
    assert [(q.name, q.score, q.max_score) for q in result.questions] == [
        ("b", 2.0, 2.0),
        ("Question-why", 0.0, 4.0),
        ("a", 1.0, 1.0),
        ("Question-plot", None, 1.0),
    ]
    assert (result.score, result.max_score) == (3.0, 8.0)
    table = (tmp_path / "out" / "grades.csv").read_text(encoding="utf-8")
    assert "Question-plot" in table


def test_answers_that_nobody_is_told_of_are_not_passed_by_in_silence(mixed, tmp_path):
    zoo.hand_in(mixed, tmp_path / "in", "ada", {"x": "3", "y": "4"})
    result = graded(tmp_path, shutil.copy(mixed.archive, tmp_path / "mixed.zip"))
    assert [q.name for q in result.questions] == ["a", "b"]
    assert [problem for problem in result.problems if "--notebook" in problem] == [
        "for the instructor: 2 answers are for a person to mark, and the zip does not say which "
        "and for how many points; give the notebook that `otter assign` was run on, or one that it "
        "made, by --notebook, and they will wait to be marked"
    ]
    again = graded(tmp_path, tmp_path / "mixed.zip", "--notebook", str(mixed.notebook))
    assert len(again.questions) == 4

"""Questions that a person marks, out of the notebooks of an Otter assignment."""

from __future__ import annotations

import shutil

import pytest

from autograder.assignment.model import Assignment, AssignmentError, load
from autograder.assignment.otter_notebooks import NotebookError
from tests.support import zoo


@pytest.fixture(scope="module")
def mixed(tmp_path_factory) -> zoo.Made:
    return zoo.mixed(tmp_path_factory.mktemp("mixed"))


def shape(assignment: Assignment) -> list[tuple[str, float | None]]:
    return [(q.name, q.points if q.manual else None) for q in assignment.questions]


def test_the_master_beside_what_otter_made_tells_names_points_and_order(tmp_path):
    made = zoo.mixed(tmp_path)
    shutil.copy(tmp_path / "mixed" / "mixed.ipynb", tmp_path / "mixed.ipynb")
    assignment = load(made.archive, tmp_path / "tests")
    assert shape(assignment) == [("b", None), ("why", 4.0), ("a", None), ("plot", 1.0)]
    why = assignment.questions[1]
    assert why.rubric == "**Question why.** Why is that so?\n\n**A good answer:**\n\nBecause."
    assert assignment.notes == (
        "the assignment does not say what plot can earn; a person marks each out of 1",
    )


def test_without_a_master_the_notebook_with_solutions_is_read(mixed, tmp_path):
    assignment = load(mixed.archive, tmp_path)
    names = [("b", None), ("Question-why", 4.0), ("a", None), ("Question-plot", 1.0)]
    assert shape(assignment) == names
    assert assignment.questions[3].rubric.endswith("```python\nshown = 1\n```")


def test_a_notebook_of_students_says_what_is_asked_and_no_gap_is_called_a_good_answer(
    mixed, tmp_path
):
    archive = shutil.copy(mixed.archive, tmp_path / "mixed.zip")
    assignment = load(archive, tmp_path / "tests", notebook=mixed.notebook)
    assert shape(assignment)[3] == ("Question-plot", 1.0)
    assert {q.rubric for q in assignment.questions if q.manual} == {
        "**Question why.** Why is that so?",
        "**Question plot.** Why is that so?",
    }


def test_a_notebook_beside_a_zip_elsewhere_may_be_a_students_and_is_not_read(mixed, tmp_path):
    archive = shutil.copy(mixed.archive, tmp_path / "mixed.zip")
    shutil.copy(mixed.notebook, tmp_path)
    assert shape(load(archive, tmp_path / "tests")) == [("a", None), ("b", None)]


def test_an_assignment_for_a_person_alone_needs_the_notebook_and_nothing_else(tmp_path):
    made = zoo.essay(tmp_path)
    assert [q.manual for q in load(made.archive, tmp_path / "tests").questions] == [True, True]
    moved = made.archive.rename(tmp_path / "essay.zip")
    with pytest.raises(AssignmentError, match="holds no tests: all of its questions are for a per"):
        load(moved, tmp_path / "tests")
    load(moved, tmp_path / "tests", notebook=made.notebook)


@pytest.mark.parametrize("content", [None, "{", "{}", '{"cells": [3]}'])
def test_a_notebook_that_cannot_be_read_is_named(mixed, tmp_path, content):
    path = tmp_path / "hw.ipynb"
    if content is not None:
        path.write_text(content)
    with pytest.raises(NotebookError, match=r"hw.ipynb (cannot be read|is no notebook)"):
        load(mixed.archive, tmp_path / "tests", notebook=path)


def test_more_points_for_a_person_make_another_assignment(mixed, tmp_path):
    """Else a rerun would keep results that know less of it."""
    archive = shutil.copy(mixed.archive, tmp_path / "mixed.zip")
    without = load(archive, tmp_path / "1")
    with_them = load(archive, tmp_path / "2", notebook=mixed.notebook)
    assert without.sha256 != with_them.sha256
    assert without.run_sha256 == with_them.run_sha256

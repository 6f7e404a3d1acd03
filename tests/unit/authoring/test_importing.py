"""`autograder import`: an Otter master, or nbgrader's source, becomes a lesson that builds."""

from __future__ import annotations

from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.authoring.importing import ImportingError, import_lesson
from autograder.authoring.publish import build
from tests.support.clean_course import course  # noqa: F401

PS1 = Path(nbgrader.__file__).parent / "docs/source/user_guide/source/ps1/problem1.ipynb"
SAID = new_output("execute_result", {"text/plain": "True"}, execution_count=1)
MASTER = new_notebook(
    cells=[
        new_raw_cell("# ASSIGNMENT CONFIG\nname: hw1\nrequirements: requirements.txt"),
        new_markdown_cell("# Rain"),
        new_code_cell("import numpy as np\nimport otter\ngrader = otter.Notebook()"),
        new_raw_cell("# BEGIN QUESTION\nname: rain-1\npoints: 2"),
        new_markdown_cell("Double 21."),
        new_raw_cell("# BEGIN SOLUTION"),
        new_code_cell("x = 42  # SOLUTION"),
        new_raw_cell("# END SOLUTION"),
        new_raw_cell("# BEGIN TESTS"),
        new_code_cell("x > 0", outputs=[SAID]),
        new_code_cell("# HIDDEN\nassert np.isclose(x, 42)"),
        new_raw_cell("# END TESTS"),
        new_raw_cell("# END QUESTION"),
    ]
)


def test_an_otter_master_becomes_a_lesson_and_what_is_open_is_listed(course, tmp_path):
    (tmp_path / "given").mkdir()
    nbformat.write(MASTER, tmp_path / "given" / "hw.ipynb")
    (tmp_path / "given" / "rain.csv").write_text("mm\n3\n")
    made = import_lesson(course, tmp_path / "given" / "hw.ipynb")
    assert made.path == course.solutions / "01-hw" / "lesson.py"
    listed = "\n".join(made.left)
    for said in (
        "['requirements']",
        "rain_1: test_rain_1_1 compares what was printed",
        "data/rain",
    ):
        assert said in listed
    text = made.path.read_text()
    assert "def test_rain_1_1(x):\n    assert repr(x > 0) == 'True'" in text
    assert "otter" not in text
    [built] = build(course, ["01-hw"])
    assert {*built.emitted.all_tests} == {"rain_1"}
    assert "data/rain.csv" in built.emitted.student


def test_nbgraders_own_source_becomes_a_lesson_that_builds(course):
    made = import_lesson(course, PS1)
    assert any("squares: test_squares_1 has no message" in one for one in made.left)
    [built] = build(course, ["01-problem1"])
    assert {*built.emitted.all_tests} == {"squares", "sum_of_squares"}


def test_a_notebook_without_questions_and_a_file_that_is_none_are_refused(course, tmp_path):
    nbformat.write(new_notebook(), tmp_path / "empty.ipynb")
    (tmp_path / "broken.ipynb").write_text("{")
    for name, says in (
        ("empty", "has no question"),
        ("broken", "is no noteb"),
        ("no", "not exist"),
    ):
        with pytest.raises(ImportingError, match=says):
            import_lesson(course, tmp_path / f"{name}.ipynb")

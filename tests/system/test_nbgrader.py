"""The nbgrader course that the build writes, put through nbgrader's own commands."""

from __future__ import annotations

import csv
import dataclasses
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.assignment.model import load
from autograder.authoring.answers import Answer, notebook_of
from autograder.authoring.course import Course, find
from autograder.authoring.leaks import forbidden_lines, leaks_in
from autograder.authoring.lesson import BuildError
from autograder.authoring.publish import build, emit_lesson
from autograder.authoring.targets.nbgrader import (
    course_files,
    lesson_files,
    release_notebook,
    source_notebook,
)
from autograder.authoring.targets.otter import Emitted
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.store import Store
from tests.support.grading import grade_class
from tests.support.lessons import emitted_here
from tests.support.nbgrader_course import nbgrader
from tests.support.submissions import collect
from tests.support.tiny import MORE, TINY, write

LESSON = "01-tiny"
WARNS = """\
def double(number):
    import logging, os, sys, warnings
    warnings.warn("slow", stacklevel=1)
    logging.error("strange")
    print("odd", file=sys.stderr)
    return number * 2
"""
ANSWERS = {
    "ada": {"q1": "answer = 42", "q2": WARNS, "q2_why": "Since 2 is 1 + 1."},
    "brian": {"q1": "answer = 41", "q2": "def double(number):\n    return 6"},
    "carol": {"q1": "del answer", "q2": "raise ValueError"},
    "dora": {},
}
#: what tests give; `source` is the instructor's own notebook
POINTS = {"ada": 2.0, "brian": 1.0, "carol": 0.0, "dora": 0.0, "source": 2.0}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("course")
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    write(root, TINY.replace("# %%\n# {{ hand_in }}", f"{MORE}# %%\n# {{{{ hand_in }}}}"))
    return find(root)


@pytest.fixture(scope="module")
def tiny(course: Course) -> Emitted:
    return emit_lesson(course, LESSON)


@pytest.fixture(scope="module")
def graded(course: Course, tiny: Emitted) -> Path:
    """The course's folder after all that an instructor does with it."""
    build(course, [LESSON])
    root = course.dist / "nbgrader"
    nbgrader(root, "generate_assignment", LESSON)
    release = nbformat.read(root / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    released = dataclasses.replace(tiny, student_notebook=release)
    for student, sources in ANSWERS.items():
        cells = {question: {1: source} for question, source in sources.items()}
        answer = Answer(student, "", "blank", "", {}, {}, cells, {})
        hand_in(root, student, notebook_of(answer, released))
    hand_in(root, "source", source_notebook(tiny))
    nbgrader(root, "autograde", LESSON)
    nbgrader(root, "generate_feedback", LESSON)
    nbgrader(root, "export")
    return root


def hand_in(root: Path, student: str, notebook: nbformat.NotebookNode) -> None:
    path = root / "submitted" / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def errors(root: Path, student: str) -> dict[str, str]:
    """Test cell → the last line of what it shows where it failed."""
    path = root / "autograded" / student / LESSON / f"{LESSON}.ipynb"
    return {
        cell.metadata.nbgrader.grade_id: f"{output.ename}: {output.evalue}"
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if output.output_type == "error" and cell.metadata.get("nbgrader", {}).get("grade")
    }


def test_nbgrader_exports_the_points_of_each_case_that_passes(graded):
    with (graded / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {student: float(row["score"]) for student, row in rows.items()} == POINTS
    assert {float(row["max_score"]) for row in rows.values()} == {4.0}


def test_a_case_that_fails_says_what_to_try_and_the_others_stay_silent(graded):
    assert errors(graded, "ada") == {}
    assert errors(graded, "brian") == {
        "q1-2": "AssertionError: another number",
        "q2-2": "AssertionError: texts are not doubled",
    }
    page = graded / "feedback" / "brian" / LESSON / f"{LESSON}.html"
    assert "another number" in page.read_text()


def test_an_answer_that_is_gone_gets_the_message_and_fails_nothing_else(graded):
    assert errors(graded, "carol") == {
        "q1-1": "AssertionError: answer is still missing",
        "q1-2": "AssertionError: another number",
        "q2-1": "AssertionError: three is not doubled",
        "q2-2": "AssertionError: texts are not doubled",
    }


def test_written_answers_wait_for_a_person_unless_they_are_empty(graded):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as gradebook:
        waits = {
            student: next(
                grade.needs_manual_grade
                for grade in gradebook.find_submission_notebook(LESSON, LESSON, student).grades
                if grade.name == "q2_why"
            )
            for student in ANSWERS
        }
    assert waits == {"ada": True, "brian": False, "carol": False, "dora": False}


def test_the_same_notebooks_get_the_same_points_from_this_grader(
    graded, tiny, fork_server, mnist, tmp_path
):
    for student in POINTS:
        path = graded / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        (tmp_path / "in").mkdir(exist_ok=True)
        shutil.copy(path, tmp_path / "in" / f"{student}.ipynb")
    archive = tmp_path / f"{LESSON}.zip"
    archive.write_bytes(tiny.autograder_zip)
    known = {LESSON: load(archive, tmp_path / "tests")}
    results = grade_class(
        collect([tmp_path / "in"], known),
        known,
        Store(tmp_path / "out"),
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=2,
    )
    assert {result.student: result.score for result in results} == POINTS


def test_building_again_keeps_what_an_instructor_has_made(course, graded):
    build(course, [LESSON])
    assert (graded / "gradebook.db").is_file()
    assert (graded / "submitted" / "ada").is_dir()


def test_points_that_are_all_or_nothing_are_refused(tiny):
    source = tiny.all_tests["q1"].replace("points = ", "all_or_nothing = True\npoints = ")
    with pytest.raises(BuildError, match="q1 are all or nothing"):
        source_notebook(dataclasses.replace(tiny, all_tests={**tiny.all_tests, "q1": source}))


# Every lesson of the course, by nbgrader's own preprocessors


@pytest.mark.parametrize("lesson", find(Path(__file__).parent).lessons())
def test_students_get_the_lessons_own_text_and_nothing_that_is_secret(lesson, tmp_path):
    course = find(Path(__file__).parent)
    emitted = emitted_here(lesson)
    for path, content in course_files(course).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    config = Config(PyFileConfigLoader("nbgrader_config.py", path=str(tmp_path)).load_config())
    notebook = source_notebook(emitted)
    for preprocessor in (ClearSolutions, ClearHiddenTests):
        notebook, _ = preprocessor(config=config).preprocess(notebook, {})
    expected = release_notebook(emitted)
    assert list(map(without_blank_lines, notebook.cells)) == list(
        map(without_blank_lines, expected.cells)
    )
    files = {f"{lesson}.ipynb": nbformat.writes(notebook).encode()}
    assert leaks_in(files, forbidden_lines(emitted)) == []
    own = {cell.id: cell.source for cell in emitted.student_notebook.cells}
    for cell in expected.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            assert cell.source == own[cell.id]
        assert f"github/{course.repository}/blob" not in cell.source
    data = {path for path in emitted.student if path.startswith("data/")}
    assert set(lesson_files(lesson, emitted)) == {f"{lesson}.ipynb", *data}


def without_blank_lines(cell: nbformat.NotebookNode) -> tuple[str, list[str]]:
    return cell.id, [line for line in cell.source.splitlines() if line.strip()]

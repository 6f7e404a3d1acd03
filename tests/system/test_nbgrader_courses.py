"""An nbgrader course of somebody's: the same points as `nbgrader autograde`, from outside."""

from __future__ import annotations

import csv
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.record.result import Result
from autograder.record.store import Store
from tests.support import nbgrader_course as plants
from tests.support.commands import Run, commands

GRADE = "autograder grade submitted/ --output graded/ --assignment source/ps1"
Points = dict[tuple[str, str, str], tuple[float | None, float]]


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """The course, and what was handed in."""
    root = tmp_path_factory.mktemp("plants")
    plants.make(root)
    plants.nbgrader(root, "generate_assignment", "ps1")
    for student, answers in plants.ANSWERS.items():
        plants.hand_in(root, student, answers)
    plants.hand_in(root, "forger", plants.FORGED)
    plants.hand_in(root, "torn", {"mean-tests": None, "mean-answer": plants.CAREFUL})
    return root


@pytest.fixture(scope="module")
def others(root, tmp_path_factory) -> Future:
    """nbgrader at work on a copy, while others do something else."""
    copy = tmp_path_factory.mktemp("others") / "plants"
    shutil.copytree(root, copy)
    shutil.rmtree(copy / "submitted" / "torn")

    def work() -> Path:
        plants.nbgrader(copy, "autograde", "ps1")
        return copy

    return ThreadPoolExecutor(1).submit(work)


@pytest.fixture(scope="module")
def run(fork_server):
    with commands(fork_server) as run:
        yield run


@pytest.fixture(scope="module")
def ours(root, others, run: Run) -> dict[tuple[str, str], Result]:
    """Student and notebook → result."""
    done = run(root, GRADE)
    assert done.return_value == 0, done.output
    results = Store(root / "graded").results()
    return {(one.student, one.lesson.removeprefix("ps1-")): one for one in results}


def points(results: dict[tuple[str, str], Result]) -> Points:
    return {
        (student, notebook, question.name): (question.score, question.max_score)
        for (student, notebook), result in results.items()
        for question in result.questions
    }


def in_gradebook(root: Path) -> Points:
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        return {
            (submission.student.id, notebook.name, grade.name): (grade.auto_score, grade.max_score)
            for submission in gradebook.assignment_submissions("ps1")
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def in_table(root: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Student and lesson → the row of `grades.csv`."""
    with (root / "graded" / "grades.csv").open(encoding="utf-8") as file:
        return {(row["student"], row["lesson"]): row for row in csv.DictReader(file)}


def test_every_cell_gets_the_points_that_nbgrader_gives(ours, others):
    theirs = in_gradebook(others.result())
    found = points(ours)
    students = {*plants.ANSWERS}
    expected = {key: value for key, value in theirs.items() if key[0] in students}
    assert {key: value for key, value in found.items() if key[0] in students} == expected
    scores = {score for score, _ in expected.values()}
    assert {0.0, 1.5, 2.0, 3.0, None} <= scores  # else this would prove little


def test_what_a_students_function_writes_to_standard_error_takes_the_points_of_the_cell(ours):
    assert points(ours)["half", "growth", "mean-tests"] == (0.0, 2.0)
    [tests] = [q for q in ours["half", "growth"].questions if q.name == "mean-tests"]
    assert "standard error. It was: many" in tests.tests[0].message


def test_points_that_a_value_only_claims_are_given_by_nbgrader_and_not_here(ours, others):
    theirs, found = in_gradebook(others.result()), points(ours)
    forged = [("growth", "trees-tests", 3.0), ("water", "rain-tests", 2.0)]
    for notebook, name, most in forged:
        assert theirs["forger", notebook, name] == (most, most)
        assert found["forger", notebook, name] == (0.0, most)


def test_a_test_cell_that_is_gone_is_run_at_the_end(ours):
    assert points(ours)["torn", "growth", "mean-tests"] == (2.0, 2.0)


def test_hidden_tests_are_not_among_what_a_student_reads(ours):
    [edges] = [q for q in ours["half", "growth"].questions if q.name == "mean-edges"]
    assert [(test.hidden, test.points, test.passed) for test in edges.tests] == [
        (False, 0.0, True),
        (True, 1.0, False),
    ]


def test_the_notebooks_of_an_assignment_come_to_one_result_each(ours):
    assert {notebook for _, notebook in ours} == {"growth", "water"}
    assert ours["right", "growth"].max_score == 16.0


def test_what_students_wrote_is_given_back_as_they_wrote_it(root, ours):
    path = root / "graded" / "executed" / "changed" / "ps1-growth.ipynb"
    executed = nbformat.read(path, as_version=4)
    assert "pass" in [cell.source for cell in executed.cells]
    assert "secret" not in path.read_text(encoding="utf-8")


# The course's own gradebook, and its own commands


def test_the_courses_gradebook_has_what_nbgrader_would_have_put_there(root, ours, others):
    theirs, found = in_gradebook(others.result()), in_gradebook(root)
    students = {*plants.ANSWERS}
    kept = {key: value for key, value in found.items() if key[0] in students}
    assert kept == {key: value for key, value in theirs.items() if key[0] in students}
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        submission = gradebook.find_submission("ps1", "right")
        assert str(submission.timestamp) == "2026-11-02 10:00:00"
        waiting = {one.name for nb in submission.notebooks for one in nb.grades
                   if one.needs_manual_grade}  # fmt: skip
        assert waiting == {"why", "draw", "field"}
        comment = gradebook.find_comment("why", "growth", "ps1", "blank")
        assert comment.auto_comment == "No response."


def test_feedback_and_export_of_nbgrader_go_on_and_hold_no_hidden_test(root, ours):
    plants.nbgrader(root, "generate_feedback", "ps1")
    plants.nbgrader(root, "export")
    page = (root / "feedback" / "half" / "ps1" / "growth.html").read_text(encoding="utf-8")
    assert "1.5 of 3 points" in page
    assert "secret" not in page
    assert "HIDDEN" not in page
    with (root / "grades.csv").open(encoding="utf-8") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert {name: scores[name] for name in plants.ANSWERS} == {
        "right": 9.0,
        "half": 1.5,
        "blank": 0.0,
        "changed": 0.0,
    }


def test_points_and_comments_of_a_person_stay_and_a_new_answer_is_to_be_looked_at(root, ours, run):
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("why", "growth", "ps1", "right")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        corrected = gradebook.find_grade("mean-edges", "growth", "ps1", "half")
        corrected.manual_score, corrected.needs_manual_grade = 0.5, False
        gradebook.find_comment("why", "growth", "ps1", "right").manual_comment = "Nearly."
        gradebook.db.commit()
    path = root / "submitted" / "half" / "ps1" / "growth.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace(plants.MEAN, plants.CAREFUL)
    nbformat.write(notebook, path)
    assert run(root, GRADE).return_value == 0
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("why", "growth", "ps1", "right")
        assert (grade.manual_score, grade.needs_manual_grade) == (2.5, False)
        comment = gradebook.find_comment("why", "growth", "ps1", "right")
        assert comment.manual_comment == "Nearly."
        corrected = gradebook.find_grade("mean-edges", "growth", "ps1", "half")
        assert (corrected.auto_score, corrected.manual_score) == (1.0, 0.5)
        assert corrected.needs_manual_grade
    given = in_table(root)
    assert given["right", "ps1-growth"]["why"] == "2.5"
    assert given["half", "ps1-growth"]["mean-edges"] == "0.5"
    page = (root / "graded" / "feedback" / "right" / "ps1-growth.html").read_text(encoding="utf-8")
    assert "Nearly." in page


def test_a_mark_in_formgrader_is_in_the_table_without_grading_again(root, ours, run):
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("draw", "growth", "ps1", "right")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    assert run(root, "autograder grades graded/").return_value == 0
    assert in_table(root)["right", "ps1-growth"]["draw"] == "1.5"


def test_a_course_that_has_released_nothing_gets_its_cells_from_the_source(run, tmp_path):
    plants.make(tmp_path)
    for assignment in ("ps1", "ps2"):  # only the one that is graded counts
        shutil.copytree(tmp_path / "source" / "ps1", tmp_path / "submitted" / "ada" / assignment)
    done = run(tmp_path, GRADE)
    assert done.return_value == 0, done.output
    assert "Not graded" in done.output
    assert "submitted/ada/ps2/growth.ipynb" in done.output
    assert len(Store(tmp_path / "graded").results()) == 2
    found = in_gradebook(tmp_path)
    assert found["ada", "growth", "mean-tests"] == (2.0, 2.0)
    assert found["ada", "growth", "why"] == (None, 3.0)
    assert f"sqlite:///{tmp_path}/gradebook.db" in done.output


def test_other_points_than_the_gradebooks_are_named_and_nothing_is_filled(
    root, ours, run, tmp_path
):
    shutil.copytree(root, tmp_path / "course")
    path = tmp_path / "course" / "source" / "ps1" / "water.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].metadata.nbgrader.points = 7
    nbformat.write(notebook, path)
    done = run(tmp_path / "course", f"{GRADE} --student right")
    assert "with other cells or points: rain-tests" in str(done.exception)
    assert "generate_assignment --force ps1" in str(done.exception)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("source", "holds no notebook with nbgrader's cells"),
        ("nbgrader_config.py", "cannot be read as a zip"),
    ],
)
def test_what_is_no_assignment_is_named(root, run, given, says):
    done = run(root, f"autograder grade submitted --output other --assignment {given}")
    assert says in str(done.exception)


def test_a_test_that_takes_a_function_away_is_named_and_runs_in_the_kernel_where_allowed(
    run, tmp_path
):
    cells = [
        plants.cell(
            "two", "def one():\n    return 1\n\ndef two():\n    return one() + 1", "answer"
        ),
        plants.cell(
            "uses-one",
            "kept = one\ndel one\ntry:\n    two()\nexcept NameError:\n    pass\nelse:\n"
            "    raise AssertionError('Call one.')\nfinally:\n    one = kept",
            "tests",
            1,
        ),
        plants.cell("still", "assert one() == 1 and two() == 2", "tests", 1),
    ]
    for place in ("ps2", "submitted/ada/ps2"):
        (tmp_path / place).mkdir(parents=True)
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / place / "calls.ipynb")
    line = "autograder grade submitted/ --output graded/ --assignment ps2"
    assert run(tmp_path, line).return_value == 0
    [result] = Store(tmp_path / "graded").results()
    assert [q.score for q in result.questions] == [0.0, 1.0]
    assert "in uses-one, a test looks at everything" in result.problems[0]
    assert run(tmp_path, f"{line} --allow-in-kernel").return_value == 0
    [result] = Store(tmp_path / "graded").results()
    assert [(q.score, q.trust) for q in result.questions] == [(1.0, "in-kernel"), (1.0, "isolated")]

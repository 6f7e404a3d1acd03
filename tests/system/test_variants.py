"""A class with numbers, from the roster to the pages: whose notebook it is, and what waits."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from autograder.record.result import Result
from autograder.record.store import Store
from tests.support.commands import autograder

LESSON = "01-setup"
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shared_fork_server")]


@pytest.fixture(scope="module")
def solution() -> str:
    return nbformat.writes(emit_lesson(find(Path(__file__).parent), LESSON).solution)


def made_for(number: str, solution: str) -> str:
    return solution.replace('student_number = \\"\\"', f'student_number = \\"{number}\\"')


def q4(result: Result | None) -> tuple[float | None, str | None]:
    assert result is not None
    [question] = [one for one in result.questions if one.name == "q4"]
    return question.score, question.made_for


def test_a_class_with_numbers_is_held_against_its_roster(tmp_path, solution):
    roster, handed_in, graded = (tmp_path / name for name in ("class.csv", "in", "out"))
    roster.write_text("student,name,number\nada,Zora Quill,1007\nben,Ben Okri,42\ncem,Cem,9\n")
    handed_in.mkdir()
    for student, number in (("ada", "1007"), ("ben", "1007"), ("cem", "")):
        path = handed_in / student / f"{LESSON}.ipynb"
        path.parent.mkdir()
        path.write_text(made_for(number, solution))
    grade = ("grade", handed_in, "--output", graded, "--roster", roster)
    assert autograder(*grade).returncode == 0
    store = Store(graded)
    assert q4(store.load("ada", LESSON)) == (2, None)
    assert q4(store.load("ben", LESSON)) == (None, "1007")
    assert q4(store.load("cem", LESSON)) == (None, "")
    report = store.report_path.read_text(encoding="utf-8")
    assert "q4 was made for the number of Zora Quill (ada), and not for this student" in report
    assert "q4 was made without a number" in report
    page = store.feedback_path("ben", LESSON).read_text(encoding="utf-8")
    assert "A person looks at it before it counts." in page
    assert "Put your number into the cell" in page
    assert "Quill" not in page

    # The number on the roster was the slip, and not the one in the notebook.
    roster.write_text("student,name,number\nada,Zora Quill,5\nben,Ben Okri,1007\ncem,Cem,\n")
    assert autograder(*grade).returncode == 0
    assert q4(store.load("ada", LESSON)) == (None, "1007")
    assert q4(store.load("ben", LESSON)) == (2, None)
    assert q4(store.load("cem", LESSON)) == (2, None)


def test_a_solution_that_trains_is_right_for_its_number_too(tmp_path):
    """Lesson 06, whose thousand variants nobody trains; the other lessons' are all tried."""
    notebook = nbformat.writes(emit_lesson(find(Path(__file__).parent), "06-tips").solution)
    roster, handed_in, graded = (tmp_path / name for name in ("class.csv", "in", "out"))
    roster.write_text("student,number\nada,1007\n")
    handed_in.mkdir()
    (handed_in / "ada.ipynb").write_text(made_for("1007", notebook))
    assert autograder("grade", handed_in, "--output", graded, "--roster", roster).returncode == 0
    result = Store(graded).load("ada", "06-tips")
    assert result is not None
    assert result.score == result.max_score
    assert not any("made" in problem for problem in result.problems)

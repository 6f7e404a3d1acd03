"""docs/authors.md, followed to the letter: a seventh lesson of this course, graded."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import Result as Outcome

from autograder.authoring.answers import notebook_of, read_answers
from autograder.authoring.course import Course, find
from autograder.authoring.publish import emit_lesson
from autograder.authoring.solution import note_proof, solution_path
from autograder.files import write_atomically
from autograder.record.store import Store
from tests.support.commands import commands

LESSON, NEIGHBOUR = "07-steps", "06-tips"
#: a file to write, a block of another kind, or a line of a file to change
_STEP = re.compile(
    r"(?ms)^(?:`(?P<path>[^`\n]+)`:\n\n)?(?P<fence>`{3,})(?P<kind>\w+)\n(?P<text>.*?)^(?P=fence)$"
    r"|In `(?P<file>[^`]+)`,\s+write\s+`(?P<new>[^`]+)`\s+in\s+place\s+of\s+`(?P<old>[^`]+)`"
)
#: what every test here stands on, and what CI runs
_DONE = ("make", ".", "pytest")


@dataclass
class Followed:
    """What came of following the page.

    Attributes:
        outcomes: each line of the `autograder` command → what it did.
        promised: what the page says that a command prints.
    """

    course: Course
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    promised: str = ""

    @property
    def graded(self) -> Store:
        return Store(self.course.root / "graded")


@pytest.fixture(scope="module")
def followed(fork_server, tmp_path_factory) -> Iterator[Followed]:
    real = find(Path(__file__).parent)
    course = neighbourhood(real, tmp_path_factory.mktemp("course"))
    made = Followed(course)
    page = (real.root / "docs" / "authors.md").read_text(encoding="utf-8")
    page = page[page.index("## A seventh lesson of this course") :]
    with commands(fork_server) as run:
        for step in _STEP.finditer(page):
            if step["path"]:
                write_atomically(course.root / step["path"], step["text"])
            elif step["file"]:
                path = course.root / step["file"]
                assert path.read_text().count(step["old"]) == 1
                path.write_text(path.read_text().replace(step["old"], step["new"]))
            elif step["kind"] == "sh":
                for line in step["text"].splitlines():
                    if line.startswith("autograder grade"):
                        hand_in_typical_answers(course, course.root / "tryout")
                    if line.startswith("autograder"):
                        made.outcomes[line] = run(course.root, line)
                    elif line.partition(" ")[0] not in _DONE:
                        subprocess.run(shlex.split(line), cwd=course.root, check=True)
            elif step["kind"] == "text":
                made.promised += step["text"]
        yield made


def neighbourhood(real: Course, root: Path) -> Course:
    """A course of lesson 06 alone, its solution as if it had been run; that takes a while."""
    for name in ("pyproject.toml", "solutions/syllabus.md"):
        write_atomically(root / name, (real.root / name).read_bytes())
    shutil.copytree(real.solutions / NEIGHBOUR, root / "solutions" / NEIGHBOUR)
    for name in (NEIGHBOUR, "05-tensorboard"):  # to which it has links
        shutil.copytree(real.students / name, root / "course" / name)
    course = find(root)
    emitted = emit_lesson(course, NEIGHBOUR)
    write_atomically(solution_path(course, NEIGHBOUR), nbformat.writes(emitted.solution))
    note_proof(course, NEIGHBOUR, emitted)
    return course


def hand_in_typical_answers(course: Course, folder: Path) -> None:
    emitted = emit_lesson(course, LESSON)
    for answer in read_answers(course, LESSON):
        nbformat.write(notebook_of(answer, emitted), folder / f"{answer.name}.ipynb")


def test_the_build_says_what_the_page_says_and_nothing_else_is_missing(followed):
    for line in ("autograder build 07-steps", "autograder build"):
        outcome = followed.outcomes[line]
        assert outcome.return_value == 1, outcome.stderr
        said = [one for one in outcome.stdout.splitlines() if not one.startswith("wrote ")]
        assert sorted(said) == sorted(followed.promised.splitlines())


def test_students_get_a_notebook_without_the_solution_and_with_a_link_from_its_neighbour(followed):
    course = followed.course
    notebook = (course.students / LESSON / f"{LESSON}.ipynb").read_text()
    assert "# One step downhill" in notebook
    assert "w - rate * slope" not in notebook
    assert "test_it_steps_from_anywhere" not in notebook
    neighbour = (course.students / NEIGHBOUR / f"{NEIGHBOUR}.ipynb").read_text()
    assert f"/course/{LESSON}/{LESSON}.ipynb" in neighbour
    assert "| [07 One step downhill](course/07-steps" in (course.root / "syllabus.md").read_text()


@pytest.mark.parametrize(
    ("student", "points"),
    [
        ("blank", 0),
        ("solution", 2),
        ("right-in-two-lines", 2),
        ("q1-uphill", 0),
    ],
)
def test_right_and_wrong_answers_are_graded_from_the_command_line(followed, student, points):
    [outcome] = [one for line, one in followed.outcomes.items() if "grade" in line.split()]
    assert outcome.return_value == 0, outcome.stderr
    assert re.search(rf"{student}\b.* {points} / 2 ", outcome.stdout), outcome.stdout
    if student == "q1-uphill":
        page = followed.graded.feedback_path(student, LESSON).read_text()
        assert "Your step goes uphill. Subtract where you add." in page


def test_the_test_file_that_the_page_gives_holds_this_lesson_to_its_answers(followed):
    source = (followed.course.root / "tests" / "lessons" / "test_lesson_07.py").read_text()
    names: dict[str, Any] = {"__name__": "tests.lessons.test_lesson_07"}
    exec(compile(source, "test_lesson_07.py", "exec"), names)
    tests = names["TestAnswers"]
    assert tests.lesson == names["LESSON"] == LESSON
    assert any(name.startswith("test_each_typical_answer") for name in dir(tests))

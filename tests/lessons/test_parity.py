"""I6: an honest submission gets the same points from this grader, `otter run` and nbgrader.

`test_lesson_01` and so on hold this grader to the marks in each answer's file; here the other two
are held to them. Both import and train anew for each notebook, which takes minutes. So three
notebooks of one lesson that trains nothing are compared, and all others with `--everything`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import nbformat
import pytest
from otter.test_files import ExceptionTestFile

from autograder.assignment.own_values import NUMBER
from autograder.authoring.course import Course
from autograder.authoring.typical import marks_due
from tests.support.engines import Elsewhere
from tests.support.lessons import ONE_EACH, HandedIn, answers_to, emitted_here, put_together


@dataclass(frozen=True)
class Lesson:
    """How a lesson is compared.

    Attributes:
        without: modules that the other graders' kernels lack.
        slow: whether it is compared with `--everything` alone.
    """

    name: str
    without: tuple[str, ...] = ()
    slow: bool = False

    def handed_in(self, everything: bool) -> list[HandedIn]:
        """The notebooks that are compared.

        Args:
            everything: all answers; else the solution, the untouched notebook, and the one that
                holds most answers.
        """
        answers = answers_to(self.name)
        if self.name in ONE_EACH:
            return [HandedIn(answer, (name,)) for name, answer in answers.items()]
        class_ = put_together(answers.values())
        fullest = sorted(class_, key=lambda one: -len(one.names))[:1]
        first = {"solution", "untouched", *(one.answer.name for one in fullest)}
        return [one for one in class_ if everything or one.answer.name in first]


# Keras takes seconds, for drawings that no question looks at; pip would install into this machine.
# Where its own program can't be started, TensorBoard shows no dashboard; nobody would end it here.
LESSONS = (
    Lesson("01-setup", without=("tensorflow",)),
    Lesson("02-installs", without=("keras", "pip"), slow=True),
    Lesson("03-data-import", without=("keras", "pip"), slow=True),
    Lesson("04-mnist-ann", slow=True),
    Lesson("05-tensorboard", without=("tensorboard.manager",), slow=True),
    Lesson("06-tips", slow=True),
)


def test_every_lesson_is_compared(course: Course):
    assert [lesson.name for lesson in LESSONS] == course.lessons()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(one, id=one.name, marks=[pytest.mark.slow] if one.slow else [])
        for one in LESSONS
    ],
)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return request.param


@pytest.mark.parametrize("grader", ["otter", "nbgrader"])
def test_another_grader_gives_the_same_points(
    lesson, grader, course, offline_environment, tmp_path, request
):
    emitted = emitted_here(lesson.name)
    elsewhere = Elsewhere(
        course, lesson.name, emitted, offline_environment, lesson.without, tmp_path
    )
    full = {
        question: float(ExceptionTestFile.from_string(source).possible)
        for question, source in emitted.all_tests.items()
    }
    everything = request.config.getoption("--everything")
    answers = [one.answer for one in lesson.handed_in(everything)]
    given = elsewhere.by_otter(answers) if grader == "otter" else elsewhere.by_nbgrader(answers)
    due = {answer.name: marks_due(answer, full) for answer in answers}
    assert {*given} == {*due}
    different = {
        name: {"given": points, "due": due[name]}
        for name, points in given.items()
        if points != pytest.approx(due[name])
    }
    assert different == {}


@pytest.mark.slow
@pytest.mark.parametrize("grader", ["otter", "nbgrader"])
def test_another_grader_gives_all_points_for_a_number_s_own_values(
    lesson, grader, course, offline_environment, tmp_path
):
    emitted = emitted_here(lesson.name)
    if f'{NUMBER} = ""' not in "".join(cell.source for cell in emitted.solution.cells):
        pytest.skip("nothing in it varies")
    numbered = dataclasses.replace(
        emitted,
        solution=_with_number(emitted.solution),
        student_notebook=_with_number(emitted.student_notebook),
    )
    elsewhere = Elsewhere(
        course, lesson.name, numbered, offline_environment, lesson.without, tmp_path
    )
    full = {
        question: float(ExceptionTestFile.from_string(source).possible)
        for question, source in emitted.all_tests.items()
    }
    answers = [answers_to(lesson.name)["solution"]]
    given = elsewhere.by_otter(answers) if grader == "otter" else elsewhere.by_nbgrader(answers)
    assert given["solution"] == pytest.approx(marks_due(answers[0], full))


def _with_number(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    text = nbformat.writes(notebook)
    numbered = text.replace(f'{NUMBER} = \\"\\"', f'{NUMBER} = \\"1007\\"')
    assert numbered != text
    return nbformat.reads(numbered, as_version=4)

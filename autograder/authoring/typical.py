"""Holds a lesson to its typical answers: each gets its marks and its message. [coordinator]"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.authoring.answers import Answer, notebook_of, read_answers
from autograder.authoring.course import Course
from autograder.authoring.publish import Built
from autograder.authoring.solution import Grade
from autograder.record.result import QuestionResult, Result, Status, Trust


@dataclass(frozen=True)
class Outcome:
    """What came of a lesson's typical answers.

    Attributes:
        total: how many there are.
        wrong: a line for each thing that is not as an answer's file says.
        failed: how many answers have such a line.
    """

    lesson: str
    total: int
    failed: int
    wrong: tuple[str, ...]


def try_answers(course: Course, built: Built, grade: Grade) -> Outcome:
    """Grades the typical answers of a lesson, whose zip is built.

    Raises:
        BuildError: an answer's file is not as it should be.
    """
    lesson = built.lesson.name
    answers = read_answers(course, lesson)
    notebooks = {answer.name: notebook_of(answer, built.emitted) for answer in answers}
    folder = course.dist / "answers" / lesson
    tried = grade(course.assignment_zip(lesson), notebooks, folder) if answers else {}
    found = {one.name: [*_wrong(one, tried[one.name].result)] for one in answers}
    wrong = [
        f"solutions/{lesson}/answers/{name}.py: {what}"
        for name, lines in found.items()
        for what in lines
    ]
    return Outcome(lesson, len(answers), sum(map(bool, found.values())), tuple(wrong))


def _wrong(answer: Answer, result: Result) -> Iterator[str]:
    if result.status != Status.GRADED or result.problems:
        yield f"{result.status}: {'; '.join(result.problems)}."
    questions = {one.name: one for one in result.questions if one.trust != Trust.MANUAL}
    for name in sorted({*answer.marks, *answer.says, *answer.cells} - {*questions}):
        if name not in {one.name for one in result.questions}:
            yield f"the lesson has no question {name}."
    asked = {*answer.cells, *answer.marks, *answer.says} or {*questions}
    due = marks_due(answer, {name: one.max_score for name, one in questions.items()})
    for name, question in questions.items():
        if name in asked and question.score != due[name]:
            says = "; ".join(_messages(question)) or "no test fails"
            yield f"{name} gets {question.score or 0:g} points, and {due[name]:g} are due: {says}."
        text = answer.says.get(name, "")
        if text and not any(text in message for message in _messages(question)):
            says = "; ".join(_messages(question)) or "nothing"
            yield f"{name} is to say “{text}”, and says: {says}."


def _messages(question: QuestionResult) -> list[str]:
    return [test.message.strip().rstrip(".") for test in question.tests if not test.passed]


def marks_due(answer: Answer, full: dict[str, float]) -> dict[str, float]:
    """question → points that an answer's file says it must get.

    Args:
        full: question → what it can earn by tests.
    """
    return (full if answer.base == "solution" else dict.fromkeys(full, 0.0)) | answer.marks

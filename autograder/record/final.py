"""The marks that count: what tests gave, what a person gave, and what lateness costs."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from autograder.record.classroom import Classroom
from autograder.record.result import QuestionResult, Result


@dataclass(frozen=True)
class Mark:
    """What a person gave to one question of one submission.

    Attributes:
        score: points; None where there is only a comment.
    """

    score: float | None
    comment: str = ""


@dataclass(frozen=True)
class Final:
    """A result with everything that counts.

    Attributes:
        result: as graded, with the questions and sums that marks by hand make of it.
        comments: question → what a person wrote to it.
        penalty: points that lateness takes; never more than the score.
        waiting: questions that a person has still to mark.
    """

    result: Result
    comments: Mapping[str, str]
    penalty: float = 0.0
    waiting: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The points that count."""
        return self.result.score - self.penalty


def finalize(result: Result, marks: Mapping[str, Mark], classroom: Classroom) -> Final:
    """The marks that count for one submission.

    Args:
        marks: question → what a person gave; it stands in the place of what tests gave.
    """
    questions = tuple(_marked(question, marks) for question in result.questions)
    counted = [question for question in questions if question.score is not None]
    marked = dataclasses.replace(
        result,
        questions=questions,
        score=sum(question.score or 0.0 for question in counted),
        max_score=sum(question.max_score for question in counted),
    )
    return Final(
        marked if result.questions else result,
        {name: mark.comment for name, mark in marks.items() if mark.comment},
        penalty(marked.score, lateness(result, classroom), classroom.late),
        tuple(question.name for question in questions if question.score is None),
    )


def _marked(question: QuestionResult, marks: Mapping[str, Mark]) -> QuestionResult:
    mark = marks.get(question.name)
    if mark is None or mark.score is None:
        return question
    return dataclasses.replace(question, score=mark.score)


def lateness(result: Result, classroom: Classroom) -> timedelta:
    """How long after its due date, extension included, a submission came; zero where on time.

    As nbgrader counts it: due date + extension, and nothing where either moment is unknown.
    """
    due = classroom.due.get(result.lesson)
    if due is None or not result.submitted_at:
        return timedelta()
    member = classroom.members.get(result.student)
    allowed = due + (member.extension if member else timedelta())
    return max(timedelta(), datetime.fromisoformat(result.submitted_at) - allowed)


def penalty(score: float, late_by: timedelta, policy: str) -> float:
    """Points that lateness takes from a score.

    Args:
        policy: as in `Classroom.late`.
    """
    if not late_by or policy == "none":
        return 0.0
    if policy == "zero":
        return score
    days = math.ceil(late_by / timedelta(days=1))
    return min(score, score * days * float(policy.rstrip("%")) / 100)

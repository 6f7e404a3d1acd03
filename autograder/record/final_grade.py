"""The final grade: points of tests, manual grading, and the late penalty. [coordinator]"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from autograder.collect.roster import Member
from autograder.record import clock, viva
from autograder.record.classroom import Classroom
from autograder.record.requests import Request
from autograder.record.result import QuestionResult, Result, Trust


@dataclass(frozen=True)
class Mark:
    """What a person gave to one question of one submission.

    Attributes:
        score: points that stand in the place of what tests gave; None where there are none.
        extra: points on top, as nbgrader's extra credit.
    """

    score: float | None
    comment: str = ""
    extra: float = 0.0


@dataclass(frozen=True)
class FinalGrade:
    """A result with everything that counts.

    Attributes:
        result: as graded, with the questions and sums that manual grading makes of it.
        comments: question → what a person wrote to it.
        late: how long after its due date the submission came; zero where on time.
        penalty: points that this takes; never more than the score.
        viva: points that answers about the student's own work add, or take if below zero.
        viva_says: what was answered, and what that counts for; nothing where it counts for nothing.
        late_days: days of it that the term's budget of late days pays.
        manual: questions to which a person gave points.
        name: the student's, as far as the roster or a download tells it.
        asked: the student's requests for another look, with what was replied.
        requests_to: as `Classroom.requests_to`.
    """

    result: Result
    comments: Mapping[str, str]
    late: timedelta = timedelta()
    penalty: float = 0.0
    late_days: int = 0
    manual: frozenset[str] = frozenset()
    name: str = ""
    asked: tuple[Request, ...] = ()
    requests_to: str = ""
    viva: float = 0.0
    viva_says: str = ""

    @property
    def score(self) -> float:
        """The points that count."""
        return self.result.score - self.penalty + self.viva

    @property
    def waiting(self) -> tuple[str, ...]:
        """The questions that are not marked yet."""
        return self.result.waiting

    @property
    def for_a_person(self) -> tuple[str, ...]:
        """Those of the waiting questions that a person has to mark; the others wait for data."""
        postponed = {question.name for question in self.result.questions if question.is_postponed}
        return tuple(name for name in self.waiting if name not in postponed)


def finalize(
    result: Result,
    marks: Mapping[str, Mark],
    classroom: Classroom,
    asked: Sequence[Request] = (),
) -> FinalGrade:
    """The marks that count for one submission.

    Args:
        marks: question → what a person gave; it stands in the place of what tests gave.
        asked: the student's requests for another look.
    """
    marked = _with(result, marks) if marks else result
    late = lateness(result, classroom)
    paid = classroom.late_days.get((result.student, result.lesson), 0)
    taken = penalty(marked.score, late, classroom.late, paid)
    answered = classroom.viva.answers.get((result.student, result.lesson))
    change = 0.0
    if answered is not None:
        change = round(classroom.viva.policy.change(answered, marked.score - taken), 5)
    return FinalGrade(
        marked,
        {name: mark.comment for name, mark in marks.items() if mark.comment},
        late,
        taken,
        paid,
        manual=frozenset(
            name for name, mark in marks.items() if mark.score is not None or mark.extra
        ),
        name=classroom.person(result.student, result.lesson).name,
        asked=tuple(asked),
        requests_to=classroom.requests_to,
        viva=change,
        viva_says=viva.said(classroom.viva.policy, answered, change) if answered else "",
    )


def _with(result: Result, marks: Mapping[str, Mark]) -> Result:
    questions = tuple(_marked(question, marks) for question in result.questions)
    return dataclasses.replace(result, questions=questions, score=_sum(result, questions))


def _marked(question: QuestionResult, marks: Mapping[str, Mark]) -> QuestionResult:
    mark = marks.get(question.name)
    if mark is None:
        return question
    score = question.score if mark.score is None else mark.score
    return dataclasses.replace(question, score=None if score is None else score + mark.extra)


def _sum(result: Result, questions: tuple[QuestionResult, ...]) -> float:
    """The score, with what a person changed.

    An assignment may scale the sum of its tests' points (`Settings.total`), so what a person gives
    in their place is scaled alike.
    """
    manual = sum(question.max_score for question in result.questions if _is_manual(question))
    tested = sum(question.max_score for question in result.questions) - manual
    scale = (result.max_score - manual) / tested if tested else 1.0
    changes = (
        (1.0 if _is_manual(before) else scale) * ((after.score or 0.0) - (before.score or 0.0))
        for before, after in zip(result.questions, questions, strict=True)
    )
    return round(sum(changes, result.score), 5)


def _is_manual(question: QuestionResult) -> bool:
    return question.trust == Trust.MANUAL


def lateness(result: Result, classroom: Classroom) -> timedelta:
    """How long after its due date, extension included, a submission came; zero where on time."""
    moment = datetime.fromisoformat(result.submitted_at) if result.submitted_at else None
    return late_by(result.student, result.lesson, moment, result.marked_late, classroom)


def late_by(
    student: str,
    lesson: str,
    submitted_at: datetime | None,
    marked_late: bool,
    classroom: Classroom,
) -> timedelta:
    """How long after its due date, extension included, something came; zero where on time.

    Nothing is late where either moment is unknown. Where a system says that it came late and not
    when, that is a moment late, unless the student has an extension, of which the system may not
    know.
    """
    if submitted_at is None:
        member = classroom.members.get(student)
        is_late = marked_late and not (member and member.is_extended)
        return clock.A_MOMENT if is_late else timedelta()
    due = due_of(student, lesson, classroom)
    return clock.lateness(due, submitted_at) if due else timedelta()


def due_of(student: str, lesson: str, classroom: Classroom) -> datetime | None:
    """When a student has to hand in a lesson, extension included; None where nothing says so."""
    return classroom.due_for(classroom.members.get(student, Member(student)), lesson)


def how_late(late: timedelta) -> str:
    """For example `late by 2 days 3 h`; `late` where nobody knows how late; nothing if on time."""
    if not late:
        return ""
    if late <= clock.A_MOMENT:
        return "late"
    minutes = math.ceil(late / timedelta(minutes=1))
    days, hours = minutes // 1440, minutes % 1440 // 60
    parts = [f"{days} day{'' if days == 1 else 's'}"] if days else []
    parts += [f"{hours} h"] if hours else []
    parts += [] if days else [f"{minutes % 60} min"] if minutes % 60 else []
    return f"late by {' '.join(parts)}"


def days_late(late_by: timedelta) -> int:
    """How many days of lateness have begun."""
    return math.ceil(late_by / clock.DAY)


def penalty(score: float, late_by: timedelta, policy: str, paid: int = 0) -> float:
    """Points that lateness takes from a score.

    Args:
        policy: as in `Classroom.late`.
        paid: days of it that cost nothing.
    """
    days = max(0, days_late(late_by) - paid)
    if not days or policy == "none":
        return 0.0
    if policy == "zero":
        return score
    return min(score, score * days * float(policy.rstrip("%")) / 100)

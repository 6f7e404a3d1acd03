"""Days of lateness that a term's budget pays, for each student by due date. [coordinator]"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from autograder.files import natural
from autograder.record.classroom import Classroom
from autograder.record.final_grade import Mark, days_late, due_of, finalize, penalty
from autograder.record.grading_policy import Policy
from autograder.record.result import Result

_NEVER = datetime.max.replace(tzinfo=UTC)


def with_late_days(
    classroom: Classroom,
    results: Iterable[Result],
    marks: Mapping[tuple[str, str], Mapping[str, Mark]],
    policy: Policy | None,
) -> Classroom:
    """The class with what each submission takes of its student's budget.

    A student's lessons take days in the order in which they were due, and only where that saves
    points: where lateness costs everything, a submission takes all of its days or none.

    Args:
        results: of all lessons.
        policy: None where a course has none.
    """
    if policy is None or not policy.late_days or classroom.late == "none":
        return classroom
    by_student: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_student[result.student].append(result)
    paid: dict[tuple[str, str], int] = {}
    for student, theirs in by_student.items():
        left = policy.late_days
        for result in sorted(theirs, key=lambda one: _order(one, classroom)):
            key = (student, result.lesson)
            final = finalize(result, marks.get(key, {}), classroom)
            days = days_late(final.late)
            most = policy.late_days_per_lesson
            taken = min(days, left, days if most is None else most)
            saves = final.penalty - penalty(final.result.score, final.late, classroom.late, taken)
            may_save = final.waiting and (classroom.late != "zero" or taken == days)
            if taken and (saves > 0 or may_save):
                paid[key] = taken
                left -= taken
    return dataclasses.replace(classroom, late_days=paid)


def _order(result: Result, classroom: Classroom) -> tuple[datetime, tuple[int | str, ...]]:
    due = due_of(result.student, result.lesson, classroom)
    return (due.astimezone(UTC) if due else _NEVER), natural(result.lesson)

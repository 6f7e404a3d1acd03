"""The marks that count, of a whole output folder. [coordinator]"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.record import classroom, grading_policy, requests, viva
from autograder.record.classroom import Classroom
from autograder.record.final_grade import FinalGrade, Mark, finalize
from autograder.record.gradebook import manual_marks
from autograder.record.grading_policy import Policy
from autograder.record.late_days import with_late_days
from autograder.record.store import Store


@dataclass(frozen=True)
class Finals:
    """What counts of every result that can be read.

    Attributes:
        marks: (student, lesson) → question → what a person gave; the finals hold it already.
        classroom: with the late days that the term's budget pays.
        policy: how the course's grade is made; None where nobody has said so.
    """

    finals: tuple[FinalGrade, ...]
    marks: Mapping[tuple[str, str], Mapping[str, Mark]]
    classroom: Classroom
    policy: Policy | None


def of_store(store: Store) -> Finals:
    """The marks that count now.

    Raises:
        GradebookError: the gradebook cannot be reached.
        DamagedFileError: a file that is no result is damaged.
    """
    marks = manual_marks.marks(store)
    results = store.results()
    policy = grading_policy.load(store)
    known = with_late_days(classroom.load(store), results, marks, policy)
    asked = requests.load(store)
    known = dataclasses.replace(known, viva=viva.load(store))
    finals = (
        finalize(result, marks.get(key, {}), known, asked.get(key, ()))
        for result in results
        for key in [(result.student, result.lesson)]
    )
    return Finals(tuple(finals), marks, known, policy)

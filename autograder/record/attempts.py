"""`attempts.csv`: every attempt of a student, and which of them counts. [coordinator]"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from autograder.files import write_atomically
from autograder.lms.table import defused
from autograder.record.store import Store

_COLUMNS = ["student", "lesson", "attempt", "file", "submitted_at", "late", "counts", "score"]


@dataclass(frozen=True)
class Attempt:
    """One of several submissions of a student to a lesson.

    Attributes:
        number: from 1, in the order in which they came.
        submitted_at: ISO 8601, or nothing.
        late: whether the system that it was downloaded from calls it late.
        score: points before lateness; None where it was not graded.
    """

    student: str
    lesson: str
    number: int
    file: str
    submitted_at: str
    late: bool
    counts: bool
    score: float | None


def save_attempts(
    store: Store, attempts: Iterable[Attempt], told: Collection[tuple[str, str]]
) -> None:
    """Writes the table.

    Args:
        told: of which students and lessons it says nothing but this; what it said of others stays.
    """
    rows = [
        [
            *(one.student, one.lesson, str(one.number), one.file, one.submitted_at),
            *("yes" if one.late else "", "yes" if one.counts else ""),
            "" if one.score is None else f"{one.score:g}",
        ]
        for one in attempts
    ]
    defended = [[defused(cell) for cell in row] for row in rows]
    said = {(defused(student), defused(lesson)) for student, lesson in told}
    before = _read(store)
    kept = [row for row in before if (row[0], row[1]) not in said]
    if not rows and kept == before:
        return
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_COLUMNS, *kept, *defended])
    write_atomically(store.attempts_path, text.getvalue())


def _read(store: Store) -> list[list[str]]:
    try:
        with store.attempts_path.open(encoding="utf-8", newline="") as file:
            return [row for row in csv.reader(file) if len(row) == len(_COLUMNS)][1:]
    except (FileNotFoundError, csv.Error):
        return []

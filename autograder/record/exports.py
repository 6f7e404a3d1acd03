"""Marks on their way out: the marks that count, in the tables that systems take. [coordinator]"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from autograder.datasets.registry import titles
from autograder.errors import UserError
from autograder.files import DamagedFileError, file_name, listed, natural
from autograder.lms import WITH_TABLES
from autograder.lms.table import Grade, Table, points, read_csv
from autograder.record import grades
from autograder.record.classroom import Classroom
from autograder.record.final_grade import FinalGrade
from autograder.record.finals import of_store
from autograder.record.result import UNKNOWN_LESSON, Result, Status, Trust
from autograder.record.store import Store

_log = logging.getLogger(__name__)

#: what students of the roster get who handed in nothing
EMPTY, ZERO = "empty", "zero"
_NAMED_AT_MOST = 10


class ExportError(UserError):
    """There is nothing to export, or not in that way. The message says what to do."""


@dataclass(frozen=True)
class Export:
    """A table, and a sentence for each thing that somebody should look at.

    Attributes:
        damaged: results that cannot be read, whose marks the table lacks.
    """

    table: Table
    remarks: list[str] = field(default_factory=list)
    damaged: list[DamagedFileError] = field(default_factory=list)


@dataclass(frozen=True)
class Marks:
    """The marks that count, and what `Export` has beside its table."""

    grades: list[Grade]
    remarks: list[str]
    damaged: list[DamagedFileError]


@dataclass(frozen=True)
class _Counted:
    """What counts, of whom, and who handed in nothing."""

    finals: list[FinalGrade]
    known: Classroom
    absent: list[tuple[str, str]]
    zeros: set[tuple[str, str]]
    damaged: list[DamagedFileError]


def export(
    store: Store,
    to: str,
    *,
    lessons: Collection[str] = (),
    template: Path | None = None,
    columns: Mapping[str, str] | None = None,
    unfinished: bool = False,
    overwrite: bool = False,
    missing: str = EMPTY,
) -> Export:
    """The marks that count, in the columns of a system.

    Args:
        to: `csv`, or the name of a system that takes marks.
        lessons: all where none is named.
        template: a table that the system exported, whose cells are filled.
        columns: lesson → heading in the template, where it does not hold the lesson's name.
        unfinished: whether submissions that wait for a person's marks are exported, with the
            points that they have so far; in `csv` they always are.
        overwrite: whether what else stands in the template's cells is written over.
        missing: what students of the roster get who handed in nothing: `EMPTY` or `ZERO`.

    Raises:
        ExportError: there are no marks, the system has no such template, or nobody knows who is
            missing.
        ColumnError: the template lacks what is needed.
        DamagedFileError: what is known of the class is damaged, or every result is.
    """
    counted = _counted(store, to, lessons, missing)
    if to == "csv":
        if template:
            raise ExportError("A template goes with canvas or moodle.")
        return Export(_everything(counted), damaged=counted.damaged)
    marks, remarks = _marks(counted, to, unfinished=unfinished, missing=missing)
    system = WITH_TABLES[to]
    if template is None:
        lacks = system.lacks(marks) if hasattr(system, "lacks") else []
        return Export(system.table(marks), remarks + lacks, counted.damaged)
    if not hasattr(system, "fill"):
        raise ExportError(
            "Gradescope takes no marks from a table, so there is no template to fill: "
            "upload the lesson's zip from dist/gradescope as its autograder instead."
        )
    table, more = system.fill(read_csv(template), marks, columns or {}, overwrite=overwrite)
    return Export(table, remarks + more, counted.damaged)


def marks_for(
    store: Store,
    to: str,
    *,
    lessons: Collection[str] = (),
    unfinished: bool = False,
    missing: str = EMPTY,
) -> Marks:
    """The marks that count, for a system that takes them one by one.

    Args:
        to: whose ids of students are wanted, as `Submitter.lms` has it.
        lessons, unfinished, missing: as `export` takes them.

    Raises:
        ExportError, DamagedFileError: as `export` does.
    """
    counted = _counted(store, to, lessons, missing)
    marks, remarks = _marks(counted, to, unfinished=unfinished, missing=missing)
    return Marks(marks, remarks, counted.damaged)


def _counted(store: Store, to: str, lessons: Collection[str], missing: str) -> _Counted:
    damaged = [
        error
        for error in store.damaged()
        if not lessons or error.path.stem in map(file_name, lessons)
    ]
    found = of_store(store)
    known = found.classroom
    finals = [one for one in found.finals if not lessons or one.result.lesson in lessons]
    _log.info("%d results go out for %s, %d are damaged", len(finals), to, len(damaged))
    if damaged and not finals:
        raise damaged[0]
    if not finals:
        wanted = f" for {', '.join(sorted(lessons))}" if lessons else ""
        raise ExportError(f"There are no marks{wanted} in {store.folder}. Grade first.")
    if missing == ZERO and not known.members:
        raise ExportError(
            "Nobody knows who is missing, because there is no roster: grade again with --roster, "
            "or leave --missing zero out."
        )
    absent = _missing(finals, damaged, known)
    # What they handed in may be for any lesson, until somebody has looked at it.
    unplaced = {one.result.student for one in finals if one.result.lesson == UNKNOWN_LESSON}
    nothing = {place for place in absent if place[0] not in unplaced}
    return _Counted(finals, known, absent, nothing if missing == ZERO else set(), damaged)


def _marks(
    counted: _Counted, to: str, *, unfinished: bool, missing: str
) -> tuple[list[Grade], list[str]]:
    """A grade for each result and each 0, and sentences for whoever looks at them."""
    finals, remarks = _with_lesson(counted.finals)
    most = grades.possible(finals)
    marks = [_grade(final, counted.known, to, most[final.result.lesson]) for final in finals]
    if not unfinished:
        ungraded = {
            (final.result.student, final.result.lesson) for final in finals if final.waiting
        }
        marks = [
            replace(mark, score=None) if (mark.student, mark.lesson) in ungraded else mark
            for mark in marks
        ]
    marks += [
        _ungraded(student, lesson, counted.known, to, most[lesson])
        for student, lesson in counted.absent
        if (student, lesson) in counted.zeros
    ]
    remarks += _waiting(finals, unfinished) + _asked(finals)
    hint = (
        ", as they handed in something whose lesson nobody knows"
        if missing == ZERO
        else "; --missing zero writes 0"
    )
    return marks, remarks + _without(counted.absent, counted.zeros, hint)


def _with_lesson(finals: Sequence[FinalGrade]) -> tuple[list[FinalGrade], list[str]]:
    """Those that belong in a lesson's column, and sentences on those that could not be graded."""
    belong = [final for final in finals if final.result.lesson != UNKNOWN_LESSON]
    empty = [final.result for final in finals if not final.result.questions]
    if not empty:
        return belong, []
    names = listed([f"{one.student} ({one.status})" for one in empty], _NAMED_AT_MOST)
    return belong, [f"Left empty, because they could not be graded: {names}."]


def _missing(
    finals: Sequence[FinalGrade], damaged: Iterable[DamagedFileError], known: Classroom
) -> list[tuple[str, str]]:
    """(student, lesson) of everyone on the roster who handed in nothing for a lesson of others."""
    there = {(file_name(one.result.student), one.result.lesson) for one in finals}
    lost = {(error.path.parent.name, error.path.stem) for error in damaged}
    return [
        (student, lesson)
        for lesson in sorted({lesson for _, lesson in there} - {UNKNOWN_LESSON}, key=natural)
        for student in known.members
        if (file_name(student), lesson) not in there
        and (file_name(student), file_name(lesson)) not in lost
    ]


def _without(
    missing: Iterable[tuple[str, str]], zeros: Collection[tuple[str, str]], hint: str
) -> list[str]:
    """Sentences on who handed in nothing, for each lesson."""
    said = []
    by_lesson: dict[tuple[str, bool], list[str]] = {}
    for student, lesson in missing:
        by_lesson.setdefault((lesson, (student, lesson) in zeros), []).append(student)
    for (lesson, is_zero), students in by_lesson.items():
        names = f"No submission for {lesson} from {len(students)}: {', '.join(students)}."
        done = "They get 0 points." if is_zero else f"Their cells stay as they are{hint}."
        said.append(f"{names} {done}")
    return said


def _ungraded(student: str, lesson: str, known: Classroom, to: str, possible: float) -> Grade:
    """The 0 of a student who handed in nothing."""
    nothing = Result(student, lesson, Status.MISSING, 0.0, possible)
    return replace(_grade(FinalGrade(nothing, {}), known, to, possible), score=0.0)


def _grade(final: FinalGrade, known: Classroom, to: str, possible: float) -> Grade:
    result = final.result
    member = known.person(result.student, result.lesson, to)
    submitter = known.submitters.get((result.student, result.lesson))
    participant = submitter.id if submitter and submitter.lms == to == "moodle" else ""
    return Grade(
        result.student,
        result.lesson,
        final.score if result.questions else None,
        possible,
        name=member.name,
        email=member.email,
        lms_id="" if member.lms_id == participant else member.lms_id,
        sis_id=result.student if result.student in known.members else "",
        participant=participant,
        comment=_comment(final),
        submitted_at=result.submitted_at,
        late_by=final.late,
    )


def _comment(final: FinalGrade) -> str:
    said = [f"{question}: {text}" for question, text in final.comments.items()]
    if final.penalty:
        said.append(f"{_late(final.late)} (penalty: {points(final.penalty)}).")
    return "\n".join(said)


def _late(late_by: timedelta) -> str:
    days = late_by / timedelta(days=1)
    return f"Handed in {days:.1f} days late" if days >= 0.1 else "Handed in late"


def _asked(finals: Iterable[FinalGrade]) -> list[str]:
    """A sentence on the marks that are the word of students' own processes."""
    said = [
        f"{final.result.student} ({final.result.lesson}, {question}: {trust})"
        for final in finals
        for question, trust in final.result.taken_on_word
        if trust in (Trust.ASKED, Trust.IN_KERNEL)
    ]
    if not said:
        return []
    named = listed(said, _NAMED_AT_MOST)
    return [f"Points that rest on what students' own processes answered: {named}."]


def _waiting(finals: Iterable[FinalGrade], unfinished: bool) -> list[str]:
    waiting = [final for final in finals if final.waiting]
    if not waiting:
        return []
    what = "are exported without those points" if unfinished else "are left empty"
    hint = "" if unfinished else "; --unfinished exports the points so far"
    people = [{*final.for_a_person} for final in waiting]
    data = [{*final.waiting} - theirs for final, theirs in zip(waiting, people, strict=True)]
    awaited_data = {
        name
        for final, theirs in zip(waiting, data, strict=True)
        for name in (final.result.datasets if theirs else ())
    }
    said = []
    for awaited, names in (("a person's marks", people), (titles(awaited_data), data)):
        questions = sorted(set().union(*names), key=natural)
        if number := sum(map(bool, names)):
            said.append(
                f"{number} of them wait for {awaited} ({', '.join(questions)}) and {what}{hint}."
            )
    return said


def _everything(counted: _Counted) -> Table:
    """Every lesson and question, for people: with names, lateness, and who has not handed in."""
    finals, known = counted.finals, counted.known
    names, most = grades.questions(finals), grades.possible(finals)
    header = ["student", "name", "email", "lesson", "status", "submitted_at", "late_by_hours"]
    header += [*grades.SUMS, *grades.headings(names)]
    rows = []
    for final in finals:
        result = final.result
        member = known.person(result.student, result.lesson)
        late_by = final.late
        rows.append(
            [
                *(result.student, member.name, member.email, result.lesson, result.status),
                *(result.submitted_at, f"{late_by / timedelta(hours=1):.1f}" if late_by else ""),
                *grades.sums(final, most),
                *grades.answers(final, names),
            ]
        )
    for error in counted.damaged:
        rows.append([error.path.parent.name, "", "", error.path.stem, "damaged"])
    for student, lesson in counted.absent:
        member = known.members[student]
        row = [student, member.name, member.email, lesson, "missing"]
        if (student, lesson) in counted.zeros:
            nothing = FinalGrade(Result(student, lesson, Status.MISSING, 0.0, 0.0), {})
            row += ["", "", *grades.sums(nothing, most)]
        rows.append(row)
    return Table(header, [row + [""] * (len(header) - len(row)) for row in rows])

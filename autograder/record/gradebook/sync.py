"""nbgrader's gradebook, kept in step with results: SQLite or PostgreSQL. [coordinator]

Results are the truth about what tests gave, the gradebook about what people gave. So filling it
never touches a mark or a comment given by hand, and reading takes nothing else from it.

nbgrader's own classes write (`nbgrader.api`). Reading, and finding out that there is nothing to
write, is plain SQL over nbgrader's tables (https://nbgrader.readthedocs.io/en/stable/api/models.html),
because importing nbgrader takes seconds and every command reads.

A table of ours beside nbgrader's, `autograder_filled`, says what was filled in, in the same
transaction as the rows themselves; a gradebook that is deleted therefore comes back whole.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.files import file_name
from autograder.record.classroom import Classroom
from autograder.record.final_grade import Mark, due_of, finalize
from autograder.record.gradebook.connection import connection, exists, filled_table, folder
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import QuestionResult, Result, Trust
from autograder.record.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: (student, lesson)
Key = tuple[str, str]
#: what a solution cell's name ends in where the points of its question come from another cell
ANSWER = "-answer"
#: the length of nbgrader's columns for names
MAX_NAME = 128


@dataclass(frozen=True)
class ManualMark:
    """What the gradebook says that people gave, to one question of one submission.

    Attributes:
        score: None where nobody gave one.
        comment: None where the gradebook has no place for one.
    """

    score: float | None
    extra: float
    comment: str | None


def cell_name(question: str) -> str:
    """The name of a question's cell: an HTML id that formgrader finds by a CSS selector."""
    return re.sub(r"[^A-Za-z0-9_]", lambda found: f"-{ord(found[0]):06x}", question)


@functools.lru_cache(4096)  # a class has few questions and many answers
def question_name(cell: str) -> str:
    """The question that `cell_name` named."""
    return re.sub(
        r"-([0-9a-f]{6})", lambda found: chr(int(found[1], 16)), cell.removesuffix(ANSWER)
    )


def comment_cell(question: QuestionResult) -> str:
    """The name of the cell that comments on a question belong to."""
    return cell_name(question.name) + ("" if question.trust == Trust.MANUAL else ANSWER)


def read(store: Store, *, all_of_it: bool) -> dict[Key, dict[str, ManualMark]]:
    """What people gave, as the gradebook says.

    Args:
        all_of_it: also the questions that it holds and nobody gave anything to, which says that
            what was given before has been taken back.

    Raises:
        GradebookError: the gradebook cannot be reached, or is not a valid one.
    """
    if not exists(store):
        return {}
    with connection(store) as database:
        return _read(database, _filled(database, folder(store)), all_of_it)


#: what stands in cells of students' submissions: `values` of `table`, which is `grade` or `comment`
OF_CELLS = """
    SELECT submitted_assignment.student_id, assignment.name, base_cell.name, {values}
    FROM {table}
    JOIN submitted_notebook ON submitted_notebook.id = {table}.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    JOIN assignment ON assignment.id = submitted_assignment.assignment_id
    JOIN base_cell ON base_cell.id = {table}.cell_id
"""
_GRADES = OF_CELLS.format(table="grade", values="grade.manual_score, grade.extra_credit")
_GIVEN = "WHERE grade.manual_score IS NOT NULL OR grade.extra_credit <> 0"
_COMMENTS = OF_CELLS.format(table="comment", values="comment.manual_comment")
_SAID = "WHERE comment.manual_comment <> ''"


def _read(
    database: Connection, ours: Mapping[str, object], all_of_it: bool
) -> dict[Key, dict[str, ManualMark]]:
    from sqlalchemy import text

    named = [tuple(json.loads(submission)) for submission in ours if submission != CLASS]
    keys = {(file_name(student), file_name(lesson)): (student, lesson) for student, lesson in named}
    found: dict[Key, dict[str, ManualMark]] = {}
    if not keys:
        return found
    said, given = ("", "") if all_of_it else (_SAID, _GIVEN)
    comments = {
        (student, lesson, question_name(cell)): comment or ""
        for student, lesson, cell, comment in database.execute(text(_COMMENTS + said))
    }
    for student, lesson, cell, score, extra in database.execute(text(_GRADES + given)):
        if key := keys.get((student, lesson)):
            name = question_name(cell)
            comment = comments.get((student, lesson, name))
            found.setdefault(key, {})[name] = ManualMark(score, extra or 0.0, comment)
    for (student, lesson, name), comment in comments.items() if not all_of_it else ():
        if key := keys.get((student, lesson)):
            found.setdefault(key, {}).setdefault(name, ManualMark(None, 0.0, comment))
    return found


@dataclass(frozen=True)
class Filled:
    """What was filled in of a submission.

    Attributes:
        digest: of all that was written of it.
        answered: the sha256 of the handed-in file that marks by hand were given to.
    """

    digest: str
    answered: str


def _filled(database: Connection, folder: str) -> dict[str, Filled]:
    """submission → what was filled in from this folder."""
    from sqlalchemy import inspect, select

    table = filled_table()
    if not inspect(database).has_table(table.name):
        return {}
    columns = (table.c.submission, table.c.digest, table.c.answered)
    rows = database.execute(select(*columns).where(table.c.folder == folder))
    return {submission: Filled(digest, answered) for submission, digest, answered in rows}


@dataclass(frozen=True)
class Cell:
    """A question as the gradebook holds it, for a whole class."""

    question: str
    max_score: float
    manual: bool


def cells(results: Iterable[Result], lesson: LessonInfo | None) -> tuple[Cell, ...]:
    """The questions of a lesson: as last graded, and those that only older results have."""
    newest = sorted(results, key=lambda r: r.assignment_sha256 != (lesson and lesson.sha256))
    found: dict[str, Cell] = {}
    for result in newest:
        for question in result.questions:
            cell = Cell(question.name, question.max_score, question.trust == Trust.MANUAL)
            found.setdefault(question.name, cell)
    return tuple(found.values())


@dataclass(frozen=True)
class Filling:
    """What the gradebook has to say.

    Attributes:
        wanted: every submission that a person can mark, by student and lesson.
        cells: by lesson.
        digests: submission → a digest of all that is written of it; the empty key is the class.
    """

    wanted: Mapping[Key, Result]
    cells: Mapping[str, tuple[Cell, ...]]
    digests: Mapping[str, str]
    classroom: Classroom
    marks: Mapping[Key, Mapping[str, Mark]]

    def penalty(self, result: Result) -> float:
        """Points that lateness takes from a submission."""
        marks = self.marks.get((result.student, result.lesson), {})
        return finalize(result, marks, self.classroom).penalty


def fill(
    store: Store,
    results: Iterable[Result],
    classroom: Classroom,
    lessons: Mapping[str, LessonInfo],
    marks: Mapping[Key, Mapping[str, Mark]],
) -> int:
    """Brings the gradebook up to date with results; what is in it already is not written again.

    A submission is written in one transaction, so a run that is killed leaves whole ones. Those
    without a single question (a file that could not be read) are in no gradebook.

    Args:
        marks: as `manual_marks.marks` read them: written where a question is new in the gradebook.

    Returns:
        How many submissions were written or removed.

    Raises:
        GradebookError: the gradebook cannot be reached, or is not a valid one.
    """
    wanted = {(one.student, one.lesson): one for one in results if one.questions}
    if not wanted and not exists(store):
        return 0
    by_lesson: dict[str, list[Result]] = {}
    for result in wanted.values():
        by_lesson.setdefault(result.lesson, []).append(result)
    questions = {name: cells(some, lessons.get(name)) for name, some in by_lesson.items()}
    filling = Filling(wanted, questions, {}, classroom, marks)
    filling = Filling(wanted, questions, _digests(filling), classroom, marks)
    with connection(store) as database:
        known = _filled(database, folder(store))
    changed = [
        key
        for key, digest in filling.digests.items()
        if key not in known or known[key].digest != digest
    ]
    gone = [key for key in known if key not in filling.digests]
    if changed or gone:
        from autograder.record.gradebook.write import write  # nbgrader takes seconds to import

        answered = {key: filled.answered for key, filled in known.items()}
        write(store, filling, changed, gone, answered)
    return len({*changed, *gone} - {CLASS})


def submission_key(key: Key) -> str:
    """A submission in our table: ASCII, whatever a student's name is made of."""
    return json.dumps(key)


#: stands for the class itself among submissions
CLASS = submission_key(("", ""))


def _digests(filling: Filling) -> dict[str, str]:
    classroom = filling.classroom
    shared = {
        lesson: [repr(questions), str(classroom.due.get(lesson))]
        for lesson, questions in filling.cells.items()
    }
    digests = {CLASS: _digest([repr(classroom.members.get(name)) for name in classroom.members])}
    for key, result in filling.wanted.items():
        own = [(q.name, q.score, bool(q.tests)) for q in result.questions]
        facts = [own, result.submission_sha256, result.submitted_at, filling.penalty(result)]
        due = str(due_of(result.student, result.lesson, classroom))
        digests[submission_key(key)] = _digest([*shared[result.lesson], *facts, due])
    return digests


def _digest(facts: list[object]) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

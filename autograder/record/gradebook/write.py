"""Writes into nbgrader's gradebook, with nbgrader's own classes. [coordinator]"""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbgrader
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.api import (
    Base,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import inspect
from sqlalchemy.orm import selectinload

from autograder.collect.roster import Member
from autograder.files import file_name
from autograder.record import clock
from autograder.record.final_grade import Mark, due_of
from autograder.record.gradebook.connection import connection, explained, filled_table, folder, url
from autograder.record.gradebook.sync import (
    ANSWER,
    CLASS,
    MAX_NAME,
    Cell,
    Filling,
    cell_name,
    comment_cell,
    submission_key,
)
from autograder.record.result import QuestionResult, Trust
from autograder.record.store import Store

COURSE = "default_course"  # what nbgrader calls a course that nobody named
#: how many submissions share a transaction: few enough to lose, enough not to wait for each
BATCH = 25
_EMPTY = "Nothing is written here yet."


def write(
    store: Store,
    filling: Filling,
    changed: Sequence[str],
    gone: Iterable[str],
    answered: Mapping[str, str],
) -> None:
    """Writes what changed and removes what is gone.

    Args:
        changed: submissions (as `submission_key` names them), and `CLASS` where its people changed.
        gone: submissions that have no result any more.
        answered: submission → the sha256 of the file that marks by hand were given to.

    Raises:
        GradebookError: the gradebook cannot be reached, or is not a valid one.
    """
    with explained(store), _opened(store) as gradebook:
        writer = _Writer(gradebook, filling, folder(store), answered)
        writer.students()
        for key in gone:
            writer.remove(key)
        for lesson in sorted({json.loads(key)[1] for key in changed if key != CLASS}):
            writer.lesson(lesson)
        writer.submissions([key for key in changed if key != CLASS])
        writer.settle_class()


@contextlib.contextmanager
def _opened(store: Store) -> Iterator[Gradebook]:
    """nbgrader's gradebook, with all its tables, and ours.

    nbgrader would make them too, but starts Alembic's program to ask for their version, which takes
    as long as the rest together and fails where that program is not on the PATH.
    """
    with connection(store) as database:
        if not inspect(database).has_table("alembic_version"):
            Base.metadata.create_all(database)
            scripts = ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic"))
            MigrationContext.configure(database).stamp(scripts, "head")
        filled_table().create(database, checkfirst=True)
        database.commit()
    with Gradebook(url(store), COURSE) as gradebook:
        yield gradebook


@dataclass(frozen=True)
class _Lesson:
    """Where a lesson is in the gradebook, by ids of nbgrader's.

    Attributes:
        cells: (kind, name) → cell.
        present: student → submission, of those that are there already.
    """

    assignment: str
    notebook: str
    cells: Mapping[tuple[str, str], str]
    present: Mapping[str, str]


class _Writer:
    """Holds what many submissions share, so that it is asked for once."""

    def __init__(
        self, gradebook: Any, filling: Filling, folder: str, answered: Mapping[str, str]
    ) -> None:
        self._gradebook = gradebook
        self._db = gradebook.db
        self._filling = filling
        self._folder = folder
        self._answered = answered
        self._lessons: dict[str, _Lesson] = {}

    def students(self) -> None:
        """Adds and renames students: those of the class, and whoever handed in."""
        classroom = self._filling.classroom
        members = {
            student: classroom.person(student, lesson)
            for (student, lesson), submitter in classroom.submitters.items()
            if submitter.name
        } | dict(classroom.members)
        known = {student.id: student for student in self._gradebook.students}
        for name in {*classroom.members, *(student for student, _ in self._filling.wanted)}:
            identity = file_name(name)
            student = known.get(identity) or Student(id=identity)
            for attribute, value in _person(name, members.get(name)).items():
                setattr(student, attribute, value)
            self._db.add(student)
        self._db.commit()

    def lesson(self, lesson: str) -> None:
        """Brings an assignment, its one notebook and its cells up to date."""
        name = file_name(lesson)
        due = self._filling.classroom.due.get(lesson)
        assignment = self._gradebook.update_or_create_assignment(name, duedate=due)
        notebook = self._gradebook.update_or_create_notebook(name, name)
        known = _by_name(notebook)
        for cell in self._filling.cells[lesson]:
            for kind, cell_id, facts in _cells(cell):
                present = known.pop((kind.__name__, cell_id), None)
                if present is None:
                    self._db.add(kind(name=cell_id, notebook=notebook, **facts))
                else:
                    for attribute, value in facts.items():
                        setattr(present, attribute, value)
        for cell in known.values():  # questions that there are no more
            self._remove(cell, lesson)
        self._db.commit()
        ids = {name: cell.id for name, cell in _by_name(notebook).items()}
        rows = self._db.query(SubmittedAssignment.student_id, SubmittedAssignment.id)
        present = dict(rows.filter_by(assignment_id=assignment.id).tuples())
        self._lessons[lesson] = _Lesson(assignment.id, notebook.id, ids, present)

    def _remove(self, cell: BaseCell, lesson: str) -> None:
        """Removes a cell, unless another folder's submissions have it."""
        places = [json.loads(key) for key in self._answered]
        ours = {file_name(student) for student, of in places if of == lesson}
        shared = False
        for table in (Grade, Comment):
            for row in self._db.query(table).filter_by(cell_id=cell.id):
                if row.notebook.assignment.student_id in ours:
                    self._db.delete(row)
                else:
                    shared = True
        if not shared:
            self._db.delete(cell)

    def submissions(self, keys: Sequence[str]) -> None:
        """Writes submissions, several in one transaction."""
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            loaded = self._loaded(batch)  # held, so that what follows need not ask for each
            with self._db.no_autoflush:
                answered = {key: self._submission(*json.loads(key)) for key in batch}
            self._note(answered)
            self._db.commit()
            del loaded

    def _loaded(self, batch: Sequence[str]) -> list[SubmittedAssignment]:
        """Those submissions of a batch that are there already, with all their rows."""
        places = map(json.loads, batch)
        ids = [self._lessons[lesson].present.get(file_name(who)) for who, lesson in places]
        rows = selectinload(SubmittedAssignment.notebooks).options(
            selectinload(SubmittedNotebook.grades).defer(Grade.cell_type),
            selectinload(SubmittedNotebook.comments),
        )
        found = self._db.query(SubmittedAssignment).options(rows)
        return list(found.filter(SubmittedAssignment.id.in_(list(filter(None, ids)))))

    def _submission(self, student: str, lesson: str) -> str:
        """Writes one submission; the sha256 of what was handed in."""
        result = self._filling.wanted[student, lesson]
        known = self._lessons[lesson]
        if present := known.present.get(file_name(student)):
            submission = self._db.get(SubmittedAssignment, present)
            [notebook] = submission.notebooks
        else:
            submission = SubmittedAssignment(
                assignment_id=known.assignment, student_id=file_name(student)
            )
            notebook = SubmittedNotebook(notebook_id=known.notebook, assignment=submission)
        submission.timestamp = _utc(result.submitted_at)
        submission.extension = self._extension(student, lesson)
        notebook.late_submission_penalty = self._filling.penalty(result)
        earlier = self._answered.get(submission_key((student, lesson)))
        marks = self._filling.marks.get((student, lesson), {})
        changed = earlier is not None and earlier != result.submission_sha256
        grades = {grade.cell_id: grade for grade in notebook.grades}
        comments = {comment.cell_id: comment for comment in notebook.comments}
        for question in result.questions:
            mark = marks.get(question.name, Mark(None))
            cell_id = known.cells["GradeCell", cell_name(question.name)]
            _write_grade(grades.get(cell_id), cell_id, notebook, question, mark, changed)
            cell_id = known.cells["SolutionCell", comment_cell(question)]
            _write_comment(comments.get(cell_id), cell_id, notebook, question, mark)
        self._db.add(submission)
        return result.submission_sha256

    def _extension(self, student: str, lesson: str) -> datetime.timedelta | None:
        """The time by which nbgrader moves the due date, which it knows in UTC."""
        classroom = self._filling.classroom
        due, own = classroom.due.get(lesson), due_of(student, lesson, classroom)
        return (clock.between(due, own) if due and own else None) or None

    def remove(self, key: str) -> None:
        """Removes a submission that has no result any more, and a student who has none left."""
        student, lesson = map(file_name, json.loads(key))
        submission = (
            self._db.query(SubmittedAssignment)
            .filter(SubmittedAssignment.student_id == student)
            .filter(SubmittedAssignment.assignment.has(name=lesson))
            .one_or_none()
        )
        if submission is not None:
            for notebook in submission.notebooks:
                for row in (*notebook.grades, *notebook.comments, notebook):
                    self._db.delete(row)
            self._db.delete(submission)
        table = filled_table()
        self._db.execute(
            table.delete().where(table.c.folder == self._folder, table.c.submission == key)
        )
        self._db.commit()
        person = self._db.get(Student, student)
        roster = map(file_name, self._filling.classroom.members)
        if person is not None and not person.submissions and student not in roster:
            self._gradebook.remove_student(student)

    def settle_class(self) -> None:
        """Notes that the people of the class are as they should be."""
        self._note({CLASS: ""})
        self._db.commit()

    def _note(self, answered: Mapping[str, str]) -> None:
        """Notes what was filled in.

        Args:
            answered: submission → the sha256 of what was handed in.
        """
        table = filled_table()
        ours = table.c.folder == self._folder
        self._db.execute(table.delete().where(ours, table.c.submission.in_(answered)))
        rows = [
            {
                "folder": self._folder,
                "submission": key,
                "digest": self._filling.digests[key],
                "answered": sha256,
            }
            for key, sha256 in answered.items()
        ]
        self._db.execute(table.insert(), rows)


def _by_name(notebook: Notebook) -> dict[tuple[str, str], Any]:
    """(kind, name) → cell."""
    cells = (*notebook.grade_cells, *notebook.solution_cells)
    return {(cell.type, cell.name): cell for cell in cells}


def _cells(cell: Cell) -> list[tuple[type[BaseCell], str, dict[str, Any]]]:
    """What a question is in nbgrader: a cell with points, and one with comments."""
    name = cell_name(cell.question)
    kind = "markdown" if cell.manual else "code"
    return [
        (GradeCell, name, {"max_score": cell.max_score, "cell_type": kind}),
        (SolutionCell, name if cell.manual else name + ANSWER, {}),
    ]


def _write_grade(
    grade: Any,
    cell_id: str,
    notebook: SubmittedNotebook,
    question: QuestionResult,
    mark: Mark,
    changed: bool,
) -> None:
    """What tests gave; what a person gave stays, and is only written where the row is new.

    A person is asked to look again, as nbgrader asks after grading anew, where another file was
    handed in since, or where a question is worth less than its mark.
    """
    if grade is None:
        grade = Grade(cell_id=cell_id, needs_manual_grade=False)
        notebook.grades.append(grade)
        grade.manual_score, grade.extra_credit = mark.score, mark.extra or None
    grade.auto_score = question.score
    if grade.manual_score is None:
        grade.needs_manual_grade = question.score is None and not question.is_postponed
    elif changed or grade.manual_score > question.max_score:
        grade.needs_manual_grade = True


def _write_comment(
    comment: Any, cell_id: str, notebook: SubmittedNotebook, question: QuestionResult, mark: Mark
) -> None:
    if comment is None:
        comment = Comment(cell_id=cell_id)
        notebook.comments.append(comment)
        comment.manual_comment = mark.comment or None
    empty = question.trust == Trust.MANUAL and any(not test.passed for test in question.tests)
    comment.auto_comment = _EMPTY if empty else None


def _person(name: str, member: Member | None) -> dict[str, str | None]:
    """What nbgrader is told of a student; of one whom neither roster nor download names, the id."""
    if member is None:
        known = file_name(name) == name
        return {} if known else {"first_name": "(name not known)", "last_name": _shown(name)}
    first, last = _names(member.name)
    facts = {"first_name": first, "last_name": last, "email": member.email}
    facts["lms_user_id"] = member.lms_id
    return {key: _shown(value) or None for key, value in facts.items()}


def _names(name: str) -> tuple[str, str]:
    """First and last, out of `Ada Lovelace` or `Lovelace, Ada`."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = name.strip().rpartition(" ")
    return first, last


def _shown(text: str) -> str:
    """Formgrader puts names into its pages unescaped: no name may begin a tag there."""
    plain = text.encode("utf-8", "replace").decode().replace("\0", "")
    return plain.replace("<", "‹").replace(">", "›")[:MAX_NAME]


def _utc(moment: str) -> datetime.datetime | None:
    """As nbgrader keeps times: UTC, without saying so."""
    if not moment:
        return None
    return datetime.datetime.fromisoformat(moment).astimezone(datetime.UTC).replace(tzinfo=None)

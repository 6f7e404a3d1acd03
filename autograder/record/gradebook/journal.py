"""Who gave which points by hand, when, and what stood there before. [coordinator]

`autograder mark` writes here and into nbgrader's rows in one transaction, so a mark is in both or
in neither. What formgrader gave has no entry; where the two differ, nbgrader's rows are believed.

The journal is a table of ours in the gradebook to which rows are only added. An entry holds the
whole of what a marker said of an answer; the entries of no student hold the rubric of a question.
Entries are numbered, and no two have the same number: whoever has not seen the last one is refused.
`marking.json` mirrors the table, as `marks.json` mirrors the marks.
"""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.errors import Refused
from autograder.files import file_name, read_json, write_json
from autograder.lms.table import points
from autograder.record.final_grade import Mark
from autograder.record.gradebook import connection
from autograder.record.gradebook.sync import ANSWER, OF_CELLS, Key, cell_name, submission_key
from autograder.record.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

_REMEDY = "It mirrors who marked what: put a whole copy in its place, or move it away"
#: of a comment or of the words of a rubric item, in characters
MOST_WORDS = 10_000
#: of what two sums of points may differ in and be the same
_SMALL = 1e-9


class NotTaken(Refused):
    """What a marker said cannot be taken. The message says why, and what to do."""


@dataclass(frozen=True)
class Item:
    """A rubric item: what earns points, or takes some.

    Attributes:
        number: never given anew within a question.
    """

    number: int
    words: str
    points: float


@dataclass(frozen=True)
class Given:
    """What a marker says of an answer.

    Attributes:
        items: numbers of the rubric items that it has.
        adjustment: points besides those of the items; given alone it is the mark.
        comment: Markdown.
        flag: what a colleague is asked to look at; while there is something, others may mark it.
    """

    items: tuple[int, ...] = ()
    adjustment: float | None = None
    comment: str = ""
    flag: str = ""

    @property
    def is_marked(self) -> bool:
        """Whether it is worth points, or none."""
        return bool(self.items) or self.adjustment is not None


@dataclass(frozen=True)
class Entry:
    """An entry of the journal.

    Attributes:
        number: from 1, for each answer.
        marker: who wrote it.
        owner: whose mark it is; another than the marker where a rubric item was changed.
        moment: ISO 8601, UTC.
        score: what the answer then had; None for none.
        before: what it had before, whoever gave that.
    """

    number: int
    marker: str
    owner: str
    moment: str
    given: Given
    score: float | None
    before: float | None


@dataclass(frozen=True)
class Answered:
    """What is known of the mark of an answer.

    Attributes:
        given: as it counts; where formgrader gave points, they are its adjustment.
        mark: as nbgrader's rows have it.
        again: whether somebody should look again, because something else was handed in since.
        history: all entries, the oldest first.
    """

    given: Given
    mark: Mark
    again: bool
    history: tuple[Entry, ...]

    @property
    def seen(self) -> int:
        """The number of the last entry; 0 for none."""
        return len(self.history)

    @property
    def owner(self) -> str:
        """Whose mark it is; empty where it is nobody's, or nobody knows."""
        says_something = self.given.is_marked or self.given.comment or self.given.flag
        return self.history[-1].owner if self.history and says_something else ""


@dataclass(frozen=True)
class Marking:
    """The marks of a question.

    Attributes:
        rubric: the items that there are; empty where nobody has marked or changed any.
        rubric_seen: the number of the rubric's last entry; 0 for none.
        answers: by student.
    """

    rubric: tuple[Item, ...]
    rubric_seen: int
    answers: Mapping[str, Answered]


@dataclass(frozen=True)
class Place:
    """A question of a lesson, as `read` and the others take it.

    Attributes:
        most: the points that an answer can earn.
    """

    lesson: str
    question: str
    most: float


def mark_of(given: Given, rubric: Iterable[Item]) -> Mark:
    """The points and the comment that a student gets."""
    theirs = [item for item in rubric if item.number in given.items]
    if not given.is_marked:
        return Mark(None, given.comment)
    lines = [f"- **{points(item.points)}**: {item.words}" for item in theirs]
    if theirs and given.adjustment:
        lines.append(f"- **{given.adjustment:+g}** besides")
    said = "\n\n".join(filter(None, ["\n".join(lines), given.comment]))
    score = sum(item.points for item in theirs) + (given.adjustment or 0.0)
    return Mark(round(score, 5), said)


def read(store: Store, place: Place, students: Sequence[str]) -> Marking:
    """The marks of a question that a person marks.

    Raises:
        GradebookError: the gradebook cannot be reached.
    """
    with connection.connection(store) as database:
        return _read(database, connection.folder(store), place, students)


def give(
    store: Store,
    place: Place,
    rubric: Sequence[Item],
    seen: Mapping[str, int],
    given: Given,
    marker: str,
) -> None:
    """Takes what a marker says of one or several answers: of all of them or of none.

    Args:
        rubric: the items where the gradebook has none yet.
        seen: student → the number of the last entry that the marker has seen.

    Raises:
        NotTaken: another marker's, changed since it was seen, or points that there are not.
        GradebookError: the gradebook cannot be reached.
    """
    _check_words(given.comment, given.flag)
    with connection.writing(store, _table()) as database:
        folder = connection.folder(store)
        known = _read(database, folder, place, list(seen))
        items = known.rubric or tuple(rubric)
        if set(given.items) - {item.number for item in items}:
            raise NotTaken("That rubric item is not there any more. Load the page anew.")
        mark = mark_of(given, items)
        check_points(mark.score, place.most)
        for student, number in seen.items():
            _check_owner(known.answers[student], number, marker)
        if not known.rubric_seen:
            _add_rubric(database, folder, place, 1, items, marker)
        for student in seen:
            before = known.answers[student]
            _add(database, folder, place, student, before, given, mark, marker, marker)


def change_rubric(
    store: Store,
    place: Place,
    students: Sequence[str],
    seen: int,
    items: Sequence[Item],
    marker: str,
) -> int:
    """Takes another rubric; all answers that have a changed item get their points by it.

    An answer whose last item is removed has no mark any more.

    Args:
        seen: the number of the rubric's last entry that the marker has seen.

    Returns:
        How many answers have other points or words now.

    Raises:
        NotTaken: somebody changed it meanwhile, or an answer would have points that there are not.
        GradebookError: the gradebook cannot be reached.
    """
    _check_words(*(item.words for item in items))
    if any(not item.words.strip() for item in items):
        raise NotTaken("Say in words what each rubric item is.")
    with connection.writing(store, _table()) as database:
        folder = connection.folder(store)
        known = _read(database, folder, place, students)
        if known.rubric_seen != seen:
            raise NotTaken(
                "Somebody has changed the rubric meanwhile. Look at it, and change again."
            )
        there = {item.number for item in items}
        changed = 0
        for student, answer in known.answers.items():
            kept = tuple(number for number in answer.given.items if number in there)
            given = Given(kept, answer.given.adjustment, answer.given.comment, answer.given.flag)
            mark = mark_of(given, items)
            if not answer.given.items or mark == mark_of(answer.given, known.rubric):
                continue
            try:
                check_points(mark.score, place.most)
            except NotTaken as error:
                raise NotTaken(f"An answer that has this item: {error}") from None
            owner = answer.history[-1].owner
            _add(database, folder, place, student, answer, given, mark, marker, owner)
            changed += 1
        _add_rubric(database, folder, place, seen + 1, items, marker)
        return changed


def take_over(store: Store, marks: Mapping[Key, Mapping[str, Mark]]) -> None:
    """Writes marks that people gave in another gradebook; of questions that there are here.

    Raises:
        GradebookError: the gradebook cannot be reached.
    """
    from sqlalchemy import text

    with connection.writing(store, _table()) as database:
        for (student, lesson), questions in marks.items():
            for question, mark in questions.items():
                place = _parameters(Place(lesson, question, 0.0), student)
                score = {"score": mark.score} if mark.score is not None else {}
                update = _TAKE_BACK if mark.score is None else _SET_SCORE
                database.execute(text(update), place | score)
                database.execute(text(_SET_EXTRA), place | {"extra": mark.extra})
                for cell in (place["cell"], place["cell"] + ANSWER):
                    told = place | {"cell": cell, "comment": mark.comment or None}
                    database.execute(text(_SET_COMMENT), told)


def confirm(store: Store, place: Place, student: str) -> None:
    """Notes that a person has looked at what was handed in anew, and leaves the mark as it is.

    Raises:
        GradebookError: the gradebook cannot be reached.
    """
    from sqlalchemy import text

    with connection.writing(store, _table()) as database:
        database.execute(text(_LOOKED_AT), _parameters(place, student))


def mirror(store: Store) -> None:
    """Writes `marking.json`, where there is a journal that says something else."""
    from sqlalchemy import select

    with connection.connection(store) as database:
        table = _table_there(database)
        if table is None:
            return
        ours = table.c.folder == connection.folder(store)
        order = (table.c.submission, table.c.question, table.c.number)
        columns = [column for column in table.c if column.name != "folder"]
        rows = [
            row._asdict() for row in database.execute(select(*columns).where(ours).order_by(*order))
        ]
    if rows and rows != _mirrored(store):
        write_json(store.marking_path, {"entries": rows})


def restore(store: Store) -> None:
    """Brings the journal back from its mirror, where the gradebook has none."""
    restore_entries(store, _table(), _mirrored(store))


def restore_entries(store: Store, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes a folder's mirrored entries into a table that has none of it."""
    if not rows:
        return
    with connection.writing(store, table) as database:
        folder = connection.folder(store)
        ours = table.c.folder == folder
        if database.execute(table.select().where(ours).limit(1)).first() is None:
            database.execute(table.insert(), [{"folder": folder, **row} for row in rows])


@functools.cache
def entries_table(name: str) -> Table:
    """A table of what markers gave, entry after entry for each answer."""
    from sqlalchemy import Column, Integer, MetaData, String, Text
    from sqlalchemy import Table as Made

    return Made(
        name,
        MetaData(),
        Column("folder", String(32), primary_key=True),
        Column("submission", Text, primary_key=True),
        Column("question", Text, primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("marker", Text, nullable=False),
        Column("moment", String(40), nullable=False),
        Column("says", Text, nullable=False),
    )


def table_there(database: Connection, table: Table) -> Table | None:
    """The table, where the gradebook has it."""
    from sqlalchemy import inspect

    return table if inspect(database).has_table(table.name) else None


def _table() -> Table:
    return entries_table("autograder_journal")


def _table_there(database: Connection) -> Table | None:
    return table_there(database, _table())


_ONE = "WHERE assignment.name = :lesson AND base_cell.name = :cell"
_GRADES = OF_CELLS.format(
    table="grade", values="grade.manual_score, grade.extra_credit, grade.needs_manual_grade"
)
_COMMENTS = OF_CELLS.format(table="comment", values="comment.manual_comment")
_UPDATE = """
    UPDATE {table} SET {values} WHERE id =
    (SELECT {table}.id FROM {table}
    JOIN submitted_notebook ON submitted_notebook.id = {table}.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    JOIN assignment ON assignment.id = submitted_assignment.assignment_id
    JOIN base_cell ON base_cell.id = {table}.cell_id
    WHERE assignment.name = :lesson AND base_cell.name = :cell
    AND submitted_assignment.student_id = :student)
"""
_NOBODY_NEEDED = "needs_manual_grade = (1 = 0)"
_LOOKED_AT = _UPDATE.format(table="grade", values=_NOBODY_NEEDED)
_SET_SCORE = _UPDATE.format(table="grade", values=f"manual_score = :score, {_NOBODY_NEEDED}")
_TAKE_BACK = _UPDATE.format(
    table="grade", values="manual_score = NULL, needs_manual_grade = (auto_score IS NULL)"
)
_SET_EXTRA = _UPDATE.format(table="grade", values="extra_credit = :extra")
_SET_COMMENT = _UPDATE.format(table="comment", values="manual_comment = :comment")


def _parameters(place: Place, student: str) -> dict[str, str]:
    return {
        "lesson": file_name(place.lesson),
        "cell": cell_name(place.question),
        "student": file_name(student),
    }


def _read(database: Connection, folder: str, place: Place, students: Sequence[str]) -> Marking:
    from sqlalchemy import text

    where = {"lesson": file_name(place.lesson), "cell": cell_name(place.question)}
    comments = {row[0]: row[3] for row in database.execute(text(_COMMENTS + _ONE), where)}
    grades = {row[0]: row[3:] for row in database.execute(text(_GRADES + _ONE), where)}
    rubrics, entries = _entries(database, folder, place)
    rubric = rubrics[-1] if rubrics else ()
    answers = {}
    for student in students:
        name = file_name(student)
        score, extra, needs = grades.get(name, (None, 0.0, False))
        mark = Mark(score, comments.get(name) or "", extra or 0.0)
        history = entries.get(submission_key((student, place.lesson)), ())
        given = _counts(history[-1].given if history else Given(), rubric, mark)
        again = score is not None and bool(needs)
        answers[student] = Answered(given, mark, again, tuple(history))
    return Marking(rubric, len(rubrics), answers)


def _counts(last: Given, rubric: Sequence[Item], mark: Mark) -> Given:
    """What was given last, unless nbgrader's rows say that formgrader was used since."""
    ours = mark_of(last, rubric)
    if (ours.score, ours.comment) == (mark.score, mark.comment):
        return last
    return Given((), mark.score, mark.comment, last.flag)


def _entries(
    database: Connection, folder: str, place: Place
) -> tuple[list[tuple[Item, ...]], dict[str, list[Entry]]]:
    """The rubrics of a question, and the entries of each submission; the oldest first."""
    table = _table_there(database)
    if table is None:
        return [], {}
    ours = (table.c.folder == folder, table.c.question == place.question)
    rubric_key = submission_key(("", place.lesson))
    rubrics: list[tuple[Item, ...]] = []
    entries: dict[str, list[Entry]] = {}
    for row in database.execute(table.select().where(*ours).order_by(table.c.number)):
        says = json.loads(row.says)
        if row.submission == rubric_key:
            rubrics.append(tuple(Item(*item) for item in says["items"]))
        elif json.loads(row.submission)[1] == place.lesson:
            given = Given(tuple(says["items"]), says["adjustment"], says["comment"], says["flag"])
            facts = (row.number, row.marker, says["owner"], row.moment)
            entry = Entry(*facts, given, says["score"], says["before"])
            entries.setdefault(row.submission, []).append(entry)
    return rubrics, entries


def _add(
    database: Connection,
    folder: str,
    place: Place,
    student: str,
    before: Answered,
    given: Given,
    mark: Mark,
    marker: str,
    owner: str,
) -> None:
    """Adds an entry, and writes the mark into nbgrader's rows."""
    from sqlalchemy import text

    says = {**vars(given), "owner": owner, "score": mark.score, "before": before.mark.score}
    key = submission_key((student, place.lesson))
    _insert(database, folder, key, place.question, before.seen + 1, marker, says)
    parameters = _parameters(place, student)
    if mark.score is None:
        done = database.execute(text(_TAKE_BACK), parameters)
    else:
        done = database.execute(text(_SET_SCORE), parameters | {"score": mark.score})
    if done.rowcount != 1:
        raise NotTaken(
            "This answer is not in the gradebook any more. Start `autograder mark` anew."
        )
    database.execute(text(_SET_COMMENT), parameters | {"comment": mark.comment or None})


def _add_rubric(
    database: Connection,
    folder: str,
    place: Place,
    number: int,
    items: Sequence[Item],
    marker: str,
) -> None:
    says = {"items": [[item.number, item.words, item.points] for item in items]}
    key = submission_key(("", place.lesson))
    _insert(database, folder, key, place.question, number, marker, says)


def _insert(
    database: Connection,
    folder: str,
    key: str,
    question: str,
    number: int,
    marker: str,
    says: Mapping[str, Any],
) -> None:
    moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    row = {"folder": folder, "submission": key, "question": question, "number": number}
    facts = {"marker": marker, "moment": moment, "says": json.dumps(says)}
    database.execute(_table().insert(), row | facts)


def _check_owner(answer: Answered, seen: int, marker: str) -> None:
    if answer.owner not in ("", marker) and not answer.given.flag:
        raise NotTaken(
            f"{answer.owner} has marked this answer. It stays as {answer.owner} left it."
        )
    if answer.seen != seen:
        by = answer.history[-1].marker
        raise NotTaken(f"{by} has changed this mark since you saw it. Look at it, and mark again.")


def check_points(score: float | None, most: float) -> None:
    """Insists on points that a question has.

    Raises:
        NotTaken: it has fewer, or none below zero.
    """
    if score is not None and not -_SMALL <= score <= most + _SMALL:
        raise NotTaken(
            f"That would be {points(score)} points, and this question has 0 to {points(most)}. "
            "Nothing was changed."
        )


def _check_words(*texts: str) -> None:
    if any(len(one) > MOST_WORDS for one in texts):
        raise NotTaken(f"That is longer than {MOST_WORDS:,} characters.")


def _mirrored(store: Store) -> list[dict[str, Any]]:
    return read_json(store.marking_path, lambda data: list(data["entries"]), _REMEDY) or []

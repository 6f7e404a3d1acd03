"""Marks that a second person gives without seeing the first; they count for nobody. [coordinator]

They are a table of ours in the gradebook, beside the journal, to which rows are only added; the
last of an answer is what its second marker says. The entry of no student holds the comparison of a
question: both marks of each answer as they were then. `second-marks.json` mirrors the table.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from autograder.files import read_json, write_json
from autograder.record.gradebook import connection
from autograder.record.gradebook.journal import (
    Given,
    Item,
    NotTaken,
    Place,
    check_points,
    entries_table,
    mark_of,
    restore_entries,
    table_there,
)
from autograder.record.gradebook.sync import submission_key
from autograder.record.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

_REMEDY = "It mirrors what was marked twice: put a whole copy in its place, or move it away"


@dataclass(frozen=True)
class SecondMark:
    """What a second marker says of an answer."""

    marker: str
    given: Given


@dataclass(frozen=True)
class Compared:
    """Both marks of an answer, as they were when they were compared.

    Attributes:
        first, second: points.
    """

    student: str
    first_marker: str
    first: float
    second_marker: str
    second: float


@dataclass(frozen=True)
class SecondMarks:
    """The second marks of a question.

    Attributes:
        given: by student, where there is one.
        compared: empty as long as nobody has compared; no second mark is taken after that.
    """

    given: Mapping[str, SecondMark] = field(default_factory=dict)
    compared: tuple[Compared, ...] = ()


def read(store: Store, place: Place) -> SecondMarks:
    """The second marks of a question.

    Raises:
        GradebookError: the gradebook cannot be reached.
    """
    with connection.connection(store) as database:
        return _read(database, connection.folder(store), place)


def give(
    store: Store, place: Place, student: str, rubric: Sequence[Item], given: Given, marker: str
) -> None:
    """Takes what a second marker says of an answer.

    Raises:
        NotTaken: points that there are not, or the marks have been compared already.
        GradebookError: the gradebook cannot be reached.
    """
    if set(given.items) - {item.number for item in rubric}:
        raise NotTaken("That rubric item is not there any more. Load the page anew.")
    check_points(mark_of(given, rubric).score, place.most)
    says = {"items": given.items, "adjustment": given.adjustment}
    _add(store, place, student, says, marker)


def compare(store: Store, place: Place, pairs: Sequence[Compared], marker: str) -> None:
    """Keeps both marks of each answer, which ends second marking of a question.

    Raises:
        NotTaken: they have been compared already.
        GradebookError: the gradebook cannot be reached.
    """
    _add(store, place, "", {"compared": [list(vars(one).values()) for one in pairs]}, marker)


def _add(store: Store, place: Place, student: str, says: Mapping[str, Any], marker: str) -> None:
    """Adds an entry, where nothing has been compared yet."""
    moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    key = submission_key((student, place.lesson))
    with connection.writing(store, _table()) as database:
        folder = connection.folder(store)
        if _read(database, folder, place).compared:
            raise NotTaken("The marks were compared already, so this one stays as it is.")
        columns = _table().c
        ours = (
            columns.folder == folder,
            columns.submission == key,
            columns.question == place.question,
        )
        number = len(database.execute(_table().select().where(*ours)).all()) + 1
        row = {"folder": folder, "submission": key, "question": place.question, "number": number}
        facts = {"marker": marker, "moment": moment, "says": json.dumps(says)}
        database.execute(_table().insert(), row | facts)


def _read(database: Connection, folder: str, place: Place) -> SecondMarks:
    table = _table_there(database)
    if table is None:
        return SecondMarks()
    ours = (table.c.folder == folder, table.c.question == place.question)
    given: dict[str, SecondMark] = {}
    compared: tuple[Compared, ...] = ()
    for row in database.execute(table.select().where(*ours).order_by(table.c.number)):
        student, lesson = json.loads(row.submission)
        if lesson != place.lesson:
            continue
        says = json.loads(row.says)
        if not student:
            compared = tuple(Compared(*one) for one in says["compared"])
        else:
            given[student] = SecondMark(row.marker, Given(tuple(says["items"]), says["adjustment"]))
    marked = {student: one for student, one in given.items() if one.given.is_marked}
    return SecondMarks(marked, compared)


def mirror(store: Store) -> None:
    """Writes `second-marks.json`, where there are some that it does not say."""
    from sqlalchemy import select

    with connection.connection(store) as database:
        table = _table_there(database)
        if table is None:
            return
        columns = [column for column in table.c if column.name != "folder"]
        ours = table.c.folder == connection.folder(store)
        order = (table.c.submission, table.c.question, table.c.number)
        rows = [
            row._asdict() for row in database.execute(select(*columns).where(ours).order_by(*order))
        ]
    if rows and rows != _mirrored(store):
        write_json(store.second_marks_path, {"entries": rows})


def restore(store: Store) -> None:
    """Brings them back from the mirror, where the gradebook has none."""
    restore_entries(store, _table(), _mirrored(store))


def _table() -> Table:
    return entries_table("autograder_second_marks")


def _table_there(database: Connection) -> Table | None:
    return table_there(database, _table())


def _mirrored(store: Store) -> list[Mapping[str, Any]]:
    return read_json(store.second_marks_path, lambda data: list(data["entries"]), _REMEDY) or []

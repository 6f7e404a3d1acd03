"""What was sent to a platform, and what was about to be: a file that outlives a kill. [coordinator]

Before a mark leaves, the journal says so, with the moment that the platform will know it by; after
the platform has taken it, it says that. Whatever ends the process in between leaves an entry that
is open, and the next run looks at what the platform has before it sends the same once more.
"""

from __future__ import annotations

import datetime
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from autograder.errors import MachineError, UserError
from autograder.lms.passback.private import make_private

_SCHEMA = """
create table if not exists sent (
    id integer primary key,
    place text not null,
    person text not null,
    points text not null,
    possible text not null,
    comment text not null,
    moment text not null,
    delivered integer not null default 0
);
create index if not exists by_person on sent (place, person, id);
create table if not exists columns (
    course text not null,
    lesson text not null,
    place text not null,
    primary key (course, lesson)
);
"""
_VERSION = 1


class BusyError(UserError):
    """Another process sends marks to the same places."""


@dataclass(frozen=True)
class Content:
    """What a person is told: points as text, of how many, and a comment."""

    points: str
    possible: str
    comment: str = ""


@dataclass(frozen=True)
class Entry:
    """A mark that was sent, or was about to be.

    Attributes:
        moment: ISO 8601 with microseconds, in UTC; later than that of each entry before.
        is_delivered: whether the platform has said that it has it.
    """

    id: int
    content: Content
    moment: str
    is_delivered: bool


class Journal:
    """The journal of one connection. While it is open, no other process can open it."""

    def __init__(self, path: Path) -> None:
        """Args:
        path: the file; made, for its owner alone, where there is none.

        Raises:
            BusyError: another process has it open.
            MachineError: it is no journal.
        """
        make_private(path)
        self._path = path
        self._connection = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            for setting in ("locking_mode = exclusive", "journal_mode = wal", "synchronous = full"):
                self._connection.execute(f"pragma {setting}")
            self._connection.executescript(f"begin exclusive;{_SCHEMA}commit;")
            [(version,)] = self._connection.execute("pragma user_version")
            if version not in (0, _VERSION):
                raise sqlite3.DatabaseError(f"its format is {version}, of a newer version")
            self._connection.execute(f"pragma user_version = {_VERSION}")
        except sqlite3.OperationalError as error:
            self._connection.close()
            if "locked" in str(error):
                raise BusyError(
                    "Another `autograder` sends marks there at the moment. Wait for its end."
                ) from None
            raise MachineError(f"{path} cannot be opened: {error}.") from None
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise MachineError(
                f"{path} cannot be read ({error}). It knows what was sent already: put a whole "
                "copy in its place, or move it away to have the marks there looked at anew."
            ) from None

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def last(self, place: str, person: str) -> tuple[Entry | None, Entry | None]:
        """Of a person's entries the last one that was delivered, and the open one after it."""
        rows = self._connection.execute(
            "select id, points, possible, comment, moment, delivered from sent "
            "where place = ? and person = ? order by id desc",
            (place, person),
        )
        pending = None
        for number, *content, moment, delivered in rows:
            entry = Entry(number, Content(*content), moment, bool(delivered))
            if entry.is_delivered:
                return entry, pending
            pending = pending or entry
        return None, pending

    def intend(self, place: str, person: str, content: Content) -> Entry:
        """Notes that a mark is about to be sent."""
        [(before,)] = self._connection.execute("select max(moment) from sent")
        now = datetime.datetime.now(datetime.UTC)
        if before:
            least = datetime.datetime.fromisoformat(before) + datetime.timedelta(microseconds=1)
            now = max(now, least)
        moment = now.isoformat(timespec="microseconds")
        cursor = self._connection.execute(
            "insert into sent (place, person, points, possible, comment, moment) "
            "values (?, ?, ?, ?, ?, ?)",
            (place, person, content.points, content.possible, content.comment, moment),
        )
        return Entry(int(cursor.lastrowid or 0), content, moment, False)

    def delivered(self, entry: Entry) -> None:
        """Notes that the platform has it."""
        self._connection.execute("update sent set delivered = 1 where id = ?", (entry.id,))

    def column(self, course: str, lesson: str) -> str | None:
        """Where a lesson's marks go, as `keep_column` noted it."""
        row = self._connection.execute(
            "select place from columns where course = ? and lesson = ?", (course, lesson)
        ).fetchone()
        return row[0] if row else None

    def keep_column(self, course: str, lesson: str, place: str) -> None:
        """Notes where a lesson's marks go."""
        self._connection.execute(
            "insert or replace into columns values (?, ?, ?)", (course, lesson, place)
        )

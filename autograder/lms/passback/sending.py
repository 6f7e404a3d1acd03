"""Sends marks to a column of a gradebook: each once, whatever ends the process. [coordinator]"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from autograder.lms.passback.journal import Content, Entry, Journal
from autograder.lms.passback.web import AlreadyThere
from autograder.lms.people import Person
from autograder.lms.table import Grade, by_person, points

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Account:
    """Somebody whom a platform knows.

    Attributes:
        id: what the platform calls them in its services.
        person: what they are found by among the students.
    """

    id: str
    person: Person


class Column(Protocol):
    """A column of a platform's gradebook.

    Attributes:
        place: its address, under which the journal knows it.
    """

    place: str

    def there(self) -> Mapping[str, float]:
        """Account → the points that stand there, where any do."""

    def put(self, account: str, content: Content, moment: str) -> None:
        """Writes points and a comment; the same once more with the same moment changes nothing.

        Raises:
            PlatformError: the platform does not take them.
        """


@dataclass
class Sent:
    """What came of sending: names of students, for sentences."""

    new: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def send(
    grades: Iterable[Grade],
    accounts: Iterable[Account],
    column: Column,
    journal: Journal,
    *,
    overwrite: bool = False,
    dry_run: bool = False,
    tell: Callable[[str], object] = lambda student: None,
) -> Sent:
    """Sends what is not there yet.

    Args:
        grades: of one lesson; those without points are left out.
        overwrite: whether points that somebody else has given there are written over.
        dry_run: only says what would be sent.
        tell: is called with each student whose mark has arrived.

    Raises:
        PlatformError: the platform does not take one; those before it have arrived.
    """
    marked = [grade for grade in grades if grade.score is not None]
    known = by_person(marked)
    whose: dict[str, str] = {}
    for account in accounts:
        found = known.find(account.person)
        if found is not None:
            # Two accounts of one student: neither is sure.
            whose[found.student] = "" if found.student in whose else account.id
    there = column.there()
    sent = Sent()
    for grade in marked:
        account_id = whose.get(grade.student, "")
        if not account_id:
            sent.unknown.append(grade.student)
            continue
        content = Content(points(grade.score), points(grade.max_score), grade.comment)
        _send_one(
            grade.student, account_id, content, there, column, journal, sent, overwrite, dry_run
        )
        if not dry_run and sent.new and sent.new[-1] == grade.student:
            tell(grade.student)
    return sent


def _send_one(
    student: str,
    account: str,
    content: Content,
    there: Mapping[str, float],
    column: Column,
    journal: Journal,
    sent: Sent,
    overwrite: bool,
    dry_run: bool,
) -> None:
    stands = points(there.get(account))
    last, pending = journal.last(column.place, account)
    if pending and stands and stands == pending.content.points:
        # It arrived before whatever ended the process.
        if not dry_run:
            journal.delivered(pending)
        last, pending = pending, None
    own = {entry.content.points for entry in (last, pending) if entry}
    is_somebody_elses = bool(stands) and stands not in {*own, content.points}
    if is_somebody_elses and not overwrite:
        sent.kept.append(f"{student}: {stands} there, {content.points} here")
        return
    if not is_somebody_elses and _is_there(content, stands, last, pending):
        sent.same.append(student)
        return
    sent.new.append(student)
    if dry_run:
        return
    is_again = pending is not None and pending.content == content
    entry = pending if pending and is_again else journal.intend(column.place, account, content)
    try:
        column.put(account, content, entry.moment)
    except AlreadyThere:
        if not is_again:
            raise
    journal.delivered(entry)
    _log.info("%s has %s of %s points at %s", student, *_said(content), column.place)


def _is_there(content: Content, stands: str, last: Entry | None, pending: Entry | None) -> bool:
    """Whether nothing has to be sent: it was, or somebody has typed the same."""
    if pending:
        return False
    if last:
        return last.content == content
    return stands == content.points


def _said(content: Content) -> tuple[str, str]:
    return content.points, content.possible


def remarks(sent: Sent, lesson: str, *, overwrite: bool) -> list[str]:
    """Sentences on what was sent, and what was not and why."""
    said = [f"{lesson}: {len(sent.new)} sent, {len(sent.same)} were there already."]
    if sent.kept:
        said.append(
            "\n".join(
                [
                    f"{lesson}: kept what {len(sent.kept)} others stand there with; --overwrite "
                    "writes over it:",
                    *(f"  {line}" for line in sent.kept),
                ]
            )
        )
    if sent.unknown:
        said.append(
            f"{lesson}: not sent, because nobody there has the id, address or name of "
            f"{', '.join(sent.unknown)}."
        )
    return said

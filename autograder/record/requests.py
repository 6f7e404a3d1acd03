"""Requests for another look at a mark, and the replies to them. [coordinator]

There is a file for each request. A student's page gives a reference for each question, a code that
nobody else can know: by it, and by nothing else that a request says, is known whose it is.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from autograder.errors import Refused
from autograder.files import file_name, read_json, write_json
from autograder.record import given_back
from autograder.record.result import Result
from autograder.record.store import Store

_REMEDY = "Put a whole copy in its place, or move it away"
#: characters of a reason, and of a reply
MOST_REASON, MOST_REPLY = 2_000, 10_000
#: requests of one student for one question
MOST_OF_A_QUESTION = 5


@dataclass(frozen=True)
class Request:
    """A request for another look at a mark.

    Attributes:
        reason: what the student wrote, as text.
        read_at: when it was read; ISO 8601, UTC.
        reply: what the student should read (Markdown); empty as long as nobody has replied.
        marker: who replied.
        replied_at: ISO 8601, UTC; or nothing.
    """

    student: str
    lesson: str
    question: str
    reason: str
    read_at: str
    reply: str = ""
    marker: str = ""
    replied_at: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has replied yet."""
        return not self.replied_at

    @property
    def id(self) -> str:
        """A name for it: of the same student's, for the same lesson, no other has it."""
        said = f"{self.question}\0{self.reason}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(said).hexdigest()[:16]


class Taken(StrEnum):
    """What became of a request that was read."""

    NEW = "new"
    KNOWN = "known"
    TOO_MANY = "too many"


class NotReplied(Refused):
    """A reply cannot be taken. The message says why."""


def reference(store: Store, student: str, lesson: str, question: str) -> str:
    """What a page gives a student to ask for another look at a question with."""
    return given_back.secret_code(store, "request", student, lesson, question)


def references(store: Store, results: Iterable[Result]) -> dict[str, tuple[str, str, str]]:
    """Reference → student, lesson and question, of all that can be asked for."""
    keys = [
        (result.student, result.lesson, question.name)
        for result in results
        for question in result.questions
    ]
    return {reference(store, *key): key for key in keys}


def add(store: Store, student: str, lesson: str, question: str, reason: str) -> Taken:
    """Takes a request, where it is not known yet."""
    asked = Request(student, lesson, question, reason, _now())
    if _path(store, asked).exists():
        return Taken.KNOWN
    there = [one for one in of(store, student, lesson) if one.question == question]
    if len(there) >= MOST_OF_A_QUESTION:
        return Taken.TOO_MANY
    write_json(_path(store, asked), asdict(asked))
    return Taken.NEW


def reply(store: Store, asked: Request, words: str, marker: str) -> None:
    """Takes a reply; it takes the place of an earlier one.

    Raises:
        NotReplied: there is nothing in it, or too much.
    """
    if not words.strip():
        raise NotReplied("Write a few words to the student; points alone are no reply.")
    if len(words) > MOST_REPLY:
        raise NotReplied(f"That is longer than {MOST_REPLY:,} characters.")
    answered = replace(asked, reply=words.strip(), marker=marker, replied_at=_now())
    write_json(_path(store, asked), asdict(answered))


def of(store: Store, student: str, lesson: str) -> list[Request]:
    """A student's requests for a lesson, the oldest first.

    Raises:
        DamagedFileError: a request's file is damaged.
    """
    return _in(store.requests_path(student, lesson).glob("*.json"))


def load(store: Store) -> dict[tuple[str, str], list[Request]]:
    """(student, lesson) → the requests, the oldest first.

    Raises:
        DamagedFileError: a request's file is damaged.
    """
    found: dict[tuple[str, str], list[Request]] = {}
    for one in _in(store.request_paths()):
        found.setdefault((one.student, one.lesson), []).append(one)
    return found


def _in(paths: Iterable[Path]) -> list[Request]:
    read = (read_json(path, _of_json, _REMEDY) for path in paths)
    return sorted(filter(None, read), key=lambda one: (one.read_at, one.question, one.id))


def _of_json(data: Mapping[str, Any]) -> Request:
    asked = Request(**data)
    if not all(isinstance(text, str) for text in vars(asked).values()):
        raise ValueError("it holds other things than text")
    return asked


def _path(store: Store, asked: Request) -> Path:
    name = f"{file_name(asked.question)}-{asked.id}.json"
    return store.requests_path(asked.student, asked.lesson) / name


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")

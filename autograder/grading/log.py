"""What lines of the log say about a submission: whose, at which stage, how long. [coordinator]

Students give files their names, so a value is written as a JSON string: whoever reads
`student="…"` knows where it ends. What else could forge a line is escaped where lines are made, in
`autograder.cli.logs`.
"""

from __future__ import annotations

import contextlib
import json
import logging
import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.collect.submissions import SubmittedFile
from autograder.run.refusals import counted

_PACKAGE = __name__.partition(".")[0]
#: of a submission that another machine grades: lines, and characters of each
_MOST_LINES, _MOST_LENGTH = 200, 1000
_whose: ContextVar[str] = ContextVar("whose", default="")
_gathering: ContextVar[logging.Handler | None] = ContextVar("gathering", default=None)


def whose() -> str:
    """The fields that say which submission this thread is at; nothing where it is at none."""
    return _whose.get()


@contextlib.contextmanager
def about(submission: SubmittedFile) -> Iterator[None]:
    """Within, each line of the log says whose submission it is about."""
    fields = {"student": submission.student, "lesson": submission.lesson}
    text = " ".join(f"{name}={json.dumps(value)}" for name, value in fields.items())
    token = _whose.set(text)
    try:
        with counted():
            yield
    finally:
        _whose.reset(token)


class _Gathering(logging.Handler):
    """Keeps what is logged in one context."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a line."""
        if _gathering.get() is self and len(self.lines) < _MOST_LINES:
            self.lines.append((record.name, record.getMessage()[:_MOST_LENGTH]))


@contextlib.contextmanager
def gathered() -> Iterator[list[tuple[str, str]]]:
    """Within, this thread's lines are gathered: a logger's name and a message each.

    For a machine that has no log of the class; `relay` writes them where there is one.
    """
    handler = _Gathering()
    token = _gathering.set(handler)
    package = logging.getLogger(_PACKAGE)
    package.setLevel(logging.INFO)
    package.addHandler(handler)
    try:
        yield handler.lines
    finally:
        package.removeHandler(handler)
        _gathering.reset(token)


def relay(lines: Iterable[tuple[str, str]]) -> None:
    """Writes what was gathered on another machine."""
    for name, message in lines:
        logging.getLogger(name).info("%s", message)


class Stage:
    """A stage that a submission is at.

    Attributes:
        status: how it went; may be set until the stage ends.
    """

    status = "ok"


@contextlib.contextmanager
def stage(log: logging.Logger, name: str) -> Iterator[Stage]:
    """Writes a line once a stage of grading has ended; where it raised, with the error's class.

    Args:
        log: the logger of the module whose stage it is.
    """
    this, began = Stage(), time.monotonic()
    try:
        yield this
    except BaseException as error:
        this.status = type(error).__name__
        raise
    finally:
        note(log, name, time.monotonic() - began, this.status)


def note(log: logging.Logger, name: str, seconds: float, status: str) -> None:
    """Writes the line of a stage."""
    log.info("stage=%s seconds=%.3f status=%s", name, seconds, status)

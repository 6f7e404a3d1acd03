"""The log: where its lines go, and how one looks. [coordinator]

Modules write to `logging.getLogger(__name__)`. Here is the one place that sends it anywhere:

    OUTPUT/grading.log    what `grade` and `demo` do, always; it rotates
    --log FILE            the same of any command that works long, in more detail
    -v, --verbose         the same on standard error

What students named or wrote may stand in a line, so whatever ends a line or moves a cursor is
escaped, and the lines of a traceback are marked: nobody can forge one.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from importlib.metadata import version
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TypeVar

import click

from autograder import DISTRIBUTION
from autograder.files import escape
from autograder.grading.log import whose

Command = TypeVar("Command", bound=Callable[..., object])

#: bytes of `grading.log`, after which another is begun, and how many are kept besides it
_MOST_BYTES = 10 << 20
_KEPT = 3
#: characters of a line before its message: time, level, logger, whose submission
_MOST_BEFORE = 250
_PACKAGE = logging.getLogger("autograder")
_log = logging.getLogger(__name__)


@functools.lru_cache(1)
def _as_text(seconds: int) -> tuple[str, str]:
    """Local time, and its distance from UTC; thousands of lines may be of one second."""
    local = time.localtime(seconds)
    return time.strftime("%Y-%m-%dT%H:%M:%S", local), time.strftime("%z", local)


class Lines(logging.Formatter):
    """Time, level, logger, whose submission, message in one line; a traceback's lines below."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        moment, zone = _as_text(int(record.created))
        parts = [f"{moment}.{record.msecs:03.0f}{zone}", record.levelname, record.name, whose()]
        line = escape(" ".join(filter(None, [*parts, record.getMessage()])))
        if record.exc_info:
            # The same, whatever another handler may have noted in the record.
            trace = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
            line += "".join(f"\n  | {escape(one)}" for one in re.split(r"\r?\n", trace))
        return line


class _ShortLines(Lines):
    """For a terminal: what is in the log, without tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        if record.levelno >= logging.WARNING:
            return escape(record.getMessage())
        return super().format(record).partition("\n")[0]


class _Terminal(logging.Handler):
    """Standard error, whatever that is by now: a progress display stands in for it at times."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a line."""
        with contextlib.suppress(OSError):  # it was closed, as by `2>&1 | head`
            print(self.format(record), file=sys.stderr)


class _Unsaid:
    """Says nothing where a line cannot be written, as on a full disk: of results it is said."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Takes no note of it."""


class _LogFile(_Unsaid, logging.FileHandler):
    """A file that was asked for, from now on.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8")


class _GradingLog(_Unsaid, RotatingFileHandler):
    """The log in an output folder, from when there is that folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True
        )
        self.namer = lambda name: re.sub(r"\.log\.(\d+)$", r".\1.log", name)

    def shouldRollover(self, record: logging.LogRecord) -> bool:
        """Whether another file is begun.

        The length of a line is guessed, and not found by making it twice: a rerun of a large class
        has thousands of lines and little else to do.
        """
        if self.stream is None:
            self.stream = self._open()
        length = len(record.getMessage()) + _MOST_BEFORE
        is_full = self.stream.tell() + length >= self.maxBytes
        return is_full and Path(self.baseFilename).is_file()


_files: list[logging.FileHandler] = []
_terminal = _Terminal()


def begin() -> None:
    """Forgets what a command before in this process has set up."""
    for handler in _files:
        _PACKAGE.removeHandler(handler)
        handler.close()
    _files.clear()
    _PACKAGE.removeHandler(_terminal)
    _PACKAGE.setLevel(logging.NOTSET)
    _terminal.setLevel(logging.WARNING)


def to_output(path: Path) -> None:
    """Writes the log of grading into an output folder from now on."""
    _add(_GradingLog(path), logging.INFO)
    _log.info("autograder %s grades into %s", version(DISTRIBUTION), path.parent)


def _add(handler: logging.FileHandler, level: int) -> None:
    handler.setFormatter(Lines())
    handler.setLevel(level)
    _files.append(handler)
    _PACKAGE.addHandler(handler)
    _PACKAGE.setLevel(min(level, _PACKAGE.level or level))
    # With a handler there is no other for warnings any more.
    _terminal.setFormatter(_ShortLines())
    _PACKAGE.addHandler(_terminal)


def _to_file(ctx: click.Context, param: click.Parameter, path: Path | None) -> None:
    if path is not None:
        _add(_LogFile(path), logging.DEBUG)


def _to_terminal(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted:
        _terminal.setLevel(logging.INFO)
        _terminal.setFormatter(_ShortLines())
        _PACKAGE.addHandler(_terminal)
        _PACKAGE.setLevel(min(logging.INFO, _PACKAGE.level or logging.INFO))


def log_options(command: Command) -> Command:
    """Adds `--log` and `--verbose` to a command that works long.

    To the command and not to the group: there they would have to stand before its name, where
    nobody who runs a command once more to see what it does would put them.
    """
    for option in (
        click.option(
            "-v",
            "--verbose",
            is_flag=True,
            expose_value=False,
            callback=_to_terminal,
            help="Say on standard error what is done, a line for each step.",
        ),
        click.option(
            "--log",
            metavar="FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            expose_value=False,
            callback=_to_file,
            help="Write what is done to the end of this file, in detail.",
        ),
    ):
        command = option(command)
    return command


def ended(error: BaseException) -> None:
    """Notes that a command has ended with something that is said to whoever called it."""
    if _files:
        _log.info("ended: %s: %s", type(error).__name__, error)


def unforeseen() -> Path:
    """Writes the traceback of what is being handled to the log, or to a file of its own.

    Returns:
        Where it is.

    Raises:
        OSError: it can be written nowhere.
    """
    _log.info("autograder itself has failed", exc_info=True)
    for handler in _files:
        # One that could not be written has no stream; one that was written is flushed.
        if handler.stream is not None and (path := Path(handler.baseFilename)).is_file():
            return path
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="autograder-", suffix=".log", delete=False
    ) as file:
        lines = traceback.format_exc().rstrip("\n").split("\n")
        file.write("".join(f"{escape(line)}\n" for line in lines))
    return Path(file.name)

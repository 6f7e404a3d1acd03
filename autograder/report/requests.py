"""Reads a folder of requests for another look. [coordinator]

Each file is read by a worker; what comes back of it is a reference and a text of bounded length.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.collect.listing import listed
from autograder.errors import UserError
from autograder.record import requests
from autograder.record.requests import MOST_REASON, Taken
from autograder.record.store import Store
from autograder.run.sandbox.limits import MIB
from autograder.run.worker import WorkerError, Workers

#: files of a folder, and bytes and seconds of one
_MOST_FILES, _MOST_BYTES, _SECONDS = 5_000, 10 * MIB, 10.0
_MOST_OF_A_FILE = 50
_READ = "autograder.report.request_text:read"
Found = tuple[str, str]


class RequestsError(UserError):
    """What was given holds no requests that can be read. The message says what to do."""


@dataclass
class Reading:
    """What became of the files of a folder.

    Attributes:
        new: student, lesson, question and reason of each request that was not known before.
        known: how many were known.
        refused: file → why nothing was taken from it, or not all, as a sentence.
    """

    new: list[tuple[str, str, str, str]] = field(default_factory=list)
    known: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def read_requests(store: Store, paths: Sequence[Path], workers: Workers) -> Reading:
    """Takes all requests in some files and folders.

    Raises:
        FileNotFoundError: a path does not exist, or lies in an output folder.
        RequestsError: there are too many files.
    """
    files = [path for one in listed(paths) for path in one.paths]
    if len(files) > _MOST_FILES:
        raise RequestsError(
            f"There are {len(files):,} files, and requests are {_MOST_FILES:,} at most: give the "
            "folder that they lie in, or a part of it."
        )
    keys = requests.references(store, store.results())
    reading = Reading()
    for path in files:
        try:
            found = list(_found(path, workers))
        except (WorkerError, OSError, ValueError, TypeError) as error:
            said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            reading.refused[str(path)] = f"It cannot be read: {said}."
            continue
        if not found:
            reading.refused[str(path)] = "There is no request in it."
        for code, reason in found:
            _take(store, reading, str(path), keys.get(code), reason)
    return reading


def _found(path: Path, workers: Workers) -> Iterator[Found]:
    """Reference and reason of each request in a file.

    Raises:
        WorkerError: it could not be read in the time, or the space, that there is.
        OSError, ValueError, TypeError: it is no plain file, or a worker says what it cannot say.
    """
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode):
        raise ValueError("it is a link, or no plain file")
    if about.st_size > _MOST_BYTES:
        raise ValueError(f"it is larger than {_MOST_BYTES // MIB} MB")
    answer = workers.call(
        _READ,
        {"most": MOST_REASON},
        seconds=_SECONDS,
        open_file=lambda number: os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK),
        file_bytes=0,
    )
    if not isinstance(answer, list) or len(answer) > _MOST_OF_A_FILE:
        raise ValueError("what came of it is none")
    for one in answer:
        code, reason = one
        if not (isinstance(code, str) and isinstance(reason, str) and len(reason) <= MOST_REASON):
            raise ValueError("what came of it is none")
        yield code, reason


def _take(
    store: Store, reading: Reading, path: str, key: tuple[str, str, str] | None, reason: str
) -> None:
    if key is None:
        reading.refused[path] = (
            "Its reference is of no page here: it was cut off, or changed, or is of another class."
        )
        return
    student, lesson, question = key
    whose = f"{student} ({lesson}, {question})"
    if not reason.strip():
        reading.refused[path] = f"{whose} wrote no reason."
        return
    match requests.add(store, student, lesson, question, reason):
        case Taken.NEW:
            reading.new.append((student, lesson, question, reason))
        case Taken.KNOWN:
            reading.known += 1
        case Taken.TOO_MANY:
            reading.refused[path] = (
                f"{whose} has asked {requests.MOST_OF_A_QUESTION} times already."
            )

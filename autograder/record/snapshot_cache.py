"""The snapshot cache: new tests are checked against snapshots of an earlier run. [coordinator]

Content-addressed: equal files are stored once, under the SHA-256 of their bytes, in Zstandard. The
arrays of a lesson are the same for nearly all of a class, and what is left is each student's model.
Files are packed, hashed and unpacked by a worker; what comes out is hashed here, before it counts.

    snapshots/runs/<student>/<lesson>.json   what a run came to, and which files each question left
    snapshots/files/3f/3fa9….zst             a file, packed
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from autograder.errors import Refused
from autograder.files import DamagedFileError, beneath, file_name, read_json, replacing, write_json

#: what may be read of one submission's files
MOST_READ = 4 << 30
#: what a submission's files may take, packed; one with more is run again where need be
MOST_BYTES = 256 << 20
#: of one file, unpacked; a sandbox lets none grow larger
_MOST_OF_ONE = 1 << 30
_DIGEST = r"[0-9a-f]{64}"
#: for one submission's files to be packed, or unpacked
_SECONDS = 120.0
#: an unused file younger than this may belong to a run that is just being written
_YOUNG_SECONDS = 3600.0


class TooMuch(Refused):
    """A question left more than is cached."""


@dataclass(frozen=True)
class CachedQuestion:
    """What is cached of one question.

    Attributes:
        names: the variables that were captured, as far as the notebook had them.
        tests_sha256: of the test file that they were checked with.
        calls: whether a student's function was among them, which does not leave the kernel.
        files: name in the snapshot's folder → SHA-256; None where its cells were never reached.
    """

    names: tuple[str, ...]
    tests_sha256: str
    calls: bool
    files: Mapping[str, str] | None


@dataclass(frozen=True)
class CachedRun:
    """What is cached of one submission.

    Attributes:
        key: SHA-256 over everything that the run depended on.
        facts: what the run came to, as plain data.
    """

    key: str
    questions: Mapping[str, CachedQuestion]
    facts: Mapping[str, Any] = field(default_factory=dict)


class Call(Protocol):
    """As `autograder.run.worker.Workers.call`."""

    def __call__(
        self,
        function: str,
        arguments: Mapping[str, Any],
        *,
        seconds: float,
        open_file: Callable[[int], int],
        file_bytes: int,
    ) -> Any:
        """Calls a function of a worker."""


class SnapshotCache:
    """The folder `snapshots` of an output folder. The coordinator alone writes to it."""

    def __init__(self, folder: Path, call: Call) -> None:
        """Args:
        folder: the output folder.
        call: calls what packs and unpacks.
        """
        self._runs = folder / "snapshots" / "runs"
        self._files = folder / "snapshots" / "files"
        self._call = call

    def put(
        self, folders: Mapping[str, Path], most_read: int = MOST_READ
    ) -> dict[str, dict[str, str] | None]:
        """Caches the files of one submission's snapshots.

        Args:
            folders: question → a flat folder. A sandbox wrote it, so links are not followed.
            most_read: bytes that may be read of all files.

        Returns:
            Question → name → SHA-256; None where there is no such folder.

        Raises:
            OSError: a file cannot be read, or a link is in its place or in that of the folder.
            TooMuch: they take more than is cached of a submission, or are sparse.
            Unexpected: they are more than may be read, or not plain files.
            Refused: the worker could not pack them.
        """
        taken: dict[str, dict[str, str] | None] = {}
        files: list[tuple[str, str, int]] = []
        budget = beneath.Budget(beneath.MAX_FILES, most_read)
        with contextlib.ExitStack() as opened:
            for question, folder in folders.items():
                try:
                    handle = opened.enter_context(beneath.folder(folder))
                except FileNotFoundError:
                    taken[question] = None
                    continue
                taken[question] = {}
                for name in beneath.names(handle):
                    with beneath.plain_file(name, handle) as file:
                        budget.take(name, os.fstat(file.fileno()))
                        if beneath.has_holes(file):  # which no encoder leaves
                            raise TooMuch(f"{name} is a sparse file")
                    files.append((question, name, handle))
            for (question, name, _), digest in zip(files, self._packed_as(files), strict=True):
                taken[question] = {**(taken[question] or {}), name: digest}
        return taken

    def _packed_as(self, files: list[tuple[str, str, int]]) -> list[str]:
        """Packs those that are not there yet, all or none. The digest of each."""
        if not files:
            return []
        drafts: dict[str, int] = {}

        def opened(number: int) -> int:
            if number < len(files):
                _, name, handle = files[number]
                with beneath.plain_file(name, handle) as file:
                    return os.dup(file.fileno())
            digest = f"{number:064x}"
            path = self._path(digest)
            if digest in drafts or len(drafts) == len(files) or path.exists():
                raise FileExistsError(digest)
            if sum(os.fstat(draft).st_size for draft in drafts.values()) > MOST_BYTES:
                raise OSError(errno.EFBIG, "that is too much")
            drafts[digest] = writing.enter_context(replacing(path)).fileno()
            return os.dup(drafts[digest])

        with contextlib.ExitStack() as writing:
            digests = self._call(
                "autograder.run.packing:pack",
                {"count": len(files)},
                seconds=_SECONDS,
                open_file=opened,
                file_bytes=MOST_BYTES,
            )
            if not _are_digests(digests, len(files)) or not {*drafts} <= {*digests}:
                raise TooMuch("what packs it gave no digests")
            if sum(os.fstat(draft).st_size for draft in drafts.values()) > MOST_BYTES:
                raise TooMuch("it left more than is kept")
            if not all(digest in drafts or self._path(digest).exists() for digest in digests):
                raise TooMuch("it left more than is kept")
        return list(digests)

    def get(self, files: Mapping[str, str], folder: Path) -> None:
        """Writes the files of one question's snapshot into a new folder.

        Raises:
            OSError: a file is gone or damaged.
            Refused: the worker could not unpack them.
        """
        folder.mkdir(parents=True)
        listed = list(files.items())

        def opened(number: int) -> int:
            name, digest = listed[number // 2]
            if number % 2:
                return os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            return os.open(self._path(digest), os.O_RDONLY | os.O_NOFOLLOW)

        self._call(
            "autograder.run.packing:unpack",
            {"count": len(listed)},
            seconds=_SECONDS,
            open_file=opened,
            file_bytes=_MOST_OF_ONE,
        )
        for name, digest in listed:
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    raise OSError(f"{self._path(digest)} is damaged")

    def packed(self, digest: str) -> int:
        """The bytes that a file takes, packed.

        Raises:
            OSError: it is gone.
        """
        return self._path(digest).stat().st_size

    def put_run(self, student: str, lesson: str, run: CachedRun) -> None:
        """Notes what is kept of a submission; its files are there already."""
        questions = {name: vars(question) for name, question in run.questions.items()}
        write_json(self._note(student, lesson), {**vars(run), "questions": questions})

    def get_run(self, student: str, lesson: str) -> CachedRun | None:
        """What is kept of a submission; None where nothing is.

        Raises:
            DamagedFileError: what is noted of it is damaged.
        """
        return _read(self._note(student, lesson))

    def collect_garbage(self) -> None:
        """Removes files that no run names any more, because those were graded anew.

        Half files, of runs that were killed, are among them.
        """
        used: set[str] = set()
        for note in self._runs.glob("*/*.json"):
            with contextlib.suppress(DamagedFileError):  # who needs it hears of it
                run = _read(note)
                for question in run.questions.values() if run else ():
                    used.update((question.files or {}).values())
        for path in self._packed():
            old = time.time() - path.stat().st_mtime > _YOUNG_SECONDS
            if old and path.stem not in used:
                path.unlink(missing_ok=True)

    def _packed(self) -> Iterator[Path]:
        return self._files.glob("*/*")

    def _path(self, digest: str) -> Path:
        return self._files / digest[:2] / f"{digest}.zst"

    def _note(self, student: str, lesson: str) -> Path:
        return self._runs / file_name(student) / f"{file_name(lesson)}.json"


def _are_digests(said: Any, count: int) -> bool:
    """Whether a worker gave as many digests as there are files."""
    is_list = isinstance(said, list) and len(said) == count
    return is_list and all(isinstance(one, str) and re.fullmatch(_DIGEST, one) for one in said)


def _read(path: Path) -> CachedRun | None:
    return read_json(path, _run, "Its notebook is run again")


def _run(data: dict[str, Any]) -> CachedRun:
    questions = {name: CachedQuestion(**one) for name, one in data["questions"].items()}
    return CachedRun(data["key"], questions, data["facts"])

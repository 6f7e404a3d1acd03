"""The snapshot cache: new tests are checked against snapshots of an earlier run. [coordinator]

Content-addressed: equal files are stored once, under the SHA-256 of their bytes, in Zstandard. The
arrays of a lesson are the same for nearly all of a class, and what is left is each student's model.

    snapshots/runs/<student>/<lesson>.json   what a run came to, and which files each question left
    snapshots/files/3f/3fa9….zst             a file, packed
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any

from autograder.errors import Refused
from autograder.files import DamagedFileError, beneath, file_name, read_json, replacing, write_json

#: what may be read of one submission's files
MOST_READ = 4 << 30
#: what one question's files may take, packed; a submission with more is run again where need be
MOST_BYTES = 256 << 20
_CHUNK = 1 << 20
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


class SnapshotCache:
    """The folder `snapshots` of an output folder. The coordinator alone writes to it."""

    def __init__(self, folder: Path) -> None:
        """Args:
        folder: the output folder.
        """
        self._runs = folder / "snapshots" / "runs"
        self._files = folder / "snapshots" / "files"

    def put(self, folder: Path, budget: beneath.Budget | None = None) -> dict[str, str] | None:
        """Caches the files of one question's snapshot.

        Args:
            folder: a flat one. What is in it was written by a sandbox, so links are not followed.
            budget: what may still be read of this submission.

        Returns:
            name → SHA-256; None where there is no such folder.

        Raises:
            OSError: a file cannot be read, or a link is in its place or in that of the folder.
            TooMuch: they take more than is cached of a question, or are sparse.
            Unexpected: they are more than the budget, or not plain files.
        """
        taken, left = {}, MOST_BYTES
        budget = budget or beneath.Budget(beneath.MAX_FILES, MOST_READ)
        try:
            with beneath.folder(folder) as handle:
                for name in beneath.names(handle):
                    with beneath.plain_file(name, handle) as file:
                        budget.take(name, os.fstat(file.fileno()))
                        if beneath.has_holes(file):  # which no encoder leaves
                            raise TooMuch(f"{name} is a sparse file")
                        taken[name] = hashlib.file_digest(file, "sha256").hexdigest()
                        if not self._path(taken[name]).exists():
                            file.seek(0)
                            left -= self._pack(file, taken[name], left)
        except FileNotFoundError:
            return None
        return taken

    def _pack(self, file: FileIO, digest: str, most: int) -> int:
        """Writes a packed copy, whole or not at all; gives its size in bytes."""
        import pyarrow

        path, copied = self._path(digest), hashlib.sha256()
        with (
            replacing(path) as target,
            pyarrow.CompressedOutputStream(target, "zstd") as packed,
        ):
            while chunk := file.read(_CHUNK):
                copied.update(chunk)
                packed.write(chunk)
                if target.tell() > most:
                    raise TooMuch("it left more than is kept")
            if copied.hexdigest() != digest:
                raise TooMuch("a file has changed while it was read")
        return path.stat().st_size

    def get(self, files: Mapping[str, str], folder: Path) -> None:
        """Writes the files of one question's snapshot into a new folder.

        Raises:
            OSError: a file is gone or damaged.
        """
        import pyarrow

        folder.mkdir(parents=True)
        for name, digest in files.items():
            seen = hashlib.sha256()
            with (
                pyarrow.CompressedInputStream(str(self._path(digest)), "zstd") as packed,
                (folder / name).open("wb") as target,
            ):
                while chunk := packed.read(_CHUNK):
                    seen.update(chunk)
                    target.write(chunk)
            if seen.hexdigest() != digest:
                raise OSError(f"{self._path(digest)} is damaged")

    def put_run(self, student: str, lesson: str, run: CachedRun) -> None:
        """Notes what is kept of a submission; its files are there already."""
        write_json(self._note(student, lesson), dataclasses.asdict(run))

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


def _read(path: Path) -> CachedRun | None:
    return read_json(path, _run, "Its notebook is run again")


def _run(data: dict[str, Any]) -> CachedRun:
    questions = {name: CachedQuestion(**one) for name, one in data["questions"].items()}
    return CachedRun(data["key"], questions, data["facts"])

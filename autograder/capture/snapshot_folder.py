"""The folder that one snapshot is written to and read from, within a budget. [any]"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.capture.checker_state import CheckerState
from autograder.capture.exchange import FUNCTION, MANIFEST, OBJECT
from autograder.errors import Refused
from autograder.files import beneath

#: largest file of a snapshot: 60,000 images of 784 float64 pixels take 376 MB
MAX_BYTES = 1 << 30
#: largest snapshot
MAX_TOTAL_BYTES = 4 << 30
#: largest list of its contents
MAX_MANIFEST = 64 << 20
#: files that its values are written to; a few more say what is known of them
MAX_VALUE_FILES = beneath.MAX_FILES - 100


class DecodeError(Refused, ValueError):
    """A snapshot is not what an encoder writes: damaged, too large, or tampered with."""


class TooLarge(Refused):
    """A value is too large to leave the kernel."""


class TooManyFiles(TooLarge):
    """The snapshot has no file left: the value as a whole stays behind, and leaves what it had."""


def read_plain_file(path: Path, most: int) -> bytes:
    """The bytes of a file that a student's process may have put there.

    Raises:
        DecodeError: it is missing, not a plain file, or larger than `most` bytes.
    """
    try:
        return beneath.read(path, most)
    except OSError as error:
        raise DecodeError(f"{path.name} can't be read: {error.strerror}") from None
    except beneath.Unexpected as error:
        raise DecodeError(str(error)) from None


def holds_a_proxy(snapshot: Path) -> bool:
    """Whether something in a snapshot may have to be asked, told from its bytes alone."""
    manifest = f"{snapshot.name}/{MANIFEST}"
    marks = [f'"format": "{form}"'.encode() for form in (FUNCTION, OBJECT)]
    try:
        with beneath.folder(snapshot.parent) as parent:
            return any(beneath.contains(manifest, parent, mark, MAX_MANIFEST) for mark in marks)
    except (OSError, beneath.Unexpected):
        return False


class NoData(Refused):
    """A value that cannot be described as data; the message says why, to the student."""


def holds_opaque(data: Any, behind: tuple[str, ...] = ("opaque", OBJECT)) -> bool:
    """Whether an encoded value, or a part of it, stayed behind, in one of these formats."""
    if isinstance(data, dict):
        parts: Iterable[Any] = data.values()
        return data.get("format") in behind or any(holds_opaque(part, behind) for part in parts)
    return isinstance(data, list) and any(holds_opaque(part, behind) for part in data)


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Makes a DecodeError of all that a library raises where it is given what does not fit."""
    try:
        yield
    except DecodeError:
        raise
    except Exception as error:
        raise DecodeError(f"not a valid {what}: {str(error)[:120]}") from None


@dataclass
class SnapshotFolder:
    """Where a snapshot's files lie, and how a format reaches the other formats.

    Attributes:
        encode: writes a value that is part of another one (an array in a list), by any format.
        decode: the way back.
        files: where decoding puts the files that values name; None where nobody would look.
        notes: what a format remembers from one value to the next, under its name.
        objects: while writing, whether objects that no format takes are registered, to be asked.
        lasting: while writing, whether what is registered has to answer as it stands now.
        names: while writing, those of the values.
        checker: while reading, the state of the checker that asks; one that asks nobody elsewhere.
        referred: whether the objects that are named here live in this process.
    """

    folder: Path
    encode: Callable[[Any], dict[str, Any]]
    decode: Callable[[Any], Any]
    files: Path | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    objects: bool = False
    lasting: bool = False
    names: frozenset[str] = frozenset()
    checker: CheckerState = field(default_factory=CheckerState)
    referred: bool = False
    _names: list[str] = field(default_factory=list)
    _read: set[str] = field(default_factory=set)

    def new_file(self, ending: str) -> Path:
        """A path in the folder that is not taken yet.

        Raises:
            TooManyFiles: the snapshot has as many as are read.
        """
        if len(self._names) == MAX_VALUE_FILES:
            raise TooManyFiles(f"its parts take more than {MAX_VALUE_FILES:,} files")
        name = f"{len(self._names)}.{ending}"
        self._names.append(name)
        return self.folder / name

    @contextmanager
    def all_or_none(self) -> Iterator[None]:
        """Removes the files that were made meanwhile, where they turn out to be too many."""
        before = len(self._names)
        try:
            yield
        except TooManyFiles:
            for name in self._names[before:]:
                (self.folder / name).unlink(missing_ok=True)
            del self._names[before:]
            raise

    def existing_file(self, name: object, ending: str) -> Path:
        """The path of a file that a snapshot names. Each file can be had once.

        Raises:
            DecodeError: the name leads out of the folder, has another ending, or is not a
                plain file of a bearable size.
        """
        if not isinstance(name, str) or not name.endswith(f".{ending}"):
            raise DecodeError(f"not the name of a .{ending} file: {str(name)[:80]!r}")
        stem = name.removesuffix(f".{ending}")
        if not stem.isdecimal() or not stem.isascii() or len(stem) > 9:
            raise DecodeError(f"not the name of a snapshot's file: {name[:80]!r}")
        path = self.folder / name
        if path.is_symlink() or not path.is_file():
            raise DecodeError(f"{name} is missing or not a plain file")
        if path.stat().st_size > MAX_BYTES:
            raise DecodeError(f"{name} is larger than {MAX_BYTES >> 20} MiB")
        # A large file that a thousand values name would be a thousand large values.
        if name in self._read:
            raise DecodeError(f"{name} belongs to another value")
        self._read.add(name)
        return path

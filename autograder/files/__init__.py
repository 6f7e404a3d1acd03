"""Files: safe names, atomic writes, and JSON with a format number. [any]

A JSON file of an output folder is an object that says which `format` it has. What is missing is
empty. What is damaged, or written by a newer version, is an error that names the file: nothing is
made of half of it.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import json
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from autograder.errors import MachineError, UserError

#: of every JSON file that is written here; files without one were written before there were any
FORMAT = 1
#: how `write_json` begins every file
_HEAD = f'{{\n "format": {FORMAT},\n'.encode()
_UNSAFE = re.compile(r"[^\w .@+()-]+")
#: what ends a line, moves a terminal's cursor, turns the direction of writing, or has no UTF-8
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
#: what writing to a file says, without its name, where a disk takes no more
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
T = TypeVar("T")


class DamagedFileError(MachineError):
    """A file of an output folder is not what was written there."""

    def __init__(self, path: Path, reason: str, remedy: str) -> None:
        """Args:
        reason: a clause.
        remedy: a sentence without its full stop.
        """
        super().__init__(f"{path} cannot be read ({reason}). {remedy}.")
        self.path = path


class NewerFileError(DamagedFileError):
    """A newer version of this package wrote a file, in a format that is not known here."""

    def __init__(self, path: Path, version: int) -> None:
        """Args:
        version: of the file's format.
        """
        super().__init__(
            path,
            f"a newer version of autograder wrote it: its format is {version}, and {FORMAT} is the "
            "newest that is known here",
            "Update autograder, or take another output folder",
        )


@functools.lru_cache(1 << 14)  # the names of a class are asked for again and again
def file_name(text: str) -> str:
    """A name that is safe for a file or folder on any system, and resembles the text.

    Two texts never get the same one: a name that had to be changed says so by `~` and a digest.
    """
    safe = _UNSAFE.sub("_", text).strip("._ ")[:100]
    if safe and safe == text:
        return safe
    return f"{safe}~{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


def escape(text: str) -> str:
    """The text as one line, in which nothing is obeyed by a terminal; what would be is escaped."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def listed(names: Sequence[str], at_most: int, between: str = ", ") -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - at_most} more" if len(names) > at_most else ""
    return between.join(names[:at_most]) + more


@functools.lru_cache(1 << 14)
@functools.lru_cache(1 << 12)  # of a class, lessons come again and again
def natural(name: str) -> tuple[int | str, ...]:
    """A key that sorts as people do: `q9` before `q10`."""
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name))


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Gives a file to write that takes the place of `path` once the block ends without an error.

    Readers, and a run that is killed, see the old file or the new one. Folders are made.

    Raises:
        OSError: the file cannot be written; the error names `path`.
    """
    # Not tempfile's: its files are for their owner alone.
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("xb") as file:
            yield file
            if not file.closed:  # as a stream that packs what is written does at its end
                file.flush()
                os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        if error.filename == str(draft) or (error.filename is None and error.errno in _FULL):
            error.filename, error.filename2 = str(path), None
        raise
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Writes a file whole or not at all; see `replacing`."""
    # Half of a surrogate pair, which students' code may show, has no bytes.
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    with replacing(path) as file:
        file.write(data)


def write_where_told(path: Path, content: bytes) -> None:
    """Writes to a path that a person named, as any tool would.

    Into a device, a pipe, through a link and into a file of several names what is there is written;
    else as `write_atomically`, and a file that there was keeps its permissions.

    Raises:
        UserError: a folder has that name.
        OSError: the file cannot be written; the error names `path`.
    """
    try:
        there = path.stat()
    except FileNotFoundError:
        there = None
    if there is not None and stat.S_ISDIR(there.st_mode):
        raise UserError(f"{path} is a folder. Name a file, such as {path / 'marks.csv'}.")
    if there is None and not path.is_symlink():
        write_atomically(path, content)
    elif there is None or path.is_symlink() or not _is_plain(there):
        try:
            with path.open("wb") as file:
                file.write(content)
        except OSError as error:
            error.filename = error.filename or str(path)
            raise
    else:
        with replacing(path) as file:
            os.fchmod(file.fileno(), stat.S_IMODE(there.st_mode))
            file.write(content)


def _is_plain(there: os.stat_result) -> bool:
    """Whether nothing else is changed where a file takes another's place."""
    return stat.S_ISREG(there.st_mode) and there.st_nlink == 1


def remove_tree(folder: Path) -> None:
    """Removes a folder with all that is in it.

    Raises:
        OSError: something cannot be removed; the error names it by its whole path.
    """

    def named(function: object, path: str, what: tuple[type, BaseException, object]) -> None:
        if isinstance(what[1], OSError):
            what[1].filename = path
        raise what[1]

    shutil.rmtree(folder, onerror=named)


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Writes a JSON object, with its format."""
    whole = {"format": FORMAT, **data}
    try:
        content = json.dumps(whole, indent=1, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a file's name that is not UTF-8; escaped, it is read as it was
        content = json.dumps(whole, indent=1).encode()
    write_atomically(path, content + b"\n")


def read_json(
    path: Path,
    make: Callable[[dict[str, Any]], T],
    remedy: str,
    *,
    before: Callable[[Any], dict[str, Any]] = lambda data: data,
    whole: Callable[[bytes], T] | None = None,
) -> T | None:
    """What `write_json` wrote; None where there is no such file.

    Args:
        make: makes the value of the file's object, and raises what Python raises by itself where
            that is not one.
        remedy: what to do where the file is damaged: a sentence without its full stop.
        before: makes the object of a file that was written before there were formats.
        whole: makes the value straight of a file's bytes, in less time, or raises ValueError; then
            `make` is asked, which says what is wrong.

    Raises:
        DamagedFileError: it is not valid JSON, or not what `make` takes.
        NewerFileError: its format is not known here.
        OSError: it is there and cannot be read.
    """
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if whole is not None and content.startswith(_HEAD):
        with contextlib.suppress(ValueError):
            return whole(content)
    try:
        data = json.loads(content)
        if not (isinstance(data, dict) and "format" in data):
            data = {"format": FORMAT, **before(data)}
        version = data.pop("format")
        if type(version) is int and version > FORMAT:
            raise NewerFileError(path, version)
        if version != FORMAT:
            raise ValueError(f"{version!r} is no format")
        return make(data)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        said = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise DamagedFileError(path, said, remedy) from None

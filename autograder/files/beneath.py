"""Opens what student code may have put there: by descriptor, within bounds, through no link. [any]

Whoever may write to a folder can put a link in the place of what lies in it, at any instant. So no
path is resolved twice: a folder of ours is opened once, and what lies in it is reached from its
descriptor, by openat2(2) where the kernel has it (Linux 5.6), else name by name. `/proc/self/fd`
is made of links, so no number of a descriptor leads anywhere.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from autograder.errors import Refused

#: the files of one folder
MAX_FILES = 5_000
#: what the files that values bring along are called, and nothing else that is copied or kept
_NAME = r"[\w.-]{1,255}"
_CHUNK = 1 << 20
_FOLDER = os.O_RDONLY | os.O_DIRECTORY
_FILE = os.O_RDONLY | os.O_NONBLOCK  # a pipe without a writer would be waited for
_ALWAYS = os.O_NOFOLLOW | os.O_CLOEXEC
_OPENAT2 = 437
_NO_MAGICLINKS, _NO_SYMLINKS, _BENEATH = 0x02, 0x04, 0x08
#: errors of a kernel without the call, and of a container that does not let it through
_MISSING = (errno.ENOSYS, errno.EPERM)
_libc = ctypes.CDLL(None, use_errno=True)


class Unexpected(Refused, ValueError):
    """Where student code may write lies something else than was to lie there, or more of it."""


class _How(ctypes.Structure):
    """`struct open_how` of openat2(2)."""

    _fields_ = (
        ("flags", ctypes.c_uint64),
        ("mode", ctypes.c_uint64),
        ("resolve", ctypes.c_uint64),
    )


@dataclass
class Budget:
    """What may still be taken.

    Attributes:
        files: how many.
        size: their bytes, by length or by what they take on the disk, whichever is more: a sparse
            file takes nothing and is long to read, and one that is allocated ahead the reverse.
    """

    files: int
    size: int

    def take(self, name: str, about: os.stat_result) -> None:
        """Counts a file.

        Raises:
            Unexpected: it is not a plain one, or more than is left.
        """
        if not stat.S_ISREG(about.st_mode):
            raise Unexpected(f"{name[:80]} is not a plain file")
        self.files -= 1
        self.size -= max(about.st_size, 512 * about.st_blocks)
        if self.files < 0:
            raise Unexpected("there are too many files")
        if self.size < 0:
            raise Unexpected("its files are too large")


def _open(path: str, within: int, flags: int) -> int:
    """Opens a path below a folder.

    Raises:
        OSError: it is not there, or a link is part of it.
        Unexpected: it would lead out of the folder.
    """
    names = path.split("/")
    if not all(name and name not in (".", "..") and "\0" not in name for name in names):
        raise Unexpected(f"{path[:80]!r} leads elsewhere")
    resolve = _NO_MAGICLINKS | _NO_SYMLINKS | _BENEATH
    how = _How(flags | _ALWAYS, 0, resolve)
    if sys.platform != "linux":
        return _open_name_by_name(names, within, flags)
    handle = _openat2(within, os.fsencode(path), how)
    if handle >= 0:
        return handle
    if -handle not in _MISSING:
        raise OSError(-handle, os.strerror(-handle), path)
    return _open_name_by_name(names, within, flags)


def _openat2(within: int, path: bytes, how: _How) -> int:
    """A descriptor, or the negative number of an error."""
    handle: int = _libc.syscall(_OPENAT2, within, path, ctypes.byref(how), ctypes.sizeof(how))
    return handle if handle >= 0 else -ctypes.get_errno()


def _open_name_by_name(names: list[str], within: int, flags: int) -> int:
    """The same, where each name is opened in the folder before it."""
    with contextlib.ExitStack() as passed:
        for name in names[:-1]:
            within = os.open(name, _FOLDER | _ALWAYS, dir_fd=within)
            passed.callback(os.close, within)
        return os.open(names[-1], flags | _ALWAYS, dir_fd=within)


@contextlib.contextmanager
def folder(path: Path | str, within: int | None = None) -> Iterator[int]:
    """The descriptor of a folder.

    Args:
        path: below `within`; without that, a path of which student code can replace nothing but
            what its last name stands for.

    Raises:
        OSError: it is not there, or it is a link or something else.
    """
    if within is None:
        handle = os.open(path, _FOLDER | _ALWAYS)
    else:
        handle = _open(str(path), within, _FOLDER)
    try:
        yield handle
    finally:
        os.close(handle)


@contextlib.contextmanager
def plain_file(path: str, within: int) -> Iterator[FileIO]:
    """A plain file below a folder, opened for reading, and without a buffer.

    Raises:
        OSError: it is not there, or a link is part of its path.
        Unexpected: it is not a plain file.
    """
    with FileIO(_open(path, within, _FILE), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Unexpected(f"{Path(path).name[:80]} is not a plain file")
        yield file


def read(path: Path, most: int, *, end: bool = False) -> bytes:
    """The bytes of a plain file, of whose path student code can replace nothing but the last name.

    Args:
        most: how many bytes are taken.
        end: takes that many from the end of the file instead of refusing a longer one.

    Raises:
        OSError: it is not there, or it is a link.
        Unexpected: it is not a plain file, or longer than `most`.
    """
    with folder(path.parent) as parent:
        return read_within(path.name, parent, most, end=end)


def read_within(path: str, within: int, most: int, *, end: bool = False) -> bytes:
    """The same of a file below a folder."""
    with plain_file(path, within) as file:
        if end:
            file.seek(max(0, os.fstat(file.fileno()).st_size - most))
        content = bytearray()
        while len(content) <= most and (chunk := file.read(most + 1 - len(content))):
            content += chunk
    if len(content) > most and not end:
        raise Unexpected(f"{Path(path).name[:80]} is larger than {most >> 20} MiB")
    return bytes(content[:most])


def contains(path: str, within: int, what: bytes, most: int) -> bool:
    """Whether some bytes are in a plain file below a folder; it is never in memory as a whole.

    Args:
        most: how many bytes of it are looked at.

    Raises:
        OSError: it is not there, or a link is part of its path.
        Unexpected: it is not a plain file.
    """
    with plain_file(path, within) as file:
        part = b""
        while most > 0 and (chunk := file.read(min(_CHUNK, most))):
            most -= len(chunk)
            part = part[-len(what) :] + chunk  # what begins in one may end in the next
            if what in part:
                return True
    return False


def names(within: int, most: int = MAX_FILES) -> list[str]:
    """The names in a folder, sorted.

    Raises:
        Unexpected: there are more, or one is none that we would give a file.
    """
    found: list[str] = []
    with os.scandir(within) as entries:
        for entry in entries:
            if len(found) == most:
                raise Unexpected(f"more than {most:,} files lie there")
            if not re.fullmatch(_NAME, entry.name, re.ASCII):
                raise Unexpected("a file has an odd name")
            found.append(entry.name)
    return sorted(found)


def insist_on_plain_files(within: int, budget: Budget) -> None:
    """Insists that a folder holds plain files alone.

    Raises:
        Unexpected: there is something else in it, or more than is left.
    """
    for name in names(within):
        budget.take(name, os.stat(name, dir_fd=within, follow_symlinks=False))


def copy(name: str, source: int, target: int, budget: Budget) -> None:
    """Copies a flat folder of plain files, holes in them as holes.

    Args:
        name: of the folder, there and here.
        source: the folder that it is in.
        target: the folder that it is copied into.

    Raises:
        OSError: something is missing, or a link.
        Unexpected: there is something else in it, or more than is left.
    """
    with folder(name, source) as theirs:
        os.mkdir(name, dir_fd=target)
        with folder(name, target) as ours:
            os.fchmod(ours, 0o755)
            for each in names(theirs):
                with plain_file(each, theirs) as file:
                    _copy_file(file, each, ours, budget)


def _copy_file(file: FileIO, name: str, target: int, budget: Budget) -> None:
    about = os.fstat(file.fileno())
    budget.take(name, about)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _ALWAYS
    with FileIO(os.open(name, flags, 0o600, dir_fd=target), "wb") as new:
        place = 0
        while (place := _data_from(file, place)) < about.st_size:
            until = min(os.lseek(file.fileno(), place, os.SEEK_HOLE), about.st_size)
            new.seek(place)
            while place < until:
                copied = os.sendfile(new.fileno(), file.fileno(), place, until - place)
                if not copied:
                    raise Unexpected(f"{name} shrinks while it is read")
                place += copied
        new.truncate(about.st_size)
        os.fchmod(new.fileno(), 0o644)


def _data_from(file: FileIO, place: int) -> int:
    """Where the next byte lies that is not in a hole."""
    try:
        return os.lseek(file.fileno(), place, os.SEEK_DATA)
    except OSError as error:
        if error.errno == errno.ENXIO:  # nothing but a hole is left
            return os.fstat(file.fileno()).st_size
        raise


def has_holes(file: FileIO) -> bool:
    """Whether a file is sparse. Its position is its start afterwards."""
    handle = file.fileno()
    size = os.fstat(handle).st_size
    sparse = bool(size) and os.lseek(handle, 0, os.SEEK_HOLE) < size
    file.seek(0)
    return sparse


def size_on_disk(path: Path, *, depth: int, entries: int) -> int | None:
    """Bytes of the files below a folder, as the disk counts them.

    Args:
        path: a folder of which student code can replace nothing but what its last name stands for.
        depth: how deep folders may lie.
        entries: how many files and folders there may be.

    Returns:
        None where that cannot be counted, or not within these bounds.
    """
    try:
        with folder(path) as handle:
            total, _ = _counted(handle, depth, entries)
            return total
    except FileNotFoundError:
        return 0
    except (OSError, Unexpected):
        return None


def _counted(handle: int, depth: int, entries: int) -> tuple[int, int]:
    """Bytes below a folder, and how many entries are left."""
    total = 0
    with os.scandir(handle) as found:
        for entry in found:
            entries -= 1
            if depth < 0 or entries < 0:
                raise Unexpected("there is too much to count")
            try:
                if entry.is_dir(follow_symlinks=False):
                    with folder(entry.name, handle) as below:
                        more, entries = _counted(below, depth - 1, entries)
                        total += more
                else:
                    total += entry.stat(follow_symlinks=False).st_blocks * 512
            except FileNotFoundError:  # it has just gone
                continue
    return total, entries


def remove(name: str, within: int) -> None:
    """Removes what lies in a folder, with all below it, however deep, and also if it is locked.

    What cannot be removed is left. Folders that lie deeper are moved up one by one, so that neither
    their depth nor their number takes descriptors or calls.
    """
    left = [name]
    while left:
        one = left.pop()
        with contextlib.suppress(OSError):
            os.unlink(one, dir_fd=within)
            continue
        with contextlib.suppress(OSError):
            _unlock(one, within)
            with folder(one, within) as below:
                left += _emptied(below, within)
            os.rmdir(one, dir_fd=within)


def _emptied(below: int, above: int) -> list[str]:
    """Removes the files of a folder, and moves its folders into one above; their names there."""
    moved = []
    with os.scandir(below) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    for name, is_folder in found:
        with contextlib.suppress(OSError):
            if not is_folder:
                os.unlink(name, dir_fd=below)
                continue
            _unlock(name, below)
            new = f".{secrets.token_hex(8)}.gone"
            os.rename(name, new, src_dir_fd=below, dst_dir_fd=above)
            moved.append(new)
    return moved


def _unlock(name: str, within: int) -> None:
    """Lets us into a folder of ours that was closed to everybody; links are not followed."""
    with contextlib.suppress(OSError, AttributeError):  # elsewhere than on Linux
        if os.lstat(name, dir_fd=within).st_mode & stat.S_IRWXU == stat.S_IRWXU:
            return  # as nearly all
        handle = os.open(name, os.O_PATH | os.O_DIRECTORY | _ALWAYS, dir_fd=within)
        try:
            Path(f"/proc/self/fd/{handle}").chmod(0o700)  # fchmod(2) refuses such a descriptor
        finally:
            os.close(handle)

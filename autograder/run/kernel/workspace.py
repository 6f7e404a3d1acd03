"""Temporary workspaces, one for each submission. [coordinator]"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from autograder.files import beneath
from autograder.run.sandbox import cgroups
from autograder.run.sandbox.limits import memory_available

_PREFIX = "autograder_"
_IN_MEMORY = Path("/dev/shm")  # noqa: S108
#: locked as long as a folder is in use
_LOCK = "lock"
#: a folder younger than this may be about to be locked
_YOUNG_SECONDS = 60.0


def _bases() -> Iterator[Path]:
    """Where workspaces may lie, the best first.

    Short paths, because the kernel's sockets lie below them and may have 108 bytes.
    """
    if _counts_as_memory(_IN_MEMORY):
        yield _IN_MEMORY
    base = Path("/tmp")  # noqa: S108 (mkdtemp makes folders that are ours alone)
    yield base if base.is_dir() else Path(tempfile.gettempdir())


@functools.cache
def _counts_as_memory(folder: Path) -> bool:
    """Whether all that a submission writes there is held to its limit on memory.

    The kernel counts it at once, also what was removed and is still open or mapped, or on its way
    to another process; a folder on a disk can only be looked through. Not where it is small, as in
    most containers: others would find it full. And not where nothing in it may be executed.
    """
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    large = disk.f_bavail * disk.f_frsize >= memory_available() // 3
    runs = not disk.f_flag & os.ST_NOEXEC
    return large and runs and "memory" in cgroups.find().parents


@contextlib.contextmanager
def workspace() -> Iterator[Path]:
    """A fresh folder with a folder `work` in it. Yields its path."""
    path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=next(_bases())))
    try:
        (path / _LOCK).touch()
        with _locked(path):
            (path / "work").mkdir()
            yield path
    finally:
        _remove(path)


def sweep() -> None:
    """Removes what a run has left that was killed before it could."""
    for path in [path for base in _bases() for path in base.glob(f"{_PREFIX}*")]:
        with contextlib.suppress(OSError, beneath.Unexpected):
            if time.time() - path.lstat().st_mtime > _YOUNG_SECONDS:
                with _locked(path):
                    _remove(path)


def _remove(path: Path) -> None:
    with beneath.folder(path.parent.resolve()) as base:
        beneath.remove(path.name, base)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Holds a lock on a folder, which ends with this process however it ends.

    It is on a file in there: the number of a descriptor of the folder itself, which would be open
    as long as a submission takes, could be the beginning of a path. Whoever removes that file, or
    puts something else in its place, loses this folder alone.

    Raises:
        OSError: somebody else holds it.
    """
    with contextlib.ExitStack() as held:
        with beneath.folder(path) as folder, contextlib.suppress(FileNotFoundError):
            file = held.enter_context(beneath.plain_file(_LOCK, folder))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield

"""Temporary workspaces, one for each submission. [coordinator]"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "autograder-"
#: a folder younger than this may be about to be locked
_YOUNG_SECONDS = 60.0


def _base() -> Path:
    """A short path, because the kernel's sockets lie below it and may have 108 bytes."""
    base = Path("/tmp")  # noqa: S108 (mkdtemp makes folders that are ours alone)
    return base if base.is_dir() else Path(tempfile.gettempdir())


@contextlib.contextmanager
def workspace() -> Iterator[Path]:
    """A fresh folder with a folder `work` in it. Yields its path."""
    path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_base()))
    try:
        with _locked(path):
            (path / "work").mkdir()
            yield path
    finally:
        _remove(path)


def sweep() -> None:
    """Removes what a run has left that was killed before it could."""
    for path in _base().glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _YOUNG_SECONDS:
                with _locked(path):
                    _remove(path)


def _remove(path: Path) -> None:
    try:
        shutil.rmtree(path, ignore_errors=True)
    except RecursionError:  # student code can nest folders deeper than Python calls
        subprocess.run(["rm", "-rf", "--", str(path)], check=False)  # noqa: S607


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Holds a lock on a folder, which ends with this process however it ends.

    Raises:
        OSError: somebody else holds it.
    """
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)

"""Files and folders for their owner alone: keys, tokens, and who got which mark. [coordinator]"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from autograder.errors import UserError


class PermissionsError(UserError):
    """Others may read what is secret."""


def private_folder(folder: Path) -> Path:
    """Makes a folder that nobody else may look into, and gives it back.

    Raises:
        PermissionsError: it is there, and is somebody else's or open to others.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _insist(folder, "700")
    return folder


def make_private(path: Path, content: bytes | None = None) -> None:
    """Makes a file with mode 0600, with its content from the start; an existing one must be so.

    Args:
        content: None leaves an existing file as it is.

    Raises:
        PermissionsError: it is there, and is somebody else's or open to others.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        _insist(path, "600")
        if content is None:
            return
        descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content or b"")
        file.flush()
        os.fsync(file.fileno())


def read_private(path: Path) -> bytes:
    """The content of a secret file.

    Raises:
        PermissionsError: somebody else may read or change it.
        OSError: it cannot be read.
    """
    _insist(path, "600")
    return path.read_bytes()


def _insist(path: Path, mode: str) -> None:
    there = path.lstat()
    if stat.S_ISLNK(there.st_mode) or there.st_uid != os.geteuid():
        raise PermissionsError(f"{path} is a link or somebody else's, and is to hold secrets.")
    if there.st_mode & 0o077:
        raise PermissionsError(f"{path} is open to others, and holds secrets: chmod {mode} {path}")

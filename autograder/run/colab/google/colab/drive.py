"""Fakes Google Drive: a folder, empty at first, that only this notebook sees. [student kernel]"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

__all__ = ["flush_and_unmount", "mount"]

_NAME = "My Drive"
#: the same without its space, for shells
_LINK = "MyDrive"


@dataclass
class _Drive:
    """Where Drive is mounted, and where its content lies while it is not."""

    place: Path | None = None
    away: Path | None = None


_drive = _Drive()


def mount(
    mountpoint: str, force_remount: bool = False, timeout_ms: int = 120000, readonly: bool = False
) -> None:
    """Makes Drive appear as `My Drive`, and as `MyDrive`, in the folder `mountpoint`.

    Raises:
        ValueError: Drive cannot be mounted there.
    """
    if " " in mountpoint:
        raise ValueError("Mountpoint must not contain a space.")
    place = Path(mountpoint).expanduser()
    if (place / _NAME).is_dir() and not force_remount:
        print(
            f"Drive already mounted at {place}; to attempt to forcibly remount, "
            f'call drive.mount("{place}", force_remount=True).'
        )
        return
    if _drive.place:
        flush_and_unmount()
    if place.is_symlink():
        raise ValueError("Mountpoint must not be a symlink")
    if place.is_dir() and any(place.iterdir()):
        raise ValueError("Mountpoint must not already contain files")
    if place.exists() and not place.is_dir():
        raise ValueError("Mountpoint must either be a directory or not exist")
    if not place.parent.exists():
        raise ValueError("Mountpoint must be in a directory that exists")
    place.mkdir(exist_ok=True)
    if _drive.away:
        shutil.move(_drive.away, place / _NAME)
    else:
        (place / _NAME).mkdir()
    (place / _LINK).symlink_to(_NAME)
    _drive.place, _drive.away = place.absolute(), None
    print(f"Mounted at {place}")


def flush_and_unmount(timeout_ms: int = 24 * 60 * 60 * 1000) -> None:
    """Makes Drive disappear. What was written there is there again when it is next mounted."""
    if _drive.place is None:
        print("Drive not mounted, so nothing to flush and unmount.")
        return
    (_drive.place / _LINK).unlink(missing_ok=True)
    if (_drive.place / _NAME).is_dir():  # a notebook can remove it
        _drive.away = Path(tempfile.mkdtemp(prefix="drive-"), _NAME)
        shutil.move(_drive.place / _NAME, _drive.away)
    _drive.place = None

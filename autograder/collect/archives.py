"""The notebooks in a zip that a student handed in, also in a zip in it. [worker]"""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from autograder.collect.files import DAMAGED, check_list, is_notebook, unpacked
from autograder.collect.listing import is_ignored
from autograder.collect.notebook import MAX_BYTES, UnreadableError
from autograder.collect.pretrained import Pretrained, Reader, of_zip

_MAX_DEPTH = 3
_MAX_ZIPS = 50
#: what zips say that have no moment
_NO_YEAR = 1980


class NoNotebook(UnreadableError):
    """A zip holds no notebook."""


@dataclass(frozen=True)
class Packed:
    """A notebook in a zip.

    Attributes:
        path: in the zip; what is in a zip in it lies below that one's name.
        pretrained: what lies beside it.
        made_at: when, as the zip says without a time zone.
    """

    path: PurePosixPath
    content: bytes
    pretrained: Pretrained | None
    made_at: datetime | None


def unzipped(read: Reader, content: bytes) -> list[Packed]:
    """Every notebook in a zip.

    Args:
        read: the zip's first bytes.
        content: all of them.

    Raises:
        NoNotebook: there is none.
        UnreadableError: it cannot be opened, or holds too many or too large ones.
    """
    try:
        found = list(_Unzipping().notebooks(read, content, PurePosixPath()))
    except DAMAGED as error:
        raise UnreadableError(f"The zip cannot be opened: {error}.") from None
    if not found:
        raise NoNotebook("The zip holds no notebooks; it should hold one.")
    return found


class _Unzipping:
    """Unpacks no more than one notebook may have, whatever lies in whatever."""

    def __init__(self) -> None:
        self._left = MAX_BYTES
        self._zips = 0

    def notebooks(
        self, read: Reader, content: bytes, place: PurePosixPath, depth: int = 1
    ) -> Iterator[Packed]:
        """The notebooks in a zip that lies at `place`, as deep as zips in zips are read."""
        opened = io.BytesIO(content)
        check_list(opened)
        self._zips += 1
        with zipfile.ZipFile(opened) as archive:
            for info in archive.infolist():
                path = PurePosixPath(info.filename)
                if info.is_dir() or is_ignored(path):
                    continue
                if is_notebook(path):
                    pretrained = of_zip(read, info.filename, archive.namelist())
                    data = self._unpacked(archive, info)
                    yield Packed(place / path, data, pretrained, _moment(info))
                elif (
                    path.suffix.lower() == ".zip" and depth < _MAX_DEPTH and self._zips < _MAX_ZIPS
                ):
                    inner = functools.partial(_member, read, info.filename)
                    try:
                        data = self._unpacked(archive, info)
                        yield from self.notebooks(inner, data, place / path, depth + 1)
                    except DAMAGED:
                        continue  # a damaged zip in a zip is as good as none

    def _unpacked(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        data = unpacked(archive, info, self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableError(f"What is in the zip is larger than {MAX_BYTES >> 20} MB.")
        return data


def _member(read: Reader, name: str, size: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(read(MAX_BYTES + 1))) as archive:
        return unpacked(archive, archive.getinfo(name), size)


def _moment(info: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*info.date_time) if info.date_time[0] > _NO_YEAR else None
    except ValueError:
        return None

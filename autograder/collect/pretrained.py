"""Pretrained artifacts that were handed in beside a notebook. [worker]

The lesson's last cell writes them into the zip, below `kept/`, and what their SHA-256 is into
`evidence.json`. Here they are bytes; only a locked process looks into them.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from autograder.capture.exchange import DATA, KEPT, LIST
from autograder.collect.files import DAMAGED, File, is_notebook, unpacked
from autograder.collect.notebook import MAX_BYTES, UnreadableError
from autograder.files import FORMAT

MAX_FILE_BYTES = 64 << 20
_MAX_TOTAL = 256 << 20
_MAX_FILES = 1_000
_MAX_LIST = 1 << 20
_MAX_PARTS = 16
_MAX_NAME = 255

#: a file's first bytes, as many as asked for
Reader = Callable[[int], bytes]


@dataclass(frozen=True)
class Pretrained:
    """Files that lie where they were handed in, to be unpacked when they are wanted.

    Attributes:
        opened: gives readers of `evidence.json` and of everything below `kept/`, by path.
        list: `evidence.json`, where that lies beside the notebook rather than in its zip.
        files: path → what lies there beside the notebook.
    """

    opened: Callable[[], AbstractContextManager[Mapping[str, Reader]]]
    list: bytes = b""
    files: Mapping[str, File] = field(default_factory=dict)

    def pack(self, archive: zipfile.ZipFile, lesson: str) -> dict[str, str]:
        """Writes what lies below `kept/` into a zip, as far as it can be used.

        Args:
            lesson: that it is to be of.

        Returns:
            Path below `kept/` → why it was not written, in a clause; an empty path stands for all.
        """
        try:
            with self.opened() as files:
                return _pack(files, archive, lesson)
        except (OSError, UnreadableError, *DAMAGED) as error:
            return {"": f"what was handed in cannot be unpacked: {error}"}

    def data(self) -> str | None:
        """The SHA-256 of the data set that it says it was trained on; None where it says nothing.

        See `autograder.datasets.mnist.Located.sha256`. What is no text there is one of no data set.
        """
        try:
            with self.opened() as files:
                listed = _listed(files.get(LIST))
        except (OSError, UnreadableError, *DAMAGED):
            return None
        return str(listed[DATA]) if listed.get(DATA) is not None else None


def of_zip(read: Reader, notebook: str, names: Iterable[str]) -> Pretrained | None:
    """What lies beside a notebook in a zip; None where nothing does.

    Args:
        read: the zip's first bytes.
        notebook: its path in the zip.
        names: of everything in the zip.
    """
    above = PurePosixPath(notebook).parent
    if not any(_place(PurePosixPath(name), above) for name in names):
        return None

    @contextmanager
    def opened() -> Iterator[Mapping[str, Reader]]:
        with zipfile.ZipFile(io.BytesIO(read(MAX_BYTES + 1))) as archive:
            yield {
                place: partial(unpacked, archive, info)
                for info in archive.infolist()
                if not info.is_dir() and (place := _place(PurePosixPath(info.filename), above))
            }

    return Pretrained(opened)


def _place(path: PurePosixPath, above: PurePosixPath) -> str:
    """A path as `evidence.json` gives it; empty where the file is none of them.

    Args:
        above: the folder of the notebook.
    """
    if not path.is_relative_to(above):
        return ""
    below = path.relative_to(above)
    return str(below) if str(below) == LIST or below.parts[:1] == (KEPT,) else ""


@dataclass(frozen=True)
class Beside:
    """Pretrained artifacts that lie unpacked beside notebooks, as Gradescope and nbgrader leave it.

    Attributes:
        of: notebook → what lies beside it.
        paths: of all such files.
    """

    of: Mapping[PurePosixPath, Pretrained]
    paths: frozenset[PurePosixPath]


def beside(files: Iterable[File]) -> Beside:
    """What lies in each folder that holds one notebook alone."""
    files = list(files)
    folders = {file.path.parent for file in files if file.path.name == LIST}
    there: dict[PurePosixPath, dict[str, File]] = {folder: {} for folder in folders}
    notebooks: dict[PurePosixPath, list[PurePosixPath]] = {folder: [] for folder in folders}
    paths: set[PurePosixPath] = set()
    for file in files:
        if file.path.parent in folders and is_notebook(file.path):
            notebooks[file.path.parent].append(file.path)
        for above in folders.intersection(file.path.parents):
            if place := _place(file.path, above):
                there[above][place] = file
                paths.add(file.path)
    found = {
        notebooks[folder][0]: of_files(there[folder])
        for folder in folders
        if len(notebooks[folder]) == 1
    }
    return Beside(found, frozenset(paths))


def of_files(files: Mapping[str, File]) -> Pretrained:
    """What lies beside a notebook: path → file, as `evidence.json` has the paths."""
    readers = {path: file.read for path, file in files.items()}
    return Pretrained(lambda: nullcontext(readers), _list(files[LIST].read), files)


def _list(read: Reader) -> bytes:
    try:
        return read(_MAX_LIST)
    except (OSError, UnreadableError, *DAMAGED):
        return b""


def _pack(files: Mapping[str, Reader], archive: zipfile.ZipFile, lesson: str) -> dict[str, str]:
    sums, why = _sums(files.get(LIST), lesson)
    refused: dict[str, str] = {}
    left = _MAX_TOTAL
    if len(files) > _MAX_FILES + 1:
        raise UnreadableError(f"more than {_MAX_FILES:,} files were handed in")
    for path in sorted(set(files) - {LIST}):
        below = PurePosixPath(path).relative_to(KEPT)
        try:
            check_path(below)
            if why:
                raise UnreadableError(why)
            content = files[path](min(MAX_FILE_BYTES, left) + 1)
            # Also what is refused below has taken time to unpack.
            total, left = left, max(0, left - len(content))
            if len(content) > MAX_FILE_BYTES:
                raise UnreadableError(f"it takes more than {MAX_FILE_BYTES >> 20} MB")
            if len(content) > total:
                raise UnreadableError(f"all files together take more than {_MAX_TOTAL >> 20} MB")
            if sums.get(path) != hashlib.sha256(content).hexdigest():
                raise UnreadableError(f"its SHA-256 is not the one in {LIST}")
            archive.writestr(zipfile.ZipInfo(f"{KEPT}/{below}"), content)
        except UnreadableError as error:
            refused[str(below)] = str(error)
        except (OSError, ValueError, *DAMAGED) as error:
            refused[str(below)] = f"it cannot be unpacked: {type(error).__name__}"
    return refused


def _sums(read: Reader | None, lesson: str) -> tuple[dict[str, object], str]:
    """Path → SHA-256, and why there is no such list, in a clause that is empty where there is."""
    listed = _listed(read)
    if listed.get("format", FORMAT) != FORMAT:
        return {}, f"{LIST} has a format that is not known here; a newer lesson may have written it"
    of, sums = listed.get("lesson"), listed.get("sha256")
    if not isinstance(sums, dict) or not isinstance(of, str):
        return {}, f"{LIST} is missing, damaged or too large"
    return sums, "" if of == lesson else f"{LIST} says that it is of another lesson"


def _listed(read: Reader | None) -> dict[str, Any]:
    """What `evidence.json` says; nothing where it is missing, damaged or too large."""
    try:
        content = read(_MAX_LIST + 1) if read else b""
        listed = json.loads(content) if len(content) <= _MAX_LIST else None
    except (OSError, UnreadableError, *DAMAGED, ValueError, RecursionError):
        return {}
    return listed if isinstance(listed, dict) else {}


def check_path(path: PurePosixPath) -> None:
    """Raises UnreadableError where a path could lead out of the folder that it is unpacked to."""
    if ".." in path.parts or len(path.parts) > _MAX_PARTS or not path.parts:
        raise UnreadableError("its path leads elsewhere")
    if any(len(part.encode("utf-8", "replace")) > _MAX_NAME for part in path.parts):
        raise UnreadableError("its name is too long")
    if path.is_absolute() or "\0" in str(path):
        raise UnreadableError("it cannot be unpacked: its name is none")

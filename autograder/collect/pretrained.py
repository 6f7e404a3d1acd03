"""Pretrained artifacts that were handed in beside a notebook. [worker]

The lesson's last cell writes them into the zip, below `kept/`, and what their SHA-256 is into
`evidence.json`. Here they are bytes; only a locked process looks into them.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from autograder.capture.exchange import DATA, KEPT, LIST
from autograder.collect.files import (
    DAMAGED,
    File,
    check_list,
    is_metadata,
    is_notebook,
    may_hold_notebooks,
    unpacked,
)
from autograder.collect.notebook import MAX_BYTES, UnreadableError
from autograder.files import FORMAT
from autograder.lms.download import Apart

#: in `Pretrained.files`: a zip that holds all of it, and no notebook
PACKED = "zip"
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
        """What it says it was trained on; None where it says nothing.

        See `autograder.datasets.registry.digest`. What is no text there is that of no data set.
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
    """Pretrained artifacts that lie beside notebooks.

    Unpacked, as Gradescope and nbgrader leave it; or in a zip without a notebook, as the last cell
    makes it where the page does not hand over the notebook.

    Attributes:
        of: notebook → what lies beside it.
        paths: of all such files.
        packed: of the zips among them.
    """

    of: Mapping[PurePosixPath, Pretrained]
    paths: frozenset[PurePosixPath]
    packed: frozenset[PurePosixPath] = frozenset()


def beside(files: Iterable[File], apart: Apart) -> Beside:
    """What lies in each folder that holds one notebook alone, and each student's zips.

    Args:
        apart: calls a function on hostile bytes.
    """
    files = list(files)
    unpacked = _unpacked_beside(files)
    packed = _packed_beside(files, apart)
    of = {path: of_files({PACKED: file}) for path, file in packed.items()}
    paths = frozenset(file.path for file in packed.values())
    return Beside(of | dict(unpacked.of), unpacked.paths | paths, paths)


def _packed_beside(files: list[File], apart: Apart) -> dict[PurePosixPath, File]:
    """notebook → its student's zip of what it trained, for those that came in two files."""
    theirs: dict[Hashable, list[File]] = {}
    for file in files:
        if may_hold_notebooks(file.path) and not is_metadata(file):
            theirs.setdefault(_hand(file), []).append(file)
    found: dict[PurePosixPath, File] = {}
    for every in theirs.values():
        notebooks = [file for file in every if is_notebook(file.path)]
        zips = [file for file in every if not is_notebook(file.path)]
        for zipped in zips if notebooks else ():
            lesson = _lesson_packed(zipped, apart)
            if lesson and (notebook := _notebook_of(zipped, lesson, notebooks)):
                found[notebook.path] = zipped
    return found


def _hand(file: File) -> Hashable:
    """Whose a file is, as far as its place tells: what a system says, or else its folder."""
    said = next(iter(file.handed_in), None)
    if said is None:
        return file.path.parent
    return said.submitter.lms, said.student, said.lesson, said.attempt


def _lesson_packed(zipped: File, apart: Apart) -> str:
    """The lesson whose trainings a zip without a notebook holds; nothing for any other zip."""
    try:
        content = zipped.read(MAX_BYTES + 1)
    except (OSError, UnreadableError, *DAMAGED):
        return ""
    lesson = apart(_lesson_in, content) if len(content) <= MAX_BYTES else ""
    return lesson if isinstance(lesson, str) else ""


def _lesson_in(content: bytes) -> str:
    """In another process: what a zip's `evidence.json` says, where there is no notebook in it."""
    opened = io.BytesIO(content)
    try:
        check_list(opened)
        with zipfile.ZipFile(opened) as archive:
            names = [PurePosixPath(name) for name in archive.namelist()]
            if any(may_hold_notebooks(name) for name in names):
                return ""
            listed = _listed(partial(unpacked, archive, archive.getinfo(LIST)))
    except (KeyError, *DAMAGED):
        return ""
    return str(listed.get("lesson", ""))


def _notebook_of(zipped: File, lesson: str, notebooks: list[File]) -> File | None:
    """The notebook that a zip belongs to: of its name, or of its lesson's, or the only one."""
    for alike in (
        [file for file in notebooks if file.path.stem == zipped.path.stem],
        [file for file in notebooks if lesson in file.path.name],
        notebooks,
    ):
        if len(alike) == 1:
            return alike[0]
    return None


def _unpacked_beside(files: list[File]) -> Beside:
    """What lies unpacked in each folder that holds one notebook alone."""
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
    """What lies beside a notebook: path → file, as `evidence.json` has the paths; or PACKED."""
    if PACKED in files:
        read = files[PACKED].read
        packed = of_zip(read, LIST, [LIST])
        if packed is None:
            raise LookupError(LIST)
        return replace(packed, list=_list_in(packed), files=files)
    readers = {path: file.read for path, file in files.items()}
    return Pretrained(lambda: nullcontext(readers), _list(files[LIST].read), files)


def _list_in(packed: Pretrained) -> bytes:
    """What stands for a zip where what was handed in is told apart."""
    try:
        with packed.opened() as files:
            return _list(files[LIST])
    except (OSError, KeyError, UnreadableError, *DAMAGED):
        return b""


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

"""The files of folders and of whole classes' zips, walked as if unpacked. [coordinator]

No student's zip may speak for other students. So, where there is work that no system named, a zip
is a class's only if it lies at the top and has a name that systems give to such zips.
"""

from __future__ import annotations

import io
import itertools
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from autograder.collect.notebook import MAX_BYTES, MAX_SCRIPT, UnreadableError, is_script
from autograder.lms import METADATA, recognise
from autograder.lms.download import Download, HandedIn, is_class
from autograder.lms.moodle import is_worksheet

_IGNORED = re.compile(
    r"\.ipynb_checkpoints|\.virtual_documents|__MACOSX|\.git|\.DS_Store|Thumbs\.db"
    r"|\._.*|\.~.*|\.?Trash|\.Trash(es|-.*)|\$RECYCLE\.BIN|#recycle|RECYCLER",
    re.IGNORECASE | re.DOTALL,
)
#: how downloads end that a browser took for text
_NOTEBOOK = re.compile(r".*\.ipynb(\.txt|\.json)?", re.IGNORECASE | re.DOTALL)
#: what may be a notebook under another ending, and how one begins
_TEXTS = (".json", ".txt")
_BEGINNING = re.compile(
    rb'\s*(\xef\xbb\xbf)?\s*\{\s*"(cells|metadata|nbformat(_minor)?|worksheets)"'
)
#: what opening a damaged or locked zip raises
DAMAGED = (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error)
#: lies in every output folder; beside it, these folders hold what was made of submissions
OUTPUT_MARKER = "autograder-output.txt"
_WRITTEN = frozenset(
    {"attempts", "audit", "crashes", "executed", "feedback", "formgrader", "left-over", "results"}
    | {"snapshots"}
)
_TABLES = (".csv", ".db", ".html", ".json", ".key", ".log")
#: files in the zip of a class; Canvas's largest classes hand in a tenth of it
_MAX_MEMBERS = 20_000
#: characters of one part of a path, as on any file system
_MAX_NAME = 256
#: bytes of the list of its files at a zip's end; one file takes 46 and its name
_MAX_LIST = 16 << 20
#: bytes of the zip of a class, unpacked
_MAX_TOTAL = 50 << 30


@dataclass(frozen=True)
class File:
    """One file that somebody may have handed in.

    Attributes:
        path: in the folder or zip that was given, beginning with its name.
        origin: where a person finds it.
        read: its first bytes, as many as asked for.
        disk: the file and the folder that was given, where it lies on disk by itself.
        handed_in: what the system says that it was downloaded from; one for each of a group.
    """

    path: PurePosixPath
    origin: str
    read: Callable[[int], bytes]
    disk: tuple[Path, Path] | None = None
    handed_in: list[HandedIn] = field(default_factory=list)

    @property
    def is_work(self) -> bool:
        """Whether it is a notebook, or can hold or stand for one."""
        if may_hold_notebooks(self.path):
            return True
        suffix = self.path.suffix.lower()
        return (suffix == ".py" and self._is_lesson()) or (
            suffix in _TEXTS and self._is_misnamed_notebook()
        )

    def _is_lesson(self) -> bool:
        return is_script(self._read(MAX_SCRIPT).decode("utf-8", "replace"))

    def _is_misnamed_notebook(self) -> bool:
        return bool(_BEGINNING.match(self._read(1000))) and b'"nbformat"' in self._read(MAX_BYTES)

    def _read(self, size: int) -> bytes:
        try:
            return self.read(size)
        except (UnreadableError, OSError, *DAMAGED):
            return b""


def is_ignored(path: PurePosixPath) -> bool:
    """Whether a file is a program's own, or lies in a folder of one: a copy, or thrown away."""
    return any(_IGNORED.fullmatch(part) for part in path.parts)


def is_notebook(path: PurePosixPath) -> bool:
    """Whether a file is a notebook by its name."""
    return _NOTEBOOK.fullmatch(path.name) is not None


def may_hold_notebooks(path: PurePosixPath) -> bool:
    """Whether a file is a notebook or a zip by its name."""
    return is_notebook(path) or path.suffix.lower() == ".zip"


def outermost(paths: Iterable[Path]) -> list[Path]:
    """What was given, once, and without what lies in something else that was given.

    Raises:
        FileNotFoundError: a path does not exist, or lies in an output folder.
    """
    places: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist.")
        place = path.resolve()
        for folder, outer in itertools.pairwise((place, *place.parents)):
            if folder.name in _WRITTEN and (outer / OUTPUT_MARKER).is_file():
                raise FileNotFoundError(_is_output(path, outer))
        places.setdefault(place, path)
    return [path for place, path in places.items() if not places.keys() & set(place.parents)]


def _is_output(path: Path, folder: Path) -> str:
    return (
        f"{path} holds what autograder wrote itself ({folder} is an output folder). Give what "
        "students handed in."
    )


def find_files(
    paths: Iterable[Path], lessons: Collection[str], tell: Callable[[str], None]
) -> list[File]:
    """Every file in what was given, with what systems say of it.

    Args:
        paths: files and folders that exist, none in another.
        tell: takes a sentence on each zip that is read as the download of a class, and on output
            folders.

    Raises:
        FileNotFoundError: there is nothing but an output folder in a path.
    """
    found: list[File] = []
    for path in paths:
        found += _named(_without_output(path, tell), lessons)
    zips = {
        file.origin: members
        for file in found
        if (members := _members(file, lessons, tell, is_all=len(found) == 1))
    }
    plain = [
        file
        for file in found
        if may_hold_notebooks(file.path) and not file.handed_in and file.origin not in zips
    ]
    every: list[File] = []
    for file in found:
        if file.origin not in zips:
            every.append(file)
        elif plain and not (is_class(file.path.stem) and len(file.path.parts) < 3):
            tell(
                f"{file.origin} is taken for one student's, because it lies among others that no "
                "system named. If it is the download of a class, grade it by itself."
            )
            every.append(file)
        else:
            members = zips[file.origin]
            systems = sorted({one.submitter.lms for member in members for one in member.handed_in})
            works = sum(bool(member.handed_in) for member in members)
            tell(f"{file.origin} is the download of a class ({', '.join(systems)}): {works} files.")
            every += members
    return every


def _on_disk(path: Path) -> Iterator[File]:
    if path.is_file():
        yield _file(path, path.parent, PurePosixPath(path.name))
        return
    name = path.resolve().name
    for file in sorted(path.rglob("*")):
        below = file.relative_to(path)
        if not is_ignored(PurePosixPath(below)) and (file.is_file() or file.is_symlink()):
            yield _file(file, path, PurePosixPath(name, *below.parts))


def _without_output(path: Path, tell: Callable[[str], None]) -> list[File]:
    """The files in what was given, without those that autograder made of submissions.

    Raises:
        FileNotFoundError: it made all of them.
    """
    files = list(_on_disk(path))
    outputs = {file.path.parent for file in files if file.path.name == OUTPUT_MARKER}
    written = {output / folder for output in outputs for folder in _WRITTEN}

    def is_written(file: File) -> bool:
        is_table = file.path.parent in outputs and file.path.suffix in _TABLES
        return (is_table and not is_metadata(file)) or not written.isdisjoint(file.path.parents)

    left = [file for file in files if not is_written(file) and file.path.name != OUTPUT_MARKER]
    marked = [
        file.disk[0].parent for file in files if file.path.name == OUTPUT_MARKER and file.disk
    ]
    if path in marked and not any(may_hold_notebooks(file.path) for file in left):
        raise FileNotFoundError(_is_output(path, path))
    if any(may_hold_notebooks(file.path) and is_written(file) for file in files):
        folders = ", ".join(map(str, marked))
        tell(f"Nothing is read that autograder wrote itself (output folders: {folders}).")
    return left


def _file(file: Path, root: Path, path: PurePosixPath) -> File:
    def read(size: int) -> bytes:
        if file.is_symlink():
            raise UnreadableError("The file is a link to another one; hand in the notebook itself.")
        with file.open("rb") as opened:
            # Python would get memory for as much as it is asked for, at first.
            return opened.read(min(size, os.fstat(opened.fileno()).st_size + 1))

    return File(path, str(file), read, (file, root))


def _named(files: list[File], lessons: Collection[str]) -> list[File]:
    by_path = {file.path: file for file in files}

    def read(path: PurePosixPath) -> bytes:
        try:
            return by_path[path].read(MAX_BYTES)
        except (OSError, UnreadableError, *DAMAGED):
            return b""

    # A name in a zip may be long enough to keep a regular expression busy; none on disk is.
    usual = [path for path in by_path if all(len(part) < _MAX_NAME for part in path.parts)]
    names = recognise(Download(usual, read, lessons))
    return [
        File(file.path, file.origin, file.read, file.disk, names.get(file.path, []))
        for file in files
    ]


def _members(
    file: File, lessons: Collection[str], tell: Callable[[str], None], *, is_all: bool
) -> list[File] | None:
    """The files of a zip that holds what a class handed in; None where it is one student's.

    Every notebook and zip in it has a name that a system gave, and they are of several students,
    unless nothing else was given.
    """
    assert file.disk is not None
    if file.path.suffix.lower() != ".zip" or file.handed_in or file.disk[0].is_symlink():
        return None
    try:
        with file.disk[0].open("rb") as opened:
            check_list(opened)
        archive = zipfile.ZipFile(file.origin)  # open as long as its files are wanted
    except (OSError, ValueError, *DAMAGED):
        return None
    infos = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not is_ignored(PurePosixPath(info.filename))
    ]
    members = _named([_member(file, archive, info) for info in infos[:_MAX_MEMBERS]], lessons)
    works = [member for member in members if may_hold_notebooks(member.path)]
    submitters = {one.student for member in works for one in member.handed_in}
    all_named = all(member.handed_in for member in works)
    is_class = works and all_named and (is_all or len(submitters) > 1)
    if is_class and len(infos) <= _MAX_MEMBERS and sum(i.file_size for i in infos) <= _MAX_TOTAL:
        return members
    if is_class:
        tell(
            f"{file.origin} holds more than {_MAX_MEMBERS:,} files or {_MAX_TOTAL >> 30} GB. If it "
            "is the download of a class, unpack it and grade the folder."
        )
    archive.close()
    return None


def check_list(opened: BinaryIO) -> None:
    """Refuses a zip before its list of files is read, if that would fill the memory.

    The list's length stands at the zip's end: APPNOTE.TXT of PKWARE, 4.3.16. The larger form of it
    (4.3.15) is for archives of more than 65,535 files or 4 GB.

    Raises:
        zipfile.BadZipFile: it lists too many files.
    """
    opened.seek(0, io.SEEK_END)
    opened.seek(max(0, opened.tell() - (1 << 16) - 22))
    tail = opened.read()
    opened.seek(0)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 > len(tail):
        return  # no zip, as its reader will say
    (length,) = struct.unpack_from("<L", tail, end + 12)
    if length > _MAX_LIST or tail[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        raise zipfile.BadZipFile("it lists too many files, or is larger than 4 GB")


def _member(file: File, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> File:
    parts = [part for part in PurePosixPath(info.filename).parts if part not in ("/", "..")]

    def read(size: int) -> bytes:
        return unpacked(archive, info, size)

    return File(PurePosixPath(file.path.stem, *parts), f"{file.origin}/{info.filename}", read)


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> bytes:
    """The first bytes of one member of a zip.

    Raises:
        UnreadableError: it is packed in a way that could unpack to gigabytes at once.
        zipfile.BadZipFile, RuntimeError, EOFError, zlib.error: it is damaged or locked.
    """
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableError("The zip is packed in a way that only few programs know.")
    with archive.open(info) as member:
        # The size that a zip states may be wrong; it is not believed.
        return member.read(size)


def is_metadata(file: File) -> bool:
    """Whether a system put the file beside the submissions."""
    return file.path.name in METADATA or is_worksheet(file.path)

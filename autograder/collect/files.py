"""The files of folders and of whole classes' zips, walked as if unpacked. [worker]

No student's zip may speak for other students. So, where there is work that no system named, a zip
is a class's only if it lies at the top and has a name that systems give to such zips.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from autograder.collect.listing import OUTPUT_MARKER, WRITTEN, Given, Listed, is_ignored, is_output
from autograder.collect.notebook import MAX_BYTES, MAX_SCRIPT, UnreadableError, is_script
from autograder.lms import METADATA, recognise
from autograder.lms.download import Apart, Download, HandedIn, is_class
from autograder.lms.moodle import is_worksheet

#: opens a file by its number; who asked closes it
OpenFile = Callable[[int], int]

#: how downloads end that a browser took for text
_NOTEBOOK = re.compile(r".*\.ipynb(\.txt|\.json)?", re.IGNORECASE | re.DOTALL)
#: what may be a notebook under another ending, and how one begins
_TEXTS = (".json", ".txt")
_BEGINNING = re.compile(
    rb'\s*(\xef\xbb\xbf)?\s*\{\s*"(cells|metadata|nbformat(_minor)?|worksheets)"'
)
#: what opening a damaged or locked zip raises
DAMAGED = (
    *(zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error),
    *(ValueError, OverflowError, struct.error),
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


class OnDisk:
    """The bytes of a file on disk. In a forked process it can be read while it is `held`."""

    def __init__(self, number: int, listed: Listed, given: Given, opened: OpenFile) -> None:
        """Args:
        number: of the file, by which it is opened.
        """
        self.number = number
        self.path = given.folder / listed.below
        self.is_link = listed.is_link
        self.given = given
        #: what keeps it open
        self.kept: contextlib.ExitStack | None = None
        self._opened = opened
        self._held: int | None = None

    def read(self, size: int) -> bytes:
        """The first bytes, as many as asked for.

        Raises:
            UnreadableError: it is a link, which could lead to another student's work or to a
                solution.
        """
        with self.held() as descriptor:
            # Python would get memory for as much as it is asked for, at first.
            most = min(size, os.fstat(descriptor).st_size + 1)
            with io.BufferedReader(_Seekable(descriptor)) as opened:
                return opened.read(most)

    @contextlib.contextmanager
    def held(self) -> Iterator[int]:
        """Keeps it open."""
        if self._held is not None:
            yield self._held
            return
        if self.is_link:
            raise UnreadableError("The file is a link to another one; hand in the notebook itself.")
        self._held = self._opened(self.number)
        try:
            yield self._held
        finally:
            os.close(self._held)
            self._held = None


class _Seekable(io.RawIOBase):
    """An open file that processes may share: each reads at a place of its own."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        size = os.fstat(self._descriptor).st_size
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: size}[whence]
        return self._place

    def readinto(self, buffer: Any) -> int:
        read = os.preadv(self._descriptor, [buffer], self._place)
        self._place += read
        return read


@dataclass(frozen=True)
class File:
    """One file that somebody may have handed in.

    Attributes:
        path: in the folder or zip that was given, beginning with its name.
        origin: where a person finds it.
        read: its first bytes, as many as asked for.
        disk: what holds it: itself, or the zip of a class.
        size: in bytes, as the disk or the zip says.
        member: its name in that zip; nothing where it lies on disk by itself.
        handed_in: what the system says that it was downloaded from; one for each of a group.
    """

    path: PurePosixPath
    origin: str
    read: Callable[[int], bytes]
    disk: OnDisk
    size: int = 0
    member: str = ""
    handed_in: list[HandedIn] = field(default_factory=list)

    @property
    def is_on_disk(self) -> bool:
        """Whether it lies on disk by itself."""
        return not self.member

    @property
    def is_work(self) -> bool:
        """Whether it is a notebook, or can hold or stand for one, as far as its beginning tells."""
        suffix = self.path.suffix.lower()
        return (
            may_hold_notebooks(self.path)
            or suffix == ".py"
            or (suffix in _TEXTS and bool(_BEGINNING.match(self._beginning())))
        )

    def _beginning(self) -> bytes:
        try:
            return self.read(1000)
        except (UnreadableError, OSError, *DAMAGED):
            return b""


def is_lesson(path: PurePosixPath, content: bytes) -> bool:
    """Whether a file that `is_work` is that by all of its content."""
    if may_hold_notebooks(path):
        return True
    if path.suffix.lower() == ".py":
        return is_script(content[:MAX_SCRIPT].decode("utf-8", "replace"))
    return b'"nbformat"' in content


def is_notebook(path: PurePosixPath) -> bool:
    """Whether a file is a notebook by its name."""
    return _NOTEBOOK.fullmatch(path.name) is not None


def may_hold_notebooks(path: PurePosixPath) -> bool:
    """Whether a file is a notebook or a zip by its name."""
    return is_notebook(path) or path.suffix.lower() == ".zip"


def find_files(
    given: Iterable[Given],
    opened: OpenFile,
    lessons: Collection[str],
    tell: Callable[[str], None],
    apart: Apart,
) -> list[File]:
    """Every file in what was given, with what systems say of it.

    Args:
        given: what is on disk.
        opened: opens one of its files, by number.
        tell: takes a sentence on each zip that is read as the download of a class, and on output
            folders.
        apart: calls a function on hostile bytes.

    Raises:
        FileNotFoundError: there is nothing but an output folder in a path.
    """
    found: list[File] = []
    number = 0
    for one in given:
        files = [_file(number + i, listed, one, opened) for i, listed in enumerate(one.files)]
        number += len(files)
        found += _named(_without_output(one, files, tell), lessons, apart)
    zips = {
        file.origin: members
        for file in found
        if (members := _members(file, lessons, tell, apart, is_all=len(found) == 1))
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


def _without_output(given: Given, files: list[File], tell: Callable[[str], None]) -> list[File]:
    """The files in what was given, without those that autograder made of submissions.

    Raises:
        FileNotFoundError: it made all of them.
    """
    outputs = {file.path.parent for file in files if file.path.name == OUTPUT_MARKER}
    written = {output / folder for output in outputs for folder in WRITTEN}

    def is_written(file: File) -> bool:
        is_table = file.path.parent in outputs and file.path.suffix in _TABLES
        return (is_table and not is_metadata(file)) or not written.isdisjoint(file.path.parents)

    left = [file for file in files if not is_written(file) and file.path.name != OUTPUT_MARKER]
    marked = [file.disk.path.parent for file in files if file.path.name == OUTPUT_MARKER]
    path = given.folder
    if path in marked and not any(may_hold_notebooks(file.path) for file in left):
        raise FileNotFoundError(is_output(path, path))
    if any(may_hold_notebooks(file.path) and is_written(file) for file in files):
        folders = ", ".join(map(str, marked))
        tell(f"Nothing is read that autograder wrote itself (output folders: {folders}).")
    return left


def _file(number: int, listed: Listed, given: Given, opened: OpenFile) -> File:
    disk = OnDisk(number, listed, given, opened)
    above = (given.resolved.name,) if given.is_folder else ()
    path = PurePosixPath(*above, *listed.below.parts)
    return File(path, str(disk.path), disk.read, disk, listed.size)


def _named(files: list[File], lessons: Collection[str], apart: Apart) -> list[File]:
    by_path = {file.path: file for file in files}

    def read(path: PurePosixPath) -> bytes:
        try:
            return by_path[path].read(MAX_BYTES)
        except (OSError, UnreadableError, *DAMAGED):
            return b""

    # A name in a zip may be long enough to keep a regular expression busy; none on disk is.
    usual = [path for path in by_path if all(len(part) < _MAX_NAME for part in path.parts)]
    names = recognise(Download(usual, read, lessons, apart))
    return [replace(file, handed_in=names.get(file.path, [])) for file in files]


def _members(
    file: File,
    lessons: Collection[str],
    tell: Callable[[str], None],
    apart: Apart,
    *,
    is_all: bool,
) -> list[File] | None:
    """The files of a zip that holds what a class handed in; None where it is one student's.

    Every notebook and zip in it has a name that a system gave, and they are of several students,
    unless nothing else was given.
    """
    if file.path.suffix.lower() != ".zip" or file.handed_in or file.disk.is_link:
        return None
    with contextlib.ExitStack() as stack:
        try:
            archive = open_zip(stack.enter_context(file.disk.held()))
        except (OSError, ValueError, *DAMAGED):
            return None
        members = _members_of(file, archive, lessons, tell, apart, is_all=is_all)
        if members is not None:
            file.disk.kept = stack.pop_all()  # open as long as its files are wanted
        return members


def open_zip(descriptor: int) -> zipfile.ZipFile:
    """An open file as a zip, which forked processes may read as well.

    Raises:
        zipfile.BadZipFile, ValueError: it is none, or lists too many files.
    """
    opened = io.BufferedReader(_Seekable(descriptor))
    check_list(opened)
    return zipfile.ZipFile(opened)


def _members_of(
    file: File,
    archive: zipfile.ZipFile,
    lessons: Collection[str],
    tell: Callable[[str], None],
    apart: Apart,
    *,
    is_all: bool,
) -> list[File] | None:
    infos = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not is_ignored(PurePosixPath(info.filename))
    ]
    of_class = [member(file, archive, info) for info in infos[:_MAX_MEMBERS]]
    members = _named(of_class, lessons, apart)
    works = [one for one in members if may_hold_notebooks(one.path)]
    submitters = {handed_in.student for one in works for handed_in in one.handed_in}
    all_named = all(one.handed_in for one in works)
    is_class = works and all_named and (is_all or len(submitters) > 1)
    if is_class and len(infos) <= _MAX_MEMBERS and sum(i.file_size for i in infos) <= _MAX_TOTAL:
        return members
    if is_class:
        tell(
            f"{file.origin} holds more than {_MAX_MEMBERS:,} files or {_MAX_TOTAL >> 30} GB. If it "
            "is the download of a class, unpack it and grade the folder."
        )
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


def member(file: File, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> File:
    """A file in the zip of a class."""
    parts = [part for part in PurePosixPath(info.filename).parts if part not in ("/", "..")]

    def read(size: int) -> bytes:
        return unpacked(archive, info, size)

    origin = f"{file.origin}/{info.filename}"
    path = PurePosixPath(file.path.stem, *parts)
    return File(path, origin, read, file.disk, info.file_size, info.filename)


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

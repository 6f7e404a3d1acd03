"""Files that cells and calls leave in the working folder, for tests. [kernel, checker]

A test that says `open("out.txt")` means the file that a cell, or the function that it has just
called, has written. So the small ones leave with a snapshot, and what a call changes with its
answer. They are bytes of a closed list of endings, which no import and no unpickling looks for; all
others are named. In the checker a file takes the place of none but of one that has come in this
way, or that the call was told of.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any

from autograder.capture.checker_state import CheckerState
from autograder.capture.formats.files import parts_of
from autograder.capture.snapshot_folder import DecodeError, read_plain_file

FILE = "working_files.json"
#: in an answer: names and contents of files that are new or changed, and names of others
WRITTEN, REMOVED, LEFT = "files written", "files removed", "files left"
_ENDINGS = frozenset(
    {"", ".bmp", ".cfg", ".csv", ".dat", ".dot", ".gif", ".htm", ".html", ".ini", ".jpeg", ".jpg"}
    | {".json", ".jsonl", ".log", ".md", ".npy", ".npz", ".out", ".parquet", ".png", ".rst"}
    | {".svg", ".tex", ".toml", ".tsv", ".txt", ".xml", ".yaml", ".yml", ".bin", ".pdf"}
)
_MOST_BYTES, _MOST_TOGETHER = 1 << 20, 4 << 20
_MOST_FILES, _MOST_ENTRIES, _DEEPEST = 200, 2_000, 6
_LONGEST = 1_000

#: path below the working folder → what changes where somebody writes to the file
Stamps = dict[str, tuple[int, int, int]]


def stamps() -> Stamps:
    """Of all files in the working folder but for hidden ones, where these are not too many."""
    found: Stamps = {}
    seen = 0
    for parent, folders, names in os.walk("."):
        seen += len(folders) + len(names)
        if seen > _MOST_ENTRIES:
            break
        below = os.path.relpath(parent)
        is_deep = below != "." and below.count(os.sep) + 1 >= _DEEPEST
        folders[:] = [] if is_deep else [name for name in sorted(folders) if _is_meant(name)]
        for name in filter(_is_meant, names):
            path = os.path.normpath(f"{parent}/{name}")
            with contextlib.suppress(OSError):
                about = Path(path).lstat()
                found[path] = (about.st_mtime_ns, about.st_size, about.st_ino)
    return found


def _is_meant(name: str) -> bool:
    return not name.startswith((".", "__pycache__"))


def changes(before: Stamps) -> dict[str, Any]:
    """What to add to an answer; nothing where a call has left all files alone."""
    now = stamps()
    written, left = _contents(path for path in now if now[path] != before.get(path))
    removed = sorted(before.keys() - now.keys())[:_MOST_FILES]
    found = {WRITTEN: written, REMOVED: removed, LEFT: left[:_MOST_FILES]}
    return {key: value for key, value in found.items() if value}


def write(folder: Path) -> None:
    """Puts the files of this process's working folder into a snapshot's."""
    with contextlib.suppress(Exception):  # a student's code can have broken what is asked here
        contents, left = _contents(stamps())
        coded = {name: base64.b64encode(data).decode() for name, data in contents.items()}
        text = json.dumps({WRITTEN: coded, LEFT: left[:_MOST_FILES]})
        (folder / FILE).write_text(text, encoding="utf-8")


def _contents(paths: Iterable[str]) -> tuple[dict[str, bytes], list[str]]:
    """Name → content, of files that may leave; and the names of the others."""
    contents: dict[str, bytes] = {}
    left: list[str] = []
    room = _MOST_TOGETHER
    for path in sorted(paths):
        try:
            about = Path(path).lstat()
            fits = about.st_size <= min(room, _MOST_BYTES) and len(contents) < _MOST_FILES
            if fits and _may_come(path) and stat.S_ISREG(about.st_mode):
                contents[path] = Path(path).read_bytes()[:_MOST_BYTES]
                room -= len(contents[path])
            else:
                left.append(path[:_LONGEST])
        except (OSError, DecodeError):
            left.append(path[:_LONGEST])
    return contents, left


def _may_come(name: str) -> bool:
    return PurePath(name).suffix.lower() in _ENDINGS and bool(parts_of(name))


def place(snapshot: Path, checker: CheckerState) -> None:
    """Puts the files of a snapshot into the working folder, where nothing has their names."""
    checker.placed, checker.files_left = set(), set()
    if not (snapshot / FILE).exists():
        return
    with contextlib.suppress(DecodeError, ValueError, TypeError, KeyError, RecursionError):
        found = json.loads(read_plain_file(snapshot / FILE, 2 * _MOST_TOGETHER))
        checker.files_left = {name for name in found[LEFT] if type(name) is str}
        for name, coded in [*found[WRITTEN].items()][:_MOST_FILES]:
            _put(name, base64.b64decode(coded, validate=True), checker)


def follow(
    answered: Mapping[str, Any],
    args: Iterable[Any],
    checker: CheckerState,
) -> None:
    """Does to the working folder what an answer says that a call has done to its own.

    Args:
        args: that were handed over: files of these names, or in folders of these names, were meant.
    """
    if not answered.keys() & {WRITTEN, REMOVED, LEFT}:
        return
    checker.took_part = True
    told = [os.path.normpath(one) for one in args if isinstance(one, (str, PurePath)) and str(one)]
    with contextlib.suppress(DecodeError, ValueError, TypeError):
        for name in answered.get(LEFT, [])[:_MOST_FILES]:
            checker.files_left.add(str(name))
        for name, data in [*answered.get(WRITTEN, {}).items()][:_MOST_FILES]:
            _put(name, data, checker, told)
        for name in answered.get(REMOVED, [])[:_MOST_FILES]:
            path = Path(*parts_of(name))
            if path.is_file() and _is_theirs(path, checker, told):
                path.unlink()


def _put(name: Any, data: Any, checker: CheckerState, told: Iterable[str] = ()) -> None:
    path = Path(*parts_of(name))
    if type(data) is not bytes or not _may_come(name):
        return
    if os.path.lexists(path) and not _is_theirs(path, checker, told):
        if not path.is_file() or path.read_bytes() != data:
            checker.files_left.add(name)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        checker.placed.add(str(path))
    except OSError:
        checker.files_left.add(name)


def _is_theirs(path: Path, checker: CheckerState, told: Iterable[str]) -> bool:
    """Whether a call may have changed it: it came from there, or the call was told of it."""
    here = Path.cwd()
    meant = any(here / path == here / one or here / one in (here / path).parents for one in told)
    return path.is_file() and not path.is_symlink() and (str(path) in checker.placed or meant)


def unsaid(message: str, checker: CheckerState) -> Iterable[str]:
    """Clauses about files that did not come, for a case that has failed with this message."""
    for name in sorted(checker.files_left):
        if name and PurePath(name).name in message:
            yield f"a test reads `{name[:100]}`, which can't leave the student's kernel"
    if "No such file or directory" in message and tempfile.gettempdir() in message:
        yield "a test hands over a path of its own, which the student's kernel does not have"

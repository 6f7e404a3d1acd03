"""The files of what was given, by name, kind and place; none is opened. [coordinator, worker]"""

from __future__ import annotations

import itertools
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

_IGNORED = re.compile(
    r"\.ipynb_checkpoints|\.virtual_documents|__MACOSX|\.git|\.DS_Store|Thumbs\.db"
    r"|\._.*|\.~.*|\.?Trash|\.Trash(es|-.*)|\$RECYCLE\.BIN|#recycle|RECYCLER",
    re.IGNORECASE | re.DOTALL,
)
#: lies in every output folder; beside it, these folders hold what was made of submissions
OUTPUT_MARKER = "autograder-output.txt"
WRITTEN = frozenset(
    {"attempts", "audit", "crashes", "executed", "feedback", "formgrader", "left-over", "results"}
    | {"snapshots", "given-back", "to-give-back", "requests", "marked-answers", "viva"}
)


@dataclass(frozen=True)
class Listed:
    """A file on disk.

    Attributes:
        below: where it lies in the folder that was given; its name, where it was given by itself.
        is_link: whether it is a link to another one.
        size: in bytes.
    """

    below: PurePosixPath
    is_link: bool
    size: int = 0


@dataclass(frozen=True)
class Given:
    """A file or folder that was given.

    Attributes:
        folder: it, or where a file that was given lies.
        resolved: the same without links, from the root.
        is_folder: whether the folder itself was given.
    """

    folder: Path
    resolved: Path
    is_folder: bool
    files: tuple[Listed, ...]

    @property
    def paths(self) -> Iterator[Path]:
        """Where its files lie."""
        return (self.folder / one.below for one in self.files)

    def to_json(self) -> dict[str, Any]:
        """What `from_json` takes."""
        return {
            "folder": str(self.folder),
            "resolved": str(self.resolved),
            "is_folder": self.is_folder,
            "files": [[str(one.below), one.is_link, one.size] for one in self.files],
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Given:
        """The way back."""
        files = tuple(Listed(PurePosixPath(path), *kind) for path, *kind in data["files"])
        return Given(Path(data["folder"]), Path(data["resolved"]), data["is_folder"], files)


def is_ignored(path: PurePosixPath) -> bool:
    """Whether a file is a program's own, or lies in a folder of one: a copy, or thrown away."""
    return any(_IGNORED.fullmatch(part) for part in path.parts)


def listed(paths: Iterable[Path]) -> list[Given]:
    """Every file in what was given, but for programs' own, in a stable order.

    Raises:
        FileNotFoundError: a path does not exist, or lies in an output folder.
    """
    return [_given(path) for path in outermost(paths)]


def _given(path: Path) -> Given:
    if path.is_file():
        one = _listed(path, PurePosixPath(path.name))
        return Given(path.parent, path.parent.resolve(), False, (one,))
    files = tuple(
        Listed(PurePosixPath(*parts), is_link, size)
        for parts, is_link, size in sorted(_walk(str(path), ()))
    )
    return Given(path, path.resolve(), True, files)


def _listed(file: Path, below: PurePosixPath) -> Listed:
    found = file.lstat()
    return Listed(below, stat.S_ISLNK(found.st_mode), found.st_size)


def _walk(folder: str, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], bool, int]]:
    """The parts of each file's path, whether it is a link, its size. Links are not followed.

    `Path.rglob` takes four times as long, which is noticed in a class of thousands.
    """
    try:
        with os.scandir(folder) as found:
            entries = [entry for entry in found if not _IGNORED.fullmatch(entry.name)]
    except PermissionError:
        return
    for entry in entries:
        parts = (*above, entry.name)
        if entry.is_symlink() or entry.is_file():
            size = entry.stat(follow_symlinks=False).st_size
            yield parts, entry.is_symlink(), size
        elif entry.is_dir():
            yield from _walk(entry.path, parts)


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
            if folder.name in WRITTEN and (outer / OUTPUT_MARKER).is_file():
                raise FileNotFoundError(is_output(path, outer))
        places.setdefault(place, path)
    return [path for place, path in places.items() if not places.keys() & set(place.parents)]


def is_output(path: Path, folder: Path) -> str:
    """What to say of a path that holds nothing that somebody handed in."""
    return (
        f"{path} holds what autograder wrote itself ({folder} is an output folder). Give what "
        "students handed in."
    )

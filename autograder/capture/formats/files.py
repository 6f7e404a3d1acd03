"""Files that student code wrote, captured with the text or path that names them. [kernel, checker]

What leaves is a closed list: pictures, tables, arrays and text by their endings, TensorBoard's
event files, and folders of these event files. A `.keras` file leaves as the model in it, and is
written anew on the other side, because the student's own file could hold anything. A name that
leads nowhere, out of the working folder, or to anything else stays the text that it is.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from autograder.capture.snapshot_folder import (
    DecodeError,
    NoData,
    SnapshotFolder,
    TooLarge,
    read_plain_file,
)

NAME = "file"

MAX_FILE_BYTES = 64 << 20
MAX_EVENT_BYTES = 64 << 20
MAX_BYTES = 256 << 20
MAX_FILES = 1_000
_MAX_DEPTH = 16
_MAX_PATH = 1_024
_MAX_NAME = 255
#: how many entries of a folder are looked at in search of event files
_MAX_ENTRIES = 20_000
_EVENTS = "events.out.tfevents."
_ENDINGS = frozenset(
    {".png", ".jpg", ".jpeg", ".csv", ".txt", ".json", ".dot", ".npy", ".npz"}
    | {".parquet", ".py", ".zip"}
)
_MODEL = ".keras"
#: how a file or folder is named. Others, such as a text of NumPy's, are more than a name.
_KINDS: dict[str, type[str | PurePath]] = {
    "text": str,
    "path": type(Path()),
    "pure path": PurePosixPath,
}


@dataclass
class _Sizes:
    """How much the files of one snapshot take together.

    Raises, from `add`:
        TooLarge: too many files, or too large ones.
    """

    files: int = 0
    events: int = 0
    others: int = 0

    def add(self, name: str, size: int) -> None:
        self.files += 1
        if name.startswith(_EVENTS):
            self.events += size
        else:
            self.others += size
        if self.files > MAX_FILES:
            raise TooLarge(f"it names more than {MAX_FILES:,} files")
        if size > MAX_FILE_BYTES:
            raise TooLarge(f"the file it names takes more than {MAX_FILE_BYTES >> 20} MiB")
        if self.events > MAX_EVENT_BYTES:
            raise TooLarge(
                f"the event files it names take more than {MAX_EVENT_BYTES >> 20} MiB together"
            )
        if self.others > MAX_BYTES:
            raise TooLarge(f"the files it names take more than {MAX_BYTES >> 20} MiB together")


@dataclass
class _Taken:
    """What an encoder remembers: the working folder as it was, and what has been copied."""

    folder: Path | None
    entries: frozenset[str]
    found: dict[Path, dict[str, Path]] = field(default_factory=dict)
    copies: dict[Path, Any] = field(default_factory=dict)
    sizes: _Sizes = field(default_factory=_Sizes)


def may_be_named(value: str | PurePath, snap: SnapshotFolder) -> bool:
    """Whether a text or path looks like the name of something in the working folder.

    Asked of every text in a list of a million, so it mostly costs a look into a set.
    """
    text = str(value)
    if not 0 < len(text) <= _MAX_PATH or "\n" in text or "\0" in text:
        return False
    first = text.partition("/")[0]
    return first in ("", ".") or first in _taken(snap).entries


def _taken(snap: SnapshotFolder) -> _Taken:
    if NAME not in snap.notes:
        try:
            entries = frozenset(entry.name for entry in Path().iterdir())
            snap.notes[NAME] = _Taken(Path.cwd().resolve(), entries)
        except OSError:  # student code has deleted the folder that it works in
            snap.notes[NAME] = _Taken(None, frozenset())
    taken: _Taken = snap.notes[NAME]
    return taken


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data that names the copies; None for anything but the name of a file or folder.

    Raises:
        TooLarge: the files are too many or too large.
        NoData: a `.keras` file whose model cannot be described as data.
    """
    kind = next((kind for kind, of in _KINDS.items() if type(value) is of), None)
    if kind is None or not may_be_named(value, snap):
        return None
    path = Path(value)
    taken = _taken(snap)
    try:
        real = path.resolve()
        # A link inside the folder keeps its name; a way around through another folder does not.
        place = real.relative_to(taken.folder or "") if path.is_absolute() else path
        parts_of(str(place))
        if not real.is_relative_to(taken.folder or ""):
            return None
        if real not in taken.found:
            taken.found[real] = _find(real, place.name)
    except (OSError, ValueError, RuntimeError):  # out of the folder, or no path that can be
        return None
    holds = {below: _take(source, snap, taken) for below, source in taken.found[real].items()}
    if not holds:
        return None
    return {
        "kind": kind,
        "name": str(place if path.is_absolute() else value),
        "absolute": path.is_absolute(),
        "holds": holds,
    }


def _find(real: Path, name: str) -> dict[str, Path]:
    """Path below the named place → file to copy. The named file itself has the path `.`."""
    if real.is_file() and _may_leave(name):
        return {".": real}
    return _event_files(real) if real.is_dir() else {}


def _may_leave(name: str) -> bool:
    return name.startswith(_EVENTS) or PurePosixPath(name).suffix.lower() in {*_ENDINGS, _MODEL}


def _event_files(folder: Path) -> dict[str, Path]:
    found = {}
    seen = 0
    for parent, folders, names in os.walk(folder):
        seen += len(folders) + len(names)
        if seen > _MAX_ENTRIES:
            break
        below = Path(parent).relative_to(folder)
        folders.sort()
        if len(below.parts) >= _MAX_DEPTH // 2:
            folders.clear()
        for name in sorted(names):
            path = Path(parent, name)
            if name.startswith(_EVENTS) and path.is_file() and not path.is_symlink():
                found[str(below / name)] = path
    return found


def _take(source: Path, snap: SnapshotFolder, taken: _Taken) -> Any:
    """The name of a file's copy in the snapshot, or a model's data. A file is copied once."""
    if source not in taken.copies:
        taken.sizes.add(source.name, source.stat().st_size)
        if source.suffix.lower() == _MODEL:
            taken.copies[source] = {"model": _model(source, snap)}
        else:
            copy = snap.new_file("bin")
            with source.open("rb") as file:
                copy.write_bytes(file.read(MAX_FILE_BYTES))  # no more, should it still grow
            taken.copies[source] = copy.name
    return taken.copies[source]


def _model(source: Path, snap: SnapshotFolder) -> Any:
    import keras

    # Not above: parts of a model are described by plain data, which looks here for names of files.
    from autograder.capture.formats import architecture, models

    try:
        model = keras.models.load_model(source)
    except Exception as error:
        why = architecture.first_line(error)
        raise NoData(f"the model in the file could not be loaded: {why}") from None
    data = models.encode(model, snap)
    if data["asked"]:
        raise NoData("the model in the file holds code, which can't be written to a file here")
    return data


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The text or path, and the files at the place that it names below `snap.files`.

    Raises:
        DecodeError: the data is not what `encode` writes, or names a place elsewhere.
    """
    keys = {"kind", "name", "absolute", "holds"}
    if not isinstance(data, dict) or set(data) != keys or data["kind"] not in [*_KINDS]:
        raise DecodeError("a file without its name")
    if snap.files is None:
        raise DecodeError("it names a file, and files are not read here")
    parts, holds = parts_of(data["name"]), data["holds"]
    if not isinstance(holds, dict) or not holds:
        raise DecodeError("a file without its content")
    placed: dict[Path, Any] = snap.notes.setdefault(NAME, {})
    sizes: _Sizes = snap.notes.setdefault(f"sizes of {NAME}", _Sizes())
    for below, content in holds.items():
        more = () if below == "." else parts_of(below)
        target = snap.files.joinpath(*parts, *more)
        # Two values may name the same file, which then came once.
        if target not in placed:
            _put(target, content, bool(more), snap, sizes)
            placed[target] = content
        elif placed[target] != content:
            raise DecodeError("two files at one place")
    name = str(snap.files.joinpath(*parts)) if data["absolute"] is True else data["name"]
    return _KINDS[data["kind"]](name)


def _put(target: Path, content: Any, in_folder: bool, snap: SnapshotFolder, sizes: _Sizes) -> None:
    """Writes one file, whose place was checked. Only the tests' own files may be there already."""
    from autograder.capture.formats import models

    if in_folder and not target.name.startswith(_EVENTS):
        raise DecodeError("a folder that holds more than event files")
    if not _may_leave(target.name):
        raise DecodeError("a file of a kind that does not leave")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.name.lower().endswith(_MODEL):
            if not isinstance(content, dict) or set(content) != {"model"}:
                raise DecodeError("a model's file without its model")
            sizes.add(target.name, 0)
            if target.exists():
                raise DecodeError("there is another file of that name")
            models.decode(content["model"], snap).save(target)
            return
        content = read_plain_file(snap.existing_file(content, "bin"), MAX_FILE_BYTES)
        sizes.add(target.name, len(content))
        # A student's process takes what a test hands over, whatever it has had by that name.
        if not snap.referred and target.exists() and target.read_bytes() != content:
            raise DecodeError("there is another file of that name")
        target.write_bytes(content)
    except (DecodeError, TooLarge) as error:
        raise DecodeError(str(error)) from None
    except Exception as error:
        raise DecodeError(f"a file that cannot be written: {type(error).__name__}") from None


def parts_of(name: object) -> tuple[str, ...]:
    """The parts of a path that stays below the folder that it starts from.

    Raises:
        DecodeError: it could lead out, or is no path that a file can have.
    """
    if not isinstance(name, str) or not 0 < len(name) <= _MAX_PATH or "\0" in name:
        raise DecodeError("not a valid file name")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or len(path.parts) > _MAX_DEPTH:
        raise DecodeError("the name of a file that leads elsewhere")
    try:
        lengths = [len(part.encode()) for part in path.parts]
    except UnicodeEncodeError:
        raise DecodeError("a file name that is not valid text") from None
    if max(lengths, default=0) > _MAX_NAME:
        raise DecodeError("the name of a file that is too long")
    return path.parts

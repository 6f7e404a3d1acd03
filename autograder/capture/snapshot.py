"""A snapshot: the named values of one question, as plain data in a folder. [kernel, checker]

A kernel saves its answers and the checker loads them; where a test calls a student's function, its
arguments go the other way.
"""

from __future__ import annotations

import contextlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.capture.checker_state import CheckerState
from autograder.capture.exchange import MANIFEST
from autograder.capture.formats import FORMATS, objects, plain
from autograder.capture.proxy import is_proxy
from autograder.capture.snapshot_folder import (
    MAX_MANIFEST,
    MAX_TOTAL_BYTES,
    DecodeError,
    NoData,
    SnapshotFolder,
    TooLarge,
    TooManyFiles,
    read_plain_file,
)

#: what is kept free for each value that turns out too large
_MAX_OPAQUE = 10_000
_MAX_REPR = 200
#: of a value that is the very one of another name, which has come before
_SAME = "same"
#: how deep values of several formats may be nested: a list of histories of lists, for example
_MAX_DEPTH = 8
_SAYS_NOTHING = ("builtins", "__main__")
_WORDS = ("type", "why", "library")
#: what leaves, where it is of these very classes
_LEAVES = frozenset(
    {"str", "bytes", "int", "float", "complex", "list", "tuple", "dict", "set", "frozenset"}
    | {"ndarray", "DataFrame", "Series", "Index", "Figure", "Digraph", "Graph", "Dot", "History"}
)


@dataclass(frozen=True, eq=False)
class Opaque:
    """Stands for a value that did not leave the kernel. Any use of it fails with a clear message.

    Attributes:
        name: what the student called it.
        type_name: its type, for example `MyModel`.
        why: a clause that says why it stayed behind; empty for "no format takes such a type".
        library: where its type comes from, for example `torch`; empty where that tells nothing.
        leaves: whether values of its kind leave otherwise, so that it may well be right.
    """

    name: str
    type_name: str
    why: str = ""
    library: str = ""
    leaves: bool = False

    def __str__(self) -> str:
        reason = f": {self.why}" if self.why else ", which this check cannot look into"
        return f"`{self.name}` is a {self.type_name}{reason}."

    @property
    def for_instructors(self) -> str:
        """A clause that says what stayed behind, for whoever may let tests follow it."""
        of = f" of {self.library}" if self.library else ""
        return f"`{self.name}` is a {self.type_name}{of}, which can't leave the student's kernel"

    @property
    def for_a_person(self) -> str:
        """A clause that says what nobody has looked at yet."""
        return f"`{self.name}` could not be looked at: {self.why or self.type_name}"

    def _refuse(self, *_: object, **__: object) -> Any:
        raise AssertionError(str(self))

    __array__ = __bool__ = __call__ = __contains__ = __float__ = __getitem__ = _refuse
    __int__ = __iter__ = __len__ = __index__ = __add__ = __sub__ = __mul__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _refuse
    # Also "is it another value than the wrong one?", which an unknown value must not answer.
    __eq__ = __ne__ = _refuse

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return self._refuse()


def save(
    namespace: Mapping[str, Any],
    names: Iterable[str],
    folder: str,
    *,
    asked: bool = False,
    lasting: bool = False,
) -> None:
    """Writes the named values to a new folder; names that do not exist are left out.

    Whatever goes wrong with a value makes it opaque, and only it.

    Args:
        asked: whether an object that no format takes is registered, to be asked, and not opaque.
        lasting: whether it is to answer as it stands now, whatever becomes of it.
    """
    path = Path(folder)
    path.mkdir(parents=True)
    names = list(names)
    snap = SnapshotFolder(
        path,
        encode=lambda value: _encode(value, snap, is_part=True),
        decode=_no_decode,
        objects=asked,
        names=frozenset(names),
        lasting=asked and lasting,
    )
    parts: list[str] = []
    left = MAX_MANIFEST
    before: dict[int, str] = {}
    for name in names:
        if name in namespace:
            value = namespace[name]
            first = before.setdefault(id(value), name) if asked else name
            data = _encode(value, snap) if first == name else {"format": _SAME, "data": first}
            part = f"{json.dumps(name)}: {json.dumps(data)}"
            if len(part) + _MAX_OPAQUE > left:
                entry = _opaque(namespace[name], "it is too large, or too many values with it are")
                part = f"{json.dumps(name)}: {json.dumps(entry)}"
            parts.append(part)
            left -= len(part) + len(", ")
    # The manifest comes last: a folder without one is no snapshot.
    (path / MANIFEST).write_text(f"{{{', '.join(parts)}}}", encoding="utf-8")


def _encode(value: Any, snap: SnapshotFolder, *, is_part: bool = False) -> dict[str, Any]:
    why, leaves = "", False
    # A proxy may say that it is of any class.
    for form in (objects,) if is_proxy(value) else FORMATS:
        try:
            with contextlib.nullcontext() if is_part else snap.all_or_none():
                data = form.encode(value, snap)
        except TooManyFiles as error:
            if is_part:
                raise
            why, leaves = str(error), True
            break
        except (TooLarge, NoData) as error:
            why, leaves = str(error), True
            break
        except Exception as error:  # the student's object decides what it raises
            why, leaves = f"reading it failed with {type(error).__name__}", True
            break
        if data is not None:
            return {"format": form.NAME, "data": data}
    if why and snap.objects and not is_proxy(value):
        with contextlib.suppress(Exception):  # one that is too much is opaque
            return {"format": objects.NAME, "data": objects.encode(value, snap)}
    return _opaque(value, why or _why_not(value), leaves=leaves)


def _why_not(value: Any) -> str:
    """A clause about a value that could leave, were it not of a class of its own; else nothing."""
    if type(value) is defaultdict:
        return plain.why_not(value)
    kinds = [base.__name__ for base in type(value).__mro__[1:] if base.__name__ in _LEAVES]
    if not kinds:
        return ""
    return (
        f"its class is a kind of {kinds[0]} that can't be rebuilt here; "
        f"put a plain {kinds[0]} there"
    )


def _opaque(value: Any, why: str, *, leaves: bool = True) -> dict[str, Any]:
    kind = type(value)
    data = {
        "type": kind.__name__[:_MAX_REPR],
        "why": why,
        "library": str(kind.__module__).partition(".")[0][:_MAX_REPR],
        "leaves": leaves,
    }
    return {"format": "opaque", "data": data}


def _no_decode(_: Any) -> Any:
    raise AssertionError("a snap for writing does not read")


def load(
    folder: Path,
    files: Path | None = None,
    *,
    checker: CheckerState | None = None,
    referred: bool = False,
) -> dict[str, Any]:
    """The namespace of a snapshot: name → value, rebuilt; an `Opaque` where that is not possible.

    Args:
        files: an empty folder for the files that values name; it should be the working folder when
            the values are used. Without it such values are opaque.
        checker: says what may be asked of what stayed behind; by default functions and parts of
            networks may, and other objects are opaque.
        referred: whether the objects that proxies name live here.

    Raises:
        DecodeError: there is no snapshot in the folder, or its list of contents is damaged.
    """
    try:
        if sum(file.lstat().st_size for file in folder.iterdir()) > MAX_TOTAL_BYTES:
            raise DecodeError(f"the snapshot takes more than {MAX_TOTAL_BYTES >> 30} GiB")
        values = json.loads(read_plain_file(folder / MANIFEST, MAX_MANIFEST))
    except (OSError, ValueError, RecursionError) as error:
        raise DecodeError(f"no readable snapshot: {error}") from None
    if not isinstance(values, dict):
        raise DecodeError("no readable snapshot: its list of contents is not valid")
    depth = 0

    def decode(data: Any) -> Any:
        nonlocal depth
        if depth >= _MAX_DEPTH:
            raise DecodeError("values that are nested too deeply")
        depth += 1
        try:
            return _decode("a part of it", data, snap)
        finally:
            depth -= 1

    snap = SnapshotFolder(
        folder,
        encode=_no_encode,
        decode=decode,
        files=files,
        checker=checker or CheckerState(),
        referred=referred,
    )
    namespace: dict[str, Any] = {}
    for name, entry in values.items():
        first = entry.get("data") if isinstance(entry, dict) and snap.checker.objects else None
        if first is not None and entry.get("format") == _SAME and str(first) in namespace:
            namespace[name] = namespace[str(first)]
        else:
            namespace[name] = _decode(name, entry, snap)
    return namespace


def _decode(name: str, entry: Any, snap: SnapshotFolder) -> Any:
    decoders = {module.NAME: module.decode for module in FORMATS}
    if isinstance(entry, dict) and set(entry) == {"format", "data"}:
        form, data = entry["format"], entry["data"]
        if form == "opaque" and isinstance(data, dict) and set(data) == {*_WORDS, "leaves"}:
            kind, why, library = (str(data[key])[:_MAX_REPR] for key in _WORDS)
            library = "" if library in _SAYS_NOTHING else library.lstrip("_")
            return Opaque(name, kind, why, library, data["leaves"] is True)
        if isinstance(form, str) and form in decoders:
            try:
                return decoders[form](data, snap)
            except DecodeError as error:
                return Opaque(name, "value", str(error)[:_MAX_REPR], leaves=True)
            except Exception as error:  # not known to happen, and never worth a whole question
                why = f"reading it failed with {type(error).__name__}"
                return Opaque(name, "value", why, leaves=True)
    return Opaque(name, "value", "its data is damaged", leaves=True)


def _no_encode(_: Any) -> Any:
    raise AssertionError("a snap for reading does not write")

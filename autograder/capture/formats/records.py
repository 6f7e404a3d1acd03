"""Dataclass instances and members of enumerations, by their fields. [kernel, checker]

The class is made anew from names and flags, as that of a named tuple is: two of a kind have one
class, are equal, and print as they did. Methods are code: they stay, and are asked as functions.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import json
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograder.capture import proxy
from autograder.capture.checker_state import CheckerState
from autograder.capture.formats import functions, plain
from autograder.capture.snapshot_folder import DecodeError, NoData, SnapshotFolder, TooLarge

NAME = "record"

_MAX_MEMBERS = 1_000
_MAX_KINDS = 1_000
#: methods, properties, constants
_MAX_MORE = 50
_MAX_TEXT = 2_000
#: records within records
_MAX_DEPTH = 7
_ENUMS: dict[str, Any] = {
    kind.__name__: kind for kind in (enum.Enum, enum.IntEnum, enum.StrEnum, enum.Flag, enum.IntFlag)
}
#: how `dataclass` was told to make a class
_FLAGS = ("eq", "order", "frozen")
#: where an instance keeps what is none of its attributes
_BEHIND = "_autograder_behind"
#: what prints and what compares
_PRINTS = ("__repr__", "__str__")
_COMPARES = frozenset({"__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__"})
#: where the code lies that `dataclass` writes
_GENERATED = ("<string>", dataclasses.__file__)
#: modules of bases that add nothing to an instance
_EMPTY = ("abc", "typing", "typing_extensions")


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with the class's name and the value of each field; None where it is no record.

    Raises:
        NoData: it compares in a way of its own, or records are nested without end.
        TooLarge: it has more than 1,000 members, 255 fields or 50 methods.
    """
    kind = type(value)
    if isinstance(kind, enum.EnumMeta):
        return _encode_member(value, kind)
    if "__dataclass_fields__" not in vars(kind):
        return None
    with _deeper(snap):
        return _encode_fields(value, kind, snap)


@contextmanager
def _deeper(snap: SnapshotFolder) -> Iterator[None]:
    """Counts how deep records lie in records: a list that links to itself has no end."""
    depth = snap.notes.get(NAME, 0)
    if depth >= _MAX_DEPTH:
        raise NoData(f"it lies in more than {_MAX_DEPTH} others")
    snap.notes[NAME] = depth + 1
    try:
        yield
    finally:
        snap.notes[NAME] = depth


def _encode_member(value: Any, kind: Any) -> Any:
    members = kind.__members__
    base = next((name for name, known in _ENUMS.items() if kind.__bases__ == (known,)), None)
    own = {name: part for name, part in vars(kind).items() if name not in members}
    if base is None or any(
        not name.startswith("_") or getattr(part, "__module__", "enum") not in ("enum", None)
        for name, part in own.items()
        if isinstance(part, types.FunctionType) or not name.startswith("_")
    ):
        return None  # it has methods, or prints in a way of its own
    if any(not name.startswith("_") for one in members.values() for name in vars(one)):
        return None  # it has more than a value
    if len(members) > _MAX_MEMBERS:
        raise TooLarge(f"its class has more than {_MAX_MEMBERS:,} members")
    return {
        "enum": kind.__name__,
        "base": base,
        "members": [[name, plain.encode_alone(one._value_)] for name, one in members.items()],
        "value": plain.encode_alone(value._value_),
    }


def _encode_fields(value: Any, kind: Any, snap: SnapshotFolder) -> dict[str, Any]:
    fields = dataclasses.fields(kind)
    bases = kind.__mro__[:-1]
    if not all("__dataclass_fields__" in vars(one) or one.__module__ in _EMPTY for one in bases):
        raise NoData("its class derives from one that is no dataclass")
    # The most special one of a name comes last, and so counts.
    parts = {name: part for one in reversed(bases) for name, part in vars(one).items()}
    own = {name: part for name, part in parts.items() if _is_code(part)}
    if not own.keys().isdisjoint(_COMPARES):
        raise NoData("it compares in a way of its own")
    methods = {
        name: types.MethodType(part, value) for name, part in own.items() if name[:2] != "__"
    }
    named = {one.name: one for one in fields}
    kept, says = getattr(value, "__dict__", {}), {n for n, part in parts.items() if _says(part)}
    more = [n for n in kept if n not in named and not n.startswith("__")]
    said = sorted(n for n in says if n not in named and n not in kept and not n.startswith("__"))
    if len(methods) + len(more) + len(said) > _MAX_MORE:
        raise TooLarge(f"it has more than {_MAX_MORE} methods and attributes besides its fields")
    return {
        "class": kind.__name__,
        "flags": [bool(getattr(kind.__dataclass_params__, flag)) for flag in _FLAGS],
        "fields": [
            [name, bool(one.repr), bool(one.compare), snap.encode(getattr(value, name))]
            for name, one in named.items()
        ],
        "more": [[name, snap.encode(getattr(value, name))] for name in more],
        "of class": [
            *([name, snap.encode(getattr(value, name))] for name in said),
            *([name, functions.register(method, name)] for name, method in methods.items()),
        ],
        "number": proxy.register_once(kind) if snap.objects else None,
        "prints": {name: str(own[name](value))[:_MAX_TEXT] for name in _PRINTS if name in own},
    }


def _is_code(part: Any) -> bool:
    """Whether a part of a class is a function that somebody has written."""
    return isinstance(part, types.FunctionType) and part.__code__.co_filename not in _GENERATED


def _says(part: Any) -> bool:
    """Whether a part of a class is an attribute: a constant, or what a property computes."""
    return isinstance(
        part, (property, functools.cached_property, str, int, float, list, tuple, dict)
    )


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """A member of an enumeration, or an instance of a dataclass, whose class is made here.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    keys = set(data) if isinstance(data, dict) else set()
    try:
        if keys == {"enum", "base", "members", "value"}:
            return _decode_member(data)
        if keys == {"class", "flags", "fields", "more", "of class", "prints", "number"}:
            return _decode_fields(data, snap)
    except DecodeError:
        raise
    except Exception as error:  # an enumeration refuses what does not fit in many ways
        raise DecodeError(f"not a valid record: {str(error)[:120]}") from None
    raise DecodeError("not a valid record")


def _decode_member(data: dict[str, Any]) -> Any:
    members = data["members"]
    if len(members) > _MAX_MEMBERS:
        raise DecodeError("too many members")
    names = [name for name, _ in members]
    if not all(plain.are_names([name]) and name[0] != "_" for name in names):
        raise DecodeError("not valid names of members")
    if not plain.are_names([data["enum"]]) or data["base"] not in _ENUMS:
        raise DecodeError("not a valid enumeration")
    values = tuple(json.dumps(value) for _, value in members)
    return _enumeration(data["enum"], data["base"], tuple(names), values)(
        plain.decode_alone(data["value"])
    )


@functools.lru_cache(_MAX_KINDS)  # two of one kind have one class
def _enumeration(name: str, base: str, names: tuple[str, ...], values: tuple[str, ...]) -> Any:
    decoded = [plain.decode_alone(json.loads(value)) for value in values]
    return _ENUMS[base](name, list(zip(names, decoded, strict=True)), module="__main__")


def _decode_fields(data: dict[str, Any], snap: SnapshotFolder) -> Any:
    fields, more, prints = data["fields"], data["more"], data["prints"]
    names = [name for name, *_ in [*fields, *more, *data["of class"]]]
    if not plain.are_names([data["class"], *names]) or len({*names}) != len(names):
        raise DecodeError("not valid names of fields")
    if any(name.startswith("__") for name in names) or len(names) - len(fields) > _MAX_MORE:
        raise DecodeError("not valid names of fields")
    flags = [*data["flags"], *(flag for _, *shown, _ in fields for flag in shown)]
    if not all(type(flag) is bool for flag in flags):
        raise DecodeError("not a valid kind of record")
    if not {*prints} <= {*_PRINTS} or any(type(text) is not str for text in prints.values()):
        raise DecodeError("not a valid way to print")
    kind = _dataclass(
        data["class"],
        tuple(data["flags"]),
        tuple((name, shown, compared) for name, shown, compared, _ in fields),
        tuple(sorted(prints)),
    )
    made = object.__new__(kind)
    # Also where the class is frozen.
    for name, *_, part in [*fields, *more]:
        object.__setattr__(made, name, snap.decode(part))
    behind = _Behind(
        {name: snap.decode(part) for name, part in data["of class"]},
        {name: text[:_MAX_TEXT] for name, text in prints.items()},
        snap.checker if data["number"] is not None else None,
        None if data["number"] is None else proxy.number_in(data["number"]),
    )
    object.__setattr__(made, _BEHIND, behind)
    return made


@dataclasses.dataclass(frozen=True)
class _Behind:
    """What an instance has beside what it holds: what its class gives it, and where that is."""

    parts: dict[str, Any]
    prints: dict[str, str]
    checker: CheckerState | None
    number: int | None

    def __deepcopy__(self, _: object) -> _Behind:
        return self


def _of_class(self: Any, name: str) -> Any:
    """What an instance has from its class."""
    if name == _BEHIND or name not in getattr(self, _BEHIND).parts:
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
    return getattr(self, _BEHIND).parts[name]


def class_of(one: Any) -> Any:
    """The proxy of the class that an instance is of elsewhere; None where that did not come."""
    slot = vars(type(one)).get(_BEHIND)
    behind = slot.__get__(one) if type(slot) is types.MemberDescriptorType else None
    if behind is None or behind.checker is None:
        return None
    return behind.checker.proxies.get(behind.number)


@functools.lru_cache(_MAX_KINDS)
def _dataclass(
    name: str,
    flags: tuple[bool, ...],
    fields: tuple[tuple[str, bool, bool], ...],
    prints: tuple[str, ...],
) -> Any:
    return dataclasses.make_dataclass(
        name,
        [
            (field, Any, dataclasses.field(repr=shown, compare=compared))
            for field, shown, compared in fields
        ],
        namespace={
            **{"__slots__": (_BEHIND, "__dict__", "__weakref__"), "__getattr__": _of_class},
            **{way: _printing(way) for way in prints},
        },
        **dict(zip(_FLAGS, flags, strict=True)),  # type: ignore[arg-type]
    )


def _printing(way: str) -> Any:
    return lambda self: getattr(self, _BEHIND).prints[way]

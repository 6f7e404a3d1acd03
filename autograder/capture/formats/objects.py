"""Objects that no other format takes, as proxies: a number leaves the kernel. [kernel, checker]

The object stays in the student's kernel and is asked there about itself; see
`autograder.capture.remote`. Where a snapshot is taken for nobody who may ask, it stays opaque.
"""

from __future__ import annotations

import sys
from typing import Any

from autograder.capture import proxy
from autograder.capture.exchange import OBJECT
from autograder.capture.remote import METHODS, Kind, is_ahead, is_remote, remote
from autograder.capture.snapshot_folder import DecodeError, NoData, SnapshotFolder
from autograder.capture.standing import note

NAME = OBJECT

_MAX_BASES = 60
_MAX_NAME = 200
_MAX_METACLASSES = 4
_KEYS = {"number", "stood", "names", "methods", "class", "data"}
_HEAP_TYPE = 1 << 9
#: what holds plain data, by module and name
_DATA = {
    "builtins": frozenset(
        {"int", "float", "complex", "str", "bytes", "bytearray"}
        | {"list", "tuple", "dict", "set", "frozenset", "dict_keys", "dict_items"}
    ),
    "numpy": frozenset({"ndarray"}),
    "pandas.core.frame": frozenset({"DataFrame"}),
    "pandas.core.series": frozenset({"Series"}),
    "pandas.core.indexes.base": frozenset({"Index"}),
}

# What a class is, without asking the class: it may be a student's, and so may its metaclass.
_bases = vars(type)["__mro__"].__get__
_contents = vars(type)["__dict__"].__get__
_qualified_name = vars(type)["__qualname__"].__get__


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """Describes an object, and registers it; of a proxy, the number that it came by.

    Raises:
        TooLarge: too many are registered.
        NoData: it is an iterator that a loop has gone ahead with.
    """
    if proxy.is_proxy(value):
        if is_remote(value) and is_ahead(value):
            raise NoData("it is amid a loop")
        return {"own": value._autograder_number()}
    return _described(value, snap) if snap.objects else None


def _described(value: Any, snap: SnapshotFolder) -> dict[str, Any]:
    kind = type(value)
    bases = _bases(kind)
    names = [_name(base) for base in bases[:_MAX_BASES]]
    parts = {name: one for base in reversed(bases[:-1]) for name, one in _contents(base).items()}
    has = {name for name, one in parts.items() if one is not None}  # `__hash__ = None`: it has none
    number = proxy.register_once(value)
    return {
        "number": number,
        "stood": note(number, value, snap.notes.setdefault(NAME, {})) if snap.lasting else None,
        "names": names,
        "methods": sorted(has & METHODS.keys()),
        "class": _described(kind, snap) if kind.__flags__ & _HEAP_TYPE else None,
        "data": data_base(kind) is not None or "__array__" in has,
    }


def data_base(kind: type) -> Any:
    """The class of plain data that a type derives from; None where it does from none."""
    for base in _bases(kind):
        module, name = _name(base)
        if name in _DATA.get(module, ()):
            return base
    return None


def _name(kind: Any) -> list[str]:
    """Where a class is found; what only says that it lies somewhere is a student's."""
    module = str(_contents(kind).get("__module__", "builtins"))
    qualified = str(_qualified_name(kind))
    if not kind.__flags__ & _HEAP_TYPE:  # which no student's code can make
        dotted = vars(type)["__module__"].__get__(kind)
        return [str(dotted)[:_MAX_NAME], qualified[:_MAX_NAME]]
    found: Any = sys.modules.get(module)
    for part in qualified.split("."):
        found = getattr(found, "__dict__", {}).get(part)
    return [module[:_MAX_NAME] if found is kind else "__main__", qualified[:_MAX_NAME]]


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The proxy; where what is named lives in this process, that itself.

    Raises:
        DecodeError: the data is not what `encode` writes, or nobody may ask.
    """
    if isinstance(data, dict) and data.keys() == {"own"} and snap.referred:
        return proxy.registered[proxy.number_in(data["own"])]
    if not snap.checker.objects:
        raise DecodeError("it stayed in the notebook's process, which nobody may ask")
    if not isinstance(data, dict) or data.keys() != _KEYS:
        raise DecodeError("not a valid object")
    number, stood = proxy.number_in(data["number"]), data["stood"]
    if type(stood) is str and len(stood) <= _MAX_NAME:
        snap.checker.standing[number] = stood
    met = snap.checker.proxies
    if number not in met:
        own = data["class"]
        if own is not None:
            depth = snap.notes.get(NAME, 0)
            if depth >= _MAX_METACLASSES:
                raise DecodeError("an object whose class is of a class without end")
            snap.notes[NAME] = depth + 1
            try:
                decode(own, snap)
            finally:
                snap.notes[NAME] = depth
        kind = Kind(
            _names(data["names"]),
            frozenset(_texts(data["methods"]) & METHODS.keys()),
            None if own is None else proxy.number_in(own["number"]),
            data["data"] is True,
        )
        met[number] = remote(number, kind, snap.checker)
    return met[number]


def _names(data: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(data, list) or not 0 < len(data) <= _MAX_BASES:
        raise DecodeError("an object without its type")
    for name in data:
        is_valid = type(name) is list and len(name) == 2 and all(map(_is_name, name))
        if not is_valid or name[1].endswith("."):
            raise DecodeError("an object without its type's name")
    return tuple((module, qualified) for module, qualified in data)


def _is_name(text: Any) -> bool:
    return type(text) is str and 0 < len(text) <= _MAX_NAME and text.isprintable()


def _texts(data: Any) -> set[str]:
    if not isinstance(data, list) or not all(type(text) is str for text in data[: len(METHODS)]):
        raise DecodeError("not valid methods of an object")
    return {*data[: len(METHODS)]}

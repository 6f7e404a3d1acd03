"""Numbers, text, times, paths, and containers of them, as tagged JSON. [kernel, checker]

JSON alone would lose the difference between a tuple and a list, keys that are not text, and numbers
that are not finite, so everything but None, booleans, small integers and text carries a tag. Types
are matched exactly: a subclass is more than its value, so it comes back as what it was or not here.
"""

from __future__ import annotations

import functools
import importlib
import keyword
import math
import sys
import zoneinfo
from collections import OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from autograder.capture.formats import arrays, files
from autograder.capture.snapshot_folder import DecodeError, NoData, SnapshotFolder, TooLarge

NAME = "plain"

MAX_ITEMS = 1_000_000
MAX_TEXT = 4_000_000
MAX_DEPTH = 20
_SAFE_INT = 2**53
#: digits of a decimal number, before and after the point
_MAX_DIGITS = 10_000
#: 2026-11-21T10:30:05.123456+01:00:00.123456 is as long as a time can be
_MAX_TIME = 42
#: a zone's name
_MAX_ZONE = 40
#: how many keys of a dictionary or set may share their hash with another one
_MAX_COLLISIONS = 1_000
#: kinds of named tuples in one value, the fields of each, and the characters of a name
_MAX_KINDS = 1_000
_MAX_FIELDS = 255
_MAX_NAME = 100

# Class → the module that it lies in. Where its tag is met, it is looked for there and nowhere else.
_SEQUENCES = {
    **dict.fromkeys(("list", "tuple", "set", "frozenset"), "builtins"),
    "SList": "IPython.utils.text",  # what `files = !ls` gives
}
_MAPPINGS = {
    "dict": "builtins",
    **dict.fromkeys(("Counter", "OrderedDict"), "collections"),
    "Bunch": "sklearn.utils",
}
_TEXTS = {
    **dict.fromkeys(("PosixPath", "PurePosixPath", "PureWindowsPath"), "pathlib"),
    "LSString": "IPython.utils.text",
}
#: tag → the class, and how its text is read
_WRITTEN: dict[str, tuple[type, Any]] = {
    "datetime": (datetime, datetime.fromisoformat),
    "date": (date, date.fromisoformat),
    "time": (time, time.fromisoformat),
}
#: the numbers that a value consists of
_NUMBERS: dict[type, tuple[str, ...]] = {
    complex: ("real", "imag"),
    range: ("start", "stop", "step"),
    timedelta: ("days", "seconds", "microseconds"),
    Fraction: ("numerator", "denominator"),
}
#: what makes the missing values of a defaultdict; a function of the student's own would be code
_FACTORIES: dict[str, Any] = {
    kind.__name__: kind
    for kind in (list, dict, set, frozenset, tuple, str, bytes, int, float, complex, bool)
} | {kind.__name__: kind for kind in (OrderedDict, deque)}
#: what Python puts into the class of a named tuple besides its fields
_OF_NAMEDTUPLE = frozenset(
    {*vars(namedtuple("_", ""))}
    | {"__annotations__", "__orig_bases__", "__annotate__", "__annotate_func__"}
    | {"__annotations_cache__", "__static_attributes__", "__firstlineno__"}
)
_NOT_PLAIN = object()


@dataclass
class _Count:
    """What one value, with all that is in it, has taken so far."""

    items: int = 0
    text: int = 0

    def add_text(self, size: int) -> None:
        self.text += size
        if self.text > MAX_TEXT:
            raise TooLarge(f"it holds more than {MAX_TEXT:,} characters or bytes")


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data for a plain value; None where it is not one.

    Raises:
        TooLarge: more than a million items, four million characters or twenty levels.
    """
    data = _tagged(value, snap, 0, _Count())
    return None if data is _NOT_PLAIN else {"value": data}


def encode_alone(value: Any) -> Any:
    """JSON data for a value that is plain through and through, such as the name of a column.

    Raises:
        NoData: it is not plain, or a part of it is not.
        TooLarge: as `encode`.
    """
    return _encode(value, None, 0, _Count())


def _encode(
    value: Any, snap: SnapshotFolder | None, depth: int, count: _Count, *, key: bool = False
) -> Any:
    data = _tagged(value, snap, depth, count, key=key)
    if data is not _NOT_PLAIN:
        return data
    if snap is None:
        raise NoData(f"it holds a value of type {type(value).__name__}, which is no plain data")
    return {"other": snap.encode(value)}


def _tagged(
    value: Any, snap: SnapshotFolder | None, depth: int, count: _Count, *, key: bool = False
) -> Any:
    """JSON data, or _NOT_PLAIN."""
    count.items += 1
    if count.items > MAX_ITEMS:
        raise TooLarge(f"it has more than {MAX_ITEMS:,} items")
    if depth > MAX_DEPTH:
        raise TooLarge(f"it is nested more than {MAX_DEPTH} levels deep")
    if value is None or value is True or value is False:
        return value
    if value is Ellipsis:
        return {"ellipsis": True}
    kind = type(value)
    if kind is int:
        if value.bit_length() > 10_000:
            raise TooLarge("it holds a number of more than 10,000 bits")
        return value if -_SAFE_INT < value < _SAFE_INT else {"int": hex(value)}
    if kind is float:
        return {"float": value.hex() if math.isfinite(value) else repr(value)}
    if kind is str or _is_one_of(_TEXTS, kind):
        # The key of a dictionary is a name, whatever lies in the folder.
        if depth and snap is not None and not key and files.may_be_named(value, snap):
            return {"other": snap.encode(value)}
        text = str(value)
        count.add_text(len(text))
        # A lone surrogate has no UTF-8 form.
        text = text.encode("utf-8", "replace").decode()
        return text if kind is str else {kind.__name__: text}
    if kind is bytes or kind is bytearray:
        count.add_text(len(value))
        return {kind.__name__: value.hex()}

    def parts(items: Any) -> list[Any]:
        return [_encode(item, snap, depth + 1, count) for item in items]

    if kind in (list, tuple) and snap is not None:
        stack = arrays.encode_stack(value, snap)
        if stack is not None:
            count.items += len(value)
            return {"stack": [kind.__name__, stack]}
    if _is_one_of(_SEQUENCES, kind):
        return {kind.__name__: parts(value)}
    if _is_one_of(_MAPPINGS, kind) or (kind is defaultdict and not why_not(value)):
        pairs = [
            [
                _encode(name, snap, depth + 1, count, key=True),
                _encode(item, snap, depth + 1, count),
            ]
            for name, item in value.items()
        ]
        if kind is not defaultdict:
            return {kind.__name__: pairs}
        factory = value.default_factory
        return {"defaultdict": [None if factory is None else factory.__name__, pairs]}
    if kind is deque:
        return {"deque": [value.maxlen, parts(value)]}
    if kind in _NUMBERS:
        numbers = (getattr(value, name) for name in _NUMBERS[kind])
        return {kind.__name__: [_encode(number, None, depth, count) for number in numbers]}
    if kind is Decimal:
        text = str(value)
        return {"Decimal": text} if _decimal(text) is not None else _NOT_PLAIN
    if kind in (datetime, date, time):
        return _written(value)
    if _is_namedtuple(kind):
        for name in (kind.__name__, *kind._fields):
            count.add_text(len(name))
        return {"namedtuple": [kind.__name__, [*kind._fields], parts(tuple.__iter__(value))]}
    return _NOT_PLAIN


def why_not(value: Any) -> str:
    """Why a defaultdict is not plain, in a clause; empty where it is."""
    factory = value.default_factory
    if factory is None or any(factory is known for known in _FACTORIES.values()):
        return ""
    return "it makes missing values by a function of its own; give it list, int or another type"


def _is_one_of(classes: dict[str, str], kind: type) -> bool:
    """Whether a type is the class of its name in one of these tables."""
    module = sys.modules.get(classes.get(kind.__name__, ""))
    return module is not None and getattr(module, kind.__name__, None) is kind


def _written(value: Any) -> Any:
    """A date or time as its text, where that says all of it: the name of an offset is not in it."""
    tag = type(value).__name__
    zone: Any = getattr(value, "tzinfo", None)
    fold = getattr(value, "fold", 0)
    named = type(zone) is zoneinfo.ZoneInfo and zone.key in known_zones()
    if named or fold:
        value = value.replace(tzinfo=None if named else zone, fold=0)
    text = value.isoformat()
    if repr(_WRITTEN[tag][1](text)) != repr(value):
        return _NOT_PLAIN
    return {tag: [text, zone.key if named else None, fold] if named or fold else text}


def _is_namedtuple(kind: type) -> bool:
    """Whether a class is what `namedtuple` makes of its name and fields, and nothing more."""
    fields = getattr(kind, "_fields", None)
    if kind.__bases__ != (tuple,) or type(fields) is not tuple:
        return False
    if not are_names([kind.__name__, *fields]) or not {*vars(kind)} <= {*fields, *_OF_NAMEDTUPLE}:
        return False
    # Else `repr`, for one, may be the student's own.
    made_here = ("collections", f"namedtuple_{kind.__name__}")
    functions = [part for part in vars(kind).values() if hasattr(part, "__code__")]
    return all(function.__module__ in made_here for function in functions)


def are_names(names: Any) -> bool:
    """Whether these may be the names of a class and its fields."""
    return len(names) <= _MAX_FIELDS + 1 and all(
        type(name) is str
        and len(name) <= _MAX_NAME
        and name.isidentifier()
        and not keyword.iskeyword(name)
        for name in names
    )


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The plain value.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    if not isinstance(data, dict) or set(data) != {"value"}:
        raise DecodeError("a plain value without its value")
    return _decode(data["value"], snap, 0, _Seen())


def decode_alone(data: Any) -> Any:
    """The value that `encode_alone` was given. Raises DecodeError as `decode` does."""
    return _decode(data, None, 0, _Seen())


@dataclass
class _Seen:
    """What decoding one value has met so far."""

    items: int = 0
    kinds: set[tuple[str, ...]] = field(default_factory=set)


def _decode(data: Any, snap: SnapshotFolder | None, depth: int, seen: _Seen) -> Any:
    seen.items += 1
    if seen.items > 2 * MAX_ITEMS or depth > MAX_DEPTH + 1:
        raise DecodeError("too many items, or nested too deeply")
    if data is None or isinstance(data, (bool, int, str)):
        return data
    if not isinstance(data, dict) or len(data) != 1:
        raise DecodeError("a plain value without its tag")
    tag, body = next(iter(data.items()))
    try:
        if tag == "other" and snap is not None:
            return snap.decode(body)
        return _rebuilt(tag, body, snap, depth, seen)
    except DecodeError:
        raise
    except AssertionError as error:  # an opaque value lets nobody look it up
        raise DecodeError(f"it is looked up by a value that stayed behind: {error}") from None
    except (TypeError, ValueError, KeyError, OverflowError, ZeroDivisionError) as error:
        raise DecodeError(f"not a valid plain value: {str(error)[:200]}") from None


def _rebuilt(tag: str, body: Any, snap: SnapshotFolder | None, depth: int, seen: _Seen) -> Any:
    """What a tag and what stands behind it mean. Raises all kinds of errors where it is nothing."""

    def parts(items: Any) -> list[Any]:
        return [_decode(item, snap, depth + 1, seen) for item in list(items)]

    if tag in _SEQUENCES:
        values = parts(body)
        if tag in ("set", "frozenset"):
            refuse_collisions(values)
        return _class(_SEQUENCES[tag], tag)(values)
    if tag in _MAPPINGS:
        pairs = _pairs(body, parts)
        kind = _class(_MAPPINGS[tag], tag)
        return kind(**pairs) if tag == "Bunch" else kind(pairs)
    if tag == "stack" and snap is not None:
        name, stack = body
        items = arrays.decode_stack(stack, snap)
        seen.items += len(items)
        return {"list": list, "tuple": tuple}[name](items)
    if tag == "ellipsis":
        return Ellipsis
    if tag == "int":
        return int(body, 16)
    if tag == "float":
        return float(body) if body in ("inf", "-inf", "nan") else float.fromhex(body)
    if tag in ("bytes", "bytearray"):
        return (bytes if tag == "bytes" else bytearray).fromhex(body)
    if tag in _WRITTEN:
        return _read(tag, body)
    if tag == "Decimal":
        number = _decimal(body)
        if number is None:
            raise DecodeError("a number of endless digits")
        return number
    if tag in _TEXTS:
        return _class(_TEXTS[tag], tag)(_text(body))
    if tag == "defaultdict":
        factory, items = body
        return defaultdict(None if factory is None else _FACTORIES[factory], _pairs(items, parts))
    if tag == "deque":
        most, items = body
        return deque(parts(items), most)
    if tag == "namedtuple":
        name, fields, items = body
        return _namedtuple((name, *fields), seen)(*parts(items))
    numbers = parts(body)
    if not all(type(number) in (int, float) for number in numbers):
        raise DecodeError("not valid numbers")
    [made] = [kind for kind in _NUMBERS if kind.__name__ == tag]
    return made(*numbers)


def _pairs(data: Any, parts: Any) -> dict[Any, Any]:
    pairs = [parts(pair) for pair in list(data)]
    refuse_collisions([key for key, _ in pairs])
    return dict(pairs)


@functools.cache  # each of a million lists asks
def _class(module: str, tag: str) -> Any:
    try:
        return getattr(importlib.import_module(module), tag)
    except ImportError:
        raise DecodeError(f"a {tag}, which this check does not have") from None


def _text(body: Any) -> str:
    if not isinstance(body, str):
        raise DecodeError("not a valid text")
    return body


def _read(tag: str, body: Any) -> Any:
    text, name, fold = body if isinstance(body, list) else (body, None, None)
    if len(_text(text)) > _MAX_TIME:
        raise DecodeError("not a valid time")
    value = _WRITTEN[tag][1](text)
    if name is not None:
        value = value.replace(tzinfo=zoneinfo.ZoneInfo(_zone(name)))
    return value if fold is None else value.replace(fold=fold)


def _decimal(text: Any) -> Decimal | None:
    """A decimal number; None where its digits, written out, would take no end."""
    if len(_text(text)) > _MAX_DIGITS:
        return None
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    return number if not number.is_finite() or abs(number.adjusted()) <= _MAX_DIGITS else None


def _namedtuple(names: tuple[Any, ...], seen: _Seen) -> Any:
    """The class of a name and fields. Making one takes a hundred times as long as a tuple of it."""
    if not are_names(names):
        raise DecodeError("not valid names of a tuple")
    seen.kinds.add(names)
    if len(seen.kinds) > _MAX_KINDS:
        raise DecodeError("too many kinds of named tuples")
    return _named(names)


@functools.lru_cache(_MAX_KINDS)  # two of one kind have one class
def _named(names: tuple[str, ...]) -> Any:
    # Renaming keeps `_0`, which stands in the place of a field whose name was none.
    return namedtuple(names[0], names[1:], rename=True)


@functools.cache
def known_zones() -> set[str]:
    """The names of all time zones."""
    return zoneinfo.available_timezones()  # which looks through a folder


def _zone(name: object) -> str:
    """A known time zone's name: others make Python look for files."""
    if not isinstance(name, str) or len(name) > _MAX_ZONE or name not in known_zones():
        raise DecodeError("not a valid time zone")
    return name


def refuse_collisions(keys: list[Any]) -> None:
    """Refuses keys that were chosen to share a hash, because looking them up would take hours.

    Raises:
        DecodeError: more than a thousand of them share their hash with another one.
        TypeError: one of them has none.
    """
    if len(keys) - len({hash(key) for key in keys}) > _MAX_COLLISIONS:
        raise DecodeError("keys that all share one hash")

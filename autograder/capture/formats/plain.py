"""Numbers, text, dates with a time, and containers of them, as tagged JSON.

JSON alone would lose the difference between a tuple and a list, keys that are not text, and numbers
that are not finite, so everything but None, booleans, small integers and text carries a tag.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from autograder.capture.formats import files
from autograder.capture.room import DecodeError, NoData, Room, TooLarge

NAME = "plain"

MAX_ITEMS = 1_000_000
MAX_TEXT = 4_000_000
MAX_DEPTH = 20
_SAFE_INT = 2**53
#: 2026-11-21T10:30:05.123456+01:00:00.123456 is as long as a time can be
_MAX_TIME = 42
#: how many keys of a dictionary or set may share their hash with another one
_MAX_COLLISIONS = 1_000
_CONTAINERS: dict[str, Any] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


@dataclass
class _Count:
    """What one value, with all that is in it, has taken so far."""

    items: int = 0
    text: int = 0

    def add_text(self, size: int) -> None:
        self.text += size
        if self.text > MAX_TEXT:
            raise TooLarge(f"it holds more than {MAX_TEXT:,} characters or bytes")


def encode(value: Any, room: Room) -> Any:
    """JSON data for a plain value; None where it is not one.

    Raises:
        TooLarge: more than a million items, four million characters or twenty levels.
    """
    if not _is_plain(value):
        return None
    return {"value": _encode(value, room, 0, _Count())}


def encode_alone(value: Any) -> Any:
    """JSON data for a value that is plain through and through, such as the name of a column.

    Raises:
        NoData: it is not plain, or a part of it is not.
        TooLarge: as `encode`.
    """
    return _encode(value, None, 0, _Count())


def _is_plain(value: Any) -> bool:
    kinds = (bool, int, float, complex, str, bytes, PurePath, *_CONTAINERS.values(), dict, range)
    # A subclass (a look-alike) becomes the plain value: nothing of its class comes along.
    # NumPy's scalars are arrays of one number, though np.float64 is a float and np.str_ a str.
    if type(value).__module__ == "numpy":
        return False
    # A subclass of it (pandas' Timestamp, or NaT) is more than its text can say.
    if type(value) is datetime:
        return True
    return value is None or value is Ellipsis or isinstance(value, kinds)


def _encode(value: Any, room: Room | None, depth: int, count: _Count, *, key: bool = False) -> Any:
    count.items += 1
    if count.items > MAX_ITEMS:
        raise TooLarge(f"it has more than {MAX_ITEMS:,} items")
    if depth > MAX_DEPTH:
        raise TooLarge(f"it is nested more than {MAX_DEPTH} levels deep")
    if not _is_plain(value):
        if room is None:
            raise NoData(f"it holds a value of type {type(value).__name__}, which is no plain data")
        return {"other": room.encode(value)}
    if value is None or value is True or value is False:
        return value
    if value is Ellipsis:
        return {"ellipsis": True}
    if isinstance(value, int):
        number = int.__index__(value)
        if number.bit_length() > 10_000:
            raise TooLarge("it holds a number of more than 10,000 bits")
        return number if -_SAFE_INT < number < _SAFE_INT else {"int": hex(number)}
    if isinstance(value, float):
        number_ = float.__float__(value)
        return {"float": number_.hex()} if math.isfinite(number_) else {"float": repr(number_)}
    if isinstance(value, complex):
        return {"complex": [_encode(part, room, depth, count) for part in (value.real, value.imag)]}
    if isinstance(value, (str, PurePath)):
        # The key of a dictionary is a name, whatever lies in the folder.
        if depth and room is not None and not key and files.may_be_named(value, room):
            return {"other": room.encode(value)}
        text = str.__str__(value) if isinstance(value, str) else str(value)
        count.add_text(len(text))
        # A lone surrogate has no UTF-8 form.
        return text.encode("utf-8", "replace").decode()
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, bytes):
        count.add_text(len(value))
        return {"bytes": bytes(value).hex()}
    if isinstance(value, range):
        return {
            "range": [_encode(n, room, depth, count) for n in (value.start, value.stop)]
            + [_encode(value.step, room, depth, count)]
        }
    if isinstance(value, dict):
        pairs = [
            [
                _encode(name, room, depth + 1, count, key=True),
                _encode(item, room, depth + 1, count),
            ]
            for name, item in dict.items(value)
        ]
        return {"dict": pairs}
    for tag, kind in _CONTAINERS.items():
        if isinstance(value, kind):
            return {tag: [_encode(item, room, depth + 1, count) for item in value]}
    raise TypeError(type(value).__name__)  # _is_plain and this function name the same types


def decode(data: Any, room: Room) -> Any:
    """The plain value.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    if not isinstance(data, dict) or set(data) != {"value"}:
        raise DecodeError("a plain value without its value")
    return _decode(data["value"], room, 0, [0])


def decode_alone(data: Any) -> Any:
    """The value that `encode_alone` was given. Raises DecodeError as `decode` does."""
    return _decode(data, None, 0, [0])


def _decode(data: Any, room: Room | None, depth: int, count: list[int]) -> Any:
    count[0] += 1
    if count[0] > 2 * MAX_ITEMS or depth > MAX_DEPTH + 1:
        raise DecodeError("too many items, or nested too deeply")
    if data is None or isinstance(data, (bool, int, str)):
        return data
    if not isinstance(data, dict) or len(data) != 1:
        raise DecodeError("a plain value without its tag")
    tag, body = next(iter(data.items()))
    try:
        if tag == "ellipsis":
            return Ellipsis
        if tag == "other" and room is not None:
            return room.decode(body)
        if tag == "int":
            return int(body, 16)
        if tag == "float":
            return float(body) if body in ("inf", "-inf", "nan") else float.fromhex(body)
        if tag == "bytes":
            return bytes.fromhex(body)
        if tag == "datetime":
            return _decode_time(body)
        items = list(body)
        if tag == "dict":
            pairs = [
                (_decode(key, room, depth + 1, count), _decode(item, room, depth + 1, count))
                for key, item in items
            ]
            refuse_collisions([key for key, _ in pairs])
            return dict(pairs)
        if tag in ("complex", "range"):
            parts = [_decode(item, None, depth + 1, count) for item in items]
            return complex(*parts) if tag == "complex" else range(*parts)
        values = [_decode(item, room, depth + 1, count) for item in items]
        if tag in ("set", "frozenset"):
            refuse_collisions(values)
        return _CONTAINERS[tag](values)
    except DecodeError:
        raise
    except AssertionError as error:  # an opaque value lets nobody look it up
        raise DecodeError(f"it is looked up by a value that stayed behind: {error}") from None
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise DecodeError(f"a plain value that is none: {str(error)[:200]}") from None


def _decode_time(body: Any) -> datetime:
    if not isinstance(body, str) or len(body) > _MAX_TIME:
        raise DecodeError("a time that is none")
    return datetime.fromisoformat(body)


def refuse_collisions(keys: list[Any]) -> None:
    """Refuses keys that were chosen to share a hash, because looking them up would take hours.

    Raises:
        DecodeError: more than a thousand of them share their hash with another one.
        TypeError: one of them has none.
    """
    if len(keys) - len({hash(key) for key in keys}) > _MAX_COLLISIONS:
        raise DecodeError("keys that all share one hash")

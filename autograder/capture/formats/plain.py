"""Numbers, text and containers of them, as tagged JSON.

JSON alone would lose the difference between a tuple and a list, keys that are not text, and numbers
that are not finite, so everything but None, booleans, small integers and text carries a tag.
"""

from __future__ import annotations

import math
from pathlib import PurePath
from typing import Any

from autograder.capture.room import DecodeError, Room, TooLarge

NAME = "plain"

MAX_ITEMS = 1_000_000
MAX_TEXT = 4_000_000
MAX_DEPTH = 20
_SAFE_INT = 2**53
_CONTAINERS: dict[str, Any] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


def encode(value: Any, room: Room) -> Any:
    """JSON data for a plain value; None where it is not one.

    Raises:
        TooLarge: more than a million items, four million characters or twenty levels.
    """
    if not _is_plain(value):
        return None
    return {"value": _encode(value, room, 0, [0])}


def _is_plain(value: Any) -> bool:
    kinds = (bool, int, float, complex, str, bytes, PurePath, *_CONTAINERS.values(), dict, range)
    # A subclass (a look-alike) becomes the plain value: nothing of its class comes along.
    # NumPy's scalars are arrays of one number, though np.float64 is a float and np.str_ a str.
    if type(value).__module__ == "numpy":
        return False
    return value is None or value is Ellipsis or isinstance(value, kinds)


def _encode(value: Any, room: Room, depth: int, count: list[int]) -> Any:
    count[0] += 1
    if count[0] > MAX_ITEMS:
        raise TooLarge(f"it has more than {MAX_ITEMS:,} items")
    if depth > MAX_DEPTH:
        raise TooLarge(f"it is nested more than {MAX_DEPTH} levels deep")
    if not _is_plain(value):
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
        text = str.__str__(value) if isinstance(value, str) else str(value)
        if len(text) > MAX_TEXT:
            raise TooLarge(f"it holds a text of more than {MAX_TEXT:,} characters")
        # A lone surrogate has no UTF-8 form.
        return text.encode("utf-8", "replace").decode()
    if isinstance(value, bytes):
        if len(value) > MAX_TEXT:
            raise TooLarge(f"it holds more than {MAX_TEXT:,} bytes")
        return {"bytes": bytes(value).hex()}
    if isinstance(value, range):
        return {
            "range": [_encode(n, room, depth, count) for n in (value.start, value.stop)]
            + [_encode(value.step, room, depth, count)]
        }
    if isinstance(value, dict):
        pairs = [
            [_encode(key, room, depth + 1, count), _encode(item, room, depth + 1, count)]
            for key, item in dict.items(value)
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


def _decode(data: Any, room: Room, depth: int, count: list[int]) -> Any:
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
        if tag == "other":
            return room.decode(body)
        if tag == "int":
            return int(body, 16)
        if tag == "float":
            return float(body) if body in ("inf", "-inf", "nan") else float.fromhex(body)
        if tag == "bytes":
            return bytes.fromhex(body)
        items = list(body)
        if tag == "dict":
            return {
                _decode(key, room, depth + 1, count): _decode(item, room, depth + 1, count)
                for key, item in items
            }
        values = [_decode(item, room, depth + 1, count) for item in items]
        if tag == "complex":
            return complex(*values)
        if tag == "range":
            return range(*values)
        return _CONTAINERS[tag](values)
    except DecodeError:
        raise
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise DecodeError(f"a plain value that is none: {error}") from None

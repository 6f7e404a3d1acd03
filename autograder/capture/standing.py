"""Objects as they stood at their question, whatever cells do to them later. [kernel, checker]

Objects are asked after the last cell, because tests tell what they hand over. Of one that a cell
may change until then, what it holds is noted at its question, and a copy is kept; before the first
answer it is seen which have changed, and for these the copy answers. So an object that nobody has
changed stays the very one that the notebook's functions know.
"""

from __future__ import annotations

import contextlib
import copy
import json
import types
from pathlib import Path
from typing import Any

from autograder.capture import proxy
from autograder.capture.digest import digest_of, is_small

_MOST_COPIES, _MOST_PARTS = 1_000, 10_000
_contents = vars(type)["__dict__"].__get__
_bases = vars(type)["__mro__"].__get__
#: Python's own iterators, of which there are copies
_ITERATORS = (
    *(zip, map, filter, enumerate, reversed),
    *map(type, map(iter, ([], (), "", {}, {}.values(), {}.items(), set(), range(0)))),
)
#: (number, digest of what it held) → a copy; None where there is none
_copies: dict[tuple[int, str], Any] = {}
#: number → the object, and the digest of what it held after the last cell
_at_the_end: dict[int, tuple[Any, str]] = {}


def note(number: int, value: Any, memo: dict[int, Any]) -> str | None:
    """Keeps a copy of an object at its question.

    Args:
        number: that it is registered by.
        memo: of the copies of this question, as `copy.deepcopy` takes it.

    Returns:
        What tells how it stands; None where nobody can tell, or it cannot change.
    """
    kind = type(value)
    can_be_copied = _contents(kind).get("__module__") == "__main__" or kind in _ITERATORS
    if not (can_be_copied or kind is types.GeneratorType) or len(_copies) >= _MOST_COPIES:
        return None
    try:
        digest = _digest(value)
        if (number, digest) not in _copies:
            _copies[number, digest] = copy.deepcopy(value, memo) if can_be_copied else None
    except Exception:  # the student's object decides what it raises
        return None
    return digest


def choose(path: Path) -> set[int]:
    """Has objects answer as they stood at a question.

    Args:
        path: of a JSON file, number → what `note` gave; none where no object is to.

    Returns:
        The numbers of those that have changed since and have no copy.
    """
    if not path.exists():
        return set()
    standing = json.loads(path.read_text(encoding="utf-8"))
    if not _at_the_end:
        for number, _ in _copies:
            value = proxy.registered[number]
            try:
                _at_the_end[number] = (value, _digest(value))
            except Exception:
                _at_the_end[number] = (value, "")
    lost = set()
    for name, digest in standing.items():
        number = int(name)
        if number not in _at_the_end:
            continue
        value, now = _at_the_end[number]
        if now != digest:
            kept = _copies.get((number, digest))
            if kept is None:
                lost.add(number)
            else:
                value = kept
        proxy.answers_for(number, value)
    return lost


def _digest(value: Any) -> str:
    return digest_of(laid_open(value, {}))


def laid_open(value: Any, met: dict[int, int]) -> Any:
    """What an object holds, as plain data; other objects in it alike."""
    kind = type(value)
    if id(value) in met:
        return ["again", met[id(value)]]
    if len(met) > _MOST_PARTS:
        raise ValueError("too much to look at")
    if kind in (list, tuple, dict):
        met[id(value)] = len(met)
        parts = value.items() if kind is dict else value
        return [kind.__name__, [laid_open(part, met) for part in parts]]
    if kind is types.GeneratorType:
        met[id(value)] = len(met)
        frame = value.gi_frame
        return ["generator", frame and [frame.f_lasti, laid_open(dict(frame.f_locals), met)]]
    if kind in _ITERATORS:
        met[id(value)] = len(met)
        return [kind.__name__, [laid_open(part, met) for part in value.__reduce__()[1:]]]
    if _contents(kind).get("__module__") == "__main__" and not isinstance(value, type):
        met[id(value)] = len(met)
        return [kind.__name__, laid_open(state_of(value), met)]
    return value if is_small(value) else kind.__name__


def state_of(one: Any) -> dict[str, Any]:
    """All that is kept in an object, whatever its class says of that."""
    state: dict[str, Any] = {}
    for base in _bases(type(one)):
        for name, part in _contents(base).items():
            with contextlib.suppress(AttributeError):  # nothing is there yet
                if type(part) is types.MemberDescriptorType:
                    state[name] = part.__get__(one)
                elif type(part) is types.GetSetDescriptorType and name == "__dict__":
                    state.update(part.__get__(one))
    return state

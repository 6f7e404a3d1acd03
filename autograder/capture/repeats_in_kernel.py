"""Makes several calls of a function at once, where nobody can tell. [student kernel]

See `repeats`.
"""

from __future__ import annotations

import time
import types
from collections.abc import Callable
from typing import Any

from autograder.capture import random_numbers
from autograder.capture.digest import digest_of, is_small
from autograder.capture.standing import laid_open

_MOST_SECONDS = 0.5
#: libraries whose values leave as data, so that a digest tells whether they have changed
_LIBRARIES = frozenset({"numpy", "pandas", "datascience", "babypandas"})
#: what keeps the random numbers that `go_back` knows of
_RANDOM = ("Random", "RandomState")
#: the random numbers after each call of the last several
_after: list[Any] = []


def several(call: Callable[[], dict[str, Any]], times: int, function: Any) -> dict[str, Any]:
    """What at most so many calls give.

    Returns:
        What each gives, under its names with the number of the call before them; and `again`:
        whether several may be made at once another time.
    """
    _after.clear()
    before = _within_reach(function)
    until = time.monotonic() + _MOST_SECONDS
    outcomes = [call()]
    _after.append(random_numbers.state())
    again = before is not None and _within_reach(function) == before
    again = again and not any(name.startswith("files ") for name in outcomes[0])
    if again:
        while len(outcomes) < times and time.monotonic() < until and "raised" not in outcomes[-1]:
            outcomes.append(call())
            _after.append(random_numbers.state())
        again = _within_reach(function) == before
    found = {
        f"{place} {name}": value
        for place, outcome in enumerate(outcomes)
        for name, value in outcome.items()
    }
    return found | {"again": again}


def go_back(made: Any) -> None:
    """Has random numbers go on from where they were after so many of the last calls."""
    if type(made) is int and 1 <= made <= len(_after):
        random_numbers.restore(_after[made - 1])


def _within_reach(function: Any) -> str | None:
    """A digest of all that a function could change; None where nobody can tell."""
    values: list[Any] = []
    seen: set[int] = set()
    left = [function]
    while left:
        one = left.pop()
        if id(one) in seen or _is_fixed(one):
            continue
        seen.add(id(one))
        if type(one) is types.FunctionType:
            left += [cell.cell_contents for cell in one.__closure__ or ()]
            left += [one.__defaults__, one.__kwdefaults__]
            left += [one.__globals__[name] for name in _names(one.__code__) & {*one.__globals__}]
        elif type(one).__module__.partition(".")[0] in _LIBRARIES:
            values.append(one)
        elif is_small(one) or type(one) in (tuple, list, dict) or _is_own(one):
            values.append(laid_open(one, {}))
        else:
            return None
    try:
        return digest_of(values)
    except Exception:  # too much, or an object of the student's own raises
        return None


def _is_fixed(one: Any) -> bool:
    """Whether it is a module, a class, or a function in C that keeps nothing but random numbers."""
    if type(one) is types.BuiltinFunctionType:
        keeps = type(one.__self__)
        return keeps in (type(None), types.ModuleType) or keeps.__name__ in _RANDOM
    return isinstance(one, types.ModuleType | type)


def _is_own(one: Any) -> bool:
    return type(one).__module__ == "__main__"


def _names(code: types.CodeType) -> set[str]:
    inner = [part for part in code.co_consts if isinstance(part, types.CodeType)]
    return set(code.co_names).union(*map(_names, inner))

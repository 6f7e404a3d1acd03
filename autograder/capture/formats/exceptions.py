"""Classes of exceptions of the student's own, as classes of the same names. [kernel, checker]

`except TooMuch` takes no proxy, and `issubclass(TooMuch, ValueError)` asks nobody. What such a
class does besides stays behind. What the student's code raises is then of the very class.
"""

from __future__ import annotations

import builtins
from typing import Any

from autograder.capture import proxy
from autograder.capture.snapshot_folder import DecodeError, SnapshotFolder

NAME = "exception"

_MAX_NAME = 100
_MAX_BASES = 50
#: what a function may raise so that its caller can tell; anything else is of a kind of these
EXCEPTIONS = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and kind is not AssertionError
    # These cannot be made of a text alone.
    if not issubclass(kind, UnicodeError | ExceptionGroup) or kind is UnicodeError
}
_bases = vars(type)["__mro__"].__get__
_name = vars(type)["__qualname__"].__get__


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """Names and numbers of a class and of its bases as JSON data; None for anything else."""
    if not snap.objects or not isinstance(value, type) or Exception not in _bases(value):
        return None
    own = [base for base in _bases(value)[:_MAX_BASES] if base.__module__ != "builtins"]
    if not own:
        return None
    kinds = [base.__name__ for base in _bases(value) if base.__module__ == "builtins"]
    named = [[proxy.register_once(base), _name(base)[:_MAX_NAME]] for base in own]
    return {"own": named, "kinds": kinds[:_MAX_BASES]}


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The class; the same one each time that it comes.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    if not isinstance(data, dict) or data.keys() != {"own", "kinds"}:
        raise DecodeError("not a valid class of exceptions")
    own, kinds = data["own"], data["kinds"]
    if not isinstance(own, list) or not 0 < len(own) <= _MAX_BASES:
        raise DecodeError("not a valid class of exceptions")
    bases = of_kinds(kinds)
    for one in reversed(own):  # what they derive from comes first
        if type(one) is not list or len(one) != 2:
            raise DecodeError("not a valid class of exceptions")
        number, name = proxy.number_in(one[0]), one[1]
        if number not in snap.checker.exceptions:
            snap.checker.exceptions[number] = made(name, bases)
        bases = [snap.checker.exceptions[number]]
    return bases[0]


def of_kinds(names: Any) -> list[type[Exception]]:
    """The built-in classes that something is of, by their names; none that another one is.

    Raises:
        DecodeError: these are no names.
    """
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise DecodeError("not valid names of exceptions")
    bases: list[type[Exception]] = []
    for name in names[:_MAX_BASES]:
        kind = EXCEPTIONS.get(name)
        if kind and not any(issubclass(base, kind) for base in bases):
            bases.append(kind)
    return bases or [RuntimeError]


def made(name: Any, bases: list[type[Exception]]) -> type[Exception]:
    """A class of exceptions that reads as one of the notebook's.

    Raises:
        DecodeError: that is no name.
    """
    short = name.rpartition(".")[2] if isinstance(name, str) else ""
    if not short.isidentifier() or len(short) > _MAX_NAME:
        raise DecodeError("a class of exceptions without its name")
    facts = {"__module__": "__main__"}
    try:
        return type(short, tuple(bases), facts)
    except TypeError:  # not every two of them can be derived from
        return type(short, (bases[0],), facts)

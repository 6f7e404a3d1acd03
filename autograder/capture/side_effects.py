"""What a call changes besides what it gives: arguments and variables. [kernel, checker]

A test calls a function in another process, with copies of its arguments. One that sorts a list in
place, or appends to a list of the notebook's, would leave the test's copies as they were. So the
kernel says what has changed, and the checker does the same to its own copies. That is the word of
the student's process, and only asked for where objects may be asked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.capture import proxy
from autograder.capture.checker_state import CheckerState
from autograder.capture.digest import SIMPLE, digest_of, is_mutable

#: in an answer, what has changed: arguments by their place, variables by their name
ARGUMENTS, VARIABLES = "arguments", "variables"


class Watched:
    """In the kernel, what a call may change. Made before it, and asked after it."""

    def __init__(self, number: int, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        """Args:
        number: of what is called.
        args, kwargs: that it is called with.
        """
        given = {**{str(place): one for place, one in enumerate(args)}, **kwargs}
        self._arguments = {place: one for place, one in given.items() if is_mutable(one)}
        self._names = proxy.watched.get(number, frozenset())
        self._variables = getattr(proxy.registered[number], "__globals__", {})
        self._before = self._digests()
        self._simple = self._others()

    def changed(self) -> dict[str, dict[str, Any]]:
        """What to add to the answer."""
        now = self._digests()
        different = {key for key in now if now[key] != self._before.get(key)}
        variables = {
            name: value
            for name, value in self._others().items()
            if name not in self._simple or self._simple[name] is not value
        }
        variables |= {name: self._variables[name] for kind, name in different if kind == VARIABLES}
        arguments = {
            place: self._arguments[place] for kind, place in different if kind == ARGUMENTS
        }
        found = {ARGUMENTS: arguments, VARIABLES: variables}
        return {key: value for key, value in found.items() if value}

    def _digests(self) -> dict[tuple[str, str], str]:
        variables = {name: self._variables.get(name) for name in self._names}
        return {
            (kind, key): digest_of(value)
            for kind, of in ((ARGUMENTS, self._arguments), (VARIABLES, variables))
            for key, value in of.items()
            if is_mutable(value)
        }

    def _others(self) -> dict[str, Any]:
        """Variables that can only become another value."""
        here = {name: self._variables[name] for name in self._names if name in self._variables}
        return {name: value for name, value in here.items() if type(value) in SIMPLE}


def follow(
    answered: Mapping[str, Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    checker: CheckerState,
) -> None:
    """In the checker, does to its own copies what an answer says that a call has done.

    Whatever is not of the kind that it was stays as it was, and so does a variable to which the
    test has given another value.
    """
    given = {**{str(place): one for place, one in enumerate(args)}, **kwargs}
    for place, new in _pairs(answered, ARGUMENTS):
        old = given.get(place)
        if is_mutable(old) and type(new) is type(old):
            checker.took_part = True
            become(old, new)
    for name, new in _pairs(answered, VARIABLES):
        old = checker.variables.get(name)
        if name not in checker.variables or checker.namespace.get(name) is not old:
            continue
        if is_mutable(old) and type(new) is type(old):
            become(old, new)
        elif type(old) in SIMPLE and type(new) in SIMPLE:
            checker.variables[name] = checker.namespace[name] = new
        else:
            continue
        checker.took_part = True


def _pairs(answered: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    data = answered.get(key)
    return [*data.items()] if type(data) is dict else []


def become(old: Any, new: Any) -> None:
    """Gives a value the content of another of its kind; what it holds stays itself if it can."""
    kind = type(old)
    if kind in (list, deque):
        if len(old) == len(new):
            for place, part in enumerate(new):
                old[place] = _kept(old[place], part)
        else:
            old.clear()
            old.extend(new)
    elif issubclass(kind, dict):
        parts = {key: _kept(old[key], part) if key in old else part for key, part in new.items()}
        old.clear()
        old.update(parts)
    elif kind is bytearray:
        old[:] = new
    elif kind is set:
        old.clear()
        old.update(new)
    elif hasattr(old, "_update_inplace"):  # a frame or a series, as their own `inplace=True` does
        old._update_inplace(new)
    elif old.shape == new.shape and old.dtype == new.dtype and old.flags.writeable:
        old[...] = new


def _kept(old: Any, new: Any) -> Any:
    if type(old) is not type(new) or not is_mutable(old):
        return new
    become(old, new)
    return old

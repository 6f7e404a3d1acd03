"""Calls that are alike and follow one another, made several at once. [any]

A test of a simulation calls one function thousands of times, and each call crosses four processes.
After some calls that are alike, the kernel is asked for several at once, and the test gets one
after the other. `repeats_in_kernel` makes them, where they change nothing that could be seen, and
takes random numbers back to where they were after the last call that the test has made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: calls that are made one by one before several are made at once; and of these at most so many
ONE_BY_ONE, MOST_AT_ONCE = 32, 64
_CONSTANTS = (int, float, complex, bool, str, bytes, type(None))


@dataclass
class Repeats:
    """In the checker, what is known of the calls so far.

    Attributes:
        times: how many the next question asks for.
        back: of the answer before, how many the test has made where that gave more; else None.
    """

    times: int = 1
    back: int | None = None
    _number: int = 0
    _alike: Any = None
    _row: int = 0
    _taken: int = 0
    _waiting: deque[dict[str, Any]] = field(default_factory=deque)
    _alone: set[int] = field(default_factory=set)

    def begin(
        self, number: int, args: Sequence[Any], kwargs: Mapping[str, Any], *, is_new: bool
    ) -> dict[str, Any] | None:
        """Begins a question; what it gives, where that came with the answer to an earlier one.

        Args:
            number: of the function that is called.
            args, kwargs: that it is called with.
            is_new: whether it is no call, or random numbers have begun anew.
        """
        given = [*args, *kwargs.values()]
        is_new = is_new or any(type(value) not in _CONSTANTS for value in given)
        alike = None if is_new else repr((number, args, kwargs))
        if alike is None or alike != self._alike:
            self.back = self._taken if self._waiting else None
            self._waiting.clear()
            self._alike, self._row, self.times = alike, 0, 1
        self._number = number
        self._row += 1
        if self._waiting:
            self._taken += 1
            return self._waiting.popleft()
        if self._row > ONE_BY_ONE and number not in self._alone:
            self.times = min(2 * self.times, MOST_AT_ONCE)
        return None

    def first(self, answered: Mapping[str, Any]) -> dict[str, Any]:
        """Of an answer to several calls that of the first; the others wait.

        Raises:
            ValueError: it is no such answer.
        """
        found: dict[int, dict[str, Any]] = {}
        for name, value in answered.items():
            place, _, key = name.partition(" ")
            if place.isdecimal():
                found.setdefault(int(place), {})[key] = value
        if not 1 <= len(found) <= self.times or sorted(found) != [*range(len(found))]:
            raise ValueError("not the answer to several calls")
        if answered.get("again") is not True:
            self._alone.add(self._number)
            self.times = 1
        self._taken = 1
        self._waiting.extend(found[place] for place in range(1, len(found)))
        return found[0]

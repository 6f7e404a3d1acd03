"""What a checker knows from one question to the next, in one place. [any]"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograder.capture.repeats import Repeats

#: beginnings of what libraries look for in all that they are given
OF_LIBRARIES = ("__array", "__cuda", "__dlpack", "__dataframe", "__arrow", "_repr_", "_ipython")
#: asks what a proxy stands for: an operation and its arguments
Relay = Callable[[Any, str, tuple[Any, ...], dict[str, Any]], Any]


_MOST_LENT = 1_000


def _parts(value: Any) -> list[int]:
    """What tells whether a list, dictionary or set has other parts than it had."""
    return [id(part) for part in (*value, *(value.values() if type(value) is dict else ()))]


@dataclass(eq=False)
class CheckerState:
    """Made once in a checker; every proxy and every network that is rebuilt there knows it.

    Attributes:
        relay: how a question gets to the student's kernel; None where there is no way.
        objects: whether what is no data may be asked about itself, and not functions alone.
        parts: whether parts of networks that are code may be asked.
        raised: what students' code raised when it was asked, in the case that runs.
        held_back: a clause for the instructor about each thing that could not cross.
        took_part: whether an object was asked, or took part, in the case that runs.
        random_numbers: of the state that the kernel knows of, what tells it from others.
        random_at: what the random numbers at the question are known by, until that was asked for.
        unread: a clause about each thing that could not be read of a function or object, in the
            case that runs, and without which that may go on.
        lent: name of an attribute, the list, dictionary or set that it gave, and its parts then.
        proxies: of objects, by number.
        functions: of functions, by what tells each from others, at the question that is checked.
        loops: number → how far that iterator was taken; see `remote.Loop`.
        namespace: what the case that runs sees of the notebook; tests may add to it.
        variables: what it has come as, or has become since by what a function did to it.
        standing: number of an object → how it stood at the question that is checked.
        placed: paths of files that came from the student's working folder.
        files_left: names of those in it that did not come.
        exceptions: number → the class that stands for one of the student's.
        networks: the rebuilt ones of which parts are asked.
        repeats: calls that are made several at once.
    """

    relay: Relay | None = None
    objects: bool = False
    parts: bool = True
    raised: list[str] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)
    took_part: bool = False
    random_numbers: str = ""
    random_at: int | None = None
    unread: list[str] = field(default_factory=list)
    lent: list[tuple[str, Any, list[int]]] = field(default_factory=list)
    proxies: dict[int, Any] = field(default_factory=dict)
    functions: dict[int | None, Any] = field(default_factory=dict)
    loops: dict[int, Any] = field(default_factory=dict)
    namespace: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    standing: dict[int, str] = field(default_factory=dict)
    placed: set[str] = field(default_factory=set)
    files_left: set[str] = field(default_factory=set)
    exceptions: dict[int, type[Exception]] = field(default_factory=dict)
    networks: weakref.WeakSet[Any] = field(default_factory=weakref.WeakSet)
    repeats: Repeats = field(default_factory=Repeats)

    def begin_question(self, random_at: int | None) -> None:
        """Forgets calls that were made ahead: an object may stand otherwise at this question."""
        self.random_at, self.repeats = random_at, Repeats()

    def begin_case(self) -> None:
        """Forgets what an earlier test case came to."""
        self.took_part = False
        self.raised.clear()
        self.unread.clear()
        self.lent.clear()

    def lend(self, name: str, value: Any) -> Any:
        """A list, dictionary or set that an attribute gave: a copy, which a test may change."""
        if type(value) in (list, dict, set) and len(self.lent) < _MOST_LENT:
            self.lent.append((name, value, _parts(value)))
        return value

    def changed_copies(self) -> list[str]:
        """Clauses about what the case that runs has changed, of which it has copies alone."""
        return [
            f"a test changes `{name}` of what stayed in the kernel, and has a copy alone"
            for name, value, before in self.lent
            if _parts(value) != before
        ]

    def cannot_read(self, name: str) -> None:
        """Notes that a test looked for what no function and no object is asked for."""
        if not name.startswith(OF_LIBRARIES):
            self.unread.append(f"a test reads `{name}` of what stayed in the student's kernel")

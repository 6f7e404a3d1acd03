"""The log of refusals: what of a submission was not taken, and why; a line each. [any]

The lines go where all of the log goes, which says whose submission it is about. Students choose
what is refused, so lines are short, and of one submission there are only so many.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass

#: lines of one submission, and characters of each
MOST, LENGTH = 20, 300
_log = logging.getLogger(__name__)


@dataclass
class _Count:
    lines: int = 0


_count: ContextVar[_Count] = ContextVar("refusals")


@contextlib.contextmanager
def counted() -> Iterator[None]:
    """Within, and in threads that are given this context, lines are those of one submission."""
    token = _count.set(_Count())
    try:
        yield
    finally:
        _count.reset(token)


def refuse(what: str, why: object) -> None:
    """Writes a line.

    Args:
        what: was not taken, or stopped.
        why: a clause, or the error that says so.
    """
    count = _count.get(_Count())
    count.lines += 1
    if count.lines <= MOST:
        _log.info("refused: %s", f"{what}: {why}"[:LENGTH])
    elif count.lines == MOST + 1:
        _log.info("refused: more, which is not listed")

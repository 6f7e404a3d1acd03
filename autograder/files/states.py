"""What tells whether files have changed since they were last looked at. [any]"""

from __future__ import annotations

import functools
import os
import time
from pathlib import Path

#: inode, size, and the times of the last change to content and to anything, in ns
State = tuple[int, int, int, int]
#: a clock that ticks this seldom would still tell a later change from an earlier one
_TICK_NS = 2 * 10**9


def of(found: os.stat_result) -> State:
    """The state that a file was found in."""
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def is_settled(changed: int) -> bool:
    """Whether a change from now on would give another time than this last one, in ns.

    As Git asks of its index: https://git-scm.com/docs/racy-git.
    """
    return time.time_ns() - changed > _TICK_NS


@functools.cache
def of_code(package: Path) -> tuple[tuple[str, int], ...]:
    """Each file of Python and each template of a package, with its time: what runs here now."""
    code = (path for path in package.rglob("*.*") if path.suffix in _CODE)
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in code))


_CODE = frozenset({".py", ".html", ".js", ".css", ".svg"})

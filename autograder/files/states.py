"""What tells whether files have changed since they were last looked at. [any]"""

from __future__ import annotations

import functools
import os
from pathlib import Path

#: inode, size, and the times of the last change to content and to anything, in ns
State = tuple[int, int, int, int]


def of(found: os.stat_result) -> State:
    """The state that a file was found in."""
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


@functools.cache
def of_code(package: Path) -> tuple[tuple[str, int], ...]:
    """Each file of Python and each template of a package, with its time: what runs here now."""
    code = (path for path in package.rglob("*.*") if path.suffix in _CODE)
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in code))


_CODE = frozenset({".py", ".html", ".js", ".css", ".svg"})

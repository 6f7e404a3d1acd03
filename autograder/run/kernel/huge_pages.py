"""Moves memory into huge pages, so that forking takes half the time. [fork server]

fork(2) copies a page table with an entry for each page that was written to, and what is forked has
it taken down again. For the 200 MB that importing TensorFlow leaves behind, that is most of the
time it takes to fork; with huge pages there is one entry for 512. Where a child writes, it gets a
copy of a small page as before.

A huge page has to be filled by neighbours. Python takes its memory in arenas of a megabyte, which
lie scattered among the libraries that are loaded between two of them: so they are taken before.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path

#: of x86-64, and of AArch64 with pages of 4 KiB
HUGE = 2 << 20
#: from linux/mman.h; Linux 6.1
_MADV_COLLAPSE = 25
#: the largest object that lies in an arena, and how many of them fill one: 63 pools at least, of
#: 31 each; see Objects/obmalloc.c of CPython
_OBJECT_BYTES, _OBJECTS = 512, 63 * 31
#: an object of each arena that was taken, without which it would be given back
_kept: list[bytes] = []


def take_arenas(number: int) -> None:
    """Has Python take so many arenas one beside the other, for what is imported from now on.

    Args:
        number: as many as that is certain to need, since their memory is written to.
    """
    empty = _OBJECT_BYTES - sys.getsizeof(b"")
    made = [b""] * (number * _OBJECTS)  # at once: what grows would take memory between two arenas
    for index in range(len(made)):
        made[index] = bytes(empty)
    _kept.extend(made[::_OBJECTS])


def collapse() -> int:
    """Collapses all private memory that can be, and is no part of a file; see madvise(2).

    Returns:
        How many huge pages there are now; 0 on a kernel that does not know the call.
    """
    libc = ctypes.CDLL(None)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return sum(libc.madvise(start, HUGE, _MADV_COLLAPSE) == 0 for start in _candidates())


def _candidates() -> Iterator[int]:
    """Where in memory a huge page may begin; see proc_pid_maps(5)."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        extent, permissions, *_, name = [*line.split(maxsplit=5), ""][:6]
        if permissions != "rw-p" or name.startswith("/"):
            continue
        start, end = (int(number, 16) for number in extent.split("-"))
        yield from range(-(-start // HUGE) * HUGE, end - HUGE + 1, HUGE)

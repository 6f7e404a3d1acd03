"""Arrays of data sets in memory that processes share. [any]

The fork server holds the arrays; the processes that it forks inherit them. A checker has an open
file that nobody can change. A student's kernel has memory of its own and no file: one that several
have open carries messages from one to another, by its offset, its attributes and its locks.
"""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

#: a descriptor of a file that can be mapped anew, or memory of this process alone
Memory = int | mmap.mmap | memoryview
#: reads a file: name → array of numbers; raises DatasetError where it cannot be used
Reader = Callable[[Path], Mapping[str, Any]]


@dataclass(frozen=True)
class Held:
    """Arrays, one after another.

    Attributes:
        size: in bytes.
        places: name → type, shape and start of each.
    """

    memory: Memory
    size: int
    places: Mapping[str, tuple[np.dtype[Any], tuple[int, ...], int]]

    def arrays(self, *, copied: bool) -> dict[str, Any]:
        """Name → array, of which a caller may change what belongs to it alone.

        Args:
            copied: whether the arrays own their memory. Else only those pages are copied that
                somebody changes, so that calling it often takes no time.
        """
        shared = isinstance(self.memory, int)
        memory = mmap.mmap(self.memory, 0, mmap.MAP_PRIVATE) if shared else self.memory  # type: ignore[arg-type]
        found: dict[str, Any] = {
            name: np.ndarray(shape, kind, memory, start)  # type: ignore[arg-type]
            for name, (kind, shape, start) in self.places.items()
        }
        return (
            {name: array.copy() for name, array in found.items()} if copied or not shared else found
        )


#: path → time and size of the file when it was read, and what it held
_held: dict[Path, tuple[tuple[int, int] | None, Held]] = {}


def hold(path: Path, read: Reader) -> Held:
    """Keep what the file at `path` holds for this process and those forked from it.

    The file is read again only when its time or size has changed. A process forked from one that
    holds the file need not be able to reach it: where each submission has a user id of its own, the
    file may lie in a folder that is closed to others.

    Raises:
        DatasetError: as `read` does.
    """
    known = _held.get(path)
    try:
        status = path.stat()
        stamp = status.st_mtime_ns, status.st_size
    except OSError:
        stamp = None
    if known is None or (stamp is not None and known[0] != stamp):
        known = _held[path] = (stamp, _packed(read(path)))
    return known[1]


def close_files() -> None:
    """Keep what is held in memory of this process alone, without an open file."""
    for path, (stamp, held) in _held.items():
        if isinstance(held.memory, int):
            own = _mapped_without_a_file(held.memory, held.size)
            _held[path] = stamp, replace(held, memory=own)
            os.close(held.memory)


def _packed(arrays: Mapping[str, Any]) -> Held:
    """Moves arrays into memory that can be shared; TensorFlow wants starts that it can share."""
    contents = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    places, size = {}, 0
    for name, array in contents.items():
        if array.dtype.hasobject:  # addresses of this process
            raise TypeError(f"{name} holds objects, and processes share numbers alone")
        start = -(-size // mmap.PAGESIZE) * mmap.PAGESIZE
        places[name] = (array.dtype, array.shape, start)
        size = start + array.nbytes
    try:
        memory = os.memfd_create("dataset", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    except OSError:  # in a sandbox that began without what the fork server holds
        own = mmap.mmap(-1, size, mmap.MAP_PRIVATE)
        for name, (_, _, start) in places.items():
            own[start : start + contents[name].nbytes] = contents[name].tobytes()
        return Held(own, size, places)
    with open(memory, "wb", closefd=False) as file:
        for name, (_, _, start) in places.items():
            file.seek(start)
            file.write(contents[name].data)
    # Processes inherit it, and none may change what others are measured with.
    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
    fcntl.fcntl(memory, fcntl.F_ADD_SEALS, seals)
    return Held(memory, size, places)


def _mapped_without_a_file(descriptor: int, size: int) -> Memory:
    """Map a file copy-on-write, as `mmap.mmap` does, which would keep a descriptor of its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    numbers = (ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
    libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, *numbers)
    access = mmap.PROT_READ | mmap.PROT_WRITE
    address = libc.mmap(None, size, access, mmap.MAP_PRIVATE, descriptor, 0)
    if address == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "the data set can't be mapped")
    return memoryview((ctypes.c_ubyte * size).from_address(address))

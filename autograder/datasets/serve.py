"""Serves MNIST to Keras from memory that processes share. [fork server, kernel, checker]

The fork server holds the arrays; the processes that it forks inherit them. A checker has an open
file that nobody can change. A student's kernel has memory of its own and no file: one that several
have open carries messages from one to another, by its offset, its attributes and its locks.
"""

from __future__ import annotations

import ctypes
import fcntl
import filecmp
import importlib
import math
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from autograder.datasets.mnist_file import (
    DOWNLOAD_MD5,
    DOWNLOAD_SHA256,
    REPLACE,
    SHAPES,
    Bytes,
    Split,
    read,
    unreadable,
)

#: a descriptor of a file that can be mapped anew, or memory of this process alone
Memory = int | mmap.mmap | memoryview


def serve_to_keras(path: Path, *, copied: bool = True) -> None:
    """Make keras.datasets.mnist.load_data, under all of its names, read the file at `path`.

    Holds for this process and those forked from it; imports Keras. The file is read at the first
    call of load_data, unless the process that this one was forked from holds it; a caller that
    changes the arrays changes only its own.

    copied: whether each call gives arrays that own their memory, as Keras does. Else only those
    pages are copied that somebody changes, so that calling it often takes no time.
    """
    served = Path(path).absolute()  # student code may change the working folder

    def load_data(path: str = "mnist.npz") -> Split:
        """Return `(x_train, y_train), (x_test, y_test)` of MNIST; `path` is not needed here."""
        memory = hold(served)
        arrays = _mapped(memory)
        if copied or not isinstance(memory, int):
            arrays = [array.copy() for array in arrays]
        x_train, y_train, x_test, y_test = arrays
        return (x_train, y_train), (x_test, y_test)

    _take_for_the_download(served)
    importlib.import_module("keras.datasets.mnist")
    # The first is the definition, which all others import by name: one that is imported later
    # takes the replacement from it, one that is already there has its own name for the original.
    for name in (
        "keras.src.datasets.mnist",
        "keras.datasets.mnist",
        "keras._tf_keras.keras.datasets.mnist",
        "tensorflow.keras.datasets.mnist",
    ):
        module = sys.modules.get(name)
        if module is not None:
            module.__dict__["load_data"] = load_data


def _take_for_the_download(served: Path) -> None:
    """Let keras.utils.get_file, given the checksum of Keras's file, take the file at `served`.

    The same arrays lie in zips that differ, and the synthetic data set is another file altogether.
    """
    file_utils = importlib.import_module("keras.src.utils.file_utils")
    validate_file = file_utils.validate_file

    def validated(fpath: str, file_hash: str, *args: Any, **options: Any) -> bool:
        if str(file_hash) in (DOWNLOAD_SHA256, DOWNLOAD_MD5):
            return filecmp.cmp(fpath, served, shallow=False)
        return bool(validate_file(fpath, file_hash, *args, **options))

    file_utils.__dict__["validate_file"] = validated


def hold(path: Path) -> Memory:
    """Keep what the file at `path` holds for this process and those forked from it.

    Returns its arrays in memory: a descriptor, where nobody can change them any more, or memory of
    this process alone. The file is read again only when its time or size has changed. A process
    forked from one that holds the file need not be able to reach it: where each submission has a
    user id of its own, the file may lie in a folder that is closed to others. Raises DatasetError
    as `load_mnist` does.
    """
    known = _held.get(path)
    try:
        status = path.stat()
    except OSError as error:
        if known is not None:
            return known[1]
        raise unreadable(path, error, REPLACE) from error
    stamp = (status.st_mtime_ns, status.st_size)
    if known is None or known[0] != stamp:
        known = _held[path] = (stamp, _packed(path))
    return known[1]


#: path → time and size of the file when it was read, and what `_packed` made of it
_held: dict[Path, tuple[tuple[int, int], Memory]] = {}


def close_files() -> None:
    """Keep what is held in memory of this process alone, without an open file."""
    for path, (stamp, memory) in _held.items():
        if isinstance(memory, int):
            _held[path] = stamp, _mapped_without_a_file(memory)
            os.close(memory)


def _packed(path: Path) -> Memory:
    """Return the file's arrays, one after another as `_places` has them."""
    arrays, _ = read(path, REPLACE)
    try:
        memory = os.memfd_create("mnist", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    except OSError:  # in a sandbox that began without what the fork server holds
        own = mmap.mmap(-1, _size(), mmap.MAP_PRIVATE)
        for name, start, size in _places():
            own[start : start + size] = np.ascontiguousarray(arrays[name]).tobytes()
        return own
    with open(memory, "wb", closefd=False) as file:
        for name, start, _ in _places():
            file.seek(start)
            file.write(np.ascontiguousarray(arrays[name]).data)
    # Processes inherit it, and none may change what others are measured with.
    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
    fcntl.fcntl(memory, fcntl.F_ADD_SEALS, seals)
    return memory


def _mapped(memory: Memory) -> list[Bytes]:
    """Return the four arrays of what `hold` returned.

    Who writes to those of a descriptor gets a page of its own.
    """
    everything = mmap.mmap(memory, 0, mmap.MAP_PRIVATE) if isinstance(memory, int) else memory
    return [
        np.frombuffer(everything, np.uint8, size, start).reshape(SHAPES[name])
        for name, start, size in _places()
    ]


def _mapped_without_a_file(descriptor: int) -> Memory:
    """Map a file copy-on-write, as `mmap.mmap` does, which would keep a descriptor of its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    numbers = (ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
    libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, *numbers)
    access = mmap.PROT_READ | mmap.PROT_WRITE
    address = libc.mmap(None, _size(), access, mmap.MAP_PRIVATE, descriptor, 0)
    if address == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "the data set can't be mapped")
    return memoryview((ctypes.c_ubyte * _size()).from_address(address))


def _size() -> int:
    *_, (_, start, size) = _places()
    return start + size


def _places() -> Iterator[tuple[str, int, int]]:
    """Yield name, start and size in bytes of each array; TensorFlow wants starts it can share."""
    start = 0
    for name, shape in SHAPES.items():
        size = math.prod(shape)
        yield name, start, size
        start += -(-size // mmap.PAGESIZE) * mmap.PAGESIZE

"""Packs files that student code wrote, and unpacks them again. [worker]"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow

from autograder.run import worker_process
from autograder.run.channel import MAX_DESCRIPTORS

_CHUNK = 1 << 20


def pack(count: int) -> list[str]:
    """Packs the files 0 to `count` - 1, in Zstandard.

    A packed file goes to the file whose number is the digest; where none can be had, it is packed
    already.

    Returns:
        The SHA-256 of each, in hexadecimal digits.

    Raises:
        OSError: a file is not there.
        ValueError: a file has changed while it was read.
    """
    digests: list[str] = []
    for first in range(0, count, MAX_DESCRIPTORS):
        numbers = range(first, min(count, first + MAX_DESCRIPTORS))
        with contextlib.ExitStack() as opened:
            files = [
                opened.enter_context(os.fdopen(_there(file), "rb"))
                for file in worker_process.open_files(numbers)
            ]
            new = [hashlib.file_digest(file, "sha256").hexdigest() for file in files]
            targets = worker_process.open_files([int(digest, 16) for digest in new])
            for file, digest, target in zip(files, new, targets, strict=True):
                if target is not None:
                    _pack(file, digest, target)
            digests += new
    return digests


def _there(file: int | None) -> int:
    if file is None:
        raise OSError("a file is not there")
    return file


def _pack(file: BinaryIO, digest: str, target: int) -> None:
    file.seek(0)
    copied = hashlib.sha256()
    with (
        os.fdopen(target, "wb") as packed,
        pyarrow.CompressedOutputStream(packed, "zstd") as stream,
    ):
        for chunk in _chunks(file):
            copied.update(chunk)
            stream.write(chunk)
    if copied.hexdigest() != digest:
        raise ValueError("a file has changed while it was read")


def unpack(count: int) -> None:
    """Unpacks the files with even numbers to the ones after them, `count` pairs from 0 on."""
    for number in range(count):
        with (
            os.fdopen(worker_process.open_file(2 * number), "rb") as packed,
            os.fdopen(worker_process.open_file(2 * number + 1), "wb") as target,
            pyarrow.CompressedInputStream(packed, "zstd") as stream,
        ):
            for chunk in _chunks(stream):
                target.write(chunk)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk

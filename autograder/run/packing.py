"""Packs files that student code wrote, and unpacks them again. [worker]"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow

from autograder.run import worker_process

_CHUNK = 1 << 20


def pack(count: int) -> list[str]:
    """Packs the files 0 to `count` - 1, in Zstandard.

    A packed file goes to the file whose number is the digest; where none can be had, it is packed
    already.

    Returns:
        The SHA-256 of each, in hexadecimal digits.

    Raises:
        ValueError: a file has changed while it was read.
    """
    digests = []
    for number in range(count):
        with os.fdopen(worker_process.open_file(number), "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            digests.append(digest)
            try:
                target = worker_process.open_file(int(digest, 16))
            except OSError:
                continue
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
    return digests


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

"""Columns as Arrow IPC files: written plainly, read as hostile data. [kernel, checker]"""

from __future__ import annotations

import functools
import struct
from pathlib import Path
from typing import Any

from autograder.capture.snapshot_folder import (
    MAX_BYTES,
    DecodeError,
    SnapshotFolder,
    TooLarge,
    read_plain_file,
)

MAX_COLUMNS = 20_000
#: cells of one table; a frame of 60,000 images of 784 pixels has 47 million
MAX_CELLS = MAX_BYTES // 8
#: cells that become Python objects, each of which takes far more than its text
MAX_TEXTS = 10_000_000
UNITS = ("s", "ms", "us", "ns")
NUMBERS = frozenset(
    {"bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"}
    | {"float16", "float32", "float64"}
)
_MAX_METADATA = 16 << 20
_MAGIC = b"ARROW1\0\0"


@functools.cache
def _fixed_width() -> tuple[Any, ...]:
    import pyarrow as pa

    times = [make(unit) for make in (pa.timestamp, pa.duration) for unit in UNITS]
    return (*(pa.from_numpy_dtype(name) for name in sorted(NUMBERS)), *times)


def may_leave(kind: Any) -> bool:
    """Whether an Arrow type is one of those that come: none is nested, encoded, or an extension."""
    import pyarrow as pa

    return kind in (*_fixed_width(), pa.string(), pa.large_string())


def write(columns: list[Any], snap: SnapshotFolder) -> str:
    """Writes Arrow arrays of one length; the file's name.

    Raises:
        TooLarge: more than 1 GiB, 20,000 columns, or ten million cells of text.
    """
    import pyarrow as pa

    names = [str(number) for number in range(len(columns))]
    batch = pa.RecordBatch.from_arrays(columns, names=names)
    _check_size(batch, TooLarge)
    if batch.nbytes + _MAX_METADATA > MAX_BYTES:
        raise TooLarge(f"it takes more than {MAX_BYTES >> 20} MiB")
    path = snap.new_file("arrow")
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        writer.write_batch(batch)
    return path.name


def _check_size(batch: Any, error: type[Exception]) -> None:
    if batch.num_columns > MAX_COLUMNS:
        raise error(f"it has more than {MAX_COLUMNS:,} columns")
    if batch.num_rows * batch.num_columns > MAX_CELLS:
        raise error(f"it has more than {MAX_CELLS:,} cells")
    texts = [field for field in batch.schema if field.type not in _fixed_width()]
    if batch.num_rows * len(texts) > MAX_TEXTS:
        raise error(f"it has more than {MAX_TEXTS:,} cells of text or objects")


def read(path: Path) -> list[Any]:
    """The arrays of one Arrow file.

    It is read as a whole before anything is checked: the student's kernel may still live, and hold
    the file open. The file's own table of contents, at its end, is not looked at: it could list
    one table a million times.

    Raises:
        DecodeError: no Arrow file, one with more than plain columns, or one that is larger than it
            looks.
    """
    import pyarrow as pa

    try:
        content = pa.py_buffer(read_plain_file(path, MAX_BYTES))
        if content[: len(_MAGIC)].to_pybytes() != _MAGIC:
            raise DecodeError(f"{path.name} is no Arrow file")
        messages = list(pa.ipc.MessageReader.open_stream(pa.BufferReader(content[len(_MAGIC) :])))
        return _read(messages, path.name, content.size)
    except DecodeError:
        raise
    except Exception as error:
        raise DecodeError(f"{path.name} is no Arrow file: {type(error).__name__}") from None


def _read(messages: list[Any], name: str, size: int) -> list[Any]:
    import pyarrow as pa

    if [message.type for message in messages] != ["schema", "record batch"]:
        raise DecodeError(f"{name} does not hold one table")
    schema, batch = (message.metadata.to_pybytes() for message in messages)
    if len(schema) > _MAX_METADATA or len(batch) > _MAX_METADATA:
        raise DecodeError(f"{name} has an endless description")
    # Reading an extension's type runs the code that some library has registered for it.
    if b"ARROW:extension" in schema:
        raise DecodeError(f"{name} has types of its own")
    types = pa.ipc.read_schema(messages[0])
    if not all(may_leave(field.type) for field in types):
        raise DecodeError(f"{name} has columns of a type that does not leave")
    if _is_compressed(batch):
        raise DecodeError(f"{name} is compressed")
    table = pa.ipc.read_record_batch(messages[1], types)
    _check_size(table, DecodeError)
    table.validate()  # else a size is counted by offsets beyond the end of their buffer
    # Two columns that share their bytes would make a large table out of a small file.
    if table.nbytes > size:
        raise DecodeError(f"{name} holds more than its size allows")
    table.validate(full=True)
    columns: list[Any] = table.columns
    return columns


def _is_compressed(message: bytes) -> bool:
    """Whether a record batch's header says so: Message.header.compression, in FlatBuffers."""
    header = _field(message, _follow(message, 0), 2)
    return _field(message, _follow(message, header), 3) != 0


def _field(message: bytes, table: int, number: int) -> int:
    """Where the field of a table lies; 0 where it is left out."""
    fields = table - struct.unpack_from("<i", message, table)[0]
    if 4 + 2 * number >= struct.unpack_from("<H", message, fields)[0]:
        return 0
    offset: int = struct.unpack_from("<H", message, fields + 4 + 2 * number)[0]
    return table + offset if offset else 0


def _follow(message: bytes, place: int) -> int:
    offset: int = struct.unpack_from("<I", message, place)[0]
    return place + offset

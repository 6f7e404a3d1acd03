"""Rows that a database gave: of sqlite3, and of SQLAlchemy. [kernel, checker]"""

from __future__ import annotations

import sqlite3
import sys
from typing import Any

from autograder.capture.snapshot_folder import (
    DecodeError,
    NoData,
    SnapshotFolder,
    holds_opaque,
    reading,
)

NAME = "row"

_MAX_COLUMNS = 1_000
_MAX_NAME = 1_000


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with names and values; None where the value is no row.

    Raises:
        NoData: a value in it is no data.
    """
    alchemy = sys.modules.get("sqlalchemy.engine")
    names: Any
    if type(value) is sqlite3.Row:
        kind, names, values = "sqlite3", value.keys(), tuple(value)
    elif alchemy is not None and type(value) is alchemy.Row:
        kind, names, values = "row", value._fields, tuple(value)
    elif alchemy is not None and type(value) is alchemy.RowMapping:
        kind, names, values = "mapping", tuple(value.keys()), tuple(value.values())
    else:
        return None
    entry = snap.encode(values)
    if holds_opaque(entry):
        raise NoData("a value in it is no data")
    return {"kind": kind, "names": [str(name) for name in names], "values": entry}


@reading("row")
def decode(data: Any, snap: SnapshotFolder) -> Any:
    """A row of the same kind, which knows its columns by their names.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    if set(data) != {"kind", "names", "values"}:
        raise DecodeError("not a valid row")
    kind, names, values = data["kind"], data["names"], snap.decode(data["values"])
    if not isinstance(names, list) or not 0 < len(names) <= _MAX_COLUMNS:
        raise DecodeError("a row without columns")
    if not all(isinstance(name, str) and len(name) <= _MAX_NAME for name in names):
        raise DecodeError("not valid names of columns")
    if type(values) is not tuple or len(values) != len(names):
        raise DecodeError("values that do not fit their columns")
    if kind == "sqlite3":
        columns = ", ".join('? AS "{}"'.format(name.replace('"', '""')) for name in names)
        with sqlite3.connect(":memory:") as database:
            return sqlite3.Row(database.execute(f"SELECT {columns}", values), values)
    if kind not in ("row", "mapping"):
        raise DecodeError("not a valid row")
    from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData

    row: Any = IteratorResult(SimpleResultMetaData(names), iter([values])).fetchone()
    return row if kind == "row" else row._mapping

"""Tables of `datascience` and `babypandas`, which introductory courses use. [kernel, checker]"""

from __future__ import annotations

import sys
from typing import Any

from autograder.capture.snapshot_folder import (
    DecodeError,
    NoData,
    SnapshotFolder,
    holds_opaque,
    reading,
)

NAME = "teaching"
LIBRARIES = ("datascience", "babypandas")

_BABY = ("DataFrame", "Series", "DataFrameGroupBy")


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with the columns, or with what pandas has of it; None where it is no such table.

    Raises:
        NoData: a column holds what is no data.
    """
    science, baby = sys.modules.get("datascience"), sys.modules.get("babypandas")
    kind = type(value).__name__
    if science is not None and type(value) is science.Table:
        kind, of = "Table", list(value._columns.items())
    elif science is not None and isinstance(value, science.Table.Row):
        kind, of = "Row", list(value.asdict().items())
    elif baby is not None and kind in _BABY and type(value) is getattr(baby, kind):
        of = value._pd
    else:
        return None
    entry = snap.encode(of)
    if holds_opaque(entry):
        raise NoData("a column of it holds what is no data")
    return {"kind": kind, "of": entry}


@reading("table")
def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The table, row or groups.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    if set(data) != {"kind", "of"}:
        raise DecodeError("not a valid table")
    kind, of = data["kind"], snap.decode(data["of"])
    if kind in ("Table", "Row"):
        import datascience

        if not all(type(pair) is tuple and isinstance(pair[0], str) for pair in of):
            raise DecodeError("columns without labels")
        columns = [
            part for label, part in of for part in (label, part if kind == "Table" else [part])
        ]
        table = datascience.Table().with_columns(*columns)
        return table if kind == "Table" else table.row(0)
    if kind not in _BABY:
        raise DecodeError("not a valid table")
    import babypandas
    import pandas as pd

    if type(of) is not getattr(pd.api.typing, kind, getattr(pd, kind, None)):
        raise DecodeError("a table of another kind")
    if kind == "DataFrameGroupBy":
        return babypandas.DataFrameGroupBy(of)
    return getattr(babypandas, kind)(data=of)

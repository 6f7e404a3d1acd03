"""Charts of plotly and altair, as the JSON that they are drawn from. [kernel, checker]"""

from __future__ import annotations

import json
import sys
from typing import Any

from autograder.capture.snapshot_folder import (
    DecodeError,
    NoData,
    SnapshotFolder,
    TooLarge,
    holds_opaque,
    reading,
)

NAME = "chart"
LIBRARIES = ("plotly", "altair")

_MAX_TEXT = 16_000_000
_CHARTS = (
    *("Chart", "LayerChart", "HConcatChart", "VConcatChart", "ConcatChart", "FacetChart"),
    "RepeatChart",
)


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with all that is drawn; None where the value is no chart.

    Raises:
        NoData: a part of it is no data.
        TooLarge: its description has more than 16 million characters.
    """
    plotly, altair = sys.modules.get("plotly.graph_objs"), sys.modules.get("altair")
    if plotly is not None and type(value) is plotly.Figure:
        content = snap.encode(value.to_plotly_json())
        if holds_opaque(content):
            raise NoData("a part of it is no data")
        return {"plotly": content}
    kind = type(value).__name__
    if altair is None or kind not in _CHARTS or type(value) is not getattr(altair, kind):
        return None
    table = value.data if _is_table(value.data) else None
    with altair.data_transformers.enable("default", max_rows=None):
        described = value.to_dict()
    if table is not None:
        described.pop("datasets", None)
        described["data"] = {"name": "table"}  # the schema wants some
    if isinstance(value._get("mark"), str):
        described["mark"] = value.mark
    text = json.dumps(described)
    if len(text) > _MAX_TEXT:
        raise TooLarge(f"its description has more than {_MAX_TEXT:,} characters")
    return {"altair": kind, "text": text, "table": None if table is None else snap.encode(table)}


def _is_table(value: Any) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and type(value) is pandas.DataFrame


@reading("chart")
def decode(data: Any, snap: SnapshotFolder) -> Any:
    """A chart of the same library, whose own schema has looked at each part.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    if set(data) == {"plotly"}:
        import plotly.graph_objects

        content = snap.decode(data["plotly"])
        if type(content) is not dict or not {*content} <= {"data", "layout", "frames"}:
            raise DecodeError("not a valid chart")
        return plotly.graph_objects.Figure(content)
    if set(data) != {"altair", "text", "table"} or data["altair"] not in _CHARTS:
        raise DecodeError("not a valid chart")
    import altair

    if not isinstance(data["text"], str) or len(data["text"]) > _MAX_TEXT:
        raise DecodeError("not a valid description")
    described = json.loads(data["text"])
    chart = getattr(altair, data["altair"]).from_dict(described)
    if isinstance(described.get("mark"), str):  # as its methods leave it
        chart.mark = described["mark"]
    if data["table"] is not None:
        chart.data = snap.decode(data["table"])
        if not _is_table(chart.data):
            raise DecodeError("a chart without its table")
    return chart

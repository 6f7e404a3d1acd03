"""Charts of plotly and altair, as what they are made of. [kernel, checker]

A chart of altair's is a tree of parts, each of a class of altair's with what it was given. Where
one of them is of no such class, the JSON stands for the chart that it is drawn from: drawn alike,
it has other parts, `field` for `shorthand`.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable
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
_MAX_DEPTH = 60
#: where the classes of altair's parts are
_MODULES: dict[str, Callable[[Any], Any]] = {
    "": lambda altair: altair,
    "core": lambda altair: altair.core,
    "expr": lambda altair: sys.modules["altair.expr.core"],
}
_UNDEFINED = {"undefined": True}


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
    with contextlib.suppress(NoData):
        tree = _tree(value, snap, _MAX_DEPTH)
        if len(json.dumps(tree)) <= _MAX_TEXT:
            return {"altair": kind, "tree": tree}
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


def _class(module: Any, name: Any) -> Any:
    """A class of altair's parts; None where it has none of this name there."""
    import altair

    if module not in _MODULES or type(name) is not str or not name.isidentifier():
        return None
    found = getattr(_MODULES[module](altair), name, None)
    is_part = isinstance(found, type) and issubclass(found, altair.SchemaBase)
    return found if is_part else None


def _tree(value: Any, snap: SnapshotFolder, depth: int) -> Any:
    """A part, and what it was given, as JSON data.

    Raises:
        NoData: a part is of another class, or no data.
    """
    import altair

    if not depth:
        raise NoData("it is too deep")
    kind = type(value)
    if kind is type(altair.Undefined):
        return _UNDEFINED
    if kind in (list, tuple):
        return [_tree(one, snap, depth - 1) for one in value]
    if kind is dict and all(type(key) is str for key in value):
        return {"dict": {key: _tree(one, snap, depth - 1) for key, one in value.items()}}
    if not issubclass(kind, altair.SchemaBase):
        content = snap.encode(value)
        if holds_opaque(content):
            raise NoData("a part of it is no data")
        return {"value": content}
    for module in _MODULES:
        if _class(module, kind.__name__) is kind:
            args, kwds = [*value._args], dict(value._kwds)
            parts = [_tree(args, snap, depth - 1), _tree(kwds, snap, depth - 1)]
            return {"part": [module, kind.__name__, *parts]}
    raise NoData("a part of it is of another class")


def _part(data: Any, snap: SnapshotFolder, depth: int) -> Any:
    """What `_tree` describes.

    Raises:
        DecodeError: it is not what that gives.
    """
    import altair

    if data == _UNDEFINED:
        return altair.Undefined
    if isinstance(data, list) and depth:
        return [_part(one, snap, depth - 1) for one in data]
    match data:
        case {"dict": dict(given)} if depth:
            return {key: _part(one, snap, depth - 1) for key, one in given.items()}
        case {"value": content}:
            return snap.decode(content)
        case {"part": [module, name, list(args), {"dict": dict()} as kwds]} if depth:
            kind = _class(module, name)
            if kind is not None:
                part = object.__new__(kind)
                object.__setattr__(part, "_args", tuple(_part(args, snap, depth - 1)))
                object.__setattr__(part, "_kwds", _part(kwds, snap, depth - 1))
                return part
    raise DecodeError("not a valid part of a chart")


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
    if set(data) == {"altair", "tree"}:
        chart = _part(data["tree"], snap, _MAX_DEPTH)
        if type(chart).__name__ != data["altair"] or data["altair"] not in _CHARTS:
            raise DecodeError("not a valid chart")
        return chart
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

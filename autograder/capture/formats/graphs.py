"""Drawings of graphviz and pydot, as DOT text; no program is run. [kernel, checker]"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from typing import Any

from autograder.capture.snapshot_folder import DecodeError, SnapshotFolder, TooLarge

NAME = "graph"

MAX_TEXT = 16_000_000
_MAX_LINES = 1_000_000
_MAX_ATTRIBUTES = 1_000
#: pydot takes one to five milliseconds per name, so that this is up to half a minute
_MAX_NAMES = 5_000
_MAX_PARSED_TEXT = 1_000_000
#: a subgraph is read up to four times, once for each thing that it could have been
_READ_AGAIN = 4
_KINDS = ("Digraph", "Graph")
_ATTRIBUTES = ("graph_attr", "node_attr", "edge_attr")

#: the words of DOT: space and comments, braces, punctuation, HTML, quoted text, names and numbers
_WORD = re.compile(
    r"""
    (?P<space> \s+ | //[^\n]* | \#[^\n]* | /\*.*?\*/ )
    | (?P<open> \{ ) | (?P<close> \} )
    | (?P<other> -> | -- | [][=;,:+-] )
    | (?P<html> < )
    | "(?:[^"\\]|\\.)*"
    | [^][\s{}<>"=;,:+/\#-]+
    """,
    re.VERBOSE | re.DOTALL,
)
_ANGLE = re.compile("[<>]")


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with a drawing's lines and settings; None where it is no drawing.

    Raises:
        TooLarge: more than a million lines, or for pydot more than some 2,500 edges.
    """
    graphviz = sys.modules.get("graphviz")
    if graphviz is not None:
        for kind in _KINDS:
            if type(value) is getattr(graphviz, kind):
                return _encode_lines(kind, value)
        if type(value) is graphviz.Source:
            _check_size(1, len(value.source))
            return {"kind": "Source", "source": value.source, **_encode_settings(value)}
    pydot = sys.modules.get("pydot")
    if pydot is not None and type(value) is pydot.Dot:
        text = value.to_string()
        try:
            _check_work(text, snap)
        except DecodeError as error:
            raise TooLarge(str(error)) from None
        return {"kind": "pydot", "source": text}
    return None


def _encode_lines(kind: str, value: Any) -> dict[str, Any]:
    body = [str(line) for line in value.body]
    _check_size(len(body), sum(map(len, body)))
    return {
        "kind": kind,
        "name": None if value.name is None else str(value.name),
        "comment": None if value.comment is None else str(value.comment),
        "strict": bool(value.strict),
        "body": body,
        **{
            name: {str(key): str(text) for key, text in getattr(value, name).items()}
            for name in _ATTRIBUTES
        },
        **_encode_settings(value),
    }


def _encode_settings(value: Any) -> dict[str, str]:
    return {"engine": str(value.engine), "format": str(value.format)}


def _check_size(lines: int, characters: int) -> None:
    if lines > _MAX_LINES or characters > MAX_TEXT:
        raise TooLarge(f"it has more than {_MAX_LINES:,} lines or {MAX_TEXT:,} characters")


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """A graphviz.Digraph, Graph or Source, or a pydot.Dot, with the same text.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    if not isinstance(data, dict) or not isinstance(data.get("kind"), str):
        raise DecodeError("not a valid drawing")
    kind = data["kind"]
    try:
        if kind == "pydot":
            return _parsed(_text(data["source"]), snap)
        if kind in _KINDS:
            return _decode_lines(kind, data)
        if kind == "Source":
            import graphviz

            return graphviz.Source(_text(data["source"]), **_settings(data))
    except DecodeError:
        raise
    except Exception as error:
        raise DecodeError(f"not a valid drawing: {type(error).__name__}") from None
    raise DecodeError("not a valid drawing")


def _decode_lines(kind: str, data: dict[str, Any]) -> Any:
    import graphviz

    body = data["body"]
    if not isinstance(body, list) or len(body) > _MAX_LINES:
        raise DecodeError("a drawing without lines")
    return getattr(graphviz, kind)(
        name=None if data["name"] is None else _text(data["name"]),
        comment=None if data["comment"] is None else _text(data["comment"]),
        strict=data["strict"] is True,
        body=[_text(line) for line in body],
        **{name: _attributes(data[name]) for name in _ATTRIBUTES},
        **_settings(data),
    )


def _attributes(data: Any) -> dict[str, str]:
    if not isinstance(data, dict) or len(data) > _MAX_ATTRIBUTES:
        raise DecodeError("not valid attributes")
    return {_text(name): _text(text) for name, text in data.items()}


def _settings(data: dict[str, Any]) -> dict[str, str]:
    """What the drawing would be made with and into; graphviz names the programs and the kinds."""
    import graphviz

    if data["engine"] not in graphviz.ENGINES or data["format"] not in graphviz.FORMATS:
        raise DecodeError("an unknown kind of drawing")
    return {"engine": data["engine"], "format": data["format"]}


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise DecodeError("not a valid text")
    return value


def _parsed(text: str, snap: SnapshotFolder) -> Any:
    import pydot

    _check_work(text, snap)
    with contextlib.redirect_stdout(io.StringIO()):  # where pydot shows what it stumbled over
        graphs = pydot.graph_from_dot_data(text)
    if not graphs or len(graphs) != 1:
        raise DecodeError("text that is not one graph")
    return graphs[0]


def _check_work(text: str, snap: SnapshotFolder) -> None:
    """Refuses text that pydot would take too long over, together with the texts before it.

    Raises:
        DecodeError: it is too long, nested too deeply, or no DOT.
    """
    if len(text) > _MAX_PARSED_TEXT:
        raise DecodeError(f"it has more than {_MAX_PARSED_TEXT:,} characters")
    work = snap.notes.get(NAME, 0)
    depth = place = 0
    while place < len(text):
        word = _WORD.match(text, place)
        if word is None:
            raise DecodeError("not valid DOT")
        place = word.end()
        if word["html"]:
            place = _end_of_html(text, place)
        depth += bool(word["open"]) - bool(word["close"])
        if depth < 0:
            raise DecodeError("not valid DOT")
        size = bool(not word["space"] and not word["other"]) + (place - word.start()) // 100
        work += size * _READ_AGAIN ** max(depth - 1, 0)
        if work > _MAX_NAMES:
            raise DecodeError(f"it has more than {_MAX_NAMES:,} names, or too many in subgraphs")
    snap.notes[NAME] = work


def _end_of_html(text: str, place: int) -> int:
    depth = 1
    while depth:
        angle = _ANGLE.search(text, place)
        if angle is None:
            raise DecodeError("not valid DOT")
        depth += 1 if angle.group() == "<" else -1
        place = angle.end()
    return place

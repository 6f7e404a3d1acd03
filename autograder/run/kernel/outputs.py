"""Outputs of cells: how much a message brings, and stream messages merged. [driver]"""

from __future__ import annotations

import itertools
from typing import Any

import nbformat


def joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Joins pieces of the same stream, and keeps of each line what its last overwriting left.

    nbclient's own way takes a time that grows with the square of a line's length.
    """
    whole: list[nbformat.NotebookNode] = []
    for kind, group in itertools.groupby(outputs, lambda one: (one.output_type, one.get("name"))):
        pieces = list(group)
        if kind[0] == "stream":
            lines = "".join(piece.text for piece in pieces).split("\n")
            text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
            pieces = [nbformat.v4.new_output("stream", name=kind[1], text=text)]
        whole += pieces
    return whole


def length(message: dict[str, Any]) -> int:
    """Bytes of what a message brings along, near enough."""
    return len(str(message["content"])) + sum(len(part) for part in message.get("buffers") or ())

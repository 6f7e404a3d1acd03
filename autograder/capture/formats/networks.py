"""Graphs of networkx: nodes and edges with their attributes, in their order. [kernel, checker]"""

from __future__ import annotations

import sys
from typing import Any

from autograder.capture.formats import plain
from autograder.capture.snapshot_folder import (
    DecodeError,
    NoData,
    SnapshotFolder,
    TooLarge,
    holds_opaque,
    reading,
)

NAME = "network"
LIBRARIES = ("networkx",)

_MAX_EDGES = 1_000_000
_KINDS = ("Graph", "DiGraph", "MultiGraph", "MultiDiGraph")


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with who is next to whom; None where the value is no graph.

    Raises:
        NoData: an attribute is no data.
        TooLarge: more than a million nodes or edges.
    """
    networkx = sys.modules.get("networkx")
    kind = type(value).__name__
    if networkx is None or kind not in _KINDS or type(value) is not getattr(networkx, kind):
        return None
    numbers = {node: number for number, node in enumerate(value._node)}
    edges: dict[int, tuple[int, Any]] = {}  # those between the same nodes share one dictionary
    ways = [
        [
            [[numbers[to], edges.setdefault(id(edge), (len(edges), edge))[0]] for to, edge in row]
            for row in (table[node].items() for node in numbers)
        ]
        for table in ((value._succ, value._pred) if value.is_directed() else (value._adj,))
    ]
    if len(edges) + len(numbers) > _MAX_EDGES:
        raise TooLarge(f"it has more than {_MAX_EDGES:,} nodes and edges")
    content = snap.encode(
        [
            dict(value.graph),
            list(numbers),
            [dict(attributes) for attributes in value._node.values()],
            [dict(edge) for _, edge in edges.values()],
        ]
    )
    if holds_opaque(content):
        raise NoData("a node, or an attribute, is no data")
    return {"kind": kind, "content": content, "ways": ways}


@reading("graph")
def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The graph.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    import networkx

    if set(data) != {"kind", "content", "ways"} or data["kind"] not in _KINDS:
        raise DecodeError("not a valid graph")
    graph = getattr(networkx, data["kind"])()
    attributes, nodes, of_nodes, edges = snap.decode(data["content"])
    if not all(type(one) is dict for one in (attributes, *of_nodes, *edges)):
        raise DecodeError("attributes without names")
    if graph.is_multigraph() and not all(
        type(one) is dict for edge in edges for one in edge.values()
    ):
        raise DecodeError("attributes without names")
    plain.refuse_collisions(nodes)
    if len({*nodes}) != len(nodes) or len(nodes) + len(edges) > _MAX_EDGES or None in nodes:
        raise DecodeError("not valid nodes")
    ways = _ways(data["ways"], len(nodes), len(edges), directed=graph.is_directed())
    graph.graph.update(attributes)
    tables = (graph._succ, graph._pred) if graph.is_directed() else (graph._adj,)
    for node, own in zip(nodes, of_nodes, strict=True):
        graph._node[node] = own
    for table, way in zip(tables, ways, strict=True):
        for node, row in zip(nodes, way, strict=True):
            table[node] = {nodes[to]: edges[edge] for to, edge in row}
    return graph


def _ways(data: Any, nodes: int, edges: int, *, directed: bool) -> Any:
    """Who is next to whom, after it was seen that both ways say the same of each edge."""
    found: list[set[tuple[int, int, int]]] = []
    for way in data:
        found.append({(start, to, edge) for start, row in enumerate(way) for to, edge in row})
        if len(way) != nodes or sum(map(len, way)) != len({(a, b) for a, b, _ in found[-1]}):
            raise DecodeError("edges that are there twice")
    for start, to, edge in set().union(*found):
        if not all(type(number) is int for number in (start, to, edge)):
            raise DecodeError("not valid edges")
        if not (0 <= to < nodes and 0 <= edge < edges):
            raise DecodeError("edges that lead nowhere")
    ends = {
        (edge, *sorted((start, to))[: None if not directed else 0]) for start, to, edge in found[0]
    }
    if len(ends) != edges or {(b, a, e) for a, b, e in found[0]} != found[-1]:
        raise DecodeError("edges that lead one way and not back")
    return data

"""Sparse matrices of SciPy by their cells, distributions by their numbers. [kernel, checker]"""

from __future__ import annotations

import sys
from typing import Any

from autograder.capture.formats import arrays, plain
from autograder.capture.snapshot_folder import (
    DecodeError,
    SnapshotFolder,
    TooLarge,
    reading,
)

NAME = "sparse"
LIBRARIES = ("scipy",)

#: rows and columns, and cells that are kept
_MAX_SIZE = 10_000_000
#: cells of a layout in which each is a Python object
_MAX_OBJECTS = 1_000_000
_LAYOUTS = ("csr", "csc", "coo", "bsr", "dia", "lil", "dok")
_KINDS = tuple(f"{layout}_{kind}" for layout in _LAYOUTS for kind in ("matrix", "array"))
_MAX_PARAMETERS = 20


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data that names the cells; None where it is neither matrix nor distribution.

    Raises:
        TooLarge: more than ten million rows, columns or cells.
    """
    sparse, stats = sys.modules.get("scipy.sparse"), sys.modules.get("scipy.stats")
    kind = type(value).__name__
    if sparse is not None and kind in _KINDS and type(value) is getattr(sparse, kind):
        if sum(value.shape) > _MAX_SIZE or _cells(value, kind) > _most(kind):
            raise TooLarge("it has too many rows, columns or cells")
        cells = value.tocoo()
        return {
            "kind": kind,
            "shape": [int(size) for size in value.shape],
            "block": [int(size) for size in value.blocksize] if kind[:3] == "bsr" else None,
            "at": [arrays.write_npy(places, snap) for places in cells.coords],
            "cells": arrays.write_npy(cells.data, snap),
        }
    if stats is None or kind not in ("rv_continuous_frozen", "rv_discrete_frozen"):
        return None
    name = value.dist.name
    if type(value.dist) is not type(getattr(stats, name, None)):
        return None
    given = [[*value.args], dict(value.kwds)]
    return {"distribution": name, "given": plain.encode_alone(given)}


def _cells(value: Any, kind: str) -> int:
    """How many cells the layout keeps, zeros among them."""
    return int(value.data.size) if kind[:3] in ("dia", "bsr") else int(value.nnz)


def _most(kind: str) -> int:
    return _MAX_OBJECTS if kind[:3] in ("lil", "dok") else _MAX_SIZE


@reading("sparse matrix")
def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The matrix in the same layout, or the distribution.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    if set(data) == {"distribution", "given"}:
        return _decode_distribution(data)
    if set(data) != {"kind", "shape", "block", "at", "cells"} or data["kind"] not in _KINDS:
        raise DecodeError("not a valid sparse matrix")
    import numpy as np
    import scipy.sparse

    kind, shape = data["kind"], data["shape"]
    if not all(type(size) is int and size >= 0 for size in shape) or sum(shape) > _MAX_SIZE:
        raise DecodeError("a sparse matrix of an impossible shape")
    if len(shape) not in ((1, 2) if kind.endswith("array") else (2,)) or len(data["at"]) != len(
        shape
    ):
        raise DecodeError("a sparse matrix of an impossible shape")
    places = [arrays.read_npy(snap.existing_file(name, "npy")) for name in data["at"]]
    cells = arrays.read_npy(snap.existing_file(data["cells"], "npy"))
    if cells.ndim != 1 or cells.dtype.kind not in "biufc" or cells.size > _most(kind):
        raise DecodeError("not valid cells")
    for place, size in zip(places, shape, strict=True):
        if place.shape != cells.shape or place.dtype.kind not in "iu":
            raise DecodeError("cells that are nowhere")
        if place.size and (place.min() < 0 or place.max() >= size):
            raise DecodeError("cells that are outside")
    layout, _, form = kind.partition("_")
    coo = getattr(scipy.sparse, f"coo_{form}")((cells.copy(), tuple(places)), shape=tuple(shape))
    # Each diagonal of which a cell is there is kept as a whole.
    diagonals = np.unique(places[-1].astype("int64") - places[0]).size if layout == "dia" else 0
    if diagonals * shape[-1] > _MAX_SIZE:
        raise DecodeError("too many diagonals")
    if layout == "bsr":
        return _in_blocks(coo, data["block"])
    return coo.asformat(layout)


def _in_blocks(coo: Any, block: Any) -> Any:
    high, wide = block
    sizes = zip((high, wide), coo.shape, strict=True)
    if not all(
        type(one) is int and 0 < one <= max(size, 1) and size % one == 0 for one, size in sizes
    ):
        raise DecodeError("not valid blocks")
    if coo.nnz * high * wide > _MAX_SIZE:
        raise DecodeError("too many blocks")
    return coo.tobsr(blocksize=(high, wide))


def _decode_distribution(data: dict[str, Any]) -> Any:
    import scipy.stats

    args, named = plain.decode_alone(data["given"])
    name = data["distribution"]
    found = getattr(scipy.stats, name, None) if isinstance(name, str) else None
    if not isinstance(found, (scipy.stats.rv_continuous, scipy.stats.rv_discrete)):
        raise DecodeError("not a known distribution")
    numbers = [*args, *named.values()]
    if len(numbers) > _MAX_PARAMETERS or not all(type(n) in (int, float) for n in numbers):
        raise DecodeError("not valid parameters")
    return found(*args, **named)

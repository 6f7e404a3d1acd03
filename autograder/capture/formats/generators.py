"""Generators of random numbers, by their state: they go on where they were. [kernel, checker]"""

from __future__ import annotations

import random
import sys
from typing import Any

from autograder.capture.snapshot_folder import DecodeError, SnapshotFolder, reading

NAME = "generator"

_BITS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
#: what NumPy's C code counts with and does not check itself
_COUNTERS = {"pos": 624, "buffer_pos": 4, "has_uint32": 1, "has_gauss": 1}


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with the state of a generator; None where the value is none."""
    if type(value) is random.Random:
        return {"kind": "Random", "state": snap.encode(value.getstate())}
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    if type(value) is numpy.random.RandomState:
        return {"kind": "RandomState", "state": snap.encode(value.get_state(legacy=False))}
    if type(value) is numpy.random.Generator:
        state = value.bit_generator.state
        return {"kind": "Generator", "state": snap.encode(state)} if _is_known(state) else None
    return None


def _is_known(state: Any) -> bool:
    return type(state) is dict and state.get("bit_generator") in _BITS


@reading("generator")
def decode(data: Any, snap: SnapshotFolder) -> Any:
    """A generator that gives the same numbers next.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    if set(data) != {"kind", "state"}:
        raise DecodeError("not a valid generator")
    kind, state = data["kind"], snap.decode(data["state"])
    if kind == "Random":
        generator = random.Random(0)  # noqa: S311
        generator.setstate(state)
        return generator
    import numpy

    if kind not in ("RandomState", "Generator") or not _is_known(state):
        raise DecodeError("not a valid generator")
    for counters in (state, state["state"]):
        for name in counters.keys() & _COUNTERS:
            if type(counters[name]) is not int or not 0 <= counters[name] <= _COUNTERS[name]:
                raise DecodeError("a generator that has lost count")
    if kind == "RandomState":
        made = numpy.random.RandomState(0)
        made.set_state(state)
        return made
    bits = getattr(numpy.random, state["bit_generator"])(0)
    bits.state = state
    return numpy.random.Generator(bits)

"""Whether data has changed: what of it is looked at, and a digest. [kernel, checker]"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter, OrderedDict, defaultdict, deque
from pathlib import Path
from typing import Any

_CONTAINERS = (list, dict, set, bytearray, deque, Counter, OrderedDict, defaultdict)
_ARRAYS = {"numpy.ndarray", "pandas.core.frame.DataFrame", "pandas.core.series.Series"}
#: what can only become another value
SIMPLE = (int, float, complex, bool, str, bytes, tuple, frozenset, type(None))
#: items of a container, or of an array, beyond which nobody looks whether it has changed
_MOST_ITEMS = 100_000


def is_mutable(value: Any) -> bool:
    """Whether a value is data that a function can change in place, and not too much of it."""
    kind = type(value)
    if kind in _CONTAINERS:
        return len(value) <= _MOST_ITEMS
    return f"{kind.__module__}.{kind.__qualname__}" in _ARRAYS and value.size <= _MOST_ITEMS


def is_small(value: Any) -> bool:
    """Whether a value is data, and not too much of it."""
    return type(value) in SIMPLE or is_mutable(value)


def digest_of(value: Any) -> str:
    """Of the data that a value would leave as."""
    from autograder.capture.snapshot import save  # whose formats ask for digests

    with tempfile.TemporaryDirectory() as folder:
        save({"x": value}, ["x"], f"{folder}/x")
        digest = hashlib.sha256()
        for path in sorted(Path(folder, "x").iterdir()):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()

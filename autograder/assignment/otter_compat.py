"""What Otter does in a kernel besides running cells: seeds, and its silence. [student kernel]"""

from __future__ import annotations

import random
from typing import Any


def code(function: str, *arguments: object) -> str:
    """Source that, run in a kernel, calls a function of this module."""
    given = ", ".join(map(repr, arguments))
    return f"__import__({__name__!r}, fromlist=[{function!r}]).{function}({given})"


def set_seed(seed: int) -> None:
    """Sets the random numbers that Otter sets."""
    import numpy as np

    np.random.seed(seed)
    random.seed(seed)


def silence_otter() -> None:
    """Lets `otter.Notebook(…)` and its methods do nothing, without an error."""
    import otter

    otter.Notebook = _Silent


class _Silent:
    """Stands for `otter.Notebook`."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None

"""Keeps Otter silent in the notebook of an external assignment. [student kernel]"""

from __future__ import annotations

from typing import Any


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

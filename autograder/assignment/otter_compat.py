"""Keeps Otter from what is of no use while a notebook is graded. [student kernel]"""

from __future__ import annotations

from typing import Any


def keep_no_log() -> None:
    """Lets Otter note none of its calls in `.OTTER_LOG`, which no grader here reads.

    To pickle them takes as long as many a cell.
    """
    from otter.check.notebook import Notebook

    Notebook._log_event = lambda *_, **__: None


def silence_otter() -> None:
    """In another course's notebook: lets `otter.Notebook(…)` do nothing, without an error."""
    import otter

    otter.Notebook = _Silent


class _Silent:
    """Stands for `otter.Notebook`."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None

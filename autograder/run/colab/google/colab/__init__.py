"""Fakes google.colab while grading, with the signatures of the real package. [student kernel]

There is no browser, no Google account and no network behind it: files come from the lesson, Drive
is a folder, and what only a browser can do says so.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

__all__ = ["auth", "data_table", "drive", "errors", "files", "output", "userdata", "widgets"]


def __getattr__(name: str) -> ModuleType:
    """Imports a module when it is first used: each kernel starts with this package."""
    if name in __all__:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(ipython: Any) -> None:
    """For `%load_ext google.colab`, which in Colab has happened already."""

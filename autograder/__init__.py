"""Grades notebooks without ever letting student code and tests share a process. [any]

What a script may use is in `__all__`, and `docs/scripts.md` shows it; everything else is internal.
It is imported when it is first asked for, because this module is there in every process.
"""

from __future__ import annotations

import importlib
from typing import Any

#: what the package is called where it is installed; no registry has it
DISTRIBUTION = "deep-learning-on-colab"

__all__ = ["GradeRequest", "Result", "Status", "Store", "Trust", "grade", "load_assignment"]

_HOMES = {
    "GradeRequest": "autograder.grading.request",
    "Result": "autograder.record.result",
    "Status": "autograder.record.result",
    "Store": "autograder.record.store",
    "Trust": "autograder.record.result",
    "grade": "autograder.grading.api",
    "load_assignment": "autograder.grading.api",
}


def __getattr__(name: str) -> Any:
    """One of the public names."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)

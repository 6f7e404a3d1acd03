"""Runs a test file in the OK format whose table code makes, and gives the table as data. [worker]

The course's author wrote the file, and Otter runs it where it grades. Here that is done once, in a
locked process, before anything of a student's is there.
"""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any


def table(source: str) -> dict[str, Any]:
    """What a test file calls `test`, as plain data.

    Raises:
        ValueError: the file makes no table of texts, numbers, lists and truth values.
        Exception: whatever it raises.
    """
    namespace: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "<test file>", "exec"), namespace)  # noqa: S102
    if not namespace.get("OK_FORMAT", True):
        raise ValueError("it makes its OK_FORMAT, and makes it False")
    made = namespace.get("test")
    if not isinstance(made, dict):
        raise ValueError("it makes no table `test`")
    plain: dict[str, Any] = json.loads(json.dumps(made, default=_plain))
    return plain


def _plain(value: Any) -> Any:
    """A number of a library's as Python's own; anything that can be gone through as a list."""
    if hasattr(value, "tolist"):
        return value.tolist()
    try:
        return list(value)
    except TypeError:
        raise ValueError(f"its table holds a {type(value).__name__}") from None

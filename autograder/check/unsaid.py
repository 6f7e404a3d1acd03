"""What a test may have failed for that no proxy can answer, told from its text. [checker]

Most of what cannot be answered is noticed where it is asked. Some is not: what `is` says of two
values, no value can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

_BY_CLASS = re.compile(r"\.__class__\s+is\b|\bis\s+(?:not\s+)?[\w.]+\.__class__\b")
_CLASS = "a test asks by `is` for the `__class__` of an object that stayed in the student's kernel"
_BY_TYPE = re.compile(r"\btype\([^()]*\)\s+is\b")
_TYPE = "a test asks by `is` for the type of a named tuple of the student's own"
_PICKLED = "a test pickles an object of a class that is the student's own"


def unsaid(source: str, message: str, values: Iterable[Any], *, asked: bool) -> Iterator[str]:
    """Clauses about what a test that has failed may have failed for.

    Args:
        source: of the test file.
        message: why the case has failed.
        values: that it looks at.
        asked: whether it looks at objects that stayed.
    """
    if asked and _BY_CLASS.search(source):
        yield _CLASS
    if _BY_TYPE.search(source) and any(hasattr(type(one), "_fields") for one in values):
        yield _TYPE
    if "PicklingError" in message:
        yield _PICKLED

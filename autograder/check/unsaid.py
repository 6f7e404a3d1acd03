"""What a test may have failed for that no proxy can answer, told from its text. [checker]

Most of what cannot be answered is noticed where it is asked. Some is not: what `is` says of two
values, no value can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BY_CLASS = re.compile(r"\.__class__\s+is\b|\bis\s+(?:not\s+)?[\w.]+\.__class__\b")
_CLASS = "a test asks by `is` for the `__class__` of an object that stayed in the student's kernel"
_PICKLED = "a test pickles an object of a class that is the student's own"


def unsaid(source: str, message: str, *, asked: bool) -> Iterator[str]:
    """Clauses about what a test that has failed may have failed for.

    Args:
        source: of the test file.
        message: why the case has failed.
        asked: whether it looks at objects that stayed.
    """
    if asked and _BY_CLASS.search(source):
        yield _CLASS
    if "PicklingError" in message:
        yield _PICKLED

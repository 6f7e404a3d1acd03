"""Distributions that Colab has, or that a lesson installs, by their names there. [student kernel]

The grader holds TensorFlow as its CPU build, and a fake of s3fs.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, DistributionFinder, PackageNotFoundError
from typing import Any

_SAME = {"tensorflow": "tensorflow-cpu", "s3fs": "fsspec"}


def install() -> None:
    """Lets importlib.metadata find them; what is really installed under a name comes first."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())


class _Finder(DistributionFinder):
    def find_spec(self, *_: Any) -> None:
        return None

    def find_distributions(
        self, context: DistributionFinder.Context | None = None
    ) -> Iterable[Distribution]:
        name = str(context.name).lower() if context else ""
        if name in _SAME:
            try:
                yield _Renamed(importlib.metadata.distribution(_SAME[name]), name)
            except PackageNotFoundError:
                return


class _Renamed(Distribution):
    """A distribution under another name."""

    def __init__(self, other: Distribution, name: str) -> None:
        self._other = other
        self._new_name = name

    def read_text(self, filename: str) -> str | None:
        text = self._other.read_text(filename)
        if text is None or filename != "METADATA":
            return text
        return re.sub(r"(?m)^Name: .*$", f"Name: {self._new_name}", text, count=1)

    def locate_file(self, path: str | os.PathLike[str]) -> Any:
        return self._other.locate_file(path)

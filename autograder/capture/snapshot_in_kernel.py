"""Captures the answers of a question, in the kernel that they were made in. [student kernel]"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.capture import missing_answer, print_options, snapshot, unused_parameters


def capture(
    namespace: Mapping[str, Any], names: Iterable[str], folder: str, asked: bool = False
) -> None:
    """Writes a snapshot, how this kernel prints, and what explains what tests will miss."""
    names = list(names)
    snapshot.save(namespace, names, folder, asked=asked, lasting=True)
    print_options.write(Path(folder))
    missing_answer.write(namespace, names, Path(folder))
    unused_parameters.write(namespace, names, Path(folder))

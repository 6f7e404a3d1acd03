"""Captures the answers of a question, in the kernel that they were made in. [student kernel]"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.capture import (
    missing_answer,
    print_options,
    random_numbers,
    snapshot,
    unused_parameters,
    working_files,
)


def capture(
    namespace: Mapping[str, Any], names: Iterable[str], folder: str, asked: bool = False
) -> None:
    """Writes a snapshot, how the kernel prints and draws, and why tests will miss something."""
    names = list(names)
    snapshot.save(namespace, names, folder, asked=asked, lasting=True)
    print_options.write(Path(folder))
    random_numbers.note(Path(folder))
    missing_answer.write(namespace, names, Path(folder))
    unused_parameters.write(namespace, names, Path(folder))
    if asked:
        working_files.write(Path(folder))

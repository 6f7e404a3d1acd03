"""Captures the answers of a question, in the kernel that they were made in. [student kernel]"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.capture import failed_cell, print_options, snapshot


def capture(namespace: Mapping[str, Any], names: Iterable[str], folder: str) -> None:
    """Writes a snapshot, how this kernel prints, and the error that kept an answer from being."""
    names = list(names)
    snapshot.save(namespace, names, folder)
    print_options.write(Path(folder))
    failed_cell.write(namespace, names, Path(folder))

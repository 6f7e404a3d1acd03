"""Why grading itself failed: the traceback, and the logs of kernel and checker. [coordinator]

They lie in the submission's workspace, which is gone when grading has ended. A kernel's log holds
what the student's code wrote there, so it is read as bytes, bounded, without following a link, and
what a terminal would obey is escaped.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from autograder.files import beneath, escape

#: bytes of each part; of a log, its end
MOST_BYTES = 64 << 10
#: the checker's workspace and the kernel's, and those of as many further runs
_MOST_PARTS = 16
_LOGS = ("kernel.log", "check.log")


class Diagnosis:
    """Collects what tells why grading a submission failed."""

    def __init__(self) -> None:
        self._parts: list[tuple[str, str]] = []

    def add(self, title: str, text: str) -> None:
        """Adds a part; its lines are marked, so that none of them passes for a title."""
        if text and len(self._parts) < _MOST_PARTS:
            lines = [f"| {escape(line)}" for line in re.split(r"\r?\n", text.strip("\r\n"))]
            self._parts.append((title, "\n".join(lines)[-2 * MOST_BYTES :]))

    def take(self, *workspaces: Path) -> None:
        """Takes what the processes of these workspaces wrote."""
        for workspace in workspaces:
            for name in _LOGS:
                self.add(name, _end_of(workspace / name))

    @contextlib.contextmanager
    def of(self, *workspaces: Path) -> Iterator[None]:
        """Takes it where the block raises, before the workspaces are gone."""
        try:
            yield
        except Exception:
            self.take(*workspaces)
            raise

    def __str__(self) -> str:
        return "".join(f"{title}\n{text}\n\n" for title, text in self._parts)


def _end_of(path: Path) -> str:
    """The end of a file that a student's process may have put there; empty where it is none."""
    try:
        return beneath.read(path, MOST_BYTES, end=True).decode("utf-8", "replace")
    except (OSError, beneath.Unexpected):
        return ""

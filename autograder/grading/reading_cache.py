"""What was read of a class's files, for as long as none of them changes. [coordinator]

Reading thousands of notebooks takes seconds, and most reruns meet the same files. As in Git's
index, a file counts as unchanged where its inode, size and times are, and a file that was changed
while it was read, or just before, does not; see https://git-scm.com/docs/racy-git.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import autograder
from autograder.files import DamagedFileError, read_json, states, write_json


class ReadingCache:
    """The answer of the last reading, in a file."""

    def __init__(self, path: Path, files: Iterable[Path], asked: Mapping[str, Any]) -> None:
        """Args:
        files: what is about to be read.
        asked: all else that the answer depends on, as plain data.
        """
        self._path = path
        seen = [(str(file), *states.of(file.lstat())) for file in files]
        code = states.of_code(Path(autograder.__file__).parent)
        text = json.dumps([seen, asked, code])
        self._key = hashlib.sha256(text.encode()).hexdigest()
        self._is_settled = states.is_settled(max((changed for *_, changed in seen), default=0))

    def get(self) -> Any | None:
        """The answer, where nothing has changed."""
        with contextlib.suppress(DamagedFileError, OSError):  # a cache that is damaged is none
            return read_json(
                self._path, lambda data: data["answer"] if data["key"] == self._key else None, ""
            )
        return None

    def put(self, answer: Mapping[str, Any]) -> None:
        """Keeps an answer for the next time, where a later change would be seen."""
        if self._is_settled:
            # As an output folder is made, which this one may be, in its first run.
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_json(self._path, {"key": self._key, "answer": answer})

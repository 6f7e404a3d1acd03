"""Digests and sketches of answers, kept in the output folder between starts. [coordinator]

A notebook is read again where its file has changed, or the questions that it is asked for.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.files import DamagedFileError, read_json, write_json
from autograder.marking.near import SKETCH
from autograder.record.store import Store

#: of how answers are compared
_VERSION = 1
_DIGEST = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Text:
    """What an answer is compared by.

    Attributes:
        same: a digest; answers with the same text have the same one.
        sketch: as `autograder.marking.near` compares it.
    """

    same: str
    sketch: frozenset[int] = frozenset()


class Kept:
    """What is kept of the answers in executed notebooks. Threads may share it."""

    def __init__(self, store: Store) -> None:
        """Args:
        store: whose file is read; a damaged one is made anew, because all of it can be.
        """
        self._store = store
        self._lock = threading.Lock()
        self._before: dict[str, Any] = {}
        self._now: dict[str, Any] = {}
        with contextlib.suppress(DamagedFileError):
            self._before = read_json(store.answers_path, _entries, "Delete it") or {}

    def of(self, executed: Path, names: Mapping[str, Any]) -> dict[str, Text] | None:
        """Question → its text, where the notebook is as it was; else None.

        Args:
            names: the arguments that the worker is given.

        Raises:
            OSError: there is no such file.
        """
        key = self._key(executed)
        entry = self._before.get(key)
        try:
            if entry is None or entry["made_of"] != _made_of(executed, names):
                return None
            texts = _texts(entry["texts"])
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        with self._lock:
            self._now[key] = entry
        return texts

    def add(self, executed: Path, names: Mapping[str, Any], found: Any) -> dict[str, Text]:
        """Takes what a worker found.

        Returns:
            Question → its text, without those that have no place in the notebook.

        Raises:
            ValueError, TypeError, AttributeError: it is not valid.
            OSError: there is no such file.
        """
        texts = _texts(found)
        with self._lock:
            self._now[self._key(executed)] = {"made_of": _made_of(executed, names), "texts": found}
        return texts

    def save(self) -> None:
        """Writes the file, where something has changed."""
        if self._now != self._before:
            write_json(self._store.answers_path, {"version": _VERSION, "answers": self._now})

    def _key(self, executed: Path) -> str:
        return executed.relative_to(self._store.folder).as_posix()


def _entries(data: Mapping[str, Any]) -> dict[str, Any]:
    return dict(data["answers"]) if data["version"] == _VERSION else {}


def _made_of(executed: Path, names: Mapping[str, Any]) -> list[Any]:
    there = executed.stat()
    return [there.st_mtime_ns, there.st_size, names["questions"], names["written"]]


def _texts(found: Any) -> dict[str, Text]:
    """What a worker found, which read hostile bytes.

    Raises:
        ValueError, TypeError, AttributeError: it is none.
    """
    texts = {}
    for question, (digest, sketch) in found.items():
        if digest and not _DIGEST.fullmatch(digest):
            raise ValueError("not a valid digest")
        if len(sketch) > SKETCH or any(type(one) is not int for one in sketch):
            raise ValueError("not a valid sketch")
        if digest:
            texts[str(question)] = Text(str(digest), frozenset(sketch))
    return texts

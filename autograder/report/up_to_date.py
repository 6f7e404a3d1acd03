"""Brings an output folder up to date, where anything in it has changed since. [coordinator]

Finding out page by page that each is up to date takes seconds for some thousand results, and most
reruns change nothing. So a digest of the folder is kept, from when all of it had been brought
together: of files at its top their content, of results and pages their state
(`autograder.files.states`), and of the gradebook the number of its last change.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import autograder
from autograder.files import DamagedFileError, read_json, states, write_json
from autograder.record import classroom
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from autograder.run.worker import Workers

#: folders of which marks, pages and tables are not made
_ASIDE = frozenset({"snapshots", "attempts", "formgrader", "audit", "to-give-back", "viva"})
#: what `rewrite` makes of all others
_MADE = frozenset({"feedback", "grades.csv", "final.csv", "report.html"})
_GRADEBOOK = "gradebook.db"
_UNREAD = frozenset({"reading.json", "up-to-date.json"})
#: where SQLite counts what has changed a file, and where that says that it has no write-ahead log,
#: with which it counts nothing: https://www.sqlite.org/fileformat2.html#file_change_counter
_CHANGES, _VERSIONS, _WITHOUT_WAL = slice(24, 28), slice(18, 20), b"\1\1"


def bring_up_to_date(store: Store, workers: Workers) -> bool:
    """`rewrite` with the gradebook, unless nothing has changed since that last had nothing to do.

    Returns:
        Whether there was anything to do.

    Raises:
        GradebookError, DamagedFileError: as `rewrite`.
    """
    for _ in range(2):  # the first may fill the gradebook; what others did meanwhile is seen, too
        before = _State(store)
        if before.whole and before.whole == _kept(store):
            return False
        rewrite(store, workers, fill=True)
        after = _State(store)
        if after.whole and after.given == before.given:
            write_json(store.up_to_date_path, {"state": after.whole})
            break
    return True


def _kept(store: Store) -> str:
    with contextlib.suppress(DamagedFileError, OSError):  # it is only there to save time
        return read_json(store.up_to_date_path, lambda data: str(data["state"]), "") or ""
    return ""


class _State:
    """What an output folder holds, as digests.

    Attributes:
        given: of all that `rewrite` reads and does not make.
        whole: of that and of what it makes; nothing where it cannot be told, as of a gradebook in
            a database elsewhere.
    """

    def __init__(self, store: Store) -> None:
        seen = dict(_seen(store.folder))
        known = classroom.load(store)
        # what pages say of hidden checks changes by itself, once a lesson is due
        dated = {*known.due, *(lesson for _, lesson in known.section_due)}
        told = {lesson: known.told(lesson) for lesson in sorted(dated)}
        code = states.of_code(Path(autograder.__file__).parent)
        given = {name: one for name, one in seen.items() if name.partition("/")[0] not in _MADE}
        self.given = _digest([told, code, sorted(given.items())])
        can_tell = None not in seen.values() and not store.gradebook_settings_path.exists()
        self.whole = _digest([self.given, sorted(seen.items())]) if can_tell else ""


def _digest(facts: Iterable[object]) -> str:
    return hashlib.sha256(repr([*facts]).encode("utf-8", "surrogateescape")).hexdigest()


def _seen(folder: Path) -> Iterator[tuple[str, object]]:
    """File, as seen from the output folder → what tells that it changes; None if nothing does.

    By a loop and in no order, as a large class has tens of thousands of folders.
    """
    waiting = [(str(folder), "")]
    while waiting:
        path, below = waiting.pop()
        with os.scandir(path) as found:
            for entry in found:
                name = below + entry.name
                if entry.is_dir():
                    if name not in _ASIDE:
                        waiting.append((entry.path, f"{name}/"))
                elif below or name in _MADE or _is_read(name):
                    try:
                        yield name, states.of(entry.stat()) if below else _of_file(entry)
                    except FileNotFoundError:  # another run is writing
                        yield name, None


def _is_read(name: str) -> bool:
    return name.startswith(_GRADEBOOK) or (name.endswith(".json") and name not in _UNREAD)


def _of_file(entry: os.DirEntry[str]) -> object:
    """What tells that a file at the top of the folder changes."""
    if entry.name == _GRADEBOOK:
        return _changes(Path(entry.path))
    if entry.name.startswith(_GRADEBOOK):  # a transaction is under way, or was broken off
        return None
    if entry.name in _MADE:
        return states.of(entry.stat())
    return hashlib.sha256(Path(entry.path).read_bytes()).digest()


def _changes(gradebook: Path) -> object:
    """How often the gradebook has changed; None where its file does not say so."""
    with gradebook.open("rb") as file:
        head = file.read(_CHANGES.stop)
    return (head[_CHANGES], gradebook.stat().st_size) if head[_VERSIONS] == _WITHOUT_WAL else None

"""Results of files that are gone: moved to `left-over/`, back with their files. [coordinator]

A file that was mended may answer another lesson, one that was renamed may be another's. What
came of it before would stay in marks, pages and exports for ever. Only of what was given is asked
what is left over: who grades one lesson, or a part of the class, moves nobody else's results.
"""

from __future__ import annotations

import contextlib
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from autograder.files import listed
from autograder.record.attempts import save_attempts
from autograder.record.classroom import Classroom
from autograder.record.gradebook.manual_marks import mirrored
from autograder.record.gradebook.sync import Key
from autograder.record.result import UNKNOWN_LESSON, Status
from autograder.record.store import Store

_NAMED_AT_MOST = 20
_NOBODY: Mapping[Key, str] = {}
_PATHS: tuple[Callable[[Store, str, str], Path], ...] = (
    Store.result_path,
    Store.executed_path,
    Store.feedback_path,
    Store.crash_path,
)


def settle(
    store: Store,
    known: Classroom,
    now: Mapping[Key, Collection[str]],
    paths: Iterable[Path],
    *,
    students: Collection[str] = (),
    replaced: Mapping[Key, str] = _NOBODY,
) -> list[str]:
    """Moves results whose files are gone to `left-over/`, and back those whose files are there.

    A result is left over where its file lay below one of the paths, something of its lesson is
    there, and nothing there is that student's for that lesson.

    Args:
        known: what earlier runs knew of the class.
        now: (student, lesson) → SHA-256 of each file that was handed in for it.
        paths: what is graded.
        students: only theirs were looked for; everybody's where none is named.
        replaced: what is somebody's under another name from now on → that name.

    Returns:
        A sentence each on what was moved, and on what was not though its file is gone.
    """
    there = store.left_over.folder.is_dir()
    back = [key for key, digests in now.items() if there and _is_back(store, key, digests)]
    for key in back:
        _move(store.left_over, store, key)
    roots = [os.path.realpath(path) for path in paths]
    lessons = {lesson for _, lesson in now}
    moved, elsewhere, others = [], [], defaultdict(list)
    for key in dict.fromkeys([*known.origins, *replaced]):
        student, lesson = key
        if key in now or not store.result_path(*key).exists():
            continue
        if key in replaced:
            moved.append(key)
            continue
        if students and student not in students:
            continue
        file = store.folder.absolute() / known.origins[key]
        place = os.path.realpath(os.path.normpath(file))
        is_below = any(place == root or place.startswith(root + os.sep) for root in roots)
        if is_below and (lesson in lessons or _is_stray(store, key)):
            moved.append(key)
        elif is_below:
            others[lesson].append(key)
        elif lesson in lessons and not _is_there(place):
            elsewhere.append(key)
    said = []
    if back:
        said.append(f"Their files are back, and so are the results of {_names(store, back)}.")
    if moved:
        names = _names(store, moved, replaced)
        for key in moved:
            _move(store, store.left_over, key)
        save_attempts(store, [], moved)
        said.append(
            f"Left over, as nothing of theirs is in what you gave any more: {names}. These results "
            f"count no longer. They lie in {store.left_over.folder}, and come back with the files."
        )
    if elsewhere:
        said.append(
            f"Still in the marks, though the files are gone: {_names(store, elsewhere)}. You gave "
            "other folders than theirs. If they should not count, give these folders too, or "
            f"delete what is theirs in {store.folder / 'results'}."
        )
    if others:
        numbers = ", ".join(f"{len(keys)} of {lesson}" for lesson, keys in sorted(others.items()))
        said.append(
            "Still in the marks, though nothing in what you gave is of these lessons any more: "
            f"{numbers}. If they should not count, delete what is theirs in "
            f"{store.folder / 'results'}."
        )
    return said


def left_over(store: Store) -> list[Key]:
    """What lies in `left-over/` and has no result of its own now."""
    there = store.left_over.results()
    keys = [(result.student, result.lesson) for result in there]
    return [key for key in keys if not store.result_path(*key).exists()]


def _is_back(store: Store, key: Key, digests: Collection[str]) -> bool:
    if store.result_path(*key).exists():
        return False
    result = store.left_over.load(*key)
    return result is not None and result.submission_sha256 in digests


def _is_stray(store: Store, key: Key) -> bool:
    """Whether a result is of no lesson, so that no other of its lesson can be there."""
    result = store.load(*key)
    return key[1] == UNKNOWN_LESSON or bool(result and result.status == Status.UNKNOWN_LESSON)


def _is_there(place: str) -> bool:
    """Whether a file, or the zip that it lies in, is there."""
    return os.path.lexists(place) or any(one.is_file() for one in Path(place).parents)


def _move(source: Store, target: Store, key: Key) -> None:
    """Moves a result and its pages; where the result lies, its pages do."""
    into_marks = target.folder in source.folder.parents
    for path_in in reversed(_PATHS) if into_marks else _PATHS:
        before, after = path_in(source, *key), path_in(target, *key)
        if before.exists():
            after.parent.mkdir(parents=True, exist_ok=True)
            before.replace(after)
            with contextlib.suppress(OSError):  # there are others of the student's
                before.parent.rmdir()
    source.changed()
    target.changed()


def _names(store: Store, keys: Sequence[Key], replaced: Mapping[Key, str] = _NOBODY) -> str:
    marked = mirrored(store)
    named = []
    for key in keys:
        student, *about = key
        about += ["marked by hand"] if key in marked else []
        about += [f"now {replaced[key]}"] if key in replaced else []
        named.append(f"{student} ({', '.join(about)})")
    return listed(named, _NAMED_AT_MOST)

"""What people gave: read from the gradebook, and mirrored into the output folder.

The gradebook may be deleted, or its database lost. `marks.json` then holds every mark and comment
as they were last read, and filling the gradebook anew brings them back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from autograder.record import connection, gradebook
from autograder.record.connection import GradebookError
from autograder.record.final import Mark
from autograder.record.gradebook import ByHand, Key
from autograder.record.store import Store, write_atomically


def marks(store: Store) -> Mapping[Key, Mapping[str, Mark]]:
    """(student, lesson) → question → what a person gave to it.

    Of what the gradebook holds, the gradebook is believed; of a question or a student that it
    holds no more, the mirror.

    Raises:
        GradebookError: the gradebook cannot be reached, or the mirror is damaged.
    """
    before = mirrored(store)
    given = {key: dict(of) for key, of in before.items()}
    for key, questions in gradebook.read(store, all_of_it=bool(before)).items():
        of = given.setdefault(key, {})
        for name, by_hand in questions.items():
            of[name] = _merged(by_hand, of.get(name, Mark(None)))
    given = {key: {name: mark for name, mark in of.items() if _says_something(mark)}
             for key, of in given.items()}  # fmt: skip
    given = {key: of for key, of in sorted(given.items()) if of}
    if given != before:
        _mirror(store, given)
    return given


def move(store: Store, address: str) -> None:
    """Takes another database for the gradebook; what people gave is mirrored before.

    Raises:
        GradebookError: the gradebook there is cannot be read, or as `connection.use`.
    """
    marks(store)
    connection.use(store, address)


def _merged(by_hand: ByHand, before: Mark) -> Mark:
    comment = before.comment if by_hand.comment is None else by_hand.comment
    return Mark(by_hand.score, comment, by_hand.extra)


def _says_something(mark: Mark) -> bool:
    return mark != Mark(None)


def _path(store: Store) -> Path:
    return store.folder / "marks.json"


def _mirror(store: Store, given: Mapping[Key, Mapping[str, Mark]]) -> None:
    rows = [
        {"student": student, "lesson": lesson, "question": name, **vars(mark)}
        for (student, lesson), of in given.items()
        for name, mark in of.items()
    ]
    write_atomically(_path(store), json.dumps(rows, indent=1) + "\n")


def mirrored(store: Store) -> dict[Key, dict[str, Mark]]:
    """What `marks` last read.

    Raises:
        GradebookError: the mirror is damaged.
    """
    try:
        rows = json.loads(_path(store).read_text(encoding="utf-8"))
        given: dict[Key, dict[str, Mark]] = {}
        for row in rows:
            key, question = (row.pop("student"), row.pop("lesson")), row.pop("question")
            given.setdefault(key, {})[question] = Mark(**row)
        return given
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise GradebookError(
            f"{_path(store)} cannot be read ({error}). It mirrors the marks given by hand: put a "
            "whole copy in its place, or move it away where the gradebook still has them."
        ) from None

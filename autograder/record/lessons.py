"""What is kept of each lesson beside its results: words that pages and markers need later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.assignment import Assignment
from autograder.record.store import Store, write_atomically


@dataclass(frozen=True)
class Lesson:
    """A lesson as it was last graded.

    Attributes:
        sha256: of the assignment; results of older ones may have other questions and points.
        rubrics: question → the task and a good answer (Markdown), of those marked by hand.
    """

    title: str
    sha256: str = ""
    rubrics: Mapping[str, str] = field(default_factory=dict)


def save(store: Store, assignments: Iterable[Assignment]) -> None:
    """Writes `lessons.json` into the output folder; lessons of earlier runs stay in it."""
    known = load(store)
    now = known | {
        assignment.name: Lesson(
            assignment.title,
            assignment.sha256,
            {q.name: q.rubric for q in assignment.questions if q.rubric},
        )
        for assignment in assignments
    }
    if now != known:
        text = json.dumps({name: vars(lesson) for name, lesson in now.items()}, indent=1)
        write_atomically(_path(store), text + "\n")


def load(store: Store) -> dict[str, Lesson]:
    """What `save` wrote, by the lesson's name; nothing where it never did or cannot be read.

    It holds nothing that the next run would not write again, so damage to it stops nobody.
    """
    try:
        facts = json.loads(_path(store).read_text(encoding="utf-8"))
        return {name: Lesson(**lesson) for name, lesson in facts.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _path(store: Store) -> Path:
    return store.folder / "lessons.json"

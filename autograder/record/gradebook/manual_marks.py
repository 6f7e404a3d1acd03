"""Marks of manual grading: read from the gradebook, mirrored into the output folder. [coordinator]

The gradebook may be deleted, or its database lost. `marks.json` then holds every mark and comment
as they were last read, and filling the gradebook anew brings them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.files import read_json, write_json
from autograder.record.final_grade import Mark
from autograder.record.gradebook import connection, course_marks, journal, second_marks, sync
from autograder.record.gradebook.sync import Key, ManualMark
from autograder.record.store import Store


def marks(store: Store) -> Mapping[Key, Mapping[str, Mark]]:
    """(student, lesson) → question → what a person gave to it.

    Of what the gradebook holds, the gradebook is believed; of a question or a student that it
    holds no more, the mirror. What has changed in the gradebook of an nbgrader course comes first.

    Raises:
        GradebookError: the gradebook cannot be reached.
        DamagedFileError: the mirror is damaged.
    """
    before = mirrored(store)
    given = {key: dict(of) for key, of in before.items()}
    for key, marks_there in course_marks.follow(store).items():
        given.setdefault(key, {}).update(marks_there)
    for key, questions in sync.read(store, all_of_it=bool(given)).items():
        of = given.setdefault(key, {})
        for name, manual in questions.items():
            of[name] = _merged(manual, of.get(name, Mark(None)))
    given = {key: {name: mark for name, mark in of.items() if _says_something(mark)}
             for key, of in given.items()}  # fmt: skip
    given = {key: of for key, of in sorted(given.items()) if of}
    if given != before:
        _mirror(store, given)
    if connection.exists(store):
        journal.mirror(store)
        second_marks.mirror(store)
    return given


def move(store: Store, address: str) -> None:
    """Takes another database for the gradebook; what people gave is mirrored before.

    Raises:
        GradebookError: the gradebook there is cannot be read, or as `connection.use`.
    """
    marks(store)
    connection.use(store, address)


def _merged(manual: ManualMark, before: Mark) -> Mark:
    comment = before.comment if manual.comment is None else manual.comment
    return Mark(manual.score, comment, manual.extra)


def _says_something(mark: Mark) -> bool:
    return mark != Mark(None)


def _mirror(store: Store, given: Mapping[Key, Mapping[str, Mark]]) -> None:
    rows = [
        {"student": student, "lesson": lesson, "question": name, **vars(mark)}
        for (student, lesson), of in given.items()
        for name, mark in of.items()
    ]
    write_json(store.marks_path, {"marks": rows})


def mirrored(store: Store) -> dict[Key, dict[str, Mark]]:
    """What `marks` last read.

    Raises:
        DamagedFileError: the mirror is damaged.
    """
    known = read_json(
        store.marks_path,
        lambda data: _marks(data["marks"]),
        "It mirrors the marks given by hand: put a whole copy in its place, or move it away where "
        "the gradebook still has them",
        before=lambda rows: {"marks": rows},
    )
    return known or {}


def _marks(rows: list[dict[str, Any]]) -> dict[Key, dict[str, Mark]]:
    given: dict[Key, dict[str, Mark]] = {}
    for row in rows:
        key, question = (row.pop("student"), row.pop("lesson")), row.pop("question")
        mark = Mark(**row)
        if not isinstance(mark.score, int | float | None) or not isinstance(mark.comment, str):
            raise ValueError(f"{row!r:.80} is no mark")
        given.setdefault(key, {})[question] = mark
    return given

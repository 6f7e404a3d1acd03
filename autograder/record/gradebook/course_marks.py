"""Marks that people give in the gradebook of an nbgrader course, taken over. [coordinator]

An assignment of an nbgrader course has two gradebooks: the course's own, in which its formgrader
marks, and the output folder's, of which tables and pages are made. Where somebody has changed a
mark in the course's since it was last read, the folder's follows; so of two marks the later counts.
`course-marks.json` holds what was read last, and is what remains where the course has moved away.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.files import file_name, read_json, write_json
from autograder.record import lesson_info
from autograder.record.final_grade import Mark
from autograder.record.gradebook import connection, journal
from autograder.record.gradebook.sync import OF_CELLS, Key
from autograder.record.lesson_info import CourseGradebook
from autograder.record.store import Store

_log = logging.getLogger(__name__)
#: (student, lesson) → question → mark
Marks = dict[Key, dict[str, Mark]]
_REMEDY = "It has what was last read of the course's gradebook. Move it away: it is read anew"
_OF_NOTEBOOK = """
    JOIN notebook ON notebook.id = submitted_notebook.notebook_id
    WHERE assignment.name = :assignment AND assignment.course_id = :course
    AND notebook.name = :notebook
"""
_GRADES = OF_CELLS.format(table="grade", values="grade.manual_score, grade.extra_credit")
_COMMENTS = OF_CELLS.format(table="comment", values="comment.manual_comment")


def follow(store: Store) -> Marks:
    """Brings the folder's gradebook to what has changed in the gradebooks of courses.

    Returns:
        What has changed; `Mark(None)` where a mark was taken back.

    Raises:
        GradebookError: the folder's gradebook cannot be reached.
        DamagedFileError: a file that says what is known is damaged.
    """
    places = {
        name: lesson.gradebook
        for name, lesson in lesson_info.load(store).items()
        if lesson.gradebook is not None
    }
    if not places:
        return {}
    before = _last_read(store)
    now = {key: of for key, of in before.items() if key[1] not in places}
    for lesson, place in places.items():
        found = _read(store, lesson, place)
        if found is None:  # what was read before stands
            found = {key: of for key, of in before.items() if key[1] == lesson}
        now |= found
    changed: Marks = {}
    for key in {*before, *now}:
        old, new = before.get(key, {}), now.get(key, {})
        differs = {name for name in {*old, *new} if old.get(name) != new.get(name)}
        if differs:
            changed[key] = {name: new.get(name, Mark(None)) for name in sorted(differs)}
    if changed:
        if connection.exists(store):
            journal.take_over(store, changed)
        _save(store, now)
    return changed


def _read(store: Store, lesson: str, place: CourseGradebook) -> Marks | None:
    """What people gave in a course's gradebook; None where it cannot be read."""
    from sqlalchemy import create_engine, make_url, text
    from sqlalchemy.exc import SQLAlchemyError

    students = {
        file_name(one.student): one.student for one in store.results() if one.lesson == lesson
    }
    where = {"assignment": place.assignment, "course": place.course, "notebook": place.notebook}
    address = make_url(place.address)
    if address.drivername == "sqlite" and not Path(address.database or "").is_file():
        _log.warning("the course's gradebook %s is not there; marks stay as they were", address)
        return None
    try:
        engine = create_engine(address)
        try:
            with engine.connect() as database:
                grades = [*database.execute(text(_GRADES + _OF_NOTEBOOK), where)]
                comments = [*database.execute(text(_COMMENTS + _OF_NOTEBOOK), where)]
        finally:
            engine.dispose()
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        reason = str(error).strip().partition("\n")[0]
        _log.warning("the course's gradebook %s cannot be read: %s", place.address, reason)
        return None
    said = {(student, name): comment or "" for student, _, name, comment in comments}
    found: Marks = {}
    for student, _, name, score, extra in grades:
        mark = Mark(score, said.get((student, name), ""), extra or 0.0)
        if student in students and mark != Mark(None):
            found.setdefault((students[student], lesson), {})[name] = mark
    return found


def _last_read(store: Store) -> Marks:
    return read_json(store.course_marks_path, lambda data: _marks(data["marks"]), _REMEDY) or {}


def _marks(rows: list[dict[str, Any]]) -> Marks:
    found: Marks = {}
    for row in rows:
        key = (str(row["student"]), str(row["lesson"]))
        mark = Mark(row["score"], str(row["comment"]), float(row["extra"]))
        found.setdefault(key, {})[str(row["question"])] = mark
    return found


def _save(store: Store, marks: Mapping[Key, Mapping[str, Mark]]) -> None:
    rows = [
        {"student": student, "lesson": lesson, "question": name, **vars(mark)}
        for (student, lesson), of in sorted(marks.items())
        for name, mark in sorted(of.items())
    ]
    write_json(store.course_marks_path, {"marks": rows})

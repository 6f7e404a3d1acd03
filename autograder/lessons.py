"""Assignments ready for grading: the zips in `dist/`, built anew where the source is newer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from autograder.assignment import Assignment, load
from autograder.course import Course


def assignments(course: Course, folder: Path) -> dict[str, Assignment]:
    """Every lesson's assignment, by name, with its tests unpacked below `folder`.

    Raises:
        BuildError: a lesson's zip is missing or too old, and its source cannot be built.
    """
    stale = [name for name in course.lessons() if _is_stale(course, name)]
    if stale:
        from autograder.build.publish import build  # Otter takes a second to import

        build(course, stale, only_dist=True)
    return from_zips((course.assignment_zip(name) for name in course.lessons()), folder)


def from_zips(archives: Iterable[Path], folder: Path) -> dict[str, Assignment]:
    """Assignments out of zips that `otter assign` made, by name.

    Raises:
        AssignmentError: a zip is missing, damaged, or holds no tests.
    """
    loaded = [load(archive, folder / str(index)) for index, archive in enumerate(archives)]
    return {assignment.name: assignment for assignment in loaded}


def _is_stale(course: Course, lesson: str) -> bool:
    archive = course.assignment_zip(lesson)
    source = course.solutions / lesson / "lesson.py"
    return not archive.exists() or archive.stat().st_mtime < source.stat().st_mtime

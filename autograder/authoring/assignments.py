"""Assignments to grade by: the zips in `dist/`, rebuilt where a source is newer. [coordinator]"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.assignment.model import Assignment, load
from autograder.authoring.course import Course
from autograder.files import write_atomically

if TYPE_CHECKING:
    from autograder.authoring.targets.otter import Emitted


def assignments(course: Course, folder: Path) -> dict[str, Assignment]:
    """Every lesson's assignment, by name, with its tests unpacked below `folder`.

    Raises:
        BuildError: a lesson's zip is missing or too old, and its source cannot be built.
    """
    archives = {name: course.assignment_zip(name) for name in course.lessons()}
    stale = [name for name in archives if _is_stale(course, name)]
    if stale:
        from autograder.authoring.publish import (  # Otter takes a second to import
            build,
            emit_lesson,
        )

        try:
            build(course, stale, only_dist=True)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise
            for name in stale:  # it is somebody else's checkout: built for this run alone
                archives[name] = folder / "built" / f"{name}.zip"
                write_atomically(archives[name], emit_lesson(course, name).autograder_zip)
    return from_zips(archives.values(), folder)


def emitted_for_grading(course: Course, name: str) -> Emitted:
    """Builds a lesson in memory, and writes its zip to `dist/` where the one there is too old.

    Raises:
        BuildError: as `emit_lesson`.
    """
    from autograder.authoring.publish import emit_lesson  # Otter takes a second to import

    emitted = emit_lesson(course, name)
    if _is_stale(course, name):
        with contextlib.suppress(OSError):  # then whoever needs it says so
            write_atomically(course.assignment_zip(name), emitted.autograder_zip)
    return emitted


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

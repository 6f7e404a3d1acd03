"""Grades notebooks with another grader, and prints a line of points for each.

    python -m tests.support.grade_with otter ZIP NOTEBOOK…
    python -m tests.support.grade_with nbgrader COURSE LESSON STUDENT…

As many at a time as there are processors, so that importing a grader is paid for once.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

MARK = "POINTS "
#: of several kernels that start at a time, two may choose one port
_TRIES = 3
Points = tuple[str, dict[str, float]]


def grade_with_otter(job: tuple[str, str]) -> Points:
    """The folder that a notebook lies in, and question → points."""
    from otter.api import grade_submission

    archive, path = job
    for left in range(_TRIES, 0, -1):
        try:
            results = grade_submission(path, archive, quiet=True).results
            break
        except Exception:
            if left == 1:
                raise
    return Path(path).parent.name, {name: test.score for name, test in results.items()}


def grade_with_nbgrader(job: tuple[Path, str, str]) -> Points:
    """A student, and question → points. Each has a gradebook of its own: it takes one writer."""
    from scripts.bench.engines import NbgraderCourse

    root, lesson, student = job
    database = root / f"{student}.db"
    shutil.copy(root / "gradebook.db", database)
    course = NbgraderCourse(root, database)
    course.autograde(lesson, student)
    return student, course.points(lesson, student)


def _all(grade: Callable[[Any], Points], jobs: Iterable[Any]) -> None:
    with multiprocessing.get_context("fork").Pool() as pool:
        for points in pool.imap(grade, jobs):
            print(f"{MARK}{json.dumps(points)}", flush=True)


def main(grader: str, *arguments: str) -> None:
    if grader == "otter":
        import otter.api  # noqa: F401 (before the fork)

        archive, *paths = arguments
        _all(grade_with_otter, [(archive, path) for path in paths])
    else:
        from scripts.bench.engines import NbgraderCourse

        folder, lesson, *students = arguments
        NbgraderCourse(Path(folder)).generate(lesson)
        _all(grade_with_nbgrader, [(Path(folder), lesson, student) for student in students])


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Autogrades a lesson's submissions with nbgrader, and prints a line of points for each.

    python -m tests.support.nbgrader_points COURSE LESSON STUDENT…

As many at a time as there are processors, each with a copy of the gradebook of its own.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
import sys
from pathlib import Path

from scripts.bench.engines import NbgraderCourse

MARK = "POINTS "


def grade(job: tuple[Path, str, str]) -> tuple[str, dict[str, float]]:
    root, lesson, student = job
    database = root / f"{student}.db"
    shutil.copy(root / "gradebook.db", database)
    course = NbgraderCourse(root, database)
    course.autograde(lesson, student)
    return student, course.points(lesson, student)


def main(folder: str, lesson: str, *students: str) -> None:
    root = Path(folder)
    NbgraderCourse(root).generate(lesson)
    with multiprocessing.get_context("fork").Pool() as pool:
        for points in pool.imap(grade, [(root, lesson, student) for student in students]):
            print(f"{MARK}{json.dumps(points)}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

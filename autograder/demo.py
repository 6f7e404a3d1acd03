"""A class of typical answers, graded: what an instructor sees before having students."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.build.answers import notebook_of, read_answers
from autograder.build.publish import emit_lesson
from autograder.course import Course
from autograder.record.store import write_atomically


@dataclass(frozen=True)
class DemoClass:
    """The demo class's submissions, written to a folder.

    Attributes:
        remarks: student → what is typical about the answer.
    """

    folder: Path
    remarks: dict[str, str]


def write_class(course: Course, folder: Path) -> DemoClass:
    """Writes one notebook per student of the demo class, `<student>/<lesson>.ipynb`."""
    remarks = {}
    for lesson in course.lessons():
        emitted = None
        for answer in read_answers(course, lesson):
            if answer.student:
                emitted = emitted or emit_lesson(course, lesson)
                notebook = notebook_of(answer, emitted)
                path = folder / answer.student / f"{lesson}.ipynb"
                write_atomically(path, nbformat.writes(notebook))
                remarks[answer.student] = answer.what
    return DemoClass(folder, remarks)

"""A class of typical answers, graded: the demo for instructors without students. [coordinator]"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.authoring.answers import kept_files, notebook_of, read_answers, zip_of
from autograder.authoring.course import Course
from autograder.authoring.lesson import datasets_of
from autograder.authoring.publish import emit_lesson
from autograder.datasets.registry import genuine
from autograder.files import write_atomically


@dataclass(frozen=True)
class DemoClass:
    """The demo class's submissions, written to a folder.

    Attributes:
        remarks: student → what is typical about the answer.
    """

    folder: Path
    remarks: dict[str, str]


def write_class(course: Course, folder: Path) -> DemoClass:
    """Writes what each student of the demo class hands in, `<student>/<lesson>.ipynb` or `.zip`.

    A zip holds what the student's trainings left behind, too.
    """
    remarks = {}
    for lesson in course.lessons():
        emitted = None
        for answer in read_answers(course, lesson):
            if answer.student:
                emitted = emitted or emit_lesson(course, lesson)
                notebook = notebook_of(answer, emitted)
                path = folder / answer.student / f"{lesson}.ipynb"
                if kept := kept_files(answer.name, course, lesson):
                    data = genuine(datasets_of(emitted.solution))
                    write_atomically(path.with_suffix(".zip"), zip_of(notebook, lesson, kept, data))
                else:
                    write_atomically(path, nbformat.writes(notebook))
                remarks[answer.student] = answer.what
    return DemoClass(folder, remarks)

"""The class that every engine grades: notebooks, Otter's zip, and the same as an nbgrader course.

<folder>/<lesson>/lesson.json                     what `Lesson` says
<folder>/<lesson>/assignment.zip                  Otter's tests
<folder>/<lesson>/submitted/<student>/<lesson>.ipynb
<folder>/<lesson>/handed-in/<student>/<lesson>.zip    the same with what its trainings left behind
<folder>/nbgrader/{source,submitted}/…            an nbgrader course
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import nbformat
from otter.test_files import ExceptionTestFile

from autograder.authoring.answers import Answer, notebook_of, zip_of
from autograder.authoring.course import Course, find
from autograder.authoring.lesson import HAND_IN_TITLE
from autograder.authoring.targets.nbgrader import course_files, lesson_files, release_notebook
from autograder.authoring.targets.otter import Emitted
from autograder.datasets.dataset import Located
from autograder.files import write_atomically
from autograder.run.kernel.forkserver import ForkServer
from scripts.bench import light
from scripts.evidence import trained

_CHECK = re.compile(r"grader\.check\(\"(\w+)\"\)")


@dataclass(frozen=True)
class Lesson:
    """One lesson of the class.

    Attributes:
        expected: student → question → points that every engine has to give.
        cells: student → ids of the cells whose time counts as the student's own.
    """

    name: str
    expected: dict[str, dict[str, float]]
    cells: dict[str, list[str]]


def write_light_course(root: Path) -> Course:
    """A course of the light lesson alone.

    Args:
        root: its folder, which is made.
    """
    lesson = root / "solutions" / light.NAME
    (lesson / "answers").mkdir(parents=True)
    (root / "pyproject.toml").write_text(
        '[tool.course]\nrepository = "bench/bench"\nbranch = "main"\n'
    )
    (lesson / "lesson.py").write_text(light.LESSON)
    for name, text in light.ANSWERS.items():
        (lesson / "answers" / f"{name}.py").write_text(text)
    return find(root)


def write_lesson(
    folder: Path, course: Course, name: str, emitted: Emitted, answers: Iterable[Answer]
) -> Lesson:
    """Writes everything about one lesson. Student and answer bear the same name."""
    here = folder / name
    here.mkdir(parents=True)
    (here / "assignment.zip").write_bytes(emitted.autograder_zip)
    full = {
        question: float(ExceptionTestFile.from_string(source).possible)
        for question, source in emitted.all_tests.items()
    }
    nbgrader = folder / "nbgrader"
    for path, data in course_files(course).items():
        write_atomically(nbgrader / path, data)
    for path, data in lesson_files(name, emitted).items():
        write_atomically(nbgrader / "source" / name / path, data)
    released = replace(emitted, student_notebook=release_notebook(emitted))
    expected: dict[str, dict[str, float]] = {}
    own: dict[str, list[str]] = {}
    for answer in answers:
        notebook = notebook_of(answer, emitted)
        _write(submitted(folder, name, answer.name), notebook)
        there = nbgrader / "submitted" / answer.name / name / f"{name}.ipynb"
        _write(there, notebook_of(answer, released))
        base = full if answer.base == "solution" else dict.fromkeys(full, 0.0)
        expected[answer.name] = base | answer.marks
        own[answer.name] = [cell.id for cell in notebook.cells if _is_own(cell)]
    lesson = Lesson(name, expected, own)
    (here / "lesson.json").write_text(json.dumps(asdict(lesson)))
    return lesson


def read_lesson(folder: Path, name: str) -> Lesson:
    """The way back, for the engines' own processes."""
    return Lesson(**json.loads((folder / name / "lesson.json").read_text()))


def submitted(folder: Path, lesson: str, student: str) -> Path:
    """Where a student's notebook lies."""
    return folder / lesson / "submitted" / student / f"{lesson}.ipynb"


def handed_in(folder: Path, lesson: str, student: str) -> Path:
    """Where a student's zip lies, with what the trainings left behind."""
    return folder / lesson / "handed-in" / student / f"{lesson}.zip"


def write_evidence(folder: Path, lesson: str, fork_server: ForkServer, mnist: Located) -> None:
    """Trains each student's networks, and writes what the students would then hand in."""
    for student in read_lesson(folder, lesson).expected:
        notebook = nbformat.read(submitted(folder, lesson, student), as_version=4)
        kept = trained(notebook, fork_server, mnist)
        content = zip_of(notebook, lesson, kept, mnist.sha256)
        write_atomically(handed_in(folder, lesson, student), content)


def _write(path: Path, notebook: nbformat.NotebookNode) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def _is_own(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell's time is the notebook's own: all but those that only check."""
    checks = _CHECK.fullmatch(cell.source.strip()) or cell.source.startswith(HAND_IN_TITLE)
    return cell.cell_type == "code" and not checks

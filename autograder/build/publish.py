"""One run of `autograder build`: every lesson, what changed, what differs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.assignment import load
from autograder.build.emit_otter import Emitted, emit
from autograder.build.leaks import leaks
from autograder.build.lesson import BuildError, read
from autograder.course import Course
from autograder.record.store import write_atomically
from autograder.run.notebook import execute
from autograder.run.warm import WarmParent
from autograder.run.workspace import workspace


@dataclass(frozen=True)
class Built:
    """One lesson's build.

    Attributes:
        differs: files of `course/` that were (or, when only checking, would be) changed.
    """

    lesson: str
    emitted: Emitted
    differs: tuple[str, ...]


def emit_lesson(course: Course, lesson: str) -> Emitted:
    """Builds one lesson in memory.

    Raises:
        BuildError: the source is not right, or a student's file would hold what it must not.
    """
    with tempfile.TemporaryDirectory(prefix="build-") as folder:
        emitted = emit(read(course, lesson), course, Path(folder))
    found = leaks(emitted)
    if found:
        listed = "\n".join(f"  {leak}" for leak in found[:20])
        raise BuildError(f"{lesson} would give away what students must not see:\n{listed}")
    return emitted


def build(
    course: Course, lessons: Iterable[str], *, check: bool = False, only_dist: bool = False
) -> list[Built]:
    """Builds lessons into `course/` and `dist/`.

    Args:
        check: writes nothing, only says what differs.
        only_dist: leaves `course/` alone, which grading must never change.

    Raises:
        BuildError: as `emit_lesson`.
    """
    done = []
    for lesson in lessons:
        emitted = emit_lesson(course, lesson)
        folder = course.students / lesson
        differs = _differences(folder, emitted.student)
        if not check:
            if not only_dist:
                _write(folder, emitted.student)
            write_atomically(course.assignment_zip(lesson), emitted.autograder_zip)
        done.append(Built(lesson, emitted, differs))
    return done


def _differences(folder: Path, files: dict[str, bytes]) -> tuple[str, ...]:
    present = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and not _is_left_by_use(path.relative_to(folder))
    }
    names = sorted(set(present) | set(files))
    return tuple(
        f"{folder.name}/{name}"
        for name in names
        if name not in present or present[name].read_bytes() != files.get(name)
    )


def _is_left_by_use(path: Path) -> bool:
    """Whether working through the lesson in its folder leaves such a file behind."""
    return path.name == ".OTTER_LOG" or bool(
        {".ipynb_checkpoints", "__pycache__"} & set(path.parts)
    )


def _write(folder: Path, files: dict[str, bytes]) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    for name, content in files.items():
        write_atomically(folder / name, content)


def execute_solution(
    course: Course, lesson: str, notebook: nbformat.NotebookNode, mnist: Path
) -> Path:
    """Runs the solution from top to bottom and writes it, with its outputs, to `dist/solutions/`.

    One that is there already, of the same cells, stays as it is: training takes a minute.

    Raises:
        BuildError: a cell of the solution fails.
    """
    path = course.dist / "solutions" / f"{lesson}.ipynb"
    if path.exists():
        there = nbformat.read(path, as_version=4)
        if [cell.source for cell in there.cells] == [cell.source for cell in notebook.cells]:
            return path
    with WarmParent() as warm, workspace() as folder, tempfile.TemporaryDirectory() as apart:
        served = load(course.assignment_zip(lesson), Path(apart)).served
        executed = execute(
            notebook, warm=warm, workspace=folder, datasets={"mnist": str(mnist)}, served=served
        )
    for index, cell in enumerate(executed.notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise BuildError(
                    f"The solution of {lesson} fails in cell {index}: "
                    f"{output.ename}: {output.evalue}"
                )
    if executed.status != "graded":
        raise BuildError(f"The solution of {lesson} does not run: {executed.problems[0]}.")
    write_atomically(path, nbformat.writes(executed.notebook))
    return path

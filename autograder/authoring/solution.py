"""Proves a lesson: its solution earns every point, the notebook as released none. [coordinator]

Both are graded as a student's would be. The solution's outputs are shown in `dist/`, and how long
it computed goes to the lesson's `measured.json`.
"""

from __future__ import annotations

import copy
import datetime
import hashlib
import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import nbformat

from autograder.authoring.blocks import Problem, Source, failing_line, located
from autograder.authoring.course import Course
from autograder.authoring.lesson import (
    HAND_IN_TITLE,
    SETUP_TITLE,
    BuildError,
    source,
    source_path,
)
from autograder.authoring.minutes import Measured, measured, write_measured
from autograder.authoring.targets.otter import Emitted
from autograder.files import read_json, write_atomically, write_json
from autograder.record.result import QuestionResult, Result, Status, Trust

_log = logging.getLogger(__name__)

#: what the two notebooks are called where they are graded
SOLUTION, UNTOUCHED = "solution", "untouched"
_PROVED = "proved.json"


@dataclass(frozen=True)
class Tried:
    """What came of a notebook.

    Attributes:
        executed: where it lies with its outputs.
    """

    result: Result
    executed: Path

    def notebook(self) -> nbformat.NotebookNode:
        """It, with its outputs."""
        return nbformat.read(self.executed, as_version=4)


class Grade(Protocol):
    """Grades notebooks, and keeps what it comes to, to use it again where nothing has changed."""

    def __call__(
        self,
        archive: Path,
        notebooks: Mapping[str, nbformat.NotebookNode],
        folder: Path,
        *,
        kept: Mapping[str, bytes] = MappingProxyType({}),
    ) -> Mapping[str, Tried]:
        """Grades notebooks by name.

        Args:
            archive: the assignment's zip.
            folder: where results are kept.
            kept: what all of them bring along of their trainings, as `answers.kept_files` has it.
        """


def fingerprint(notebook: nbformat.NotebookNode) -> str:
    """SHA-256 of a solution's own code: prose and tests don't change how long it computes."""
    own = [
        source for source in _code(notebook) if not source.startswith((SETUP_TITLE, HAND_IN_TITLE))
    ]
    return hashlib.sha256("\0".join(own).encode()).hexdigest()


def _setting_up(notebook: nbformat.NotebookNode) -> str:
    """What the setup cell does, without the visible tests in it."""
    found = (source for source in _code(notebook) if source.startswith(SETUP_TITLE))
    return "".join(source.partition("\n}\n")[2] for source in found)


def solution_path(course: Course, lesson: str) -> Path:
    """Where `autograder build` puts the executed solution."""
    return course.dist / "solutions" / f"{lesson}.ipynb"


def proof_folder(course: Course, lesson: str) -> Path:
    """Where results of a lesson's solution and of its untouched notebook are kept."""
    return course.dist / "proof" / lesson


def is_measured(course: Course, lesson: str, solution: nbformat.NotebookNode) -> bool:
    """Whether the lesson's time was measured with this solution."""
    known = measured(course.solutions / lesson)
    return known is not None and known.cells == fingerprint(solution)


def prove(course: Course, lesson: str, emitted: Emitted, grade: Grade) -> bool:
    """Grades the solution and the notebook that students get, and holds both to their points.

    Writes the solution, with its outputs, to `dist/solutions/`. What was proved before is not run
    again, and neither is code whose tests alone have changed, because training takes a minute. How
    long it took goes to the lesson's `measured.json`, where that is of another solution.

    Returns:
        Whether it was measured anew.

    Raises:
        BuildError: a cell of the solution fails, the solution does not earn all points, or the
            untouched notebook earns some; each with its line in the lesson's source.
    """
    folder, shown = proof_folder(course, lesson), solution_path(course, lesson)
    known = is_measured(course, lesson, emitted.solution)
    if known and shown.is_file() and _proved(folder) == _subject(emitted):
        there = nbformat.read(shown, as_version=4)
        write_atomically(shown, nbformat.writes(_with_outputs(emitted.solution, there)))
        return False
    tried = grade(
        course.assignment_zip(lesson),
        {
            name: _as_before(notebook, folder / "in" / f"{name}.ipynb")
            for name, notebook in (
                (SOLUTION, emitted.solution),
                (UNTOUCHED, emitted.student_notebook),
            )
        },
        folder,
    )
    done = tried[SOLUTION]
    looked_through = Source(source(course, lesson), lesson)
    problems = [*_failures(done, looked_through)] or [
        *_points_lost(done.result, looked_through),
        *_points_given(tried[UNTOUCHED].result, looked_through),
    ]
    if problems:
        raise BuildError(located(source_path(course, lesson), sorted({*problems})))
    executed = _with_outputs(emitted.solution, done.notebook())
    write_atomically(shown, nbformat.writes(executed))
    note_proof(course, lesson, emitted)
    if known:
        return False
    seconds = round(done.result.seconds["cells"], 1)
    _log.info("ran the solution of %s in %.2f s", lesson, seconds)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    write_measured(
        course.solutions / lesson,
        Measured(fingerprint(emitted.solution), seconds, os.cpu_count() or 1, today),
    )
    return True


def note_proof(course: Course, lesson: str, emitted: Emitted) -> None:
    """Notes that a lesson, as it is now, is proved."""
    write_json(proof_folder(course, lesson) / _PROVED, {"sha256": _subject(emitted)})


def _proved(folder: Path) -> str | None:
    return read_json(folder / _PROVED, lambda data: str(data["sha256"]), "Delete it and build")


def _subject(emitted: Emitted) -> str:
    """SHA-256 of all that a proof depends on: code, tests, and files beside the notebook."""
    digest = hashlib.sha256()
    for notebook in (emitted.solution, emitted.student_notebook):
        digest.update(fingerprint(notebook).encode())
        digest.update(_setting_up(notebook).encode())
    digest.update(repr(sorted(emitted.all_tests.items())).encode())
    for path, content in sorted(emitted.student.items()):
        if not path.endswith(".ipynb"):
            digest.update(path.encode() + b"\0" + content)
    return digest.hexdigest()


def _as_before(notebook: nbformat.NotebookNode, path: Path) -> nbformat.NotebookNode:
    """The notebook that was graded before, where its own code is the same; else this one.

    So that new prose or new tests let nothing be trained again.
    """
    if path.is_file():
        before = nbformat.read(path, as_version=4)
        if fingerprint(before) == fingerprint(notebook) and (
            _setting_up(before) == _setting_up(notebook)
        ):
            return before
    write_atomically(path, nbformat.writes(notebook))
    return notebook


def _failures(done: Tried, looked_through: Source) -> Iterator[Problem]:
    """What keeps the solution from being run to its end."""
    for number, cell in enumerate(done.notebook().cells if done.executed.is_file() else (), 1):
        for line, what in failing_line(cell.get("outputs", [])):
            place = looked_through.line_of_code(cell.source, line)
            yield place or 1, f"the solution fails in cell {number}: {what}"
    if done.result.status != Status.GRADED:
        yield 1, f"the solution does not run to its end: {'; '.join(done.result.problems)}"


def _points_lost(result: Result, looked_through: Source) -> Iterator[Problem]:
    """Each test that the solution fails."""
    for question in _by_tests(result):
        failed = [(i, test) for i, test in enumerate(question.tests) if not test.passed]
        for index, test in failed:
            name = f"the hidden test {test.name!r}" if test.hidden else f"the test {test.name!r}"
            line = looked_through.line_of_test(question.name, index)
            yield (
                line,
                f"the solution fails {name} of {question.name}: {_one_line(test.message)}",
            )
        if not failed and question.score != question.max_score:
            line = looked_through.line_of_test(question.name, len(question.tests))
            earned = f"{question.score or 0:g} of {question.max_score:g} points"
            yield line, f"the solution earns {earned} of {question.name}"
    for problem in result.problems:
        yield 1, f"grading the solution: {problem}"


def _points_given(result: Result, looked_through: Source) -> Iterator[Problem]:
    """Each question that earns points though nothing is answered."""
    for question in _by_tests(result):
        if question.score:
            index = next(
                (i for i, test in enumerate(question.tests) if test.passed and test.points),
                len(question.tests),
            )
            yield (
                looked_through.line_of_test(question.name, index),
                f"an untouched notebook earns {question.score:g} of {question.max_score:g} points "
                f"of {question.name}: let this test fail where nothing is answered, or give it "
                "`points: 0`",
            )


def _by_tests(result: Result) -> list[QuestionResult]:
    return [question for question in result.questions if question.trust != Trust.MANUAL]


def _one_line(message: str) -> str:
    """The last line of a message that is a traceback, else all of it, without its full stop."""
    lines = message.strip().splitlines() or ["it says nothing"]
    told = lines[-1] if lines[0].startswith("Traceback") else " ".join(lines)
    return told.strip().rstrip(".")


def _code(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def _with_outputs(
    notebook: nbformat.NotebookNode, executed: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """The notebook, with the outputs of another one whose own code is the same."""
    whole = copy.deepcopy(notebook)
    ran = (cell for cell in executed.cells if cell.cell_type == "code")
    for cell in whole.cells:
        if cell.cell_type == "code":
            there = next(ran)
            cell.outputs, cell.execution_count = there.outputs, there.execution_count
    return whole

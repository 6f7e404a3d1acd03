"""The solution of a lesson, executed: shown in `dist/`, and its run time. [coordinator]"""

from __future__ import annotations

import copy
import datetime
import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat

from autograder.assignment.model import load
from autograder.authoring.course import Course
from autograder.authoring.lesson import HAND_IN_TITLE, SETUP_TITLE, BuildError
from autograder.authoring.minutes import Measured, measured, write_measured
from autograder.datasets.mnist import Located
from autograder.files import write_atomically
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import execute

_log = logging.getLogger(__name__)


def fingerprint(notebook: nbformat.NotebookNode) -> str:
    """SHA-256 of a solution's own code: prose and tests don't change how long it computes."""
    own = [
        source for source in _code(notebook) if not source.startswith((SETUP_TITLE, HAND_IN_TITLE))
    ]
    return hashlib.sha256("\0".join(own).encode()).hexdigest()


def solution_path(course: Course, lesson: str) -> Path:
    """Where `autograder build` puts the executed solution."""
    return course.dist / "solutions" / f"{lesson}.ipynb"


def is_measured(course: Course, lesson: str, solution: nbformat.NotebookNode) -> bool:
    """Whether the lesson's time was measured with this solution."""
    known = measured(course.solutions / lesson)
    return known is not None and known.cells == fingerprint(solution)


def execute_solution(
    course: Course, lesson: str, solution: nbformat.NotebookNode, mnist: Callable[[], Located]
) -> bool:
    """Runs the solution and writes it, with its outputs, to `dist/solutions/`.

    Outputs that are there already, of the same code, are kept: training takes a minute. How long
    it took goes to the lesson's `measured.json`, where that is of another solution.

    Args:
        mnist: finds MNIST, where the solution has to be run.

    Returns:
        Whether it was measured anew.

    Raises:
        BuildError: a cell of the solution fails.
    """
    path = solution_path(course, lesson)
    known = is_measured(course, lesson, solution)
    if known and path.exists():
        there = nbformat.read(path, as_version=4)
        if fingerprint(there) == fingerprint(solution):
            write_atomically(path, nbformat.writes(_with_outputs(solution, there)))
            return False
    with ForkServer() as fork_server, workspace() as folder, tempfile.TemporaryDirectory() as apart:
        served = load(course.assignment_zip(lesson), Path(apart)).served
        done = execute(
            nbformat.writes(solution).encode(),
            fork_server=fork_server,
            workspace=folder,
            datasets={"mnist": str(mnist().path)},
            served=served,
        )
    executed = nbformat.reads(done.notebook.decode(), as_version=4)
    for index, cell in enumerate(executed.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise BuildError(
                    f"The solution of {lesson} fails in cell {index}: "
                    f"{output.ename}: {output.evalue}"
                )
    if done.status != "graded":
        raise BuildError(f"The solution of {lesson} does not run: {done.problems[0]}.")
    write_atomically(path, nbformat.writes(executed))
    _log.info("ran the solution of %s in %.2f s", lesson, done.seconds)
    if not known:
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        seconds, cores = round(done.seconds, 1), os.cpu_count() or 1
        write_measured(
            course.solutions / lesson, Measured(fingerprint(solution), seconds, cores, today)
        )
    return not known


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

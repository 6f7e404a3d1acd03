"""A lesson run in the rebuilt runtime: with its solution and untouched, with Otter's own checks."""

from __future__ import annotations

import datetime
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.assignment.model import load
from autograder.authoring.course import Course
from autograder.authoring.publish import emit_lesson
from autograder.authoring.targets.otter import Emitted
from autograder.datasets.mnist import locate_mnist
from autograder.run.colab._addresses import VARIABLE
from scripts.colab.runtime import KERNEL, Runtime, packages, write_kernel

_SECONDS = 600
#: what is put below a lesson: the points that its visible checks give
_ASK = """\
import json as _json
_scores = {}
for _name in VISIBLE_TESTS:
    _test = grader.check(_name)
    _scores[_name] = [_test.score, _test.possible]
print("SCORES", _json.dumps(_scores))
"""


@dataclass(frozen=True)
class Outcome:
    """What came of one lesson.

    Attributes:
        solution, untouched, possible: points of the visible checks.
        setup_seconds: of the first run of the setup cell, installing included.
        seconds: of the whole solution.
        added, changed: packages that the setup cell installed, or made another version of.
        problems: sentences; none where all is well.
    """

    lesson: str
    solution: float
    untouched: float
    possible: float
    setup_seconds: float
    seconds: float
    added: tuple[str, ...]
    changed: tuple[str, ...]
    problems: tuple[str, ...]


def run_lesson(course: Course, lesson: str, runtime: Runtime) -> Outcome:
    """Opens a lesson as Colab does: a fresh machine, the notebook, and nothing beside it."""
    emitted = emit_lesson(course, lesson)
    with tempfile.TemporaryDirectory(prefix="colab-") as name:
        folder = Path(name)
        python = runtime.copy(folder / "machine")
        before, offline = packages(python), course.root / "tests" / "support" / "offline"
        environment = {
            "PATH": f"{python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "PYTHONPATH": os.pathsep.join(map(str, (offline, course.root))),
            VARIABLE: json.dumps(_served(emitted, folder)),
            "COURSE_MNIST": str(locate_mnist().path),
            "COLAB_RELEASE_TAG": "rebuilt",
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }
        write_kernel(python, course, folder, environment)
        os.environ["JUPYTER_PATH"] = str(folder)
        solution = _run(emitted.solution, folder / "content-1")
        after = packages(python)
        untouched = _run(emitted.student_notebook, folder / "content-2")
    added = tuple(sorted(f"{name} {after[name]}" for name in {*after} - {*before}))
    changed = tuple(
        f"{name} {version} → {after.get(name, 'gone')}"
        for name, version in sorted(before.items())
        if after.get(name) != version
    )
    problems = [*solution.problems, *untouched.problems]
    if solution.score < solution.possible:
        problems.append(f"the solution gets {solution.score:g} of {solution.possible:g} points")
    if changed:
        problems.append(f"the setup cell changes what was there: {', '.join(changed)}")
    return Outcome(
        lesson,
        solution.score,
        untouched.score,
        solution.possible,
        solution.setup_seconds,
        solution.seconds,
        added,
        changed,
        tuple(problems),
    )


def _served(emitted: Emitted, folder: Path) -> dict[str, str]:
    """The lesson's own files, in the place of their addresses: this runs without a network."""
    archive = folder / "lesson.zip"
    archive.write_bytes(emitted.autograder_zip)
    return load(archive, folder / "its tests and files").served


@dataclass(frozen=True)
class _Run:
    score: float
    possible: float
    setup_seconds: float
    seconds: float
    problems: tuple[str, ...]


def _run(notebook: nbformat.NotebookNode, folder: Path) -> _Run:
    """Runs a notebook in an empty folder, and asks at its end for the points."""
    folder.mkdir()
    whole = nbformat.v4.new_notebook(
        cells=[*notebook.cells, nbformat.v4.new_code_cell(_ASK)], metadata=notebook.metadata
    )
    client = NotebookClient(
        whole,
        kernel_name=KERNEL,
        timeout=_SECONDS,
        resources={"metadata": {"path": str(folder)}},
        record_timing=True,
    )
    began, problems = time.monotonic(), []
    try:
        client.execute()
    except CellExecutionError as error:
        problems.append(f"a cell fails: {error.ename}: {error.evalue}")
    seconds = time.monotonic() - began
    text = "".join(output.get("text", "") for output in whole.cells[-1].get("outputs", []))
    lines = [line for line in text.splitlines() if line.startswith("SCORES ")]
    scores = json.loads(lines[0].removeprefix("SCORES ")) if lines else {}
    setup = next(cell for cell in whole.cells if "def set_up(" in cell.source)
    said = "".join(output.get("text", "") for output in setup.get("outputs", []))
    if not said.startswith("Ready: "):
        problems.append(f"the setup cell says: {said.strip()}")
    return _Run(
        sum(score for score, _ in scores.values()),
        sum(possible for _, possible in scores.values()),
        _duration(setup),
        seconds,
        tuple(problems),
    )


def _duration(cell: nbformat.NotebookNode) -> float:
    times = cell.metadata.get("execution", {})
    begin, end = times.get("iopub.status.busy"), times.get("iopub.status.idle")
    if not (begin and end):
        return 0.0
    parse = datetime.datetime.fromisoformat
    return (parse(end) - parse(begin)).total_seconds()

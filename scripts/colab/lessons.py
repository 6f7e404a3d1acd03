"""A lesson run in the rebuilt runtime, shown by one front end, with Otter's own checks."""

from __future__ import annotations

import datetime
import json
import os
import re
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.assignment.model import load
from autograder.authoring.course import Course
from autograder.authoring.publish import emit_lesson
from autograder.authoring.targets.otter import Emitted
from autograder.datasets.mnist.locate import locate_mnist
from autograder.run.colab._addresses import VARIABLE
from scripts.colab.front_ends import MOST_SECONDS, FrontEnd, waits
from scripts.colab.runtime import KERNEL, Runtime, packages, write_kernel

_SECONDS = 600
#: where pip finds nothing, at once
_NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull}
#: the working folder of Colab's machines
_CONTENT = "/content"
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
    """What came of one lesson in one front end.

    Attributes:
        solution, untouched, possible: points of the visible checks.
        setup_seconds: of the first run of the setup cell, installing included.
        seconds: of the whole solution.
        waited: seconds that the longest wait for an answer took.
        zipped: what the zip to hand in holds: `notebook`, and how many files of trainings.
        told: what the last cell says to do.
        added, changed: packages that the setup cell installed, or made another version of.
        problems: sentences; none where all is well.
    """

    lesson: str
    front_end: str
    solution: float
    untouched: float
    possible: float
    setup_seconds: float
    seconds: float
    waited: float
    zipped: str
    told: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    problems: tuple[str, ...]


def run_lesson(course: Course, lesson: str, runtime: Runtime, shown: FrontEnd) -> Outcome:
    """Opens a lesson as a front end does: a fresh machine, the notebook, and nothing beside it.

    In VS Code and JupyterLab the notebook lies there as it was last saved: as its author wrote it.
    """
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
            **({} if shown.internet else _NOWHERE),
        }
        content, log = folder / "content-1", folder / "requests"
        facts = {name: value.format(folder=content) for name, value in shown.environment.items()}
        startup = shown.startup(content, log)
        write_kernel(python, course, folder, environment | facts, startup)
        os.environ["JUPYTER_PATH"] = str(folder)
        solution = _run(emitted.solution, content, shown)
        after = packages(python)
        zipped = _in_zip(content, lesson)
        waited = max((seconds for _, seconds in waits(log)), default=0.0)
        untouched = _run(emitted.student_notebook, folder / "content-2", shown)
    added = tuple(sorted(f"{name} {after[name]}" for name in {*after} - {*before}))
    changed = tuple(
        f"{name} {version} → {after.get(name, 'gone')}"
        for name, version in sorted(before.items())
        if after.get(name) != version
    )
    problems = [*solution.problems, *untouched.problems]
    if waited > MOST_SECONDS:
        problems.append(f"a cell waits {waited:g} s for an answer")
    trains = "def kept_files(" in "".join(cell.source for cell in emitted.solution.cells)
    if trains and not zipped:
        problems.append("there is no zip with what was trained")
    if shown.internet and solution.score < solution.possible:
        problems.append(f"the solution gets {solution.score:g} of {solution.possible:g} points")
    if changed and not shown.own_machine:
        problems.append(f"the setup cell changes what was there: {', '.join(changed)}")
    return Outcome(
        lesson,
        shown.name,
        solution.score,
        untouched.score,
        solution.possible,
        solution.setup_seconds,
        solution.seconds,
        waited,
        zipped,
        as_in_colab(solution.told, content),
        added,
        changed,
        tuple(problems),
    )


def as_in_colab(told: str, folder: Path) -> str:
    """What a cell says, with the paths that it names in Colab.

    Args:
        folder: that a notebook was run in here.
    """
    for place in {str(folder), os.path.realpath(folder)}:
        told = re.sub(re.escape(place) + r"(?![\w.-])", _CONTENT, told)
    return told


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
    told: str
    problems: tuple[str, ...]


def _in_zip(folder: Path, lesson: str) -> str:
    path = folder / f"{lesson}.zip"
    if not path.is_file():
        return ""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    notebook = ["notebook"] if any(name.endswith(".ipynb") for name in names) else []
    trained = sum(name.startswith("kept/") for name in names)
    return " + ".join([*notebook, *([f"{trained} files"] if trained else [])])


def _run(notebook: nbformat.NotebookNode, folder: Path, shown: FrontEnd) -> _Run:
    """Runs a notebook in an empty folder, and asks at its end for the points."""
    folder.mkdir()
    if shown.expected in ("jupyter", "vscode"):
        nbformat.write(notebook, folder / "lesson.ipynb")
    whole = nbformat.v4.new_notebook(
        cells=[*notebook.cells, *([nbformat.v4.new_code_cell(_ASK)] if shown.internet else [])],
        metadata=notebook.metadata,
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
    said = _text(setup)
    expected = "Ready: " if shown.internet else "Setup could not download the checker."
    if not said.startswith(expected):
        problems.append(f"the setup cell says: {said.strip()}")
    return _Run(
        sum(score for score, _ in scores.values()),
        sum(possible for _, possible in scores.values()),
        _duration(setup),
        seconds,
        _hint(whole),
        tuple(problems),
    )


def _text(cell: nbformat.NotebookNode) -> str:
    return "".join(output.get("text", "") for output in cell.get("outputs", []))


def _hint(notebook: nbformat.NotebookNode) -> str:
    """What the last cell says to hand in, and how."""
    said = next((_text(cell) for cell in notebook.cells if "def hand_in(" in cell.source), "")
    lines = said.splitlines()
    begins = [
        i for i, line in enumerate(lines) if line.startswith("Hand in") and " zip, " not in line
    ]
    return " ".join(lines[begins[-1] :]) if begins else ""


def _duration(cell: nbformat.NotebookNode) -> float:
    times = cell.metadata.get("execution", {})
    begin, end = times.get("iopub.status.busy"), times.get("iopub.status.idle")
    if not (begin and end):
        return 0.0
    parse = datetime.datetime.fromisoformat
    return (parse(end) - parse(begin)).total_seconds()

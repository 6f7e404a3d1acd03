"""A question in which the student writes a test gets the same points wherever it is graded."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest

from autograder.assignment.model import load
from autograder.authoring.answers import Answer, notebook_of
from autograder.authoring.course import Course, find
from autograder.authoring.publish import emit_lesson
from autograder.authoring.targets.gradescope import gradescope_zip
from autograder.authoring.targets.otter import Emitted
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.store import Store
from scripts.colab.front_ends import FRONT_ENDS
from tests import SLOW_TO_IMPORT
from tests.conftest import OFFLINE
from tests.support.container import needs_a_container, results, run_autograder, unpacked
from tests.support.engines import Elsewhere
from tests.support.grading import grade_class
from tests.support.programs import run_program
from tests.support.submissions import collect
from tests.support.tiny import TINY, write
from tests.support.written_test import QUESTION

pytestmark = pytest.mark.slow
LESSON = "01-tiny"
ROOT = Path(__file__).parents[2]
MENDED = "def mean(numbers):\n    return sum(numbers) / len(numbers)\n\n\n"
FAULTY = MENDED.replace("/", "//")
#: what a student wrote
WRITTEN = {
    "good": 'assert candidate([1, 2]) == 1.5, "the mean is rounded down"',
    "finds one of two faults": 'assert candidate([1, 0]) == 0.5, "the mean is rounded down"',
    "wrong way round": 'assert candidate([1, 2]) == 1, "the mean is rounded down"',
    "prints": "print(candidate([1, 2]) == 1.5)",
    "without words": "assert candidate([1, 2]) == 1.5",
    "own name": 'assert mean([1, 2]) == 1.5, "the mean is rounded down"',
    "stops by itself": "candidate([1, 2])\n    raise ValueError",
}
SOURCES = {
    **{
        name.replace(" ", "-"): f"{MENDED}def test_mean(candidate):\n    {body}"
        for name, body in WRITTEN.items()
    },
    "not-mended": f"{FAULTY}def test_mean(candidate):\n    {WRITTEN['good']}",
    "nothing": "",
}
#: points of the visible case, and of the hidden one
DUE = dict.fromkeys(SOURCES, (0.0, 0.0)) | {
    "good": (2.0, 1.0),
    "finds-one-of-two-faults": (2.0, 0.0),
    "not-mended": (0.0, 1.0),
}
TOTAL = {name: sum(points) for name, points in DUE.items()}
ANSWERS = [
    Answer(name, "", "blank", "", {}, {}, {"tested": {1: source}} if source else {}, {})
    for name, source in SOURCES.items()
]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("course")
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    write(root, TINY.replace("# %%\n# {{ hand_in }}", f"{QUESTION}# %%\n# {{{{ hand_in }}}}"))
    return find(root)


@pytest.fixture(scope="module")
def emitted(course: Course) -> Emitted:
    return emit_lesson(course, LESSON)


def test_here(emitted, fork_server, mnist, tmp_path):
    (tmp_path / "in").mkdir()
    for answer in ANSWERS:
        nbformat.write(notebook_of(answer, emitted), tmp_path / "in" / f"{answer.name}.ipynb")
    archive = tmp_path / f"{LESSON}.zip"
    archive.write_bytes(emitted.autograder_zip)
    known = {LESSON: load(archive, tmp_path / "tests")}
    graded = grade_class(
        collect([tmp_path / "in"], known),
        known,
        Store(tmp_path / "out"),
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=2,
    )
    points = {
        one.student: tuple(
            test.points if test.passed else 0.0
            for question in one.questions
            if question.name == "tested"
            for test in question.tests
        )
        for one in graded
    }
    assert points == DUE


@pytest.mark.parametrize("grader", ["otter", "nbgrader"])
def test_in_another_grader(grader, course, emitted, offline_environment, tmp_path):
    elsewhere = Elsewhere(course, LESSON, emitted, offline_environment, ("keras",), tmp_path)
    given = elsewhere.by_otter(ANSWERS) if grader == "otter" else elsewhere.by_nbgrader(ANSWERS)
    assert {name: points["tested"] for name, points in given.items()} == TOTAL


@needs_a_container
def test_in_gradescopes_container(emitted, public_python, mnist, tmp_path):
    given = {}
    for answer in ANSWERS:
        with unpacked(gradescope_zip(LESSON, emitted)) as root:
            notebook = notebook_of(answer, emitted)
            nbformat.write(notebook, root / "submission" / "anything.ipynb")
            (datasets := tmp_path / answer.name).mkdir()
            done = run_autograder(root, public_python, mnist, datasets)
            written = results(root)
        assert written["extra_data"]["isolation"] == "user", (done.stderr, written)
        given[answer.name] = sum(
            test.get("score", 0.0) for test in written["tests"] if "tested" in test["name"]
        )
    assert given == TOTAL


def test_in_colab_the_notebook_alone_checks_what_students_may_see(emitted, fork_server, tmp_path):
    """Setup cell and checks in the page, with nothing beside the notebook."""
    [page] = [one for one in FRONT_ENDS if one.expected == "colab"]
    asked = 'print("SCORE", grader.check("tested").score)'
    given = {}
    for answer in ANSWERS:
        folder = tmp_path / answer.name
        (content := folder / "content").mkdir(parents=True)
        notebook = notebook_of(answer, emitted)
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        done = run_program(
            page.startup(content, folder / "log") + "\n".join([*code, asked]),
            fork_server,
            cwd=content,
            env=os.environ
            | {"PYTHONPATH": f"{OFFLINE}{os.pathsep}{ROOT}", "COURSE_WITHOUT": SLOW_TO_IMPORT},
            folder=folder,
        )
        assert done.returncode == 0, done.stderr
        given[answer.name] = json.loads(done.stdout.rpartition("SCORE ")[2])
    visible = {name: points[0] for name, points in DUE.items()}
    assert given == visible

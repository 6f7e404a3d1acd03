"""Questions about students' own work from real kernels: right keys, and what is kept out."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.assignment.model import Assignment, load
from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from autograder.files import write_atomically
from autograder.grading.viva.asking import Asking
from autograder.record.result import QuestionResult, Result, Status, Trust
from autograder.record.store import Store
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.worker import Workers
from tests.support.lessons import emitted_here, graded_here
from tests.support.tiny import TINY
from tests.support.tiny import write as write_course
from tests.support.viva import of_kind

LESSON = "01-tiny"
#: the lessons whose right answers are all asked about
LESSONS = [
    *("01-setup", "02-installs", "03-data-import", "04-mnist-ann", "05-tensorboard", "06-tips")
]
ANSWER = """\
import os

def total(numbers):
    result = 0
    for number in numbers:
        result += number
    return result

week = [2, 4, 3]
answer = total(week) + 33"""

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Assignment:
    folder = tmp_path_factory.mktemp("tiny")
    settings = '[tool.course]\nrepository = "a/b"\nbranch = "main"\n'
    (folder / "pyproject.toml").write_text(settings)
    write_course(folder, TINY)
    path = folder / "01-tiny.zip"
    path.write_bytes(emit_lesson(find(folder), LESSON).autograder_zip)
    return load(path, folder / "tests")


def handed_in(answer: str) -> nbformat.NotebookNode:
    return new_notebook(
        cells=[
            new_markdown_cell("# Sums\n\n`total([10, 20, 5])` is 35."),
            new_code_cell(answer, metadata={"question": "q1", "tags": ["otter_answer_cell"]}),
            new_code_cell("print(total([7, 7]))"),
            new_code_cell("model.fit(week)"),
            new_code_cell('grader.check("q1")'),
        ]
    )


def asking(
    store: Store, assignment: Assignment, fork_server: ForkServer, workers: Workers
) -> Asking:
    return Asking(store, {assignment.name: assignment}, fork_server, workers)


def graded(folder: Path, answer: str) -> tuple[Store, Result]:
    store = Store(folder)
    store.mark()
    question = QuestionResult("q1", 1.0, 1.0, Trust.ISOLATED)
    result = Result("ada", LESSON, Status.GRADED, 1.0, 1.0, questions=(question,))
    store.save(result)
    write_atomically(store.executed_path("ada", LESSON), nbformat.writes(handed_in(answer)))
    return store, result


def test_questions_come_out_of_a_locked_kernel_with_right_keys(fork_server, tiny, tmp_path):
    store, result = graded(tmp_path / "out", ANSWER)
    with Workers(fork_server, number=1) as workers:
        found = asking(store, tiny, fork_server, workers).one(result)
    assert found.why == ()
    returned = {
        re.search(r"`(total\(.*?\))`", one.text)[1]: one.key
        for one in of_kind(found.candidates, "returns")
    }
    # The calls of the text, of a cell, and of the answer itself; `sum` knows what they give.
    given = {"[10, 20, 5]": sum([10, 20, 5]), "[7, 7]": sum([7, 7]), "[2, 4, 3]": sum([2, 4, 3])}
    assert returned == {f"total({text})": str(value) for text, value in given.items()}
    values = {one.text.split("`")[1]: one.key for one in of_kind(found.candidates, "value")}
    assert values == {"week": "[2, 4, 3]", "answer": str(2 + 4 + 3 + 33)}
    assert all(one.code == ANSWER for one in found.candidates)


@pytest.mark.parametrize(
    "answer",
    [
        # It writes what is asked itself, or so much that nobody could read it.
        "import sys\nsys.settrace = None\nanswer = 42",
        "import autograder.grading.viva.trace_in_kernel as t\nt.finish = lambda *a: "
        "open(a[2], 'w').write('{\"cells\": [[[[')\nanswer = 42",
        "import os\nos._exit(0)",
    ],
    ids=["no-tracing", "forged", "leaves"],
)
@pytest.mark.slow
def test_a_notebook_that_fights_back_is_not_asked_about(fork_server, tiny, tmp_path, answer):
    store, result = graded(tmp_path / "out", answer)
    with Workers(fork_server, number=1) as workers:
        found = asking(store, tiny, fork_server, workers).one(result)
    assert not of_kind(found.candidates, "returns")
    assert found.why or not found.candidates or answer.startswith("import sys")


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_each_right_answer_gives_three_questions_and_none_of_a_hidden_test(
    graded_class, lesson, fork_server, tmp_path
):
    graded_lesson = graded_class(lesson)
    emitted = emitted_here(lesson)
    path = tmp_path / f"{lesson}.zip"
    path.write_bytes(emitted.autograder_zip)
    assignment = load(path, tmp_path / "tests")
    right = [
        name
        for name in graded_here(lesson, everything=True)
        if name == "solution" or name.startswith("right-")
    ]
    hidden = literals("".join(emitted.all_tests.values()))
    hidden -= literals("".join(emitted.public_tests.values()))
    with Workers(fork_server, number=1) as workers:
        asks = asking(graded_lesson.store, assignment, fork_server, workers)
        for name in right:
            result = graded_lesson.results[name]
            found = asks.one(result)
            counts = Counter(one.question for one in found.candidates)
            code = [one.name for one in result.questions if one.trust != Trust.MANUAL]
            assert {q: counts[q] for q in code if counts[q] < 3} == {}, name
            per_question = found.making_seconds / len(found.candidates)
            print(f"{lesson}, {name}: {1000 * per_question:.1f} ms a question")
            notebook = nbformat.read(
                graded_lesson.store.executed_path(result.student, lesson), as_version=4
            )
            shown = "\n".join(cell.source for cell in notebook.cells)
            untold = {text for text in hidden - literals(shown) if text.strip("'\"") not in shown}
            said = {text for one in found.candidates for text in literals(one.text + one.key)}
            assert sorted(said & untold) == [], name


TRAINING = """\
import keras
import numpy as np

x = np.array([[1.0], [2.0], [0.5], [1.5]] * 8)
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
model.layers[-1].set_weights([np.zeros((1, 1))])
model.compile(loss="mse", optimizer=keras.optimizers.SGD(0.1))
answer = model.fit(x, 3 * x, batch_size=32, epochs=9)"""


@pytest.mark.slow
def test_a_larger_learning_rate_is_tried_in_the_locked_kernel(fork_server, tiny, tmp_path):
    store, result = graded(tmp_path / "out", TRAINING)
    with Workers(fork_server, number=1) as workers:
        asks = asking(store, tiny, fork_server, workers)
        assert not of_kind(asks.one(result).candidates, "learning rate")
        found = dataclasses.replace(asks, try_rates=True).one(result)
    [one] = of_kind(found.candidates, "learning rate")
    # A step of the length 1 from w = 0 leads to w = 2 mean(x * 3x), far beyond 3.
    x = [1.0, 2.0, 0.5, 1.5]
    w = sum(2 * 3 * value**2 for value in x) / len(x)
    assert abs(w - 3) > 3
    assert one.key == "It does not fall: it is larger than before the training."
    assert one.code == TRAINING


def literals(text: str) -> set[str]:
    """Texts in quotes, which a hidden test's inputs would be told by."""
    return {*re.findall(r"'([^'\n]{6,})'", text.replace('"', "'"))}

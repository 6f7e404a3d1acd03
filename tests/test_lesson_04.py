"""Lesson 04: each typical answer gets its marks and its message; the lesson reads as it should.

All answers are graded once, as one class, by the grader itself.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import nbformat
import pytest

from autograder.assignment import Assignment
from autograder.build.answers import Answer, notebook_of, read_answers
from autograder.build.emit_otter import Emitted
from autograder.collect.submissions import collect
from autograder.course import find
from autograder.datasets import Located
from autograder.grade import grade_class
from autograder.record.result import Result
from autograder.record.store import Store
from autograder.run.warm import WarmParent
from tests.conftest import LESSON

ANSWERS = {answer.name: answer for answer in read_answers(find(Path(__file__).parent), LESSON)}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("graded"))


@pytest.fixture(scope="module")
def results(
    emitted: Emitted,
    assignment: Assignment,
    warm: WarmParent,
    mnist: Located,
    store: Store,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Result]:
    """The result of each typical answer, by its name."""
    folder = tmp_path_factory.mktemp("class")
    for answer in ANSWERS.values():
        nbformat.write(notebook_of(answer, emitted), folder / f"{answer.name}.ipynb")
    known = {LESSON: assignment}
    graded = grade_class(
        collect([folder], known), known, store, warm=warm, mnist=mnist, jobs=os.cpu_count() or 1
    )
    return {result.student: result for result in graded}


def expected_scores(answer: Answer, result: Result) -> dict[str, float]:
    """question → points that the answer's file says it must get."""
    full = {q.name: q.max_score for q in result.questions if q.score is not None}
    base = full if answer.base == "solution" else dict.fromkeys(full, 0.0)
    return base | answer.marks


@pytest.mark.trains
@pytest.mark.parametrize("name", ANSWERS)
def test_each_typical_answer_gets_its_marks_and_its_message(results, name):
    answer, result = ANSWERS[name], results[name]
    scores = {q.name: q.score for q in result.questions if q.score is not None}
    messages = {
        q.name: [test.message for test in q.tests if not test.passed] for q in result.questions
    }
    assert scores == expected_scores(answer, result), messages
    assert result.status == "graded"
    assert result.problems == ()
    for question, text in answer.says.items():
        assert any(text in message for message in messages[question]), messages[question]


@pytest.mark.trains
def test_no_message_is_a_traceback_or_the_language_of_python(results):
    for result in results.values():
        for question in result.questions:
            for test in question.tests:
                if not test.passed:
                    assert test.message, f"{result.student}, {test.name}: no message"
                    assert "could not make sense" not in test.message, (
                        f"{result.student}: {test.message}"
                    )
                    assert "Traceback" not in test.message


@pytest.mark.trains
def test_the_solution_gets_everything_and_the_untouched_notebook_an_encouraging_page(
    results, store
):
    assert results["solution"].score == results["solution"].max_score == 21
    page = store.feedback_path("untouched", LESSON).read_text()
    assert results["untouched"].score == 0
    assert "Ready when you are" in page
    assert "that is fine" in page


@pytest.mark.trains
def test_the_untouched_notebook_runs_from_top_to_bottom_without_an_error(results, store):
    executed = nbformat.read(store.executed_path("untouched", LESSON), as_version=4)
    errors = [
        (index, output.evalue)
        for index, cell in enumerate(executed.cells)
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]
    assert errors == []


@pytest.mark.trains
def test_every_result_names_the_data_that_its_marks_depend_on(results, mnist, store):
    for result in results.values():
        assert result.datasets == {"mnist": mnist.name}
        page = store.feedback_path(result.student, LESSON).read_text()
        assert ("Not the real MNIST" in page) == mnist.is_stand_in


def test_the_typical_mistakes_of_the_lesson_all_have_an_answer_file():
    mistakes = [
        "left-as-uint8",
        "divided-twice",
        "test-set-forgotten",
        "divided-by-256",
        "reshaped-to-784-rows",
        "scrambled",
        "not-one-hot",
        "nine-classes",
        "eleven-classes",
        "test-labels-from-training-set",
        "sigmoid-at-the-end",
        "no-activation-at-the-end",
        "mean-squared-error",
        "dropout-0.8",
        "one-hidden-layer",
        "trained-on-the-test-set",
        "typed-in-by-hand",
        "against-one-hot",
        "wrong-axis",
    ]
    missing = [m for m in mistakes if not any(name.endswith(m) for name in ANSWERS)]
    assert missing == []


def test_each_mistake_loses_points_and_says_something():
    for answer in ANSWERS.values():
        if answer.name.startswith("q") and answer.marks:
            assert answer.says or answer.base == "solution", answer.name


# What every lesson contains


@pytest.fixture(scope="module")
def cells(emitted: Emitted) -> list[nbformat.NotebookNode]:
    return emitted.student_notebook.cells


def test_the_badge_stands_right_under_the_title_and_opens_this_very_file(cells, course):
    lines = [line for line in cells[0].source.splitlines() if line]
    assert lines[0].startswith("# ")
    address = re.search(r"\]\((https://colab\S+)\)", lines[1]).group(1)
    repository = f"github/{course.repository}/blob/{course.branch}/"
    assert (course.root / address.partition(repository)[2]).is_file()


def test_each_question_has_hints_an_answer_cell_and_its_check_below(cells):
    checks = [i for i, cell in enumerate(cells) if cell.source.startswith('grader.check("')]
    assert [cells[i].source for i in checks] == [f'grader.check("q{n}")' for n in range(1, 8)]
    for place in checks:
        assert "otter_answer_cell" in cells[place - 1].metadata.tags
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert text.count("<details>") >= 3 * len(checks)
    assert text.count("<details>") == text.count("</details>")


def test_nobodys_outputs_or_names_are_left_in_the_notebook(cells, emitted):
    for cell in cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert set(emitted.student_notebook.metadata) == {
        "colab",
        "kernelspec",
        "language_info",
        "otter",
        "source",
    }


def test_every_picture_has_an_alternative_text(cells):
    for cell in cells:
        if cell.cell_type == "markdown":
            assert "![]" not in cell.source
            assert not re.search(r"<img(?![^>]*\balt=)", cell.source)


def test_the_setup_cell_brings_the_visible_tests_along_and_nothing_hidden(cells, emitted):
    setup = next(cell.source for cell in cells if "def set_up(" in cell.source)
    for source in emitted.public_tests.values():
        assert source in setup
    assert "hidden=True" not in json.dumps(cells)

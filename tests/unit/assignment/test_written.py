"""Answers in words: an empty one is recognised, everything else waits for a person."""

from __future__ import annotations

import copy
import json
import zipfile

import nbformat
import pytest

from autograder.assignment.model import EXTRA_FILE, RUBRICS, SECTIONS, load
from autograder.assignment.written import left_empty
from tests.support.saved_by_colab import saved_by_colab

WRITTEN = ["q3_why", "q6_why"]


def places(notebook: nbformat.NotebookNode) -> list[int]:
    """Where the cells for the two written answers are."""
    return [i for i, cell in enumerate(notebook.cells) if "_Type your answer here" in cell.source]


@pytest.fixture
def blank(emitted) -> nbformat.NotebookNode:
    return copy.deepcopy(emitted.student_notebook)


def test_what_nobody_touched_is_empty_and_the_solution_is_not(emitted, blank):
    assert left_empty(blank, WRITTEN) == {*WRITTEN}
    assert left_empty(emitted.solution, WRITTEN) == set()


@pytest.mark.parametrize(
    "text",
    [
        *("", "  \n", "\n_Type your answer here, replacing this text._\n", "...", "- \n- \n"),
        "Type your answer here, replacing this text.",
        "**_Type your answer here, replacing this text._**",
        *("\u00a0\u200b", "&nbsp;<br>", "<!-- write\nhere -->\n"),
    ],
)
def test_what_shows_nothing_is_no_answer(blank, text):
    blank.cells[places(blank)[0]].source = text
    assert left_empty(blank, WRITTEN) == {*WRITTEN}


def test_words_a_picture_and_a_cell_of_ones_own_are_answers(blank):
    first, second = places(blank)
    blank.cells[second]["attachments"] = {"screen.png": {"image/png": "aGk="}}
    assert left_empty(blank, WRITTEN) == {"q3_why"}
    blank.cells.insert(first + 1, nbformat.v4.new_markdown_cell("Ten numbers say one digit."))
    assert left_empty(blank, WRITTEN) == set()


@pytest.mark.parametrize("text", ["0", "π", "👍", "≥", "因为", "$x$", "...no", "<b>No</b>"])
def test_the_shortest_answer_is_read_by_a_person(blank, text):
    blank.cells[places(blank)[0]].source = text
    assert left_empty(blank, WRITTEN) == {"q6_why"}


def test_it_is_found_in_a_notebook_that_colab_saved(emitted, blank):
    for notebook, empty in ((blank, {*WRITTEN}), (emitted.solution, set())):
        saved = nbformat.reads(json.dumps(saved_by_colab(notebook)), as_version=4)
        assert left_empty(saved, WRITTEN) == empty


def test_where_a_question_is_gone_a_person_has_to_look(blank):
    del blank.cells[places(blank)[0] - 1 : places(blank)[0] + 1]
    assert left_empty(blank, WRITTEN) == set()


def test_whoever_marks_has_the_task_and_a_good_answer_in_the_lessons_own_words(assignment):
    rubrics = {question.name: question.rubric for question in assignment.questions}
    assert [name for name, rubric in rubrics.items() if rubric] == WRITTEN
    for part in ("### Question 3, in words", "What earns the point", "**A good answer:**"):
        assert part in rubrics["q3_why"]
    assert "So no digit counts as larger" in rubrics["q3_why"]
    assert "# END" not in rubrics["q3_why"]


def test_a_rubric_or_an_address_changes_no_mark_and_so_grades_nobody_anew(
    lesson_zip, assignment, tmp_path
):
    with zipfile.ZipFile(lesson_zip) as old, zipfile.ZipFile(tmp_path / "new.zip", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == EXTRA_FILE:
                facts = json.loads(content)
                facts[RUBRICS]["q3_why"] = "Anything goes."
                facts[SECTIONS]["q3_why"]["address"] = "https://a.example"
                content = json.dumps(facts).encode()
            new.writestr(name, content)
    again = load(tmp_path / "new.zip", tmp_path / "tests")
    [question] = [q for q in again.questions if q.name == "q3_why"]
    assert (question.rubric, question.address) == ("Anything goes.", "https://a.example")
    assert question.heading == "Question 3, in words"
    assert again.sha256 == assignment.sha256

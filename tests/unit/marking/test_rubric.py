"""Rubric items out of a lesson's own words."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder.assignment.model import GOOD_ANSWER
from autograder.marking.rubric import good_answer_of, items_of, task_of
from autograder.record.gradebook.journal import Item


@pytest.mark.parametrize(
    ("line", "words", "worth"),
    [
        ("half a point for naming both shapes,", "naming both shapes", 0.5),
        ("A quarter of a point for a picture.", "a picture", 0.25),
        ("one point for a picture, in the notebook,", "a picture, in the notebook", 1.0),
        ("two points: a reason", "a reason", 2.0),
        ("0.75 points for an idea", "an idea", 0.75),
        ("three quarters of a point for it", "it", 0.75),
        ("1 pt for a sum\n  of two", "a sum of two", 1.0),
    ],
)
def test_what_a_lesson_lists_as_earning_points_becomes_an_item(line, words, worth):
    assert items_of(f"Why?\n\n- {line}\n- Style does not count.", 2.0) == (Item(1, words, worth),)


@pytest.mark.parametrize("words", ["", "Why?", "Why?\n\n- a reason\n- an example", "- 9 points: x"])
def test_where_nothing_is_listed_there_are_all_points_and_half_of_them(words):
    assert [item.points for item in items_of(words, 2.0)] == [2.0, 1.0]


def test_a_good_answer_is_neither_task_nor_rubric():
    words = f"Why?\n\n- one point for a reason\n\n{GOOD_ANSWER}\n\n- two points lie on a line"
    assert [item.words for item in items_of(words, 2.0)] == ["a reason"]
    assert task_of(words) == "Why?\n\n- one point for a reason"
    assert good_answer_of(words) == "- two points lie on a line"


@pytest.mark.kernel
def test_the_server_loads_nothing_that_parses_what_students_wrote():
    code = "import sys, autograder.marking.server; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "starlette" in loaded
    assert not loaded & {"nbformat", "nh3", "markdown_it", "latex2mathml", "IPython", "keras"}

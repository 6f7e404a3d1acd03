"""A class whose written answers wait for a person, without a notebook that was run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.assignment.model import GOOD_ANSWER
from autograder.assignment.written import PROMPT
from autograder.collect.roster import Member
from autograder.files import write_atomically
from autograder.record import classroom
from autograder.record.classroom import Classroom
from autograder.record.result import QuestionResult, Result, Status, TestResult, Trust
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from autograder.run.worker import Workers

LESSON, QUESTION = "01-tiny", "q2_why"
TASK = """Why is it so?

**What earns the points** (a person reads this):

- half a point for a reason,
- one point for an example
  with a number,
- a quarter of a point for a picture.
"""
WORDS = f"{TASK}\n\n{GOOD_ANSWER}\n\nBecause of the weather, for example 3 °C."


def handed_in(words: str) -> nbformat.NotebookNode:
    """A notebook with an answer in words, or in which nothing was written."""
    return new_notebook(
        cells=[
            new_code_cell("answer = 42"),
            new_code_cell('grader.check("q1")'),
            new_markdown_cell(f"<!-- BEGIN QUESTION -->\n\n{TASK}"),
            new_markdown_cell(words or PROMPT),
            new_markdown_cell("<!-- END QUESTION -->"),
        ]
    )


def result(student: str, words: str = "Because.", most: float = 2.0) -> Result:
    """What grading says of it."""
    blank = TestResult(f"{QUESTION} - 1", False, False, 0.0, "Nothing is written here yet.")
    questions = (
        QuestionResult("q1", 1.0, 1.0, tests=(TestResult("q1 - 1", False, True, 1.0, ""),)),
        QuestionResult(
            QUESTION, None if words else 0.0, most, Trust.MANUAL, () if words else (blank,)
        ),
    )
    return Result(
        student,
        LESSON,
        Status.GRADED,
        1.0,
        1.0 + most,
        questions=questions,
        submission_sha256=f"{student}{words}"[:64],
    )


def graded(folder: Path, words: Mapping[str, str], workers: Workers) -> Store:
    """An output folder with a filled gradebook.

    Args:
        words: student → the answer; empty where nothing was written.
    """
    store = Store(folder)
    store.mark()
    for student, answer in words.items():
        notebook = nbformat.writes(handed_in(answer))
        write_atomically(store.executed_path(student, LESSON), notebook)
        store.save(result(student, answer))
    facts = {"title": "A tiny lesson", "sha256": "x", "rubrics": {QUESTION: WORDS}}
    write_atomically(store.lessons_path, json.dumps({LESSON: facts}))
    members = {name: Member(name, f"{name.title()} Person") for name in words}
    classroom.save(store, Classroom(members))
    rewrite(store, workers, fill=True)
    return store

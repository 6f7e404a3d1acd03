"""What workers do to a notebook, in the process of the test, without the walls."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import nbformat
from markupsafe import Markup

from autograder.record.classroom import HiddenChecks
from autograder.record.final_grade import FinalGrade
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import Trust
from autograder.report import notebook as notebook_in_worker
from autograder.report import student
from autograder.report.shown import decode, encode
from autograder.run import worker_process
from autograder.run.worker import WorkerError, Workers


class _Here(Workers):
    number = 1

    def __init__(self) -> None:
        """Starts nothing."""

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        open_file: Callable[[int], int] | None = None,
        **limits: Any,
    ) -> Any:
        module, _, name = function.partition(":")
        worker_process.open_file = open_file
        sent = json.loads(json.dumps(dict(arguments or {})))
        try:
            return json.loads(json.dumps(getattr(importlib.import_module(module), name)(**sent)))
        except Exception as error:
            raise WorkerError(f"{type(error).__name__}: {error}") from error


#: workers that are none, for tests that start no process
HERE: Workers = _Here()


def feedback_page(
    final: FinalGrade,
    lesson: LessonInfo,
    notebook: nbformat.NotebookNode | None = None,
    *,
    hidden_checks: HiddenChecks = "hints",
) -> str:
    """A page as it is written where this notebook was executed."""
    shown = None
    if notebook is not None:
        questions = final.result.questions
        names = [question.name for question in questions]
        written = [question.name for question in questions if question.trust == Trust.MANUAL]
        try:
            shown = decode(*encode(notebook_in_worker.show(notebook, names, written)))
        except Exception:
            shown = None
    made = notebook_in_worker.comments(final.comments)
    comments = {question: Markup(page) for question, page in made.items()}
    return student.feedback_page(final, lesson, shown, comments, hidden_checks=hidden_checks)

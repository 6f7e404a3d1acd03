"""The code of answers in an executed notebook, as examples for instructors. [worker]"""

from __future__ import annotations

import os
from collections.abc import Sequence

from nbformat.v4.nbjson import JSONReader

from autograder.assignment.notebook import answers
from autograder.run import worker_process

_MOST_LINES, _MOST_CHARACTERS = 30, 2_000


def sources(
    questions: Sequence[str], written: Sequence[str], wanted: Sequence[str]
) -> dict[str, str]:
    """Question → the code that answers it in the notebook in file 0; a long one is cut.

    Args:
        questions: all of the lesson's.
        written: those that a person marks, in the order of the lesson.
        wanted: those whose code is wanted.
    """
    with os.fdopen(worker_process.open_file(0), "rb") as file:
        notebook = JSONReader().reads(file.read().decode())
    found = answers(notebook, questions, written)
    return {
        name: _cut("\n\n".join(notebook.cells[index].source.strip() for index in found[name]))
        for name in wanted
        if found.get(name)
    }


def _cut(code: str) -> str:
    lines = code[:_MOST_CHARACTERS].split("\n")
    kept = "\n".join(lines[:_MOST_LINES])
    return kept if kept == code else f"{kept}\n…"

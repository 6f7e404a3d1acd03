"""Answers to the questions that a person marks: which are the same, and how they look. [worker]"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import nbformat
from nbformat.v4.nbjson import JSONReader

from autograder.assignment.notebook import answers
from autograder.assignment.written import PROMPT
from autograder.report.notebook import whole
from autograder.run import worker_process


def compared(questions: Sequence[str], written: Sequence[str]) -> dict[str, str]:
    """Question → a digest of its answer in the notebook in file 0; empty where it has no place.

    Answers have the same one that differ in case, spaces and punctuation alone.

    Args:
        questions: all of the lesson's.
        written: those that a person marks, in the order of the lesson.
    """
    notebook = _read()
    found = answers(notebook, questions, written)
    return {
        question: _digest([notebook.cells[index] for index in found[question]])
        for question in written
        if question in found
    }


def write_answer(question: str, questions: Sequence[str], written: Sequence[str]) -> list[int]:
    """Writes the cells that answer a question as pieces of sanitised HTML to file 1.

    Args:
        question: one of `written`.
        questions, written: as `compared` takes them.

    Returns:
        The bytes of each piece.
    """
    notebook = _read()
    indices = answers(notebook, questions, written).get(question, [])
    pieces = [piece.encode("utf-8", "replace") for piece in whole(notebook, indices)]
    with os.fdopen(worker_process.open_file(1), "wb") as file:
        file.write(b"".join(pieces))
    return [len(piece) for piece in pieces]


def _read() -> nbformat.NotebookNode:
    with os.fdopen(worker_process.open_file(0), "rb") as file:
        return JSONReader().reads(file.read().decode())


def _digest(cells: Sequence[nbformat.NotebookNode]) -> str:
    if not cells:
        return ""
    parts = []
    for cell in cells:
        source = unicodedata.normalize("NFKC", cell.source.replace(PROMPT, "")).casefold()
        # Code differs by its signs.
        parts.append(source if cell.cell_type == "code" else re.sub(r"[\W_]+", " ", source).strip())
        parts.append(repr(_pictures(cell)))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _pictures(cell: nbformat.NotebookNode) -> Any:
    """What was put into a cell, or shown by it."""
    if cell.cell_type == "code":
        return [output.get("data") or output.get("text") for output in cell.get("outputs") or []]
    return cell.get("attachments")

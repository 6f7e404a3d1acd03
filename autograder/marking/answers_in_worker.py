"""Answers to the questions that a person marks: which are the same, and how they look. [worker]"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import zlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import nbformat
from nbformat.v4.nbjson import JSONReader

from autograder.assignment.notebook import answers
from autograder.assignment.written import PROMPT
from autograder.marking.hidden_names import HIDDEN, pattern
from autograder.marking.near import SKETCH
from autograder.report.notebook import whole
from autograder.run import worker_process

#: bytes in a k-gram: most of a word, so that another ending leaves most of them
_K = 5
#: characters of an answer whose k-grams are compared
_MOST_COMPARED = 20_000
#: what an output says in words
_SAID = ("text", "ename", "evalue", "traceback")


def compared(questions: Sequence[str], written: Sequence[str]) -> dict[str, tuple[str, list[int]]]:
    """Question → a digest and a sketch of its answer in the notebook in file 0.

    The digest is empty where the answer has no place. Answers have the same one that differ in
    case, spaces and punctuation alone. A sketch is the smallest hashes of the text's k-grams, as
    `autograder.marking.near` compares them.

    Args:
        questions: all of the lesson's.
        written: those that a person marks, in the order of the lesson.
    """
    notebook = _read()
    found = answers(notebook, questions, written)
    return {
        question: (_digest(cells), _sketch(cells))
        for question in written
        if question in found
        for cells in [[notebook.cells[index] for index in found[question]]]
    }


def write_answer(
    question: str, questions: Sequence[str], written: Sequence[str], hidden: Sequence[str] = ()
) -> list[int]:
    """Writes the cells that answer a question as pieces of sanitised HTML to file 1.

    Args:
        question: one of `written`.
        questions, written: as `compared` takes them.
        hidden: names that are not to be seen: in the answer, in what its cells print, and in names
            of files.

    Returns:
        The bytes of each piece.
    """
    notebook = _read()
    indices = answers(notebook, questions, written).get(question, [])
    if hidden:
        names = pattern(hidden)
        for index in indices:
            notebook.cells[index] = without(notebook.cells[index], names)
    pieces = [piece.encode("utf-8", "replace") for piece in whole(notebook, indices)]
    with os.fdopen(worker_process.open_file(1), "wb") as file:
        file.write(b"".join(pieces))
    return [len(piece) for piece in pieces]


def _read() -> nbformat.NotebookNode:
    with os.fdopen(worker_process.open_file(0), "rb") as file:
        return JSONReader().reads(file.read().decode())


def without(cell: nbformat.NotebookNode, names: re.Pattern[str]) -> nbformat.NotebookNode:
    """A cell in whose text, outputs and names of attached files names are hidden; pictures stay."""
    source = cell.source
    changed: dict[str, Any] = {}
    if isinstance(cell.get("attachments"), dict):
        files = {}
        for number, (name, file) in enumerate(cell.attachments.items(), 1):
            other = f"file-{number}" if names.search(name) else name
            for written in (name, quote(name)):
                source = source.replace(f"attachment:{written}", f"attachment:{other}")
            files[other] = file
        changed["attachments"] = files
    changed["source"] = names.sub(HIDDEN, source)
    if isinstance(cell.get("outputs"), list):
        changed["outputs"] = [_output(output, names) for output in cell.outputs]
    return nbformat.from_dict({**cell, **changed})


def _output(output: Any, names: re.Pattern[str]) -> Any:
    if not isinstance(output, dict):
        return output
    changed = {key: _said(output[key], names) for key in _SAID if key in output}
    if isinstance(output.get("data"), dict):
        changed["data"] = {
            kind: value if kind.startswith("image/") else _said(value, names)
            for kind, value in output["data"].items()
        }
    return {**output, **changed}


def _said(value: Any, names: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return names.sub(HIDDEN, value)
    return [_said(one, names) for one in value] if isinstance(value, list) else value


def _digest(cells: Sequence[nbformat.NotebookNode]) -> str:
    if not cells:
        return ""
    parts = []
    for cell in cells:
        parts.append(_plain(cell))
        parts.append(repr(_pictures(cell)))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _plain(cell: nbformat.NotebookNode) -> str:
    """What is compared of a cell: not the case of letters, and of words no spaces and signs."""
    source = unicodedata.normalize("NFKC", cell.source.replace(PROMPT, "")).casefold()
    # Code differs by its signs.
    return source if cell.cell_type == "code" else re.sub(r"[\W_]+", " ", source).strip()


def _sketch(cells: Sequence[nbformat.NotebookNode]) -> list[int]:
    text = "\n".join(map(_plain, cells))[:_MOST_COMPARED].encode("utf-8", "replace")
    grams = {zlib.crc32(text[at : at + _K]) for at in range(len(text) - _K + 1)}
    return sorted(grams)[:SKETCH]


def _pictures(cell: nbformat.NotebookNode) -> Any:
    """What was put into a cell, or shown by it."""
    if cell.cell_type == "code":
        return [output.get("data") or output.get("text") for output in cell.get("outputs") or []]
    return cell.get("attachments")

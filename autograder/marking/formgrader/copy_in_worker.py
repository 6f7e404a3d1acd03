"""A notebook as a person marks it, made anew in a worker. [worker]

It holds nothing that could run in an instructor's browser. The metadata are nbgrader's, schema 3
(nbgrader/nbgraderformat/v3.json).
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat.v4.nbjson import JSONReader, JSONWriter

from autograder.assignment.notebook import check_cell
from autograder.assignment.written import places
from autograder.marking.formgrader import sanitize_cells
from autograder.run import worker_process

#: cells of a notebook that are shown; those that are marked are shown besides
_MOST_CELLS = 3_000
#: processor time after which Markdown is shown as it was typed; a lesson takes a twentieth
_SECONDS = 2.0
#: characters of all cells together, after which outputs are left out, and then other cells
_MOST_CHARACTERS = 20_000_000
_LEFT_OUT = "{} cells of this notebook are left out here: it is too large to be shown whole."
_UNREAD = "This notebook could not be shown here. It lies in the folder of what was executed."


@dataclass(frozen=True)
class Asked:
    """What a copy shows of a question.

    Attributes:
        cell: the id of the cell with its points.
        answer: the id of the cell with code that is commented on; of written answers it is `cell`.
        written: whether a person marks it.
        task: of a written one, what it asks for (Markdown).
        rubric: the task and a good answer (Markdown).
        findings: what its tests found.
    """

    name: str
    cell: str
    answer: str
    points: float
    written: bool
    task: str
    rubric: str
    findings: str


def write_copy(questions: Sequence[Mapping[str, Any]], has_notebook: bool) -> None:
    """Writes the copy of the notebook in file 0 to file 1.

    Args:
        questions: fields of `Asked`.
        has_notebook: else the copy says that it could not be shown.
    """
    if has_notebook:
        with os.fdopen(worker_process.open_file(0), "rb") as file:
            notebook = JSONReader().reads(file.read().decode())
    else:
        cell = nbformat.v4.new_markdown_cell(_UNREAD)
        notebook = nbformat.v4.new_notebook(cells=[cell])
    _write(marking_copy(notebook, [Asked(**one) for one in questions]))


def write_source(questions: Sequence[Sequence[str]]) -> None:
    """Writes what nbgrader lists a lesson by to file 1: its questions, without any answer.

    Args:
        questions: name and rubric of each.
    """
    found = []
    for index, (name, rubric) in enumerate(questions):
        text = nbformat.v4.new_markdown_cell(sanitize_cells.rendered(f"## {name}\n\n{rubric}"))
        text["id"] = f"question-{index}"
        found.append(text)
    _write(nbformat.v4.new_notebook(cells=found))


def _write(notebook: nbformat.NotebookNode) -> None:
    with os.fdopen(worker_process.open_file(1), "wb") as file:
        file.write(JSONWriter().writes(notebook).encode("utf-8", "replace"))


def marking_copy(
    notebook: nbformat.NotebookNode, questions: Sequence[Asked]
) -> nbformat.NotebookNode:
    """A submission as a person marks it.

    Above a written answer stand the task and a good answer in the lesson's own words. Under code
    stands what its tests found. What is not where it should be is asked for at the end.
    """
    written = [question.name for question in questions if question.written]
    answers = places(notebook, written)
    checks = {q.name: check_cell(notebook, q.name) for q in questions if not q.written}
    marked = {index for found in answers.values() for index in found[:1] + found[-1:]}
    marked |= {at for place in checks.values() if place is not None for at in (place - 1, place)}
    copies, left_out = _copies(notebook, marked)
    before: dict[int, list[nbformat.NotebookNode]] = {}
    at_end: list[nbformat.NotebookNode] = []
    said_twice: set[int] = set()
    if left_out:
        at_end.append(nbformat.v4.new_markdown_cell(_LEFT_OUT.format(left_out)))
    for question in questions:
        if question.written:
            found = answers.get(question.name, [])
            rubric = _rubric(question)
            if found:
                _tag_written(copies[found[-1]], question)
                before.setdefault(found[0], []).append(rubric)
                task = found[0] - 1
                free = task in copies and task not in before and not _is_tagged(copies[task])
                if free and _is_only_task(notebook.cells[task], question.task):
                    said_twice.add(task)
            else:
                empty = nbformat.v4.new_markdown_cell(
                    sanitize_cells.rendered(
                        "The place of this answer was not found. Look above for it."
                    )
                )
                _tag_written(empty, question)
                at_end += [rubric, empty]
        else:
            place = checks[question.name]
            answer = _answer_before(copies, place)
            if place is not None and not _is_tagged(copies[place]):
                check = copies[place]
                check.outputs = _findings(question)
                if answer is None:
                    answer = nbformat.v4.new_code_cell("")
                    before.setdefault(place, []).append(answer)
            else:
                answer = nbformat.v4.new_code_cell("# The check of this question is not there.")
                check = nbformat.v4.new_code_cell(question.name, outputs=_findings(question))
                at_end += [answer, check]
            _tag(answer, question.answer, solution=True)
            _tag(check, question.cell, points=question.points)
    all_cells = [
        cell
        for index, copy in sorted(copies.items())
        if index not in said_twice
        for cell in (*before.get(index, []), copy)
    ]
    made = nbformat.v4.new_notebook(cells=[*all_cells, *at_end])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    made.metadata["language_info"] = {"name": "python"}
    return made


def _copies(
    notebook: nbformat.NotebookNode, marked: set[int]
) -> tuple[dict[int, nbformat.NotebookNode], int]:
    """Sanitised cells by their index, and how many were left out.

    Args:
        marked: those that are shown in any case.
    """
    until = time.thread_time() + _SECONDS
    left = _MOST_CHARACTERS
    copies: dict[int, nbformat.NotebookNode] = {}
    for index, cell in enumerate(notebook.cells):
        if index in marked or (len(copies) < _MOST_CELLS and left > 0):
            copy = sanitize_cells.plain(cell, in_time=time.thread_time() < until)
            left -= len(copy.source)
            if copy.cell_type == "code":
                size = len(str(copy.outputs))
                if size > left:
                    copy.outputs = []
                else:
                    left -= size
            copies[index] = copy
    return copies, len(notebook.cells) - len(copies)


def _answer_before(copies: Mapping[int, nbformat.NotebookNode], place: int | None) -> Any:
    """The code cell just above a check, unless it is another question's."""
    if not place or copies[place - 1].cell_type != "code" or _is_tagged(copies[place - 1]):
        return None
    return copies[place - 1]


def _is_tagged(cell: nbformat.NotebookNode) -> bool:
    return "nbgrader" in cell.metadata


def _is_only_task(cell: nbformat.NotebookNode, task: str) -> bool:
    """Whether a cell holds the task as the rubric has it, and nothing of a student's."""
    rest = re.sub(r"<!--.*?-->|_Points:_ *[\d.]+", "", cell.source)
    return bool(task) and rest.strip() == task


def _rubric(question: Asked) -> nbformat.NotebookNode:
    text = f"**{question.name}, for whoever marks**\n\n{question.rubric}".strip()
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    return nbformat.v4.new_markdown_cell(sanitize_cells.rendered(quoted))


def _tag_written(cell: nbformat.NotebookNode, question: Asked) -> None:
    _tag(cell, question.cell, solution=True, points=question.points)


def _tag(
    cell: nbformat.NotebookNode, name: str, *, solution: bool = False, points: float | None = None
) -> None:
    metadata = {
        "schema_version": 3,
        "grade_id": name,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
        "cell_type": cell.cell_type,
    }
    if points is not None:
        metadata["points"] = points
    cell.metadata["nbgrader"] = metadata


def _findings(question: Asked) -> list[nbformat.NotebookNode]:
    return [nbformat.v4.new_output("stream", name="stdout", text=question.findings)]

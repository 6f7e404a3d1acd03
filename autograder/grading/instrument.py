"""Instruments a submission with capture points where its answers stand. [driver, examiner]"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import nbformat

from autograder.assignment.nbgrader_cells import places_of, restore, unchanged
from autograder.assignment.notebook import answers, check_cell, is_ignored
from autograder.assignment.written import blocks, left_empty
from autograder.grading.newer_python import used
from autograder.run.instrumentation import CapturePoint

_ONLY_CHECKS = re.compile(
    r"\s*grader\.check\(\s*[\"'][\w-]+[\"']\s*\)\s*"
    r"|# @title Hand in\b.*?\nhand_in\(LESSON, VISIBLE_TESTS\)\s*",
    re.DOTALL,
)


def instrument(
    notebook: nbformat.NotebookNode,
    *,
    captures: Mapping[str, str],
    seeding: str,
    silencing: str,
    manual: Sequence[str],
    cells: Sequence[Mapping[str, Any]] | None = None,
) -> tuple[list[CapturePoint], frozenset[int], dict[str, Any]]:
    """Puts a line above each cell for what Otter does there, and finds where answers are captured.

    Otter sets the seed, or the variable that stands for it, above every cell except those that
    begin with a cell magic. In another course's notebook Otter itself stays silent: what it would
    say in the student's process counts for nothing.

    Args:
        notebook: changed in place.
        captures: question → source that captures its answers, in the order of the assignment.
        seeding: source that is put above each cell.
        silencing: source that is put above each cell that says `otter`.
        manual: the questions that a person marks, in the order of the lesson.
        cells: of nbgrader's notebook, as `nbgrader_cells.restore` takes them; None for Otter's.

    Returns:
        A capture point at each question's check cell, or at the end where that cell is gone; the
        cells to be passed over; and what was noted: `empty`, those of `manual` that nothing was
        written under; `written`, how many answers Otter marks as a person's to look at; and
        `newer`, question → what its answer uses of a newer Python.
    """
    if cells is not None:
        restore(notebook, cells)
        tests = places_of(notebook, captures)
        # Before a test cell runs: that is what nbgrader runs it on.
        points = [
            CapturePoint(question, tests.get(question, len(notebook.cells) + 1) - 1, code)
            for question, code in captures.items()
        ]
        return points, frozenset(), {"empty": sorted(unchanged(notebook, cells, manual))}
    points = [
        CapturePoint(question, place if place is not None else len(notebook.cells), code)
        for question, code in captures.items()
        for place in [check_cell(notebook, question)]
    ]
    skip = passed_over(notebook)
    noted = {
        "empty": sorted(left_empty(notebook, manual)),
        "written": len(blocks(notebook)),
        "newer": _newer(notebook, captures),
    }
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.source.startswith("%%"):
            lines = [silencing if "otter" in cell.source else "", seeding, cell.source]
            cell.source = "\n".join(line for line in lines if line)
    return points, skip, noted


def _newer(notebook: nbformat.NotebookNode, questions: Iterable[str]) -> dict[str, list[str]]:
    """Question → what the cells that answer it use that this Python does not have."""
    found = {
        question: [
            what
            for index in cells
            if notebook.cells[index].cell_type == "code"
            for what in used(notebook.cells[index].source)
        ]
        for question, cells in answers(notebook, questions, ()).items()
    }
    return {question: uses for question, uses in found.items() if uses}


def passed_over(notebook: nbformat.NotebookNode) -> frozenset[int]:
    """Cells that are not run.

    Those do nothing but check, and what they would say the grader says from outside; or they are
    marked to be ignored by Otter.
    """
    return frozenset(
        index
        for index, cell in enumerate(notebook.cells)
        if (cell.cell_type == "code" and _ONLY_CHECKS.fullmatch(cell.source)) or is_ignored(cell)
    )

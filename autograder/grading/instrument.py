"""Instruments a submission with capture points where its answers stand. [coordinator]"""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat

from autograder.assignment.model import Assignment
from autograder.assignment.notebook import check_cell, otter_metadata
from autograder.capture.kernel_code import call_code, capture_code
from autograder.check.in_kernel import keep_code
from autograder.run.notebook import CapturePoint

_IGNORE_TAG = "otter_ignore"


def prepared(notebook: nbformat.NotebookNode, assignment: Assignment) -> nbformat.NotebookNode:
    """A copy with a line above each cell for what Otter does there; see `restore`.

    Otter sets the seed, or the variable that stands for it, above every cell except those that
    begin with a cell magic. In another course's notebook Otter itself stays silent: what it would
    say in the student's process counts for nothing.
    """
    notebook = copy.deepcopy(notebook)
    settings = assignment.settings
    seeding = ""
    if settings.random_seed is not None:
        seeding = call_code("autograder.assignment.seed:set_seed", settings.random_seed)
    elif settings.seed is not None:
        seeding = f"{settings.seed_variable} = {settings.seed}"
    silencing = call_code("autograder.assignment.otter_compat:silence_otter")
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.source.startswith("%%"):
            mentions = assignment.external and "otter" in cell.source
            lines = [silencing if mentions else "", seeding, cell.source]
            cell.source = "\n".join(line for line in lines if line)
    return notebook


def restore(executed: nbformat.NotebookNode, notebook: nbformat.NotebookNode) -> None:
    """Gives the cells of an executed notebook their own source back, in place."""
    for cell, original in zip(executed.cells, notebook.cells, strict=True):
        cell.source = original.source


def put_files(assignment: Assignment, folder: Path) -> None:
    """Copies what the assignment brings along into a folder, if there is anything."""
    if assignment.files is not None:
        shutil.copytree(assignment.files, folder)


def capture_points(
    notebook: nbformat.NotebookNode,
    assignment: Assignment,
    snapshots: Mapping[str, Path],
    *,
    keep_variables: bool,
) -> tuple[CapturePoint, ...]:
    """A capture point at each question's check cell, or at the end where that cell is gone.

    Args:
        snapshots: question → the folder that its answers are to be written to.
        keep_variables: whether the kernel keeps all of the notebook's variables at each point.
    """
    return tuple(
        CapturePoint(
            name=question.name,
            after=place if place is not None else len(notebook.cells),
            code=capture_code(question.names, snapshots[question.name])
            + (f"\n{keep_code(question.name)}" if keep_variables else ""),
        )
        for question in assignment.checked
        for place in [check_cell(notebook, question.name)]
    )


def passed_over(notebook: nbformat.NotebookNode) -> frozenset[int]:
    """Cells that are not run.

    Those do nothing but check, and what they would say the grader says from outside; or they are
    marked to be ignored by Otter.
    """
    only_checks = re.compile(
        r"\s*grader\.check\(\s*[\"'][\w-]+[\"']\s*\)\s*"
        r"|# @title Hand in\b.*?\nhand_in\(LESSON, VISIBLE_TESTS\)\s*",
        re.DOTALL,
    )
    return frozenset(
        index
        for index, cell in enumerate(notebook.cells)
        if (cell.cell_type == "code" and only_checks.fullmatch(cell.source))
        or _IGNORE_TAG in (cell.metadata.get("tags") or [])
        or otter_metadata(cell).get("ignore")
    )

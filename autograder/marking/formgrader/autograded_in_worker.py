"""A notebook for an nbgrader course's `autograded/`, made anew in a worker. [worker]

It holds nothing that could run in an instructor's browser, or in a student's, and no hidden test.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat
from nbformat.v4.nbjson import JSONReader, JSONWriter

from autograder.assignment.nbgrader_cells import places_of, restore
from autograder.marking.formgrader import sanitize_cells
from autograder.run import worker_process


def write_autograded(
    cells: Sequence[Mapping[str, Any]], findings: Mapping[str, Sequence[str]]
) -> None:
    """Writes the notebook in file 0 to file 1, with nbgrader's metadata.

    Args:
        cells: as `nbgrader_cells.restore` takes them, each with its `metadata`.
        findings: id of a test cell → lines that stand below it.
    """
    with os.fdopen(worker_process.open_file(0), "rb") as file:
        notebook = JSONReader().reads(file.read().decode())
    restore(notebook, cells)
    places = places_of(notebook, (cell["grade_id"] for cell in cells))
    made = [sanitize_cells.plain(cell) for cell in notebook.cells]
    missing = []
    for known in cells:
        index = places.get(known["grade_id"])
        if index is None:
            new = _new(known)
            missing.append(new)
        else:
            new = made[index]
        new.metadata["nbgrader"] = dict(known["metadata"])
        if known["grade_id"] in findings and new.cell_type == "code":
            said = "\n".join(findings[known["grade_id"]])
            new.outputs = [nbformat.v4.new_output("stream", name="stdout", text=said)]
    whole = nbformat.v4.new_notebook(cells=[*made, *missing])
    whole.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    whole.metadata["language_info"] = {"name": "python"}
    with os.fdopen(worker_process.open_file(1), "wb") as file:
        file.write(JSONWriter().writes(whole).encode("utf-8", "replace"))


def _new(known: Mapping[str, Any]) -> nbformat.NotebookNode:
    """A cell that is not in what was handed in; nbgrader has to find one for each of its ids."""
    if known["cell_type"] == "code":
        return nbformat.v4.new_code_cell(known["source"])
    return nbformat.v4.new_markdown_cell(sanitize_cells.rendered(str(known["source"])))

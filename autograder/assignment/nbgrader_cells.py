"""nbgrader's cells in a student's notebook: found by their ids, and restored. [any]

What a cell's metadata say besides its id is the student's word, and is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the coordinator looks names up here, and parses no notebook
    import nbformat

#: the key of nbgrader's metadata in a cell
KEY = "nbgrader"


def grade_id(cell: Mapping[str, Any]) -> str:
    """The id that nbgrader gave a cell; empty where it gave none."""
    metadata = cell["metadata"].get(KEY)
    found = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return found if isinstance(found, str) else ""


def places_of(notebook: nbformat.NotebookNode, ids: Iterable[str]) -> dict[str, int]:
    """Id → the index of its cell, of those that are there; of several the last, as in nbgrader."""
    wanted = {*ids}
    found = {grade_id(cell): index for index, cell in enumerate(notebook.cells)}
    return {name: index for name, index in found.items() if name in wanted}


def restore(notebook: nbformat.NotebookNode, cells: Sequence[Mapping[str, Any]]) -> None:
    """Puts the instructor's text back into cells that students may not change.

    Args:
        notebook: changed in place.
        cells: `grade_id`, `cell_type`, `source` and `locked` of each, as students got them.
    """
    places = places_of(notebook, (cell["grade_id"] for cell in cells))
    for known in cells:
        index = places.get(known["grade_id"])
        if index is None:
            continue
        cell = notebook.cells[index]
        if cell.cell_type != known["cell_type"]:
            cell.cell_type = known["cell_type"]
            for key, value in (("outputs", []), ("execution_count", None)):
                if cell.cell_type == "code":
                    cell[key] = value
                else:
                    cell.pop(key, None)
        if known["locked"]:
            cell.source = known["source"]


def unchanged(
    notebook: nbformat.NotebookNode, cells: Sequence[Mapping[str, Any]], names: Iterable[str]
) -> list[str]:
    """Those of some cells that still say what students got, though answers belong into them."""
    given = {cell["grade_id"]: cell["source"] for cell in cells if not cell["locked"]}
    places = places_of(notebook, names)
    return [name for name, at in places.items() if notebook.cells[at].source == given.get(name)]

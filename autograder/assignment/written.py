"""Written answers: where they stand in a notebook, and whether they are blank. [any]"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograder.assignment.nbgrader_cells import places_of

if TYPE_CHECKING:
    import nbformat

#: what Otter puts into the answer cell of a question that a person marks
PROMPT = "_Type your answer here, replacing this text._"
#: what shows nothing: comments, line breaks and spaces as HTML has them
_UNSEEN = re.compile(r"<!--.*?-->|<br\s*/?>|&nbsp;", re.DOTALL | re.IGNORECASE)
#: what Otter puts around such a question
BEGIN, END = "<!-- BEGIN QUESTION -->", "<!-- END QUESTION -->"
#: a question that is checked, too, is put between them for the PDF alone
_CHECK = re.compile(r"\.\s*check\(")


def left_empty(notebook: nbformat.NotebookNode, questions: Sequence[str]) -> set[str]:
    """Those of the questions under which nothing was written, and no picture was put.

    Args:
        questions: all that a person marks, in the order of the lesson. Where a notebook does not
            hold just as many, none is called empty: then a person has to look.
    """
    cells = notebook.cells
    return {
        name
        for name, indices in places(notebook, questions).items()
        if not _holds_any([cells[index] for index in indices])
    }


def places(notebook: nbformat.NotebookNode, questions: Sequence[str]) -> dict[str, list[int]]:
    """Question → the indices of the cells that answer it; none at all where they cannot be told.

    Args:
        questions: all that a person marks, in the order of the lesson.
    """
    found = blocks(notebook)
    if len(found) == len(questions):
        return dict(zip(questions, found, strict=True))
    return {name: [index] for name, index in places_of(notebook, questions).items()}


def blocks(notebook: nbformat.NotebookNode) -> list[list[int]]:
    """The indices of the cells between each pair of marks of Otter's, without those of a check."""
    found: list[list[int]] = []
    inside = False
    for index, cell in enumerate(notebook.cells):
        if END in cell.source:
            inside = False
        if inside:
            found[-1].append(index)
        if BEGIN in cell.source:
            found.append([])
            inside = True
    return [block for block in found if not any(_is_check(notebook.cells[i]) for i in block)]


def _is_check(cell: nbformat.NotebookNode) -> bool:
    noted = cell.metadata.get("otter")
    asks = isinstance(noted, dict) and bool(noted.get("tests"))
    return asks or bool(cell.cell_type == "code" and _CHECK.search(cell.source))


def _holds_any(cells: Sequence[nbformat.NotebookNode]) -> bool:
    return any(_says_something(cell.source) or cell.get("attachments") for cell in cells)


def _says_something(source: str) -> bool:
    """Whether there is a letter, a number or a sign, besides what Otter puts there."""
    said = _UNSEEN.sub("", source.replace(PROMPT.strip("_"), ""))
    return any(unicodedata.category(character)[0] in "LNS" for character in said)

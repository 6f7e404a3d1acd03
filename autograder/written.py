"""Answers in words: where they stand in a notebook, and whether there is anything in them."""

from __future__ import annotations

from collections.abc import Sequence

import nbformat

#: what Otter puts into the answer cell of a question that a person marks
PROMPT = "_Type your answer here, replacing this text._"
#: and around such a question
_BEGIN, _END = "<!-- BEGIN QUESTION -->", "<!-- END QUESTION -->"


def left_empty(notebook: nbformat.NotebookNode, questions: Sequence[str]) -> set[str]:
    """Those of the questions under which nothing was written, and no picture was put.

    Args:
        questions: all that a person marks, in the order of the lesson. Where a notebook does not
            hold just as many, none is called empty: then a person has to look.
    """
    blocks: list[list[nbformat.NotebookNode]] = []
    inside = False
    for cell in notebook.cells:
        if _END in cell.source:
            inside = False
        if inside:
            blocks[-1].append(cell)
        if _BEGIN in cell.source:
            blocks.append([])
            inside = True
    if len(blocks) != len(questions):
        return set()
    return {name for name, cells in zip(questions, blocks, strict=True) if not _holds_any(cells)}


def _holds_any(cells: Sequence[nbformat.NotebookNode]) -> bool:
    return any(cell.source.replace(PROMPT, "").strip() or cell.get("attachments") for cell in cells)

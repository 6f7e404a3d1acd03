"""Where a question's cells stand in a notebook: check, answers, heading. [any]"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from autograder.assignment.nbgrader_cells import grade_id
from autograder.assignment.written import places

if TYPE_CHECKING:  # the coordinator looks names up here, and parses no notebook
    import nbformat

#: in the metadata of an answer cell: the question that it answers
QUESTION_KEY = "question"
#: Otter's tag on answer cells
_ANSWER_TAG = "otter_answer_cell"
#: and on cells that are not run
_IGNORE_TAG = "otter_ignore"
_CHECK = re.compile(r"\.\s*check\(")
_CHECKED = re.compile(r"\.\s*check\(\s*[\"']([^\"']*)[\"']")
_ONLY_CHECK = re.compile(r"\s*\w+\.check\(\s*[\"'][\w-]+[\"']\s*\)\s*")
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)


def check_cell(notebook: nbformat.NotebookNode, question: str) -> int | None:
    """The index of the cell that checks a question, the last one of several; None where none is."""
    found = [
        index
        for index, cell in enumerate(notebook.cells)
        if (cell.cell_type == "code" and question in _CHECKED.findall(cell.source))
        or question in _checked_after(cell)
        or grade_id(cell) == question
    ]
    return found[-1] if found else None


def _checked_after(cell: nbformat.NotebookNode) -> list[Any]:
    """The questions that Otter checks after a cell because its metadata says so."""
    tests = otter_metadata(cell).get("tests")
    return tests if isinstance(tests, list) else []


def otter_metadata(cell: nbformat.NotebookNode) -> dict[str, Any]:
    """What Otter noted about a cell."""
    metadata = cell.metadata.get("otter")
    return metadata if isinstance(metadata, dict) else {}


def is_ignored(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell is marked to be ignored by Otter, and so not run."""
    return bool(
        _IGNORE_TAG in (cell.metadata.get("tags") or []) or otter_metadata(cell).get("ignore")
    )


def answers(
    notebook: nbformat.NotebookNode, questions: Iterable[str], written: Iterable[str]
) -> dict[str, list[int]]:
    """Question → the indices of the cells that answer it; a question whose place is lost has none.

    The build writes into a cell's metadata what it answers. Where an editor dropped that, as Colab
    does, words stand between Otter's marks, and code between a question's heading and its check.

    Args:
        questions: all of the lesson's.
        written: those that a person marks, in the order of the lesson.
    """
    found: dict[str, list[int]] = {question: [] for question in questions}
    for index, cell in enumerate(notebook.cells):
        named = cell.metadata.get(QUESTION_KEY)
        if isinstance(named, str) and named in found:
            found[named].append(index)
    written = list(written)
    marked = places(notebook, written)
    for question, indices in found.items():
        if not indices:
            found[question] = (
                marked.get(question, []) if question in written else _above(notebook, question)
            )
    return found


def _above(notebook: nbformat.NotebookNode, question: str) -> list[int]:
    """The code above a question's check, up to its heading or another check."""
    check = check_cell(notebook, question)
    if check is None:
        return []
    if grade_id(notebook.cells[check]):
        return _above_tests(notebook, check)
    code = [] if _ONLY_CHECK.fullmatch(notebook.cells[check].source) else [check]
    for index in range(check - 1, -1, -1):
        cell = notebook.cells[index]
        if cell.cell_type == "code":
            if _CHECK.search(cell.source):
                break
            code.insert(0, index)
        elif _headings(cell):
            break
    tagged = [i for i in code if _ANSWER_TAG in (notebook.cells[i].metadata.get("tags") or [])]
    return tagged or code


def _above_tests(notebook: nbformat.NotebookNode, tests: int) -> list[int]:
    """The cells of nbgrader's above a test cell that students write into."""
    found: list[int] = []
    for index in range(tests - 1, -1, -1):
        noted = notebook.cells[index].metadata.get("nbgrader")
        noted = noted if isinstance(noted, dict) else {}
        if noted.get("solution") and not noted.get("grade"):
            found.insert(0, index)
        elif noted.get("grade") and found:
            break
    return found


def heading_above(notebook: nbformat.NotebookNode, index: int) -> tuple[int, str] | None:
    """The last heading above a cell: the index of its cell, and its text; None where none is."""
    for place in range(index - 1, -1, -1):
        if headings := _headings(notebook.cells[place]):
            return place, headings[-1]
    return None


def _headings(cell: nbformat.NotebookNode) -> list[str]:
    if cell.cell_type != "markdown":
        return []
    return [text.strip() for text in _HEADING.findall(_FENCED.sub("", cell.source))]

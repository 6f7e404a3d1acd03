"""Which notebook of an nbgrader assignment a file is."""

from __future__ import annotations

import nbformat
import pytest

from autograder.assignment.nbgrader_cells import grade_id
from autograder.collect.reading import Lessons
from autograder.collect.submissions import OfNbgrader
from tests.support.nbgrader_course import GROWTH, WATER

KNOWN = {
    "ps1-growth": OfNbgrader("ps1", "growth", [grade_id(cell) for cell in GROWTH]),
    "ps1-water": OfNbgrader("ps1", "water", [grade_id(cell) for cell in WATER]),
}


def lesson(name: str, cells: list, known: dict[str, OfNbgrader] = KNOWN) -> str:
    notebook = nbformat.v4.new_notebook(cells=cells)
    return Lessons({*known}, nbgraders=known, grade_id=grade_id).of_nbgrader(name, notebook)


@pytest.mark.parametrize(
    ("name", "cells", "found"),
    [
        ("growth.ipynb", [], "ps1-growth"),
        ("growth.ipynb", WATER, "ps1-growth"),
        ("ada (1).ipynb", WATER, "ps1-water"),
        ("ada.ipynb", [*WATER, *GROWTH], "ps1-growth"),
        ("ada.ipynb", [nbformat.v4.new_code_cell("x")], ""),
    ],
)
def test_its_name_says_it_or_else_most_of_its_cells(name, cells, found):
    assert lesson(name, cells) == found


def test_of_an_assignment_with_one_notebook_every_file_is_that_one():
    only = {"ps2": OfNbgrader("ps2", "calls", ["two"])}
    assert lesson("ada.ipynb", [], only) == "ps2"

"""What is run in a student's kernel besides the notebook's cells, and in place of some. [any]"""

from __future__ import annotations

from dataclasses import dataclass

#: status → all that is said of limits and crashes while tests call a notebook's functions
WHEN_ASKED = {
    "timed_out": "a function of the notebook did not come to an end when tests called it",
    "out_of_memory": "a function of the notebook took too much memory when tests called it",
    "out_of_disk": "a function of the notebook filled its disk when tests called it",
    "too_many_processes": "a function of the notebook started too much when tests called it",
    "crashed": "a function of the notebook ended Python itself when tests called it",
}


@dataclass(frozen=True)
class CapturePoint:
    """A place in a notebook where the runner asks the kernel to run code of the grader's.

    Attributes:
        after: index of the cell after which to stop; `len(cells)` or more stands for the end.
        code: Python source, run silently in the student's kernel.
    """

    name: str
    after: int
    code: str


@dataclass(frozen=True)
class Replacement:
    """Code of the grader's that takes the place of cells.

    Attributes:
        cells: indices of the cells that are not run where the code came to its end.
        code: Python source, run silently in the student's kernel where the first of them stands.
        shown: what stands below that cell in place of what it would have shown.
    """

    name: str
    cells: frozenset[int]
    code: str
    shown: str

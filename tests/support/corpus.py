"""Cases that are files: what was handed in, and what must come of it.

A case is a percent script. Its first cell holds the facts:

    what: one sentence
    status: the result's status, or several with "or", where the machine's load decides
    marks: the points that its honest part earns
    says: words that the student's page must hold (optional)
    student: whose name the file bears, in no folder (optional; else it lies in one that is called
        like the case)

The cells below it are those of the notebook; a setup cell that names the lesson comes on top. A
last cell titled `handed in` is no part of the notebook: it runs in the test, where the file is
written, with `notebook` (its bytes) and `path` (where it goes), so that a case can damage the
bytes or hand in something else.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.assignment.model import Assignment, load
from autograder.authoring.answers import headed_cells
from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson

LESSON = "01-target"
LESSON_SOURCE = Path(__file__).parents[1] / "attacks" / "lesson.py"
_HANDED_IN = "handed in"


@dataclass(frozen=True)
class Case:
    """One case; see the module's description for the facts."""

    name: str
    what: str
    status: str
    marks: float
    says: str
    student: str
    cells: tuple[tuple[str, str], ...]
    handed_in: str

    @functools.cached_property
    def notebook(self) -> nbformat.NotebookNode:
        """What is handed in."""
        return notebook_of(self.cells)

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses that the result may have."""
        return tuple(self.status.split(" or "))

    def write(self, folder: Path) -> None:
        """Hands the case in, in a folder of its own or under a name of its own."""
        place = folder / self.name if self.student == self.name else folder
        path = place / f"{self.student}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.writes(self.notebook).encode()
        if self.handed_in:
            exec(self.handed_in, {"notebook": notebook, "path": path})
        else:
            path.write_bytes(notebook)


def read_cases(folder: Path) -> dict[str, Case]:
    """The cases of a corpus by name."""
    paths = sorted(path for path in folder.glob("*.py") if path.name != LESSON_SOURCE.name)
    return {path.stem: _read(path) for path in paths}


def _read(path: Path) -> Case:
    facts, cells = headed_cells(path)
    handed_in = ""
    if cells and cells[-1].metadata.get("title") == _HANDED_IN:
        handed_in = cells.pop().source
    return Case(
        name=path.stem,
        cells=tuple((cell.cell_type, cell.source) for cell in cells),
        handed_in=handed_in,
        # A misspelt fact fails here, and would else never be checked.
        **{"says": "", "student": path.stem, **facts},
    )


def notebook_of(cells: Iterable[tuple[str, str]]) -> nbformat.NotebookNode:
    """A notebook of the lesson with the given (type, source) cells below its setup cell."""
    make: dict[str, Any] = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }
    all_cells = [("code", f'LESSON = "{LESSON}"'), *cells]
    made = [make[kind](source, id=f"cell-{i}") for i, (kind, source) in enumerate(all_cells)]
    return nbformat.v4.new_notebook(cells=made)


def text_of(page: str) -> str:
    """What a person reads on a page, with code in backticks."""
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub("</?code>", "`", page)))


def target(folder: Path) -> Assignment:
    """The lesson that all cases answer, as the grader sees it, built in an empty folder."""
    root = folder / "course"
    source = root / "solutions" / LESSON / "lesson.py"
    source.parent.mkdir(parents=True)
    source.write_text(LESSON_SOURCE.read_text(encoding="utf-8"), encoding="utf-8")
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    archive = folder / f"{LESSON}.zip"
    archive.write_bytes(emit_lesson(find(root), LESSON).autograder_zip)
    return load(archive, folder / "tests")

"""Notebooks beside the lessons, in which nothing is graded, such as a warm-up. [coordinator]

An extra is one percent script, `solutions/extras/NAME.py`. Its tasks leave three dots, a cell below
checks them, and a folded part shows one way to do it: a student may look, because nothing counts.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass

import jupytext
import nbformat

from autograder.assignment.notebook import QUESTION_KEY
from autograder.authoring import minutes
from autograder.authoring.addresses import badge, lesson_address
from autograder.authoring.course import Course
from autograder.authoring.lesson import BuildError, fold
from autograder.files import natural

_FOLDER = "extras"
_ONE_WAY = re.compile(
    r"(?s)<details><summary>One way to do it</summary>\s*```python\n(.*?)\n```\s*</details>"
)


@dataclass(frozen=True)
class Extra:
    """A notebook in which nothing is graded.

    Attributes:
        name: for example `00-warm-up`.
        title: the notebook's first heading.
        summary: what a student is able to do afterwards, in half a sentence for the syllabus.
        notebook: what students get.
        answered: the same with the folded ways to do it in the place of the three dots.
        minutes: what a student takes, by the rule for lessons.
    """

    name: str
    title: str
    summary: str
    notebook: nbformat.NotebookNode
    answered: nbformat.NotebookNode
    minutes: int

    @property
    def number(self) -> str:
        """For example `00`."""
        return self.name.partition("-")[0]

    @property
    def text(self) -> str:
        """The file that students get."""
        return f"{nbformat.writes(self.notebook)}\n"


def extras(course: Course) -> list[Extra]:
    """The course's extras, in order; none where it has no folder `solutions/extras`.

    Raises:
        BuildError: one has no title, no summary, or a task without a way to do it.
    """
    names = (path.stem for path in (course.solutions / _FOLDER).glob("*.py"))
    return [_extra(course, name) for name in sorted(names, key=natural)]


def _extra(course: Course, name: str) -> Extra:
    path = course.solutions / _FOLDER / f"{name}.py"
    notebook = jupytext.read(path, fmt="py:percent")
    summary = notebook.metadata.get("course", {}).get("summary")
    title = next(iter(re.findall(r"(?m)^# (.+)$", notebook.cells[0].source)), None)
    if not title or not isinstance(summary, str):
        raise BuildError(
            f"{path} needs a title, and `summary` in the table `course` of its header."
        )
    for cell in notebook.cells:
        cell.source = cell.source.replace("{{ badge }}", badge(name, course))
        cell.source = cell.source.replace("{{ links }}", _links(course))
        if cell.cell_type == "code" and cell.source.startswith("# @title"):
            fold(cell)
    answered = _answered(notebook, name)
    parts = minutes.sections(notebook, answered)
    _finish(notebook, name)
    _finish(answered, name)
    return Extra(name, title, summary, notebook, answered, minutes.total(parts, 0.0))


def _links(course: Course) -> str:
    first = next(iter(course.lessons()), None)
    return f"[Next lesson →]({lesson_address(first, course)})" if first else ""


def _answered(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    """The notebook with every task done; marks its answer cells in both notebooks.

    Raises:
        BuildError: the folded ways are not as many as the cells with three dots.
    """
    blank = [
        index
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and re.search(r"(?m)(^ *| = )\.\.\.$", cell.source)
    ]
    ways = [way for cell in notebook.cells for way in _ONE_WAY.findall(cell.source)]
    if len(blank) != len(ways):
        raise BuildError(
            f"solutions/{_FOLDER}/{name}.py has {len(blank)} cells with three dots, and "
            f"{len(ways)} parts `One way to do it`: each cell needs one, below its check."
        )
    for number, index in enumerate(blank, 1):
        notebook.cells[index].metadata[QUESTION_KEY] = f"task{number}"
    answered = copy.deepcopy(notebook)
    for index, way in zip(blank, ways, strict=True):
        answered.cells[index].source = way
    return answered


def _finish(notebook: nbformat.NotebookNode, name: str) -> None:
    """Settles what would differ from one build to the next, in place."""
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"{name[:2]}-{index:03d}"
        cell.metadata.pop(QUESTION_KEY, None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(
        {
            "colab": {"name": f"{name}.ipynb", "provenance": [], "toc_visible": True},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "source": f"Generated from solutions/{_FOLDER}/{name}.py by `autograder build`.",
        }
    )
    nbformat.validate(notebook)

"""The source of a lesson, and the parts that every lesson shares."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Any
from urllib.parse import quote

import jupytext
import nbformat

from autograder.course import Course

_SETUP, _HAND_IN = "# {{ setup }}", "# {{ hand_in }}"
_BADGE, _LINKS = "{{ badge }}", "{{ links }}"
_ON_GITHUB, _RAW = "{{ on_github }}", "{{ raw }}"


class BuildError(RuntimeError):
    """A lesson cannot be built. The message names the file, the place and what to do."""


@dataclass(frozen=True)
class Lesson:
    """A lesson as its author wrote it.

    Attributes:
        name: the folder's name, for example `04-mnist-ann`.
        title: the notebook's first heading.
        facts: the table `course` of the source's header: minutes, hardware, neighbours; where the
            lesson has files of its own, `brings` (those that the setup cell carries along) and
            `stand_ins` (another address, also `upload:NAME` → the file that is there while
            grading).
        notebook: the source as a notebook in Otter Assign's format, markers not yet filled in.
    """

    name: str
    title: str
    facts: dict[str, Any]
    notebook: nbformat.NotebookNode

    @property
    def number(self) -> str:
        """For example `04`."""
        return self.name.partition("-")[0]


def read(course: Course, name: str) -> Lesson:
    """Reads `solutions/<name>/lesson.py`.

    Raises:
        BuildError: there is no such lesson, or it lacks its title or its markers.
    """
    path = course.solutions / name / "lesson.py"
    if not path.is_file():
        known = ", ".join(course.lessons()) or "none"
        raise BuildError(f"There is no lesson {name!r}; lessons here: {known}.")
    notebook = jupytext.read(path, fmt="py:percent")
    sources = [cell.source for cell in notebook.cells]
    titles = [
        line.removeprefix("# ").strip()
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("# ")
    ]
    if not titles:
        raise BuildError(f"{path} has no title: a markdown cell with a line `# Title`.")
    for marker in (_SETUP, _HAND_IN, _BADGE, _LINKS):
        if sum(marker in source for source in sources) != 1:
            raise BuildError(f"{path} must hold the marker {marker} in one cell.")
    facts = dict(notebook.metadata.get("course", {}))
    return Lesson(name, titles[0], facts, notebook)


def fill_in(
    notebook: nbformat.NotebookNode, lesson: Lesson, course: Course, tests: dict[str, str]
) -> None:
    """Replaces the markers in a notebook that Otter Assign made, in place.

    Args:
        tests: the public tests' sources by question; the setup cell brings them along, because
            Colab opens a notebook and nothing beside it.
    """
    for cell in notebook.cells:
        if cell.source.strip() == _SETUP:
            cell.source = _setup_cell(lesson, tests) + _files(lesson, course)
            _lock(cell)
        elif cell.source.strip() == _HAND_IN:
            cell.source = _template("hand_in.py")
            _lock(cell)
        else:
            cell.source = cell.source.replace(_BADGE, _badge(lesson.name, course))
            cell.source = cell.source.replace(_LINKS, _links(lesson, course))
            cell.source = cell.source.replace(_ON_GITHUB, github_address(lesson.name, course))
            cell.source = cell.source.replace(_RAW, raw_address(lesson.name, course, course.branch))
        if cell.cell_type == "code" and cell.source.startswith("# @title"):
            _fold(cell)


def _lock(cell: nbformat.NotebookNode) -> None:
    cell.metadata.update({"editable": False, "deletable": False})


def _fold(cell: nbformat.NotebookNode) -> None:
    """Hides the code until it is asked for: the first key is Colab's, the second JupyterLab's."""
    cell.metadata.update({"cellView": "form", "jupyter": {"source_hidden": True}})


def _setup_cell(lesson: Lesson, tests: dict[str, str]) -> str:
    for name, source in tests.items():
        if "'''" in source or source.endswith(("'", "\\")):
            raise BuildError(f"The public tests of {name} cannot stand in a triple-quoted text.")
    table = "".join(f"    {name!r}: r'''{source}''',\n" for name, source in sorted(tests.items()))
    text = _template("setup.py")
    return text.replace("{{ lesson }}", lesson.name).replace("    # {{ tests }}\n", table)


def _files(lesson: Lesson, course: Course) -> str:
    """What the setup cell adds where the lesson's header says that it brings files along.

    Raises:
        BuildError: there is no such file, or its text cannot stand in a notebook as it is.
    """
    table = ""
    for name in lesson.facts.get("brings") or ():
        path = course.solutions / lesson.name / name
        if not path.is_file():
            raise BuildError(f"{lesson.name} brings {name}, but has no such file.")
        text = path.read_text(encoding="utf-8")
        if "'''" in text or not text.endswith("\n"):
            raise BuildError(f"{path} must end in a new line and hold no ''' to be brought along.")
        table += f"    {name!r}: r'''{text}''',\n"
    return "\n\n\n" + _template("files.py").replace("    # {{ files }}\n", table) if table else ""


def _template(name: str) -> str:
    folder = resources.files("autograder.build") / "templates"
    return (folder / name).read_text(encoding="utf-8").rstrip("\n")


def github_address(name: str, course: Course) -> str:
    """Where GitHub shows a lesson's folder."""
    return f"https://github.com/{course.repository}/blob/{course.branch}/course/{name}"


def raw_address(name: str, course: Course, branch: str) -> str:
    """Where GitHub serves the files in a lesson's folder."""
    return f"https://raw.githubusercontent.com/{course.repository}/{branch}/course/{name}"


def colab_address(name: str, course: Course) -> str:
    """Where a lesson opens in Colab."""
    return (
        f"https://colab.research.google.com/github/{course.repository}/blob/{course.branch}"
        f"/course/{name}/{name}.ipynb"
    )


def _badge(name: str, course: Course) -> str:
    picture = "https://colab.research.google.com/assets/colab-badge.svg"
    return f"[![Open in Colab]({picture})]({colab_address(name, course)})"


def _links(lesson: Lesson, course: Course) -> str:
    steps = []
    for fact, words in (("previous", "← Previous lesson"), ("next", "Next lesson →")):
        if lesson.facts.get(fact):
            steps.append(f"[{words}]({colab_address(lesson.facts[fact], course)})")
    body = (
        f"Lesson: {lesson.name}\nVerified on: {lesson.facts.get('verified_on', 'unknown')}\n"
        "What the setup cell printed: \nWhat I did: \nWhat I expected: \nWhat happened: \n"
    )
    issue = (
        f"https://github.com/{course.repository}/issues/new"
        f"?title={quote(lesson.name + ': ')}&body={quote(body)}"
    )
    steps.append(f"[Something broke?]({issue})")
    return " · ".join(steps)

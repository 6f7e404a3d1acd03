"""The source of a lesson, and the parts that every lesson shares. [coordinator]"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import jupytext
import nbformat

from autograder.assignment import own_values
from autograder.authoring import minutes, test_helpers, test_writing
from autograder.authoring.addresses import badge, github_address, lesson_address, raw_address
from autograder.authoring.assistant import for_header
from autograder.authoring.blocks import Source, line_of_key, located
from autograder.authoring.course import Course
from autograder.authoring.facts import Facts, FactsError
from autograder.authoring.facts import read as read_facts
from autograder.authoring.verified import NEVER, verified
from autograder.datasets.registry import find, mentioned
from autograder.errors import UserError

#: how the two code cells begin that every lesson shares
SETUP_TITLE, HAND_IN_TITLE = "# @title Setup:", "# @title Hand in:"
_SETUP, _HAND_IN = "# {{ setup }}", "# {{ hand_in }}"
#: templates of cells that all lessons share
_SHARED = (
    *("setup", "front_end", "files", "my_number", "keep_or_resume", "keep", "pretrained"),
    "hand_in",
)
_KEEPING, _KEEP = "# {{ keeping }}", "# {{ keep }}"
_MY_NUMBER = "# {{ my_number }}"
_MY_VALUES = re.compile(r"# \{\{ my_values (\w+) \}\}")
#: what the build fills in → whether it has to be there, once, and what it becomes; the page for
#: authors has this table as it stands here
MARKERS: Mapping[str, tuple[bool, str]] = {
    "badge": (
        True,
        "right below the title: the badge, and where else the lesson opens",
    ),
    "goals": (False, "the list of goals, from the header"),
    "facts": (False, "the table of what one needs, from the header"),
    "minutes": (False, "how long a section takes: `## 1. Title ({{ minutes }})`"),
    "setup": (
        True,
        "the cell that brings tests and small files along; a cell of its own, `# …`",
    ),
    "my_number": (
        False,
        "the form that asks for a student's number, below the setup cell; a cell of its own, `# …`",
    ),
    "my_values": (
        False,
        "the student's own values in a question, from the header's `variants`; a cell of its own "
        "above the question, `# {{ my_values q5 }}`",
    ),
    "keeping": (False, "the function `keep_or_resume`; a cell of its own, `# …`"),
    "keep": (False, "the form above a call of `keep_or_resume`, `# …`"),
    "raw": (
        False,
        "where GitHub serves the lesson's folder: `{{ raw }}/data/rain.csv` is read from there, "
        "and from the assignment's own files while grading",
    ),
    "on_github": (False, "where GitHub shows the lesson's folder"),
    "embed": (
        False,
        "a picture of the lesson's folder as a text, because Colab opens a notebook alone: "
        "`![what it shows]({{ embed page.png }})`",
    ),
    "hand_in": (True, "the cell that hands in; a cell of its own, `# …`"),
    "links": (
        True,
        "links to the neighbours and to a form for what broke, and how to check at home",
    ),
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")
_BADGE, _LINKS = "{{ badge }}", "{{ links }}"
_GOALS, _FACTS = "{{ goals }}", "{{ facts }}"
_OF_TENSORFLOW = re.compile(r"(tensorflow|keras)\b")
#: what the setup cell has for courses alone that use it
_ON_TENSORFLOW = re.compile(
    r"(?ms)^ *# \{\{ begin tensorflow \}\}\n(.*?)^ *# \{\{ end tensorflow \}\}\n"
)
_TENSORFLOW = re.compile(r"(?m)^(?:import|from) (?:keras|tensorflow)\b")
_EMBED = re.compile(r"\{\{ embed ([\w./-]+) \}\}")
#: ending → media type of what can be embedded; no page refuses these, as some do with SVG
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif"}
_ON_GITHUB, _RAW = "{{ on_github }}", "{{ raw }}"


class BuildError(UserError):
    """A lesson cannot be built. The message names the file, the place and what to do."""


@dataclass(frozen=True)
class Lesson:
    """A lesson as its author wrote it.

    Attributes:
        name: the folder's name, for example `01-setup`.
        title: the notebook's first heading.
        facts: the table `course` of the source's header; None where there is none.
        notebook: the source as a notebook in Otter Assign's format, markers not yet filled in.
        helpers: name → source of each function that its tests may call, see `test_helpers`.
        computing: seconds that the solution took when it was last run; 0 where it never was.
        verified: the runtime of Colab that it was last run in, and when.
    """

    name: str
    title: str
    facts: Facts | None
    notebook: nbformat.NotebookNode
    helpers: Mapping[str, str] = field(default_factory=dict)
    computing: float = 0.0
    verified: str = NEVER

    @property
    def number(self) -> str:
        """For example `04`."""
        return self.name.partition("-")[0]

    @property
    def datasets(self) -> tuple[str, ...]:
        """Names of the data sets that its code loads, so that marks depend on which data they are.

        See `autograder.datasets.registry`.
        """
        return datasets_of(self.notebook)

    @property
    def needs_tensorflow(self) -> bool:
        """Whether its code imports Keras or TensorFlow come what may, not only where they are."""
        return any(
            cell.cell_type == "code" and _TENSORFLOW.search(cell.source)
            for cell in self.notebook.cells
        )


def read(course: Course, name: str) -> Lesson:
    """Reads `solutions/<name>/lesson.py`.

    Raises:
        BuildError: there is no such lesson, its blocks are not as Otter Assign needs them, or it
            lacks its header, its title or its markers.
    """
    path = source_path(course, name)
    text = source(course, name)
    if not _NAME.fullmatch(name):
        raise BuildError(
            f"{path.parent}: a lesson's folder is named with letters, digits, - and _, such as "
            "02-groups."
        )
    if problems := Source(text, name).problems:
        raise BuildError(located(path, problems))
    try:
        notebook = jupytext.reads(text, fmt="py:percent")
    except Exception as error:  # whatever jupytext stumbles over
        raise BuildError(f"{path} cannot be read: {on_one_line(error)}.") from None
    if "kernelspec" not in notebook.metadata:
        raise BuildError(
            f"{path} does not begin with a header (`# ---`) that names a kernelspec; take that of "
            "another lesson."
        )
    notebook.cells, helpers = test_helpers.taken_out(notebook.cells)
    notebook.cells = test_writing.expand(notebook.cells)
    helpers |= {test_writing.JUDGE: test_writing.judge()}
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
    try:
        table = notebook.metadata.get("course")
        facts = None if table is None else read_facts(table)
    except FactsError as error:
        raise BuildError(f"{path}, line {line_of_key(text, error.key)}: {error}.") from error
    measured = minutes.measured(path.parent)
    computing = measured.seconds if measured else 0.0
    return Lesson(name, titles[0], facts, notebook, helpers, computing, verified(course, name))


def on_one_line(error: Exception) -> str:
    """What a reader of YAML or text says, without the name that it gives to a text."""
    return " ".join(str(error).replace('in "<unicode string>", ', "").split())


def source_path(course: Course, name: str) -> Path:
    """Where a lesson's source lies."""
    return course.solutions / name / "lesson.py"


def source(course: Course, name: str, *, line_ends: bool = False) -> str:
    """The text of a lesson's source, without the mark that some editors put before it.

    Args:
        line_ends: whether they are as in the file; else they are all `\\n`.

    Raises:
        BuildError: there is no such lesson, or it is not text.
    """
    path = source_path(course, name)
    try:
        with path.open(encoding="utf-8-sig", newline="" if line_ends else None) as file:
            return file.read()
    except (FileNotFoundError, IsADirectoryError):
        known = ", ".join(one for one in course.lessons() if one != name) or "none"
        raise BuildError(f"There is no lesson {name!r}; lessons here: {known}.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BuildError(f"{path}, line {line}: this is not UTF-8. Save it as UTF-8.") from None


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
            cell.source = _setup_cell(lesson, course, tests) + _files(lesson, course)
            _lock(cell)
        elif cell.source.strip() == _HAND_IN:
            cell.source = _hand_in_cell(lesson)
            _lock(cell)
        elif cell.source.strip() == _MY_NUMBER:
            cell.source = _my_number_cell(lesson, course)
        else:
            cell.source = _MY_VALUES.sub(lambda mark: _my_values(mark[1], lesson), cell.source)
            keeping = shared("keep_or_resume").replace("{{ course }}", course.name)
            cell.source = cell.source.replace(_KEEPING, keeping)
            cell.source = cell.source.replace(_KEEP, shared("keep"))
            cell.source = cell.source.replace(_BADGE, badge(lesson.name, course))
            cell.source = cell.source.replace(_LINKS, _links(lesson, course))
            if lesson.facts:
                cell.source = cell.source.replace(_GOALS, lesson.facts.goals_list)
            cell.source = _EMBED.sub(lambda mark: _embedded(mark[1], lesson, course), cell.source)
            cell.source = cell.source.replace(_ON_GITHUB, github_address(lesson.name, course))
            cell.source = cell.source.replace(_RAW, raw_address(lesson.name, course, course.branch))
        if cell.cell_type == "code" and cell.source.startswith("# @title"):
            fold(cell)


def _embedded(name: str, lesson: Lesson, course: Course) -> str:
    """A picture as a data address.

    Raises:
        BuildError: there is no such picture.
    """
    path = course.solutions / lesson.name / name
    if path.suffix not in _PICTURES or not path.is_file():
        raise BuildError(
            f"{lesson.name} embeds {name}, but has no such picture; {', '.join(_PICTURES)} can be "
            "embedded."
        )
    return f"data:{_PICTURES[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()}"


def fill_in_minutes(
    notebook: nbformat.NotebookNode,
    lesson: Lesson,
    course: Course,
    parts: list[minutes.Section],
) -> None:
    """Replaces the markers that tell how long things take and what one needs, in place.

    Args:
        parts: of the notebook that students get.
    """
    minutes.fill_in(notebook, parts)
    if lesson.facts:
        table = lesson.facts.table(
            minutes.total(parts, lesson.computing), lesson.verified, for_header(course)
        )
        for cell in notebook.cells:
            cell.source = cell.source.replace(_FACTS, table)


def _lock(cell: nbformat.NotebookNode) -> None:
    cell.metadata.update({"editable": False, "deletable": False})


def fold(cell: nbformat.NotebookNode) -> None:
    """Hides the code until it is asked for: the first key is Colab's, the second JupyterLab's."""
    cell.metadata.update({"cellView": "form", "jupyter": {"source_hidden": True}})


def _setup_cell(lesson: Lesson, course: Course, tests: dict[str, str]) -> str:
    for name, source in tests.items():
        if "'''" in source or source.endswith(("'", "\\")):
            raise BuildError(f"The public tests of {name} cannot stand in a triple-quoted text.")
    table = "".join(f"    {name!r}: r'''{source}''',\n" for name, source in sorted(tests.items()))
    libraries = [library.lower() for library in course.libraries]
    named = lesson.needs_tensorflow or any(map(_OF_TENSORFLOW.match, libraries))
    text = _ON_TENSORFLOW.sub(r"\1" if named else "", shared("setup"))
    text = text.replace("# {{ front_end }}", shared("front_end"))
    text = text.replace("{{ lesson }}", lesson.name).replace("    # {{ tests }}\n", table)
    text = text.replace("False  # {{ needs_tensorflow }}", str(lesson.needs_tensorflow))
    return text.replace('"{{ libraries }}"', repr([*course.libraries]).replace("'", '"'))


def _my_number_cell(lesson: Lesson, course: Course) -> str:
    variants = lesson.facts.variants if lesson.facts else {}
    table = "".join(f"    {name!r}: {dict(kinds)!r},\n" for name, kinds in variants.items())
    text = shared("my_number").replace("# {{ own_values }}", own_values.source())
    text = text.replace("{{ key }}", course.variant_key(lesson.name))
    return text.replace("    # {{ parameters }}\n", table)


def _my_values(question: str, lesson: Lesson) -> str:
    """The cell that gives a question's parameters their values.

    Raises:
        BuildError: the header knows no parameters of it.
    """
    parameters = lesson.facts.variants.get(question) if lesson.facts else None
    if not parameters:
        raise BuildError(
            f"{lesson.name} shows {{{{ my_values {question} }}}}, and `variants` in its header "
            f"says nothing of {question}."
        )
    lines = [f'{name} = my_values("{question}")["{name}"]' for name in parameters]
    lines += [f'print("{name} =", repr({name}))' for name in parameters]
    return "\n".join(["# Your own values: look at them, and leave them as they are", *lines])


def _hand_in_cell(lesson: Lesson) -> str:
    """With what looks after pretrained artifacts only where the header says that there are any."""
    evidence = (
        {name: [*kept] for name, kept in lesson.facts.evidence.items()} if lesson.facts else {}
    )
    lines = f"EVIDENCE = {evidence!r}  # question → what its training leaves behind\n\n\n"
    if evidence:
        digests = [find(name).digest_source() for name in lesson.datasets]
        names = ", ".join(f"digest_of_{name}" for name in lesson.datasets) if all(digests) else ""
        pretrained = shared("pretrained").replace("()  # {{ digests }}", f"[{names}]")
        lines += "".join(f"{source}\n\n" for source in digests if names) + f"{pretrained}\n\n\n"
    return shared("hand_in").replace("# {{ evidence }}\n", lines)


def datasets_of(notebook: nbformat.NotebookNode) -> tuple[str, ...]:
    """Names of the data sets that a notebook's code loads, sorted."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return tuple(sorted(frozenset().union(*map(mentioned, code))))


def shared_lines() -> list[str]:
    """The lines of the cells that all lessons share."""
    return [line for name in _SHARED for line in shared(name).splitlines()]


def _files(lesson: Lesson, course: Course) -> str:
    """What the setup cell adds where the lesson's header says that it brings files along.

    Raises:
        BuildError: there is no such file, or its text cannot stand in a notebook as it is.
    """
    table = ""
    for name in lesson.facts.brings if lesson.facts else ():
        path = course.solutions / lesson.name / name
        if not path.is_file():
            raise BuildError(f"{lesson.name} brings {name}, but has no such file.")
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise BuildError(
                f"{path} is no text, and cannot be brought along in a cell. Put it where "
                "students can download it."
            ) from None
        if "'''" in text or not text.endswith("\n"):
            raise BuildError(f"{path} must end in a new line and hold no ''' to be brought along.")
        table += f"    {name!r}: r'''{text}''',\n"
    return "\n\n\n" + shared("files").replace("    # {{ files }}\n", table) if table else ""


def shared(name: str) -> str:
    """The template of a cell, or of a part of one, that lessons share."""
    folder = resources.files("autograder.authoring") / "templates"
    return (folder / f"{name}.py").read_text(encoding="utf-8").rstrip("\n")


class Named(Protocol):
    """A lesson, or a notebook beside the lessons."""

    @property
    def name(self) -> str:
        """For example `01-setup`."""

    @property
    def title(self) -> str:
        """Its first heading."""

    @property
    def number(self) -> str:
        """For example `04`."""


def badges(course: Course, lessons: Iterable[Named]) -> str:
    """A table of lessons with their badges, as Markdown."""
    rows = [
        f"| {lesson.number} {lesson.title} | {badge(lesson.name, course)} |" for lesson in lessons
    ]
    return "\n".join(["| lesson | |", "|---|---|", *rows])


def _links(lesson: Lesson, course: Course) -> str:
    facts = lesson.facts
    steps = [
        f"[{words}]({lesson_address(neighbour, course)})"
        for neighbour, words in (
            (facts and facts.previous, "← Previous lesson"),
            (facts and facts.next, "Next lesson →"),
        )
        if neighbour
    ]
    body = (
        f"Lesson: {lesson.name}\nVerified: {lesson.verified}\n"
        "What the setup cell printed: \nWhat I did: \nWhat I expected: \nWhat happened: \n"
    )
    issue = (
        f"https://github.com/{course.repository}/issues/new"
        f"?title={quote(lesson.name + ': ')}&body={quote(body)}"
    )
    steps.append(f"[Something broke?]({issue})")
    at_home = (
        f"At home, `otter check {lesson.name}.ipynb` runs all checks from a terminal. It reads "
        "them from the folder `tests`, which the setup cell writes beside the notebook: run that "
        "cell once before."
    )
    return f"{' · '.join(steps)}\n\n{at_home}"

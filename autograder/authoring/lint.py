"""Looks a lesson over before students get it. [coordinator]

A rule is a function that takes a `Draft` and yields the places where the lesson breaks it; the
decorator gives it the sentence that an author reads. Rules live in
`autograder/authoring/rules/`, one file a subject, and a new rule is a new
function there: nothing else has to know of it. What a program can mend without thinking has a
`fix`, a function from the source's text to a better one.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.authoring import rules
from autograder.authoring.course import Course, CourseError
from autograder.authoring.lesson import Lesson, source, source_path
from autograder.files import write_atomically

if TYPE_CHECKING:
    from autograder.authoring.minutes import Section
    from autograder.authoring.publish import Built

Finder = Callable[["Draft"], Iterator[str]]
Fix = Callable[[str], str]


@dataclass(frozen=True)
class Draft:
    """A lesson as the rules see it.

    Attributes:
        text: its source, `lesson.py`.
        cells: of the notebook that students get.
        parts: that notebook's sections.
        questions: names of those with tests, in order.
    """

    course: Course
    lesson: Lesson
    text: str
    cells: list[NotebookNode]
    parts: list[Section]
    questions: list[str]

    @property
    def prose(self) -> list[tuple[str, str]]:
        """(place, text) of each text cell."""
        return [(place, cell.source) for place, cell in self.placed if cell.cell_type != "code"]

    @property
    def code(self) -> list[tuple[str, str]]:
        """(place, source) of each code cell."""
        return [(place, cell.source) for place, cell in self.placed if cell.cell_type == "code"]

    @property
    def placed(self) -> list[tuple[str, NotebookNode]]:
        """(place, cell) of each cell; a place is its number and its first words."""
        return [(f"cell {i} ({_begin(cell)})", cell) for i, cell in enumerate(self.cells, 1)]


def _begin(cell: NotebookNode) -> str:
    lines = re.sub(r"(?s)<!--.*?-->", "", cell.source).strip().splitlines()
    first = next(iter(lines), "empty")
    return first if len(first) <= 40 else f"{first[:39]}…"


@dataclass(frozen=True)
class Rule:
    """Something that holds for every lesson.

    Attributes:
        says: what an author reads where it does not hold: what to do.
        find: yields each place where it does not hold; an empty text means the whole lesson.
        fix: mends the source's text, where that needs no thought.
    """

    name: str
    says: str
    find: Finder
    fix: Fix | None


RULES: dict[str, Rule] = {}


def rule(says: str, *, fix: Fix | None = None) -> Callable[[Finder], Finder]:
    """Makes a function a rule, under the function's name."""

    def decorate(find: Finder) -> Finder:
        RULES[find.__name__] = Rule(find.__name__, says, find, fix)
        return find

    return decorate


def findings(course: Course, built: Built) -> list[str]:
    """A line for each place where a built lesson breaks a rule that the course keeps.

    Raises:
        CourseError: the course leaves out a rule that there is not.
    """
    known = {one.name for one in _all_rules()}
    for name in course.lint:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1) or sorted(known)
            raise CourseError(
                f"{course.root / 'pyproject.toml'}: [tool.course.lint] leaves out {name!r}, which "
                f"is no rule; there is {', '.join(near)}."
            )
    draft = Draft(
        course,
        built.lesson,
        source(course, built.lesson.name),
        built.emitted.student_notebook.cells,
        built.emitted.parts,
        list(built.emitted.public_tests),
    )
    return [
        f"{draft.lesson.name}: {place + ': ' if place else ''}{one.says} [{one.name}]"
        for one in _all_rules()
        if one.name not in course.lint
        for place in one.find(draft)
    ]


def mend(course: Course, lesson: str) -> list[str]:
    """Applies every rule's fix to a lesson's source; gives the names of those that changed it.

    Raises:
        BuildError: there is no such lesson, or it is not text.
    """
    text, changed = source(course, lesson, line_ends=True), list[str]()
    before = ""
    while before != text:  # one fix may make room for another
        before = text
        for one in _all_rules():
            mended = one.fix(text) if one.fix else text
            if mended != text:
                changed.append(one.name)
                text = mended
    if changed:
        write_atomically(source_path(course, lesson), text)
    return sorted({*changed})


def _all_rules() -> list[Rule]:
    for module in pkgutil.iter_modules(rules.__path__):
        importlib.import_module(f"{rules.__name__}.{module.name}")
    return list(RULES.values())


def without_code(text: str) -> str:
    """Markdown without what is no prose: code, formulas, pictures, addresses, tags, tables."""
    text = re.sub(r"(?ms)^```.*?^```", "", text)
    text = re.sub(r"(?s)\$\$.*?\$\$|`[^`\n]+`|<[^>]+>", " ", text)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", " ", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"(?m)^\|.*$", "", text)

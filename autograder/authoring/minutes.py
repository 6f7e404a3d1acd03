"""How long a lesson takes a student, by one rule for all lessons. [coordinator]

The rule counts what a student reads, runs and writes:

- 200 words of prose a minute, folded hints left out (adults read 238 of non-fiction: Brysbaert,
  "How many words do we read per minute?", Journal of Memory and Language 109, 2019; who learns
  reads slower), and a third of a minute for each cell to run and look at;
- for each answer cell a minute to try it and read its check, and half a minute for each line of the
  solution. By that a program of 32 lines takes 17 minutes, as the small programs of a first course
  did (Allen, Vahid, Edgcomb, Downey and Miller, "An analysis of using many small programs in CS1",
  SIGCSE 2019);
- for difficulty half a minute more for each loop, condition and error of the solution, where
  beginners stop to think (Weeda, Smetsers and Barendsen, "Unraveling novices' code composition
  difficulties", Computer Science Education 34, 2024, name nesting of these as what is hard), and a
  quarter of a minute for each hint, because there are more of them where more is hard: both weights
  are ours, and nobody has measured them;
- for an answer in words a minute for 19 words of the solution (writing on a keyboard, thought up
  while typing: Karat, Halverson, Horn and Karat, "Patterns of entry and correction in large
  vocabulary continuous speech recognition systems", CHI 1999);
- the time that the computer took for the solution when it was last run.
"""

from __future__ import annotations

import ast
import dataclasses
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.assignment.notebook import QUESTION_KEY
from autograder.files import read_json, write_json

RULE = (
    "200 words of prose a minute, and a third of a minute for each cell; for each answer cell a "
    "minute, half a minute for each line of the solution, half a minute for each loop, condition "
    "or error in it, and a quarter for each hint; 19 words a minute for an answer in words; and "
    "the time that the computer takes for the solution"
)
#: how a lesson's source marks the place of a section's minutes
MARK = "{{ minutes }}"
_WORDS_A_MINUTE, _WORDS_WRITTEN_A_MINUTE = 200, 19
_MINUTES_A_CELL, _MINUTES_AN_ANSWER, _MINUTES_A_LINE = 1 / 3, 1.0, 0.5
_MINUTES_A_BRANCH, _MINUTES_A_HINT = 0.5, 0.25
#: where beginners stop to think
_LOOPS = (ast.For, ast.While, ast.comprehension, ast.Yield)
_BRANCHES = (*_LOOPS, ast.If, ast.IfExp, ast.Raise, ast.Try)
_HEADING = re.compile(r"(?m)^## (?:(?P<number>\d+)\. )?(?P<title>.+?)(?: \(.*minutes.*\))?$")
_FOLDED = re.compile(r"(?s)<details>.*</details>")
_ADDRESS = re.compile(r"\]\([^)]*\)|<[^>]*>")
_HINT = re.compile(r"<summary>(?:Still stuck\? )?Hint \d")
_MAGIC = re.compile(r"(?m)^(\s*)[%!].*$")


@dataclass(frozen=True)
class Section:
    """A part of a lesson, from one heading of the second level to the next.

    Attributes:
        number: 1, 2 …, or None for the parts without one.
        minutes: by the rule, without computing.
    """

    number: int | None
    title: str
    minutes: float


def sections(notebook: nbformat.NotebookNode, solution: nbformat.NotebookNode) -> list[Section]:
    """A student notebook's parts, the one before the first heading included.

    Args:
        solution: the same notebook answered; both name the question of each answer cell in its
            metadata.
    """
    given = Counter(line for cell in _answers(notebook) for line in _lines(cell.source))
    found = [Section(None, "", 0.0)]
    for cell in notebook.cells:
        heading = _HEADING.search(cell.source) if cell.cell_type == "markdown" else None
        if heading:
            number = int(heading["number"]) if heading["number"] else None
            found.append(Section(number, heading["title"], 0.0))
        found[-1] = dataclasses.replace(found[-1], minutes=found[-1].minutes + _minutes(cell))
    place = 0
    for cell in solution.cells:
        place += cell.cell_type == "markdown" and bool(_HEADING.search(cell.source))
        if QUESTION_KEY in cell.metadata:
            more = found[place].minutes + _to_write(cell, given)
            found[place] = dataclasses.replace(found[place], minutes=more)
    return found


def _minutes(cell: nbformat.NotebookNode) -> float:
    """What it takes to read a cell, or to run it and look at it."""
    if cell.cell_type == "markdown":
        if QUESTION_KEY in cell.metadata:
            return 0.0
        shown = _ADDRESS.sub("", _FOLDED.sub("", cell.source))
        hints = _MINUTES_A_HINT * len(_HINT.findall(cell.source))
        return len(re.findall(r"\w+", shown)) / _WORDS_A_MINUTE + hints
    folded = cell.source.startswith("# @title")
    checks = cell.source.startswith("grader.check(")
    return 0.0 if folded or checks or QUESTION_KEY in cell.metadata else _MINUTES_A_CELL


def _to_write(cell: nbformat.NotebookNode, given: Counter[str]) -> float:
    """What it takes to write an answer.

    Args:
        given: lines that stand in the answer cells already, each as often as it is there; what
            this answer has of them is taken out.
    """
    if cell.cell_type == "markdown":
        return len(re.findall(r"\w+", cell.source)) / _WORDS_WRITTEN_A_MINUTE
    written = 0
    for line in _lines(cell.source):
        if given[line]:
            given[line] -= 1
        else:
            written += 1
    try:
        parsed = [*ast.walk(ast.parse(_MAGIC.sub(r"\1pass", cell.source)))]
    except SyntaxError:  # magics in the midst of a line
        parsed = []
    branches = sum(isinstance(node, _BRANCHES) for node in parsed)
    return _MINUTES_AN_ANSWER + _MINUTES_A_LINE * written + _MINUTES_A_BRANCH * branches


def _answers(notebook: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    return (cell for cell in notebook.cells if QUESTION_KEY in cell.metadata)


def _lines(code: str) -> list[str]:
    """The lines of code that are not blank, not comments, and not three dots."""
    lines = (line.strip() for line in code.splitlines())
    return [line for line in lines if line and not line.startswith("#") and line != "..."]


def total(parts: list[Section], computing: float) -> int:
    """Minutes for the whole lesson, up to the next five.

    Args:
        computing: seconds.
    """
    return 5 * math.ceil((sum(part.minutes for part in parts) + computing / 60) / 5)


def fill_in(notebook: nbformat.NotebookNode, parts: list[Section]) -> None:
    """Writes each section's minutes into its heading, in place."""
    for part in parts:
        heading, number = f"## {part.number}. {part.title} (", max(1, round(part.minutes))
        words = f"{number} minute{'s' if number > 1 else ''}"
        for cell in notebook.cells:
            cell.source = cell.source.replace(heading + MARK, heading + words)


@dataclass(frozen=True)
class Measured:
    """How long the solution of a lesson computed.

    Attributes:
        cells: SHA-256 of the solution's cells, to know when it has to be run again.
        seconds: all of its cells together.
        cores: of the machine.
        day: for example 2026-11-21.
    """

    cells: str
    seconds: float
    cores: int
    day: str


def measured(folder: Path) -> Measured | None:
    """What was measured of the lesson in a folder of `solutions/`, or None.

    Raises:
        DamagedFileError: the file is damaged.
    """
    remedy = "Delete it: building runs the solution and writes it anew"
    return read_json(folder / "measured.json", lambda data: Measured(**data), remedy)


def write_measured(folder: Path, measured: Measured) -> None:
    """Writes what `measured` reads."""
    write_json(folder / "measured.json", dataclasses.asdict(measured))

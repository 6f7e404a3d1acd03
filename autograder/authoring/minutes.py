"""How long a lesson takes a student, by one rule for all lessons. [coordinator]

The rule: 200 words of prose a minute, folded hints left out (adults read 238 of non-fiction:
Brysbaert, "How many words do we read per minute?", Journal of Memory and Language 109, 2019; who
learns reads slower), a third of a minute for each cell to run and look at, three minutes for each
question, and the time that the computer took for the solution when it was last run.
"""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.files import read_json, write_json

RULE = (
    "200 words of prose a minute, a third of a minute for each cell, three minutes for each "
    "question, and the time that the computer takes for the solution"
)
#: how a lesson's source marks the place of a section's minutes
MARK = "{{ minutes }}"
_WORDS_A_MINUTE, _MINUTES_A_CELL, _MINUTES_A_QUESTION = 200, 1 / 3, 3.0
_HEADING = re.compile(r"(?m)^## (?:(?P<number>\d+)\. )?(?P<title>.+?)(?: \(.*minutes.*\))?$")
_FOLDED = re.compile(r"(?s)<details>.*</details>")
_ADDRESS = re.compile(r"\]\([^)]*\)|<[^>]*>")
_QUESTION = re.compile(r"(?m)^### Question ")


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


def sections(notebook: nbformat.NotebookNode) -> list[Section]:
    """A student notebook's parts, the one before the first heading included."""
    found = [Section(None, "", 0.0)]
    for cell in notebook.cells:
        heading = _HEADING.search(cell.source) if cell.cell_type == "markdown" else None
        if heading:
            number = int(heading["number"]) if heading["number"] else None
            found.append(Section(number, heading["title"], 0.0))
        last = found[-1]
        found[-1] = Section(last.number, last.title, last.minutes + _minutes(cell))
    return found


def _minutes(cell: nbformat.NotebookNode) -> float:
    if cell.cell_type == "markdown":
        shown = _ADDRESS.sub("", _FOLDED.sub("", cell.source))
        words = len(re.findall(r"\w+", shown)) / _WORDS_A_MINUTE
        return words + _MINUTES_A_QUESTION * len(_QUESTION.findall(shown))
    folded = cell.source.startswith("# @title")
    checks = cell.source.startswith("grader.check(")
    return 0.0 if folded or checks else _MINUTES_A_CELL


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

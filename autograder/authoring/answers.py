"""Typical answers, right and wrong, put into the notebook as a student would. [coordinator]"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import yaml

from autograder.assignment.notebook import QUESTION_KEY
from autograder.authoring.course import Course
from autograder.authoring.lesson import BuildError, on_one_line
from autograder.authoring.targets.otter import Emitted, as_zip, unmarked
from autograder.capture.exchange import DATA, KEPT, LIST
from autograder.files import FORMAT

#: what was trained on synthetic data sets, which say in the file `DIGEST` which they were
KEPT_ON_STAND_INS, DIGEST = "kept-on-stand-ins", "sha256.txt"
_TITLE = re.compile(r"(?P<before>before )?(?P<question>[^\W\d]\w*)(?:\.(?P<part>\d+))?")
_LEFT_OPEN = re.compile(r"\s*\w+ = \.\.\.")
_HEADER = re.compile(r"\A---\n(.*?)\n---\s*\Z", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """One typical answer: what a student might write, and what must come of it.

    Attributes:
        name: the file's stem.
        what: one line about it.
        base: `blank` or `solution`: what stands in the questions that it does not answer.
        student: whose it is in the demo class; empty for those that are not in it.
        marks: question → points it must get, where they are not those of the base.
        says: question → text that a failed test of that question must say.
        cells: question → number of the answer cell, from 1 → its source; others stay as they are.
        before: question → source of a cell that the student put above.
    """

    name: str
    what: str
    base: str
    student: str
    marks: dict[str, float]
    says: dict[str, str]
    cells: dict[str, dict[int, str]]
    before: dict[str, str]


def read_answers(course: Course, lesson: str, names: Collection[str] | None = None) -> list[Answer]:
    """A lesson's typical answers, by name.

    Args:
        names: only those of these names that there are; all by default.

    Raises:
        BuildError: a file lacks its header or names a cell that is not there.
    """
    paths = sorted((course.solutions / lesson / "answers").glob("*.py"))
    return [_read(path) for path in paths if names is None or path.stem in names]


def headed_cells(path: Path) -> tuple[dict[str, Any], list[nbformat.NotebookNode]]:
    """The facts in the first cell of a percent script, and the cells below it.

    Raises:
        BuildError: the script does not begin with facts.
    """
    try:
        notebook = jupytext.reads(path.read_text(encoding="utf-8-sig"), fmt="py:percent")
        header = _HEADER.match(notebook.cells[0].source.strip()) if notebook.cells else None
        facts = yaml.safe_load(header.group(1)) if header else None
    except Exception as error:  # whatever jupytext and YAML stumble over
        raise BuildError(f"{path} cannot be read: {on_one_line(error)}.") from None
    if not isinstance(facts, dict):
        raise BuildError(f"{path} must begin with a markdown cell that holds its facts.")
    return facts, notebook.cells[1:]


def _read(path: Path) -> Answer:
    facts, answered = headed_cells(path)
    if not isinstance(facts.get("what"), str):
        raise BuildError(f"{path}: its facts need a line `what:` that says what is typical of it.")
    if facts.get("base") not in ("blank", "solution"):
        raise BuildError(f"{path}: `base` is either blank or solution.")
    marks, says = facts.get("marks") or {}, facts.get("says") or {}
    if not isinstance(marks, dict) or not all(isinstance(p, int | float) for p in marks.values()):
        raise BuildError(f"{path}: `marks` has points by question, such as {{q1: 2}}.")
    if not isinstance(says, dict) or not all(isinstance(text, str) for text in says.values()):
        raise BuildError(f'{path}: `says` has words by question, such as {{q1: "goes uphill"}}.')
    cells: dict[str, dict[int, str]] = {}
    before: dict[str, str] = {}
    for cell in answered:
        title = _TITLE.fullmatch(str(cell.metadata.get("title", "")).strip())
        if title is None:
            raise BuildError(f"{path}: give each cell a question, such as `# %% q1`.")
        if title["before"]:
            before[title["question"]] = cell.source
        else:
            cells.setdefault(title["question"], {})[int(title["part"] or 1)] = cell.source
    return Answer(
        name=path.stem,
        what=facts["what"],
        base=facts["base"],
        student=str(facts.get("student", "")) if facts.get("demo") else "",
        marks={str(name): float(points) for name, points in marks.items()},
        says={str(name): text for name, text in says.items()},
        cells=cells,
        before=before,
    )


def notebook_of(answer: Answer, emitted: Emitted) -> nbformat.NotebookNode:
    """The student's notebook with this answer in it.

    Raises:
        BuildError: the answer is to a cell that the lesson does not have.
    """
    notebook = copy.deepcopy(emitted.student_notebook)
    places = answer_cells(notebook)
    if answer.base == "solution":
        for question, indices in answer_cells(emitted.solution).items():
            for place, index in zip(places[question], indices, strict=True):
                solution = emitted.solution.cells[index].source
                notebook.cells[place].source = as_written(solution)
    for question, parts in answer.cells.items():
        for part, source in parts.items():
            if part > len(places.get(question, [])):
                raise BuildError(
                    f"{answer.name} answers {question}.{part}, which the lesson does not have."
                )
            notebook.cells[places[question][part - 1]].source = source
    # From the last one up, so that the places above stay right.
    for question in sorted(answer.before, key=lambda name: -places[name][0]):
        extra = nbformat.v4.new_code_cell(answer.before[question], id=f"extra-{question}")
        notebook.cells.insert(places[question][0], extra)
    return notebook


def as_written(solution: str) -> str:
    """A solution as a student would have written it, over what the lesson left open."""
    lines = [line for line in unmarked(solution) if not _LEFT_OPEN.fullmatch(line)]
    return "\n".join(lines).strip("\n")


def kept_files(answer: str, course: Course, lesson: str, among: str = KEPT) -> dict[str, bytes]:
    """What the student of the demo class hands in of an answer's trainings: path → content.

    `python -m scripts.evidence` has trained them; nothing where there is no such folder.

    Args:
        among: the lesson's folder of them: `KEPT`, or `KEPT_ON_STAND_INS` of what was trained on
            synthetic data sets.
    """
    folder = course.solutions / lesson / among / answer
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def zip_of(
    notebook: nbformat.NotebookNode,
    lesson: str,
    kept: Mapping[str, bytes],
    data: str = "",
) -> bytes:
    """What a student hands in: a zip of the notebook and of what its trainings left behind.

    Args:
        kept: path below `kept/` → content.
        data: says what it was trained on, as `autograder.datasets.registry.digest` has it; or
            nothing.
    """
    files = {f"{KEPT}/{path}": content for path, content in kept.items()}
    sums = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    facts = {"format": FORMAT, "lesson": lesson, "sha256": sums} | ({DATA: data} if data else {})
    listed = json.dumps(facts, indent=1)
    notebook_file = {f"{lesson}.ipynb": nbformat.v4.writes(notebook).encode()}
    return as_zip(files | notebook_file | {LIST: listed.encode()})


def answer_cells(notebook: nbformat.NotebookNode) -> dict[str, list[int]]:
    """question → indices of its answer cells, as the build marked them."""
    found: dict[str, list[int]] = {}
    for index, cell in enumerate(notebook.cells):
        if QUESTION_KEY in cell.metadata:
            found.setdefault(cell.metadata[QUESTION_KEY], []).append(index)
    return found

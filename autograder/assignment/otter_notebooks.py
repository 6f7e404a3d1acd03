"""What the notebooks beside an Otter zip tell of questions that a person marks. [coordinator]

The zip itself holds tests alone. `otter assign` leaves its notebooks in a fixed layout:

    hw01.ipynb                        the master: names, points and solutions of all questions
    dist/autograder/hw01-….zip        the zip
    dist/autograder/hw01.ipynb        the notebook with solutions
    dist/student/hw01.ipynb           what students get

Only these places are looked into: a notebook that lies beside a zip in any other folder may be a
student's. All of them are the instructor's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from autograder.assignment.written import BEGIN, END, PROMPT
from autograder.errors import UserError

#: what a question that a person marks is out of, where neither notebook says it
DEFAULT_POINTS = 1.0
_CHECK = re.compile(r"\.\s*check\(\s*[\"']([\w.-]+)[\"']\s*\)")
_POINTS = re.compile(r"(?m)^_Points:_\s*(\d+(?:\.\d+)?)\s*$")
_HEADING = re.compile(r"(?m)^(?:#+[ \t]+|\*\*)[ \t]*([^\n*#]*[^\s*#:.])")
_FENCE = re.compile(r"(?is)\A#\s*(begin|end)\s+(question|solution|prompt|tests)\b[^\n]*\n?(.*)")
#: what marks lines of a solution, for Otter alone
_MARK = re.compile(r"(?m)[ \t]*#+[ \t]*(?:BEGIN |END )?SOLUTION\b.*$")
#: Otter's tags of cells that hold an answer
_ANSWERS = {"otter_answer_cell", "otter_assign_solution_cell"}


class NotebookError(UserError):
    """A notebook of the instructor's cannot be used. The message says what to do."""


@dataclass(frozen=True)
class Asked:
    """A question as a notebook asks it.

    Attributes:
        points: what a person can give; None where the notebook does not say it.
        task: Markdown.
        answer: a good answer, as Markdown; empty where the notebook has none.
    """

    name: str
    manual: bool
    points: float | None = None
    task: str = ""
    answer: str = ""


def beside(archive: Path, notebook: str) -> Path | None:
    """The notebook that tells most of a zip's questions; None where none is in its place.

    Args:
        notebook: its name without the ending, as far as the zip's name tells it.
    """
    folder = archive.resolve().parent
    if folder.name != "autograder":
        return None
    made = [*folder.glob("*.ipynb")]
    name = made[0].name if len(made) == 1 else f"{notebook}.ipynb"
    root = folder.parent
    for path in (root.parent / name, root / name, folder / name, root / "student" / name):
        if path.is_file() and any(True for _ in _begins(_cells(path))):
            return path
    return None


def questions(path: Path, tested: Collection[str]) -> list[Asked]:
    """The questions of a notebook in their order.

    Args:
        path: a master notebook, or one that Otter Assign made of it.
        tested: the questions that have tests.

    Raises:
        NotebookError: it is missing, or is no notebook.
    """
    cells = _cells(path)
    is_master = any(cell["cell_type"] == "raw" and _fence(cell) for cell in cells)
    return [*(_of_master(cells, tested) if is_master else _of_made(cells, tested))]


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [{**cell, "source": "".join(cell["source"])} for cell in cells]
    except OSError as error:
        raise NotebookError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        raise NotebookError(
            f"{path} is no notebook of format 4. Open it in JupyterLab and save it again."
        ) from None


def _fence(cell: dict[str, Any]) -> re.Match[str] | None:
    return _FENCE.match(cell["source"].strip()) if cell["cell_type"] == "raw" else None


def _begins(cells: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Cells at which a question begins, in a master or in what was made of it."""
    for cell in cells:
        fence = _fence(cell)
        if BEGIN in cell["source"] or (fence and fence[2].lower() == "question"):
            yield cell


def _of_master(cells: list[dict[str, Any]], tested: Collection[str]) -> Iterator[Asked]:
    """Each question stands between raw cells, the first of which has its configuration."""
    config: dict[str, Any] = {}
    inside = ""
    task: list[str] = []
    answer: list[str] = []
    for cell in cells:
        fence = _fence(cell)
        if fence is None:
            if config and not inside:
                task.append(_markdown(cell))
            elif config and inside == "solution":
                answer.append(_markdown(cell))
            continue
        begins, block = fence[1].lower() == "begin", fence[2].lower()
        if block != "question":
            inside = block if begins else ""
        elif begins:
            config, inside, task, answer = _config(fence[3]), "", [], []
        elif config:
            name, points = str(config.get("name")), config.get("points")
            yield Asked(
                name,
                manual=name not in tested and bool(config.get("manual")),
                points=float(points) if isinstance(points, int | float) else None,
                task="\n\n".join(task),
                answer="\n\n".join(answer),
            )
            config = {}


def _config(text: str) -> dict[str, Any]:
    try:
        config = yaml.safe_load(text)
    except yaml.YAMLError:
        return {}
    return config if isinstance(config, dict) and config.get("name") else {}


def _of_made(cells: list[dict[str, Any]], tested: Collection[str]) -> Iterator[Asked]:
    """Otter marks a question for a person by comments, and leaves its name out."""
    names: set[str] = set(tested)
    block: list[dict[str, Any]] | None = None
    for cell in cells:
        if END in cell["source"]:
            if block and not any(_checked(one) for one in block):
                yield _asked(block, names)
            block = None
        if BEGIN in cell["source"]:
            block = []
        if block is not None:
            block.append(cell)
        for name in _checked(cell):
            yield Asked(name, manual=False)


def _asked(block: list[dict[str, Any]], names: set[str]) -> Asked:
    first = block[0]["source"].partition(BEGIN)[2].strip()
    heading = _HEADING.search(first)
    word = re.sub(r"\W+", "-", heading[1] if heading else "", flags=re.ASCII).strip("-")[:40]
    number = 1
    name = word or "written-1"
    while name in names:
        number += 1
        name = f"{word or 'written'}-{number}"
    names.add(name)
    points = _POINTS.search(first)
    task, answer = [_POINTS.sub("", first).strip()], []
    for cell in block[1:]:
        if _ANSWERS & {*cell.get("metadata", {}).get("tags", ())}:
            # Of what students get it is a prompt, or code with gaps.
            if "SOLUTION" in cell["source"] or cell["cell_type"] == "markdown":
                answer += [] if PROMPT in cell["source"] else [_markdown(cell)]
        elif cell["cell_type"] == "markdown":
            task.append(_markdown(cell))
    return Asked(
        name,
        manual=True,
        points=(float(points[1]) if points else 0) or None,  # Otter writes 0 where none are said
        task="\n\n".join(task),
        answer="\n\n".join(answer),
    )


def _checked(cell: dict[str, Any]) -> list[str]:
    """The questions whose tests run at a cell."""
    noted = cell.get("metadata", {}).get("otter") or {}
    found = _CHECK.findall(cell["source"]) if cell["cell_type"] == "code" else []
    return [*found, *map(str, noted.get("tests") or ())]


def _markdown(cell: dict[str, Any]) -> str:
    source = str(cell["source"]).strip()
    if cell["cell_type"] != "code":
        return source
    return f"```python\n{_MARK.sub('', source).strip()}\n```"

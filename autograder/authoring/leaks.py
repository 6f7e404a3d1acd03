"""Invariant I7: what students get holds no line of a solution, no hidden test. [coordinator]"""

from __future__ import annotations

import ast
import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from otter.assign.solutions import SOLUTION_CELL_TAG, replace_solutions

from autograder.authoring.lesson import shared_lines
from autograder.authoring.targets.otter import Emitted

#: shorter lines, such as `plt.show()`, say nothing about a solution
_MIN_CHARACTERS = 12
#: comments, what Otter puts around questions, and imports, which say what everybody uses
_TELLS_NOTHING = re.compile(r"\s*(?:#|<!-- (?:BEGIN|END) QUESTION|import \w|from [\w.]+ import )")
_MARKS = re.compile(r"#\s*(BEGIN|END)?\s*(SOLUTION|PROMPT|HIDDEN)\b|\bhidden\s*=\s*True")


@dataclass(frozen=True)
class Leak:
    """A line of a student's file that students must not have."""

    place: str
    line: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}: {self.line}"


def leaks(emitted: Emitted) -> list[Leak]:
    """Every line of the student's files that stands in a solution or only in a hidden test."""
    return leaks_in(emitted.student, forbidden_lines(emitted))


def forbidden_lines(emitted: Emitted) -> dict[str, str]:
    """Line, without what does not matter → why students must not have it."""
    forbidden = dict.fromkeys(_solution_lines(emitted), "a line of a solution")
    forbidden |= dict.fromkeys(_hidden_lines(emitted), "a line of a hidden test")
    for line in _telling(shared_lines()):  # every student's file holds these, whatever is asked
        forbidden.pop(line, None)
    return forbidden


def shown_lines(files: Mapping[str, bytes]) -> set[str]:
    """Every line of some files, without what does not matter."""
    return {_bare(line) for _, line in _lines(files)}


def leaks_in(
    files: Mapping[str, bytes],
    forbidden: Mapping[str, str],
    *,
    explained_in: Callable[[str], bool] = lambda name: False,
) -> list[Leak]:
    """Every line of some files that is forbidden, or has a mark of Otter Assign in it.

    Args:
        explained_in: whether a file may hold such marks, because it tells authors what they mean.
    """
    found = []
    for place, line in _lines(files):
        if _MARKS.search(line) and not explained_in(place.rpartition(", line ")[0]):
            found.append(Leak(place, line.strip(), "a mark of Otter Assign"))
        elif _bare(line) in forbidden:
            found.append(Leak(place, line.strip(), forbidden[_bare(line)]))
    return found


def _bare(line: str) -> str:
    """A line without what does not matter: spaces, quotes' kind, a comment at its end."""
    code = re.sub(r"\s#\s.*$", "", line)
    return re.sub(r"\s+", "", code).replace('"', "'").rstrip(",")


def _telling(lines: list[str]) -> set[str]:
    bare = {_bare(line) for line in lines if not _TELLS_NOTHING.match(line)}
    return {line for line in bare if len(line) >= _MIN_CHARACTERS}


def _solution_lines(emitted: Emitted) -> set[str]:
    removed: set[str] = set()
    for cell in emitted.solution.cells:
        if SOLUTION_CELL_TAG not in cell.metadata.get("tags", []):
            continue
        lines = cell.source.splitlines()
        kept = replace_solutions(lines, "python") if cell.cell_type == "code" else []
        removed |= _telling(lines) - _telling(kept)
    return removed


def _hidden_lines(emitted: Emitted) -> set[str]:
    """Lines that stand in hidden cases and their helpers only.

    A public case may well read its data the same way.
    """
    hidden: set[str] = set()
    public: set[str] = set()
    for name, source in emitted.all_tests.items():
        shown = {function.name for function in _functions(emitted.public_tests.get(name, ""))}
        for function in _functions(source):
            lines = _telling(ast.unparse(function).splitlines())
            (public if function.name in shown else hidden).update(lines)
    return hidden - public


def _functions(source: str) -> Iterator[ast.FunctionDef]:
    """The functions of a test file, without their decorators."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []
            yield node


def _lines(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """(place, line) of every line of text in the student's files, cell by cell in notebooks."""
    for name, content in files.items():
        text = content.decode("utf-8", "replace")
        for place, part in _parts(name, text):
            for number, line in enumerate(part.splitlines(), 1):
                yield f"{place}, line {number}", line


def _parts(name: str, text: str) -> list[tuple[str, str]]:
    """(place, text) of each cell of a notebook and of its outputs, or of the whole file."""
    if name.endswith(".ipynb"):
        with contextlib.suppress(ValueError, KeyError, TypeError):  # an old file may be damaged
            cells = json.loads(text)["cells"]
            return [
                (f"{name}, cell {i}", part) for i, c in enumerate(cells, 1) for part in _texts(c)
            ]
    return [(name, text)]


def _texts(cell: dict[str, Any]) -> Iterator[str]:
    yield "".join(cell["source"])
    for output in cell.get("outputs", ()):
        yield "".join(output.get("text", ""))
        for content in output.get("data", {}).values():
            yield "".join(content) if isinstance(content, str | list) else json.dumps(content)

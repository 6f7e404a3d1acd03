"""The class that every engine grades: notebooks, Otter's zip, and the same as an nbgrader course.

<folder>/<lesson>/lesson.json                     what `Lesson` says
<folder>/<lesson>/assignment.zip                  Otter's tests
<folder>/<lesson>/submitted/<student>/<lesson>.ipynb
<folder>/nbgrader/{source,submitted}/…            an nbgrader course
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from otter.test_files import ExceptionTestFile

from autograder.build.answers import Answer, notebook_of
from autograder.build.emit_otter import Emitted

_CHECK = re.compile(r"grader\.check\(\"(\w+)\"\)")
_SETUP, _HAND_IN = "# @title Setup", "# @title Hand in"


@dataclass(frozen=True)
class Lesson:
    """One lesson of the class.

    Attributes:
        expected: student → question → points that every engine has to give.
        cells: student → ids of the cells whose time counts as the student's own.
    """

    name: str
    expected: dict[str, dict[str, float]]
    cells: dict[str, list[str]]


def write_lesson(folder: Path, name: str, emitted: Emitted, answers: Iterable[Answer]) -> Lesson:
    """Writes everything about one lesson. Student and answer bear the same name."""
    here = folder / name
    here.mkdir(parents=True)
    (here / "assignment.zip").write_bytes(emitted.autograder_zip)
    cells = {question: _test_cells(source) for question, source in emitted.all_tests.items()}
    full = {
        question: float(ExceptionTestFile.from_string(source).possible)
        for question, source in emitted.all_tests.items()
    }
    course, file = folder / "nbgrader", f"{name}.ipynb"
    _write(course / "source" / name / file, _for_nbgrader(emitted.student_notebook, cells))
    expected: dict[str, dict[str, float]] = {}
    own: dict[str, list[str]] = {}
    for answer in answers:
        notebook = notebook_of(answer, emitted)
        _write(submitted(folder, name, answer.name), notebook)
        _write(course / "submitted" / answer.name / name / file, _for_nbgrader(notebook, cells))
        base = full if answer.base == "solution" else dict.fromkeys(full, 0.0)
        expected[answer.name] = base | answer.marks
        own[answer.name] = [cell.id for cell in notebook.cells if _is_own(cell)]
    lesson = Lesson(name, expected, own)
    (here / "lesson.json").write_text(json.dumps(asdict(lesson)))
    return lesson


def read_lesson(folder: Path, name: str) -> Lesson:
    """The way back, for the engines' own processes."""
    return Lesson(**json.loads((folder / name / "lesson.json").read_text()))


def submitted(folder: Path, lesson: str, student: str) -> Path:
    """Where a student's notebook lies."""
    return folder / lesson / "submitted" / student / f"{lesson}.ipynb"


def _write(path: Path, notebook: nbformat.NotebookNode) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def _is_own(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell's time is the notebook's own: all but those that only check."""
    checks = _CHECK.fullmatch(cell.source.strip()) or cell.source.startswith(_HAND_IN)
    return cell.cell_type == "code" and not checks


def _for_nbgrader(
    notebook: nbformat.NotebookNode, tests: dict[str, list[nbformat.NotebookNode]]
) -> nbformat.NotebookNode:
    """The same notebook with test cells where `grader.check` stood, and nothing of Otter's."""
    made = nbformat.from_dict({**notebook, "cells": []})
    for cell in notebook.cells:
        check = _CHECK.fullmatch(cell.source.strip())
        if check:
            made.cells += [nbformat.from_dict(test) for test in tests[check.group(1)]]
        elif not cell.source.startswith((_SETUP, _HAND_IN)):
            made.cells.append(cell)
    return made


def _test_cells(source: str) -> list[nbformat.NotebookNode]:
    """A locked nbgrader test cell for each test case of one of Otter's files, with its points."""
    file = ExceptionTestFile.from_string(source)
    functions = {
        node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)
    }
    cells = []
    for number, case in enumerate(file.test_cases, 1):
        function = functions[case.body.test_func.__name__]
        names = ", ".join(argument.arg for argument in function.args.args)
        function.decorator_list = []
        cell = nbformat.v4.new_code_cell(
            f"{ast.unparse(function)}\n{function.name}({names})",
            id=f"test-{file.name}-{number}",
        )
        cell.metadata["nbgrader"] = {
            "schema_version": 3,
            "cell_type": "code",
            "grade_id": f"{file.name}-{number}",
            "grade": True,
            "solution": False,
            "task": False,
            "locked": True,
            "points": case.points,
        }
        cells.append(cell)
    return cells

"""The nbgrader backend: an nbgrader course, in cells of metadata schema 3. [coordinator]

    dist/nbgrader/nbgrader_config.py
    dist/nbgrader/source/header.ipynb              stands above every lesson
    dist/nbgrader/source/<lesson>/<lesson>.ipynb   with solutions and hidden tests; data beside it

Each case of a question is a test cell of its own, with the case's points: so points are earned one
by one, and a case that fails says its message where it stands. The cells of a hidden case are a
comment in what students get. What nbgrader makes of a cell is told in its documentation,
https://nbgrader.readthedocs.io/en/stable/user_guide/creating_and_grading_assignments.html
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from importlib import resources

import nbformat
from otter.test_files import ExceptionTestFile

from autograder.assignment.written import PROMPT
from autograder.authoring.answers import answer_cells
from autograder.authoring.course import Course
from autograder.authoring.lesson import HAND_IN_TITLE, SETUP_TITLE, BuildError, shared
from autograder.authoring.targets.otter import Emitted, unmarked
from autograder.authoring.test_helpers import in_function

#: what nbgrader itself calls its format, in `nbgrader.nbgraderformat`
_SCHEMA = 3
_CHECK = re.compile(r"grader\.check\(\"(\w+)\"\)")
_HANDING_IN = "There is nothing to run in this copy: save the notebook, and submit it."
#: lines that lead to the lesson's other copy, whose notebooks nbgrader does not take
_ELSEWHERE = re.compile(
    r"^\[(?:!\[Open in Colab\]|Open it on Kaggle\]|Look at it on GitHub\]).*\n?"
    r"|\[(?:← Previous lesson|Next lesson →)\]\([^)]*\)(?: · )?",
    re.M,
)


def course_files(course: Course) -> dict[str, bytes]:
    """Path → content of what an nbgrader course has besides its assignments."""
    header = nbformat.v4.new_markdown_cell(_template("header.md"), id="header")
    config = _template("nbgrader_config.py").replace("{{ course }}", course.name)
    return {
        "nbgrader_config.py": config.replace("{{ prompt }}", PROMPT).encode() + b"\n",
        "source/header.ipynb": _bytes(nbformat.v4.new_notebook(cells=[header])),
    }


def lesson_files(lesson: str, emitted: Emitted) -> dict[str, bytes]:
    """Path → content of a lesson's folder below `source/`.

    Raises:
        BuildError: as `source_notebook`.
    """
    file = f"{lesson}.ipynb"
    data = {
        path: content
        for path, content in emitted.student.items()
        if path != file and not path.startswith("tests/")
    }
    return {file: _bytes(source_notebook(emitted))} | data


def source_notebook(emitted: Emitted) -> nbformat.NotebookNode:
    """The instructor's notebook, from which `nbgrader generate_assignment` makes the students'.

    Raises:
        BuildError: a question's tests are of a kind that nbgrader has no cells for.
    """
    notebook = _notebook(emitted, hidden=True)
    solutions = answer_cells(emitted.solution)
    for question, places in answer_cells(notebook).items():
        for place, index in zip(places, solutions[question], strict=True):
            cell, solution = notebook.cells[place], emitted.solution.cells[index].source
            if cell.cell_type == "code":
                solution = _with_regions(cell.source.split("\n"), unmarked(solution))
            cell.source = solution
    return notebook


def release_notebook(emitted: Emitted) -> nbformat.NotebookNode:
    """What students get of it: as nbgrader's own, but for blank lines and its header.

    Raises:
        BuildError: as `source_notebook`.
    """
    return _notebook(emitted, hidden=False)


def _notebook(emitted: Emitted, *, hidden: bool) -> nbformat.NotebookNode:
    """The students' notebook with nbgrader's cells in the place of Otter's.

    Args:
        hidden: whether it holds the hidden tests.
    """
    made = nbformat.from_dict({**emitted.student_notebook, "cells": []})
    for cell in copy.deepcopy(emitted.student_notebook.cells):
        check = _CHECK.fullmatch(cell.source.strip())
        if check:
            name = check.group(1)
            made.cells += _test_cells(name, emitted.all_tests[name], hidden=hidden)
            continue
        if cell.source.startswith(SETUP_TITLE):
            cell.source = _setup(emitted, cell.source)
            _mark(cell, "setup", locked=True)
        elif cell.source.startswith(HAND_IN_TITLE):
            cell = nbformat.v4.new_markdown_cell(_HANDING_IN, id=cell.id)
        elif cell.cell_type == "markdown":
            cell.source = _ELSEWHERE.sub("", cell.source)
        if "otter_ignore" in cell.metadata.get("tags", []):
            cell.metadata.tags.append("skip-execution")  # nbclient's word for the same
        made.cells.append(cell)
    for question, places in answer_cells(made).items():
        for part, place in enumerate(places, 1):
            cell = made.cells[place]
            if cell.cell_type == "code":
                _mark(cell, f"{question}-answer-{part}", solution=True)
            else:
                points = emitted.written[question]
                _mark(cell, question, solution=True, points=points)
    return made


def _setup(emitted: Emitted, source: str) -> str:
    """Without Otter; what writes the lesson's files stays."""
    files = source.partition("\n\n\n# The small files that this lesson reads")
    name = emitted.student_notebook.metadata.otter.assignment_name
    [libraries] = re.findall(r"(?m)^LIBRARIES = .*$", files[0])
    text = _template("setup.py").replace("# {{ front_end }}", shared("front_end"))
    text = text.replace("{{ lesson }}", name)
    return text.replace('LIBRARIES = "{{ libraries }}"', libraries) + "".join(files[1:])


def _mark(
    cell: nbformat.NotebookNode,
    grade_id: str,
    *,
    locked: bool = False,
    solution: bool = False,
    points: float | None = None,
) -> None:
    """Makes a cell one of nbgrader's. With points it is graded: by hand, if it is a solution."""
    cell.metadata["nbgrader"] = {
        "schema_version": _SCHEMA,
        "cell_type": cell.cell_type,
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": solution,
        "task": False,
        "locked": locked,
    }
    if points is not None:
        cell.metadata.nbgrader["points"] = points


def _test_cells(question: str, source: str, *, hidden: bool) -> list[nbformat.NotebookNode]:
    """A locked test cell for each case of one of Otter's files."""
    file = ExceptionTestFile.from_string(source)
    if file.all_or_nothing:
        raise BuildError(
            f"The points of {question} are all or nothing, which nbgrader cannot do; give each of "
            "its test cases points of its own."
        )
    functions = {
        node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)
    }
    helpers = {
        name: ast.unparse(node) for name, node in functions.items() if not node.decorator_list
    }
    cells = []
    for number, case in enumerate(file.test_cases, 1):
        # A cell may be deleted, so each brings its helpers along.
        function = in_function(functions[case.body.test_func.__name__], helpers)
        which = f"{number} of {len(file.test_cases)}, worth {case.points:g}"
        if not case.hidden:
            text = f'# grader.check("{question}"), {which}. Where this ends in an error, its last\n'
            text += f'# line says what to try next.\n{_call(function)}\nprint("Passed.")'
        else:
            text = f"# {question}, {which}: a hidden test, which runs when your notebook is graded."
            if hidden:
                text += f"\n### BEGIN HIDDEN TESTS\n{_call(function)}\n### END HIDDEN TESTS"
        cell = nbformat.v4.new_code_cell(text, id=f"test-{question}-{number}")
        _mark(cell, f"{question}-{number}", locked=True, points=float(case.points))
        cells.append(cell)
    return cells


def _call(function: ast.FunctionDef) -> str:
    """Code that runs a test as Otter does: a name that is missing is None.

    nbgrader takes any output on standard error for a failure. A warning is none, so what a test
    that passed has left there is cleared away.
    """
    function.decorator_list = []
    values = ", ".join(
        f"{name}=globals()" if name == "env" else f'{name}=globals().get("{name}")'
        for name in (argument.arg for argument in function.args.args)
    )
    return (
        f"from IPython.display import clear_output\n\n\n{ast.unparse(function)}\n\n\n"
        f"{function.name}({values})\nclear_output()  # a warning is no mistake"
    )


def _with_regions(prompt: Sequence[str], solution: Sequence[str]) -> str:
    """A solution from which nbgrader makes the prompt: what the prompt lacks stands in regions.

    Lines of the prompt that are not the solution's, such as `answer = ...`, stand above its own.
    """
    lines: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, prompt, solution, autojunk=False).get_opcodes():
        lines += prompt[a:b]
        if kind in ("insert", "replace"):
            first = next(filter(str.strip, solution[c:d]), "")
            indent = first[: len(first) - len(first.lstrip())]
            lines += [f"{indent}### BEGIN SOLUTION", *solution[c:d], f"{indent}### END SOLUTION"]
    return "\n".join(lines)


def _bytes(notebook: nbformat.NotebookNode) -> bytes:
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook)}\n".encode()


def _template(name: str) -> str:
    folder = resources.files("autograder.authoring") / "templates" / "nbgrader"
    return (folder / name).read_text(encoding="utf-8").rstrip("\n")

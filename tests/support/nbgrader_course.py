"""A course of nbgrader's with all kinds of cells, and students who answer it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests import SLOW_TO_IMPORT

OFFLINE = Path(__file__).parent / "offline"
CONFIG = """\
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "plants"
"""
RAIN = "day,mm\n1,1\n2,2\n3,3\n"


def cell(name: str, source: str, kind: str, points: float | None = None) -> NotebookNode:
    """A cell with nbgrader's metadata, schema 3.

    Args:
        kind: `read`, `answer`, `tests`, `manual`, or `task`; with `:text` for Markdown.
    """
    kind, _, is_text = kind.partition(":")
    made = new_markdown_cell(source) if is_text else new_code_cell(source)
    made.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": name,
        "cell_type": made.cell_type,
        "locked": kind in ("read", "tests", "task"),
        "grade": kind in ("tests", "manual"),
        "solution": kind in ("answer", "manual"),
        "task": kind == "task",
        **({} if points is None else {"points": points}),
    }
    return made


GROWTH = [
    new_markdown_cell("# How plants grow"),
    cell(
        "helpers",
        "import math\nfrom statistics import mean\n%matplotlib inline\nMARGIN = 1e-9\n\n"
        "def close(one, other):\n    return abs(one - other) < MARGIN",
        "read",
    ),
    cell(
        "mean-answer",
        "def mean_height(heights):\n    ### BEGIN SOLUTION\n    if not heights:\n"
        '        raise ValueError("none")\n    return sum(heights) / len(heights)\n'
        "    ### END SOLUTION",
        "answer",
    ),
    cell(
        "mean-tests",
        '"""Several plants."""\nassert close(mean_height([1, 2, 3]), 2), "Add, and divide."\n'
        "assert close(mean_height([1, 2]), mean([1, 2]))",
        "tests",
        2,
    ),
    cell(
        "mean-edges",
        "assert mean_height([4]) == 4\n### BEGIN HIDDEN TESTS\ntry:\n    mean_height([])\n"
        "except ValueError:\n    pass\nelse:\n"
        '    raise AssertionError("A secret: nothing has no mean.")\n### END HIDDEN TESTS',
        "tests",
        1,
    ),
    cell("trees-answer", '### BEGIN SOLUTION\ntrees = ["oak", "elm"]\n### END SOLUTION', "answer"),
    cell(
        "trees-tests",
        'found = [tree for tree in ("oak", "elm") if tree in trees]\nlen(found) * 1.5',
        "tests",
        3,
    ),
    cell("trees-again", "assert len(found) == len(trees) != 0", "tests", 1),
    cell("why", "### BEGIN SOLUTION\nLight.\n### END SOLUTION", "manual:text", 3),
    cell("draw", "### BEGIN SOLUTION\nprint('|')\n### END SOLUTION", "manual", 2),
    cell(
        "field",
        "Look at a field, and write down what grows there.\n### BEGIN MARK SCHEME\n"
        "Two kinds: 4.\n### END MARK SCHEME",
        "task:text",
        4,
    ),
]
WATER = [
    cell(
        "rain-answer",
        'with open("rain.csv") as file:\n    lines = file.read().split()\n### BEGIN SOLUTION\n'
        'total = sum(int(line.split(",")[1]) for line in lines[1:])\n### END SOLUTION',
        "answer",
    ),
    cell(
        "rain-tests",
        'assert total == sum(int(line.split(",")[1]) for line in list(open("rain.csv"))[1:])',
        "tests",
        2,
    ),
]
#: without a case for nothing, and with a word on standard error for more than two
MEAN = (
    "import sys\ndef mean_height(heights):\n    if len(heights) > 2:\n"
    "        print('many', file=sys.stderr)\n    return sum(heights) / len(heights)"
)
CAREFUL = (
    "def mean_height(heights):\n    if len(heights) == 0:\n        raise ValueError\n"
    "    return sum(heights) / len(heights)"
)
RAINED = 'total = sum(int(line.split(",")[1]) for line in open("rain.csv").read().split()[1:])'
#: student → cell → what is written into it; None takes the cell away
ANSWERS: dict[str, dict[str, str | None]] = {
    "right": {
        "mean-answer": CAREFUL,
        "trees-answer": "trees = {'elm', 'oak'}",
        "why": "Because of light.",
        "draw": "print('_|_')",
        "rain-answer": RAINED,
    },
    "half": {
        "mean-answer": MEAN,
        "trees-answer": "trees = ['oak', 'ash']",
        "why": "Water.",
        "rain-answer": "total = 5",
    },
    "blank": {},
    # Locked cells and tests, which nbgrader restores.
    "changed": {
        "helpers": "def close(one, other):\n    return True\ndef mean(numbers):\n    return 1.0",
        "mean-answer": "def mean_height(heights):\n    return 1.0",
        "mean-tests": "pass",
        "mean-edges": "pass",
        "trees-answer": "trees = []",
        "trees-tests": "3",
        "rain-answer": "raise OSError",
        "rain-tests": "",
    },
}
#: points from a value that says yes to everything: nbgrader gives them
FORGED = {
    "trees-answer": "class Yes(list):\n    def __contains__(self, other): return True\n"
    "    def __len__(self): return 2\ntrees = Yes()",
    "rain-answer": "class Same(int):\n    def __eq__(self, other): return True\ntotal = Same(0)",
}


def make(root: Path) -> None:
    """Writes the course's configuration and the instructor's version of `ps1`."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    folder = root / "source" / "ps1"
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG)
    (folder / "rain.csv").write_text(RAIN)
    for name, cells in (("growth", GROWTH), ("water", WATER)):
        nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / f"{name}.ipynb")


def hand_in(root: Path, student: str, answers: Mapping[str, str | None]) -> None:
    """Puts a student's notebooks, made of the release, where `nbgrader collect` puts them."""
    folder = root / "submitted" / student / "ps1"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2026-11-02 10:00:00.000000 UTC")
    for path in sorted((root / "release" / "ps1").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        kept = []
        for one in notebook.cells:
            name = one.metadata.get("nbgrader", {}).get("grade_id")
            if name in answers:
                text = answers[name]
                if text is None:
                    continue
                one.source = text
            kept.append(one)
        notebook.cells = kept
        nbformat.write(notebook, folder / path.name)


def nbgrader(root: Path, *arguments: str) -> None:
    """Runs one of nbgrader's own commands in a course."""
    programs = Path(sys.executable).parent  # nbgrader calls alembic by its name
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    environment |= {"PYTHONPATH": str(OFFLINE), "COURSE_WITHOUT": SLOW_TO_IMPORT}
    done = subprocess.run(
        [str(programs / "nbgrader"), *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr

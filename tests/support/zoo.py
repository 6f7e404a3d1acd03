"""Assignments of other courses, made by Otter Assign: small, and odd in every way that counts."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import otter.assign
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell


@dataclass(frozen=True)
class Made:
    """What Otter Assign made: the zip for graders and the notebook for students."""

    archive: Path
    notebook: Path


def question(name: str, variable: str, solution: str, *tests: str, **config: object) -> list:
    """Cells of a question whose answer is one assignment."""
    lines = [f"{key}: {value}" for key, value in {"name": name, **config}.items()]
    return [
        new_raw_cell("# BEGIN QUESTION\n" + "\n".join(lines)),
        new_markdown_cell(f"Set `{variable}`."),
        new_raw_cell("# BEGIN SOLUTION"),
        new_code_cell(f"{variable} = {solution} # SOLUTION"),
        new_raw_cell("# END SOLUTION"),
        new_raw_cell("# BEGIN TESTS"),
        *map(_test_cell, tests),
        new_raw_cell("# END TESTS"),
        new_raw_cell("# END QUESTION"),
    ]


def _test_cell(text: str) -> nbformat.NotebookNode:
    """A test; what stands behind ⇒ is what the cell shows."""
    source, _, shown = text.partition("⇒")
    cell = new_code_cell(source.strip())
    if shown:
        data = {"text/plain": shown.strip()}
        cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
    return cell


def assign(folder: Path, name: str, config: str, cells: list, **files: str) -> Made:
    """Runs Otter Assign over a notebook of these cells."""
    master = folder / name / f"{name}.ipynb"
    master.parent.mkdir(parents=True)
    for file, content in files.items():
        (master.parent / file.replace("_", ".")).write_text(content)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    every = [new_raw_cell(f"# ASSIGNMENT CONFIG\nexport_cell: false\n{config}"), *cells]
    nbformat.write(new_notebook(cells=every, metadata=kernel), master)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        otter.assign.main(
            str(master), str(folder / f"{name}-made"), no_pdfs=True, no_run_tests=True
        )
    [archive] = (folder / f"{name}-made" / "autograder").glob("*.zip")
    return Made(archive, folder / f"{name}-made" / "student" / master.name)


def hand_in(made: Made, folder: Path, student: str, answers: Mapping[str, str]) -> Path:
    """A student's notebook with these answers, in the places for them.

    Args:
        answers: variable → an expression, or the lines of the whole cell.
    """
    notebook = nbformat.read(made.notebook, as_version=4)
    for cell in notebook.cells:
        variable, _, rest = cell.source.partition(" = ")
        if rest.strip() == "..." and variable in answers:
            answer = answers[variable]
            cell.source = answer if "\n" in answer else f"{variable} = {answer}"
    path = folder / student / made.notebook.name
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    return path


IMPORTS = new_code_cell("import numpy as np\nimport pandas as pd")

DOCTESTS = """\
name: doctests
files:
  - data.csv
  - helper.py
generate:
  seed: 42
"""


def doctests(folder: Path) -> Made:
    """The OK format, tests in the notebook's metadata, seeds, files."""
    return assign(
        folder,
        "doctests",
        DOCTESTS,
        [
            IMPORTS,
            *question("halves", "x", "3", "x == 3 ⇒ True", "# HIDDEN\nx > 2 ⇒ True", points=2),
            *question("each", "y", "4", "y ⇒ 4", "y % 2 ⇒ 0", points="{each: 1.5}"),
            *question(
                "listed",
                "z",
                "[1, 2]",
                "# HIDDEN\nsum(z) ⇒ 3",
                "len(z) ⇒ 2",
                "type(z) ⇒ <class 'list'>",
                points="[0.5, 1, 0]",
            ),
            *question(
                "whole", "w", "6", "w > 5 ⇒ True", "w == 6 ⇒ True", points=3, all_or_nothing="true"
            ),
            *question(
                "config",
                "v",
                "7",
                '""" # BEGIN TEST CONFIG\npoints: 1\nhidden: true\n""" # END TEST CONFIG\nv ⇒ 7',
                '""" # BEGIN TEST CONFIG\npoints: 0\nsuccess_message: Well chosen.\n'
                'failure_message: Think of days.\n""" # END TEST CONFIG\nv > 6 ⇒ True',
            ),
            *question(
                "zeros",
                "u",
                "8",
                '""" # BEGIN TEST CONFIG\npoints: 0\n""" # END TEST CONFIG\nu > 0 ⇒ True',
                "u > 7 ⇒ True",
                "# HIDDEN\nu ⇒ 8",
            ),
            *question(
                "library",
                "array",
                "np.arange(4)",
                "np.allclose(array, [0, 1, 2, 3]) ⇒ True",
                "'array' in globals() ⇒ True",
                "# HIDDEN\ntotal = 0\nfor number in array:\n    total += number\nint(total) ⇒ 6",
            ),
            *question(
                "seeded",
                "drawn",
                "np.random.rand(2).round(3).tolist()",
                "drawn ⇒ [0.375, 0.951]",
                "# HIDDEN\nnp.random.rand() < 0.38 ⇒ True",
            ),
            *question(
                "function",
                "roll",
                "lambda n: print(*np.random.randint(1, 7, n))",
                "roll(2) ⇒ 4 5",
                "np.random.seed(1)\nroll(3) ⇒ 6 4 5",
                "roll(2) ⇒ 1 2",
            ),
            *question(
                "files",
                "read",
                'pd.read_csv("data.csv")["n"].sum().item()',
                "read == 6 ⇒ True",
                "# HIDDEN\nimport helper\nhelper.expected() == read ⇒ True",
                points=4,
            ),
        ],
        data_csv="n\n1\n2\n3\n",
        helper_py="def expected():\n    return 6\n",
    )


FUNCTIONS = """\
name: functions
tests:
  files: true
  ok_format: false
seed:
  variable: rng_seed
  autograder_value: 7
  student_value: 1
generate:
  points_possible: 50
"""


def functions(folder: Path) -> Made:
    """The exception format, tests in files, a seed variable, a total that is scaled."""
    return assign(
        folder,
        "functions",
        FUNCTIONS,
        [
            IMPORTS,
            *question(
                "listed",
                "x",
                "3",
                "# HIDDEN\ndef test_three(x):\n    assert x == 3",
                "def test_positive(x):\n    assert x > 0",
                "def test_free(x):\n    assert x != 4",
                points="[2, 1, 0]",
            ),
            *question(
                "whole",
                "y",
                "4",
                "def test_even(y):\n    assert y % 2 == 0",
                "# HIDDEN\ndef test_four(y):\n    assert y == 4",
                points=3,
                all_or_nothing="true",
            ),
            *question(
                "twice",
                "z",
                "5",
                "def test_it(z):\n    assert z == 1",
                "def test_it(z):\n    assert z == 5",
                points=2,
            ),
            *question(
                "environment",
                "w",
                "6",
                'def test_it(env):\n    assert env["w"] == 6 and env.get("no") is None',
                'def test_in(env, x):\n    assert "w" in env and "no" not in env and x == env["x"]',
            ),
            *question(
                "default", "v", "7", "def test_it(v, no=5):\n    assert v == 7 and no is None"
            ),
            *question(
                "seeded",
                "drawn",
                "int(np.random.default_rng(rng_seed).integers(1000))",
                "def test_it(drawn, rng_seed):\n    assert drawn == 944 and rng_seed == 7",
            ),
            *question(
                "unseen",
                "u",
                "8",
                "# HIDDEN\ndef test_it(u):\n    assert u == 8",
                check_cell="false",
            ),
            new_code_cell("u = None"),
            *question(
                "messages",
                "t",
                "9",
                '""" # BEGIN TEST CONFIG\npoints: 1\nsuccess_message: Well chosen.\n'
                'failure_message: Think of cats.\n""" # END TEST CONFIG\n'
                'def test_lives(t):\n    assert t == 9, "cats have more lives"',
            ),
        ],
    )


def spoken(folder: Path) -> Made:
    """The same in the OK format: doctests that need what cannot leave the student's kernel."""
    return assign(
        folder,
        "spoken",
        "name: spoken",
        [
            new_code_cell("import io"),
            *question("plain", "x", "3", "# HIDDEN\nx == 3 ⇒ True"),
            *question(
                "object",
                "stream",
                'io.StringIO("text")',
                "stream.read(2) ⇒ 'te'",
                "# HIDDEN\nstream.read() ⇒ 'xt'",
                points=2,
            ),
            *question(
                "everything",
                "y",
                "4",
                "[n for n in globals() if n == 'secret'] ⇒ []",
                "y ⇒ 4",
                points=2,
            ),
            *question(
                "higher",
                "twice",
                "lambda function, value: function(function(value))",
                "twice(lambda n: n + 1, 3) > 3 ⇒ True",
                "[twice(str.title, 'a'), twice(lambda n: n + 1, 3)] ⇒ ['A', 5]",
            ),
        ],
    )


LIVE = """\
name: live
tests:
  files: true
  ok_format: false
"""


def live(folder: Path) -> Made:
    """Tests that need what cannot leave the student's kernel, beside one that does not."""
    return assign(
        folder,
        "live",
        LIVE,
        [
            new_code_cell("import io"),
            *question("plain", "x", "3", "# HIDDEN\ndef test_secret_three(x):\n    assert x == 3"),
            *question(
                "object",
                "stream",
                'io.StringIO("text")',
                "def test_it_is_text(stream):\n    assert stream.read(2) == 'te', 'no text'",
                "# HIDDEN\ndef test_secret_rest(stream):\n    assert stream.read() == 'xt'",
                points=2,
            ),
            *question(
                "everything",
                "y",
                "4",
                "def test_no_secrets(env):\n    assert not [n for n in env if n == 'secret']",
                "def test_y(y):\n    assert y == 4",
                points=2,
            ),
            *question(
                "higher",
                "twice",
                "lambda function, value: function(function(value))",
                "def test_it_calls(twice):\n    assert twice(lambda n: n + 1, 3) > 3",
                "def test_it_calls_twice(twice):\n    assert twice(str.title, 'a') == 'A'\n"
                "    assert twice(lambda n: n + 1, 3) == 5",
            ),
        ],
    )


EVENS = "def evens():\n    n = 0\n    while True:\n        yield n\n        n += 2"
#: those who answer `everyday`, as Otter's own tests of grading have them → what they get wrong
EVERYDAY: dict[str, dict[str, str]] = {
    "all-right": {},
    "double": {"double": "lambda n: n + 2"},
    "double-hidden": {"double": "lambda n: 2 * n if n > 0 else n"},
    "double-found-evens": {
        "double": "lambda n: 3",
        "found": "...",
        "evens": "lambda: iter([0, 0])",
    },
    "double-area": {"double": "lambda n: n ** 2", "area": "..."},
    "opposite": {"opposite": "lambda thing: thing", "found": "True"},
    "opposite-found-evens-hidden": {
        "opposite": "lambda thing: bool(thing)",
        "evens": "lambda: iter([0, 2, 2, 4, 6])",
    },
    "opposite-area": {"opposite": "lambda thing: bool(thing)", "found": "True", "area": "0.25"},
    "opposite-evens-hidden": {
        "opposite": "lambda thing: thing",
        "found": "True",
        "evens": EVENS.replace("n += 2", "n = 2"),
    },
    "found": {"found": "opposite([0])"},
    "found-area": {"found": "opposite([0])", "area": "12.5"},
    "area": {"area": "2"},
    "evens": {"evens": "def evens():\n    yield 0\n    yield 0"},
    "evens-hidden": {"evens": EVENS.replace("+= 2", "+= 2 + n // 4")},
}
RIGHT = {
    "double": "lambda n: 2 * n",
    "opposite": "lambda thing: not thing",
    "found": "opposite([])",
    "area": "found * 12.56637",
    "evens": EVENS,
    "squares": "(n * n for n in range(4))",
    "pairs": "zip([1, 2], 'ab')",
}


def everyday(folder: Path) -> Made:
    """What Otter's own tests of grading have: functions called with all kinds of falsy things,
    a name that is given anew after its question, questions without a check, a generator.
    """
    return assign(
        folder,
        "everyday",
        "name: everyday",
        [
            IMPORTS,
            *question(
                "doubled",
                "double",
                RIGHT["double"],
                "double(4) ⇒ 8",
                "double(1.5) ⇒ 3.0",
                "# HIDDEN\ndouble(-1) ⇒ -2",
                points=0,
            ),
            *question(
                "opposite",
                "opposite",
                RIGHT["opposite"],
                "opposite(True) ⇒ False",
                "opposite(False) ⇒ True",
                '# HIDDEN\nopposite("") ⇒ True',
                "# HIDDEN\nopposite(1) ⇒ False",
                points=2,
            ),
            *question(
                "opposite_of_many",
                "unused",
                "None",
                "opposite([]) ⇒ True",
                "opposite({}) ⇒ True",
                "# HIDDEN\nopposite([1]) ⇒ False",
                points=2,
                check_cell="false",
            ),
            *question(
                "found",
                "found",
                RIGHT["found"],
                "found ⇒ True",
                '# HIDDEN\nif found:\n    print("yes")\nelse:\n    print("no") ⇒ yes',
                points=2,
            ),
            *question(
                "area",
                "area",
                RIGHT["area"],
                "# HIDDEN\nnp.isclose(area, 12.56637) ⇒ np.True_",
            ),
            new_code_cell("found, area = np.linspace(0, 1, 9), np.cos(np.linspace(0, 1, 9))"),
            *question(
                "evens",
                "evens",
                "lambda: iter(range(0, 99, 2))",
                "numbers = evens()\nnext(numbers) == 0 and next(numbers) == 2 ⇒ True",
                "# HIDDEN\nnumbers = evens()\nfor _ in range(5):\n    print(next(numbers)) ⇒ "
                "0\n2\n4\n6\n8",
                points=5,
                all_or_nothing="false",
            ),
            *question(
                "squares",
                "squares",
                RIGHT["squares"],
                "next(squares) ⇒ 0",
                "# HIDDEN\nlist(squares) ⇒ [1, 4, 9]",
            ),
            *question("pairs", "pairs", RIGHT["pairs"], "list(pairs) ⇒ [(1, 'a'), (2, 'b')]"),
            *question("package", "nothing", "None", "import requests", check_cell="false"),
        ],
    )


def written(name: str, points: object, *, plot: bool = False) -> list:
    """Cells of a question that a person marks."""
    config = {"name": name, "manual": "true", **({} if points is None else {"points": points})}
    lines = [f"{key}: {value}" for key, value in config.items()]
    solution = new_code_cell("shown = 1 # SOLUTION") if plot else new_markdown_cell("Because.")
    return [
        new_raw_cell("# BEGIN QUESTION\n" + "\n".join(lines)),
        new_markdown_cell(f"**Question {name}.** Why is that so?"),
        new_raw_cell("# BEGIN SOLUTION"),
        solution,
        new_raw_cell("# END SOLUTION"),
        new_raw_cell("# END QUESTION"),
    ]


def mixed(folder: Path) -> Made:
    """Questions that tests mark, one of which goes into the PDF as well, and some for a person."""
    return assign(
        folder,
        "mixed",
        "name: mixed\nshow_question_points: true",
        [
            IMPORTS,
            *question("b", "x", "3", "x == 3 ⇒ True", points=2),
            *written("why", 4),
            *question("a", "y", "4", "y == 4 ⇒ True", export="true"),
            *written("plot", None, plot=True),
        ],
    )


def essay(folder: Path) -> Made:
    """Nothing for tests to mark."""
    return assign(folder, "essay", "name: essay", [*written("first", 2), *written("second", 3)])

"""Functions are tested where they live: called from outside, with data in and data out."""

from __future__ import annotations

import dataclasses
import re
import zipfile

import nbformat
import pytest

from autograder.assignment.model import Assignment, Question, load
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.store import Store
from autograder.run.sandbox.limits import Limits
from tests.conftest import notebook
from tests.support.grading import grade_class
from tests.support.submissions import collect
from tests.support.with_functions import CHECKS, DOUBLE, Q1, Q2, SCALE


@pytest.fixture(scope="module")
def functions(tmp_path_factory) -> Assignment:
    folder = tmp_path_factory.mktemp("functions")
    with zipfile.ZipFile(folder / "f.zip", "w") as archive:
        archive.writestr("tests/q1.py", Q1)
        archive.writestr("tests/q2.py", Q2)
        archive.writestr("otter_config.json", '{"assignment_name": "f"}')
    return load(folder / "f.zip", folder / "tests")


@pytest.fixture
def grade(functions, fork_server, mnist, tmp_path):
    """Grades one notebook's cells; its result."""

    def grade(*cells: str, limits: Limits | None = None):
        made = notebook("LESSON = 'f'", *cells)
        nbformat.write(made, tmp_path / "ada.ipynb")
        known = {"f": functions}
        store = Store(tmp_path / "out")
        submissions = collect([tmp_path / "ada.ipynb"], known)
        [result] = grade_class(
            submissions,
            known,
            store,
            LocalBackend(fork_server, Conditions({"mnist": mnist}, limits or Limits())),
            jobs=1,
            again=True,
        )
        return result

    return grade


def messages(result, question: str) -> list[str]:
    [found] = [one for one in result.questions if one.name == question]
    return ["" if test.passed else test.message for test in found.tests]


def test_a_right_function_earns_its_points_with_values_arrays_and_exceptions(grade):
    result = grade(DOUBLE, CHECKS[0], SCALE, CHECKS[1])
    assert messages(result, "q1") == ["", ""]
    assert messages(result, "q2") == ["", "", ""]
    assert (result.status, result.score) == ("graded", 5.0)


def test_a_wrong_function_is_told_what_it_gave(grade):
    result = grade("def double(x): return x + 3 if x == 3 else 5", CHECKS[0], SCALE, CHECKS[1])
    assert messages(result, "q1") == ["", "secret: 5"]
    result = grade("double = lambda x: [x, x]", CHECKS[0])
    assert messages(result, "q1")[0] == "double(3) gives [3, 3], not 6."


def test_a_function_is_tested_as_it_stood_at_its_question(grade):
    result = grade(
        "def twice(x): return x + x\nfactor = 1",
        "def double(x): return twice(x) * factor",
        CHECKS[0],
        "def twice(x): return None\nfactor = 0\ndef double(x): return None",
    )
    assert messages(result, "q1") == ["", ""]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def double(x):\n    while True: pass", "`double` gave no answer: it took too long."),
        ("def double(x): import os; os._exit(x)", "`double` gave no answer: the kernel ended"),
        ("def double(x): raise KeyError(x)", "This check could not make sense of the answer (KeyE"),
        ("def double(x): return (n for n in [x])", "double(3) gives <generator object double."),
        ("def double(x): return x and object()", "double(3) gives <object object at"),
        ("def double(): return 6", "This check could not make sense of the answer (TypeError: dou"),
        ("double = 6", "This check could not make sense of the answer (TypeError: 'int' obj"),
        ("class double: pass", "This check could not make sense of the answer (TypeError: dou"),
    ],
)
def test_a_function_that_gives_no_answer_is_told_why(grade, source, message):
    limits = Limits(call_seconds=2, grace_seconds=5)
    result = grade(source, CHECKS[0], SCALE, CHECKS[1], limits=limits)
    assert messages(result, "q1")[0].startswith(message)
    assert result.score in (0.0, 1.0, 3.0)  # what the other function earns while it can be called


def test_what_a_function_prints_shows_or_writes_in_a_hidden_test_reaches_nobody(grade, tmp_path):
    result = grade(
        "import matplotlib.pyplot as plt\n"
        "def double(x):\n"
        "    print('seen', x, flush=True)\n"
        "    plt.title(f'seen {x}'); plt.show()\n"
        "    open('seen.txt', 'a').write(str(x))\n"
        "    return 2 * x",
        "import threading, time\n"
        "def tell():\n"
        "    for _ in range(200):\n"
        "        time.sleep(0.01)\n"
        "        try: print(open('seen.txt').read())\n"
        "        except OSError: pass\n"
        "threading.Thread(target=tell, daemon=True).start()",
        CHECKS[0],
    )
    assert result.score == 2.0
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file() and path.suffix in (".ipynb", ".html", ".csv"):
            # When cells ran is noted in microseconds, which may hold any four digits.
            assert "4711" not in re.sub(r":\d\d\.\d+Z", "", path.read_text())


Q3 = """
import dataclasses
import zipfile
from pathlib import Path
from otter.test_files import test_case
OK_FORMAT = False
name = "q1"
points = None

@test_case(points=1, hidden=False)
def test_it_unpacks(unpack):
    with zipfile.ZipFile("given.zip", "w") as archive:
        archive.writestr("a.txt", "one")
        archive.writestr("b/c.txt", "two")
    found = unpack("given.zip", "target")
    assert sorted(found) == ["target/a.txt", "target/b/c.txt"], repr(found)
    assert [Path(name).read_text() for name in sorted(found)] == ["one", "two"], "contents"

@test_case(points=1, hidden=False)
def test_it_does_so_again(unpack):
    assert len(unpack(str(Path("given.zip").resolve()), "target")) == 2
"""


def test_files_travel_with_the_names_of_them(functions, fork_server, mnist, tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "q1.py").write_text(Q3)
    question = Question("q1", ("unpack",))
    unpacking = dataclasses.replace(functions, tests=tmp_path / "tests", questions=(question,))
    made = notebook(
        "LESSON = 'f'\nimport os, zipfile",
        "def unpack(source, target):\n"
        "    with zipfile.ZipFile(source) as archive:\n"
        "        archive.extractall(target)\n"
        "        return [os.path.join(target, name) for name in archive.namelist()]",
        "grader.check('q1')",
    )
    nbformat.write(made, tmp_path / "ada.ipynb")
    known = {"f": unpacking}
    [result] = grade_class(
        collect([tmp_path / "ada.ipynb"], known),
        known,
        Store(tmp_path / "out"),
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=1,
    )
    assert messages(result, "q1") == ["", ""]


def test_a_function_that_prints_is_heard_by_a_test_that_listens(grade, functions):
    """Doctests compare what is printed."""
    listening = Q1.replace(
        "    assert double(3) == 6",
        "    import contextlib, io\n"
        "    with contextlib.redirect_stdout(io.StringIO()) as heard:\n"
        "        double(3)\n"
        "    assert heard.getvalue() == 'six\\n', heard.getvalue()\n"
        "    assert True",
    )
    original = functions.tests / "q1.py"
    original.write_text(listening)
    try:
        result = grade("def double(x): print('six')", CHECKS[0])
    finally:
        original.write_text(Q1)
    assert messages(result, "q1")[0] == ""


def test_a_seed_that_a_test_sets_is_the_functions_seed(grade, functions):
    seeding = Q1.replace(
        "    assert double(3) == 6",
        "    import numpy as np, random\n"
        "    np.random.seed(1); random.seed(2)\n"
        "    drawn = double(3), double(3)\n"
        "    np.random.seed(1); random.seed(2)\n"
        "    expected = [[np.random.rand(), random.random()] for _ in range(2)]\n"
        "    assert list(map(list, drawn)) == expected, drawn\n"
        "    assert True",
    )
    original = functions.tests / "q1.py"
    original.write_text(seeding)
    try:
        result = grade(
            "import numpy as np, random",
            "def double(x): return np.random.rand(), random.random()",
            CHECKS[0],
        )
    finally:
        original.write_text(Q1)
    assert messages(result, "q1")[0] == ""


@pytest.mark.parametrize(
    ("before", "raises"),
    [
        ("class NotANumber(ValueError): pass", "NotANumber('a number, please')"),
        (
            "class Odd(ValueError): pass\nclass Odder(Odd):\n    def __init__(self): pass\n"
            "    def __str__(self): return 'a number'",
            "Odder()",
        ),
        ("import enum\nclass Both(LookupError, ValueError): pass", "Both('no number')"),
        ("import json", "json.JSONDecodeError('no number', '', 0)"),
        ("", "UnicodeDecodeError('utf-8', b'', 0, 0, 'a number')"),
    ],
)
def test_an_exception_of_ones_own_is_caught_by_the_names_of_what_it_derives_from(
    grade, before, raises
):
    refuse = SCALE.replace("ValueError('give numbers')", raises)
    result = grade(before, DOUBLE, refuse, *CHECKS)
    [q2] = [question for question in result.questions if question.name == "q2"]
    assert q2.score == 3.0, q2.tests


def test_an_exception_of_another_kind_is_named_as_the_student_has_called_it(grade):
    other = "class NotANumber(Exception): pass\n"
    other += SCALE.replace("ValueError('give numbers')", "NotANumber('why')")
    result = grade(DOUBLE, other, *CHECKS)
    [q2] = [question for question in result.questions if question.name == "q2"]
    assert q2.score == 2.0
    assert "(NotANumber: why)" in " ".join(test.message for test in q2.tests)

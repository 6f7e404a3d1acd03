"""Test cells of nbgrader's: what they earn, what they look at, and what stands above them."""

from __future__ import annotations

import sys
import warnings

import pytest

from autograder.assignment.prelude import needed_before
from autograder.assignment.test_inputs import Inputs, inputs
from autograder.check.cell_tests import CellTestFile, Earned
from autograder.check.otter_tests import parse, run


def file_of(code: str, points: float = 2.0) -> str:
    case = {"name": "c", "code": code, "hidden": False, "points": points}
    return f"CELL_FORMAT = True\ntest = { ({'name': 'c', 'cases': [case]})!r}\n"


def earned(code: str, **values: object) -> Earned:
    return run(parse(file_of(code)), 0, values)


@pytest.mark.parametrize(
    ("code", "points"),
    [
        ("assert x == 3", 2.0),
        ("x", 2.0),  # 3 is more than there is, as below
        ("x / 2", 1.5),
        ("0", 0.0),
        ("x / 2;", 2.0),
        ("print(x)", 2.0),
        ("'1'", 2.0),
        ("-1", 2.0),
        ("float('nan')", 2.0),
        ("True", 2.0),
        ("assert x == 4", 0.0),
        ("y", 0.0),
    ],
)
def test_a_cell_earns_what_nbgrader_gives_for_what_it_shows(code, points):
    if code == "x":
        assert earned(code, x=3) == (False, "The test gives 3 points of 2.", 0.0, False)
        return
    one = earned(code, x=3)
    assert (2.0 if one.passed else one.partial) == points


@pytest.mark.parametrize(
    ("code", "passed", "warned"),
    [
        ("import sys\nprint('to do', file=sys.stderr)", False, False),
        ("import sys\nsys.stderr.write('slow');", False, False),
        ("import warnings\nwarnings.warn('old')", True, True),
        ("import warnings\nwarnings.simplefilter('ignore')\nwarnings.warn('old')", True, False),
        (
            "import warnings\nwith warnings.catch_warnings(record=True):\n  warnings.warn('a')",
            True,
            False,
        ),
    ],
)
def test_what_a_cell_writes_to_standard_error_takes_its_points_and_a_warning_is_told(
    code, passed, warned
):
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        one = earned(code)
    assert (one.passed, one.partial, one.warned) == (passed, 0.0, warned)
    assert passed or "standard error. It was: " in one.message


def test_in_the_notebooks_own_process_a_warning_takes_the_points_as_in_nbgrader(monkeypatch):
    monkeypatch.setattr(CellTestFile, "in_place", True)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        shown = warnings.formatwarning
        # As Python shows them where no test runner collects them.
        monkeypatch.setattr(
            warnings, "showwarning", lambda *one, **_: sys.stderr.write(shown(*one[:4]))
        )
        assert not earned("import warnings\nwarnings.warn('old')").passed


def test_an_assertions_own_words_are_what_a_student_reads():
    assert earned("assert x == 4, 'Four.'", x=3).message == "Four."
    assert earned("assert x == 4", x=3).message == "This is not what the task asks for."
    assert "NameError" in earned("assert y", x=3).message


def test_what_a_cell_binds_itself_is_not_asked_of_the_notebook():
    code = "import math\nn = 1\ndel n\nt = sum(values)\nassert math.isclose(t, expected(t))"
    found = inputs(file_of(code))["0"]
    assert found == Inputs(frozenset({"values", "expected"}))


@pytest.mark.parametrize("code", ["del f\nf2()", "globals()['x']", "eval('x')"])
def test_a_cell_that_changes_the_notebook_for_its_functions_needs_all_of_it(code):
    assert inputs(file_of(code))["0"].whole == (code != "globals()['x']")


LOCKED = (
    "import math as m\nLIMIT = -2 * [1]\ndef close(a):\n    return m.fabs(a) < LIMIT[0]\nz = f()"
)


def test_what_locked_cells_define_stands_above_a_test_and_nothing_else_of_them():
    head = needed_before("assert close(x)", [LOCKED], [LOCKED, "x = 1"])
    assert head == (
        "import math as m\nLIMIT = -2 * [1]\ndef close(a):\n    return m.fabs(a) < LIMIT[0]\n"
    )
    assert needed_before("assert z", [LOCKED], [LOCKED]) == ""


def test_a_name_that_students_are_to_bind_anew_comes_from_them():
    assert needed_before("assert LIMIT", [LOCKED], [LOCKED, "LIMIT = 3"]) == ""

"""Tests print as the student's kernel does: options of NumPy and pandas travel with the answers."""

from __future__ import annotations

import json
import zipfile
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest

from autograder.assignment.model import load
from autograder.capture.print_options import FILE, as_in, write
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.store import Store
from tests.conftest import notebook
from tests.support.grading import grade_class
from tests.support.submissions import collect

OK_TEST = """
OK_FORMAT = True
test = {"name": "q1", "points": 1, "suites": [{"type": "doctest", "cases": [
    {"code": r'''>>> SHOWN
EXPECTED''', "hidden": False}
]}]}
"""


@pytest.fixture
def passes(fork_server, mnist, tmp_path):
    """Whether a doctest over `x` passes after some code of a notebook."""

    def passes(code: str, shown: str, expected: str) -> bool | str:
        with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
            test = OK_TEST.replace("SHOWN", shown).replace("EXPECTED", expected)
            archive.writestr("tests/q1.py", test)
            archive.writestr("otter_config.json", '{"assignment_name": "p"}')
        known = {"p": load(tmp_path / "p.zip", tmp_path / "tests")}
        nbformat.write(notebook("LESSON = 'p'", code, "grader.check('q1')"), tmp_path / "ada.ipynb")
        submissions = collect([tmp_path / "ada.ipynb"], known)
        backend = LocalBackend(fork_server, Conditions({"mnist": mnist}))
        store = Store(tmp_path / "out")
        [result] = grade_class(submissions, known, store, backend, jobs=1, again=True)
        assert result.problems == ()
        [told] = result.questions[0].tests
        return told.passed or told.message

    return passes


@pytest.mark.parametrize(
    ("code", "shown", "expected"),
    [
        (
            "import numpy as np; np.set_printoptions(legacy='1.13'); x = np.array([1, 2])",
            "x[0] == 1",
            "True",
        ),
        ("import numpy as np; x = np.array([1, 2])", "x[0] == 1", "np.True_"),
        (
            "import numpy as np; np.set_printoptions(precision=2); x = np.array([1 / 3])",
            "x",
            "array([0.33])",
        ),
        (
            "import numpy as np\n"
            "np.set_printoptions(formatter={'float': '{:.1f} m'.format}); x = np.array([1 / 3])",
            "print(x)",
            "[0.3 m]",
        ),
        (
            "import pandas as pd; pd.set_option('display.max_rows', 2)\n"
            "x = pd.DataFrame({'n': range(9)})",
            "x",
            "    n\n0   0\n.. ..\n8   8\n\n[9 rows x 1 columns]".replace("\n\n", "\n<BLANKLINE>\n"),
        ),
        (
            "import pandas as pd; pd.options.display.float_format = '{:,.1f}'.format\n"
            "x = pd.Series([1234.56])",
            "print(x.to_string())",
            "0   1,234.6",
        ),
    ],
)
def test_a_doctest_prints_as_the_students_kernel_does(passes, code, shown, expected):
    assert passes(code, shown, expected) is True


def test_options_hold_for_the_questions_of_one_snapshot_and_no_longer(tmp_path):
    before = (np.get_printoptions(), pd.get_option("display.max_rows"))
    of_numpy: dict[str, Any] = {"precision": 3, "legacy": "1.25"}
    with np.printoptions(**of_numpy), pd.option_context("display.max_rows", 4):
        write(tmp_path)
    with as_in(tmp_path):
        options = np.get_printoptions()
        assert (options["precision"], options["legacy"]) == (3, "1.25")
        assert pd.get_option("display.max_rows") == 4
    assert (np.get_printoptions(), pd.get_option("display.max_rows")) == before


@pytest.mark.parametrize(
    "data",
    [
        "[" * 9_000,
        "[]",
        '{"numpy": 7, "pandas": []}',
        '{"numpy": {"precision": "8", "legacy": "9", "sign": "x", "suppress": 2, "other": 1}}',
        '{"numpy": {"precision": -1, "threshold": 1e400, "linewidth": true, "nanstr": []}}',
        '{"numpy": {"formatter": {"all": {"format": "{0.__class__}"}, "mine": {"format": "{:}"}}}}',
        '{"numpy": {"formatter": {"all": {"format": "{:999999999}"}}}}',
        '{"pandas": {"display.max_rows": "7", "io.excel.xls.writer": "x", "display.nothing": 1}}',
        '{"pandas": {"display.float_format": {"format": "{0.real.__doc__}"}}}',
        '{"pandas": {"display.max_rows": -7, "display.precision": 1e400}}',
    ],
)
def test_what_no_kernel_would_write_changes_nothing(tmp_path, data):
    (tmp_path / FILE).write_text(data)
    before = np.array2string(np.array([1 / 3, 1e9])), str(pd.DataFrame({"n": [1 / 3] * 99}))
    with as_in(tmp_path):
        now = np.array2string(np.array([1 / 3, 1e9])), str(pd.DataFrame({"n": [1 / 3] * 99}))
    assert now == before


def test_functions_among_the_options_stay_behind(tmp_path):
    with np.printoptions(formatter={"float": lambda number: "mine"}, precision=3):
        write(tmp_path)
    assert json.loads((tmp_path / FILE).read_text())["numpy"]["precision"] == 3
    with as_in(tmp_path):
        assert str(np.array([1 / 3])) == "[0.333]"

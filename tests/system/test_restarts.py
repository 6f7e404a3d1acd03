"""Where Python ends, the notebook goes on in a fresh one, as in Jupyter and Colab."""

from __future__ import annotations

import time
import zipfile

import nbformat
import pytest

from autograder.assignment.model import Assignment, load
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.snapshot_cache import SnapshotCache
from autograder.run.kernel.environment import MAX_RESTARTS
from autograder.run.notebook import CapturePoint
from autograder.run.sandbox.limits import Limits
from autograder.run.worker import Workers
from tests.conftest import notebook
from tests.support.submissions import collect, opened
from tests.support.with_functions import CHECKS, DOUBLE, Q1, Q2, SCALE

END = "import os; os._exit(0)"
WAYS = [
    END,
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "import ctypes; ctypes.string_at(0)",
    "get_ipython().kernel.do_shutdown(restart=True)",
    "import IPython; IPython.Application.instance().kernel.do_shutdown(True)",
    "import os; os.closerange(0, 1000)",
    "import os; os.abort()",
    "import faulthandler; faulthandler._sigsegv()",
]


def texts(done):
    return [
        "".join(out.get("text", "") + out.get("evalue", "") for out in cell.outputs)
        for cell in done.notebook.cells
    ]


@pytest.mark.parametrize("way", WAYS)
def test_the_notebook_goes_on_below_the_cell_that_ended_python(run, way):
    done = run(
        "x = 1; open('kept', 'w').write('here')",
        way,
        "print(open('kept').read(), 'x' in globals())",
        "print('next')",
        capture_points=(CapturePoint("q1", 0, "pass"), CapturePoint("q2", 3, "pass")),
    )
    assert texts(done)[2:] == ["here False\n", "next\n"]
    assert done.status == "graded"
    [problem] = done.problems
    assert problem.startswith("cell 2 ended Python itself")
    assert "variables and imports from above are gone" in problem
    assert done.reached == {"q1", "q2"}
    assert (done.ends, dict(done.lives)) == ((1,), {"q1": 0, "q2": 1})


def test_it_goes_on_where_student_code_is_not_isolated(run):
    done = run("x = 1", END, "print('x' in globals())", isolated=False)
    assert (done.status, texts(done)[2]) == ("graded", "False\n")


def test_what_a_cell_printed_before_a_restart_by_code_is_shown(run):
    much = "for _ in range(60): print('before' * 3_000, flush=True)"  # more than is sent at once
    done = run(f"{much}\nget_ipython().kernel.do_shutdown(True)\nprint('after')")
    [shown] = texts(done)
    assert (shown.count("before"), shown[-7:]) == (60 * 3_000, "\nafter\n")


def test_python_that_ends_between_two_cells_costs_neither(run):
    later = "import os, threading; threading.Timer(0.2, os._exit, (0,)).start()"
    done = run(
        later,
        "",
        "print('on')",
        capture_points=(CapturePoint("q", 1, "import time; time.sleep(1)"),),
    )
    assert texts(done)[2] == "on\n"
    assert done.status == "graded"


def test_python_that_ends_while_an_answer_is_read_costs_that_answer_alone(run):
    capture_points = (
        CapturePoint("q1", 0, "import os; os._exit(1)"),
        CapturePoint("q2", 1, "pass"),
    )
    done = run("x = 1", "print('on')", capture_points=capture_points)
    assert texts(done)[1] == "on\n"
    assert done.reached == {"q2"}
    assert "the answer to q1 could not be read out: that ended Python" in done.problems


def test_a_fresh_python_answers_as_colab_does_too(run):
    look = "%matplotlib inline\nimport google.colab"
    done = run("import os; os._exit(0)", look, "!pip --version", "exit()", "print('on')")
    assert not [o for cell in done.notebook.cells for o in cell.outputs if o.output_type == "error"]
    assert texts(done)[4] == "on\n"


def test_files_that_came_along_stay_as_the_notebook_left_them(run, folder):
    (folder / "brought" / "data").mkdir(parents=True)
    (folder / "brought" / "data" / "table.csv").write_text("theirs")
    (folder / "brought" / "note").write_text("theirs")
    done = run(
        "open('note', 'w').write('mine'); import os; os._exit(0)",
        "print(open('note').read(), open('data/table.csv').read())",
    )
    assert texts(done)[1] == "mine theirs\n"


def test_python_begins_anew_only_so_often(run):
    done = run("x = 1", *["import os; os._exit(0)"] * (MAX_RESTARTS + 1), "print('never')")
    assert done.status == "crashed"
    assert texts(done)[-1] == ""
    assert f"cell {MAX_RESTARTS + 2} ended Python itself once more" in done.problems[-1]


def test_what_an_ended_python_has_started_is_ended_with_it(run):
    start = (
        "import os, subprocess\n"
        "subprocess.Popen(['setsid', 'sleep', '4711'], start_new_session=True)\n"
        "os._exit(0)"
    )
    look = (
        "import pathlib\n"
        "lines = [p.read_bytes() for p in pathlib.Path('/proc').glob('[0-9]*/cmdline')]\n"
        "print(sum(b'4711' in line for line in lines))"
    )
    assert texts(run(start, look))[1] == "0\n"


def test_the_time_of_the_whole_notebook_is_counted_over_all_of_its_pythons(run):
    limits = Limits(cell_seconds=30, notebook_seconds=6, grace_seconds=1)
    began = time.monotonic()
    done = run(*["import time, os; time.sleep(2); os._exit(0)"] * 5, limits=limits)
    assert done.status == "timed_out"
    assert time.monotonic() - began < 15


def test_processor_time_is_counted_over_all_of_its_pythons(run):
    burn = "import time, os\nwhile time.process_time() < {}: pass\nos._exit(0)"
    limits = Limits(cpu_seconds=4)
    done = run(burn.format(2), burn.format(2), burn.format(2), "print('never')", limits=limits)
    assert done.status == "timed_out"
    assert "of processor time" in " ".join(done.problems)


def test_memory_and_disk_are_limited_after_a_restart(run):
    limits = Limits(memory_bytes=700 << 20, disk_bytes=100 << 20)
    fill = "open('half', 'wb').write(b'x' * (60 << 20)); import os; os._exit(0)"
    done = run(fill, "open('other', 'wb').write(b'x' * (60 << 20))", limits=limits)
    assert done.status == "out_of_disk"


@pytest.mark.parametrize(
    "asks",
    [
        "input('Name? ')",
        "import getpass; getpass.getpass()",
        "ask = input\nnames = [ask() for _ in range(3)]",
        "try:\n    age = int(input())\nexcept Exception:\n    age = None",
        "for _ in range(5):\n    try: input()\n    except: print('Again!')",
    ],
)
def test_whoever_asks_for_input_is_told_that_nobody_can_type(run, asks):
    done = run(asks, "print('on')")
    assert done.problems == (
        "cell 1 asks for input, and nobody can type while grading. Give the name a value in the "
        "code, in place of `input()`",
    )
    assert texts(done)[1] == "on\n"
    assert done.status == "graded"


def test_a_cell_that_asks_until_it_is_stopped_says_what_it_waited_for(run):
    asks = "while True:\n    try:\n        age = int(input()); break\n    except: pass"
    done = run(asks, limits=Limits(cell_seconds=3, grace_seconds=1))
    assert done.status == "timed_out"
    assert done.problems[0].startswith("cell 1 asks for input, and nobody can type while grading")


def test_doctest_and_the_debugger_are_those_of_jupyter(run):
    done = run(
        "def double(x):\n"
        '    """\n    >>> double(2)\n    4\n    >>> double(3)\n    7\n    """\n'
        "    return 2 * x",
        "import doctest; print(doctest.testmod())",
        "doctest.run_docstring_examples(double, globals())",
        "import pdb; print(pdb.Pdb.__name__, doctest._OutputRedirectingPdb.__mro__[1] is pdb.Pdb)",
    )
    said = texts(done)
    assert "TestResults(failed=1, attempted=2)" in said[1]
    assert "Got:\n    6" in said[1]
    assert "Failed example" in said[2]
    assert said[3] == "InterruptiblePdb True\n"


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Assignment:
    """Two questions that call functions, and one that looks at a value."""
    folder = tmp_path_factory.mktemp("two")
    with zipfile.ZipFile(folder / "f.zip", "w") as archive:
        archive.writestr("tests/q1.py", Q1)
        archive.writestr("tests/q2.py", Q2)
        archive.writestr("tests/q3.py", Q3)
        archive.writestr("otter_config.json", '{"assignment_name": "f"}')
    return load(folder / "f.zip", folder / "tests")


Q3 = """
from otter.test_files import test_case
OK_FORMAT = False
name = "q3"
points = None

@test_case(points=1, hidden=False)
def test_it_is_counted(count):
    assert count == 3, f"count is {count!r}"
"""


@pytest.fixture
def grade(two, fork_server, mnist, tmp_path):
    """Grades one notebook's cells; its result, and points by question."""

    def grade(*cells: str, limits: Limits | None = None):
        nbformat.write(notebook("LESSON = 'f'", *cells), tmp_path / "ada.ipynb")
        [submission] = collect([tmp_path / "ada.ipynb"], {"f": two})
        backend = LocalBackend(fork_server, Conditions({"mnist": mnist}, limits or Limits()))
        with opened(submission) as there, Workers(fork_server, number=1) as workers:
            cache = SnapshotCache(tmp_path / "kept", workers.call)
            result = backend.grade(there, two, cache=cache).result
        return result, {question.name: question.score for question in result.questions}

    return grade


COUNT, CHECK3 = "count = 3", "grader.check('q3')"


@pytest.mark.parametrize("end", [END, "get_ipython().kernel.do_shutdown(True)"])
def test_a_python_that_ends_late_loses_no_function(grade, end):
    result, points = grade(DOUBLE, CHECKS[0], SCALE, CHECKS[1], COUNT, CHECK3, end)
    assert (result.status, points) == ("graded", {"q1": 2.0, "q2": 3.0, "q3": 1.0})


def test_functions_of_several_pythons_are_each_asked_of_their_own(grade):
    cells = (DOUBLE, CHECKS[0], END, "double = None", SCALE, CHECKS[1], END, COUNT, CHECK3)
    result, points = grade(*cells)
    assert points == {"q1": 2.0, "q2": 3.0, "q3": 1.0}
    assert len(result.problems) == 2


def test_the_last_python_answers_for_its_own_functions_while_others_are_run_again(grade):
    _, points = grade(SCALE, CHECKS[1], END, DOUBLE, CHECKS[0], COUNT, CHECK3)
    assert points == {"q1": 2.0, "q2": 3.0, "q3": 1.0}


def test_files_from_before_a_restart_are_there_when_a_function_is_asked_again(grade):
    _, points = grade(
        "open('factor', 'w').write('2')",
        END,
        "def double(x): return int(open('factor').read()) * x",
        CHECKS[0],
        END,
    )
    assert points["q1"] == 2.0


@pytest.mark.parametrize(
    ("last", "status"),
    [
        ("x = []\nwhile True: x.append(b'x' * (10 << 20) + bytes(len(x)))", "out_of_memory"),
        (
            "import time\nwhile True:\n    try: time.sleep(99)\n    except KeyboardInterrupt: pass",
            "timed_out",
        ),
    ],
)
def test_a_notebook_that_was_stopped_at_a_limit_loses_no_function(grade, last, status):
    seconds = 60 if status == "out_of_memory" else 4
    limits = Limits(cell_seconds=seconds, grace_seconds=1, memory_bytes=1 << 30)
    result, points = grade(DOUBLE, CHECKS[0], COUNT, CHECK3, last, limits=limits)
    assert result.status == status
    assert points == {"q1": 2.0, "q2": 0.0, "q3": 1.0}


def test_what_a_hidden_test_tells_a_function_of_an_ended_python_reaches_nobody(grade):
    result, points = grade(
        "def double(x):\n    open('seen', 'a').write(f'{x} ')\n    return 2 * x",
        CHECKS[0],
        COUNT,
        CHECK3,
        END,
        "print(open('seen').read())",
    )
    assert points["q1"] == 2.0
    assert "4711" not in str(result)

"""Where Python ends, the notebook goes on in a fresh one, as in Jupyter and Colab."""

from __future__ import annotations

import time

import pytest

from autograder.run.limits import Limits
from autograder.submission import grade
from autograder.run.notebook import Stop
from autograder.run.supervisor import MAX_RESTARTS

WAYS = [
    "import os; os._exit(0)",
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
        stops=(Stop("q1", 0, "pass"), Stop("q2", 3, "pass")),
    )
    assert texts(done)[2:] == ["here False\n", "next\n"]
    assert done.status == "graded"
    [problem] = done.problems
    assert problem.startswith("cell 2 ended Python itself")
    assert "variables and imports from above are gone" in problem
    assert done.reached == {"q1", "q2"}
    assert (done.ends, dict(done.lives)) == ((1,), {"q1": 0, "q2": 1})


def test_what_a_cell_printed_before_a_restart_by_code_is_shown(run):
    done = run("print('before')\nget_ipython().kernel.do_shutdown(True)\nprint('after')")
    assert texts(done) == ["before\nafter\n"]


def test_python_that_ends_between_two_cells_costs_neither(run):
    later = "import os, threading; threading.Timer(0.2, os._exit, (0,)).start()"
    done = run(later, "", "print('on')", stops=(Stop("q", 1, "import time; time.sleep(1)"),))
    assert texts(done)[2] == "on\n"
    assert done.status == "graded"


def test_python_that_ends_while_an_answer_is_read_costs_that_answer_alone(run):
    stops = (Stop("q1", 0, "import os; os._exit(1)"), Stop("q2", 1, "pass"))
    done = run("x = 1", "print('on')", stops=stops)
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
    limits = Limits(cpu_seconds=8)
    done = run(burn.format(4), burn.format(4), burn.format(4), "print('never')", limits=limits)
    assert done.status == "timed_out"
    assert "of processor time" in " ".join(done.problems)


def test_memory_and_disk_are_limited_after_a_restart(run):
    limits = Limits(memory_bytes=700 << 20, disk_bytes=100 << 20)
    fill = "open('half', 'wb').write(b'x' * (60 << 20)); import os; os._exit(0)"
    done = run(fill, "open('other', 'wb').write(b'x' * (60 << 20))", limits=limits)
    assert done.status == "out_of_disk"


@pytest.mark.parametrize("asks", ["input('Name? ')", "import getpass; getpass.getpass()"])
def test_whoever_asks_for_input_is_told_that_nobody_can_type(run, asks):
    done = run(asks, "print('on')")
    assert done.problems == (
        "cell 1 asks for input, and nobody can type while grading. Give the name a value in the "
        "code, in place of `input()`",
    )
    assert texts(done)[1] == "on\n"
    assert done.status == "graded"


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

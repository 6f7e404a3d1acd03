"""Room `run`: a notebook in, an executed notebook out, whatever its cells do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from autograder.run.kernel.workspace import sweep, workspace
from autograder.run.notebook import CapturePoint, Kernel
from autograder.run.sandbox.limits import Limits
from tests.support.outputs import texts

QUICK = Limits(cell_seconds=2, notebook_seconds=60, grace_seconds=2, capture_seconds=3)


def test_cells_run_in_order_and_share_their_names(run):
    done = run("x = 2", "print(x + 1)")
    assert done.status == "graded"
    assert texts(done) == ["", "3\n"]


def test_garbage_is_collected_as_often_as_in_any_python(run):
    say = "import gc; print(gc.isenabled(), gc.get_threshold())"
    assert texts(run(say)) == [subprocess.check_output([sys.executable, "-c", say], text=True)]


def test_a_cell_may_await(run):
    done = run(
        "import asyncio\nawait asyncio.sleep(0)\nprint('done')",
        "async def f(): return 2",
        "await f()",
    )
    assert done.notebook.cells[0].outputs[0].text == "done\n"
    assert done.notebook.cells[2].outputs[0].data["text/plain"] == "2"


def test_a_cell_that_fails_does_not_stop_the_next(run):
    done = run("1 / 0", "print('still here')")
    assert done.notebook.cells[0].outputs[0].ename == "ZeroDivisionError"
    assert texts(done)[1] == "still here\n"
    assert done.status == "graded"


def test_tensorflow_takes_its_share_of_the_processors(run, fork_server, monkeypatch):
    monkeypatch.setattr(fork_server, "threads", None)
    fork_server.share_processors(1_000)
    say = "import os; print(os.environ['TF_NUM_INTRAOP_THREADS'])"
    assert texts(run(say)) == ["1\n"]
    fork_server.share_processors(1)
    assert fork_server.threads == len(os.sched_getaffinity(0))


def test_the_notebook_that_was_given_stays_as_it_was(run, fork_server, folder):
    from tests.conftest import notebook
    from tests.support.execution import execute

    given = notebook("print(1)")
    execute(given, fork_server=fork_server, workspace=folder)
    assert given.cells[0].outputs == []


def test_a_submission_that_never_ends_is_stopped_and_keeps_what_it_reached(run):
    capture_points = (CapturePoint("q1", 0, "pass"), CapturePoint("q2", 2, "pass"))
    done = run(
        "x = 1", "while True: pass", "print('after')", capture_points=capture_points, limits=QUICK
    )
    assert done.status == "timed_out"
    assert done.problems == ("cell 2 ran past 2 s",)
    assert done.reached == {"q1", "q2"}
    assert texts(done)[2] == "after\n"


def test_a_cell_that_shrugs_off_the_interrupt_is_killed(run):
    stubborn = (
        "import time\n"
        "while True:\n"
        "    try:\n"
        "        time.sleep(100)\n"
        "    except KeyboardInterrupt:\n"
        "        pass"
    )
    began = time.monotonic()
    done = run("x = 1", stubborn, capture_points=(CapturePoint("q1", 0, "pass"),), limits=QUICK)
    assert done.status == "timed_out"
    assert "did not stop when it was interrupted" in done.problems[-1]
    assert done.reached == {"q1"}
    assert time.monotonic() - began < 20


def test_a_notebook_that_takes_too_long_as_a_whole_is_stopped(run):
    limits = Limits(cell_seconds=30, notebook_seconds=2, grace_seconds=1)
    done = run(*["import time; time.sleep(1)"] * 10, limits=limits)
    assert done.status == "timed_out"
    assert "the notebook ran past 2 s" in done.problems[0]


def test_code_at_a_capture_point_leaves_no_trace_in_the_notebook(run):
    done = run(
        "x = 1",
        "print(In[-1], len(In))",
        capture_points=(CapturePoint("q1", 0, "print('secret'); x"),),
    )
    assert "secret" not in str(done.notebook)
    assert texts(done)[1] == "print(In[-1], len(In)) 3\n"


def test_a_capture_point_whose_code_fails_is_named_and_the_notebook_goes_on(run):
    done = run(
        "x = 1", "print(2)", capture_points=(CapturePoint("q1", 0, "raise ValueError('no')"),)
    )
    assert done.problems == ("the answer to q1 could not be read out: no",)
    assert texts(done)[1] == "2\n"


def test_a_skipped_cell_is_not_run(run):
    done = run("print(1)", "print(2)", skip=frozenset({0}))
    assert texts(done) == ["", "2\n"]


def test_each_kernel_draws_its_own_random_numbers(fork_server):
    from tests.conftest import notebook
    from tests.support.execution import execute

    source = "import random, numpy as np; print(random.random(), np.random.rand())"
    seen = set()
    for _ in range(2):
        with workspace() as folder:
            done = execute(notebook(source), fork_server=fork_server, workspace=folder)
            seen.update(texts(done)[0].split())
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("written", "imports"),
    [
        ("%%writefile helper.py\nvalue = 'mine'", "import helper; print(helper.value)"),
        (
            "import pathlib; pathlib.Path('data').mkdir()\n"
            "pathlib.Path('data/orbit.py').write_text(\"value = 'mine'\")",
            "from data import orbit; print(orbit.value)",
        ),
        (
            "!mkdir tools && echo \"value = 'mine'\" > tools/__init__.py",
            "import os, importlib; importlib.invalidate_caches()\n"
            "from tools import value; print(value)",
        ),
    ],
)
@pytest.mark.parametrize("end", ["", "import os; os._exit(0)"])
def test_modules_that_a_notebook_has_written_are_imported_as_in_jupyter(run, written, imports, end):
    done = run(written, end, imports)
    assert done.notebook.cells[2].outputs[0].get("text") == "mine\n"


def test_a_module_called_like_one_of_pythons_own_changes_nothing(run):
    done = run(
        "%%writefile statistics.py\nmean = None", "import statistics; print(statistics.mean)"
    )
    assert "function mean" in done.notebook.cells[1].outputs[0].text


def test_the_environment_of_the_grader_does_not_reach_the_kernel(run, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "hidden")
    done = run("import os; print(sorted(k for k in os.environ if 'COURSE' in k), os.getcwd())")
    assert re.match(r"\[\] (/tmp|/dev/shm)/autograder_", texts(done)[0])
    assert os.environ["COURSE_SECRET"] == "hidden"


def test_what_a_notebook_started_is_gone_when_it_has_ended(run):
    run("import subprocess; subprocess.Popen(['sleep', '314159'])")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _sleeps("314159"):
        time.sleep(0.1)
    assert not _sleeps("314159")


def _sleeps(seconds: str) -> bool:
    """Whether there is a process of `sleep` for so long."""
    return any(seconds in (one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"]))


def test_a_figure_and_a_trained_model_work_in_a_forked_kernel(run):
    done = run(
        "import keras, numpy as np\n"
        "m = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])\n"
        "m.compile(loss='mse')\n"
        "m.fit(np.ones((8, 2)), np.ones(8), verbose=0)\n"
        "print(m.predict(np.ones((1, 2)), verbose=0).shape)",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()",
    )
    assert texts(done)[0].endswith("(1, 1)\n")
    assert "image/png" in done.notebook.cells[1].outputs[-1].data


def test_what_a_killed_run_left_is_swept_away_and_what_is_in_use_stays():
    leave = (
        "import os, signal\n"
        "from autograder.run.kernel.workspace import workspace\n"
        "with workspace() as path:\n"
        "    print(path, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", leave], capture_output=True, text=True)
    left = Path(killed.stdout.strip())
    assert left.is_dir()
    with workspace() as in_use:
        for path in (left, in_use):
            os.utime(path, (1, 1))
        sweep()
        assert in_use.is_dir()
    assert not left.exists()


def test_the_executed_notebook_is_there_before_a_function_is_asked_and_shows_nothing_of_that(run):
    there = []

    def at_end(kernel: Kernel) -> None:
        there.append(kernel.notebook)
        assert kernel.run("print('asked'); display('asked'); x.append(2)") == ""

    done = run("x = [1]\nprint('shown')", "x", at_end=at_end)
    assert done.status == "graded"
    assert there == [done.execution.notebook]
    assert texts(done) == ["shown\n", ""]
    assert done.notebook.cells[1].outputs[0].data["text/plain"] == "[1]"
    assert b"asked" not in done.execution.notebook


def test_what_is_written_into_a_widget_is_shown_by_its_cell(run):
    lines = [
        "import ipywidgets",
        "collected = ipywidgets.Output()",
        "for number in range(20):",
        "    with collected:",
        "        print('inside', number)",
        "print('after')",
    ]
    executed = run("\n".join(lines))
    assert executed.status == "graded"
    text = "".join(output.get("text", "") for output in executed.notebook.cells[0].outputs)
    assert "inside 19" in text
    assert "after" in text


def test_what_a_kernel_leaves_out_while_it_starts_harms_no_cell(run):
    done = run(
        "%reset -f --aggressive\nimport numpy as np",
        "print(np.arange(3).sum(), get_ipython().history_manager.enabled)",
        "import re\nget_ipython().input_transformers_cleanup.append("
        "lambda lines: [re.sub('one', 'two', line) for line in lines])",
        "one = 2\nprint(two)",
    )
    assert texts(done)[1::2] == ["3 False\n", "2\n"]

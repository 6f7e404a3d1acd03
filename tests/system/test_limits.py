"""Each limit stops what passes it, says so in one sentence, and keeps what was reached before."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.run.notebook import CapturePoint
from autograder.run.sandbox.limits import MIB, Limits
from tests.support.outputs import texts

TAKERS = {
    "memory of one process": (
        Limits(memory_bytes=700 * MIB),
        "import numpy as np\nkept = []\nwhile len(kept) < 40:\n    kept.append(np.ones(4_000_000))",
        "out_of_memory",
        "cell 2 took more than 700 MB of memory and was stopped",
    ),
    "memory of several processes": (
        Limits(memory_bytes=900 * MIB),
        "import multiprocessing as mp, numpy as np, time\n"
        "def take():\n    kept = np.ones(30_000_000); time.sleep(20)\n"
        "them = [mp.get_context('fork').Process(target=take) for _ in range(4)]\n"
        "for one in them: one.start()\n"
        "for one in them: one.join()",
        "out_of_memory",
        "was stopped",
    ),
    "files in memory": (
        Limits(memory_bytes=900 * MIB),
        "for n in range(12):\n    open(f'/dev/shm/{n}', 'wb').write(bytes(100_000_000))\n"
        "import time; time.sleep(5)",
        "out_of_memory",
        "of memory",
    ),
    "one request for more memory than there is": (
        Limits(memory_bytes=1024 * MIB),
        "import numpy as np\nlarge = np.ones(10_000_000_000)",
        "out_of_memory",
        "cell 2 asked for more memory than there is (1 GB)",
    ),
    "processor time": (
        Limits(cpu_seconds=3),
        "import multiprocessing as mp\n"
        "def spin():\n    while True: pass\n"
        "them = [mp.get_context('fork').Process(target=spin) for _ in range(3)]\n"
        "for one in them: one.start()\n"
        "for one in them: one.join()",
        "timed_out",
        "the notebook used more than 3 s of processor time and was stopped at cell 2",
    ),
    "processes": (
        Limits(processes=20),
        "import subprocess, time\n"
        "for _ in range(60): subprocess.Popen(['sleep', '60'])\n"
        "time.sleep(10)",
        "too_many_processes",
        "cell 2 had more than 20 processes running and was stopped",
    ),
    "disk": (
        Limits(disk_bytes=200 * MIB),
        "import os\n"
        "try:\n"
        "    for n in range(10): open(f'{n}', 'wb').write(bytes(50_000_000))\n"
        "finally:\n"
        "    import time; time.sleep(2)",
        "out_of_disk",
        "cell 2 filled its disk (200 MB)",
    ),
    "a file": (
        Limits(file_bytes=20 * MIB),
        "open('large', 'wb').write(bytes(50_000_000))",
        "out_of_disk",
        "cell 2 wrote a file of more than 20 MB",
    ),
    "output": (
        Limits(cell_output_bytes=MIB),
        "while True: print('again and again' * 50)",
        "too_much_output",
        "cell 2 showed more than 1 MB and was stopped",
    ),
    "output of a cell that will not stop": (
        Limits(cell_output_bytes=MIB, grace_seconds=1),
        "while True:\n    try:\n        print('again and again' * 50)\n"
        "    except KeyboardInterrupt:\n        pass",
        "too_much_output",
        "cell 2 showed more than 1 MB and was stopped",
    ),
    "a giant picture": (
        Limits(cell_output_bytes=MIB),
        "from IPython.display import Image, display\n"
        "display(Image(data=bytes(20_000_000), format='png'))",
        "too_much_output",
        "cell 2 showed more than 1 MB and was stopped",
    ),
    "a picture too large to be taken at all": (
        Limits(),
        "from IPython.display import Image, display\n"
        "display(Image(data=bytes(60_000_000), format='png'))",
        "too_much_output",
        "cell 2 showed something of more than 64 MB, which was left out",
    ),
    "an error's text": (
        Limits(cell_output_bytes=MIB),
        "raise ValueError('x' * 20_000_000)",
        "too_much_output",
        "cell 2 showed more than 1 MB and was stopped",
    ),
    "what widgets say": (
        Limits(cell_output_bytes=MIB),
        "from ipykernel.comm import Comm\n"
        "state = {'_model_module': 'x', '_model_name': 'y'}\n"
        "comm = Comm(target_name='jupyter.widget', data={'state': state})\n"
        "while True: comm.send({'method': 'update', 'state': {'x': 'y' * 10_000}})",
        "too_much_output",
        "cell 2 showed more than 1 MB and was stopped",
    ),
}


@pytest.mark.parametrize("what", TAKERS)
def test_too_much_is_stopped_and_named_and_earlier_answers_stay(run, what):
    limits, source, status, sentence = TAKERS[what]
    limits = dataclasses.replace(limits, cell_seconds=30)
    done = run(
        "answer = 42",
        source,
        "print('after')",
        limits=limits,
        capture_points=(CapturePoint("q1", 0, ""),),
    )
    assert done.status == status
    assert sentence in done.problems[0]
    assert done.reached == {"q1"}


#: files beside the working folder that no folder shows, 2 GB at most
UNSEEN = {
    "removed and open": "held.append(file)",
    "removed and mapped": "os.ftruncate(file, SIZE)\n"
    "    held.append(mmap.mmap(file, SIZE)); os.close(file)",
    "removed and on their way": "socket.send_fds(there, [b'x'], [file]); os.close(file)",
}


@pytest.mark.parametrize("how", UNSEEN)
def test_files_that_no_folder_shows_are_held_to_the_limits(run, fork_server, how):
    if "memory" not in fork_server.groups and how == "removed and on their way":
        pytest.skip("this machine gives no control groups, so nobody sees them")
    source = f"""
import mmap, os, socket, time
SIZE = 100 << 20
held, (here, there) = [], socket.socketpair()
for _ in range(20):
    file = os.open("../gone", os.O_CREAT | os.O_RDWR)
    os.unlink("../gone")
    for _ in range(10):
        os.write(file, bytes(SIZE // 10))
        time.sleep(0.02)
    {UNSEEN[how]}
time.sleep(5)
"""
    limits = Limits(memory_bytes=1024 * MIB, disk_bytes=512 * MIB, cell_seconds=60)
    done = run("answer = 42", source, limits=limits)
    assert done.status in ("out_of_disk", "out_of_memory")
    assert "was stopped" in done.problems[0]


def test_a_cell_that_shows_too_much_is_cut_and_the_next_cells_run(run):
    limits = Limits(cell_output_bytes=MIB)
    done = run("while True: print('again')", "print('after')", limits=limits)
    assert texts(done)[0].endswith("… more output was left out\n")
    assert len(texts(done)[0]) < 2 * MIB
    assert texts(done)[1] == "after\n"


def test_what_the_grader_gives_is_enough_for_ordinary_work(run):
    done = run(
        "import subprocess\nprint(subprocess.run(['echo', 'hi'], capture_output=True, text=True))",
        "from concurrent.futures import ThreadPoolExecutor\n"
        "print(sum(ThreadPoolExecutor(32).map(int, range(100))))",
        "import multiprocessing as mp\nwith mp.Pool(2) as pool: print(pool.map(abs, [-1, -2]))",
        "for n in range(1000): open(f'{n}.txt', 'w').write('x')",
        "import numpy as np; print(np.ones((8000, 8000)).sum())",
    )
    assert (done.status, done.problems) == ("graded", ())


def test_a_cell_that_leaves_no_descriptor_is_heard_at_once_and_the_next_ones_run(run):
    done = run(
        "import os\nheld = []\nwhile True: held.append(os.dup(0))",
        "print(len(held) > 100)",
        "held = held[0]",
        limits=Limits(cell_seconds=8),
    )
    assert "OSError: [Errno 24] Too many open files" in texts(done)[0]
    assert texts(done)[1] == "True\n"
    assert (done.status, done.problems) == ("graded", ())

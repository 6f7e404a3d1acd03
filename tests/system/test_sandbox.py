"""The sandbox, from the inside: what a cell finds when it looks for a way out."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import nbformat
import pytest

from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.store import Store
from autograder.run.sandbox import cgroups, probe
from autograder.run.sandbox.policy import Sandbox
from tests.conftest import LESSON, notebook
from tests.support.execution import execute
from tests.support.grading import grade_class
from tests.support.outputs import texts
from tests.support.submissions import collect


def said(run, source: str) -> str:
    """What a cell printed."""
    return texts(run(source))[0].strip()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "hidden_tests.py"
    path.write_text("assert answer == 42")
    return path


def test_files_outside_are_not_there(run, secret):
    assert said(run, f"import os; print(os.path.exists({str(secret)!r}))") == "False"
    assert secret.exists()


@pytest.mark.skipif(not os.access("/opt", os.W_OK), reason="only root keeps a course in /opt")
def test_a_course_that_is_kept_in_opt_is_not_there(run):
    with tempfile.TemporaryDirectory(dir="/opt", prefix="course-") as course:
        assert said(run, f"import os; print(os.path.exists({course!r}))") == "False"


def test_the_courses_solutions_and_the_home_folder_are_not_there(run, course):
    places = [str(course.solutions), str(course.dist), str(course.root / "tests")]
    found = said(run, f"import os; print([p for p in {places!r} if os.path.exists(p)])")
    assert found == "[]"


@pytest.mark.parametrize("place", ["/usr/lib/x", "/etc/x", "/x", str(Path(os.__file__).parent)])
def test_what_can_be_read_cannot_be_written(run, place):
    source = (
        "import os\n"
        f"place = {place!r}\n"
        "target = os.path.join(place, 'x') if os.path.isdir(place) else place\n"
        "try:\n    open(target, 'w')\nexcept OSError as error:\n    print(error.strerror)"
    )
    assert said(run, source) in ("Read-only file system", "Permission denied")


def test_the_working_folder_and_tmp_can_be_written(run):
    source = "open('mine', 'w').write('x'); open('/tmp/mine', 'w').write('x'); print('fine')"
    assert said(run, source) == "fine"
    assert not Path("/tmp/mine").exists()


def test_there_is_no_network_but_the_own_loopback(run):
    source = """
import socket
try:
    socket.create_connection(("192.0.2.1", 80), 3)
except OSError as error:
    print(error.strerror)
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname(), 3)
print("loopback works")
"""
    assert said(run, source) == "Network is unreachable\nloopback works"


#: what of a file that others see as well could carry a message, or tell that one came
CHANNELS = {
    "an attribute": "os.setxattr('mine', 'user.said', b'1')",
    "an attribute by descriptor": "os.setxattr(mine, 'user.said', b'1')",
    "a lock": "fcntl.flock(system, fcntl.LOCK_SH)",
    "locks of others": "fcntl.fcntl(system, fcntl.F_GETLK, struct.pack('hhqqi4x', 1, 0, 0, 0, 0))",
    "a lease": "fcntl.fcntl(system, fcntl.F_SETLEASE, fcntl.F_RDLCK)",
    "a watch": "libc.inotify_init() < 0 and refuse()",
    "a watch that closes itself": "libc.inotify_init1(0o2000000) < 0 and refuse()",
    "a watch of a file system": "libc.fanotify_init(0x200, 0) < 0 and refuse()",
    "a watch by signal": "fcntl.fcntl(os.open('/usr', os.O_RDONLY), fcntl.F_NOTIFY, 1)",
    "a keyring": "libc.syscall(250, 0, -3, 1) < 0 and refuse()",
    "a key": "libc.syscall(248, b'user', b'x', b'1', 1, -4) < 0 and refuse()",
    "memory without a name": "os.memfd_create('x')",
    "shared memory of the machine": "libc.shmget(1, 4096, 0o1600) < 0 and refuse()",
    "silence about itself": "libc.prctl(4, 0, 0, 0, 0) < 0 and refuse()",
}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of system calls differ")
def test_nothing_that_carries_messages_between_submissions_can_be_used(run):
    source = """
import ctypes, fcntl, os, struct
libc = ctypes.CDLL(None, use_errno=True)
mine, system = os.open("mine", os.O_RDWR | os.O_CREAT), os.open(os.__file__, os.O_RDONLY)
def refuse():
    raise OSError
for name, attempt in CHANNELS.items():
    try:
        eval(attempt)
    except OSError:
        continue
    print(name)
print("done")
""".replace("CHANNELS", repr(CHANNELS))
    assert said(run, source) == "done"


def test_the_data_set_is_in_memory_and_not_in_a_file_that_others_have_open(
    fork_server, folder, mnist
):
    source = """
import keras, os
for process in ("self", "1", os.getppid()):
    for name in os.listdir(f"/proc/{process}/fd"):
        try:
            path = os.readlink(f"/proc/{process}/fd/{name}")
        except OSError:
            continue
        if "memfd" in path or "mnist" in path:
            print(path)
(images, _), _ = keras.datasets.mnist.load_data()
images[:] = 0
(images, _), _ = keras.datasets.mnist.load_data()
print(images.any())
"""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    done = execute(
        made, fork_server=fork_server, workspace=folder, datasets={"mnist": str(mnist.path)}
    )
    assert texts(done)[0] == "True\n"


def test_files_and_sockets_that_can_be_open_at_once_are_few_where_nobody_counts_them(
    run, fork_server
):
    source = """
held = []
try:
    while len(held) < 5000: held.append(open("/dev/null"))
except OSError as error:
    print(error.strerror, len(held))
del held
"""
    words, _, number = said(run, source).rpartition(" ")
    most = 4096 if "memory" in fork_server.groups else 512
    assert words == "Too many open files"
    assert most - 200 < int(number) < most


def test_a_notebook_with_many_processes_has_one_share_of_the_processors(run):
    if "cpu" not in cgroups.find().parents:
        pytest.skip("this machine lets us make no such groups")
    found = said(run, "print(open('/proc/self/cgroup').read())")
    lines = [line.split(":", 2) for line in found.splitlines()]
    groups = [path for _, names, path in lines if "cpu" in names.split(",") or not names]
    assert any("/autograder-" in path for path in groups), groups


def test_buffers_of_sockets_keep_their_size(run):
    source = """
import socket
one, _ = socket.socketpair()
before = one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
print(one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) == before)
"""
    assert said(run, source) == "True"


def test_ordinary_servers_and_their_clients_work_on_the_loopback(run):
    source = """
import asyncio, http.server, threading, urllib.request, psutil, zmq

server = http.server.ThreadingHTTPServer(("localhost", 0), http.server.SimpleHTTPRequestHandler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(urllib.request.urlopen(f"http://localhost:{server.server_port}/").status)

there, here = zmq.Context().socket(zmq.REP), zmq.Context().socket(zmq.REQ)
here.setsockopt(zmq.TCP_KEEPALIVE, 1)
here.connect(f"tcp://127.0.0.1:{there.bind_to_random_port('tcp://127.0.0.1')}")
here.send(b"asked")
print(there.recv())

async def echo():
    async def answer(reader, writer):
        writer.write(await reader.read(5))
        writer.close()
    async with await asyncio.start_server(answer, None, 0) as server:
        for place in server.sockets:
            reader, writer = await asyncio.open_connection(*place.getsockname()[:2])
            writer.write(b"hello")
            print(await reader.read())

thread = threading.Thread(target=lambda: asyncio.run(echo()))
thread.start(); thread.join()
print(list(psutil.net_if_addrs()))
"""
    assert {"200", "b'asked'", "b'hello'", "['lo']"} <= {*said(run, source).split("\n")}


def test_a_machine_that_refuses_a_sandbox_is_named_with_what_to_do(fork_server, monkeypatch):
    # A folder that is not there stands for a step that the machine refuses.
    monkeypatch.setattr(probe, "Sandbox", lambda folder: Sandbox(f"{folder}/none"))
    with pytest.raises(probe.IsolationError, match="--isolation none"):
        probe.ensure(fork_server)


def test_grading_without_isolation_is_stamped_into_the_result(
    assignment, fork_server, mnist, tmp_path
):
    nbformat.write(notebook(f"LESSON = '{LESSON}'"), tmp_path / "ada.ipynb")
    known = {LESSON: assignment}
    store = Store(tmp_path / "out")
    [result] = grade_class(
        collect([tmp_path / "ada.ipynb"], known),
        known,
        store,
        LocalBackend(fork_server, Conditions({"mnist": mnist}, isolated=False)),
        jobs=1,
    )
    assert result.isolation == "none"
    assert store.load("ada", LESSON).isolation == "none"
    [again] = grade_class(
        collect([tmp_path / "ada.ipynb"], known),
        known,
        store,
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=1,
    )
    assert again.isolation == "namespaces"


def test_a_child_that_ends_before_whoever_asked_for_it_wakes_is_theirs_all_the_same(
    fork_server, folder, monkeypatch
):
    """As on a machine with too much to do. The reader keeps the lock until the child has ended."""
    fork_server.wait_until_ready()
    take = fork_server._take

    def take_both_at_once(message):
        if "id" in message:
            fork_server._changed.acquire()
        take(message)
        if "status" in message:
            fork_server._changed.release()

    monkeypatch.setattr(fork_server, "_take", take_both_at_once)
    child = fork_server.spawn(
        "os:_exit", {"status": 7}, cwd=folder, env={}, log=folder / "log", sandbox=None
    )
    assert child.wait(60) == 7

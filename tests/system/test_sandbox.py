"""The sandbox, from the inside: what a cell finds when it looks for a way out."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import nbformat
import pytest

from autograder.collect.submissions import collect
from autograder.grading.batch import grade_class
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.store import Store
from autograder.run.sandbox import probe
from autograder.run.sandbox.policy import Sandbox
from tests.conftest import LESSON, notebook
from tests.support.outputs import texts


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
        LocalBackend(fork_server, Conditions(mnist, isolated=False)),
        jobs=1,
    )
    assert result.isolation == "none"
    assert store.load("ada", LESSON).isolation == "none"
    [again] = grade_class(
        collect([tmp_path / "ada.ipynb"], known),
        known,
        store,
        LocalBackend(fork_server, Conditions(mnist)),
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

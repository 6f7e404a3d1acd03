"""Workers: what is called there, what comes back, and what a call cannot do."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.run.kernel.forkserver import ForkServer
from autograder.run.worker import WorkerError, Workers, output_file

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with ForkServer() as fork_server, Workers(fork_server, number=1) as some:
        yield some


def test_a_call_gives_what_the_function_returns(workers: Workers) -> None:
    assert workers.call("posixpath:basename", {"p": "/a/b"}, seconds=20) == "b"


def test_each_call_has_a_process_of_its_own(workers: Workers) -> None:
    first = workers.call("os:getpid", seconds=20)
    assert workers.call("os:getpid", seconds=20) != first


def said_by(workers: Workers, code: str, **options: Any) -> str:
    """What code says in a worker: the text of `say`."""
    options = {"seconds": 20, **options}
    setup = "import os, pathlib, time; from autograder.run import worker_process as worker"
    code = f"def say(text): raise RuntimeError(text)\n{code}"
    with pytest.raises(WorkerError) as raised:
        workers.call("timeit:timeit", {"stmt": code, "setup": setup, "number": 1}, **options)
    return str(raised.value).removeprefix("RuntimeError: ")


def test_what_a_call_changes_no_other_call_meets(workers: Workers) -> None:
    ask = "say(hasattr(os, 'spoilt'))"
    assert said_by(workers, f"os.spoilt = True; {ask}") == "True"
    assert said_by(workers, ask) == "False"


def test_an_error_is_said_in_a_clause(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="FileNotFoundError"):
        workers.call("os:listdir", {"path": "/nowhere"}, seconds=20)


def test_a_process_that_ends_is_no_answer(workers: Workers) -> None:
    assert "no answer" in said_by(workers, "os._exit(0)")
    assert workers.call("os:getpid", seconds=20)


def test_a_call_that_lasts_too_long_is_ended_with_all_that_it_started(workers: Workers) -> None:
    began = time.monotonic()
    code = "os.fork(); os.setsid(); time.sleep(600)"
    assert "longer than 1 s" in said_by(workers, code, seconds=1)
    assert time.monotonic() - began < 10
    processes = "say(sum(path.name.isdigit() for path in pathlib.Path('/proc').iterdir()))"
    assert int(said_by(workers, processes)) == 2  # the worker itself, and this call


def test_an_answer_that_is_too_long_is_refused(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="bytes"):
        workers.call("json:dumps", {"obj": "x" * 3000}, seconds=20, answer_bytes=1000)


def test_a_call_that_needs_too_much_memory_says_so(workers: Workers) -> None:
    assert "memory" in said_by(workers, "bytearray(1 << 30)", memory_bytes=1 << 28)


def test_files_are_read_through_descriptors_alone(workers: Workers, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / str(number)).write_text(f"file {number}")

    def opened(number: int) -> int:
        return os.open(tmp_path / str(number), os.O_RDONLY)

    by_path = said_by(workers, f"say(open({str(tmp_path / '1')!r}).read())")
    assert by_path.startswith(("FileNotFoundError", "PermissionError"))
    ask = "say(os.read(worker.open_file({}), 100).decode())"
    assert said_by(workers, ask.format(2), open_file=opened) == "file 2"
    assert said_by(workers, ask.format(7), open_file=opened).startswith("OSError")


def test_a_call_that_ends_as_soon_as_it_has_its_file_has_an_answer(
    workers: Workers, tmp_path: Path
) -> None:
    (tmp_path / "0").touch()
    for _ in range(40):
        said_by(
            workers,
            "worker.open_file(0); say('done')",
            open_file=lambda _: os.open(tmp_path / "0", os.O_RDONLY),
        )


def test_no_process_of_a_call_reaches_into_another(workers: Workers) -> None:
    code = """
other = os.fork()
if other == 0:
    time.sleep(60)
for name in ("mem", "fd", "environ", "maps"):
    try:
        path = pathlib.Path(f"/proc/{other}/{name}")
        found = list(path.iterdir()) if name == "fd" else path.open("r+b").read(1)
    except OSError as error:
        found = type(error).__name__
    if found != "PermissionError":
        say(f"{name}: {found}")
say("closed")
"""
    assert said_by(workers, code) == "closed"


def test_a_call_writes_to_the_file_that_it_is_given(workers: Workers, tmp_path: Path) -> None:
    with output_file(tmp_path) as file:
        said_by(
            workers,
            "os.write(worker.open_file(0), b'pages'); say('done')",
            open_file=lambda _: os.dup(file.fileno()),
        )
        file.seek(0)
        assert file.read() == b"pages"
    assert [*tmp_path.iterdir()] == []


def test_several_files_come_at_once_and_none_for_what_is_not_there(
    workers: Workers, tmp_path: Path
) -> None:
    for number in (0, 2):
        (tmp_path / str(number)).write_text(f"file {number}")
    code = "say([file and os.read(file, 100).decode() for file in worker.open_files([2, 1, 0])])"

    def opened(number: int) -> int:
        return os.open(tmp_path / str(number), os.O_RDONLY)

    assert said_by(workers, code, open_file=opened) == "['file 2', None, 'file 0']"
    # More than one message can carry is no request: the call is ended.
    many = "say(worker.open_files([0] * 300))"
    assert "no list of files" in said_by(workers, many, open_file=opened)

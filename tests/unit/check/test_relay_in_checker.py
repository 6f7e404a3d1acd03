"""A checker asks for one answer at a time, however many of a test's threads ask."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import pytest

from autograder.capture.checker_state import CheckerState
from autograder.capture.exchange import SOCKET
from autograder.capture.formats.functions import Function, register
from autograder.check.relay import LiveKernel, Relay
from autograder.check.relay_in_checker import connected


def run(code: str) -> str:
    exec(code, {})
    return ""


@pytest.fixture
def many_files() -> Iterator[None]:
    """More are open than select(2) can watch, as in a coordinator of some hundred jobs."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] < 4096:
        pytest.skip("this machine lets nobody open that many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, before[1]))
    with contextlib.ExitStack() as opened:
        opened.callback(resource.setrlimit, resource.RLIMIT_NOFILE, before)
        for _ in range(1100):
            opened.callback(os.close, os.open(os.devnull, os.O_RDONLY))
        yield


@pytest.fixture
def checker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CheckerState]:
    """A checker whose questions are answered here."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kernel").mkdir()
    relay, over = Relay(tmp_path, LiveKernel(run, tmp_path / "kernel")), threading.Event()

    def serve() -> None:
        while not over.is_set():
            relay.serve(0.01)

    with contextlib.closing(relay), ThreadPoolExecutor(1) as coordinator:
        coordinator.submit(serve)
        try:
            checker = CheckerState()
            with connected(tmp_path, checker):
                yield checker
        finally:
            over.set()


def test_a_students_function_can_be_called_from_several_threads(checker: CheckerState) -> None:
    def square(number: int) -> int:
        return number**2

    proxy = Function(register(square, "square")["data"]["number"], "square", None, None, checker)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(proxy, range(64))) == [number**2 for number in range(64)]
    assert proxy(9) == 81  # the line to the coordinator is as good as before


def test_a_students_function_can_be_called_where_a_thousand_files_are_open(
    many_files: None, checker: CheckerState
) -> None:
    number = register(abs, "abs")["data"]["number"]
    assert Function(number, "abs", None, None, checker)(-2) == 2


class _Ended(BaseException):
    """In place of the end of the process."""


@pytest.mark.parametrize("said", [b"", b"no json\n", b"[]\n", b"{}\n"], ids=str)
def test_a_checker_whose_coordinator_is_gone_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    def end(status: int) -> NoReturn:
        raise _Ended(status)

    monkeypatch.setattr("os._exit", end)
    checker = CheckerState()
    with socket.socket(socket.AF_UNIX) as coordinator:
        coordinator.bind(str(tmp_path / SOCKET))
        coordinator.listen(1)
        with connected(tmp_path, checker):
            with coordinator.accept()[0] as line:
                line.sendall(said)
            with pytest.raises(_Ended, match="1"):
                Function(0, "square", None, None, checker)(3)

"""Calls functions in processes of their own within one call of a worker. [worker]

What a student's file does to the parser that reads it ends there: with the time that the file has,
and without a descriptor of any other file, or of the coordinator's line.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.run.sandbox.syscalls import die_with_parent

#: a function that returns data of JSON, and the open files that it may use
Job = tuple[Callable[[], Any], Collection[int]]
#: bytes of JSON that one of them may answer
_MOST = 4 << 20
#: how many there are at a time
_AT_A_TIME = 2


@dataclass
class _Running:
    index: int
    pid: int
    until: float
    answer: bytes = b""


def each_apart(jobs: Iterable[Job], seconds: float) -> list[tuple[Any, str]]:
    """What each of some calls returned, and why it did not: a clause, or nothing.

    Two run at a time.

    Args:
        jobs: each is taken when its turn has come, and may open its files then.
        seconds: wall time that each may take.
    """
    answers: dict[int, tuple[Any, str]] = {}
    waiting: Iterator[tuple[int, Job]] = iter(enumerate(jobs))
    is_more = True
    with selectors.DefaultSelector() as selector:
        while is_more or selector.get_map():
            while is_more and len(selector.get_map()) < _AT_A_TIME:
                if (turn := next(waiting, None)) is None:
                    is_more = False
                    break
                index, job = turn
                ours, theirs = os.pipe()
                if (pid := os.fork()) == 0:
                    _become(job, theirs, seconds)
                os.close(theirs)
                one = _Running(index, pid, time.monotonic() + seconds)
                selector.register(ours, selectors.EVENT_READ, one)
            for index, answer in _ready(selector, seconds):
                answers[index] = answer
    return [answers[index] for index in range(len(answers))]


def _ready(
    selector: selectors.BaseSelector, seconds: float
) -> Iterator[tuple[int, tuple[Any, str]]]:
    """Waits, and gives what has come to its end."""
    running = [key.data for key in selector.get_map().values()]
    if not running:
        return
    soon = max(0.0, min(one.until for one in running) - time.monotonic())
    ready = {key.fd for key, _ in selector.select(soon)}
    for key in list(selector.get_map().values()):
        descriptor, one = key.fd, key.data
        part = os.read(descriptor, 1 << 16) if descriptor in ready else None
        one.answer += part or b""
        if part == b"":
            answer = _decoded(one.answer)
        elif len(one.answer) > _MOST:
            answer = None, "there is too much to say of it"
        elif time.monotonic() > one.until:
            answer = None, f"it took longer than {seconds:g} s"
        else:
            continue
        selector.unregister(descriptor)
        os.close(descriptor)
        os.kill(one.pid, signal.SIGKILL)
        os.waitpid(one.pid, 0)
        yield one.index, answer


def _decoded(answer: bytes) -> tuple[Any, str]:
    try:
        said = json.loads(answer)
        return said.get("answer"), str(said.get("failed", ""))
    except (ValueError, RecursionError, AttributeError):
        return None, "its process came to an early end"


def _become(job: Job, line: int, seconds: float) -> None:
    """In the child: calls, answers, and leaves."""
    try:
        die_with_parent()
        function, descriptors = job
        _close_all(sorted({line, *descriptors}))
        try:
            data = json.dumps({"answer": function()}).encode()
        except MemoryError:
            data = b'{"failed": "it needed too much memory"}'
        except BaseException as error:
            said = {"failed": f"{type(error).__name__}: {str(error)[:200]}"}
            data = json.dumps(said).encode()
        while data:
            data = data[os.write(line, data) :]
    finally:
        os._exit(0)


def _close_all(but: Sequence[int]) -> None:
    """Closes all descriptors above those of the standard streams but these."""
    start = 3
    for descriptor in but:
        os.closerange(start, descriptor)
        start = max(start, descriptor + 1)
    os.closerange(start, os.sysconf("SC_OPEN_MAX"))

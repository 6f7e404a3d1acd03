"""Calls functions on hostile bytes in locked processes, with limits on each call. [coordinator]

What students wrote is read there: the coordinator opens files for it, and takes back JSON of
bounded length, and what was written to an open file of its own.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import queue
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from autograder.errors import Refused
from autograder.run.channel import MAX_DESCRIPTORS, ChannelError, receive, send
from autograder.run.kernel.environment import environment
from autograder.run.kernel.forkserver import (
    Child,
    ForkServer,
    ForkServerError,
    light_fork_server,
)
from autograder.run.kernel.workspace import workspace
from autograder.run.sandbox.limits import GIB, MIB
from autograder.run.sandbox.policy import Sandbox
from autograder.run.sandbox.probe import ensure

_log = logging.getLogger(__name__)
_MOST_ANSWER = 1 * MIB
_MEMORY_BYTES = 4 * GIB
#: for one notebook to be rewritten; a lesson's takes a twentieth of a second and of a gigabyte
_SECONDS, _SMALL_MEMORY_BYTES = 60.0, 1 * GIB
#: what a worker may write to a file that it was given
_FILE_BYTES = 1 * GIB
#: for a child to end that was killed
_END_SECONDS = 10.0


class WorkerError(Refused):
    """A call did not come to its end. The message is a clause that says why."""


class Workers:
    """Locked processes that take one call at a time each. Threads may share them.

    They are started when they are first needed, and end with `close` or the `with` block.
    """

    def __init__(
        self,
        fork_server: ForkServer,
        *,
        isolated: bool = True,
        number: int = 2,
        choose: Callable[[], object] = lambda: None,
    ) -> None:
        """Args:
        fork_server: its `light` one starts them.
        isolated: whether they are locked into a sandbox.
        number: how many there are, at most.
        choose: called before one is started: finds out how it can be locked in on this machine.
        """
        self._fork_server = fork_server
        self._isolated = isolated
        self._choose = choose
        # The one that was used last comes first: the others may not have to be started.
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        #: how many calls are made at a time, at most
        self.number = number
        for _ in range(number):
            self._idle.put(None)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        seconds: float,
        open_file: Callable[[int], int] | None = None,
        answer_bytes: int = _MOST_ANSWER,
        memory_bytes: int = _MEMORY_BYTES,
        file_bytes: int = _FILE_BYTES,
    ) -> Any:
        """Calls `module:function` in a fresh child of a worker.

        Args:
            function: as `package.module:function`.
            arguments: keyword arguments, plain JSON data.
            seconds: wall time that it may take.
            open_file: opens a file for it by a number, to be read or written; see
                `worker_process.open_file`. What it returns is closed here.
            answer_bytes: how long its answer may be, as JSON.
            memory_bytes: how much memory it may ask for.
            file_bytes: how long a file may become that it writes to.

        Returns:
            What the function returned: data of JSON, and of a process that read hostile bytes.

        Raises:
            WorkerError: it raised, took too long or too much, or answered what is no answer.
            ForkServerError: the machine does not let it start.
        """
        request = {
            "call": function,
            "arguments": dict(arguments or {}),
            "seconds": seconds,
            "memory": memory_bytes,
            "file": file_bytes,
        }
        worker = self._idle.get()
        try:
            if worker is None or not worker.lives:
                if worker is not None:
                    worker.close()
                worker = None
                self._choose()
                worker = _Worker(self._fork_server, isolated=self._isolated)
            with says_whose_fault(self._fork_server):
                return worker.call(request, open_file, seconds, answer_bytes)
        finally:
            self._idle.put(worker)

    def rewrite(
        self,
        function: str,
        arguments: Mapping[str, Any],
        file: Path | bytes | None,
        *,
        most: int,
        seconds: float = _SECONDS,
    ) -> tuple[Any, bytes]:
        """Calls a function that reads file 0, and writes what it makes of it to file 1.

        Args:
            file: to be read, or the bytes of one; None where there is none.
            most: bytes that may be written.

        Returns:
            What the function returned, and what it wrote.

        Raises:
            WorkerError, ForkServerError: as `call` does.
        """
        with tempfile.TemporaryFile() as made:

            def opened(number: int) -> int:
                if number == 0 and isinstance(file, bytes):
                    with tempfile.TemporaryFile() as given:
                        given.write(file)
                        given.seek(0)
                        return os.dup(given.fileno())
                if number == 0 and file is not None:
                    return os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
                return os.dup(made.fileno())

            answer = self.call(
                function,
                arguments,
                seconds=seconds,
                open_file=opened,
                memory_bytes=_SMALL_MEMORY_BYTES,
                file_bytes=most,
            )
            made.seek(0)
            return answer, made.read(most)

    def close(self) -> None:
        """Ends all of them; waits for calls that are under way."""
        for worker in [self._idle.get() for _ in range(self.number)]:
            if worker is not None:
                worker.close()
            self._idle.put(None)


@contextlib.contextmanager
def open_workers(*, isolated: bool = True, number: int = 2) -> Iterator[Workers]:
    """Workers where nothing else needs a fork server. Nothing starts before the first call.

    Args:
        isolated: whether they are locked in, in the first way that this machine allows.
    """
    with light_fork_server() as fork_server:
        choose = functools.cache(lambda: ensure(fork_server) if isolated else None)
        with Workers(fork_server, isolated=isolated, number=number, choose=choose) as workers:
            yield workers


class _Worker:
    def __init__(self, fork_server: ForkServer, *, isolated: bool) -> None:
        self._folder = ExitStack()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            folder = self._folder.enter_context(workspace())
            self._child: Child = fork_server.light.spawn(
                "autograder.run.worker_process:main",
                {},
                cwd=folder,
                env=environment(folder),
                log=folder / "worker.log",
                sandbox=_sandbox(folder) if isolated else None,
                descriptors=[theirs.fileno()],
            )

    @property
    def lives(self) -> bool:
        return self._child.poll() is None

    def call(
        self,
        request: Mapping[str, Any],
        open_file: Callable[[int], int] | None,
        seconds: float,
        most: int,
    ) -> Any:
        ours, theirs = socket.socketpair()
        with ours:
            try:
                with theirs:
                    socket.send_fds(self._control, [b"call"], [theirs.fileno()])
                return asked(ours, request, open_file, seconds, most)
            except OSError as error:
                raise WorkerError(f"it gave no answer that can be read ({error})") from None
            finally:
                self._end()

    def _end(self) -> None:
        """Ends the child, which may have more to say than its answer, and all that it started."""
        try:
            self._control.settimeout(_END_SECONDS)
            self._control.send(b"kill")
            while self._control.recv(64) != b"ended":
                if not self.lives:
                    return
        except OSError:
            self.close()

    def close(self) -> None:
        self._control.close()
        self._child.end(_END_SECONDS)
        self._folder.close()


@contextlib.contextmanager
def says_whose_fault(fork_server: ForkServer) -> Iterator[None]:
    """Where the fork server is gone, a call that failed says nothing about what was read.

    Raises:
        ForkServerError: in place of a `WorkerError`, where that is so.
    """
    try:
        yield
    except WorkerError:
        if fork_server.has_ended:
            raise ForkServerError("The grading process has ended.") from None
        raise


def asked(
    channel: socket.socket,
    request: Mapping[str, Any],
    open_file: Callable[[int], int] | None,
    seconds: float,
    most: int,
) -> Any:
    """What `worker_process.answer` makes of a request, at the other end of a channel.

    Args:
        request, open_file: see `Workers.call`.
        seconds: wall time that it may take.
        most: bytes of its answer.

    Raises:
        WorkerError: as `Workers.call` does.
    """
    until = time.monotonic() + seconds
    try:
        channel.settimeout(seconds)
        send(channel, request)
        while True:
            channel.settimeout(max(0.01, until - time.monotonic()))
            message = _plain(receive(channel, most), most)
            if open_file is not None and "open" in message:
                _open(channel, open_file, message["open"])
            elif open_file is not None and "open_all" in message:
                _open_all(channel, open_file, message["open_all"])
            else:
                return _answer(message)
    except TimeoutError:
        raise WorkerError(f"it took longer than {seconds:g} s") from None
    except (ChannelError, OSError) as error:
        _log.debug("what was asked: %s", error)
        raise WorkerError(f"it gave no answer that can be read ({error})") from None


def _sandbox(folder: Path) -> Sandbox:
    # What reads one student's file must not reach what reads another's at the same time.
    return Sandbox(str(folder), file_bytes=_FILE_BYTES, dumpable=False)


def _plain(received: tuple[Any, list[int]], most: int) -> Mapping[str, Any]:
    """A message as a dictionary; open files that came with it are not wanted."""
    message, descriptors = received
    for descriptor in descriptors:
        os.close(descriptor)
    if not isinstance(message, dict):
        raise ChannelError("no dictionary")
    return message


def _answer(message: Mapping[str, Any]) -> Any:
    if "answer" in message:
        return message["answer"]
    raise WorkerError(str(message.get("failed", "it gave no answer")))


def _open(channel: socket.socket, open_file: Callable[[int], int], number: Any) -> None:
    try:
        descriptor = open_file(int(number))
    except (OSError, ValueError, LookupError, TypeError) as error:
        send(channel, {"refused": str(error)[:200]})
        return
    try:
        send(channel, {}, [descriptor])
    finally:
        os.close(descriptor)


def _open_all(channel: socket.socket, open_file: Callable[[int], int], numbers: Any) -> None:
    if not isinstance(numbers, list) or len(numbers) > MAX_DESCRIPTORS:
        raise ChannelError("no list of files")
    opened: list[int | None] = []
    try:
        for number in numbers:
            try:
                opened.append(open_file(int(number)))
            except (OSError, ValueError, LookupError, TypeError):
                opened.append(None)
        files = [file for file in opened if file is not None]
        send(channel, {"opened": [file is not None for file in opened]}, files)
    finally:
        for file in opened:
            if file is not None:
                os.close(file)


@contextlib.contextmanager
def output_file(folder: Path) -> Iterator[BinaryIO]:
    """A file without a name for a call to write to, in `folder`; gone when it is closed."""
    with tempfile.TemporaryFile(dir=folder) as file:
        yield file

"""A worker: locked in once, it forks a child for each call, and ends it. [worker, driver]

A child reads what a student wrote with parsers that may have faults, so it ends with its call: what
one file does to it, no other file meets. It can write nowhere but to what it was given.

The coordinator sends `call` with one end of a socket pair, on which the child takes its request,
and `kill` where that takes too long; the answer is `ended`.
"""

from __future__ import annotations

import importlib
import os
import resource
import select
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.run.channel import ChannelError, receive, send
from autograder.run.sandbox.syscalls import adopt_orphans, die_with_parent, end_children

_MAX_REQUEST = 64 << 20
_MAX_ERROR = 500
#: beyond the wall time that the coordinator gives it
_MORE_CPU_SECONDS = 5
#: in a child: an open file that the coordinator has for this call, by number. The caller closes it
open_file: Callable[[int], int]
#: the same of up to `MAX_DESCRIPTORS`, in their order; None for each that cannot be had
open_files: Callable[[Sequence[int]], list[int | None]]


def main(descriptors: Sequence[int]) -> None:
    """What the forked child becomes.

    Args:
        descriptors: the worker's end of a socket pair of packets.
    """
    control = socket.socket(fileno=descriptors[0])
    adopt_orphans()
    while True:
        word, arrived, _, _ = socket.recv_fds(control, 64, 1)
        if not word:
            return
        if word != b"call":  # what is to be killed has just ended
            continue
        child = os.fork()
        if child == 0:
            _serve(control, socket.socket(fileno=arrived[0]))
        os.close(arrived[0])
        _wait_for(child, control)
        end_children()
        control.send(b"ended")


def _wait_for(child: int, control: socket.socket) -> None:
    """Waits until a child has ended, and kills it where it is told to."""
    handle = os.pidfd_open(child)
    try:
        while True:
            ready, _, _ = select.select([handle, control.fileno()], [], [])
            if control.fileno() in ready:
                word = control.recv(64)
                os.kill(child, signal.SIGKILL)
                if not word:
                    os._exit(0)
            if handle in ready:
                os.waitpid(child, 0)
                return
    finally:
        os.close(handle)


def _serve(control: socket.socket, channel: socket.socket) -> None:
    """In the child: does what the request says, and leaves."""
    try:
        die_with_parent()
        control.close()
        request, _ = receive(channel, _MAX_REQUEST)
        seconds = int(request["seconds"]) + _MORE_CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (request["memory"], request["memory"]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["file"], request["file"]))
        answer(channel, request)
    except (ChannelError, OSError):  # the coordinator has given up
        pass
    finally:
        os._exit(0)


def answer(channel: socket.socket, request: Mapping[str, Any]) -> None:
    """Calls the function that a request names, and sends what it returns, or why it failed.

    Raises:
        OSError, ChannelError: the coordinator is not there any more.
    """
    global open_file, open_files

    def open_file(number: int) -> int:
        send(channel, {"open": number})
        answer, arrived = receive(channel, _MAX_ERROR * 10)
        if not arrived:
            raise OSError(answer["refused"])
        return arrived[0]

    def open_files(numbers: Sequence[int]) -> list[int | None]:
        send(channel, {"open_all": list(numbers)})
        answer, arrived = receive(channel, _MAX_ERROR * 10)
        given = iter(arrived)
        return [next(given) if is_open else None for is_open in answer["opened"]]

    try:
        module, _, function = request["call"].partition(":")
        made: Any = getattr(importlib.import_module(module), function)(**request["arguments"])
        send(channel, {"answer": made})
    except (ChannelError, BrokenPipeError):
        raise
    except MemoryError:
        send(channel, {"failed": "it needed too much memory"})
    except BaseException as error:
        send(channel, {"failed": f"{type(error).__name__}: {error}"[:_MAX_ERROR]})

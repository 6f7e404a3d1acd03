"""The fork server's loop, in a process of its own: forks when asked, reports exits. [fork server]

The coordinator talks to it over a socket pair, one JSON object a line:

    → {"id": 1, "call": "package.module:function", "args": {…}, "cwd": …, "env": {…}, "log": …,
       "sandbox": {…} or null, "mechanism": "namespaces", "supervised": … or null}
    ← {"id": 1, "pid": 4711}
    ← {"pid": 4711, "status": 0}          when the child has ended; negative: the signal
    ← {"ready": true}                     once, when the libraries are imported
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import json
import os
import random
import selectors
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from autograder.run.kernel.interpreter import command, forget_checkout
from autograder.run.kernel.supervisor import supervise
from autograder.run.sandbox import ephemeral_uid
from autograder.run.sandbox.policy import Sandbox, bubblewrap, enter
from autograder.run.sandbox.syscalls import SandboxError, call, die_with_parent, end_children

#: what lessons use, and what a kernel itself is made of
PRELOAD = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "keras",
    "tensorflow",
    "graphviz",
    "pydot",
    "requests",
    "fsspec",
    "autograder.run.colab.install",
    "autograder.run.kernel.provisioner",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics.execution",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
)
_PR_SET_CHILD_SUBREAPER = 36


def serve(channel: socket.socket, modules: Iterable[str]) -> None:
    """Imports `modules`, then forks whenever the coordinator asks, until the line drops."""
    gc.disable()  # while all is new and nothing can be freed, looking takes a sixth of the time
    for name in modules:
        # A library that is not installed is the lesson's matter, not the parent's.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    # A child's collector then passes over all of this, and leaves its memory shared.
    gc.collect()
    gc.freeze()
    gc.enable()
    # Whatever outlives a child becomes ours, and is ended with it.
    call("prctl", _PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    wake_read, wake_write = os.pipe()
    for descriptor in (wake_read, wake_write):
        os.set_blocking(descriptor, False)
    signal.set_wakeup_fd(wake_write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    selector = selectors.DefaultSelector()
    selector.register(channel, selectors.EVENT_READ)
    selector.register(wake_read, selectors.EVENT_READ)
    ours = (channel.fileno(), wake_read, wake_write, selector.fileno())
    _send(channel, {"ready": True})
    running: dict[int, int | None] = {}  # process → its throwaway user
    try:
        _fork_on_request(channel, selector, wake_read, running, ours)
    except ConnectionError:  # the coordinator was killed while it was told something
        pass
    finally:
        _end_all(running)


def _fork_on_request(
    channel: socket.socket,
    selector: selectors.BaseSelector,
    wake_read: int,
    running: dict[int, int | None],
    ours: tuple[int, ...],
) -> None:
    """Forks whenever the coordinator asks, and tells it what ends; returns when the line drops."""
    buffer = b""
    while True:
        for key, _ in selector.select():
            if key.fd == wake_read:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake_read, 4096)
                continue
            chunk = channel.recv(1 << 16)
            if not chunk:
                return
            *lines, buffer = (buffer + chunk).split(b"\n")
            for line in lines:
                request = json.loads(line)
                _read_ahead(request["args"])
                user = ephemeral_uid.throwaway(request["id"]) if request["sandbox"] else None
                pid = os.fork()
                if pid == 0:
                    _become(request, user, close=ours)
                running[pid] = user
                _send(channel, {"id": request["id"], "pid": pid})
        for pid, status in _ended():
            if pid in running:
                _clean_up(running.pop(pid), running)
                _send(channel, {"pid": pid, "status": os.waitstatus_to_exitcode(status)})


def _read_ahead(args: dict[str, Any]) -> None:
    """Reads the data that a child will ask for, once for all of them."""
    if "mnist" in args.get("datasets", {}):
        from autograder.datasets.mnist import DatasetError, hold

        with contextlib.suppress(DatasetError):  # the child meets it, too, and says so
            hold(Path(args["datasets"]["mnist"]))


def _send(channel: socket.socket, message: dict[str, Any]) -> None:
    channel.sendall(json.dumps(message).encode() + b"\n")


def _ended() -> Iterable[tuple[int, int]]:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            yield pid, status


def _clean_up(user: int | None, running: dict[int, int | None]) -> None:
    """Ends what a child has left behind; namespaces leave nothing, the other ways may."""
    if user is not None:
        ephemeral_uid.end_all(user)
    end_children(but=running)


def _end_all(running: dict[int, int | None]) -> None:
    for pid in running:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    for pid, user in running.items():
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
        _clean_up(user, {other: None for other in running if other != pid})


def _become(request: dict[str, Any], user: int | None, close: tuple[int, ...]) -> NoReturn:
    """In the child: drops what belongs to the parent, then runs the job. Never returns."""
    status = 1
    try:
        os.setsid()
        die_with_parent()  # when it is killed, nobody is left to end this
        if os.getppid() == 1:
            _leave(1)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for descriptor in close:
            os.close(descriptor)
        log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
        call("prctl", _PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        if request["sandbox"] and request["mechanism"] == "bubblewrap":
            _start_anew(request)
        status = _run(request, user)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        _leave(status)


def _run(request: dict[str, Any], user: int | None) -> int:
    """Enters the sandbox and calls the function. Returns the exit status."""
    try:
        fork = functools.partial(_fork_kernels, request["supervised"])
        if not request["sandbox"]:
            fork()
        else:
            enter(Sandbox(**request["sandbox"]), request["mechanism"], user, fork)
            if request["mechanism"] == "user":
                tempfile.tempdir = None  # the parent's, which is closed in there
        os.chdir(request["cwd"])
        _reseed()
        module, _, function = request["call"].partition(":")
        getattr(importlib.import_module(module), function)(**request["args"])
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


def _fork_kernels(connection_file: str | None) -> None:
    if connection_file is not None:
        supervise(Path(connection_file))


def _leave(status: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(status)


def _start_anew(request: dict[str, Any]) -> NoReturn:
    """Bubblewrap starts programs, so what would be forked is imported once more inside."""
    program = shutil.which("bwrap", path=os.defpath)
    if program is None:
        raise SandboxError("bwrap is not installed")
    start = command("autograder.run.kernel.forkserver_process:alone", json.dumps(request))
    bubblewrap(program, Sandbox(**request["sandbox"]), start)


def alone() -> NoReturn:
    """What runs inside bubblewrap: one job, given as JSON in `sys.argv`."""
    status = 1
    try:
        status = _run(json.loads(sys.argv[1]), None)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        _leave(status)


def _reseed() -> None:
    """Without this, every child would draw the same random numbers."""
    import numpy as np

    random.seed()
    np.random.seed()


def main() -> None:
    """The fork server: `sys.argv` has the number of its socket, and further modules to import."""
    forget_checkout()
    # Python keeps frames in chunks of 16 KB. A loop that calls just beyond the end of one asks the
    # system for memory at each call, which doubled the time of these imports. A frame of this size
    # gets a chunk of 1 MB, in which our frames and those of all that is forked have room.
    serve.__code__ = serve.__code__.replace(co_stacksize=100_000)
    serve(socket.socket(fileno=int(sys.argv[1])), (*PRELOAD, *sys.argv[2:]))

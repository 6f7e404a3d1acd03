"""The warm parent: one process imports the heavy libraries once, then forks a child per job.

Importing TensorFlow takes seconds, forking a process that has imported it takes milliseconds. The
parent runs no TensorFlow operation (after one, a fork is no longer safe) and never reads a
submission, a solution or a test, because a child inherits whatever its parent holds.

The coordinator talks to the parent over a socket pair, one JSON object a line:

    → {"id": 1, "call": "package.module:function", "args": {…}, "cwd": …, "env": {…}, "log": …,
       "sandbox": {…} or null}
    ← {"id": 1, "pid": 4711}
    ← {"pid": 4711, "status": 0}          when the child has ended; negative: the signal
    ← {"ready": true}                     once, when the libraries are imported
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import random
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from autograder.run.sandbox import Sandbox, enter

# What lessons use, and what a kernel itself is made of.
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
    "autograder.run.colab._install",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
)

START_SECONDS = 300.0


class WarmParentError(RuntimeError):
    """The warm parent could not be started, or has died."""


class Child:
    """A process that the warm parent forked. It leads a process group of its own."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._status: int | None = None
        self._ended = threading.Event()

    def poll(self) -> int | None:
        """Exit status, negative for a signal; None while the process runs."""
        return self._status

    def wait(self, timeout: float | None = None) -> int | None:
        """Waits for the end, `timeout` seconds at most; the status, or None if it still runs."""
        self._ended.wait(timeout)
        return self._status

    def send_signal(self, signum: int) -> None:
        """Sends a signal to the child and everything in its process group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signum)

    def kill(self) -> None:
        """Ends the child and everything in its process group, at once."""
        self.send_signal(signal.SIGKILL)

    def ended(self, status: int) -> None:
        """Called by the warm parent's reader when the process has ended."""
        self._status = status
        self._ended.set()


class WarmParent:
    """The coordinator's handle on a warm parent. Threads may share it.

    The process is started when it is first needed, and ends with `close` or the `with` block.
    """

    def __init__(self, also_import: tuple[str, ...] = (), log: Path | None = None) -> None:
        """Args:
        also_import: modules to import besides `PRELOAD`.
        log: a file for what the parent prints; by default nothing is kept.
        """
        self._also_import = also_import
        self._log = log
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._next_id = 0
        self._answers: dict[int, int] = {}
        self._children: dict[int, Child] = {}
        self._changed = threading.Condition()
        self._ready = False
        self._dead = False

    def start(self) -> None:
        """Starts the process, which warms up in the background. Does nothing the second time.

        Raises:
            WarmParentError: it was closed.
        """
        with self._lock:
            if self._dead:
                raise WarmParentError("The grading process has ended.")
            if self._process is None:
                self._launch()

    def _launch(self) -> None:
        self._socket, theirs = socket.socketpair()
        env = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
        env.pop("PYTHONSTARTUP", None)
        # The inline backend has to be chosen before Matplotlib is imported.
        env["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(Path(self._log or os.devnull).open("ab"))
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "autograder.run.warm",
                    str(theirs.fileno()),
                    *self._also_import,
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=env,
                start_new_session=True,
            )
        theirs.close()
        threading.Thread(target=self._read, name="warm-parent-reader", daemon=True).start()

    def __enter__(self) -> WarmParent:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone, so that the end of a child says nothing about its job."""
        return self._dead

    def wait_until_ready(self, timeout: float = START_SECONDS) -> None:
        """Blocks until the libraries are imported.

        Raises:
            WarmParentError: the parent died, or took longer than `timeout` seconds.
        """
        self.start()
        with self._changed:
            self._changed.wait_for(lambda: self._ready or self._dead, timeout)
            if not self._ready:
                raise WarmParentError(
                    "The grading process did not start. Run `autograder doctor` to see why."
                )

    def spawn(
        self,
        call: str,
        args: Mapping[str, Any],
        *,
        cwd: Path,
        env: Mapping[str, str],
        log: Path,
        sandbox: Sandbox | None,
    ) -> Child:
        """Forks a child that calls `module:function` with keyword arguments.

        Args:
            call: the function, as `package.module:function`.
            args: its keyword arguments, plain JSON data.
            cwd: the child's working folder.
            env: the child's whole environment.
            log: the file that takes the child's standard output and error.
            sandbox: what the child may reach; None leaves it as free as we are.

        Raises:
            WarmParentError: the parent is not there any more.
        """
        self.wait_until_ready()
        with self._lock:
            self._next_id += 1
            number = self._next_id
            request = {
                "id": number,
                "call": call,
                "args": dict(args),
                "cwd": str(cwd),
                "env": dict(env),
                "log": str(log),
                "sandbox": asdict(sandbox) if sandbox else None,
            }
            assert self._socket is not None
            with contextlib.suppress(OSError):
                self._socket.sendall(json.dumps(request).encode() + b"\n")
        with self._changed:
            self._changed.wait_for(lambda: number in self._answers or self._dead)
            if number not in self._answers:
                raise WarmParentError("The grading process has died.")
            return self._children[self._answers.pop(number)]

    def close(self) -> None:
        """Ends the parent and all of its children."""
        self._dead = True  # first, so that whoever sees a child end can tell why
        for child in list(self._children.values()):
            if child.poll() is None:
                child.kill()
        with self._lock:
            if self._process is None or self._socket is None:
                return
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(2)
            self._process.kill()
            self._process.wait()

    def _read(self) -> None:
        assert self._socket is not None
        with self._socket.makefile("rb") as lines, contextlib.suppress(OSError):
            for line in lines:
                self._take(json.loads(line))
        with self._changed:
            self._dead = True
            for child in self._children.values():
                if child.poll() is None:
                    child.kill()
                    child.ended(-signal.SIGKILL)
            self._changed.notify_all()

    def _take(self, message: dict[str, Any]) -> None:
        with self._changed:
            if "ready" in message:
                self._ready = True
            elif "id" in message:
                self._children[message["pid"]] = Child(message["pid"])
                self._answers[message["id"]] = message["pid"]
            else:
                self._children.pop(message["pid"]).ended(message["status"])
            self._changed.notify_all()


def serve(channel: socket.socket, modules: Iterable[str]) -> None:
    """The parent's own loop: forks when asked, reports ends, stops when the line drops."""
    for name in modules:
        # A library that is not installed is the lesson's matter, not the parent's.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
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
    running: set[int] = set()
    buffer = b""
    while True:
        for key, _ in selector.select():
            if key.fd == wake_read:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake_read, 4096)
                continue
            chunk = channel.recv(1 << 16)
            if not chunk:
                _end_all(running)
                return
            *lines, buffer = (buffer + chunk).split(b"\n")
            for line in lines:
                request = json.loads(line)
                pid = os.fork()
                if pid == 0:
                    _become(request, close=ours)
                running.add(pid)
                _send(channel, {"id": request["id"], "pid": pid})
        for pid in list(running):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                running.discard(pid)
                _send(channel, {"pid": pid, "status": os.waitstatus_to_exitcode(status)})


def _send(channel: socket.socket, message: dict[str, Any]) -> None:
    channel.sendall(json.dumps(message).encode() + b"\n")


def _end_all(running: set[int]) -> None:
    for pid in running:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    for pid in running:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _become(request: dict[str, Any], close: tuple[int, ...]) -> NoReturn:
    """In the child: drops what belongs to the parent, then runs the job. Never returns."""
    status = 1
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for descriptor in close:
            os.close(descriptor)
        log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
        os.environ.clear()
        os.environ.update(request["env"])
        if request["sandbox"]:
            enter(Sandbox(**request["sandbox"]))
        os.chdir(request["cwd"])
        _reseed()
        module, _, function = request["call"].partition(":")
        getattr(importlib.import_module(module), function)(**request["args"])
        status = 0
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(status)


def _reseed() -> None:
    """Without this, every child would draw the same random numbers."""
    import numpy as np

    random.seed()
    np.random.seed(int.from_bytes(os.urandom(4), "little") ^ (time.time_ns() & 0xFFFF))


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), (*PRELOAD, *sys.argv[2:]))

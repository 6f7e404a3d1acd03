"""The fork server: imports the heavy libraries once, forks a child per job. [coordinator]

Importing TensorFlow takes seconds, forking a process that has imported it takes milliseconds. The
parent runs no TensorFlow operation (after one, a fork is no longer safe) and never reads a
submission, a solution or a test, because a child inherits whatever its parent holds.

This module is the coordinator's side of it; the process itself is `forkserver_process`.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.errors import MachineError
from autograder.run.kernel.interpreter import command
from autograder.run.kernel.workspace import workspace
from autograder.run.sandbox.policy import MechanismName, Sandbox

_log = logging.getLogger(__name__)
START_SECONDS = 300.0
#: what TensorFlow takes its numbers of threads from: within an operation, and for several at once
_THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
#: what lessons use, and what a kernel itself is made of
PRELOAD = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "keras",
    "tensorflow",
    "autograder.run.kernel.registered_kernels",
    "graphviz",
    "pydot",
    "requests",
    "fsspec",
    "autograder.run.colab.install",
    "autograder.run.kernel.kernel_process",
    "autograder.run.kernel.kernel_app",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics.execution",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
)
#: what workers and drivers import, a fiftieth of the above
_LIGHT_PRELOAD = (
    "nbformat",
    "nbclient",
    "jupyter_client.asynchronous",
    "zmq.asyncio",
    "zipfile",
    "autograder.run.worker_process",
    "autograder.run.kernel.driver_process",
    "autograder.grading.instrument",
    "autograder.run.packing",
    "autograder.report.notebook",
    "autograder.marking.formgrader.copy_in_worker",
    "autograder.report.fingerprints",
    "autograder.grading.reading_in_worker",
)
#: megabytes of Python's objects that are there when these are imported, at least
_ARENAS = {PRELOAD: 176, _LIGHT_PRELOAD: 40}
#: what the parent needs of our environment, to find programs and libraries
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONUSERBASE", "LD_LIBRARY_PATH")


class ForkServerError(MachineError):
    """The fork server could not be started, or has died."""


class Child:
    """A process that the fork server forked. It leads a process group of its own."""

    def __init__(self, pid: int, uid: int | None = None, *, has_own_pids: bool = False) -> None:
        self.pid = pid
        #: whether it is process 1 of a PID namespace, and not a process outside that waits for it
        self.has_own_pids = has_own_pids
        #: its ephemeral UID, where it has one
        self.uid = uid
        #: the controller of its control group whose limit it met: `memory` or `pids`
        self.exceeded: str | None = None
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

    def end(self, timeout: float) -> None:
        """Kills the child where it still runs, and waits for its end, `timeout` seconds at most."""
        if self.poll() is None:
            self.kill()
            self.wait(timeout)

    def ended(self, status: int, exceeded: str | None = None) -> None:
        """Called by the fork server's reader when the process has ended."""
        self.exceeded = exceeded
        self._status = status
        self._ended.set()


class ForkServer:
    """The coordinator's handle on a fork server. Threads may share it.

    The process is started when it is first needed, and ends with `close` or the `with` block.
    """

    def __init__(
        self,
        also_import: tuple[str, ...] = (),
        log: Path | None = None,
        preload: tuple[str, ...] = PRELOAD,
    ) -> None:
        """Args:
        also_import: modules to import besides `preload`.
        log: a file for what the parent prints; by default nothing is kept.
        preload: modules to import; by default those that every kernel needs.
        """
        #: how sandboxes are made; `autograder.run.sandbox.probe` sets what this machine allows
        self.mechanism: MechanismName = "namespaces"
        #: what control groups limit in a child, and their version; known once it is ready
        self.groups: Mapping[str, int] = {}
        #: how many threads TensorFlow computes with in a forked process; None: one a processor
        self.threads: int | None = None
        self._arenas = _ARENAS.get(preload, 0)
        self._modules = (*preload, *also_import)
        self._light: ForkServer | None = None
        self._main = self  # whose mechanism counts
        self._log = log
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = contextlib.ExitStack()  # the process's own working folder, and empty
        self._lock = threading.Lock()
        self._next_id = 0
        self._answers: dict[int, Child] = {}
        self._children: dict[int, Child] = {}
        self._changed = threading.Condition()
        self._ready = False
        self._dead = False

    def start(self) -> None:
        """Starts the process, which warms up in the background. Does nothing the second time.

        Raises:
            ForkServerError: it was closed.
        """
        with self._lock:
            if self._dead:
                raise ForkServerError("The grading process has ended.")
            if self._process is None:
                self._launch()

    def _launch(self) -> None:
        ours, theirs = socket.socketpair()
        self._socket = ours
        # Students can read what a process of theirs was started with, and it may hold our secrets.
        env = {name: os.environ[name] for name in _KEPT if name in os.environ}
        env |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
        # Threads that wait for work by spinning take the cores from other submissions.
        env["OPENBLAS_NUM_THREADS"] = "1"
        # Processes that live for seconds gain nothing from large pages, and where a virtual machine
        # gives free memory back to its host, a large one takes five times as long to be had again.
        env["NUMPY_MADVISE_HUGEPAGE"] = "0"
        # The inline backend has to be chosen before Matplotlib is imported.
        env["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(Path(self._log or os.devnull).open("ab"))
            folder = self._folder.enter_context(workspace())
            self._process = subprocess.Popen(
                command(
                    "autograder.run.kernel.forkserver_process:main",
                    str(theirs.fileno()),
                    str(self._arenas),
                    *self._modules,
                ),
                cwd=folder / "work",
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=env,
                start_new_session=True,
            )
        theirs.close()
        _log.debug("the fork server starts: process %d", self._process.pid)
        threading.Thread(
            target=self._read, args=(ours,), name="fork-server-reader", daemon=True
        ).start()

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def light(self) -> ForkServer:
        """A second one, for workers and drivers: ready in a second, and without TensorFlow.

        It isolates as this one does, and is closed with it.
        """
        with self._lock:
            if self._light is None:
                self._light = light_fork_server(self._log)
                self._light._main = self
                self._light._dead = self._dead
            return self._light

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone, so that the end of a child says nothing about its job."""
        return self._dead

    def share_processors(self, jobs: int) -> None:
        """Gives TensorFlow in a forked process its share of the processors.

        With more threads than processors a small network takes a third more processor time: they
        wait for each other by spinning.

        Args:
            jobs: how many processes compute at the same time.
        """
        self.threads = max(1, len(os.sched_getaffinity(0)) // max(1, jobs))

    def wait_until_ready(self, timeout: float = START_SECONDS) -> None:
        """Blocks until the libraries are imported.

        Raises:
            ForkServerError: the parent died, or took longer than `timeout` seconds.
        """
        self.start()
        with self._changed:
            self._changed.wait_for(lambda: self._ready or self._dead, timeout)
            if not self._ready:
                raise ForkServerError(
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
        supervised: Path | None = None,
        descriptors: Sequence[int] = (),
        beside: Child | None = None,
        driven: bool = False,
    ) -> Child:
        """Forks a child that calls `module:function` with keyword arguments.

        Args:
            call: the function, as `package.module:function`.
            args: its keyword arguments, plain JSON data.
            cwd: the child's working folder.
            env: the child's whole environment.
            log: the file that takes the child's standard output and error.
            sandbox: what the child may reach; None leaves it as free as we are.
            supervised: the connection file of a kernel, which is forked anew when it ends; see
                `autograder.run.kernel.supervisor`.
            descriptors: open files that the child inherits; the function gets their numbers there
                as the keyword argument `descriptors`, where there are any.
            beside: a child of another fork server, whose ephemeral UID this one has as well; when
                this one ends, so does all that the UID has running.
            driven: whether another child will be spawned `beside` this one, and end it.

        Raises:
            ForkServerError: the parent is not there any more.
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
                "env": {**env, **self._threads()},
                "log": str(log),
                "sandbox": asdict(sandbox) if sandbox else None,
                "mechanism": self._main.mechanism,
                "supervised": str(supervised) if supervised else None,
                "descriptors": len(descriptors),
                "uid": beside.uid if beside else None,
                "driven": driven,
            }
            if self._socket is None:
                raise ForkServerError("The grading process has ended.")
            with contextlib.suppress(OSError):
                line = json.dumps(request).encode() + b"\n"
                sent = socket.send_fds(self._socket, [line], descriptors)  # fewer than a pipe's
                self._socket.sendall(line[sent:])
        with self._changed:
            self._changed.wait_for(lambda: number in self._answers or self._dead)
            if number not in self._answers:
                raise ForkServerError("The grading process has died.")
            return self._answers.pop(number)

    def _threads(self) -> dict[str, str]:
        if self.threads is None:
            return {}
        return dict.fromkeys(_THREADS, str(self.threads))

    def close(self) -> None:
        """Ends the parent and all of its children, and `light` with its own."""
        self._dead = True  # first, so that whoever sees a child end can tell why
        if self._light not in (None, self):
            self._light.close()
        for child in list(self._children.values()):
            if child.poll() is None:
                child.kill()
        with self._lock:
            if self._process is None or self._socket is None:
                return
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(2 if self._ready else 0)  # else it has no child to end
            self._process.kill()
            self._process.wait()
            self._folder.close()

    def _read(self, ours: socket.socket) -> None:
        with ours.makefile("rb") as lines, contextlib.suppress(OSError):
            for line in lines:
                self._take(json.loads(line))
        with self._changed:
            if not self._dead:
                _log.info("the fork server has died")
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
                self.groups = message["groups"]
                _log.debug("the fork server has imported its libraries")
            elif "id" in message:
                # Not looked up by whoever asked: the child may have ended before they wake.
                child = self._children[message["pid"]] = Child(
                    message["pid"], message["uid"], has_own_pids=message["has_own_pids"]
                )
                self._answers[message["id"]] = child
            else:
                child = self._children.pop(message["pid"])
                child.ended(message["status"], message["exceeded"])
            self._changed.notify_all()


def light_fork_server(log: Path | None = None) -> ForkServer:
    """A fork server for workers and drivers alone, where no kernel is needed."""
    made = ForkServer(log=log, preload=_LIGHT_PRELOAD)
    made._light = made
    return made

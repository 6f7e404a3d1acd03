"""Executes a notebook, stopping where it is told to. [coordinator]

A driver talks to the kernel (`autograder.run.kernel.driver_process`): what a kernel sends is never
parsed here. This side starts both, measures what the kernel takes, and ends it.
"""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from autograder.run.channel import ChannelError, receive, send
from autograder.run.instrumentation import WHEN_ASKED, CapturePoint, Replacement
from autograder.run.kernel.environment import ASKED_TO_TYPE, NOBODY_TYPES, environment
from autograder.run.kernel.forkserver import Child, ForkServer
from autograder.run.refusals import refuse
from autograder.run.sandbox.limits import GIB, Limits
from autograder.run.sandbox.mechanisms import by_name
from autograder.run.sandbox.policy import Sandbox
from autograder.run.sandbox.usage import Meter, Usage, excess
from autograder.run.worker import asked, output_file, says_whose_fault

_log = logging.getLogger(__name__)

__all__ = [
    "BROUGHT",
    "CapturePoint",
    "Execution",
    "Forked",
    "Kernel",
    "Replacement",
    "execute",
    "fork",
]

#: folder of a workspace: what lies in it lies in the working folder, too, when cells begin to run
BROUGHT = "brought"
STATUSES: Final = frozenset(
    {"graded", "timed_out", "out_of_memory", "out_of_disk", "too_many_processes"}
    | {"too_much_output", "crashed"}
)
_MEASURE_SECONDS = 0.25
#: beyond all limits of the notebook's, for kernels to start and to be ended
_PATIENCE_SECONDS = 300.0
#: for a process to end that was killed
_END_SECONDS = 30.0
_MAX_MESSAGE = 1 << 20
#: of an executed notebook: what cells may show as JSON, and the notebook itself
_MAX_EXECUTED = 1 * GIB
_DRIVER_BYTES = 3 * GIB
_MAX_PROBLEMS = 1_000
_MAX_PROBLEM = 2_000
_NOT_DRIVEN = "the notebook sent what could not be read, and was stopped"


@dataclass(frozen=True)
class Execution:
    """What came of executing a notebook.

    Attributes:
        notebook: the executed notebook, as the bytes of a file that a driver wrote.
        status: `graded` where the end was reached within all limits, else `timed_out`,
            `out_of_memory`, `out_of_disk`, `too_many_processes`, `too_much_output` or `crashed`.
        problems: one sentence for each thing that went wrong, in order.
        reached: names of the capture points that were reached.
        replaced: name of what was to replace cells → why it could not, empty where it did.
        ends: for each kernel that ended before the notebook was done, how many cells it is safe to
            run up to there, in order.
        lives: name of a capture point that was reached → how many kernels had ended by then.
        seconds: wall time that the notebook's own cells took.
        traceback: of what we came upon, where that is why the kernel could not go on.
        noted: what `prepare` has noted of the notebook.
        stages: seconds by our own clock: `fork` of kernel and driver; `ready`, until the first cell
            begins, in which both are locked in; `cells`, until the last has ended, with captures;
            and by the driver's, `capture`, what these took.
    """

    notebook: bytes
    status: str
    problems: tuple[str, ...] = ()
    reached: frozenset[str] = frozenset()
    replaced: Mapping[str, str] = field(default_factory=dict)
    ends: tuple[int, ...] = ()
    lives: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    traceback: str = ""
    noted: Any = None
    stages: Mapping[str, float] = field(default_factory=dict)


class Kernel:
    """A student's kernel after the last cell, for whoever has something left to ask it.

    Attributes:
        reached: names of the capture points that were reached.
        lost: those of them that an earlier kernel of the notebook reached, which has ended.
        notebook: the executed notebook, as `Execution` has it.
    """

    def __init__(
        self, drive: _Drive, reached: frozenset[str], lost: frozenset[str], notebook: bytes
    ) -> None:
        self._drive = drive
        self.reached = reached
        self.lost = lost
        self.notebook = notebook

    def run(self, code: str, seconds: float | None = None) -> str:
        """Runs code silently.

        Args:
            seconds: how long it may take; by default as long as a call of a function.

        Returns:
            Why it did not come to its end; empty where it did.
        """
        return self._drive.run(code, seconds)


@dataclass
class Forked:
    """A kernel and its driver, forked and locked in, that wait for a notebook; see `fork`.

    Attributes:
        seconds: how long forking them took.
    """

    kernel: Child
    driver: Child
    channel: socket.socket
    connection: Mapping[str, Any]
    private_disk: bool
    seconds: float
    _fork_server: ForkServer
    _closing: contextlib.ExitStack

    def driven(self, drive: _Drive) -> _Drive:
        """Has `close` wait for what watches the kernel, too."""
        return self._closing.enter_context(drive)

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any],
        *,
        seconds: float,
        open_file: Callable[[int], int],
    ) -> Any:
        """Has the driver call a function, as `Workers.call`, before there is a notebook to run.

        After an error, no notebook can be run here.

        Raises:
            WorkerError, ForkServerError: as `Workers.call` does.
        """
        request = {"call": function, "arguments": dict(arguments)}
        with says_whose_fault(self._fork_server):
            return asked(self.channel, request, open_file, seconds, _MAX_MESSAGE)

    def close(self) -> None:
        """Ends both, and waits until they are gone. May be called more than once."""
        self._closing.close()


def fork(
    fork_server: ForkServer,
    workspace: Path,
    *,
    limits: Limits,
    datasets: Mapping[str, str] | None = None,
    served: Mapping[str, str] | None = None,
    isolated: bool = True,
) -> Forked:
    """Forks a kernel and its driver, which lock themselves in and wait for a notebook.

    That takes longer than a light notebook's cells do, so it can be done before there is one.

    Args:
        fork_server: where the kernel is forked from; the driver, from its `light` one.
        workspace: as `autograder.run.kernel.workspace` gives it; cells run in its folder `work`,
            where they find what lies in its folder `BROUGHT` by now.
        limits: how much the notebook may take.
        datasets: local files that are served in place of downloads.
        served: addresses of the course, and the local folder that holds what lies there, or file.
        isolated: whether kernel and driver are locked into a sandbox; see
            `autograder.run.sandbox.policy`.

    Raises:
        ForkServerError: the fork server is not there any more.
    """
    datasets, served = dict(datasets or {}), dict(served or {})
    connection = _connection(workspace)
    with contextlib.ExitStack() as opened:
        connection_file = workspace / "kernel.json"
        connection_file.write_text(json.dumps(connection), encoding="utf-8")
        began = time.monotonic()
        kernel = fork_server.spawn(
            "autograder.run.kernel.kernel_process:main",
            {
                "connection_file": str(connection_file),
                "datasets": datasets,
                "served": served,
                "brought": BROUGHT,
                "no_input": NOBODY_TYPES,
                "asked_to_type": ASKED_TO_TYPE,
            },
            cwd=workspace / "work",
            env=_environment(workspace),
            log=workspace / "kernel.log",
            sandbox=_sandbox(workspace, limits, datasets, served) if isolated else None,
            supervised=connection_file,
            driven=True,
        )
        opened.callback(kernel.end, _END_SECONDS)
        channel, theirs = socket.socketpair()
        opened.callback(channel.close)
        with theirs:
            driver = fork_server.light.spawn(
                "autograder.run.kernel.driver_process:main",
                {},
                cwd=workspace,
                env=environment(workspace),
                log=workspace / "driver.log",
                sandbox=_driver_sandbox(workspace) if isolated else None,
                descriptors=[theirs.fileno()],
                beside=kernel,
            )
        opened.callback(driver.end, _END_SECONDS)
        private_disk = isolated and by_name(fork_server.mechanism).private_disk
        took = time.monotonic() - began
        closing = opened.pop_all()
        return Forked(kernel, driver, channel, connection, private_disk, took, fork_server, closing)


def execute(
    notebook: bytes,
    *,
    fork_server: ForkServer,
    workspace: Path,
    capture_points: Sequence[CapturePoint] = (),
    replacements: Sequence[Replacement] = (),
    skip: Collection[int] = (),
    before: int | None = None,
    prepare: str | None = None,
    facts: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    datasets: Mapping[str, str] | None = None,
    served: Mapping[str, str] | None = None,
    isolated: bool = True,
    on_cell: Callable[[int, int], None] = lambda index, total: None,
    at_end: Callable[[Kernel], None] | None = None,
    forked: Forked | None = None,
) -> Execution:
    """Executes every cell of a notebook, going on after errors.

    Args:
        notebook: nbformat 4, valid, as the bytes of a file.
        fork_server, workspace, datasets, served, isolated: see `fork`.
        capture_points: where to halt, and what to run in the kernel there.
        replacements: what replaces cells.
        skip: indices of cells that are passed over.
        before: as many cells are run; all by default.
        prepare: a function that the driver calls with the notebook and `facts`, as
            `module:function`; see `autograder.run.kernel.driver_process.drive`.
        limits: how much the notebook may take.
        on_cell: told (index of a cell that begins to run, cells in all).
        at_end: called after the last cell while the kernel still lives; nothing that the kernel
            shows from then on is kept.
        forked: what `fork` gave for this workspace, with these limits and files. Its kernel has
            been sent SIGKILL when this returns, and whoever forked it closes it; without one, a
            kernel is forked, and is gone when this returns.
    """
    limits = limits or Limits()
    with contextlib.ExitStack() as opened:
        began = time.monotonic()
        if forked is None:
            forked = fork(
                fork_server,
                workspace,
                limits=limits,
                datasets=datasets,
                served=served,
                isolated=isolated,
            )
            opened.callback(forked.close)
        at_hand = time.monotonic()
        request = {
            "workspace": str(workspace),
            "connection": forked.connection,
            "limits": asdict(limits),
            "capture_points": [asdict(point) for point in capture_points],
            "replacements": [{**asdict(one), "cells": sorted(one.cells)} for one in replacements],
            "skip": sorted(skip),
            "before": before,
            "prepare": prepare,
            "facts": dict(facts or {}),
            "at_end": at_end is not None,
        }
        given = opened.enter_context(output_file(workspace))
        given.write(notebook)
        given.seek(0)
        executed = opened.enter_context(output_file(workspace))
        written = functools.cache(lambda: _content(executed) or notebook)
        drive = forked.driven(_Drive(forked, workspace, limits, on_cell, at_end, written))
        said = drive.go(request, [given.fileno(), executed.fileno()])
        ended = time.monotonic()
        first = drive.first_cell or ended
        stages = {
            "fork": at_hand - began,
            "ready": first - at_hand,
            "cells": ended - first - drive.asked_seconds,
        }
        execution = _execution(said, request, drive)
        execution = replace(execution, stages={**stages, **execution.stages})
        drive.end()
        return replace(execution, notebook=written() if said or drive.asked else notebook)


def _content(executed: BinaryIO) -> bytes:
    """What a driver has written by now. It may write more, which nobody reads."""
    descriptor = executed.fileno()
    return os.pread(descriptor, min(os.fstat(descriptor).st_size, _MAX_EXECUTED), 0)


def _connection(workspace: Path) -> dict[str, Any]:
    """What a connection file says; see "Connection files" in jupyter_client's documentation."""
    return {
        "transport": "ipc",
        "ip": str(workspace / "k"),  # short: the path of a Unix socket may have 108 bytes
        "shell_port": 1,
        "iopub_port": 2,
        "stdin_port": 3,
        "control_port": 4,
        "hb_port": 5,
        "key": secrets.token_hex(16),
        "signature_scheme": "hmac-sha256",
        "kernel_name": "",
    }


class _Drive:
    """The coordinator's end of the line to a driver, and the kernel that it drives."""

    def __init__(
        self,
        forked: Forked,
        workspace: Path,
        limits: Limits,
        on_cell: Callable[[int, int], None],
        at_end: Callable[[Kernel], None] | None,
        written: Callable[[], bytes],
    ) -> None:
        """Args:
        written: gives the executed notebook, once it is there.
        """
        self._channel = forked.channel
        self._kernel = kernel = forked.kernel
        self._meter = Meter(
            kernel.pid,
            workspace,
            private_disk=forked.private_disk,
            waits_outside=forked.private_disk and not kernel.has_own_pids,
            closely_above=limits.memory_bytes,
        )
        self._limits = limits
        self._on_cell = on_cell
        self._at_end = at_end
        self._written = written
        self._place = "the notebook"
        self._until = time.monotonic() + limits.notebook_seconds + _PATIENCE_SECONDS
        self._sending = threading.Lock()
        #: the driver has been sent its request, which it expects before all else
        self._requested = threading.Event()
        self._done = threading.Event()
        #: why the kernel was stopped from here: a status and a sentence
        self.stopped: tuple[str, str] | None = None
        #: whether the notebook's functions may have been told what hidden tests tell them
        self.asked = False
        #: when the first cell began, and how long we asked the kernel after the last one
        self.first_cell: float | None = None
        self.asked_seconds = 0.0
        self._watcher = threading.Thread(target=self._watch, name="usage", daemon=True)

    def __enter__(self) -> _Drive:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self._watcher.join()

    def end(self) -> None:
        """Kills the kernel. The watcher waits until it is gone, and nobody else does."""
        self._done.set()
        self._requested.set()
        self._kernel.kill()

    def go(self, request: Mapping[str, Any], files: Sequence[int]) -> Mapping[str, Any] | None:
        """Has the notebook run. Returns what the driver says of it; None where it says nothing."""
        try:
            with self._sending:
                self._channel.settimeout(_END_SECONDS)
                send(self._channel, request, files)
            self._requested.set()
            said: Mapping[str, Any] = self._answer("execution")
            return said
        except (ChannelError, OSError) as error:
            if not self.stopped:
                _log.info("the driver gave no answer that can be read: %s", error)
            return None

    def run(self, code: str, seconds: float | None) -> str:
        """See `Kernel.run`."""
        seconds = seconds or self._limits.call_seconds
        try:
            self._tell({"run": code, "seconds": seconds})
            return str(self._answer("ran"))[:_MAX_PROBLEM]
        except (ChannelError, OSError):
            return "the kernel ended"

    def _answer(self, key: str) -> Any:
        """Takes what the driver says, up to a message that has `key`.

        Raises:
            ChannelError: it is gone, or said what is no message.
            TimeoutError: it has been silent for longer than any notebook may take.
        """
        while True:
            self._channel.settimeout(max(0.01, self._until - time.monotonic()))
            message, descriptors = receive(self._channel, _MAX_MESSAGE)
            for descriptor in descriptors:
                os.close(descriptor)
            if not isinstance(message, dict):
                raise ChannelError("no dictionary")
            if key in message:
                return message[key]
            self._take(message)

    def _take(self, message: Mapping[str, Any]) -> None:
        if "place" in message:
            self.first_cell = self.first_cell or time.monotonic()
            index = _number(message["place"])
            self._place = f"cell {index + 1}"
            self._on_cell(index, _number(message["of"]))
        elif "interrupt" in message:
            self._kernel.send_signal(2)
        elif "kill" in message:
            self._kernel.kill()
        elif "at_end" in message and self._at_end is not None:
            at_end, self._at_end = self._at_end, None
            self.asked = True
            self._place = "a function of the notebook"
            names = message["at_end"]
            if not isinstance(names, dict):
                raise ChannelError("no dictionary")
            began = time.monotonic()
            reached, lost = _names(names.get("reached")), _names(names.get("lost"))
            at_end(Kernel(self, reached, lost, self._written()))
            self.asked_seconds = time.monotonic() - began
            self._until += self.asked_seconds
            self._tell({"go_on": True})

    def _tell(self, message: Mapping[str, Any]) -> None:
        self._requested.wait()  # a kernel may have ended before it
        with self._sending:
            send(self._channel, message)

    def _watch(self) -> None:
        """Measures the kernel until it has ended or the notebook is done."""
        while not self._done.is_set():
            if self._kernel.wait(_MEASURE_SECONDS) is not None:
                if exceeded := self._kernel.exceeded:
                    # Its files may lie in memory, too: then it is its disk that it filled.
                    left = Usage(disk_bytes=self._meter.on_disk())
                    self._stop(
                        excess(left, self._limits, self._place)
                        or excess(Usage(), self._limits, self._place, exceeded)
                    )
                with contextlib.suppress(OSError):
                    self._tell({"ended": True})
                return
            if self.stopped or self._done.is_set():
                continue
            try:
                too_much = excess(self._meter.read(), self._limits, self._place)
            except Exception as error:  # who can't be measured is not trusted to stay within limits
                _log.info("%s made it impossible to measure: %s", self._place, error)
                too_much = "crashed", f"{self._place} made it impossible to measure"
            self._stop(too_much)

    def _stop(self, too_much: tuple[str, str] | None) -> None:
        """Ends the kernel for a reason, if there is one."""
        if too_much and not self.stopped:
            self.stopped = too_much
            with contextlib.suppress(OSError):
                self._tell({"stopped": too_much})
            self._kernel.kill()


def _execution(
    said: Mapping[str, Any] | None,
    request: Mapping[str, Any],
    drive: _Drive,
) -> Execution:
    """What a driver says of a run, as far as it can be; where it says nothing that can, so much."""
    status, sentence = stopped = drive.stopped or ("crashed", _NOT_DRIVEN)
    if drive.asked:
        sentence = WHEN_ASKED.get(status, WHEN_ASKED["crashed"])
    try:
        if not isinstance(said, Mapping):
            raise ChannelError("no dictionary")
        status = str(said["status"])
        if status not in STATUSES:
            raise ChannelError("no status")
        problems = [str(one)[:_MAX_PROBLEM] for one in said["problems"][:_MAX_PROBLEMS]]
        if drive.stopped and status == "graded":
            status = stopped[0]
            problems.append(sentence)
        for what, why in said["refused"][:_MAX_PROBLEMS]:
            refuse(str(what), why)
        reached = _names(said["reached"])
        replaceable = {one["name"] for one in request["replacements"]}
        return Execution(
            b"",
            status,
            tuple(problems),
            reached,
            {n: str(why)[:_MAX_PROBLEM] for n, why in said["replaced"].items() if n in replaceable},
            tuple(map(_number, said["ends"])),
            {name: _number(said["lives"][name]) for name in reached},
            _seconds(said["seconds"]),
            str(said["traceback"]),
            said["noted"],
            {"capture": _seconds(said["capture_seconds"])},
        )
    except (ChannelError, LookupError, TypeError, ValueError, AttributeError):
        refuse(*stopped)
        return Execution(b"", stopped[0], (sentence,))


def _seconds(value: Any) -> float:
    return min(max(0.0, float(value)), 1e9)


def _names(value: Any) -> frozenset[str]:
    if not isinstance(value, list):
        raise ChannelError("no list of names")
    return frozenset(str(one) for one in value)


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 10_000_000:
        raise ChannelError("no number")
    return value


def _sandbox(
    workspace: Path, limits: Limits, datasets: Mapping[str, str], served: Mapping[str, str]
) -> Sandbox:
    return Sandbox(
        str(workspace),
        readable=(*datasets.values(), *served.values()),
        disk_bytes=limits.disk_bytes,
        file_bytes=limits.file_bytes,
        memory_bytes=limits.memory_bytes,
        # More than that, so that a single giant request fails before it is met.
        request_bytes=2 * limits.memory_bytes,
    )


def _driver_sandbox(workspace: Path) -> Sandbox:
    return Sandbox(
        str(workspace),
        disk_bytes=16 << 20,
        file_bytes=_MAX_EXECUTED,
        memory_bytes=_DRIVER_BYTES,
        request_bytes=_DRIVER_BYTES,
        may_connect=True,  # to the kernel's sockets
    )


def _environment(workspace: Path) -> dict[str, str]:
    return environment(
        workspace,
        HOME=str(workspace / "work"),
        IPYTHONDIR=str(workspace / "ipython"),
        TF_CPP_MIN_LOG_LEVEL="2",
        MPLBACKEND="module://matplotlib_inline.backend_inline",
    )

"""The fork server's loop, in a process of its own: forks when asked, reports exits. [fork server]

The coordinator talks to it over a socket pair, one JSON object a line:

    → {"id": 1, "call": "package.module:function", "args": {…}, "cwd": …, "env": {…}, "log": …,
       "sandbox": {…} or null, "mechanism": "namespaces", "supervised": … or null,
       "descriptors": 0, "uid": … or null, "driven": false}
                                          open files come with it, as many as it says: SCM_RIGHTS
    ← {"id": 1, "pid": 4711, "uid": 61184, "has_own_pids": true}
    ← {"pid": 4711, "status": 0, "exceeded": null}    when the child has ended; a negative status:
                                          the signal; else a limit of its control group
    ← {"ready": true, "groups": {"memory": 2, …}}     once, when the libraries are imported: what
                                          control groups limit, and their version
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from autograder.datasets.registry import preload
from autograder.run.kernel import huge_pages
from autograder.run.kernel.forkserver_child import become
from autograder.run.kernel.interpreter import forget_checkout, without_grammars
from autograder.run.sandbox import cgroups, ephemeral_uid, seccomp
from autograder.run.sandbox.mechanisms import by_name
from autograder.run.sandbox.policy import UNCOUNTED_DESCRIPTORS
from autograder.run.sandbox.shown import python_folders
from autograder.run.sandbox.syscalls import adopt_orphans, end_children

#: of one request, and of those that arrive with it: SCM_MAX_FD of the kernel
_MOST_DESCRIPTORS = 253
#: for the youngest generation, where Python has 700 objects: what is forked lives for a second
_GC_THRESHOLD = 20_000


@dataclass(frozen=True)
class _Running:
    """A child, by what has to be cleaned up after it."""

    uid: int | None
    group: cgroups.Group | None
    has_own_pids: bool


def serve(channel: socket.socket, modules: Iterable[str]) -> None:
    """Imports `modules`, then forks whenever the coordinator asks, until the line drops."""
    gc.disable()  # collections during these imports free nothing and take a sixth of the time
    for name in modules:
        # A library that is not installed is the lesson's matter, not the parent's.
        with contextlib.suppress(ImportError), without_grammars():
            module = importlib.import_module(name)
            # What fills caches that every child would have to fill for itself.
            getattr(module, "warm_up", lambda: None)()
    python_folders()
    seccomp.program(only_unix_sockets=False)
    # Frozen objects are not collected in children, whose pages stay shared; see gc.freeze.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD, *gc.get_threshold()[1:])
    gc.enable()
    huge_pages.collapse()
    adopt_orphans()
    wake_read, wake_write = os.pipe()
    for descriptor in (wake_read, wake_write):
        os.set_blocking(descriptor, False)
    signal.set_wakeup_fd(wake_write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    selector = selectors.DefaultSelector()
    selector.register(channel, selectors.EVENT_READ)
    selector.register(wake_read, selectors.EVENT_READ)
    this = os.pidfd_open(os.getpid())
    ours = (channel.fileno(), wake_read, wake_write, selector.fileno())
    groups = cgroups.find()
    groups.sweep()
    versions = {name: version for name, (version, _) in groups.parents.items()}
    _send(channel, {"ready": True, "groups": versions})
    running: dict[int, _Running] = {}
    try:
        _fork_on_request(channel, selector, wake_read, running, this, ours, groups)
    except ConnectionError:  # the coordinator was killed: EPIPE or ECONNRESET
        pass
    finally:
        _end_all(running)


def _fork_on_request(
    channel: socket.socket,
    selector: selectors.BaseSelector,
    wake_read: int,
    running: dict[int, _Running],
    this: int,
    ours: tuple[int, ...],
    groups: cgroups.Groups,
) -> None:
    """Forks whenever the coordinator asks, and tells it what ends; returns when the line drops."""
    buffer = b""
    arrived: list[int] = []
    look_again = 0.0
    while True:
        limited = [child.group for child in running.values() if child.group]
        ready = selector.select(cgroups.LOOK_SECONDS if limited else None)
        if time.monotonic() >= look_again:
            for group in limited:
                if group.exceeded():
                    group.end()
            look_again = time.monotonic() + cgroups.LOOK_SECONDS
        for key, _ in ready:
            if key.fd == wake_read:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake_read, 4096)
                continue
            chunk, descriptors, _, _ = socket.recv_fds(channel, 1 << 16, _MOST_DESCRIPTORS)
            if not chunk:
                return
            arrived += descriptors
            *lines, buffer = (buffer + chunk).split(b"\n")
            for line in lines:
                request = json.loads(line)
                if datasets := request["args"].get("datasets"):
                    preload(datasets)
                uid = request["uid"]
                sandbox = request["sandbox"]
                own: cgroups.Group | None = None
                if sandbox:
                    uid = ephemeral_uid.assign(request["id"]) if uid is None else uid
                    own = groups.make(request["id"], sandbox["memory_bytes"], sandbox["threads"])
                    if own is None or "memory" not in own.folders:
                        sandbox["descriptors"] = min(sandbox["descriptors"], UNCOUNTED_DESCRIPTORS)
                given, arrived = (
                    arrived[: request["descriptors"]],
                    arrived[request["descriptors"] :],
                )
                if given:
                    request["args"]["descriptors"] = given
                if sandbox:
                    pid, has_own_pids = by_name(request["mechanism"]).fork(uid)
                else:
                    pid, has_own_pids = os.fork(), False
                if pid == 0:
                    close = (*ours, *arrived)
                    become(request, uid, own, this, close, has_own_pids=has_own_pids)
                for descriptor in given:
                    os.close(descriptor)
                uid_to_end = None if request["driven"] else uid
                running[pid] = _Running(uid_to_end, own, has_own_pids)
                forked = {"pid": pid, "uid": uid, "has_own_pids": has_own_pids}
                _send(channel, {"id": request["id"], **forked})
        for pid, status in _ended():
            if pid in running:
                child = running.pop(pid)
                exceeded = child.group.exceeded() if child.group else None
                _clean_up(child, running)
                code = os.waitstatus_to_exitcode(status)
                _send(channel, {"pid": pid, "status": code, "exceeded": exceeded})


def _send(channel: socket.socket, message: dict[str, Any]) -> None:
    channel.sendall(json.dumps(message).encode() + b"\n")


def _ended() -> Iterable[tuple[int, int]]:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            yield pid, status


def _clean_up(child: _Running, running: Iterable[int]) -> None:
    """Ends what a child has left behind; namespaces leave nothing, the other ways may."""
    if child.uid is not None and not child.has_own_pids:  # the end of process 1 ended all
        ephemeral_uid.end_all(child.uid)
    end_children(but=running)
    if child.group:
        child.group.remove()


def _end_all(running: dict[int, _Running]) -> None:
    for pid in running:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    for pid, child in running.items():
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
        _clean_up(child, [other for other in running if other != pid])


def main() -> None:
    """The fork server.

    `sys.argv` has the number of its socket, the arenas of memory that it is certain to need, and
    the modules to import.
    """
    huge_pages.take_arenas(int(sys.argv[2]))
    forget_checkout()
    # Python keeps frames in chunks of 16 KB. A loop that calls just beyond the end of one asks the
    # system for memory at each call, which doubled the time of these imports. A frame of this size
    # gets a chunk of 1 MB, in which our frames and those of all that is forked have room.
    serve.__code__ = serve.__code__.replace(co_stacksize=100_000)
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[3:])

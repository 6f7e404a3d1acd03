"""What a child of the fork server does between the fork and its job. [forked child]

It drops what belongs to the fork server, enters the sandbox, and calls the job's function: a
kernel's, a checker's, an examiner's. The request is the one that the fork server has read.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import os
import random
import select
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

from autograder.run.kernel.interpreter import command
from autograder.run.kernel.supervisor import supervise
from autograder.run.sandbox.cgroups import Group
from autograder.run.sandbox.mechanisms import by_name
from autograder.run.sandbox.policy import Sandbox
from autograder.run.sandbox.syscalls import adopt_orphans, die_with_parent


def become(
    request: dict[str, Any],
    uid: int | None,
    group: Group | None,
    parent: int,
    close: tuple[int, ...],
    *,
    has_own_pids: bool,
) -> NoReturn:
    """Resets session, signals, descriptors and environment, then runs the job. Never returns.

    Args:
        parent: a pidfd of the fork server, to be closed.
        close: further descriptors of the fork server's.
        has_own_pids: whether this process is in a PID namespace of its own.
    """
    status = 1
    try:
        if group:
            group.join()
        os.setsid()
        die_with_parent()  # PR_SET_PDEATHSIG: killed with the fork server
        if select.select([parent], [], [], 0)[0]:  # it ended before that call
            _leave(1)
        os.close(parent)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for descriptor in close:
            os.close(descriptor)
        if request["supervised"] and (
            shared := sys.modules.get("autograder.datasets.shared_arrays")
        ):
            shared.close_files()  # before student code runs
        # A process before may have put a link there.
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        log = os.open(request["log"], flags, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
        adopt_orphans()
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        if request["sandbox"] and not by_name(request["mechanism"]).forks:
            again = command("autograder.run.kernel.forkserver_child:alone", json.dumps(request))
            by_name(request["mechanism"]).start(
                Sandbox(**request["sandbox"]), again, request["args"].get("descriptors", ())
            )
        status = _run(request, uid, has_own_pids=has_own_pids)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        _leave(status)


def _run(request: dict[str, Any], uid: int | None, *, has_own_pids: bool = False) -> int:
    """Enters the sandbox and calls the function. Returns the exit status."""
    try:
        fork = functools.partial(_fork_kernels, request["supervised"])
        if not request["sandbox"]:
            fork()
        else:
            by_name(request["mechanism"]).enter(
                Sandbox(**request["sandbox"]), uid, fork, has_own_pids=has_own_pids
            )
            tempfile.tempdir = None  # the parent's, which may be closed in there
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


def alone() -> NoReturn:
    """What runs where `Mechanism.start` starts programs: one job, given as JSON in `sys.argv`."""
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
    random.seed()
    if module := sys.modules.get("numpy.random"):  # else it is seeded when it is imported
        module.seed()

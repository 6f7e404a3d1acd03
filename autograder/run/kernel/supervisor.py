"""Restarts a student's kernel in the same sandbox where Python has ended. [forked child]

In Jupyter and Colab the end of Python is not the end of the work. `os._exit(0)` after an install,
`do_shutdown(restart=True)` or a crash leave a notebook whose next cell runs in a fresh kernel, with
the same files and without the variables. The process that has entered the sandbox stays as it is
and forks the kernels, one after the other, so that no kernel inherits anything of one before it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

from autograder.run.kernel.environment import MAX_RESTARTS, STARTS
from autograder.run.sandbox.cgroups import LOOK_SECONDS
from autograder.run.sandbox.syscalls import die_with_parent, end_children


def supervise(connection_file: Path) -> None:
    """Returns in a child that is to become the kernel, and in a fresh one when that has ended.

    The calling process never returns: it leaves with the status of the last kernel.
    """
    folder = connection_file.parent
    connection = connection_file.read_bytes()
    starts = os.open(folder / STARTS, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the kernel
    code = 0
    for _ in range(1 + MAX_RESTARTS):
        connection_file.write_bytes(connection)  # which the kernel before could change
        os.write(starts, b".")
        kernel = os.fork()
        if kernel == 0:
            os.close(starts)
            die_with_parent()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            return
        code = _wait_for(kernel)
        if code == -signal.SIGKILL:
            # Where its control group is out of memory, that is the end of us all in a moment.
            time.sleep(2 * LOOK_SECONDS)
        end_children()
        for socket in folder.glob("k-*"):
            with contextlib.suppress(OSError):
                socket.unlink()  # a stale socket would accept no connection
    os._exit(code if code >= 0 else 128 - code)


def _wait_for(kernel: int) -> int:
    """The exit status of the kernel; what it has orphaned is waited for as well."""
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == kernel:
            return os.waitstatus_to_exitcode(status)

"""Ephemeral UIDs, one for each submission, for root. [coordinator, fork server, forked child]"""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

from autograder.run.sandbox.syscalls import set_dumpable

#: who a student is inside a user namespace
STUDENT = 1000
#: ids that no person and no service has: systemd hands them out for a moment (systemd.exec(5))
_EPHEMERAL = range(61_184, 65_520)


def assign(number: int) -> int | None:
    """The UID for the `number`-th child of this process; None where we are not root."""
    if os.geteuid() != 0:
        return None
    # Another grader on this machine starts elsewhere.
    return _EPHEMERAL[(os.getpid() * 97 + number) % len(_EPHEMERAL)]


def give(folder: Path, uid: int) -> None:
    """Makes `uid` the owner of a folder and of all that is in it.

    A process of a student may be at work in there, so no path is followed twice.
    """
    for _, folders, files, handle in os.fwalk(folder):
        os.fchown(handle, uid, uid)
        for name in (*folders, *files):
            with contextlib.suppress(FileNotFoundError):
                os.chown(name, uid, uid, dir_fd=handle, follow_symlinks=False)


def become(uid: int) -> None:
    """Sets real, effective and saved ids, so that root cannot be regained; see setresuid(2)."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    # So that the process may still describe itself in /proc, and its memory can be measured.
    set_dumpable(True)


def end_all(uid: int) -> None:
    """Ends every process of an ephemeral UID, also those that left their group. Root only."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(OSError):
            become(uid)
            os.kill(-1, signal.SIGKILL)  # all processes that it may signal but itself; see kill(2)
        os._exit(0)
    os.waitpid(child, 0)

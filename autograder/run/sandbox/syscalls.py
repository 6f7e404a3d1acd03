"""Linux system calls that Python has no function for, and what they are told. [any]"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import signal
from collections.abc import Iterable
from pathlib import Path

from autograder.errors import MachineError

_libc = ctypes.CDLL(None, use_errno=True)

#: system calls without a function in the C library; their numbers differ between processors
_NUMBERS = {
    "x86_64": {"pivot_root": 155},
    "aarch64": {"pivot_root": 41},
}
#: newer calls have one number everywhere
_COMMON = {"landlock_create_ruleset": 444, "landlock_add_rule": 445, "landlock_restrict_self": 446}
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_PR_SET_CHILD_SUBREAPER = 36


class SandboxError(MachineError):
    """This machine does not let us build the sandbox. The message says which step failed."""


def call(name: str, *arguments: object) -> int:
    """Calls a function of the C library, or a system call that has none; text goes as bytes.

    Raises:
        SandboxError: it failed.
    """
    plain = [part.encode() if isinstance(part, str) else part for part in arguments]
    number = _COMMON.get(name) or _NUMBERS.get(os.uname().machine, {}).get(name)
    function = getattr(_libc, name) if number is None else _libc.syscall
    result: int = function(*plain) if number is None else function(number, *plain)
    if result < 0:
        code = ctypes.get_errno()
        raise SandboxError(f"{name} failed: {errno.errorcode.get(code, code)}")
    return result


def children(pid: int) -> list[int]:
    """The processes that a process has started, or inherited, and that have not been waited for."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for one in threads for child in (one / "children").read_text().split()]
    except OSError:  # it is gone, or this is a kernel without these files
        import psutil

        with contextlib.suppress(psutil.NoSuchProcess):
            return [child.pid for child in psutil.Process(pid).children()]
        return []


def end_children(but: Iterable[int] = ()) -> None:
    """Ends the processes below this one, which has to be their reaper.

    Args:
        but: children that are left alone.
    """
    # Orphans are reparented to this process: PR_SET_CHILD_SUBREAPER, see adopt_orphans.
    while left := [pid for pid in children(os.getpid()) if pid not in but]:
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for pid in left:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def adopt_orphans() -> None:
    """Reparents orphaned descendants to this process, which can then kill them; see prctl(2)."""
    call("prctl", _PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent() -> None:
    """Kills this process when its parent ends. Changing user ids clears it; see prctl(2)."""
    call("prctl", _PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def set_dumpable(dumpable: bool) -> None:
    """Lets processes of the same user look into this one, or not: PR_SET_DUMPABLE, see prctl(2)."""
    call("prctl", _PR_SET_DUMPABLE, int(dumpable), 0, 0, 0)

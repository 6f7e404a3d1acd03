"""What every mechanism locks a forked child in with, beside what is its own. [forked child]"""

from __future__ import annotations

import resource
import signal
import struct

from autograder.run.sandbox import landlock, seccomp
from autograder.run.sandbox.policy import Sandbox
from autograder.run.sandbox.shown import DEVICES
from autograder.run.sandbox.syscalls import call, set_dumpable

# From linux/prctl.h and linux/capability.h.
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522


def drop_privileges() -> None:
    """Drops all capabilities, irrevocably: capabilities(7), PR_SET_NO_NEW_PRIVS of prctl(2)."""
    call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    call("capset", header, struct.pack("6I", 0, 0, 0, 0, 0, 0))


def limit(sandbox: Sandbox) -> None:
    """The kernel's limits on each process; see setrlimit(2)."""
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, sandbox.file_bytes),
        (resource.RLIMIT_DATA, sandbox.request_bytes),
        (resource.RLIMIT_NPROC, sandbox.threads),
        (resource.RLIMIT_NOFILE, sandbox.descriptors),
    ):
        _, hard = resource.getrlimit(limit)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file too large is an error, not the end


def restrict(sandbox: Sandbox) -> None:
    """PR_SET_DUMPABLE, Landlock and the system call filter, as a second wall.

    Raises:
        SandboxError: the machine refuses a step.
    """
    if not sandbox.dumpable:
        set_dumpable(False)
    if landlock.version():
        landlock.restrict(["/"], [*writable(sandbox), "/tmp", "/dev/shm"])
    seccomp.restrict(only_unix_sockets=False)


def writable(sandbox: Sandbox) -> list[str]:
    """The folders and devices that a child may write to."""
    return [sandbox.workspace, *(f"/dev/{name}" for name in DEVICES)]

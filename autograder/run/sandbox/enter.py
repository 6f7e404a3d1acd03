"""Locks a forked child in before any student code runs in it; see `policy`. [forked child]"""

from __future__ import annotations

import os
import resource
import signal
import struct
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from autograder.run.sandbox import ephemeral_uid, landlock, namespaces, seccomp
from autograder.run.sandbox.policy import Mechanism, Sandbox
from autograder.run.sandbox.syscalls import SandboxError, call, set_dumpable

# From linux/prctl.h and linux/capability.h.
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522

#: what the kernel tells every process about the machine, and Python and TensorFlow ask
_ABOUT_THE_MACHINE = (
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/filesystems",
    "/sys/devices/system/cpu",
)
#: files that Python's own modules read where they see them, and here nothing hides them
_ETC_SEEN = ("passwd", "group", "mime.types")


def enter(
    sandbox: Sandbox,
    mechanism: Mechanism,
    uid: int | None,
    fork: Callable[[], None] = lambda: None,
    *,
    has_own_pids: bool = False,
) -> None:
    """Moves this process into the sandbox. With namespaces, it may return in a new child.

    Args:
        mechanism: one of `MECHANISMS`; with `bubblewrap`, what `bwrap` started calls this.
        uid: for root: the ephemeral UID that the child becomes.
        fork: called in there; it may return in a child, or in several.
        has_own_pids: whether this process was forked into a PID namespace of its own.

    Raises:
        SandboxError: the machine refuses a step.
    """
    if uid is not None:
        ephemeral_uid.give(Path(sandbox.workspace), uid)
    if mechanism == "namespaces":
        namespaces.enter(
            sandbox.workspace,
            sandbox.readable,
            sandbox.disk_bytes,
            uid,
            has_own_pids=has_own_pids,
        )
    elif mechanism == "user":
        if uid is None:
            raise SandboxError("only root can hand out user ids")
        ephemeral_uid.become(uid)
    _drop_privileges()
    _limit(sandbox)
    if mechanism != "user":
        _restrict(sandbox, mechanism)
    fork()
    if mechanism == "user":
        # Each child has a Landlock ruleset of its own, which allows /proc/self of that process
        # alone. It also keeps the child from its parent, which is outside the ruleset.
        _restrict(sandbox, mechanism)


def _drop_privileges() -> None:
    """Drops all capabilities, irrevocably: capabilities(7), PR_SET_NO_NEW_PRIVS of prctl(2)."""
    call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    call("capset", header, struct.pack("6I", 0, 0, 0, 0, 0, 0))


def _limit(sandbox: Sandbox) -> None:
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, sandbox.file_bytes),
        (resource.RLIMIT_DATA, sandbox.request_bytes),
        (resource.RLIMIT_NPROC, sandbox.threads),
        (resource.RLIMIT_NOFILE, sandbox.descriptors),
    ):
        resource.setrlimit(limit, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file too large is an error, not the end


def _restrict(sandbox: Sandbox, mechanism: Mechanism) -> None:
    """PR_SET_DUMPABLE, Landlock and the system call filter."""
    if not sandbox.dumpable:
        set_dumpable(False)
    alone = mechanism == "user"  # no namespaces: Landlock and seccomp are the only isolation
    writable = [sandbox.workspace, *(f"/dev/{name}" for name in namespaces.DEVICES)]
    if alone:
        readable = [
            *namespaces.SYSTEM,
            *(f"/etc/{name}" for name in (*namespaces.ETC, *_ETC_SEEN)),
            *namespaces.python_folders(),
            *sandbox.readable,
            *_ABOUT_THE_MACHINE,
        ]
        landlock.restrict(readable, writable)
        if not seccomp.restrict(only_unix_sockets=True, may_connect=sandbox.may_connect):
            raise SandboxError("the network can't be taken away on this processor")
        return
    if landlock.version():
        landlock.restrict(["/"], [*writable, "/tmp", "/dev/shm"])
    seccomp.restrict(only_unix_sockets=False)


def bubblewrap(program: str, sandbox: Sandbox, command: list[str]) -> NoReturn:
    """Becomes `bwrap`, which runs `command` in namespaces. The environment and folder stay.

    Raises:
        SandboxError: the program could not be started.
    """
    parts = [program, "--unshare-all", "--die-with-parent", "--new-session", "--as-pid-1"]
    parts += ["--tmpfs", "/tmp", "--dev", "/dev", "--proc", "/proc"]
    for path in namespaces.SYSTEM:
        if os.path.islink(path):
            parts += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            parts += ["--ro-bind", path, path]
    for path in (*(f"/etc/{name}" for name in namespaces.ETC), *namespaces.python_folders()):
        parts += ["--ro-bind-try", path, path]
    for path in sandbox.readable:
        parts += ["--ro-bind", os.path.realpath(path), path]
    parts += ["--bind", sandbox.workspace, sandbox.workspace, "--chdir", os.getcwd()]
    try:
        os.execv(program, [*parts, "--", *command])
    except OSError as error:
        raise SandboxError(f"{program} could not be started: {error.strerror}") from None

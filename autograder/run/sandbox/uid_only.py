"""An ephemeral UID, Landlock and seccomp: where there are no namespaces to be had. [forked child]

For root in a container that has none to give, such as Gradescope's.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from autograder.run.sandbox import ephemeral_uid, landlock, seccomp
from autograder.run.sandbox.lock import drop_privileges, limit, writable
from autograder.run.sandbox.policy import Mechanism, Sandbox
from autograder.run.sandbox.shown import ETC, SYSTEM, python_folders
from autograder.run.sandbox.syscalls import SandboxError, set_dumpable

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


class UidOnly(Mechanism):
    """A user id that lives as long as the submission."""

    name = "user"
    describes = "a user id per submission, and a filter on network calls"
    advice = (
        "Student code can find out that other processes exist, though not what they are. Better "
        "where you may choose: a container with CAP_SYS_ADMIN."
    )

    def enter(
        self,
        sandbox: Sandbox,
        uid: int | None,
        fork: Callable[[], None] = lambda: None,
        *,
        has_own_pids: bool = False,
    ) -> None:
        """As `Mechanism.enter`."""
        if uid is None:
            raise SandboxError("only root can hand out user ids")
        ephemeral_uid.give(Path(sandbox.workspace), uid)
        ephemeral_uid.become(uid)
        drop_privileges()
        limit(sandbox)
        fork()
        # After that: each child has a Landlock ruleset of its own, which allows /proc/self of that
        # process alone. It also keeps the child from its parent, which is outside the ruleset.
        if not sandbox.dumpable:
            set_dumpable(False)
        readable = [
            *SYSTEM,
            *(f"/etc/{name}" for name in (*ETC, *_ETC_SEEN)),
            *python_folders(),
            *sandbox.readable,
            *_ABOUT_THE_MACHINE,
        ]
        landlock.restrict(readable, writable(sandbox))
        if not seccomp.restrict(only_unix_sockets=True, may_connect=sandbox.may_connect):
            raise SandboxError("the network can't be taken away on this processor")

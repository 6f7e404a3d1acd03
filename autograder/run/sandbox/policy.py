"""The sandbox policy: what a locked process may reach, and how much it may take. [any]

What it keeps: the Python installation and system libraries, read-only; a working folder,
/tmp and /dev/shm of limited size; a loopback of its own. What it loses: every other file
(solutions, tests, results, homes), the network, other processes, and all privileges.

Three ways lead there, and `autograder.run.sandbox.probe` finds out which one the machine allows:

- `namespaces`: those of the kernel, as root or through user namespaces;
- `bubblewrap`: the same by way of the program `bwrap`, which may do it on systems where users may
  not; it starts Python anew for each submission, which costs seconds;
- `user`: for root in a container that has no namespaces to give: a user id that lives as long as
  the submission, Landlock for files, a system call filter for the network.

Landlock and the filter are put on in the other two ways as well, where the kernel has them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

MechanismName = Literal["namespaces", "bubblewrap", "user"]
#: how an administrator lets users make namespaces; the second is for Ubuntu 24.04 and later
LET_USERS_MAKE_NAMESPACES = (
    "sysctl kernel.unprivileged_userns_clone=1, and on Ubuntu 24.04 "
    "kernel.apparmor_restrict_unprivileged_userns=0"
)


#: buffers of so many sockets are all that nobody may have counted
UNCOUNTED_DESCRIPTORS = 512


@dataclass(frozen=True)
class Sandbox:
    """What a child may reach, and how much it may take.

    Attributes:
        workspace: the one folder on disk that it may write.
        readable: further files and folders that it sees, read-only, at the same paths.
        disk_bytes: size of its private disk: working folder, /tmp and /dev/shm together.
        file_bytes: largest file that it may write.
        memory_bytes: what all of its processes may take together, where the kernel counts that.
        request_bytes: most memory that one process in it may ask for.
        threads: how many processes and threads it may have in all.
        descriptors: how many files and sockets one process may have open, where a control group
            counts the memory that they take; elsewhere `UNCOUNTED_DESCRIPTORS` at most.
        dumpable: whether its processes may look into one another; see PR_SET_DUMPABLE of prctl(2).
        may_connect: whether it may connect to sockets where these are not its own alone.
    """

    workspace: str
    readable: tuple[str, ...] = ()
    disk_bytes: int = 2 << 30
    file_bytes: int = 2 << 30
    memory_bytes: int = 16 << 30
    request_bytes: int = 16 << 30
    threads: int = 4096
    descriptors: int = 4096
    dumpable: bool = True
    may_connect: bool = False


class Mechanism:
    """A way to lock a child in; see `autograder.run.sandbox.mechanisms` for those that there are.

    Attributes:
        describes: what it gives, in a few words.
        advice: what would be better, and how to have it; empty where nothing would.
        private_disk: whether all that a child writes outside of its workspace lies on a disk of
            its own, in memory and of limited size.
        forks: whether what was forked can be locked in; else `start` starts a program that is.
    """

    name: ClassVar[MechanismName]
    describes: ClassVar[str]
    advice: ClassVar[str] = ""
    private_disk: ClassVar[bool] = False
    forks: ClassVar[bool] = True

    def fork(self, uid: int | None) -> tuple[int, bool]:
        """Forks a child that will be locked in.

        Args:
            uid: for root: the ephemeral UID that it will become.

        Returns:
            What `os.fork` returns, and whether the child has a PID namespace of its own.
        """
        return os.fork(), False

    def start(
        self, sandbox: Sandbox, command: Sequence[str], descriptors: Sequence[int] = ()
    ) -> None:
        """Becomes a program in the sandbox, where what was forked cannot be locked in.

        Args:
            command: what enters the sandbox then, by `enter`.
            descriptors: open files that it inherits.

        Raises:
            SandboxError: it cannot be started.
        """
        raise NotImplementedError

    def enter(
        self,
        sandbox: Sandbox,
        uid: int | None,
        fork: Callable[[], None] = lambda: None,
        *,
        has_own_pids: bool = False,
    ) -> None:
        """Moves this process into the sandbox; it may return in a new child.

        Args:
            uid: for root: the ephemeral UID that the child becomes.
            fork: called in there; it may return in a child, or in several.
            has_own_pids: whether `fork` has given it a PID namespace.

        Raises:
            SandboxError: the machine refuses a step.
        """
        raise NotImplementedError

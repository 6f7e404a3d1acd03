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

from dataclasses import dataclass
from typing import Literal

Mechanism = Literal["namespaces", "bubblewrap", "user"]
MECHANISMS: tuple[Mechanism, ...] = ("namespaces", "bubblewrap", "user")


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
        descriptors: how many files and sockets one process may have open.
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
    descriptors: int = 512
    dumpable: bool = True
    may_connect: bool = False

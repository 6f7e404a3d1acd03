"""Whether this machine can isolate student code, found out by doing it."""

from __future__ import annotations

from autograder.run.notebook import workspace
from autograder.run.sandbox import Sandbox
from autograder.run.warm import WarmParent


class IsolationError(RuntimeError):
    """Student code cannot be isolated here. The message says why, and what to do."""


def ensure(warm: WarmParent) -> None:
    """Builds a sandbox and leaves it again.

    Raises:
        IsolationError: the machine refuses a step of it.
    """
    with workspace() as folder:
        log = folder / "log"
        child = warm.spawn(
            "autograder.run.isolation:nothing",
            {},
            cwd=folder,
            env={},
            log=log,
            sandbox=Sandbox(str(folder)),
        )
        if child.wait(60) != 0:
            lines = log.read_text(errors="replace").strip().splitlines()
            reason = lines[-1].rpartition("SandboxError: ")[2] if lines else "it took too long"
            raise IsolationError(
                f"This machine does not let student code be isolated ({reason}). Allow user "
                "namespaces (sysctl kernel.unprivileged_userns_clone=1, and on Ubuntu 24.04 "
                "kernel.apparmor_restrict_unprivileged_userns=0), or, for people whom you trust, "
                "grade with --isolation none."
            )


def nothing() -> None:
    """What the trial process does."""

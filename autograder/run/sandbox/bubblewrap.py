"""Bubblewrap makes the same namespaces, on systems where users may not. [forked child]

It starts programs: what would be forked is imported once more, for each submission.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence

from autograder.run.sandbox.lock import drop_privileges, limit, restrict
from autograder.run.sandbox.policy import LET_USERS_MAKE_NAMESPACES, Mechanism, Sandbox
from autograder.run.sandbox.shown import ETC, SYSTEM, python_folders
from autograder.run.sandbox.syscalls import SandboxError


class Bubblewrap(Mechanism):
    """The program `bwrap`; see bwrap(1)."""

    name = "bubblewrap"
    forks = False
    describes = "bubblewrap: no network, no other files or processes"
    advice = (
        "Each submission starts Python anew, which takes seconds. Faster: let users make "
        f"namespaces ({LET_USERS_MAKE_NAMESPACES})."
    )

    def start(
        self, sandbox: Sandbox, command: Sequence[str], descriptors: Sequence[int] = ()
    ) -> None:
        """As `Mechanism.start`: becomes `bwrap`, which runs the command in namespaces."""
        program = shutil.which("bwrap", path=os.defpath)
        if program is None:
            raise SandboxError("bwrap is not installed")
        for descriptor in descriptors:
            os.set_inheritable(descriptor, True)
        parts = [program, "--unshare-all", "--die-with-parent", "--new-session", "--as-pid-1"]
        parts += ["--tmpfs", "/tmp", "--dev", "/dev", "--proc", "/proc"]
        for path in SYSTEM:
            if os.path.islink(path):
                parts += ["--symlink", os.readlink(path), path]
            elif os.path.isdir(path):
                parts += ["--ro-bind", path, path]
        for path in (*(f"/etc/{name}" for name in ETC), *python_folders()):
            parts += ["--ro-bind-try", path, path]
        for path in sandbox.readable:
            parts += ["--ro-bind", os.path.realpath(path), path]
        parts += ["--bind", sandbox.workspace, sandbox.workspace, "--chdir", os.getcwd()]
        try:
            os.execv(program, [*parts, "--", *command])
        except OSError as error:
            raise SandboxError(f"{program} could not be started: {error.strerror}") from None

    def enter(
        self,
        sandbox: Sandbox,
        uid: int | None,
        fork: Callable[[], None] = lambda: None,
        *,
        has_own_pids: bool = False,
    ) -> None:
        """As `Mechanism.enter`, in what `start` has started."""
        drop_privileges()
        limit(sandbox)
        restrict(sandbox)
        fork()

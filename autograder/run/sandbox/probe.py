"""Probes which isolation mechanism works on this machine, by trying it. [coordinator]"""

from __future__ import annotations

import json
from importlib.util import find_spec

from autograder.errors import MachineError
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.sandbox.mechanisms import MECHANISMS
from autograder.run.sandbox.policy import LET_USERS_MAKE_NAMESPACES, MechanismName, Sandbox

_TRIAL_SECONDS = 60.0


class IsolationError(MachineError):
    """Student code cannot be isolated here. The message says why, and what to do."""


def ensure(fork_server: ForkServer) -> MechanismName:
    """Chooses the first way that works, tells `fork_server`, and returns its name.

    Raises:
        IsolationError: the machine refuses every one.
    """
    refused = []
    usual = fork_server.mechanism
    for mechanism in MECHANISMS:
        fork_server.mechanism = mechanism.name
        reason = _try(fork_server)
        if not reason:
            return mechanism.name
        refused.append(f"{mechanism.name}: {reason}")
    fork_server.mechanism = usual
    raise IsolationError(
        f"This machine does not let student code be isolated ({'; '.join(refused)}). Allow user "
        f"namespaces ({LET_USERS_MAKE_NAMESPACES}) or install bubblewrap; or, for people whom you "
        "trust, grade with --isolation none."
    )


def _try(fork_server: ForkServer) -> str:
    """Builds a sandbox and probes it. Returns why it failed, or nothing."""
    if (package := find_spec("nbformat")) is None:
        return "nbformat is not installed"
    with workspace() as folder, workspace() as elsewhere:
        secret = elsewhere / "secret"
        secret.write_text("not for students")
        log = folder / "log"
        child = fork_server.light.spawn(  # its libraries are there at once
            "autograder.run.sandbox.probe_in_sandbox:probe",
            {"secret": str(secret), "needed": [__file__, json.__file__, str(package.origin)]},
            cwd=folder,
            env={},
            log=log,
            sandbox=Sandbox(str(folder)),
        )
        status = child.wait(_TRIAL_SECONDS)
        if status == 0:
            return ""
        child.kill()
        lines = log.read_text(errors="replace").strip().splitlines()
        return lines[-1].rpartition("SandboxError: ")[2] if lines else "it took too long"

"""A kernel provisioner: forks from the fork server, connects over Unix sockets. [coordinator]"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from autograder.run.kernel.forkserver import Child, ForkServer
from autograder.run.sandbox.policy import Sandbox

#: by then a process that was killed is gone, or the machine is in trouble
_END_SECONDS = 30.0
#: type of the message that says that a cell called `input()`
ASKED_TO_TYPE = "asked_to_type"
#: what `input()` says while grading
NOBODY_TYPES = (
    "nobody can type while grading. Give the name a value in the code, in place of `input()`"
)
#: folder of a workspace: what lies in it lies in the working folder, too, when cells begin to run
BROUGHT = "brought"


class ForkProvisioner(LocalProvisioner):  # type: ignore[misc]
    """Launches kernels by forking the fork server instead of starting Python anew."""

    fork_server: ForkServer
    child: Child | None = None
    env: Mapping[str, str]
    workspace: Path
    datasets: Mapping[str, str]
    served: Mapping[str, str]
    sandbox: Sandbox | None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Forks the kernel. `cmd`, which would start a new interpreter, is not used."""
        child = self.fork_server.spawn(
            "autograder.run.kernel.kernel_process:main",
            {
                "connection_file": self.parent.connection_file,
                "datasets": dict(self.datasets),
                "served": dict(self.served),
                "brought": BROUGHT,
                "no_input": NOBODY_TYPES,
                "asked_to_type": ASKED_TO_TYPE,
            },
            cwd=self.workspace / "work",
            env=self.env,
            log=self.workspace / "kernel.log",
            sandbox=self.sandbox,
            supervised=Path(self.parent.connection_file),
        )
        self.child = child
        self.process = _Process(child)
        self.pid = self.pgid = child.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Ends the kernel and stays until it is gone, which is a matter of milliseconds."""
        if self.process is not None:
            self.process.kill()
            await asyncio.to_thread(self.process.wait, _END_SECONDS)


class _Process:
    """What LocalProvisioner expects of a `subprocess.Popen`, over a forked child."""

    stdin = stdout = stderr = None

    def __init__(self, child: Any) -> None:
        self.pid = child.pid
        self.poll = child.poll
        self.wait = child.wait
        self.send_signal = child.send_signal
        self.kill = child.kill
        self.terminate = child.kill


def kernel_manager(
    fork_server: ForkServer,
    workspace: Path,
    env: Mapping[str, str],
    datasets: Mapping[str, str],
    served: Mapping[str, str],
    sandbox: Sandbox | None,
) -> AsyncKernelManager:
    """A kernel manager, for nbclient, whose kernel will be a fork of `fork_server`.

    Args:
        fork_server: the fork server.
        workspace: a short path (Unix socket paths end at 108 bytes) with a folder `work` in it,
            where the notebook's own files go.
        env: the kernel's whole environment.
        datasets: files that are served in place of downloads, by the name of the Keras data set.
        served: folders of the lesson's own files, or files, by the address that they lie at.
        sandbox: what the kernel may reach; None leaves it as free as we are.
    """
    manager = AsyncKernelManager(
        transport="ipc",
        ip=str(workspace / "k"),
        connection_file=str(workspace / "kernel.json"),
    )
    provisioner = ForkProvisioner(
        kernel_id="kernel", kernel_spec=manager.kernel_spec, parent=manager
    )
    provisioner.fork_server = fork_server
    provisioner.env = env
    provisioner.workspace = workspace
    provisioner.datasets = datasets
    provisioner.served = served
    provisioner.sandbox = sandbox
    manager.provisioner = provisioner
    return manager

"""A kernel provisioner: forks from the fork server, connects over Unix sockets. [coordinator]"""

from __future__ import annotations

import asyncio
import importlib
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from autograder.run.kernel.forkserver import WarmParent
from autograder.run.sandbox.policy import Sandbox

#: by then a process that was killed is gone, or the machine is in trouble
_END_SECONDS = 30.0
#: what `input()` says while grading
NOBODY_TYPES = (
    "nobody can type while grading. Give the name a value in the code, in place of `input()`"
)
#: folder of a workspace: what lies in it lies in the working folder, too, when cells begin to run
BROUGHT = "brought"


class WarmProvisioner(LocalProvisioner):  # type: ignore[misc]
    """Launches kernels by forking the warm parent instead of starting Python anew."""

    warm: WarmParent
    env: Mapping[str, str]
    workspace: Path
    datasets: Mapping[str, str]
    served: Mapping[str, str]
    sandbox: Sandbox | None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Forks the kernel. `cmd`, which would start a new interpreter, is not used."""
        child = self.warm.spawn(
            "autograder.run.kernel.provisioner:main",
            {
                "connection_file": self.parent.connection_file,
                "datasets": dict(self.datasets),
                "served": dict(self.served),
            },
            cwd=self.workspace / "work",
            env=self.env,
            log=self.workspace / "kernel.log",
            sandbox=self.sandbox,
            supervised=Path(self.parent.connection_file),
        )
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
    warm: WarmParent,
    workspace: Path,
    env: Mapping[str, str],
    datasets: Mapping[str, str],
    served: Mapping[str, str],
    sandbox: Sandbox | None,
) -> AsyncKernelManager:
    """A kernel manager, for nbclient, whose kernel will be a fork of `warm`.

    Args:
        warm: the warm parent.
        workspace: a short path (Unix socket paths end at 108 bytes) with a folder `work` in it,
            where the notebook's own files go.
        env: the kernel's whole environment.
        datasets: files that stand in for downloads, by the name of the Keras data set.
        served: folders of the lesson's own files, or files, by the address that they lie at.
        sandbox: what the kernel may reach; None leaves it as free as we are.
    """
    manager = AsyncKernelManager(
        transport="ipc",
        ip=str(workspace / "k"),
        connection_file=str(workspace / "kernel.json"),
    )
    provisioner = WarmProvisioner(
        kernel_id="kernel", kernel_spec=manager.kernel_spec, parent=manager
    )
    provisioner.warm = warm
    provisioner.env = env
    provisioner.workspace = workspace
    provisioner.datasets = datasets
    provisioner.served = served
    provisioner.sandbox = sandbox
    manager.provisioner = provisioner
    return manager


def main(connection_file: str, datasets: Mapping[str, str], served: Mapping[str, str]) -> None:
    """In the forked child: an ipykernel that answers as Colab does, from local files alone."""
    from ipykernel.kernelapp import IPKernelApp

    from autograder.run.colab.install import install

    # From in here, because the working folder may lie on a disk of its own.
    for path in Path.cwd().parent.glob(f"{BROUGHT}/*"):
        if Path(path.name).exists():  # a kernel before has had it, and may have changed it
            continue
        if path.is_dir():
            shutil.copytree(path, path.name)
        else:
            shutil.copy(path, ".")
    if "mnist" in datasets:
        from autograder.datasets.mnist import MNIST_ADDRESSES, serve_to_keras

        serve_to_keras(Path(datasets["mnist"]))
        served = {**dict.fromkeys(MNIST_ADDRESSES, datasets["mnist"]), **served}
    app = IPKernelApp.instance()
    app.initialize(["-f", connection_file, "--HistoryManager.enabled=False"])
    install(app.shell, served)
    # Normally done when Matplotlib is first imported, which here the warm parent did.
    app.shell.enable_matplotlib("inline")
    app.shell.ask_exit = lambda: None  # exit() in a cell would leave the cells below it unread
    _be_like_jupyter(app.kernel)
    app.start()


def _be_like_jupyter(kernel: Any) -> None:
    """Mends what differs from a kernel that Jupyter or Colab have started."""
    shell = kernel.shell
    # It was imported before the kernel gave pdb another debugger, which it derives its own from.
    if "doctest" in sys.modules:
        importlib.reload(sys.modules["doctest"])

    def end() -> None:
        # A kernel that is asked to shut down lives on for a moment, into the next cell.
        if shell.exit_now:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)

    shell.events.register("post_run_cell", lambda result: end())
    kernel.raw_input = kernel.getpass = _nobody_types


def _nobody_types(*_: Any, **__: Any) -> NoReturn:
    """In place of `input()` and `getpass()`.

    Raises:
        StdinNotImplementedError: always.
    """
    from IPython.core.error import StdinNotImplementedError

    raise StdinNotImplementedError(NOBODY_TYPES)

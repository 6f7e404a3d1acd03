"""An ipykernel that answers as Colab does, from local files alone. [student kernel]"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn


def main(
    connection_file: str,
    datasets: Mapping[str, str],
    served: Mapping[str, str],
    brought: str,
    no_input: str,
) -> None:
    """What the forked child becomes; from the first cell on, it is the student's.

    Args:
        connection_file: where its sockets are, and its key.
        datasets: files that are served in place of downloads, by the name of the Keras data set.
        served: folders of the lesson's own files, or files, by the address that they lie at.
        brought: folder beside the working folder, whose contents the notebook finds in its own.
        no_input: what `input()` raises.
    """
    from ipykernel.kernelapp import IPKernelApp

    from autograder.run.colab.install import install

    # From in here, because the working folder may lie on a disk of its own.
    for path in Path.cwd().parent.glob(f"{brought}/*"):
        if Path(path.name).exists():  # a kernel before has had it, and may have changed it
            continue
        if path.is_dir():
            shutil.copytree(path, path.name)
        else:
            shutil.copy(path, ".")
    if "mnist" in datasets:
        from autograder.datasets.mnist_file import MNIST_ADDRESSES
        from autograder.datasets.serve import serve_to_keras

        serve_to_keras(Path(datasets["mnist"]))
        served = {**dict.fromkeys(MNIST_ADDRESSES, datasets["mnist"]), **served}
    app = IPKernelApp.instance()
    app.initialize(["-f", connection_file, "--HistoryManager.enabled=False"])
    install(app.shell, served)
    # Normally done when Matplotlib is first imported, which here the fork server did.
    app.shell.enable_matplotlib("inline")
    app.shell.ask_exit = lambda: None  # exit() in a cell would leave the cells below it unread
    _be_like_jupyter(app.kernel, no_input)
    app.start()


def _be_like_jupyter(kernel: Any, no_input: str) -> None:
    """Mends what differs from a kernel that Jupyter or Colab have started."""
    from IPython.core.error import StdinNotImplementedError

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

    def no_stdin(*_: Any, **__: Any) -> NoReturn:
        raise StdinNotImplementedError(no_input)

    kernel.raw_input = kernel.getpass = no_stdin

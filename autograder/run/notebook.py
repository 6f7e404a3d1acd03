"""Executes a notebook, stopping where it is told to. [coordinator]"""

from __future__ import annotations

import asyncio
import copy
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient.exceptions import DeadKernelError

from autograder.run.kernel.client import (
    CapturePoint,
    Client,
    Kernel,
    Progress,
    Replacement,
    one_line,
)
from autograder.run.kernel.environment import environment
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.provisioner import BROUGHT, kernel_manager
from autograder.run.kernel.supervisor import MAX_RESTARTS, STARTS
from autograder.run.sandbox.limits import Limits
from autograder.run.sandbox.policy import Sandbox
from autograder.run.sandbox.usage import Meter

_log = logging.getLogger(__name__)

__all__ = ["BROUGHT", "CapturePoint", "Execution", "Kernel", "Replacement", "execute"]


@dataclass(frozen=True)
class Execution:
    """What came of executing a notebook.

    Attributes:
        status: `graded` where the end was reached within all limits, else `timed_out`,
            `out_of_memory`, `out_of_disk`, `too_many_processes`, `too_much_output` or `crashed`.
        problems: one sentence for each thing that went wrong, in order.
        reached: names of the capture points that were reached.
        replaced: name of what was to replace cells → why it could not, empty where it did.
        ends: for each kernel that ended before the notebook was done, how many cells it is safe to
            run up to there, in order.
        lives: name of a capture point that was reached → how many kernels had ended by then.
        seconds: wall time that the notebook's own cells took.
        traceback: of what we came upon, where that is why the kernel could not go on.
    """

    notebook: nbformat.NotebookNode
    status: str
    problems: tuple[str, ...]
    reached: frozenset[str]
    replaced: Mapping[str, str]
    ends: tuple[int, ...]
    lives: Mapping[str, int]
    seconds: float
    traceback: str = ""


def execute(
    notebook: nbformat.NotebookNode,
    *,
    fork_server: ForkServer,
    workspace: Path,
    capture_points: tuple[CapturePoint, ...] = (),
    replacements: tuple[Replacement, ...] = (),
    skip: frozenset[int] = frozenset(),
    limits: Limits | None = None,
    datasets: Mapping[str, str] | None = None,
    served: Mapping[str, str] | None = None,
    isolated: bool = True,
    on_cell: Callable[[int, int], None] = lambda done, total: None,
    at_end: Callable[[Kernel], None] | None = None,
) -> Execution:
    """Executes every cell of a copy of `notebook`, going on after errors.

    Args:
        notebook: nbformat 4; left as it is.
        fork_server: where the kernel is forked from.
        workspace: as `autograder.run.kernel.workspace` gives it; cells run in its folder `work`,
            where they find what lies in its folder `BROUGHT`.
        capture_points: where to halt, and what to run in the kernel there.
        replacements: what replaces cells.
        skip: indices of cells that are passed over.
        limits: how much the notebook may take.
        datasets: local files that are served in place of downloads.
        served: addresses of the course, and the local folder that holds what lies there, or file.
        isolated: whether the kernel is locked into a sandbox; see `autograder.run.sandbox.policy`.
        on_cell: told (cells done, cells in all) after each cell.
        at_end: called after the last cell while the kernel still lives, in another thread; nothing
            that the kernel shows from then on is kept.
    """
    notebook = copy.deepcopy(notebook)
    progress = Progress()
    limits = limits or Limits()
    sandbox = _sandbox(workspace, limits, datasets or {}, served or {}) if isolated else None
    private_disk = isolated and fork_server.mechanism == "namespaces"
    client = Client(
        notebook,
        km=kernel_manager(
            fork_server, workspace, _environment(workspace), datasets or {}, served or {}, sandbox
        ),
        progress=progress,
        capture_points=capture_points,
        replacements=replacements,
        skip=skip,
        limits=limits,
        meter=lambda pid: Meter(
            pid, workspace, private_disk=private_disk, closely_above=limits.memory_bytes
        ),
        starts=workspace / STARTS,
        on_cell=on_cell,
        at_end=at_end,
        allow_errors=True,
        timeout=None,
        startup_timeout=120,
        iopub_timeout=10,
        raise_on_iopub_timeout=True,
        shutdown_kernel="immediate",
        shell_timeout_interval=1,  # how soon the end of a kernel is noticed
    )
    client.owns_km = True  # so that nbclient ends the kernel and its sockets with the notebook
    trace = ""
    try:
        asyncio.run(client.async_execute(cwd=str(workspace / "work")))
    except DeadKernelError:
        progress.ends.append(client.done)
        if progress.status == "graded":
            progress.end(
                "crashed",
                f"{client.place} ended Python itself once more than a notebook may "
                f"({1 + MAX_RESTARTS} times), so the cells below it were not run",
            )
    except Exception as error:  # a kernel can answer anything, also what is no message at all
        progress.ends.append(client.done)
        trace = traceback.format_exc() if progress.status == "graded" else ""
        progress.end("crashed", f"the kernel could not go on: {one_line(error)}")
        _log.debug("the kernel could not go on", exc_info=True)
    return Execution(
        notebook=notebook,
        status=progress.status,
        problems=tuple(progress.problems),
        reached=frozenset(progress.reached),
        replaced=progress.replaced,
        ends=tuple(progress.ends),
        lives=progress.lives,
        seconds=progress.seconds,
        traceback=trace,
    )


def _sandbox(
    workspace: Path, limits: Limits, datasets: Mapping[str, str], served: Mapping[str, str]
) -> Sandbox:
    return Sandbox(
        str(workspace),
        readable=(*datasets.values(), *served.values()),
        disk_bytes=limits.disk_bytes,
        file_bytes=limits.file_bytes,
        memory_bytes=limits.memory_bytes,
        # More than that, so that a single giant request fails before it is met.
        request_bytes=2 * limits.memory_bytes,
    )


def _environment(workspace: Path) -> dict[str, str]:
    return environment(
        workspace,
        HOME=str(workspace / "work"),
        IPYTHONDIR=str(workspace / "ipython"),
        TF_CPP_MIN_LOG_LEVEL="2",
        MPLBACKEND="module://matplotlib_inline.backend_inline",
    )

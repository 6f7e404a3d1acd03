"""Executes a notebook, stopping where it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from autograder.run.kernel import kernel_manager
from autograder.run.limits import Limits
from autograder.run.warm import WarmParent


@dataclass(frozen=True)
class Stop:
    """A place in a notebook where the runner asks the kernel to run code of the grader's.

    Attributes:
        after: index of the cell after which to stop; `len(cells)` or more stands for the end.
        code: Python source, run silently in the student's kernel.
    """

    name: str
    after: int
    code: str


@dataclass(frozen=True)
class Execution:
    """What came of executing a notebook.

    Attributes:
        status: `graded` where the end was reached, else `timed_out` or `crashed`.
        problems: one sentence for each thing that went wrong, in order.
        reached: names of the stops that were reached.
        seconds: wall time that the notebook's own cells took.
    """

    notebook: nbformat.NotebookNode
    status: str
    problems: tuple[str, ...]
    reached: frozenset[str]
    seconds: float


@dataclass
class _Progress:
    status: str = "graded"
    problems: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    seconds: float = 0.0


@contextlib.contextmanager
def workspace() -> Any:
    """A fresh folder for one submission, gone afterwards. Yields its path.

    The path is short because the kernel's sockets live in it.
    """
    base = Path("/tmp")  # noqa: S108 (mkdtemp makes a folder that is ours alone)
    path = Path(tempfile.mkdtemp(prefix="ag-", dir=base if base.is_dir() else None))
    try:
        (path / "work").mkdir()
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def execute(
    notebook: nbformat.NotebookNode,
    *,
    warm: WarmParent,
    workspace: Path,
    stops: tuple[Stop, ...] = (),
    skip: frozenset[int] = frozenset(),
    limits: Limits | None = None,
    datasets: Mapping[str, str] | None = None,
    served: Mapping[str, str] | None = None,
    isolated: bool = True,
    on_cell: Callable[[int, int], None] = lambda done, total: None,
) -> Execution:
    """Executes every cell of a copy of `notebook`, going on after errors.

    Args:
        notebook: nbformat 4; left as it is.
        warm: where the kernel is forked from.
        workspace: as `workspace()` gives it; cells run in its folder `work`.
        stops: where to halt, and what to run in the kernel there.
        skip: indices of cells that are passed over.
        limits: how much the notebook may take.
        datasets: local files that stand in for downloads.
        served: addresses of the course, and the local folder that holds what lies there.
        isolated: whether the kernel is locked into a sandbox; see `autograder.run.sandbox`.
        on_cell: told (cells done, cells in all) after each cell.
    """
    notebook = copy.deepcopy(notebook)
    progress = _Progress()
    limits = limits or Limits()
    client = _Client(
        notebook,
        km=kernel_manager(
            warm, workspace, _environment(workspace), datasets or {}, served or {}, isolated
        ),
        progress=progress,
        stops=stops,
        skip=skip,
        limits=limits,
        on_cell=on_cell,
        allow_errors=True,
        timeout=None,
        startup_timeout=120,
        coalesce_streams=True,
    )
    client.owns_km = True  # so that nbclient ends the kernel and its sockets with the notebook
    try:
        client.execute(cwd=str(workspace / "work"))
    except DeadKernelError:
        if progress.status == "graded":
            progress.status = "crashed"
            progress.problems.append(
                f"{client.place} ended Python itself, so the cells below it were not run"
            )
    except Exception as error:  # a kernel can answer anything, also what is no message at all
        progress.status = "crashed"
        progress.problems.append(f"the kernel could not go on: {_one_line(error)}")
    return Execution(
        notebook=notebook,
        status=progress.status,
        problems=tuple(progress.problems),
        reached=frozenset(progress.reached),
        seconds=progress.seconds,
    )


class _Client(NotebookClient):  # type: ignore[misc]
    """nbclient, with stops and with limits that a cell cannot talk its way out of."""

    def __init__(
        self,
        notebook: nbformat.NotebookNode,
        *,
        progress: _Progress,
        stops: tuple[Stop, ...],
        skip: frozenset[int],
        limits: Limits,
        on_cell: Callable[[int, int], None],
        **options: Any,
    ) -> None:
        super().__init__(notebook, **options)
        self.progress = progress
        self.limits = limits
        self.on_cell = on_cell
        self.place = "the notebook"
        self.deadline = time.monotonic() + limits.notebook_seconds
        last = len(notebook.cells) - 1
        self.stops: dict[int, list[Stop]] = {}
        for stop in stops:
            self.stops.setdefault(min(stop.after, last), []).append(stop)
        self.skip = skip

    async def async_execute_cell(
        self,
        cell: nbformat.NotebookNode,
        cell_index: int,
        execution_count: int | None = None,
        store_history: bool = True,
    ) -> nbformat.NotebookNode:
        if cell.cell_type == "code" and cell_index not in self.skip:
            self.place = f"cell {cell_index + 1}"
            began = time.monotonic()
            watch = asyncio.ensure_future(self._watch(self.place, began))
            try:
                await super().async_execute_cell(cell, cell_index, execution_count, store_history)
            finally:
                watch.cancel()
                self.progress.seconds += time.monotonic() - began
        for stop in self.stops.get(cell_index, ()):
            await self._halt(stop)
        self.on_cell(cell_index + 1, len(self.nb.cells))
        return cell

    async def _watch(self, place: str, began: float) -> None:
        """Interrupts a cell that runs too long; kills the kernel if that does not help."""
        left = min(began + self.limits.cell_seconds, self.deadline) - time.monotonic()
        await asyncio.sleep(max(0.0, left))
        self.progress.status = "timed_out"
        if time.monotonic() >= self.deadline:
            limit = self.limits.notebook_seconds
            self.progress.problems.append(
                f"the notebook ran past {limit:g} s and was stopped at {place}"
            )
        else:
            self.progress.problems.append(f"{place} ran past {self.limits.cell_seconds:g} s")
            assert self.km is not None
            await self.km.interrupt_kernel()
            await asyncio.sleep(self.limits.grace_seconds)
            self.progress.problems.append(
                f"{place} did not stop when it was interrupted, so the cells below it were not run"
            )
        await self._kill()

    async def _halt(self, stop: Stop) -> None:
        """Runs a stop's code in the kernel, showing nothing and leaving no trace in the history."""
        assert self.kc is not None
        message_id = self.kc.execute(stop.code, silent=True, store_history=False)
        watch = asyncio.ensure_future(self._watch_stop(stop))
        try:
            reply = await self._reply(message_id)
        finally:
            watch.cancel()
        if reply["content"]["status"] == "ok":
            self.progress.reached.add(stop.name)
        else:
            self.progress.problems.append(
                f"the answer to {stop.name} could not be read out: "
                f"{_one_line(reply['content'].get('evalue', 'unknown'))}"
            )

    async def _watch_stop(self, stop: Stop) -> None:
        await asyncio.sleep(self.limits.capture_seconds)
        self.progress.status = "timed_out"
        self.progress.problems.append(f"reading out the answer to {stop.name} took too long")
        await self._kill()

    async def _kill(self) -> None:
        assert self.km is not None
        assert self.km.provisioner is not None
        await self.km.provisioner.kill()

    async def _reply(self, message_id: str) -> dict[str, Any]:
        assert self.kc is not None
        reply: dict[str, Any] | None = await self.async_wait_for_reply(message_id)
        assert reply is not None  # with no timeout set, nbclient answers or raises DeadKernelError
        return reply


def _environment(workspace: Path) -> dict[str, str]:
    """The kernel's whole environment: what a notebook needs, and nothing of the grader's."""
    work = str(workspace / "work")
    return {
        "HOME": work,
        "TMPDIR": str(workspace),
        "IPYTHONDIR": str(workspace / "ipython"),
        "MPLCONFIGDIR": str(workspace / "matplotlib"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin:/usr/bin:/bin"]),
        "LANG": "C.UTF-8",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "CUDA_VISIBLE_DEVICES": "-1",
        "KERAS_BACKEND": "tensorflow",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


def _one_line(error: object) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200]

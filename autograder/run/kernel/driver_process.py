"""Drives one student kernel with nbclient, locked in with the submission that it drives. [driver]

It runs no student code. What the kernel sends it is hostile, so it has no more rights than the
kernel: the coordinator takes its word for nothing but this submission's own outputs.

    → {"call": …}                    reads what was handed in, as `worker_process.answer` does
    → the request, see `drive`, and with it the notebook and the file for the executed one
    ← {"place": 3, "of": 40}         this cell of so many begins
    ← {"interrupt": true} {"kill": true}
    → {"stopped": [status, sentence]}   the coordinator is about to kill the kernel
    → {"ended": true}                the kernel's process is gone
    ← {"at_end": {"reached": …, "lost": …}}   after the last cell, where the request wants it; the
                                      executed notebook has been written by then
    → {"run": source, "seconds": 20} ← {"ran": why not}   as often as needed
    → {"go_on": true}
    ← {"execution": …}               what `autograder.run.notebook.Execution` has; then it leaves
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import socket
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import nbformat
from nbclient.exceptions import DeadKernelError

from autograder.run import worker_process
from autograder.run.channel import receive, send
from autograder.run.instrumentation import CapturePoint, Replacement
from autograder.run.kernel.client import Client, Progress, one_line
from autograder.run.kernel.environment import MAX_RESTARTS, STARTS
from autograder.run.kernel.remote_kernel import RemoteKernel
from autograder.run.sandbox.limits import Limits

_MAX_REQUEST = 64 << 20
_MAX_TRACEBACK = 20_000


def warm_up() -> None:
    """Has nbformat compile its schema, once for all drivers."""
    cells = [nbformat.v4.new_code_cell("x"), nbformat.v4.new_markdown_cell("x")]
    nbformat.reads(nbformat.writes(nbformat.v4.new_notebook(cells=cells)), as_version=4)


def main(descriptors: Sequence[int]) -> None:
    """What the forked child becomes.

    Args:
        descriptors: its end of a socket pair.
    """
    channel = socket.socket(fileno=descriptors[0])
    request, files = receive(channel, _MAX_REQUEST)
    while "call" in request:
        worker_process.answer(channel, request)
        request, files = receive(channel, _MAX_REQUEST)
    with os.fdopen(files[0], "rb") as file:
        notebook = nbformat.v4.reads(file.read().decode())  # who read what was handed in validated
    with os.fdopen(files[1], "wb") as output:
        execution = drive(channel, notebook, request, output)
    send(channel, {"execution": execution})


def drive(
    channel: socket.socket,
    notebook: nbformat.NotebookNode,
    request: dict[str, Any],
    output: BinaryIO,
) -> dict[str, Any]:
    """Runs a notebook in place.

    Args:
        output: takes the executed notebook.
        request: `workspace` and `connection` of the kernel, `limits`, `capture_points`,
            `replacements`, `skip`, `before` (as many cells are run; null for all), `at_end`
            (whether the coordinator has something to ask after the last cell); `prepare` and
            `facts`: null, or a function as `module:function`, called with the notebook and these
            keyword arguments. It may change cells for the run, and returns capture points, cells to
            skip, and what it has noted of the notebook.
    """
    written = [cell.source for cell in notebook.cells]
    points = [CapturePoint(**one) for one in request["capture_points"]]
    skip, noted = {*request["skip"]}, {}
    if request["prepare"]:
        module, _, function = request["prepare"].partition(":")
        prepare = getattr(importlib.import_module(module), function)
        more, passed_over, noted = prepare(notebook, **request["facts"])
        points += more
        skip |= passed_over
    if request["before"] is not None:
        skip |= {*range(request["before"], len(notebook.cells))}
    replacements = [
        Replacement(one["name"], frozenset(one["cells"]), one["code"], one["shown"])
        for one in request["replacements"]
    ]
    progress = Progress()

    def write() -> None:
        if output.tell():  # before the coordinator asked; nothing is kept that came later
            return
        for cell, source in zip(notebook.cells, written, strict=True):
            cell.source = source
        output.write(_as_text(notebook).encode("utf-8", "replace"))
        output.flush()

    trace = asyncio.run(
        _run(channel, notebook, request, progress, points, replacements, frozenset(skip), write)
    )
    write()
    return {
        **asdict(progress),
        "reached": sorted(progress.reached),
        "traceback": trace[-_MAX_TRACEBACK:],
        "noted": noted,
    }


async def _run(
    channel: socket.socket,
    notebook: nbformat.NotebookNode,
    request: dict[str, Any],
    progress: Progress,
    points: list[CapturePoint],
    replacements: list[Replacement],
    skip: frozenset[int],
    write: Callable[[], None],
) -> str:
    """Runs the cells. Returns the traceback of what kept the kernel from going on, or nothing."""
    kernel = RemoteKernel(channel, request["connection"])
    client = Client(
        notebook,
        km=kernel,
        progress=progress,
        capture_points=points,
        replacements=replacements,
        skip=skip,
        limits=Limits(**request["limits"]),
        starts=Path(request["workspace"]) / STARTS,
        kernel=kernel,
        before_asked=write if request["at_end"] else None,
        allow_errors=True,
        timeout=None,
        startup_timeout=120,
        iopub_timeout=10,
        raise_on_iopub_timeout=True,
        shutdown_kernel="immediate",
        shell_timeout_interval=1,  # how soon the end of a kernel is noticed
    )
    client.owns_km = True  # so that nbclient closes its sockets with the notebook
    kernel.listen(client)
    try:
        await client.async_execute()
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
        return trace
    return ""


def _as_text(notebook: nbformat.NotebookNode) -> str:
    """The executed notebook as a file; without its outputs where a cell showed what none holds."""
    try:
        text = _written(notebook)
        json.loads(text)  # what is nested too deeply could be written, and not read
        return text
    except Exception:
        notebook.metadata.pop("widgets", None)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        return _written(notebook)


def _written(notebook: nbformat.NotebookNode) -> str:
    """As `nbformat.writes`, which would only log what is not valid."""
    return str(nbformat.v4.writes(notebook))

"""nbclient with capture points, and with limits that no cell can lift. [driver]"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError

from autograder.run.instrumentation import WHEN_ASKED, CapturePoint, Replacement
from autograder.run.kernel.environment import ASKED_TO_TYPE, NOBODY_TYPES
from autograder.run.kernel.outputs import joined, length
from autograder.run.kernel.remote_kernel import RemoteKernel
from autograder.run.sandbox.limits import LARGEST_MESSAGE, Limits, in_words

_SOON_SECONDS = 0.003
_NOTICE_SECONDS = 0.1
#: of a kernel that has ended: how long its messages are read, and until it is taken to be silent
_LEFT_SECONDS, _SILENCE_SECONDS = 1.0, 0.25
_RESTART_SECONDS = 60
_TOO_LONG = "it took too long"
_LEFT_OUT = "\n… more output was left out\n"


@dataclass
class Progress:
    """How far an execution has come; see `autograder.run.notebook.Execution`."""

    status: str = "graded"
    problems: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    replaced: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    capture_seconds: float = 0.0
    ends: list[int] = field(default_factory=list)
    lives: dict[str, int] = field(default_factory=dict)
    asked: bool = False
    refused: list[tuple[str, str]] = field(default_factory=list)

    def reach(self, name: str) -> None:
        """Notes that a capture point was reached, and by which kernel."""
        self.reached.add(name)
        self.lives[name] = len(self.ends)

    def end(self, status: str, problem: str) -> None:
        """Notes why the notebook was stopped. The first reason gives the status.

        Once its functions are asked, which may be told what hidden tests tell them, a sentence of
        a closed set stands for the first reason, and none for any other: it goes to the student.
        """
        self.refused.append((status, problem))
        if not self.asked:
            self.problems.append(problem)
        elif self.status == "graded":
            self.problems.append(WHEN_ASKED.get(status, WHEN_ASKED["crashed"]))
        if self.status == "graded":
            self.status = status


class Client(NotebookClient):  # type: ignore[misc]
    """Executes one notebook for `autograder.run.notebook.execute`."""

    def __init__(
        self,
        notebook: nbformat.NotebookNode,
        *,
        progress: Progress,
        capture_points: Sequence[CapturePoint],
        replacements: Sequence[Replacement],
        skip: frozenset[int],
        limits: Limits,
        starts: Path,
        kernel: RemoteKernel,
        before_asked: Callable[[], None] | None,
        **options: Any,
    ) -> None:
        super().__init__(notebook, **options)
        self.progress = progress
        self.limits = limits
        self.starts = starts
        self.started = 1
        #: as many cells as are done
        self.done = 0
        self.kernel = kernel
        #: called after the last cell, where the coordinator has something to ask then
        self.before_asked = before_asked
        self.place = "the notebook"
        #: the request of the cell that runs
        self.running = ""
        self.deadline = time.monotonic() + limits.notebook_seconds
        self.last = len(notebook.cells) - 1
        self.capture_points: dict[int, list[CapturePoint]] = {}
        for point in capture_points:
            self.capture_points.setdefault(min(point.after, self.last), []).append(point)
        self.replacements = {min(one.cells): one for one in replacements}
        self.skip = skip
        # Mirroring widgets, as nbclient would, sends on the channel on which a reply is awaited,
        # and now and then that reply is never noticed. What they collect is shown by their cell.
        self.comm_open_handlers = {"jupyter.widget": lambda message: None}
        self.shown_by_cell = self.shown = 0
        self.gave_up = False
        self.silencer: asyncio.Future[None] | None = None

    @staticmethod
    def _cleanup_kernel() -> None:
        """What nbclient leaves for the interpreter's exit: here kernels end with their parent."""

    async def async_start_new_kernel_client(self, **_: Any) -> Any:
        """Connects to the kernel, as soon as it answers on both channels.

        jupyter_client's own way then listens for a fifth of a second more, in case something comes.

        Raises:
            RuntimeError: the kernel did not start.
        """
        try:
            await self._connect()
        except Exception:
            await self._async_cleanup_kernel()
            raise
        return self.kc

    async def _connect(self) -> None:
        self.kc = self.kernel.client()
        self.kc.context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
        await self._listens()
        # Nothing is asked on the control channel, so nobody can flood us there.
        self.kc.start_channels(hb=False, stdin=False, control=False)
        self.kc.allow_stdin = False
        await self._answered_on_both_channels()

    async def _listens(self) -> None:
        """Waits for the kernel's sockets: who connects before waits a tenth of a second more."""
        too_late = time.monotonic() + self.startup_timeout
        connection = self.kernel.connection
        sockets = [
            Path(f"{connection['ip']}-{connection[port]}") for port in ("shell_port", "iopub_port")
        ]
        while not all(path.exists() for path in sockets) and time.monotonic() < too_late:
            if not await self.kernel.is_alive():
                return
            await asyncio.sleep(_SOON_SECONDS)

    @property
    def _talks(self) -> AsyncKernelClient:
        """What talks to the kernel.

        Raises:
            DeadKernelError: no kernel has been talked to yet.
        """
        if self.kc is None:
            raise DeadKernelError("Kernel died")
        return self.kc

    async def _answered_on_both_channels(self) -> None:
        client = self._talks
        too_late = time.monotonic() + self.startup_timeout
        while time.monotonic() < too_late:
            client.kernel_info()
            with contextlib.suppress(Empty):
                await client.shell_channel.get_msg(timeout=1)
                # What a kernel publishes before we are subscribed is lost.
                await client.iopub_channel.get_msg(timeout=0.2)
                return
            if not await self.kernel.is_alive():
                break
        raise RuntimeError("Python did not start")

    async def async_execute_cell(
        self,
        cell: nbformat.NotebookNode,
        cell_index: int,
        execution_count: int | None = None,
        store_history: bool = True,
    ) -> nbformat.NotebookNode:
        """Executes one cell, unless it is skipped or replaced, and the capture points behind it."""
        self.done = cell_index
        if replacement := self.replacements.get(cell_index):
            self._begin(cell_index)
            await self._replace(replacement, cell)
        if cell.cell_type == "code" and cell_index not in self.skip:
            self._begin(cell_index)
            self.shown_by_cell = 0
            if self._began_anew():  # since the cell before
                await self._go_on("what ran before")
            began = time.monotonic()
            watch = asyncio.ensure_future(self._watch_time(self.place, began))
            try:
                await super().async_execute_cell(cell, cell_index, execution_count, store_history)
            except CellTimeoutError:  # the kernel is done, but what it published did not arrive
                if not self._began_anew():
                    self.progress.end(
                        "too_much_output",
                        f"{self.place} showed something of more than {in_words(LARGEST_MESSAGE)}, "
                        "which was left out",
                    )
            except DeadKernelError:
                await self._take_what_is_left(cell, cell_index)
                if not self._began_anew():
                    raise
            finally:
                watch.cancel()
                if self.silencer:
                    self.silencer.cancel()
                    self.silencer = None
                self.progress.seconds += time.monotonic() - began
            cell.outputs = joined(cell.outputs)
            self._look_for_refusals(cell)
            if self._began_anew():
                await self._go_on(self.place)
        self.done = cell_index + 1
        for point in self.capture_points.get(cell_index, ()):
            await self._capture(point)
        if self.before_asked and cell_index == self.last:
            self.set_widgets_metadata()  # as nbclient does after the last cell
            self.before_asked()
            self.place = "a function of the notebook"
            self.progress.asked = True
            progress = self.progress
            lost = [n for n, life in progress.lives.items() if life < len(progress.ends)]
            await self.kernel.asked_until_told(sorted(progress.reached), lost)
        return cell

    async def _async_poll_output_msg(
        self, parent_msg_id: str, cell: nbformat.NotebookNode, cell_index: int
    ) -> None:
        self.running = parent_msg_id
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)

    async def _take_what_is_left(self, cell: nbformat.NotebookNode, cell_index: int) -> None:
        """Takes what a kernel that has ended had sent, and nobody has read yet."""
        client, until = self._talks, time.monotonic() + _LEFT_SECONDS
        with contextlib.suppress(Empty, CellExecutionComplete):
            while time.monotonic() < until:
                message = await client.iopub_channel.get_msg(timeout=_SILENCE_SECONDS)
                if message["parent_header"].get("msg_id") == self.running:
                    self.process_message(message, cell, cell_index)

    def _begin(self, cell_index: int) -> None:
        self.place = f"cell {cell_index + 1}"
        self.kernel.tell({"place": cell_index, "of": len(self.nb.cells)})

    def _began_anew(self) -> bool:
        """Whether the kernel that we talk to has ended, and another one was started."""
        return self._starts() > self.started

    def _starts(self) -> int:
        with contextlib.suppress(OSError):
            return self.starts.lstat().st_size
        return 0

    async def _go_on(self, what: str) -> None:
        """Connects to the fresh kernel, which runs what is below.

        Args:
            what: ended the one before.

        Raises:
            DeadKernelError: it did not start, or the notebook's time is over.
        """
        self.progress.ends.append(self.done)
        self.progress.problems.append(
            f"{what} ended Python itself (a restart by code, `os._exit`, or a crash); as in Colab, "
            "the notebook went on below it in a fresh Python, where the variables and imports from "
            "above are gone"
        )
        left = self.deadline - time.monotonic()
        self.startup_timeout = max(1, min(_RESTART_SECONDS, math.ceil(left)))
        self.started = self._starts()
        self._talks.stop_channels()
        try:
            await self._connect()
        except RuntimeError as error:
            if time.monotonic() >= self.deadline:
                self._past_deadline()
            elif self.progress.status == "graded":  # else it was killed meanwhile, for a reason
                self.progress.end("crashed", f"after that, {error}")
            raise DeadKernelError("Kernel died") from None

    async def _async_check_alive(self) -> None:
        if self._began_anew() or not await self.kernel.is_alive():
            raise DeadKernelError("Kernel died")

    async def _async_poll_kernel_alive(self) -> None:
        """As nbclient does, and more often: a restart is noticed in a moment."""
        while not self._began_anew():
            await asyncio.sleep(_NOTICE_SECONDS)
            if not await self.kernel.is_alive():
                break
        if self.task_poll_for_reply:
            self.task_poll_for_reply.cancel()

    def process_message(
        self, msg: dict[str, Any], cell: nbformat.NotebookNode, cell_index: int
    ) -> Any:
        """Takes what a cell shows, as long as it is within the limits."""
        size = length(msg)
        self.shown_by_cell += size
        self.shown += size
        if not self.silencer:
            limits = self.limits
            if self.shown_by_cell > limits.cell_output_bytes or self.shown > limits.output_bytes:
                self.silencer = asyncio.ensure_future(self._silence())
                text = nbformat.v4.new_output("stream", name="stderr", text=_LEFT_OUT)
                cell.outputs.append(text)
        if msg["msg_type"] == ASKED_TO_TYPE:
            problem = f"{self.place} asks for input, and {NOBODY_TYPES}"
            if problem not in self.progress.problems:
                self.progress.problems.append(problem)
            return None
        if self.silencer and msg["msg_type"] != "status":  # which says when a cell is done
            return None
        try:
            return super().process_message(msg, cell, cell_index)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            return None  # a kernel can send what only looks like a message

    async def _silence(self) -> None:
        """Interrupts a cell that shows too much."""
        limit = min(self.limits.cell_output_bytes, self.limits.output_bytes)
        self.progress.end(
            "too_much_output", f"{self.place} showed more than {in_words(limit)} and was stopped"
        )
        await self._interrupt(self.place)

    async def _watch_time(self, place: str, began: float) -> None:
        """Interrupts a cell that runs too long; kills the kernel if that does not help."""
        left = min(began + self.limits.cell_seconds, self.deadline) - time.monotonic()
        await asyncio.sleep(max(0.0, left))
        if time.monotonic() >= self.deadline:
            self._past_deadline()
            await self._kill()
        else:
            self.progress.end("timed_out", f"{place} ran past {self.limits.cell_seconds:g} s")
            await self._interrupt(place)

    def _past_deadline(self) -> None:
        limit = self.limits.notebook_seconds
        self.progress.end(
            "timed_out", f"the notebook ran past {limit:g} s and was stopped at {self.place}"
        )

    async def _interrupt(self, place: str) -> None:
        await self.kernel.interrupt_kernel()
        await asyncio.sleep(self.limits.grace_seconds)
        self.progress.problems.append(
            f"{place} did not stop when it was interrupted, so the cells below it were not run"
        )
        await self._kill()

    def _look_for_refusals(self, cell: nbformat.NotebookNode) -> None:
        """Some limits are not measured but refused, as an error that the cell ends with."""
        limits = self.limits
        for output in cell.outputs:
            if output.output_type != "error":
                continue
            no_memory = output.evalue.startswith(f"[Errno {errno.ENOMEM}]")
            if output.ename.endswith("MemoryError") or no_memory:
                self.progress.end(
                    "out_of_memory",
                    f"{self.place} asked for more memory than there is "
                    f"({in_words(limits.memory_bytes)})",
                )
            elif output.evalue.startswith(f"[Errno {errno.ENOSPC}]"):
                self.progress.end(
                    "out_of_disk", f"{self.place} filled its disk ({in_words(limits.disk_bytes)})"
                )
            elif output.evalue.startswith(f"[Errno {errno.EFBIG}]"):
                self.progress.end(
                    "out_of_disk",
                    f"{self.place} wrote a file of more than {in_words(limits.file_bytes)}",
                )

    async def _capture(self, point: CapturePoint) -> None:
        """Runs a capture point's code, leaving no trace in the history."""
        began = time.monotonic()
        problem = await self._run_silently(point.code)
        self.progress.capture_seconds += time.monotonic() - began
        if problem:
            self.progress.problems.append(
                f"the answer to {point.name} could not be read out: {problem}"
            )
        else:
            self.progress.reach(point.name)

    async def _replace(self, replacement: Replacement, cell: nbformat.NotebookNode) -> None:
        """Runs code in place of cells; where it fails, the cells are to be run themselves."""
        problem = await self._run_silently(replacement.code)
        self.progress.replaced[replacement.name] = problem
        if not problem:
            self.skip |= replacement.cells
            for index in replacement.cells:  # what they showed elsewhere is nobody's word here
                self.nb.cells[index].update(outputs=[], execution_count=None)
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=replacement.shown)]

    async def _run_silently(self, code: str) -> str:
        """Why code did not come to its end; a kernel that it ended is begun anew."""
        if self._began_anew():
            await self._go_on("what ran before")
        try:
            return await self._run(code, self.limits.capture_seconds, "that took too long")
        except DeadKernelError:
            if not self._began_anew():
                raise
            await self._go_on("reading an answer out")
            return "that ended Python"

    async def ask(self, code: str, seconds: float) -> str:
        """See `autograder.run.notebook.Kernel.run`."""
        try:
            return await self._run(code, seconds, _TOO_LONG, gently=True)
        except (DeadKernelError, RuntimeError, AssertionError):
            return _TOO_LONG if self.gave_up else "the kernel ended"

    async def _run(self, code: str, seconds: float, too_long: str, gently: bool = False) -> str:
        await self._async_check_alive()
        message_id = self._talks.execute(code, silent=True, store_history=False)
        watch = asyncio.ensure_future(self._watch_run(seconds, too_long, gently))
        try:
            reply = await self.async_wait_for_reply(message_id)
        finally:
            watch.cancel()
        if reply is None:  # with no timeout set, nbclient answers or raises that itself
            raise DeadKernelError("Kernel died")
        if reply["content"]["status"] == "ok":
            return ""
        if reply["content"].get("ename") == "KeyboardInterrupt":
            return too_long
        return one_line(reply["content"].get("evalue", "unknown"))

    async def _watch_run(self, seconds: float, too_long: str, gently: bool) -> None:
        await asyncio.sleep(seconds)
        if gently:
            await self.kernel.interrupt_kernel()
            await asyncio.sleep(self.limits.grace_seconds)
        self.gave_up = True
        self.progress.end("timed_out", f"at {self.place}: {too_long}")
        await self._kill()

    async def _kill(self) -> None:
        await self.kernel.kill()


def one_line(error: object) -> str:
    """The first line of an error's text, of a bearable length."""
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200]

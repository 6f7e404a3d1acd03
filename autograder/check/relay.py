"""Relays calls of a student's function from the checker to the student's kernel. [coordinator]

The two processes share nothing, so each call crosses the coordinator, which copies bytes and reads
none of them. The check asks over a Unix socket in its own folder, a line of JSON each way:

    → {"call": 3, "number": 0}      the arguments lie in calls/3/asked
    ← {"problem": ""}               the answer lies in calls/3/answered
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.capture.exchange import ANSWERED, ASKED, SOCKET
from autograder.capture.kernel_code import answer_code
from autograder.files import beneath
from autograder.run.refusals import refuse

#: bytes of the arguments of one call, and of all answers together
_MAX_CALL, _MAX_ANSWERS = 1 << 30, 2 << 30
_MOST_FILES = 100_000
_NO_KERNEL = "the kernel ended before it was called"


@dataclass(frozen=True)
class LiveKernel:
    """A student's kernel that can still be asked.

    Attributes:
        run: runs code in it silently; returns why it failed, or nothing.
        folder: a folder that the kernel can read and write.
    """

    run: Callable[[str], str]
    folder: Path


class Relay:
    """The coordinator's end: answers calls of one check process."""

    def __init__(self, workspace: Path, kernel: LiveKernel | None) -> None:
        """Args:
        workspace: the check's own folder.
        kernel: None where the notebook's kernel is gone.
        """
        self._workspace = workspace
        self._kernel = kernel
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(workspace / SOCKET))
        (workspace / SOCKET).chmod(0o666)  # its folder says who gets there
        self._listener.listen(1)
        self._open = selectors.DefaultSelector()
        self._open.register(self._listener, selectors.EVENT_READ, self._listener)
        self._met = False
        self._budget = beneath.Budget(_MOST_FILES, _MAX_ANSWERS)

    def serve(self, seconds: float) -> None:
        """Waits for a call, at most so long, and answers it."""
        for ready in [key.data for key, _ in self._open.select(seconds)]:
            if ready is self._listener:
                connection, _ = ready.accept()
                connection.settimeout(10)
                self._open.register(connection, selectors.EVENT_READ, connection)
                self._met = True
                continue
            try:
                line = ready.recv(4096)
                if line:
                    problem = self._answer(json.loads(line))
                    ready.sendall(json.dumps({"problem": problem}).encode() + b"\n")
                    continue
            except (OSError, ValueError, KeyError, TypeError):
                pass
            self._open.unregister(ready)
            ready.close()

    @property
    def done(self) -> bool:
        """Whether whoever could call has been there and is gone."""
        return self._met and len(self._open.get_map()) == 1

    def close(self) -> None:
        """Ends every connection."""
        for key in self._open.get_map().values():
            key.data.close()
        self._open.close()
        with contextlib.suppress(OSError):
            (self._workspace / SOCKET).unlink()

    def _answer(self, request: dict[str, Any]) -> str:
        call, number = int(request["call"]), int(request["number"])
        if self._kernel is None:
            return _NO_KERNEL
        name = f"call-{call}"
        theirs = self._kernel.folder / name
        try:
            with self._both(call, self._kernel) as (ours, folder):
                os.mkdir(name, dir_fd=folder)
                with beneath.folder(name, folder) as shared:
                    os.fchmod(shared, 0o777)  # their process may have another user id than ours
                    beneath.copy(ASKED, ours, shared, beneath.Budget(beneath.MAX_FILES, _MAX_CALL))
            # Here nothing is open: student code runs.
            problem = self._kernel.run(answer_code(number, theirs))
            if not problem:
                with (
                    self._both(call, self._kernel) as (ours, folder),
                    beneath.folder(name, folder) as shared,
                ):
                    beneath.copy(ANSWERED, shared, ours, self._budget)
        except (OSError, beneath.Unexpected) as error:
            refuse("the answer of a function", error)
            return "what it answered can't be read"
        finally:
            with contextlib.suppress(OSError), beneath.folder(self._kernel.folder) as folder:
                beneath.remove(name, folder)
        return problem

    @contextlib.contextmanager
    def _both(self, call: int, kernel: LiveKernel) -> Iterator[tuple[int, int]]:
        """The check's folder of a call, and the kernel's folder."""
        with (
            beneath.folder(self._workspace) as workspace,
            beneath.folder(f"calls/{call}", workspace) as ours,
            beneath.folder(kernel.folder) as folder,
        ):
            yield ours, folder

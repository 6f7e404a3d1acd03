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
import re
import select
import shutil
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.capture.exchange import ANSWERED, ASKED, SOCKET
from autograder.capture.kernel_code import answer_code

_MAX_FILES = 5_000
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
        self._open: list[socket.socket] = [self._listener]
        self._met = False

    def serve(self, seconds: float) -> None:
        """Waits for a call, at most so long, and answers it."""
        for ready in select.select(self._open, [], [], seconds)[0]:
            if ready is self._listener:
                connection, _ = ready.accept()
                connection.settimeout(10)
                self._open.append(connection)
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
            self._open.remove(ready)
            ready.close()

    @property
    def done(self) -> bool:
        """Whether whoever could call has been there and is gone."""
        return self._met and len(self._open) == 1

    def close(self) -> None:
        """Ends every connection."""
        for one in self._open:
            one.close()
        with contextlib.suppress(OSError):
            (self._workspace / SOCKET).unlink()

    def _answer(self, request: dict[str, Any]) -> str:
        call, number = int(request["call"]), int(request["number"])
        if self._kernel is None:
            return _NO_KERNEL
        name = f"call-{call}"
        theirs = self._kernel.folder / name
        # By descriptors: whoever owns a folder could put a link in place of what lies in it.
        with contextlib.ExitStack() as opened:
            try:
                ours = _open(self._workspace / "calls" / str(call), None, opened)
                folder = _open(self._kernel.folder, None, opened)
                os.mkdir(name, dir_fd=folder)
                opened.callback(shutil.rmtree, name, ignore_errors=True, dir_fd=folder)
                shared = _open(name, folder, opened)
                os.fchmod(shared, 0o777)  # the student's process may have another user id than ours
                copy_folder(ASKED, ours, shared)
                problem = self._kernel.run(answer_code(number, theirs))
                if not problem:
                    copy_folder(ANSWERED, shared, ours)
            except (OSError, ValueError):
                return "what it answered can't be read"
        return problem


def _open(folder: str | Path, parent: int | None, opened: contextlib.ExitStack) -> int:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    descriptor = os.open(folder, flags, dir_fd=parent)
    opened.callback(os.close, descriptor)
    return descriptor


def copy_folder(folder: str, here: int, there: int, most: int = 1 << 30) -> None:
    """Copies a flat folder of plain files, following no link that either side may have put there.

    Args:
        here: descriptor of the folder that it is in.
        there: descriptor of the folder that it is copied into.
        most: how many bytes it may hold.

    Raises:
        OSError: something is missing, or is not a plain file.
        ValueError: it is too much.
    """
    left = most
    os.mkdir(folder, dir_fd=there)
    with contextlib.ExitStack() as opened:
        source, target = _open(folder, here, opened), _open(folder, there, opened)
        os.fchmod(target, 0o755)
        names = os.listdir(source)  # noqa: PTH208 (by descriptor, so that nobody swaps the folder)
        if len(names) > _MAX_FILES:
            raise ValueError("too many files")
        for name in names:
            if not re.fullmatch(r"[\w.-]+", name, re.ASCII):
                raise ValueError("a file with an odd name")
            with contextlib.ExitStack() as files:
                flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
                original = os.open(name, flags, dir_fd=source)
                files.callback(os.close, original)
                about = os.fstat(original)
                left -= about.st_size
                if not stat.S_ISREG(about.st_mode) or left < 0:
                    raise ValueError("not a plain file, or too large")
                copy = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=target)
                files.callback(os.close, copy)
                done = 0
                while done < about.st_size:
                    more = os.sendfile(copy, original, done, about.st_size - done)
                    if not more:
                        raise ValueError("a file that shrinks")
                    done += more
                os.fchmod(copy, 0o644)

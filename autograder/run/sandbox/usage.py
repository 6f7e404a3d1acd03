"""Resource usage of a process tree, and whether it is within its limits. [coordinator]"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from autograder.beneath import size_on_disk
from autograder.run.sandbox.limits import Limits, in_words
from autograder.run.sandbox.syscalls import children

#: what a folder is said to take whose files can't be counted
UNCOUNTABLE = 1 << 62
_MAX_DEPTH = 100
_MAX_ENTRIES = 300_000


@dataclass(frozen=True)
class Usage:
    """One measurement.

    Attributes:
        memory_bytes: proportional set size of all processes, and files that lie in memory.
        cpu_seconds: processor time of all processes, those that have ended included.
        disk_bytes: what lies in the working folder and among the temporary files.
    """

    memory_bytes: int = 0
    cpu_seconds: float = 0.0
    processes: int = 0
    disk_bytes: int = 0


class Meter:
    """Measures one forked child and everything that it has started."""

    def __init__(
        self, pid: int, workspace: Path, *, private_disk: bool, closely_above: int = 0
    ) -> None:
        """Args:
        pid: the child that the fork server forked.
        workspace: its folder.
        closely_above: memory is measured exactly once it may be more than this.
        private_disk: whether `work` and temporary files lie on a disk of the sandbox's own, in
            memory; else they are files in `workspace`.
        """
        self._pid = pid
        self._workspace = workspace
        self._private_disk = private_disk
        self._closely_above = closely_above
        self._counted = 0
        self._count_again_at = 0.0

    def read(self) -> Usage:
        """Measures. A process that ends meanwhile counts as gone."""
        everything = list(_with_descendants(self._pid))
        if not everything:
            return Usage()
        # Who waits outside of the sandbox takes nothing, nor does who waits in it for the kernel,
        # but that one is told the processor time of kernels that have ended.
        if self._private_disk:
            everything = everything[1:]
        supervisor, everything = everything[:1], everything[1:]
        # What several share is counted for each at first, because exact figures take milliseconds.
        memory = sum(_resident(process) for process in everything)
        disk = 0
        if self._private_disk and supervisor:
            disk = _in_memory(supervisor[0].pid, self._workspace / "work")
        if memory + disk > self._closely_above:
            memory = sum(_memory(process) for process in everything)
        return Usage(
            memory_bytes=memory + disk,
            cpu_seconds=sum(_seconds(process) for process in (*supervisor, *everything)),
            processes=sum(_is_alive(process) for process in everything),
            disk_bytes=disk + self._on_disk(),
        )

    def _on_disk(self) -> int:
        """Bytes of the files in the workspace, counted only as often as it costs little."""
        began = time.monotonic()
        if began >= self._count_again_at:
            size = size_on_disk(self._workspace, depth=_MAX_DEPTH, entries=_MAX_ENTRIES)
            self._counted = UNCOUNTABLE if size is None else size
            self._count_again_at = began + 20 * (time.monotonic() - began)
        return self._counted


def _with_descendants(pid: int) -> Iterator[psutil.Process]:
    """A process and all below it, those first that started others."""
    waiting = [pid]
    while waiting:
        one = waiting.pop(0)
        waiting += children(one)
        with contextlib.suppress(psutil.NoSuchProcess):
            yield psutil.Process(one)


def _resident(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error, OSError):
        return int(process.memory_info().rss)
    return 0


def _memory(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error, OSError):
        return int(process.memory_full_info().pss)
    with contextlib.suppress(psutil.Error, OSError):
        info = process.memory_info()
        return int(info.rss - info.shared)
    return 0


def _seconds(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error, OSError):
        times = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0


def _in_memory(pid: int, work: Path) -> int:
    """Bytes in use on the private disk, seen through a process that sees it."""
    with contextlib.suppress(OSError):
        theirs = f"/proc/{pid}/root{work}"
        if Path(theirs).stat().st_dev == work.stat().st_dev:
            return 0  # it is not in its sandbox yet
        disk = os.statvfs(theirs)
        return (disk.f_blocks - disk.f_bfree) * disk.f_frsize
    return 0


def _is_alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error, OSError):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


def excess(usage: Usage, limits: Limits, place: str) -> tuple[str, str] | None:
    """Status and sentence for the first limit that is passed."""
    if usage.memory_bytes > limits.memory_bytes:
        return (
            "out_of_memory",
            f"{place} took more than {in_words(limits.memory_bytes)} of memory "
            f"({usage.processes} processes) and was stopped",
        )
    if usage.processes > limits.processes:
        return (
            "too_many_processes",
            f"{place} had more than {limits.processes} processes running and was stopped",
        )
    if usage.disk_bytes > limits.disk_bytes:
        return (
            "out_of_disk",
            f"{place} filled its disk ({in_words(limits.disk_bytes)}) and was stopped",
        )
    if usage.cpu_seconds > limits.cpu_seconds:
        return (
            "timed_out",
            f"the notebook used more than {limits.cpu_seconds:g} s of processor time and was "
            f"stopped at {place}",
        )
    return None

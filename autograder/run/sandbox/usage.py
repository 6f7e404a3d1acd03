"""Resource usage of a process tree, and whether it is within its limits. [coordinator]"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import psutil

from autograder.files.beneath import size_on_disk
from autograder.run.sandbox import uncounted
from autograder.run.sandbox.cgroups import limits_memory_of
from autograder.run.sandbox.limits import Limits, in_words
from autograder.run.sandbox.policy import UNCOUNTED_DESCRIPTORS
from autograder.run.sandbox.syscalls import children

#: what a folder is said to take whose files can't be counted
UNCOUNTABLE = 1 << 62
_MAX_DEPTH = 100
_MAX_ENTRIES = 300_000
#: a hundred processes are allowed
_MOST_OPEN = 110 * UNCOUNTED_DESCRIPTORS
#: the interval from one measurement to the next, in times that one takes: usually, and at least
_TIMES_ITS_COST, _LEAST_TIMES_ITS_COST = 20, 4
#: the longest usual interval
_USUAL_SECONDS = 1.0
_T = TypeVar("_T")


@dataclass(frozen=True)
class Usage:
    """One measurement.

    Attributes:
        memory_bytes: proportional set size of all processes with what the kernel keeps for them,
            and files that lie in memory; where the kernel itself limits all of that, what it does
            not count: see `autograder.run.sandbox.uncounted`.
        cpu_seconds: processor time of all processes, those that have ended included.
        disk_bytes: what lies in the working folder and among the temporary files, and what was
            removed from there and is still open.
    """

    memory_bytes: int = 0
    cpu_seconds: float = 0.0
    processes: int = 0
    disk_bytes: int = 0


@dataclass
class _Seldom(Generic[_T]):
    """Rate-limits a measurement by its cost, which student code may raise.

    What is made expensive is still measured again after a second, or four times its cost.
    """

    value: _T
    times_its_cost: float = _TIMES_ITS_COST
    again_at: float = 0.0

    def get(self, measure: Callable[[], _T]) -> _T:
        began = time.monotonic()
        if began >= self.again_at:
            self.value = measure()
            cost = time.monotonic() - began
            usual = min(self.times_its_cost * cost, _USUAL_SECONDS)
            self.again_at = began + max(usual, _LEAST_TIMES_ITS_COST * cost)
        return self.value


class Meter:
    """Measures one forked child and everything that it has started."""

    def __init__(
        self,
        pid: int,
        workspace: Path,
        *,
        private_disk: bool,
        waits_outside: bool = False,
        closely_above: int = 0,
    ) -> None:
        """Args:
        pid: the child that the fork server forked.
        workspace: its folder.
        waits_outside: whether that child is not in the sandbox, and waits for one that is.
        closely_above: memory is measured exactly once it may be more than this.
        private_disk: whether `work` and temporary files lie on a disk of the sandbox's own, in
            memory; else they are files in `workspace`.
        """
        self._pid = pid
        self._workspace = workspace
        self._private_disk = private_disk
        self._waits_outside = waits_outside
        self._closely_above = closely_above
        self._files: _Seldom[int] = _Seldom(0)
        self._sockets: _Seldom[int] = _Seldom(0)
        # Where a machine without control groups sees memory and disks grow.
        self._open: _Seldom[_Open] = _Seldom(_Open(), _LEAST_TIMES_ITS_COST)

    def read(self) -> Usage:
        """Measures. A process that ends meanwhile counts as gone."""
        everything = list(_with_descendants(self._pid))
        if not everything:
            return Usage()
        # Who waits outside of the sandbox takes nothing, nor does who waits in it for the kernel,
        # but that one is told the processor time of kernels that have ended.
        if self._waits_outside:
            everything = everything[1:]
        supervisor, everything = everything[:1], everything[1:]
        disk = 0
        if self._private_disk and supervisor:
            disk = _in_memory(supervisor[0].pid, self._workspace / "work")
        opened = self._open.get(lambda: _open_in(everything))
        memory = 0
        if everything:
            inside = everything[0].pid
            memory = self._sockets.get(lambda: uncounted.memory(inside, opened.sockets))
        if not limits_memory_of(self._pid):
            kept = (
                memory
                + opened.memory_bytes
                + sum(_page_tables(process.pid) for process in everything)
            )
            # What several share is counted for each at first: exact figures take milliseconds.
            memory = kept + disk + sum(_resident(process) for process in everything)
            if memory > self._closely_above:
                memory = kept + disk + sum(_memory(process) for process in everything)
        return Usage(
            memory_bytes=memory,
            cpu_seconds=sum(_seconds(process) for process in (*supervisor, *everything)),
            processes=sum(_is_alive(process) for process in everything),
            disk_bytes=disk + self.on_disk() + opened.removed_bytes(self._workspace),
        )

    def on_disk(self) -> int:
        """Bytes of the files in the workspace."""
        return self._files.get(self._on_disk)

    def _on_disk(self) -> int:
        size = size_on_disk(self._workspace, depth=_MAX_DEPTH, entries=_MAX_ENTRIES)
        return UNCOUNTABLE if size is None else size


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


def _page_tables(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        return int(status.rpartition("VmPTE:")[2].split()[0]) * 1024
    return 0


@dataclass(frozen=True)
class _Open:
    """What the open files and sockets of processes take that no folder shows.

    Attributes:
        memory_bytes: files in memory without a name, and the most that buffers of sockets hold.
        sockets: inodes of the sockets.
        removed: device → bytes of files on it that have been removed.
    """

    memory_bytes: int = 0
    sockets: frozenset[int] = frozenset()
    removed: Mapping[int, int] = field(default_factory=dict)

    def removed_bytes(self, folder: Path) -> int:
        """Bytes of removed files on the disk that a folder is on."""
        with contextlib.suppress(OSError):
            return self.removed.get(folder.stat().st_dev, 0)
        return 0


def _open_in(processes: Iterable[psutil.Process]) -> _Open:
    """Looks at each file and socket once, however many have it open.

    No further than at as many as a notebook can have open where this is all that sees them.
    """
    seen: set[tuple[int, int]] = set()
    removed: dict[int, int] = {}
    sockets: set[int] = set()
    memory = 0
    for one in itertools.islice(_descriptors(processes), _MOST_OPEN):
        with contextlib.suppress(OSError):
            about = one.stat()
            if about.st_nlink and not stat.S_ISSOCK(about.st_mode):
                continue
            if (about.st_dev, about.st_ino) in seen:
                continue
            seen.add((about.st_dev, about.st_ino))
            if stat.S_ISSOCK(about.st_mode):
                memory += _socket_buffer()
                sockets.add(about.st_ino)
            elif str(Path(one.path).readlink()).startswith("/memfd:"):
                memory += about.st_blocks * 512
            else:
                removed[about.st_dev] = removed.get(about.st_dev, 0) + about.st_blocks * 512
    return _Open(memory, frozenset(sockets), removed)


def _descriptors(processes: Iterable[psutil.Process]) -> Iterator[os.DirEntry[str]]:
    for process in processes:
        with contextlib.suppress(OSError), os.scandir(f"/proc/{process.pid}/fd") as descriptors:
            yield from descriptors


@functools.cache
def _socket_buffer() -> int:
    """The most that a socket keeps of what was sent; see socket(7). `seccomp` lets none have more.

    A connection over the loopback may hold more, of which `uncounted` counts what nobody accepts.
    """
    with contextlib.suppress(OSError, ValueError):
        return int(Path("/proc/sys/net/core/wmem_default").read_text(encoding="ascii"))
    return 1 << 18


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


def excess(
    usage: Usage, limits: Limits, place: str, exceeded: str | None = None
) -> tuple[str, str] | None:
    """Status and sentence for the first limit that is passed.

    Args:
        exceeded: the controller of a control group whose limit was met; see `cgroups`.
    """
    if usage.memory_bytes > limits.memory_bytes or exceeded == "memory":
        return (
            "out_of_memory",
            f"{place} took more than {in_words(limits.memory_bytes)} of memory and was stopped",
        )
    if usage.processes > limits.processes or exceeded == "pids":
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

"""How much a submission may take. [any]"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GIB = 1 << 30
MIB = 1 << 20

#: what a kernel may send at once; larger messages are cut off before they are read into memory
LARGEST_MESSAGE = 64 * MIB


@dataclass(frozen=True)
class Limits:
    """Limits on one submission. A class takes at most the jobs at work times as much.

    Attributes:
        cell_seconds: wall time of one cell.
        notebook_seconds: wall time of the whole notebook.
        cpu_seconds: processor time of all processes together, on all cores.
        memory_bytes: memory of all processes together (PSS: pages that several share count once),
            files in memory included.
        processes: how many at the same time; threads are not counted.
        disk_bytes: working folder and temporary files together.
        file_bytes: largest single file.
        cell_output_bytes: what one cell may show.
        output_bytes: what all cells together may show.
        grace_seconds: how long an interrupted cell has to come to an end before it is killed.
        capture_seconds: how long reading out one answer may last.
        call_seconds: how long one call of a student's function by a test may last.
    """

    cell_seconds: float = 300.0
    notebook_seconds: float = 1200.0
    cpu_seconds: float = 3600.0
    memory_bytes: int = 4 * GIB
    processes: int = 100
    disk_bytes: int = 2 * GIB
    file_bytes: int = 1 * GIB
    cell_output_bytes: int = 10 * MIB
    output_bytes: int = 50 * MIB
    grace_seconds: float = 5.0
    capture_seconds: float = 120.0
    call_seconds: float = 20.0


def memory_available(root: Path = Path("/")) -> int:
    """Bytes that this process and its descendants may take: the machine's, or its cgroup's limit.

    Args:
        root: where `sys/fs/cgroup` and `proc/self/cgroup` lie.
    """
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([machine, *_cgroup_limits(root)])


def _cgroup_limits(root: Path) -> Iterator[int]:
    """The memory limits of this process's cgroup and of those above it; see cgroups(7)."""
    try:
        hierarchies = (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        hierarchies = []
    mount = root / "sys/fs/cgroup"
    # A container may see its own group as the root, and be told the path that the host has for it.
    files = {mount / "memory.max", mount / "memory/memory.limit_in_bytes"}
    for hierarchy in hierarchies:
        _, _, rest = hierarchy.partition(":")
        controllers, _, path = rest.partition(":")
        group = Path(path.strip("/"))
        for folder in (group, *group.parents):
            if not controllers:
                files.add(mount / folder / "memory.max")
            elif "memory" in controllers.split(","):
                files.add(mount / "memory" / folder / "memory.limit_in_bytes")
    for file in files:
        try:
            yield int(file.read_text(encoding="ascii"))
        except (OSError, ValueError):  # no such file, or `max`
            continue


def in_words(number: int) -> str:
    """So many bytes, as a person says it."""
    return f"{number / GIB:.3g} GB" if number >= GIB else f"{number / MIB:.3g} MB"

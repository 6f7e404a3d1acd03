"""How much a submission may take. [any]"""

from __future__ import annotations

from dataclasses import dataclass

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


def in_words(number: int) -> str:
    """So many bytes, as a person says it."""
    return f"{number / GIB:.3g} GB" if number >= GIB else f"{number / MIB:.3g} MB"

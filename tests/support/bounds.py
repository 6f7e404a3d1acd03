"""Bounds on what a piece of a test may take."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

SECONDS = 60


@contextlib.contextmanager
def bounded(mib: int = 256) -> Iterator[None]:
    """Fails where the block takes more than a minute, or more memory than `mib`."""

    late = False

    def too_long(*_: object) -> None:
        nonlocal late
        late = True
        raise TimeoutError(f"it took more than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    start = memory("VmRSS")
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert not late  # also where the block made nothing of the error
    assert memory("VmHWM") - start < mib


def memory(kind: str) -> int:
    """This process's memory in MiB, now (VmRSS) or at its peak (VmHWM)."""
    [line] = [x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith(kind)]
    return int(line.split()[1]) >> 10

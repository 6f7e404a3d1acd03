"""What locking a process in costs: one that does nothing, with the sandbox and without it.

    python -m scripts.bench.sandbox [TIMES]

Each is forked from the fork server that kernels come from, with TensorFlow in its memory, and is
timed from the request to its end.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from statistics import median

from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.sandbox.policy import Sandbox
from autograder.run.sandbox.probe import ensure
from scripts.bench.figures import ALONE, LOCKED_IN, BenchError
from scripts.bench.stages import percentile_95

_DOES_NOTHING = "os:getpid"
_TIMES, _PATIENCE = 100, 30.0
#: what others say of theirs: sandbox → what is measured, milliseconds, source
PUBLISHED: Mapping[str, tuple[str, str, str]] = {
    "isolate, of programming contests": (
        "`isolate --run` of a program that prints a number, as a user reports",
        "50",
        "[ioi/isolate, issue 29](https://github.com/ioi/isolate/issues/29), 2017",
    ),
    "go-sandbox, of online judges": (
        "new PID, user, mount and cgroup namespaces and `pivot_root`, none for the network",
        "100",
        "[an early README](https://github.com/criyle/go-sandbox/blob/"
        "00d5f0d2a157d191cf795eb30ce247720cf40551/README.md)",
    ),
    "gVisor": (
        "`runsc create` and `runsc start`, on eight machines",
        "81–280",
        "[Apoxy](https://apoxy.dev/blog/gvisor-cold-start-where-the-time-goes)",
    ),
    "Firecracker": (
        "from `InstanceStart` to the guest's `/sbin/init`, on an i3.metal",
        "at most 125",
        "[its specification](https://github.com/firecracker-microvm/firecracker/blob/main/"
        "SPECIFICATION.md)",
    ),
}


def measure_sandbox(times: int = _TIMES) -> dict[str, list[float]]:
    """`ALONE` and `LOCKED_IN` → seconds of each process.

    Raises:
        BenchError: one did not end well.
        IsolationError: nothing can be locked in here.
    """
    found: dict[str, list[float]] = {ALONE: [], LOCKED_IN: []}
    with ForkServer() as fork_server:
        ensure(fork_server)
        fork_server.wait_until_ready()
        for number in range(times + 1):
            for name in found:
                seconds = _seconds(fork_server, locked_in=name == LOCKED_IN)
                if number:  # files are read for the first time
                    found[name].append(seconds)
    return found


def _seconds(fork_server: ForkServer, *, locked_in: bool) -> float:
    with workspace() as folder:
        began = time.monotonic()
        child = fork_server.spawn(
            _DOES_NOTHING,
            {},
            cwd=folder,
            env={},
            log=folder / "log",
            sandbox=Sandbox(str(folder)) if locked_in else None,
        )
        status = child.wait(_PATIENCE)
        seconds = time.monotonic() - began
        if status != 0:
            child.kill()
            raise BenchError(f"A process that does nothing has ended with status {status}.")
    return seconds


def table(found: Mapping[str, list[float]]) -> str:
    """Both as Markdown, in milliseconds, and what others publish."""
    own = "".join(
        f"| {name} | {len(seconds)} | {1000 * median(seconds):.1f} "
        f"| {1000 * percentile_95(seconds):.1f} |\n"
        for name, seconds in found.items()
    )
    difference = 1000 * (median(found[LOCKED_IN]) - median(found[ALONE]))
    others = "".join(
        f"| {name} | {what} | {milliseconds} | {source} |\n"
        for name, (what, milliseconds, source) in PUBLISHED.items()
    )
    return (
        "A process that does nothing, forked from the server that kernels come from: from the "
        "request\nto its end.\n\n"
        "|  | times | median, ms | 95 %, ms |\n| --- | ---: | ---: | ---: |\n"
        f"{own}\n"
        f"Locking in costs {difference:.1f} ms: the difference of the medians. What others publish "
        "of\ntheirs, on their machines and of what they mean by starting, which differs:\n\n"
        "| sandbox | what is measured | ms | source |\n| --- | --- | ---: | --- |\n"
        f"{others}"
    )


def main() -> int:
    """Returns the exit status."""
    print(table(measure_sandbox(int(sys.argv[1]) if sys.argv[1:] else _TIMES)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())

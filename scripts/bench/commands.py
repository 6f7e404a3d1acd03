"""How long commands take, of which nobody wants to wait for one.

    python -m scripts.bench.commands [--results 6000]

`autograder --help` and `autograder doctor` until they end, `autograder grade` until it says
anything, and a rerun over a class in which nothing is new. The class is generated, and its results
are recorded ones, as in `scripts.bench.scale recorded`: which takes minutes for some thousand.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pty
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from scripts.bench import scale
from scripts.bench.figures import LIGHT, BenchError, Took

_TIMES, _RESULTS, _PATIENCE = 5, 6000, 600.0
HELP, DOCTOR, FIRST, RERUN = (
    "`autograder --help`",
    "`autograder doctor`",
    "`autograder grade`, until it says anything",
    "`autograder grade` again, with nothing new",
)
#: what a command is called begins with → seconds that it may take
TARGETS: Mapping[str, float] = {HELP: 0.25, DOCTOR: 3.0, FIRST: 1.5, RERUN: 2.0}


def run(arguments: Sequence[str], *, until_it_speaks: bool = False) -> Took:
    """Runs `autograder` once, on a terminal of its own.

    Args:
        until_it_speaks: ends it as soon as it has written anything.

    Raises:
        BenchError: it failed, or said nothing.
    """
    program = Path(sys.executable).with_name("autograder")
    ours, theirs = pty.openpty()
    busy, began = _of_children(), time.monotonic()
    process = subprocess.Popen(
        [program, *arguments], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError), os.fdopen(ours, "rb", buffering=0) as terminal:
        # a terminal whose last writer has gone says so by EIO
        while chunk := terminal.read(1 << 16):
            said += chunk
            if until_it_speaks:
                seconds = time.monotonic() - began
                process.terminate()
                process.wait(_PATIENCE)
                return Took(seconds, _of_children() - busy)
    status = process.wait(_PATIENCE)
    if status or until_it_speaks:
        raise BenchError(f"autograder {' '.join(arguments)}: {said.decode(errors='replace')}")
    return Took(time.monotonic() - began, _of_children() - busy)


def _of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def measure_commands(results: int, folder: Path, times: int = _TIMES) -> dict[str, list[Took]]:
    """Command → each of its runs, after one that is not counted.

    Args:
        results: how many there are where nothing is new.
        folder: an empty one.

    Raises:
        BenchError: a command fails.
    """
    scale.measure("recorded", results, jobs=2, workers=0, seconds=0.0, folder=folder)
    grade = ["grade", str(folder / "submitted"), "--assignment", str(folder / f"{LIGHT}.zip")]
    rerun = f"{RERUN} among {results:,} results"
    again = [*grade, "--output", str(folder / "graded")]
    run(again)  # notes what it has read
    found: dict[str, list[Took]] = {name: [] for name in (HELP, DOCTOR, FIRST, rerun)}
    for number in range(times + 1):
        new = [*grade, "--output", str(folder / f"new-{number}")]
        each = {
            HELP: run(["--help"]),
            DOCTOR: run(["doctor"]),
            FIRST: run(new, until_it_speaks=True),
            rerun: run(again),
        }
        if number:  # files are read for the first time
            for name, took in each.items():
                found[name].append(took)
    return found


def table(found: Mapping[str, Sequence[Took]]) -> str:
    """The medians, as Markdown."""
    rows = [
        f"Medians of {max(map(len, found.values()))} runs. *Processor* is what the command takes "
        "of it, and whatever it starts and waits for.\n\n",
        "| command | at most, seconds | seconds | processor, seconds | met |\n",
        "| --- | ---: | ---: | ---: | ---: |\n",
    ]
    for name, took in found.items():
        seconds = median(one.seconds for one in took)
        busy = median(one.busy for one in took)
        most = next(most for beginning, most in TARGETS.items() if name.startswith(beginning))
        met = "yes" if seconds <= most else "**no**"
        rows.append(f"| {name} | {most:g} | {seconds:.2f} | {busy:.2f} | {met} |\n")
    return "".join(rows)


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.commands", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--results", type=int, default=_RESULTS, help="of the class")
    results = parser.parse_args().results
    try:
        with tempfile.TemporaryDirectory(prefix="commands-") as folder:
            print(table(measure_commands(results, Path(folder))), end="")
    except BenchError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

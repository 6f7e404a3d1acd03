"""Where the time of submissions goes: a table of stages out of the lines of grading logs.

Usage: python -m scripts.bench.stages LOG…
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import median, quantiles

_LINE = re.compile(r"stage=(?P<stage>\w+) seconds=(?P<seconds>\d+\.\d+) status=\w+$")
#: stages in the order in which they happen; what is a part of another is indented
STAGES: Mapping[str, str] = {
    "read": "read it",
    "instrument": "put checks and files in",
    "run": "run",
    "fork": "&nbsp; fork kernel and driver",
    "ready": "&nbsp; lock both in, until the first cell begins",
    "cells": "&nbsp; cells, and capture of their values",
    "capture": "&nbsp; &nbsp; capture alone",
    "check": "check",
    "render": "render the notebook for its page, while it is checked",
    "store": "store",
    "page": "&nbsp; make the page",
    "all": "all",
    "gradebook": "fill the gradebook, once for the class",
}


def read(lines: Iterable[str]) -> dict[str, list[float]]:
    """Stage → its seconds, of every submission that was at it."""
    found: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        if match := _LINE.search(line.rstrip()):
            found[match["stage"]].append(float(match["seconds"]))
    return found


def percentile_95(numbers: list[float]) -> float:
    """The 95th percentile, between the two numbers around it; the largest of fewer than two."""
    if len(numbers) < 2:
        return max(numbers)
    return quantiles(numbers, n=20, method="inclusive")[-1]


def table(logs: Mapping[str, Mapping[str, list[float]]]) -> str:
    """The stages of one or several runs as Markdown: median and 95th percentile in milliseconds.

    Args:
        logs: what a run is called → its stages, as `read` gives them.
    """
    head = ["stage"]
    for name in logs:
        head += [f"{name}: submissions", "median, ms", "95 %, ms"]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for stage, says in STAGES.items():
        if not any(stage in log for log in logs.values()):
            continue
        row = [says]
        for log in logs.values():
            seconds = log.get(stage)
            if not seconds:
                row += ["0", "", ""]
                continue
            times = (median(seconds), percentile_95(seconds))
            row += [str(len(seconds)), *(f"{1000 * one:.0f}" for one in times)]
        rows.append(row)
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main() -> int:
    """Returns the exit status."""
    paths = [Path(one) for one in sys.argv[1:]]
    if not paths:
        print(__doc__)
        return 2
    logs = {path.parent.name or path.name: read(path.open(encoding="utf-8")) for path in paths}
    print(table(logs), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())

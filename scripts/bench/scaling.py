"""The figures in docs/scaling.md, computed from those in docs/benchmarks.md.

    python -m scripts.bench.scaling

writes them between the page's marks; `make bench` does so, too.
"""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.files import write_atomically
from scripts.bench.figures import BenchError
from scripts.bench.workers import ROOT

SCALING, BENCHMARKS = ROOT / "docs" / "scaling.md", ROOT / "docs" / "benchmarks.md"
_SIZES, _WORKERS = (30, 300, 30_000), 100
#: dollars an hour for two virtual processors; the page says where that comes from
_PRICE = 0.096
_NUMBER = r"([\d,]+(?:\.\d+)?)"
_MARKS = "<!-- {0}: by `python -m scripts.bench.scaling`; do not edit. -->\n", "<!-- /{0} -->\n"


@dataclass(frozen=True)
class Measured:
    """Seconds for each submission on two cores, as docs/benchmarks.md has them.

    Attributes:
        beyond: a light one, beyond its own cells.
        light, evidence: of a class; lesson 04 with evidence.
        trained: the median of lesson 04, where networks are trained again.
        start: of the fork server, once for a class.
    """

    beyond: float
    light: float
    evidence: float
    trained: float
    start: float


def read(text: str) -> Measured:
    """What the page of benchmarks says.

    Raises:
        BenchError: a figure is not there.
    """

    def last(heading: str, row: str) -> list[float]:
        section = text.partition(f"\n## {heading}")[2].partition("\n## ")[0]
        found = re.findall(rf"(?m)^\| {row} \|(.*)\|$", section)
        if not found:
            raise BenchError(f"{BENCHMARKS.name} has no figures below {heading!r}.")
        cells = [re.match(_NUMBER, cell.strip()) for cell in found[-1].split("|")]
        return [float(cell[1].replace(",", "")) for cell in cells if cell]

    ours = "`autograder grade`"
    # submissions, start, grading, submissions a minute
    _, start, _, a_minute = last("Throughput", "2")
    return Measured(
        # seconds, from–to, beside ours, beyond own cells
        beyond=last("A light submission", ours)[3],
        light=60 / a_minute,
        # minutes, seconds for each
        evidence=last("A class of lesson 04", r"[\d,]+")[1],
        trained=last("Lesson 04", ours)[0],
        start=start,
    )


def written(page: str, measured: Measured) -> str:
    """The page with these figures in it.

    Raises:
        BenchError: a mark is missing.
    """
    made = {"seconds": _seconds(measured), "classes": _classes(measured), "money": _money(measured)}
    for name, text in made.items():
        begin, end = (mark.format(name) for mark in _MARKS)
        before, found, rest = page.partition(begin)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise BenchError(f"{SCALING.name} has lost its marks around {name}.")
        page = f"{before}{begin}{text}{end}{after}"
    return page


def _seconds(of: Measured) -> str:
    return (
        f"A submission costs what its own cells compute, and about {of.beyond:.1f} s for "
        "everything else: the sandbox,\n"
        f"capturing, checking, the pages. Starting costs about {of.start:.0f} s, once. From the "
        "[benchmarks](benchmarks.md), on two\n"
        f"cores without an accelerator and with two jobs: {60 / of.light:.0f} light submissions a "
        f"minute, {of.evidence:.1f} s for each of lesson 04\n"
        "that brings along the networks which its student trained, and a median of "
        f"{of.trained:.0f} s where they are trained\nagain, which keeps both cores busy.\n"
    )


def _classes(of: Measured) -> str:
    rows = [
        "| submissions | a lesson that trains nothing, 2 cores | lesson 04 with evidence, 2 cores "
        f"| lesson 04 trained again, 2 cores | the same, {_WORKERS} workers of 2 cores |\n",
        "| ---: " * 5 + "|\n",
    ]
    for size in _SIZES:
        spread = math.ceil(size / _WORKERS) * of.trained
        each = [size * of.light, size * of.evidence, size * of.trained, spread]
        rows.append(f"| {size:,} | {' | '.join(map(_time, each))} |\n")
    return "".join(rows)


def _money(of: Measured) -> str:
    rows = ["| 1,000 submissions | hours on 2 cores | dollars |\n| --- | ---: | ---: |\n"]
    for what, seconds in (
        ("that train nothing", of.light),
        ("lesson 04 with evidence", of.evidence),
        ("lesson 04 trained again", of.trained),
    ):
        hours = 1000 * seconds / 3600
        rows.append(f"| {what} | {hours:.1f} | {hours * _PRICE:.2f} |\n")
    return "".join(rows)


def _time(seconds: float) -> str:
    """Two digits, in the largest unit that there is one of."""
    for unit, name in ((86_400, "days"), (3600, "h"), (60, "min")):
        if seconds >= unit:
            number = seconds / unit
            return f"{number:.{1 if number < 10 else 0}f} {name}"
    return f"{seconds:.0f} s"


def update(page: Path = SCALING, benchmarks: Path = BENCHMARKS) -> None:
    """Writes the page anew.

    Raises:
        BenchError: as `read` and `written`.
    """
    measured = read(benchmarks.read_text(encoding="utf-8"))
    write_atomically(page, written(page.read_text(encoding="utf-8"), measured))


if __name__ == "__main__":
    try:
        update()
    except BenchError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(1)

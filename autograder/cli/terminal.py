"""What the terminal shows: progress on standard error, results on standard output. [coordinator]"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from statistics import fmean, median
from types import TracebackType

import click
from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from autograder.cli.console import printable, say
from autograder.grading.batch import Event
from autograder.record.result import Result
from autograder.record.store import Store

_COLOURS = {"graded": "green", "unreadable": "red", "unknown_lesson": "red"}
#: a class of more is summed up, and only what needs a look has a line
_ROWS = 40


class GradingProgress:
    """What is done and what each worker is at, in a terminal; a line per submission elsewhere."""

    def __init__(self, total: int, console: Console) -> None:
        self._total = total
        self._console = console
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._shares: dict[tuple[str, str], float] = {}
        self._since: dict[tuple[str, str], tuple[str, float]] = {}
        self._statuses: Counter[str] = Counter()
        self._reused = 0
        self._rechecked = 0
        self._because: Counter[str] = Counter()
        self._live = Live(self, console=console, transient=True, refresh_per_second=4)

    def __enter__(self) -> GradingProgress:
        if self._console.is_interactive:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def __call__(self, event: Event) -> None:
        """Takes note of an event. Several threads may call."""
        with self._lock:
            # What a group handed in is each member's.
            key = event.submission.student, event.submission.origin
            self._shares[key] = event.done
            if event.result is None:
                label = f"{event.submission.student}, {event.submission.lesson}"
                self._since.setdefault(key, (label, time.monotonic()))
                return
            self._since.pop(key, None)
            self._statuses[event.result.status] += 1
            self._reused += event.reused
            self._rechecked += event.rechecked
            self._because.update([event.because] if event.because else [])
            if not event.reused and not self._console.is_interactive:
                line = f"[{self._statuses.total()}/{self._total}] {_one_line(event.result)}"
                left = self._time_left()
                line = printable(f"{line}{f'; {left}' if left else ''}")
                self._console.print(escape(line), soft_wrap=True)

    def __rich__(self) -> Group:
        """A bar with the time left, counts by status, and a line for each worker."""
        with self._lock:
            bar = Table.grid(padding=(0, 2))
            done = sum(self._shares.values())
            bar.add_row(
                f"{self._statuses.total()} of {self._total}",
                ProgressBar(self._total, done, width=24),
                self._time_left(),
            )
            counts = ", ".join(f"{n} {status}" for status, n in self._statuses.items())
            workers = Table.grid(padding=(0, 2))
            workers.add_column(no_wrap=True, overflow="ellipsis", max_width=50)
            workers.add_column(justify="right")
            workers.add_column(justify="right")
            for key, (label, since) in self._since.items():
                seconds = time.monotonic() - since
                workers.add_row(
                    Text(f"  {printable(label)}"), f"{self._shares[key]:.0%}", f"{seconds:.0f} s"
                )
        return Group(bar, *([Text(counts)] if counts else []), workers)

    def summary(self) -> list[str]:
        """A sentence for each way in which work of an earlier run was used, or could not be."""
        lines = []
        if self._reused:
            lines.append(f"{_notebooks(self._reused)} graded before, and nothing has changed.")
        if self._rechecked:
            lines.append(
                f"{_notebooks(self._rechecked)} checked against new tests without being run."
            )
        for reason, number in self._because.items():
            lines.append(f"{_notebooks(number)} run again: {reason}.")
        return lines

    def _time_left(self) -> str:
        done = sum(self._shares.values()) - self._reused
        remaining = self._total - sum(self._shares.values())
        passed = time.monotonic() - self._began
        if done < 0.2 or remaining <= 0:
            return ""
        seconds = passed / done * remaining
        return (
            f"about {seconds / 60:.0f} min left" if seconds > 90 else f"about {seconds:.0f} s left"
        )


class TerminalReporter:
    """Tells whoever sits at the terminal what grading does, on standard error."""

    def say(self, text: str) -> None:
        """A sentence."""
        say(text)

    def busy(self, what: str) -> AbstractContextManager[object]:
        """A spinner."""
        return Console(stderr=True).status(what)

    def progress(self, total: int) -> GradingProgress:
        """A bar, or a line for each submission."""
        return GradingProgress(total, Console(stderr=True))


def _notebooks(number: int) -> str:
    return "1 notebook was" if number == 1 else f"{number} notebooks were"


def _one_line(result: Result) -> str:
    points = f"{result.score:g} of {result.max_score:g} points" if result.max_score else ""
    points += f", {result.points_waiting:g} of them wait" if result.waiting else ""
    seconds = f"in {result.seconds['total']:.0f} s" if result.seconds else ""
    return " ".join(part for part in (result.student, result.status, points, seconds) if part)


def show(results: Sequence[Result], store: Store, notes: dict[str, str] | None = None) -> None:
    """Prints what came of a class, and where to read on.

    Args:
        notes: student → a remark, for a small class.
    """
    console = Console()
    if len(results) <= _ROWS:
        console.print(results_table(results, notes))
    else:
        console.print(class_table(results))
        # Those without a question are named below, each with its reason.
        amiss = [result for result in results if result.status != "graded" and result.questions]
        for result in amiss[:_ROWS]:
            why = "; ".join((result.status, *result.problems[:1]))
            line = f"{result.student}, {result.lesson}: {why}"
            console.print(Text(printable(line)), no_wrap=True, overflow="ellipsis", crop=True)
        if len(amiss) > _ROWS:
            click.echo(f"and {len(amiss) - _ROWS} more, listed in {store.report_path}")
    for result in results:
        if not result.questions:
            say(f"Not graded: {result.student}: {result.problems[0]}")
    for name, path in _paths(store):
        click.echo(f"{name + ':':10}{path}")


def as_json(results: Sequence[Result], remarks: Sequence[str], store: Store) -> str:
    """The same for machines: one JSON object.

    Args:
        remarks: sentences about the class as a whole.
    """
    facts = {
        "results": [result.to_json() for result in results],
        "remarks": list(remarks),
        "paths": dict(_paths(store)),
    }
    return json.dumps(facts, indent=1)


def _paths(store: Store) -> Iterator[tuple[str, str]]:
    yield "marks", str(store.grades_path)
    yield "feedback", str(store.folder / "feedback")
    yield "class", str(store.report_path)


def class_table(results: Sequence[Result]) -> Table:
    """One row per lesson; fits 80 columns."""
    table = Table(caption=_data_note(results), caption_justify="left", header_style="bold")
    table.add_column("lesson", overflow="fold")
    for name in ("handed in", "graded", "lowest", "median", "mean", "highest"):
        table.add_column(name, justify="right", no_wrap=True)
    lessons: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        lessons[result.lesson].append(result)
    for lesson, theirs in sorted(lessons.items()):
        graded = sum(result.status == "graded" for result in theirs)
        scores = [result.score for result in theirs if result.questions]
        marks = [min(scores), median(scores), fmean(scores), max(scores)] if scores else []
        row = [printable(lesson), str(len(theirs)), str(graded), *(f"{x:.4g}" for x in marks)]
        table.add_row(*map(escape, row))
    return table


def results_table(results: Sequence[Result], notes: dict[str, str] | None = None) -> Table:
    """One row per result; fits 80 columns.

    Args:
        notes: student → a remark; by default the first problem of each.
    """
    table = Table(caption=_data_note(results), caption_justify="left", header_style="bold")
    several = len({result.lesson for result in results}) > 1
    table.add_column("student", overflow="fold", max_width=18)
    if several:
        table.add_column("lesson", overflow="fold", max_width=16)
    table.add_column("status", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("time", justify="right", no_wrap=True)
    table.add_column("remark", overflow="fold")
    for result in results:
        colour = _COLOURS.get(result.status, "yellow")
        points = f"{result.score:g} / {result.max_score:g}" if result.max_score else "–"
        seconds = f"{result.seconds['total']:.0f} s" if result.seconds else "–"
        note = (notes or {}).get(result.student) or "; ".join(result.problems[:1])
        row = [result.student, *([result.lesson] if several else [])]
        table.add_row(
            *(escape(printable(text)) for text in row),
            *(f"[{colour}]{result.status}[/]", points, seconds, escape(printable(note))),
        )
    return table


def _data_note(results: Sequence[Result]) -> str:
    names = sorted({name for result in results for name in result.datasets.values()})
    return f"data: {', '.join(names)}" if names else ""

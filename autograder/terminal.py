"""What the terminal shows: progress on standard error, tables on standard output."""

from __future__ import annotations

import threading
import time
from collections import Counter
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from autograder.grade import Event
from autograder.record.result import Result

_COLOURS = {"graded": "green", "unreadable": "red", "unknown_lesson": "red"}


class GradingProgress:
    """A bar with the time left in a terminal; a line per finished submission elsewhere."""

    def __init__(self, total: int, console: Console) -> None:
        self._total = total
        self._console = console
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._shares: dict[tuple[str, str], float] = {}
        self._statuses: Counter[str] = Counter()
        self._reused = 0
        self._rechecked = 0
        self._because: Counter[str] = Counter()
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[left]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("starting", total=total, left="")

    def __enter__(self) -> GradingProgress:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def __call__(self, event: Event) -> None:
        """Takes note of an event. Several threads may call."""
        with self._lock:
            # What a group handed in is each member's.
            self._shares[event.submission.student, event.submission.origin] = event.done
            if event.result is not None:
                self._statuses[event.result.status] += 1
                self._reused += event.reused
                self._rechecked += event.rechecked
                self._because.update([event.because] if event.because else [])
            finished = sum(self._statuses.values())
            counts = ", ".join(f"{n} {status}" for status, n in self._statuses.items())
            left = self._time_left()
            self._bar.update(
                self._task,
                completed=sum(self._shares.values()),
                description=f"{finished} of {self._total}{f' ({counts})' if counts else ''}",
                left=left,
            )
            if event.result is not None and not event.reused and not self._console.is_terminal:
                line = f"[{finished}/{self._total}] {_one_line(event.result)}"
                self._console.print(escape(f"{line}{f'; {left}' if left else ''}"), soft_wrap=True)

    @property
    def has_news(self) -> bool:
        """Whether anything was graded that was not graded before."""
        return sum(self._statuses.values()) > self._reused

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


def _notebooks(number: int) -> str:
    return "1 notebook was" if number == 1 else f"{number} notebooks were"


def _one_line(result: Result) -> str:
    points = f"{result.score:g} of {result.max_score:g} points" if result.max_score else ""
    seconds = f"in {result.seconds['total']:.0f} s" if result.seconds else ""
    return " ".join(part for part in (result.student, result.status, points, seconds) if part)


def results_table(results: list[Result], notes: dict[str, str] | None = None) -> Table:
    """One row per result; fits 80 columns.

    Args:
        notes: student → a remark; by default the first problem of each.
    """
    table = Table(caption=_data_note(results), caption_justify="left", header_style="bold")
    table.add_column("student", overflow="fold", max_width=18)
    table.add_column("status", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("time", justify="right", no_wrap=True)
    table.add_column("remark", overflow="fold")
    for result in results:
        colour = _COLOURS.get(result.status, "yellow")
        points = f"{result.score:g} / {result.max_score:g}" if result.max_score else "–"
        seconds = f"{result.seconds['total']:.0f} s" if result.seconds else "–"
        note = (notes or {}).get(result.student) or "; ".join(result.problems[:1])
        status = f"[{colour}]{result.status}[/]"
        table.add_row(escape(result.student), status, points, seconds, escape(note))
    return table


def _data_note(results: list[Result]) -> str:
    names = sorted({name for result in results for name in result.datasets.values()})
    return f"data: {', '.join(names)}" if names else ""

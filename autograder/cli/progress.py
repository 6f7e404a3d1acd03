"""Progress on standard error, while a class is graded. [coordinator]"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TaskProgressColumn,
    TextColumn,
)
from rich.table import Column
from rich.text import Text

from autograder.cli.console import printable, say
from autograder.grading.batch import Event
from autograder.record.result import Result


class GradingProgress(Progress):
    """What is done and what each worker is at, in a terminal; a line per submission elsewhere."""

    def __init__(self, total: int, console: Console) -> None:
        self._statuses: Counter[str] = Counter()
        super().__init__(
            TextColumn(
                "{task.description}",
                markup=False,
                table_column=Column(no_wrap=True, overflow="ellipsis", max_width=36),
            ),
            BarColumn(bar_width=16),
            TaskProgressColumn("{task.percentage:>3.0f}%"),
            _Time(),
            console=console,
            transient=True,
            refresh_per_second=4,
            speed_estimate_period=3600,  # one submission may train for minutes
            disable=not console.is_interactive,
        )
        self._total = total
        self._events = threading.Lock()
        self._class = self.add_task(f"0 of {total}", total=total, is_class=True)
        self._workers: dict[tuple[str, str], TaskID] = {}
        self._reused = 0
        self._was_reused = False
        self._rechecked = 0
        self._because: Counter[str] = Counter()

    def __call__(self, event: Event) -> None:
        """Takes note of an event. Several threads may call."""
        with self._events:
            # What a group handed in is each member's.
            key = event.submission.student, event.submission.origin
            if event.result is None:
                if key not in self._workers:
                    label = f"  {event.submission.student}, {event.submission.lesson}"
                    self._workers[key] = self.add_task(printable(label), total=1, is_class=False)
                self.update(self._workers[key], completed=event.done)
            else:
                if key in self._workers:
                    self.remove_task(self._workers.pop(key))
                self._statuses[event.result.status] += 1
                self._reused += event.reused
                self._rechecked += event.rechecked
                self._because.update([event.because] if event.because else [])
            graded = self._statuses.total()
            done = graded + sum(worker.completed for worker in self.tasks[1:])
            if self._was_reused and not event.reused:
                # Those before took no time, so the speed is measured from here on. Once for all of
                # them, because rich draws everything anew for it.
                self.reset(self._class, completed=done)  # type: ignore[arg-type]  # a float
            self._was_reused = event.reused
            self.update(self._class, completed=done, description=f"{graded} of {self._total}")
            if event.result is not None and not event.reused and self.disable:
                left = _time_left(self.tasks[0])
                line = f"[{graded}/{self._total}] {_one_line(event.result)}"
                line = printable(f"{line}{f'; {left}' if left else ''}")
                self.console.print(escape(line), soft_wrap=True)

    def get_renderables(self) -> Iterator[RenderableType]:
        """A bar with the time left, counts by status, and a line for each worker."""
        yield self.make_tasks_table(self.tasks[:1])
        if counts := ", ".join(f"{n} {status}" for status, n in self._statuses.items()):
            yield Text(counts)
        yield self.make_tasks_table(self.tasks[1:])

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


class _Time(ProgressColumn):
    """How long the class takes yet, and for how long a worker has been at it."""

    def render(self, task: Task) -> Text:
        return Text(
            _time_left(task) if task.fields["is_class"] else f"{task.elapsed or 0:.0f} s",
            no_wrap=True,
        )


def _time_left(task: Task) -> str:
    seconds = task.time_remaining or 0
    if not seconds:
        return ""
    return f"about {seconds / 60:.0f} min left" if seconds > 90 else f"about {seconds:.0f} s left"


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

"""What came of a class: tables and JSON on standard output. [coordinator]"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import fmean, median

import click
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from autograder.cli.console import printable, say
from autograder.files import FORMAT, natural
from autograder.record.result import Result, Status
from autograder.record.store import Store

_COLOURS = {Status.GRADED: "green", Status.UNREADABLE: "red", Status.UNKNOWN_LESSON: "red"}
#: a class of more is summed up, and only what needs a look has a line
_ROWS = 40


def show(results: Sequence[Result], store: Store, notes: dict[str, str] | None = None) -> None:
    """Prints what came of a class, and where to read on.

    Args:
        notes: student → a remark, for a class of which each student has a line.
    """
    console = Console()
    if len(results) <= _ROWS:
        console.print(results_table(results, notes))
    elif notes:
        console.print(students_table(results, notes))
    else:
        console.print(class_table(results))
        # Those without a question are named below, each with its reason.
        amiss = [
            result for result in results if result.status != Status.GRADED and result.questions
        ]
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
        "format": FORMAT,
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
    for lesson, theirs in sorted(lessons.items(), key=lambda one: natural(one[0])):
        graded = sum(result.status == Status.GRADED for result in theirs)
        scores = [result.score for result in theirs if result.questions]
        marks = [min(scores), median(scores), fmean(scores), max(scores)] if scores else []
        row = [printable(lesson), str(len(theirs)), str(graded), *(f"{x:.4g}" for x in marks)]
        table.add_row(*map(escape, row))
    return table


def students_table(results: Sequence[Result], notes: dict[str, str]) -> Table:
    """One row per student with the points of each lesson, of which some may wait; fits 80 columns.

    Args:
        notes: student → a remark, in their order.
    """
    caption = f"+ waits for a person to mark   {_data_note(results)}"
    table = Table(
        caption=caption,
        caption_justify="left",
        header_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    lessons = sorted({result.lesson for result in results}, key=natural)
    most = {one.lesson: f"{one.max_score:g}" for one in results if one.questions}
    table.add_column("student", overflow="fold", max_width=12)
    for lesson in lessons:
        name = lesson.partition("-")[0]
        table.add_column(f"{name}\nof {most.get(lesson, '–')}", justify="right", no_wrap=True)
    table.add_column("remark", overflow="fold")
    found = {(result.student, result.lesson): result for result in results}
    for student, note in notes.items():
        there = (found.get((student, lesson)) for lesson in lessons)
        cells = (_short_points(one) if one else "" for one in there)
        table.add_row(*map(escape, (student, *cells, printable(note))))
    return table


def _short_points(result: Result) -> str:
    """Points, with a sign that some wait for a person; a dash where nothing was graded."""
    return f"{result.score:g}{'+' if result.waiting else ''}" if result.questions else "–"


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
        if result.points_waiting:
            points += f"\n{result.points_waiting:g} wait"
        seconds = f"{result.seconds['total']:.0f} s" if result.seconds else "–"
        note = (notes or {}).get(result.student) or "; ".join(result.problems[:1])
        row = [result.student, *([result.lesson] if several else [])]
        table.add_row(
            *(escape(printable(text)) for text in row),
            f"[{colour}]{result.status}[/]",
            points,
            seconds,
            escape(printable(note)),
        )
    return table


def _data_note(results: Sequence[Result]) -> str:
    names = sorted({name for result in results for name in result.datasets.values()})
    return f"data: {', '.join(names)}" if names else ""

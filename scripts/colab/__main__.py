"""Rebuilds Colab's runtime, runs each lesson in it in each front end, and prints a table.

    python -m scripts.colab [--record] [--jobs N] [--front-end NAME]... [LESSON...]

Exit status: 0 all is well, or there is no Python 3.13 here (which is said); 1 a lesson fails, or
its setup cell changed a package that Colab or Kaggle has.
"""

from __future__ import annotations

import argparse
import datetime
import os
import re
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from multiprocessing import get_context

from rich.console import Console
from rich.table import Table

from autograder.authoring.course import Course, find
from autograder.authoring.runtime import read_list, record, runtime_name
from autograder.authoring.verified import write_verified
from autograder.files import write_atomically
from scripts.colab.front_ends import FRONT_ENDS, FrontEnd
from scripts.colab.lessons import Outcome, run_lesson
from scripts.colab.runtime import NoPython, Runtime, rebuild

_WHAT = "Rebuilds Colab's runtime, and runs each lesson's setup cell and then the lesson in it."
console = Console(stderr=True)


def main() -> int:
    """Runs the lessons that are named, or all of them."""
    course = find()
    parser = argparse.ArgumentParser(prog="python -m scripts.colab", description=_WHAT)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="only these lessons")
    parser.add_argument(
        "--record",
        action="store_true",
        help="let lessons that pass say in their header when they did, after the next build",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        help="lessons that run at the same time; one per core by default",
    )
    parser.add_argument(
        "--front-end",
        action="append",
        choices=[one.name for one in FRONT_ENDS],
        help="only this one; may be given several times",
    )
    wanted = parser.parse_args()
    if unknown := {*wanted.lessons} - {*course.lessons()}:
        parser.error(f"no such lesson: {', '.join(sorted(unknown))}")
    try:
        with console.status("rebuilding Colab's runtime (some minutes the first time)"):
            runtime = rebuild(course)
    except NoPython as error:
        console.rule("[bold red]Colab's runtime was NOT tried")
        console.print(f"{error}", style="bold red")
        return 0
    lessons = wanted.lessons or course.lessons()
    shown = [one for one in FRONT_ENDS if one.name in (wanted.front_end or [one.name])]

    def keep(outcome: Outcome) -> None:
        """Writes what came of it at once, so that stopping loses nothing."""
        if wanted.record:
            write_page(course, [outcome])

    outcomes = _outcomes(course, lessons, shown, runtime, wanted.jobs, keep)
    Console(width=140).print(_table(outcomes, runtime))
    for outcome in outcomes:
        for problem in outcome.problems:
            print(f"{outcome.lesson}, {outcome.front_end}: {problem}")
    if wanted.record:
        failing = {one.lesson for one in outcomes if one.problems}
        _record(course, [one for one in outcomes if one.lesson not in failing], runtime)
    return 1 if any(outcome.problems for outcome in outcomes) else 0


def _outcomes(
    course: Course,
    lessons: Sequence[str],
    shown: Sequence[FrontEnd],
    runtime: Runtime,
    jobs: int,
    keep: Callable[[Outcome], None],
) -> list[Outcome]:
    """What came of each lesson in each front end, several run at the same time, in their order.

    Args:
        keep: is given each outcome as soon as it is there.
    """
    # Processes, because where Jupyter looks for kernels is a variable of the environment.
    with (
        ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool,
        console.status("") as status,
    ):
        futures = {
            pool.submit(run_lesson, course, lesson, runtime, one): f"{lesson} in {one.name}"
            for lesson in lessons
            for one in shown
        }
        left = set(futures)
        while left:
            running = ", ".join(futures[future] for future in left if future.running())
            status.update(f"{runtime.python}: {running}")
            done, left = wait(left, return_when=FIRST_COMPLETED)
            for future in done:
                keep(future.result())
        return [future.result() for future in futures]


def _record(course: Course, passed: list[Outcome], runtime: Runtime) -> None:
    """Notes the day, the runtime and its main versions, for the lessons' headers."""
    shipped = read_list(record(course))
    versions = {"Python": ".".join(runtime.python.split()[1].split(".")[:2])}
    for package, words in (("tensorflow", "TensorFlow"), ("keras", "Keras")):
        versions[words] = ".".join(shipped[package].split(".")[:2])
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    run = {"day": today, "runtime": runtime_name(course), "versions": versions}
    write_verified(course, {one.lesson: run for one in passed})
    console.print("Recorded. `autograder build` writes it into the lessons' headers.")


def write_page(course: Course, outcomes: Sequence[Outcome]) -> None:
    """Writes what came of it into the page of facts on Colab; other rows stay as they are."""
    page = course.root / "docs" / "colab.md"
    before, marker, rest = page.read_text(encoding="utf-8").partition("`make colab` -->\n")
    old, _, after = rest.partition("<!-- end -->")
    rows = {
        tuple(part.strip() for part in line.split("|")[1:3]): line
        for line in old.splitlines()
        if re.match(r"\| \d", line)
    }
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    for one in outcomes:
        points = f"{one.solution:g} of {one.possible:g}" if one.possible else "–"
        rows[one.lesson, one.front_end] = (
            f"| {one.lesson} | {one.front_end} | {points} | {one.setup_seconds:.1f} s "
            f"| {one.waited:g} s | {one.zipped or '–'} | {one.told} | {today} |"
        )
    order = [one.name for one in FRONT_ENDS]
    lines = [rows[key] for key in sorted(rows, key=lambda key: (key[0], order.index(key[1])))]
    head = "| lesson | front end | points | setup | waits | zip | what it says | run on |"
    text = "\n".join([head, "|---|---|---|---|---|---|---|---|", *lines])
    write_atomically(page, f"{before}{marker}\n{text}\n\n<!-- end -->{after}")


def _table(outcomes: list[Outcome], runtime: Runtime) -> Table:
    table = Table(title=f"Colab's runtime, rebuilt: {runtime.python}")
    left = ("lesson", "front end", "zip", "added")
    numbers = ("solution", "untouched", "setup", "waits", "all")
    for head in (*left[:2], *numbers, *left[2:], "changed"):
        table.add_column(head, justify="left" if head in left else "right")
    for one in outcomes:
        table.add_row(
            one.lesson,
            one.front_end,
            f"{one.solution:g} of {one.possible:g}",
            f"{one.untouched:g} of {one.possible:g}",
            f"{one.setup_seconds:.1f} s",
            f"{one.waited:g} s",
            f"{one.seconds:.0f} s",
            one.zipped or "–",
            ", ".join(one.added),
            ", ".join(one.changed) or "none",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())

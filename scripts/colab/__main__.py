"""Rebuilds Colab's runtime, runs each lesson's setup cell and then the lesson, and prints a table.

    python -m scripts.colab [LESSON...]

Exit status: 0 all is well, or there is no Python 3.13 here (which is said); 1 a lesson fails, or
its setup cell changed a package that was there.
"""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from autograder.course import find
from scripts.colab.lessons import Outcome, run_lesson
from scripts.colab.runtime import NoPython, Runtime, rebuild

console = Console(stderr=True)


def main(chosen: list[str]) -> int:
    """Runs the lessons that are named, or all of them."""
    course = find()
    try:
        with console.status("rebuilding Colab's runtime (some minutes the first time)"):
            runtime = rebuild(course)
    except NoPython as error:
        console.rule("[bold red]Colab's runtime was NOT tried")
        console.print(f"{error}", style="bold red")
        return 0
    outcomes = []
    for lesson in chosen or course.lessons():
        with console.status(f"running {lesson} in {runtime.python}"):
            outcomes.append(run_lesson(course, lesson, runtime))
    Console(width=100).print(_table(outcomes, runtime))
    for outcome in outcomes:
        for problem in outcome.problems:
            print(f"{outcome.lesson}: {problem}")
    return 1 if any(outcome.problems for outcome in outcomes) else 0


def _table(outcomes: list[Outcome], runtime: Runtime) -> Table:
    table = Table(title=f"Colab's runtime, rebuilt: {runtime.python}")
    for head in ("lesson", "solution", "untouched", "setup", "all", "added", "changed"):
        table.add_column(head, justify="left" if head in ("lesson", "added") else "right")
    for one in outcomes:
        table.add_row(
            one.lesson,
            f"{one.solution:g} of {one.possible:g}",
            f"{one.untouched:g} of {one.possible:g}",
            f"{one.setup_seconds:.1f} s",
            f"{one.seconds:.0f} s",
            ", ".join(one.added),
            ", ".join(one.changed) or "none",
        )
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

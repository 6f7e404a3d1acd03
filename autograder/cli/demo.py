"""`autograder demo`: a bundled class, graded. [coordinator]"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from autograder.cli.console import say
from autograder.cli.logs import log_options, to_output
from autograder.cli.mark import point_to_marking
from autograder.cli.options import jobs_option, without_data_option

if TYPE_CHECKING:
    from autograder.grading.conditions import WithoutData


@click.command()
@click.option(
    "--output",
    default="demo",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the demo.",
)
@jobs_option
@click.option("--again", is_flag=True, help="Grade anew what is already graded.")
@without_data_option
@log_options
def demo(output: Path, jobs: int, again: bool, without_data: WithoutData) -> int:
    """Grades a bundled class of typical answers and shows where the pages are.

    \b
    Example:
      autograder demo --output demo/
    """
    from autograder.authoring.course import find
    from autograder.authoring.demo import write_class
    from autograder.cli import tables
    from autograder.cli.progress import TerminalReporter
    from autograder.grading.api import open_assignments
    from autograder.grading.request import GradeRequest
    from autograder.grading.whole_class import grade_all
    from autograder.record.classroom import load
    from autograder.record.store import Store

    with contextlib.ExitStack() as stack:
        with Console(stderr=True).status("writing the class's notebooks"):
            known = stack.enter_context(open_assignments())
            demo_class = write_class(find(), output / "submissions")
        say(
            f"{len(demo_class.remarks)} students handed in. Their notebooks are run from top to "
            "bottom, networks are trained, answers are checked."
        )
        store = Store(output / "graded")
        to_output(store.log_path)
        request = GradeRequest(
            paths=(demo_class.folder,),
            assignments=known.assignments,
            store=store,
            classroom=load(store),
            jobs=jobs,
            without_data=without_data,
            again=again,
        )
        results, _ = grade_all(request, TerminalReporter())
    tables.show(results, store, demo_class.remarks)
    point_to_marking(results, store)
    for result in results:
        click.echo(f"  {store.feedback_path(result.student, result.lesson)}")
    return 0

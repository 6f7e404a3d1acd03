"""`autograder demo`: a bundled class, graded. [coordinator]"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.console import say
from autograder.cli.logs import log_options, to_output
from autograder.cli.mark import point_to_marking
from autograder.cli.options import jobs_option, without_data_option

if TYPE_CHECKING:
    from autograder.authoring.demo import DemoClass
    from autograder.grading.conditions import WithoutData
    from autograder.record.store import Store


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
    """Grades a bundled class of typical answers and names three pages to open.

    \b
    Example:
      autograder demo --output demo/
    """
    from autograder.authoring.course import find
    from autograder.grading.whole_class import grade_all, kernel_server
    from autograder.record.store import Store

    course = find()
    say("Writing the notebooks of a class.")
    store = Store(output / "graded")
    with contextlib.ExitStack() as stack:
        fork_server = stack.enter_context(kernel_server())
        if again or store.is_empty:
            fork_server.start()  # its libraries take seconds, in which the class is written
            fork_server.light.start()
        from autograder.authoring.demo import write_class
        from autograder.cli import tables
        from autograder.cli.progress import TerminalReporter
        from autograder.grading.api import open_assignments
        from autograder.grading.request import GradeRequest
        from autograder.record.classroom import load

        demo_class = write_class(course, output / "submissions")  # builds what is too old in dist/
        known = stack.enter_context(open_assignments())
        say(
            f"{len(demo_class.remarks)} students handed in {len(demo_class.hand_ins)} notebooks. "
            "They are run from top to bottom, and answers are checked."
        )
        to_output(store.log_path)
        dates = demo_class.classroom
        request = GradeRequest(
            paths=(demo_class.folder,),
            assignments=known.assignments,
            starter_code=known.starter_code,
            solution_code=known.solution_code,
            store=store,
            classroom=dataclasses.replace(load(store), due=dates.due, late=dates.late),
            jobs=jobs,
            without_data=without_data,
            again=again,
        )
        results, _ = grade_all(request, TerminalReporter(), fork_server=fork_server)
    tables.show(results, store, demo_class.remarks)
    point_to_marking(results, store)
    click.echo("\nThree things to open:")
    for path, what in _to_open(demo_class, store):
        click.echo(f"  {path}\n      {what}")
    return 0


def _to_open(demo_class: DemoClass, store: Store) -> Iterator[tuple[Path, str]]:
    one = demo_class.to_open
    yield store.report_path, "the class on one page"
    yield store.feedback_path(one.student, one.lesson), f"what {one.student} reads"
    yield store.similarity_path, "notebooks that are nearly the same, side by side"

"""`autograder grade`: reads arguments, makes a request, prints what came of it. [coordinator]

Heavy libraries are imported inside the command, so that `--help` answers at once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from autograder.cli.console import say
from autograder.cli.logs import log_options, to_output
from autograder.cli.mark import point_to_marking
from autograder.cli.options import (
    class_options,
    isolation_option,
    jobs_option,
    scheduler_option,
    training_options,
)
from autograder.run.sandbox.limits import GIB, Limits

if TYPE_CHECKING:
    from autograder.assignment.model import Assignment
    from autograder.grading.conditions import LeastTrust, Train, WithoutData
    from autograder.record.classroom import HiddenChecks, Which
    from autograder.record.store import Store
    from autograder.run.worker import Workers


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for results, pages and grades.csv.",
)
@click.option(
    "--assignment",
    type=click.Path(path_type=Path),
    help="Grade against this zip, made by `otter assign`, or this folder of an assignment in an "
    "nbgrader course, such as source/ps1, instead of the course.",
)
@click.option(
    "--least-trust",
    type=click.Choice(["isolated", "asked", "in-kernel"]),
    help="The least that a mark may rest on. isolated: values that left the student's process as "
    "data, and what functions gave. asked: also what that process answers about its own objects. "
    "in-kernel: as --allow-in-kernel. Default: asked with --assignment; isolated for this course, "
    "where code that a network holds is asked as well.",
)
@click.option(
    "--allow-in-kernel",
    is_flag=True,
    help="With --assignment: tests of values that cannot leave a student's kernel run in there, as "
    "in Otter. Only for people whom you trust: they can read such tests and make up their marks.",
)
@click.option(
    "--notebook",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --assignment: the notebook that `otter assign` was run on, or one that it made. It "
    "tells of the questions that a person marks; beside the zip, in the folders that `otter "
    "assign` makes, it is found without being named.",
)
@click.option(
    "--without-plugins",
    is_flag=True,
    help="With --assignment: pass by plugins of Otter's that may change marks, and say so in each "
    "result. Without it nothing is graded that asks for one.",
)
@jobs_option
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=300,
    show_default=True,
    help="Seconds that a cell may run; a notebook may take four times as long.",
)
@click.option(
    "--memory",
    type=click.FloatRange(min=0.5),
    default=4,
    show_default=True,
    help="GB of memory that a submission may take, all of its processes together.",
)
@click.option(
    "--class-timeout",
    type=click.FloatRange(min=0),
    help="Minutes after which no further submission is begun; a rerun goes on.",
)
@click.option("--again", is_flag=True, help="Grade anew what is already graded.")
@training_options
@class_options
@scheduler_option
@click.option(
    "--gradebook",
    metavar="URL",
    help="Keep the gradebook in this PostgreSQL database rather than in a file; remembered for "
    "later commands, without its password.",
)
@isolation_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print results as one JSON object, for programs."
)
@log_options
def grade(
    paths: tuple[Path, ...],
    output: Path,
    assignment: Path | None,
    least_trust: LeastTrust | None,
    allow_in_kernel: bool,
    notebook: Path | None,
    without_plugins: bool,
    jobs: int,
    timeout: float,
    memory: float,
    class_timeout: float | None,
    again: bool,
    train: Train,
    audit: float,
    without_data: WithoutData,
    roster: Path | None,
    groups: tuple[str, ...],
    due: tuple[str, ...],
    late: str | None,
    which: Which | None,
    hidden_checks: HiddenChecks | None,
    requests_to: str | None,
    students: tuple[str, ...],
    scheduler: str | None,
    gradebook: str | None,
    isolation: Literal["auto", "none"],
    as_json: bool,
) -> int:
    """Grades notebooks, zips and folders of them, as students or an LMS's downloads give them.

    The lesson is read from each notebook; with --assignment, every notebook belongs to that zip
    unless it names another assignment. Exit status: 0 every submission was graded, 1 something
    could not be graded (each is named), 2 unusable arguments.

    \b
    Examples:
      autograder grade submissions/ --output graded/
      autograder grade ada.ipynb brian.zip --output graded/ --jobs 2
      autograder grade submissions.zip --output graded/ --roster class.csv
      autograder grade submissions.zip --output graded/ --groups 01-setup=pairs.csv
      autograder grade submissions/ --output graded/ --due 2026-11-01T23:59 --late 10%
      autograder grade submissions/ --output graded/ --requests-to ta@example.edu
      autograder grade submissions/ --output graded/ --student ada --again
      autograder grade submissions/ --output graded/ --timeout 60 --memory 2
      autograder grade submissions/ --output graded/ --audit 10%
      autograder grade submissions/ --output graded/ --without-data wait
      autograder grade submissions/ --output graded/ --json > results.json
      autograder grade submissions/ --output graded/ --verbose --log details.log
      autograder grade submissions/ --output graded/ --assignment hw01-autograder.zip
      autograder grade submissions/ --output graded/ --assignment hw01.zip --notebook hw01.ipynb
      autograder grade submitted/ --output graded/ --assignment source/ps1
      autograder grade submissions/ --output graded/ --assignment hw01.zip --least-trust isolated
      autograder grade submissions/ --output graded/ --scheduler tcp://head:8786
      autograder grade submissions/ --output graded/ --gradebook postgresql://me@host/course
    """
    if allow_in_kernel and least_trust not in (None, "in-kernel"):
        raise click.UsageError(
            f"--allow-in-kernel is --least-trust in-kernel; --least-trust {least_trust} forbids it."
        )
    if assignment is None and (notebook or without_plugins):
        raise click.UsageError("--notebook and --without-plugins go with --assignment.")
    if allow_in_kernel:
        least_trust = "in-kernel"
    if least_trust == "in-kernel" and assignment is None:
        option = "--allow-in-kernel" if allow_in_kernel else "--least-trust in-kernel"
        raise click.UsageError(f"{option} goes with --assignment. No test of this course needs it.")
    from autograder.cli import tables
    from autograder.cli.progress import TerminalReporter
    from autograder.grading.api import open_assignments
    from autograder.grading.attempts import class_of
    from autograder.grading.request import GradeRequest
    from autograder.grading.whole_class import grade_all
    from autograder.record.store import Store

    reporter = TerminalReporter()
    with contextlib.ExitStack() as stack:
        with reporter.busy("reading the lessons"):
            known = stack.enter_context(
                open_assignments(
                    assignment,
                    paths,
                    notebook=notebook,
                    without_plugins=without_plugins,
                    isolated=isolation == "auto",
                )
            )
        store = Store(output)
        stack.enter_context(store.listed_once())
        to_output(store.log_path)
        if gradebook is not None:
            from autograder.record.gradebook.manual_marks import move

            move(store, gradebook)
        classroom = class_of(
            store,
            known.assignments,
            roster=roster,
            groups=groups,
            due=due,
            late=late,
            which=which,
            hidden_checks=hidden_checks,
            requests_to=requests_to,
        )
        limits = Limits(
            cell_seconds=timeout, notebook_seconds=4 * timeout, memory_bytes=int(memory * GIB)
        )
        request = GradeRequest(
            paths=paths,
            assignments=known.assignments,
            single=known.single,
            starter_code=known.starter_code,
            solution_code=known.solution_code,
            grading=known.grading,
            store=store,
            classroom=classroom,
            students=students,
            jobs=jobs,
            limits=limits,
            train=train,
            audit=audit,
            without_data=without_data,
            again=again,
            isolated=isolation == "auto",
            class_seconds=None if class_timeout is None else 60 * class_timeout,
            least_trust=least_trust,
            scheduler=scheduler,
        )
        filled: list[str] = []
        results, remarks = grade_all(
            request,
            reporter,
            at_end=lambda workers: filled.extend(_filled(known.assignments, store, workers)),
        )
        if as_json:
            click.echo(tables.as_json(results, remarks, store))
        else:
            tables.show(results, store)
        for sentence in filled:
            say(sentence)
        if not filled:
            point_to_marking(results, store)
        whole = all(result.questions for result in results) and not store.damaged()
    return 0 if whole else 1


def _filled(assignments: Mapping[str, Assignment], store: Store, workers: Workers) -> list[str]:
    """Fills the gradebook of an nbgrader course, and says so; nothing for other assignments."""
    if not any(one.nbgrader and one.nbgrader.database for one in assignments.values()):
        return []
    from autograder.marking.formgrader.nbgrader_course import fill

    return fill(assignments, store, workers)

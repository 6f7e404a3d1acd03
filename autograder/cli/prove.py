"""`autograder prove`: mutation testing of graded questions. [coordinator]"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from autograder.cli.logs import log_options

if TYPE_CHECKING:
    from autograder.authoring.prove import Proof, Proved


@click.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@click.option("--question", "only", multiple=True, metavar="NAME", help="Only this one.")
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    help="Mutants of each question.",
)
@click.option(
    "--most-trained",
    type=click.IntRange(min=0),
    metavar="N",
    help="Of these, and of other forms, how many may train a network.  [default: all]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=120,
    show_default=True,
    help="Seconds that a cell may run; a notebook may take five times as long.",
)
@click.option("--dry-run", is_flag=True, help="Keep no record.")
@log_options
def prove(
    lessons: tuple[str, ...],
    only: tuple[str, ...],
    most: int,
    most_trained: int | None,
    timeout: float,
    dry_run: bool,
) -> int:
    """Says which wrong answers a lesson's tests let through, and which right ones they refuse.

    Makes mutants of each question's solution, one mistake each, and other forms of it that do the
    same, grades them as a student's notebook, and names those that are judged wrong or told
    something false. What it finds goes to solutions/LESSON/proved.json, and with the next
    `autograder build` to docs/questions.md.

    An answer that trains a network is trained once for each mutant, which takes many minutes: look
    at such a question by itself, and let fewer train.

    \b
    Examples:
      autograder prove 01-setup --question q1 --most 4
      autograder prove --dry-run --most 2 --most-trained 0
    """
    from autograder.authoring.course import find
    from autograder.authoring.prove import prove as prove_lesson
    from autograder.authoring.prove import write_record
    from autograder.authoring.publish import emit_lesson
    from autograder.cli.progress import TerminalReporter
    from autograder.grading.authors import open_grader
    from autograder.run.sandbox.limits import Limits

    course = find()
    refused = False
    # A mutant may well run for ever; a right form must have the time that it needs, to train too.
    limits = Limits(cell_seconds=timeout, notebook_seconds=5 * timeout, call_seconds=15)
    with (
        Console(stderr=True).status("building") as status,
        open_grader(TerminalReporter(), limits) as grade,
    ):
        for name in lessons or course.lessons():
            emitted = emit_lesson(course, name)
            proved = prove_lesson(
                course,
                name,
                emitted,
                grade,
                only=only,
                most=most,
                most_trained=most if most_trained is None else most_trained,
                tell=status.update,
            )
            if not dry_run:
                write_record(course, name, proved)
            _show(name, proved)
            refused |= any(proof.refused for proof in proved.questions.values())
    return 1 if refused else 0


def _show(lesson: str, proved: Proved) -> None:
    table = Table("question", title=lesson)
    for head in ("mutants", "killed", "in sight", "own words", "other forms", "taken", "false"):
        table.add_column(head, justify="right")
    for name, proof in proved.questions.items():
        numbers = (proof.mutants, proof.killed, proof.visible, proof.own, proof.forms, proof.taken)
        table.add_row(name, *map(str, numbers), f"{len(proof.false)} of {proof.statements}")
    Console().print(table)
    for name, proof in proved.questions.items():
        for kind, found in _findings(proof):
            for what, source, *told in found:
                click.echo(f"\n{lesson} {name}, {kind}: {what}")
                click.echo("\n".join(f"    {line}" for line in source.splitlines()))
                for message in told:
                    click.echo(f"  {message}")


def _findings(proof: Proof) -> Iterable[tuple[str, list[list[str]]]]:
    yield "a mistake that earns every point", proof.survivors
    yield "a right form that is refused", proof.refused
    yield "told something false", proof.false
    yield "caught by hidden tests alone", proof.silent
    yield "told no more than that the answer is not there", proof.generic

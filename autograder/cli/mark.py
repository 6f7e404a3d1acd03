"""`autograder mark`: reads arguments, and says what was marked. [coordinator]"""

from __future__ import annotations

import getpass
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from autograder.cli.console import printable, say
from autograder.cli.formgrader import say_what_changed
from autograder.cli.logs import log_options
from autograder.cli.options import share

if TYPE_CHECKING:
    from autograder.record.result import Result
    from autograder.record.store import Store


@click.command()
@click.argument("output", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--marker",
    "names",
    multiple=True,
    metavar="NAME",
    help="Who marks; say it again for each further person.  [default: your name on this machine]",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port on this machine.  [default: 8870, or the next one that is free]",
)
@click.option(
    "--twice",
    metavar="N%",
    default="0%",
    show_default=True,
    callback=share,
    help="Let a second marker mark this share of the answers, too, without seeing the first mark, "
    "and show how far the two agree. The first mark counts.",
)
@click.option("--no-browser", is_flag=True, help="Only print the addresses.")
@log_options
def mark(
    output: Path, names: tuple[str, ...], port: int | None, twice: float, no_browser: bool
) -> int:
    """Opens a page on which people mark answers in words, question by question.

    OUTPUT is a folder that `autograder grade` has filled. The page runs on this machine alone,
    until you press Ctrl-C. Each mark is saved at once; at the end grades.csv and the feedback pages
    are written anew.

    \b
    Examples:
      autograder mark graded/
      autograder mark graded/ --marker Ada --marker Ben --no-browser
      autograder mark graded/ --marker Ada --marker Ben --twice 10%
    """
    from autograder.marking.answers import Answers
    from autograder.marking.app import Marker
    from autograder.marking.asked import asked
    from autograder.marking.server import MarkingServer
    from autograder.marking.unchanged import keep_marks
    from autograder.record.gradebook import journal, second_marks
    from autograder.record.gradebook.manual_marks import marks
    from autograder.record.store import Store
    from autograder.report.refresh import rewrite, were_isolated
    from autograder.run.worker import open_workers

    people = [" ".join(name.split()) for name in names] or [_own_name()]
    if len(set(people)) < len(people) or not all(people):
        raise click.BadParameter("Give each marker another name.", param_hint="--marker")
    if twice and len(people) < 2:
        raise click.BadParameter("Two have to mark: name both by --marker.", param_hint="--twice")
    store = Store(output)
    damaged = store.damaged()
    for error in damaged:
        say(f"Error: {error}")
    results = store.results()
    if not results:
        raise click.UsageError(
            f"{output} holds no results. Grade first: autograder grade … --output "
            f"{shlex.quote(str(output))}"
        )
    with open_workers(isolated=were_isolated(results)) as workers:
        with Console(stderr=True).status("") as line:
            line.update("bringing the gradebook up to date")
            rewrite(store, workers, fill=True)
            journal.restore(store)
            second_marks.restore(store)
            answers = Answers(
                store, workers, lambda done, total: line.update(f"notebook {done} of {total}")
            )
        kept = keep_marks(store, answers)
        if kept:
            say(
                f"Something else was handed in, but {kept} of the answers that were marked "
                f"{'are' if kept > 1 else 'is'} the same as before: their marks stay."
            )
        if not answers.questions and not asked(store):
            say("No lesson here has a question that a person marks, and no request waits.")
            return 1 if damaged else 0
        markers = [Marker(name) for name in people]
        server = MarkingServer(store, answers, markers, port, twice)
        before = marks(store)
        for one, address in zip(markers, server.addresses, strict=True):
            click.echo(f"{printable(one.name)}: {address}")
        say("Mark there. Ctrl-C here ends it and writes grades.csv and the feedback pages anew.")
        if not no_browser:
            click.launch(server.addresses[0])
        server.serve()
        say_what_changed(store, before, marks(store), rewrite(store, workers))
    return 1 if damaged else 0


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return "marker"


def point_to_marking(results: list[Result], store: Store) -> None:
    """Says where answers wait for a person."""
    from autograder.record.classroom import Classroom
    from autograder.record.final_grade import finalize
    from autograder.record.gradebook.manual_marks import mirrored

    given = mirrored(store)
    waiting = sum(
        len(finalize(one, given.get((one.student, one.lesson), {}), Classroom()).for_a_person)
        for one in results
        if one.waiting
    )
    if waiting:
        say(
            f"{waiting} answer{'s wait' if waiting > 1 else ' waits'} for a person to mark: "
            f"autograder mark {shlex.quote(str(store.folder))}"
        )

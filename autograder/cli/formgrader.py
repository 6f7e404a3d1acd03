"""`autograder formgrader`: reads arguments, and says what was marked. [coordinator]"""

from __future__ import annotations

import shlex
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from autograder.cli.console import say
from autograder.cli.logs import log_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autograder.record.final_grade import FinalGrade, Mark
    from autograder.record.gradebook.sync import Key
    from autograder.record.store import Store


@click.command()
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder that `autograder grade` has filled.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port on this machine.  [default: 8888, or the next one that is free]",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@log_options
def formgrader(output: Path, port: int | None, no_browser: bool) -> int:
    """Opens nbgrader's formgrader, where a person marks and comments on answers.

    It runs on this machine alone, until you press Ctrl-C. What you gave is then in grades.csv, on
    the feedback pages, and in every export.

    \b
    Examples:
      autograder formgrader --output graded/
      autograder formgrader --output graded/ --port 9000 --no-browser
    """
    from autograder.marking.formgrader.copies import write_copies
    from autograder.record.gradebook.manual_marks import marks
    from autograder.record.store import Store
    from autograder.report.refresh import rewrite, were_isolated
    from autograder.run.worker import open_workers

    if port is not None and not _is_free(port):
        raise click.BadParameter(f"{port} is in use. Take another, or leave --port away.")
    store = Store(output.resolve())  # serving changes the working folder
    damaged = store.damaged()
    for error in damaged:
        say(f"Error: {error}")
    if not store.results():
        raise click.UsageError(
            f"{output} holds no results. Grade first: autograder grade … --output "
            f"{shlex.quote(str(output))}"
        )
    status = Console(stderr=True).status
    isolated = were_isolated(store.results())
    with open_workers(isolated=isolated) as workers, status("") as line:
        line.update("bringing the gradebook up to date")
        rewrite(store, workers, fill=True)
        folder = write_copies(
            store, workers, lambda done, total: line.update(f"notebook {done} of {total}")
        )
        line.update("starting formgrader")
        from autograder.marking.formgrader.server import FormgraderServer

        server = FormgraderServer.over(store, folder, port, browser=not no_browser)
    before = marks(store)
    click.echo(f"formgrader: {server.address}")
    say("Mark there. Ctrl-C here ends it and writes grades.csv and the feedback pages anew.")
    server.start()
    after = marks(store)
    say_what_changed(store, before, after, rewrite(store))
    return 1 if damaged else 0


def say_what_changed(
    store: Store,
    before: Mapping[Key, Mapping[str, Mark]],
    after: Mapping[Key, Mapping[str, Mark]],
    finals: Sequence[FinalGrade],
) -> None:
    """Says what people have given, and what is left to mark.

    Args:
        before, after: what they had given, as `manual_marks.marks` reads it.
        finals: the marks that count.
    """
    changed = [
        (*key, question)
        for key in {*before, *after}
        for question in {*before.get(key, {}), *after.get(key, {})}
        if before.get(key, {}).get(question) != after.get(key, {}).get(question)
    ]
    for student, lesson, question in sorted(changed):
        mark = after.get((student, lesson), {}).get(question)
        click.echo(f"{student}, {lesson}, {question}: {_described(mark)}")
    waiting = sum(len(final.for_a_person) for final in finals)
    say(
        f"{len(changed)} question{'' if len(changed) == 1 else 's'} marked or commented on; "
        f"{waiting or 'none'} left to mark. Written: {store.grades_path}"
    )


def _described(mark: Mark | None) -> str:
    if mark is None:
        return "taken back"
    given = [] if mark.score is None else [f"{mark.score:g}"]
    given += [f"{mark.extra:g} extra"] if mark.extra else []
    given += ["a comment"] if mark.comment else []
    return " and ".join(given)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True

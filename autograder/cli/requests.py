"""`autograder requests`: reads what students ask, and lists what is open. [coordinator]"""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from autograder.cli.console import printable, say
from autograder.cli.logs import log_options

_MOST_SHOWN = 90


@click.command("requests")
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder that `autograder grade` wrote.",
)
@log_options
def requests(folder: Path | None, output: Path) -> int:
    """Reads students' requests for another look, and lists those that wait for a reply.

    FOLDER holds the mails (.eml) and text files that students sent. Each was made from the
    student's own page, which has a form for it where `autograder grade --requests-to` says so.
    Requests stand beside the answer in `autograder mark`, and the reply on the student's next page.

    \b
    Examples:
      autograder requests asked/ --output graded/
      autograder requests --output graded/
    """
    from autograder.record import requests as record
    from autograder.record.store import Store
    from autograder.report.refresh import were_isolated
    from autograder.report.requests import read_requests
    from autograder.run.worker import open_workers

    store = Store(output)
    refused: dict[str, str] = {}
    if folder is not None:
        with open_workers(isolated=were_isolated(store.results())) as workers:
            reading = read_requests(store, [folder], workers)
        refused = reading.refused
        known = f", and {reading.known} that were known" if reading.known else ""
        say(f"{len(reading.new)} new request{'' if len(reading.new) == 1 else 's'}{known}.")
        for path, why in refused.items():
            say(f"Not taken: {path}: {why}")
    waiting = [one for theirs in record.load(store).values() for one in theirs if one.is_open]
    for one in waiting:
        said = " ".join(one.reason.split())
        short = f"{said[:_MOST_SHOWN]}…" if len(said) > _MOST_SHOWN else said
        click.echo(printable(f"{one.student}, {one.lesson}, {one.question}: {short}"))
    if waiting:
        say(f"{len(waiting)} wait for a reply: autograder mark {shlex.quote(str(output))}")
    else:
        say("No request waits for a reply.")
    return 1 if refused else 0

"""`autograder upload`: marks into Canvas or Moodle, by a token of one's own. [coordinator]"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.logs import log_options
from autograder.cli.passback import send_lessons, sending_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.lms.passback.canvas import CanvasColumn
    from autograder.lms.passback.moodle import MoodleColumn

_VARIABLE = "AUTOGRADER_TOKEN"


@click.command()
@click.argument("output", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", type=click.Choice(["canvas", "moodle"]), required=True, help="The system.")
@click.option("--url", "address", required=True, help="Its address: https://canvas.example.org")
@click.option("--course", required=True, help="The course's number in the system's addresses.")
@click.option(
    "--assignment",
    "assignments",
    multiple=True,
    required=True,
    metavar="LESSON=NUMBER",
    help="The number of the lesson's assignment: in Canvas that of its address, in Moodle that of "
    "`mod_assign_get_assignments`.",
)
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"A file with the token, which nobody else may read.  [default: the variable {_VARIABLE}]",
)
@sending_options
@log_options
def upload(
    output: Path,
    to: str,
    address: str,
    course: str,
    assignments: tuple[str, ...],
    token_file: Path | None,
    unfinished: bool,
    missing: str,
    overwrite: bool,
    dry_run: bool,
) -> int:
    """Puts the marks that count into Canvas or Moodle, each once.

    OUTPUT is a folder that `autograder grade` has filled. What was sent is noted in its file
    sent.sqlite, so that the same command goes on where another one was stopped.

    \b
    Examples:
      autograder upload graded/ --to canvas --url https://canvas.example.org --course 12 --assignment 01-setup=345 --dry-run
      autograder upload graded/ --to moodle --url https://moodle.example.org --course 7 --assignment 01-setup=89 --token-file token.txt
    """  # noqa: E501
    from autograder.lms.passback.canvas import CanvasColumn
    from autograder.lms.passback.journal import Journal
    from autograder.lms.passback.moodle import MoodleColumn
    from autograder.record.store import Store

    numbers = dict(_pair(text) for text in assignments)
    token = _read_token(token_file)
    make: Callable[[str, str, str, str], CanvasColumn | MoodleColumn]
    make = CanvasColumn if to == "canvas" else MoodleColumn
    store = Store(output)
    with Journal(output / "sent.sqlite") as journal:
        columns = {
            lesson: make(address, token, course, number) for lesson, number in numbers.items()
        }
        return send_lessons(
            store,
            to,
            journal,
            accounts=lambda lesson: columns[lesson].accounts(),
            column=lambda lesson, possible: columns[lesson],
            lessons=tuple(numbers),
            unfinished=unfinished,
            missing=missing,
            overwrite=overwrite,
            dry_run=dry_run,
        )


def _pair(text: str) -> tuple[str, str]:
    lesson, equals, number = text.partition("=")
    if not (lesson and equals and number.isascii() and number.isdecimal()):
        raise click.BadParameter("write LESSON=NUMBER", param_hint="--assignment")
    return lesson, number


def _read_token(path: Path | None) -> str:
    from autograder.lms.passback.private import read_private

    if path is not None:
        token = read_private(path).decode("utf-8", "replace").strip()
    else:
        token = os.environ.get(_VARIABLE, "").strip()
    if not token or not token.isascii() or not token.isprintable():
        raise click.UsageError(
            f"There is no token. Put it into the variable {_VARIABLE}, or name a file with it by "
            "--token-file."
        )
    return token

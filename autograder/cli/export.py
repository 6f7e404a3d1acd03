"""Options about a class that commands share, and `autograder export`. [coordinator]

Like `autograder.cli.main`, it reads arguments and prints; heavy libraries are imported inside.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from autograder.cli.console import say
from autograder.cli.logs import log_options
from autograder.lms import WITH_TABLES

Command = TypeVar("Command", bound=Callable[..., object])

_CLASS_OPTIONS = (
    click.option(
        "--roster",
        type=click.Path(path_type=Path, dir_okay=False),
        help="CSV of the class: student, and, where you have them, name, email, lms_id, extension "
        "(days, or 12h). Kept for later runs.",
    ),
    click.option(
        "--due",
        multiple=True,
        metavar="[LESSON=]DATE",
        help="When lessons are due, such as 2026-11-01T23:59, in local time unless a zone is "
        "said, such as '2026-11-01T23:59[Europe/Berlin]'; none for never. Kept for later runs.",
    ),
    click.option(
        "--late",
        metavar="none|zero|N%",
        help="What lateness costs: nothing, every point, or that share of the score for each day "
        "that has begun, from the time of day that the lesson was due. Kept for later runs.  "
        "[default: none]",
    ),
    click.option(
        "--which",
        type=click.Choice(["last", "best"]),
        help="Of several submissions of one student, the last on time counts, or the best, after "
        "what lateness costs. Kept for later runs.  [default: last]",
    ),
    click.option(
        "--hidden-checks",
        type=click.Choice(["count", "messages"]),
        help="What feedback pages say of hidden checks: how many passed, or each one's name and "
        "message, from which students learn what is tested. Kept for later runs.  [default: count]",
    ),
    click.option(
        "--student",
        "students",
        multiple=True,
        metavar="ID",
        help="Only this student's work, whatever else lies there; more than one is fine. With "
        "--again it is graded anew.",
    ),
)


def _share(ctx: click.Context, param: click.Parameter, text: str) -> float:
    """A share such as 10%, as a number from 0 to 1."""
    try:
        share = float(text.removesuffix("%")) / 100 if text.endswith("%") else -1.0
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise click.BadParameter(f"{text!r} is no share. Write it like 10%, from 0% to 100%.")
    return share


without_mnist_option = click.option(
    "--without-mnist",
    type=click.Choice(["train", "wait"]),
    default="train",
    show_default=True,
    help="Where MNIST itself is missing, networks that students trained on it are not measured on "
    "the stand-in: they are trained again on that, or the questions that depend on them wait, with "
    "no points, until you grade again with MNIST.",
)

_TRAINING_OPTIONS = (
    click.option(
        "--train",
        type=click.Choice(["always", "missing", "never"]),
        default="missing",
        show_default=True,
        help="Which networks are trained while grading: all; those of which nothing that can be "
        "used was handed in; or none, where those without are left as they are.",
    ),
    click.option(
        "--audit",
        metavar="N%",
        default="0%",
        show_default=True,
        callback=_share,
        help="Train this share of the submissions that brought a trained network along again, and "
        "name those that differ by more than chance.",
    ),
    without_mnist_option,
)


def _adding(options: tuple[Callable[[Command], Command], ...]) -> Callable[[Command], Command]:
    """A decorator that adds options to a command, in their order."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


#: adds what there is to say of networks that were handed in trained
training_options = _adding(_TRAINING_OPTIONS)
#: adds what there is to say of a class
class_options = _adding(_CLASS_OPTIONS)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder that `autograder grade` wrote.",
)
@click.option(
    "--to",
    type=click.Choice(["csv", *sorted(WITH_TABLES)]),
    default="csv",
    show_default=True,
    help="In whose columns; csv has every lesson, question and penalty.",
)
@click.option("--lesson", "lessons", multiple=True, help="Only this lesson; more than one is fine.")
@click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The gradebook that Canvas exported, or Moodle's grading worksheet: its cells are filled, "
    "so that every id is theirs.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="LESSON=HEADING",
    help="Which column of the template a lesson's marks belong in, where its heading does not hold "
    "the lesson's name.",
)
@click.option(
    "--unfinished",
    is_flag=True,
    help="Export also what waits for a person's marks, with the points so far.",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Write over other marks and comments in the template, Canvas's EX, and what Moodle says "
    "cannot be changed. Without it these are kept and listed.",
)
@click.option(
    "--missing",
    type=click.Choice(["empty", "zero"]),
    default="empty",
    show_default=True,
    help="What students of the roster get who handed in nothing.",
)
@log_options
def export(
    file: Path | None,
    output: Path,
    to: str,
    lessons: tuple[str, ...],
    template: Path | None,
    columns: tuple[str, ...],
    unfinished: bool,
    overwrite: bool,
    missing: str,
) -> int:
    """Writes the marks that count as a table that an LMS takes: to FILE, or to standard output.

    \b
    Examples:
      autograder export --output graded/ marks.csv
      autograder export --output graded/ --to canvas --template gradebook.csv upload.csv
      autograder export --output graded/ --to canvas --template gradebook.csv --overwrite upload.csv
      autograder export --output graded/ --to moodle --lesson 04-mnist-ann upload.csv
    """
    from autograder.files import write_where_told
    from autograder.lms.table import as_csv
    from autograder.record.exports import export as export_marks
    from autograder.record.store import Store
    from autograder.report.refresh import rewrite

    pairs = [text.partition("=") for text in columns]
    for lesson, equals, heading in pairs:
        if not (lesson and equals and heading):
            raise click.BadParameter("write LESSON=HEADING", param_hint="--column")
    store = Store(output)
    exported = export_marks(
        store,
        to,
        lessons=lessons,
        template=template,
        columns={lesson: heading for lesson, _, heading in pairs},
        unfinished=unfinished,
        overwrite=overwrite,
        missing=missing,
    )
    content = as_csv(exported.table)
    if file is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        write_where_told(file, content)
        say(f"Wrote {len(exported.table.rows)} rows to {file}.")
    for remark in exported.remarks:
        say(remark)
    try:
        rewrite(store)  # so that the pages say what is exported
    except OSError as refusal:
        say(f"The pages in {output} are not brought up to date: {refusal.strerror}.")
    for error in exported.damaged:
        say(f"Error: {error}")
    return 1 if exported.damaged else 0

"""Options that several commands share, or that are long to say. [coordinator]"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., object])


class _Renamed(click.Option):
    """An option whose last name is an earlier one, which still works and is not shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """What `--help` says."""
        names = self.opts
        self.opts = names[:-1]
        try:
            return super().get_help_record(ctx)
        finally:
            self.opts = names


_CLASS_OPTIONS = (
    click.option(
        "--roster",
        type=click.Path(path_type=Path, dir_okay=False),
        help="CSV of the class: student, and, where you have them, name, email, lms_id, extension "
        "(days, or 12h). Kept for later runs.",
    ),
    click.option(
        "--groups",
        multiple=True,
        metavar="LESSON=FILE",
        help="CSV of who works together in a lesson, in the place of the roster's groups: student "
        "and group, or student and partner; LESSON=none takes it back. Kept for later runs.",
    ),
    click.option(
        "--due",
        multiple=True,
        metavar="[[SECTION/]LESSON=]DATE",
        help="When lessons are due, such as 2026-11-01T23:59, in local time unless a zone is "
        "said, such as '2026-11-01T23:59[Europe/Berlin]'; none for never. For a section of the "
        "roster, write Monday/01-setup=DATE, or Monday/*=DATE. Kept for later runs.",
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
        type=click.Choice(["count", "hints", "messages"]),
        help="What feedback pages say of hidden checks: how many passed; once the lesson is due, "
        "what those tried that did not pass; or each one's name and message, from which students "
        "learn what is tested. Kept for later runs.  [default: hints]",
    ),
    click.option(
        "--requests-to",
        metavar="ADDRESS|file|none",
        help="Feedback pages have a form by which students ask for another look at a question: it "
        "opens as a mail to this address, or makes a file that they hand in. Kept for later runs.  "
        "[default: none]",
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


def share(ctx: click.Context, param: click.Parameter, text: str) -> float:
    """A share such as 10%, as a number from 0 to 1."""
    try:
        share = float(text.removesuffix("%")) / 100 if text.endswith("%") else -1.0
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise click.BadParameter(f"{text!r} is no share. Write it like 10%, from 0% to 100%.")
    return share


without_data_option = click.option(
    "--without-data",
    "--without-mnist",
    "without_data",
    cls=_Renamed,
    type=click.Choice(["train", "wait"]),
    default="train",
    show_default=True,
    help="Where a data set is missing, networks that students trained on it are not measured on "
    "its stand-in: they are trained again on that, or the questions that depend on them wait, with "
    "no points, until you grade again with the data set.",
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
        callback=share,
        help="Train this share of the submissions that brought a trained network along again, and "
        "name those that differ by more than chance.",
    ),
    without_data_option,
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

jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    show_default="one per core",
    help="How many submissions are graded at the same time.",
)


scheduler_option = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on the Dask cluster of this scheduler, such as tcp://head:8786, or of this "
    "scheduler file; --jobs then says nothing.",
)

isolation_option = click.option(
    "--isolation",
    type=click.Choice(["auto", "none"]),
    default="auto",
    show_default=True,
    help="auto: student code is locked in, or nothing is graded; none: it runs as you, which is "
    "stamped into every result.",
)

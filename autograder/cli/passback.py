"""What `autograder lti send` and `autograder upload` share. [coordinator]"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

import click

from autograder.cli.console import say

if TYPE_CHECKING:
    from autograder.lms.passback.journal import Journal
    from autograder.lms.passback.sending import Account, Column
    from autograder.record.store import Store

Command = TypeVar("Command", bound=Callable[..., object])

_SENDING_OPTIONS = (
    click.option(
        "--unfinished",
        is_flag=True,
        help="Send also what waits for a person's marks, with the points so far.",
    ),
    click.option(
        "--missing",
        type=click.Choice(["empty", "zero"]),
        default="empty",
        show_default=True,
        help="What students of the roster get who handed in nothing.",
    ),
    click.option(
        "--overwrite",
        is_flag=True,
        help="Write over marks that somebody else has given there. Without it these are kept and "
        "listed.",
    ),
    click.option("--dry-run", is_flag=True, help="Only say what would be sent."),
)


def sending_options(command: Command) -> Command:
    """Adds the options that commands have which send marks."""
    for option in reversed(_SENDING_OPTIONS):
        command = option(command)
    return command


def send_lessons(
    store: Store,
    to: str,
    journal: Journal,
    *,
    accounts: Callable[[str], Iterable[Account]],
    column: Callable[[str, float], Column],
    lessons: tuple[str, ...],
    unfinished: bool,
    missing: str,
    overwrite: bool,
    dry_run: bool,
) -> int:
    """Sends the marks of lessons, and says what was sent.

    Args:
        accounts: lesson → the accounts of the platform's course.
        column: lesson and its points → its column.

    Returns:
        The exit status.
    """
    from autograder.lms.passback.sending import remarks, send
    from autograder.record.exports import marks_for

    marks = marks_for(store, to, lessons=lessons, unfinished=unfinished, missing=missing)
    for remark in marks.remarks:
        say(remark)
    for lesson in sorted({grade.lesson for grade in marks.grades}):
        grades = [grade for grade in marks.grades if grade.lesson == lesson]
        possible = max(grade.max_score for grade in grades)
        place = column(lesson, possible)
        sent = send(grades, accounts(lesson), place, journal, overwrite=overwrite, dry_run=dry_run)
        if dry_run:
            say(f"{lesson}: nothing is sent, because of --dry-run. What would be:")
        for sentence in remarks(sent, lesson, overwrite=overwrite):
            say(sentence)
    for error in marks.damaged:
        say(f"Error: {error}")
    return 1 if marks.damaged else 0

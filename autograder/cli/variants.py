"""`autograder variants`: who gets which values of their own. [coordinator]"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.cli.console import printable, say
from autograder.cli.logs import log_options

if TYPE_CHECKING:
    from autograder.authoring.variants import Varied


@click.command()
@click.option(
    "--roster",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The class, as `autograder grade` takes it, with a column `number`.",
)
@click.option(
    "--lesson",
    "lessons",
    multiple=True,
    help="Only this lesson; say it again for others.",
)
@click.option(
    "--give",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the roster once more into this new file, with a number for everybody who has none.",
)
@click.option(
    "--csv", "for_programs", is_flag=True, help="Print one line for each value, for programs."
)
@log_options
def variants(roster: Path, lessons: tuple[str, ...], give: Path | None, for_programs: bool) -> int:
    """Shows which values each student has of their own, in the questions that have such values.

    They come from the student's number, which stands in the roster's column `number`, and from the
    course's public key. Who has no number has the values that everybody has without one.

    \b
    Examples:
      autograder variants --roster class.csv --give numbers.csv
      autograder variants --roster class.csv
      autograder variants --roster class.csv --lesson 01-setup
      autograder variants --roster class.csv --csv > values.csv
    """
    from autograder.authoring import variants as authoring
    from autograder.authoring.course import find
    from autograder.collect.roster import read_roster
    from autograder.lms.table import as_csv

    if give is not None:
        if give.exists():
            raise click.UsageError(f"{give} is there already. Name a new file.")
        give.write_bytes(as_csv(authoring.with_numbers(roster)))
        say(f"Everybody has a number: {give}. Grade with it, and tell each student the own one.")
        roster = give
    students = [*read_roster(roster).values()]
    course = find()
    if unknown := [one for one in lessons if one not in course.lessons()]:
        raise click.UsageError(
            f"There is no lesson {unknown[0]!r}; there are {', '.join(course.lessons())}."
        )
    found = authoring.varied(course, lessons or course.lessons(), students)
    if for_programs:
        click.echo(as_csv(authoring.as_table(found, students)), nl=False)
    else:
        for one in found:
            Console().print(_table(one, [(s.student, s.number) for s in students]))
    if not found:
        say("No question here has values of each student's own.")
    numbered = sum(bool(one.number) for one in students)
    if numbered < len(students):
        without = len(students) - numbered
        say(
            f"{without} of {len(students)} students {'has' if without == 1 else 'have'} no number. "
            "--give FILE writes a roster in which everybody has one."
        )
    for one in found:
        if one.different < numbered:
            say(
                f"{one.lesson}, {one.variant.question}: {numbered} numbers give "
                f"{one.different} different variants, of {one.room} that there can be."
            )
    return 0


def _table(one: Varied, students: list[tuple[str, str]]) -> Table:
    """The values of a class in one question."""
    table = Table(title=f"{one.lesson}, {one.variant.question}", title_justify="left")
    for heading in ("student", "number", *one.variant.parameters):
        table.add_column(heading, overflow="fold")
    for who, values in zip(students, one.values, strict=True):
        cells = (*who, *map(str, values.values()))
        table.add_row(*(escape(printable(cell)) for cell in cells))
    return table

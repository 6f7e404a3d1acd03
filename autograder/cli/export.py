"""`autograder export`: the marks that count, as a table that an LMS takes. [coordinator]"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.console import say
from autograder.cli.logs import log_options
from autograder.lms import WITH_TABLES


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
      autograder export --output graded/ --to moodle --lesson 01-setup upload.csv
    """
    from autograder.files import write_where_told
    from autograder.lms.table import as_csv
    from autograder.record.exports import export as export_marks
    from autograder.record.store import Store
    from autograder.report.refresh import why_not_rewritten

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
    if why := why_not_rewritten(store):  # the pages are to say what is exported
        say(f"The pages in {output} are not brought up to date: {why}")
    for error in exported.damaged:
        say(f"Error: {error}")
    return 1 if exported.damaged else 0

"""`autograder viva`: questions to students about their own work, and answers. [coordinator]"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from rich.console import Console

from autograder.cli.console import say
from autograder.cli.logs import log_options
from autograder.cli.options import isolation_option, jobs_option

if TYPE_CHECKING:
    from autograder.grading.viva.asking import Collected
    from autograder.record.store import Store
    from autograder.record.viva import VivaPolicy


@click.command()
@click.argument("output", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--questions",
    "count",
    type=click.IntRange(1, 8),
    default=3,
    show_default=True,
    help="How many questions a student gets about a lesson.",
)
@click.option(
    "--lesson",
    "lessons",
    multiple=True,
    help="Only this lesson; say it again for others.",
)
@click.option(
    "--student", "students", multiple=True, metavar="ID", help="Only this student; likewise."
)
@click.option(
    "--seed",
    default="",
    metavar="TEXT",
    help="Another text draws other questions, such as for a second date; the same one the same.",
)
@click.option(
    "--learning-rate",
    "try_rates",
    is_flag=True,
    help="Ask as well what a learning rate ten times as large would change, where an answer trains "
    "a Keras network: it learns for 200 batches with either rate, which takes seconds a notebook.",
)
@click.option(
    "--assignment",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The zip that the folder was graded with, where it was not this course's.",
)
@click.option(
    "--record",
    "table",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Make no sheets, but record what was answered: a CSV with the columns student, lesson, "
    "right and asked.",
)
@jobs_option
@isolation_option
@log_options
def viva(
    output: Path,
    count: int,
    lessons: tuple[str, ...],
    students: tuple[str, ...],
    seed: str,
    try_rates: bool,
    assignment: Path | None,
    table: Path | None,
    jobs: int,
    isolation: Literal["auto", "none"],
) -> int:
    """Writes a sheet of questions for each student about their own notebook, and a key.

    OUTPUT is a folder that `autograder grade` has filled. Notebooks are run once more, locked in as
    for grading; nothing is trained, but for what --learning-rate asks. Sheets, key and banks for
    Moodle and Canvas lie in its folder viva/.
    What the answers count for is yours to say: nothing by default.

    \b
    Examples:
      autograder viva graded/ --questions 3
      autograder viva graded/ --lesson 01-setup --student ada
      autograder viva graded/ --seed second-date
      autograder viva graded/ --learning-rate
      autograder viva graded/ --record answers.csv
    """
    from autograder.grading.api import open_assignments
    from autograder.record.store import Store

    store = Store(output)
    results = [
        one
        for one in store.results()
        if (not lessons or one.lesson in lessons) and (not students or one.student in students)
    ]
    if not results:
        raise click.UsageError(
            f"{output} holds no results{' of these' if lessons or students else ''}. Grade first: "
            f"autograder grade … --output {shlex.quote(str(output))}"
        )
    with open_assignments(assignment, [output]) as known:
        if table is not None:
            return _record(store, table, known.viva)
        from autograder.grading.viva import writing
        from autograder.grading.viva.asking import ask
        from autograder.record import classroom, lesson_info

        ready = [one for one in results if one.questions]
        with Console(stderr=True).status("starting") as line:
            collected = ask(
                store,
                known.assignments,
                ready,
                jobs=jobs,
                isolated=isolation == "auto",
                try_rates=try_rates,
                tell=lambda done, total: line.update(f"notebook {done} of {total}"),
            )
        made = writing.sheets(
            collected, count, seed, classroom.load(store), lesson_info.load(store)
        )
        writing.write(store, made, known.viva.says())
    asked = sum(len(one.questions) for one in made)
    short = [one for one in made if one.missing]
    say(f"{asked} questions on {len(made)} sheets: {store.viva_folder}. {known.viva.says()}")
    say(_took(collected))
    for one in short:
        say(f"{one.student}, {one.lesson}: {one.missing}")
    return 1 if store.damaged() else 0


def _took(collected: list[Collected]) -> str:
    """How long it took, for whoever plans it for a large class."""
    found = sum(len(one.candidates) for one in collected)
    making = sum(one.making_seconds for one in collected)
    running = sum(one.run_seconds for one in collected)
    each = f"{1000 * making / found:.1f} ms each" if found else "none could be made"
    return (
        f"They were drawn from {found} that could be asked ({each}); running the notebooks once "
        f"more took {running:.0f} s."
    )


def _record(store: Store, table: Path, policy: VivaPolicy) -> int:
    from autograder.record import viva as record
    from autograder.report.refresh import rewrite

    known = {(one.student, one.lesson) for one in store.results()}
    answers = {**record.load(store).answers, **record.read_answers(table, known)}
    record.save(store, record.VivaRecord(policy, answers))
    rewrite(store)
    say(f"{len(answers)} recorded. {policy.says()}")
    return 0

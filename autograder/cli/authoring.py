"""Begins a course, and holds it to its typical answers: init, test. [coordinator]"""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from autograder.cli.console import say
from autograder.cli.logs import log_options


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> int:
    """Begins a course: one lesson that works, a syllabus, licences, a workflow, settings.

    DIR is a new folder, or an empty one.

    \b
    Example:
      autograder init my-course
    """
    from autograder.authoring.init import begin_course

    for name in begin_course(folder):
        click.echo(name)
    say(
        f"Now `cd {folder}` and `autograder build`. Settings are in pyproject.toml: write there "
        "whose repository students will see, in place of OWNER."
    )
    return 0


@click.command("test")
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@log_options
def try_typical_answers(lessons: tuple[str, ...]) -> int:
    """Grades the typical answers of lessons, and says where one does not get its marks.

    They lie in solutions/LESSON/answers/, each with the points and the words that are due. What
    a student would read is in dist/answers/LESSON/feedback/ afterwards.

    \b
    Examples:
      autograder test
      autograder test 01-setup
    """
    from autograder.authoring.course import find
    from autograder.authoring.publish import build
    from autograder.authoring.typical import try_answers
    from autograder.cli.progress import TerminalReporter
    from autograder.grading.authors import open_grader

    course = find()
    failed = 0
    with (
        Console(stderr=True).status("building") as status,
        open_grader(TerminalReporter()) as grade,
    ):
        for built in build(course, lessons or course.lessons(), only_dist=True):
            name = built.lesson.name
            status.update(f"grading the typical answers of {name}")
            outcome = try_answers(course, built, grade)
            for line in outcome.wrong:
                click.echo(line)
            right = outcome.total - outcome.failed
            click.echo(f"{name}: {right} of {outcome.total} typical answers get what is due")
            failed += outcome.failed
    return 1 if failed else 0


@click.command("import")
@click.argument("given", metavar="FILE", type=click.Path(path_type=Path))
def import_(given: Path) -> int:
    """Makes a lesson of an Otter master notebook, or of a folder of nbgrader's source/.

    What is in no such notebook, or has to be looked at, is named in one list. The lesson's number
    is the next one of the course that is here.

    \b
    Example:
      autograder import master.ipynb
    """
    from autograder.authoring.course import find
    from autograder.authoring.importing import import_lesson

    made = import_lesson(find(), given)
    click.echo(made.path)
    for one in made.left:
        click.echo(f"  {one}")
    say("Look at these in the lesson's source; `autograder build` then proves it.")
    return 0

"""The commands of whoever writes lessons: build, publish, colab-watch. [coordinator]"""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from autograder.cli.console import say
from autograder.cli.logs import log_options


@click.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@click.option(
    "--check",
    is_flag=True,
    help="Change nothing; exit 1 where a file differs, or a question is to be proven anew.",
)
@click.option("--fix", is_flag=True, help="First mend in the sources what needs no thought.")
@click.option("--repository", metavar="OWNER/NAME", help="From now on badges lead to this one.")
@click.option("--branch", help="From now on badges lead to this branch.")
@log_options
def build(
    lessons: tuple[str, ...], check: bool, fix: bool, repository: str | None, branch: str | None
) -> int:
    """Regenerates course/, dist/ and syllabus.md from solutions/, and looks the lessons over.

    \b
    Examples:
      autograder build
      autograder build 01-setup --fix
      autograder build --check
      autograder build --repository ada/deep-learning --branch main
    """
    from autograder.authoring.course import find, move
    from autograder.authoring.lint import mend
    from autograder.authoring.publish import build_course
    from autograder.cli.progress import TerminalReporter
    from autograder.grading.authors import open_grader

    course = find()
    if repository or branch:
        if check or lessons:
            raise click.UsageError("--repository and --branch change all lessons; name no other.")
        course = move(course, repository or course.repository, branch or course.branch)
    names = list(lessons) or course.lessons()
    for name in names if fix else ():
        for what in mend(course, name):
            click.echo(f"mended solutions/{name}/lesson.py: {what}")
    reporter = TerminalReporter()
    with Console(stderr=True).status("building") as status, open_grader(reporter) as grade:
        done = build_course(course, names, check=check, grade=grade, tell=status.update)
    for name in done.changed:
        click.echo(f"{'differs' if check else 'wrote'} {name}")
    for note in (*done.stale, *done.notes):
        say(note)
    for finding in done.findings:
        click.echo(finding)
    if done.findings:
        say("Mend these in the lesson's source; `autograder build --fix` does some of it for you.")
    return 1 if done.findings or (check and (done.changed or done.stale)) else 0


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@log_options
def publish(folder: Path) -> int:
    """Writes what students may see, and nothing else, as a repository of its own, ready to push.

    Badges lead there. Every file is searched for lines of solutions and hidden tests, and so is
    the history where DIR is a git repository already.

    \b
    Example:
      autograder publish ../my-course
    """
    from autograder.authoring.course import find
    from autograder.authoring.targets.students import publish as publish_course
    from autograder.cli.progress import TerminalReporter
    from autograder.grading.authors import open_grader

    course = find()
    reporter = TerminalReporter()
    with Console(stderr=True).status("building") as status, open_grader(reporter) as grade:
        files = publish_course(course, folder, grade=grade, tell=status.update)
    for name in files:
        click.echo(name)
    say(
        f"Push {folder} as {course.repository}, branch {course.branch}: the badges lead there. "
        "For another place: `autograder build --repository OWNER/NAME --branch B` first."
    )
    return 0


@click.command("colab-watch")
@click.argument(
    "lists", metavar="LIST...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
def colab_watch(lists: tuple[Path, ...]) -> int:
    """Says what changed in Colab's runtime since the lessons were last verified, and records it.

    A LIST is a newer pip-freeze.txt, os-info.txt or apt-list.txt, as googlecolab/backend-info
    publishes them. Run `make colab` afterwards: it rebuilds the packages of that runtime and runs
    every lesson in them.

    \b
    Examples:
      autograder colab-watch pip-freeze.txt
      autograder colab-watch pip-freeze.txt os-info.txt apt-list.txt
    """
    from autograder.authoring.course import find
    from autograder.authoring.runtime import record, update, watch

    course = find()
    packages, system = watch(course, lists)
    for change in (*packages, *system):
        click.echo(change)
    if packages or system:
        update(course, packages, system)
        say(f"Recorded in {record(course).relative_to(course.root)}. Now run `make colab`.")
    else:
        say("Nothing that the course needs has changed.")
    return 0

"""The command line. It reads arguments and prints; everything else is done elsewhere. [coordinator]

Heavy libraries are imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import io
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click
from rich.console import Console

from autograder.cli import logs
from autograder.cli.build import build, colab_watch, publish
from autograder.cli.console import say
from autograder.cli.export import class_options, export, training_options, without_mnist_option
from autograder.cli.formgrader import formgrader, point_to_formgrader
from autograder.errors import MachineError, Refused, UserError
from autograder.run.kernel.interpreter import forget_checkout
from autograder.run.sandbox.limits import GIB, Limits

if TYPE_CHECKING:
    from autograder.grading.conditions import Train, WithoutMnist
    from autograder.record.classroom import HiddenChecks, Which

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_ROOM = "Make room there, and run the same command again; what was finished is kept."
_ELSEWHERE = "Take another place, or let this user write there."
#: what to do about what a system refuses
_ADVICE = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EACCES: _ELSEWHERE,
    errno.EPERM: _ELSEWHERE,
    errno.EROFS: _ELSEWHERE,
    errno.ENOTDIR: "Take another place: a part of this path is a file.",
    errno.EEXIST: "Take another place: a file of this name is there.",
    errno.ENOENT: "Look whether every part of this path is there.",
}
#: what no other arguments would mend
_OF_THE_MACHINE = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOMEM),
    *(errno.EMFILE, errno.ENFILE),
)

_jobs = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    show_default="one per core",
    help="How many submissions are graded at the same time.",
)


_scheduler = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on the Dask cluster of this scheduler, such as tcp://head:8786, or of this "
    "scheduler file; --jobs then says nothing.",
)


def main() -> NoReturn:
    """The console script: no traceback for what a user can get wrong."""
    if sys.getfilesystemencoding() != "utf-8":  # a locale of before Unicode, and PYTHONUTF8=0
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a folder's name need not be text
    # A large class is a million small objects that stay: looking for garbage there takes a second.
    gc.set_threshold(100_000, 50, 100)
    forget_checkout()
    # jsonschema, through nbformat, would compile its grammars for a second; no schema has IRIs.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # A kernel that is killed leaves unfinished tasks in its event loop; results say what happened.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)
    try:
        status = cli.main(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show(file=sys.stdout)
        sys.exit(0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        say("Stopped. What was finished is kept; run the same command again to go on.")
        sys.exit(130)
    except UserError as error:
        _end(error, str(error), 2)
    except (MachineError, Refused) as error:
        _end(error, str(error), 1)
    except OSError as error:
        _end(error, _said(error), 1 if error.errno in _OF_THE_MACHINE else 2)
    except Exception as error:  # a mistake of ours
        say(_unforeseen(error))
        sys.exit(1)


def _end(error: Exception, said: str, status: int) -> NoReturn:
    logs.ended(error)
    say(f"Error: {said}")
    sys.exit(status)


def _unforeseen(error: Exception) -> str:
    """Writes the traceback of an error to the log, and says where that is.

    Raises:
        OSError: there is no place for it.
    """
    return (
        f"Error: autograder itself has failed ({type(error).__name__}). What was finished is kept. "
        f"The traceback is in {logs.unforeseen()}: please open an issue with it."
    )


def _said(error: OSError) -> str:
    """What the system says, of which file, and what to do about it."""
    if not error.strerror:
        return str(error)
    # Files of the output folder are written with their names; what has none is temporary.
    place = error.filename or (tempfile.gettempdir() if error.errno == errno.ENOSPC else "")
    where = f": {place}" if place else ""
    advice = _ADVICE.get(error.errno or 0, "")
    return f"{error.strerror}{where}.{f' {advice}' if advice else ''}"


_isolation = click.option(
    "--isolation",
    type=click.Choice(["auto", "none"]),
    default="auto",
    show_default=True,
    help="auto: student code is locked in, or nothing is graded; none: it runs as you, which is "
    "stamped into every result.",
)


@click.group(context_settings=_SETTINGS)
@click.version_option(package_name="deep-learning-on-colab")
def cli() -> None:
    """Grades notebooks whose marks can be trusted, and builds the course they belong to.

    \b
    Examples:
      autograder demo
      autograder grade submissions/ --output graded/
    """
    logs.begin()


for command in (build, publish, colab_watch, export, formgrader):
    cli.add_command(command)


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for results, pages and grades.csv.",
)
@click.option(
    "--assignment",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Grade against this zip, made by `otter assign`, instead of the course.",
)
@click.option(
    "--allow-in-kernel",
    is_flag=True,
    help="With --assignment: tests of values that cannot leave a student's kernel run in there, as "
    "in Otter. Only for people whom you trust: they can read such tests and make up their marks.",
)
@_jobs
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=300,
    show_default=True,
    help="Seconds that a cell may run; a notebook may take four times as long.",
)
@click.option(
    "--memory",
    type=click.FloatRange(min=0.5),
    default=4,
    show_default=True,
    help="GB of memory that a submission may take, all of its processes together.",
)
@click.option(
    "--class-timeout",
    type=click.FloatRange(min=0),
    help="Minutes after which no further submission is begun; a rerun goes on.",
)
@click.option("--again", is_flag=True, help="Grade anew what is already graded.")
@training_options
@class_options
@_scheduler
@click.option(
    "--gradebook",
    metavar="URL",
    help="Keep the gradebook in this PostgreSQL database rather than in a file; remembered for "
    "later commands, without its password.",
)
@_isolation
@click.option(
    "--json", "as_json", is_flag=True, help="Print results as one JSON object, for programs."
)
@logs.log_options
def grade(
    paths: tuple[Path, ...],
    output: Path,
    assignment: Path | None,
    allow_in_kernel: bool,
    jobs: int,
    timeout: float,
    memory: float,
    class_timeout: float | None,
    again: bool,
    train: Train,
    audit: float,
    without_mnist: WithoutMnist,
    roster: Path | None,
    due: tuple[str, ...],
    late: str | None,
    which: Which | None,
    hidden_checks: HiddenChecks | None,
    students: tuple[str, ...],
    scheduler: str | None,
    gradebook: str | None,
    isolation: Literal["auto", "none"],
    as_json: bool,
) -> int:
    """Grades notebooks, zips and folders of them, as students or an LMS's downloads give them.

    The lesson is read from each notebook; with --assignment, every notebook belongs to that zip
    unless it names another assignment. Exit status: 0 every submission was graded, 1 something
    could not be graded (each is named), 2 unusable arguments.

    \b
    Examples:
      autograder grade submissions/ --output graded/
      autograder grade ada.ipynb brian.zip --output graded/ --jobs 2
      autograder grade submissions.zip --output graded/ --roster class.csv
      autograder grade submissions/ --output graded/ --due 2026-11-01T23:59 --late 10%
      autograder grade submissions/ --output graded/ --student ada --again
      autograder grade submissions/ --output graded/ --timeout 60 --memory 2
      autograder grade submissions/ --output graded/ --audit 10%
      autograder grade submissions/ --output graded/ --without-mnist wait
      autograder grade submissions/ --output graded/ --json > results.json
      autograder grade submissions/ --output graded/ --verbose --log details.log
      autograder grade submissions/ --output graded/ --assignment hw01-autograder.zip
      autograder grade submissions/ --output graded/ --scheduler tcp://head:8786
      autograder grade submissions/ --output graded/ --gradebook postgresql://me@host/course
    """
    if allow_in_kernel and assignment is None:
        raise click.UsageError(
            "--allow-in-kernel goes with --assignment. No test of this course needs it."
        )
    from autograder.cli import terminal
    from autograder.grading.api import open_assignments
    from autograder.grading.attempts import class_of
    from autograder.grading.request import GradeRequest
    from autograder.grading.whole_class import grade_all
    from autograder.record.store import Store

    with open_assignments(assignment, paths) as known:
        store = Store(output)
        logs.to_output(store.log_path)
        if gradebook is not None:
            from autograder.record.gradebook.manual_marks import move

            move(store, gradebook)
        classroom = class_of(
            store,
            known.assignments,
            roster=roster,
            due=due,
            late=late,
            which=which,
            hidden_checks=hidden_checks,
        )
        limits = Limits(
            cell_seconds=timeout, notebook_seconds=4 * timeout, memory_bytes=int(memory * GIB)
        )
        request = GradeRequest(
            paths=paths,
            assignments=known.assignments,
            single=known.single,
            starter_code=known.starter_code,
            store=store,
            classroom=classroom,
            students=students,
            jobs=jobs,
            limits=limits,
            train=train,
            audit=audit,
            without_mnist=without_mnist,
            again=again,
            isolated=isolation == "auto",
            class_seconds=None if class_timeout is None else 60 * class_timeout,
            allow_in_kernel=allow_in_kernel,
            scheduler=scheduler,
        )
        results, remarks = grade_all(request, terminal.TerminalReporter())
    if as_json:
        click.echo(terminal.as_json(results, remarks, store))
    else:
        terminal.show(results, store)
    point_to_formgrader(results, store)
    whole = all(result.questions for result in results) and not store.damaged()
    return 0 if whole else 1


@cli.command()
@click.option(
    "--output",
    default="demo",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the demo.",
)
@_jobs
@click.option("--again", is_flag=True, help="Grade anew what is already graded.")
@without_mnist_option
@logs.log_options
def demo(output: Path, jobs: int, again: bool, without_mnist: WithoutMnist) -> int:
    """Grades a bundled class of typical answers and shows where the pages are.

    \b
    Example:
      autograder demo --output demo/
    """
    from autograder.authoring.course import find
    from autograder.authoring.demo import write_class
    from autograder.cli import terminal
    from autograder.grading.api import open_assignments
    from autograder.grading.request import GradeRequest
    from autograder.grading.whole_class import grade_all
    from autograder.record.classroom import load
    from autograder.record.store import Store

    with contextlib.ExitStack() as stack:
        with Console(stderr=True).status("writing the class's notebooks"):
            known = stack.enter_context(open_assignments())
            demo_class = write_class(find(), output / "submissions")
        say(
            f"{len(demo_class.remarks)} students handed in. Their notebooks are run from top to "
            "bottom, networks are trained, answers are checked."
        )
        store = Store(output / "graded")
        logs.to_output(store.log_path)
        request = GradeRequest(
            paths=(demo_class.folder,),
            assignments=known.assignments,
            store=store,
            classroom=load(store),
            jobs=jobs,
            without_mnist=without_mnist,
            again=again,
        )
        results, _ = grade_all(request, terminal.TerminalReporter())
    terminal.show(results, store, demo_class.remarks)
    point_to_formgrader(results, store)
    for result in results:
        click.echo(f"  {store.feedback_path(result.student, result.lesson)}")
    return 0


@cli.command()
def doctor() -> int:
    """Says what this machine can do, and the one fix for each thing that it can't.

    \b
    Example:
      autograder doctor
    """
    from autograder.cli.doctor import examine

    console = Console()
    marks = {"ok": "[green]ok[/]", "warning": "[yellow]warning[/]", "missing": "[red]missing[/]"}
    worst = 0
    for finding in examine():
        console.print(f"{marks[finding.state]}  {finding.name}: ", end="", highlight=False)
        console.print(finding.says, markup=False, highlight=False)
        if finding.fix:
            console.print(f"         → {finding.fix}", markup=False, highlight=False)
        worst = max(worst, finding.state == "missing")
    return int(worst)

"""`autograder grades`: the marks of a class so far, and the course's grade. [coordinator]"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.cli.console import printable, say
from autograder.cli.logs import log_options
from autograder.files import FORMAT

if TYPE_CHECKING:
    from autograder.record.course_grade import CourseGrade, CourseGrades, LessonShare
    from autograder.record.final_grade import FinalGrade
    from autograder.record.finals import Finals
    from autograder.record.grading_policy import Policy
    from autograder.record.store import Store

#: students whose steps are printed without being asked for by name
_TOLD = 3


@click.command()
@click.argument("output", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--final",
    is_flag=True,
    help="The grade of the course, by the table [tool.course.grading] of its pyproject.toml.",
)
@click.option(
    "--student",
    "students",
    multiple=True,
    metavar="ID",
    help="Only this student, with each step; more than one is fine.",
)
@click.option(
    "--policy",
    "policy_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A TOML file with what else stands in [tool.course.grading], for assignments that "
    "belong to no course here. Kept for later runs.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
@log_options
def grades(
    output: Path, final: bool, students: tuple[str, ...], policy_file: Path | None, as_json: bool
) -> int:
    """Shows the marks of a class so far, or with --final the grade of the course and its steps.

    OUTPUT is a folder that `autograder grade` has filled. final.csv there has every step of
    everybody, and so has report.html. Who still waits for a mark has no grade, and is named. Exit
    status 1: a result could not be read.

    \b
    Examples:
      autograder grades graded/
      autograder grades graded/ --final
      autograder grades graded/ --final --student ada
      autograder grades graded/ --final --policy grading.toml
      autograder grades graded/ --final --json > final.json
    """
    from autograder.record import course_grade, grading_policy
    from autograder.record.finals import of_store
    from autograder.record.store import Store
    from autograder.report.refresh import why_not_rewritten

    if (policy_file or students) and not final:
        raise click.UsageError("--student and --policy go with --final.")
    store = Store(output)
    results = store.results()
    damaged = store.damaged()
    if not results:
        raise click.UsageError(
            f"{output} holds no results. Grade first: autograder grade … --output "
            f"{shlex.quote(str(output))}"
        )
    policy = _policy(store, policy_file, {result.lesson for result in results}) if final else None
    if policy:
        grading_policy.save(store, policy)
    if why := why_not_rewritten(store):
        say(f"The pages in {output} are not brought up to date: {why}")
    counted = of_store(store)
    known = {one.result.student for one in counted.finals} | set(counted.classroom.members)
    for name in set(students) - known:
        raise click.BadParameter(f"{name} is nobody here.", param_hint="--student")
    if policy is None:
        if as_json:
            click.echo(json.dumps(_points_as_json(counted, store), indent=1))
        else:
            _show_points(counted, store)
    else:
        course = course_grade.of_class(counted.finals, counted.classroom, policy, damaged)
        shown = [one for one in course.students if not students or one.student in students]
        if as_json:
            click.echo(json.dumps(_as_json(course, shown, store), indent=1))
        else:
            _show_final(course, shown, store, is_asked=bool(students))
    for error in damaged:
        say(f"Error: {error}")
    return 1 if damaged else 0


def _policy(store: Store, file: Path | None, lessons: set[str]) -> Policy:
    """The policy of a file, of the course here, or of the output folder; else every lesson alike.

    Raises:
        PolicyError: a setting in the file cannot be used.
        CourseError: the settings of the course here cannot be used.
    """
    from autograder.authoring import course
    from autograder.record import grading_policy

    if file is not None:
        return _of_file(file, lessons)
    kept = grading_policy.load(store)
    try:
        here = course.find()
    except course.NoCourseError:
        if kept is None:
            raise
        return kept
    if here.grading and lessons & set(here.lessons()):
        return here.grading
    if kept is None:
        say(
            "No [tool.course.grading] is here, so every lesson counts alike, in percent. "
            f"Write one into {here.root / 'pyproject.toml'}, or name a file by --policy."
        )
        return grading_policy.read({}, _in_order(lessons))
    return kept


def _of_file(file: Path, lessons: set[str]) -> Policy:
    import tomllib

    from autograder.errors import UserError
    from autograder.record import grading_policy

    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise UserError(f"{file} cannot be read: {error}.") from None
    try:
        return grading_policy.read(table, _in_order(lessons))
    except grading_policy.PolicyError as error:
        raise UserError(f"{file}: {str(error).replace(' in [tool.course.grading]', '')}") from None


def _in_order(lessons: set[str]) -> list[str]:
    from autograder.files import natural
    from autograder.record.result import UNKNOWN_LESSON

    return sorted(lessons - {UNKNOWN_LESSON}, key=natural)


def _show_final(
    course: CourseGrades, shown: list[CourseGrade], store: Store, *, is_asked: bool
) -> None:
    """A row for each student, the steps of those who are asked for, and what to look at."""
    from autograder.record.grading_policy import shown as number

    if not is_asked:
        table = Table(header_style="bold")
        table.add_column("student", overflow="fold", max_width=22)
        for lesson in course.lessons:
            table.add_column(_short(lesson), justify="right", no_wrap=True)
        table.add_column("percent", justify="right", no_wrap=True)
        table.add_column("grade", no_wrap=True)
        for one in shown:
            shares = map(one.by_lesson.get, course.lessons)
            cells = [_cell(share) if share else "" for share in shares]
            percent = "" if one.percent is None else number(one.percent)
            name = f"{one.name} ({one.student})" if one.name else one.student
            row = [name, *cells, percent, one.grade or "waits"]
            table.add_row(*(escape(printable(cell)) for cell in row))
        console = Console()
        console.print(table)
        click.echo("In percent; (…) does not count, – was not handed in.")
    if is_asked or len(shown) <= _TOLD:
        for one in shown:
            click.echo(f"\n{printable(f'{one.name} ({one.student})' if one.name else one.student)}")
            for what, says in one.steps:
                click.echo(f"  {what}: {printable(says)}")
    if course.distribution:
        click.echo("grades:   " + ", ".join(f"{name} {many}" for name, many in course.distribution))
    click.echo(f"steps:    {store.final_path}")
    click.echo(f"class:    {store.report_path}")
    for sentence in course.remarks():
        say(sentence)


def _cell(share: LessonShare) -> str:
    from autograder.record.course_grade import Part
    from autograder.record.grading_policy import shown as number

    text = "–" if share.final is None else number(share.percent)
    return text if share.part in (Part.COUNTS, Part.EXTRA) else f"({text})"


def _short(lesson: str) -> str:
    """The number that a lesson's name begins with, or the name."""
    return lesson.partition("-")[0] if lesson[:1].isdecimal() else lesson


def _show_points(counted: Finals, store: Store) -> None:
    """The points of each lesson and student."""
    from autograder.lms.table import points

    lessons = _in_order({one.result.lesson for one in counted.finals})
    table = Table(header_style="bold")
    table.add_column("student", overflow="fold", max_width=22)
    for lesson in lessons:
        table.add_column(_short(lesson), justify="right", no_wrap=True)
    for student, theirs in _by_student(counted).items():
        there = [theirs.get(lesson) for lesson in lessons]
        cells = [
            "–" if one is None else points(one.score) + ("…" if one.waiting else "")
            for one in there
        ]
        name = next((one.name for one in theirs.values() if one.name), "")
        row = (f"{name} ({student})" if name else student, *cells)
        table.add_row(*(escape(printable(cell)) for cell in row))
    Console().print(table)
    click.echo("Points that count, after lateness; … waits for a mark, – was not handed in.")
    click.echo(f"marks:    {store.grades_path}")
    click.echo(f"class:    {store.report_path}")


def _by_student(counted: Finals) -> dict[str, dict[str, FinalGrade]]:
    """Everybody on the roster and everybody who handed in → lesson → what counts."""
    found: dict[str, dict[str, FinalGrade]] = {one: {} for one in counted.classroom.members}
    for one in counted.finals:
        found.setdefault(one.result.student, {})[one.result.lesson] = one
    return found


def _points_as_json(counted: Finals, store: Store) -> dict[str, object]:
    students = [
        {
            "student": student,
            "lessons": {
                lesson: {
                    "score": one.score,
                    "max_score": one.result.max_score,
                    "waiting": list(one.waiting),
                }
                for lesson, one in theirs.items()
            },
        }
        for student, theirs in _by_student(counted).items()
    ]
    paths = {"marks": str(store.grades_path), "class": str(store.report_path)}
    return {"format": FORMAT, "students": students, "paths": paths}


def _as_json(course: CourseGrades, shown: list[CourseGrade], store: Store) -> dict[str, object]:
    students = [
        {
            "student": one.student,
            "name": one.name,
            "percent": None if one.percent is None else float(one.percent),
            "grade": one.grade or None,
            "missing": list(one.missing),
            "lessons": {
                share.lesson: {
                    "part": share.part,
                    "percent": float(share.percent),
                    "weight": float(share.weight),
                }
                for share in one.lessons
            },
            "steps": [list(step) for step in one.steps],
            "waits": list(one.waits),
        }
        for one in shown
    ]
    return {
        "format": FORMAT,
        "students": students,
        "remarks": list(course.remarks()),
        "paths": {"final": str(store.final_path), "class": str(store.report_path)},
    }

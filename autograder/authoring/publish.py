"""One run of `autograder build`: every lesson, what changed, what differs. [coordinator]"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring import questions_page, syllabus
from autograder.authoring.course import Course
from autograder.authoring.extras import extras
from autograder.authoring.leaks import leaks
from autograder.authoring.lesson import BuildError, Lesson, read
from autograder.authoring.lint import findings
from autograder.authoring.prove import read_record
from autograder.authoring.solution import Grade, is_measured, prove
from autograder.authoring.targets.gradescope import gradescope_zip
from autograder.authoring.targets.nbgrader import course_files, lesson_files
from autograder.authoring.targets.otter import Emitted, emit
from autograder.files import remove_tree, write_atomically

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Built:
    """One lesson's build.

    Attributes:
        differs: files of `course/` that were (or, when only checking, would be) changed.
    """

    lesson: Lesson
    emitted: Emitted
    differs: tuple[str, ...]


def emit_lesson(course: Course, lesson: str) -> Emitted:
    """Builds one lesson in memory.

    Raises:
        BuildError: the source is not right, or a student's file would hold what it must not.
    """
    return _emit(course, read(course, lesson))


def _emit(course: Course, lesson: Lesson) -> Emitted:
    with tempfile.TemporaryDirectory(prefix="build-") as folder:
        emitted = emit(lesson, course, Path(folder))
    found = leaks(emitted)
    if found:
        listed = "\n".join(f"  {leak}" for leak in found[:20])
        raise BuildError(f"{lesson.name} would give away what students must not see:\n{listed}")
    return emitted


def build(
    course: Course, lessons: Iterable[str], *, check: bool = False, only_dist: bool = False
) -> list[Built]:
    """Builds lessons into `course/` and `dist/`.

    Args:
        check: writes nothing, only says what differs.
        only_dist: leaves `course/` alone, which grading must never change, and what no grading
            here needs.

    Raises:
        BuildError: as `emit_lesson`.
    """
    done = []
    for name in lessons:
        began = time.monotonic()
        one = _built(course, read(course, name))
        if not check:
            write_atomically(course.assignment_zip(name), one.emitted.autograder_zip)
            if not only_dist:
                _write_all(course, one)
        done.append(one)
        seconds = time.monotonic() - began
        _log.info("built %s in %.2f s, %d files differ", name, seconds, len(one.differs))
    return done


def _built(course: Course, lesson: Lesson) -> Built:
    emitted = _emit(course, lesson)
    return Built(lesson, emitted, _differences(course.students / lesson.name, emitted.student))


def _write_all(course: Course, one: Built) -> None:
    """What students get, and what other graders take."""
    name, emitted = one.lesson.name, one.emitted
    _write(course.students / name, emitted.student)
    _write_for_nbgrader(course, name, emitted)
    zipped = gradescope_zip(name, emitted, course.container)
    write_atomically(course.dist / "gradescope" / f"{name}.zip", zipped)


@dataclass(frozen=True)
class Done:
    """What a whole build came to.

    Attributes:
        changed: files that were (or, when only checking, would be) written.
        findings: a line for each place where a lesson breaks a rule.
        stale: a line for each question that has changed since it was proven.
        notes: a line for each question that never was, in a lesson of which others were.
    """

    changed: tuple[str, ...]
    findings: tuple[str, ...]
    stale: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def build_course(
    course: Course,
    lessons: Iterable[str],
    *,
    check: bool,
    grade: Grade,
    tell: Callable[[str], None],
) -> Done:
    """Builds lessons, proves them, writes the pages over all, and looks them over.

    A lesson that proves wrong is not written to `course/`; the others are.

    Args:
        check: writes nothing and runs nothing, only says what differs.
        grade: grades the solution and the untouched notebook.
        tell: is told what is being done.

    Raises:
        BuildError: as `emit_lesson`, `prove` and `build_pages`.
    """
    built = build(course, lessons, check=check, only_dist=True)
    changed: list[str] = []
    wrong: list[str] = []
    for index, one in enumerate(built):
        name, emitted = one.lesson.name, one.emitted
        if check:
            if not is_measured(course, name, emitted.solution):
                changed.append(f"solutions/{name}/measured.json")
            continue
        tell(f"running the solution of {name}")
        try:
            if prove(course, name, emitted, grade):
                # The minutes that a lesson names contain what its solution took.
                [built[index]] = build(course, [name], only_dist=True)
        except BuildError as error:
            wrong.append(str(error))
            continue
        _write_all(course, built[index])
    if wrong:
        raise BuildError("\n".join(wrong))
    tell("building the syllabus")
    pages = build_pages(course, built, check=check)
    changed += [f"course/{name}" for one in built for name in one.differs]
    found = [finding for one in built for finding in findings(course, one)]
    stale: list[str] = []
    notes: list[str] = []
    for one in built:
        if proved := read_record(course, one.lesson.name):
            found += questions_page.below_the_bar(one.lesson.name, proved)
            stale += questions_page.outdated(one.lesson.name, proved, one.emitted)
            notes += questions_page.unproven(one.lesson.name, proved, one.emitted)
    return Done((*changed, *pages), tuple(found), tuple(stale), tuple(notes))


def build_pages(course: Course, built: Iterable[Built], *, check: bool = False) -> tuple[str, ...]:
    """Writes what stands beside the lessons: extras, syllabus, table of mistakes, what is proven.

    A course without `solutions/syllabus.md` has none; headers are held to their lessons all the
    same.

    Args:
        built: what is built already; the other lessons are built for this.
        check: writes nothing, only says what differs.

    Returns:
        The files that were (or, when only checking, would be) changed.

    Raises:
        BuildError: a lesson's header does not fit the lesson.
    """
    if not (course.solutions / syllabus.SOURCE).is_file():
        for one in built:
            if one.lesson.facts:
                syllabus.chapter(one.lesson, one.emitted)
        return ()
    known = {one.lesson.name: one for one in built}
    proofs = {name: read_record(course, name) for name in course.lessons()}
    chapters = []
    asked = {}
    for name in course.lessons():
        lesson = known[name].lesson if name in known else read(course, name)
        emitted = known[name].emitted if name in known else _emit(course, lesson)
        chapters.append(syllabus.chapter(lesson, emitted))
        asked[name] = [*emitted.all_tests]
    beside = extras(course)
    pages = {
        **{course.students / one.name / f"{one.name}.ipynb": one.text for one in beside},
        course.root / "syllabus.md": syllabus.syllabus(course, chapters, beside),
        course.solutions / "mistakes.md": syllabus.mistakes(course, chapters),
    }
    if any(proofs.values()):
        pages[course.root / questions_page.PAGE] = questions_page.page(proofs, asked)
    differs = []
    for path, text in pages.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            differs.append(path.relative_to(course.root).as_posix())
            if not check:
                write_atomically(path, text)
    return tuple(differs)


def _differences(folder: Path, files: dict[str, bytes]) -> tuple[str, ...]:
    present = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and not _is_left_by_use(path.relative_to(folder))
    }
    names = sorted(set(present) | set(files))
    return tuple(
        f"{folder.name}/{name}"
        for name in names
        if name not in present or present[name].read_bytes() != files.get(name)
    )


def _is_left_by_use(path: Path) -> bool:
    """Whether working through the lesson in its folder leaves such a file behind."""
    return path.name == ".OTTER_LOG" or bool(
        {".ipynb_checkpoints", "__pycache__"} & set(path.parts)
    )


def _write_for_nbgrader(course: Course, lesson: str, emitted: Emitted) -> None:
    """An nbgrader course; what an instructor has made beside it stays."""
    folder = course.dist / "nbgrader"
    for path, content in course_files(course).items():
        write_atomically(folder / path, content)
    _write(folder / "source" / lesson, lesson_files(lesson, emitted))


def _write(folder: Path, files: dict[str, bytes]) -> None:
    if folder.exists():
        remove_tree(folder)
    for name, content in files.items():
        write_atomically(folder / name, content)

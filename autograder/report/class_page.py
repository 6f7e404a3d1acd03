"""`report.html`: the class on one page, for its instructors; one file, no network. [coordinator]

Its one script sorts and searches tables, and its policy lets no other run.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from autograder.files import write_atomically
from autograder.record.audit import known_audit
from autograder.record.course_grade import CourseGrades
from autograder.record.finals import Finals
from autograder.record.left_over import left_over
from autograder.record.lesson_info import LessonInfo
from autograder.record.store import Store
from autograder.report import charts
from autograder.report.charts import Picture
from autograder.report.class_summary import ClassSummary, LessonSummary, summarize
from autograder.report.item_analysis import FEWEST_DISCRIMINATION, TOO_FEW
from autograder.report.pages import PAGES, is_of
from autograder.report.similarity_page import known_pairs
from autograder.report.wrong_answers import WrongAnswer, with_code
from autograder.run.worker import Workers

_HERE = Path(__file__).parent
_SCRIPT = (_HERE / "templates" / "report.js").read_text(encoding="utf-8")
_HASH = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()


def write_class_page(
    store: Store,
    counted: Finals,
    known: Mapping[str, LessonInfo],
    course: CourseGrades | None = None,
    workers: Workers | None = None,
) -> None:
    """Writes `report.html`, where what it is made of has changed.

    Args:
        counted: what counts of every result in the folder.
        known: lessons by name.
        course: the grades of the course, where somebody has said how they are made.
        workers: what reads examples of wrong answers; without, there are none.
    """
    finals, classroom = counted.finals, counted.classroom
    pairs, audit = known_pairs(store), known_audit(store)
    # Files by their time and size: counting and drawing takes seconds for some thousand results.
    seen = [path.stat() for path in store.result_paths()]
    times = [(one.st_mtime_ns, one.st_size) for one in seen]
    gone = left_over(store)
    policy = counted.policy.table if counted.policy else None
    said = (
        sorted(counted.marks.items()),
        policy,
        classroom,
        sorted(known.items()),
        pairs,
        audit,
        gone,
    )
    facts = repr((times, said, _made_by()))
    digest = hashlib.sha256(facts.encode("utf-8", "replace")).hexdigest()
    if is_of(store.report_path, digest):
        return
    summary = summarize(store, finals, classroom, known)
    page = PAGES.get_template("report.html").render(
        summary=summary,
        pictures={lesson.name: _points(lesson) for lesson in summary.lessons},
        trend=_trend(summary),
        seconds=_seconds(summary),
        wrong={lesson.name: _wrong(lesson, counted, store, workers) for lesson in summary.lessons},
        fewest=FEWEST_DISCRIMINATION,
        too_few=TOO_FEW,
        learning={lesson.name: _learning(lesson) for lesson in summary.lessons},
        pairs=pairs,
        audit=audit,
        course=course,
        digest=digest,
        similarity=store.similarity_path.name,
        late=classroom.late,
        folder=shlex.quote(str(store.folder.absolute())),
        damaged=list(map(str, store.damaged())),
        gone=[f"{student} ({lesson})" for student, lesson in gone],
        script=_SCRIPT,
        hash=_HASH,
    )
    write_atomically(store.report_path, page)


@functools.cache
def _made_by() -> str:
    """A digest of what makes the page: another version of it may show something else."""
    digest = hashlib.sha256()
    for path in sorted(_HERE.rglob("*.*")):
        if path.suffix in (".py", ".html", ".js", ".svg"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _points(lesson: LessonSummary) -> list[Picture]:
    shares = [row.score / row.max_score for row in lesson.marked]
    title = "Points, in percent of what can be earned"
    return [charts.shares(title, shares)] if shares else []


def _trend(summary: ClassSummary) -> Picture | None:
    """The shares of the points over the lessons, where there are several."""
    lessons = [(short(lesson.name), lesson.points) for lesson in summary.lessons]
    title = "Points over the lessons, in percent of what can be earned"
    return charts.trend(title, lessons) if len(lessons) > 1 else None


def short(lesson: str) -> str:
    """The number that a lesson's name begins with, or the name."""
    number = re.match(r"\d+(?=\D)", lesson)
    return number[0] if number else lesson


def _seconds(summary: ClassSummary) -> str:
    """A sentence on how long grading took; nothing where it was not begun."""
    timed = [row for lesson in summary.lessons for row in lesson.rows if row.seconds is not None]
    if not timed:
        return ""
    times = [row.seconds or 0.0 for row in timed]
    slowest = timed[times.index(max(times))]
    return (
        f"Grading took {median(times):.1f} s a notebook in the middle, and {max(times):.1f} s at "
        f"most ({slowest.name or slowest.student})."
    )


def _wrong(
    lesson: LessonSummary, counted: Finals, store: Store, workers: Workers | None
) -> Sequence[WrongAnswer]:
    if workers is None or not lesson.wrong:
        return lesson.wrong
    results = {
        one.result.student: one.result for one in counted.finals if one.result.lesson == lesson.name
    }
    return with_code(lesson.wrong, results, store, workers)


def _learning(lesson: LessonSummary) -> list[Picture]:
    found = []
    for number, variable in enumerate(lesson.models):
        measured = [row.accuracy[number] for row in lesson.rows]
        values = [value for value in measured if value is not None]
        found.append(charts.accuracies(f"Accuracy of {variable} on test pictures", values))
    for question, records in lesson.curves.items():
        for kind in ("accuracy", "loss"):
            if any(record.get(kind) or record.get(f"val_{kind}") for record in records):
                found.append(charts.curves(f"{question}: {kind} while training", records, kind))
    return found

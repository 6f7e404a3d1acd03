"""Refreshes pages and the table of marks where marks have changed. [coordinator]

And what results change in the gradebook, where marks by hand are given.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from markupsafe import Markup

from autograder.files import write_atomically
from autograder.record import course_grade, grades, lesson_info, requests
from autograder.record.classroom import Classroom
from autograder.record.final_grade import FinalGrade
from autograder.record.finals import of_store
from autograder.record.gradebook import sync
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import Result, Trust
from autograder.record.store import Store
from autograder.report.class_page import write_class_page
from autograder.report.pages import is_of
from autograder.report.shown import MOST_BYTES, Shown, decode
from autograder.report.student import feedback_page, shown
from autograder.run.kernel.forkserver import ForkServerError
from autograder.run.sandbox.probe import IsolationError
from autograder.run.worker import WorkerError, Workers, open_workers

_log = logging.getLogger(__name__)
#: for what people wrote to one submission to be read
_SECONDS = 60.0


def save_page(
    store: Store,
    final: FinalGrade,
    lesson: LessonInfo,
    this_class: Classroom,
    workers: Workers,
    notebook: Shown | None,
) -> None:
    """Writes one feedback page.

    Args:
        this_class: says what the page tells of hidden checks.
        workers: what reads what people wrote to it.
        notebook: as `rendered` or `rendered_from` gave it.
    """
    result = final.result
    said = dict(final.comments)
    said |= {f"reply {one.id}": one.reply for one in final.asked if one.reply}
    comments = _comments(final, said, workers) if said else {}
    told = this_class.told(result.lesson)
    codes = {
        question.name: requests.reference(store, result.student, result.lesson, question.name)
        for question in result.questions
        if final.requests_to
    }
    page = feedback_page(final, lesson, notebook, comments, codes, hidden_checks=told)
    write_atomically(store.feedback_path(result.student, result.lesson), page)


def _save_anew(
    store: Store, this_class: Classroom, workers: Workers, final: FinalGrade, lesson: LessonInfo
) -> None:
    notebook = rendered_from(store, final.result, workers)
    save_page(store, final, lesson, this_class, workers, notebook)


def rendered_from(store: Store, result: Result, workers: Workers) -> Shown | None:
    """The executed notebook that lies in the folder, for a page; None where there is none."""
    executed = store.executed_path(result.student, result.lesson)
    # Beside what could not be graded, a notebook would be an earlier submission's.
    if not result.questions or not executed.is_file():
        return None
    questions = [question.name for question in result.questions]
    written = [question.name for question in result.questions if question.trust == Trust.MANUAL]
    whose = f"{result.student} ({result.lesson})"
    return rendered(executed, questions, written, whose, workers)


def rendered(
    executed: Path | bytes,
    questions: Sequence[str],
    written: Sequence[str],
    whose: str,
    workers: Workers,
) -> Shown | None:
    """An executed notebook for a page; None where it cannot be shown, which costs no points.

    Args:
        executed: its file, or the bytes of one.
        questions, written: as `autograder.report.notebook.show` takes them.
        whose: for the warning where it cannot.
    """
    try:
        record, pieces = workers.rewrite(
            "autograder.report.notebook:write_shown",
            {"questions": list(questions), "written": list(written)},
            executed,
            most=MOST_BYTES,
        )
        return decode(record, pieces)
    except (WorkerError, ValueError) as error:
        _log.warning("the page of %s is without the notebook: %s", whose, error)
        return None


def _comments(final: FinalGrade, said: Mapping[str, str], workers: Workers) -> dict[str, Markup]:
    """What a person wrote to a question, as HTML; as it was typed where it cannot be read."""
    try:
        made = workers.call("autograder.report.notebook:comments", {"said": said}, seconds=_SECONDS)
        return {question: Markup(made[question]) for question in said}  # noqa: S704
    except (WorkerError, KeyError, TypeError) as error:
        _log.warning("comments on %s are shown as typed: %s", final.result.student, error)
        return {question: Markup("<pre>{}</pre>").format(words) for question, words in said.items()}


def rewrite(
    store: Store, workers: Workers | None = None, *, fill: bool = False
) -> list[FinalGrade]:
    """Writes `grades.csv`, `final.csv`, `report.html`, and feedback pages whose marks have changed.

    Args:
        workers: what reads notebooks; by default some that end with this.
        fill: brings the gradebook up to date, too.

    Returns:
        The marks that count, of every result in the folder that can be read.

    Raises:
        GradebookError: the gradebook cannot be reached.
        DamagedFileError: a file that is no result is damaged; damaged results are shown as such.
    """
    counted = of_store(store)
    finals, this_class, policy = counted.finals, counted.classroom, counted.policy
    known = lesson_info.load(store)
    results = store.results()
    old = [
        (final, lesson)
        for final in finals
        for lesson in [known.get(final.result.lesson) or LessonInfo(final.result.lesson)]
        if not is_of(
            store.feedback_path(final.result.student, final.result.lesson),
            shown(final, lesson, this_class.told(final.result.lesson)),
        )
    ]
    with contextlib.ExitStack() as stack:
        if workers is None:
            workers = stack.enter_context(open_workers(isolated=were_isolated(results)))
        pool = stack.enter_context(ThreadPoolExecutor(workers.number, "pages"))
        save = functools.partial(_save_anew, store, this_class, workers)
        for _ in pool.map(lambda one: save(*one), old):  # which begins no more after an error
            pass
        damaged = store.damaged()
        grades.save(store, finals, damaged)
        course = course_grade.of_class(finals, this_class, policy, damaged) if policy else None
        course_grade.save(store, course, this_class)
        if fill:
            began = time.monotonic()
            sync.fill(store, results, this_class, known, counted.marks)
            # as `autograder.grading.log` writes a stage
            _log.info("stage=gradebook seconds=%.3f status=ok", time.monotonic() - began)
        write_class_page(store, counted, known, course, workers)
    _log.info("brought %d results together, %d pages anew", len(finals), len(old))
    return list(finals)


def were_isolated(results: Sequence[Result]) -> bool:
    """Whether students' code was locked in; else what it left is read without, too."""
    return all(result.isolation != "none" for result in results)


def why_not_rewritten(store: Store) -> str:
    """As `rewrite`, for whom the pages are not all; gives a sentence where that is not possible."""
    try:
        rewrite(store)
    except OSError as refusal:
        return f"{refusal.strerror}."
    except (ForkServerError, IsolationError) as refusal:
        return str(refusal)
    return ""

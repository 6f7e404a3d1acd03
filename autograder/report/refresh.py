"""Refreshes pages and the table of marks where marks have changed. [coordinator]

And what results change in the gradebook, where marks by hand are given.
"""

from __future__ import annotations

import logging

from autograder.files import write_atomically
from autograder.record import classroom, grades, lesson_info
from autograder.record.classroom import HiddenChecks
from autograder.record.final_grade import FinalGrade, finalize
from autograder.record.gradebook import manual_marks, sync
from autograder.record.lesson_info import Lesson
from autograder.record.store import Store
from autograder.report.class_page import write_class_page
from autograder.report.notebook import read
from autograder.report.pages import is_of
from autograder.report.student import feedback_page, shown

_log = logging.getLogger(__name__)


def save_page(store: Store, final: FinalGrade, lesson: Lesson, hidden_checks: HiddenChecks) -> None:
    """Writes one feedback page, with the executed notebook that lies in the folder.

    Args:
        hidden_checks: as in `Classroom.hidden_checks`.
    """
    result = final.result
    # Beside what could not be graded, a notebook would be an earlier submission's.
    executed = store.executed_path(result.student, result.lesson)
    notebook = read(executed) if result.questions else None
    page = feedback_page(final, lesson, notebook, hidden_checks=hidden_checks)
    write_atomically(store.feedback_path(result.student, result.lesson), page)


def rewrite(store: Store, *, fill: bool = False) -> list[FinalGrade]:
    """Writes `grades.csv` and `report.html` anew, and each feedback page whose marks have changed.

    Args:
        fill: brings the gradebook up to date, too.

    Returns:
        The marks that count, of every result in the folder that can be read.

    Raises:
        GradebookError: the gradebook cannot be reached.
        DamagedFileError: a file that is no result is damaged; damaged results are shown as such.
    """
    marks = manual_marks.marks(store)
    this_class = classroom.load(store)
    known = lesson_info.load(store)
    results = store.results()
    finals = [
        finalize(result, marks.get((result.student, result.lesson), {}), this_class)
        for result in results
    ]
    written = 0
    for final in finals:
        result = final.result
        lesson = known.get(result.lesson) or Lesson(result.lesson)
        path = store.feedback_path(result.student, result.lesson)
        if not is_of(path, shown(final, lesson, this_class.hidden_checks)):
            save_page(store, final, lesson, this_class.hidden_checks)
            written += 1
    grades.save(store, finals, store.damaged())
    if fill:
        sync.fill(store, results, this_class, known, marks)
    write_class_page(store, finals, marks, this_class, known)
    _log.info("brought %d results together, %d pages anew", len(finals), written)
    return finals

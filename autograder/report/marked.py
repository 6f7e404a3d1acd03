"""What marks by hand change in what is already written: the table of marks, and the pages.

And what results change in the gradebook, where marks by hand are given.
"""

from __future__ import annotations

from autograder.record import by_hand, classroom, gradebook, lessons
from autograder.record.final import Final, finalize
from autograder.record.store import Store, write_atomically
from autograder.report.class_page import write_class_page
from autograder.report.pages import is_of
from autograder.report.student import feedback_page, shown


def rewrite(store: Store, *, fill: bool = False) -> list[Final]:
    """Writes `grades.csv` and `report.html` anew, and each feedback page whose marks have changed.

    Args:
        fill: brings the gradebook up to date, too.

    Returns:
        The marks that count, of every result in the folder.

    Raises:
        ValueError: the gradebook cannot be reached, or a file in the folder is damaged; the
            message says which and what to do.
    """
    marks = by_hand.marks(store)
    room = classroom.load(store)
    known = lessons.load(store)
    results = store.results()
    finals = [
        finalize(result, marks.get((result.student, result.lesson), {}), room) for result in results
    ]
    for final in finals:
        result = final.result
        path = store.feedback_path(result.student, result.lesson)
        if not is_of(path, shown(result, final.comments)):
            lesson = known.get(result.lesson)
            page = feedback_page(result, lesson.title if lesson else result.lesson, final.comments)
            write_atomically(path, page)
    store.save_grades(final.result for final in finals)
    if fill:
        gradebook.fill(store, results, room, known, marks)
    write_class_page(store, finals, marks, room, known)
    return finals

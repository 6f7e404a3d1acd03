"""The sums of each submission, with the same names and values in every table. [coordinator]"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from autograder.files import DamagedFileError, natural, write_atomically
from autograder.lms.table import defused, points
from autograder.record.final_grade import FinalGrade
from autograder.record.store import Store

#: the columns of `sums`: what was earned, what lateness takes of it, what is left and counts, what
#: could be earned, the questions of which a person has still to say, and those whose points are
#: somebody's word, each with its trust
SUMS = ("score_before_lateness", "penalty", "score", "max_score", "waiting", "trust")
_ABOUT = ("student", "lesson", "status")
#: what a table of marks may say besides, in columns that no question takes
_OTHERS = frozenset({*SUMS, *_ABOUT, "name", "email", "submitted_at", "late_by_hours", "viva"})


def sums(final: FinalGrade, most: Mapping[str, float]) -> list[str]:
    """The cells of a submission in the columns `SUMS`.

    Args:
        most: as `possible` gives it, for what could not be graded and so has no questions.
    """
    result = final.result
    possible = result.max_score if result.questions else most.get(result.lesson, 0.0)
    marks = (result.score, final.penalty, final.score, possible)
    trust = "; ".join(f"{name} {trust}" for name, trust in result.taken_on_word)
    return [*map(points, marks), " ".join(final.waiting), trust]


def possible(finals: Iterable[FinalGrade]) -> dict[str, float]:
    """Lesson → what can be earned in it; where its questions have changed, at most."""
    most: dict[str, float] = {}
    for final in finals:
        lesson = final.result.lesson
        most[lesson] = max(most.get(lesson, 0.0), final.result.max_score)
    return most


def questions(finals: Iterable[FinalGrade]) -> list[str]:
    """The name of every question, in the order of their columns."""
    return sorted({one.name for final in finals for one in final.result.questions}, key=natural)


def headings(names: Iterable[str]) -> list[str]:
    """Questions as headings of columns; one that is called like another column says what it is."""
    return [f"question {name}" if name in _OTHERS else name for name in names]


def answers(final: FinalGrade, names: Iterable[str]) -> list[str]:
    """The points of each question, before lateness; nothing where there are none (yet)."""
    scores = {question.name: question.score for question in final.result.questions}
    return [points(scores.get(name)) for name in names]


def save(store: Store, finals: Sequence[FinalGrade], damaged: Iterable[DamagedFileError]) -> None:
    """Writes `grades.csv`: a row per result, with its sums and then a column per question.

    Where answers about students' own work count, a column says what they add or take.

    Args:
        damaged: as `Store.damaged` gives it; these have rows without points.
    """
    names, most = questions(finals), possible(finals)
    counts = any(final.viva_says for final in finals)
    rows = [[*_ABOUT, *SUMS, *(["viva"] if counts else []), *headings(names)]]
    for final in finals:
        result = final.result
        about = [result.student, result.lesson, result.status]
        changed = [points(final.viva) if final.viva_says else ""] if counts else []
        rows.append([*about, *sums(final, most), *changed, *answers(final, names)])
    for error in damaged:
        about = [error.path.parent.name, error.path.stem, "damaged"]
        rows.append(about + [""] * (len(rows[0]) - len(about)))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([defused(cell) for cell in row] for row in rows)
    write_atomically(store.grades_path, text.getvalue())

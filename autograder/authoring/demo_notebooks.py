"""Makes the notebooks of the demo class out of typical answers. [coordinator]"""

from __future__ import annotations

import copy
import dataclasses
import functools
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import nbformat

from autograder.authoring.answers import (
    DIGEST,
    KEPT_ON_STAND_INS,
    Answer,
    answer_cells,
    kept_files,
    notebook_of,
    read_answers,
    zip_of,
)
from autograder.authoring.assignments import emitted_for_grading
from autograder.authoring.course import Course
from autograder.authoring.demo import CLASS_FILE, SOLUTION, HandIn, Made
from autograder.authoring.lesson import BuildError, datasets_of
from autograder.authoring.targets.otter import Emitted
from autograder.datasets.registry import genuine, locate

#: when the first lesson was due; the others are due a week after one another
_DUE, _APART = datetime(2025, 10, 6, 20, tzinfo=UTC), timedelta(days=7)


def make(course: Course, listed: tuple[HandIn, ...]) -> Made:
    """Makes what each student of the demo class hands in.

    Args:
        listed: what `class.toml` lists; without any, each answer that names a student is one.

    Raises:
        BuildError: `class.toml` or a typical answer cannot be used.
        DatasetError: a person has to do something about a data set first.
    """
    lessons = course.lessons()
    named = {
        lesson: {n for one in listed if one.lesson == lesson for n in (*one.answers, *one.first)}
        for lesson in lessons
    }
    answers = {
        lesson: {
            one.name: one for one in read_answers(course, lesson, named[lesson] if listed else None)
        }
        for lesson in lessons
    }
    for one in listed:
        for name in (*one.answers, *one.first):
            if name not in answers.get(one.lesson, {}):
                path = course.solutions / CLASS_FILE
                raise BuildError(f"{path}: {one.lesson} has no typical answer {name}.")
    hand_ins = listed or _named(answers)
    due = {lesson: _DUE + number * _APART for number, lesson in enumerate(lessons)}
    writer = _Writer(course, answers, due)
    for one in hand_ins:
        writer.write(one)
    remarks = {
        student: _remark([one for one in hand_ins if one.student == student], answers)
        for student in dict.fromkeys(one.student for one in hand_ins)
    }
    return Made(remarks, hand_ins, due, writer.files, writer.data)


def _named(answers: Mapping[str, Mapping[str, Answer]]) -> tuple[HandIn, ...]:
    """Those of the answers that name a student."""
    return tuple(
        HandIn(answer.student, lesson, (answer.name,))
        for lesson, each in answers.items()
        for answer in each.values()
        if answer.student
    )


def _remark(hand_ins: Iterable[HandIn], answers: Mapping[str, Mapping[str, Answer]]) -> str:
    """A student's remarks, each with the lesson that it is about."""
    each = [(one, one.remark(answers[one.lesson])) for one in hand_ins]
    if all(one.is_solution and not said for one, said in each):
        return answers[each[0][0].lesson][SOLUTION].what
    if len(each) == 1:
        return each[0][1] or answers[each[0][0].lesson][SOLUTION].what
    return "\n".join(f"{one.lesson.partition('-')[0]}: {said}" for one, said in each if said)


class _Writer:
    """Makes what students hand in, in `<student>+<lesson>+<moment>`; see `Made`."""

    def __init__(
        self,
        course: Course,
        answers: Mapping[str, Mapping[str, Answer]],
        due: Mapping[str, datetime],
    ) -> None:
        self.files: dict[str, bytes] = {}
        self.data: dict[str, str] = {}
        self._course, self._answers, self._due = course, answers, due
        self._emitted = functools.cache(functools.partial(emitted_for_grading, course))

    def write(self, one: HandIn) -> None:
        """Makes one, and what was handed in before it."""
        moment = self._due[one.lesson] + timedelta(days=one.days_late, hours=-1)
        if one.first:
            before = dataclasses.replace(one, answers=one.first, first=())
            self._write(before, moment - timedelta(hours=5))
        self._write(one, moment)

    def _write(self, one: HandIn, moment: datetime) -> None:
        emitted = self._emitted(one.lesson)
        notebook = self._notebook(one, emitted)
        name, content = f"{one.lesson}.ipynb", nbformat.v4.writes(notebook).encode()  # valid: built
        kept, data = self._kept(one, emitted)
        if kept:
            name, content = f"{one.lesson}.zip", zip_of(notebook, one.lesson, kept, data)
        folder = f"{one.student}+{one.lesson}+{moment:%Y-%m-%d %H:%M:%S} UTC"
        whole = 3 * len(content) // 4 if one.broken else len(content)
        self.files[f"{folder}/{name}"] = content[:whole]

    def _notebook(self, one: HandIn, emitted: Emitted) -> nbformat.NotebookNode:
        answers = [self._answers[one.lesson][name] for name in one.answers]
        asked = answer_cells(emitted.student_notebook)
        for answer in answers[1:]:
            for question, parts in answer.cells.items():
                if answer.base != SOLUTION and len(parts) < len(asked.get(question, ())):
                    raise BuildError(
                        f"{self._course.solutions / CLASS_FILE}: {answer.name} answers only a part "
                        f"of {question}, so its points say nothing of what {one.student} hands in."
                    )
        cells: dict[str, dict[int, str]] = {}
        before: dict[str, str] = {}
        for answer in answers:
            cells |= answer.cells
            before |= answer.before
        whole = dataclasses.replace(answers[0], cells=cells, before=before)
        notebook = notebook_of(whole, emitted)
        places = answer_cells(notebook)
        if one.until:
            blank = copy.deepcopy(emitted.student_notebook)
            order = list(places)
            for question in order[order.index(one.until) :]:
                for place, was in zip(places[question], answer_cells(blank)[question], strict=True):
                    notebook.cells[place].source = blank.cells[was].source
        # No two hand in the very same file.
        for place in (place for each in places.values() for place in each):
            cell = notebook.cells[place]
            if cell.cell_type == "code":
                cell.source = f"{cell.source}\n# {one.student}"
        if one.ends_with:
            cell = nbformat.v4.new_code_cell(one.ends_with.strip(), id="ends-with")
            notebook.cells.append(cell)
        return notebook

    def _kept(self, one: HandIn, emitted: Emitted) -> tuple[dict[str, bytes], str]:
        """What trainings left behind, and which data they say they had."""
        if len(one.answers) > 1 or one.until or one.like:
            return {}, ""
        [answer] = one.answers
        names = datasets_of(emitted.solution)
        digest = self._course.solutions / one.lesson / KEPT_ON_STAND_INS / DIGEST
        here = (self._course, one.lesson)
        on_stand_in = kept_files(answer, *here, KEPT_ON_STAND_INS)
        located = locate(names) if on_stand_in else {}
        self.data |= {name: found.sha256 for name, found in located.items()}
        if any(found.is_synthetic for found in located.values()):
            return on_stand_in, digest.read_text(encoding="utf-8").strip()
        return kept_files(answer, *here), genuine(names)

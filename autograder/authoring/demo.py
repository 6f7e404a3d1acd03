"""A class of typical answers, graded: the demo for instructors without students. [coordinator]

`solutions/class.toml` says who hands in what. A course without it has a student for each typical
answer that names one.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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
from autograder.authoring.course import Course
from autograder.authoring.lesson import BuildError, datasets_of
from autograder.authoring.publish import emit_lesson
from autograder.authoring.targets.otter import Emitted
from autograder.datasets.registry import genuine, locate
from autograder.files import write_atomically
from autograder.record.classroom import Classroom

_FILE = "class.toml"
_SOLUTION, _RIGHT = "solution", "Right in another way"
#: when the first lesson was due; the others are due a week after one another
_DUE, _APART = datetime(2025, 10, 6, 20, tzinfo=UTC), timedelta(days=7)
_LATE = "10%"


@dataclass(frozen=True)
class HandIn:
    """What a student hands in for a lesson; see `solutions/class.toml`.

    Attributes:
        answers: typical answers by name.
        until: the first question that is left open; or nothing.
        first: answers that were handed in before; or none.
        like: whose notebook it is, but for comments; or nothing.
        ends_with: code of the last cell; or nothing.
    """

    student: str
    lesson: str
    answers: tuple[str, ...]
    until: str = ""
    days_late: int = 0
    first: tuple[str, ...] = ()
    like: str = ""
    ends_with: str = ""
    broken: bool = False

    @property
    def is_solution(self) -> bool:
        """Whether everything is answered as in the solution."""
        return self.answers == (_SOLUTION,) and not (self.until or self.broken)

    def remark(self, answers: Mapping[str, Answer]) -> str:
        """What is typical about it, whatever data the notebook is run with.

        Args:
            answers: of the lesson, by name.
        """
        said = [
            _RIGHT if name.startswith("right-") else answers[name].what
            for name in self.answers
            if name != _SOLUTION
        ]
        said = [f"Nearly the notebook of {self.like}"] if self.like else said
        said += [f"Open from question {self.until.removeprefix('q')} on"] if self.until else []
        said += ["Wants all points without answers"] if self.ends_with else []
        said += ["Handed in twice, and the second counts"] if self.first else []
        if self.days_late:
            said.append(f"{self.days_late} day{'s' if self.days_late > 1 else ''} late")
        said += ["The file breaks off"] if self.broken else []
        return "; ".join(said)

    def due(self, answers: Mapping[str, Answer], full: Mapping[str, float]) -> dict[str, float]:
        """Question → points that it must get by tests.

        Args:
            answers: of the lesson, by name.
            full: question → what it can earn by tests, in the order of the lesson.
        """
        points = dict.fromkeys(full, 0.0)
        for number, name in enumerate(self.answers):
            answer = answers[name]
            own = dict(full) if answer.base == _SOLUTION else dict.fromkeys(full, 0.0)
            own |= {question: marks for question, marks in answer.marks.items() if question in full}
            points |= own if number == 0 else {q: own[q] for q in answer.cells}
        order = list(full)
        left_open = order[order.index(self.until) :] if self.until else []
        return {name: 0.0 if name in left_open else points[name] for name in full}


@dataclass(frozen=True)
class DemoClass:
    """The demo class's submissions, written to a folder.

    Attributes:
        remarks: student → what is typical about what they hand in.
        hand_ins: each of them; where one comes twice, once.
        classroom: when lessons were due, and what lateness costs.
    """

    folder: Path
    remarks: dict[str, str]
    hand_ins: tuple[HandIn, ...]
    classroom: Classroom

    @property
    def to_open(self) -> HandIn:
        """The one whose page shows most of what a page can: a mistake in a full notebook."""
        return next((one for one in self.hand_ins if len(one.answers) > 1), self.hand_ins[0])


def write_class(course: Course, folder: Path) -> DemoClass:
    """Writes what each student of the demo class hands in, as nbgrader collects it.

    A zip holds what the student's trainings left behind, too.

    Raises:
        BuildError: `class.toml` or a typical answer cannot be used.
        DatasetError: a person has to do something about a data set first.
    """
    lessons = course.lessons()
    listed = _listed(course)
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
                path = course.solutions / _FILE
                raise BuildError(f"{path}: {one.lesson} has no typical answer {name}.")
    hand_ins = listed or _named(answers)
    due = {lesson: _DUE + number * _APART for number, lesson in enumerate(lessons)}
    writer = _Writer(course, folder, answers, due)
    for one in hand_ins:
        writer.write(one)
    remarks = {
        student: _remark([one for one in hand_ins if one.student == student], answers)
        for student in dict.fromkeys(one.student for one in hand_ins)
    }
    return DemoClass(folder, remarks, hand_ins, Classroom(due=due, late=_LATE))


def _named(answers: Mapping[str, Mapping[str, Answer]]) -> tuple[HandIn, ...]:
    """Those of the answers that name a student."""
    return tuple(
        HandIn(answer.student, lesson, (answer.name,))
        for lesson, each in answers.items()
        for answer in each.values()
        if answer.student
    )


def _listed(course: Course) -> tuple[HandIn, ...]:
    """What `class.toml` lists; nothing where there is no such file."""
    path = course.solutions / _FILE
    if not path.is_file():
        return ()
    try:
        students = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(
            _hand_in(student, lesson, said, students)
            for student, lessons in students.items()
            for lesson, said in lessons.items()
        )
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise BuildError(f"{path} cannot be read: {error}.") from None


def _hand_in(student: str, lesson: str, said: Any, students: Mapping[str, Any]) -> HandIn:
    facts = dict(said) if isinstance(said, dict) else {"answers": said}
    if like := facts.get("like", ""):
        facts["answers"] = _hand_in(like, lesson, students[like][lesson], students).answers
    return HandIn(
        student,
        lesson,
        _names(facts.pop("answers")),
        first=_names(facts.pop("first", [])),
        **{name.replace("-", "_"): value for name, value in facts.items()},
    )


def _names(said: str | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _remark(hand_ins: Iterable[HandIn], answers: Mapping[str, Mapping[str, Answer]]) -> str:
    """A student's remarks, each with the lesson that it is about."""
    each = [(one, one.remark(answers[one.lesson])) for one in hand_ins]
    if all(one.is_solution and not said for one, said in each):
        return answers[each[0][0].lesson][_SOLUTION].what
    if len(each) == 1:
        return each[0][1] or answers[each[0][0].lesson][_SOLUTION].what
    return "\n".join(f"{one.lesson.partition('-')[0]}: {said}" for one, said in each if said)


class _Writer:
    """Writes what students hand in, below `<student>+<lesson>+<moment>`."""

    def __init__(
        self,
        course: Course,
        folder: Path,
        answers: Mapping[str, Mapping[str, Answer]],
        due: Mapping[str, datetime],
    ) -> None:
        self._course, self._folder, self._answers, self._due = course, folder, answers, due
        self._emitted = functools.cache(functools.partial(emit_lesson, course))

    def write(self, one: HandIn) -> None:
        """Writes one, and what was handed in before it."""
        moment = self._due[one.lesson] + timedelta(days=one.days_late, hours=-1)
        if one.first:
            before = dataclasses.replace(one, answers=one.first, first=())
            self._write(before, moment - timedelta(hours=5))
        self._write(one, moment)

    def _write(self, one: HandIn, moment: datetime) -> None:
        emitted = self._emitted(one.lesson)
        notebook = self._notebook(one, emitted)
        place = self._folder / f"{one.student}+{one.lesson}+{moment:%Y-%m-%d %H:%M:%S} UTC"
        path = place / f"{one.lesson}.ipynb"
        content = nbformat.v4.writes(notebook).encode()  # valid, as all that is built
        kept, data = self._kept(one, emitted)
        if kept:
            path, content = path.with_suffix(".zip"), zip_of(notebook, one.lesson, kept, data)
        write_atomically(path, content[: 3 * len(content) // 4] if one.broken else content)

    def _notebook(self, one: HandIn, emitted: Emitted) -> nbformat.NotebookNode:
        answers = [self._answers[one.lesson][name] for name in one.answers]
        asked = answer_cells(emitted.student_notebook)
        for answer in answers[1:]:
            for question, parts in answer.cells.items():
                if answer.base != _SOLUTION and len(parts) < len(asked.get(question, ())):
                    raise BuildError(
                        f"{self._course.solutions / _FILE}: {answer.name} answers only a part of "
                        f"{question}, so its points say nothing of what {one.student} hands in."
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
        [name] = one.answers
        names = datasets_of(emitted.solution)
        digest = self._course.solutions / one.lesson / KEPT_ON_STAND_INS / DIGEST
        here = (self._course, one.lesson)
        on_stand_in = kept_files(name, *here, KEPT_ON_STAND_INS)
        if on_stand_in and any(found.is_synthetic for found in locate(names).values()):
            return on_stand_in, digest.read_text(encoding="utf-8").strip()
        return kept_files(name, *here), genuine(names)

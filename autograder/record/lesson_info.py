"""What is stored of each lesson beside its results, for pages and markers. [coordinator]"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.assignment.model import Assignment, NbgraderNotebook
from autograder.files import read_json, write_json
from autograder.record.store import Store

#: how format 1 of the file calls the field `external`
_EXTERNAL = "foreign"


@dataclass(frozen=True)
class CourseGradebook:
    """Where an nbgrader course keeps the marks of a notebook.

    Attributes:
        address: of its database, for SQLAlchemy; without a password.
        course, assignment, notebook: as nbgrader calls them.
    """

    address: str
    course: str
    assignment: str
    notebook: str


@dataclass(frozen=True)
class LessonInfo:
    """A lesson as it was last graded.

    Attributes:
        sha256: of the assignment; results of older ones may have other questions and points.
        rubrics: question → the task and a good answer (Markdown), of those graded manually.
        headings: question → the heading that it stands under in the lesson.
        addresses: question → where that section of the lesson is read online.
        external: whether it is another course's, whose tests may quote their own code.
        gradebook: of the nbgrader course that it is of; None where it is of none.
    """

    title: str
    sha256: str = ""
    rubrics: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    external: bool = False
    gradebook: CourseGradebook | None = None


def save(store: Store, assignments: Iterable[Assignment]) -> None:
    """Writes `lessons.json` into the output folder; lessons of earlier runs stay in it."""
    known = load(store)
    now = known | {assignment.name: of(assignment) for assignment in assignments}
    if now != known:
        write_json(
            store.lessons_path, {"lessons": {name: _as_json(one) for name, one in now.items()}}
        )


def of(assignment: Assignment) -> LessonInfo:
    """What pages and markers need of an assignment."""
    questions = assignment.questions
    return LessonInfo(
        assignment.title,
        assignment.sha256,
        rubrics={q.name: q.rubric for q in questions if q.rubric},
        headings={q.name: q.heading for q in questions if q.heading},
        addresses={q.name: q.address for q in questions if q.address},
        external=assignment.external,
        gradebook=_gradebook(assignment.nbgrader),
    )


def _gradebook(notebook: NbgraderNotebook | None) -> CourseGradebook | None:
    if notebook is None or not notebook.database:
        return None
    from sqlalchemy import make_url

    address = make_url(notebook.database)._replace(password=None)
    return CourseGradebook(
        address.render_as_string(), notebook.course, notebook.assignment, notebook.name
    )


def load(store: Store) -> dict[str, LessonInfo]:
    """What `save` wrote, by the lesson's name; nothing where it never did.

    Raises:
        DamagedFileError: the file is damaged.
    """
    known = read_json(
        store.lessons_path,
        lambda data: {name: _of_json(lesson) for name, lesson in data["lessons"].items()},
        "Delete it: grading writes it anew",
        before=lambda lessons: {"lessons": lessons},
    )
    return known or {}


def _as_json(lesson: LessonInfo) -> dict[str, Any]:
    data = dict(vars(lesson))
    if gradebook := data.pop("gradebook"):
        data["gradebook"] = vars(gradebook)
    return data | {_EXTERNAL: data.pop("external")}


def _of_json(data: Mapping[str, Any]) -> LessonInfo:
    data = dict(data)
    if "gradebook" in data:
        data["gradebook"] = CourseGradebook(**data["gradebook"])
    return LessonInfo(external=data.pop(_EXTERNAL, False), **data)

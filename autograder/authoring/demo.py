"""A class of typical answers, graded: the demo for instructors without students. [coordinator]

`solutions/class.toml` says who hands in what. A course without it has a student for each typical
answer that names one.

To make the class's notebooks takes seconds, most of them in Otter Assign. They are kept in
`dist/demo.zip` with a digest of all that they are made of.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.authoring.course import Course
from autograder.datasets.registry import locate
from autograder.files import remove_tree, replacing, write_atomically
from autograder.record.classroom import Classroom
from autograder.run.kernel.interpreter import without_grammars

if TYPE_CHECKING:
    from autograder.authoring.answers import Answer

CLASS_FILE = "class.toml"
SOLUTION, _RIGHT = "solution", "Right in another way"
_ARCHIVE, _FACTS = "demo.zip", "class.json"
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
        return self.answers == (SOLUTION,) and not (self.until or self.broken)

    def remark(self, answers: Mapping[str, Answer]) -> str:
        """What is typical about it, whatever data the notebook is run with.

        Args:
            answers: of the lesson, by name.
        """
        said = [
            _RIGHT if name.startswith("right-") else answers[name].what
            for name in self.answers
            if name != SOLUTION
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
            own = dict(full) if answer.base == SOLUTION else dict.fromkeys(full, 0.0)
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


@dataclass(frozen=True)
class Made:
    """What the demo class hands in, as files.

    Attributes:
        files: path below the folder of the submissions → content.
        data: name of each data set that the files depend on → its SHA-256.
    """

    remarks: dict[str, str]
    hand_ins: tuple[HandIn, ...]
    due: dict[str, datetime]
    files: dict[str, bytes]
    data: dict[str, str]


def write_class(course: Course, folder: Path) -> DemoClass:
    """Writes what each student of the demo class hands in, as nbgrader collects it.

    A zip holds what the student's trainings left behind, too.

    Raises:
        BuildError: `class.toml` or a typical answer cannot be used.
        DatasetError: a person has to do something about a data set first.
    """
    listed = _listed(course)
    archive, key = course.dist / _ARCHIVE, _digest(course, listed)
    made = _kept(archive, key)
    if made is None:
        with without_grammars():  # Otter and jupytext take seconds to import
            from autograder.authoring.demo_notebooks import make

        made = make(course, listed)
        with contextlib.suppress(OSError):  # it may be somebody else's checkout
            _keep(archive, key, made)
    for left in folder.glob("*+*+* UTC"):  # of an earlier version's class
        if not any(path.startswith(f"{left.name}/") for path in made.files):
            remove_tree(left)
    for path, content in made.files.items():
        write_atomically(folder / path, content)
    return DemoClass(folder, made.remarks, made.hand_ins, Classroom(due=made.due, late=_LATE))


def _digest(course: Course, listed: tuple[HandIn, ...]) -> str:
    """What says whether the class would be made of the same sources, in the same way."""
    digest = hashlib.sha256(repr(listed).encode())
    digest.update((course.root / "pyproject.toml").read_bytes())
    for folder in (course.solutions, Path(__file__).parent):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.parent.name != "__pycache__":
                digest.update(f"{path.relative_to(folder)} {path.stat().st_size}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _keep(archive: Path, key: str, made: Made) -> None:
    facts = {
        "made_of": key,
        "remarks": made.remarks,
        "hand_ins": [asdict(one) for one in made.hand_ins],
        "due": {lesson: moment.isoformat() for lesson, moment in made.due.items()},
        "data": made.data,
    }
    with replacing(archive) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(_FACTS, json.dumps(facts))
        for path, content in made.files.items():
            packed.writestr(path, content)


def _kept(archive: Path, key: str) -> Made | None:
    """What was made before of the same sources, for the data sets that are here; else None."""
    with (
        contextlib.suppress(OSError, ValueError, LookupError, TypeError, zipfile.BadZipFile),
        zipfile.ZipFile(archive) as packed,
    ):
        facts = json.loads(packed.read(_FACTS))
        if facts["made_of"] != key:
            return None
        located = locate(facts["data"])
        if {name: one.sha256 for name, one in located.items()} != facts["data"]:
            return None
        files = {name: packed.read(name) for name in packed.namelist() if name != _FACTS}
        hand_ins = tuple(
            HandIn(**{**one, "answers": tuple(one["answers"]), "first": tuple(one["first"])})
            for one in facts["hand_ins"]
        )
        due = {lesson: datetime.fromisoformat(said) for lesson, said in facts["due"].items()}
        return Made(facts["remarks"], hand_ins, due, files, facts["data"])
    return None


def _listed(course: Course) -> tuple[HandIn, ...]:
    """What `class.toml` lists; nothing where there is no such file."""
    path = course.solutions / CLASS_FILE
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
        from autograder.authoring.lesson import BuildError  # which imports jupytext

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

"""Submissions: whose they are, what they answer, where they lie. [coordinator, worker]"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.lms.download import Submitter

#: as `Submission.named_by`: by the roster, because others of the group handed in
GROUP = "group"
#: characters of a text, and numbers: more than names, paths in zips and sentences have
_MOST_TEXT = 1 << 17
_MOST_NUMBER = 1 << 40
_MOST_NAMES = 100


@dataclass(frozen=True)
class Only:
    """The one assignment that is graded.

    Attributes:
        name: its lesson, which every notebook answers that names no other.
        others: whether a notebook may name another one.
    """

    name: str
    others: bool

    def lesson_of(self, named: str) -> str:
        """The lesson that a notebook answers which names this one, or none."""
        return named if named and self.others else self.name


@dataclass(frozen=True)
class OfNbgrader:
    """A notebook of the assignment of nbgrader's that is graded.

    Attributes:
        name: without its ending.
        ids: of its cells.
    """

    assignment: str
    name: str
    ids: Sequence[str]


@dataclass(frozen=True)
class Source:
    """Where a submission is read again.

    Attributes:
        paths: the file on disk, and those of its evidence that lie beside it.
        request: what else reading it takes; see `autograder.collect.reading.Place`.
    """

    paths: Sequence[Path]
    request: Mapping[str, Any]

    @property
    def is_notebook(self) -> bool:
        """Whether it is a notebook on disk, and no part of an archive."""
        return len(self.paths) == 1 and self.paths[0].suffix == ".ipynb"


@dataclass(frozen=True)
class SubmittedFile:
    """One handed-in file: whose it is and what it answers. What it holds, its subclasses say.

    Attributes:
        student: the id that the roster gives, or else the download, the folder or the file.
        origin: the file, as a person would find it again.
        sha256: over the handed-in bytes.
        lesson: what the notebook, or else the file's name, says it answers; or nothing.
        problem: why the notebook cannot be read, or what is missing from it, in one sentence.
        submitted_at: when, with a time zone; None where nothing says so.
        marked_late: whether the system that it was downloaded from says that it came late.
        attempt: of the same student's for the same lesson, a higher number came later.
        made_at: when it was made, as it says itself, in whatever time zone.
        submitter: what that system knows of the student; None where it came from none.
        named_by: what says whose it is: a system, or as `naming.Named` has it.
        depth: how many folders lie between what names the student and the file.
    """

    student: str
    origin: str
    sha256: str
    lesson: str
    problem: str = ""
    submitted_at: datetime | None = None
    marked_late: bool = False
    attempt: int = 0
    made_at: datetime | None = None
    submitter: Submitter | None = None
    named_by: str = ""
    depth: int = 0

    def to_json(self) -> dict[str, Any]:
        """What `from_json` takes; without what says where it lies."""
        data = {one.name: getattr(self, one.name) for one in dataclasses.fields(self)}
        data.pop("source", None)
        moments = {name: data[name] and data[name].isoformat() for name in _MOMENTS}
        submitter = self.submitter and dataclasses.asdict(self.submitter)
        return {**data, **moments, "submitter": submitter}


@dataclass(frozen=True)
class Unreadable(SubmittedFile):
    """A file without a notebook that can be read; `problem` says why."""


@dataclass(frozen=True)
class Submission(SubmittedFile):
    """A file with a notebook.

    Attributes:
        code, text: how many characters stand in the notebook's code, and in all of it; 0 where it
            was not read, because nothing depended on it and it has been graded before.
        mentions: names of the data sets that its code loads; None where it was not read.
        source: where it is read again; None where it has travelled to another machine.
    """

    code: int = 0
    text: int = 0
    mentions: tuple[str, ...] | None = None
    source: Source | None = field(default=None, compare=False)


_MOMENTS = ("submitted_at", "made_at")


def from_json(data: Any, source: Source | None = None) -> Submission | Unreadable:
    """The way back from `SubmittedFile.to_json`, of what a process says that read hostile bytes.

    A moment of submission without a time zone is in local time.

    Raises:
        ValueError: it is none of that.
    """
    if not isinstance(data, dict):
        raise ValueError("no dictionary")
    kind: type[Submission | Unreadable] = Submission if "code" in data else Unreadable
    kinds = {one.name: str(one.type) for one in dataclasses.fields(kind) if one.name != "source"}
    if set(data) != set(kinds):
        raise ValueError("other fields than a submission's")
    values = {name: _value(data[name], kinds[name]) for name in kinds}
    if kind is Submission:
        values["source"] = source
    if values["made_at"]:
        values["made_at"] = values["made_at"].replace(tzinfo=None)
    try:
        if values["submitted_at"]:
            values["submitted_at"] = values["submitted_at"].astimezone(
                values["submitted_at"].tzinfo
            )
    except OverflowError:  # of the year 1, say
        values["submitted_at"] = None
    return kind(**values)


def _value(value: Any, kind: str) -> Any:
    """A field's value.

    Args:
        kind: the field's type, as it is written.
    """
    if value is None and kind.endswith("| None"):
        return None
    match kind.partition(" |")[0]:
        case "str" if isinstance(value, str) and len(value) <= _MOST_TEXT:
            return value
        case "bool" if isinstance(value, bool):
            return value
        case "int" if type(value) is int and abs(value) < _MOST_NUMBER:
            return value
        case "tuple[str, ...]" if isinstance(value, list) and len(value) <= _MOST_NAMES:
            return tuple(_value(one, "str") for one in value)
        case "datetime" if isinstance(value, str):
            return datetime.fromisoformat(value)
        case "Submitter" if isinstance(value, dict):
            names = [one.name for one in dataclasses.fields(Submitter)]
            return Submitter(*(_value(value.get(name), "str") for name in names))
    raise ValueError(f"what should be a {kind} is none")

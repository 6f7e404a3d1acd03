"""Gradescope: an assignment's export in; it reads nothing back. [coordinator, worker]

*Review Grades → Export Submissions* gives a folder `submission_123/` for each submission, and
beside them `submission_metadata.yml`, which says for each folder who handed it in (`:submitters:`,
several in a group, each with `:name:`, `:sid:`, `:email:`) and when (`:created_at:`), besides
results and what was handed in before.
Source: the parser in github.com/ucbds-infra/otter-grader, version 1
(`otter/grade/metadata.py`).

Gradescope takes marks from an autograder that runs there (`results.json`), and has no import of
marks from a table. What is written here has the columns that its own course gradebook is
downloaded with, so that the two can be laid side by side: names, SID, Email, Sections, then for
each assignment its points, `- Max Points`, `- Submission Time` and `- Lateness (H:M:S)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

import yaml

from autograder.lms.download import Download, HandedIn, Submitter
from autograder.lms.table import Grade, Table, points

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # a PyYAML that was built without its C library reads the same, slowly
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

METADATA = "submission_metadata.yml"
_FOLDER = re.compile(r"submission_(\d{1,20})")
#: characters of it that say who and when; about 200 for each student
_MAX_NEEDED = 4_000_000


class _Loader(_SafeLoader):
    """Plain data only; Ruby's own types are read as the data that they hold."""

    def as_data(self, suffix: str, node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode):
            return self.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return self.construct_sequence(node, deep=True)
        return self.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


_Loader.add_multi_constructor("!ruby/", _Loader.as_data)


def recognise(download: Download) -> dict[PurePosixPath, list[HandedIn]]:
    """Who handed in which file, for the files of folders that a metadata file names."""
    named: dict[PurePosixPath, list[HandedIn]] = {}
    # The outermost first: a student's folder may hold a file of that name, too.
    files = sorted((path for path in download.paths if path.name == METADATA), key=_depth)
    for metadata in files:
        if metadata in named:
            continue
        folder = metadata.parent
        submitters = dict(_submitters(download.apart(_people, download.read(metadata))))
        for path in download.paths:
            below = path.relative_to(folder).parts if path.is_relative_to(folder) else ("",)
            if below[0] in submitters and path not in named:
                place = _depth(folder)
                named[path] = [
                    HandedIn(
                        submitter,
                        submitter.id or submitter.email or submitter.name,
                        place,
                        path.name,
                        submitted_at=moment,
                    )
                    for submitter, moment in submitters[below[0]]
                ]
    return named


def submission_number(file: str) -> str:
    """Gradescope's number of a submission by its folder in an export; nothing where it has none."""
    match = _FOLDER.fullmatch(file)
    return match[1] if match else ""


def _depth(path: PurePosixPath) -> int:
    return len(path.parts)


def _people(content: bytes) -> list[tuple[str, str, list[list[str]]]]:
    """Folder, when it was handed in, and its people, each by sid, name and e-mail address."""
    try:
        facts = yaml.load(_needed(content), _Loader)  # noqa: S506 it is a safe one
    except (yaml.YAMLError, ValueError, RecursionError):
        return []
    found = []
    for folder, about in facts.items() if isinstance(facts, dict) else ():
        people = about.get(":submitters") if isinstance(about, dict) else None
        if isinstance(people, list):
            moment = _moment(about.get(":created_at"))
            known = [one for one in people if isinstance(one, dict)]
            texts = [[_text(one, key) for key in (":sid", ":name", ":email")] for one in known]
            found.append((str(folder), moment.isoformat() if moment else "", texts))
    return found


def _submitters(
    people: Sequence[tuple[str, str, list[list[str]]]] | None,
) -> Iterator[tuple[str, list[tuple[Submitter, datetime | None]]]]:
    """Folder → its submitters, and when they handed in."""
    for folder, moment, texts in people or ():
        known = [
            Submitter("gradescope", sid, name, email, file=folder)
            for sid, name, email in texts
            if any((sid, name, email))
        ]
        if len(known) > 1:
            known = [replace(submitter, group=folder) for submitter in known]
        if known:
            when = datetime.fromisoformat(moment) if moment else None
            yield folder, [(submitter, when) for submitter in known]


def _needed(content: bytes) -> str:
    """The lines that say who and when, without results, which may be megabytes for each student.

    Raises:
        ValueError: they are more than those of any class.
    """
    kept = []
    is_needed = False
    for line in content.decode("utf-8", "replace").splitlines():
        if line[:1].strip():  # a folder, at the margin
            is_needed = False
            kept.append(line)
        elif not line.startswith(("   ", "  -")) and line.strip():
            is_needed = line.startswith(("  :submitters:", "  :created_at:"))
        if is_needed:
            kept.append(line)
    text = "\n".join(kept)
    if len(text) > _MAX_NEEDED:
        raise ValueError("too long")
    return text


def _text(person: dict[str, Any], key: str) -> str:
    value = person.get(key)
    return str(value).strip() if isinstance(value, str | int) else ""


def _moment(value: object) -> datetime | None:
    if isinstance(value, dict):  # a time with its zone, as Ruby writes it
        value = value.get("utc")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def table(grades: Sequence[Grade]) -> Table:
    """The marks in the columns of Gradescope's own course gradebook."""
    lessons = list(dict.fromkeys(grade.lesson for grade in grades))
    header = ["Name", "SID", "Email", "Sections"]
    for lesson in lessons:
        header += [lesson, f"{lesson} - Max Points"]
        header += [f"{lesson} - Submission Time", f"{lesson} - Lateness (H:M:S)"]
    by_student: dict[str, dict[str, Grade]] = {}
    for grade in grades:
        by_student.setdefault(grade.student, {})[grade.lesson] = grade
    rows = []
    for student, theirs in by_student.items():
        person = next(iter(theirs.values()))
        row = [person.name, person.lms_id or student, person.email, ""]
        for lesson in lessons:
            one = theirs.get(lesson)
            row += (
                [points(one.score), points(one.max_score), one.submitted_at, _clock(one.late_by)]
                if one
                else [""] * 4
            )
        rows.append(row)
    return Table(header, rows)


def _clock(late_by: timedelta) -> str:
    minutes, seconds = divmod(int(late_by.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"

"""Gradescope: an assignment's export in; nothing that it would read goes back.

*Review Grades → Export Submissions* gives a folder `submission_123/` for each submission, and
beside them `submission_metadata.yml`, which says for each folder who handed it in (`:submitters:`,
several in a group, each with `:name:`, `:sid:`, `:email:`), when (`:created_at:`), and what was
handed in before (`:history:`).
Source: the parser in github.com/ucbds-infra/otter-grader, version 1 (`otter/metadata.py`).

Gradescope takes marks from an autograder that runs there (`results.json`), and has no import of
marks from a table. What is written here has the columns that its own course gradebook is
downloaded with, so that the two can be laid side by side: names, SID, Email, Sections, then for
each assignment its points, `- Max Points`, `- Submission Time` and `- Lateness (H:M:S)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

import yaml

from autograder.lms.download import Download, HandedIn, Sender
from autograder.lms.table import Grade, Table, points

METADATA = "submission_metadata.yml"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain data only. Ruby's own types, which the history may hold, are read as nothing."""


_Loader.add_multi_constructor("!ruby", lambda loader, suffix, node: None)


def recognise(download: Download) -> dict[PurePosixPath, list[HandedIn]]:
    """Who handed in which file, for the files of folders that a metadata file names."""
    named: dict[PurePosixPath, list[HandedIn]] = {}
    # The outermost first: a student's folder may hold a file of that name, too.
    files = sorted((path for path in download.paths if path.name == METADATA), key=_depth)
    for metadata in files:
        if metadata in named:
            continue
        folder = metadata.parent
        senders = dict(_senders(download.read(metadata)))
        for path in download.paths:
            below = path.relative_to(folder).parts if path.is_relative_to(folder) else ("",)
            if below[0] in senders and path not in named:
                place = _depth(folder)
                named[path] = [
                    HandedIn(
                        *(sender, sender.id or sender.email or sender.name, place, path.name),
                        submitted_at=moment,
                        attempt=attempt,
                    )
                    for sender, moment, attempt in senders[below[0]]
                ]
    return named


def _depth(path: PurePosixPath) -> int:
    return len(path.parts)


def _senders(content: bytes) -> Iterator[tuple[str, list[tuple[Sender, datetime | None, int]]]]:
    """Folder → its senders, each with when and how often they handed in."""
    try:
        facts = yaml.load(content, _Loader)  # noqa: S506 it derives from SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError):
        return
    for folder, about in facts.items() if isinstance(facts, dict) else ():
        people = about.get(":submitters") if isinstance(about, dict) else None
        if not isinstance(people, list):
            continue
        history = about.get(":history")
        attempt = len(history) if isinstance(history, list) else 0
        moment = _moment(about.get(":created_at"))
        senders = [
            Sender("gradescope", _text(one, ":sid"), _text(one, ":name"), _text(one, ":email"))
            for one in people
            if isinstance(one, dict)
        ]
        known = [sender for sender in senders if sender.id or sender.email or sender.name]
        if known:
            yield str(folder), [(sender, moment, attempt) for sender in known]


def _text(person: dict[str, Any], key: str) -> str:
    value = person.get(key)
    return "" if value is None else str(value).strip()


def _moment(value: object) -> datetime | None:
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

"""nbgrader: the folder `submitted/` of a course, or its `inbound/`. [coordinator, worker]

`submitted/<student>/<assignment>/work.ipynb`, and beside it `timestamp.txt` with when it was handed
in (`2026-11-01 23:58:23.948203 UTC`; UTC where no zone is said); `inbound/` has a folder
`<student>+<assignment>+<moment>+<random>` for each time that something was handed in.
Source: nbgrader 0.9, `coursedir.py`, `utils.py` (`parse_utc`) and `exchange/default/submit.py`.
Marks go back through its gradebook, not through a table.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.lms.download import Download, HandedIn, Submitter

TIMESTAMP = "timestamp.txt"
_INBOUND = re.compile(
    r"(?P<student>[^+]+)\+(?P<lesson>[^+]+)\+(?P<moment>\d{4}-\d\d-\d\d [^+]+)\+?.*"
)
_ZONE = re.compile(r"\s*([A-Za-z_/]+|[+-]\d{4})$")


def recognise(download: Download) -> dict[PurePosixPath, list[HandedIn]]:
    """Who handed in which file."""
    stamped = {path.parent for path in download.paths if path.name == TIMESTAMP}
    moments = {folder: _moment(_text(download, folder / TIMESTAMP)) for folder in stamped}
    named = {}
    for path in download.paths:
        found = _inbound(path) or _submitted(path, stamped)
        if found:
            place, student, lesson, folder = found
            match = _INBOUND.fullmatch(folder.name)
            moment = _moment(match["moment"]) if match else moments.get(folder)
            submitter = Submitter("nbgrader", student)
            named[path] = [HandedIn(submitter, student, place, path.name, lesson, moment)]
    return named


#: which part of the path names the student, the student, the lesson, the folder of both
_Found = tuple[int, str, str, PurePosixPath]


def _submitted(path: PurePosixPath, stamped: set[PurePosixPath]) -> _Found | None:
    """Whose a file is by `submitted/<student>/<assignment>/`.

    A folder of another name counts where nbgrader's time lies there.
    """
    parts = path.parts
    start = parts.index("submitted") + 1 if "submitted" in parts else 1
    if len(parts) < start + 3:
        return None
    student, lesson = parts[start : start + 2]
    folder = PurePosixPath(*parts[: start + 2])
    if "submitted" in parts or folder in stamped:
        return start, student, lesson, folder
    return None


def _inbound(path: PurePosixPath) -> _Found | None:
    for place, part in enumerate(path.parts[:-1]):
        if match := _INBOUND.fullmatch(part):
            folder = PurePosixPath(*path.parts[: place + 1])
            return place, match["student"], match["lesson"], folder
    return None


def _text(download: Download, path: PurePosixPath) -> str:
    return download.read(path)[:100].decode("utf-8", "replace")


def _moment(text: str) -> datetime | None:
    """The moment that nbgrader wrote, or nothing where the text says none."""
    text = text.strip()
    zone = _ZONE.search(text)
    try:
        moment = datetime.fromisoformat(text[: zone.start()] if zone else text)
        if zone is None or moment.tzinfo:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if zone[1][0] in "+-":
            return datetime.fromisoformat(f"{moment.isoformat()}{zone[1]}")
        return moment.replace(tzinfo=ZoneInfo(zone[1]))
    except (ValueError, ZoneInfoNotFoundError):
        return None

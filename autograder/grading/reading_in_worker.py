"""What the coordinator calls to have students' files read; see `reading`. [worker]"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO

from autograder.assignment.nbgrader_cells import grade_id
from autograder.capture.exchange import REFUSED
from autograder.collect.collecting import collect
from autograder.collect.listing import Given
from autograder.collect.reading import Lessons, read_again, reopened
from autograder.collect.roster import Member
from autograder.collect.submissions import OfNbgrader, Only, Submission
from autograder.datasets.registry import mentioned
from autograder.run import worker_process
from autograder.run.apart import each_apart

#: wall time for each file
_SECONDS = 10.0
#: characters of what says which data were trained on
_MOST_DATA = 1_000
#: by which number a call opens the file that it writes to; what it reads begins at 0
OUTPUT = -1


def collected(
    given: Sequence[Mapping[str, Any]],
    lessons: Mapping[str, Any],
    members: Sequence[Sequence[str]],
    teams: Mapping[str, Mapping[str, str]],
    graded: Mapping[str, str],
) -> dict[str, Any]:
    """As `collect`: submissions with the numbers of what they are in, and what it told.

    Args:
        given: as `Given.to_json` has them.
        lessons: as `_lessons` takes them.
        members: of each on the roster student, name, e-mail address, number in the LMS, group.
        teams: as `collect` takes them.
    """
    told: list[str] = []
    try:
        found = collect(
            [Given.from_json(one) for one in given],
            worker_process.open_file,
            _lessons(lessons),
            partial(each_apart, seconds=_SECONDS),
            members=[_member(one) for one in members],
            teams=teams,
            tell=told.append,
            graded=graded,
        )
    except FileNotFoundError as error:
        return {"nothing": str(error)}
    sources = {
        id(one.source): one.source
        for one in found
        if isinstance(one, Submission) and one.source is not None
    }
    numbers = {key: number for number, key in enumerate(sources)}
    records = [
        [one.to_json(), numbers[id(one.source)] if isinstance(one, Submission) else None]
        for one in found
    ]
    return {
        "found": records,
        "sources": [dict(source.request) for source in sources.values()],
        "told": told,
    }


def normalised(
    source: Mapping[str, Any], lessons: Mapping[str, Any], lesson: str, origin: str
) -> dict[str, Any]:
    """Reads a submission again, and writes its notebook as valid JSON of nbformat 4.5.

    Args:
        source: the request of its `Source`.
        lesson, origin: the submission's.
    """
    with reopened(source, worker_process.open_file) as (file, beside):
        found = read_again(file, beside, _lessons(lessons), lesson, origin)
        if found is None:
            return {"submission": None}
        if found.notebook is not None:
            with _output() as output:
                text = json.dumps(found.notebook, ensure_ascii=False)
                output.write(text.encode("utf-8", "replace"))
        data = found.pretrained.data() if found.pretrained else None
        return {
            "submission": found.submission.to_json(),
            "brings_pretrained": found.pretrained is not None,
            "data": (data or "")[:_MOST_DATA],
        }


def packed(
    source: Mapping[str, Any], lessons: Mapping[str, Any], lesson: str, origin: str, of: str
) -> None:
    """Writes a submission's pretrained artifacts as a zip that is not compressed.

    Args:
        of: the lesson that it is to be of.
    """
    with (
        reopened(source, worker_process.open_file) as (file, beside),
        _output() as output,
        zipfile.ZipFile(output, "w") as archive,
    ):
        found = read_again(file, beside, _lessons(lessons), lesson, origin)
        if found is not None and found.pretrained is not None:
            refused = found.pretrained.pack(archive, of)
            archive.writestr(zipfile.ZipInfo(REFUSED), json.dumps(refused))


def _lessons(data: Mapping[str, Any]) -> Lessons:
    """The lessons: names, and the only one that is graded, if it is one."""
    only = Only(*data["only"]) if data["only"] else None
    nbgraders = {name: OfNbgrader(*one) for name, one in data.get("nbgraders", {}).items()}
    return Lessons(frozenset(data["known"]), only, mentioned, nbgraders, grade_id)


def _member(facts: Sequence[str]) -> Member:
    student, name, email, lms_id, group = facts
    return Member(student, name, email, lms_id, group=group)


@contextmanager
def _output() -> Iterator[BinaryIO]:
    with os.fdopen(worker_process.open_file(OUTPUT), "wb") as output:
        yield output

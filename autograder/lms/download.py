"""What a system's download says: who submitted which file, and when. [coordinator, worker]"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

_CLASS = re.compile(
    r"(?:.*[ _-])?(?:submissions?|submitted|export)(?: ?\(\d+\))?|.+-\d{3,}(?: ?\(\d+\))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Submitter:
    """Who handed something in, in the words of a system.

    Attributes:
        lms: `canvas`, `moodle`, `gradescope` or `nbgrader`.
        id: what the system calls the student. Moodle's number is another one in each assignment.
        group: what a group handed in together; empty where somebody did alone.
        file: what the download calls the file or folder that is the student's, by which the system
            knows whose feedback something is.
    """

    lms: str
    id: str
    name: str = ""
    email: str = ""
    group: str = field(default="", compare=False)
    file: str = field(default="", compare=False)


@dataclass(frozen=True)
class HandedIn:
    """What a download says of one file.

    Attributes:
        student: the id that this student goes by here, where no roster gives another.
        place: which part of the path names the student; from there on all is the student's.
        file: the name that the student gave to the file.
        lesson: which lesson it answers, where the system says so.
        submitted_at: when, with a time zone, where the system says so.
        late: whether the system marked it as late.
        attempt: a higher number was handed in later.
        known_as: by what other ids a roster may have the student.
    """

    submitter: Submitter
    student: str
    place: int
    file: str
    lesson: str | None = None
    submitted_at: datetime | None = None
    late: bool = False
    attempt: int = 0
    known_as: tuple[str, ...] = ()


def is_class(name: str) -> bool:
    """Whether a zip or folder is called as Canvas, Moodle and Gradescope call those of a class."""
    return _CLASS.fullmatch(name) is not None


#: calls a function on hostile bytes, where it harms nobody; None where it comes to nothing
Apart = Callable[[Callable[[bytes], Any], bytes], Any]


@dataclass(frozen=True)
class Download:
    """A folder or a zip as it was downloaded.

    Attributes:
        paths: its files. They begin with the folder's own name, which may say something.
        read: the bytes of one of them.
        lessons: the names of known lessons.
        apart: calls a function, which returns data of JSON, on the bytes of one of them.
    """

    paths: Sequence[PurePosixPath]
    read: Callable[[PurePosixPath], bytes]
    lessons: Collection[str] = ()
    apart: Apart = lambda function, content: function(content)

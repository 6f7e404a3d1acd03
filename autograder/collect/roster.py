"""The people of a class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Member:
    """One student of a class.

    Attributes:
        student: the id that submissions go by here.
        lms_id: the id that the learning management system knows, where it is another one.
        extension: how much later than the others this student may hand in.
    """

    student: str
    name: str = ""
    email: str = ""
    lms_id: str = ""
    extension: timedelta = timedelta()

"""Names that are hidden in what students wrote, where they stand alone. [coordinator, worker]"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.collect.roster import Member

#: what stands where a name was
HIDDEN = "[name]"
#: letters of a part of a name that is hidden by itself
_FEWEST = 3


def names_of(student: str, person: Member) -> list[str]:
    """What a student is called, on the roster or in the download: as a whole, and in parts."""
    whole = [student, person.name, person.email, person.email.partition("@")[0]]
    parts = [*person.name.replace(",", " ").split(), person.lms_id]
    return [*dict.fromkeys(filter(None, whole + [one for one in parts if len(one) >= _FEWEST]))]


def pattern(names: Sequence[str]) -> re.Pattern[str]:
    """What matches any of some names where they stand for themselves, also in a path."""
    longest = sorted(names, key=len, reverse=True)
    return re.compile(
        rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest))})(?![^\W_])", re.IGNORECASE
    )

"""A student's submissions to one lesson: their order, and which counts. [coordinator, worker]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from autograder.collect.naming import copy_number
from autograder.collect.submissions import Submission, SubmittedFile, Unreadable
from autograder.files import natural

_UNKNOWN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Attempts:
    """What one student handed in for one lesson.

    Attributes:
        submissions: at least one, in the order in which they came.
        counting: the index of the one that counts.
        is_guess: whether no system says that the one that counts came after all others that could.
    """

    submissions: Sequence[SubmittedFile]
    counting: int
    is_guess: bool = False

    @property
    def counts(self) -> SubmittedFile:
        """The submission that counts."""
        return self.submissions[self.counting]


def attempts(
    submissions: Iterable[SubmittedFile], is_late: Callable[[SubmittedFile], bool]
) -> list[Attempts]:
    """Submissions by student and lesson, in the order in which they were found.

    What counts is the last on time; where none was, the last. A file that cannot be read counts
    only where the student handed in none that can. The same bytes twice are one submission.

    Where no system says which of several came last, it is taken to be the one in the outer folder,
    else the one with the higher number that a browser added, else the one that says that it was
    made later, where all say so, and else the fullest.
    """
    found: dict[tuple[str, str], list[SubmittedFile]] = {}
    for submission in submissions:
        found.setdefault((submission.student, submission.lesson), []).append(submission)
    return [_attempts(_in_order(each), is_late) for each in found.values()]


def _in_order(submissions: list[SubmittedFile]) -> list[SubmittedFile]:
    """The submissions as they came, those of the same bytes once."""
    known = Counter(map(came, submissions))
    unclear = {id(one) for one in submissions if known[came(one)] > 1}
    comparable = all(one.made_at for one in submissions if id(one) in unclear)

    def guess(one: SubmittedFile) -> tuple[object, ...]:
        if id(one) not in unclear:
            return ()
        made_at = one.made_at if comparable and one.made_at else datetime.min
        number = copy_number(PurePath(one.origin).name)
        full = (one.code, one.text) if isinstance(one, Submission) else (0, 0)
        return -one.depth, number, made_at, full, natural(one.origin)

    different: dict[str, SubmittedFile] = {}
    for one in sorted(submissions, key=lambda one: (came(one), guess(one))):
        different.setdefault(one.sha256, one)
    return list(different.values())


def came(submission: SubmittedFile) -> tuple[datetime, int, bool]:
    """What systems say of when it came; what none of them gave is the earliest."""
    known = submission.submitted_at or _UNKNOWN
    return known, submission.attempt, submission.submitter is not None


def _attempts(
    submissions: list[SubmittedFile], is_late: Callable[[SubmittedFile], bool]
) -> Attempts:
    indices = range(len(submissions))
    readable = [index for index in indices if not isinstance(submissions[index], Unreadable)]
    candidates = readable or list(indices)
    on_time = [index for index in candidates if not is_late(submissions[index])]
    counting = (on_time or candidates)[-1]
    same = [one for one in candidates if came(submissions[one]) == came(submissions[counting])]
    return Attempts(submissions, counting, is_guess=len(same) > 1)

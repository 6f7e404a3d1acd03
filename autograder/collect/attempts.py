"""Several submissions of one student to one lesson: in which order they came, and which counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.assignment import natural
from autograder.collect.submissions import Submission

_UNKNOWN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Attempts:
    """What one student handed in for one lesson.

    Attributes:
        submissions: at least one, in the order in which they came.
        counting: the index of the one that counts.
    """

    submissions: Sequence[Submission]
    counting: int

    @property
    def counts(self) -> Submission:
        """The submission that counts."""
        return self.submissions[self.counting]


def attempts(
    submissions: Iterable[Submission], is_late: Callable[[Submission], bool]
) -> list[Attempts]:
    """Submissions by student and lesson, in the order in which they were found.

    What counts is the last on time; where none was, the last. A file that cannot be read counts
    only where the student handed in none that can. The same bytes twice are one submission.
    """
    found: dict[tuple[str, str | None], dict[str, Submission]] = {}
    for submission in sorted(submissions, key=_when):
        same = found.setdefault((submission.student, submission.lesson), {})
        same.setdefault(submission.sha256, submission)
    order = dict.fromkeys((one.student, one.lesson) for one in submissions)
    return [_attempts(list(found[key].values()), is_late) for key in order]


def _when(submission: Submission) -> tuple[datetime, int, object]:
    return submission.submitted_at or _UNKNOWN, submission.attempt, natural(submission.origin)


def _attempts(submissions: list[Submission], is_late: Callable[[Submission], bool]) -> Attempts:
    indices = range(len(submissions))
    readable = [index for index in indices if submissions[index].is_readable]
    candidates = readable or list(indices)
    on_time = [index for index in candidates if not is_late(submissions[index])]
    return Attempts(submissions, (on_time or candidates)[-1])

"""Answers that two markers mark, each without the other: whose turn it is, what came. [coordinator]

The first mark counts. The second is for comparison alone: neither marker sees the other's before
somebody compares the marks of a question, and after that no second mark is taken.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

from autograder.marking.agreement import Agreement, agreement
from autograder.marking.answers import Answer, Question
from autograder.record.gradebook import second_marks
from autograder.record.gradebook.journal import (
    Answered,
    Given,
    Item,
    Marking,
    NotTaken,
    mark_of,
)
from autograder.record.gradebook.second_marks import Compared, SecondMark, SecondMarks
from autograder.record.store import Store


class SecondMarking:
    """The sample of each question that is marked twice; empty where nobody asked for one."""

    def __init__(self, store: Store, markers: Sequence[str], share: float) -> None:
        """Args:
        markers: in the order in which answers are shared out.
        share: of the answers of each question in which something is written, 0 to 1.
        """
        self._store = store
        self._markers = markers
        self._share = share

    def sample(self, question: Question) -> frozenset[str]:
        """The ids of the answers that are marked twice; the same ones at each start."""
        if not self._share:
            return frozenset()
        written = sorted(
            (answer.id for answer in question.answers if not answer.blank),
            key=lambda one: hashlib.sha256(f"twice {one}".encode()).digest(),
        )
        return frozenset(written[: math.ceil(self._share * len(written))])

    def second(self, answer: Answer, first: str) -> str:
        """Who marks an answer of the sample after its first marker."""
        return self._markers[(self._markers.index(first) + 1) % len(self._markers)]

    def read(self, question: Question) -> SecondMarks:
        """The second marks of a question, and what came of comparing them."""
        return second_marks.read(self._store, question.place)

    def give(
        self, question: Question, answer: Answer, rubric: Sequence[Item], given: Given, marker: str
    ) -> None:
        """Takes a second mark.

        Raises:
            NotTaken: points that there are not, or the marks are compared already.
        """
        second_marks.give(self._store, question.place, answer.student, rubric, given, marker)

    def compare(
        self, question: Question, marking: Marking, seconds: SecondMarks, marker: str
    ) -> None:
        """Keeps both marks of each answer that two have marked, and shows them from now on.

        Raises:
            NotTaken: there are none, or they are compared already.
        """
        pairs = both(question, marking, seconds)
        if not pairs:
            raise NotTaken("No answer is marked by two yet, so there is nothing to compare.")
        second_marks.compare(self._store, question.place, pairs, marker)


def as_answered(second: SecondMark | None, rubric: Sequence[Item]) -> Answered:
    """What a second marker has given, in the form of a mark, for the page."""
    given = second.given if second else Given()
    return Answered(given, mark_of(given, rubric), False, ())


def both(question: Question, marking: Marking, seconds: SecondMarks) -> list[Compared]:
    """Both marks of each answer that two have marked."""
    rubric = marking.rubric or question.rubric
    found = []
    for student, second in seconds.given.items():
        answered = marking.answers.get(student)
        other = mark_of(second.given, rubric).score
        if answered is None or answered.mark.score is None or other is None:
            continue
        if answered.given.is_marked and answered.owner != second.marker:
            found.append(
                Compared(student, answered.owner, answered.mark.score, second.marker, other)
            )
    return found


def agreed(seconds: SecondMarks) -> Agreement | None:
    """How far the markers of a question agreed; None as long as nobody has compared."""
    if not seconds.compared:
        return None
    return agreement([(one.first, one.second) for one in seconds.compared])

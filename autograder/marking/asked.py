"""Requests for another look, on the marking page. [coordinator]"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from autograder.record import classroom, lesson_info, requests
from autograder.record.gradebook.journal import Place
from autograder.record.requests import Request
from autograder.record.result import QuestionResult, Result, Trust
from autograder.record.store import Store


@dataclass(frozen=True)
class Asked:
    """A request with what it is about.

    Attributes:
        id: of it, for addresses; does not say whose it is.
        name: the student's.
        title: of the lesson.
        question: as it was graded.
    """

    id: str
    request: Request
    name: str
    title: str
    result: Result
    question: QuestionResult

    @property
    def place(self) -> Place:
        """The question, as the journal takes it."""
        return Place(self.request.lesson, self.request.question, self.question.max_score)

    @property
    def is_manual(self) -> bool:
        """Whether a person marks the question, by its rubric."""
        return self.question.trust == Trust.MANUAL


def asked(store: Store) -> list[Asked]:
    """All requests about what is in the marks now: those that wait first, the oldest first.

    Raises:
        DamagedFileError: a request's file is damaged.
    """
    people, lessons = classroom.load(store), lesson_info.load(store)
    found = []
    for (student, lesson), theirs in requests.load(store).items():
        result = store.load(student, lesson)
        known = {question.name: question for question in result.questions} if result else {}
        title = lessons[lesson].title if lesson in lessons else lesson
        name = people.person(student, lesson).name or student
        found += [
            Asked(_id(one), one, name, title, result, known[one.question])
            for one in theirs
            if result and one.question in known
        ]
    return sorted(found, key=lambda one: (not one.request.is_open, one.request.read_at))


def asking(store: Store, place: Place) -> frozenset[str]:
    """Whose requests about a question wait for a reply.

    Raises:
        DamagedFileError: a request's file is damaged.
    """
    return frozenset(
        one.student
        for (_, lesson), theirs in requests.load(store).items()
        for one in theirs
        if one.is_open and (lesson, one.question) == (place.lesson, place.question)
    )


def beside(store: Store, student: str, place: Place) -> list[tuple[str, Request]]:
    """The requests about an answer, each with its id."""
    theirs = requests.of(store, student, place.lesson)
    return [(_id(one), one) for one in theirs if one.question == place.question]


def _id(one: Request) -> str:
    said = "\0".join((one.student, one.lesson, one.question, one.id))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]

"""The header of a lesson's source: goals, needs, neighbours, topics. [coordinator]

The header of `lesson.py` holds a table `course`. From it the build writes the lesson's own list of
goals and its table of facts, and the syllabus, so that nothing is said twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.errors import UserError

_QUIZ = re.compile(r"quiz[1-3]")
_NEEDED = ("summary", "needs", "hardware", "goals", "topics")
_KNOWN = {*_NEEDED, "previous", "next", "brings", "stand_ins", "evidence"}


class FactsError(UserError):
    """A lesson's header is not as it should be. The message says what to write."""


@dataclass(frozen=True)
class Goal:
    """Something that a student can do after the lesson.

    Attributes:
        text: it begins with a verb: "build a network with two hidden layers".
        questions: those that check it: `q1` …, or `quiz1` to `quiz3`, which nobody marks.
    """

    text: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """Something that the lesson is about, for whoever looks where it is taught.

    Attributes:
        sections: numbers of the sections that teach it.
        questions: those that ask about it, as in a `Goal`.
    """

    text: str
    sections: tuple[int, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """A lesson's header.

    Attributes:
        summary: what one is able to do afterwards, in half a sentence for the syllabus.
        needs: what one has to know before.
        hardware: what machine is enough, as a sentence.
        previous, next: the neighbours' names, or None.
        brings: files of the lesson that the setup cell carries along.
        fixtures: other address, also `upload:NAME` → the file that is there while grading.
        evidence: question → what its training leaves behind, as `keep_or_resume` takes it: names
            of variables, and folders that end in a slash.
    """

    summary: str
    needs: str
    hardware: str
    previous: str | None
    next: str | None
    goals: tuple[Goal, ...]
    topics: tuple[Topic, ...]
    brings: tuple[str, ...] = ()
    fixtures: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def goals_list(self) -> str:
        """The goals as Markdown."""
        lines = [f"- {goal.text}" for goal in self.goals]
        return ",\n".join(lines) + "."

    def table(self, minutes: int, verified: str) -> str:
        """What one needs, as Markdown.

        Args:
            minutes: what a student takes, computing included.
            verified: the runtime that the lesson was last run in, and when.
        """
        rows = [
            ("You need", self.needs),
            ("Time", f"about {minutes} minutes"),
            ("Hardware", self.hardware),
            ("Last verified", verified),
        ]
        return "\n".join(["| | |", "|---|---|", *(f"| {name} | {what} |" for name, what in rows)])


def read(table: Mapping[str, Any]) -> Facts:
    """The table `course` of a lesson's header.

    Raises:
        FactsError: something is missing, unknown, or of another form.
    """
    missing = [name for name in _NEEDED if not table.get(name)]
    if missing:
        raise FactsError(f"the table `course` of the header lacks {', '.join(missing)}")
    unknown = sorted({*table} - _KNOWN)
    if unknown:
        raise FactsError(f"the table `course` of the header has unknown entries: {unknown}")
    for name in ("summary", "needs", "hardware"):
        if not isinstance(table[name], str):
            raise FactsError(f"`{name}` in the header is a text")
    return Facts(
        **{name: table[name] for name in ("summary", "needs", "hardware")},
        previous=table.get("previous"),
        next=table.get("next"),
        goals=tuple(
            Goal(text, _questions(text, places)) for text, places in _entries(table, "goals")
        ),
        topics=tuple(
            Topic(
                text,
                tuple(place for place in places if isinstance(place, int)),
                _questions(text, [place for place in places if not isinstance(place, int)]),
            )
            for text, places in _entries(table, "topics")
        ),
        brings=tuple(map(str, table.get("brings") or ())),
        fixtures={str(a): str(path) for a, path in (table.get("stand_ins") or {}).items()},
        evidence=_evidence(table.get("evidence") or {}),
    )


def _evidence(table: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict) or not all(isinstance(names, list) for names in table.values()):
        raise FactsError("`evidence` in the header has lines such as `q5: [model, logs/]`")
    for question, names in table.items():
        if not names:
            raise FactsError(f"`evidence` in the header says nothing of what {question} leaves")
        for name in names:
            if not isinstance(name, str) or not name.removesuffix("/").isidentifier():
                raise FactsError(
                    f"`evidence` in the header has {name!r} at {question}; it takes names of "
                    "variables, and names of folders that end in a slash"
                )
    return {str(question): tuple(names) for question, names in table.items()}


def _entries(table: Mapping[str, Any], name: str) -> list[tuple[str, list[Any]]]:
    entries = table[name]
    if not isinstance(entries, dict) or not all(isinstance(e, list) for e in entries.values()):
        example = "[1, q1]" if name == "topics" else "[q1]"
        raise FactsError(f"`{name}` in the header has lines such as `in words: {example}`")
    return list(entries.items())


def _questions(text: str, places: list[Any]) -> tuple[str, ...]:
    for place in places:
        if not isinstance(place, str) or not re.fullmatch(r"q\w+", place):
            raise FactsError(f"{text!r} in the header names {place!r}, which is no question")
    return tuple(places)


def is_quiz(question: str) -> bool:
    """Whether a question is one of the three with folded answers."""
    return bool(_QUIZ.fullmatch(question))

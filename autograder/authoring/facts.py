"""The header of a lesson's source: goals, needs, neighbours, topics. [coordinator]

The header of `lesson.py` holds a table `course`. From it the build writes the lesson's own list of
goals and its table of facts, and the syllabus, so that nothing is said twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from autograder.assignment.own_values import ParameterError, Parameters, check_parameters
from autograder.errors import UserError

_QUIZ = re.compile(r"quiz[1-3]")
#: the keys of a lesson's table `course` → whether one has to be there, and what it says; the page
#: for authors has this table as it stands here
KEYS: Mapping[str, tuple[bool, str]] = {
    "summary": (
        True,
        "what a student is able to do afterwards, in half a sentence for the syllabus",
    ),
    "needs": (True, "what a student has to know before, as a sentence"),
    "hardware": (True, "what machine is enough, as a sentence"),
    "goals": (
        True,
        "what a student can do afterwards, each beginning with a verb, and the questions that "
        "check it: `take one step downhill: [q1]`; `quiz1` to `quiz3` are the folded ones",
    ),
    "topics": (
        True,
        "what the lesson is about, with the numbers of the sections that teach it and the "
        "questions that ask about it: `Slope and rate: [1, q1]`",
    ),
    "previous": (False, "the name of the lesson before, or `null`"),
    "next": (False, "the name of the lesson after, or `null`"),
    "brings": (
        False,
        "small text files of the lesson's folder that the setup cell writes beside the notebook, "
        "because Colab opens a notebook alone: `[data/rain.csv]`",
    ),
    "stand_ins": (
        False,
        "other addresses that the lesson reads → the file of the lesson's folder that answers "
        "while grading, where there is no network: `{https://example.org/rain.csv: "
        "data/rain.csv}`; `upload:NAME` is a file that a student would upload",
    ),
    "evidence": (
        False,
        "what a question's training leaves behind, which students may hand in: "
        "`{q5: [model, logs/]}`",
    ),
    "variants": (
        False,
        "values that each student has of their own: the question, the variable, and [what it may "
        "be](variants.md): `{q5: {my_size: {whole: [2, 9], common: 4}}}`",
    ),
}


class FactsError(UserError):
    """A lesson's header is not as it should be. The message says what to write.

    Attributes:
        key: the entry that it is about.
    """

    def __init__(self, key: str, what: str) -> None:
        super().__init__(f"`{key}` in the header {what}")
        self.key = key


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
        variants: question → its parameters, as `own_values` takes them.
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
    variants: Mapping[str, Parameters] = field(default_factory=dict)

    @property
    def goals_list(self) -> str:
        """The goals as Markdown."""
        lines = [f"- {goal.text}" for goal in self.goals]
        return ",\n".join(lines) + "."

    def table(self, minutes: int, verified: str, assistant: str) -> str:
        """What one needs, as Markdown.

        Args:
            minutes: what a student takes, computing included.
            verified: the runtime that the lesson was last run in, and when.
            assistant: what help of AI assistants is allowed.
        """
        rows = [
            ("You need", self.needs),
            ("Time", f"about {minutes} minutes"),
            ("Hardware", self.hardware),
            ("AI assistants", assistant),
            ("Last verified", verified),
        ]
        return "\n".join(["| | |", "|---|---|", *(f"| {name} | {what} |" for name, what in rows)])


def read(table: Any) -> Facts:
    """The table `course` of a lesson's header.

    Raises:
        FactsError: something is missing, unknown, or of another form.
    """
    if not isinstance(table, dict):
        raise FactsError("course", "has entries of its own, such as `goals`")
    missing = [name for name, (needed, _) in KEYS.items() if needed and not table.get(name)]
    if missing:
        raise FactsError("course", f"lacks {', '.join(missing)}")
    unknown = sorted({*map(str, table)} - {*KEYS})
    if unknown:
        raise FactsError(unknown[0], f"is no entry of `course`; there are {', '.join(KEYS)}")
    for name in ("summary", "needs", "hardware", "previous", "next"):
        if not isinstance(table.get(name), str | None):
            raise FactsError(name, "is a text")
    if not isinstance(table.get("brings"), list | None):
        raise FactsError("brings", "is a list of files, such as [data/a.csv]")
    if not isinstance(table.get("stand_ins"), dict | None):
        raise FactsError("stand_ins", "has lines such as `address: file`")
    files = {
        "brings": table.get("brings") or [],
        "stand_ins": (table.get("stand_ins") or {}).values(),
    }
    for key, paths in files.items():
        for path in map(PurePosixPath, map(str, paths)):
            if path.is_absolute() or ".." in path.parts:
                raise FactsError(key, f"has {path}, which is outside the lesson's folder")
    return Facts(
        **{name: table[name] for name in ("summary", "needs", "hardware")},
        previous=table.get("previous"),
        next=table.get("next"),
        goals=tuple(
            Goal(text, _questions("goals", text, places))
            for text, places in _entries(table, "goals")
        ),
        topics=tuple(
            Topic(
                text,
                tuple(place for place in places if isinstance(place, int)),
                _questions(
                    "topics", text, [place for place in places if not isinstance(place, int)]
                ),
            )
            for text, places in _entries(table, "topics")
        ),
        brings=tuple(map(str, table.get("brings") or ())),
        fixtures={str(a): str(path) for a, path in (table.get("stand_ins") or {}).items()},
        evidence=_evidence(table.get("evidence") or {}),
        variants=_variants(table.get("variants") or {}),
    )


def _variants(table: Any) -> dict[str, Parameters]:
    if not isinstance(table, dict):
        raise FactsError("variants", "has lines such as `q5: {my_size: {…}}`")
    for question, parameters in table.items():
        try:
            check_parameters(parameters)
        except ParameterError as error:
            raise FactsError("variants", f"at {question} {error}") from None
    return {str(question): parameters for question, parameters in table.items()}


def _evidence(table: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict) or not all(isinstance(names, list) for names in table.values()):
        raise FactsError("evidence", "has lines such as `q5: [model, logs/]`")
    for question, names in table.items():
        if not names:
            raise FactsError("evidence", f"says nothing of what {question} leaves")
        for name in names:
            if not isinstance(name, str) or not name.removesuffix("/").isidentifier():
                raise FactsError(
                    "evidence",
                    f"has {name!r} at {question}; it takes names of "
                    "variables, and names of folders that end in a slash",
                )
    return {str(question): tuple(names) for question, names in table.items()}


def _entries(table: Mapping[str, Any], name: str) -> list[tuple[str, list[Any]]]:
    entries = table[name]
    if not isinstance(entries, dict) or not all(isinstance(e, list) for e in entries.values()):
        example = "[1, q1]" if name == "topics" else "[q1]"
        raise FactsError(name, f"has lines such as `in words: {example}`")
    return [(str(text), places) for text, places in entries.items()]


def _questions(key: str, text: str, places: list[Any]) -> tuple[str, ...]:
    for place in places:
        if not isinstance(place, str) or not place.isidentifier():
            raise FactsError(key, f"names {place!r} at {text!r}, which is no question")
    return tuple(places)


def is_quiz(question: str) -> bool:
    """Whether a question is one of the three with folded answers."""
    return bool(_QUIZ.fullmatch(question))

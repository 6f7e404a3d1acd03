"""One result: what a submission earned, and why. As a dataclass and as JSON. [coordinator]"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

#: how student code was locked in; `none` is without a sandbox
Isolation = Literal["namespaces", "bubblewrap", "user", "none"]
#: how a problem begins that is not the student's to solve, and is not shown to students
FOR_INSTRUCTORS = "for the instructor: "
#: the Python of Colab's runtime that the lessons were last run in
COLAB_PYTHON = (3, 13)
#: the lesson of a result that belongs to none
UNKNOWN_LESSON = "unknown-lesson"


class Status(StrEnum):
    """How a submission ended.

    Results have the points of whatever was reached; `MISSING`, of which exports alone speak, is who
    handed in nothing.
    """

    GRADED = "graded"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    OUT_OF_DISK = "out_of_disk"
    TOO_MANY_PROCESSES = "too_many_processes"
    TOO_MUCH_OUTPUT = "too_much_output"
    CRASHED = "crashed"
    UNREADABLE = "unreadable"
    UNKNOWN_LESSON = "unknown_lesson"
    MISSING = "missing"


class Trust(StrEnum):
    """Whose word the points of a question are.

    Attributes:
        ISOLATED: values left the student's process as data, and tests looked at those.
        EVIDENCE: its training was not run, because what that left behind was handed in.
        UNTRAINED: its training was not run, though nothing of it was handed in.
        POSTPONED: it waits for the data that its network was trained on.
        ASKED: the student's process answered about its own object, or for a network that holds
            code. It has seen no test, and may have lied about what is its own.
        IN_KERNEL: tests ran in the student's own process, whose word the points then are.
        MANUAL: a person marks it.
    """

    ISOLATED = "isolated"
    EVIDENCE = "evidence"
    UNTRAINED = "untrained"
    POSTPONED = "postponed"
    ASKED = "asked"
    IN_KERNEL = "in-kernel"
    MANUAL = "manual"


#: what a person may want to look at, because a student's own process or files say so
_ON_WORD = frozenset({Trust.EVIDENCE, Trust.UNTRAINED, Trust.ASKED, Trust.IN_KERNEL})


@dataclass(frozen=True)
class TestResult:
    """One test case. `message` says what to try next where it failed.

    Attributes:
        untrained: whether it measured a network that nobody has trained.
        hint: of a hidden one what it tries, without what it tries it with.
    """

    __test__ = False  # pytest takes the name for a test class otherwise

    name: str
    hidden: bool
    passed: bool
    points: float
    message: str
    untrained: bool = False
    hint: str = ""


@dataclass(frozen=True)
class QuestionResult:
    """One question.

    Attributes:
        score: None for a question that waits for a person, or is `postponed`; an answer in words
            under which nothing was written has 0 and does not wait.
        accuracy: variable → share of a test set that its model names right, as measured while
            checking; not of models that nobody has trained.
        weights: variable → a digest of the same model's weights.
        curves: `accuracy`, `val_accuracy`, `loss`, `val_loss` → a number per epoch, as far as the
            notebook recorded them; the student's word.
        made_for: the number that the student's own values in it come from (empty for none), where
            that is not the student's; what it would earn waits for a person.
    """

    name: str
    score: float | None
    max_score: float
    trust: Trust = Trust.ISOLATED
    tests: tuple[TestResult, ...] = ()
    accuracy: dict[str, float] = field(default_factory=dict)
    weights: dict[str, str] = field(default_factory=dict)
    curves: dict[str, tuple[float, ...]] = field(default_factory=dict)
    made_for: str | None = None

    @property
    def is_postponed(self) -> bool:
        """Whether it waits for data, and for no person."""
        return self.score is None and self.trust == Trust.POSTPONED


@dataclass(frozen=True)
class Result:
    """What came of one submission.

    Attributes:
        score: points so far: of the questions that do not wait for a person.
        max_score: what all questions can earn, with those that wait; it is the same before and
            after they are marked.
        problems: one sentence each, in the order they happened.
        seconds: wall time of the student's `cells` and of grading in `total`.
        versions: of Python and the libraries that the marks depend on.
        datasets: data set → what was used for it; a synthetic one says so in its name.
        data_sha256: data set → `autograder.datasets.dataset.Located.sha256`; earlier versions wrote
            none.
        isolation: how student code was locked in (`namespaces`, `bubblewrap`, `user`), or `none`
            where it ran without a sandbox.
        submitted_at: when it was handed in (ISO 8601 with a time zone), or nothing where neither
            the file's name nor anything beside it says so.
        marked_late: whether the system that it was downloaded from calls it late.
        numbers: of the roster, those that the student's own values may come from.
    """

    student: str
    lesson: str
    status: Status
    score: float
    max_score: float
    questions: tuple[QuestionResult, ...] = ()
    problems: tuple[str, ...] = ()
    submission_sha256: str = ""
    assignment_sha256: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    datasets: dict[str, str] = field(default_factory=dict)
    data_sha256: dict[str, str] = field(default_factory=dict)
    isolation: Isolation = "namespaces"
    submitted_at: str = ""
    marked_late: bool = False
    numbers: tuple[str, ...] = ()

    @property
    def older_python(self) -> str:
        """A clause on a Python that is older than Colab's, where students try their answers."""
        version = self.versions.get("python", "")
        numbers = re.match(r"(\d+)\.(\d+)", version)
        if numbers is None or (int(numbers[1]), int(numbers[2])) >= COLAB_PYTHON:
            return ""
        return f"graded with Python {version}, and Colab has {COLAB_PYTHON[0]}.{COLAB_PYTHON[1]}"

    @property
    def waiting(self) -> tuple[str, ...]:
        """The questions that are not marked yet: by a person, or for want of data."""
        return tuple(question.name for question in self.questions if question.score is None)

    @property
    def taken_on_word(self) -> tuple[tuple[str, Trust], ...]:
        """The questions whose points are not of values that left as data, each with its trust."""
        return tuple((one.name, one.trust) for one in self.questions if one.trust in _ON_WORD)

    @property
    def points_waiting(self) -> float:
        """What those can still earn."""
        return sum(question.max_score for question in self.questions if question.score is None)

    def to_json(self) -> dict[str, Any]:
        """Plain data, as it is written to disk; what most questions have none of is left out."""
        data = asdict(self)
        for name in ("data_sha256", "numbers"):
            if not data[name]:
                del data[name]
        for question in data["questions"]:
            if question["made_for"] is None:
                del question["made_for"]
            for name in ("accuracy", "weights", "curves"):
                if not question[name]:
                    del question[name]
            for test in question["tests"]:
                for name in ("untrained", "hint"):
                    if not test[name]:
                        del test[name]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Result:
        """The result that `to_json` described.

        Raises:
            ValueError: the data is not a result.
        """
        try:
            questions = tuple(map(_question, data["questions"]))
            status, problems = Status(data["status"]), tuple(data["problems"])
            read = {"status": status, "questions": questions, "problems": problems}
            result = cls(**{**data, **read, "numbers": tuple(data.get("numbers", ()))})
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a result: {error}") from None
        _insist(result, str, "student", "lesson", "submission_sha256", "submitted_at")
        _insist(result, (int, float), "score", "max_score")
        _insist(result, dict, "seconds", "versions", "datasets", "data_sha256")
        return result

    @classmethod
    def from_bytes(cls, content: bytes) -> Result:
        """The same of a file's bytes, in a third of the time.

        Raises:
            ValueError: the data is not a result, without saying why.
        """
        return _decoder()(content)


class Interning:
    """Interns equal parts of results: those of a class are much the same, and wait for its end.

    It takes a result of the light lesson from 8 KB to 1.
    """

    def __init__(self) -> None:
        self._questions: dict[object, QuestionResult] = {}
        self._facts: dict[object, dict[str, str]] = {}

    def __call__(self, result: Result) -> Result:
        """An equal result, of parts that others may share."""
        return replace(
            result,
            questions=tuple(map(self._question, result.questions)),
            versions=self._known(result.versions),
            datasets=self._known(result.datasets),
            data_sha256=self._known(result.data_sha256),
        )

    def _question(self, question: QuestionResult) -> QuestionResult:
        if question.accuracy or question.weights or question.curves:
            return question  # of one network, and nobody else's
        facts = question.name, question.score, question.max_score, question.trust
        key = (*facts, question.tests, question.made_for)
        return self._questions.setdefault(key, question)

    def _known(self, facts: dict[str, str]) -> dict[str, str]:
        return self._facts.setdefault(tuple(facts.items()), facts)


@functools.cache
def _decoder() -> Callable[[bytes], Result]:
    import msgspec

    decode = msgspec.json.Decoder(Result).decode

    def decoded(content: bytes) -> Result:
        try:
            return decode(content)
        except msgspec.MsgspecError as error:
            raise ValueError(str(error)) from None

    return decoded


def _question(data: dict[str, Any]) -> QuestionResult:
    tests = tuple(TestResult(**test) for test in data["tests"])
    trust = Trust(data.get("trust", Trust.ISOLATED))
    question = QuestionResult(**{**data, "tests": tests, "trust": trust})
    _insist(question, str, "name")
    _insist(question, (int, float), "max_score", *(["score"] if question.score is not None else []))
    _insist(question, dict, "accuracy", "weights", "curves")
    for test in tests:
        _insist(test, str, "name", "message", "hint")
    if not question.curves:
        return question
    curves = {name: tuple(numbers) for name, numbers in question.curves.items()}
    return replace(question, curves=curves)


def _insist(value: object, kind: type | tuple[type, ...], *fields: str) -> None:
    """Raises ValueError where a field that is added up or shown is of another kind."""
    for name in fields:
        if not isinstance(getattr(value, name), kind):
            raise ValueError(f"not a result: {name} is {getattr(value, name)!r:.80}")

"""A sample of what was handed in as trained, trained again: do the two agree? [coordinator]"""

from __future__ import annotations

import hashlib
import math
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from autograder.datasets.registry import test_size
from autograder.files import read_json, write_atomically, write_json
from autograder.record.result import QuestionResult, Result, Trust
from autograder.record.store import Store

#: standard errors by which two accuracies may differ by chance
_ERRORS = 4


@dataclass(frozen=True)
class Difference:
    """What was handed in and what training again gave are not the same.

    Attributes:
        what: a clause for a person.
    """

    student: str
    lesson: str
    question: str
    what: str


@dataclass(frozen=True)
class Audit:
    """What came of training a sample again.

    Attributes:
        compared: student and lesson.
        of: how many submissions stand on evidence.
    """

    compared: Sequence[tuple[str, str]]
    of: int
    differences: Sequence[Difference]

    @property
    def sentence(self) -> str:
        """What to tell whoever asked for it."""
        said = f"Trained again to compare: {len(self.compared)} of {self.of} submissions"
        if not self.differences:
            return f"{said}; none differs by more than chance."
        named = "; ".join(
            f"{d.student} ({d.lesson}), {d.question}: {d.what}" for d in self.differences
        )
        return f"{said}. More than chance differs in {named}."


def stands_on_evidence(result: Result) -> bool:
    """Whether some training of a submission was not run, because of what was handed in."""
    return any(question.trust == Trust.EVIDENCE for question in result.questions)


def key_of(store: Store) -> str:
    """What the draw of a class depends on: its own secret, made when it is first asked for.

    Without it a student could tell by this code which submission is never drawn.
    """
    path = store.audit_key_path
    if not path.exists():
        write_atomically(path, secrets.token_hex(16) + "\n")
    return path.read_text(encoding="utf-8")


def sample(results: Iterable[Result], share: float, key: str) -> list[Result]:
    """Those to train again: of each lesson that share, and one at least; the same each time.

    Args:
        share: 0 to 1.
        key: as `key_of` gives it.
    """
    lessons: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if stands_on_evidence(result):
            lessons[result.lesson].append(result)
    chosen = []
    for each in lessons.values():
        each.sort(key=lambda result: _drawn(result, key))
        chosen += each[: math.ceil(share * len(each))]
    return chosen


def _drawn(result: Result, key: str) -> str:
    drawn = f"{key}\0{result.student}\0{result.lesson}\0{result.submission_sha256}"
    return hashlib.sha256(drawn.encode("utf-8", "surrogatepass")).hexdigest()


def compare(handed_in: Collection[Result], trained: Iterable[Result], of: int) -> Audit:
    """The audit of some results, given those of the same submissions with their training run."""
    again = {(result.student, result.lesson): result for result in trained}
    differences = [
        difference
        for result in handed_in
        for difference in _differences(result, again[result.student, result.lesson])
    ]
    compared = tuple((result.student, result.lesson) for result in handed_in)
    return Audit(compared, of, tuple(differences))


def _differences(handed_in: Result, trained: Result) -> Iterator[Difference]:
    there = {question.name: question for question in trained.questions}
    measured_on = min(filter(None, map(test_size, handed_in.datasets)), default=1)
    for question in handed_in.questions:
        for what in _whats(question, there.get(question.name), measured_on):
            yield Difference(handed_in.student, handed_in.lesson, question.name, what)


def _whats(one: QuestionResult, other: QuestionResult | None, measured_on: int) -> Iterator[str]:
    if other is None:
        yield "training again came to nothing"
        return
    if one.score != other.score:
        yield f"{_points(one)} as handed in, {_points(other)} when trained again"
    for variable, accuracy in one.accuracy.items():
        again = other.accuracy.get(variable)
        if again is None:
            yield f"{variable} has no accuracy when trained again"
        elif abs(accuracy - again) > _chance(accuracy, again, measured_on):
            yield f"{variable} has {accuracy:.2%} as handed in, {again:.2%} when trained again"


def _points(question: QuestionResult) -> str:
    return f"{question.score or 0:g} of {question.max_score:g} points"


def _chance(one: float, other: float, measured_on: int) -> float:
    """By how much two accuracies of equally good networks may differ, on so many examples.

    The standard error of a difference of two shares: Agresti, "Categorical Data Analysis", 3.1.
    """
    mean = (one + other) / 2
    return _ERRORS * math.sqrt(2 * mean * (1 - mean) / measured_on)


def save_audit(store: Store, audit: Audit) -> None:
    """Writes `audit.json`."""
    write_json(store.audit_path, asdict(audit))


def known_audit(store: Store) -> Audit | None:
    """The audit that was last written; None where none was.

    Raises:
        DamagedFileError: the file is damaged.
    """
    return read_json(store.audit_path, _audit, "Delete it, and grade with --audit again")


def _audit(data: dict[str, Any]) -> Audit:
    compared = tuple((str(student), str(lesson)) for student, lesson in data["compared"])
    differences = tuple(Difference(**one) for one in data["differences"])
    return Audit(compared, int(data["of"]), differences)

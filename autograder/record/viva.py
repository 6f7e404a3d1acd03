"""What answers about students' own work count for: `[tool.course.viva]`. [coordinator]

Nothing, unless the instructor chooses: points on top, or a factor on the lesson's points. What each
student answered is recorded in `viva.json`, beside the choice, and holds until it is recorded anew.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from autograder.errors import UserError
from autograder.files import read_json, write_json
from autograder.lms.table import points
from autograder.record.store import Store

Counts = Literal["nothing", "points", "factor"]
Key = tuple[str, str]
_COLUMNS = ("student", "lesson", "right", "asked")
_REMEDY = "Move it away, and record the answers again: autograder viva … --record"


class VivaError(UserError):
    """A setting of `[tool.course.viva]`, or a table of answers, cannot be used."""


@dataclass(frozen=True)
class VivaPolicy:
    """The settings of `[tool.course.viva]`.

    Attributes:
        counts: `nothing`; `points`, which come on top of the lesson's; or `factor`, by which those
            are multiplied.
        points: what all right answers earn, where points count.
        least: the factor where no answer is right; with all it is 1, and between them it is on the
            line.
    """

    counts: Counts = "nothing"
    points: float = 1.0
    least: float = 0.5

    def change(self, answered: VivaAnswers, score: float) -> float:
        """Points that the answers add to a lesson's score, or take from it.

        Args:
            score: after what lateness takes.
        """
        if self.counts == "points":
            return self.points * answered.share
        if self.counts == "factor":
            return score * (self.least + (1 - self.least) * answered.share - 1)
        return 0.0

    def says(self) -> str:
        """A sentence for the instructor."""
        if self.counts == "points":
            return (
                f"All answers right add {points(self.points)} points to a lesson's score, and part "
                "of them as large a part of that."
            )
        if self.counts == "factor":
            return (
                f"A lesson's points are multiplied by a factor from {self.least:g} (no answer "
                "right) to 1 (all right)."
            )
        return "The answers count for nothing; [tool.course.viva] changes that."


@dataclass(frozen=True)
class VivaAnswers:
    """What one student answered about one lesson: how many were right, of how many."""

    right: int
    asked: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.right / self.asked


@dataclass(frozen=True)
class VivaRecord:
    """What is recorded of a class.

    Attributes:
        answers: (student, lesson) → what was answered.
    """

    policy: VivaPolicy = field(default_factory=VivaPolicy)
    answers: Mapping[Key, VivaAnswers] = field(default_factory=dict)


def said(policy: VivaPolicy, answered: VivaAnswers, change: float) -> str:
    """What a student reads of it; nothing where it counts for nothing.

    Args:
        change: as `VivaPolicy.change` gives it.
    """
    if policy.counts == "nothing":
        return ""
    begin = (
        f"You were asked {answered.asked} question{'' if answered.asked == 1 else 's'} about your "
        f"own work and answered {answered.right} right"
    )
    if policy.counts == "points":
        worth = f"{points(policy.points)} point{'' if policy.points == 1 else 's'}"
        return f"{begin}: +{points(change)} of the {worth} that this can add."
    factor = policy.least + (1 - policy.least) * answered.share
    taken = f", which takes {points(-change)}" if change else ""
    return f"{begin}: your points count {factor:.0%}{taken}."


def read_policy(table: Mapping[str, Any]) -> VivaPolicy:
    """The policy that a table `[tool.course.viva]` says.

    Raises:
        VivaError: a key is not known, or its value is none that it may have.
    """
    known = {"counts", "points", "least"}
    for key in table:
        if key not in known:
            raise VivaError(
                f"`{key}` in [tool.course.viva] is not known; there are {', '.join(sorted(known))}."
            )
    counts = table.get("counts", "nothing")
    if counts not in ("nothing", "points", "factor"):
        raise VivaError(
            '`counts` in [tool.course.viva] is one of "nothing", "points" and "factor".'
        )
    worth = _number(table.get("points", 1.0), "points", math.inf)
    least = _number(table.get("least", 0.5), "least", 1.0)
    return VivaPolicy(counts, worth, least)


def _number(value: object, key: str, most: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= most or value == math.inf:  # type: ignore[operator]
        upper = f"from 0 to {most:g}" if most < math.inf else "from 0 on"
        raise VivaError(f"`{key}` in [tool.course.viva] is a number {upper}.")
    return float(value)  # type: ignore[arg-type]


def save(store: Store, record: VivaRecord) -> None:
    """Writes `viva.json` into the output folder."""
    rows = [
        {"student": student, "lesson": lesson, **vars(one)}
        for (student, lesson), one in sorted(record.answers.items())
    ]
    write_json(store.viva_path, {"policy": vars(record.policy), "answers": rows})


def load(store: Store) -> VivaRecord:
    """What `save` wrote; nothing where it never did.

    Raises:
        DamagedFileError: the file is damaged.
    """
    return read_json(store.viva_path, _of_json, _REMEDY) or VivaRecord()


def _of_json(data: Mapping[str, Any]) -> VivaRecord:
    try:
        answers = {
            (str(row["student"]), str(row["lesson"])): checked(row["right"], row["asked"])
            for row in data["answers"]
        }
        return VivaRecord(read_policy(data["policy"]), answers)
    except VivaError as error:
        raise ValueError(str(error)) from None


def checked(right: object, asked: object) -> VivaAnswers:
    """Answers from two numbers.

    Raises:
        VivaError: they are none, or more are right than were asked.
    """
    if type(right) is not int or type(asked) is not int or not 0 <= right <= asked or not asked:
        raise VivaError(
            f"{right!r} right of {asked!r} asked: write two whole numbers, such as 2, 3."
        )
    return VivaAnswers(right, asked)


def read_answers(table: Path, known: Collection[Key]) -> dict[Key, VivaAnswers]:
    """What a table says was answered.

    Args:
        table: a CSV with the columns student, lesson, right and asked.
        known: of whom there are results.

    Raises:
        VivaError: a column is missing, a number is none, or a row is nobody's.
    """
    found: dict[Key, VivaAnswers] = {}
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if missing := [name for name in _COLUMNS if name not in (rows.fieldnames or [])]:
            raise VivaError(f"{table} has no column {', '.join(missing)}.")
        for number, row in enumerate(rows, 2):
            key = (str(row["student"]).strip(), str(row["lesson"]).strip())
            if key not in known:
                raise VivaError(
                    f"{table}, line {number}: there is no result of {key[0]} in {key[1]}."
                )
            try:
                found[key] = checked(int(row["right"]), int(row["asked"]))
            except (ValueError, TypeError):
                raise VivaError(
                    f"{table}, line {number}: `right` and `asked` are whole numbers."
                ) from None
            except VivaError as error:
                raise VivaError(f"{table}, line {number}: {error}") from None
    return found

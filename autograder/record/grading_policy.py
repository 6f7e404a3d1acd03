"""How a course's grade is made of its lessons' points: `[tool.course.grading]`. [coordinator]

Shares are fractions of exact decimals, so that what lies on a boundary lies on it for everybody.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, cast

from autograder.errors import UserError
from autograder.files import read_json, write_json
from autograder.lms.table import points
from autograder.record.store import Store

#: how grades and percents are rounded: halves, all, or none of what lies between to the better one
Rounding = Literal["nearest", "up", "down"]
EQUAL, BY_POINTS = "equal", "points"
_WHOLE = Fraction(100)


class PolicyError(UserError):
    """A setting of `[tool.course.grading]` cannot be used. The message names its key."""

    def __init__(self, key: str, what: str) -> None:
        """Args:
        what: a clause on the key's value, without a full stop.
        """
        super().__init__(f"`{key}` in [tool.course.grading] {what}.")
        self.key = key


@dataclass(frozen=True)
class Bands:
    """A scale of grades that begin at a percent each.

    Attributes:
        limits: the least percent of each grade, the highest first; the last is 0.
    """

    limits: tuple[tuple[Fraction, str], ...]

    def grade_at(self, percent: Fraction, policy: Policy) -> str:
        """The grade of a percent, which the policy has rounded."""
        return next((name for limit, name in self.limits if percent >= limit), self.limits[-1][1])

    def says(self, percent: Fraction) -> str:
        """Why it is that grade."""
        limit = next((limit for limit, _ in self.limits if percent >= limit), Fraction())
        return f"from {shown(limit)} %"


@dataclass(frozen=True)
class Line:
    """A scale of numbers from the grade of 0 % to that of 100 %, in equal steps.

    Attributes:
        is_open: whether more than 100 % is more than the best grade.
    """

    worst: Fraction
    best: Fraction
    is_open: bool = False

    def grade_at(self, percent: Fraction, policy: Policy) -> str:
        """The grade of a percent, rounded as the policy says."""
        share = max(Fraction(), percent if self.is_open else min(percent, _WHOLE)) / _WHOLE
        value = self.worst + share * (self.best - self.worst)
        if self.is_open:  # the percent itself, which is rounded already
            return shown(value)
        return shown(
            rounded(value, policy.grade_step, policy.rounding, is_rising=self.best > self.worst)
        )

    def says(self, percent: Fraction) -> str:
        """How it comes to that grade."""
        if self.is_open:
            return "the percent itself"
        return f"0 % is {shown(self.worst)}, 100 % is {shown(self.best)}"


Scale = Bands | Line


#: scales by name. Letters: what Canvas has by default
#: (community.canvaslms.com, "How do I enable a grading scheme"). 6-to-1: the key of the German
#: chambers of commerce for their examinations (IHK-Notenschlüssel), where 1 is best.
SCALES: Mapping[str, Scale] = {
    "percent": Line(Fraction(), _WHOLE, is_open=True),
    "letters": Bands(
        tuple(
            (Fraction(limit), name)
            for limit, name in (
                *((94, "A"), (90, "A-"), (87, "B+"), (84, "B"), (80, "B-"), (77, "C+")),
                *((74, "C"), (70, "C-"), (67, "D+"), (64, "D"), (61, "D-"), (0, "F")),
            )
        )
    ),
    "1-6": Line(Fraction(1), Fraction(6)),
    "6-to-1": Bands(
        tuple(
            (Fraction(limit), name)
            for limit, name in ((92, "1"), (81, "2"), (67, "3"), (50, "4"), (30, "5"), (0, "6"))
        )
    ),
    "0-20": Line(Fraction(), Fraction(20)),
    "pass-fail": Bands(((Fraction(50), "pass"), (Fraction(), "fail"))),
}


@dataclass(frozen=True)
class Policy:
    """The settings of `[tool.course.grading]`; `SETTINGS` says what each means.

    Attributes:
        lessons: of the course, in order.
        weights: lesson → its weight, or `BY_POINTS`.
        table: as it was written, which is what is kept.
    """

    lessons: tuple[str, ...]
    weights: Mapping[str, Fraction] | Literal["points"] = field(default_factory=dict)
    extra_credit: Mapping[str, Fraction] = field(default_factory=dict)
    drop_lowest: int = 0
    never_dropped: frozenset[str] = frozenset()
    excused: Mapping[str, frozenset[str]] = field(default_factory=dict)
    missing: Literal["zero", "left-out"] = "zero"
    late_days: int = 0
    late_days_per_lesson: int | None = None
    curve: tuple[tuple[Fraction, Fraction], ...] = ()
    above_100: bool = False
    written_minimum: Fraction = Fraction()
    written_below: Fraction = Fraction()
    rounding: Rounding = "nearest"
    percent_step: Fraction = Fraction(1, 100)
    grade_step: Fraction = Fraction(1, 10)
    scale: Scale = SCALES["percent"]
    table: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def counting(self) -> tuple[str, ...]:
        """The lessons whose points are averaged, in order."""
        return tuple(
            lesson
            for lesson in self.lessons
            if lesson not in self.extra_credit
            and (self.weights == BY_POINTS or self.weight(lesson, Fraction()))
        )

    def weight(self, lesson: str, possible: Fraction) -> Fraction:
        """What a lesson weighs.

        Args:
            possible: the points that can be earned in it.
        """
        if isinstance(self.weights, str):
            return possible
        return self.weights.get(lesson, Fraction(1))


@dataclass(frozen=True)
class Setting:
    """A key of `[tool.course.grading]`.

    Attributes:
        shown: what it is by default, as TOML; nothing for none.
        says: for the page of instructors.
        read: makes its value; raises ValueError with a clause where it is none.
    """

    shown: str
    says: str
    read: Callable[[object, Collection[str]], Any]


def _number(value: object, *, least: float = 0, most: float = math.inf) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"has {value!r} where a number belongs")
    number = Fraction(str(value))
    if not least <= number <= most:
        upper = "" if most == math.inf else f" to {most:g}"
        raise ValueError(f"has {value:g}, and is a number from {least:g}{upper or ' on'}")
    return number


def _a_number(least: float, most: float) -> Callable[[object, Collection[str]], Fraction]:
    return lambda value, lessons: _number(value, least=least, most=most)


def _a_step(value: object, lessons: Collection[str]) -> Fraction:
    step = _number(value)
    if not step:
        raise ValueError("is a step such as 0.5, and more than 0")
    return step


def _a_count(value: object, lessons: Collection[str]) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"is a whole number from 0 on, not {value!r}")
    return value


def _a_flag(value: object, lessons: Collection[str]) -> bool:
    if not isinstance(value, bool):
        raise ValueError("is true or false")
    return value


def _one_of(*names: str) -> Callable[[object, Collection[str]], str]:
    def read(value: object, lessons: Collection[str]) -> str:
        if value not in names:
            raise ValueError(f"is one of {', '.join(names)}, not {value!r}")
        return value

    return read


def _table(value: object, example: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"is a table such as {example}")
    return value


def _lesson(name: object, lessons: Collection[str]) -> str:
    if name not in lessons:
        known = ", ".join(lessons) or "none"
        raise ValueError(f"names {name!r}, which is no lesson here ({known})")
    return cast("str", name)


def _some_lessons(value: object, lessons: Collection[str]) -> frozenset[str]:
    if not isinstance(value, list):
        raise ValueError('is a list of lessons such as ["01-setup"]')
    return frozenset(_lesson(name, lessons) for name in value)


def _by_lesson(value: object, lessons: Collection[str]) -> dict[str, Fraction]:
    table = _table(value, "{ 01-setup = 2 }")
    return {_lesson(name, lessons): _number(worth) for name, worth in table.items()}


def _weights(value: object, lessons: Collection[str]) -> Mapping[str, Fraction] | str:
    if isinstance(value, str):
        if value not in (EQUAL, BY_POINTS):
            raise ValueError(f"is {EQUAL!r}, {BY_POINTS!r} or a table, not {value!r}")
        return BY_POINTS if value == BY_POINTS else {}
    return _by_lesson(value, lessons)


def _excused(value: object, lessons: Collection[str]) -> dict[str, frozenset[str]]:
    table = _table(value, '{ ada = ["03-data-import"] }')
    return {student: _some_lessons(names, lessons) for student, names in table.items()}


def _curve(value: object, lessons: Collection[str]) -> tuple[tuple[Fraction, Fraction], ...]:
    example = "pairs of percents such as [[0, 0], [50, 60], [100, 100]]"
    if not isinstance(value, list) or any(
        not isinstance(pair, list) or len(pair) != 2 for pair in value
    ):
        raise ValueError(f"is a list of {example}")
    pairs = tuple((_number(one), _number(other)) for one, other in value)
    before = [pair[0] for pair in pairs]
    after = [pair[1] for pair in pairs]
    if pairs and (before[0] != 0 or before[-1] < _WHOLE):
        raise ValueError("begins at 0 % and goes to 100 % at least")
    if any(low >= high for low, high in itertools.pairwise(before)):
        raise ValueError("rises from pair to pair in the percent before")
    if any(low > high for low, high in itertools.pairwise(after)):
        raise ValueError("gives nobody less than somebody who had less before")
    return pairs


def _scale(value: object, lessons: Collection[str]) -> Scale:
    if isinstance(value, str):
        if value not in SCALES:
            raise ValueError(f"is one of {', '.join(SCALES)} or a table, not {value!r}")
        return SCALES[value]
    table = _table(value, "{ A = 90, B = 80, F = 0 }")
    if set(table) == {"worst", "best"}:
        worst, best = (_number(table[name], least=-math.inf) for name in ("worst", "best"))
        if worst == best:
            raise ValueError("has the same grade for 0 % and for 100 %")
        return Line(worst, best)
    limits = [(_number(limit, most=1000), name) for name, limit in table.items()]
    if len({limit for limit, _ in limits}) < len(limits):
        raise ValueError("has two grades that begin at the same percent")
    if not any(limit == 0 for limit, _ in limits):
        raise ValueError("has no grade that begins at 0")
    return Bands(tuple(sorted(limits, reverse=True)))


#: the keys of `[tool.course.grading]`; the page on the course's grade has this table as it stands
SETTINGS: Mapping[str, Setting] = {
    "weights": Setting(
        '"equal"',
        'what lessons weigh: `"equal"`; `"points"`, as many as their points; or a table of lesson '
        "and number, where 0 does not count and what is not named weighs 1",
        _weights,
    ),
    "extra_credit": Setting(
        "{}",
        "lessons that only add: a table of lesson and how many percent of the course's grade all "
        "of its points are worth",
        _by_lesson,
    ),
    "drop_lowest": Setting(
        "0",
        "how many lessons are left out for each student: those that lower the mean most",
        _a_count,
    ),
    "never_dropped": Setting("[]", "lessons that `drop_lowest` leaves in", _some_lessons),
    "excused": Setting(
        "{}", "a table of student and lessons that do not count for this one", _excused
    ),
    "missing": Setting(
        '"zero"',
        'what a lesson counts of which a student handed in nothing: `"zero"`, or `"left-out"`',
        _one_of("zero", "left-out"),
    ),
    "late_days": Setting(
        "0",
        "days of lateness that a student has for the whole term and that cost nothing; used by due "
        "date, and only where a day saves points",
        _a_count,
    ),
    "late_days_per_lesson": Setting("", "how many of them one lesson may take", _a_count),
    "curve": Setting(
        "[]",
        "a table that you edit: pairs of the mean before and after in percent, with straight lines "
        "between; nothing else moves a mean",
        _curve,
    ),
    "above_100": Setting("false", "whether extra credit may lead above 100 %", _a_flag),
    "written_minimum": Setting(
        "0",
        "how many percent of the points that people give a student has to reach, over all lessons "
        "that count",
        _a_number(0, 100),
    ),
    "written_below": Setting(
        "0", "how many percent a student has at most who does not", _a_number(0, 100)
    ),
    "rounding": Setting(
        '"nearest"',
        'how percents and grades are rounded: `"nearest"`, halves to the better one; `"up"`, to '
        'the better one; `"down"`',
        _one_of("nearest", "up", "down"),
    ),
    "percent_step": Setting(
        "0.01", "to what percents are rounded before the scale: 1 makes 90 % of 89.5 %", _a_step
    ),
    "grade_step": Setting("0.1", "to what grades are rounded that are numbers", _a_step),
    "scale": Setting(
        '"percent"',
        "what becomes the grade: " + ", ".join(f'`"{name}"`' for name in SCALES) + "; a table of "
        "grade and least percent, such as `{ A = 90, B = 80, F = 0 }`; or "
        "`{ worst = 5, best = 1 }` for a line between two numbers",
        _scale,
    ),
}


def read(table: object, lessons: Sequence[str]) -> Policy:
    """The policy that a table `[tool.course.grading]` says.

    Args:
        lessons: of the course, in order.

    Raises:
        PolicyError: a key is not known, or its value is none that it may have.
    """
    if not isinstance(table, dict):
        raise PolicyError("grading", "is a table of its own")
    made: dict[str, Any] = {}
    for key, value in table.items():
        if key not in SETTINGS:
            raise PolicyError(key, f"is not known; there are {', '.join(SETTINGS)}")
        try:
            made[key] = SETTINGS[key].read(value, lessons)
        except ValueError as error:
            raise PolicyError(key, str(error)) from None
    policy = Policy(tuple(lessons), **made, table=table)
    if policy.lessons and not policy.counting:
        raise PolicyError(
            "weights" if "weights" in made else "extra_credit", "leave no lesson that counts"
        )
    if isinstance(policy.weights, Mapping):
        for lesson in policy.extra_credit:
            if policy.weights.get(lesson):
                raise PolicyError(
                    "extra_credit", f"names {lesson!r}, which has a weight: it is one or the other"
                )
    droppable = set(policy.counting) - policy.never_dropped
    if policy.lessons and policy.drop_lowest >= max(1, len(policy.counting)):
        raise PolicyError(
            "drop_lowest",
            f"is {policy.drop_lowest}, and {len(policy.counting)} lessons count: that leaves none",
        )
    if policy.lessons and policy.drop_lowest > len(droppable):
        raise PolicyError(
            "drop_lowest",
            f"is {policy.drop_lowest}, and `never_dropped` leaves {len(droppable)} to drop",
        )
    if policy.late_days_per_lesson is not None and not policy.late_days:
        raise PolicyError("late_days_per_lesson", "goes with `late_days`, of which there are none")
    return policy


def save(store: Store, policy: Policy) -> None:
    """Keeps a policy in the output folder, where pages and tables find it."""
    write_json(store.policy_path, {"lessons": list(policy.lessons), "grading": dict(policy.table)})


def load(store: Store) -> Policy | None:
    """What `save` kept; None where it never did.

    Raises:
        DamagedFileError: the file is damaged.
    """
    remedy = "Delete it, and grade again in the course's folder"
    return read_json(store.policy_path, _of_json, remedy)


def _of_json(data: Mapping[str, Any]) -> Policy:
    try:
        return read(data["grading"], [str(one) for one in data["lessons"]])
    except PolicyError as error:
        raise ValueError(str(error)) from None


def rounded(value: Fraction, step: Fraction, how: Rounding, *, is_rising: bool = True) -> Fraction:
    """A value in whole steps.

    Args:
        is_rising: whether more is better.
    """
    steps = value / step if is_rising else -value / step
    if how == "nearest":
        whole = math.floor(steps + Fraction(1, 2))
    else:
        whole = math.ceil(steps) if how == "up" else math.floor(steps)
    return whole * step if is_rising else -whole * step


def shown(value: Fraction) -> str:
    """A number as people write it, with two decimals at most."""
    return points(float(rounded(value, Fraction(1, 100), "nearest")))

"""Figures on questions that teachers use; where there are too few, they say so. [coordinator]"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation, fmean, quantiles, stdev

#: students below whom a spread is chance
FEWEST_SPREAD = 5
#: and below whom a correlation is: with 20 its 95 % interval around 0.3 goes from -0.16 to 0.66
FEWEST_DISCRIMINATION = 20
TOO_FEW = "too few to tell"
#: what two numbers may differ in and be the same
_SMALL = 1e-9


@dataclass(frozen=True)
class Spread:
    """How some numbers are spread.

    Attributes:
        number: of them.
        deviation: the standard deviation of a sample; None where there are too few.
        quartiles: the first, the median and the third; None where there are too few.
    """

    number: int
    mean: float | None
    deviation: float | None
    quartiles: tuple[float, float, float] | None


@dataclass(frozen=True)
class Item:
    """What classical test theory says of a question.

    Attributes:
        points: of its answers that are marked.
        difficulty: their mean as share of what can be earned: a difficult one has little.
        discrimination: as `discriminations` gives it; None where it cannot be told.
        why_not: why it cannot.
    """

    points: Spread
    difficulty: float | None
    discrimination: float | None
    why_not: str = ""


def spread(numbers: Sequence[float]) -> Spread:
    """How numbers are spread; quartiles as numpy and R have them by default (Hyndman, Fan: 7)."""
    if len(numbers) < FEWEST_SPREAD:
        return Spread(len(numbers), fmean(numbers) if numbers else None, None, None)
    low, middle, high = quantiles(numbers, n=4, method="inclusive")
    return Spread(len(numbers), fmean(numbers), stdev(numbers), (low, middle, high))


def items(
    scores: Mapping[str, Sequence[float | None]], most: Mapping[str, float]
) -> dict[str, Item]:
    """Question → what its points say of it.

    Args:
        scores: question → the points of each student, in the same order; None where there are none
            (yet).
        most: question → the points that can be earned.
    """
    found = {}
    told = discriminations(scores)
    for name, each in scores.items():
        marked = [one for one in each if one is not None]
        points = spread(marked)
        difficulty = None
        if points.mean is not None and most[name]:
            difficulty = points.mean / most[name]
        value, why_not = told[name]
        found[name] = Item(points, difficulty, value, why_not)
    return found


def discriminations(
    scores: Mapping[str, Sequence[float | None]],
) -> dict[str, tuple[float | None, str]]:
    """Question → its corrected item-total correlation, or None and why not.

    That is the correlation of its points with the sum of the points of all others: near 0 or below,
    those who do well elsewhere do no better here, which a faulty or unclear question causes. The
    question itself is not in the sum, because it correlates with itself. After Henrysson,
    "Correction of item-total correlations in item analysis", Psychometrika 28 (1963), 211-218.
    Questions of which some answers are not marked yet are in no sum.
    """
    whole = {
        name: [one for one in each if one is not None]
        for name, each in scores.items()
        if all(one is not None for one in each)
    }
    found: dict[str, tuple[float | None, str]] = {}
    for name, each in scores.items():
        if name not in whole:
            found[name] = None, "not all are marked"
        elif len(each) < FEWEST_DISCRIMINATION:
            found[name] = None, TOO_FEW
        elif len(whole) < 2:
            found[name] = None, "no other question"
        else:
            rest = (whole[one] for one in whole if one != name)
            others = [sum(row) for row in zip(*rest, strict=True)]
            found[name] = _correlation(whole[name], others)
    return found


def _correlation(one: Sequence[float], other: Sequence[float]) -> tuple[float | None, str]:
    if max(one) - min(one) < _SMALL:
        return None, "all have the same"
    if max(other) - min(other) < _SMALL:
        return None, "all have the same elsewhere"
    try:
        return correlation(one, other), ""
    except StatisticsError:  # a difference that floats do not keep
        return None, "all have the same"

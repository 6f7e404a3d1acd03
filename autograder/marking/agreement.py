"""How far two markers agree who marked the same answers without each other. [coordinator]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

#: pairs below which a coefficient is chance
FEWEST = 10
#: what two sums of points may differ in and be the same
_SMALL = 1e-6


@dataclass(frozen=True)
class Agreement:
    """What came of answers that were marked twice.

    Attributes:
        pairs: how many were.
        same: the share of them with the same points; None for no pair.
        difference: the mean of the differences in points, whichever way; None for no pair.
        kappa: as `weighted_kappa` gives it; None where it cannot be told.
    """

    pairs: int
    same: float | None
    difference: float | None
    kappa: float | None


def agreement(pairs: Sequence[tuple[float, float]]) -> Agreement:
    """How far markers agree.

    Args:
        pairs: of each answer the points of both.
    """
    if not pairs:
        return Agreement(0, None, None, None)
    return Agreement(
        len(pairs),
        fmean(abs(one - other) < _SMALL for one, other in pairs),
        fmean(abs(one - other) for one, other in pairs),
        weighted_kappa(pairs) if len(pairs) >= FEWEST else None,
    )


def weighted_kappa(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Cohen's weighted kappa with quadratic weights: 1 for the same, 0 for what chance would do.

    Cohen, "Weighted kappa", Psychological Bulletin 70 (1968), 213-220: one less the weighted
    disagreement that there is, over that which there would be if each gave as many of each mark,
    but not for the same answers. Points are distances already, so a disagreement weighs their
    square.

    Returns:
        None where both gave the same to all, so that there is nothing to disagree on.
    """
    there = fmean((one - other) ** 2 for one, other in pairs)
    by_chance = fmean((one - other) ** 2 for one, _ in pairs for _, other in pairs)
    return None if by_chance < _SMALL else 1 - there / by_chance

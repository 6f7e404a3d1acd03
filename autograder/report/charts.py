"""Charts as SVG without a script; their numbers go with them. [coordinator]

Colours are the page's own (`--bar`, `--accent`, `--quiet`, `--line`), so light and dark are its
matter. Whatever text gets into a picture is escaped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from markupsafe import Markup

from autograder.report.item_analysis import TOO_FEW, Spread
from autograder.report.pages import PAGES

_WIDTH, _HEIGHT = 360, 190
_LEFT, _TOP, _BOTTOM = 40, 20, 24
#: accuracies are told apart best where most models are: near 1
_ACCURACIES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99)


@dataclass(frozen=True)
class Picture:
    """A picture and the numbers behind it.

    Attributes:
        legend: what its lines mean, or nothing.
    """

    title: str
    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    legend: str = ""


def shares(title: str, values: Sequence[float]) -> Picture:
    """How many lie in each tenth below 1, at 1, and above, where any do."""
    counts = [0] * 12
    for value in values:
        tenth = min(9, max(0, int(value * 10 + 1e-9)))
        counts[tenth if value < 1 - 1e-9 else 10 if value <= 1 + 1e-9 else 11] += 1
    names = [f"{10 * step} to under {10 * step + 10} %" for step in range(10)]
    names += ["100 %", "more than 100 %"]
    ticks = [(float(step), f"{10 * step}") for step in range(10)] + [(10.5, "100"), (11.5, "more")]
    number = 12 if counts[11] else 11
    return _bars(title, ("points", "students"), names[:number], ticks[:number], counts[:number])


def accuracies(title: str, values: Sequence[float]) -> Picture:
    """How many models are how accurate, in steps that are finer near 1."""
    counts = [0] * len(_ACCURACIES)
    for value in values:
        counts[max(0, bisect_right(_ACCURACIES, value) - 1)] += 1
    tops = (*_ACCURACIES[1:], 1.0)
    names = [f"{low:.0%} to {top:.0%}" for low, top in zip(_ACCURACIES, tops, strict=True)]
    ticks = [(float(at), f"{low:.0%}") for at, low in enumerate((*_ACCURACIES, 1.0))]
    return _bars(title, ("accuracy", "models"), names, ticks, counts)


def _bars(
    title: str,
    columns: tuple[str, str],
    names: Sequence[str],
    ticks: Sequence[tuple[float, str]],
    counts: Sequence[int],
) -> Picture:
    """Bars with their numbers on top; each says its name where one points at it.

    Args:
        ticks: what stands below them, each at a number of bars from the left.
    """
    floor, tallest = _HEIGHT - _BOTTOM, max(1, *counts)
    bars = [
        (name, count, round((floor - _TOP) * count / tallest, 1))
        for name, count in zip(names, counts, strict=True)
    ]
    rows = tuple((name, str(count)) for name, count, _ in bars)
    svg = _drawn("bars", title, floor, _WIDTH / len(counts), bars, ticks)
    return Picture(title, svg, columns, rows)


def trend(title: str, lessons: Sequence[tuple[str, Spread]]) -> Picture:
    """The median of each lesson's shares, in order, and between which quartiles the middle lies.

    Args:
        lessons: what to call each, and how the shares are spread; where there are too few for
            quartiles, their mean stands in the place of the median, without a box.
    """
    floor = _HEIGHT - _BOTTOM
    wide = (_WIDTH - _LEFT) / max(1, len(lessons))

    def height(share: float) -> float:
        return round(floor - (floor - _TOP) * min(1.0, max(0.0, share)), 1)

    boxes, points, rows = [], [], []
    for number, (name, spread) in enumerate(lessons):
        x = round(_LEFT + (number + 0.5) * wide, 1)
        quartiles = spread.quartiles
        middle = quartiles[1] if quartiles else spread.mean
        if quartiles:
            boxes.append((x, height(quartiles[2]), height(quartiles[0])))
        if middle is not None:
            points.append((x, height(middle)))
        told = [f"{value:.0%}" for value in quartiles] if quartiles else [TOO_FEW, "–", "–"]
        mean = "–" if spread.mean is None else f"{spread.mean:.0%}"
        deviation = "–" if spread.deviation is None else f"{spread.deviation:.0%}"
        rows.append((name, str(spread.number), mean, deviation, *told))
    levels = [(f"{share:.0%}", height(share)) for share in (0.0, 0.5, 1.0)]
    names = [(_LEFT + (number + 0.5) * wide, name) for number, (name, _) in enumerate(lessons)]
    half = round(min(wide / 4, 22.0), 1)
    svg = _drawn("trend", title, _LEFT, _WIDTH, boxes, points, levels, names, half)
    columns = ("lesson", "students", "mean", "deviation", "first quartile", "median", "third")
    legend = "line: the median; boxes: from the first quartile to the third, half of the class"
    return Picture(title, svg, columns, tuple(rows), legend)


def curves(title: str, records: Sequence[Mapping[str, Sequence[float]]], kind: str) -> Picture:
    """Training curves of a class: a thin line each, and what is in the middle.

    Args:
        kind: `accuracy` or `loss`; the validation series goes by `val_` and the same name.
    """
    train = [record[kind] for record in records if record.get(kind)]
    check = [record[f"val_{kind}"] for record in records if record.get(f"val_{kind}")]
    middle, middle_check = _middle(train), _middle(check)
    thin = check or train
    every = sorted(value for series in (*thin, middle) for value in series)
    # One network that went astray would press all others flat: what lies far off is cut.
    low, high = every[len(every) // 50], every[-1 - len(every) // 50]
    if kind == "accuracy":
        low, high = min(low, middle[0] if middle else low), 1.0
    else:
        low, high = 0.0, max(high, middle[0] if middle else high)
    if not high > low:
        low, high = high - 1, high
    epochs = max(2, *(len(series) for series in (*train, *check)))

    def path(series: Sequence[float]) -> str:
        points = []
        for epoch, value in enumerate(series):
            x = _LEFT + (_WIDTH - _LEFT - 8) * epoch / (epochs - 1)
            share = (min(high, max(low, value)) - low) / (high - low)
            points.append(f"{x:.1f} {_HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * share:.1f}")
        return "M" + "L".join(points) if len(points) > 1 else f"M{points[0]}h3"

    floor = _HEIGHT - _BOTTOM
    middles = (("train", middle), ("check", middle_check))
    paths = [
        ("each", "".join(map(path, thin))),
        *((kind_of, path(series)) for kind_of, series in middles if series),
    ]
    levels = ((high, _TOP), ((high + low) / 2, (floor + _TOP) / 2), (low, floor))
    svg = _drawn(
        "curves",
        f"{title} by epoch",
        _LEFT,
        _WIDTH - 8,
        paths,
        [(f"{value:.3g}", y) for value, y in levels],
        epochs,
    )
    rows = tuple(
        (
            str(epoch + 1),
            str(sum(len(series) > epoch for series in train or check)),
            *(_at(series, epoch) for series in (middle, middle_check)),
            *(_spread(check or train, epoch)),
        )
        for epoch in range(max(len(middle), len(middle_check)))
    )
    return Picture(
        title,
        svg,
        ("epoch", "models", "training, median", "validation, median", "lowest", "highest"),
        rows,
        "dashed: training, solid: validation, the median of the class; thin: each model",
    )


def _middle(series: Sequence[Sequence[float]]) -> list[float]:
    """The median of each epoch, over those who trained so long."""
    longest = max(map(len, series), default=0)
    return [median(one[epoch] for one in series if len(one) > epoch) for epoch in range(longest)]


def _at(series: Sequence[float], epoch: int) -> str:
    return f"{series[epoch]:.4g}" if len(series) > epoch else "–"


def _spread(series: Sequence[Sequence[float]], epoch: int) -> tuple[str, str]:
    there = [one[epoch] for one in series if len(one) > epoch]
    return (f"{min(there):.4g}", f"{max(there):.4g}") if there else ("–", "–")


def _drawn(macro: str, *arguments: object) -> Markup:
    """What a macro of `templates/charts.svg` makes of these."""
    template = PAGES.get_template("charts.svg", globals={"width": _WIDTH, "height": _HEIGHT})
    return Markup(getattr(template.module, macro)(*arguments).strip())  # noqa: S704 (it escapes)

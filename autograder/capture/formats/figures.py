"""Matplotlib figures: a PNG, and data that a Figure is rebuilt from. [kernel, checker]

Axes, and the grids of seaborn, come with the figure that they lie in, which each snapshot has once.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from autograder.capture.formats import arrays, objects
from autograder.capture.formats.figure_parts import ask_for_the_rest
from autograder.capture.snapshot_folder import (
    DecodeError,
    NoData,
    SnapshotFolder,
    TooLarge,
    holds_opaque,
    reading,
)

NAME = "figure"

_MAX_AXES = 200
_MAX_FIGURES = 200
#: images and lines of one figure, and the numbers in them: 60,000 digits are 47 million
_MAX_ARTISTS = 2_000
_MAX_NUMBERS = 64_000_000
_MAX_TEXT = 2_000
_MAX_INCHES = 100.0
_TEXTS = ("xlabel", "ylabel")
_TITLES = ("left", "center", "right")
#: grids of seaborn, and what of each is axes
_GRIDS = {
    "FacetGrid": ("_axes",),
    "PairGrid": ("axes",),
    "JointGrid": ("ax_joint", "ax_marg_x", "ax_marg_y"),
}
#: kinds of axes that are rebuilt as they were
_KINDS = ("rectilinear", "polar", "3d")
#: what axes may hold that is not rebuilt: bars, points of a scatter plot, text, ...
_OTHERS = ("patches", "collections", "texts", "tables", "artists", "containers")


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with each axes' place, titles, images and lines; None where nothing is drawn.

    Raises:
        NoData: it has axes of a kind that is not rebuilt, such as a map.
        TooLarge: it is wider or higher than 100 inches, or has more than 200 axes, 2,000 images
            and lines, or 64 million numbers in them.
    """
    matplotlib = sys.modules.get("matplotlib.figure")
    if matplotlib is None:
        return None
    seaborn = sys.modules.get("seaborn")
    kind = type(value).__name__
    if type(value) is matplotlib.Figure:
        return _shared(value, snap)
    if _is_axes(value):
        figure = value.get_figure()
        if type(figure) is not matplotlib.Figure or value not in figure.axes:
            raise NoData("it lies in no figure of its own")
        return {"figure": _shared(figure, snap), "axes": figure.axes.index(value)}
    # In an answer it is asked itself: a rebuilt line asks for what it has not.
    if _is_line(value) and (snap.lasting or not snap.objects):
        place = value.axes.lines.index(value)
        return {**encode(value.axes, snap), "line": place}
    if seaborn is None or kind not in _GRIDS or type(value) is not getattr(seaborn, kind):
        return None
    places = {name: getattr(value, name) for name in _GRIDS[kind]}
    return {
        "grid": kind,
        "figure": _shared(value.figure, snap),
        "places": {name: _places(axes, value.figure.axes) for name, axes in places.items()},
        "data": snap.encode(getattr(value, "data", None)),
    }


def _is_axes(value: Any) -> bool:
    """Whether a value is axes of a kind that is rebuilt, and of no class of the student's own."""
    axes = sys.modules.get("matplotlib.axes")
    return (
        axes is not None
        and isinstance(value, axes.Axes)
        and type(value).__module__.startswith(("matplotlib.", "mpl_toolkits."))
    )


def _is_line(value: Any) -> bool:
    """Whether a value is one of the lines of axes that are rebuilt."""
    lines = sys.modules.get("matplotlib.lines")
    return (
        lines is not None
        and type(value) is lines.Line2D
        and _is_axes(value.axes)
        and value in value.axes.lines
    )


def _places(axes: Any, of: list[Any]) -> Any:
    """Where the axes of a grid lie among those of its figure: a number, or lists of them."""
    import numpy as np

    if isinstance(axes, np.ndarray):
        return [_places(one, of) for one in axes]
    return None if axes is None else of.index(axes)


def _shared(figure: Any, snap: SnapshotFolder) -> Any:
    """A figure's data, or where it was met before its number."""
    known = snap.notes.setdefault(NAME, [])
    for number, one in enumerate(known):
        if one is figure:
            return {"again": number}
    data = _encode_figure(figure, snap)
    known.append(figure)
    return {"number": len(known) - 1, "new": data}


def _encode_figure(value: Any, snap: SnapshotFolder) -> dict[str, Any]:
    if max(value.get_size_inches()) > _MAX_INCHES:  # drawing it could take gigabytes
        raise TooLarge(f"it is larger than {_MAX_INCHES:g} inches")
    if len(value.axes) > _MAX_AXES:
        raise TooLarge(f"it has more than {_MAX_AXES} axes")
    drawn = [image.get_array() for axes in value.axes for image in axes.images]
    drawn += [line.get_xydata() for axes in value.axes for line in axes.lines]
    if len(drawn) > _MAX_ARTISTS:
        raise TooLarge(f"it has more than {_MAX_ARTISTS:,} images and lines")
    if sum(array.size for array in drawn) > _MAX_NUMBERS:
        raise TooLarge(f"its images and lines hold more than {_MAX_NUMBERS:,} numbers")
    picture = snap.new_file("png")
    value.savefig(picture, dpi=80)
    return {
        "size": [float(inches) for inches in value.get_size_inches()],
        "suptitle": value.get_suptitle()[:_MAX_TEXT],
        "axes": [_encode_axes(axes, snap) for axes in value.axes],
        "picture": picture.name,
    }


def _encode_axes(axes: Any, snap: SnapshotFolder) -> dict[str, Any]:
    import numpy as np

    if axes.name not in _KINDS:
        raise NoData(f"it has axes of the kind {str(axes.name)[:80]!r}, which are not rebuilt here")
    return {
        "kind": axes.name,
        "others": [name for name in _OTHERS if getattr(axes, name)],
        "asked": objects.encode(axes, snap),
        "legend": _legend(axes),
        "bounds": [float(number) for number in axes.get_position(original=True).bounds],
        "titles": [axes.get_title(loc=side)[:_MAX_TEXT] for side in _TITLES],
        "xlabel": axes.get_xlabel()[:_MAX_TEXT],
        "ylabel": axes.get_ylabel()[:_MAX_TEXT],
        "axison": bool(axes.axison),
        "images": [arrays.write_npy(np.asarray(image.get_array()), snap) for image in axes.images],
        "lines": [
            {
                "label": str(line.get_label())[:_MAX_TEXT],
                "points": arrays.write_npy(np.asarray(line.get_xydata(), dtype=float), snap),
                "given": [_given(data, snap) for data in line.get_data(orig=True)],
            }
            for line in axes.lines
        ],
    }


def _given(data: Any, snap: SnapshotFolder) -> Any:
    """Numbers of a line as they were given to be drawn; None where these are its points."""
    import numpy as np

    if type(data) is np.ndarray and data.dtype == float:
        return None
    given = snap.encode(data)
    return None if holds_opaque(given) else given


def _legend(axes: Any) -> list[str] | None:
    """The words of a legend; None where there is none."""
    legend = axes.get_legend()
    return legend and [text.get_text()[:_MAX_TEXT] for text in legend.get_texts()[:_MAX_ARTISTS]]


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """A Figure with axes at the same places, and their titles, labels, legends, images and lines.

    Whoever looks for something else that the axes had is told that it is not here.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    with reading("figure"):
        if set(data) in ({"number", "new"}, {"again"}):
            return _decode_shared(data, snap)
        figure = _decode_shared(data["figure"], snap)
        if set(data) == {"figure", "axes"}:
            return _one(data["axes"], figure)
        if set(data) == {"figure", "axes", "line"} and type(data["line"]) is int:
            lines = _one(data["axes"], figure).lines
            if 0 <= data["line"] < len(lines):
                return lines[data["line"]]
        if set(data) == {"grid", "figure", "places", "data"} and data["grid"] in _GRIDS:
            return _decode_grid(data, figure, snap)
    raise DecodeError("not a valid figure")


def _decode_shared(data: Any, snap: SnapshotFolder) -> Any:
    known: dict[int, Any] = snap.notes.setdefault(NAME, {})
    if set(data) == {"again"}:
        if type(data["again"]) is not int or data["again"] not in known:
            raise DecodeError("the figure that it lies in did not come along")
        return known[data["again"]]
    number = data["number"]
    if type(number) is not int or number in known or len(known) >= _MAX_FIGURES:
        raise DecodeError("too many figures")
    known[number] = _decode_figure(data["new"], snap)
    return known[number]


def _one(number: Any, figure: Any) -> Any:
    """The axes of a number in a figure."""
    if type(number) is not int or not 0 <= number < len(figure.axes):
        raise DecodeError("axes that the figure does not have")
    return figure.axes[number]


def _decode_grid(data: dict[str, Any], figure: Any, snap: SnapshotFolder) -> Any:
    import numpy as np
    import seaborn

    def found(place: Any) -> Any:
        if isinstance(place, list):
            return [found(one) for one in place]
        return None if place is None else _one(place, figure)

    if set(data["places"]) != set(_GRIDS[data["grid"]]):
        raise DecodeError("not a valid grid")
    # Making one as seaborn does would draw a figure of its own.
    grid = object.__new__(getattr(seaborn, data["grid"]))
    grid._figure, grid.data, grid._legend = figure, snap.decode(data["data"]), None
    for name, place in data["places"].items():
        axes = found(place)
        vars(grid)[name] = np.array(axes, dtype=object) if isinstance(axes, list) else axes
    return grid


def _decode_figure(data: Any, snap: SnapshotFolder) -> Any:
    from matplotlib.figure import Figure

    with reading("figure"):
        width, height = (float(inches) for inches in data["size"])
        if not (0 < width <= _MAX_INCHES and 0 < height <= _MAX_INCHES):
            raise DecodeError("a figure of an impossible size")
        if len(data["axes"]) > _MAX_AXES:
            raise DecodeError("a figure with too many axes")
        figure = Figure(figsize=(width, height))
        if data["suptitle"]:
            figure.suptitle(_text(data["suptitle"]))
        left = _Left()
        for axes in data["axes"]:
            _decode_axes(figure, axes, snap, left)
        return figure


@dataclass
class _Left:
    """How much more may be drawn into a figure."""

    artists: int = _MAX_ARTISTS
    numbers: int = _MAX_NUMBERS

    def array(self, name: object, snap: SnapshotFolder) -> Any:
        """The array of the next image or line. Raises DecodeError where nothing is left for it."""
        found = arrays.read_npy(snap.existing_file(name, "npy"))
        self.artists -= 1
        self.numbers -= found.size
        if self.artists < 0 or self.numbers < 0:
            raise DecodeError("a figure with too much in it")
        return found


def _decode_axes(figure: Any, data: dict[str, Any], snap: SnapshotFolder, left: _Left) -> None:
    from matplotlib.lines import Line2D

    bounds = [float(number) for number in data["bounds"]]
    if len(bounds) != 4 or not all(-10 < number < 10 for number in bounds):
        raise DecodeError("axes at an impossible place")
    if data["kind"] not in _KINDS:
        raise DecodeError("not a valid kind of axes")
    axes = figure.add_axes(bounds, projection=data["kind"])
    for side, title in zip(_TITLES, data["titles"], strict=True):
        axes.set_title(_text(title), loc=side)
    for name in _TEXTS:
        getattr(axes, f"set_{name}")(_text(data[name]))
    for name in data["images"]:
        array = left.array(name, snap)
        if array.ndim not in (2, 3) or array.dtype.kind not in "biuf":
            raise DecodeError("not a valid image")
        axes.imshow(array)
    for line in data["lines"]:
        points = left.array(line["points"], snap)
        if points.ndim != 2 or points.shape[1] != 2 or points.dtype.kind != "f":
            raise DecodeError("a line without points")
        [drawn] = axes.plot(points[:, 0], points[:, 1], label=_text(line["label"]))
        _give(drawn, [None if one is None else snap.decode(one) for one in line["given"]])
    if data["axison"] is not True:
        axes.set_axis_off()
    if data["legend"] is not None:
        words = data["legend"][:_MAX_ARTISTS]
        axes.legend(handles=[Line2D([], [], label=_text(word)) for word in words])
    kind = type(axes)
    others = [name for name in _OTHERS if name in data["others"]]
    if snap.checker.objects and data.get("asked") is not None:
        ask_for_the_rest(axes, objects.decode(data["asked"], snap), others)
    elif refused := {name: _not_here(name) for name in others}:
        axes.__class__ = type(kind.__name__, (kind,), refused)


def _give(line: Any, given: list[Any]) -> None:
    """Has a line tell the numbers that it was given, which may be integers, dates or words."""
    line.recache()  # from the points
    x, y = given
    if x is not None:
        line._xorig = _of_line(x)
    if y is not None:
        line._yorig = _of_line(y)


def _of_line(given: Any) -> Any:
    if not isinstance(given, (list, tuple)) and type(given).__module__ not in ("numpy", "numpy.ma"):
        raise DecodeError("not valid numbers of a line")
    return given


def _not_here(name: str) -> property:
    def refuse(_: Any) -> Any:
        raise AssertionError(f"The figure's {name} did not come along to this check.")

    return property(refuse)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        raise DecodeError("not a valid text")
    return value

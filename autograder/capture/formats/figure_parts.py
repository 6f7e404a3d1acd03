"""What of a figure does not leave as data, asked of the student's own. [kernel, checker]

A rebuilt figure has titles, labels, images and lines. Limits, ticks, colours, bars and points of
its axes would be those of an empty drawing, and a test that looks at them would be told nonsense.
So these go to the axes in the student's kernel, where objects may be asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: methods of axes, of lines and of images that are asked
_OF_AXES = (
    *("get_xlim", "get_ylim", "get_zlim", "get_xbound", "get_ybound", "get_xscale", "get_yscale"),
    *("get_xticks", "get_yticks", "get_xticklabels", "get_yticklabels", "get_xgridlines"),
    *("get_ygridlines", "get_xmajorticklabels", "get_ymajorticklabels", "get_facecolor"),
    *("get_aspect", "get_legend_handles_labels", "get_zlabel", "xaxis_inverted"),
    *("yaxis_inverted", "get_frame_on", "get_children"),
)
_OF_LINES = (
    *("get_color", "get_c", "get_linestyle", "get_ls", "get_linewidth", "get_lw", "get_marker"),
    *("get_markersize", "get_ms", "get_markerfacecolor", "get_mfc", "get_markeredgecolor"),
    *("get_mec", "get_alpha", "get_drawstyle", "get_visible", "get_zorder"),
)
_OF_IMAGES = ("get_cmap", "get_clim", "get_extent", "get_alpha", "get_interpolation")


def ask_for_the_rest(axes: Any, theirs: Any, others: list[str]) -> None:
    """Has axes, their lines and images asked for what did not come along.

    Args:
        axes: rebuilt; it is not drawn into any more.
        theirs: the proxy of those in the student's kernel.
        others: attributes that hold what is not rebuilt, such as `patches`.
    """
    parts = {name: _attribute(theirs, name) for name in others}
    _turn(axes, {**_methods(axes, lambda: theirs, _OF_AXES), **parts})
    for kind, names in (("lines", _OF_LINES), ("images", _OF_IMAGES)):
        for number, part in enumerate(getattr(axes, kind)):
            _turn(part, _methods(part, _item(theirs, kind, number), names))


def _item(theirs: Any, kind: str, number: int) -> Callable[[], Any]:
    return lambda: getattr(theirs, kind)[number]


def _methods(part: Any, find: Callable[[], Any], names: tuple[str, ...]) -> dict[str, Any]:
    def asking(name: str) -> Callable[..., Any]:
        return lambda _, *args, **kwargs: getattr(find(), name)(*args, **kwargs)

    return {name: asking(name) for name in names if hasattr(part, name)}


def _attribute(theirs: Any, name: str) -> property:
    return property(lambda _: getattr(theirs, name))


def _turn(part: Any, members: dict[str, Any]) -> None:
    kind = type(part)
    part.__class__ = type(kind.__name__, (kind,), {"__module__": kind.__module__, **members})

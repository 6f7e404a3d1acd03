"""Formulas as MathML Core, which browsers set without a script or a font. [worker]

latex2mathml reads TeX. It leaves what stands in a text unescaped, and passes addresses and styles
on, so its tree is written out anew here, of a closed list of elements and attributes
(https://w3c.github.io/mathml-core/#mathml-elements-and-attributes).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

#: longer TeX stays as it was typed
_MAX_TEX = 2_000
#: environments → what latex2mathml knows that looks the same; it takes no other for a table
_ENVIRONMENTS = {
    **dict.fromkeys(("align", "aligned", "alignat", "alignedat", "eqnarray", "flalign"), "align*"),
    **dict.fromkeys(("gather", "gathered", "multline"), "matrix"),
    **dict.fromkeys(("array", "cases", "smallmatrix", "split", "substack")),
    **dict.fromkeys(f"{kind}matrix" for kind in ("", "b", "B", "p", "v", "V")),
    **{"dcases": "cases", "equation": ""},
}
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+)\*?\}(\s*\{\d+\})?")
_ELEMENTS = {
    *("math", "menclose", "merror", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom"),
    *("mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd"),
    *("mtext", "mtr", "munder", "munderover"),
}
_ATTRIBUTES = {
    *("accent", "accentunder", "columnalign", "columnspacing", "depth", "display"),
    *("displaystyle", "fence", "form", "height", "largeop", "linethickness", "lspace"),
    *("mathcolor", "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation"),
    *("rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset"),
    *("width",),
}


def mathml(tex: str, *, is_displayed: bool) -> str:
    """A formula as an element `math`; nothing where it cannot be read.

    Args:
        is_displayed: whether it stands on a line of its own.
    """
    if not tex or len(tex) > _MAX_TEX:
        return ""
    try:
        known = _ENVIRONMENT.sub(_as_known, tex)
        element = convert_to_element(known, display="block" if is_displayed else "inline")
        return "".join(_written(element))
    except Exception:  # the reader has errors of many kinds; then the formula is shown as typed
        return ""


def _as_known(match: re.Match[str]) -> str:
    """Raises KeyError for an environment that would be set as if it were none."""
    name = _ENVIRONMENTS[match[2]]
    if name is None:
        return match[0]
    return f"\\{match[1]}{{{name}}}" if name else ""


def _written(element: Element) -> Iterator[str]:
    """An element with what is in it. In the reader's texts, characters are entities."""
    tag = element.tag if element.tag in _ELEMENTS else "mrow"
    given = (f' {k}="{html.escape(v)}"' for k, v in element.items() if k in _ATTRIBUTES)
    yield f"<{tag}{''.join(given)}>"
    yield html.escape(html.unescape(element.text or ""))
    for inside in element:
        yield from _written(inside)
        yield html.escape(html.unescape(inside.tail or ""))
    yield f"</{tag}>"

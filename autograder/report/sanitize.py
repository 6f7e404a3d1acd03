"""Sanitises what students wrote into HTML in which nothing can run or load anything. [worker]

Markdown and HTML become a closed list of tags without styles, classes and ids; pictures are PNG or
JPEG and lie in the page itself. What takes a parser too long to read is shown as it was typed.
"""

from __future__ import annotations

import base64
import binascii
import functools
import html
import re
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.texmath.index import make_inline_func

from autograder.report.formulas import mathml

#: kinds of pictures that are shown
PICTURES = ("image/png", "image/jpeg")
#: longer Markdown is shown as typed, clipped
_MAX_MARKDOWN = 10_000
_MAX_TEXT = 50_000
_MAX_MARKUP = 500_000
#: in one piece of HTML; a parser's time grows with the square of how deep tags are nested
_MAX_TAGS = 3_000
_MAX_PICTURE = 2_000_000
#: a small file can hold a picture that no browser has the memory for
_MAX_PIXELS = 40_000_000
_TAGS = (
    {f"h{level}" for level in range(1, 7)}
    | {"a", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "hr"}
    | {"i", "img", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "summary", "sup", "u"}
    | {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
#: tags that go with all that is in them; of other tags the words stay
_DROPPED = {"iframe", "math", "object", "script", "select", "style", "svg", "template", "textarea"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "img": {"alt", "src"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
#: characters of a drawing, and what it may be made of
_MAX_DRAWING = 300_000
_SVG_TAG = re.compile(r"<([a-zA-Z][^\s/>]*)")
_SVG = {"a", "circle", "defs", "ellipse", "g", "line", "linearGradient", "path", "polygon"} | {
    *("polyline", "radialGradient", "rect", "stop", "svg", "text", "title", "tspan")
}
_DATA = re.compile(r"data:(image/(?:png|jpeg|jpg));base64,([A-Za-z0-9+/=]+)")
#: what stands for a picture while its text is parsed; the number counts its pictures
_PLACE = re.compile(r"picture:(\d+)")
_IMG = re.compile(r"<img((?: [a-z]+=\"[^\"]*\")*)>")
_ATTRIBUTE = re.compile(r" ([a-z]+)=\"([^\"]*)\"")
#: a browser opens such tags again in each paragraph, unless three equal ones are open already
_FORMATTING = re.compile(
    r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]*>", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,3}")
_HEADING = re.compile(r"(</?h)([1-6])>")


def text(of: object, at_most: int = _MAX_TEXT) -> str:
    """Text that can be written as UTF-8, and is not endless; notebooks may hold it in lines."""
    if isinstance(of, list):
        of = "".join(line for line in of if isinstance(line, str))
    whole = of if isinstance(of, str) else str(of or "")
    if len(whole) > at_most:
        whole = f"{whole[:at_most]}\n… (clipped)"
    return whole.encode("utf-8", "replace").decode()


def as_typed(source: str) -> str:
    """A text with its lines and spaces."""
    return f"<pre>{html.escape(text(source))}</pre>"


def picture(kind: str, data: object) -> str:
    """The address that shows a picture without loading anything; nothing where it is none.

    Args:
        kind: one of `PICTURES`.
        data: base64, perhaps with line breaks.
    """
    encoded = "".join(text(data, _MAX_PICTURE).split())
    try:
        content = base64.b64decode(encoded, validate=True)
        width, height = _SIZES[kind](content)
    except (KeyError, ValueError, binascii.Error, struct.error, IndexError):
        return ""
    if not 0 < width * height <= _MAX_PIXELS:
        return ""
    return f"data:{kind};base64,{encoded}"


def drawing(data: object) -> str:
    """The address that shows an SVG drawing as a picture; nothing where it is no plain one.

    A browser runs and loads nothing in a picture. What could keep it busy, such as parts that are
    repeated or filtered, is in none of Graphviz's drawings, and so in none that is shown.
    """
    source = text(data, _MAX_DRAWING + 1)
    tags = set(_SVG_TAG.findall(source))
    if len(source) > _MAX_DRAWING or "svg" not in tags or not tags <= _SVG or "<!E" in source:
        return ""
    return f"data:image/svg+xml;base64,{base64.b64encode(source.encode()).decode()}"


def _png_size(content: bytes) -> tuple[int, int]:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        raise ValueError("no PNG")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """From the frame's header, past the segments before it."""
    if content[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    place = 2
    while content[place] == 0xFF:
        marker, length = struct.unpack(">BH", content[place + 1 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    raise ValueError("no frame")


_SIZES = {"image/png": _png_size, "image/jpeg": _jpeg_size}


def markdown(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Markdown as sanitised HTML. Formulas stay as they are typed.

    Args:
        attachments: of its cell: name → kind → base64.
    """
    if attachments or len(source) > _MAX_MARKDOWN:
        return _with_pictures(source, attachments or {})
    return _of_text(source)


@functools.lru_cache(4096)  # most text of a class's notebooks is the lesson's own
def _of_text(source: str) -> str:
    return _with_pictures(source, {})


def comment(source: str) -> str:
    """A comment of whoever marks, as sanitised HTML: Markdown, with formulas as MathML.

    Lines stay lines, and `a<b` is no tag: people type comments into a plain field.
    """
    return _with_pictures(source, {}, _COMMENTS)


def below(clean: str) -> str:
    """With headings that come after the page's own."""
    return _HEADING.sub(lambda match: f"{match[1]}{min(6, int(match[2]) + 2)}>", clean)


def _with_pictures(
    source: str, attachments: Mapping[str, Any], parser: MarkdownIt | None = None
) -> str:
    names: dict[str, str] = {}
    pictures: list[str] = []
    for name, bundle in attachments.items():
        kinds = bundle if isinstance(bundle, Mapping) else {}
        if found := next((at for k in PICTURES if (at := picture(k, kinds.get(k)))), ""):
            names[name] = f"picture:{len(pictures)}"
            pictures.append(found)
    source = _lifted(source, pictures)
    if len(source) > _MAX_MARKDOWN:
        return as_typed(source)
    try:
        page = (parser or _MARKDOWN).render(source, {"names": names, "pictures": pictures})
        return _clean(page, pictures)
    except Exception:  # a student's text may overcome the parser; then it is shown as typed
        return as_typed(source)


def markup(source: str) -> str:
    """HTML as sanitised HTML; nothing where none of it can be seen."""
    pictures: list[str] = []
    source = _lifted(source, pictures)
    try:
        clean = _clean(source, pictures)
    except ValueError:
        return ""
    return clean if "<img " in clean or re.sub(r"<[^>]*>|\s|&nbsp;", "", clean) else ""


def _lifted(source: str, pictures: list[str]) -> str:
    """The text with a short name in the place of each picture in it, which joins the list.

    So that a picture counts neither as text nor for a parser's time.
    """

    def lift(match: re.Match[str]) -> str:
        pictures.append(picture(match[1].replace("jpg", "jpeg"), match[2]))
        return f"picture:{len(pictures) - 1}"

    return _DATA.sub(lift, text(source, 10 * _MAX_PICTURE))


def _clean(page: str, pictures: Sequence[str]) -> str:
    if len(page) > _MAX_MARKUP or len(re.findall(r"<[a-zA-Z]", page)) > _MAX_TAGS:
        raise ValueError("more than a parser reads in good time")
    clean = nh3.clean(
        _FORMATTING.sub(r"<\1>", page),
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=_checked,
        url_schemes={"http", "https", "mailto", "picture"},
        link_rel="noopener noreferrer nofollow",
    )
    return _IMG.sub(lambda match: _shown(match[1], pictures), clean)


def _checked(tag: str, name: str, value: str) -> str | None:
    if name in ("colspan", "rowspan"):
        return value if _NUMBER.fullmatch(value) else None
    if name == "href":
        return value if _is_elsewhere(value) else None
    return value


def _is_elsewhere(address: str) -> bool:
    return address.lower().startswith(("http://", "https://", "mailto:"))


def _shown(attributes: str, pictures: Sequence[str]) -> str:
    """A picture of the text's own; of one that would be loaded from elsewhere, its description."""
    given = dict(_ATTRIBUTE.findall(attributes))
    place = _PLACE.fullmatch(given.get("src", ""))
    alt = given.get("alt", "").strip()
    number = int(place[1]) if place and len(place[1]) < 6 else len(pictures)
    if number < len(pictures) and pictures[number].startswith("<math "):
        return pictures[number]
    if number < len(pictures) and pictures[number]:
        return f'<img alt="{alt or "picture"}" src="{pictures[number]}">'
    return f"<span>picture: {_unquoted(alt) or 'not shown here'}</span>"


def _unquoted(value: str) -> str:
    """An attribute's value as text between tags."""
    return html.escape(html.unescape(value), quote=False)


class _Renderer(RendererHTML):
    """As markdown-it's, with a link in the place of a picture that lies elsewhere."""

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """HTML for `![text](address)`."""
        token = tokens[idx]
        alt = html.escape(self.renderInlineAsText(token.children or [], options, env))
        address = str(token.attrs.get("src", ""))
        address = env["names"].get(address.removeprefix("attachment:"), address)
        if _PLACE.fullmatch(address):
            return f'<img alt="{alt}" src="{address}">'
        if not _is_elsewhere(address):
            return f"picture: {alt} ({html.escape(address)})"
        words = f"picture: {alt or html.escape(address)}"
        inside = sum(other.nesting for other in tokens[:idx] if other.type.startswith("link_"))
        return words if inside else f'<a href="{html.escape(address)}">{words}</a>'


def _typed_math(content: str, settings: Mapping[str, bool]) -> str:
    marks = "$$" if settings.get("display_mode") else "$"
    return f"{marks}{html.escape(content)}{marks}"


_MARKDOWN = MarkdownIt("commonmark", renderer_cls=_Renderer).enable(["table", "strikethrough"])
_MARKDOWN.use(
    dollarmath_plugin,
    allow_digits=False,
    allow_space=False,
    double_inline=True,
    renderer=_typed_math,
)


def _set_math(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Any
) -> str:
    """The place of a formula among the text's pictures, or the formula as it was typed."""
    token = tokens[idx]
    is_inline = token.type == "math_inline"
    if made := mathml(token.content.strip(), is_displayed=not is_inline):
        env["pictures"].append(made)
        place = f'<img alt="" src="picture:{len(env["pictures"]) - 1}">'
    else:
        before, after = _AROUND.get(token.markup, (token.markup, token.markup))
        place = f"<code>{html.escape(f'{before}{token.content.strip()}{after}')}</code>"
    return place if token.type not in _BLOCKS else f"<p>{place}</p>"


#: kinds of formulas that are paragraphs of their own
_BLOCKS = {"amsmath", "math_block"}
#: TeX's own marks: a formula's kind, how it begins, what it is
_BRACKETS = (
    ("math_inline", "\\(", re.compile(r"^\\\((.+?)\\\)", re.DOTALL)),
    ("math_inline_double", "\\[", re.compile(r"^\\\[(.+?)\\\]", re.DOTALL)),
)
_AROUND = {"\\(": ("\\(", "\\)"), "\\[": ("\\[", "\\]")}
_COMMENTS = MarkdownIt("commonmark", {"html": False, "breaks": True}, renderer_cls=_Renderer)
_COMMENTS.enable(["table", "strikethrough"]).use(amsmath_plugin)
_COMMENTS.use(
    dollarmath_plugin,
    allow_labels=False,
    allow_digits=False,
    allow_space=False,
    double_inline=True,
)
for _kind, _mark, _formula in _BRACKETS:
    _rule = make_inline_func({"name": _kind, "rex": _formula, "tmpl": "", "tag": _mark})
    _COMMENTS.inline.ruler.before("escape", f"{_kind}_in_brackets", _rule)
for _kind in ("math_inline", "math_inline_double", *_BLOCKS):
    _COMMENTS.add_render_rule(_kind, _set_math)

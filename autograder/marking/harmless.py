"""Cells as formgrader may show them: what a student wrote cannot run in an instructor's browser.

Formgrader renders Markdown and HTML unfiltered, in a page that may change every mark. So what
reaches it is made anew, of what is known to be harmless: text, pictures, and Markdown that has
become HTML without scripts, forms, styles, ids, or anything loaded from elsewhere.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Mapping
from typing import Any

import bleach
import nbformat
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

#: longer texts are shown as they are typed, clipped
_MAX_TEXT = 50_000
_PICTURES = ("image/png", "image/jpeg")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+")
_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_TAGS = frozenset(
    {f"h{level}" for level in range(1, 7)}
    | {"a", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "hr", "i", "img"}
    | {"li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "u", "ul"}
    | {"table", "tbody", "td", "th", "thead", "tr"}
)


def plain(cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A new cell that shows what a student's cell showed, as far as that is harmless."""
    source = _text(cell.source)
    if cell.cell_type == "markdown":
        return nbformat.v4.new_markdown_cell(rendered(source, cell.get("attachments")))
    if cell.cell_type == "code":
        outputs = [one for output in cell.outputs if (one := _output(output)) is not None]
        return nbformat.v4.new_code_cell(source, outputs=outputs)
    return nbformat.v4.new_raw_cell(source)


def rendered(markdown: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Markdown as harmless HTML, on one line.

    Markdown passes a block of HTML on as it is up to the next empty line
    (https://spec.commonmark.org/0.31.2/#html-blocks), so formgrader shows just this.
    """
    return _rendered(markdown) if not attachments else _render(markdown, _pictures(attachments))


@functools.lru_cache(4096)  # most text of a class's notebooks is the lesson's own
def _rendered(markdown: str) -> str:
    return _render(markdown, {})


def _render(markdown: str, attachments: dict[str, dict[str, str]]) -> str:
    if len(markdown) > _MAX_TEXT:
        page = _as_typed(markdown)
    else:
        renderer = IPythonRenderer(escape=False, exclude_anchor_links=True, attachments=attachments)
        try:
            page = MarkdownWithMath(renderer=renderer).render(markdown)
        except Exception:  # a student's text may overcome the parser; then it is shown as typed
            page = _as_typed(markdown)
    clean = bleach.clean(page, tags=_TAGS, attributes=_is_allowed, protocols=_PROTOCOLS, strip=True)
    return f"<div>{clean.strip()}</div>".replace("\r", "").replace("\n", "&#10;")


class _Renderer(IPythonRenderer):  # type: ignore[misc] # nbconvert has no types
    """As nbconvert's, with a link in the place of a picture that would be loaded from elsewhere."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """HTML for `![text](url)`."""
        source = self._embed_image_or_attachment(url)
        if source.startswith("data:"):
            return f'<img alt="{html.escape(text)}" src="{html.escape(source)}">'
        return f'<a href="{html.escape(url)}">picture: {html.escape(text or url)}</a>'


_PROTOCOLS = frozenset({"http", "https", "mailto", "data"})


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if tag == "a" and name == "href":
        return bool(_LINK.match(value))
    if tag == "img" and name == "src":
        return bool(_PICTURE.fullmatch(value))
    return (tag, name) in {("img", "alt"), ("td", "colspan"), ("td", "rowspan")}


def _as_typed(text: str) -> str:
    return f"<pre>{html.escape(_text(text))}</pre>"


def _pictures(attachments: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {
        name: found
        for name, bundle in attachments.items()
        if isinstance(bundle, Mapping) and (found := _only_pictures(bundle))
    }


def _only_pictures(bundle: Mapping[str, Any]) -> dict[str, str]:
    """Base64 without the line breaks that some programs put into it."""
    return {
        kind: "".join(bundle[kind].split())
        for kind in _PICTURES
        if isinstance(bundle.get(kind), str)
    }


def _output(output: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    kind = output.output_type
    if kind == "stream":
        return nbformat.v4.new_output("stream", name="stdout", text=_text(output.get("text")))
    if kind == "error":
        lines = "\n".join(map(str, output.get("traceback") or [_text(output.get("evalue"))]))
        return nbformat.v4.new_output("stream", name="stderr", text=_text(lines))
    data = output.get("data") or {}
    shown: dict[str, str] = {
        picture: source
        for picture, source in _only_pictures(data).items()
        if _PICTURE.fullmatch(f"data:{picture};base64,{source}")
    }
    if isinstance(data.get("text/plain"), str):
        shown["text/plain"] = _text(data["text/plain"])
    return nbformat.v4.new_output("display_data", data=shown) if shown else None


def _text(text: object) -> str:
    """Text that can be written as UTF-8, and is not endless."""
    whole = (text if isinstance(text, str) else str(text or "")).encode("utf-8", "replace").decode()
    return whole if len(whole) <= _MAX_TEXT else f"{whole[:_MAX_TEXT]}\n… (clipped)"

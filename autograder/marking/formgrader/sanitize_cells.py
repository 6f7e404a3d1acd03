"""Sanitises cells: nothing of a student's runs in an instructor's browser. [worker]

Formgrader renders Markdown and HTML unfiltered, in a page that may change every mark. So what
reaches it is made anew, sanitised, of an allow-list: text, pictures, and Markdown that has
become HTML without scripts, forms, styles, ids, or anything loaded from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nbformat

from autograder.report.sanitize import PICTURES, as_typed, markdown, picture, text


def plain(cell: nbformat.NotebookNode, *, in_time: bool = True) -> nbformat.NotebookNode:
    """A new cell that shows what a student's cell showed, sanitised.

    Args:
        in_time: whether there is time to make it beautiful; else Markdown is shown as it was typed.
    """
    if cell.cell_type == "markdown":
        if not in_time:
            return nbformat.v4.new_markdown_cell(on_one_line(as_typed(cell.source)))
        return nbformat.v4.new_markdown_cell(rendered(cell.source, cell.get("attachments")))
    source = text(cell.source)
    if cell.cell_type == "code":
        outputs = [one for output in cell.outputs if (one := _output(output)) is not None]
        return nbformat.v4.new_code_cell(source, outputs=outputs)
    return nbformat.v4.new_raw_cell(source)


def rendered(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Markdown as sanitised HTML, on one line.

    Markdown passes a block of HTML on as it is up to the next empty line
    (https://spec.commonmark.org/0.31.2/#html-blocks), so formgrader shows just this.
    """
    return on_one_line(markdown(source, attachments).strip())


def on_one_line(clean: str) -> str:
    """Sanitised HTML as Markdown that shows just this."""
    return f"<div>{clean}</div>".replace("\r", "").replace("\n", "&#10;")


def _output(output: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    kind = output.output_type
    if kind == "stream":
        return nbformat.v4.new_output("stream", name="stdout", text=text(output.get("text")))
    if kind == "error":
        lines = "\n".join(map(str, output.get("traceback") or [text(output.get("evalue"))]))
        return nbformat.v4.new_output("stream", name="stderr", text=text(lines))
    data = output.get("data") or {}
    shown: dict[str, str] = {
        kind: address.partition(",")[2]
        for kind in PICTURES
        if (address := picture(kind, data.get(kind)))
    }
    if isinstance(data.get("text/plain"), str):
        shown["text/plain"] = text(data["text/plain"])
    return nbformat.v4.new_output("display_data", data=shown) if shown else None

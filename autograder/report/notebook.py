"""An executed notebook as static HTML: its cells, and what they showed. [worker]

All HTML that leaves this module is made of escaped text and of what `sanitize` has let through.
"""

from __future__ import annotations

import html
import keyword
import os
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat
from nbformat.v4.nbjson import JSONReader

from autograder.assignment.notebook import answers, heading_above
from autograder.assignment.written import PROMPT
from autograder.report.sanitize import (
    PICTURES,
    as_typed,
    below,
    comment,
    drawing,
    markdown,
    markup,
    picture,
    text,
)
from autograder.report.shown import MAX_PAGE, MOST_CELLS, Shown, ShownCell, encode
from autograder.run import worker_process

#: bytes that a page puts around each piece
_AROUND = 100
#: processor time after which texts are shown as typed and outputs left out; a lesson takes a tenth
_SECONDS = 2.0
_MAX_CODE = 10_000
#: how many lines of an output are shown in the notebook, and beside a question
_LINES, _LINES_BESIDE = 200, 25
_LINES_OF_ERROR = 12
_MAX_LINE = 400
#: characters of a table or a formatted text beside a question
_MAX_BESIDE = 3_000
_MAX_OUTPUT = 1_000_000
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|.)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TITLE = re.compile(r"# @title +([^\n{]+)")
_TAG = re.compile(r"<[^>]*>")
_LEFT_OUT = '<p class="quiet">Left out here: this page would grow too large or take too long.</p>'
_ONLY_LIVE = '<p class="quiet">What stood here can be seen in a running notebook only.</p>'
_DRAWING = '<p class="quiet">A drawing (SVG) stood here, which this page does not show.</p>'
_LONG = '<p class="quiet">A long table or text stands here in your notebook below.</p>'
_TOO_LARGE = '<p class="quiet">A picture stood here that is too large, or damaged.</p>'


def warm_up() -> None:
    """Shows a notebook of our own, which has the libraries fill their caches."""
    words = "# A heading\n\nSome *text*, `code`, [a link](https://example.org), $x^2$:\n\n"
    words += "- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx = 1\n```\n"
    words += "\n> <b>a note</b>\n"
    cell = nbformat.v4.new_code_cell("def f(x):\n    return 'text'  # comment")
    html = {"text/plain": "x", "text/html": "<table><tr><td>1</td></tr></table>"}
    cell.outputs = [
        nbformat.v4.new_output("stream", text="\x1b[31mx\x1b[0m\n"),
        nbformat.v4.new_output("display_data", data=html),
    ]
    cells = [nbformat.v4.new_markdown_cell(words), cell]
    encode(show(nbformat.v4.new_notebook(cells=cells), [], []))


def write_shown(questions: Sequence[str], written: Sequence[str]) -> Mapping[str, Any]:
    """Shows the notebook in file 0, and writes the pieces of HTML to file 1, one after the other.

    Args:
        questions, written: as `show` takes them.

    Returns:
        How long they are, and what they are; see `autograder.report.shown`.
    """
    with os.fdopen(worker_process.open_file(0), "rb") as file:
        notebook = JSONReader().reads(file.read().decode())
    record, pieces = encode(show(notebook, questions, written))
    with os.fdopen(worker_process.open_file(1), "wb") as file:
        file.write(pieces)
    return record


def comments(said: Mapping[str, str]) -> dict[str, str]:
    """Question → what a person wrote to it (Markdown), as sanitised HTML."""
    return {question: below(comment(words)) for question, words in said.items()}


def texts(said: Mapping[str, str]) -> dict[str, str]:
    """Name → what a lesson says (Markdown, whose lines are folded anywhere), as sanitised HTML."""
    return {name: below(markdown(words)) for name, words in said.items()}


def whole(notebook: nbformat.NotebookNode, indices: Sequence[int]) -> list[str]:
    """Cells as HTML, with all that they showed; those without any text are left out.

    Args:
        indices: of the cells, in the notebook.
    """
    budget = _Budget()
    shown = (_beside(notebook.cells[index], budget, beside=False) for index in indices)
    return list(filter(None, shown))


def show(
    notebook: nbformat.NotebookNode, questions: Sequence[str], written: Sequence[str]
) -> Shown:
    """A notebook's cells, and again those that answer a question.

    Args:
        questions: all of the lesson's.
        written: those that a person marks, in the order of the lesson.
    """
    budget = _Budget()
    found = answers(notebook, questions, written)
    beside = {
        question: list(filter(None, (_beside(notebook.cells[index], budget) for index in indices)))
        for question, indices in found.items()
    }
    cells: list[ShownCell] = []
    left_out = 0
    for index, cell in enumerate(notebook.cells):
        if budget.is_full or len(cells) == MOST_CELLS:
            left_out = len(notebook.cells) - index
            break
        source, shown = text(cell.source), _outputs(cell, budget)
        title = _TITLE.match(source) if cell.cell_type == "code" else None
        if source.strip() or shown:
            folded = title[1].strip() if title else ""
            cells.append(ShownCell(index, folded, _source(cell, budget), "\n".join(shown)))
    there = {cell.index for cell in cells}
    places = {
        question: places[0]
        for question, indices in found.items()
        if (places := [index for index in _asked_at(notebook, indices) if index in there])
    }
    return Shown(cells, left_out, beside, places)


def _asked_at(notebook: nbformat.NotebookNode, answer: Sequence[int]) -> list[int]:
    """Where a question may be looked up: at the heading above its answer, or at that itself."""
    above = heading_above(notebook, answer[0]) if answer else None
    return [above[0], *answer] if above else list(answer)


class _Budget:
    """What of a page is left for a notebook, and whether there is time to make it beautiful."""

    def __init__(self) -> None:
        self._left = MAX_PAGE
        self._until = time.thread_time() + _SECONDS

    @property
    def is_full(self) -> bool:
        return self._left < 10 * len(_LEFT_OUT)

    @property
    def has_time(self) -> bool:
        return time.thread_time() < self._until

    def take(self, piece: str) -> str:
        """The piece where the budget allows it, else a sentence that says so."""
        size = len(piece.encode())
        if size > self._left:
            piece, size = _LEFT_OUT, len(_LEFT_OUT)
        self._left -= size + _AROUND
        return piece


def _beside(cell: nbformat.NotebookNode, budget: _Budget, *, beside: bool = True) -> str:
    if not text(cell.source).replace(PROMPT, "").strip():
        return ""
    return "\n".join([_source(cell, budget), *_outputs(cell, budget, beside=beside)])


def _source(cell: nbformat.NotebookNode, budget: _Budget) -> str:
    source = text(cell.source)
    if not budget.has_time or cell.cell_type not in ("code", "markdown"):
        made = as_typed(source)
    elif cell.cell_type == "code":
        made = f'<pre class="code"><code>{highlighted(source)}</code></pre>'
    else:
        attachments = cell.get("attachments")
        pictures = attachments if isinstance(attachments, dict) else None
        made = below(markdown(text(cell.source, MAX_PAGE), pictures))
        made = f'<div class="text">{made}</div>'
    return budget.take(made)


def highlighted(source: str) -> str:
    """Python as HTML, with classes for what is a comment, text, a number or a keyword."""
    if len(source) > _MAX_CODE:
        return html.escape(source)
    pieces = []
    end = 0
    for found in _WORD.finditer(source):
        pieces.append(html.escape(source[end : found.start()]))
        end = found.end()
        word = html.escape(found[0])
        style = found.lastgroup or ("k" if keyword.iskeyword(found[0]) else "")
        pieces.append(f'<span class="{style}">{word}</span>' if style else word)
    return "".join([*pieces, html.escape(source[end:])])


#: comments, texts, numbers and words of Python. A text without an end ends with its line, or with
#: the source, so that nothing is read twice
_WORD = re.compile(
    r"(?P<c>\#[^\n]*)"
    r"|(?P<s>(?:\b[bfrtuBFRTU]{1,2})?"
    r"(?:(?P<_q>\"{3}|'{3})(?:\\.|(?!(?P=_q))[^\\])*(?:(?P=_q)|\\?\Z)"
    r"|\"(?:\\.|[^\"\\\n])*(?:\"|\\?$)|'(?:\\.|[^'\\\n])*(?:'|\\?$)))"
    r"|(?P<n>\b(?:0[xXbBoO])?\d[\w.]*(?:(?<=[eE])[+-]\d+)?)"
    r"|[^\W\d]\w*",
    re.DOTALL | re.MULTILINE,
)


def _outputs(cell: nbformat.NotebookNode, budget: _Budget, *, beside: bool = False) -> list[str]:
    """What a code cell showed, piece by piece; less of it beside a question."""
    found = cell.get("outputs") if cell.cell_type == "code" else None
    shown = []
    for output in found if isinstance(found, list) else []:
        if budget.is_full:
            break
        if not isinstance(output, dict):
            continue
        piece = _output(output, beside) if budget.has_time else _LEFT_OUT
        if piece:
            shown.append(budget.take(piece))
    return shown


def _output(output: Mapping[str, Any], beside: bool) -> str:
    kind, data = output.get("output_type"), output.get("data")
    if kind == "stream":
        return _printed(output.get("text"), beside)
    if kind == "error":
        trace = output.get("traceback")
        told = [line for line in trace if isinstance(line, str)] if isinstance(trace, list) else []
        named = f"{text(output.get('ename'))}: {text(output.get('evalue'))}"
        last = _as_in_a_terminal("\n".join(told) or named).split("\n")[-_LINES_OF_ERROR:]
        return f'<pre class="out error">{_cut(last, _LINES_OF_ERROR)}</pre>'
    return _displayed(data, beside) if isinstance(data, dict) else ""


def _displayed(data: Mapping[str, Any], beside: bool) -> str:
    """The richest form of what was displayed that a page can hold."""
    pictures = [kind for kind in PICTURES if kind in data]
    for kind in pictures:
        if address := picture(kind, data[kind]):
            return f'<img alt="A picture that this cell showed" src="{address}">'
    if pictures:
        return _TOO_LARGE
    if address := drawing(data.get("image/svg+xml")):
        return f'<img alt="A drawing that this cell showed" src="{address}">'
    page = text(data.get("text/html"), _MAX_OUTPUT)
    if page and (clean := below(markup(page))):
        if beside and len(_TAG.sub("", clean)) > _MAX_BESIDE:
            return _LONG
        # A wide table is scrolled, by the keyboard too.
        wide = ' tabindex="0" role="group" aria-label="A table"' if "<table" in clean else ""
        return f'<div class="out html"{wide}>{clean}</div>'
    if "image/svg+xml" in data or "<svg" in page:
        return _DRAWING
    if words := text(data.get("text/markdown")):
        return f'<div class="text">{below(markdown(words))}</div>'
    plain = text(data.get("text/plain"), _MAX_OUTPUT)
    is_said = not plain.startswith("<IPython.core.display.")
    return (is_said and _printed(plain, beside)) or _ONLY_LIVE


def _printed(words: object, beside: bool) -> str:
    lines = _as_in_a_terminal(words)
    cut = _cut(lines.split("\n"), _LINES_BESIDE if beside else _LINES)
    return f'<pre class="out">{cut}</pre>' if lines else ""


def _as_in_a_terminal(words: object) -> str:
    """Text without colours, and of a line that was written over the last state."""
    plain = _ANSI.sub("", text(words, _MAX_OUTPUT))
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in plain.rstrip().split("\n"))
    return _CONTROL.sub("", "\n".join(lines))


def _cut(lines: Sequence[str], at_most: int) -> str:
    """The first lines, none of them endless, as HTML."""
    kept = [
        line if len(line) <= _MAX_LINE else f"{line[:_MAX_LINE]} … ({len(line):,} characters)"
        for line in lines[:at_most]
    ]
    if len(lines) > at_most:
        kept.append(f"… and {len(lines) - at_most:,} more lines")
    return html.escape("\n".join(kept))

"""What editors and earlier runs leave behind. [coordinator]"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.authoring.lint import Draft, rule

_TRAILING = re.compile(r"[ \t]+(?=\n)")
_CELL_FACTS = re.compile(r"(?m)^(# %%.*?) (?:id|colab|outputId|executionInfo)=.*$")
_HEADER_LEFTOVERS = re.compile(
    r"(?m)^#     +jupytext_version: .*\n|^#   +(?:colab|accelerator|gpuClass|toc): .*\n"
)


def _without_trailing_spaces(text: str) -> str:
    return _TRAILING.sub("", text.replace("\r\n", "\n")).rstrip("\n") + "\n"


@rule("take away spaces at the ends of lines and Windows line ends", fix=_without_trailing_spaces)
def trailing_spaces(draft: Draft) -> Iterator[str]:
    """They show up as changes that nobody made."""
    for number, line in enumerate(draft.text.split("\n"), 1):
        if line != line.rstrip():
            yield f"line {number}"


def _without_leftovers(text: str) -> str:
    return _HEADER_LEFTOVERS.sub("", _CELL_FACTS.sub(r"\1", text))


@rule("take away what an editor has written into the source", fix=_without_leftovers)
def editor_leftovers(draft: Draft) -> Iterator[str]:
    """Cell ids, versions of tools, settings of somebody's screen."""
    if _without_leftovers(draft.text) != draft.text:
        yield ""


@rule("a notebook for students holds no output and no count of runs")
def no_outputs(draft: Draft) -> Iterator[str]:
    """Outputs give answers away, and names of folders."""
    for place, cell in draft.placed:
        if cell.cell_type == "code" and (cell.get("outputs") or cell.get("execution_count")):
            yield place


@rule("take away notes to yourself")
def no_notes(draft: Draft) -> Iterator[str]:
    """They are for the author, not for students."""
    for place, cell in draft.placed:
        if re.search(r"\b(TODO|FIXME|XXX)\b", cell.source):
            yield place

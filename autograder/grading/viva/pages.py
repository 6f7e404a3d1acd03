"""The sheets and the key as HTML pages that load nothing and run nothing. [coordinator]"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.grading.viva.candidate import Sheet, VivaQuestion
from autograder.report.pages import with_code

_PAGES = Environment(
    loader=PackageLoader("autograder.grading.viva"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters |= {"with_code": with_code}
LETTERS = "ABCDEFGH"


def sheet_page(sheet: Sheet) -> str:
    """What a student gets: one page in print."""
    return _PAGES.get_template("sheet.html").render(
        sheet=sheet, parts=list(_by_code(sheet.questions)), letters=LETTERS
    )


def key_page(sheets: Sequence[Sheet], counts: str) -> str:
    """What the instructor gets: the right choices of all sheets.

    Args:
        counts: a sentence on what the answers count for.
    """
    return _PAGES.get_template("key.html").render(sheets=sheets, letters=LETTERS, counts=counts)


def _by_code(
    questions: Sequence[VivaQuestion],
) -> Iterator[tuple[str, list[str], list[tuple[int, VivaQuestion]]]]:
    """The lesson's question, the lines of the code, and the numbered questions about it."""
    parts: list[tuple[str, list[str], list[tuple[int, VivaQuestion]]]] = []
    last: tuple[str, str] | None = None
    for number, one in enumerate(questions, 1):
        about = (one.about.question, one.about.code)
        if about != last:
            lines = one.about.code.split("\n") if one.about.code else []
            parts.append((one.about.question, lines, []))
            last = about
        parts[-1][2].append((number, one))
    return iter(parts)

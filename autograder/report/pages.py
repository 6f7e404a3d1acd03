"""What pages share: their templates, and how a page says what it was made of. [coordinator]"""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.lms.table import points
from autograder.record.grading_policy import shown

#: code in a sentence, between as many backticks on both sides
BACKTICKS = re.compile(r"(?<!`)(`+)(?!`)([^\n]+?)(?<!`)\1(?!`)")


def with_code(sentence: str) -> Markup:
    """A sentence of a test or of the grader, as HTML: what stands in backticks is code."""
    parts = BACKTICKS.split(sentence)  # a text, then backticks, code and a text, again and again
    pieces = [escape(parts[0])]
    for code, words in zip(parts[2::3], parts[3::3], strict=True):
        pieces += [Markup("<code>{}</code>").format(code), escape(words)]
    return Markup().join(pieces)


PAGES = Environment(
    loader=PackageLoader("autograder.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.filters |= {"points": points, "with_code": with_code, "exact": shown}
#: how far into a page its digest stands, in bytes
_HEAD = 400


def is_of(page: Path, digest: str) -> bool:
    """Whether a page is there and was made of what has this digest."""
    try:
        with page.open("rb") as file:
            return digest.encode() in file.read(_HEAD)
    except FileNotFoundError:
        return False

"""Texts of questions for other systems: as HTML, and without what XML cannot hold. [coordinator]"""

from __future__ import annotations

import re

from markupsafe import Markup

from autograder.grading.viva.candidate import Candidate
from autograder.report.pages import BACKTICKS, with_code

#: XML 1.0 holds no other characters (its production "Char")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """The text with a mark in place of each character that XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def parts(sentence: str) -> list[tuple[str, bool]]:
    """The parts of a sentence, and whether each is code, which stands between backticks."""
    split = BACKTICKS.split(plain(sentence))  # a text, then backticks and code, again and again
    words, code = split[::3], split[2::3]
    found = [(words[0], False)]
    for one, after in zip(code, words[1:], strict=True):
        found += [(one, True), (after, False)]
    return [part for part in found if part[0]]


def as_html(question: Candidate, choice: str | None = None) -> str:
    """A question with its code and line numbers, or one of its choices, as HTML."""
    if choice is not None:
        shown = Markup("<code>{}</code>") if question.is_code else Markup("{}")
        return plain(shown.format(choice))
    parts = [Markup("<p>{}</p>").format(with_code(question.text))]
    if question.code:
        lines = numbered(question.code)
        parts.insert(0, Markup("<pre>{}</pre>").format(lines))
    return plain("".join(parts))


def numbered(code: str) -> str:
    """Code with the number of each line before it."""
    lines = code.split("\n")
    width = len(str(len(lines)))
    return "\n".join(f"{number:>{width}}  {line}" for number, line in enumerate(lines, 1))

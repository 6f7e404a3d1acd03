"""Sentences on standard error, in which nothing moves a terminal's cursor. [coordinator]"""

from __future__ import annotations

import re

from rich.console import Console

#: what moves a cursor, turns the direction of writing, or has no bytes in UTF-8
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """The text without anything that a terminal would obey; a student's file name may hold it."""
    return _UNPRINTABLE.sub("�", text)


def say(text: str) -> None:
    """A sentence for whoever sits at the terminal, on standard error."""
    text = printable(text)
    Console(stderr=True).print(text, style="bold", markup=False, highlight=False, soft_wrap=True)

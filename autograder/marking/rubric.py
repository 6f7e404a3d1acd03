"""Rubric items out of a lesson's own words: what earns the points. [coordinator]"""

from __future__ import annotations

import re

from autograder.assignment.model import GOOD_ANSWER
from autograder.record.gradebook.journal import Item

_NUMBERS = {"a": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0}
_SHARES = {"half": 0.5, "a quarter of": 0.25, "three quarters of": 0.75}
#: for example `half a point for a reason`, `two points: a picture`, `0.5 points for both shapes`
_EARNS = re.compile(
    r"(?:(?P<share>half|a quarter of|three quarters of) )?"
    r"(?P<number>an?|one|two|three|four|five|\d+(?:\.\d+)?) (?:points?|pts?)\b[:,]?"
    r"(?: for)? (?P<words>.+)",
    re.IGNORECASE,
)
#: an item of a list, with the lines that belong to it
_LISTED = re.compile(r"^[-*+] +(.+(?:\n[ \t]+\S.*)*)", re.MULTILINE)


def task_of(words: str) -> str:
    """The task and what earns its points (Markdown), without the good answer."""
    return words.partition(GOOD_ANSWER)[0].strip()


def good_answer_of(words: str) -> str:
    """An answer that earns all points (Markdown); empty where the lesson has none."""
    return words.partition(GOOD_ANSWER)[2].strip()


def items_of(words: str, most: float) -> tuple[Item, ...]:
    """The rubric items to begin with.

    Args:
        words: the task and a good answer, as the lesson has them.
        most: the points that an answer can earn.

    Returns:
        What the lesson lists as earning points; where it lists nothing that can be read, all
        points and half of them.
    """
    found = [_item(" ".join(listed.split())) for listed in _LISTED.findall(task_of(words))]
    earning = [one for one in found if one is not None and one[1] <= most]
    if not earning:
        earning = [("All that was asked for is there", most), ("About half of it", most / 2)]
    return tuple(Item(number, *one) for number, one in enumerate(earning, 1))


def _item(listed: str) -> tuple[str, float] | None:
    earns = _EARNS.match(listed)
    if earns is None:
        return None
    number = earns["number"].lower()
    each = _NUMBERS.get("a" if number == "an" else number)
    share = _SHARES.get((earns["share"] or "").lower(), 1.0)
    words = earns["words"].rstrip(" ,.;")
    return words, share * (float(number) if each is None else each)

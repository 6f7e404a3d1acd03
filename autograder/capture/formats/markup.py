"""What BeautifulSoup has parsed, as its text, which is parsed anew. [kernel, checker]"""

from __future__ import annotations

import re
import sys
from typing import Any

from autograder.capture.snapshot_folder import (
    DecodeError,
    NoData,
    SnapshotFolder,
    TooLarge,
    reading,
)

NAME = "markup"
LIBRARIES = ("bs4",)

#: characters of all texts of a snapshot, and tags and entities, for which the parser takes longer
_MAX_TEXT = 1_000_000
_MAX_TAGS = 20_000
_MAX_RESULTS = 10_000
_KINDS = ("BeautifulSoup", "Tag", "NavigableString", "ResultSet")
#: what BeautifulSoup writes is made of these; in what is not, its parser may look for an end for
#: hours
_WORD = re.compile(
    r"""
    [^<]++
    | <!--(?P<comment>) | <[!?][^<>]*+>
    | </[^\s<>/"'=]++>
    | <(?P<name>[a-zA-Z][^\s<>/"'=]*+)
      (?:\s++[^\s<>/"'=]++(?:=(?:"[^"]*+"|'[^']*+'))?+)*+\s*+/?+>
    """,
    re.VERBOSE,
)
#: elements whose text is no markup
_RAW = ("script", "style")


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with the text of a page or tag; None where it is none.

    Raises:
        NoData: it is XML, or would not be the same when it is parsed again.
        TooLarge: more than a million characters, or 10,000 results.
    """
    bs4 = sys.modules.get("bs4")
    kind = type(value).__name__
    if bs4 is None or kind not in _KINDS:
        return None
    if type(value) is not getattr(bs4.element, kind, bs4.BeautifulSoup):
        return None
    if kind == "ResultSet":
        if len(value) > _MAX_RESULTS:
            raise TooLarge(f"it has more than {_MAX_RESULTS:,} results")
        return {"kind": kind, "text": [encode(one, snap) for one in value]}
    text = str(value)
    if kind == "NavigableString":
        return {"kind": kind, "text": text}
    _spend(text, snap, TooLarge)
    if getattr(value, "is_xml", False):
        raise NoData("it is XML; parse it with 'html.parser'")
    if str(_parsed(kind, text)) != text:
        raise NoData("its text would not be the same when it is parsed again")
    return {"kind": kind, "text": text}


def _spend(text: str, snap: SnapshotFolder, error: type[Exception]) -> None:
    """Refuses what the parser would take too long over, together with the texts before it."""
    characters, tags = snap.notes.get(NAME, (0, 0))
    characters += len(text)
    tags += text.count("<") + text.count("&")
    snap.notes[NAME] = characters, tags
    if characters > _MAX_TEXT or tags > _MAX_TAGS:
        raise error(f"it has more than {_MAX_TEXT:,} characters or {_MAX_TAGS:,} tags")
    place = 0
    while place < len(text):
        word = _WORD.match(text, place)
        if word is None:
            raise error("it is no markup that BeautifulSoup would write")
        place = word.end()
        name = (word["name"] or "").lower()
        if name in _RAW or word["comment"] is not None:
            end = f"</{name}>" if name in _RAW else "-->"
            place = text.find(end, place) + len(end)
            if place < len(end):
                raise error("it is markup without an end")


@reading("page")
def decode(data: Any, snap: SnapshotFolder) -> Any:
    """A BeautifulSoup, Tag, text or list of results, from the text.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    import bs4

    if set(data) != {"kind", "text"} or data["kind"] not in _KINDS:
        raise DecodeError("not a valid page")
    kind, text = data["kind"], data["text"]
    if kind == "ResultSet":
        if not isinstance(text, list) or len(text) > _MAX_RESULTS:
            raise DecodeError("not valid results")
        if any(one["kind"] == kind for one in text):
            raise DecodeError("results of results")
        return bs4.element.ResultSet(None, [decode(one, snap) for one in text])
    if not isinstance(text, str):
        raise DecodeError("a page without text")
    if kind == "NavigableString":
        return bs4.NavigableString(text[:_MAX_TEXT])
    _spend(text, snap, DecodeError)
    return _parsed(kind, text)


def _parsed(kind: str, text: str) -> Any:
    import bs4

    page = bs4.BeautifulSoup(text, "html.parser")
    if kind == "BeautifulSoup":
        return page
    tags = [part for part in page.contents if isinstance(part, bs4.Tag)]
    if len(page.contents) != 1 or len(tags) != 1:
        raise NoData("it is not one tag")
    return tags[0].extract()

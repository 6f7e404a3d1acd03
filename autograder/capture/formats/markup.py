"""What BeautifulSoup has parsed, as its text, which is parsed anew. [kernel, checker]"""

from __future__ import annotations

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

#: characters of all texts of a snapshot; Python's own parser takes a second for them
_MAX_TEXT = 1_000_000
_MAX_RESULTS = 10_000
_KINDS = ("BeautifulSoup", "Tag", "NavigableString", "ResultSet")


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
    _spend(len(text), snap, TooLarge)
    if getattr(value, "is_xml", False):
        raise NoData("it is XML; parse it with 'html.parser'")
    if str(_parsed(kind, text)) != text:
        raise NoData("its text would not be the same when it is parsed again")
    return {"kind": kind, "text": text}


def _spend(characters: int, snap: SnapshotFolder, error: type[Exception]) -> None:
    spent = snap.notes[NAME] = snap.notes.get(NAME, 0) + characters
    if spent > _MAX_TEXT:
        raise error(f"with the pages before it, it has more than {_MAX_TEXT:,} characters")


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
    _spend(len(text), snap, DecodeError)
    return _parsed(kind, text)


def _parsed(kind: str, text: str) -> Any:
    import bs4

    if kind == "NavigableString":
        return bs4.NavigableString(text)
    page = bs4.BeautifulSoup(text, "html.parser")
    if kind == "BeautifulSoup":
        return page
    tags = [part for part in page.contents if isinstance(part, bs4.Tag)]
    if len(page.contents) != 1 or len(tags) != 1:
        raise NoData("it is not one tag")
    return tags[0].extract()

"""Requests for another look, out of mails and text files that students sent. [worker]

A request is text that a student's page has made, in which the student wrote a reason:

    Request for another look
    Lesson: 01-setup
    Question: q3
    Reference: k7h2…
    Reason:
    between this line and the next
    End of the request

What counts is the reference, and what stands between it and the end. Mail programs may have put `>`
before each line, folded lines, or made HTML of them.
"""

from __future__ import annotations

import email
import email.policy
import html
import os
import re
from collections.abc import Iterator
from email.message import EmailMessage

from autograder.run import worker_process

#: requests of one file, and parts of one mail
_MOST_REQUESTS, _MOST_PARTS = 50, 50
#: characters of a mail's or a file's text
_MOST_TEXT = 1_000_000
_MAIL = re.compile(
    rb"(?:From |(?:Return-Path|Received|From|To|Subject|Date|Message-ID|MIME-Version|Delivered-To"
    rb"|X-[\w-]+|DKIM-Signature|ARC-[\w-]+|Content-Type):)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\breference\s*:\s*([a-z0-9]{26})\b", re.IGNORECASE)
_BEGIN = re.compile(r"^.{0,40}request for another look.{0,80}$", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"end of the request", re.IGNORECASE)
_REASON = re.compile(r"\s*reason\s*:", re.IGNORECASE)
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h\d)\b[^>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<\s*(script|style|head)\b.*?<\s*/\s*\1\s*>", re.IGNORECASE | re.DOTALL)
_BLANK = re.compile(r"\n\s*\n\s*\n")
_TAG = re.compile(r"<[^<>]*>")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def read(most: int) -> list[list[str]]:
    """The requests in file 0: reference and reason of each; one without, where none has a reason.

    Args:
        most: characters of a reason; what is longer is cut off there.
    """
    with os.fdopen(worker_process.open_file(0), "rb") as file:
        return requests(file.read(), most)


def requests(content: bytes, most: int) -> list[list[str]]:
    """The same, of a file's bytes."""
    found: dict[tuple[str, str], None] = {}
    for text in _texts(content):
        for code, reason in _in(text[:_MOST_TEXT]):
            found[code, reason[:most]] = None
        if found:  # what a mail says as text, it often says again as HTML
            break
    # A page that was sent along has a form for each question, in which nothing was written.
    written = [one for one in found if one[1]] or [*found][:1]
    return [list(one) for one in written[:_MOST_REQUESTS]]


def _texts(content: bytes) -> Iterator[str]:
    """What a file says, in each way that it says it."""
    if _MAIL.match(content.lstrip()[:200]):
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        parts = [part for part, _ in zip(message.walk(), range(_MOST_PARTS), strict=False)]
        for kind in ("text/plain", "text/html"):
            for part in parts:
                if part.get_content_type() == kind:
                    text = _decoded(part)
                    yield _without_tags(text) if kind == "text/html" else text
    else:
        text = _text_of(content)
        yield text
        if "<" in text:
            yield _without_tags(text)


def _decoded(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        text = payload.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):  # not a valid name of an encoding
        text = payload.decode("utf-8", "replace")
    return text.replace(" \r\n", " ") if part.get_param("format") == "flowed" else text


def _text_of(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _without_tags(text: str) -> str:
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", text[:_MOST_TEXT]))))


def _in(text: str) -> Iterator[tuple[str, str]]:
    """Reference and reason of each request in a text."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))
    found = list(_REFERENCE.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=False):
        said = text[match.end() : end]
        for ending in (_END, _BEGIN):
            said = ending.split(said, maxsplit=1)[0]
        said = _QUOTED.sub("", said)
        if reason := _REASON.match(said):
            said = said[reason.end() :]
        yield match[1].lower(), _BLANK.sub("\n\n", said.strip())

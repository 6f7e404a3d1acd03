"""A student asks for another look from the page, and the reply stands on the next one."""

from __future__ import annotations

import html
import json
import os
import re
import urllib.parse
from email.message import EmailMessage
from pathlib import Path

import pytest

from autograder.errors import UserError
from autograder.record import classroom
from autograder.record import requests as record
from autograder.record.classroom import Classroom
from autograder.record.requests import MOST_REASON
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from autograder.report.request_text import requests as parsed
from autograder.report.requests import read_requests
from tests.support.marked import LESSON, QUESTION, result
from tests.support.rendering import HERE

CODE = "abcdefghijkmnpqrstuvwxyz23"
FORM = f"""Request for another look
Lesson: {LESSON}
Question: q1
Reference: {CODE}
Reason:
I divided by 255 in the cell above.

It is the same.
End of the request
"""
REASON = "I divided by 255 in the cell above.\n\nIt is the same."


def read(content: str | bytes) -> list[list[str]]:
    return parsed(content.encode() if isinstance(content, str) else content, MOST_REASON)


def mail(text: str, *, only_html: bool = False, **parameters: str) -> bytes:
    made = EmailMessage()
    made["From"] = "Ada <ada@x.org>"
    made["Subject"] = "Another look"
    if only_html:
        lines = "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.splitlines())
        made.set_content(f"<html><head><style>p {{}}</style></head>{lines}</html>", subtype="html")
    else:
        made.set_content(text)
    return made.as_bytes()


@pytest.mark.parametrize(
    "content",
    [
        FORM.encode(),
        FORM.replace("\n", "\r\n").encode(),
        FORM.encode("utf-8-sig"),
        FORM.encode("utf-16"),
        "\n".join(f"> {line}" for line in FORM.splitlines()).encode(),
        FORM.replace("Reason:\n", "Reason: ").encode(),
        FORM.replace(": ", ":\xa0").upper().replace("REASON:\n", "REASON:\n").encode(),
        f"Dear all,\n\nplease see below.\n\n{FORM}\n-- \nAda, sent from a phone".encode(),
        mail(FORM),
        mail(FORM, only_html=True),
    ],
)
def test_a_request_is_read_whatever_a_mail_program_made_of_it(content):
    [[code, reason]] = read(content)
    assert code == CODE
    assert reason.lower() == REASON.lower()


def test_letters_of_other_alphabets_come_through():
    assert read(FORM.replace("divided", "teilte (÷) π 数")) == [
        [CODE, REASON.replace("divided", "teilte (÷) π 数")]
    ]


def test_several_requests_in_one_mail_are_told_apart():
    other = FORM.replace(CODE, CODE[::-1]).replace("255", "256")
    assert read(FORM + other) == [[CODE, REASON], [CODE[::-1], REASON.replace("255", "256")]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Hello, I want more points.",
        b"\x00\xff" * 1000,
        b"From: x\n\n",
        b"From: x\nContent-Type: text/plain; charset=no-such\n\nReference: short",
        b"From: x\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n" * 1_000,
        b"<" * 100_000,
        b"Reference: " * 50_000,
    ],
)
def test_what_is_no_request_is_none(content):
    assert read(content) == []


def test_a_page_that_is_sent_along_asks_for_nothing():
    empty = FORM.replace(REASON, "")
    [[_, reason]] = read(empty * 5)
    assert reason == ""
    assert read(empty * 5 + FORM) == [[CODE, REASON]]


def test_a_long_reason_is_cut_off_and_signs_that_nobody_sees_are_left_out():
    [[_, reason]] = read(FORM.replace(REASON, "a\x1b[2J\u202eb" + "x" * 5_000))
    assert reason.startswith("a[2Jbxxx")
    assert len(reason) == MOST_REASON


@pytest.fixture
def store(tmp_path) -> Store:
    store = Store(tmp_path / "graded")
    for student in ("ada", "ben"):
        store.save(result(student))
    asks(store, "ta@example.edu")
    return store


def asks(store: Store, where: str) -> None:
    known = classroom.load(store)
    classroom.save(store, Classroom(known.members, requests_to=classroom.requests_to(where)))
    rewrite(store, HERE)


def page(store: Store, student: str) -> str:
    return store.feedback_path(student, LESSON).read_text("utf-8")


def form(store: Store, student: str, question: str = "q1") -> str:
    """The text of a request on a page, as a student copies it."""
    texts = re.findall(r'(?s)<pre class="code"[^>]*>(Request .*?)</pre>', page(store, student))
    [text] = [html.unescape(one) for one in texts if f"Question: {question}\n" in one]
    return text


def link(shown: str, begins: str) -> str:
    """Where a link of a page leads that begins so."""
    [address] = re.findall(rf'href="({re.escape(begins)}[^"]*)"', shown)
    return html.unescape(address)


def asked(text: str, reason: str) -> str:
    before, label, after = text.partition("Reason:\n")
    return f"{before}{label}{reason}{after}"


def take(store: Store, folder: Path, **files: str | bytes):
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
    return read_requests(store, [folder], HERE)


def test_a_page_asks_by_mail_by_a_file_or_not_at_all(store):
    text = form(store, "ada")
    mailto = urllib.parse.urlsplit(link(page(store, "ada"), "mailto:"))
    assert mailto.path == "ta@example.edu"
    assert urllib.parse.parse_qs(mailto.query.replace("+", "%2B")) == {
        "subject": [f"Another look: {LESSON}, q1"],
        "body": [text.replace("\n", "\r\n")],
    }
    asks(store, "file")
    data = "data:text/plain;charset=utf-8,"
    assert urllib.parse.unquote(link(page(store, "ada"), data).removeprefix(data)) == text
    assert "mailto:" not in page(store, "ada")
    asks(store, "none")
    assert "another look" not in page(store, "ada")


def test_what_waits_for_a_person_is_not_asked_about(store):
    assert f"Question: {QUESTION}" not in page(store, "ada")


@pytest.mark.parametrize(
    "where", ["ada", "a@b@c.org", "javascript:x", "a@x.org?bcc=b", "a b@x.org"]
)
def test_only_an_address_is_taken_for_one(where):
    with pytest.raises(UserError, match="say an e-mail address, file, or none"):
        classroom.requests_to(where)


def test_a_request_finds_its_student_and_question_by_its_reference_alone(store, tmp_path):
    text = asked(form(store, "ada"), "It is right.").replace("Question: q1", "Question: q9")
    reading = take(store, tmp_path / "asked", one=text.replace(LESSON, "another lesson"))
    assert reading.new == [("ada", LESSON, "q1", "It is right.")]
    assert reading.refused == {}
    again = take(store, tmp_path / "asked")
    assert (again.new, again.known) == ([], 1)


def test_nobody_can_ask_in_anothers_name(store, tmp_path):
    hers, his = form(store, "ada"), form(store, "ben")
    code = re.search("Reference: (.*)", hers)[1]
    assert code not in page(store, "ben")
    forged = asked(his.replace(his.split("Reference: ")[1][:26], CODE), "I am Ada.")
    reading = take(store, tmp_path / "asked", forged=forged)
    assert reading.new == []
    assert "of no page here" in reading.refused[str(tmp_path / "asked" / "forged")]


def test_what_cannot_be_taken_is_named_and_the_rest_is_taken(store, tmp_path):
    folder = tmp_path / "asked"
    folder.mkdir()
    (tmp_path / "secret").write_text(asked(form(store, "ben"), "A link."))
    (folder / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe")
    large = folder / "large"
    with large.open("wb") as file:
        file.truncate(100 << 20)
    reading = take(
        store,
        folder,
        good=asked(form(store, "ada"), "Look, please."),
        empty="",
        no_reason=form(store, "ben"),
    )
    assert [one[0] for one in reading.new] == ["ada"]
    said = {Path(path).name: why for path, why in reading.refused.items()}
    assert said["empty"] == "There is no request in it."
    assert said["no_reason"] == f"ben ({LESSON}, q1) wrote no reason."
    assert "larger than 10 MB" in said["large"]
    assert "link" in said["link"]


def test_a_student_may_ask_so_often_and_no_more(store, tmp_path):
    text = form(store, "ada")
    for number in range(record.MOST_OF_A_QUESTION):
        assert len(take(store, tmp_path / f"{number}", one=asked(text, f"{number}")).new) == 1
    reading = take(store, tmp_path / "more", one=asked(text, "Once more."))
    assert reading.new == []
    assert "has asked 5 times already" in next(iter(reading.refused.values()))
    rewrite(store, HERE)
    assert "Question: q1\n" not in page(store, "ada")


def test_the_reply_stands_on_the_next_page_and_what_was_asked_is_shown_as_text(store, tmp_path):
    reason = "<script>alert(1)</script>\n*stars* & <img src=http://x.org/a.png>"
    take(store, tmp_path / "asked", one=asked(form(store, "ada"), reason))
    rewrite(store, HERE)
    before = page(store, "ada")
    assert "Nobody has replied yet." in before
    assert f"<blockquote>{html.escape(reason, quote=False)}</blockquote>" in before
    [request] = record.of(store, "ada", LESSON)
    record.reply(store, request, "You are **right**: <b>one</b> point more.", "Ben")
    rewrite(store, HERE)
    after = page(store, "ada")
    assert "You are <strong>right</strong>: &lt;b&gt;one&lt;/b&gt; point more." in after
    assert "Nobody has replied yet." not in after
    assert "<script>" not in after
    assert "alert" not in page(store, "ben")


def test_a_reply_says_something(store, tmp_path):
    take(store, tmp_path / "asked", one=asked(form(store, "ada"), "Please."))
    [request] = record.of(store, "ada", LESSON)
    for words in ("", " \n", "x" * 20_000):
        with pytest.raises(record.NotReplied):
            record.reply(store, request, words, "Ben")
    assert record.of(store, "ada", LESSON) == [request]


def test_a_request_that_is_damaged_on_the_disk_is_named(store, tmp_path):
    take(store, tmp_path / "asked", one=asked(form(store, "ada"), "Please."))
    [path] = store.request_paths()
    path.write_text(json.dumps({"format": 1, "student": ["ada"]}))
    with pytest.raises(Exception, match=re.escape(str(path))):
        record.load(store)

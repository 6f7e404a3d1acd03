"""Feedback goes back to whom it is for, once, in the form that each system takes."""

from __future__ import annotations

import dataclasses
import email
import email.policy
import io
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
import pytest
from aiosmtpd.controller import Controller

from autograder.collect.attempts import attempts
from autograder.collect.roster import Member
from autograder.errors import MachineError, UserError
from autograder.grading.attempts import with_submitters
from autograder.lms.canvas import feedback_name
from autograder.record import classroom, given_back
from autograder.record.classroom import Classroom
from autograder.record.given_back import State
from autograder.record.result import QuestionResult, Result, Status, Trust
from autograder.record.store import Store
from autograder.report import give_back, mail
from autograder.report.give_back import GiveBackError, give, plan
from autograder.report.refresh import rewrite
from tests.support.commands import Done, autograder
from tests.support.downloads import Files, canvas, gradescope, moodle, person, work, write
from tests.support.importers import canvas_attaches, moodle_gives
from tests.support.rendering import HERE
from tests.support.submissions import collect

LESSON = "01-tiny"
WORK = work("x = 1")
ADA, BEN, EVA = (
    Member("ada", "Ada Lovelace", "ada@x.org", "1001"),
    Member("ben", "Ben Okri", "ben@x.org", "1002"),
    Member("eva", "Eva Ørsted", "eva@x.org", "1003"),
)


def result(student: str, score: float | None = 1.0, sha256: str = "a", **more) -> Result:
    question = QuestionResult("q1", score, 2.0, Trust.MANUAL if score is None else Trust.ISOLATED)
    return Result(
        student,
        LESSON,
        Status.GRADED,
        score or 0.0,
        2.0,
        questions=(question,),
        submission_sha256=sha256,
        **more,
    )


def graded(folder: Path, files: Files, *members: Member, **scores: float | None) -> Store:
    """An output folder of what a download holds; everybody has one point, unless it is said."""
    known = {member.student: member for member in members}
    found = collect([write(folder / "in", files)], [LESSON], members=known)
    handed_in = attempts(found, lambda one: False)
    store = Store(folder / "graded")
    store.mark()
    for one in handed_in:
        store.save(result(one.counts.student, scores.get(one.counts.student, 1.0)))
    classroom.save(store, with_submitters(Classroom(known), handed_in))
    # What was kept is what counts, not what is in memory.
    rewrite(store, HERE)
    return store


def given(store: Store, way: give_back.Way, **how) -> list[Path]:
    """Gives back, and says which files were written."""
    said: list[str] = []
    assert give(store, plan(store, way, **how), tell=said.append) == []
    return [Path(line.partition(": ")[0]) for line in said]


def said(done: Done) -> str:
    return done.stdout + done.stderr


def names(planned: give_back.Plan) -> list[str]:
    return [page.student for page in planned.pages]


CANVAS = {
    **canvas(1001, "Lovelace, Ada", ("Copy of 01-tiny (1).ipynb", WORK)),
    **canvas(1002, "Okri, Ben", ("link-to-nothing.ipynb", WORK), late=True),
    **canvas(1003, "Ørsted, Eva", ("work.zip", b"")),
}


def test_canvas_attaches_each_page_to_its_student_by_the_name_that_it_had(tmp_path):
    """Source: `generate_comments_from_files`, `lib/file_in_context.rb`; instructure/canvas-lms."""
    store = graded(tmp_path, CANVAS, ADA, BEN)
    [path] = given(store, "canvas")
    handed_in = {
        (1001, 10010000): "Copy of 01-tiny (1).ipynb",
        (1002, 10020000): "link-to-nothing.ipynb",
        (1003, 10030000): "work.zip",
    }
    attached, ignored = canvas_attaches(path.read_bytes(), handed_in)
    assert ignored == []
    assert {user: [name for name, _ in files] for user, files in attached.items()} == {
        1001: ["Copy of 01-tiny (1).ipynb"],
        1002: ["link-to-nothing.ipynb"],
        1003: ["work.zip"],
    }


def test_what_canvas_calls_a_notebook_opens_as_one_and_shows_the_page(tmp_path):
    """Source: `generate_comments_from_files`, `lib/file_in_context.rb`; instructure/canvas-lms."""
    store = graded(tmp_path, CANVAS, ADA, BEN)
    [path] = given(store, "canvas")
    attached, _ = canvas_attaches(path.read_bytes(), {(1001, 10010000): "work.ipynb"})
    [(_, content)] = attached[1001]
    notebook = nbformat.reads(content.decode(), 4)
    nbformat.validate(notebook)
    page = store.feedback_path("ada", LESSON).read_text("utf-8")
    assert notebook.cells[1].outputs[0].data["text/html"] == page
    assert "1 of 2 points" in notebook.cells[0].source
    assert [cell.source for cell in notebook.cells if cell.cell_type == "code"] == [""]


def test_what_canvas_calls_a_zip_is_one_with_the_page_in_it(tmp_path):
    """Source: `generate_comments_from_files`, `lib/file_in_context.rb`; instructure/canvas-lms."""
    store = graded(tmp_path, CANVAS, ADA, BEN)
    [path] = given(store, "canvas")
    attached, _ = canvas_attaches(path.read_bytes(), {(1003, 10030000): "work.zip"})
    [(_, content)] = attached[1003]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [student] = [one.student for one in store.results() if one.student not in ("ada", "ben")]
        assert archive.read(f"{LESSON}.html") == store.feedback_path(student, LESSON).read_bytes()


def test_whoever_typed_a_text_into_canvas_is_named_as_there_is_no_file_to_answer(tmp_path):
    """Source: `add_text_or_url` in `lib/content_zipper.rb`; instructure/canvas-lms."""
    files = CANVAS | {"okriben_1002_text.html": b"<p>my work</p>"}
    files.pop("okriben_LATE_1002_10020000_link-to-nothing.ipynb")
    planned = plan(graded(tmp_path, files, ADA, BEN), "canvas")
    assert "ben" not in names(planned)
    assert [why for why, who in planned.left.items() if "ben (01-tiny)" in who] == [
        "have nothing there that a file can be given back to; use --to mail or --to folder"
    ]


def test_a_page_under_the_name_of_another_kind_of_file_is_named():
    assert feedback_name("okri_1002_5_a.docx", "x", ".html") == "okri_1002_5_feedback-x.html"
    assert feedback_name("somebody's own file.ipynb", "x", ".html") == ""


def test_canvas_gives_one_file_to_a_group_and_nothing_where_their_marks_differ(tmp_path):
    """Source: `generate_comments_from_files` and `group_students`; instructure/canvas-lms."""
    files = canvas(1077, "Team 1", ("a.ipynb", WORK))
    team = [dataclasses.replace(member, group="Team 1") for member in (ADA, BEN)]
    store = graded(tmp_path, files, *team)
    planned = plan(store, "canvas")
    [page] = planned.pages
    assert page.who == "Ada Lovelace (ada), Ben Okri (ben)"
    [path] = given(store, "canvas")
    attached, ignored = canvas_attaches(path.read_bytes(), {(1077, 10770000): "a.ipynb"}, ["team1"])
    assert (list(attached), ignored) == ([1077], [])
    assert given(store, "canvas") == []
    store.save(result("ben", 2.0))
    rewrite(store, HERE)
    planned = plan(store, "canvas")
    assert planned.pages == ()
    [(why, who)] = planned.left.items()
    assert who == ["ada (01-tiny)", "ben (01-tiny)"]
    assert "their marks differ" in why


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("since_4_1", [False, True])
def test_moodle_gives_each_page_to_its_participant(tmp_path, flat, since_4_1):
    """Source: `mod/assign/feedback/file/importziplib.php`; moodle/moodle."""
    files = {
        **moodle("Ada Lovelace", 501, ("01-tiny.ipynb", WORK), flat=flat),
        **moodle("..Ben Okri", 502, ("a_b_7_c.ipynb", WORK), flat=flat),
    }
    store = graded(tmp_path, files, ADA)
    [path] = given(store, "moodle")
    people = {501: ["Ada Lovelace"], 502: ["Ben Okri"], 7: ["Nobody"]}
    got, ignored = moodle_gives(path.read_bytes(), people, since_4_1=since_4_1)
    assert ignored == []
    assert got["Ada Lovelace"] == {"01-tiny.html": store.feedback_path("ada", LESSON).read_bytes()}
    assert [*got["Ben Okri"]] == ["01-tiny.html"]
    assert "Nobody" not in got


def test_a_team_of_moodles_gets_one_file_by_the_teams_number(tmp_path):
    """Source: `get_participant_mapping` in the same `importziplib.php`; moodle/moodle."""
    files = moodle("Blue Hawks", 31, ("a.ipynb", WORK))
    store = graded(
        tmp_path,
        files,
        *(dataclasses.replace(member, group="Blue Hawks") for member in (ADA, BEN)),
    )
    [path] = given(store, "moodle")
    teams = {31: ["Ada Lovelace", "Ben Okri"]}
    got, _ = moodle_gives(path.read_bytes(), teams, since_4_1=True)
    assert sorted(got) == ["Ada Lovelace", "Ben Okri"]


EXPORT = gradescope(
    *[
        (
            str(number),
            "2026-10-31 21:05:00.123456000 Z",
            [person(member.name, "", member.email)],
            {"a.ipynb": WORK},
        )
        for number, member in ((901, ADA), (902, BEN), (903, EVA))
    ]
)


def run_there(zipped: bytes, root: Path, number: int) -> tuple[int, Mapping | None]:
    """What Gradescope's container does for one submission.

    Source: gradescope-autograders.readthedocs.io/en/latest/specs and …/submission_metadata: the zip
    lies in `source/`, `run_autograder` is started, and has to leave `results/results.json`.
    """
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        archive.extractall(root / "source")
        modes = {one.filename: one.external_attr >> 16 for one in archive.infolist()}
    assert modes["run_autograder"] & 0o111
    assert modes["setup.sh"] & 0o111
    about = {"id": number, "users": [{"email": "ada@x.org", "id": 5, "name": "Ada"}]}
    (root / "submission_metadata.json").write_text(json.dumps(about))
    written = root / "results" / "results.json"
    written.unlink(missing_ok=True)
    program = [sys.executable, str(root / "source" / "run_autograder"), str(root)]
    done = subprocess.run(program, capture_output=True, text=True)
    return done.returncode, json.loads(written.read_text("utf-8")) if written.is_file() else None


def test_gradescope_gets_an_autograder_that_hands_out_each_submissions_own_marks(tmp_path):
    """Source: gradescope-autograders.readthedocs.io, *Autograder Specifications*."""
    store = graded(tmp_path, EXPORT, ADA, BEN, EVA, ben=1.5, eva=None)
    [path] = given(store, "gradescope")
    status, shown = run_there(path.read_bytes(), tmp_path, 902)
    assert (status, shown["score"]) == (0, 1.5)
    # Eva's answer waits for a person, and nobody knows submission 999: neither gets a 0.
    for number in (903, 999):
        assert run_there(path.read_bytes(), tmp_path, number) == (1, None)


def test_a_new_autograder_for_gradescope_has_all_marks_as_it_replaces_the_one_before(tmp_path):
    """Source: gradescope-autograders.readthedocs.io, *Autograder Specifications*."""
    store = graded(tmp_path, EXPORT, ADA, BEN, EVA)
    given(store, "gradescope")
    assert plan(store, "gradescope").pages == ()
    store.save(result("ben", 2.0))
    rewrite(store, HERE)
    assert sorted(names(plan(store, "gradescope"))) == ["ada", "ben", "eva"]


def test_only_what_is_new_or_says_something_else_is_given_and_no_zip_is_written_over(tmp_path):
    store = graded(tmp_path, CANVAS, ADA, BEN)
    [first] = given(store, "canvas")
    content = first.read_bytes()
    planned = plan(store, "canvas")
    assert (planned.pages, planned.unchanged) == ((), 3)
    # The same notebook, run once more: other seconds, the same marks.
    store.save(result("ben", 1.0, seconds={"cells": 7.0, "total": 8.0}))
    rewrite(store, HERE)
    assert plan(store, "canvas").pages == ()
    store.save(result("ben", 2.0))
    rewrite(store, HERE)
    [page] = plan(store, "canvas").pages
    assert (page.student, page.news) == ("ben", "changed")
    [second] = given(store, "canvas")
    assert second != first
    assert first.read_bytes() == content
    assert len(names(plan(store, "canvas", again=True))) == 3


def test_another_attempt_with_the_same_points_is_another_page(tmp_path):
    store = graded(tmp_path, CANVAS, ADA, BEN)
    given(store, "canvas")
    store.save(result("ada", 1.0, sha256="another file"))
    assert names(plan(store, "canvas")) == ["ada"]


def test_each_way_has_its_own_memory(tmp_path):
    store = graded(tmp_path, CANVAS, ADA, BEN)
    given(store, "canvas")
    assert names(plan(store, "mail")) == ["ada", "ben"]


def test_a_page_that_waits_for_a_person_is_held_back_and_named(tmp_path):
    store = graded(tmp_path, CANVAS, ADA, BEN, ben=None)
    planned = plan(store, "canvas")
    assert "ben" not in names(planned)
    assert ["ben (01-tiny)"] in planned.left.values()
    assert "ben" in names(plan(store, "canvas", unfinished=True))


def test_who_handed_in_elsewhere_is_named(tmp_path):
    store = graded(tmp_path, CANVAS, ADA, BEN)
    planned = plan(store, "moodle")
    assert planned.pages == ()
    assert [len(who) for who in planned.left.values()] == [3]


def test_a_class_that_was_graded_before_names_were_kept_is_told_what_to_do(tmp_path):
    store = graded(tmp_path, CANVAS, ADA)
    facts = json.loads(store.class_path.read_text("utf-8"))
    for one in facts["senders"]:
        del one["file"]
    store.class_path.write_text(json.dumps(facts))
    [(why, who)] = plan(store, "canvas").left.items()
    assert "grade the download again" in why
    assert len(who) == 3


def test_nothing_of_that_kind_is_one_sentence(tmp_path):
    store = graded(tmp_path, CANVAS, ADA)
    with pytest.raises(GiveBackError, match="There are lessons 01-tiny, of 3 results"):
        plan(store, "canvas", lessons=["02-more"])


class Killed(BaseException):
    """As if the process were gone."""


@pytest.mark.parametrize("way", ["canvas", "mail", "folder"])
def test_killed_at_any_instant_nobody_is_left_out_and_nobody_gets_a_page_twice_unsaid(
    tmp_path, monkeypatch, way
):
    """After each write to the disk in turn."""
    store = graded(tmp_path, CANVAS, ADA, BEN)
    everybody = {"canvas": 3, "mail": 2, "folder": 3}[way]
    replace = Path.replace
    for instant in range(40):
        os.system(f"rm -rf {store.folder}/given-back {store.folder}/to-give-back")
        left = [instant]

        def dying(self: Path, target: Path, left: list[int] = left) -> Path:
            done = replace(self, target)
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return done

        monkeypatch.setattr(Path, "replace", dying)
        try:
            given(store, way)
            finished = True
        except Killed:
            finished = False
        monkeypatch.setattr(Path, "replace", replace)
        there = reached(store, way)
        planned = plan(store, way)
        still = {page.student for page in planned.pages}
        unsure = {text.partition(" ")[0] for text in planned.unsure}
        assert len(there | still) == everybody, "somebody is left out"
        assert there & still <= unsure, "somebody gets it twice without a word"
        if finished:
            assert (still, unsure) == (set(), set())
            return
        given(store, way)
        assert len(reached(store, way)) == everybody
        assert plan(store, way).pages == ()
    pytest.fail("it never came to an end")


def reached(store: Store, way: str) -> set[str]:
    """Whose pages lie where somebody would take them from."""
    folder = store.to_give_back_path / way
    if way == "mail":
        return {path.name.partition("-")[0] for path in folder.glob("*.eml")}
    if way == "folder":
        everyone = [one.student for one in store.results()]
        pages = {path.parent.name for path in folder.glob(f"*/{LESSON}.html")}
        return {one for one in everyone if given_back.secret_code(store, "folder", one) in pages}
    users = set()
    for path in folder.glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            users |= {re.search(r"_(\d{4})_", name)[1] for name in archive.namelist()}
    ids = {"1001": "ada", "1002": "ben", "1003": "1003"}
    return {ids[user] for user in users}


def test_a_mail_is_a_draft_with_the_page_for_whom_it_is(tmp_path):
    """Sources: RFC 5322 and 2183; Microsoft's *CDO for Windows 2000*, X-Unsent."""
    store = graded(tmp_path, CANVAS, ADA, BEN)
    planned = plan(store, "mail")
    [(why, who)] = planned.left.items()
    assert who == ["1003 (01-tiny)"]
    assert "no e-mail address" in why
    [folder] = given(store, "mail")
    draft = email.message_from_bytes(
        (folder / f"ada-{LESSON}.eml").read_bytes(), policy=email.policy.default
    )
    assert draft["To"] == "Ada Lovelace <ada@x.org>"
    assert draft["X-Unsent"] == "1"
    [page] = draft.iter_attachments()
    assert page.get_filename() == f"{LESSON}.html"
    assert page.get_content_type() == "text/html"
    written = store.feedback_path("ada", LESSON).read_text("utf-8")
    assert page.get_content() == written


@pytest.mark.parametrize(
    "address",
    ["", "ada", "a@x.org, b@y.org", "a@x.org\nBcc: b@y.org", "<a@x.org>", "ä@x.org", "a b@x.org"],
)
def test_what_is_no_single_address_gets_no_mail(tmp_path, address):
    store = graded(tmp_path, CANVAS, dataclasses.replace(ADA, email=address))
    assert plan(store, "mail").pages == ()


def test_a_name_adds_no_line_and_no_reader_to_a_mail():
    name = 'Ada"\r\nBcc: eve@x.org\r\n\r\n<b>, eve@x.org'
    to = mail.Addressed(name, "ada@x.org", "A\nlesson", "a.html", b"<p>", "d", replaces=False)
    message = email.message_from_bytes(
        mail.Letter("ta@x.org").message(to).as_bytes(), policy=email.policy.default
    )
    assert [one.addr_spec for one in message["To"].addresses] == ["ada@x.org"]
    assert message["Bcc"] is None
    assert len(message["Subject"].splitlines()) == 1


class Mailbox:
    """Takes mails as a server; refuses Ben, or breaks off after some."""

    def __init__(self) -> None:
        self.mails: list[email.message.EmailMessage] = []
        self.readers: list[list[str]] = []
        self.after: int | None = None

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address == "nobody@x.org":
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.after is not None and len(self.mails) >= self.after:
            return "421 too many"
        made = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append(made)
        self.readers.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, mail.Server]]:
    """A real server on this machine's own address."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, mail.server(f"127.0.0.1:{port}")
    finally:
        controller.stop()


def sent(store: Store, server: mail.Server) -> list[str]:
    with mail.Outbox(server) as outbox:
        letter = mail.Letter("ta@x.org")
        return give(store, plan(store, "mail"), outbox=outbox, letter=letter)


def test_a_server_brings_each_page_to_its_student_once(tmp_path, mailbox):
    """The server is aiosmtpd's, after RFC 5321; the form of mails is RFC 5322's."""
    box, server = mailbox
    store = graded(tmp_path, CANVAS, ADA, BEN)
    assert sent(store, server) == []
    assert box.readers == [["ada@x.org"], ["ben@x.org"]]
    for made, student in zip(box.mails, ("ada", "ben"), strict=True):
        [page] = made.iter_attachments()
        assert page.get_content() == store.feedback_path(student, LESSON).read_text("utf-8")
    assert sent(store, server) == []
    assert len(box.mails) == 2
    store.save(result("ben", 2.0))
    rewrite(store, HERE)
    assert sent(store, server) == []
    assert box.readers[2:] == [["ben@x.org"]]
    assert "takes the place" in box.mails[2].get_body().get_content()


def test_who_is_refused_is_named_and_asked_for_again(tmp_path, mailbox):
    box, server = mailbox
    store = graded(tmp_path, CANVAS, dataclasses.replace(ADA, email="nobody@x.org"), BEN)
    assert sent(store, server) == ["ada (01-tiny): 550 no such user here"]
    assert box.readers == [["ben@x.org"]]
    planned = plan(store, "mail")
    assert (names(planned), planned.unsure) == (["ada"], ())


def test_where_a_server_breaks_off_the_next_run_goes_on_and_says_who_may_get_it_twice(
    tmp_path, mailbox
):
    box, server = mailbox
    store = graded(tmp_path, CANVAS, ADA, BEN)
    box.after = 1
    with pytest.raises(MachineError, match=r"1 went out\. Run the same command again"):
        sent(store, server)
    planned = plan(store, "mail")
    assert (names(planned), planned.unsure) == (["ben"], ("ben (01-tiny), into ben@x.org",))
    box.after = None
    assert sent(store, server) == []
    assert box.readers == [["ada@x.org"], ["ben@x.org"]]


def test_the_same_page_has_the_same_number_so_that_a_mailbox_shows_it_once(tmp_path, mailbox):
    box, server = mailbox
    store = graded(tmp_path, CANVAS, ADA)
    sent(store, server)
    given_back.save(store, "mail", "ada", LESSON, State.BEGUN, "x", "ada@x.org")
    sent(store, server)
    first, second = box.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_no_mail_leaves_this_machine_without_tls(mailbox, monkeypatch):
    _, server = mailbox
    monkeypatch.setattr(mail, "_LOOPBACK", ())
    to = mail.Addressed("Ada", "ada@x.org", "A", "a.html", b"", "d", replaces=False)
    message = mail.Letter("ta@x.org").message(to)
    with mail.Outbox(server) as outbox, pytest.raises(MachineError, match="offers no TLS"):
        outbox.send(message)
    with mail.Outbox(dataclasses.replace(server, plain=True)) as outbox:
        assert outbox.send(message) == ""


def test_a_server_that_is_not_there_is_one_sentence():
    with mail.Outbox(mail.server("127.0.0.1:1")) as outbox:
        message = mail.Letter("ta@x.org").message(
            mail.Addressed("Ada", "ada@x.org", "A", "a.html", b"", "d", replaces=False)
        )
        with pytest.raises(MachineError, match=r"127\.0\.0\.1, port 1, takes no more mail"):
            outbox.send(message)
    with pytest.raises(UserError, match="write HOST or HOST:PORT"):
        mail.server("http://x.org")


def test_the_folder_for_the_web_has_names_that_nobody_can_guess_and_that_stay(tmp_path):
    store = graded(tmp_path, CANVAS, ADA, BEN)
    folder, table = given(store, "folder")
    there = [path.parent.name for path in folder.glob(f"*/{LESSON}.html")]
    assert len(set(there)) == 3
    assert all(re.fullmatch("[a-z2-9]{26}", name) for name in there)
    names = [str(path.relative_to(folder)) for path in folder.rglob("*")]
    shown = "\n".join(names) + (folder / "index.html").read_text("utf-8")
    shown = re.sub("|".join(there), "", shown)  # in which any three letters may come by chance
    assert not re.search("ada|lovelace|ben|okri", shown.lower())
    rows = table.read_text("utf-8").splitlines()
    assert [row.split(",")[0] for row in rows] == ["student", "1003", "ada", "ben"]
    before = {row.split(",")[0]: row.split(",")[3] for row in rows}
    store.save(result("ben", 2.0))
    rewrite(store, HERE)
    given(store, "folder")
    after = {row.split(",")[0]: row.split(",")[3] for row in table.read_text().splitlines()}
    assert after == before
    page = folder / after["ben"].strip("/") / f"{LESSON}.html"
    assert page.read_bytes() == store.feedback_path("ben", LESSON).read_bytes()


def test_a_page_that_is_gone_from_the_web_folder_is_put_there_again(tmp_path):
    store = graded(tmp_path, CANVAS, ADA)
    [folder, _] = given(store, "folder")
    [*pages] = folder.glob(f"*/{LESSON}.html")
    pages[0].unlink()
    assert len(plan(store, "folder").pages) == 1


def test_a_dry_run_says_who_gets_what_and_gives_nothing(tmp_path):
    store = graded(tmp_path, CANVAS, ADA, BEN)
    done = autograder("give-back", str(store.folder), "--to", "canvas", "--dry-run")
    assert done.returncode == 0, said(done)
    assert "Ada Lovelace (ada): 01-tiny, new → lovelaceada_1001_10010000_feedback" in said(done)
    assert "3 would be given back. Nothing was." in said(done)
    assert not (store.folder / "given-back").exists()
    assert not store.to_give_back_path.exists()


def test_the_command_says_where_to_upload_and_ends_well(tmp_path):
    store = graded(tmp_path, CANVAS, ADA, BEN)
    done = autograder("give-back", str(store.folder), "--to", "canvas")
    assert done.returncode == 0, said(done)
    assert "to-give-back/canvas/01-tiny.zip: 3 pages." in said(done)
    assert "Re-Upload Submissions" in said(done)
    done = autograder("give-back", str(store.folder), "--to", "canvas")
    assert "There is no new page to give back." in said(done)


def test_whom_a_way_cannot_reach_makes_the_exit_status_1(tmp_path):
    store = graded(tmp_path, CANVAS, ADA, BEN)
    done = autograder("give-back", str(store.folder), "--to", "mail")
    assert done.returncode == 1
    assert "1003 (01-tiny)" in said(done)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--to", "canvas", "--smtp", "x.org"], "go with --to mail"),
        (["--to", "mail", "--smtp", "x.org"], "--from ADDRESS"),
        (["--to", "mail", "--from", "me"], "no e-mail address"),
        (["--to", "mail", "--smtp-user", "me"], "goes with --smtp"),
        (["--to", "paper"], "is not one of"),
    ],
)
def test_options_that_do_not_go_together_are_refused_before_anything_is_done(
    tmp_path, options, words
):
    store = graded(tmp_path, CANVAS, ADA)
    done = autograder("give-back", str(store.folder), *options)
    assert done.returncode == 2
    assert words in said(done)

"""Each mark arrives once, in one column, whenever the process that sends it is killed.

The platform is one of our own that follows "Assignment and Grade Services 2.0" to the letter:
making a line item twice makes two (as in PrairieLearn's issue 15643), and it keeps every score.
"""

from __future__ import annotations

import csv
import functools
import json
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from autograder.collect.roster import Member
from autograder.errors import UserError
from autograder.lms.passback.connections import Connections, Course, set_up
from autograder.lms.passback.journal import BusyError, Content, Journal
from autograder.lms.passback.private import make_private, private_folder
from autograder.lms.passback.sending import Account, send
from autograder.lms.passback.web import AlreadyThere, PlatformError, Session, origin
from autograder.lms.people import Person
from autograder.lms.table import Grade
from autograder.record import classroom
from autograder.record.classroom import Classroom
from autograder.record.result import QuestionResult, Result, Status
from autograder.record.store import Store
from tests.support.lti_platform import (
    CLIENT,
    CONTEXT,
    LEARNER,
    LINE_ITEM,
    RESULTS,
    SCORE,
    Killer,
    Platform,
    new_key,
    platform,
    trust,
)

LESSON = "01-tiny"
pytestmark = pytest.mark.kernel  # it runs commands


class Commands:
    """Runs `autograder` in children of one process; `Killer` may end them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.send_marks"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )

    def __call__(self, *arguments: object, killer: Killer | None = None) -> tuple[int, str]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([*map(str, arguments)]) + "\n")
        self._process.stdin.flush()
        child = int(self._process.stdout.readline())
        if killer:
            killer.victim = child
        status, said = json.loads(self._process.stdout.readline())
        return status, said

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def run() -> Iterator[Commands]:
    commands = Commands()
    yield commands
    commands.close()


@pytest.fixture
def lms() -> Iterator[Platform]:
    with platform() as made:
        yield made


@functools.cache
def _key() -> bytes:
    return new_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def connect(lms: Platform, folder: Path, *, scopes=(LINE_ITEM, SCORE, RESULTS)) -> Path:
    """What a launch leaves behind."""
    from click.testing import CliRunner

    from autograder.cli.main import cli

    make_private(private_folder(folder) / "key.pem", _key())
    connections = set_up(folder, "http://localhost:8880")
    trust(lms, connections.private_key)
    CliRunner().invoke(
        cli, ["lti", "register", str(folder), *lms.registration()], catch_exceptions=False
    )
    course = Course(
        lms.address,
        CLIENT,
        CONTEXT,
        "Deep Learning",
        f"{lms.address}/items",
        tuple(scopes),
        memberships=f"{lms.address}/members",
    )
    Connections(folder).keep(course)
    return folder


def graded(folder: Path, lms: Platform, number: int) -> dict[str, float]:
    """A class that was graded and is known to the platform: account → points."""
    store = Store(folder)
    marks = {}
    for student in range(number):
        name, user, score = f"student{student:04}", f"user-{student}", float(student % 9)
        store.save(result(name, score))
        email = f"{name}@example.org"
        lms.members.append(
            {"user_id": user, "name": f"Name {student}", "email": email, "roles": [LEARNER]}
        )
        marks[user] = score
    members = {
        f"student{n:04}": Member(f"student{n:04}", email=f"student{n:04}@example.org")
        for n in range(number)
    }
    classroom.save(store, Classroom(members=members))
    return marks


def result(student: str, score: float) -> Result:
    return Result(student, LESSON, Status.GRADED, score, 9.0, (QuestionResult("q1", score, 9.0),))


@pytest.mark.parametrize(
    ("students", "kills"), [(20, 6), pytest.param(1_000, 20, marks=pytest.mark.slow)]
)
def test_each_mark_arrives_once_in_one_column_though_the_command_is_killed(
    run, lms, tmp_path, students, kills
):
    folder = connect(lms, tmp_path / "lti")
    marks = graded(tmp_path / "graded", lms, students)
    # Two calls for the column, and two for each score: before it is taken and after.
    calls = random.Random(7).sample(range(3, 2 * students - 4 * kills), kills - 2)
    killer = lms.kill = Killer({1, 3, *calls} if 3 not in calls else {1, 2, *calls})
    killed = 0
    for _ in range(kills + 1):
        status, said = run("lti", "send", folder, "--output", tmp_path / "graded", killer=killer)
        if status == 0:
            break
        assert status == -signal.SIGKILL, said
        killed += 1
    assert killed == killer.kills == kills
    [item] = lms.items
    assert [one["userId"] for one in lms.scores[item]] == [*marks]
    assert {one["userId"]: one["scoreGiven"] for one in lms.scores[item]} == marks
    status, said = run("lti", "send", folder, "--output", tmp_path / "graded")
    assert status == 0
    assert f"0 sent, {students} were there already" in said
    assert len(lms.scores[item]) == students


def test_without_a_look_at_results_the_moment_of_a_score_tells_that_it_has_arrived(
    run, lms, tmp_path
):
    folder = connect(lms, tmp_path / "lti", scopes=(LINE_ITEM, SCORE))
    marks = graded(tmp_path / "graded", lms, 5)
    killer = lms.kill = Killer({4, 6, 9})
    statuses = [
        run("lti", "send", folder, "--output", tmp_path / "graded", killer=killer)[0]
        for _ in range(4)
    ]
    assert statuses == [-signal.SIGKILL] * 3 + [0]
    [item] = lms.items
    assert [one["userId"] for one in lms.scores[item]] == [*marks]


def test_a_mark_that_has_changed_is_sent_and_the_others_are_not(run, lms, tmp_path):
    folder = connect(lms, tmp_path / "lti")
    graded(tmp_path / "graded", lms, 4)
    send = ("lti", "send", folder, "--output", tmp_path / "graded")
    assert run(*send)[0] == 0
    Store(tmp_path / "graded").save(result("student0002", 8.5))
    assert "1 sent, 3 were there already" in run(*send)[1]
    [item] = lms.items
    assert lms.scores[item][-1]["scoreGiven"] == 8.5
    moments = [one["timestamp"] for one in lms.scores[item]]
    assert moments == sorted({*moments})


def test_a_dry_run_sends_nothing_and_makes_no_column(run, lms, tmp_path):
    folder = connect(lms, tmp_path / "lti")
    graded(tmp_path / "graded", lms, 3)
    status, said = run("lti", "send", folder, "--output", tmp_path / "graded", "--dry-run")
    assert status == 0
    assert "3 sent" in said
    assert (lms.items, lms.scores) == ({}, {})


def test_of_two_columns_of_a_lesson_a_person_says_which(run, lms, tmp_path):
    folder = connect(lms, tmp_path / "lti")
    graded(tmp_path / "graded", lms, 2)
    for number in (1, 2):
        address = f"{lms.address}/items/{number}"
        lms.items[address] = {"id": address, "label": "x", "resourceId": f"autograder:{LESSON}"}
    send = ("lti", "send", folder, "--output", tmp_path / "graded")
    status, said = run(*send)
    assert status == 2
    assert "There are 2 columns" in said
    assert lms.scores == {}
    chosen = f"{lms.address}/items/2"
    assert run(*send, "--column", f"{LESSON}={chosen}")[0] == 0
    assert set(lms.scores) == {chosen}
    status, said = run(*send, "--column", f"{LESSON}=https://attacker.example/items/1")
    assert status == 2
    assert "no column of this platform" in said


def test_the_column_of_a_link_that_names_the_lesson_is_taken(run, lms, tmp_path):
    folder = connect(lms, tmp_path / "lti")
    graded(tmp_path / "graded", lms, 2)
    address = f"{lms.address}/items/9"
    lms.items[address] = {"id": address, "label": "Made by the platform"}
    [course] = Connections(folder).courses()
    link = {"title": f"Homework: {LESSON}", "lesson": "", "lineitem": address}
    Connections(folder).keep(Course(**{**vars(course), "links": {"link-9": link}}))
    assert run("lti", "send", folder, "--output", tmp_path / "graded")[0] == 0
    assert set(lms.items) == set(lms.scores) == {address}


def test_the_roster_is_one_that_grading_takes(run, lms, tmp_path):
    folder = connect(lms, tmp_path / "lti")
    lms.members += [
        {"user_id": f"u{n}", "name": f"Ada {n}", "email": f"a{n}@x.org", "roles": [LEARNER]}
        for n in range(8)
    ]
    lms.members[3] |= {"lis_person_sourcedid": "sis-3"}
    lms.members[4] |= {"status": "Inactive"}
    lms.members[5] |= {"roles": ["Instructor"]}
    lms.members[6] = {"user_id": "u6", "roles": ["Learner"]}  # a platform that hides names
    status, said = run("lti", "roster", folder, tmp_path / "class.csv")
    assert (status, "Wrote 6 students" in said) == (0, True)
    with (tmp_path / "class.csv").open(encoding="utf-8-sig") as file:
        rows = {row["lms_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"u0", "u1", "u2", "u3", "u6", "u7"}
    assert (rows["u3"]["student"], rows["u0"]["student"]) == ("sis-3", "a0@x.org")
    from autograder.collect.roster import read_roster

    assert len(read_roster(tmp_path / "class.csv")) == 6


@pytest.mark.parametrize("missing", ["key", "scope"])
def test_a_platform_that_refuses_is_quoted_and_nothing_is_lost(run, lms, tmp_path, missing):
    folder = connect(lms, tmp_path / "lti")
    graded(tmp_path / "graded", lms, 2)
    send = ("lti", "send", folder, "--output", tmp_path / "graded")
    known = lms.tool_key
    if missing == "key":
        lms.tool_key = lms.key.public_key()
    else:
        lms.members.clear()
    status, said = run(*send)
    assert "Traceback" not in said
    if missing == "key":
        assert (status, "answers 400" in said) == (1, True)
        lms.tool_key = known
        assert run(*send)[0] == 0
    else:
        assert "nobody there has the id" in said


class Shelf:
    """A column whose marks are a dictionary; the next `lost` ones never arrive."""

    place = "shelf"

    def __init__(self, **there: float) -> None:
        self.points = dict(there)
        self.said: list[tuple[str, str, str]] = []
        self.lost = 0

    def there(self):
        return self.points

    def put(self, account: str, content: Content, moment: str) -> None:
        if self.lost:
            self.lost -= 1
            raise PlatformError("no answer")
        self.points[account] = float(content.points)
        self.said.append((account, content.points, content.comment))


GRADES = [Grade(name, LESSON, score, 9.0) for name, score in (("ada", 7.0), ("ben", 3.5))]
ACCOUNTS = [Account("1", Person(("ada",))), Account("2", Person(("ben",)))]


@pytest.fixture
def journal(tmp_path) -> Iterator[Journal]:
    with Journal(tmp_path / "sent.sqlite") as journal:
        yield journal


def test_what_somebody_else_has_given_is_kept_and_named(journal):
    shelf = Shelf(**{"1": 2.0})
    sent = send(GRADES, ACCOUNTS, shelf, journal)
    assert (sent.new, sent.kept) == (["ben"], ["ada: 2 there, 7 here"])
    assert shelf.points == {"1": 2.0, "2": 3.5}
    assert send(GRADES, ACCOUNTS, shelf, journal, overwrite=True).new == ["ada"]
    assert shelf.points["1"] == 7.0


def test_what_was_changed_there_after_it_was_sent_is_kept(journal):
    shelf = Shelf()
    send(GRADES, ACCOUNTS, shelf, journal)
    shelf.points["1"] = 9.0
    sent = send(GRADES, ACCOUNTS, shelf, journal)
    assert (sent.new, sent.same, sent.kept) == ([], ["ben"], ["ada: 9 there, 7 here"])


def test_what_somebody_has_typed_already_is_not_sent(journal):
    shelf = Shelf(**{"1": 7.0})
    assert send(GRADES, ACCOUNTS, shelf, journal).same == ["ada"]
    assert shelf.said == [("2", "3.5", "")]


def test_what_did_not_arrive_is_sent_the_next_time(journal):
    shelf = Shelf()
    shelf.lost = 1
    with pytest.raises(PlatformError):
        send(GRADES, ACCOUNTS, shelf, journal)
    assert send(GRADES, ACCOUNTS, shelf, journal).new == ["ada", "ben"]
    assert [one[0] for one in shelf.said] == ["1", "2"]


def test_a_newer_score_of_somebody_elses_is_no_success(journal):
    class Newer(Shelf):
        def put(self, account: str, content: Content, moment: str) -> None:
            raise AlreadyThere("newer")

    with pytest.raises(AlreadyThere):
        send(GRADES, ACCOUNTS, Newer(), journal)


def test_a_student_with_two_accounts_and_one_without_get_nothing(journal):
    twice = [*ACCOUNTS, Account("3", Person(("ada",)))]
    sent = send([*GRADES, Grade("cy", LESSON, 1.0, 9.0)], twice, shelf := Shelf(), journal)
    assert (sent.unknown, shelf.points) == (["ada", "cy"], {"2": 3.5})


def test_a_mark_that_is_not_there_yet_is_not_sent(journal):
    waiting = Grade("ada", LESSON, None, 9.0)
    assert send([waiting], ACCOUNTS, shelf := Shelf(), journal).new == []
    assert shelf.points == {}


def test_two_commands_do_not_send_at_the_same_time(journal, tmp_path):
    with pytest.raises(BusyError):
        Journal(tmp_path / "sent.sqlite")


def test_a_journal_that_is_damaged_or_open_to_others_is_refused(tmp_path):
    path = tmp_path / "sent.sqlite"
    path.write_bytes(b"no journal" * 500)
    with pytest.raises(UserError, match="chmod 600"):
        Journal(path)
    path.chmod(0o600)
    with pytest.raises(Exception, match="put a whole copy in its place"):
        Journal(path)


def test_nothing_is_sent_to_a_place_that_is_not_known(lms):
    session = Session(frozenset({origin("https://lms.example.org")}))
    with pytest.raises(PlatformError, match="Nothing was sent"):
        session.get(f"{lms.address}/keys")


def test_nobody_is_followed_elsewhere(lms):
    from starlette.applications import Starlette
    from starlette.responses import RedirectResponse
    from starlette.routing import Route

    from tests.support.lti_platform import served

    away = Starlette(routes=[Route("/", lambda request: RedirectResponse(f"{lms.address}/keys"))])
    with served(away) as address:
        answer = Session(frozenset({origin(address), origin(lms.address)})).get(address)
        assert answer.status_code == 307

"""Marks arrive in Canvas and Moodle by their own services, each once, at the right student.

Sources: developerdocs.instructure.com, *Submissions*, *Grade or comment on a submission*; Moodle's
`mod/assign/externallib.php` (`mod_assign_save_grade`), whose answers `lms_services` gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from autograder.cli.main import cli
from autograder.collect.roster import Member
from autograder.lms.passback.web import PlatformError
from autograder.record import classroom
from autograder.record.classroom import Classroom
from autograder.record.result import QuestionResult, Result, Status, Trust
from autograder.record.store import Store
from tests.support.lms_services import ASSIGNMENT, COURSE, TOKEN, Canvas, Moodle
from tests.support.lti_platform import served

LESSON = "01-tiny"
PEOPLE = {"ada": (1001, "Ada Lovelace"), "ben": (1002, "Ben Bitdiddle"), "cy": (1003, "Cy D")}


@dataclass
class Desk:
    """A graded class, and the system that it belongs to."""

    lms: Any
    to: str
    address: str
    folder: Path

    def upload(self, *more: str, token: str = TOKEN, number: str = ASSIGNMENT) -> Any:
        arguments = ["upload", str(self.folder), "--to", self.to, "--url", self.address]
        arguments += ["--course", COURSE, "--assignment", f"{LESSON}={number}", *more]
        return CliRunner().invoke(cli, arguments, env={"AUTOGRADER_TOKEN": token})


def result(student: str, score: float | None) -> Result:
    question = QuestionResult("q1", score, 9.0, Trust.MANUAL if score is None else Trust.ISOLATED)
    return Result(student, LESSON, Status.GRADED, score or 0.0, 9.0, (question,))


@pytest.fixture(params=["canvas", "moodle"])
def desk(request, tmp_path) -> Iterator[Desk]:
    store = Store(tmp_path / "graded")
    for student, score in (("ada", 7.5), ("ben", 3.0), ("cy", None)):
        store.save(result(student, score))
    members = {
        name: Member(name, email=f"{name}@x.org", name=full) for name, (_, full) in PEOPLE.items()
    }
    classroom.save(store, Classroom(members=members))
    lms = Canvas() if request.param == "canvas" else Moodle()
    for name, (number, full) in PEOPLE.items():
        email = f"{name}@x.org"
        known = {"name": full, "sis_user_id": name} if request.param == "canvas" else {}
        known |= {"fullname": full, "idnumber": ""} if request.param == "moodle" else {}
        lms.users.append({"id": number, "email": email, **known})
    with served(lms.app()) as address:
        yield Desk(lms, request.param, address, store.folder)


def test_marks_arrive_once_and_what_waits_for_a_person_does_not(desk):
    done = desk.upload()
    assert done.exit_code == 0, done.output
    assert desk.lms.puts == [("1001", "7.5", ""), ("1002", "3", "")]
    assert "1 of them wait for a person's marks" in done.output
    assert "0 sent, 2 were there already" in desk.upload().output
    assert len(desk.lms.puts) == 2


def test_a_dry_run_sends_nothing(desk):
    assert "2 sent" in desk.upload("--dry-run").output
    assert desk.lms.puts == []


def test_what_somebody_has_given_there_is_kept_unless_it_is_to_be_written_over(desk):
    desk.lms.scores["1001"] = 2.0
    assert "ada: 2 there, 7.5 here" in desk.upload().output
    assert desk.lms.scores == {"1001": 2.0, "1002": 3.0}
    desk.upload("--overwrite")
    assert desk.lms.scores["1001"] == 7.5


def test_a_comment_is_said_once(desk):
    """Canvas adds one each time; Moodle's editor takes HTML."""
    store = Store(desk.folder)
    known = classroom.load(store)
    due = datetime(2026, 11, 1, 20, 0, tzinfo=UTC)
    classroom.save(store, replace(known, due={LESSON: due}, late="10%"))
    late = (due + timedelta(hours=30)).isoformat()
    store.save(replace(result("ada", 7.5), submitted_at=late))
    desk.upload()
    desk.upload()
    [(points, comment)] = [put[1:] for put in desk.lms.puts if put[0] == "1001"]
    assert float(points) < 7.5
    assert comment.startswith("Handed in 1.2 days late (penalty")


def test_a_busy_system_is_asked_again(desk):
    desk.lms.busy = 1
    assert desk.upload().exit_code == 0
    assert len(desk.lms.puts) == 2


def test_a_token_that_is_not_taken_is_said_and_never_shown(desk):
    done = desk.upload(token="wrong-token-123")
    assert isinstance(done.exception, PlatformError)
    assert "nvalid" in str(done.exception)
    assert "wrong-token-123" not in str(done.exception) + done.output
    assert desk.lms.puts == []


@pytest.mark.parametrize("number", ["x", "3/../4", ""])
def test_a_number_is_a_number(desk, number):
    assert desk.upload(number=number).exit_code == 2
    assert desk.lms.puts == []


def test_a_token_file_is_its_owners_alone(desk, tmp_path):
    file = tmp_path / "token.txt"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o644)
    assert "is open to others" in str(desk.upload("--token-file", str(file), token="").exception)
    file.chmod(0o600)
    assert desk.upload("--token-file", str(file), token="").exit_code == 0
    assert "There is no token" in desk.upload(token="").output

"""Due dates, extensions and late days by the class's own clock, whatever this machine's says."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collect.roster import Member, read_roster
from autograder.grading.gradescope import _metadata
from autograder.record import classroom, clock
from autograder.record.classroom import Classroom, ClassroomError, due_dates
from autograder.record.final_grade import due_of, finalize, late_by
from autograder.record.gradebook import sync
from autograder.record.result import QuestionResult, Result, Status
from autograder.record.store import Store

LESSON = "01-setup"
#: zone → the days on which its clocks go forward and back, in spring and autumn of either half
CHANGES = {
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Australia/Lord_Howe": ("2026-10-04", "2026-04-05"),  # by half an hour
}
EACH_CHANGE = [(zone, day) for zone, days in CHANGES.items() for day in days]


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch) -> None:
    """Nothing here depends on the time zone of the machine."""
    monkeypatch.setenv("TZ", "Pacific/Chatham")


@pytest.fixture(params=["UTC", "Asia/Tokyo", "Europe/Berlin", "CET-1CEST"])
def machine(request, monkeypatch) -> str:
    """Machines in several zones, one that clocks change in, one without a name."""
    monkeypatch.setenv("TZ", request.param)
    return request.param


def due_at(text: str) -> datetime:
    [due] = due_dates([text], [LESSON]).values()
    assert due is not None
    return due


def local(zone: str, text: str) -> datetime:
    """The moment of a local time, in UTC, as systems report it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def days_late(due: datetime, moment: datetime) -> int:
    return math.ceil(clock.lateness(due, moment) / clock.DAY)


def before(day: str, days: int) -> str:
    return (datetime.fromisoformat(day) - timedelta(days)).date().isoformat()


@pytest.mark.parametrize(("zone", "day"), EACH_CHANGE)
def test_a_day_late_ends_at_the_same_time_of_day_over_a_clock_change(machine, zone, day):
    due = due_at(f"{before(day, 1)}T18:00[{zone}]")
    assert clock.lateness(due, local(zone, f"{before(day, 1)}T18:00")) == timedelta()
    for shown, days in (
        (f"{before(day, 1)}T18:01", 1),
        (f"{day}T17:59", 1),
        (f"{day}T18:00", 1),
        (f"{day}T18:01", 2),
        (f"{before(day, -1)}T18:00", 2),
        (f"{before(day, -1)}T18:00:01", 3),
    ):
        assert days_late(due, local(zone, shown)) == days, shown


@pytest.mark.parametrize(("zone", "day"), EACH_CHANGE)
@pytest.mark.parametrize(
    ("extension", "last"),
    [("1", "18:00"), ("1d", "18:00"), ("7 days", "18:00"), ("1.5", "06:00"), ("0,5", "06:00")],
)
def test_days_of_extension_end_at_the_same_time_of_day(tmp_path, zone, day, extension, last):
    days = {"1": 1, "1d": 1, "7 days": 7, "1.5": 2, "0,5": 1}[extension]
    (tmp_path / "r.csv").write_text(f'student,extension\nada,"{extension}"\n')
    room = Classroom(
        read_roster(tmp_path / "r.csv"), {LESSON: due_at(f"{before(day, 1)}T18:00[{zone}]")}
    )
    if last == "18:00":
        until = local(zone, f"{before(day, 1 - days)}T18:00")
    else:  # half a day is twelve hours after the last whole one
        until = local(zone, f"{before(day, 2 - days)}T18:00") + timedelta(hours=12)
    assert late_by("ada", LESSON, until, False, room) == timedelta()
    assert late_by("ada", LESSON, until + timedelta(minutes=1), False, room)
    assert late_by("brian", LESSON, until, False, room)


@pytest.mark.parametrize(("zone", "day"), EACH_CHANGE)
@pytest.mark.parametrize(("extension", "hours"), [("2h", 2), ("24h", 24), ("48 hours", 48)])
def test_hours_of_extension_are_hours(tmp_path, zone, day, extension, hours):
    (tmp_path / "r.csv").write_text(f"student,extension\nada,{extension}\n")
    due = due_at(f"{day}T01:30[{zone}]")
    room = Classroom(read_roster(tmp_path / "r.csv"), {LESSON: due})
    until = due.astimezone(UTC) + timedelta(hours=hours)
    assert late_by("ada", LESSON, until, False, room) == timedelta()
    assert late_by("ada", LESSON, until + timedelta(seconds=1), False, room)


def test_late_days_after_an_extension_begin_where_it_ends():
    due = due_at("2026-10-23T18:00[Europe/Berlin]")
    room = Classroom({"ada": Member("ada", extension_days=1)}, {LESSON: due}, "10%")
    result = Result("ada", LESSON, Status.GRADED, 10.0, 10.0, (QuestionResult("q1", 10.0, 10.0),))
    for shown, score in (("24T18:00", 10.0), ("25T18:00", 9.0), ("25T18:01", 8.0)):
        moment = local("Europe/Berlin", f"2026-10-{shown}").isoformat()
        handed_in = Result(**{**vars(result), "submitted_at": moment})
        assert finalize(handed_in, {}, room).score == pytest.approx(score), shown


@pytest.mark.parametrize(
    ("due", "moments"),
    [
        # 02:30 of the second day is shown twice, and the later one is meant
        ("2026-10-24T02:30[Europe/Berlin]", [("2026-10-25T01:30Z", 1), ("2026-10-25T01:31Z", 2)]),
        # and is skipped: clocks go on at 03:00, and half an hour later the day is over
        ("2026-03-28T02:30[Europe/Berlin]", [("2026-03-29T01:30Z", 1), ("2026-03-29T01:31Z", 2)]),
        (
            "2026-10-31T01:30[America/New_York]",
            [("2026-11-01T06:30Z", 1), ("2026-11-01T06:31Z", 2)],
        ),
        (
            "2026-04-04T01:45[Australia/Lord_Howe]",
            [("2026-04-04T15:15Z", 1), ("2026-04-04T15:16Z", 2)],
        ),
    ],
)
def test_a_time_that_clocks_show_twice_or_skip_is_the_later_moment(due, moments):
    for moment, days in moments:
        assert days_late(due_at(due), datetime.fromisoformat(moment)) == days, moment


@given(
    st.sampled_from([*CHANGES, "UTC", "Asia/Kathmandu", "America/Santiago"]),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)),
    st.lists(st.floats(-1e5, 1e6), min_size=2, max_size=2),
)
def test_who_hands_in_later_is_never_less_late(zone, wall, minutes):
    due = clock.at(wall, ZoneInfo(zone))
    one, other = (due.astimezone(UTC) + timedelta(minutes=each) for each in sorted(minutes))
    late = [clock.lateness(due, moment) for moment in (one, other)]
    assert late[0] <= late[1] or math.ceil(late[0] / clock.DAY) == math.ceil(late[1] / clock.DAY)
    for moment, by in zip((one, other), late, strict=True):
        assert bool(by) == (moment > due)
        assert abs(by - max(moment - due.astimezone(UTC), timedelta())) <= timedelta(hours=1)


def test_a_due_date_without_a_zone_is_in_this_machines(machine):
    due = due_at("2026-07-01T12:00")
    if machine == "CET-1CEST":
        assert due == datetime(2026, 7, 1, 12).astimezone()
    else:
        assert due.tzinfo == ZoneInfo(machine)
        assert due.replace(tzinfo=None) == datetime(2026, 7, 1, 12)


def test_an_offset_that_is_local_time_is_local_time(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    due = due_at("2026-10-21T18:00+02:00")
    assert due.tzinfo == ZoneInfo("Europe/Berlin")
    assert clock.later(due, 7).astimezone(UTC).hour == 17
    elsewhere = due_at("2026-10-21T18:00-05:00")
    assert elsewhere.utcoffset() == timedelta(hours=-5)
    assert clock.later(elsewhere, 7).astimezone(UTC).hour == 23


def test_a_day_alone_ends_at_the_midnight_of_its_zone():
    assert due_at("2026-10-25[Europe/Berlin]") == local("Europe/Berlin", "2026-10-26T00:00")
    assert due_at("2026-03-08[America/New_York]") == local("America/New_York", "2026-03-09T00:00")


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "../etc/passwd", "Berlin", " "])
def test_a_zone_that_is_none_is_named(zone):
    with pytest.raises(ClassroomError, match="is no time zone"):
        due_at(f"2026-10-25T18:00[{zone}]")


@pytest.mark.parametrize("text", ["2026-10-25T02:30", "2026-10-21T18:00", "2026-10-21T18:00+05:30"])
def test_a_due_date_is_the_same_in_a_later_run_on_another_machine(tmp_path, monkeypatch, text):
    due = due_at(text if "+" in text else f"{text}[Europe/Berlin]")
    classroom.save(Store(tmp_path), Classroom({}, {LESSON: due}))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    again = classroom.load(Store(tmp_path)).due[LESSON]
    assert clock.between(due, again) == timedelta()
    assert clock.later(again, 7).astimezone(UTC) == clock.later(due, 7).astimezone(UTC)


def test_extensions_are_kept_as_they_were_said(tmp_path):
    members = {
        "ada": Member("ada", extension=timedelta(hours=24)),
        "brian": Member("brian", extension_days=1),
    }
    classroom.save(Store(tmp_path), Classroom(members))
    assert classroom.load(Store(tmp_path)).members == members


def test_nbgrader_gets_the_due_date_that_holds_for_each_student(tmp_path):
    from nbgrader.api import Gradebook

    store = Store(tmp_path)
    questions = (QuestionResult("q1", 1.0, 1.0),)
    moment = "2026-10-28T17:00:00+00:00"
    result = Result("ada", LESSON, Status.GRADED, 1.0, 1.0, questions, submitted_at=moment)
    due = due_at("2026-10-21T18:00[Europe/Berlin]")
    room = Classroom({"ada": Member("ada", extension_days=7)}, {LESSON: due})
    sync.fill(store, [result], room, {}, {})
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "default_course") as book:
        submission = book.find_submission(LESSON, "ada")
        assert submission.duedate == datetime(2026, 10, 28, 17)
        assert submission.total_seconds_late == 0


@pytest.mark.parametrize(
    ("due", "handed_in", "days"),
    [
        ("2026-10-31T18:00-04:00", "2026-11-01T17:59-05:00", 1),
        ("2026-10-31T18:00-04:00", "2026-11-01T18:01-05:00", 2),
        ("2026-03-07T18:00-05:00", "2026-03-08T18:01-04:00", 2),
        ("2026-03-07T18:00-05:00", "2026-03-07T17:30-05:00", 0),
        ("2026-11-01T01:30-04:00", "2026-11-01T01:10-05:00", 1),  # forty minutes late
        ("2026-03-08T00:00Z", "2026-03-08T18:30-05:00", 1),
    ],
)
def test_in_gradescopes_container_days_are_the_courses(tmp_path, due, handed_in, days):
    facts = {"created_at": handed_in, "assignment": {"due_date": due}}
    (tmp_path / "m.json").write_text(json.dumps(facts))
    said = _metadata(tmp_path / "m.json")
    assert said.due is not None
    assert days_late(said.due, datetime.fromisoformat(handed_in)) == days


def test_a_student_who_is_on_no_roster_has_no_extension():
    due = due_at("2026-10-21T18:00[Europe/Berlin]")
    room = Classroom({"ada": Member("ada", extension_days=1)}, {LESSON: due})
    assert due_of("brian", LESSON, room) == due
    assert due_of("ada", "02-else", room) is None

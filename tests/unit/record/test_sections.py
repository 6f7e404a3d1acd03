"""Sections of a class with due dates of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from autograder.collect.roster import Member
from autograder.grading.attempts import class_of
from autograder.record import classroom
from autograder.record.classroom import Classroom, ClassroomError
from autograder.record.final_grade import due_of, finalize
from autograder.record.result import QuestionResult, Result, Status
from autograder.record.store import Store

LESSONS = ["01-tiny", "02-more"]
ROSTER = """\
student,section,extension
ada,Monday A,
ben,Tuesday,
cai,Monday A,2
dan,,
"""


@pytest.fixture
def described(tmp_path):
    """Describes the class, as one `autograder grade` after another does."""
    roster = tmp_path / "class.csv"
    roster.write_text(ROSTER)
    store = Store(tmp_path / "graded")

    def described(*due: str) -> Classroom:
        known = class_of(store, LESSONS, roster=roster, due=due, late="10%")
        classroom.save(store, known)
        return classroom.load(store)

    return described


def days(known: Classroom, lesson: str = "01-tiny") -> dict[str, str]:
    dates = {one: due_of(one, lesson, known) for one in ("ada", "ben", "cai", "dan", "eve")}
    return {student: f"{date:%d %H:%M}" if date else "" for student, date in dates.items()}


def test_a_section_has_its_own_date_and_extensions_count_from_that(described):
    known = described("2026-11-03T20:00+00:00", "monday a/01-tiny=2026-11-09T20:00+00:00")
    expected = {"ada": "09 20:00", "ben": "03 20:00", "cai": "11 20:00", "dan": "03 20:00"}
    assert days(known) == expected | {"eve": "03 20:00"}
    assert days(known, "02-more")["ada"] == "03 20:00"


def test_a_date_for_all_lessons_of_a_section_gives_way_to_that_of_one(described):
    known = described("Tuesday/01-tiny=2026-11-05T20:00Z", "Tuesday/*=2026-11-04T20:00Z")
    assert (days(known)["ben"], days(known, "02-more")["ben"]) == ("05 20:00", "04 20:00")
    assert days(known)["dan"] == ""


def test_dates_are_kept_and_taken_back_for_each_section(described):
    described("2026-11-03T20:00Z", "Tuesday/*=2026-11-04T20:00Z", "Monday A/*=2026-11-08T20:00Z")
    known = described("Tuesday/*=none")
    assert (days(known)["ben"], days(known)["ada"]) == ("03 20:00", "08 20:00")


def test_lateness_is_that_of_the_students_own_section(described):
    known = described("2026-11-03T20:00Z", "Monday A/*=2026-11-08T20:00Z")
    question = QuestionResult("q1", 10.0, 10.0)
    handed_in = datetime(2026, 11, 4, 12, 0, tzinfo=UTC).isoformat()
    late = {
        student: finalize(
            Result(
                student,
                "01-tiny",
                Status.GRADED,
                10.0,
                10.0,
                questions=(question,),
                submitted_at=handed_in,
            ),
            {},
            known,
        )
        for student in ("ada", "ben")
    }
    assert (late["ada"].score, late["ben"].score) == (10.0, 9.0)


def test_hints_of_hidden_checks_wait_for_the_last_section(described):
    now = datetime.now(UTC)
    past, future = (f"{now + timedelta(days=day):%Y-%m-%dT%H:%MZ}" for day in (-3, 3))
    assert described(past).told("01-tiny") == "hints"
    assert described(f"Tuesday/01-tiny={future}").told("01-tiny") == "count"
    assert described(f"Tuesday/01-tiny={past}").told("01-tiny") == "hints"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Friday/01-tiny=2026-11-03", r"no section 'Friday'. It has Monday A, Tuesday"),
        ("Tuesday/09-none=2026-11-03", "09-none is no lesson here"),
        ("Tuesday/01-tiny=soon", "is no date"),
    ],
)
def test_what_is_no_section_lesson_or_date_is_said(described, text, said):
    with pytest.raises(ClassroomError, match=said):
        described(text)


def test_without_sections_on_the_roster_the_column_is_named(tmp_path):
    with pytest.raises(ClassroomError, match="needs a column `section`"):
        classroom.section_dates(["A/*=2026-11-03"], LESSONS, [Member("ada")])

"""Rosters as instructors have them, and what is kept of a class between runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from autograder.collect.roster import Member, RosterError, read_roster
from autograder.grading.attempts import class_of
from autograder.record import classroom
from autograder.record.classroom import Classroom, ClassroomError
from autograder.record.store import Store

LESSONS = ["01-tiny", "02-small"]


@pytest.fixture
def roster(tmp_path):
    def roster(content: str | bytes) -> dict[str, Member]:
        path = tmp_path / "class.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_roster(path)

    return roster


@pytest.mark.parametrize(
    "content",
    [
        "student,name,email,lms_id,extension\nada,Ada L,a@x.org,77,2\n",
        "extension;LMS ID;E-Mail;Name;Student-ID\n2 days;77;a@x.org;Ada L;ada\n\n",
        "\ufeffFirst Name\tLast name\tEmail address\tUsername\tCanvas ID\tExtension\n"
        "Ada\tL\ta@x.org\tada\t77\t2 d\n",
        "Student,ID,SIS User ID,SIS Login ID,Section,Email,Extension\n"
        "    Points Possible,,,,,,\nAda L,77,,ada,S1,a@x.org,2\n",
        "First Name,Last Name,SID,Email,Role,Canvas ID,Extension\n"
        "Ada,L,ada,a@x.org,Student,77,2\nGrace,Hopper,gh,gh@x.org,Instructor,,\n",
    ],
    ids=["ours", "German Excel", "Moodle", "Canvas", "Gradescope"],
)
def test_columns_are_known_by_their_headings_in_any_order(roster, content):
    ada = Member("ada", "Ada L", "a@x.org", "77", extension_days=2)
    assert {one: replace(of, section="") for one, of in roster(content).items()} == {"ada": ada}


def test_only_ids_are_needed(roster):
    assert roster("id\nada\nbrian\n") == {"ada": Member("ada"), "brian": Member("brian")}


def test_a_roster_saved_by_excel_as_unicode_text_is_read(roster):
    assert "ada" in roster("student\tname\nada\tÅda\n".encode("utf-16"))


@pytest.mark.parametrize(
    "content",
    [
        "Name,SID,Email,Role\nAda L,,ada@x.org,Student\nB K,34,b@x.org,Student\nT A,,t@x.org,TA\n",
        "student,email\n,ada@x.org\n34,b@x.org\n",
        "Student,ID,SIS User ID,SIS Login ID,Section\nAda L,ada@x.org,,,S\nB K,7,,34,S\n",
        "First name,Last name,ID number,Email address\nAda,L,,ada@x.org\nB,K,34,b@x.org\n",
    ],
)
def test_who_has_no_id_in_the_first_column_of_ids_goes_by_another_or_the_address(roster, content):
    assert list(roster(content)) == ["ada@x.org", "34"]


def test_what_canvas_exports_of_a_group_set_is_a_roster_with_groups(roster):
    """Its columns: developerdocs.instructure.com/services/canvas/group-categories."""
    content = (
        "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id\n"
        "Ada L,77,ada,al,Monday,Team 1,5,\nB K,78,,bk,Monday,Team 1,5,\nC D,79,cd,cd,Tuesday,,,\n"
    )
    assert roster(content) == {
        "ada": Member("ada", "Ada L", lms_id="77", group="Team 1", section="Monday"),
        "bk": Member("bk", "B K", lms_id="78", group="Team 1", section="Monday"),
        "cd": Member("cd", "C D", lms_id="79", section="Tuesday"),
    }


@pytest.mark.parametrize("line", ["sep=;\n", "sep=;\r\n", '"sep=;"\n', "\ufeffsep=;\n", "SEP=;;\n"])
def test_the_line_that_tells_excel_the_separator_is_no_row(roster, tmp_path, line):
    assert roster(f"{line}student;name\nada;L, A\n") == {"ada": Member("ada", "L, A")}
    with pytest.raises(RosterError, match="line 4: there is no student id"):
        roster(f"{line}student;name\nada;A\n;B\n")
    assert roster("sep=\t\nstudent\tname\nada\tA;B\n") == {"ada": Member("ada", "A;B")}


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ("student,name\n1.23457E+11,Ada\n", "1.23457E+11"),
        ("student;name\n1,23457E+11;Ada\n", "1,23457E+11"),
        ("student,lms_id\nada,9.0E+15\n", "9.0E+15"),
        ("SID,Name\n2e+09,Ada\n", "2e+09"),
    ],
)
def test_a_number_that_a_spreadsheet_has_shortened_is_refused_by_name(roster, content, number):
    with pytest.raises(RosterError) as error:
        roster(content)
    assert f"line 2: {number} is what a spreadsheet made of a longer number" in str(error.value)


def test_canvas_test_student_is_no_student(roster):
    header = (
        "Student,ID,SIS User ID,SIS Login ID,Section,01-setup (777)\n    Points Possible,,,,,16\n"
    )
    assert list(roster(f'{header}"L, Ada",1,,ada,S,\n"Student, Test",9,,5f3a9c,S,\n')) == ["ada"]
    assert list(roster(f'{header}"L, Ada",1,,ada,S,\n"Student, Test",,,,S,\n')) == ["ada"]


@pytest.mark.parametrize("heading", ["group", "Group Name", "Team", "team_name"])
def test_a_roster_may_say_who_works_together(roster, tmp_path, heading):
    members = roster(f"student,{heading}\nada,Team 1\nbrian,Team 1\ncarol,\n")
    assert [member.group for member in members.values()] == ["Team 1", "Team 1", ""]
    classroom.save(Store(tmp_path), Classroom(members))
    kept = classroom.load(Store(tmp_path))
    assert kept.members == members
    assert kept.team("ada", "01") == kept.team("brian", "02") != kept.team("carol", "01") == ""


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "has no row of headings"),
        ("name,colour\nAda,red\n", "has no column of student ids"),
        ("student\n", "names no student"),
        ("student,name\nada,Ada\n,Brian\n", "line 3: there is no student id"),
        ("student\nada\nbrian\nADA\n", "line 4: ADA is in line 2, too"),
        ("student,extension\nada,soon\n", "line 2: an extension is a number of days"),
        (b"student\n\xe9mile\n", "is not in UTF-8"),
        (b"PK\x03\x04rest", "is a spreadsheet. Save it as CSV"),
        ('student\n"ada\n', "is no CSV"),
    ],
)
def test_a_roster_that_cannot_be_used_says_where_and_why(roster, tmp_path, content, says):
    with pytest.raises(RosterError) as error:
        roster(content)
    assert says in str(error.value)
    assert str(tmp_path / "class.csv") in str(error.value)


def test_a_roster_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RosterError, match=r"none\.csv cannot be read"):
        read_roster(tmp_path / "none.csv")


def test_what_was_said_of_a_class_is_kept_until_something_else_is_said(tmp_path):
    store = Store(tmp_path)
    (tmp_path / "class.csv").write_text("student\nada\n")
    first = class_of(
        store,
        LESSONS,
        roster=tmp_path / "class.csv",
        due=["2026-11-01T23:59+00:00", "02-small=2026-12-01"],
        late="10%",
        which="best",
    )
    classroom.save(store, first)
    assert class_of(store, LESSONS) == first
    assert first.due["01-tiny"] == datetime(2026, 11, 1, 23, 59, tzinfo=UTC)
    assert first.due["02-small"] == datetime(2026, 12, 2).astimezone()
    changed = class_of(store, LESSONS, due=["01-tiny=none"], late="zero")
    assert (changed.due, changed.late) == ({"02-small": first.due["02-small"]}, "zero")
    assert changed.which == "best"
    assert changed.members == first.members


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"due": ["tomorrow"]}, "'tomorrow' is no date"),
        ({"due": ["03-large=2026-11-01"]}, "03-large is no lesson here (01-tiny, 02-small)"),
        ({"late": "ten"}, "say none, zero, or a percentage"),
        ({"late": "110%"}, "say none, zero, or a percentage"),
    ],
)
def test_a_date_or_policy_that_is_none_is_named(tmp_path, said, says):
    with pytest.raises(ClassroomError) as error:
        class_of(Store(tmp_path), LESSONS, **said)
    assert says in str(error.value)


def test_a_class_of_an_earlier_release_is_read(tmp_path):
    (tmp_path / "class.json").write_text('{"late": "none", "due": {}, "members": []}')
    assert classroom.load(Store(tmp_path)) == Classroom()

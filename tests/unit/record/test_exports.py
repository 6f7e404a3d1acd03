"""Marks on their way out: each system takes what is exported for it, and nobody's cell is wrong."""

from __future__ import annotations

import csv
import dataclasses
import io
import os
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from autograder.cli.export import export as export_command
from autograder.collect.roster import Member
from autograder.errors import UserError
from autograder.lms.download import Submitter
from autograder.lms.table import as_csv, defused, read_csv
from autograder.record import classroom
from autograder.record.classroom import Classroom
from autograder.record.exports import export
from autograder.record.final_grade import Mark
from autograder.record.gradebook import manual_marks
from autograder.record.grades import SUMS
from autograder.record.result import UNKNOWN_LESSON, QuestionResult, Result, Status, Trust
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from tests.support.commands import autograder
from tests.support.importers import canvas_takes, gradescope_shows, moodle_takes, rows_of
from tests.support.rendering import HERE

DUE = datetime(2026, 11, 1, 20, 0, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://x","Ada")'
STUDENTS = {1001: "Lovelace, Ada", 1002: "Ørsted, Çelik", 1003: "Vaughan, Dorothy"}
ASSIGNMENTS = {55: "Homework 1: 01-tiny", 56: "02-small", 57: "Essay"}
TEMPLATE = """\
\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Homework 1: 01-tiny (55),02-small (56),\
Essay (57),Final Score
,,,,,Manual Posting,,,
    Points Possible,,,,,10.00,10.00,5.00,(read only)
"Lovelace, Ada",1001,,ada@x.org,S1,,3,4,90
"Ørsted, Çelik",1002,,celik@x.org,S1,,,,
"Vaughan, Dorothy",1003,,dv@x.org,S1,,,,
"""
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,\
Last modified (submission),Last modified (grade),Feedback comments
Participant 501,Ada Lovelace,ada@x.org,Submitted for grading,,10.00,Yes,-,-,
Participant 502,Çelik Ørsted,celik@x.org,Submitted for grading,,10.00,Yes,-,-,
Participant 503,Dorothy Vaughan,dv@x.org,No submission,,10.00,Yes,-,-,
"""


def result(student: str, lesson: str, score: float, *, waits: bool = False, **more) -> Result:
    marked = QuestionResult("q2", None if waits else 1.0, 2.0, Trust.MANUAL)
    questions = (QuestionResult("q1", score, 8.0), marked)
    total = score if waits else score + 1
    return Result(student, lesson, Status.GRADED, total, 10.0, questions, **more)


@pytest.fixture
def store(tmp_path) -> Store:
    """Ada is two days late, Çelik's second lesson waits for a person, Dorothy sent no notebook."""
    store = Store(tmp_path / "out")
    late = (DUE + timedelta(hours=30)).isoformat()
    store.save(result("ada", "01-tiny", 4.0, submitted_at=late))
    store.save(result("ada", "02-small", 7.123456))
    store.save(result("celik", "01-tiny", 8.0))
    store.save(result("celik", "02-small", 5.0, waits=True))
    store.save(
        Result("dorothy", "01-tiny", Status.UNREADABLE, 0.0, 0.0, problems=("It is empty.",))
    )
    members = (
        Member("ada", "Ada Lovelace", "ada@x.org", "1001"),
        Member("celik", "Çelik Ørsted", "celik@x.org", "1002"),
        Member("dorothy", "Dorothy Vaughan", "dv@x.org", "1003"),
        Member("emil", HOSTILE, "emil@x.org", "1004"),
    )
    by_id = {member.student: member for member in members}
    submitters = {("ada", "01-tiny"): Submitter("moodle", "501", "Ada Lovelace")}
    submitters["celik", "01-tiny"] = Submitter("moodle", "502", "Çelik Ørsted")
    classroom.save(store, Classroom(by_id, {"01-tiny": DUE}, "10%", submitters=submitters))
    return store


@pytest.fixture
def template(tmp_path):
    def template(content: str):
        (tmp_path / "template.csv").write_text(content, encoding="utf-8")
        return tmp_path / "template.csv"

    return template


def content(exported) -> bytes:
    return as_csv(exported.table)


def test_canvas_takes_its_own_gradebook_filled_and_creates_nothing(store, template):
    exported = export(store, "canvas", template=template(TEMPLATE.replace(",3,4,90", ",,4,90")))
    grades, new_students, new_assignments = canvas_takes(content(exported), STUDENTS, ASSIGNMENTS)
    assert grades == {
        ("Lovelace, Ada", "Homework 1: 01-tiny"): "4",  # 5, less two days of 10 %
        ("Lovelace, Ada", "02-small"): "8.12",
        ("Ørsted, Çelik", "Homework 1: 01-tiny"): "9",
    }
    assert (new_students, new_assignments) == ([], [])
    assert "Essay (57)" not in exported.table.header


def test_what_waits_or_could_not_be_graded_is_left_empty_and_named(store, template):
    exported = export(store, "canvas", template=template(TEMPLATE))
    said = "\n".join(exported.remarks)
    assert "dorothy (unreadable)" in said
    assert "1 of them wait for a person's marks (q2) and are left empty" in said
    unfinished = export(store, "canvas", template=template(TEMPLATE), unfinished=True)
    grades, _, _ = canvas_takes(content(unfinished), STUDENTS, ASSIGNMENTS)
    assert grades["Ørsted, Çelik", "02-small"] == "5"


def test_what_waits_for_data_is_told_apart_from_what_waits_for_a_person(tmp_path):
    store = Store(tmp_path)
    trusts = {"ada": Trust.POSTPONED, "brian": Trust.MANUAL, "carol": Trust.ISOLATED}
    for student, trust in trusts.items():
        score = None if trust != Trust.ISOLATED else 2.0
        questions = (QuestionResult("q1", 1.0, 1.0), QuestionResult("q2", score, 2.0, trust))
        earned = 1.0 + (score or 0.0)
        graded = Result(student, "01-tiny", Status.GRADED, earned, earned, questions=questions)
        store.save(dataclasses.replace(graded, datasets={"mnist": "stand-in for MNIST"}))
    said = "\n".join(export(store, "canvas").remarks)
    assert "1 of them wait for a person's marks (q2) and are left empty" in said
    assert "1 of them wait for MNIST (q2) and are left empty" in said
    rows = export(store, "csv").table
    waiting = [row[rows.header.index("waiting")] for row in rows.rows]
    assert waiting == ["q2", "q2", ""]


def test_without_a_template_canvas_finds_students_by_id_and_lessons_by_title(store):
    exported = export(store, "canvas")
    grades, new_students, new_assignments = canvas_takes(
        content(exported), STUDENTS, {55: "01-tiny"}
    )
    assert grades["Lovelace, Ada", "01-tiny"] == "4"
    assert (new_students, new_assignments) == ([], ["02-small"])
    assert exported.table.rows[0][-2:] == ["10", "10"]


def test_without_a_roster_canvas_gets_the_ids_of_its_download(tmp_path):
    store = Store(tmp_path)
    store.save(result("1001", "01-tiny", 4.0))
    submitter = Submitter("canvas", "1001", "lovelaceada")
    classroom.save(store, Classroom(submitters={("1001", "01-tiny"): submitter}))
    grades, new, _ = canvas_takes(content(export(store, "canvas")), STUDENTS, {5: "01-tiny"})
    assert (grades, new) == ({("Lovelace, Ada", "01-tiny"): "5"}, [])


def test_the_id_of_another_system_is_no_id_of_canvass(tmp_path):
    store = Store(tmp_path)
    store.save(result("1001", "01-tiny", 4.0))
    submitter = Submitter("gradescope", "1001", "Somebody Else")
    classroom.save(store, Classroom(submitters={("1001", "01-tiny"): submitter}))
    grades, new, _ = canvas_takes(content(export(store, "canvas")), STUDENTS, {5: "01-tiny"})
    assert (grades, new) == ({}, ["Somebody Else"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"10.00,10.00": "100,10.00"}, "01-tiny has 10 points here and 100 in Canvas"),
        ({'"Lovelace, Ada",1001,,ada@x.org': "Someone,9,,x"}, "ada (01-tiny) is in no row"),
    ],
)
def test_what_does_not_fit_the_template_is_named(store, template, changed, said):
    text = TEMPLATE
    for old, new in changed.items():
        text = text.replace(old, new)
    assert any(said in one for one in export(store, "canvas", template=template(text)).remarks)


def test_moodle_takes_its_own_worksheet_filled(store, template):
    exported = export(store, "moodle", lessons=["01-tiny"], template=template(WORKSHEET))
    participants = {"501": "Ada Lovelace", "502": "Çelik Ørsted", "503": "Dorothy Vaughan"}
    taken = moodle_takes(content(exported), participants, 10)
    assert taken == {
        "Ada Lovelace": (4.0, "Handed in 1.2 days late (penalty: 1)."),
        "Çelik Ørsted": (9.0, ""),
    }
    assert exported.table.header == WORKSHEET.splitlines()[0].split(",")


def test_moodle_takes_a_worksheet_made_of_its_own_download(store):
    exported = export(store, "moodle", lessons=["01-tiny"])
    taken = moodle_takes(content(exported), {"501": "Ada", "502": "Çelik"}, 10)
    assert {name: grade for name, (grade, _) in taken.items()} == {"Ada": 4.0, "Çelik": 9.0}
    [_, missing, said] = exported.remarks
    assert missing.startswith("No submission for 01-tiny from 1: emil.")
    assert said.startswith("1 of 3 did not come from Moodle's download")
    by_email = {row[3]: row[4] for row in exported.table.rows}
    assert by_email == {"ada@x.org": "4", "celik@x.org": "9", "dv@x.org": ""}


def test_a_worksheet_whose_maximum_is_another_is_named(store, template):
    hundred = template(WORKSHEET.replace("10.00", "100.00"))
    exported = export(store, "moodle", lessons=["01-tiny"], template=hundred)
    assert any("10 points here and 100.00 in Moodle" in one for one in exported.remarks)


def test_a_worksheet_in_another_language_is_filled_where_its_column_is_named(store, template):
    german = template(WORKSHEET.replace(",Grade,", ",Bewertung,").replace("Identifier", "ID"))
    exported = export(
        store, "moodle", lessons=["01-tiny"], template=german, columns={"01-tiny": "Bewertung"}
    )
    assert [row[4] for row in exported.table.rows] == ["4", "9", ""]


def canvas_cells(exported) -> dict[str, list[str]]:
    return {row[0]: row[5:] for row in exported.table.rows if row[1]}


@pytest.mark.parametrize("mark", ["EX", "ex", "3", "A-", "95%", "0", "incomplete"])
def test_another_mark_in_canvas_is_kept_and_named_unless_it_shall_be_written_over(
    store, template, mark
):
    theirs = template(TEMPLATE.replace(",3,4,90", f",{mark},4,90"))
    exported = export(store, "canvas", lessons=["02-small"], template=theirs)
    assert canvas_cells(exported)["Lovelace, Ada"] == [mark]
    [said] = [one for one in exported.remarks if one.startswith("Kept")]
    assert "--overwrite" in said
    assert said.splitlines()[1:] == [f"  ada (02-small): {mark} there, 8.12 here"]
    over = export(store, "canvas", lessons=["02-small"], template=theirs, overwrite=True)
    assert canvas_cells(over)["Lovelace, Ada"] == ["8.12"]
    [said] = [one for one in over.remarks if one.startswith("Written over")]
    assert f"ada (02-small): {mark} there, 8.12 here" in said


@pytest.mark.parametrize("mark", ["8.12", "8.120", '"8,12"', "", "-"])
def test_the_same_mark_or_none_is_nothing_to_speak_of(store, template, mark):
    theirs = template(TEMPLATE.replace(",3,4,90", f",{mark},4,90"))
    exported = export(store, "canvas", lessons=["02-small"], template=theirs)
    [cell] = canvas_cells(exported)["Lovelace, Ada"]
    assert cell.replace(",", ".").startswith("8.12")
    assert not [one for one in exported.remarks if "--overwrite" in one]


def test_every_mark_that_is_kept_is_named(tmp_path, template):
    store, names = Store(tmp_path / "out"), [f"student{number}" for number in range(30)]
    for name in names:
        store.save(result(name, "02-small", 4.0))
    rows = "".join(f"{name},{name},,,S1,,7,,\n" for name in names)
    head = TEMPLATE[: TEMPLATE.index('"Lovelace')]
    exported = export(store, "canvas", template=template(head + rows))
    [said] = [one for one in exported.remarks if "--overwrite" in one]
    assert len(said.splitlines()) == 31


def worksheet(cells: str, times: int = 2) -> str:
    """The worksheet with other cells from the status on, in so many of its rows."""
    return WORKSHEET.replace("grading,,10.00,Yes,-,-,", cells, times)


def moodle_cells(exported) -> dict[str, tuple[str, str]]:
    header = exported.table.header
    places = header.index("Grade"), header.index("Feedback comments")
    return {row[1]: (row[places[0]], row[places[1]]) for row in exported.table.rows}


def test_a_mark_in_moodle_is_kept_with_its_comment_and_named(store, template):
    theirs = template(worksheet("grading,7.00,10.00,Yes,-,-,Good"))
    exported = export(store, "moodle", lessons=["01-tiny"], template=theirs)
    assert moodle_cells(exported)["Ada Lovelace"] == ("7.00", "Good")
    said = "\n".join(exported.remarks)
    assert "ada: 7.00 there, 4 here" in said
    over = export(store, "moodle", lessons=["01-tiny"], template=theirs, overwrite=True)
    late = "Handed in 1.2 days late (penalty: 1)."
    assert moodle_cells(over)["Ada Lovelace"] == ("4", late)
    # What came back from Moodle as it was written is nothing to speak of.
    again = template(worksheet(f'grading,"4,00",10.00,Yes,-,-,<p>{late}</p>', 1))
    same = export(store, "moodle", lessons=["01-tiny"], template=again)
    assert not [one for one in same.remarks if "--overwrite" in one]


def test_a_comment_of_somebody_elses_is_kept_beside_our_mark(store, template):
    theirs = template(worksheet("grading,,10.00,Yes,-,-,See me", 1))
    exported = export(store, "moodle", lessons=["01-tiny"], template=theirs)
    assert moodle_cells(exported)["Ada Lovelace"] == ("4", "See me")
    assert "ada, comment: See me there, Handed in 1.2 days late" in "\n".join(exported.remarks)


@pytest.mark.parametrize(("word", "mark"), [("No", ""), ("no", "2.00"), (" NO ", "-")])
def test_what_moodle_says_cannot_be_changed_is_not_changed(store, template, word, mark):
    theirs = template(worksheet(f"grading,{mark},10.00,{word},-,-,"))
    exported = export(store, "moodle", lessons=["01-tiny"], template=theirs)
    assert moodle_cells(exported)["Ada Lovelace"] == (mark, "")
    assert moodle_cells(exported)["Çelik Ørsted"] == (mark, "")
    [said] = [one for one in exported.remarks if "--overwrite" in one]
    assert "“Grade can be changed: No” there, 4 here" in said
    over = export(store, "moodle", lessons=["01-tiny"], template=theirs, overwrite=True)
    assert moodle_cells(over)["Ada Lovelace"][0] == "4"


@pytest.mark.parametrize("heading", ["Maximum Grade", "MAXIMUM GRADE", "maximum grade"])
def test_moodles_maximum_is_compared_whatever_its_capitals(store, template, heading):
    text = WORKSHEET.replace("Maximum grade", heading).replace("10.00", "100.00")
    exported = export(store, "moodle", lessons=["01-tiny"], template=template(text))
    assert any("10 points here and 100.00 in Moodle" in one for one in exported.remarks)


def test_every_heading_of_moodles_is_found_whatever_its_capitals(store, template):
    head, _, rows = WORKSHEET.partition("\n")
    text = f"{head.title()}\n{rows.replace('Ada Lovelace', 'A. L.')}"  # found by e-mail address
    exported = export(store, "moodle", lessons=["02-small"], template=template(text))
    assert [row[4] for row in exported.table.rows] == ["8.12", "", ""]
    locked = template(text.replace("Yes", "No"))
    exported = export(store, "moodle", lessons=["02-small"], template=locked)
    assert [row[4] for row in exported.table.rows] == ["", "", ""]


@pytest.mark.parametrize("to", ["canvas", "moodle", "gradescope"])
def test_who_handed_in_nothing_is_named_and_gets_a_zero_only_where_that_is_said(store, to):
    exported = export(store, to, lessons=["02-small"])
    text = content(exported).decode("utf-8-sig")
    assert "emil@x.org" not in text
    [said] = [one for one in exported.remarks if "No submission" in one]
    assert said == (
        "No submission for 02-small from 2: dorothy, emil. Their cells stay as they are; "
        "--missing zero writes 0."
    )
    zero = export(store, to, lessons=["02-small"], missing="zero")
    [row] = [row for row in rows_of(content(zero)) if "emil@x.org" in row]
    assert "0" in row
    [said] = [one for one in zero.remarks if "No submission" in one]
    assert said.endswith("They get 0 points.")


def test_a_zero_goes_into_the_cells_of_a_template_and_replaces_no_mark(store, template):
    theirs = template(TEMPLATE.replace("dv@x.org,S1,,,,", "dv@x.org,S1,,6,,"))
    exported = export(store, "canvas", template=theirs, missing="zero")
    assert canvas_cells(exported)["Vaughan, Dorothy"] == ["", "6"]
    assert "dorothy (02-small): 6 there, 0 here" in "\n".join(exported.remarks)
    plain = export(store, "canvas", template=template(TEMPLATE), missing="zero")
    # Her first lesson could not be graded, which is for a person to look at.
    assert canvas_cells(plain)["Vaughan, Dorothy"] == ["", "0"]


def test_the_plain_table_has_the_zeros_too(store):
    table = export(store, "csv", missing="zero").table
    rows = {(row[0], row[3]): dict(zip(table.header, row, strict=True)) for row in table.rows}
    emil = rows["emil", "02-small"]
    assert [emil[name] for name in ("status", *SUMS)] == ["missing", "0", "0", "0", "10", "", ""]
    plain = export(store, "csv").table.rows
    assert all(cell == "" for row in plain if row[4] == "missing" for cell in row[5:])


def test_who_handed_in_what_belongs_to_no_lesson_gets_no_zero(store):
    store.save(
        Result("emil", UNKNOWN_LESSON, Status.UNREADABLE, 0.0, 0.0, problems=("It is empty.",))
    )
    exported = export(store, "canvas", lessons=[], missing="zero")
    assert "emil@x.org" not in content(exported).decode()
    assert "something whose lesson nobody knows" in "\n".join(exported.remarks)


def test_nobody_is_missing_without_a_roster_and_that_is_said(tmp_path):
    store = Store(tmp_path / "out")
    store.save(result("ada", "01-tiny", 4.0))
    with pytest.raises(UserError, match="there is no roster"):
        export(store, "canvas", missing="zero")


def test_a_gradebook_that_is_not_canvass_own_says_what_it_lacks(store, template):
    members = dict(classroom.load(store).members)
    members["celik"] = Member("celik", "Çelik Ørsted")
    classroom.save(store, Classroom(members))
    [said] = [one for one in export(store, "canvas").remarks if "not Canvas's own" in one]
    assert "Section is empty for everyone" in said
    assert "ID is empty for 1 of 3 (celik)" in said
    assert "SIS Login ID is empty for 1 of 3 (celik)" in said
    assert "Canvas refuses" in said
    assert "--template" in said
    filled = export(store, "canvas", template=template(TEMPLATE))
    assert "not Canvas's own" not in "\n".join(filled.remarks)


def test_gradescopes_columns_are_those_of_its_own_gradebook(store):
    shown = gradescope_shows(content(export(store, "gradescope")))
    assert shown["1001", "01-tiny"] == ("4", "10", "2026-11-03T02:00:00+00:00", "30:00:00")
    assert shown["1002", "02-small"] == ("", "10", "", "00:00:00")


def test_the_plain_table_has_every_question_penalty_and_who_is_missing(store):
    text = content(export(store, "csv")).decode("utf-8-sig")
    rows = {(row["student"], row["lesson"]): row for row in csv.DictReader(io.StringIO(text))}
    ada = rows["ada", "01-tiny"]
    assert (ada["score_before_lateness"], ada["penalty"], ada["score"], ada["max_score"]) == (
        *("5", "1"),
        *("4", "10"),
    )
    assert (ada["q1"], ada["q2"], ada["late_by_hours"]) == ("4", "1", "30.0")
    celik = rows["celik", "02-small"]
    assert (celik["waiting"], celik["q2"], celik["max_score"]) == ("q2", "", "10")
    assert rows["emil", "01-tiny"]["status"] == rows["dorothy", "02-small"]["status"] == "missing"


def test_both_tables_have_the_same_sums_under_the_same_names(store):
    rewrite(store, HERE)
    with store.grades_path.open(newline="", encoding="utf-8") as file:
        ours = {(row["student"], row["lesson"]): row for row in csv.DictReader(file)}
    text = content(export(store, "csv")).decode("utf-8-sig")
    exported = {(row["student"], row["lesson"]): row for row in csv.DictReader(io.StringIO(text))}
    shared = ["status", *SUMS, "q1", "q2"]
    for place, row in ours.items():
        assert {name: row[name] for name in shared} == {
            name: exported[place][name] for name in shared
        }
    assert [ours["ada", "01-tiny"][name] for name in SUMS] == ["5", "1", "4", "10", "", ""]
    assert [ours["celik", "02-small"][name] for name in SUMS] == ["5", "0", "5", "10", "q2", ""]
    # What could not be graded is of the same maximum as everybody's.
    assert [ours["dorothy", "01-tiny"][name] for name in SUMS] == ["0", "0", "0", "10", "", ""]


def test_a_question_that_is_called_like_a_sum_takes_nobodys_column(store):
    questions = (QuestionResult("score", 1.0, 2.0), QuestionResult("name", 0.5, 1.0))
    store.save(Result("ada", "03-odd", Status.GRADED, 1.5, 3.0, questions))
    rewrite(store, HERE)
    header = store.grades_path.read_text().splitlines()[0].split(",")
    assert header.count("score") == 1
    assert {"question score", "question name"} <= {*header}
    table = export(store, "csv", lessons=["03-odd"]).table
    assert len({*table.header}) == len(table.header)
    row = dict(zip(table.header, table.rows[0], strict=True))
    assert (row["score"], row["question score"], row["question name"]) == ("1.5", "1", "0.5")


def test_marks_by_hand_and_comments_are_exported(store, template, monkeypatch):
    given = {("celik", "02-small"): {"q2": Mark(2.0, "Well said.")}}
    monkeypatch.setattr(manual_marks, "marks", lambda store: given)
    exported = export(store, "moodle", lessons=["02-small"], template=template(WORKSHEET))
    taken = moodle_takes(content(exported), {"502": "Çelik Ørsted"}, 10)
    assert taken == {"Çelik Ørsted": (7.0, "q2: Well said.")}


@pytest.mark.parametrize("to", ["csv", "canvas", "moodle", "gradescope"])
def test_formulas_in_names_and_comments_are_defused(store, to, monkeypatch):
    given = {("ada", "01-tiny"): {"q2": Mark(1.0, "=1+1")}, ("emil", "01-tiny"): {}}
    monkeypatch.setattr(manual_marks, "marks", lambda store: given)
    store.save(result("emil", "01-tiny", 4.0))
    cells = [
        cell for row in rows_of(content(export(store, to, lessons=["01-tiny"]))) for cell in row
    ]
    assert f"'{HOSTILE}" in cells


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd", "'-2+3+cmd"),
        ("\t=1", "'\t=1"),
        ("-3.5", "-3.5"),
        ("-", "-"),
        ("Ada = Lovelace", "Ada = Lovelace"),
    ],
)
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(cell, safe):
    assert defused(cell) == safe


def test_a_table_is_read_as_it_was_written(tmp_path, store):
    table = export(store, "csv", lessons=["02-small"]).table
    (tmp_path / "t.csv").write_bytes(as_csv(table))
    read = read_csv(tmp_path / "t.csv")
    assert read.header == table.header
    assert [row[0] for row in read.rows] == ["ada", "celik", "dorothy", "emil"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--to", "moodle"], "Name one with --lesson"),
        (["--lesson", "09-none"], "There are no marks for 09-none"),
        (["--to", "canvas", "--template", "{worksheet}"], "not a gradebook exported from Canvas"),
        (
            ["--to", "moodle", "--lesson", "01-tiny", "--template", "{gradebook}"],
            "should be the assignment's grading worksheet",
        ),
        (["--to", "canvas", "--template", "none.csv"], "none.csv cannot be read"),
        (["--to", "gradescope", "--template", "{gradebook}"], "Gradescope takes no marks"),
        (["--to", "csv", "--template", "{gradebook}"], "A template goes with canvas or moodle"),
        (
            ["--to", "canvas", "--template", "{gradebook}", "--column", "01-tiny=Homework 2"],
            "no column 'Homework 2'. Say which with --column 01-tiny=HEADING",
        ),
        (["--column", "01-tiny"], "write LESSON=HEADING"),
    ],
)
def test_what_cannot_be_exported_is_a_sentence_and_status_2(store, tmp_path, arguments, says):
    places = {"worksheet": WORKSHEET, "gradebook": TEMPLATE}
    for name, text in places.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    arguments = [one.format(**{name: tmp_path / name for name in places}) for one in arguments]
    done = autograder("export", "--output", store.folder, *arguments)
    assert done.returncode == 2
    assert says in done.stderr


def test_the_command_lists_what_it_kept_and_writes_into_a_device(store, tmp_path):
    (tmp_path / "gradebook.csv").write_text(TEMPLATE, encoding="utf-8")
    command = ["export", "--output", store.folder, "--to", "canvas"]
    command += ["--template", tmp_path / "gradebook.csv"]
    before = os.lstat("/dev/null").st_rdev
    done = autograder(*command, "/dev/null")
    assert done.returncode == 0, done.stderr
    assert os.lstat("/dev/null").st_rdev == before
    assert "ada (02-small): 3 there, 8.12 here" in done.stderr
    over = autograder(*command, "--overwrite", "--missing", "zero")
    assert over.returncode == 0, over.stderr
    assert '"Lovelace, Ada",1001,,ada@x.org,S1,4,8.12' in over.stdout
    assert '"Vaughan, Dorothy",1003,,dv@x.org,S1,,0' in over.stdout


def test_the_command_writes_a_file_or_standard_output(store, tmp_path):
    file = tmp_path / "marks.csv"
    command = ["--output", str(store.folder), "--lesson", "01-tiny"]
    done = CliRunner().invoke(export_command, [*command, str(file)])
    assert done.exit_code == 0, done.output
    shown = CliRunner().invoke(export_command, command)
    assert shown.stdout_bytes == file.read_bytes()
    assert b"Ada Lovelace" in file.read_bytes()

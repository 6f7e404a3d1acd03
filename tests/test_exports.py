"""Marks on their way out: each system takes what is exported for it, and nobody's cell is wrong."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from autograder.collect.roster import Member
from autograder.exporting import export as export_command
from autograder.lms.download import Sender
from autograder.lms.table import as_csv, defused, read_csv
from autograder.record import by_hand, classroom
from autograder.record.classroom import Classroom
from autograder.record.exports import export
from autograder.record.final import Mark
from autograder.record.grades import SUMS
from autograder.record.result import QuestionResult, Result
from autograder.record.store import Store
from autograder.report.marked import rewrite
from tests.importers import canvas_takes, gradescope_shows, moodle_takes, rows_of
from tests.support.commands import autograder

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
    questions = (QuestionResult("q1", score, 8.0),)
    questions += (QuestionResult("q2", None if waits else 1.0, 2.0, "manual"),)
    total = score if waits else score + 1
    return Result(student, lesson, "graded", total, 10.0, questions, **more)


@pytest.fixture
def store(tmp_path) -> Store:
    """Ada is two days late, Çelik's second lesson waits for a person, Dorothy sent no notebook."""
    store = Store(tmp_path / "out")
    late = (DUE + timedelta(hours=30)).isoformat()
    store.save(result("ada", "01-tiny", 4.0, submitted_at=late))
    store.save(result("ada", "02-small", 7.123456))
    store.save(result("celik", "01-tiny", 8.0))
    store.save(result("celik", "02-small", 5.0, waits=True))
    store.save(Result("dorothy", "01-tiny", "unreadable", 0.0, 0.0, problems=("It is empty.",)))
    members = (
        Member("ada", "Ada Lovelace", "ada@x.org", "1001"),
        Member("celik", "Çelik Ørsted", "celik@x.org", "1002"),
        Member("dorothy", "Dorothy Vaughan", "dv@x.org", "1003"),
        Member("emil", HOSTILE, "emil@x.org", "1004"),
    )
    by_id = {member.student: member for member in members}
    senders = {("ada", "01-tiny"): Sender("moodle", "501", "Ada Lovelace")}
    senders["celik", "01-tiny"] = Sender("moodle", "502", "Çelik Ørsted")
    classroom.save(store, Classroom(by_id, {"01-tiny": DUE}, "10%", senders=senders))
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
    exported = export(store, "canvas", template=template(TEMPLATE))
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
    sender = Sender("canvas", "1001", "lovelaceada")
    classroom.save(store, Classroom(senders={("1001", "01-tiny"): sender}))
    grades, new, _ = canvas_takes(content(export(store, "canvas")), STUDENTS, {5: "01-tiny"})
    assert (grades, new) == ({("Lovelace, Ada", "01-tiny"): "5"}, [])


def test_the_id_of_another_system_is_no_id_of_canvass(tmp_path):
    store = Store(tmp_path)
    store.save(result("1001", "01-tiny", 4.0))
    sender = Sender("gradescope", "1001", "Somebody Else")
    classroom.save(store, Classroom(senders={("1001", "01-tiny"): sender}))
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
    [_, said] = exported.remarks
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
    rewrite(store)
    with store.grades_path.open(newline="", encoding="utf-8") as file:
        ours = {(row["student"], row["lesson"]): row for row in csv.DictReader(file)}
    text = content(export(store, "csv")).decode("utf-8-sig")
    exported = {(row["student"], row["lesson"]): row for row in csv.DictReader(io.StringIO(text))}
    shared = ["status", *SUMS, "q1", "q2"]
    for place, row in ours.items():
        assert {name: row[name] for name in shared} == {
            name: exported[place][name] for name in shared
        }
    assert [ours["ada", "01-tiny"][name] for name in SUMS] == ["5", "1", "4", "10", ""]
    assert [ours["celik", "02-small"][name] for name in SUMS] == ["5", "0", "5", "10", "q2"]
    # What could not be graded is of the same maximum as everybody's.
    assert [ours["dorothy", "01-tiny"][name] for name in SUMS] == ["0", "0", "0", "10", ""]


def test_a_question_that_is_called_like_a_sum_takes_nobodys_column(store):
    questions = (QuestionResult("score", 1.0, 2.0), QuestionResult("name", 0.5, 1.0))
    store.save(Result("ada", "03-odd", "graded", 1.5, 3.0, questions))
    rewrite(store)
    header = store.grades_path.read_text().splitlines()[0].split(",")
    assert header.count("score") == 1
    assert {"question score", "question name"} <= {*header}
    table = export(store, "csv", lessons=["03-odd"]).table
    assert len({*table.header}) == len(table.header)
    row = dict(zip(table.header, table.rows[0], strict=True))
    assert (row["score"], row["question score"], row["question name"]) == ("1.5", "1", "0.5")


def test_marks_by_hand_and_comments_are_exported(store, template, monkeypatch):
    given = {("celik", "02-small"): {"q2": Mark(2.0, "Well said.")}}
    monkeypatch.setattr(by_hand, "marks", lambda store: given)
    exported = export(store, "moodle", lessons=["02-small"], template=template(WORKSHEET))
    taken = moodle_takes(content(exported), {"502": "Çelik Ørsted"}, 10)
    assert taken == {"Çelik Ørsted": (7.0, "q2: Well said.")}


@pytest.mark.parametrize("to", ["csv", "canvas", "moodle", "gradescope"])
def test_formulas_in_names_and_comments_are_defused(store, to, monkeypatch):
    given = {("ada", "01-tiny"): {"q2": Mark(1.0, "=1+1")}, ("emil", "01-tiny"): {}}
    monkeypatch.setattr(by_hand, "marks", lambda store: given)
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
    assert done.status == 2
    assert says in done.stderr


def test_the_command_writes_a_file_or_standard_output(store, tmp_path):
    file = tmp_path / "marks.csv"
    command = ["--output", str(store.folder), "--lesson", "01-tiny"]
    done = CliRunner().invoke(export_command, [*command, str(file)])
    assert done.exit_code == 0, done.output
    shown = CliRunner().invoke(export_command, command)
    assert shown.stdout_bytes == file.read_bytes()
    assert b"Ada Lovelace" in file.read_bytes()

"""The instructor's desk: one folder of downloads from everywhere, to marks that each LMS takes."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment.model import Assignment
from autograder.collect.attempts import Attempts
from autograder.collect.submissions import Submission
from autograder.grading.attempts import choose, left_over, plan, read_submissions
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.grading.results import versions
from autograder.lms.download import Submitter
from autograder.lms.table import as_csv
from autograder.record.classroom import Classroom
from autograder.record.exports import export
from autograder.record.result import QuestionResult, Result, Status
from autograder.record.store import Store
from tests.support.commands import autograder_in, sharing
from tests.support.downloads import canvas, moodle, work, write
from tests.support.every_system import everything
from tests.support.grading import grade_class
from tests.support.importers import canvas_takes, gradescope_shows, moodle_takes
from tests.support.program import root  # noqa: F401 the course of one lesson is a fixture
from tests.support.submissions import collect, reader

RIGHT = work("answer = 42", 'grader.check("q1")')
ROSTER = """\
student,name,email,lms_id,extension
ada,Ada Lovelace,ada@x.org,12345,
brian,Brian Kernighan,brian@x.org,678,
carol,Carol,carol@x.org,910,
dorothy,Dorothy Vaughan,dv@x.org,,
emilie,Emilie du Chatelet,emilie@x.org,,
fu,Chunhui Fu,fu@x.org,,
grace,Grace Hopper,grace@x.org,,2h
margaret,Margaret Hamilton,mh@x.org,111,
ingrid,Ingrid Daubechies,id@x.org,,
jean,Jean Bartik,jb@x.org,,
katherine,Katherine Johnson,kj@x.org,,
"""
SAID = ["--due", "2026-11-01T19:00+00:00", "--late", "10%", "--which", "best"]


@pytest.fixture(scope="module")
def graded(root, fork_server, tmp_path_factory) -> tuple[Path, str]:
    """The output folder, and what was said on standard error.

    Ada handed in twice, better the second time; Dorothy and Grace handed in an hour late, and
    Grace may; Carol sent an essay, Katherine nothing; Zoe is on no roster.
    """
    folder = tmp_path_factory.mktemp("desk")
    files = everything() | moodle("Ada Lovelace", 503, ("again.ipynb", RIGHT))
    files["assignment_9_export/submission_7/x.ipynb"] = RIGHT
    files["submitted/grace/01-tiny/01-tiny.ipynb"] = RIGHT
    files |= canvas(222, "Zoe", ("x.ipynb", RIGHT))
    write(folder / "in", files)
    (folder / "class.csv").write_text(ROSTER)
    arguments = ["grade", str(folder / "in"), "--output", str(folder / "out")]
    with sharing(fork_server):
        done = autograder_in(root, *arguments, "--roster", folder / "class.csv", *SAID)
        again = autograder_in(root, *arguments)
    assert done.returncode == 1, done.stderr  # Carol's essay could not be graded
    assert "Traceback" not in done.stderr
    assert not re.search(r"\] \w+ graded", again.stderr), again.stderr
    assert "graded before, and nothing has changed." in again.stderr
    return folder / "out", done.stderr


def table(path: Path) -> dict[str, dict[str, str]]:
    with path.open(newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_everyone_is_graded_under_the_rosters_id_and_nobody_is_lost(graded):
    output, _ = graded
    rows = table(output / "grades.csv")
    expected = {line.split(",")[0] for line in ROSTER.splitlines()[1:]} - {"katherine"}
    assert set(rows) == expected | {"222"}
    assert rows["carol"]["status"] == "unreadable"
    assert all(row["status"] == "graded" for name, row in rows.items() if name != "carol")
    for name in rows:
        assert list((output / "feedback" / name).glob("*.html"))
    with pytest.raises(FileNotFoundError, match="is an output folder"):
        collect([output], ["01-tiny"])


def test_who_is_missing_unknown_or_came_several_times_is_said(graded):
    _, said = graded
    assert "Nothing for 01-tiny from 1: katherine." in said
    assert "Not on the roster: 222." in said
    assert "Late: dorothy (01-tiny). The points below are before what that costs (10%)" in said
    assert (
        "Nothing says when 4 submissions were handed in, so they count as on time: fu, ingrid, "
        "jean, emilie." in said
    )
    assert "Handed in several times: ada (01-tiny)." in said
    assert "submissions.zip is the download of a class (canvas)" in said
    assert "Not graded: carol: There is no notebook in what was handed in (essay.pdf)." in said


def test_the_best_counts_and_every_attempt_stays(graded):
    output, _ = graded
    assert table(output / "grades.csv")["ada"]["score"] == "1"
    with (output / "attempts.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["student"] == "ada"]
    assert [(row["counts"], row["score"]) for row in rows] in (
        [("yes", "1"), ("", "0")],
        [("", "0"), ("yes", "1")],
    )
    for number in (1, 2):
        assert (output / "attempts" / str(number) / "feedback" / "ada" / "01-tiny.html").exists()
    executed = (output / "executed" / "ada" / "01-tiny.ipynb").read_text()
    assert "answer = 42" in executed


def test_lateness_costs_and_an_extension_does_not(graded):
    output, _ = graded
    exported = export(Store(output), "csv").table
    place = exported.header.index
    rows = {row[0]: row for row in exported.rows}
    assert rows["dorothy"][place("penalty")] == "0.1"
    assert rows["dorothy"][place("score")] == "0.9"
    assert rows["grace"][place("score")] == "1"
    assert rows["katherine"][place("status")] == "missing"


def test_each_lms_takes_what_is_exported_for_it(graded):
    store = Store(graded[0])
    students = {12345: "Lovelace, Ada", 678: "Kernighan, Brian", 111: "H", 910: "C", 222: "Zoe"}
    content = as_csv(export(store, "canvas").table)
    grades, _, new = canvas_takes(content, students, {5: "01-tiny"})
    assert grades["Lovelace, Ada", "01-tiny"] == grades["Zoe", "01-tiny"] == "1"
    assert new == []
    content = as_csv(export(store, "moodle").table)
    taken = moodle_takes(content, {"501": "Émilie", "502": "Fu"}, 1)
    assert {name: grade for name, (grade, _) in taken.items()} == {"Émilie": 0.0, "Fu": 0.0}
    shown = gradescope_shows(as_csv(export(store, "gradescope").table))
    assert shown["d4", "01-tiny"][:2] == ("0.9", "1")


def test_only_the_students_that_are_named_are_graded(tmp_path):
    write(tmp_path, {"ada.ipynb": RIGHT, "brian.ipynb": RIGHT})
    known = {"01-tiny": Assignment("01-tiny", "Tiny", tmp_path, (), "a")}
    [found] = read_submissions(
        [tmp_path], known, Classroom(), print, Store(tmp_path), reader, students=["ada"]
    )
    assert found.counts.student == "ada"
    with pytest.raises(FileNotFoundError, match=r"handed in by 'briann'\. Did you mean brian\?"):
        read_submissions(
            [tmp_path], known, Classroom(), print, Store(tmp_path), reader, students=["briann"]
        )


def test_results_from_before_a_roster_are_left_over(tmp_path):
    store = Store(tmp_path)
    store.save(Result("678", "01", Status.GRADED, 1.0, 1.0))
    submitter = Submitter("canvas", "678", "kernighanbrian")
    before = Classroom(submitters={("678", "01"): submitter})
    submission = Submission("brian", "x", "s", "01", submitter=submitter)
    handed_in = [Attempts([submission], 0)]
    [said] = left_over(handed_in, store, before, [tmp_path / "in"], [])
    assert "678 (01, now brian)" in said
    assert store.results() == []
    assert left_over(handed_in, store, before, [tmp_path / "in"], []) == []


def handed_in(student: str, *contents: str) -> Attempts:
    submissions = [
        Submission(student, name, name, "01", attempt=number)
        for number, name in enumerate(contents)
    ]
    return Attempts(submissions, len(contents) - 1)


def test_of_equal_attempts_the_last_counts_and_a_rerun_chooses_anew(tmp_path):
    scores = {"a": 1.0, "b": 2.0, "c": 2.0, "alone": 1.5}

    def grade(submissions, store):
        results = []
        for one in submissions:
            question = QuestionResult("q1", scores[one.sha256], 4.0)
            result = Result(
                one.student,
                "01",
                Status.GRADED,
                scores[one.sha256],
                4.0,
                (question,),
                submission_sha256=one.sha256,
            )
            store.save(result)
            results.append(result)
        return results

    store = Store(tmp_path)
    everyone = [handed_in("ada", "a", "b", "c"), handed_in("brian", "alone")]

    def graded():
        rounds = plan(everyone, store, "best")
        results = [(each, grade(each.submissions, each.store)) for each in rounds]
        return choose(everyone, results, store, Classroom(which="best"))

    ada, brian = graded()
    assert (ada.submission_sha256, brian.submission_sha256) == ("c", "alone")
    scores["a"] = 3.0
    ada, _ = graded()
    kept = json.loads(store.result_path("ada", "01").read_text())
    assert (ada.submission_sha256, kept["submission_sha256"]) == ("a", "a")


def test_when_it_was_handed_in_reaches_a_result_that_is_not_graded_anew(tmp_path, mnist):
    store = Store(tmp_path)
    graded = Result("ada", "01", Status.GRADED, 1.0, 1.0, (QuestionResult("q1", 1.0, 1.0),))
    same: dict[str, Any] = {
        "submission_sha256": "s",
        "assignment_sha256": "a",
        "versions": versions(),
    }
    store.save(dataclasses.replace(graded, **same, datasets={"mnist": mnist.name}))
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    again = Submission("ada", "x", "s", "01", submitted_at=moment, marked_late=True)
    known = {"01": Assignment("01", "01", tmp_path, (), "a")}
    [result] = grade_class(
        [again], known, store, LocalBackend(None, Conditions({"mnist": mnist})), jobs=1
    )
    assert (result.submitted_at, result.marked_late) == (moment.isoformat(), True)
    assert store.results() == [result]

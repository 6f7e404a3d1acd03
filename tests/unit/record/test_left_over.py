"""Results of files that are gone: in no marks any more, named, and back with their files."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from autograder.assignment.model import Assignment
from autograder.collect.roster import Member
from autograder.grading import attempts
from autograder.record import classroom as classrooms
from autograder.record.exports import export
from autograder.record.result import UNKNOWN_LESSON, QuestionResult, Result, Status
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from tests.support.downloads import canvas, moodle, work, write, zipped
from tests.support.rendering import HERE
from tests.support.submissions import is_readable, reader

LESSONS = ["01-tiny", "02-small"]
ONE, TWO = work("x = 1"), work("x = 2")
SECOND = work("x = 1", lesson="02-small")


class Desk:
    """`autograder grade` without running a notebook: who has handed in has a point."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "in"
        self.store = Store(folder / "out")
        self.graded: list[tuple[str, str]] = []

    def write(self, **files: bytes) -> None:
        write(self.folder, files)

    def grade(
        self,
        *paths: str,
        students: tuple[str, ...] = (),
        members: dict[str, Member] | None = None,
        lessons: tuple[str, ...] = ("01-tiny", "02-small"),
        alone: str = "",
    ) -> list[str]:
        """What is said of results that are left over."""
        given = [self.folder / path for path in paths or [""]]
        store, known = self.store, classrooms.load(self.store)
        known = dataclasses.replace(known, members=members or known.members)
        assignments = {name: Assignment(name, name, Path(), (), "") for name in lessons}
        only = assignments[alone] if alone else None
        found = attempts.read_submissions(
            given,
            assignments,
            known,
            lambda line: None,
            store,
            reader,
            single=only,
            students=students,
        )
        store.mark()
        said = attempts.left_over(found, store, known, given, students)
        known = attempts.with_files(attempts.with_submitters(known, found), found, store)
        classrooms.save(store, known)
        self.graded = []

        def grade(submissions, store):
            for one in submissions:
                key = (one.student, one.lesson or UNKNOWN_LESSON)
                old = store.load(*key)
                if old is None or old.submission_sha256 != one.sha256:
                    self.graded.append(key)
                    store.save(self.result(*key, one))
                    write(store.feedback_path(*key).parent, {f"{key[1]}.html": b"page"})
                    write(store.executed_path(*key).parent, {f"{key[1]}.ipynb": b"notebook"})
            return [store.load(one.student, one.lesson or UNKNOWN_LESSON) for one in submissions]

        rounds = attempts.plan(found, store, "last")
        results = [(each, grade(each.submissions, each.store)) for each in rounds]
        attempts.choose(found, results, store, known)
        rewrite(store, HERE, fill=True)
        return said

    @staticmethod
    def result(student: str, lesson: str, submission) -> Result:
        question = (QuestionResult("q1", 1.0, 1.0),) if is_readable(submission) else ()
        status = Status.GRADED if question else Status.UNREADABLE
        score = float(len(question))
        return Result(
            student,
            lesson,
            status,
            score,
            score,
            question,
            ("Why.",),
            submission_sha256=submission.sha256,
        )

    def marks(self) -> set[tuple[str, str]]:
        """Who is in the table of marks; the export and the class page have to agree."""
        with self.store.grades_path.open(newline="") as file:
            rows = {(row["student"], row["lesson"]) for row in csv.DictReader(file)}
        exported = export(self.store, "csv").table.rows
        assert {(row[0], row[3]) for row in exported if row[4] != "missing"} == rows
        page = self.store.report_path.read_text()
        assert all(quote(f"feedback/{student}/{lesson}.html") in page for student, lesson in rows)
        return rows


@pytest.fixture
def here(tmp_path) -> Iterator[Desk]:
    here = Desk(tmp_path)
    with here.store.listed_once():  # as the command does
        yield here


def left(here: Desk) -> set[tuple[str, str]]:
    return {(one.student, one.lesson) for one in here.store.left_over.results()}


def test_a_mended_file_leaves_no_ghost_of_no_lesson(here):
    write(here.folder, {"ada.ipynb": ONE, "brian.ipynb": b"{"})
    assert here.grade() == []
    assert here.marks() == {("ada", "01-tiny"), ("brian", UNKNOWN_LESSON)}
    write(here.folder, {"brian.ipynb": ONE})
    [said] = here.grade()
    assert here.marks() == {("ada", "01-tiny"), ("brian", "01-tiny")}
    assert said.startswith("Left over, as nothing of theirs is in what you gave any more: ")
    assert f"brian ({UNKNOWN_LESSON})" in said
    assert str(here.store.left_over.folder) in said
    assert "ada" not in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ada.ipynb", "lovelace.ipynb"),
        ("ada/01-tiny.ipynb", "lovelace/01-tiny.ipynb"),
        ("ada.zip", "lovelace.zip"),
        ("week 1/ada.ipynb", "week 1/lovelace.ipynb"),
    ],
)
def test_a_renamed_file_is_one_students_and_comes_back_with_its_name(here, before, after):
    content = zipped({"01-tiny.ipynb": ONE}) if before.endswith("zip") else ONE
    write(here.folder, {before: content, "brian.ipynb": TWO})
    here.grade()
    (here.folder / after).parent.mkdir(exist_ok=True)
    (here.folder / before).rename(here.folder / after)
    [said] = here.grade()
    assert "ada (01-tiny)" in said
    assert here.marks() == {("lovelace", "01-tiny"), ("brian", "01-tiny")}
    assert left(here) == {("ada", "01-tiny")}
    assert here.store.left_over.feedback_path("ada", "01-tiny").exists()
    assert not here.store.feedback_path("ada", "01-tiny").parent.exists()
    (here.folder / after).rename(here.folder / before)
    back, gone = here.grade()
    assert back == "Their files are back, and so are the results of ada (01-tiny)."
    assert "lovelace (01-tiny)" in gone
    assert here.marks() == {("ada", "01-tiny"), ("brian", "01-tiny")}
    assert here.graded == []  # what it came to was kept
    assert here.store.feedback_path("ada", "01-tiny").exists()
    assert left(here) == {("lovelace", "01-tiny")}


def test_a_removed_file_is_out_of_the_marks_and_another_one_is_graded_anew(here):
    write(here.folder, {"ada.ipynb": ONE, "brian.ipynb": ONE})
    here.grade()
    (here.folder / "ada.ipynb").unlink()
    assert len(here.grade()) == 1
    assert here.marks() == {("brian", "01-tiny")}
    assert here.grade() == []  # said once; the page of the class goes on saying it
    assert "ada (01-tiny)" in here.store.report_path.read_text()
    write(here.folder, {"ada.ipynb": TWO})
    assert here.grade() == []
    assert here.graded == [("ada", "01-tiny")]
    assert here.marks() == {("ada", "01-tiny"), ("brian", "01-tiny")}
    assert "ada (01-tiny)" not in here.store.report_path.read_text()


def test_a_part_of_the_class_moves_nobody_elses_results(here):
    write(here.folder, {f"{name}/01-tiny.ipynb": ONE for name in ("ada", "brian", "chen")})
    everybody = {(name, "01-tiny") for name in ("ada", "brian", "chen")}
    here.grade()
    write(here.folder, {"ada/01-tiny.ipynb": TWO})
    for paths, students in ((["ada"], ()), (["ada", "brian"], ()), ([""], ("ada",))):
        assert here.grade(*paths, students=students) == []
        assert here.marks() == everybody
    shutil.rmtree(here.folder / "chen")
    assert here.grade("", students=("ada",)) == []
    assert here.marks() == everybody


def test_another_lesson_in_the_same_place_moves_nothing_and_that_is_said(here):
    """Canvas's download is called alike in every week."""
    name = "submissions.zip"
    first = canvas(11111, "Ada L", ("x.ipynb", ONE)) | canvas(22222, "Brian K", ("x.ipynb", ONE))
    write(here.folder, {name: zipped(first)})
    here.grade(name)
    second = canvas(11111, "Ada L", ("y.ipynb", SECOND))
    second |= canvas(22222, "Brian K", ("y.ipynb", SECOND))
    write(here.folder, {name: zipped(second)})
    [said] = here.grade(name)
    assert "nothing in what you gave is of these lessons any more: 2 of 01-tiny" in said
    assert len(here.marks()) == 4
    # And of the lesson that is there, who is gone is gone.
    write(here.folder, {name: zipped(canvas(11111, "Ada L", ("y.ipynb", SECOND)))})
    gone, _ = here.grade(name)
    assert "22222 (02-small)" in gone
    assert here.marks() == {("11111", "01-tiny"), ("22222", "01-tiny"), ("11111", "02-small")}


def test_the_next_weeks_folder_moves_nothing(here):
    write(here.folder, {f"week1/{name}.ipynb": ONE for name in ("ada", "brian")})
    here.grade("week1")
    write(here.folder, {"week2/ada.ipynb": SECOND, "week2/chen.ipynb": ONE})
    assert here.grade("week2") == []
    assert len(here.marks()) == 4


def test_another_assignment_for_the_same_files_moves_nothing(here):
    nameless = work("x = 1", lesson="")
    write(here.folder, {f"{name}/hw.ipynb": nameless for name in ("ada", "brian")})
    here.grade(lessons=("hw1",), alone="hw1")
    [said] = here.grade(lessons=("hw2",), alone="hw2")
    assert "2 of hw1" in said
    assert len(here.marks()) == 4


def test_a_file_that_is_nowhere_any_more_is_named_where_its_folder_was_not_given(here):
    write(here.folder, {"ada/01-tiny.ipynb": ONE, "brian/01-tiny.ipynb": ONE})
    here.grade("ada", "brian")  # as a shell gives `in/*`
    (here.folder / "ada").rename(here.folder / "lovelace")
    [said] = here.grade("brian", "lovelace")
    assert said.startswith("Still in the marks, though the files are gone: ada (01-tiny).")
    [said] = here.grade()
    assert said.startswith("Left over")
    assert here.marks() == {("brian", "01-tiny"), ("lovelace", "01-tiny")}


def test_who_left_a_group_keeps_nothing_of_it(here):
    write(here.folder, {"ada.ipynb": ONE, "chen.ipynb": TWO})
    team = {name: Member(name, group="1") for name in ("ada", "brian")}
    here.grade(members=team)
    assert here.marks() == {(name, "01-tiny") for name in ("ada", "brian", "chen")}
    [said] = here.grade(members={**team, "brian": Member("brian")})
    assert "brian (01-tiny)" in said
    assert here.marks() == {("ada", "01-tiny"), ("chen", "01-tiny")}


@pytest.mark.parametrize("again", ["in", "other"])
def test_who_gets_the_rosters_id_is_one_student_from_then_on(here, again):
    ada, brian = moodle("Ada L", 31, ("a.ipynb", ONE)), moodle("Brian K", 32, ("a.ipynb", TWO))
    write(here.folder / "in", ada | brian)
    here.grade("in")
    assert here.marks() == {("Ada L", "01-tiny"), ("Brian K", "01-tiny")}
    write(here.folder / again, ada | brian)
    [said] = here.grade(again, members={"a1": Member("a1", "Ada L"), "b1": Member("b1", "Brian K")})
    assert said.startswith("Left over")
    assert here.marks() == {("a1", "01-tiny"), ("b1", "01-tiny")}


def test_a_folder_of_a_name_becomes_the_rosters_student(here):
    write(here.folder, {"Ada L/01-tiny.ipynb": ONE, "brian/01-tiny.ipynb": ONE})
    here.grade()
    [said] = here.grade(members={"a1": Member("a1", "Ada L"), "brian": Member("brian")})
    assert "Ada L (01-tiny)" in said
    assert here.marks() == {("a1", "01-tiny"), ("brian", "01-tiny")}


def test_marks_by_hand_are_named_and_come_back_too(here):
    write(here.folder, {"ada.ipynb": ONE, "brian.ipynb": ONE})
    here.grade()
    row = {"student": "ada", "lesson": "01-tiny", "question": "q1", "score": 0.5, "comment": "So?"}
    (here.store.folder / "marks.json").write_text(json.dumps([row]))
    here.store.folder.joinpath("gradebook.db").unlink()
    (here.folder / "ada.ipynb").rename(here.folder.parent / "ada.ipynb")
    [said] = here.grade()
    assert "ada (01-tiny, marked by hand)" in said
    (here.folder.parent / "ada.ipynb").rename(here.folder / "ada.ipynb")
    here.grade()
    with here.store.grades_path.open(newline="") as file:
        [ada] = [row for row in csv.DictReader(file) if row["student"] == "ada"]
    assert (ada["q1"], ada["score"]) == ("0.5", "0.5")


def test_a_damaged_result_whose_file_is_gone_holds_nobody_up(here):
    write(here.folder, {"ada.ipynb": ONE, "brian.ipynb": ONE})
    here.grade()
    here.store.result_path("ada", "01-tiny").write_text("{")
    (here.folder / "ada.ipynb").unlink()
    assert len(here.grade()) == 1
    assert here.store.damaged() == []


def test_the_table_of_attempts_has_no_ghosts_either(here):
    for name in ("ada", "brian", "chen"):
        write(here.folder / name, {"a.ipynb": ONE, "b.ipynb": TWO})
    here.grade()

    def rows() -> list[str]:
        with here.store.attempts_path.open(newline="") as file:
            return [row["student"] for row in csv.DictReader(file)]

    assert rows() == ["ada", "ada", "brian", "brian", "chen", "chen"]
    shutil.rmtree(here.folder / "ada")
    (here.folder / "brian" / "b.ipynb").unlink()
    here.grade()
    assert rows() == ["chen", "chen"]


def test_an_output_folder_that_moves_with_the_submissions_knows_them(here, tmp_path):
    write(here.folder, {"ada.ipynb": ONE, "brian.ipynb": ONE})
    here.grade()
    (tmp_path / "moved").mkdir()
    here.folder.rename(tmp_path / "moved" / "in")
    here.store.folder.rename(tmp_path / "moved" / "out")
    there = Desk(tmp_path / "moved")
    (there.folder / "ada.ipynb").unlink()
    assert len(there.grade()) == 1
    assert there.marks() == {("brian", "01-tiny")}


def test_a_link_to_the_submissions_is_the_same_folder(here, tmp_path):
    write(here.folder, {"ada.ipynb": ONE, "brian.ipynb": ONE})
    (tmp_path / "link").symlink_to(here.folder)
    here.grade()
    (here.folder / "ada.ipynb").unlink()
    assert len(here.grade("../link")) == 1
    assert here.marks() == {("brian", "01-tiny")}

"""Whose a file is where no system says it: the student's own path says so, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.assignment.model import Assignment
from autograder.collect.roster import Member
from autograder.grading.attempts import read_submissions, with_files
from autograder.record.classroom import Classroom, IdentityError
from autograder.record.result import Result, Status
from autograder.record.store import Store
from tests.support.downloads import canvas, moodle, work, write, zipped
from tests.support.submissions import collect, reader

KNOWN = ["01-tiny", "04-mnist-ann"]
ONE = work("x = 1")
NAMES = ("ada", "brian", "chen", "dora", "Émile du Châtelet")


def students(folder: Path, files: dict[str, bytes], *given: str, **more: object) -> list[str]:
    """The students whom the files of a folder are said to be of, each once."""
    write(folder, files)
    paths = [folder / name for name in given] or [folder]
    return sorted({one.student for one in collect(paths, KNOWN, **more)})


@pytest.mark.parametrize(
    "name",
    [
        "01-tiny.ipynb",
        "Copy of 01-tiny.ipynb",
        "Kopie von 01-tiny.ipynb",
        "01-tiny (1).ipynb",
        "01_tiny.ipynb",
        "01-tiny_2026_11_01T20_00_00.zip",
        "Untitled0.ipynb",
        "homework.ipynb",
        "grace.ipynb",
        "sub/01-tiny/Copy of 01-tiny.ipynb",
        "course/01-tiny/01-tiny.ipynb",
    ],
)
@pytest.mark.parametrize("class_of", [1, 2, 5])
def test_a_folder_names_the_student_whatever_the_file_is_called(tmp_path, name, class_of):
    content = zipped({"work.ipynb": ONE}) if name.endswith(".zip") else ONE
    files = {f"{student}/{name}": content for student in NAMES[:class_of]}
    assert students(tmp_path, files) == sorted(NAMES[:class_of])


def test_it_does_so_where_the_assignment_has_another_name(tmp_path):
    """As in `in/bob/hw1.ipynb`, where the zip is called otherwise and names no lesson."""
    files = {"bob/hw1.ipynb": b"{}", "carl/hw1.ipynb": b"{}", "carl/hw1 (1).ipynb": b"{}"}
    assert students(tmp_path, files) == ["bob", "carl"]
    assert students(tmp_path, files | {"ada/hw1.ipynb": b"{}"}) == ["ada", "bob", "carl"]


@pytest.mark.parametrize("name", ["Copy of 01-tiny.ipynb", "hw1.ipynb", "old/01-tiny.ipynb"])
def test_the_folders_of_students_may_be_given_one_by_one(tmp_path, name):
    files = {f"{student}/{name}": ONE for student in NAMES}
    assert students(tmp_path, files, *NAMES) == sorted(NAMES)
    given = [f"{student}/{name}" for student in NAMES[:2] if "/" not in name]
    assert students(tmp_path, {}, *given) == sorted(NAMES[: len(given)] or NAMES)


def test_files_in_no_folder_name_themselves(tmp_path):
    files = {f"{student}.ipynb": ONE for student in NAMES}
    assert students(tmp_path, files) == sorted(NAMES)
    assert students(tmp_path, {}, "ada.ipynb", "brian.ipynb") == ["ada", "brian"]


@pytest.mark.parametrize("outer", ["01-tiny", "week 1", "Lesson-01", "hw1", "submissions"])
@pytest.mark.parametrize("inner", ["{}.ipynb", "{}/Copy of 01-tiny.ipynb"])
def test_folders_of_lessons_and_weeks_are_passed_by(tmp_path, outer, inner):
    files = {f"{outer}/{inner.format(student)}": ONE for student in NAMES[:2]}
    assert students(tmp_path, files) == ["ada", "brian"]
    assert students(tmp_path, {}, outer) == ["ada", "brian"]


def test_clones_of_the_published_repository_are_called_by_their_own_names(tmp_path):
    files = {
        f"{clone}/course/{lesson}/{lesson}.ipynb": work(lesson=lesson)
        for clone in ("deep-learning-ada", "01-tiny-brian")
        for lesson in KNOWN
    }
    assert students(tmp_path, files) == ["01-tiny-brian", "deep-learning-ada"]
    clones = ["01-tiny-brian", "deep-learning-ada"]
    assert students(tmp_path, files, *clones) == clones
    assert students(tmp_path, files, "deep-learning-ada") == ["deep-learning-ada"]
    assert students(tmp_path, files, "deep-learning-ada/course") == ["deep-learning-ada"]
    assert students(tmp_path, files, "deep-learning-ada/course/01-tiny/01-tiny.ipynb") == [
        "deep-learning-ada"
    ]


@pytest.mark.parametrize("inner", ["{}.ipynb", "{}/01-tiny.ipynb", "{}_hw1.zip"])
def test_folders_of_sections_hold_several_students(tmp_path, inner):
    sections = {"monday": NAMES[:3], "tuesday": (*NAMES[3:], "fay", "gus", "hal")}
    content = zipped({"work.ipynb": ONE}) if inner.endswith(".zip") else ONE
    files = {
        f"{section}/{inner.format(student)}": content
        for section, theirs in sections.items()
        for student in theirs
    }
    found = students(tmp_path, files)
    assert [name.removesuffix("_hw1") for name in found] == sorted((*NAMES, "fay", "gus", "hal"))
    assert students(tmp_path, {}, *sections) == found
    each = [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.glob("*/*"))]
    assert students(tmp_path, {}, *each) == found
    # One student's odd files do not make a section of every folder.
    odd = {f"zoe/{name}.ipynb": ONE for name in ("my", "idea", "later", "ada", "brian", "chen")}
    folders = {f"{student}/01-tiny.ipynb": ONE for student in NAMES}
    assert students(tmp_path / "odd", folders | odd) == sorted((*NAMES, "zoe"))


def test_files_that_are_called_like_the_lesson_are_the_given_folders(tmp_path):
    files = {"ada/01-tiny.ipynb": ONE, "ada/Copy of 01-tiny.ipynb": work("x = 2")}
    assert students(tmp_path, files, "ada") == ["ada"]
    # Where there are many, they were saved from many mails, and are nobody's whose name is known.
    many = {f"mails/01-tiny ({number}).ipynb": ONE for number in range(1, 6)}
    assert students(tmp_path, many, "mails") == [f"01-tiny ({number})" for number in range(1, 6)]


def test_several_files_of_one_folder_are_attempts_and_a_file_is_no_other_students(tmp_path):
    files = {"ada/01-tiny.ipynb": ONE, "eve/ada.ipynb": ONE, "eve/a/01-tiny.ipynb": ONE}
    found = collect([write(tmp_path, files)], KNOWN)
    assert [one.student for one in found] == ["ada", "eve", "eve"]


def test_a_folder_that_is_given_twice_is_read_once(tmp_path):
    write(tmp_path, {"ada/01-tiny.ipynb": ONE, "brian/hw.ipynb": ONE})
    given = [tmp_path / "ada", tmp_path, tmp_path / "brian" / "hw.ipynb", tmp_path / "ada"]
    for paths in (given, given[::-1]):
        assert [one.student for one in collect(paths, KNOWN)] == ["ada", "brian"]


def test_the_roster_finds_folders_and_files_by_id_address_or_name(tmp_path):
    files = {
        "Ada Lovelace/Copy of 01-tiny.ipynb": ONE,
        "b@x.org/x.ipynb": ONE,
        "CHEN.ipynb": ONE,
    }
    roster = [Member("a1", "Ada Lovelace"), Member("b2", email="b@x.org"), Member("chen")]
    members = {member.student: member for member in roster}
    assert students(tmp_path, files, members=members) == ["a1", "b2", "chen"]


class Desk:
    """An output folder in which what is handed in counts as graded."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "out")
        self.classroom = Classroom()
        self.said: list[str] = []

    def take(self, *paths: Path, members: dict[str, Member] | None = None) -> set[str]:
        known = {name: Assignment(name, name, Path(), (), "") for name in KNOWN}
        self.classroom = Classroom(members or {}, files=self.classroom.files)
        self.said = []
        found = read_submissions(paths, known, self.classroom, self.said.append, self.store, reader)
        self.classroom = with_files(self.classroom, found, self.store)
        for each in found:
            self.store.save(Result(each.counts.student, "01-tiny", Status.GRADED, 1.0, 1.0))
        return {each.counts.student for each in found}


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


def test_how_students_were_told_apart_is_said_in_one_line(desk, tmp_path):
    files = {f"in/{student}/Copy of 01-tiny.ipynb": ONE for student in NAMES}
    files |= {"in/zoe.ipynb": ONE} | {
        f"in/{name}": data for name, data in canvas(12345, "Hopper, G", ("a.ipynb", ONE)).items()
    }
    desk.take(write(tmp_path, files) / "in")
    [said] = [line for line in desk.said if line.startswith("Students are told apart")]
    assert said == (
        "Students are told apart: 5 by their folders, 1 by Canvas's names (12345), 1 by the names "
        "of their files (zoe)."
    )


def test_a_file_that_would_be_another_students_than_when_it_was_graded_is_refused(desk, tmp_path):
    write(tmp_path, {"in/ada/hw1.ipynb": ONE, "in/brian/hw1.ipynb": ONE})
    assert desk.take(tmp_path / "in") == {"ada", "brian"}
    with pytest.raises(IdentityError, match=r"ada/hw1\.ipynb was graded as ada's, and would now"):
        desk.take(tmp_path / "in" / "ada")  # one folder, so its file names itself
    assert desk.take(tmp_path / "in") == {"ada", "brian"}


def test_two_of_one_name_in_moodle_are_refused_where_one_has_a_result(desk, tmp_path):
    write(tmp_path / "in", moodle("Ada Lovelace", 31, ("a.ipynb", ONE)))
    assert desk.take(tmp_path / "in") == {"Ada Lovelace"}
    write(tmp_path / "in", moodle("Ada Lovelace", 32, ("a.ipynb", work("x = 2"))))
    with pytest.raises(IdentityError) as error:
        desk.take(tmp_path / "in")
    assert "was graded as Ada Lovelace's, and would now be Ada Lovelace 31's" in str(error.value)
    assert str(desk.store.folder / "results" / "Ada Lovelace") in str(error.value)


def test_whoever_gets_the_rosters_id_is_not_refused(desk, tmp_path):
    write(tmp_path, {"in/Ada L/01-tiny.ipynb": ONE, "in/brian/01-tiny.ipynb": ONE})
    desk.take(tmp_path / "in")
    roster = {"a1": Member("a1", "Ada L"), "brian": Member("brian")}
    assert desk.take(tmp_path / "in", members=roster) == {"a1", "brian"}

"""Results that are cut off, or not what is written here: nobody vanishes without a word."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from autograder.cli.progress import TerminalReporter
from autograder.files import DamagedFileError, NewerFileError
from autograder.grading.request import GradeRequest
from autograder.grading.whole_class import grade_all
from autograder.record import audit, classroom, lesson_info
from autograder.record.classroom import Classroom
from autograder.record.gradebook import manual_marks
from autograder.record.gradebook.connection import url
from autograder.record.result import QuestionResult, Result, Status
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from autograder.report.similarity_page import known_pairs
from tests.support.commands import autograder
from tests.support.rendering import HERE

QUESTION = QuestionResult("q1", 3.0, 4.0)


def cut_off(text: str) -> str:
    return text[:200]


def one_key_more(text: str) -> str:
    return json.dumps({**json.loads(text), "mood": "fine"})


def one_key_less(text: str) -> str:
    return json.dumps({k: v for k, v in json.loads(text).items() if k != "max_score"})


def points_in_words(text: str) -> str:
    return json.dumps({**json.loads(text), "score": "three"})


def one_key_more_in_a_question(text: str) -> str:
    data = json.loads(text)
    data["questions"][0]["mood"] = "fine"
    return json.dumps(data)


def nothing(text: str) -> str:
    return ""


DAMAGE = [cut_off, one_key_more, one_key_less, points_in_words, one_key_more_in_a_question, nothing]


@pytest.fixture
def store(tmp_path) -> Store:
    store = Store(tmp_path / "out")
    for student in ("ada", "brian", "zoë k"):
        store.save(Result(student, "01-tiny", Status.GRADED, 3.0, 4.0, (QUESTION,)))
    rewrite(store, HERE)
    return store


def damage(store: Store, how, student: str = "ada") -> Path:
    path = store.result_path(student, "01-tiny")
    path.write_text(how(path.read_text()))
    return path


def rows(text: str) -> dict[str, str]:
    return {row["student"]: row["status"] for row in csv.DictReader(text.splitlines())}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_result_is_named_in_every_table_and_export_with_status_1(store, how, tmp_path):
    path = damage(store, how)
    done = autograder("export", "--output", store.folder, tmp_path / "marks.csv")
    assert done.returncode == 1
    assert f"Error: {path} cannot be read (" in done.stderr
    expected = {"ada": "damaged", "brian": "graded", "zoë k": "graded"}
    assert rows((tmp_path / "marks.csv").read_text("utf-8-sig")) == expected
    assert rows(store.grades_path.read_text()) == expected
    assert str(path) in store.report_path.read_text()


@pytest.mark.parametrize("to", ["canvas", "moodle", "gradescope"])
def test_the_tables_of_every_system_are_written_without_it_and_status_1(store, to, tmp_path):
    path = damage(store, cut_off, "zoë k")
    done = autograder("export", "--output", store.folder, "--to", to, tmp_path / "marks.csv")
    assert done.returncode == 1
    assert f"Error: {path} cannot be read (" in done.stderr
    assert "ada" in (tmp_path / "marks.csv").read_text()
    assert "zoë" not in (tmp_path / "marks.csv").read_text()


def test_another_lessons_damage_does_not_concern_an_export(store, tmp_path):
    store.save(Result("ada", "02-small", Status.GRADED, 1.0, 1.0, (QUESTION,)))
    damage(store, cut_off)
    command = ("export", "--output", store.folder, "--lesson", "02-small", tmp_path / "marks.csv")
    assert autograder(*command).returncode == 0


def test_where_every_result_is_damaged_that_is_what_is_said(store):
    for student in ("ada", "brian", "zoë k"):
        damage(store, nothing, student)
    for to in ("csv", "canvas"):
        done = autograder("export", "--output", store.folder, "--to", to)
        assert done.returncode == 1
        assert "cannot be read" in done.stderr
        assert "Grade first" not in done.stderr


def test_a_result_of_before_there_were_formats_is_read(store):
    path = store.result_path("ada", "01-tiny")
    data = json.loads(path.read_text())
    assert data.pop("format") == 1
    before = store.results()
    path.write_text(json.dumps(data))
    assert (Store(store.folder).results(), store.damaged()) == (before, [])


@pytest.mark.parametrize("part", ["", "attempts/2", "audit"])
def test_what_a_newer_version_graded_is_not_replaced(store, tmp_path, part):
    there = Store(store.folder / part)
    there.save(Result("ada", "01-tiny", Status.GRADED, 3.0, 4.0, (QUESTION,)))
    path = damage(there, lambda text: text.replace('"format": 1', '"format": 2'))
    (tmp_path / "ada.ipynb").write_text("{}")
    request = GradeRequest(paths=(tmp_path / "ada.ipynb",), assignments={}, store=store)
    with pytest.raises(NewerFileError, match="newer version of autograder") as error:
        grade_all(request, TerminalReporter())
    assert error.value.path == path


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("class.json", classroom.load),
        ("marks.json", manual_marks.marks),
        ("lessons.json", lesson_info.load),
        ("alike.json", known_pairs),
        ("audit.json", audit.known_audit),
        ("gradebook.json", url),
    ],
)
def test_every_other_file_that_is_damaged_is_named(store, name, read):
    path = store.folder / name
    for content in ("{", "[1]", '{"format": 1}', '{"format": 7}', "null"):
        path.write_text(content)
        with pytest.raises(DamagedFileError) as error:
            read(store)
        assert error.value.path == path
    done = autograder("export", "--output", store.folder)
    assert done.returncode == 1
    assert f"Error: {path} cannot be read (" in done.stderr


def test_every_file_that_is_written_says_its_format(store):
    classroom.save(store, Classroom())
    written = [*store.folder.glob("*.json"), *store.result_paths()]
    assert len(written) > 3
    assert {json.loads(path.read_text())["format"] for path in written} == {1}

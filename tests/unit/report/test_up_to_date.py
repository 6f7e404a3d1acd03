"""A folder in which nothing has changed is left alone, and whatever has changed is taken up."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from nbgrader.api import Gradebook

from autograder.record import classroom, requests
from autograder.record.classroom import Classroom
from autograder.record.gradebook import connection
from autograder.record.gradebook.sync import cell_name
from autograder.record.result import QuestionResult, Result, Status, Trust
from autograder.record.store import Store
from autograder.report.up_to_date import bring_up_to_date
from tests.support.rendering import HERE

ONE = QuestionResult("q1", 1.0, 2.0)
WRITTEN = QuestionResult("q2_why", None, 2.0, Trust.MANUAL)
LESSON = "01-tiny"


def result(student: str) -> Result:
    return Result(student, LESSON, Status.GRADED, 1.0, 4.0, (ONE, WRITTEN))


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Store:
    store = Store(tmp_path_factory.mktemp("graded") / "out")
    store.mark()
    for student in ("ada", "brian"):
        store.save(result(student))
    assert bring_up_to_date(store, HERE)
    return store


@pytest.fixture
def store(graded, tmp_path) -> Store:
    """A folder that is up to date."""
    shutil.copytree(graded.folder, tmp_path / "out")
    store = Store(tmp_path / "out")
    bring_up_to_date(store, HERE)  # another folder: its files are others
    return store


def test_where_nothing_has_changed_nothing_is_made_anew(store, monkeypatch):
    monkeypatch.setattr("autograder.report.up_to_date.rewrite", None)
    assert not bring_up_to_date(store, HERE)


def a_result(store: Store) -> None:
    store.save(dataclasses.replace(result("ada"), score=2.0))


def a_result_of_the_same_length(store: Store) -> None:
    path = store.result_path("ada", LESSON)
    path.write_text(path.read_text().replace('"score": 1.0', '"score": 0.5'))


def one_more(store: Store) -> None:
    store.save(result("chen"))


def one_less(store: Store) -> None:
    store.result_path("ada", LESSON).unlink()


def a_page_is_gone(store: Store) -> None:
    store.feedback_path("ada", LESSON).unlink()


def the_marks_are_gone(store: Store) -> None:
    store.grades_path.unlink()


def the_page_of_the_class_was_edited(store: Store) -> None:
    store.report_path.write_text("mine")


def a_mark_by_hand(store: Store) -> None:
    with Gradebook(connection.url(store)) as gradebook:
        grade = gradebook.find_grade(cell_name("q2_why"), LESSON, LESSON, "ada")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()


def the_gradebook_is_gone(store: Store) -> None:
    store.gradebook_path.unlink()


def a_due_date(store: Store) -> None:
    due = {LESSON: datetime.now(UTC) + timedelta(days=1)}
    classroom.save(store, dataclasses.replace(classroom.load(store), due=due))


def a_request(store: Store) -> None:
    requests.add(store, "ada", LESSON, "q1", "Please look again.")


CHANGES = [
    *(a_result, a_result_of_the_same_length, one_more, one_less, a_page_is_gone),
    *(the_marks_are_gone, the_page_of_the_class_was_edited, a_mark_by_hand),
    *(the_gradebook_is_gone, a_due_date, a_request),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_has_changed_is_taken_up_once(store, change: Callable[[Store], None]):
    change(store)
    anew = Store(store.folder)  # as the next command sees it
    assert bring_up_to_date(anew, HERE)
    assert not bring_up_to_date(Store(store.folder), HERE)
    assert anew.grades_path.is_file()
    assert anew.report_path.read_text() != "mine"
    assert all(anew.feedback_path(one.student, LESSON).is_file() for one in anew.results())


def test_once_a_lesson_is_due_its_pages_are_made_anew(store, monkeypatch):
    a_due_date(store)
    bring_up_to_date(store, HERE)
    assert not bring_up_to_date(store, HERE)
    monkeypatch.setattr(Classroom, "told", lambda self, lesson: "hints")
    assert bring_up_to_date(store, HERE)


def test_of_a_gradebook_elsewhere_nothing_is_taken_for_known(store, monkeypatch):
    store.gradebook_settings_path.write_text("{}")
    made = []
    monkeypatch.setattr(
        "autograder.report.up_to_date.rewrite", lambda *given, **more: made.append(given)
    )
    assert bring_up_to_date(store, HERE)
    assert bring_up_to_date(store, HERE)
    assert made

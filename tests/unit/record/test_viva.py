"""What answers about one's own work count for, and who reads what of it."""

from __future__ import annotations

import csv
import dataclasses

import pytest

from autograder.record import viva
from autograder.record.classroom import Classroom
from autograder.record.final_grade import finalize
from autograder.record.viva import VivaAnswers, VivaError, VivaPolicy, VivaRecord
from autograder.report.refresh import rewrite
from tests.support.marked import LESSON, graded, result
from tests.support.rendering import HERE

TWO_OF_THREE = {("ada", LESSON): VivaAnswers(2, 3)}


def final(policy: VivaPolicy, late: str = "none"):
    classroom = Classroom(late=late, viva=VivaRecord(policy, TWO_OF_THREE))
    handed_in = dataclasses.replace(result("ada"), score=9.0, marked_late=late != "none")
    return finalize(handed_in, {}, classroom)


def test_answers_count_for_nothing_unless_somebody_chooses():
    made = final(VivaPolicy())
    assert made.score == 9.0
    assert made.viva_says == ""


def test_points_come_on_top_in_proportion():
    made = final(VivaPolicy("points", points=1.5))
    assert made.score == pytest.approx(9.0 + 1.5 * 2 / 3)
    assert made.viva_says == (
        "You were asked 3 questions about your own work and answered 2 right: +1 of the 1.5 points "
        "that this can add."
    )


def test_a_factor_lies_on_the_line_from_its_least_to_one():
    made = final(VivaPolicy("factor", least=0.7))
    assert made.score == pytest.approx(9.0 * 0.9)
    assert "your points count 90%, which takes 0.9" in made.viva_says


def test_a_factor_takes_of_what_lateness_has_left():
    made = final(VivaPolicy("factor", least=0.0), late="50%")
    assert made.score == pytest.approx((9.0 - 4.5) * 2 / 3)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"counts": "much"}, '"nothing", "points" and "factor"'),
        ({"points": -1}, "`points`"),
        ({"least": 1.5}, "`least`"),
        ({"least": True}, "`least`"),
        ({"grade": 1}, "`grade`"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(table, says):
    with pytest.raises(VivaError, match=says):
        viva.read_policy(table)


def test_what_was_answered_stands_on_the_page_and_in_the_table(tmp_path):
    store = graded(tmp_path / "out", {"ada": "Because.", "ben": "So."}, HERE)
    before = store.grades_path.read_text()
    assert "viva" not in before
    viva.save(store, VivaRecord(VivaPolicy("points", points=1.5), TWO_OF_THREE))
    rewrite(store, HERE)
    rows = {row["student"]: row for row in csv.DictReader(store.grades_path.open())}
    assert (rows["ada"]["viva"], rows["ben"]["viva"]) == ("1", "")
    assert float(rows["ada"]["score"]) == 2.0
    page = store.feedback_path("ada", LESSON).read_text()
    assert "answered 2 right: +1 of the 1.5 points" in page
    assert "own work" not in store.feedback_path("ben", LESSON).read_text()


def test_a_record_is_read_back_as_it_was_written(tmp_path):
    store = graded(tmp_path / "out", {"ada": "Because."}, HERE)
    kept = VivaRecord(VivaPolicy("factor", least=0.25), TWO_OF_THREE)
    viva.save(store, kept)
    assert viva.load(store) == kept


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("student,lesson\nada,01-tiny", "no column right, asked"),
        ("student,lesson,right,asked\neve,01-tiny,1,3", "line 2: there is no result of eve"),
        ("student,lesson,right,asked\nada,01-tiny,x,3", "line 2: `right` and `asked` are whole"),
        ("student,lesson,right,asked\nada,01-tiny,4,3", "line 2: 4 right of 3 asked"),
    ],
)
def test_a_table_of_answers_that_cannot_be_used_says_where(tmp_path, row, says):
    path = tmp_path / "answers.csv"
    path.write_text(row)
    with pytest.raises(VivaError, match=says):
        viva.read_answers(path, {("ada", LESSON)})


def test_a_table_of_answers_is_read(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("student,lesson,right,asked\nada,01-tiny,2,3\n")
    assert viva.read_answers(path, {("ada", LESSON)}) == TWO_OF_THREE

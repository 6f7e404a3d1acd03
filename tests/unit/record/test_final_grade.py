from __future__ import annotations

import datetime

import pytest

from autograder.collect.roster import Member
from autograder.files import DamagedFileError
from autograder.lms.download import Submitter
from autograder.record import classroom
from autograder.record.classroom import Classroom
from autograder.record.final_grade import Mark, finalize
from autograder.record.result import QuestionResult, Result, Status, Trust
from autograder.record.store import Store

DUE = datetime.datetime(2026, 11, 1, 23, 59, tzinfo=datetime.UTC)
QUESTIONS = (QuestionResult("q1", 6.0, 8.0), QuestionResult("q2", None, 2.0, Trust.MANUAL))


def handed_in(late_by: datetime.timedelta = datetime.timedelta()) -> Result:
    moment = (DUE + late_by).isoformat()
    return Result("ada", "01", Status.GRADED, 6.0, 10.0, QUESTIONS, submitted_at=moment)


def test_the_maximum_holds_what_waits_for_a_person_from_the_start():
    final = finalize(handed_in(), {}, Classroom())
    assert (final.score, final.result.max_score, final.waiting) == (6.0, 10.0, ("q2",))
    assert final.result.points_waiting == 2.0


def test_a_mark_by_hand_is_in_the_score_moves_no_maximum_and_its_comment_is_kept():
    final = finalize(handed_in(), {"q2": Mark(1.5, "Say why.")}, Classroom())
    assert (final.score, final.result.max_score, final.waiting) == (7.5, 10.0, ())
    assert final.comments == {"q2": "Say why."}


@pytest.mark.parametrize(
    ("policy", "hours", "score"),
    [("none", 30, 6.0), ("zero", 1, 0.0), ("10%", 1, 5.4), ("10%", 30, 4.8), ("10%", 900, 0.0)],
)
def test_lateness_costs_what_the_policy_says(policy, hours, score):
    late = handed_in(datetime.timedelta(hours=hours))
    final = finalize(late, {}, Classroom(due={"01": DUE}, late=policy))
    assert final.score == pytest.approx(score)


def test_an_extension_moves_the_due_date_of_one_student():
    extended = {"ada": Member("ada", extension=datetime.timedelta(days=2))}
    late = handed_in(datetime.timedelta(days=1))
    assert finalize(late, {}, Classroom(extended, {"01": DUE}, "zero")).penalty == 0
    assert finalize(late, {}, Classroom({}, {"01": DUE}, "zero")).penalty == 6.0


def test_what_is_called_late_without_a_time_is_a_moment_late_unless_extended():
    late = Result("ada", "01", Status.GRADED, 6.0, 10.0, QUESTIONS, marked_late=True)
    assert finalize(late, {}, Classroom(late="zero")).score == 0
    assert finalize(late, {}, Classroom(late="10%")).score == pytest.approx(5.4)
    extended = {"ada": Member("ada", extension=datetime.timedelta(days=2))}
    assert finalize(late, {}, Classroom(extended, late="zero")).score == 6.0


def test_points_that_an_assignment_scales_stay_scaled_when_a_person_adds_to_them():
    scaled = Result("ada", "01", Status.GRADED, 75.0, 102.0, QUESTIONS)
    final = finalize(scaled, {"q2": Mark(1.5)}, Classroom())
    assert (final.score, final.result.max_score) == (76.5, 102.0)
    assert finalize(scaled, {"q1": Mark(4.0)}, Classroom()).score == 50.0


def test_an_empty_answer_in_words_does_not_wait_and_a_person_may_still_give_points_for_it():
    questions = (QUESTIONS[0], QuestionResult("q2", 0.0, 2.0, Trust.MANUAL))
    empty = Result("ada", "01", Status.GRADED, 6.0, 10.0, questions)
    final = finalize(empty, {}, Classroom())
    assert (final.score, final.result.max_score, final.waiting) == (6.0, 10.0, ())
    assert finalize(empty, {"q2": Mark(0.5)}, Classroom()).score == 6.5
    scaled = Result("ada", "01", Status.GRADED, 75.0, 102.0, questions)
    assert finalize(scaled, {"q2": Mark(1.0)}, Classroom()).score == 76.0


def test_a_class_is_read_as_it_was_written(tmp_path):
    one = Member("ada", "Ada Løvelace", "ada@example.org", "77", datetime.timedelta(hours=12))
    submitter = Submitter("canvas", "77", "ada", "ada@example.org")
    written = Classroom({"ada": one}, {"01": DUE}, "10%", "best", {("ada", "01"): submitter})
    classroom.save(Store(tmp_path), written)
    assert classroom.load(Store(tmp_path)) == written


def test_a_damaged_class_file_is_named(tmp_path):
    (tmp_path / "class.json").write_text("{")
    with pytest.raises(DamagedFileError, match=r"class\.json cannot be read"):
        classroom.load(Store(tmp_path))

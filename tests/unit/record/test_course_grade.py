"""The course's grade: every setting, in numbers that were worked out by hand."""

from __future__ import annotations

import csv
import datetime
from fractions import Fraction
from typing import Any

import pytest

from autograder.collect.roster import Member
from autograder.files import DamagedFileError
from autograder.record import classroom as classrooms
from autograder.record import course_grade, grading_policy
from autograder.record.classroom import Classroom
from autograder.record.course_grade import CourseGrade, CourseGrades
from autograder.record.final_grade import finalize
from autograder.record.finals import of_store
from autograder.record.grading_policy import PolicyError
from autograder.record.late_days import with_late_days
from autograder.record.result import QuestionResult, Result, Status, Trust
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from tests.support.rendering import HERE

LESSONS = ["01-a", "02-b", "03-c", "04-d"]
DUE = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)


def result(
    student: str,
    lesson: str,
    score: float,
    most: float = 10.0,
    *,
    written: tuple[float | None, float] = (0.0, 0.0),
    days_late: float = 0.0,
) -> Result:
    """What somebody has in a lesson; `score` is that of tests."""
    questions = [QuestionResult("q1", score, most - written[1])]
    if written[1]:
        questions.append(QuestionResult("q2_why", *written, Trust.MANUAL))
    handed_in = DUE + datetime.timedelta(days=days_late)
    return Result(
        student,
        lesson,
        Status.GRADED,
        score + (written[0] or 0.0),
        most,
        tuple(questions),
        submitted_at=handed_in.isoformat(),
    )


def graded(
    *results: Result, classroom: Classroom | None = None, lessons=LESSONS, **settings
) -> CourseGrades:
    policy = grading_policy.read(settings, lessons)
    known = with_late_days(classroom or Classroom(), results, {}, policy)
    return course_grade.of_class([finalize(one, {}, known) for one in results], known, policy)


def one(*percents: float, **settings) -> CourseGrade:
    """The grade of a student with these percents in as many lessons."""
    lessons = LESSONS[: len(percents)]
    work = [result("ada", name, each / 10) for name, each in zip(lessons, percents, strict=True)]
    [student] = graded(*work, lessons=lessons, **settings).students
    return student


def said(student: CourseGrade) -> dict[str, str]:
    return dict(student.steps)


def test_without_a_word_every_lesson_counts_alike_in_percent():
    assert one(90, 50, 70).grade == "70"


def test_weights_are_of_lessons_or_of_their_points():
    assert one(90, 50, weights={"01-a": 3}).grade == "80"
    assert one(90, 50, 0, weights={"03-c": 0}).grade == "70"
    work = (result("ada", "01-a", 30, 30), result("ada", "02-b", 0, 10))
    assert graded(*work, weights="points").students[0].grade == "75"


def test_what_is_dropped_is_what_lowers_the_mean_most_and_not_always_the_lowest():
    student = one(100, 40, 80, drop_lowest=1)
    assert (student.grade, said(student)["02-b"]) == ("90", "4 of 10 points, 40 %; dropped")
    # The lowest is 20: without it (80 × 3 + 50 × 4) / 7 = 62.86, without 50 (20 + 80 × 3) / 4 = 65.
    weights = {"01-a": 1, "02-b": 3, "03-c": 4}
    assert one(20, 80, 50, weights=weights, drop_lowest=1).grade == "65"
    # A heavy 50 costs more than a light 40: (40 + 90) / 2 = 65, (500 + 90) / 11 = 53.64.
    heavy = one(40, 50, 90, weights={"02-b": 10}, drop_lowest=1)
    assert (heavy.grade, [each.lesson for each in heavy.lessons if each.part == "dropped"]) == (
        "65",
        ["02-b"],
    )


def test_what_is_never_dropped_stays_and_so_does_a_last_lesson():
    assert one(100, 40, 80, drop_lowest=1, never_dropped=["02-b"]).grade == "70"
    work = [result("ada", "01-a", 4.0)]
    assert graded(*work, drop_lowest=2).students[0].grade == "40"


def test_what_is_missing_is_zero_or_left_out_and_who_is_excused_misses_nothing():
    work = (result("ada", "01-a", 8), result("ada", "02-b", 6), result("ben", "01-a", 8))
    ben = graded(*work).students[1]
    assert (ben.grade, ben.missing) == ("40", ("02-b",))
    assert graded(*work, missing="left-out").students[1].grade == "80"
    excused = graded(*work, excused={"ben": ["02-b"]}).students[1]
    assert (excused.grade, excused.missing) == ("80", ())


def test_a_lesson_that_nobody_has_handed_in_does_not_count_yet_and_is_named():
    course = graded(result("ada", "01-a", 8))
    assert course.students[0].grade == "80"
    assert "Nobody has handed in 02-b, 03-c, 04-d, so it does not count yet." in course.remarks()


def test_everybody_of_the_roster_is_there_and_whoever_is_not_on_it_is_named():
    members = {"ada": Member("ada", "Ada Lovelace"), "zoe": Member("zoe", "Zoe Doe")}
    course = graded(
        result("ada", "01-a", 8), result("eve", "01-a", 8), classroom=Classroom(members)
    )
    assert [(each.student, each.name, each.grade) for each in course.students] == [
        ("ada", "Ada Lovelace", "80"),
        ("eve", "", "80"),
        ("zoe", "Zoe Doe", "0"),
    ]
    remarks = list(course.remarks())
    assert "01-a: nothing was handed in by zoe." in remarks
    assert "Not on the roster: eve." in remarks


def test_extra_credit_adds_and_stops_at_100_unless_it_may_go_on():
    bonus: dict[str, Any] = {"extra_credit": {"02-b": 5}}
    student = one(80, 60, **bonus)
    assert student.grade == "83"
    assert said(student)["extra credit for 02-b"] == "60 % of 5 is 3 on top: 83 %"
    assert one(100, 60, **bonus).grade == "100"
    assert one(100, 60, **bonus, above_100=True).grade == "103"
    work = (result("ada", "01-a", 8), result("ben", "02-b", 6))
    assert graded(*work, **bonus).students[0].grade == "80"  # nothing is lost without it


def test_a_curve_is_the_lines_between_the_pairs_that_somebody_wrote():
    curve = [[0, 0], [50, 60], [100, 100]]
    assert one(25, curve=curve).grade == "30"
    assert one(50, curve=curve).grade == "60"
    student = one(75, curve=curve)
    assert (student.grade, said(student)["curve"]) == ("80", "75 % becomes 80 %")


def test_who_misses_the_minimum_of_written_parts_has_what_was_said_at_most():
    work = (
        result("ada", "01-a", 6, written=(1.0, 4.0)),
        result("ben", "01-a", 4, written=(2.0, 4.0)),
    )
    ada, ben = graded(*work, written_minimum=50, scale="pass-fail").students
    assert (ada.grade, ben.grade) == ("fail", "pass")
    assert said(ada)["written parts"] == "25 %, 50 % is asked for: not reached, so 0 %"
    assert said(ben)["written parts"] == "50 %, 50 % is asked for: reached"
    assert graded(*work, written_minimum=50, written_below=49).students[0].grade == "49"
    alone = graded(result("ada", "01-a", 6), written_minimum=50).students[0]
    assert alone.grade == "60"


def test_who_waits_for_a_person_has_no_grade_yet_and_is_told_why():
    course = graded(result("ada", "01-a", 5, written=(None, 5.0)), result("ben", "01-a", 8))
    ada = course.students[0]
    assert (ada.grade, ada.percent) == ("", Fraction(50))
    assert said(ada)["grade"] == "none yet: q2_why of 01-a waits for a person"
    assert next(course.remarks()).startswith("ada has no grade yet")


def test_nobody_gets_a_grade_of_whom_something_could_not_be_read(tmp_path):
    unreadable = Result("ada", "01-a", Status.UNREADABLE, 0.0, 0.0)
    stray = Result("ben", "unknown-lesson", Status.UNREADABLE, 0.0, 0.0)
    course = graded(unreadable, stray, result("eve", "01-a", 8))
    assert [each.grade for each in course.students] == ["", "", "80"]
    lost = DamagedFileError(tmp_path / "results" / "eve" / "01-a.json", "cut off", "Grade again")
    policy = grading_policy.read({}, LESSONS)
    finals = [finalize(result("ada", "01-a", 8), {}, Classroom())]
    members = {name: Member(name) for name in ("ada", "eve")}
    course = course_grade.of_class(finals, Classroom(members), policy, [lost])
    assert [each.grade for each in course.students] == ["80", ""]


@pytest.mark.parametrize(
    ("percent", "settings", "grade"),
    [
        (89.5, {"percent_step": 1, "scale": "letters"}, "A-"),
        (89.4, {"percent_step": 1, "scale": "letters"}, "B+"),
        (89.9, {"percent_step": 1, "rounding": "down", "scale": "letters"}, "B+"),
        (89.1, {"percent_step": 1, "rounding": "up", "scale": "letters"}, "A-"),
        (0.0, {"scale": "letters"}, "F"),
        (50.0, {"scale": "1-6"}, "3.5"),
        (61.0, {"scale": "1-6", "grade_step": 0.5}, "4"),
        (65.0, {"scale": "1-6", "grade_step": 0.5}, "4.5"),  # 4.25 to the better one
        (50.0, {"scale": "6-to-1"}, "4"),
        (92.0, {"scale": "6-to-1"}, "1"),
        (77.7, {"scale": "0-20", "grade_step": 0.5}, "15.5"),
        (50.0, {"scale": "pass-fail"}, "pass"),
        (49.99, {"scale": "pass-fail"}, "fail"),
        (80.0, {"scale": {"gold": 80, "silver": 60, "none": 0}}, "gold"),
        (77.5, {"scale": {"worst": 5, "best": 1}}, "1.9"),
        (78.75, {"scale": {"worst": 5, "best": 1}, "grade_step": 0.1}, "1.8"),  # 1.85: 1 is best
    ],
)
def test_scales_and_rounding(percent, settings, grade):
    assert one(percent, **settings).grade == grade


def test_what_lies_on_a_boundary_lies_on_it_also_where_floats_do_not():
    thirds = [
        result("ada", lesson, score, 0.7)
        for lesson, score in zip(LESSONS, (0.1, 0.2, 0.4, 0.7), strict=True)
    ]
    assert graded(*thirds).students[0].percent == Fraction("50")
    assert graded(*thirds, scale="pass-fail").students[0].grade == "pass"


def late(*days: float, policy: str = "10%", lessons=LESSONS, **settings) -> CourseGrade:
    due = dict.fromkeys(lessons, DUE)
    work = [
        result("ada", name, 10, days_late=each) for name, each in zip(lessons, days, strict=False)
    ]
    known = Classroom(due=due, late=policy)
    return graded(*work, classroom=known, **settings).students[0]


def test_late_days_pay_by_due_date_until_they_are_used_up():
    assert late(1.5, 0.5).grade == "85"  # two days begun and one: 80 and 90
    student = late(1.5, 0.5, late_days=2)
    assert student.grade == "95"
    assert (
        said(student)["01-a"]
        == "10 of 10 points (late by 1 day 12 h, 2 late days used), 100 %, weighs 1"
    )
    assert said(student)["late days"] == "2 of 2 used"
    assert late(1.5, 0.5, late_days=3).grade == "100"
    assert late(1.5, 0.5, late_days=3, late_days_per_lesson=1).grade == "95"


def test_where_lateness_costs_everything_a_submission_takes_all_of_its_days_or_none():
    assert late(1.5, 0.5, policy="zero", late_days=1).grade == "50"
    assert late(1.5, 0.5, policy="zero", late_days=3).grade == "100"


def test_a_day_that_saves_nothing_is_not_taken():
    due = dict.fromkeys(LESSONS, DUE)
    work = (result("ada", "01-a", 0, days_late=1), result("ada", "02-b", 10, days_late=1))
    course = graded(*work, classroom=Classroom(due=due, late="10%"), late_days=1)
    assert course.students[0].grade == "50"


@pytest.mark.parametrize(
    ("settings", "key", "what"),
    [
        ({"wieghts": {}}, "wieghts", "is not known; there are weights,"),
        ({"weights": {"09-x": 1}}, "weights", "names '09-x', which is no lesson here (01-a"),
        ({"weights": {"01-a": "much"}}, "weights", "has 'much' where a number belongs"),
        ({"weights": dict.fromkeys(LESSONS, 0)}, "weights", "leave no lesson that counts"),
        ({"weights": "by size"}, "weights", "is 'equal', 'points' or a table"),
        ({"drop_lowest": 4}, "drop_lowest", "is 4, and 4 lessons count: that leaves none"),
        ({"drop_lowest": -1}, "drop_lowest", "is a whole number from 0 on"),
        ({"drop_lowest": True}, "drop_lowest", "is a whole number from 0 on"),
        ({"drop_lowest": 1, "never_dropped": LESSONS}, "drop_lowest", "leaves 0 to drop"),
        ({"never_dropped": "01-a"}, "never_dropped", "is a list of lessons"),
        ({"excused": {"ada": ["x"]}}, "excused", "names 'x', which is no lesson here"),
        ({"missing": "half"}, "missing", "is one of zero, left-out, not 'half'"),
        ({"late_days": 1.5}, "late_days", "is a whole number from 0 on"),
        ({"late_days_per_lesson": 1}, "late_days_per_lesson", "goes with `late_days`"),
        ({"extra_credit": {"01-a": 5}, "weights": {"01-a": 1}}, "extra_credit", "has a weight"),
        ({"curve": [[0, 0], [60, 50]]}, "curve", "goes to 100 % at least"),
        ({"curve": [[0, 0], [60, 50], [100, 40]]}, "curve", "gives nobody less"),
        ({"curve": [[0, 0], [60, 50], [60, 60], [100, 100]]}, "curve", "rises from pair to pair"),
        ({"curve": "square root"}, "curve", "is a list of pairs"),
        ({"above_100": 1}, "above_100", "is true or false"),
        ({"written_minimum": 120}, "written_minimum", "has 120, and is a number from 0 to 100"),
        ({"rounding": "bankers"}, "rounding", "is one of nearest, up, down"),
        ({"percent_step": 0}, "percent_step", "is a step such as 0.5"),
        ({"grade_step": float("nan")}, "grade_step", "has nan where a number belongs"),
        ({"scale": "german"}, "scale", "is one of percent, letters,"),
        ({"scale": {"A": 90}}, "scale", "has no grade that begins at 0"),
        ({"scale": {"A": 0, "B": 0}}, "scale", "begin at the same percent"),
        ({"scale": {"worst": 1, "best": 1}}, "scale", "has the same grade for 0 % and for 100 %"),
    ],
)
def test_every_mistake_is_one_sentence_with_the_name_of_the_key(settings, key, what):
    with pytest.raises(PolicyError) as error:
        grading_policy.read(settings, LESSONS)
    assert str(error.value).startswith(f"`{key}` in [tool.course.grading] ")
    assert what in str(error.value)
    assert str(error.value).count(". ") == 0


def test_the_tables_say_the_same_as_the_steps_and_late_days_count_in_all_of_them(tmp_path):
    store = Store(tmp_path)
    store.save(result("ada", "01-a", 10, days_late=1))
    store.save(result("ada", "02-b", 5))
    due = dict.fromkeys(LESSONS, DUE)
    classrooms.save(store, Classroom({"ada": Member("ada", "Ada Lovelace", "a@x.org")}, due, "10%"))
    policy = grading_policy.read(
        {"late_days": 1, "scale": "letters", "weights": {"01-a": 2}}, LESSONS
    )
    grading_policy.save(store, policy)
    assert grading_policy.load(store) == policy
    rewrite(store, HERE)
    [row] = csv.DictReader(store.final_path.open(newline=""))
    assert (row["name"], row["01-a"], row["02-b"], row["mean"]) == (
        "Ada Lovelace",
        "100",
        "50",
        "83.33",
    )
    assert (row["late_days"], row["percent"], row["grade"], row["waits"]) == (
        "1",
        "83.33",
        "B-",
        "",
    )
    first = next(csv.DictReader(store.grades_path.open(newline="")))
    assert (first["score"], first["penalty"]) == ("10", "0")
    assert of_store(store).finals[0].late_days == 1
    assert "1 of your late days is used for it." in store.feedback_path("ada", "01-a").read_text()
    page = store.report_path.read_text()
    assert "(2 × 100 + 1 × 50) / 3 = 83.33 %" in page
    assert "B- (from 80 %)" in page
    store.policy_path.unlink()
    rewrite(store, HERE)
    assert not store.final_path.exists()

"""A student's page: what to read first, nothing hidden shown, nothing of a student's run."""

from __future__ import annotations

from datetime import timedelta

import pytest

from autograder.record.final import Final, how_late
from autograder.record.lessons import Lesson
from autograder.record.result import QuestionResult, Result, TestResult
from autograder.report.student import feedback_page, shown

LESSON = Lesson("Title")


def case(passed: bool, hidden: bool = False, message: str = "") -> TestResult:
    return TestResult("q1 - 1", hidden, passed, 1.0, message)


def result(*tests: TestResult, status: str = "graded", **more) -> Result:
    score = float(sum(test.passed for test in tests))
    questions = (QuestionResult("q1", score, float(len(tests)), tests=tests),) if tests else ()
    return Result(
        "ada", "04-mnist-ann", status, score, float(len(tests)), questions=questions, **more
    )


def page_of(result: Result, lesson: Lesson = LESSON, **more) -> str:
    return feedback_page(Final(result, {}), lesson, **more)


SECRET = result(case(True), case(False, hidden=True, message="secret"))


def test_the_one_thing_to_do_next_is_the_first_visible_check_that_fails():
    page = page_of(
        result(case(True), case(False, hidden=True, message="secret"), case(False, message="look"))
    )
    assert "q1: look" in page
    assert "secret" not in page
    assert "0 of 1 hidden check passed" in page
    assert "1<small> of 3 points" in page


def test_where_only_a_hidden_check_fails_the_page_says_so_without_its_message():
    page = page_of(SECRET)
    assert "a hidden check does not" in page
    assert "secret" not in page


def test_an_instructor_may_have_hidden_checks_say_what_they_say():
    page = page_of(SECRET, hidden_checks="messages")
    assert "secret (q1 - 1, hidden)" in page
    assert "0 of 1 hidden check passed" in page


def test_hidden_checks_of_another_course_are_named_only_because_they_may_quote_their_code():
    page = page_of(SECRET, Lesson("Title", foreign=True), hidden_checks="messages")
    assert "q1 - 1, hidden" in page
    assert "secret" not in page


def test_a_file_that_could_not_be_read_gets_a_page_that_says_what_to_do():
    page = page_of(result(status="unreadable", problems=("The file is empty.",)))
    assert "This file could not be read" in page
    assert "The file is empty. Download the notebook again" in page
    assert "could not be shown" not in page


def test_a_written_question_waits_for_a_person():
    waiting = QuestionResult("q3_why", None, 1.0, "manual")
    page = page_of(Result("ada", "x", "graded", 1.0, 1.0, questions=(waiting,)))
    assert "waits for a person" in page


def test_a_stand_in_for_mnist_is_named():
    digits = {"mnist": "stand-in for MNIST made from scikit-learn's digits"}
    assert "Not the real MNIST" in page_of(result(case(True), datasets=digits))
    real = page_of(result(case(True), datasets={"mnist": "MNIST"}))
    assert "Not the real MNIST" not in real


def test_nothing_that_a_student_wrote_becomes_part_of_the_page_itself():
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    hurt = result(case(False, message=attack), problems=(attack,), datasets={"mnist": attack})
    page = page_of(hurt, Lesson(attack, headings={"q1": attack}))
    assert "<script>" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


def test_tests_that_fail_for_the_same_reason_say_so_once():
    page = page_of(result(*[case(False, message="still missing")] * 3))
    assert page.count('<li class="fail">still missing</li>') == 1


@pytest.mark.parametrize(
    ("late", "says"),
    [
        (timedelta(), ""),
        (timedelta(seconds=1), "late"),
        (timedelta(minutes=90), "late by 1 h 30 min"),
        (timedelta(hours=2), "late by 2 h"),
        (timedelta(days=1, hours=3, minutes=5), "late by 1 day 3 h"),
        (timedelta(days=2), "late by 2 days"),
    ],
)
def test_lateness_is_told_as_people_tell_it(late, says):
    assert how_late(late) == says


def test_the_page_says_what_lateness_costs_and_shows_the_points_that_are_left():
    late = Final(result(case(True), case(True)), {}, timedelta(hours=2), 1.0)
    page = feedback_page(late, LESSON)
    assert "1<small> of 2 points" in page
    assert "Handed in late by 2 h: −1 point, of the 2 that your answers earned." in page
    assert "Handed in" not in page_of(result(case(True)))


def test_a_page_is_made_anew_where_lateness_comments_or_what_is_told_change():
    graded = result(case(True))
    digests = {
        shown(Final(graded, {}), LESSON, "count"),
        shown(Final(graded, {"q1": "Well done."}), LESSON, "count"),
        shown(Final(graded, {}, timedelta(hours=2)), LESSON, "count"),
        shown(Final(graded, {}, timedelta(hours=3)), LESSON, "count"),
        shown(Final(graded, {}), LESSON, "messages"),
        shown(Final(graded, {}), Lesson("Title", addresses={"q1": "https://a.example"}), "count"),
    }
    assert len(digests) == 6
    assert shown(Final(graded, {}), LESSON, "count") in page_of(graded)[:400]


def test_a_question_leads_to_its_section_of_the_lesson():
    lesson = Lesson(
        "Title",
        headings={"q1": "Question 1: look"},
        addresses={"q1": "https://a.example/lesson.html#question-1-look"},
    )
    page = page_of(result(case(True)), lesson)
    assert "Question 1: look <small>q1</small>" in page
    assert 'href="https://a.example/lesson.html#question-1-look"' in page

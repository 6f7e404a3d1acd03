"""A student's page: what to read first, nothing hidden shown, nothing of a student's run."""

from __future__ import annotations

from autograder.record.result import QuestionResult, Result, TestResult
from autograder.report.student import feedback_page


def case(passed: bool, hidden: bool = False, message: str = "") -> TestResult:
    return TestResult("q1 - 1", hidden, passed, 1.0, message)


def result(*tests: TestResult, status: str = "graded", **more) -> Result:
    score = float(sum(test.passed for test in tests))
    questions = (QuestionResult("q1", score, float(len(tests)), tests=tests),) if tests else ()
    return Result(
        "ada", "04-mnist-ann", status, score, float(len(tests)), questions=questions, **more
    )


def test_the_one_thing_to_do_next_is_the_first_visible_check_that_fails():
    page = feedback_page(
        result(case(True), case(False, hidden=True, message="secret"), case(False, message="look")),
        "Title",
    )
    assert "q1: look" in page
    assert "secret" not in page
    assert "0 of 1 hidden check passed" in page
    assert "1<small> of 3 points" in page


def test_where_only_a_hidden_check_fails_the_page_says_so_without_its_message():
    page = feedback_page(result(case(True), case(False, hidden=True, message="secret")), "Title")
    assert "a hidden check does not" in page
    assert "secret" not in page


def test_a_file_that_could_not_be_read_gets_a_page_that_says_what_to_do():
    page = feedback_page(
        result(status="unreadable", problems=("The file is empty.",)), "04-mnist-ann"
    )
    assert "This file could not be read" in page
    assert "The file is empty. Download the notebook again" in page


def test_a_written_question_waits_for_a_person():
    waiting = QuestionResult("q3_why", None, 1.0, "manual")
    page = feedback_page(Result("ada", "x", "graded", 1.0, 1.0, questions=(waiting,)), "Title")
    assert "waits for a person" in page


def test_a_stand_in_for_mnist_is_named():
    digits = {"mnist": "stand-in for MNIST made from scikit-learn's digits"}
    assert "Not the real MNIST" in feedback_page(result(case(True), datasets=digits), "Title")
    real = feedback_page(result(case(True), datasets={"mnist": "MNIST"}), "Title")
    assert "Not the real MNIST" not in real


def test_nothing_that_a_student_wrote_becomes_part_of_the_page_itself():
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    page = feedback_page(
        result(case(False, message=attack), problems=(attack,), datasets={"mnist": attack}), attack
    )
    assert "<script>" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


def test_tests_that_fail_for_the_same_reason_say_so_once():
    page = feedback_page(result(*[case(False, message="still missing")] * 3), "Title")
    assert page.count('<li class="fail">still missing</li>') == 1

"""A student's page: what to read first, nothing hidden shown, nothing of a student's run."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta

import pytest

from autograder.collect.roster import Member
from autograder.record.classroom import Classroom
from autograder.record.final_grade import FinalGrade, Mark, finalize, how_late
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import QuestionResult, Result, Status, TestResult, Trust
from autograder.report.student import shown
from tests.support.rendering import feedback_page

LESSON = LessonInfo("Title")


def case(passed: bool, hidden: bool = False, message: str = "") -> TestResult:
    return TestResult("q1 - 1", hidden, passed, 1.0, message)


def result(*tests: TestResult, status: Status = Status.GRADED, **more) -> Result:
    score = float(sum(test.passed for test in tests))
    questions = (QuestionResult("q1", score, float(len(tests)), tests=tests),) if tests else ()
    return Result(
        "ada", "04-mnist-ann", status, score, float(len(tests)), questions=questions, **more
    )


def rows_of(page: str) -> list[str]:
    """What the questions' lists say, row by row, without tags."""
    rows = re.findall(r'<li class="[a-z]+">(.*?)</li>', page)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def next_step(page: str) -> str:
    return page.partition("Do this next</b>")[2].partition("</div>")[0]


def page_of(result: Result, lesson: LessonInfo = LESSON, **more) -> str:
    return feedback_page(FinalGrade(result, {}), lesson, **more)


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
    page = page_of(SECRET, LessonInfo("Title", external=True), hidden_checks="messages")
    assert "q1 - 1, hidden" in page
    assert "secret" not in page


def test_a_file_that_could_not_be_read_gets_a_page_that_says_what_to_do():
    page = page_of(result(status=Status.UNREADABLE, problems=("The file is empty.",)))
    assert "This file could not be read" in page
    assert "The file is empty. Download the notebook again" in page
    assert "could not be shown" not in page


def test_a_written_question_waits_for_a_person():
    waiting = QuestionResult("q3_why", None, 1.0, Trust.MANUAL)
    right = QuestionResult("q1", 1.0, 1.0, tests=(case(True),))
    page = page_of(Result("ada", "x", Status.GRADED, 1.0, 2.0, questions=(right, waiting)))
    assert "waits for a person" in page
    assert "of 2 points; 1 of them wait for a person<" in page
    assert "Everything marked so far is right" in page
    marked = dataclasses.replace(waiting, score=1.0)
    page = page_of(Result("ada", "x", Status.GRADED, 2.0, 2.0, questions=(right, marked)))
    assert "of 2 points<" in page
    assert "Everything is right" in page


def test_who_is_yet_to_be_read_is_not_told_that_nothing_is_answered():
    words = QuestionResult("q2_why", None, 2.0, Trust.MANUAL)
    wrong = QuestionResult("q1", 0.0, 1.0, tests=(case(False),))
    for questions in ((words,), (wrong, words)):
        most = sum(question.max_score for question in questions)
        page = page_of(Result("ada", "x", Status.GRADED, 0.0, most, questions=questions))
        assert "No question is answered yet" not in page
        assert "waits for a person" in page
    page = page_of(Result("ada", "x", Status.GRADED, 0.0, 2.0, questions=(words,)))
    assert "A person will read this" in page


def test_an_empty_written_answer_does_not_wait_and_is_what_to_do_next():
    empty = TestResult("q3_why - written", False, False, 0.0, "Nothing is written here yet.")
    right = QuestionResult("q1", 3.0, 3.0, tests=(case(True),))
    written = QuestionResult("q3_why", 0.0, 1.0, Trust.MANUAL, (empty,))
    page = page_of(Result("ada", "x", Status.GRADED, 3.0, 4.0, questions=(right, written)))
    assert "0 of 1" in page
    assert "q3_why: Nothing is written here yet." in page
    assert "Everything" not in page
    assert "waits for a person" not in page


def test_a_question_that_waits_for_data_is_not_called_wrong_and_everything_else_is_right():
    right = QuestionResult("q1", 1.0, 1.0, tests=(case(True),))
    waiting = QuestionResult("q2", None, 3.0, Trust.POSTPONED)
    data = {"mnist": "stand-in for MNIST"}
    graded = Result("ada", "x", Status.GRADED, 1.0, 4.0, questions=(right, waiting), datasets=data)
    page = page_of(graded)
    assert "waits for MNIST · 3 points" in page
    assert "of 4 points; 3 of them are marked later" in page
    assert "Everything marked so far is right" in page
    assert "q2 will be marked on MNIST itself; nothing is left to do" in page
    assert "a person" not in page.lower()
    assert 'class="fail"' not in page


def test_a_stand_in_for_mnist_is_named():
    digits = {"mnist": "stand-in for MNIST made from scikit-learn's digits"}
    assert "Not the real MNIST" in page_of(result(case(True), datasets=digits))
    real = page_of(result(case(True), datasets={"mnist": "MNIST"}))
    assert "Not the real MNIST" not in real


def test_nothing_that_a_student_wrote_becomes_part_of_the_page_itself():
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    hurt = result(case(False, message=attack), problems=(attack,), datasets={"mnist": attack})
    page = page_of(hurt, LessonInfo(attack, headings={"q1": attack}))
    assert "<script>" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


def test_tests_that_fail_for_the_same_reason_say_so_once():
    page = page_of(result(*[case(False, message="still missing")] * 3))
    assert page.count("still missing</span>") == 1
    assert rows_of(page) == ["still missing 0 of 3"]


def test_of_an_answer_that_was_not_begun_it_is_said_once_however_its_tests_go_on():
    ends = ("Run the cell, check again.", "Run the cell, and check again.")
    tests = [case(False, message=f"{name} is still `...`. {end}") for name in "xy" for end in ends]
    rows = rows_of(page_of(result(*tests)))
    assert rows == [f"{name} is still ... . {ends[0]} 0 of 2" for name in "xy"]


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
    late = FinalGrade(result(case(True), case(True)), {}, timedelta(hours=2), 1.0)
    page = feedback_page(late, LESSON)
    assert "1<small> of 2 points" in page
    assert "Handed in late by 2 h: −1 point, of the 2 that your answers earned." in page
    assert "Handed in" not in page_of(result(case(True)))


def test_a_page_is_made_anew_where_lateness_comments_or_what_is_told_change():
    graded = result(case(True))
    digests = {
        shown(FinalGrade(graded, {}), LESSON, "count"),
        shown(FinalGrade(graded, {"q1": "Well done."}), LESSON, "count"),
        shown(FinalGrade(graded, {}, timedelta(hours=2)), LESSON, "count"),
        shown(FinalGrade(graded, {}, timedelta(hours=3)), LESSON, "count"),
        shown(FinalGrade(graded, {}), LESSON, "messages"),
        shown(
            FinalGrade(graded, {}),
            LessonInfo("Title", addresses={"q1": "https://a.example"}),
            "count",
        ),
    }
    assert len(digests) == 6
    assert shown(FinalGrade(graded, {}), LESSON, "hints") in page_of(graded)[:400]


def test_a_question_leads_to_its_section_of_the_lesson():
    lesson = LessonInfo(
        "Title",
        headings={"q1": "Question 1: look"},
        addresses={"q1": "https://a.example/lesson.html#question-1-look"},
    )
    page = page_of(result(case(True)), lesson)
    assert "Question 1: look <small>q1</small>" in page
    assert 'href="https://a.example/lesson.html#question-1-look"' in page


def test_each_check_says_the_points_that_it_earned_of_those_it_is_worth():
    checks = (
        TestResult("a", False, True, 1.5, "It is a number."),
        TestResult("b", False, False, 0.5, "It has to be even."),
        TestResult("c", False, True, 0.0, "It has a name."),
        TestResult("d", True, True, 1.0, "secret"),
        TestResult("e", True, False, 2.0, "secret"),
    )
    question = QuestionResult("q1", 2.5, 5.0, tests=checks)
    page = page_of(Result("ada", "x", Status.GRADED, 2.5, 5.0, questions=(question,)))
    assert ">2.5 of 5 points</span>" in page
    assert rows_of(page) == [
        "It is a number. 1.5 of 1.5",
        "It has a name.",
        "It has to be even. 0 of 0.5",
        "1 of 2 hidden checks passed 1 of 3",
    ]


def test_points_of_hidden_checks_stand_once_where_they_are_told_one_by_one():
    told = page_of(SECRET, hidden_checks="messages")
    assert rows_of(told)[1:] == ["secret (q1 - 1, hidden) 0 of 1", "0 of 1 hidden check passed"]
    named = page_of(SECRET, LessonInfo("Title", external=True), hidden_checks="messages")
    assert rows_of(named)[1:] == ["0 of 1 hidden check passed", "q1 - 1, hidden 0 of 1"]


@pytest.mark.parametrize(("score", "shown"), [(15.075, "15.07"), (2 / 3, "0.67"), (100.0, "100")])
def test_points_are_rounded_as_in_the_tables_for_other_systems(score, shown):
    graded = dataclasses.replace(result(case(True)), score=score, max_score=score)
    assert f">{shown}<small> of {shown} points" in page_of(graded)


def test_a_question_that_needs_every_check_says_why_its_points_are_not_their_sum():
    question = QuestionResult("q1", 0.0, 2.0, tests=(case(True), case(False, message="look")))
    page = page_of(Result("ada", "x", Status.GRADED, 0.0, 2.0, questions=(question,)))
    assert "0 of 2 points" in page
    assert rows_of(page)[-1] == "This question earns its points only where every check passes."


def test_points_that_a_course_scales_are_explained():
    graded = dataclasses.replace(result(case(True), case(False)), score=50.0, max_score=100.0)
    assert "your questions add up to 1; this course counts them as 50" in page_of(graded)
    assert "add up to" not in page_of(result(case(True), case(False)))


def test_backticks_in_what_is_said_are_shown_as_code():
    failed = result(case(False, message="`x` is still `...` & <b>"), problems=("`y` was slow",))
    page = page_of(failed)
    assert next_step(page) == "q1: <code>x</code> is still <code>...</code> &amp; &lt;b&gt;"
    assert page.count("<code>x</code> is still") == 2
    assert "<code>y</code> was slow" in page


def by_hand(graded: Result, **marks: Mark) -> str:
    return feedback_page(finalize(graded, marks, Classroom()), LESSON)


def test_after_a_mark_by_hand_the_next_step_is_that_of_the_marks_that_count():
    right, wrong = result(case(True), case(True)), result(case(True), case(False, message="look"))
    lowered = by_hand(right, q1=Mark(1.0))
    assert "q1: 1 of 2 points. Read the task once more" in next_step(lowered)
    assert "Everything is right" not in lowered
    assert rows_of(lowered)[-1].startswith("A person looked at this answer and gave the points")
    assert "Read the comment on it below" in next_step(by_hand(right, q1=Mark(1.0, "Why?")))
    raised = by_hand(wrong, q1=Mark(2.0))
    assert next_step(raised) == "Nothing. On to the next lesson."
    assert "Everything is right" in raised
    assert "hidden ones too" not in raised
    assert next_step(by_hand(wrong, q1=Mark(None, "Almost."))) == "q1: look"
    assert next_step(by_hand(right, q1=Mark(None, extra=1.0))) == "Nothing. On to the next lesson."


def test_a_written_answer_with_part_of_its_points_is_the_next_step():
    waiting = QuestionResult("q3_why", None, 2.0, Trust.MANUAL)
    page = by_hand(
        Result("ada", "x", Status.GRADED, 0.0, 0.0, questions=(waiting,)), q3_why=Mark(1.5)
    )
    assert "q3_why: 1.5 of 2 points." in next_step(page)
    assert "whatever the checks earned" not in page


def test_where_only_lateness_took_points_nothing_in_the_answers_is_left_to_do():
    late = FinalGrade(result(case(True)), {}, timedelta(hours=2), 0.5)
    assert "only lateness took points" in next_step(feedback_page(late, LESSON))


def test_a_page_names_the_student_and_when_the_notebook_was_handed_in():
    room = Classroom({"ada": Member("ada", name="Ada Lovelace")})
    graded = result(case(True), submitted_at="2026-05-06T23:59:00+02:00")
    page = feedback_page(finalize(graded, {}, room), LESSON)
    assert "Ada Lovelace (ada) · Title · handed in 6 May 2026, 23:59 UTC+02:00</p>" in page
    assert "<title>Title: feedback for Ada Lovelace</title>" in page
    assert '<p class="over">ada · Title</p>' in page_of(result(case(True)))


def test_of_a_file_that_could_not_be_read_no_data_are_named():
    unread = result(status=Status.UNREADABLE, problems=("Empty.",), datasets={"mnist": "MNIST"})
    assert "Data: MNIST" not in page_of(unread)


def test_a_page_is_made_anew_where_a_name_or_a_mark_by_hand_is_new():
    graded = result(case(True))
    same = finalize(graded, {"q1": Mark(1.0)}, Classroom())
    named = dataclasses.replace(same, name="Ada Lovelace")
    assert len({shown(one, LESSON, "count") for one in (FinalGrade(graded, {}), same, named)}) == 3


def test_a_comment_is_shown_with_its_markdown_and_formulas():
    page = feedback_page(FinalGrade(result(case(True)), {"q1": "# So\n**Good**: $x^2$"}), LESSON)
    assert "<h3>So</h3>" in page
    assert "<strong>Good</strong>: <math " in page

"""Lesson 04: each typical answer gets its marks and its message; the lesson reads as it should.

All answers are graded once, as one class, by the grader itself.
"""

from __future__ import annotations

from tests.conftest import LESSON
from tests.support.lessons import EveryLesson, RestartedAnywhere, TypicalAnswers


class TestAnswers(TypicalAnswers):
    lesson = LESSON


class TestContents(EveryLesson, RestartedAnywhere):
    lesson = LESSON


def test_every_result_names_the_data_that_its_marks_depend_on(graded, mnist):
    for result in graded.results.values():
        assert result.datasets == {"mnist": mnist.name}
        page = graded.store.feedback_path(result.student, LESSON).read_text()
        assert ("Not the real MNIST" in page) == mnist.is_synthetic


def test_no_page_says_at_once_that_a_model_is_not_there_and_how_good_it_is(graded):
    left_open = 0
    for result in graded.results.values():
        said = [test.message for question in result.questions for test in question.tests]
        left_open += any("model is still `...`" in message for message in said)
        if any("model is still `...`" in message for message in said):
            assert not [message for message in said if message.startswith("model is right for")]
            assert not [q.name for q in result.questions if "model" in q.accuracy]
    assert left_open


def test_24_points_can_be_earned(graded):
    assert sum(graded.full.values()) == 24


def test_the_typical_mistakes_of_the_lesson_all_have_an_answer_file(answers):
    mistakes = [
        "left-as-uint8",
        "divided-twice",
        "test-set-forgotten",
        "divided-by-256",
        "reshaped-to-784-rows",
        "scrambled",
        "not-one-hot",
        "nine-classes",
        "eleven-classes",
        "test-labels-from-training-set",
        "sigmoid-at-the-end",
        "no-activation-at-the-end",
        "mean-squared-error",
        "dropout-0.8",
        "one-hidden-layer",
        "trained-on-the-test-set",
        "validated-on-the-test-set",
        "typed-in-by-hand",
        "against-one-hot",
        "wrong-axis",
    ]
    missing = [m for m in mistakes if not any(name.endswith(m) for name in answers)]
    assert missing == []


def test_an_empty_answer_in_words_is_told_apart_from_one_that_waits(graded):
    for student, said in (("untouched", ["Nothing is written here yet."]), ("solution", [])):
        questions = {q.name: q for q in graded.results[student].questions if q.trust == "manual"}
        assert {*questions} == {"q3_why", "q6_why"}
        for question in questions.values():
            assert question.score == (None if student == "solution" else 0.0)
            assert [test.message.partition(" The")[0] for test in question.tests] == said

"""Results of a class share what is equal in them."""

from __future__ import annotations

from autograder.record.result import Interning, QuestionResult, Result, Status, TestResult


def result(student: str, message: str = "Add 1.", accuracy: float | None = None) -> Result:
    tests = (TestResult("q1 - 1", False, False, 0.0, "".join(list(message))),)
    measured = {} if accuracy is None else {"model": accuracy}
    return Result(
        student,
        "01-tiny",
        Status.GRADED,
        0.0,
        1.0,
        (QuestionResult("q1", 0.0, 1.0, tests=tests, accuracy=measured),),
        versions={"python": "3.11"},
    )


def test_equal_questions_of_two_students_are_one_object():
    interned = Interning()
    ada, brian = interned(result("ada")), interned(result("brian"))
    assert (ada, brian) == (result("ada"), result("brian"))
    assert ada.questions[0] is brian.questions[0]
    assert ada.versions is brian.versions


def test_questions_that_differ_stay_as_they_are():
    interned = Interning()
    ada, brian = interned(result("ada")), interned(result("brian", "Add 2."))
    assert brian == result("brian", "Add 2.")
    assert ada.questions[0] is not brian.questions[0]


def test_what_was_measured_of_a_network_is_of_one_student():
    interned = Interning()
    interned(result("ada"))
    measured = interned(result("brian", accuracy=0.97))
    assert measured.questions[0].accuracy == {"model": 0.97}
    assert interned(result("carol")).questions[0].accuracy == {}

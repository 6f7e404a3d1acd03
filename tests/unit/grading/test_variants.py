"""Notebooks that were made for another student's number: named, and never a silent 0."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from autograder.assignment.model import Assignment, Question
from autograder.assignment.own_values import own_values
from autograder.assignment.test_inputs import inputs
from autograder.capture import snapshot
from autograder.check import process, questions
from autograder.collect.roster import Member, RosterError, read_roster
from autograder.collect.submissions import Submission
from autograder.grading.batch import _as_numbered
from autograder.grading.conditions import Conditions
from autograder.grading.results import result_of
from autograder.record.classroom import Classroom
from autograder.record.final_grade import Mark, finalize
from autograder.record.numbers import numbers_of
from autograder.record.result import FOR_INSTRUCTORS, Result

KEY = "autumn 01-tiny"
PARAMETERS = {"my_size": {"whole": [2, 10**9], "common": 4}}
TESTS = """
from otter.test_files import test_case

OK_FORMAT = False
name = "q1"
points = None


@test_case(points=1, hidden=False)
def test_it_is_a_number(answer):
    assert isinstance(answer, int), "answer is still missing"


@test_case(points=2, hidden=True)
def test_it_is_twice_your_size(answer, my_size):
    assert answer == 2 * my_size, "another number"
"""
ROSTER = [
    Member("ada", "Ada Lovelace", number="1007"),
    Member("ben", "Ben Okri", number="0042"),
    Member("eva"),
    *(Member("kim", number="5", group="Team 1"), Member("lee", number="6", group="team 1")),
]


def size(number: str) -> int:
    return int(own_values(number, KEY, "q1", PARAMETERS)["my_size"])


@pytest.fixture
def judged(tmp_path):
    """Checks what a notebook left, as a student's of the class: no process, and no kernel."""
    tests = tmp_path / "q1.py"
    tests.write_text(TESTS)
    question = Question("q1", ("answer", "my_size", "student_number"), parameters=PARAMETERS)
    assignment = Assignment("01-tiny", "Tiny", tmp_path, (question,), "a" * 64, variant_key=KEY)
    made = iter(range(1000))

    def judged(student: str, left: Mapping[str, Any], members: list[Member] = ROSTER) -> Result:
        conditions = Conditions({}, numbers=numbers_of(members))
        variants = assignment.variants(conditions.numbers.expected(student, "01-tiny"))
        folder = tmp_path / str(next(made))
        snapshot.save(left, question.names, str(folder))
        checker = questions.Checker()
        answers = [
            questions.describe(tests),
            *(
                questions.check(
                    tests,
                    str(folder),
                    tmp_path,
                    checker,
                    inputs(TESTS),
                    hidden=hidden,
                    variant=variants["q1"],
                )
                for hidden in (False, True)
            ),
        ]
        submission = Submission(student, "x.ipynb", "b" * 64, "01-tiny")
        facts = {"status": "graded", "problems": [], "seconds": 0.0, "empty": []}
        outcome = process._outcome("q1", answers)
        return result_of(submission, assignment, facts, (outcome,), conditions, 0.0)

    judged.assignment = assignment  # type: ignore[attr-defined]
    return judged


def honest(number: str) -> dict[str, Any]:
    return {"student_number": number, "my_size": size(number), "answer": 2 * size(number)}


def said(result: Result) -> str:
    return " ".join(one.removeprefix(FOR_INSTRUCTORS) for one in result.problems)


def test_who_answers_for_the_own_number_gets_all_points(judged):
    for number in ("1007", " 01007"):
        result = judged("ada", honest(number))
        assert (result.score, result.max_score, result.problems) == (3, 3, ())
        assert result.questions[0].made_for is None


def test_a_notebook_for_somebody_else_s_number_waits_for_a_person_and_is_named(judged):
    result = judged("ada", honest("42"))
    assert (result.score, result.max_score, result.waiting) == (0, 3, ("q1",))
    assert "q1 was made for the number of Ben Okri (ben), and not for this student's" in said(
        result
    )
    assert all(test.passed for test in result.questions[0].tests)
    assert all(problem.startswith(FOR_INSTRUCTORS) for problem in result.problems)


def test_a_person_decides_what_such_a_notebook_earns(judged):
    result = judged("ada", honest("42"))
    assert finalize(result, {"q1": Mark(2.0)}, Classroom()).score == 2


@pytest.mark.parametrize(
    ("number", "words"),
    [("777", "made for the number 777, which is nobody's"), ("", "made without a number")],
)
def test_a_number_that_nobody_has_is_named_too(judged, number, words):
    result = judged("ada", honest(number))
    assert result.score == 0
    assert result.waiting == ("q1",)
    assert words in said(result)


def test_the_values_of_somebody_else_under_the_own_number_earn_nothing(judged):
    result = judged("ada", {**honest("42"), "student_number": "1007"})
    assert (result.score, result.waiting) == (1, ())
    assert "in q1, my_size had another value than the notebook's number gives" in said(result)
    assert "The cell of your own values gave my_size another value" in (
        result.questions[0].tests[1].message
    )


def test_another_number_with_a_wrong_answer_is_named_and_waits_for_nobody(judged):
    result = judged("ada", {"student_number": "42", "my_size": size("42"), "answer": None})
    assert (result.score, result.waiting) == (0, ())
    assert "made for the number of Ben Okri (ben)" in said(result)


def test_who_has_no_number_in_a_class_with_numbers_has_the_common_values(judged):
    assert judged("eva", honest("")).score == 3
    assert judged("eva", honest("42")).waiting == ("q1",)
    assert judged("not-on-the-roster", honest("42")).waiting == ("q1",)


def test_a_group_may_use_the_number_of_any_member(judged):
    assert judged("kim", honest("5")).score == judged("kim", honest("6")).score == 3
    assert judged("kim", honest("42")).waiting == ("q1",)
    of_this_lesson = numbers_of(ROSTER, {"01-tiny": {"ada": "b", "kim": "b"}})
    assert of_this_lesson.expected("kim", "01-tiny") == ("5", "1007")
    assert of_this_lesson.expected("kim", "02-other") == ("5", "6")


def test_without_numbers_on_the_roster_everything_is_as_it_was(judged):
    without = [dataclasses.replace(one, number="") for one in ROSTER]
    for left in (honest(""), honest("42"), {"answer": 8}):
        result = judged("ada", left, without)
        assert (result.score, result.problems, result.numbers) == (3, (), ())
        assert "numbers" not in result.to_json()
        assert "made_for" not in result.to_json()["questions"][0]


def test_a_result_comes_back_from_its_file_as_it_was(judged):
    result = judged("ada", honest("42"))
    assert result.numbers == ("1007",)
    assert Result.from_json(result.to_json()) == result


def test_a_new_number_on_the_roster_makes_the_result_of_the_old_one_old(judged):
    class Backend:
        conditions = Conditions({}, numbers=numbers_of(ROSTER))

    result = judged("ada", honest("42"))
    backend: Any = Backend()
    assert _as_numbered(result, judged.assignment, backend)
    swapped = [dataclasses.replace(ROSTER[0], number="42"), Member("ben", number="1007")]
    Backend.conditions = Conditions({}, numbers=numbers_of(swapped))
    assert not _as_numbered(result, judged.assignment, backend)


def test_two_students_with_one_number_are_refused(tmp_path):
    path = tmp_path / "class.csv"
    path.write_text("student,number\nada,007\nben,7\n")
    with pytest.raises(RosterError, match="ada and ben both have the number 7"):
        numbers_of(read_roster(path).values())

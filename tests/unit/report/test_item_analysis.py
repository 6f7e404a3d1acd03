"""What is said of questions, lessons and wrong answers; numbers by numpy and by hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.collect.roster import Member
from autograder.record import classroom
from autograder.record.classroom import Classroom
from autograder.record.result import QuestionResult, Result, Status, TestResult, Trust
from autograder.record.store import Store
from autograder.report import charts
from autograder.report.class_summary import in_order
from autograder.report.item_analysis import TOO_FEW, Spread, discriminations, items, spread
from autograder.report.refresh import rewrite
from autograder.report.wrong_answers import most_common
from tests.support.rendering import HERE

POINTS = np.random.default_rng(7).integers(0, 5, size=(40, 4)).astype(float)


def columns(points: np.ndarray) -> dict[str, list[float | None]]:
    return {f"q{number}": list(each) for number, each in enumerate(points.T.tolist())}


def test_a_spread_is_that_of_numpy():
    numbers = POINTS[:, 0].tolist()
    found = spread(numbers)
    assert found.deviation == pytest.approx(np.std(numbers, ddof=1))
    assert found.quartiles == pytest.approx(np.percentile(numbers, [25, 50, 75]))
    assert spread([1.0, 3.0]) == Spread(2, 2.0, None, None)
    assert spread([]) == Spread(0, None, None, None)


def test_discrimination_is_the_correlation_with_the_sum_of_all_others():
    found = discriminations(columns(POINTS))
    for number in range(4):
        others = np.delete(POINTS, number, 1).sum(1)
        expected = np.corrcoef(POINTS[:, number], others)[0, 1]
        assert found[f"q{number}"][0] == pytest.approx(expected)


def test_where_nothing_can_be_told_it_says_why():
    whole = columns(POINTS)
    assert discriminations(columns(POINTS[:19]))["q0"] == (None, TOO_FEW)
    assert discriminations({"q0": whole["q0"]})["q0"] == (None, "no other question")
    assert discriminations(whole | {"q9": [1.0] * 40})["q9"] == (None, "all have the same")
    waiting = discriminations(whole | {"q9": [None, *[1.0] * 39]})
    assert waiting["q9"] == (None, "not all are marked")
    assert waiting["q0"] == discriminations(whole)["q0"]  # and it is in no sum


def test_difficulty_is_the_mean_share_of_the_points():
    found = items({"q1": [1.0, 2.0, None], "q2": [None] * 3}, {"q1": 4.0, "q2": 1.0})
    assert found["q1"].difficulty == pytest.approx(1.5 / 4)
    assert found["q2"].difficulty is None


def test_lessons_are_in_the_order_in_which_they_are_due_if_all_are_and_else_as_they_are_called():
    names = ["10-end", "2-middle", "1-start"]
    assert in_order(names, Classroom()) == ["1-start", "2-middle", "10-end"]
    due = {name: datetime(2026, 11, day, tzinfo=UTC) for day, name in enumerate(names, 1)}
    assert in_order(names, Classroom(due=due)) == names
    assert in_order([*names, "3-new"], Classroom(due=due))[0] == "1-start"


def test_the_trend_shows_medians_and_says_where_there_are_too_few():
    lessons = [("01", spread([0.2, 0.4, 0.6, 0.8, 1.0])), ("02", spread([0.5, 0.7]))]
    picture = charts.trend("Points", lessons)
    assert picture.rows == (
        ("01", "5", "60%", "32%", "40%", "60%", "80%"),
        ("02", "2", "60%", "–", TOO_FEW, "–", "–"),
    )
    assert picture.svg.count('class="box"') == 1
    assert picture.svg.count('class="point"') == 2


def case(name: str, message: str, *, hidden: bool = False, **more) -> TestResult:
    return TestResult(name, hidden, not message, 1.0, message, **more)


def answered(student: str, *tests: TestResult) -> Result:
    question = QuestionResult("q1", 0.0, 2.0, tests=tests)
    return Result(student, "01-tiny", Status.GRADED, 0.0, 2.0, (question,))


def test_a_mistake_is_the_same_tests_failed_with_the_same_words_but_for_numbers():
    results = [
        answered("ada", case("a", "It has 3 rows."), case("b", "")),
        answered("ben", case("a", "It has 4 rows."), case("b", "")),
        answered("eve", case("a", "It has 4 rows."), case("b", "")),
        answered("dan", case("a", "It has 3 rows."), case("b", "No header.", hidden=True)),
        answered("fay", case("a", "answer is still `...`. Write it."), case("b", "No header.")),
        answered("gus", case("a", "10% are right.", untrained=True)),
        answered("hal", case("a", ""), case("b", "")),
    ]
    [found] = most_common(results, ["q1"])
    assert found.students == ("ada", "ben", "eve")
    assert (found.says, found.more, found.hidden) == ("It has 4 rows.", 0, False)


def test_the_page_shows_the_code_of_an_example_as_text(tmp_path):
    store = Store(tmp_path)
    code = "answer = '<script>alert(1)</script>'"
    notebook = new_notebook(
        cells=[
            new_markdown_cell("### Question"),
            new_code_cell(code),
            new_code_cell('grader.check("q1")'),
        ]
    )
    for student in ("ada", "ben"):
        store.save(answered(student, case("a", "Not a number.")))
        store.executed_path(student, "01-tiny").parent.mkdir(parents=True)
        nbformat.write(notebook, store.executed_path(student, "01-tiny"))
    classroom.save(store, Classroom({"ada": Member("ada", "Ada Lovelace"), "ben": Member("ben")}))
    rewrite(store, HERE)
    page = store.report_path.read_text()
    [shown] = re.findall(r"<summary>of Ada Lovelace</summary><pre>(.*?)</pre>", page)
    assert unescape(shown) == code
    assert "alert(1)</script>" not in page
    assert 'q1</td><td class="n">2</td>' in page


def test_a_question_that_a_person_marks_has_no_common_wrong_answers():
    essay = QuestionResult("q1", 0.0, 2.0, Trust.MANUAL, (case("a", "Nothing is written."),))
    results = [Result(name, "01", Status.GRADED, 0.0, 2.0, (essay,)) for name in ("ada", "ben")]
    assert most_common(results, ["q1"]) == ()

"""Room `check`: visible cases before hidden ones; a question that hangs or dies costs itself."""

from __future__ import annotations

import dataclasses
import re

import pytest

from autograder.assignment.model import Assignment, Question
from autograder.capture.snapshot import save
from autograder.check.process import check
from autograder.grading.results import _unseen

HEAD = """
import os, time
from pathlib import Path
from otter.test_files import test_case
OK_FORMAT = False
name = "{name}"
points = {points}
all_or_nothing = {all_or_nothing}

def note(text):
    with open(os.environ["HOME"] + "/order", "a") as file:
        file.write(text + " ")
"""


def file_of(name: str, *cases: str, points: object = None, all_or_nothing: bool = False) -> str:
    head = HEAD.format(name=name, points=points, all_or_nothing=all_or_nothing)
    return head + "\n".join(cases)


def visible(number: int, body: str) -> str:
    return f"@test_case()\ndef test_{number}(x):\n    {body}\n"


def hidden(number: int, body: str) -> str:
    return f"@test_case(hidden=True)\ndef test_{number}(x):\n    {body}\n"


@pytest.fixture
def checked(fork_server, tmp_path):
    """Checks questions given as `q1=source`; question → outcome."""

    def checked(x: object = 1, seconds: float = 20.0, **sources: str):
        tests, work = tmp_path / "tests", tmp_path / "work"
        tests.mkdir()
        work.mkdir()
        snapshots = {}
        for name, source in sources.items():
            (tests / f"{name}.py").write_text(source)
            snapshots[name] = tmp_path / "snap" / name
            save({"x": x}, ["x"], str(snapshots[name]))
        questions = tuple(Question(name, ("x",)) for name in sources)
        outcomes = check(
            Assignment("a", "a", tests, questions, ""),
            snapshots,
            fork_server=fork_server,
            workspace=work,
            datasets={},
            question_seconds=seconds,
        )
        return {outcome.name: outcome for outcome in outcomes}

    return checked


def test_no_hidden_case_runs_before_the_visible_cases_of_every_question(checked, tmp_path):
    checked(
        q1=file_of("q1", hidden(1, "note('hidden1')"), visible(2, "note('visible1')")),
        q2=file_of("q2", visible(1, "note('visible2')"), hidden(2, "note('hidden2')")),
    )
    order = (tmp_path / "work" / "order").read_text().split()
    assert order == ["visible1", "visible2", "hidden1", "hidden2"]


def test_hidden_cases_see_what_visible_ones_made_of_a_value(checked):
    seen = checked(
        x=[1],
        q1=file_of("q1", hidden(1, "assert x == [1, 2]"), visible(2, "x.append(2)")),
        q2=file_of("q2", visible(1, "assert x == [1]"), hidden(2, "assert x == [1]")),
    )
    assert [test.passed for question in seen.values() for test in question.tests] == [True] * 4


def test_hidden_cases_find_the_file_that_a_value_names(checked, tmp_path, monkeypatch):
    (tmp_path / "text.txt").write_text("found")
    monkeypatch.chdir(tmp_path)
    look = "assert Path(x).read_text() == 'found'"
    seen = checked(x="text.txt", q1=file_of("q1", visible(1, look), hidden(2, look)))
    assert [test.passed for test in seen["q1"].tests] == [True, True]


def test_cases_are_listed_in_the_order_of_the_file(checked):
    outcome = checked(
        q1=file_of("q1", hidden(1, "assert x == 1"), visible(2, "assert x == 2"), points=[2, 1])
    )["q1"]
    assert [(test.hidden, test.passed, test.points) for test in outcome.tests] == [
        (True, True, 2.0),
        (False, False, 1.0),
    ]
    assert (outcome.score, outcome.max_score) == (2.0, 3.0)


@pytest.mark.parametrize(
    ("end", "says"),
    [("os._exit(1)", "ended unexpectedly"), ("time.sleep(60)", "took too long")],
)
def test_hidden_cases_that_never_answer_cost_their_own_points_and_nothing_else(checked, end, says):
    outcomes = checked(
        q1=file_of("q1", visible(1, "pass"), hidden(2, end), points=4),
        q2=file_of("q2", visible(1, "pass"), hidden(2, end), points=4, all_or_nothing=True),
        q3=file_of("q3", visible(1, "pass"), hidden(2, "pass"), points=4),
        seconds=2,
    )
    assert [outcome.score for outcome in outcomes.values()] == [2.0, 0.0, 4.0]
    assert {outcome.max_score for outcome in outcomes.values()} == {4.0}
    assert [outcome.problem for outcome in outcomes.values()] == [
        f"checking q1 {says}",
        f"checking q2 {says}",
        "",
    ]
    assert outcomes["q1"].tests[1].passed is False


def test_a_visible_case_that_never_answers_costs_its_question(checked):
    outcomes = checked(
        q1=file_of("q1", visible(1, "os._exit(1)"), hidden(2, "pass")),
        q2=file_of("q2", visible(1, "pass"), hidden(2, "pass")),
    )
    assert [outcome.score for outcome in outcomes.values()] == [0.0, 1.0]
    assert {test.message for test in outcomes["q1"].tests} == {"This could not be checked."}


def test_tests_that_otter_would_not_take_are_named_and_cost_their_question(checked):
    outcomes = checked(
        q1=file_of("q1", visible(1, "pass"), points=[1, 2]),
        q2=file_of("q2", visible(1, "pass")),
    )
    assert outcomes["q1"].problem.startswith("the tests of q1 cannot be used: ValueError: Points")
    assert (outcomes["q1"].max_score, outcomes["q2"].score) == (0.0, 1.0)


def test_tests_find_the_modules_and_files_that_they_bring_along(fork_server, tmp_path):
    for folder in ("tests/files", "work"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "tests" / "files" / "helper.py").write_text("def expected():\n    return 1\n")
    body = (
        "import helper; assert x is None and helper.expected() == 1 and Path('helper.py').exists()"
    )
    (tmp_path / "tests" / "q1.py").write_text(file_of("q1", visible(1, body)))
    assignment = Assignment("a", "a", tmp_path / "tests", (Question("q1"),), "")
    with_files = dataclasses.replace(assignment, files=tmp_path / "tests" / "files")
    [outcome] = check(
        with_files, {}, fork_server=fork_server, workspace=tmp_path / "work", datasets={}
    )
    assert outcome.score == 1.0, outcome.tests


def test_what_may_be_right_and_could_not_be_looked_at_is_for_a_person(checked):
    import pandas as pd

    patterns = pd.Series([re.compile(letter) for letter in "abc"])
    source = file_of("q1", visible(1, "assert len(x) == 3"), hidden(2, "pass"))
    outcome = checked(x=patterns, q1=source)["q1"]
    assert [test.passed for test in outcome.tests] == [False, True]
    [clause] = outcome.unseen
    assert clause.startswith("`x` could not be looked at: it holds a value of type")
    [told] = _unseen([outcome])
    assert told == f"in q1, {clause}; look at it yourself"


def test_a_value_of_a_kind_that_never_leaves_is_a_wrong_answer_and_nobodys_work(checked):
    outcome = checked(x=iter([1]), q1=file_of("q1", visible(1, "assert len(x) == 3")))["q1"]
    assert [test.passed for test in outcome.tests] == [False]
    assert outcome.unseen == ()


def test_a_process_that_has_answered_all_is_not_waited_for(checked, tmp_path):
    late = "lambda status: (time.sleep(5), note('late'))"
    outcomes = checked(q1=file_of("q1", hidden(1, f"os._exit = {late}"), points=1))
    assert outcomes["q1"].score == 1
    assert not list(tmp_path.rglob("order"))

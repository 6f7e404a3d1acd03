"""The same points, whether a student's networks are trained again or measured as handed in.

The demo class hands in what was trained once, on MNIST itself: where a stand-in takes its place,
these networks are trained again, and earn the same. With `--everything`, every typical answer is
trained here, handed in, and graded without training.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment.model import load
from autograder.authoring.answers import kept_files, notebook_of, zip_of
from autograder.authoring.typical import marks_due
from autograder.datasets.mnist import MNIST_SHA256
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.result import Result, Trust
from autograder.record.store import Store
from scripts.evidence import trained
from tests.support.grading import grade_class
from tests.support.lessons import answers_to, emitted_here
from tests.support.submissions import collect

#: lesson → questions whose training a solution leaves behind
LESSONS = {"04-mnist-ann": {"q5", "q6"}, "05-tensorboard": {"q2", "q4"}, "06-tips": {"q2"}}
#: those of them that leave a network behind, or are measured on MNIST
ON_MNIST = {"04-mnist-ann": {"q5", "q6"}, "05-tensorboard": set(), "06-tips": {"q2"}}


@dataclass(frozen=True)
class HandedIn:
    """A lesson's answers with what their trainings left behind, graded as one class.

    Attributes:
        results: by the name of each answer.
        due: the same → question → points that the answer's file says it must get.
    """

    lesson: str
    results: dict[str, Result]
    due: dict[str, dict[str, float]]


def _marked(lesson: str) -> Any:
    """A lesson; what leaves no network behind is the same with all data."""
    marks = [pytest.mark.mnist] if ON_MNIST[lesson] else [pytest.mark.slow]
    return pytest.param(lesson, marks=marks)


@pytest.fixture(scope="module", params=map(_marked, LESSONS))
def handed_in(request, course, fork_server, mnist, tmp_path_factory) -> HandedIn:
    lesson = request.param
    folder: Path = tmp_path_factory.mktemp(lesson)
    emitted = emitted_here(lesson)
    (folder / f"{lesson}.zip").write_bytes(emitted.autograder_zip)
    assignment = load(folder / f"{lesson}.zip", folder / "tests")
    answers = answers_to(lesson)
    for name, answer in answers.items():
        notebook = notebook_of(answer, emitted)
        if request.config.getoption("--everything"):
            kept, data = trained(notebook, fork_server, mnist), mnist.sha256
        else:
            kept, data = kept_files(name, course, lesson), MNIST_SHA256
        if kept:
            path = folder / "submissions" / name / f"{lesson}.zip"
            path.parent.mkdir(parents=True)
            path.write_bytes(zip_of(notebook, lesson, kept, data))
    results = grade_class(
        collect([folder / "submissions"], [lesson]),
        {lesson: assignment},
        Store(folder / "graded"),
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=os.cpu_count() or 1,
    )
    full = {q.name: q.max_score for q in results[0].questions if q.trust != "manual"}
    due = {result.student: marks_due(answers[result.student], full) for result in results}
    return HandedIn(lesson, {result.student: result for result in results}, due)


def test_what_was_trained_elsewhere_gets_the_points_of_training_again(handed_in):
    different = {
        name: {"given": given, "due": handed_in.due[name], "problems": result.problems}
        for name, result in handed_in.results.items()
        for given in [{q.name: q.score for q in result.questions if q.trust != "manual"}]
        if given != pytest.approx(handed_in.due[name])
    }
    assert different == {}


def test_nothing_of_a_solution_is_trained_again_where_its_own_data_are(handed_in, mnist, request):
    solution = handed_in.results["solution"]
    trusted = {question.name for question in solution.questions if question.trust == Trust.EVIDENCE}
    if mnist.is_synthetic and not request.config.getoption("--everything"):
        assert trusted == LESSONS[handed_in.lesson] - ON_MNIST[handed_in.lesson]
        names = ", ".join(sorted(ON_MNIST[handed_in.lesson]))
        assert [one for one in solution.problems if f"trained again: {names}; " not in one] == []
        assert len(solution.problems) == bool(names)
    else:
        assert trusted == LESSONS[handed_in.lesson]
        assert solution.problems == ()


def test_what_the_demo_shows_as_in_the_solution_has_all_points(handed_in):
    shown = answers_to(handed_in.lesson)["solution"]
    assert shown.student
    assert "as in the solution" in shown.what
    result = handed_in.results["solution"]
    assert result.score == result.max_score - result.points_waiting > 0


def test_what_nobody_answered_stands_on_nothing(handed_in):
    answers = answers_to(handed_in.lesson)
    for name, result in handed_in.results.items():
        trusted = {
            question.name for question in result.questions if question.trust == Trust.EVIDENCE
        }
        if answers[name].base == "blank":
            assert trusted <= {*answers[name].cells}, name

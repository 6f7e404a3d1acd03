"""Joins the rooms for one submission: from a notebook to a result."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import platform
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import nbformat

from autograder.assignment import Assignment, Question
from autograder.capture.snapshot import holds_a_function
from autograder.check.in_kernel import check_in_kernel, offers
from autograder.check.process import QUESTION_SECONDS, CheckedQuestion, check
from autograder.check.relay import LiveKernel
from autograder.collect.submissions import Submission
from autograder.datasets import Located
from autograder.prepare import passed_over, prepared, put_files, restore, stops
from autograder.record.result import FOR_INSTRUCTORS, QuestionResult, Result, TestResult
from autograder.run.limits import Limits
from autograder.run.notebook import BROUGHT, Execution, Kernel, execute
from autograder.run.warm import WarmParent
from autograder.run.workspace import workspace
from autograder.written import left_empty

#: what a mark may depend on
_VERSIONS = ("keras", "tensorflow", "numpy", "otter-grader")


def grade(
    submission: Submission,
    assignment: Assignment,
    *,
    warm: WarmParent,
    mnist: Located,
    limits: Limits | None = None,
    isolated: bool = True,
    allow_in_kernel: bool = False,
    on_progress: Callable[[float], None] = lambda share: None,
) -> tuple[Result, nbformat.NotebookNode]:
    """Runs, captures and checks one submission that has a notebook.

    Returns:
        The result, and the notebook as it was executed.
    """
    assert submission.notebook is not None
    began = time.monotonic()
    allow_in_kernel = allow_in_kernel and assignment.foreign  # no lesson here needs it
    # Two folders: nothing that student code wrote lies where the outcome of checking is read.
    with workspace() as folder, workspace() as apart:
        datasets = {"mnist": str(mnist.path)}
        snapshots = {
            question.name: folder / "snap" / question.name for question in assignment.checked
        }

        def check_reached(
            reached: frozenset[str], kernel: Kernel | None
        ) -> tuple[CheckedQuestion, ...]:
            checked = check(
                assignment,
                {name: path for name, path in snapshots.items() if name in reached},
                warm=warm,
                workspace=apart,
                datasets=datasets,
                isolated=isolated,
                kernel=LiveKernel(kernel.run, folder) if kernel else None,
            )
            if kernel is None or not allow_in_kernel:
                return checked
            patient = LiveKernel(lambda code: kernel.run(code, QUESTION_SECONDS), folder)
            # Last of all: a function that has seen these tests is not called any more.
            return tuple(
                check_in_kernel(outcome, assignment, patient)
                if outcome.name in reached and outcome.held_back
                else outcome
                for outcome in checked
            )

        checking = _Checking(check_reached, tuple(snapshots.values()), allow_in_kernel)
        put_files(assignment, folder / BROUGHT)
        execution = execute(
            prepared(submission.notebook, assignment),
            warm=warm,
            workspace=folder,
            stops=stops(submission.notebook, assignment, snapshots, keep=allow_in_kernel),
            skip=passed_over(submission.notebook),
            limits=limits,
            datasets=datasets,
            served=assignment.served,
            isolated=isolated,
            on_cell=lambda done, total: on_progress(0.9 * done / total),
            at_end=checking.while_the_kernel_lives,
        )
        restore(execution.notebook, submission.notebook)
        checked = checking.outcome(execution.reached)
    result = _result(submission, assignment, execution, checked, mnist, time.monotonic() - began)
    return result, execution.notebook


class _Checking:
    """Checks once: with the student's kernel where it has to be asked something, else after.

    A kernel that is not needed any more is not kept, because it holds a student's memory.
    """

    def __init__(
        self,
        check: Callable[[frozenset[str], Kernel | None], tuple[CheckedQuestion, ...]],
        snapshots: tuple[Path, ...],
        keep: bool,
    ) -> None:
        """Args:
        keep: whether the kernel is kept where no snapshot holds a function to call, too.
        """
        self._check = check
        self._snapshots = snapshots
        self._keep = keep
        self._checked: Future[tuple[CheckedQuestion, ...]] | None = None

    def while_the_kernel_lives(self, kernel: Kernel) -> None:
        if not (self._keep or any(map(holds_a_function, self._snapshots))):
            return
        self._checked = Future()
        try:
            self._checked.set_result(self._check(kernel.reached, kernel))
        except BaseException as error:  # raised again where the outcome is asked for
            self._checked.set_exception(error)

    def outcome(self, reached: frozenset[str]) -> tuple[CheckedQuestion, ...]:
        if self._checked is not None:
            return self._checked.result()
        return self._check(reached, None)


def _result(
    submission: Submission,
    assignment: Assignment,
    execution: Execution,
    checked: tuple[CheckedQuestion, ...],
    mnist: Located,
    total: float,
) -> Result:
    outcomes = {outcome.name: outcome for outcome in checked}
    empty = left_empty(
        execution.notebook, [question.name for question in assignment.questions if question.manual]
    )
    questions = tuple(
        _written_result(question, question.name in empty)
        if question.manual
        else _question_result(outcomes[question.name])
        for question in assignment.questions
    )
    problems = (submission.problem, *execution.problems, *(o.problem for o in checked))
    if assignment.foreign:
        notes = (*offers(checked), *assignment.notes)
        problems += tuple(FOR_INSTRUCTORS + note for note in notes)
    score, max_score = assignment.settings.total(
        sum((outcome.score for outcome in checked), 0.0),
        sum((outcome.max_score for outcome in checked), 0.0),
    )
    return Result(
        student=submission.student,
        lesson=assignment.name,
        status=execution.status,
        score=round(score, 5),
        max_score=round(max_score, 5),
        questions=questions,
        problems=tuple(filter(None, problems)),
        submission_sha256=submission.sha256,
        assignment_sha256=assignment.sha256,
        seconds={"cells": round(execution.seconds, 2), "total": round(total, 2)},
        versions=_versions(),
        datasets=datasets_of(mnist),
    )


def _written_result(question: Question, empty: bool) -> QuestionResult:
    """What is known of an answer in words before a person has read it."""
    message = "Nothing is written here yet. The task says what earns the points."
    test = TestResult(f"{question.name} - written", False, False, 0.0, message)
    tests = (test,) if empty else ()
    return QuestionResult(question.name, None, question.points, "manual", tests)


def _question_result(outcome: CheckedQuestion) -> QuestionResult:
    tests = tuple(TestResult(**dataclasses.asdict(test)) for test in outcome.tests)
    trust = "in-kernel" if outcome.in_kernel else "isolated"
    return QuestionResult(outcome.name, outcome.score, outcome.max_score, trust, tests)


def datasets_of(mnist: Located) -> dict[str, str]:
    """What a result says about the data that its marks depend on."""
    return {"mnist": mnist.name}


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _VERSIONS:
        for distribution in (name, f"{name}-cpu"):
            try:
                found[name] = importlib.metadata.version(distribution)
                break
            except importlib.metadata.PackageNotFoundError:
                continue
    return found

"""Grades one submission: instrument, run, check, result. [coordinator]"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.metadata
import json
import logging
import platform
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.assignment.model import Assignment, Question
from autograder.assignment.written import left_empty
from autograder.beneath import MAX_FILES, Budget, Unexpected
from autograder.capture.snapshot_folder import holds_a_function
from autograder.check.in_kernel import check_in_kernel, offers
from autograder.check.process import QUESTION_SECONDS, CheckedQuestion, check
from autograder.check.relay import LiveKernel
from autograder.collect.submissions import Submission
from autograder.datasets.mnist import Located
from autograder.errors import Refused
from autograder.files import DamagedFileError
from autograder.grading.conditions import MISSING, Conditions, Train
from autograder.grading.diagnosis import Diagnosis
from autograder.grading.instrument import capture_points, passed_over, prepared, put_files, restore
from autograder.grading.log import stage
from autograder.grading.pretrained import Restoring, restoring
from autograder.record.result import (
    FOR_INSTRUCTORS,
    QuestionResult,
    Result,
    Status,
    TestResult,
    Trust,
)
from autograder.record.snapshot_cache import (
    MOST_READ,
    CachedQuestion,
    CachedRun,
    SnapshotCache,
    TooMuch,
)
from autograder.refusals import refuse
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import BROUGHT, Execution, Kernel, execute

_log = logging.getLogger(__name__)
#: what a mark may depend on
_VERSIONS = ("keras", "tensorflow", "numpy", "otter-grader")


def grade(
    submission: Submission,
    assignment: Assignment,
    *,
    fork_server: ForkServer,
    conditions: Conditions,
    train: Train = MISSING,
    cache: SnapshotCache | None = None,
    on_progress: Callable[[float], None] = lambda share: None,
    diagnosis: Diagnosis | None = None,
) -> tuple[Result, nbformat.NotebookNode]:
    """Runs, captures and checks one submission.

    Args:
        train: when trainings are run.
        cache: where its snapshots are kept, for `recheck`.
        diagnosis: takes what tells why where grading itself fails.

    Returns:
        The result, and the notebook as it was executed.
    """
    began = time.monotonic()
    diagnosis = diagnosis or Diagnosis()
    if not assignment.external:  # no lesson here needs it
        conditions = dataclasses.replace(conditions, allow_in_kernel=False)
    run = _Run(submission, assignment, fork_server, conditions, train, diagnosis)
    # Two folders: nothing that student code wrote lies where the outcome of checking is read.
    with workspace() as folder, workspace() as apart, diagnosis.of(folder, apart):
        caching = _Caching(
            None if conditions.allow_in_kernel else cache, assignment, apart / "snap"
        )
        checking = _Checking(run, assignment, folder, apart, caching.put)
        brought, execution = run.execute(
            assignment,
            folder,
            at_end=checking.while_the_kernel_lives,
            on_cell=lambda done, total: on_progress(0.9 * done / total),
        )
        if execution.traceback:
            diagnosis.add("traceback", execution.traceback)
            diagnosis.take(folder)
        checked = checking.outcome(execution)
        restore(execution.notebook, submission.notebook)
        facts = _facts(submission, assignment, execution, brought)
        caching.put_run(submission.student, _run_key(submission, assignment, conditions), facts)
    total = time.monotonic() - began
    result = _result(submission, assignment, facts, checked, conditions.mnist, total)
    return result, execution.notebook


@dataclass(frozen=True)
class _Run:
    """Runs one notebook and checks what it leaves, once, and again where a kernel is lost."""

    submission: Submission
    assignment: Assignment
    fork_server: ForkServer
    conditions: Conditions
    train: Train
    diagnosis: Diagnosis

    def execute(
        self,
        asked: Assignment,
        folder: Path,
        *,
        at_end: Callable[[Kernel], None],
        on_cell: Callable[[int, int], None] = lambda done, total: None,
        before: int | None = None,
        seconds: float | None = None,
    ) -> tuple[Restoring, Execution]:
        """Runs the notebook.

        Args:
            asked: the assignment, or some of its questions.
            folder: a fresh workspace.
            before: the number of cells to run; all by default.
            seconds: how long it may take; as long as any notebook by default.
        """
        conditions, assignment = self.conditions, self.assignment
        notebook = self.submission.notebook
        left_out = range(len(notebook.cells) if before is None else before, len(notebook.cells))
        with stage(_log, "instrument"):
            put_files(assignment, folder / BROUGHT)
            # Served from that copy: where the student is another user, the tests' folder is closed.
            at_hand = dataclasses.replace(assignment, files=assignment.files and folder / BROUGHT)
            brought = restoring(
                self.submission,
                assignment,
                train=self.train,
                conditions=conditions,
                fork_server=self.fork_server,
                folder=folder,
            )
            snapshots = _snapshots(asked, folder)
            instrumented = prepared(notebook, assignment)
            points = capture_points(
                notebook, asked, snapshots, keep_variables=conditions.allow_in_kernel
            )
        with stage(_log, "run") as this:
            execution = execute(
                instrumented,
                fork_server=self.fork_server,
                workspace=folder,
                capture_points=points,
                replacements=tuple(
                    one for one in brought.replacements if not one.cells & {*left_out}
                ),
                skip=passed_over(notebook) | {*left_out},
                limits=dataclasses.replace(
                    conditions.limits,
                    notebook_seconds=seconds or conditions.limits.notebook_seconds,
                ),
                datasets=conditions.datasets,
                served=at_hand.served,
                isolated=conditions.isolated,
                on_cell=on_cell,
                at_end=at_end,
            )
            this.status = execution.status
        return brought, execution

    def check(
        self,
        asked: Assignment,
        snapshots: Mapping[str, Path],
        kernel: Kernel | None,
        folder: Path,
        apart: Path,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> tuple[CheckedQuestion, ...]:
        """Checks some questions.

        Args:
            asked: the assignment with just these questions.
            snapshots: of those questions that were reached.
            folder: the workspace of the kernel.
            apart: a fresh workspace.
        """
        with stage(_log, "check") as this:
            checked = check(
                asked,
                snapshots,
                fork_server=self.fork_server,
                workspace=apart,
                datasets=self.conditions.datasets,
                isolated=self.conditions.isolated,
                kernel=LiveKernel(kernel.run, folder) if kernel else None,
                meanwhile=meanwhile,
            )
            this.status = _went(checked)
        if kernel is None or not self.conditions.allow_in_kernel:
            return checked
        patient = LiveKernel(lambda code: kernel.run(code, QUESTION_SECONDS), folder)
        # Last of all: a function that has seen these tests is not called any more.
        return tuple(
            check_in_kernel(outcome, asked, patient)
            if outcome.name in snapshots and outcome.held_back
            else outcome
            for outcome in checked
        )

    def needs_the_kernel(self, snapshot: Path) -> bool:
        """Whether a question can be checked in full only while the kernel lives."""
        return self.conditions.allow_in_kernel or holds_a_function(snapshot)


def _went(checked: Iterable[CheckedQuestion]) -> str:
    return "problem" if any(outcome.problem for outcome in checked) else "ok"


def _snapshots(asked: Assignment, folder: Path) -> dict[str, Path]:
    return {question.name: folder / "snap" / question.name for question in asked.checked}


def _some(assignment: Assignment, names: Collection[str]) -> Assignment:
    """The assignment with these questions alone."""
    some = tuple(question for question in assignment.questions if question.name in names)
    return dataclasses.replace(assignment, questions=some)


class _Checking:
    """Checks once: with the student's kernel where it has to be asked something, else after.

    A kernel that is not needed any more is not kept, because it holds a student's memory. Where one
    is needed that has ended, the notebook is run again up to where it did.
    """

    def __init__(
        self,
        run: _Run,
        assignment: Assignment,
        folder: Path,
        apart: Path,
        meanwhile: Callable[[Collection[str]], None],
    ) -> None:
        """Args:
        meanwhile: called beside checking with the questions that are not checked from `apart`.
        """
        self._run = run
        self._assignment = assignment
        self._folder = folder
        self._apart = apart
        self._meanwhile = meanwhile
        self._snapshots = _snapshots(assignment, folder)
        self._lost: set[str] = set()
        self._checked: Future[tuple[CheckedQuestion, ...]] | None = None

    def while_the_kernel_lives(self, kernel: Kernel) -> None:
        here = kernel.reached - kernel.lost
        if any(self._run.needs_the_kernel(self._snapshots[name]) for name in here):
            self._checked = Future()
            try:
                self._checked.set_result(self._check(kernel.reached, kernel.lost, kernel))
            except BaseException as error:  # raised again where the outcome is asked for
                self._checked.set_exception(error)

    def outcome(self, execution: Execution) -> tuple[CheckedQuestion, ...]:
        lives, ends = execution.lives, execution.ends
        if self._checked is not None:
            checked = self._checked.result()
        else:
            ended = frozenset(name for name, life in lives.items() if life < len(ends))
            checked = self._check(execution.reached, ended, None)
        # All further runs together may take as long as the notebook.
        until = time.monotonic() + self._run.conditions.limits.notebook_seconds
        for life in sorted({lives[name] for name in self._lost}):
            lost = {name for name in self._lost if lives[name] == life}
            checked += self._check_again(_some(self._assignment, lost), ends[life], until)
        return checked

    def _check(
        self, reached: frozenset[str], ended: frozenset[str], kernel: Kernel | None
    ) -> tuple[CheckedQuestion, ...]:
        self._lost = {n for n in ended if self._run.needs_the_kernel(self._snapshots[n])}
        names = {question.name for question in self._assignment.checked} - self._lost
        return self._run.check(
            _some(self._assignment, names),
            {name: self._snapshots[name] for name in reached & names},
            kernel,
            self._folder,
            self._apart,
            lambda: self._meanwhile(self._lost),
        )

    def _check_again(
        self, asked: Assignment, before: int, until: float
    ) -> tuple[CheckedQuestion, ...]:
        """Checks questions with a kernel that runs the notebook up to where an earlier one ended.

        What that kernel comes to counts for these questions, and nothing else of it does.
        """
        checked: list[CheckedQuestion] = []
        seconds = until - time.monotonic()
        failed = self._run.diagnosis.of
        with workspace() as folder, workspace() as apart, failed(folder, apart):

            def at_end(kernel: Kernel) -> None:
                snapshots = _snapshots(asked, folder)
                reached = {name: snapshots[name] for name in kernel.reached - kernel.lost}
                if {*reached} == {*snapshots}:
                    checked.extend(self._run.check(asked, reached, kernel, folder, apart))

            if seconds > 0:
                self._run.execute(asked, folder, at_end=at_end, before=before, seconds=seconds)
        if checked:
            return tuple(checked)
        with workspace() as apart, failed(apart):  # then what needs no kernel counts
            here = self._folder
            return self._run.check(asked, _snapshots(asked, here), None, here, apart)


def _facts(
    submission: Submission, assignment: Assignment, execution: Execution, brought: Restoring
) -> dict[str, Any]:
    """What a run came to besides what was captured, as plain data."""
    manual = [question.name for question in assignment.questions if question.manual]
    trust, said = brought.outcome(execution.replaced)
    return {
        "status": execution.status,
        "problems": [submission.problem, *said, *execution.problems],
        "trust": trust,
        "seconds": round(execution.seconds, 2),
        "empty": sorted(left_empty(execution.notebook, manual)),
        "assignment_sha256": assignment.sha256,
    }


def _run_key(submission: Submission, assignment: Assignment, conditions: Conditions) -> str:
    """What has to be the same for a notebook to leave the same behind, as one text."""
    here = [versions(), conditions.mnist.sha256, conditions.isolated]
    facts = [submission.sha256, assignment.run_sha256, *here]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


class _Caching:
    """Puts the snapshots of a run into the cache, all or none."""

    def __init__(
        self, cache: SnapshotCache | None, assignment: Assignment, snapshots: Path
    ) -> None:
        """Args:
        cache: where to; None caches nothing.
        snapshots: the folder that they will lie in.
        """
        self._cache = cache
        self._assignment = assignment
        self._snapshots = snapshots
        self._questions: dict[str, CachedQuestion] | None = None

    def put(self, without: Collection[str]) -> None:
        """Puts there what there is. Half a gigabyte takes a second, in which others can check it.

        Args:
            without: questions that have to be asked of a kernel, and are not there.
        """
        if self._cache is None:
            return
        questions = {}
        budget = Budget(MAX_FILES, MOST_READ)
        for question in self._assignment.checked:
            folder = self._snapshots / question.name
            try:
                files = self._cache.put(folder, budget)
            except (OSError, TooMuch, Unexpected) as error:
                refuse(f"keeping the snapshot of {question.name}", error)
                return  # new tests will run this notebook again
            calls = question.name in without or (files is not None and holds_a_function(folder))
            tests = self._assignment.tests_sha256.get(question.name, "")
            questions[question.name] = CachedQuestion(question.names, tests, calls, files)
        self._questions = questions

    def put_run(self, student: str, key: str, facts: Mapping[str, Any]) -> None:
        """Notes what was cached, and what the run came to."""
        if self._cache is not None and self._questions is not None:
            run = CachedRun(key, self._questions, facts)
            self._cache.put_run(student, self._assignment.name, run)


class MustRun(Refused):
    """A notebook has to be run for its new tests. The message is a clause that says why."""


def recheck(
    submission: Submission,
    assignment: Assignment,
    old: Result,
    *,
    cache: SnapshotCache,
    fork_server: ForkServer,
    conditions: Conditions,
    diagnosis: Diagnosis | None = None,
) -> Result:
    """Checks what is cached of a submission against new tests, without running its notebook.

    Only questions whose tests are others than those of the old result are checked.

    Args:
        diagnosis: takes what tells why where checking itself fails.

    Raises:
        MustRun: the notebook is not cached, it or what it meets while running has changed,
            or new tests look at a variable that was not captured, or at a function, which lives in
            the notebook's kernel only.
    """
    try:
        run = cache.get_run(submission.student, assignment.name)
    except DamagedFileError as error:
        raise MustRun(f"{error.path} is damaged") from None
    if run is None or run.key != _run_key(submission, assignment, conditions):
        raise MustRun("nothing of such a run is kept")
    changed = _changed(assignment, run, old)
    for question in changed:
        there = run.questions.get(question.name)
        if there is None or not {*question.names} <= {*there.names}:
            raise MustRun(f"the new tests of {question.name} look at more than was kept")
        if there.calls:
            raise MustRun(f"the tests of {question.name} call the students' functions")
    began = time.monotonic()
    failed = (diagnosis or Diagnosis()).of
    with workspace() as folder, workspace() as apart, failed(folder, apart):
        snapshots = {question.name: folder / "snap" / question.name for question in changed}
        try:
            for name, path in snapshots.items():
                files = run.questions[name].files
                if files is not None:
                    cache.get(files, path)
        except OSError as error:
            raise MustRun(f"what was kept cannot be read: {error}") from None
        with stage(_log, "check") as this:
            checked = check(
                dataclasses.replace(assignment, questions=tuple(changed)),
                {name: path for name, path in snapshots.items() if path.is_dir()},
                fork_server=fork_server,
                workspace=apart,
                datasets=conditions.datasets,
                isolated=conditions.isolated,
            )
            this.status = _went(checked)
    facts = {**run.facts, "assignment_sha256": assignment.sha256}
    questions = dict(run.questions)
    for question in changed:
        tests = assignment.tests_sha256[question.name]
        questions[question.name] = dataclasses.replace(questions[question.name], tests_sha256=tests)
    anew = {outcome.name for outcome in checked}
    checked += tuple(_as_checked(one) for one in old.questions if one.name not in anew)
    total = time.monotonic() - began
    result = _result(submission, assignment, facts, checked, conditions.mnist, total)
    cache.put_run(submission.student, assignment.name, CachedRun(run.key, questions, facts))
    return result


def _changed(assignment: Assignment, run: CachedRun, old: Result) -> list[Question]:
    """The questions of which the old result does not say what these tests would."""
    same = old.assignment_sha256 == run.facts["assignment_sha256"]
    # What else it says came out of checking, and would be gone.
    same = same and {*old.problems} <= {*run.facts["problems"]}
    known = {question.name for question in old.questions} & {*run.questions}
    return [
        question
        for question in assignment.checked
        if not same
        or question.name not in known
        or run.questions[question.name].tests_sha256 != assignment.tests_sha256[question.name]
    ]


def _as_checked(question: QuestionResult) -> CheckedQuestion:
    """What an earlier check made of a question, as that check said it."""
    return CheckedQuestion(
        question.name,
        question.score or 0.0,
        question.max_score,
        question.tests,
        accuracy=question.accuracy,
        weights=question.weights,
        curves=question.curves,
    )


def _result(
    submission: Submission,
    assignment: Assignment,
    facts: Mapping[str, Any],
    checked: tuple[CheckedQuestion, ...],
    mnist: Located,
    total: float,
) -> Result:
    outcomes = {outcome.name: outcome for outcome in checked}
    # Runs of earlier versions did not note it.
    trust = {name: Trust(one) for name, one in facts.get("trust", {}).items()}
    questions = tuple(
        _written_result(question, question.name in facts["empty"])
        if question.manual
        else _question_result(outcomes[question.name], trust.get(question.name))
        for question in assignment.questions
    )
    counted = [
        outcomes[question.name]
        for question in assignment.checked
        if trust.get(question.name) != Trust.POSTPONED
    ]
    problems = (*facts["problems"], *(outcome.problem for outcome in counted))
    notes = (*offers(counted), *assignment.notes) if assignment.external else (*_unseen(counted),)
    problems += tuple(FOR_INSTRUCTORS + note for note in (*notes, *_asked(counted)))
    score, max_score = assignment.settings.total(
        sum((outcome.score for outcome in counted), 0.0),
        sum((outcomes[question.name].max_score for question in assignment.checked), 0.0),
    )
    return Result(
        student=submission.student,
        lesson=assignment.name,
        status=Status(facts["status"]),
        score=round(score, 5),
        max_score=round(max_score + assignment.manual_points, 5),
        questions=questions,
        problems=tuple(filter(None, problems)),
        submission_sha256=submission.sha256,
        assignment_sha256=assignment.sha256,
        seconds={"cells": facts["seconds"], "total": round(total, 2)},
        versions=versions(),
        datasets=datasets_of(mnist) if assignment.depends_on_mnist(submission.notebook) else {},
    )


def _unseen(checked: list[CheckedQuestion]) -> Iterator[str]:
    """Sentences about what no test could look at though it may be right."""
    for outcome in checked:
        for clause in outcome.unseen:
            yield f"in {outcome.name}, {clause}; look at it yourself"


def _asked(checked: list[CheckedQuestion]) -> Iterator[str]:
    """Sentences about networks for whose answers the student's own code was asked."""
    for outcome in checked:
        for name in outcome.asked:
            yield (
                f"in {outcome.name}, `{name}` holds code of the notebook's own, which was asked "
                "for its answers there; look at that code"
            )


def _written_result(question: Question, empty: bool) -> QuestionResult:
    """What is known of an answer in words before a person has read it."""
    message = "Nothing is written here yet. The task says what earns the points."
    test = TestResult(f"{question.name} - written", False, False, 0.0, message)
    tests = (test,) if empty else ()
    score = 0.0 if empty else None
    return QuestionResult(question.name, score, question.points, Trust.MANUAL, tests)


def _question_result(outcome: CheckedQuestion, trust: Trust | None) -> QuestionResult:
    if trust == Trust.POSTPONED:
        return QuestionResult(outcome.name, None, outcome.max_score, Trust.POSTPONED)
    asked = Trust.ASKED if outcome.asked else Trust.ISOLATED
    trust = trust or (Trust.IN_KERNEL if outcome.in_kernel else asked)
    return QuestionResult(
        outcome.name,
        outcome.score,
        outcome.max_score,
        trust,
        outcome.tests,
        accuracy=dict(outcome.accuracy),
        weights=dict(outcome.weights),
        curves={name: tuple(numbers) for name, numbers in outcome.curves.items()},
    )


def datasets_of(mnist: Located) -> dict[str, str]:
    """What a result says about the data that its marks depend on."""
    return {"mnist": mnist.name}


@functools.cache  # looking them up takes milliseconds, and each submission is asked
def versions() -> dict[str, str]:
    """Of Python and the libraries that marks may depend on."""
    found = {"python": platform.python_version()}
    for name in _VERSIONS:
        for distribution in (name, f"{name}-cpu"):
            try:
                found[name] = importlib.metadata.version(distribution)
                break
            except importlib.metadata.PackageNotFoundError:
                continue
    return found

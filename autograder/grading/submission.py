"""Grades one submission: instrument, run, check, result. [coordinator]"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment.model import Assignment, NbgraderNotebook
from autograder.capture.kernel_code import call_code, capture_code
from autograder.capture.snapshot_folder import holds_a_proxy
from autograder.check.in_kernel import check_in_kernel, keep_code
from autograder.check.process import QUESTION_SECONDS, CheckedQuestion, ForkedChecker, check
from autograder.check.relay import LiveKernel
from autograder.grading.conditions import MISSING, Conditions, Train
from autograder.grading.diagnosis import Diagnosis
from autograder.grading.log import note, stage
from autograder.grading.place import Place, make
from autograder.grading.pretrained import Restoring, restoring
from autograder.grading.reading import OpenSubmission
from autograder.grading.recheck import Caching
from autograder.grading.results import facts_of, result_of, went
from autograder.record.result import (
    Result,
)
from autograder.record.snapshot_cache import (
    SnapshotCache,
)
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import Execution, Kernel, execute

_log = logging.getLogger(__name__)


def grade(
    opened: OpenSubmission,
    assignment: Assignment,
    *,
    fork_server: ForkServer,
    conditions: Conditions,
    train: Train = MISSING,
    cache: SnapshotCache | None = None,
    on_progress: Callable[[float], None] = lambda share: None,
    on_executed: Callable[[bytes], None] = lambda notebook: None,
    diagnosis: Diagnosis | None = None,
    place: Place | None = None,
) -> tuple[Result, bytes]:
    """Runs, captures and checks one submission.

    Args:
        train: when trainings are run.
        cache: where its snapshots are kept, for `recheck`.
        on_executed: takes the executed notebook before its answers are checked, where all of its
            cells have been run.
        diagnosis: takes what tells why where grading itself fails.
        place: made for it in advance, and closed by whoever did that.

    Returns:
        The result, and the executed notebook, as a file's bytes.
    """
    began = time.monotonic()
    diagnosis = diagnosis or Diagnosis()
    submission = opened.submission
    conditions = conditions.for_submission(submission, assignment)
    run = _Run(opened, assignment, fork_server, conditions, train, diagnosis)
    with contextlib.ExitStack() as opened_here:
        if place is None or not place.suits(assignment, conditions):
            place = run.place()
            opened_here.callback(place.close)
        opened_here.enter_context(diagnosis.of(place.folder, place.apart))
        kept = None if conditions.allow_in_kernel else cache
        caching = Caching(kept, assignment, place.apart / "snap")
        checking = _Checking(run, assignment, place, caching.put)

        def on_cell(done: int, total: int) -> None:
            place.fork_checker()
            on_progress(0.9 * done / total)

        def at_end(kernel: Kernel) -> None:
            on_executed(kernel.notebook)
            checking.while_the_kernel_lives(kernel)

        brought, execution = run.execute(assignment, place, at_end=at_end, on_cell=on_cell)
        if execution.traceback:
            diagnosis.add("traceback", execution.traceback)
            diagnosis.take(place.folder)
        checked = checking.outcome(execution)
        facts = facts_of(submission, assignment, execution, brought)
        caching.put_run(submission, conditions, facts)
    total = time.monotonic() - began
    result = result_of(submission, assignment, facts, checked, conditions, total)
    return result, execution.notebook


@dataclass(frozen=True)
class _Run:
    """Runs one notebook and checks what it leaves, once, and again where a kernel is lost."""

    opened: OpenSubmission
    assignment: Assignment
    fork_server: ForkServer
    conditions: Conditions
    train: Train
    diagnosis: Diagnosis

    def place(self) -> Place:
        """A fresh one, which the caller closes."""
        return make(self.fork_server, self.assignment, self.conditions)

    def execute(
        self,
        asked: Assignment,
        place: Place,
        *,
        at_end: Callable[[Kernel], None],
        on_cell: Callable[[int, int], None] = lambda done, total: None,
        before: int | None = None,
        seconds: float | None = None,
    ) -> tuple[Restoring, Execution]:
        """Runs the notebook.

        Args:
            asked: the assignment, or some of its questions.
            place: a fresh one.
            before: the number of cells to run; all by default.
            seconds: how long it may take; as long as any notebook by default.
        """
        conditions, assignment = self.conditions, self.assignment
        with stage(_log, "instrument"):
            brought = restoring(
                self.opened,
                assignment,
                train=self.train,
                conditions=conditions,
                fork_server=self.fork_server,
                folder=place.folder,
            )
        with stage(_log, "run") as this:
            execution = execute(
                self.opened.content,
                fork_server=self.fork_server,
                workspace=place.folder,
                replacements=tuple(
                    one for one in brought.replacements if before is None or max(one.cells) < before
                ),
                before=before,
                prepare="autograder.grading.instrument:instrument",
                facts=_instrumentation(asked, assignment, place.folder, conditions),
                limits=dataclasses.replace(
                    conditions.limits,
                    notebook_seconds=seconds or conditions.limits.notebook_seconds,
                ),
                datasets=conditions.datasets,
                served=place.served,
                isolated=conditions.isolated,
                forked=place.forked,
                on_cell=on_cell,
                at_end=at_end,
            )
            this.status = execution.status
        for name, took in execution.stages.items():
            note(_log, name, took, "ok")
        return brought, execution

    def check(
        self,
        asked: Assignment,
        snapshots: Mapping[str, Path],
        kernel: Kernel | None,
        folder: Path,
        apart: Path,
        checker: Callable[[], Future[ForkedChecker]] | None = None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> tuple[CheckedQuestion, ...]:
        """Checks some questions.

        Args:
            asked: the assignment with just these questions.
            snapshots: of those questions that were reached.
            folder: the workspace of the kernel.
            apart: a fresh workspace.
            checker: gives what waits there, or soon does; by default one is forked.
        """
        with stage(_log, "check") as this:
            checked = check(
                asked,
                snapshots,
                fork_server=self.fork_server,
                workspace=apart,
                datasets=self.conditions.datasets,
                isolated=self.conditions.isolated,
                checker=checker().result() if checker else None,
                may_ask=self.conditions.may_ask,
                kernel=LiveKernel(kernel.run, folder) if kernel else None,
                meanwhile=meanwhile,
                variants=asked.variants(
                    self.conditions.numbers.expected(self.opened.submission.student, asked.name)
                ),
            )
            this.status = went(checked)
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
        return self.conditions.allow_in_kernel or holds_a_proxy(snapshot)


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
        place: Place,
        meanwhile: Callable[[Collection[str]], None],
    ) -> None:
        """Args:
        meanwhile: called beside checking with the questions that are not checked from `apart`.
        """
        self._run = run
        self._assignment = assignment
        self._place = place
        self._meanwhile = meanwhile
        self._snapshots = _snapshots(assignment, place.folder)
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
            self._place.end_kernel()  # what it could still write to is checked now
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
            self._place.folder,
            self._place.apart,
            self._place.fork_checker,
            lambda: self._meanwhile(self._lost),
        )

    def _check_again(
        self, asked: Assignment, before: int, until: float
    ) -> tuple[CheckedQuestion, ...]:
        """Checks questions with a kernel that runs the notebook up to where an earlier one ended.

        What that kernel comes to counts for these questions, and nothing else of it does.
        """
        checked: list[CheckedQuestion] = []
        failed = self._run.diagnosis.of
        if (seconds := until - time.monotonic()) > 0:
            with contextlib.closing(self._run.place()) as place, failed(place.folder, place.apart):

                def at_end(kernel: Kernel) -> None:
                    snapshots = _snapshots(asked, place.folder)
                    reached = {name: snapshots[name] for name in kernel.reached - kernel.lost}
                    if {*reached} == {*snapshots}:
                        checked.extend(
                            self._run.check(
                                asked,
                                reached,
                                kernel,
                                place.folder,
                                place.apart,
                                place.fork_checker,
                            )
                        )

                self._run.execute(asked, place, at_end=at_end, before=before, seconds=seconds)
        if checked:
            return tuple(checked)
        with workspace() as apart, failed(apart):  # then what needs no kernel counts
            here = self._place.folder
            return self._run.check(asked, _snapshots(asked, here), None, here, apart)


def _instrumentation(
    asked: Assignment, assignment: Assignment, folder: Path, conditions: Conditions
) -> dict[str, Any]:
    """What `autograder.grading.instrument.instrument` is told.

    Args:
        asked: the assignment, or some of its questions.
        folder: the workspace; answers are captured below it.
    """
    seeding, silencing = seeding_of(assignment)
    snapshots = _snapshots(asked, folder)
    return {
        "captures": {
            question.name: capture_code(
                question.names, snapshots[question.name], asked="objects" in conditions.may_ask
            )
            + (f"\n{keep_code(question.name)}" if conditions.allow_in_kernel else "")
            for question in asked.checked
        },
        "seeding": seeding,
        "silencing": silencing,
        "manual": [question.name for question in assignment.questions if question.manual],
        "cells": _as_given(assignment.nbgrader),
    }


def seeding_of(assignment: Assignment) -> tuple[str, str]:
    """Source that is put above each cell for the seed, and above those that speak of Otter."""
    settings = assignment.settings
    seeding = ""
    if settings.random_seed is not None:
        seeding = call_code("autograder.assignment.seed:set_seed", settings.random_seed)
    elif settings.seed is not None:
        seeding = f"{settings.seed_variable} = {settings.seed}"
    silence = "silence_otter" if assignment.external else "keep_no_log"
    return seeding, call_code(f"autograder.assignment.otter_compat:{silence}")


def _as_given(notebook: NbgraderNotebook | None) -> list[dict[str, Any]] | None:
    """The cells of nbgrader's as students got them: no hidden test, and no solution."""
    if notebook is None:
        return None
    names = ("grade_id", "cell_type", "source", "locked")
    return [{name: getattr(cell, name) for name in names} for cell in notebook.cells]

"""Caches what a run left, and checks it against new tests without a run. [coordinator]"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from autograder.assignment.model import Assignment, Question
from autograder.capture.snapshot_folder import holds_a_proxy
from autograder.check.process import CheckedQuestion, check
from autograder.collect.submissions import Submission
from autograder.datasets.registry import digest
from autograder.errors import Refused
from autograder.files import DamagedFileError
from autograder.grading.conditions import Conditions
from autograder.grading.diagnosis import Diagnosis
from autograder.grading.log import stage
from autograder.grading.results import result_of, versions, went
from autograder.record.result import (
    QuestionResult,
    Result,
    Trust,
)
from autograder.record.snapshot_cache import (
    CachedQuestion,
    CachedRun,
    SnapshotCache,
)
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.refusals import refuse

_log = logging.getLogger(__name__)


class Caching:
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
        checked = self._assignment.checked
        folders = {question.name: self._snapshots / question.name for question in checked}
        try:
            files = self._cache.put(folders)
        except (OSError, Refused) as error:
            refuse("keeping its snapshots", error)
            return  # new tests will run this notebook again
        questions = {}
        for question in checked:
            left = files[question.name]
            lives = left is not None and holds_a_proxy(folders[question.name])
            tests = self._assignment.tests_sha256.get(question.name, "")
            calls = question.name in without or lives
            questions[question.name] = CachedQuestion(question.names, tests, calls, left)
        self._questions = questions

    def put_run(
        self, submission: Submission, conditions: Conditions, facts: Mapping[str, Any]
    ) -> None:
        """Notes what was cached, and what the run came to."""
        if self._cache is not None and self._questions is not None:
            key = _run_key(submission, self._assignment, conditions)
            run = CachedRun(key, self._questions, facts)
            self._cache.put_run(submission.student, self._assignment.name, run)


def _run_key(submission: Submission, assignment: Assignment, conditions: Conditions) -> str:
    """What has to be the same for a notebook to leave the same behind, as one text.

    Args:
        conditions: with the data sets that it is served, and no others.
    """
    here: list[object] = [versions(), digest(conditions.data), conditions.isolated]
    if "objects" in conditions.may_ask:  # then they leave as what can be asked
        here.append("objects")
    facts = [submission.sha256, assignment.run_sha256, *here]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


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
    conditions = conditions.for_submission(submission, assignment)
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
        except (OSError, Refused) as error:
            raise MustRun(f"what was kept cannot be read: {error}") from None
        with stage(_log, "check") as this:
            checked = check(
                dataclasses.replace(assignment, questions=tuple(changed)),
                {name: path for name, path in snapshots.items() if path.is_dir()},
                fork_server=fork_server,
                workspace=apart,
                datasets=conditions.datasets,
                isolated=conditions.isolated,
                may_ask=conditions.may_ask,
                variants=assignment.variants(
                    conditions.numbers.expected(submission.student, assignment.name)
                ),
            )
            this.status = went(checked)
    facts = {**run.facts, "assignment_sha256": assignment.sha256}
    questions = dict(run.questions)
    for question in changed:
        tests = assignment.tests_sha256[question.name]
        questions[question.name] = dataclasses.replace(questions[question.name], tests_sha256=tests)
    anew = {outcome.name for outcome in checked}
    checked += tuple(_as_checked(one) for one in old.questions if one.name not in anew)
    total = time.monotonic() - began
    result = result_of(submission, assignment, facts, checked, conditions, total)
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
        objects=question.trust == Trust.ASKED,
        accuracy=question.accuracy,
        weights=question.weights,
        curves=question.curves,
    )

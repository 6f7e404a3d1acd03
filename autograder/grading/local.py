"""The backend of this machine, and the interface that every backend has. [coordinator]"""

from __future__ import annotations

import dataclasses
import logging
import resource
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from autograder.assignment.model import Assignment
from autograder.collect.submissions import Submission
from autograder.grading.conditions import MISSING, Conditions, Train
from autograder.grading.diagnosis import Diagnosis
from autograder.grading.place import Place, make
from autograder.grading.reading import OpenSubmission
from autograder.grading.recheck import MustRun, recheck
from autograder.grading.results import not_graded
from autograder.grading.submission import grade
from autograder.record.result import Isolation, Result, Status
from autograder.record.snapshot_cache import SnapshotCache
from autograder.run.kernel.forkserver import ForkServer, ForkServerError
from autograder.run.sandbox.limits import memory_available

_log = logging.getLogger(__name__)
#: files and sockets that are open for a submission under way and the one after it (17 were
#: counted), and beside all of them
_FILES_EACH, _FILES_BESIDE = 24, 112
#: what capturing and checking import besides what kernels need; none of it holds a test
CHECK_MODULES = (
    "otter.test_files",
    "autograder.capture.snapshot_in_kernel",
    "autograder.capture.calls_in_kernel",
    "autograder.check.questions",
    "autograder.datasets.registry",
    "autograder.datasets.shared_arrays",
)


@dataclass(frozen=True)
class Graded:
    """What came of one submission.

    Attributes:
        executed: the notebook with its outputs, as a file's bytes; None where it was not run.
        because: why it was run though an earlier run had left something; or nothing.
        diagnosis: where grading itself failed, its traceback and what its processes wrote.
    """

    result: Result
    executed: bytes | None
    because: str = ""
    diagnosis: str = ""


class Backend(Protocol):
    """What grades submissions, several at a time."""

    @property
    def conditions(self) -> Conditions:
        """What holds for every submission."""

    def begin(self) -> None:
        """Gets ready, where something is to be graded. May be called more than once.

        Raises:
            IsolationError: student code cannot be locked in here.
            ForkServerError: grading cannot begin.
        """

    def place(self, submission: Submission, assignment: Assignment) -> Place | None:
        """What `grade` may be given of a submission, made before it is read. Threads may call.

        Returns:
            Something to be closed; None where nothing is made in advance.
        """

    def grade(
        self,
        opened: OpenSubmission,
        assignment: Assignment,
        *,
        train: Train,
        old: Result | None,
        cache: SnapshotCache,
        on_progress: Callable[[float], None],
        on_executed: Callable[[bytes], None],
        place: Place | None,
    ) -> Graded:
        """Grades a submission. Threads may call.

        Args:
            train: when its trainings are run.
            old: the result of an earlier run that differs in its tests at most.
            cache: where that run's snapshots are kept, and those of this one.
            on_progress: takes the share that is done, from 0 to 1.
            on_executed: may be given the executed notebook before its answers are checked; then
                `Graded.executed` has the same bytes.
            place: what `place` gave for it.

        Raises:
            ForkServerError: grading was stopped; what came of it is no result.
        """

    def jobs(self, wanted: int) -> int:
        """How many submissions it takes at a time, where so many are asked for."""

    def close(self) -> None:
        """Ends what is being graded, at once."""


@dataclass(frozen=True)
class LocalBackend:
    """Grades here.

    Attributes:
        fork_server: where kernels and checks are forked from.
        choose: finds out how student code can be locked in on this machine, before the first
            submission is graded; else it is locked in as `fork_server` says.
    """

    fork_server: ForkServer
    conditions: Conditions
    choose: Callable[[], object] = lambda: None

    def begin(self) -> None:
        """As `Backend.begin`."""
        self.fork_server.start()  # its libraries take seconds
        self.choose()

    def place(self, submission: Submission, assignment: Assignment) -> Place:
        """As `Backend.place`."""
        conditions = self.conditions.for_submission(submission, assignment)
        return make(self.fork_server, assignment, conditions)

    def grade(
        self,
        opened: OpenSubmission,
        assignment: Assignment,
        *,
        train: Train = MISSING,
        old: Result | None = None,
        cache: SnapshotCache | None = None,
        on_progress: Callable[[float], None] = lambda share: None,
        on_executed: Callable[[bytes], None] = lambda notebook: None,
        place: Place | None = None,
    ) -> Graded:
        """As `Backend.grade`."""
        diagnosis = Diagnosis()
        try:
            graded = self._grade(
                opened, assignment, train, old, cache, on_progress, on_executed, diagnosis, place
            )
        except ForkServerError:
            raise
        except Exception as error:  # whatever one submission manages to break, the others go on
            reason = f"{type(error).__name__}: {str(error)[:200]}"
            diagnosis.add("traceback", traceback.format_exc())
            _log.info("grading it failed", exc_info=True)
            graded = Graded(broken(opened.submission, assignment, reason), None)
        if self.fork_server.has_ended:  # grading was interrupted: what came of it is no result
            raise ForkServerError("The grading process has ended.")
        isolation: Isolation = self.fork_server.mechanism if self.conditions.isolated else "none"
        result = dataclasses.replace(graded.result, isolation=isolation)
        return dataclasses.replace(graded, result=result, diagnosis=str(diagnosis))

    def _grade(
        self,
        opened: OpenSubmission,
        assignment: Assignment,
        train: Train,
        old: Result | None,
        cache: SnapshotCache | None,
        on_progress: Callable[[float], None],
        on_executed: Callable[[bytes], None],
        diagnosis: Diagnosis,
        place: Place | None,
    ) -> Graded:
        because = ""
        if old is not None and cache is not None:
            try:
                result = recheck(
                    opened.submission,
                    assignment,
                    old,
                    cache=cache,
                    fork_server=self.fork_server,
                    conditions=self.conditions,
                    diagnosis=diagnosis,
                )
                return Graded(result, None)
            except MustRun as reason:
                because = str(reason)
        result, executed = grade(
            opened,
            assignment,
            fork_server=self.fork_server,
            conditions=self.conditions,
            train=train,
            cache=cache,
            on_progress=on_progress,
            on_executed=on_executed,
            diagnosis=diagnosis,
            place=place,
        )
        return Graded(result, executed, because)

    def jobs(self, wanted: int) -> int:
        """As `Backend.jobs`: fewer where memory, or files that may be open, would not do."""
        return _with_files_for(min(wanted, self.fit_into_memory))

    @property
    def fit_into_memory(self) -> int:
        """How many submissions' memory limits together stay within the memory; at least 1."""
        return max(1, memory_available() // self.conditions.limits.memory_bytes)

    def close(self) -> None:
        """As `Backend.close`."""
        self.fork_server.close()


def _with_files_for(jobs: int) -> int:
    """Raises the limit on open files to what so many submissions at a time need.

    A soft limit of 1,024 is usual, and enough for 38.

    Returns:
        How many of them the hard limit allows; see setrlimit(2).
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES_BESIDE + jobs * _FILES_EACH
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return jobs
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    possible = max(1, (most - _FILES_BESIDE) // _FILES_EACH)
    if possible < jobs:
        _log.warning(
            "%d submissions at a time in place of %d: no more than %d files may be open here "
            "(`ulimit -Hn`)",
            possible,
            jobs,
            hard,
        )
    return min(jobs, possible)


def broken(submission: Submission, assignment: Assignment, reason: str) -> Result:
    """The result of a submission that could not be graded, through no fault of its notebook's."""
    result = not_graded(submission, Status.CRASHED, f"grading it failed ({reason})")
    return dataclasses.replace(result, lesson=assignment.name, assignment_sha256=assignment.sha256)

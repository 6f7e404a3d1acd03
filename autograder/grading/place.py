"""Where a submission is graded, with processes that are forked before it is read. [coordinator]

To fork a kernel, its driver and a checker, and to lock them in, takes longer than a light notebook
does. None of them has to know the submission for that, so they wait for it, forked while the one
before is being graded.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment.model import Assignment
from autograder.check import process
from autograder.check.process import ForkedChecker
from autograder.collect.submissions import Submission
from autograder.grading.conditions import Conditions
from autograder.run import notebook
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import BROUGHT, Forked


@dataclass
class Place:
    """Two workspaces: nothing student code wrote lies where the outcome of checking is read.

    Attributes:
        folder: the kernel's workspace.
        apart: the checker's.
        served: address → the folder or file in the kernel's workspace that stands for it.
        forked: the kernel and its driver; None where what was handed in has to lie there first.
    """

    folder: Path
    apart: Path
    served: Mapping[str, str]
    forked: Forked | None
    _for: tuple[object, ...]
    _fork_checker: Callable[[], ForkedChecker]
    _closing: contextlib.ExitStack
    _pool: ThreadPoolExecutor
    _checker: Future[ForkedChecker] | None = None

    def fork_checker(self) -> Future[ForkedChecker]:
        """Has a checker forked for one check; gives the same the second time.

        Not before the kernel is ready, for which a submission may be waiting.
        """
        if self._checker is None:
            self._checker = self._pool.submit(self._fork_checker)
            self._closing.callback(_close, self._checker)
        return self._checker

    def suits(self, assignment: Assignment, conditions: Conditions) -> bool:
        """Whether it was made for such a submission."""
        return self._for == _needs(assignment, conditions)

    def end_kernel(self) -> None:
        """Ends kernel and driver, and waits until they are gone."""
        if self.forked:
            self.forked.close()

    def close(self) -> None:
        """Ends what runs in it, waits until that is gone, and removes the workspaces."""
        self._closing.close()


def make(fork_server: ForkServer, assignment: Assignment, conditions: Conditions) -> Place:
    """Makes a place for one submission.

    Args:
        conditions: of that submission; see `Conditions.for_submission`.

    Raises:
        ForkServerError: the fork server is not there any more.
    """
    with contextlib.ExitStack() as opened:
        folder, apart = opened.enter_context(workspace()), opened.enter_context(workspace())
        served = bring(assignment, folder)
        forked = None
        # What was handed in of trainings lies in a kernel's workspace before it is locked in.
        if not any(question.evidence for question in assignment.checked):
            forked = notebook.fork(
                fork_server,
                folder,
                limits=conditions.limits,
                datasets=conditions.datasets,
                served=served,
                isolated=conditions.isolated,
            )
            opened.callback(forked.close)
        pool = ThreadPoolExecutor(1, "checker")
        opened.callback(pool.shutdown)
        fork_checker = functools.partial(
            process.fork,
            fork_server,
            apart,
            datasets=conditions.datasets,
            isolated=conditions.isolated,
        )
        needs = _needs(assignment, conditions)
        return Place(folder, apart, served, forked, needs, fork_checker, opened.pop_all(), pool)


def bring(assignment: Assignment, folder: Path) -> dict[str, str]:
    """Copies the assignment's files into a kernel's workspace.

    Returns:
        What is served: address → that copy, or a file of it. Where the student is another user, the
        tests' folder is closed to them.
    """
    if assignment.files is None:
        return {}
    shutil.copytree(assignment.files, folder / BROUGHT)
    return dataclasses.replace(assignment, files=folder / BROUGHT).served


def _needs(assignment: Assignment, conditions: Conditions) -> tuple[object, ...]:
    """What a place depends on."""
    return assignment, conditions.limits, conditions.datasets, conditions.isolated


class Ahead:
    """Makes places for the submissions that come next, and closes those that were used.

    Both in threads of its own, which have ended when the `with` block has.
    """

    def __init__(
        self,
        make: Callable[[Submission, Assignment], Place | None],
        coming: Mapping[int, tuple[Submission, Assignment]],
        jobs: int,
    ) -> None:
        """Args:
        make: gives a place; None where none is made in advance.
        coming: the submissions by number, in the order in which they are begun.
        jobs: how many are graded at a time, and how many places wait.
        """
        self._make = make
        self._coming = coming
        self._left = iter([*coming])
        self._places: dict[int, Future[Place | None]] = {}
        self._pool = ThreadPoolExecutor(2 * jobs, "place")
        self._prepare(jobs)

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *_: object) -> None:
        for place in self._places.values():
            self._pool.submit(_close, place)
        self._pool.shutdown()

    def _prepare(self, number: int) -> None:
        for _, index in zip(range(number), self._left, strict=False):
            self._places[index] = self._pool.submit(self._make, *self._coming[index])

    @contextlib.contextmanager
    def taken(self, index: int) -> Iterator[Callable[[], Place | None]]:
        """For a submission that begins: gives its place, if there is one, once it is there.

        It is closed soon after the block.
        """
        coming = self._places.pop(index, None)
        self._prepare(1)

        def place() -> Place | None:
            # Whoever makes one in its stead says why that is not possible.
            with contextlib.suppress(Exception):
                return coming.result() if coming else None
            return None

        try:
            yield place
        finally:
            if coming:
                self._pool.submit(_close, coming)


def _close(coming: Future[ForkedChecker] | Future[Place | None]) -> None:
    with contextlib.suppress(Exception):
        if made := coming.result():
            made.close()

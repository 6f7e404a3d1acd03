"""Collects what students can be asked: from a further run, and from what was kept. [coordinator]"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment.model import Assignment
from autograder.capture.exchange import MANIFEST
from autograder.datasets.registry import locate
from autograder.errors import Refused
from autograder.files import DamagedFileError, beneath
from autograder.grading.local import CHECK_MODULES
from autograder.grading.place import bring
from autograder.grading.submission import seeding_of
from autograder.grading.viva.candidate import Candidate
from autograder.grading.viva.training import from_result
from autograder.record.result import Result, Trust
from autograder.record.snapshot_cache import CachedRun, SnapshotCache
from autograder.record.store import Store
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import execute
from autograder.run.sandbox.limits import Limits
from autograder.run.sandbox.probe import ensure
from autograder.run.worker import Workers

_log = logging.getLogger(__name__)
_CODE, _NETWORK = (
    "autograder.grading.viva.code_in_worker",
    "autograder.grading.viva.network_in_worker",
)
_SECONDS = 60.0
_ANSWER_BYTES = 8 << 20
#: the file that the kernel writes, in the workspace
_TRACE = "viva.json"
#: a packed array that is larger is not unpacked for a question
_MOST_PACKED = 8 << 20
#: what a notebook may take that trains nothing
_LIMITS = Limits(cell_seconds=60.0, notebook_seconds=240.0, capture_seconds=60.0)
_MOST_CANDIDATES = 400


@dataclass(frozen=True)
class Collected:
    """What one student can be asked about one lesson.

    Attributes:
        why: clauses on what could not be asked about.
        run_seconds: wall time that the notebook took, once more.
        making_seconds: wall time of making all of these questions from what it left.
    """

    result: Result
    candidates: tuple[Candidate, ...]
    why: tuple[str, ...] = ()
    run_seconds: float = 0.0
    making_seconds: float = 0.0


@dataclass(frozen=True)
class Asking:
    """Collects questions for an output folder. Threads may share it."""

    store: Store
    assignments: Mapping[str, Assignment]
    fork_server: ForkServer
    workers: Workers
    isolated: bool = True
    try_rates: bool = False

    def everybody(
        self, results: Sequence[Result], jobs: int, tell: Callable[[int, int], None]
    ) -> list[Collected]:
        """What each of some results gives, in their order.

        Args:
            jobs: how many notebooks run at a time.
            tell: called with how many are done, and how many there are.
        """
        found = []
        with ThreadPoolExecutor(jobs, "viva") as pool:
            for one in pool.map(self.one, results):
                found.append(one)
                tell(len(found), len(results))
        return found

    def one(self, result: Result) -> Collected:
        """What can be asked about one result."""
        why: list[str] = []
        run_seconds, making = 0.0, 0.0
        began = time.monotonic()
        found = [one for question in result.questions for one in from_result(question)]
        making += time.monotonic() - began
        assignment = self.assignments.get(result.lesson)
        if assignment is None or assignment.nbgrader is not None:
            why.append("its lesson is none of those at hand")
        else:
            # A run that takes too long because a network is tried does without that.
            for try_rates in dict.fromkeys((self.try_rates, False)):
                try:
                    traced, run_seconds, seconds = self._of_code(result, assignment, try_rates)
                except (Refused, OSError, ValueError, beneath.Unexpected) as error:
                    _log.info("no code of %s can be asked about: %s", result.student, error)
                else:
                    found += traced
                    making += seconds
                    break
            else:
                why.append("its code could not be run once more")
        began = time.monotonic()
        found += self._of_snapshots(result)
        making += time.monotonic() - began
        named = {question.name for question in result.questions}
        known = tuple(one for one in found if one.question in named)[:_MOST_CANDIDATES]
        return Collected(result, known, tuple(why), run_seconds, making)

    def _of_code(
        self, result: Result, assignment: Assignment, try_rates: bool
    ) -> tuple[list[Candidate], float, float]:
        """Questions about its code, and the seconds that running and making took.

        Raises:
            Refused: a worker could make nothing of what the kernel wrote.
            OSError, Unexpected: there is no notebook, or the kernel wrote nothing.
            ValueError: what the worker gave is no question.
        """
        notebook = self.store.executed_path(result.student, result.lesson).read_bytes()
        seeding, silencing = seeding_of(assignment)
        data = locate(assignment.data_for(result.datasets))
        with workspace() as folder:
            served = bring(assignment, folder)
            began = time.monotonic()
            execute(
                notebook,
                fork_server=self.fork_server,
                workspace=folder,
                prepare="autograder.grading.viva.prepare_in_driver:prepare",
                facts={
                    "questions": [question.name for question in result.questions],
                    "written": [
                        question.name
                        for question in result.questions
                        if question.trust == Trust.MANUAL
                    ],
                    "seeding": seeding,
                    "silencing": silencing,
                    "path": str(folder / _TRACE),
                    "try_rates": try_rates,
                },
                limits=_LIMITS,
                datasets={name: str(one.path) for name, one in data.items()},
                served=served,
                isolated=self.isolated,
            )
            ran = time.monotonic()
            with beneath.folder(folder) as within, beneath.plain_file(_TRACE, within) as trace:
                made = self.workers.call(
                    f"{_CODE}:from_trace",
                    seconds=_SECONDS,
                    open_file=lambda number: os.dup(trace.fileno()),
                    answer_bytes=_ANSWER_BYTES,
                )
            return _candidates(made), ran - began, time.monotonic() - ran

    def _of_snapshots(self, result: Result) -> list[Candidate]:
        """Questions about networks and arrays that grading kept."""
        cache = SnapshotCache(self.store.folder, self.workers.call)
        try:
            run = cache.get_run(result.student, result.lesson)
        except DamagedFileError as error:
            _log.info("%s", error)
            return []
        found: list[Candidate] = []
        for question in result.questions:
            try:
                found += self._of_snapshot(question.name, run, cache)
            except (Refused, OSError, ValueError) as error:
                _log.info("nothing to ask about %s of %s: %s", question.name, result.student, error)
        return found

    def _of_snapshot(
        self, question: str, run: CachedRun | None, cache: SnapshotCache
    ) -> list[Candidate]:
        cached = run.questions.get(question) if run else None
        files = cached.files if cached else None
        if not files or MANIFEST not in files:
            return []
        with tempfile.TemporaryDirectory(prefix="viva-") as folder:
            contents, arrays = Path(folder, "contents"), Path(folder, "arrays")
            cache.get({MANIFEST: files[MANIFEST]}, contents)
            names = [*_asked_for(self._call("wanted", {}, [contents / MANIFEST]))]
            names = [n for n in names if n in files and cache.packed(files[n]) <= _MOST_PACKED]
            cache.get({name: files[name] for name in names}, arrays)
            paths = [contents / MANIFEST, *(arrays / name for name in names)]
            arguments = {"question": question, "names": names}
            return _candidates(self._call("from_snapshot", arguments, paths))

    def _call(self, function: str, arguments: Mapping[str, Any], paths: Sequence[Path]) -> Any:
        return self.workers.call(
            f"{_NETWORK}:{function}",
            arguments,
            seconds=_SECONDS,
            open_file=lambda number: os.open(paths[number], os.O_RDONLY | os.O_NOFOLLOW),
            answer_bytes=_ANSWER_BYTES,
        )


def ask(
    store: Store,
    assignments: Mapping[str, Assignment],
    results: Sequence[Result],
    *,
    jobs: int,
    isolated: bool,
    try_rates: bool = False,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> list[Collected]:
    """What each of some results of an output folder gives, in their order, on this machine.

    Args:
        jobs: how many notebooks run at a time.
        isolated: whether student code is locked in.
        try_rates: whether networks are tried with a larger learning rate, some seconds each.
        tell: called with how many are done, and how many there are.

    Raises:
        IsolationError: student code cannot be locked in here.
        ForkServerError: kernels cannot be started here.
    """
    with ForkServer(also_import=CHECK_MODULES) as fork_server:
        choose = functools.cache(lambda: ensure(fork_server) if isolated else None)
        fork_server.start()  # its libraries take seconds
        choose()
        with Workers(fork_server, isolated=isolated, number=jobs, choose=choose) as workers:
            asking = Asking(store, assignments, fork_server, workers, isolated, try_rates)
            return asking.everybody(results, jobs, tell)


def _asked_for(said: Any) -> list[str]:
    """The names of files that a worker asks for, each once."""
    if not isinstance(said, list):
        return []
    return [*dict.fromkeys(name for name in said if isinstance(name, str))]


def _candidates(said: Any) -> list[Candidate]:
    """What a worker gave.

    Raises:
        ValueError: it is no list of questions.
    """
    if not isinstance(said, list):
        raise ValueError("no list of questions")
    found = []
    for one in said[:_MOST_CANDIDATES]:
        with contextlib.suppress(ValueError):
            found.append(Candidate.from_json(one))
    return found

"""Thousands of light submissions in one run: how long, and how memory grows.

    python -m scripts.bench.scale real --size 1000        every cell runs: minutes per thousand
    python -m scripts.bench.scale recorded --size 10000   no kernels: the coordinator's own part
    python -m scripts.bench.scale cluster --size 10000 --workers 64    the same over a Dask cluster

Submissions are generated: no two are the same. In `recorded` and `cluster` each gets at once the
result that its like had when it was graded here; all else is real: reading, scheduling, results,
pages, the log and the gradebook. So both show how much the coordinator can take on.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from distributed import Client, Worker

from autograder.assignment.model import Assignment
from autograder.authoring.answers import notebook_of, read_answers
from autograder.authoring.assignments import from_zips
from autograder.authoring.publish import emit_lesson
from autograder.cli import logs
from autograder.collect.submissions import Submission, SubmittedFile
from autograder.grading.batch import Event, grade_class
from autograder.grading.conditions import Conditions, Train
from autograder.grading.dask_client import Cluster
from autograder.grading.dask_worker import Grader
from autograder.grading.local import CHECK_MODULES, Backend, Graded, LocalBackend
from autograder.grading.place import Place
from autograder.grading.reading import OpenSubmission, Reader
from autograder.record.result import Result, Status
from autograder.record.snapshot_cache import SnapshotCache
from autograder.record.store import Store
from autograder.report.up_to_date import bring_up_to_date
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.sandbox.probe import ensure
from autograder.run.worker import Workers
from scripts.bench.classes import write_light_course
from scripts.bench.figures import LIGHT, MIB, BenchError
from scripts.bench.workers import ROOT

#: so many points in time are in the table, and so many workers of a cluster share a process
_ROWS, _WORKERS_A_PROCESS = 10, 16
#: graded, when memory is looked at for the first time
_FIRST = 100
_PATIENCE = 120.0
_FORK_SERVER = "autograder.run.kernel.forkserver_process"


@dataclass(frozen=True)
class Sample:
    """How far a run has come.

    Attributes:
        seconds: since the first submission was begun.
        coordinator, fork_servers: bytes that the processes hold (RSS), all fork servers together.
        coordinator_busy: processor seconds of the coordinator.
        locked_busy: of the fork servers, and of all that they have started: kernels, checkers, and
            the workers that read submissions and make pages.
    """

    done: int
    seconds: float
    coordinator: int
    fork_servers: int
    coordinator_busy: float
    locked_busy: float


def table(samples: Sequence[Sample]) -> str:
    """The samples as Markdown; what is of each submission is of those since the line before."""
    rows = [
        "| graded | seconds | a second | coordinator | fork servers | processor time of each: "
        "coordinator | locked processes |\n",
        "| ---: " * 7 + "|\n",
    ]
    for before, one in itertools.pairwise(samples):
        graded = one.done - before.done
        rate = graded / max(one.seconds - before.seconds, 1e-9)
        own = 1000 * (one.coordinator_busy - before.coordinator_busy) / graded
        locked = 1000 * (one.locked_busy - before.locked_busy) / graded
        rows.append(
            f"| {one.done:,} | {one.seconds:.1f} | {rate:.1f} | {one.coordinator / MIB:,.0f} MB "
            f"| {one.fork_servers / MIB:,.0f} MB | {own:.1f} ms | {locked:.0f} ms |\n"
        )
    return "".join(rows)


def growth(samples: Sequence[Sample]) -> float:
    """What coordinator and fork servers together grew by from the first graded on, as a share."""
    first, last = (one.coordinator + one.fork_servers for one in (samples[1], samples[-1]))
    return last / first - 1


@dataclass(frozen=True)
class Recorded:
    """A backend that gives each submission the result that its like had.

    Attributes:
        results: the last part of a student's name → what came of the first who had it.
    """

    conditions: Conditions
    results: Mapping[str, Graded]

    def begin(self) -> None:
        """As `Backend.begin`: there is nothing to get ready."""

    def place(self, submission: Submission, assignment: Assignment) -> None:
        """As `Backend.place`: nothing is made in advance."""

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
        place: Place | None = None,
    ) -> Graded:
        """As `Backend.grade`."""
        return of_like(self.results, opened)

    def jobs(self, wanted: int) -> int:
        """As `Backend.jobs`."""
        return wanted

    def close(self) -> None:
        """As `Backend.close`."""


def of_like(results: Mapping[str, Graded], opened: OpenSubmission) -> Graded:
    """What came of a submission's like, as its own."""
    one = opened.submission
    graded = results[one.student.partition("-")[2]]
    result = dataclasses.replace(graded.result, student=one.student, submission_sha256=one.sha256)
    return dataclasses.replace(graded, result=result)


class Class:
    """Light submissions in a folder, and what grades them."""

    def __init__(self, folder: Path, size: int) -> None:
        """Args:
        folder: an empty one.
        size: how many students hand in.
        """
        self.folder = folder / "submitted"
        course = write_light_course(folder / "course")
        emitted = emit_lesson(course, LIGHT)
        (folder / f"{LIGHT}.zip").write_bytes(emitted.autograder_zip)
        self.known = from_zips([folder / f"{LIGHT}.zip"], folder / "tests")
        self.kinds = [answer.name for answer in read_answers(course, LIGHT)]
        texts = []
        for answer in read_answers(course, LIGHT):
            notebook = notebook_of(answer, emitted)
            notebook.cells.append(nbformat.v4.new_code_cell("whose = 'NOBODY'", id="whose"))
            texts.append((answer.name, nbformat.writes(notebook)))
        for number in range(size):
            kind, text = texts[number % len(texts)]
            path = self.folder / f"{number:07}-{kind}" / f"{LIGHT}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(text.replace("NOBODY", path.parent.name), encoding="utf-8")


class Run:
    """One run of `grade_class`, sampled."""

    def __init__(self, store: Store, workers: Workers) -> None:
        self._store, self._workers = store, workers
        self._lock = threading.Lock()
        self._done, self._step, self._last, self._began = 0, 1, 1, 0.0
        self.samples: list[Sample] = []
        self.together = 0.0

    def grade(
        self,
        submissions: Sequence[SubmittedFile],
        known: Mapping[str, Assignment],
        backend: Backend,
        jobs: int,
    ) -> list[Result]:
        """Grades them, with a sample after the first hundred and after each tenth of them."""
        self._step, self._last = max(1, len(submissions) // _ROWS), len(submissions)
        self._began = time.monotonic()
        self.samples.append(self._sample())
        results = grade_class(
            submissions,
            known,
            self._store,
            backend,
            jobs=jobs,
            workers=self._workers,
            refresh=False,
            on_event=self._on_event,
        )
        began = time.monotonic()
        bring_up_to_date(self._store, self._workers)
        self.together = time.monotonic() - began
        return results

    def _on_event(self, event: Event) -> None:
        if event.result is None:
            return
        with self._lock:
            self._done += 1
            if self._done in (_FIRST, self._last) or self._done % self._step == 0:
                self.samples.append(self._sample())
                _say(table(self.samples).splitlines()[-1])

    def _sample(self) -> Sample:
        here = psutil.Process()
        servers = [one for one in here.children() if _is_fork_server(one)]
        return Sample(
            self._done,
            time.monotonic() - self._began,
            here.memory_info().rss,
            sum(one.memory_info().rss for one in servers),
            sum(here.cpu_times()[:2]),
            sum(map(_busy, servers)),
        )


def _busy(process: psutil.Process) -> float:
    """Processor seconds of a process, and of all that it has started and that have started."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            total += sum(one.cpu_times()[:4])  # with those of children that have ended
    return total


def _is_fork_server(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return any(_FORK_SERVER in part for part in process.cmdline())
    return False


class Simulated(Grader):
    """What a simulated worker of a cluster grades with: nothing is set up, nothing runs."""

    def __init__(self, name: str, results: Mapping[str, Graded], seconds: float) -> None:
        self.name = name
        self._results, self._seconds = results, seconds

    async def setup(self, worker: Worker) -> None:
        """Needs nothing."""

    async def teardown(self, worker: Worker) -> None:
        """Leaves nothing."""

    def grade(
        self, opened: OpenSubmission, train: Train, on_progress: Callable[[float], None]
    ) -> Graded:
        """Gives what came of the submission's like, after the time that grading takes."""
        time.sleep(self._seconds)
        return of_like(self._results, opened)


class SimulatedCluster(Cluster):
    """As `Cluster`, with workers that grade nothing."""

    results: Mapping[str, Graded] = {}
    seconds = 0.0

    def begin(self) -> None:
        """Sends the workers what they need, which is little."""
        if not self._has_begun:
            self._has_begun = True
            self._client.register_plugin(Simulated(self._name, self.results, self.seconds))


def serve(address: str, number: int) -> None:
    """So many workers of a cluster in this process, each with a thread and an address."""

    async def run() -> None:
        async with contextlib.AsyncExitStack() as stack:
            workers = [
                await stack.enter_async_context(Worker(address, nthreads=1, dashboard=False))
                for _ in range(number)
            ]
            await asyncio.gather(*(worker.finished() for worker in workers))

    asyncio.run(run())


@contextlib.contextmanager
def dask(workers: int, folder: Path) -> Iterator[str]:
    """A scheduler and so many workers, in processes of their own. Gives the scheduler's address."""
    place = folder / "scheduler.json"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    shares = [_WORKERS_A_PROCESS] * (workers // _WORKERS_A_PROCESS)
    shares += [rest] if (rest := workers % _WORKERS_A_PROCESS) else []
    python = [sys.executable, "-m"]
    scheduler = [*python, "distributed.cli.dask_scheduler", "--scheduler-file", str(place)]
    scheduler += ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    with (folder / "dask.log").open("wb") as log, contextlib.ExitStack() as stack:

        def start(command: list[str]) -> None:
            process = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=log)
            stack.callback(process.wait)
            stack.callback(process.terminate)

        start(scheduler)
        _wait_for(place.exists)
        address = str(json.loads(place.read_text())["address"])
        for share in shares:
            start([*python, "scripts.bench.scale", "serve", address, str(share)])
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=_PATIENCE)
        yield address


def _wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not happened():
        if time.monotonic() > end:
            raise BenchError("No scheduler has started.")
        time.sleep(0.1)


def measure(what: str, size: int, *, jobs: int, workers: int, seconds: float, folder: Path) -> Run:
    """One run.

    Args:
        what: `real`, `recorded` or `cluster`.
        jobs: submissions at a time, but in a cluster.
        workers: of a cluster.
        seconds: what each of its workers takes for a submission.
        folder: an empty one.
    """
    _say(f"writing {size:,} submissions")
    of = Class(folder, size)
    store = Store(folder / "graded")
    store.mark()
    logs.begin()
    logs.to_output(store.log_path)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(ForkServer(also_import=CHECK_MODULES))
        ensure(server)
        number = os.cpu_count() or 1
        locked = stack.enter_context(Workers(server, number=number))
        began = time.monotonic()
        handed_in = Reader(locked).collect([of.folder], of.known)
        _say(f"read in {time.monotonic() - began:.1f} s")
        here = LocalBackend(server, Conditions({}))
        run = Run(store, locked)
        backend: Backend = here
        if what != "real":
            first = handed_in[: len(of.kinds)]
            recorded = _recorded(first, of.known, here, locked, folder / "recorded")
            backend = Recorded(here.conditions, recorded)
        if what == "cluster":
            address = stack.enter_context(dask(workers, folder))
            cluster = SimulatedCluster(
                address, of.known.values(), store.folder, here.conditions, tell=_say
            )
            cluster.results, cluster.seconds = recorded, seconds
            backend = stack.enter_context(cluster)
            jobs = backend.jobs(jobs)
        results = run.grade(handed_in, of.known, backend, jobs)
    wrong = [one for one in results if one.status != Status.GRADED]
    if wrong:
        raise BenchError(f"{len(wrong)} were not graded: {wrong[0].student}, {wrong[0].problems}.")
    return run


def _recorded(
    first: Sequence[SubmittedFile],
    known: Mapping[str, Assignment],
    here: LocalBackend,
    workers: Workers,
    folder: Path,
) -> dict[str, Graded]:
    """The end of a student's name → what comes of one who has it, graded here."""
    store = Store(folder)
    results = grade_class(first, known, store, here, jobs=1, workers=workers)
    executed = {one.student: store.executed_path(one.student, one.lesson) for one in results}
    return {
        one.student.partition("-")[2]: Graded(one, executed[one.student].read_bytes())
        for one in results
    }


def main() -> int:
    """Returns the exit status."""
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2], int(sys.argv[3]))
        return 0
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench.scale",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["real", "recorded", "cluster"])
    parser.add_argument("--size", type=int, default=1000, help="how many submissions")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    parser.add_argument("--workers", type=int, default=64, help="of a cluster")
    parser.add_argument(
        "--seconds", type=float, default=0.0, help="what each of a cluster's takes for one"
    )
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="scale-") as folder:
            run = measure(
                given.what,
                given.size,
                jobs=given.jobs,
                workers=given.workers,
                seconds=given.seconds,
                folder=Path(folder),
            )
    except BenchError as error:
        _say(f"Error: {error}")
        return 1
    except KeyboardInterrupt:
        _say("Stopped.")
        return 130
    print(table(run.samples))
    print(f"Memory grew by {100 * growth(run.samples):+.1f} % from the first line to the last.")
    print(f"Tables, pages and gradebook were brought together in {run.together:.1f} s.")
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

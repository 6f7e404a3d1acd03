"""Measures what the attack corpus takes from the grader and from neighbours.

    python -m scripts.attack_class [--jobs N]

Three processes grade one after another: every attack in a class with honest notebooks; an honest
class of the same size; and that first class again, one submission at a time. Printed are the
memory of the coordinator, and how much longer a submission took in the class than alone. That
takes half an hour.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import functools
import multiprocessing
import random
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import nbformat
import psutil

from autograder.check.process import check
from autograder.datasets.mnist.locate import locate_mnist
from autograder.grading.batch import Event, grade_class
from autograder.grading.conditions import Conditions
from autograder.grading.local import CHECK_MODULES, LocalBackend
from autograder.grading.reading import Reader
from autograder.record.store import Store
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.sandbox.limits import MIB
from autograder.run.sandbox.probe import ensure
from autograder.run.worker import Workers
from tests.support.attack_class import CHECK_SECONDS, HONEST, LIMITS, honest_notebook
from tests.support.corpus import LESSON, read_cases, target

_CORPUS = Path(__file__).parents[1] / "tests" / "attacks"
_SAMPLE_SECONDS = 0.1
#: a difference that nobody notices, whatever the ratio is
_NOTICEABLE_SECONDS = 1.0


@dataclass(frozen=True)
class Measured:
    """One class.

    Attributes:
        memory_bytes: resident memory of the coordinator: at the median, and at most.
        seconds: student → wall time from the beginning of a submission to its result.
    """

    memory_bytes: tuple[float, float]
    seconds: dict[str, float]


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.attack_class", description=__doc__)
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time (2)")
    jobs = parser.parse_args().jobs
    cases = read_cases(_CORPUS)
    size = len(cases) + len(HONEST)
    with tempfile.TemporaryDirectory(prefix="attacks-") as name:
        folder = Path(name)
        for case in cases.values():
            case.write(folder / "attacks")
        _write_honest(folder / "attacks", len(HONEST))
        _write_honest(folder / "honest", size)
        attacked = _apart(folder, "attacks", jobs)
        honest = _apart(folder, "honest", jobs)
        alone = _apart(folder, "attacks", 1)
    for title, one in (("attacks", attacked), ("honest", honest)):
        median, most = (number / MIB for number in one.memory_bytes)
        print(f"{title}: {len(one.seconds)} submissions, {median:.0f} MB, at most {most:.0f} MB")
    print(
        f"at most {attacked.memory_bytes[1] / honest.memory_bytes[1]:.2f} times the honest class's"
    )
    ratios = {
        student: (seconds / alone.seconds[student], seconds, alone.seconds[student])
        for student, seconds in attacked.seconds.items()
        if student in alone.seconds
    }
    print(
        f"in the class / alone: median {statistics.median(one[0] for one in ratios.values()):.2f}"
    )
    for student, (ratio, there, apart) in sorted(ratios.items(), key=lambda one: -one[1][0])[:15]:
        noticed = "" if there - apart < _NOTICEABLE_SECONDS else "  more than a second"
        print(f"  {student}: {ratio:.2f} ({there:.2f} s, alone {apart:.2f} s){noticed}")
    return 0


def _write_honest(folder: Path, number: int) -> None:
    for index in range(number):
        path = folder / f"honest-{index + 1:03}" / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(honest_notebook(index), path)


def _apart(folder: Path, name: str, jobs: int) -> Measured:
    """Grades a class in a process of its own, which is then the coordinator."""
    print(f"grading {name}, {jobs} at a time", file=sys.stderr, flush=True)
    fresh = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, fresh) as pool:
        return pool.submit(_grade, folder / name, jobs).result()


def _grade(submissions: Path, jobs: int) -> Measured:
    limited = functools.partial(check, question_seconds=CHECK_SECONDS)
    began: dict[str, float] = {}
    seconds: dict[str, float] = {}

    def note(event: Event) -> None:
        student = event.submission.student
        began.setdefault(student, time.monotonic())
        if event.result is not None:
            seconds[student] = time.monotonic() - began[student]

    with (
        mock.patch("autograder.grading.submission.check", limited),
        tempfile.TemporaryDirectory() as name,
        ForkServer(also_import=CHECK_MODULES) as fork_server,
    ):
        folder = Path(name)
        lesson = {LESSON: target(folder)}
        ensure(fork_server)
        fork_server.wait_until_ready()
        samples: list[int] = []
        over = threading.Event()
        sampler = threading.Thread(target=_sample, args=(samples, over))
        with Workers(fork_server, number=jobs) as workers:
            everybody = Reader(workers).collect([submissions], lesson)
            random.Random(0).shuffle(everybody)  # noqa: S311 - the same order each time
            sampler.start()
            grade_class(
                everybody,
                lesson,
                Store(folder / "out"),
                LocalBackend(fork_server, Conditions({"mnist": locate_mnist()}, LIMITS)),
                jobs=jobs,
                workers=workers,
                on_event=note,
            )
        over.set()
        sampler.join()
    return Measured((statistics.median(samples), max(samples)), seconds)


def _sample(samples: list[int], over: threading.Event) -> None:
    this = psutil.Process()
    while not over.is_set():
        samples.append(this.memory_info().rss)
        over.wait(_SAMPLE_SECONDS)


if __name__ == "__main__":
    sys.exit(main())

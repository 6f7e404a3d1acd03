"""One engine in a process of its own, which has imported it before the first submission comes.

    python -m scripts.bench.engines ENGINE FOLDER WORK

It is asked on standard input and answers on standard output, a JSON object a line:

    ← {"start": 6.1, "isolation": "namespaces"}             once, when it can begin
    → {"grade": {"lesson": "00-light", "student": "right"}}
    ← {"seconds": 0.9, "cells": 0.2, "points": {"q1": 2.0, …}}
    → {"grade_class": {"submissions": "…", "lesson": "00-light", "jobs": 2}}    autograder alone
    ← {"done": 17}                                          now and then
    ← {"seconds": 61.2, "points": {"student": {"q1": 2.0, …}, …}, "stages": {"run": [0.2, …], …}}
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat

from autograder.record.result import Result, Trust
from scripts.bench import stages
from scripts.bench.classes import handed_in, read_lesson, submitted
from scripts.bench.figures import HANDED_IN, NBGRADER, OTTER, OURS


def own_seconds(notebook: nbformat.NotebookNode, cells: list[str]) -> float:
    """How long the kernel was busy with the named cells of an executed notebook."""
    total = 0.0
    for cell in notebook.cells:
        times = cell.metadata.get("execution")
        if cell.id in cells and times:
            begun, ended = (
                datetime.fromisoformat(times[key])
                for key in ("iopub.status.busy", "shell.execute_reply")
            )
            total += (ended - begun).total_seconds()
    return total


def points_of(results: Iterable[Result]) -> dict[str, dict[str, float]]:
    """Student → question → points, without the questions that a person marks: 0 where empty."""
    return {
        result.student: {
            one.name: one.score
            for one in result.questions
            if one.score is not None and one.trust != Trust.MANUAL
        }
        for result in results
    }


class Engine:
    """What the bench asks of an engine.

    Attributes:
        start: seconds that a class has to wait for the first submission.
        isolation: how student code is locked in; empty where it is not.
    """

    start = 0.0
    isolation = ""

    def __init__(self, folder: Path, work: Path) -> None:
        """Args:
        folder: the one that `scripts.bench.classes` wrote.
        work: an empty one.
        """
        self._folder = folder
        self._work = work

    def grade(self, lesson: str, student: str) -> dict[str, Any]:
        """Grades one submission."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends what it has started."""


class Autograder(Engine):
    """`autograder grade`, as the command line calls it."""

    def __init__(self, folder: Path, work: Path) -> None:
        from autograder.datasets.mnist.locate import locate_mnist
        from autograder.grading.local import CHECK_MODULES
        from autograder.run.kernel.forkserver import ForkServer
        from autograder.run.sandbox.probe import ensure
        from autograder.run.worker import Workers

        super().__init__(folder, work)
        self._mnist = locate_mnist()
        began = time.monotonic()
        self._fork_server = ForkServer(also_import=CHECK_MODULES)
        self.isolation = ensure(self._fork_server)
        self._fork_server.wait_until_ready()
        self._workers = Workers(self._fork_server)
        self._workers.call("os:getpid", seconds=60)  # which locks one in
        self.start = time.monotonic() - began

    def grade(self, lesson: str, student: str) -> dict[str, Any]:
        """Grades one submission, into an empty output folder."""
        with tempfile.TemporaryDirectory(dir=self._work) as output:
            began = time.monotonic()
            points = self._grade(self._path(lesson, student), lesson, Path(output), jobs=1)
            seconds = time.monotonic() - began
            executed = nbformat.read(next(Path(output).glob("executed/*/*.ipynb")), as_version=4)
        cells = own_seconds(executed, read_lesson(self._folder, lesson).cells[student])
        return {"seconds": seconds, "cells": cells, "points": points[student]}

    def _path(self, lesson: str, student: str) -> Path:
        return submitted(self._folder, lesson, student)

    def grade_class(self, submissions: str, lesson: str, jobs: int) -> dict[str, Any]:
        """Grades a folder of submissions of one lesson."""
        from autograder.cli import logs

        with tempfile.TemporaryDirectory(dir=self._work) as output:
            log = Path(output) / "grading.log"
            logs.begin()
            logs.to_output(log)
            began = time.monotonic()
            points = self._grade(Path(submissions), lesson, Path(output), jobs)
            seconds = time.monotonic() - began
            logs.begin()
            with log.open(encoding="utf-8") as lines:
                return {"seconds": seconds, "points": points, "stages": stages.read(lines)}

    def _grade(
        self, path: Path, lesson: str, output: Path, jobs: int
    ) -> dict[str, dict[str, float]]:
        from autograder.authoring.assignments import from_zips
        from autograder.grading.batch import Event, grade_class
        from autograder.grading.conditions import Conditions
        from autograder.grading.local import LocalBackend
        from autograder.grading.reading import Reader
        from autograder.record.store import Store

        finished = 0

        def count(event: Event) -> None:
            nonlocal finished
            if event.result is not None:
                finished += 1
                answer({"done": finished})

        known = from_zips([self._folder / lesson / "assignment.zip"], output / "tests")
        results = grade_class(
            Reader(self._workers).collect([path], known),
            known,
            Store(output),
            LocalBackend(self._fork_server, Conditions({"mnist": self._mnist})),
            jobs=jobs,
            workers=self._workers,
            on_event=count,
        )
        return points_of(results)

    def close(self) -> None:
        """Ends the workers and the fork server."""
        self._workers.close()
        self._fork_server.close()


class HandedIn(Autograder):
    """The same, where submissions bring along what their trainings left behind."""

    def _path(self, lesson: str, student: str) -> Path:
        return handed_in(self._folder, lesson, student)


class Otter(Engine):
    """`otter run`, without its command line."""

    def __init__(self, folder: Path, work: Path) -> None:
        from otter.api import grade_submission

        super().__init__(folder, work)
        self._grade_submission = grade_submission

    def grade(self, lesson: str, student: str) -> dict[str, Any]:
        """Grades one submission."""
        path = submitted(self._folder, lesson, student)
        archive = self._folder / lesson / "assignment.zip"
        began = time.monotonic()
        results = self._grade_submission(str(path), str(archive), quiet=True)
        seconds = time.monotonic() - began
        cells = own_seconds(results.notebook, read_lesson(self._folder, lesson).cells[student])
        points = {name: test.score for name, test in results.results.items()}
        return {"seconds": seconds, "cells": cells, "points": points}


class Nbgrader(Engine):
    """`nbgrader autograde`, without its command line."""

    def __init__(self, folder: Path, work: Path) -> None:
        super().__init__(folder, work)
        self._course = NbgraderCourse(folder / "nbgrader")
        for source in (folder / "nbgrader" / "source").iterdir():
            if source.is_dir():
                self._course.generate(source.name)

    def grade(self, lesson: str, student: str) -> dict[str, Any]:
        """Grades one submission."""
        began = time.monotonic()
        self._course.autograde(lesson, student)
        seconds = time.monotonic() - began
        executed = nbformat.read(self._course.autograded(lesson, student), as_version=4)
        cells = own_seconds(executed, read_lesson(self._folder, lesson).cells[student])
        return {"seconds": seconds, "cells": cells, "points": self._course.points(lesson, student)}


class NbgraderCourse:
    """An nbgrader course with the configuration that lies in its folder."""

    def __init__(self, root: Path, database: Path | None = None) -> None:
        """Args:
        root: with `nbgrader_config.py`, `source` and `submitted`.
        database: another gradebook than the folder's own, for several processes at a time.
        """
        from nbgrader.apps.api import NbGraderAPI
        from traitlets.config.loader import PyFileConfigLoader

        config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
        config.CourseDirectory.root = str(root)
        if database is not None:
            config.CourseDirectory.db_url = f"sqlite:///{database}"
        config.Exchange.root = str(root)
        self._root = root
        self._api = NbGraderAPI(config=config)

    def generate(self, lesson: str) -> None:
        """`nbgrader generate_assignment`."""
        _insist(self._api.generate_assignment(lesson))

    def autograde(self, lesson: str, student: str) -> None:
        """`nbgrader autograde`."""
        _insist(self._api.autograde(lesson, student))

    def autograded(self, lesson: str, student: str) -> Path:
        """The notebook as nbgrader executed it."""
        return self._root / "autograded" / student / lesson / f"{lesson}.ipynb"

    def points(self, lesson: str, student: str) -> dict[str, float]:
        """Question → points of its test cells; a cell is called by its question and its number."""
        points: dict[str, float] = {}
        with self._api.gradebook as gradebook:
            for grade in gradebook.find_submission_notebook(lesson, lesson, student).grades:
                question, _, number = grade.name.partition("-")
                if number:  # the others are marked by a person
                    points[question] = points.get(question, 0.0) + (grade.auto_score or 0.0)
        return points


def _insist(outcome: dict[str, Any]) -> None:
    if not outcome["success"]:
        raise RuntimeError(f"nbgrader: {outcome.get('error') or outcome.get('log')}")


ENGINES: dict[str, type[Engine]] = {
    OURS: Autograder,
    HANDED_IN: HandedIn,
    OTTER: Otter,
    NBGRADER: Nbgrader,
}
answer: Callable[[dict[str, Any]], None]


def main() -> None:
    """Answers until standard input ends."""
    global answer
    name, folder, work = sys.argv[1:]
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what engines print is no answer

    def answer(message: dict[str, Any]) -> None:
        replies.write(f"{json.dumps(message)}\n")
        replies.flush()

    engine = ENGINES[name](Path(folder), Path(work))
    try:
        answer({"start": engine.start, "isolation": engine.isolation})
        for line in sys.stdin:
            ((method, arguments),) = json.loads(line).items()
            answer(getattr(engine, method)(**arguments))
    finally:
        engine.close()


if __name__ == "__main__":
    main()

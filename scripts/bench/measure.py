"""One run: the same submissions by all engines in turn, then memory, throughput and growth."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import re
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from autograder.authoring.answers import read_answers
from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from autograder.datasets.mnist.locate import locate_mnist
from autograder.run.kernel.forkserver import ForkServer
from scripts.bench.classes import (
    Lesson,
    handed_in,
    submitted,
    write_evidence,
    write_lesson,
    write_light_course,
)
from scripts.bench.commands import measure_commands
from scripts.bench.figures import (
    HANDED_IN,
    LESSON_04,
    LIGHT,
    OURS,
    ClassRun,
    Figures,
    Graded,
    Machine,
    Took,
    engines,
    insist_on_right_points,
)
from scripts.bench.sandbox import measure_sandbox
from scripts.bench.workers import ROOT, Worker, environment

#: answers to lesson 04 that train: right, right with a smaller network, and wrong
_THAT_TRAIN = ("solution", "q5-answered-without-q4", "q5-trained-on-the-test-set")
#: a class that is graded faster is too short for its memory to be sampled often
_SHORT_SECONDS, _REPEATS = 20.0, 3
_PACKAGES = {
    "Otter": ["otter-grader"],
    "nbgrader": ["nbgrader"],
    "TensorFlow": ["tensorflow", "tensorflow-cpu"],
}


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes:
        rounds: lesson → how often each submission is graded by each engine.
        class_size: submissions of a class for throughput.
        growth: sizes of classes of light submissions, from small to large.
        handed_in: the same, of lesson 04 with evidence.
        locked_in: processes that do nothing, to time the sandbox alone.
        results: those that are there where a rerun finds nothing new.
    """

    rounds: dict[str, int]
    class_size: int
    growth: tuple[int, ...]
    handed_in: tuple[int, ...] = ()
    locked_in: int = 100
    results: int = 6000


def measure(plan: Plan, folder: Path, say: Callable[[str], None]) -> Figures:
    """Measures everything.

    Args:
        folder: an empty one, for whatever is written meanwhile.
        say: takes a line about how far it has come.

    Raises:
        BenchError: an engine fails, or gives other points than are right.
    """
    return _Run(plan, folder, say).figures()


class _Run:
    def __init__(self, plan: Plan, folder: Path, say: Callable[[str], None]) -> None:
        self._plan = plan
        self._folder = folder
        self._say = say
        self._mnist = locate_mnist()
        self._env = environment(self._mnist.path)
        self._lessons = {name: self._write(name) for name in plan.rounds}
        self._expected = {name: lesson.expected for name, lesson in self._lessons.items()}
        self._started = 0

    def figures(self) -> Figures:
        isolation, graded = self._side_by_side()
        return Figures(
            machine=_this_machine(),
            mnist=self._mnist.name,
            isolation=isolation,
            graded=graded,
            peaks=self._peaks(),
            throughput=tuple(self._throughput(jobs) for jobs in (1, 2)),
            growth=tuple(self._growth(OURS, LIGHT, size) for size in self._plan.growth),
            handed_in=tuple(
                self._growth(HANDED_IN, LESSON_04, size) for size in self._plan.handed_in
            ),
            sandbox=self._sandbox(),
            commands=self._commands(),
        )

    def _sandbox(self) -> dict[str, list[float]]:
        self._say("locking in processes that do nothing")
        return measure_sandbox(self._plan.locked_in)

    def _commands(self) -> dict[str, list[Took]]:
        self._say(f"timing commands, the last one over {self._plan.results:,} results")
        folder = self._folder / "commands"
        folder.mkdir()
        return measure_commands(self._plan.results, folder)

    def _write(self, name: str) -> Lesson:
        self._say(f"writing the submissions to {name}")
        light = name == LIGHT
        course = write_light_course(self._folder / "course") if light else find(ROOT)
        answers = read_answers(course, name)
        if name != LIGHT:
            answers = [answer for answer in answers if answer.name in _THAT_TRAIN]
        lesson = write_lesson(self._folder, course, name, emit_lesson(course, name), answers)
        if name == LESSON_04:
            self._say("training what is handed in")
            with ForkServer() as fork_server:
                write_evidence(self._folder, name, fork_server, self._mnist)
        return lesson

    def _worker(self, engine: str) -> Worker:
        self._started += 1
        work = self._folder / f"worker-{self._started}"
        work.mkdir()
        return Worker(engine, self._folder, work, self._env)

    def _side_by_side(self) -> tuple[str, tuple[Graded, ...]]:
        """Every engine's process is there, and they take turns, so that noise hits all alike."""
        graded = []
        with contextlib.ExitStack() as stack:
            workers = []
            for engine in dict.fromkeys(one for name in self._lessons for one in engines(name)):
                self._say(f"starting {engine}")
                workers.append(stack.enter_context(self._worker(engine)))
            for worker in workers:  # files are read for the first time
                lesson = LESSON_04 if worker.engine == HANDED_IN else LIGHT
                self._grade(worker, lesson, next(iter(self._expected[lesson])), "warming up")
            todo = list(self._submissions())
            for number, (lesson, student) in enumerate(todo, 1):
                place = f"[{number}/{len(todo)}]"
                graded += [
                    self._grade(worker, lesson, student, place)
                    for worker in workers
                    if worker.engine in engines(lesson)
                ]
            return workers[0].isolation, tuple(graded)

    def _submissions(self) -> Iterator[tuple[str, str]]:
        for name, rounds in self._plan.rounds.items():
            for _ in range(rounds):
                for student in self._lessons[name].expected:
                    yield name, student

    def _grade(self, worker: Worker, lesson: str, student: str, place: str) -> Graded:
        answer = worker.ask("grade", lesson=lesson, student=student)
        graded = Graded(engine=worker.engine, lesson=lesson, student=student, **answer)
        insist_on_right_points([graded], self._expected)
        self._say(f"{place} {lesson} of {student}: {worker.engine} {graded.seconds:.2f} s")
        return graded

    def _peaks(self) -> dict[str, dict[str, int]]:
        """Alone, because processes that map the same libraries would share the bill."""
        peaks: dict[str, dict[str, int]] = {name: {} for name in self._lessons}
        for name, lesson in self._lessons.items():
            for engine in engines(name):
                with self._worker(engine) as worker, worker.memory() as peak:
                    for student in lesson.expected:
                        self._grade(worker, name, student, "[memory]")
                peaks[name][engine] = peak.bytes
        return peaks

    def _throughput(self, jobs: int) -> ClassRun:
        with self._worker(OURS) as worker:
            return self._class_run(worker, LIGHT, self._plan.class_size, jobs)

    def _growth(self, engine: str, lesson: str, size: int) -> ClassRun:
        """Several runs, each of a fresh process, where one is over before a peak can be seen."""
        runs: list[ClassRun] = []
        while not runs or (len(runs) < _REPEATS and runs[-1].seconds < _SHORT_SECONDS):
            with self._worker(engine) as worker, worker.memory() as peak:
                run = self._class_run(worker, lesson, size, 2)
            runs.append(replace(run, peak_bytes=peak.bytes))
        seconds = statistics.median(run.seconds for run in runs)
        highest = max(run.peak_bytes for run in runs)
        return replace(runs[-1], seconds=seconds, peak_bytes=highest)

    def _class_run(self, worker: Worker, lesson: str, size: int, jobs: int) -> ClassRun:
        name = f"{size} submissions of {lesson}, {jobs} jobs"

        def progress(done: int) -> None:
            if done % max(1, size // 10) == 0:
                self._say(f"[{name}] {done}")

        folder = self._class_of(size, lesson)
        answer = worker.ask(
            "grade_class", progress, submissions=str(folder), lesson=lesson, jobs=jobs
        )
        insist_on_right_points(_as_graded(answer, lesson), self._expected)
        return ClassRun(
            size, jobs, worker.start_seconds, answer["seconds"], stages=answer["stages"]
        )

    def _class_of(self, size: int, lesson: str) -> Path:
        """A folder of so many submissions, all answers in turn; students are numbered."""
        folder = self._folder / f"class-of-{size}-{lesson}"
        answers = list(self._lessons[lesson].expected)
        place = submitted if lesson == LIGHT else handed_in
        for number in range(0 if folder.exists() else size):
            answer = answers[number % len(answers)]
            source = place(self._folder, lesson, answer)
            path = folder / f"{number:04}-{answer}" / source.name
            path.parent.mkdir(parents=True)
            os.link(source, path)
        return folder


def _as_graded(answer: dict[str, Any], lesson: str) -> list[Graded]:
    """A class's points, each student under the name of the answer that was copied."""
    return [
        Graded(OURS, lesson, student.partition("-")[2], 0.0, 0.0, points)
        for student, points in answer["points"].items()
    ]


def _this_machine() -> Machine:
    """What others need to compare, and nothing that tells whose machine it is."""
    system = re.match(r"[\d.]*\d", platform.release())
    versions = {"Python": platform.python_version()}
    for name, distributions in _PACKAGES.items():
        for distribution in distributions:
            with contextlib.suppress(importlib.metadata.PackageNotFoundError):
                versions[name] = importlib.metadata.version(distribution)
    return Machine(
        cores=os.cpu_count() or 1,
        memory_bytes=psutil.virtual_memory().total,
        kernel=f"{platform.system()} {system.group() if system else ''}".strip(),
        versions=versions,
    )

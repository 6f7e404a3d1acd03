"""One run: the same submissions by all engines in turn, then memory, throughput and growth."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from autograder.build.answers import read_answers
from autograder.build.publish import emit_lesson
from autograder.course import Course, find
from autograder.datasets import locate_mnist
from scripts.bench import light
from scripts.bench.classes import Lesson, submitted, write_lesson
from scripts.bench.figures import (
    COMMANDS,
    LIGHT,
    OURS,
    ClassRun,
    Figures,
    Graded,
    Machine,
    insist_on_right_points,
)
from scripts.bench.workers import ROOT, Worker, environment

#: answers to lesson 04 that train: right, right in another way, and wrong
_THAT_TRAIN = ("solution", "right-subclassed", "q5-trained-on-the-test-set")
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
        growth: sizes of classes, from small to large.
    """

    rounds: dict[str, int]
    class_size: int
    growth: tuple[int, ...]


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
            growth=tuple(map(self._growth, self._plan.growth)),
        )

    def _write(self, name: str) -> Lesson:
        self._say(f"writing the submissions to {name}")
        course = self._light_course() if name == LIGHT else find(ROOT)
        answers = read_answers(course, name)
        if name != LIGHT:
            answers = [answer for answer in answers if answer.name in _THAT_TRAIN]
        return write_lesson(self._folder, course, name, emit_lesson(course, name), answers)

    def _light_course(self) -> Course:
        root = self._folder / "course"
        lesson = root / "solutions" / LIGHT
        (lesson / "answers").mkdir(parents=True)
        (root / "pyproject.toml").write_text(
            '[tool.course]\nrepository = "bench/bench"\nbranch = "main"\n'
        )
        (lesson / "lesson.py").write_text(light.LESSON)
        for name, text in light.ANSWERS.items():
            (lesson / "answers" / f"{name}.py").write_text(text)
        return find(root)

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
            for engine in COMMANDS:
                self._say(f"starting {engine}")
                workers.append(stack.enter_context(self._worker(engine)))
            for worker in workers:  # files are read for the first time
                self._grade(worker, LIGHT, next(iter(self._lessons[LIGHT].expected)), "warming up")
            todo = list(self._submissions())
            for number, (lesson, student) in enumerate(todo, 1):
                place = f"[{number}/{len(todo)}]"
                graded += [self._grade(worker, lesson, student, place) for worker in workers]
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
        for engine in COMMANDS:
            for name, lesson in self._lessons.items():
                with self._worker(engine) as worker, worker.memory() as peak:
                    for student in lesson.expected:
                        self._grade(worker, name, student, "[memory]")
                peaks[name][engine] = peak.bytes
        return peaks

    def _throughput(self, jobs: int) -> ClassRun:
        with self._worker(OURS) as worker:
            return self._class_run(worker, self._plan.class_size, jobs)

    def _growth(self, size: int) -> ClassRun:
        with self._worker(OURS) as worker, worker.memory() as peak:
            run = self._class_run(worker, size, 2)
        return ClassRun(run.submissions, run.jobs, run.start, run.seconds, peak.bytes)

    def _class_run(self, worker: Worker, size: int, jobs: int) -> ClassRun:
        name = f"{size} light submissions, {jobs} jobs"

        def progress(done: int) -> None:
            if done % max(1, size // 10) == 0:
                self._say(f"[{name}] {done}")

        folder = self._class_of(size)
        answer = worker.ask(
            "grade_class", progress, submissions=str(folder), lesson=LIGHT, jobs=jobs
        )
        insist_on_right_points(_as_graded(answer), self._expected)
        return ClassRun(size, jobs, worker.start_seconds, answer["seconds"])

    def _class_of(self, size: int) -> Path:
        """A folder of so many light submissions, all answers in turn; students are numbered."""
        folder = self._folder / f"class-of-{size}"
        answers = list(self._lessons[LIGHT].expected)
        for number in range(0 if folder.exists() else size):
            answer = answers[number % len(answers)]
            path = folder / f"{number:04}-{answer}" / f"{LIGHT}.ipynb"
            path.parent.mkdir(parents=True)
            shutil.copy(submitted(self._folder, LIGHT, answer), path)
        return folder


def _as_graded(answer: dict[str, Any]) -> list[Graded]:
    """A class's points, each student under the name of the answer that was copied."""
    return [
        Graded(OURS, LIGHT, student.partition("-")[2], 0.0, 0.0, points)
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

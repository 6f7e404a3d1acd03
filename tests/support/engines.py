"""What the other two graders give for a lesson's typical answers. No test code runs in them."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import nbformat

from autograder.assignment.model import load
from autograder.authoring.answers import Answer, notebook_of
from autograder.authoring.course import Course
from autograder.authoring.targets.nbgrader import course_files, lesson_files, release_notebook
from autograder.authoring.targets.otter import Emitted
from autograder.files import write_atomically
from autograder.run.colab._addresses import VARIABLE
from tests import SLOW_TO_IMPORT
from tests.support.grade_with import MARK

_SECONDS = 2 * 3600
Points = dict[str, dict[str, float]]


@dataclasses.dataclass(frozen=True)
class Elsewhere:
    """A lesson, and what another grader's kernels find.

    They know nothing of Colab, or of the addresses of a lesson's own files. The latter are served
    to them all the same: where a class is graded there is a network, and the files lie there.

    Attributes:
        environment: in which MNIST is loaded without a network.
        without: modules that are not there, as on some students' machines; TensorFlow's absence
            saves seconds for each notebook.
        folder: an empty place to write to.
    """

    course: Course
    lesson: str
    emitted: Emitted
    environment: Mapping[str, str]
    without: tuple[str, ...]
    folder: Path

    def by_otter(self, answers: Iterable[Answer]) -> Points:
        """Answer → question → points that `otter run` gives."""
        paths = []
        for answer in answers:
            path = self.folder / "otter" / answer.name / f"{self.lesson}.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(notebook_of(answer, self.emitted), path)
            paths.append(str(path))
        return self._run("otter", str(self._archive()), *paths)

    def by_nbgrader(self, answers: Iterable[Answer]) -> Points:
        """Answer → question → points that `nbgrader autograde` gives."""
        root = self.folder / "nbgrader"
        for path, data in course_files(self.course).items():
            write_atomically(root / path, data)
        for path, data in lesson_files(self.lesson, self.emitted).items():
            write_atomically(root / "source" / self.lesson / path, data)
        emitted = dataclasses.replace(self.emitted, student_notebook=release_notebook(self.emitted))
        names = []
        for answer in answers:
            there = root / "submitted" / answer.name / self.lesson / f"{self.lesson}.ipynb"
            there.parent.mkdir(parents=True)
            nbformat.write(notebook_of(answer, emitted), there)
            names.append(answer.name)
        return self._run("nbgrader", str(root), self.lesson, *names)

    def _archive(self) -> Path:
        path = self.folder / f"{self.lesson}.zip"
        path.write_bytes(self.emitted.autograder_zip)
        return path

    def _run(self, *arguments: str) -> Points:
        environment = {
            **self.environment,
            "COURSE_WITHOUT": ",".join((*self.without, SLOW_TO_IMPORT)),
        }
        served = load(self._archive(), self.folder / "its tests and files").served
        if served:
            environment[VARIABLE] = json.dumps(served)
        programs = Path(sys.executable).parent  # nbgrader calls alembic by its name
        environment["PATH"] = f"{programs}{os.pathsep}{environment.get('PATH', os.defpath)}"
        checkout = Path(__file__).parents[2]
        environment["PYTHONPATH"] += f"{os.pathsep}{checkout}"
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.grade_with", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )
        lines = [line for line in done.stdout.splitlines() if line.startswith(MARK)]
        assert done.returncode == 0, done.stdout + done.stderr
        return dict(json.loads(line.removeprefix(MARK)) for line in lines)

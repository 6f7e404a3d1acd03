"""A Dask worker's task: a fork server of its own, the same as the local backend. [coordinator]"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from distributed import Worker, WorkerPlugin, get_worker

from autograder.assignment.model import Assignment
from autograder.collect.submissions import Submission
from autograder.errors import MachineError
from autograder.grading import log
from autograder.grading.conditions import Conditions, Train
from autograder.grading.local import CHECK_MODULES, Graded, LocalBackend
from autograder.grading.reading import OpenSubmission
from autograder.grading.results import versions
from autograder.run.kernel.forkserver import ForkServer, ForkServerError
from autograder.run.kernel.workspace import sweep
from autograder.run.sandbox.probe import ensure
from autograder.run.worker import WorkerError

PROGRESS = "autograder-progress"


class ClusterError(MachineError):
    """The cluster cannot be used any more. The message says why and what to do."""


@dataclass(frozen=True)
class _Lesson:
    """An assignment with the contents of its folders, since a worker may be on another machine."""

    assignment: Assignment
    tests: Mapping[str, bytes]
    files: Mapping[str, bytes] | None

    @staticmethod
    def of(assignment: Assignment) -> _Lesson:
        files = None if assignment.files is None else _contents(assignment.files)
        return _Lesson(assignment, _contents(assignment.tests), files)

    def unpacked(self, folder: Path) -> Assignment:
        """The assignment with its folders below `folder`."""
        _write(folder / "tests", self.tests)
        if self.files is not None:
            _write(folder / "files", self.files)
        files = None if self.files is None else folder / "files"
        return dataclasses.replace(self.assignment, tests=folder / "tests", files=files)


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class Grader(WorkerPlugin):
    """What a worker needs for grading. Dask sends it to every worker, those that join later too."""

    def __init__(
        self,
        name: str,
        lessons: Iterable[Assignment],
        conditions: Conditions,
    ) -> None:
        self.name = name
        self._lessons = {one.name: _Lesson.of(one) for one in lessons}
        self._conditions = conditions
        self._data = {name: one.path.read_bytes() for name, one in conditions.data.items()}
        self._needs = versions()

    async def setup(self, worker: Worker) -> None:
        """Starts the fork server, and tries whether student code can be locked in here.

        Raises:
            ClusterError: submissions would not be graded as on the coordinator's machine.
        """
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._ended = False
        try:
            await asyncio.to_thread(self._prepare, worker.state.nthreads)
        except Exception as error:
            self._stack.close()
            raise ClusterError(f"The worker {worker.address} can't grade: {error}") from None

    def _prepare(self, threads: int) -> None:
        if not sys.flags.safe_path:  # a nanny starts `python -c`, which imports from its folder
            raise ClusterError(
                "it imports modules from its working folder. Start it with PYTHONSAFEPATH=1 in its "
                "environment."
            )
        here = versions()
        others = [
            f"{k} {here.get(k)} and not {v}" for k, v in self._needs.items() if here.get(k) != v
        ]
        if others:
            raise ClusterError(
                f"it has {', '.join(others)}. Install the same there as on the machine where "
                "`autograder grade` runs."
            )
        sweep()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="tests-")))
        self._known = {
            name: lesson.unpacked(folder / str(index))
            for index, (name, lesson) in enumerate(self._lessons.items())
        }
        data = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="data-")))
        data.chmod(0o755)  # where the student is another user
        located = {}
        for name, content in self._data.items():
            one = self._conditions.data[name]
            (data / name).mkdir()
            located[name] = dataclasses.replace(one, path=data / name / one.path.name)
            located[name].path.write_bytes(content)
        conditions = dataclasses.replace(self._conditions, data=located)
        backend = LocalBackend(self._fork_server(), conditions)
        self._jobs = backend.jobs(threads)
        self._turns = threading.BoundedSemaphore(self._jobs)
        backend.fork_server.share_processors(self._jobs)
        self._backend = backend

    def _fork_server(self) -> ForkServer:
        fork_server = ForkServer(CHECK_MODULES)
        if self._conditions.isolated:
            ensure(fork_server)
        return fork_server

    def _usable(self) -> LocalBackend:
        """This machine, with a fork server that lives.

        Raises:
            ForkServerError: grading here has come to an end.
        """
        with self._lock:
            if self._ended:
                raise ForkServerError("The worker stops grading.")
            if self._backend.fork_server.has_ended:  # such as by the kernel, for want of memory
                fork_server = self._fork_server()
                fork_server.share_processors(self._jobs)
                self._backend = dataclasses.replace(self._backend, fork_server=fork_server)
            return self._backend

    async def teardown(self, worker: Worker) -> None:
        """Ends what is being graded here, and removes the lessons' files."""
        self._ended = True
        if backend := getattr(self, "_backend", None):
            await asyncio.to_thread(backend.close)
        self._stack.close()

    def grade(
        self, opened: OpenSubmission, train: Train, on_progress: Callable[[float], None]
    ) -> Graded:
        """Grades one submission, as `Backend.grade`.

        Raises:
            ClusterError: this worker could not be set up.
            ForkServerError: the fork server ended midway.
        """
        if not hasattr(self, "_backend"):
            raise ClusterError("A worker that joined later can't grade; its log says why.")
        with self._turns:
            assignment = self._known[opened.submission.lesson]
            return self._usable().grade(opened, assignment, train=train, on_progress=on_progress)


def grade_there(
    plugin: str,
    job: str,
    submission: str,
    train: Train,
    notebook: bytes,
    pretrained: bytes | str | None,
) -> str:
    """The task that a worker runs: a submission's JSON in, the JSON of what came of it out.

    Args:
        submission: as `as_json` gives it.
        train: as `Backend.grade` takes it.
        notebook, pretrained: the files of an `OpenSubmission`; why the latter cannot be read, or
            None where there is none.
    """
    worker = get_worker()
    grader = worker.plugins[plugin]
    assert isinstance(grader, Grader)
    with (
        _opened(json.loads(submission), notebook, pretrained) as opened,
        log.about(opened.submission),
        log.gathered() as lines,
    ):
        graded = grader.grade(
            opened, train, lambda share: worker.log_event(PROGRESS, {"job": job, "share": share})
        )
    return json.dumps(
        {
            "result": graded.result.to_json(),
            "executed": graded.executed and graded.executed.decode("utf-8", "replace"),
            "diagnosis": graded.diagnosis,
            "log": lines,
        }
    )


@contextmanager
def _opened(
    data: dict[str, Any], notebook: bytes, pretrained: bytes | str | None
) -> Iterator[OpenSubmission]:
    """The submission, with files of these bytes."""

    def artifacts() -> AbstractContextManager[BinaryIO]:
        if isinstance(pretrained, str):
            raise WorkerError(pretrained)
        return _file(pretrained or b"")

    trained_on = data.pop("trained_on")
    with _file(notebook) as file:
        beside = None if pretrained is None else artifacts
        yield OpenSubmission(Submission(**data), file, trained_on, beside)


@contextmanager
def _file(content: bytes) -> Iterator[BinaryIO]:
    """A file without a name."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        yield file


def as_json(opened: OpenSubmission) -> str:
    """What grading needs to know; when it was handed in, and by whose account, stays here.

    Its files travel as bytes, beside this.
    """
    names = ("student", "origin", "sha256", "lesson", "problem", "mentions")
    facts = {name: getattr(opened.submission, name) for name in names}
    return json.dumps({**facts, "trained_on": opened.data})

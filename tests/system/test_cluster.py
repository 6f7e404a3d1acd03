"""A class graded on a Dask cluster gets the results that it gets on one machine."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import nbformat
import psutil
import pytest
from distributed import Client, KilledWorker
from distributed.comm.core import CommClosedError

import autograder.grading.dask_worker
from autograder.assignment.model import Assignment
from autograder.authoring.assignments import from_zips
from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from autograder.cli import logs
from autograder.grading.conditions import Conditions
from autograder.grading.dask_client import Cluster, NoSchedulerError
from autograder.grading.dask_worker import ClusterError
from autograder.grading.local import LocalBackend
from autograder.grading.results import versions
from autograder.record.result import Result
from autograder.record.store import Store
from tests.conftest import notebook
from tests.support import trained
from tests.support.grading import grade_class
from tests.support.submissions import collect
from tests.support.tiny import TINY, write

_BIN = Path(sys.executable).parent
_SLOW = "import time; time.sleep(1)"
ANSWERS = {
    "ada": "answer = 42",
    "brian": "answer = 41",
    "chen": f"{_SLOW}; answer = 42",
    "dora": f"{_SLOW}; answer = '42'",
    "emil": "answer = 1 / 0",
    "fay": f"{_SLOW}; answer = 40 + 2",
    "gus": f"{_SLOW}; answer = ...",
    "hao": f"{_SLOW}; print('hello'); answer = 42",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson of one question: `answer` must be a number (visible) and 42 (hidden)."""
    root = tmp_path_factory.mktemp("course")
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    write(root, TINY)
    (root / "tiny.zip").write_bytes(emit_lesson(find(root), "01-tiny").autograder_zip)
    return root / "tiny.zip"


@pytest.fixture(scope="module")
def known(archive, tmp_path_factory) -> dict[str, Assignment]:
    small = trained.write_lesson(tmp_path_factory.mktemp("trained") / "small.zip")
    return from_zips([archive, small], tmp_path_factory.mktemp("tests"))


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    for student, answer in ANSWERS.items():
        cells = notebook("LESSON = '01-tiny'", answer, 'grader.check("q1")')
        nbformat.write(cells, folder / f"{student}.ipynb")
    (folder / "ines.ipynb").write_text("{ this is no notebook")
    return folder


class Dask:
    """A scheduler and two workers, each a program of its own, started by their command lines."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "scheduler.json")
        quiet: dict[str, Any] = {
            "cwd": folder,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }
        quiet["env"] = {**os.environ, "PYTHONSAFEPATH": "1"}
        at = ["--scheduler-file", self.address, "--no-dashboard"]
        commands = [
            ["scheduler", "--host", "127.0.0.1", "--port", "0", *at],
            *[["worker", "--nthreads", "1", "--name", name, *at] for name in ("one", "two")],
        ]
        self.scheduler, *self.nannies = [
            subprocess.Popen([_BIN / "dask", *command], **quiet) for command in commands
        ]

    def workers(self) -> list[psutil.Process]:
        """The processes that grade. Dask starts another where one dies."""
        return [
            child
            for nanny in self.nannies
            for child in psutil.Process(nanny.pid).children()
            if "spawn_main" in " ".join(child.cmdline())
        ]

    def parents(self) -> list[psutil.Process]:
        """The fork servers that are there."""
        return [
            process
            for worker in self.workers()
            for process in worker.children(recursive=True)
            if any("autograder.run.kernel.forkserver_process" in part for part in process.cmdline())
        ]

    def close(self) -> None:
        """Ends all three."""
        for process in (*self.nannies, self.scheduler):
            process.terminate()
        for process in (*self.nannies, self.scheduler):
            process.wait(30)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    cluster = Dask(tmp_path_factory.mktemp("dask"))
    while not Path(cluster.address).exists():
        time.sleep(0.1)
    with Client(scheduler_file=cluster.address) as client:
        client.wait_for_workers(2)
    yield cluster
    cluster.close()


@pytest.fixture
def connect(dask, known, mnist, tmp_path):
    """The cluster, ready to grade into a folder."""

    def connected(address: str = dask.address) -> Cluster:
        return Cluster(
            address,
            known.values(),
            tmp_path / "out",
            Conditions({"mnist": mnist}),
            tell=lambda sentence: None,
        )

    return connected


def comparable(results: list[Result]) -> list[Result]:
    """Everything but times."""
    return [dataclasses.replace(result, seconds={}) for result in results]


def executed(store: Store) -> dict[str, object]:
    """What the executed notebooks show."""
    return {
        path.parent.name: [cell.get("outputs") for cell in nbformat.read(path, 4).cells]
        for path in store.folder.glob("executed/*/*.ipynb")
    }


def test_one_process_two_jobs_and_a_cluster_that_loses_a_worker_come_to_the_same(
    dask, connect, known, handed_in, fork_server, mnist, tmp_path
):
    submissions = collect([handed_in], known)
    stores = [Store(tmp_path / name) for name in ("one", "two", "cluster")]
    here = LocalBackend(fork_server, Conditions({"mnist": mnist}))
    alone = grade_class(submissions, known, stores[0], here, jobs=1)
    paired = grade_class(submissions, known, stores[1], here, jobs=2)
    killed: list[Any] = []
    shares: list[Any] = []
    one_at_a_time = threading.Lock()  # a process that was just killed has no command line

    def kill_one(event):
        shares.append(event.done)
        with one_at_a_time:
            if event.result is not None and event.result.status == "graded" and not killed:
                killed.append(dask.workers()[0])
                killed[0].send_signal(signal.SIGKILL)

    with connect() as cluster:
        spread = grade_class(
            submissions,
            known,
            stores[2],
            cluster,
            jobs=cluster.jobs(1),
            on_event=kill_one,
        )
    assert not killed[0].is_running()
    assert [result.score for result in alone] == [1, 0.5, 1, 0, 0, 1, 0, 1, 0]
    assert comparable(paired) == comparable(alone)
    assert comparable(spread) == comparable(alone)
    assert executed(stores[2]) == executed(stores[0])
    assert stores[2].results() == sorted(spread, key=lambda result: result.student)
    assert any(0 < share < 1 for share in shares), "no progress came from the workers"
    assert dask.parents() == [], "kernels' parents stay behind on the workers"
    reused = []
    again = grade_class(
        submissions,
        known,
        stores[2],
        here,
        jobs=1,
        on_event=lambda event: reused.append(event.reused),
    )
    assert again == spread
    assert sum(reused) == len(ANSWERS), "what a cluster graded is graded again here"


@pytest.mark.slow
def test_what_trainings_left_behind_travels_along_and_what_is_damaged_is_named(
    connect, known, tmp_path
):
    files = trained.handed_in(trained.notebook_with(), trained.kept())
    for student, damaged in (("ada", {}), ("brian", {"kept/guess.npy": b"another"})):
        with zipfile.ZipFile(tmp_path / f"{student}.zip", "w") as archive:
            for path, content in {**files, **damaged}.items():
                archive.writestr(path, content)
    submissions = collect([tmp_path / "ada.zip", tmp_path / "brian.zip"], known)
    store = Store(tmp_path / "out")
    store.mark()
    logs.to_output(store.log_path)
    with connect() as cluster:
        ada, brian = grade_class(submissions, known, store, cluster, jobs=cluster.jobs(1))
    assert [question.trust for question in ada.questions] == ["isolated", *["evidence"] * 4]
    assert [question.trust for question in brian.questions][-2:] == ["evidence", "isolated"]
    assert (ada.score, brian.score) == (7, 7)
    assert ada.problems == ()
    assert "`guess.npy` cannot be used: its SHA-256 is not the one in" in " ".join(brian.problems)
    of_brian = [
        line for line in store.log_path.read_text().splitlines() if 'student="brian"' in line
    ]
    logs.begin()
    for words in ("stage=run", "stage=check", "refused: what was handed in of q5"):
        assert any(words in line for line in of_brian), "what a worker logs stays there"


def test_a_worker_with_another_keras_is_refused_with_what_to_do(connect, monkeypatch):
    here = versions()
    monkeypatch.setattr(
        autograder.grading.dask_worker, "versions", lambda: {**here, "keras": "2.15.0"}
    )
    with connect() as cluster, pytest.raises(ClusterError) as refusal:
        cluster.begin()
    said = str(refusal.value)
    assert f"can't grade: it has keras {here['keras']} and not 2.15.0. Install the same" in said


def test_a_submission_that_ends_every_worker_is_named_and_the_others_go_on(
    connect, known, handed_in, monkeypatch, tmp_path
):
    class Lost:
        def result(self) -> str:
            raise KilledWorker("a task", None, 3)

    with connect() as cluster:
        monkeypatch.setattr(cluster, "begin", lambda: None)
        monkeypatch.setattr(cluster._client, "submit", lambda *args, **options: Lost())
        [result, other] = grade_class(
            collect([handed_in / "ada.ipynb", handed_in / "ines.ipynb"], known),
            known,
            Store(tmp_path / "out"),
            cluster,
            jobs=1,
        )
    assert (result.status, other.status) == ("crashed", "unreadable")
    assert result.problems == ("grading it failed (each machine that worked on it came to an end)",)


@pytest.mark.parametrize(
    "error", [CommClosedError("closed"), ValueError("no such plugin")], ids=repr
)
def test_a_cluster_whose_workers_cannot_be_told_to_end_is_left_without_a_word_of_that(
    connect, monkeypatch, error
):
    def refuse(name: str) -> NoReturn:
        raise error

    cluster = connect()
    monkeypatch.setattr(cluster, "_has_begun", True)
    monkeypatch.setattr(cluster._client, "unregister_worker_plugin", refuse)
    cluster.close()  # with an error, it would hide what ended the grading
    assert cluster._client.status == "closed"


def test_an_address_where_nothing_answers_is_named(connect, monkeypatch):
    monkeypatch.setattr("autograder.grading.dask_client._CONNECT_SECONDS", 1)
    with pytest.raises(NoSchedulerError, match=r"No Dask scheduler answers at tcp://127.0.0.1:9 "):
        connect("tcp://127.0.0.1:9")


def test_the_command_grades_there_and_says_so_when_the_scheduler_goes(
    dask, archive, handed_in, tmp_path
):
    """The last test: it ends the scheduler."""
    command = [
        *(_BIN / "autograder", "grade", str(handed_in)),
        *("--output", str(tmp_path / "out"), "--assignment", str(archive)),
        *("--scheduler", dask.address),
    ]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    )
    deadline = time.monotonic() + 120
    while len(list(tmp_path.glob("out/results/*/*.json"))) < 2 and time.monotonic() < deadline:
        assert running.poll() is None, running.communicate()
        time.sleep(0.1)
    dask.scheduler.kill()
    out, said = running.communicate(timeout=120)
    assert running.returncode == 1, out + said
    assert "Grading on 2 workers with 2 threads" in said
    assert "has gone. What was finished is kept; run the same command again" in said
    assert "Traceback" not in out + said
    kept = [json.loads(path.read_text()) for path in tmp_path.glob("out/results/*/*.json")]
    assert {result["status"] for result in kept} <= {"graded", "unreadable"}

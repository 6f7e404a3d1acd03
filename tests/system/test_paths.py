"""Hostile snapshots and answers, graded: no link is followed, and the log says what was left."""

from __future__ import annotations

import dataclasses
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pytest

from autograder.capture.exchange import ANSWERED, ASKED
from autograder.check import relay
from autograder.check.relay import LiveKernel, Relay
from autograder.files.beneath import Unexpected
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.result import Result
from autograder.record.store import Store
from autograder.run.instrumentation import WHEN_ASKED
from autograder.run.kernel.client import Progress
from autograder.run.kernel.workspace import workspace
from tests.support.corpus import LESSON, read_cases, target
from tests.support.grading import grade_class

CASES = read_cases(Path(__file__).parents[1] / "attacks")
REFUSED = {
    "link-in-place-of-a-snapshot": "Not a directory",
    "links-through-descriptors": "Not a directory",
    "sparse-files-in-a-snapshot": "its files are too large",
    "sparse-file-beside-an-answer": "is a sparse file",
    "many-files-in-a-snapshot": "more than 5,000 files",
    "names-that-end-lines": "odd name",
    "snapshot-that-is-a-pipe": "is not a plain file",
}


@dataclasses.dataclass(frozen=True)
class Graded:
    results: dict[str, Result]
    store: Store
    lines: list[str]


@pytest.fixture(scope="module")
def graded(fork_server: Any, mnist: Any, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    from autograder.cli.logs import Lines
    from tests.support.submissions import collect

    folder = tmp_path_factory.mktemp("class")
    known = {LESSON: target(folder)}
    for name in REFUSED:
        CASES[name].write(folder / "in")
    store = Store(folder / "graded")
    handler = logging.FileHandler(folder / "log")
    handler.setFormatter(Lines())
    log = logging.getLogger("autograder")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        backend = LocalBackend(fork_server, Conditions({"mnist": mnist}))
        results = grade_class(collect([folder / "in"], known), known, store, backend, jobs=2)
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        handler.close()
    lines = (folder / "log").read_text().splitlines()
    return Graded({one.student: one for one in results}, store, lines)


@pytest.mark.parametrize("name", REFUSED)
def test_the_log_says_what_was_refused_of_whom_and_why(graded: Graded, name: str) -> None:
    of = f'student="{name}" lesson="{LESSON}" refused: '
    assert any(of in line and REFUSED[name] in line for line in graded.lines)


def test_each_refusal_is_one_line_of_bounded_length(graded: Graded) -> None:
    refused = [line for line in graded.lines if " refused: " in line]
    assert len(refused) <= 20 * len(REFUSED)
    assert max(map(len, refused)) < 600
    assert all("autograder.run.refusals" in line for line in refused)


def test_nothing_that_a_link_leads_to_is_kept(graded: Graded) -> None:
    for path in (graded.store.folder / "snapshots" / "files").glob("*/*"):
        content = pyarrow.CompressedInputStream(str(path), "zstd").read(1 << 20)
        assert b"root:" not in content


def test_honest_answers_beside_what_was_refused_earn_their_points(graded: Graded) -> None:
    scores = {name: result.score for name, result in graded.results.items()}
    assert scores == {name: CASES[name].marks for name in REFUSED}


def test_while_student_code_runs_no_folder_of_a_job_is_open() -> None:
    """Each long-lived descriptor would be the beginning of a path, `/proc/self/fd/7/snap/q1`."""
    with workspace() as place:
        assert list(_folders_open_below(place)) == []


def _folders_open_below(place: Path) -> Iterator[str]:
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            leads_to = descriptor.readlink()
        except OSError:
            continue
        if leads_to.is_relative_to(place) and leads_to.is_dir():
            yield str(leads_to)


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """The checker's folder, with the arguments of three calls."""
    for number in (1, 2, 3):
        (tmp_path / "check" / "calls" / str(number) / ASKED).mkdir(parents=True)
        (tmp_path / "check" / "calls" / str(number) / ASKED / "snapshot.json").write_text("{}")
    (tmp_path / "kernel").mkdir()
    return tmp_path


def answer(calls: Path, *answers: Any) -> list[str]:
    """What the relay says to calls, where the kernel answers by these functions of a folder."""
    left = list(answers)

    def run(code: str) -> str:
        [folder] = (calls / "kernel").iterdir()
        assert list(_folders_open_below(calls)) == []
        left.pop(0)(folder)
        return ""

    one = Relay(calls / "check", LiveKernel(run, calls / "kernel"))
    try:
        return [one._answer({"call": n, "number": 0}) for n in range(1, len(answers) + 1)]
    finally:
        one.close()


def honest(folder: Path) -> None:
    (folder / ANSWERED).mkdir()
    (folder / ANSWERED / "snapshot.json").write_text("{}")


def sparse(folder: Path) -> None:
    honest(folder)
    with (folder / ANSWERED / "0.npy").open("wb") as file:
        file.truncate(900 << 20)


def link(folder: Path) -> None:
    (folder / ANSWERED).symlink_to("/etc")


def deep(folder: Path) -> None:
    honest(folder)
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1_200):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def elsewhere(folder: Path) -> None:
    """Puts a link in the place of the whole folder of the call."""
    folder.rename(folder.with_name("away"))
    folder.symlink_to("/etc")


def test_an_answer_reaches_the_check_and_nothing_is_left_in_the_kernels_folder(
    calls: Path,
) -> None:
    assert answer(calls, honest, deep) == ["", ""]
    assert (calls / "check" / "calls" / "1" / ANSWERED / "snapshot.json").read_text() == "{}"
    assert list((calls / "kernel").iterdir()) == []


@pytest.mark.parametrize("odd", [link, elsewhere])
def test_an_answer_that_is_a_link_cannot_be_read(calls: Path, odd: Any) -> None:
    assert answer(calls, odd) == ["what it answered can't be read"]
    assert not (calls / "check" / "calls" / "1" / ANSWERED).exists()


def test_sparse_answers_take_no_disk_and_all_answers_together_are_bounded(calls: Path) -> None:
    assert answer(calls, sparse, sparse, sparse) == ["", "", "what it answered can't be read"]
    taken = sum(path.stat().st_blocks * 512 for path in (calls / "check").rglob("*"))
    assert taken < 10 << 20


def test_arguments_are_no_more_than_a_call_may_take(
    calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "_MAX_CALL", 1)
    assert answer(calls, honest) == ["what it answered can't be read"]


@pytest.mark.parametrize("status", ["timed_out", "out_of_memory", "too_many_processes", "crashed"])
def test_what_ends_a_function_that_tests_call_is_said_without_a_number(
    status: str,
) -> None:
    progress = Progress(asked=True)
    progress.end(status, "it took more than 1 GB (15 processes)")
    progress.end("crashed", "and then it ended, 7 times")
    assert progress.status == status
    assert progress.problems == [WHEN_ASKED[status]]
    assert not any(character.isdigit() for text in WHEN_ASKED.values() for character in text)
    assert progress.refused[0] == (status, "it took more than 1 GB (15 processes)")


def test_what_ended_cells_is_said_as_before() -> None:
    progress = Progress()
    progress.end("timed_out", "cell 2 ran past 5 s")
    assert progress.problems == ["cell 2 ran past 5 s"]


def test_what_is_no_plain_file_is_an_error_of_ours() -> None:
    assert issubclass(Unexpected, ValueError)

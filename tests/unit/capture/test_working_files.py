"""Files that cells and calls leave in a kernel's working folder are there for tests to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.capture import working_files
from autograder.capture.checker_state import CheckerState
from autograder.capture.working_files import LEFT, REMOVED, WRITTEN


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "kernel").mkdir()
    (tmp_path / "checker").mkdir()
    monkeypatch.chdir(tmp_path / "kernel")
    return tmp_path / "kernel"


@pytest.fixture
def during(kernel: Path) -> Callable[[Callable[[], Any]], dict[str, Any]]:
    """What an answer says of the files that a call changes."""

    def answer(call: Callable[[], Any]) -> dict[str, Any]:
        before = working_files.stamps()
        call()
        return working_files.changes(before)

    return answer


@pytest.fixture
def checker(tmp_path: Path) -> CheckerState:
    return CheckerState(objects=True)


def test_an_answer_tells_what_a_call_wrote_changed_and_removed(kernel, during):
    Path("old.txt").write_text("old")
    Path("gone.txt").write_text("gone")
    Path("same.txt").write_text("same")

    def call() -> None:
        Path("old.txt").write_text("older")
        Path("gone.txt").unlink()
        Path("sub").mkdir()
        Path("sub/new.csv").write_bytes(b"a,b")
        Path("program.py").write_text("import os")
        Path("large.txt").write_bytes(bytes(2 << 20))
        Path("link.txt").symlink_to("/etc/passwd")
        Path(".hidden").write_text("cache")

    assert during(call) == {
        WRITTEN: {"old.txt": b"older", "sub/new.csv": b"a,b"},
        REMOVED: ["gone.txt"],
        LEFT: ["large.txt", "link.txt", "program.py"],
    }
    assert during(lambda: Path("same.txt").read_text()) == {}


def test_a_test_reads_what_a_call_wrote_and_what_it_appended(kernel, during, checker, monkeypatch):
    first = during(lambda: Path("log.txt").write_text("a"))
    second = during(lambda: Path("log.txt").write_text("ab"))
    third = during(lambda: Path("log.txt").unlink())
    monkeypatch.chdir(kernel.parent / "checker")
    working_files.follow(first, ["log.txt"], checker)
    assert Path("log.txt").read_text() == "a"
    working_files.follow(second, [], checker)
    assert Path("log.txt").read_text() == "ab"
    working_files.follow(third, [], checker)
    assert not Path("log.txt").exists()
    assert checker.took_part


def test_files_of_cells_come_with_a_snapshot_and_leave_those_of_the_test_alone(
    kernel, checker, monkeypatch
):
    (kernel.parent / "snap").mkdir()
    Path("made.txt").write_text("by a cell")
    Path("data.csv").write_text("theirs")
    Path("left.pkl").write_bytes(b"no")
    working_files.write(kernel.parent / "snap")
    monkeypatch.chdir(kernel.parent / "checker")
    Path("data.csv").write_text("ours")
    working_files.place(kernel.parent / "snap", checker)
    assert Path("made.txt").read_text() == "by a cell"
    assert Path("data.csv").read_text() == "ours"
    assert not checker.took_part
    [said] = working_files.unsaid("No such file or directory: 'left.pkl'", checker)
    assert said == "a test reads `left.pkl`, which can't leave the student's kernel"


EXPECTED = {"expected.txt": b"forged"}


@pytest.mark.parametrize(
    ("answered", "args", "left"),
    [
        ({WRITTEN: EXPECTED}, [], b"right"),
        ({WRITTEN: EXPECTED}, ["out.txt", 3], b"right"),
        ({WRITTEN: EXPECTED}, [""], b"right"),
        ({WRITTEN: {"./expected.txt": b"forged"}}, [], b"right"),
        ({WRITTEN: {"sub/../expected.txt": b"forged"}}, ["sub"], b"right"),
        ({REMOVED: ["expected.txt"]}, [], b"right"),
        ({REMOVED: [["expected.txt"], 3]}, ["expected.txt"], b"right"),
        ({WRITTEN: {"expected.txt": "no bytes"}}, ["expected.txt"], b"right"),
        ({WRITTEN: [1], REMOVED: 3, LEFT: {"a": 1}}, ["expected.txt"], b"right"),
        ({WRITTEN: EXPECTED}, ["expected.txt"], b"forged"),
        ({WRITTEN: EXPECTED}, [Path("./expected.txt")], b"forged"),
    ],
    ids=str,
)
def test_an_answer_changes_a_file_of_the_tests_only_where_the_call_was_told_of_it(
    kernel, checker, answered, args, left
):
    Path("expected.txt").write_bytes(b"right")
    working_files.follow(answered, args, checker)
    assert Path("expected.txt").read_bytes() == left


@pytest.mark.parametrize(
    "name", ["../out.txt", "/tmp/out.txt", "json.py", "a.zip", "x.pkl", "a\0.txt", 3, "a/" * 40]
)
def test_an_answer_puts_no_file_elsewhere_and_none_that_could_be_run(
    kernel, checker, name, tmp_path
):
    before = {*tmp_path.rglob("*")}
    working_files.follow({WRITTEN: {name: b"x"}}, [], checker)
    assert {*tmp_path.rglob("*")} == before


def test_an_answer_follows_no_link_out_of_the_folder(kernel, checker, tmp_path):
    (tmp_path / "outside.txt").write_bytes(b"outside")
    Path("link.txt").symlink_to(tmp_path / "outside.txt")
    working_files.follow({WRITTEN: {"link.txt": b"forged"}}, ["link.txt"], checker)
    assert (tmp_path / "outside.txt").read_bytes() == b"outside"

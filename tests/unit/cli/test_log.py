"""The log: a line for each submission and stage, which no student can forge, and what crashed."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.assignment.model import Assignment, load
from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from autograder.cli import logs
from autograder.collect.submissions import SubmittedFile
from autograder.errors import UserError
from autograder.grading import batch, log, submission
from autograder.grading.conditions import Conditions
from autograder.grading.diagnosis import MOST_BYTES, Diagnosis
from autograder.grading.local import LocalBackend
from autograder.record import store
from autograder.record.store import Store
from autograder.run import notebook as running
from tests.conftest import notebook
from tests.support import commands
from tests.support.grading import grade_class
from tests.support.submissions import collect
from tests.support.tiny import TINY, write

SETUP, RIGHT, CHECK = "LESSON = '01-tiny'", "answer = 42", 'grader.check("q1")'
_LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4} [A-Z]+ autograder[\w.]* "
    r'student="(?P<student>(?:[^"\\]|\\.)*)" lesson="(?P<lesson>(?:[^"\\]|\\.)*)" '
    r"stage=(?P<stage>\w+) seconds=\d+\.\d\d\d status=(?P<status>\w+)"
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one tiny lesson."""
    root = tmp_path_factory.mktemp("course")
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    write(root, TINY)
    return root


@pytest.fixture(scope="module")
def tiny(root, tmp_path_factory) -> Assignment:
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "tiny.zip").write_bytes(emit_lesson(find(root), "01-tiny").autograder_zip)
    return load(folder / "tiny.zip", folder / "tests")


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No test writes into the log of the one before, nor hears what that has asked for."""
    logs.begin()
    yield
    logs.begin()


@pytest.fixture
def grade(tiny, fork_server, mnist, tmp_path):
    """Grades notebooks given as `student=[cells]`, with a log; student → result."""

    def grade(again=False, **handed_in):
        folder, known, store = tmp_path / "in", {"01-tiny": tiny}, Store(tmp_path / "out")
        folder.mkdir(exist_ok=True)
        for student, cells in handed_in.items():
            nbformat.write(notebook(*cells), folder / f"{student}.ipynb")
        store.mark()
        logs.begin()
        logs.to_output(store.log_path)
        backend = LocalBackend(fork_server, Conditions({"mnist": mnist}))
        results = grade_class(collect([folder], known), known, store, backend, jobs=2, again=again)
        return {result.student: result for result in results}

    return grade


def stages(text: str, student: str) -> list[tuple[str, str]]:
    """The stages of a student in a log, with their status."""
    found = [match for line in text.splitlines() if (match := _LINE.fullmatch(line))]
    return [(one["stage"], one["status"]) for one in found if one["student"] == student]


def submitted(student: str, lesson: str = "01-tiny") -> SubmittedFile:
    return SubmittedFile(student, "x.ipynb", "0", lesson)


def test_each_stage_of_each_submission_has_a_line(grade, tmp_path):
    grade(ada=[SETUP, RIGHT, CHECK], brian=["LESSON = '99-cooking'"])
    text = (tmp_path / "out" / "grading.log").read_text()
    of_ada = stages(text, "ada")
    of_ada.remove(("render", "ok"))  # which comes beside the others
    assert of_ada == [
        *(("read", "ok"), ("instrument", "ok"), ("run", "graded"), ("fork", "ok"), ("ready", "ok")),
        *(("cells", "ok"), ("capture", "ok"), ("check", "ok")),
        *(("page", "ok"), ("store", "ok"), ("all", "graded")),
    ]
    assert stages(text, "brian") == [("page", "ok"), ("skip", "unknown_lesson")]
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    tops = {path.relative_to(tmp_path / "out").parts[0] for path in files}
    assert {"grading.log", "results", "snapshots"} <= tops
    assert all(f"\n    {top}" in (store.__doc__ or "") for top in tops)
    grade()
    added = (tmp_path / "out" / "grading.log").read_text().removeprefix(text)
    assert stages(added, "ada") == [("reuse", "graded")]
    done = commands.autograder("export", "--output", tmp_path / "out", "--verbose")
    assert "2 results go out for csv, 0 are damaged" in done.stderr
    assert "student,name,email,lesson" in done.stdout


MOMENT = "2026-11-01T12:00:00.000+0000 INFO autograder"
FORGED = f'eve" lesson="01" stage=all\n{MOMENT}\r\x1b[2J\u2028\u202e'


def test_no_name_forges_a_line_or_a_field(tmp_path):
    path = tmp_path / "grading.log"
    logs.to_output(path)
    with log.about(submitted(FORGED)):
        log.note(logging.getLogger("autograder.x"), "all", 1.0, "graded")
    first, line = path.read_text().splitlines()
    assert "grades into" in first
    match = _LINE.fullmatch(line)
    assert match, line
    assert match["stage"] == "all"
    assert match["lesson"] == "01-tiny"
    assert line.isprintable()


def test_what_an_error_says_forges_no_line_either(tmp_path):
    path = tmp_path / "grading.log"
    logs.to_output(path)
    try:
        raise ValueError(FORGED)
    except ValueError:
        logging.getLogger("autograder.x").info("failed: %s", FORGED, exc_info=True)
    _, line, *trace = path.read_text().splitlines()
    assert "failed: eve" in line
    assert all(one.startswith("  | ") for one in trace)
    assert trace[-1] == rf"  | {MOMENT}\r\x1b[2J\u2028\u202e"


def test_a_log_that_is_full_makes_way_and_is_known_as_ours(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "_MOST_BYTES", 500)
    logs.to_output(tmp_path / "grading.log")
    for number in range(100):
        logging.getLogger("autograder.x").info("line %d", number)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"grading.log", "grading.1.log", "grading.2.log", "grading.3.log"}
    assert all(path.stat().st_size <= 500 for path in tmp_path.iterdir())
    assert "line 99" in (tmp_path / "grading.log").read_text()


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path, capsys):
    logs.to_output(tmp_path / "none" / "grading.log")
    logging.getLogger("autograder.x").info("hello")
    assert not (tmp_path / "none").exists()
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def fails(monkeypatch, root):
    """Makes grading fail, as by a mistake of ours."""
    monkeypatch.setenv("COURSE_ROOT", str(root))

    def fails(raised: BaseException) -> None:
        def fail(*_: object, **__: object) -> None:
            raise raised

        monkeypatch.setattr(batch, "sweep", fail)

    return fails


def command(tmp_path: Path, *more: object) -> commands.Done:
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    nbformat.write(notebook(SETUP, RIGHT, CHECK), folder / "ada.ipynb")
    return commands.autograder("grade", folder, "--output", tmp_path / "out", *more)


@pytest.mark.usefixtures("shared_fork_server")
def test_what_nobody_foresaw_is_in_the_log_and_not_on_the_terminal(tmp_path, fails):
    fails(ZeroDivisionError("not foreseen"))
    done = command(tmp_path, "--verbose")
    assert done.returncode == 1
    path = tmp_path / "out" / "grading.log"
    assert done.stderr.splitlines()[-1] == (
        "Error: autograder itself has failed (ZeroDivisionError). What was finished is kept. The "
        f"traceback is in {path}: please open an issue with it."
    )
    assert "Traceback" not in done.stdout + done.stderr
    text = path.read_text()
    assert "  | Traceback (most recent call last):\n" in text
    assert text.endswith("  | ZeroDivisionError: not foreseen\n")


@pytest.mark.usefixtures("shared_fork_server")
def test_where_there_is_no_output_folder_yet_the_traceback_has_a_file_of_its_own(
    tmp_path, monkeypatch, root
):
    monkeypatch.setenv("COURSE_ROOT", str(root))
    monkeypatch.setattr(Store, "mark", None)
    done = command(tmp_path)
    assert done.returncode == 1
    [path] = re.findall(r"The traceback is in (\S+\.log):", done.stderr)
    try:
        assert "TypeError: 'NoneType' object is not callable" in Path(path).read_text()
    finally:
        Path(path).unlink()
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("shared_fork_server")
def test_a_mistake_of_the_user_is_a_sentence_and_one_line_of_the_log(tmp_path, fails):
    fails(UserError("It is no roster."))
    done = command(tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "Error: It is no roster."
    text = (tmp_path / "out" / "grading.log").read_text()
    assert text.endswith("ended: UserError: It is no roster.\n")
    assert "Traceback" not in text


@pytest.mark.usefixtures("shared_fork_server")
def test_a_log_of_ones_own_is_added_to_and_one_that_cannot_be_written_is_named(tmp_path, fails):
    fails(UserError("It is no roster."))
    (tmp_path / "my.log").write_text("before\n")
    command(tmp_path, "--log", tmp_path / "my.log")
    before, *lines = (tmp_path / "my.log").read_text().splitlines()
    assert before == "before"
    assert lines[-1].endswith("ended: UserError: It is no roster.")
    missing = tmp_path / "none" / "my.log"
    done = command(tmp_path, "--log", missing)
    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: No such file or directory: {missing}. ")


@pytest.mark.parametrize(
    "name", ["grade", "demo", "export", "formgrader", "mark", "build", "publish"]
)
def test_every_command_that_works_long_can_be_listened_to(name):
    shown = commands.autograder(name, "--help").stdout
    assert "-v, --verbose" in shown
    assert "--log FILE" in shown


def test_where_the_grader_is_at_fault_the_traceback_and_logs_are_kept_for_the_instructor(
    grade, tmp_path, monkeypatch
):
    def fail(*_: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(submission, "facts_of", fail)
    says = "import os; os.write(2, b'crashes/\\x1b[2J of the kernel\\ntraceback\\n')"
    result = grade(ada=[SETUP, says, RIGHT, CHECK])["ada"]
    here = Store(tmp_path / "out")
    assert result == here.load("ada", "01-tiny")
    assert result.status == "crashed"
    assert result.problems == (
        "grading it failed (ZeroDivisionError: ours)",
        "for the instructor: what tells why is in crashes/ada/01-tiny.txt",
    )
    path = here.folder / "crashes" / "ada" / "01-tiny.txt"
    text = path.read_text()
    assert r"| crashes/\x1b[2J of the kernel" in text
    assert "| ZeroDivisionError: ours\n" in text
    assert [line for line in text.splitlines() if line == "traceback"] == ["traceback"]
    assert "crashes/ada/01-tiny.txt" in here.report_path.read_text()
    assert "crashes/" not in here.feedback_path("ada", "01-tiny").read_text()
    log_text = here.log_path.read_text()
    assert "  | ZeroDivisionError: ours\n" in log_text
    assert stages(log_text, "ada")[-1] == ("all", "crashed")

    monkeypatch.undo()
    assert grade()["ada"].status == "graded"
    assert not path.exists()


@pytest.mark.parametrize("when", ["while it is waited for", "before its notebook is there"])
def test_where_a_kernel_does_not_start_its_log_is_kept(grade, tmp_path, monkeypatch, when):
    connection, go = running._connection, running._Drive.go

    def without_sockets(workspace: Path) -> dict[str, Any]:
        return {**connection(workspace), "ip": str(workspace / "none" / "k")}

    def go_late(drive: Any, *args: Any) -> Any:
        drive._kernel.wait(20)
        drive._watcher.join(0.2)
        return go(drive, *args)

    monkeypatch.setattr(running, "_connection", without_sockets)
    if when == "before its notebook is there":
        monkeypatch.setattr(running._Drive, "go", go_late)
    result = grade(ada=[SETUP, RIGHT, CHECK])["ada"]
    assert result.status == "crashed"
    text = (tmp_path / "out" / "crashes" / "ada" / "01-tiny.txt").read_text()
    assert "| RuntimeError: Python did not start\n" in text
    assert "No such file or directory" in text


def test_what_is_kept_of_a_crash_is_bounded_and_follows_no_link(tmp_path):
    for name in ("large", "linked", "piped"):
        (tmp_path / name).mkdir()
    (tmp_path / "large" / "kernel.log").write_bytes(b"a" * 3 * MOST_BYTES + b"the end")
    (tmp_path / "secret").write_text("a secret")
    (tmp_path / "linked" / "kernel.log").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "piped" / "kernel.log")
    diagnosis = Diagnosis()
    with pytest.raises(ZeroDivisionError), diagnosis.of(*sorted(tmp_path.glob("*ed"))):
        raise ZeroDivisionError
    assert str(diagnosis) == ""
    for _ in range(100):
        diagnosis.take(tmp_path / "large")
    assert len(str(diagnosis)) < 20 * MOST_BYTES
    assert str(diagnosis).endswith("the end\n\n")

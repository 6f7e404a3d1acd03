"""What `autograder grade` says at its end and on a user's mistakes, without grading anything."""

from __future__ import annotations

import contextlib
import json
import shlex
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Done

from autograder.cli import logs
from autograder.cli.main import cli
from autograder.grading.api import OpenAssignments
from autograder.record.result import Result, Status
from autograder.record.store import Store
from tests.support.marked import LESSON, result

Grade = Callable[..., Done]
UNREADABLE = Result("eve", LESSON, Status.UNREADABLE, 0.0, 0.0, problems=("it is no notebook.",))


@pytest.fixture
def grade(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Grade]:
    """Runs the command, for which grading ends at once in the results that are given."""

    def run(*arguments: str, results: Sequence[Result] = (), nbgrader: str = "") -> Done:
        known: Any = {LESSON: SimpleNamespace(nbgrader=SimpleNamespace(database=nbgrader))}
        opened = OpenAssignments(known, None, lambda lesson: [])

        def grade_all(request: Any, reporter: Any, *, at_end: Any) -> tuple[list[Result], list]:
            at_end(None)
            return [*results], ["Two notebooks are alike."]

        at = "autograder.grading"
        monkeypatch.setattr(f"{at}.whole_class.grade_all", grade_all)
        monkeypatch.setattr(
            f"{at}.api.open_assignments", lambda *_, **__: contextlib.nullcontext(opened)
        )
        line = ["grade", "in", "--output", str(tmp_path / "out"), *arguments]
        return CliRunner().invoke(cli, line, standalone_mode=False)

    yield run
    logs.begin()  # the next test writes no log here


def test_a_class_that_is_graded_ends_in_its_marks_and_where_to_read_on(grade, tmp_path):
    done = grade(results=[result("ada", words="")])
    assert done.return_value == 0
    assert "1 / 3" in done.stdout
    ends = {"marks": "grades.csv", "feedback": "feedback", "class": "report.html"}
    lines = dict(line.split(maxsplit=1) for line in done.stdout.splitlines()[-3:])
    assert lines == {f"{name}:": str(tmp_path / "out" / file) for name, file in ends.items()}
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Because."], "1 answer waits for a person to mark"),
        (["Because.", "It is."], "2 answers wait for a person to mark"),
    ],
)
def test_answers_in_words_are_counted_with_the_command_that_marks_them(
    grade, tmp_path, words, said
):
    done = grade(results=[result(f"s{n}", each) for n, each in enumerate(words)])
    assert done.return_value == 0
    assert f"{said}: autograder mark {shlex.quote(str(tmp_path / 'out'))}\n" in done.stderr


def test_what_could_not_be_graded_is_named_with_the_reason_and_the_status_is_1(grade):
    done = grade(results=[result("ada", words=""), UNREADABLE])
    assert done.return_value == 1
    assert "Not graded: eve: it is no notebook." in done.stderr


def test_a_result_that_is_damaged_makes_the_status_1(grade, tmp_path):
    store = Store(tmp_path / "out")
    store.mark()
    store.save(result("ben"))
    store.result_path("ben", LESSON).write_text("{")
    assert grade(results=[result("ada", words="")]).return_value == 1


def test_an_nbgrader_course_gets_its_gradebook_filled_and_marks_there(grade, monkeypatch):
    said = "2 submissions are in the gradebook of nbgrader's course."
    fill = "autograder.marking.formgrader.nbgrader_course.fill"
    monkeypatch.setattr(fill, lambda assignments, store, workers: [said])
    done = grade(results=[result("ada")], nbgrader="gradebook.db")
    assert said in done.stderr
    assert "for a person to mark" not in done.stderr


def test_for_programs_there_is_one_json_object_with_what_was_said(grade, tmp_path):
    done = grade("--json", results=[result("ada", words=""), UNREADABLE])
    assert done.return_value == 1
    said = json.loads(done.stdout)
    assert [one["student"] for one in said["results"]] == ["ada", "eve"]
    assert said["remarks"] == ["Two notebooks are alike."]
    assert said["paths"]["marks"] == str(tmp_path / "out" / "grades.csv")


FOR_ZIPS = "--notebook and --without-plugins go with --assignment."
NOT_HERE = "goes with --assignment. No test of this course needs it."


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("--notebook hw.ipynb", FOR_ZIPS),
        ("--without-plugins", FOR_ZIPS),
        ("--allow-in-kernel", f"--allow-in-kernel {NOT_HERE}"),
        ("--least-trust in-kernel", f"--least-trust in-kernel {NOT_HERE}"),
        (
            "--allow-in-kernel --least-trust asked --assignment hw.zip",
            "--allow-in-kernel is --least-trust in-kernel; --least-trust asked forbids it.",
        ),
    ],
)
def test_options_that_do_not_go_together_are_refused_before_anything_is_read(
    grade, tmp_path, arguments, says
):
    done = grade(*arguments.split())
    assert str(done.exception) == says
    assert done.exception.exit_code == 2
    assert not (tmp_path / "out").exists()

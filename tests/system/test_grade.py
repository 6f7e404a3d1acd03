"""The rooms joined: marks that only better answers change, and nothing that stops the batch."""

from __future__ import annotations

import csv
import dataclasses
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from autograder.assignment.model import Assignment, AssignmentError, load
from autograder.authoring.publish import emit_lesson
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.store import Store
from autograder.run.sandbox.limits import Limits
from tests.conftest import notebook
from tests.support.grading import grade_class
from tests.support.small_course import CHECK, SETUP, course  # noqa: F401
from tests.support.submissions import collect


@pytest.fixture(scope="module")
def tiny(course, tmp_path_factory) -> Assignment:
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "tiny.zip").write_bytes(emit_lesson(course, "01-tiny").autograder_zip)
    return load(folder / "tiny.zip", folder / "tests")


@pytest.fixture
def grade(tiny, fork_server, mnist, tmp_path):
    """Grades notebooks given as `student=[cells]` or bytes; student → result."""

    def grade(again=False, limits=None, jobs=2, **handed_in):
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        for student, cells in handed_in.items():
            path = folder / f"{student}.ipynb"
            if isinstance(cells, bytes):
                path.write_bytes(cells)
            elif not path.exists():
                nbformat.write(notebook(*cells), path)
        known = {"01-tiny": tiny}
        results = grade_class(
            collect([folder], known),
            known,
            Store(tmp_path / "out"),
            LocalBackend(fork_server, Conditions({"mnist": mnist}, limits or Limits())),
            jobs=jobs,
            again=again,
        )
        return {result.student: result for result in results}

    return grade


def marks(result) -> list[bool]:
    return [test.passed for test in result.questions[0].tests]


def test_right_wrong_and_missing_answers_get_their_points_and_messages(grade):
    results = grade(
        right=[SETUP, "answer = 42", CHECK],
        wrong=[SETUP, "answer = 41", CHECK],
        blank=[SETUP, "answer = ...", CHECK],
        gone=[SETUP],
    )
    assert {name: r.score for name, r in results.items()} == {
        "right": 1.0,
        "wrong": 0.5,
        "blank": 0.0,
        "gone": 0.0,
    }
    assert results["blank"].questions[0].tests[0].message == "answer is still missing"


def test_the_answer_is_read_where_its_check_stands(grade):
    results = grade(later=[SETUP, "answer = 42", CHECK, "answer = 'used for something else'"])
    assert results["later"].score == 1.0


def test_without_its_check_cell_the_answer_is_read_at_the_end(grade):
    results = grade(deleted=[SETUP, "answer = 42"])
    assert results["deleted"].score == 1.0


def test_a_value_that_cannot_leave_the_kernel_is_named_as_the_reason(grade):
    results = grade(ada=[SETUP, "class Number: pass\nanswer = Number()", CHECK])
    assert results["ada"].questions[0].tests[0].message == (
        "`answer` is a Number, which this check cannot look into."
    )


def test_a_rerun_names_a_notebook_of_another_course_once_more(grade):
    other = nbformat.writes(notebook("LESSON = '99-cooking'")).encode()
    first = grade(other=other)
    assert grade() == first


def test_a_rerun_grades_only_what_is_new_or_changed(grade, tmp_path):
    first = grade(ada=[SETUP, "answer = 42", CHECK], brian=[SETUP, "answer = 1", CHECK])
    changed = nbformat.writes(notebook(SETUP, "answer = 42", CHECK)).encode()
    kept = tmp_path / "out" / "results" / "ada" / "01-tiny.json"
    written = kept.stat().st_mtime_ns
    second = grade(brian=changed)
    assert second["ada"] == first["ada"]
    assert second["brian"].score == 1.0
    assert kept.stat().st_mtime_ns == written
    grade(again=True)
    assert kept.stat().st_mtime_ns != written


def test_what_was_left_unread_is_read_to_be_graded_again(tiny, fork_server, mnist, tmp_path):
    known, store = {"01-tiny": tiny}, Store(tmp_path / "out")
    for student in ("ada", "brian"):
        path = tmp_path / "in" / f"{student}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook(SETUP, "answer = 42", CHECK), path)
    first = grade_class(
        collect([tmp_path / "in"], known),
        known,
        store,
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=2,
    )
    graded = {result.submission_sha256: result.lesson for result in first}
    unread = collect([tmp_path / "in"], known, graded=graded)
    path.unlink()  # brian's is gone when its turn comes
    again = grade_class(
        unread,
        known,
        Store(tmp_path / "again"),
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=1,
    )
    assert [(result.status, result.score) for result in again] == [("graded", 1), ("unreadable", 0)]
    assert "brian.ipynb" in again[1].problems[0]


def test_a_result_that_cannot_be_read_is_made_anew(grade, tmp_path):
    grade(ada=[SETUP, "answer = 42", CHECK])
    path = tmp_path / "out" / "results" / "ada" / "01-tiny.json"
    path.write_text(path.read_text()[:100])
    assert grade()["ada"].score == 1.0
    assert json.loads(path.read_text())["score"] == 1.0


def test_the_table_of_marks_has_a_row_per_result_and_a_column_per_question(grade, tmp_path):
    grade(ada=[SETUP, "answer = 42", CHECK], brian=[SETUP, CHECK])
    with (tmp_path / "out" / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["student"] for row in rows] == ["ada", "brian"]
    assert rows[0] == {
        "student": "ada",
        "lesson": "01-tiny",
        "status": "graded",
        **{"score_before_lateness": "1", "penalty": "0", "score": "1"},
        **{"max_score": "1", "waiting": "", "trust": ""},
        "q1": "1",
    }


@pytest.mark.parametrize("again", [False, True])
def test_a_rerun_shows_what_a_person_gave_in_the_table_and_on_the_page(grade, tmp_path, again):
    grade(ada=[SETUP, "answer = 41", CHECK])
    row = {"student": "ada", "lesson": "01-tiny", "question": "q1", "score": 0.75, "comment": "So?"}
    (tmp_path / "out" / "marks.json").write_text(json.dumps([row]))
    assert grade(again=again)["ada"].score == 0.5  # results say what tests gave
    with (tmp_path / "out" / "grades.csv").open(newline="") as file:
        assert [row["q1"] for row in csv.DictReader(file)] == ["0.75"]
    page = (tmp_path / "out" / "feedback" / "ada" / "01-tiny.html").read_text()
    assert "0.75 of 1" in page
    assert "So?" in page


def test_check_cells_are_answered_from_outside_and_not_run(grade, tmp_path):
    results = grade(ada=[SETUP, "answer = 42", CHECK])
    executed = nbformat.read(tmp_path / "out" / "executed" / "ada" / "01-tiny.ipynb", 4)
    assert results["ada"].score == 1.0
    assert executed.cells[2].outputs == []  # `grader` is not even defined here


def test_a_question_whose_check_takes_too_long_counts_as_failed(tiny, fork_server, tmp_path):
    from autograder.check.process import check

    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "q1.py").write_text(
        "from otter.test_files import test_case\nOK_FORMAT = False\nname = 'q1'\npoints = None\n"
        "@test_case(points=1)\ndef test_sleeps(answer):\n    import time\n    time.sleep(60)\n"
    )
    slow = dataclasses.replace(tiny, tests=tests)
    work = tmp_path / "work"
    work.mkdir()
    [outcome] = check(
        slow, {}, fork_server=fork_server, workspace=work, datasets={}, question_seconds=1
    )
    assert (outcome.score, outcome.problem) == (0.0, "checking q1 took too long")
    assert (outcome.max_score, outcome.tests[0].message) == (1.0, "This could not be checked.")


def test_a_link_in_place_of_snapshots_leads_to_nobody_elses_answers(tiny, fork_server, tmp_path):
    from autograder.capture.snapshot import save
    from autograder.check.process import check

    theirs, mine = tmp_path / "theirs", tmp_path / "mine"
    save({"answer": 42}, ["answer"], str(theirs / "q1"))
    mine.symlink_to(theirs)
    (tmp_path / "check").mkdir()
    [outcome] = check(
        tiny,
        {"q1": mine / "q1"},
        fork_server=fork_server,
        workspace=tmp_path / "check",
        datasets={},
    )
    assert outcome.score == 0.0
    assert (theirs / "q1" / "snapshot.json").exists()


def test_no_two_names_become_the_same_file(tmp_path):
    names = ["ada", "=ada", "_ada", ".ada", "ada ", "a/da", "a:da", "x" * 150, "x" * 151, ".", ""]
    paths = {Store(tmp_path).result_path(name, "01-tiny") for name in names}
    assert len(paths) == len(names)
    assert Store(tmp_path).result_path("Ada Lovelace (2)", "l").parent.name == "Ada Lovelace (2)"
    assert all(path.is_relative_to(tmp_path) and ".." not in path.parts for path in paths)


def test_a_zip_that_is_no_assignment_is_named(tmp_path):
    with pytest.raises(AssignmentError, match=r"does not exist\."):
        load(tmp_path / "no.zip", tmp_path)
    (tmp_path / "text.zip").write_text("no zip")
    with pytest.raises(AssignmentError, match="cannot be read as a zip"):
        load(tmp_path / "text.zip", tmp_path)


@pytest.mark.parametrize(
    "end", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_stopped_at_any_instant_a_rerun_ends_with_the_same_results(course, tmp_path, end):
    """I5: what was finished is kept, and what was not is no result."""
    for student in ("ada", "brian", "carol", "dan"):
        path = tmp_path / "in" / f"{student}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook(SETUP, "answer = 42", "import time; time.sleep(1)", CHECK), path)
    command = [
        str(Path(sys.executable).parent / "autograder"),
        *("grade", str(tmp_path / "in"), "--output", str(tmp_path / "out"), "--jobs", "1"),
    ]
    process = subprocess.Popen(
        command, cwd=course.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    results = tmp_path / "out" / "results"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not list(results.glob("ada/*.json")):
        time.sleep(0.05)
    process.send_signal(end)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    if end == signal.SIGINT:
        assert process.returncode == 130
        assert "run the same command again" in said
    kept = {path: path.read_bytes() for path in results.glob("*/*.json")}
    assert 1 <= len(kept) < 4
    again = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=True)
    assert all(path.read_bytes() == content for path, content in kept.items())
    assert len(list(results.glob("*/*.json"))) == 4
    assert not list((tmp_path / "out").rglob("*.part"))
    assert "1 / 1" in again.stdout

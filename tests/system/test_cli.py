"""The command line as its users meet it: help, mistakes, a run with damaged files."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.course import find
from autograder.authoring.publish import build
from autograder.cli.main import cli
from autograder.run.sandbox import cgroups
from tests.conftest import notebook
from tests.support.commands import autograder_in as autograder
from tests.support.program import autograder as program
from tests.support.program import root  # noqa: F401

pytestmark = pytest.mark.usefixtures("shared_fork_server")


def hand_in(folder: Path, **submissions: bytes | list[str]) -> Path:
    folder.mkdir()
    for name, content in submissions.items():
        if isinstance(content, list):
            content = nbformat.writes(notebook(*content)).encode()
        (folder / f"{name}.ipynb").write_bytes(content)
    return folder


@pytest.mark.parametrize("command", [(), *((name,) for name in sorted(cli.commands))])
def test_the_help_of_every_command_shows_an_example(root, command):
    shown = autograder(root, *command, "--help")
    assert shown.returncode == 0
    assert re.search(r"Examples?:\n\s+autograder", shown.stdout), shown.stdout


def test_a_folder_with_damaged_files_is_graded_and_each_of_them_named(root, tmp_path):
    right = ["LESSON = '01-tiny'", "answer = 42", 'grader.check("q1")']
    whole = nbformat.writes(notebook(*right)).encode()
    folder = hand_in(
        tmp_path / "in",
        ada=right,
        text=b"not a notebook",
        empty=b"",
        truncated=whole[:-100],
        other=["LESSON = '99-cooking'"],
    )
    done = autograder(root, "grade", str(folder), "--output", str(tmp_path / "out"))
    assert done.returncode == 1, done.stderr
    for name in ("text", "empty", "other"):
        [line] = [x for x in done.stderr.splitlines() if x.startswith(f"Not graded: {name}:")]
        assert line.endswith(".")
    assert "Not graded: ada" not in done.stderr
    assert "Traceback" not in done.stderr
    with (tmp_path / "out" / "grades.csv").open(newline="") as file:
        marks = {row["student"]: (row["status"], row["score"]) for row in csv.DictReader(file)}
    assert marks["ada"] == marks["truncated"] == ("graded", "1")
    assert marks["empty"] == ("unreadable", "0")
    for name in marks:
        assert (tmp_path / "out" / "feedback" / name).is_dir()
    with sqlite3.connect(tmp_path / "out" / "gradebook.db") as gradebook:
        graded = gradebook.execute("SELECT student_id FROM submitted_assignment").fetchall()
    assert sorted(graded) == [("ada",), ("truncated",)]
    assert all(len(line) <= 80 for line in done.stdout.splitlines() if line.startswith(("│", "┃")))


def test_progress_goes_to_standard_error_and_results_to_standard_output(root, tmp_path):
    right = ["LESSON = '01-tiny'", "answer = 42", 'grader.check("q1")']
    folder = hand_in(tmp_path / "in", ada=right)
    done = program(root, "grade", str(folder), "--output", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "[1/1] ada graded 1 of 1 points" in done.stderr
    assert "[1/1]" not in done.stdout
    assert "1 / 1" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    [line] = [line for line in done.stdout.splitlines() if line.startswith("class:")]
    page = Path(line.removeprefix("class:").strip()).read_text()
    assert 'href="feedback/ada/01-tiny.html"' in page
    again = program(root, "grade", str(folder), "--output", str(tmp_path / "out"))
    assert "[1/1]" not in again.stderr


def test_results_can_be_had_as_json_and_nothing_else_is_on_standard_output(root, tmp_path):
    folder = hand_in(tmp_path / "in", ada=["LESSON = '01-tiny'", "answer = 42"], empty=b"")
    (tmp_path / "class.csv").write_text("student\nada\nempty\nzoe\n")
    out = tmp_path / "out"
    roster = ("--roster", str(tmp_path / "class.csv"))
    done = autograder(root, "grade", str(folder), "--output", str(out), "--json", *roster)
    assert done.returncode == 1, done.stderr
    facts = json.loads(done.stdout)
    assert facts["format"] == 1
    assert [(one["student"], one["status"], one["score"]) for one in facts["results"]] == [
        ("ada", "graded", 1.0),
        ("empty", "unreadable", 0.0),
    ]
    assert "Nothing for 01-tiny from 2: empty, zoe." in facts["remarks"]
    assert {name: Path(path).exists() for name, path in facts["paths"].items()} == {
        **{"marks": True, "feedback": True, "class": True}
    }
    assert "[2/2]" in done.stderr


def test_damaged_results_are_named_and_a_rerun_mends_them(root, tmp_path):
    folder = hand_in(tmp_path / "in", ada=["LESSON = '01-tiny'", "answer = 42"])
    out = tmp_path / "out"
    grade = ("grade", str(folder), "--output", str(out))
    assert autograder(root, *grade).returncode == 0
    [path] = (out / "results").glob("*/*.json")
    before = path.read_text()
    path.write_text(before[:200])
    there = (
        out / "results" / "brian" / "01-tiny.json",
        before.replace('"ada"', '"brian"').replace('"graded"', "7"),
    )
    there[0].parent.mkdir()
    there[0].write_text(there[1])
    again = autograder(root, *grade)
    assert again.returncode == 1, again.stderr  # brian's is not in the input
    assert f"{path} was damaged, and is made anew." in again.stderr
    assert f"{there[0]} cannot be read (" in again.stderr
    assert json.loads(path.read_text())["score"] == 1.0
    there[0].unlink()
    assert autograder(root, *grade).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["grade", "nowhere", "--output", "out"], "nowhere does not exist."),
        (["grade", ".", "--output", "out"], "no .ipynb and no .zip"),
        (["grade", "."], "Missing option '--output'"),
        (["grade", ".", "--output", "out", "--jobs", "0"], "--jobs"),
        (["grade", ".", "--output", "out", "--assignment", "no.zip"], "no.zip does not exist"),
        (["grade", ".", "--output", "out", "--roster", "no.csv"], "no.csv cannot be read"),
        (["grade", ".", "--output", "out", "--due", "soon"], "'soon' is no date"),
        (["export", "--output", "out"], "There are no marks in out. Grade first."),
        (["grade", ".", "--output", "out", "--gradebook", "x"], "address of a PostgreSQL database"),
        (["bild"], "No such command 'bild'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_users_mistake_is_one_sentence_and_status_2(root, tmp_path, arguments, says):
    (tmp_path / "pyproject.toml").write_text((root / "pyproject.toml").read_text())
    done = autograder(tmp_path, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_file_in_course_datasets_is_named_before_anything_is_graded(
    root, tmp_path, monkeypatch
):
    (tmp_path / "mnist.npz").write_bytes(b"half a file")
    monkeypatch.setenv("COURSE_DATASETS", str(tmp_path))
    cells = ["LESSON = '01-tiny'", "from keras.datasets import mnist"]
    folder = hand_in(tmp_path / "in", ada=cells)
    done = autograder(root, "grade", str(folder), "--output", str(tmp_path / "out"))
    assert done.returncode == 2
    assert str(tmp_path / "mnist.npz") in done.stderr
    assert "Traceback" not in done.stderr


def test_another_courses_zip_can_be_graded_against(root, tmp_path):
    build(find(root), ["01-tiny"])
    archive = root / "dist" / "otter" / "01-tiny.zip"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = hand_in(elsewhere / "in", ada=["LESSON = '01-tiny'", "answer = 42"])
    done = autograder(
        elsewhere, "grade", str(folder), "--output", "out", "--assignment", str(archive)
    )
    assert done.returncode == 0, done.stderr
    assert "1 / 1" in done.stdout


def test_the_doctor_says_where_colab_has_a_newer_python(root, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(root, course)
    run = {"day": "2026-11-21", "runtime": "2026.08", "versions": {"Python": "3.99"}}
    (course / "solutions" / "verified.json").write_text(json.dumps({"format": 1, "01-tiny": run}))
    said = autograder(course, "doctor").stdout
    assert "Colab has 3.99: what is new there fails here, also in right answers" in said
    assert "`make clean install PYTHON=python3.99`" in said
    assert "Colab has" not in autograder(root, "doctor").stdout


def test_the_doctor_names_a_fix_for_each_thing_that_is_amiss(root):
    done = autograder(root, "doctor")
    assert done.returncode == 0, done.stdout
    for line, following in zip(
        done.stdout.splitlines(), [*done.stdout.splitlines()[1:], ""], strict=True
    ):
        if line.startswith(("warning", "missing")):
            assert "→" in following, line
    assert "isolation: namespaces" in done.stdout
    by_the_kernel = "memory" in cgroups.find().parents
    assert ("by the kernel (cgroup" in done.stdout) is by_the_kernel

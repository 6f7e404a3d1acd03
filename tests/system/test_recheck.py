"""New tests over what an earlier run left: checked, and no notebook is run a second time."""

from __future__ import annotations

import dataclasses
import json
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest

import autograder.grading.batch
import autograder.grading.recheck
from autograder import DISTRIBUTION
from autograder.assignment.model import Assignment, load
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.grading.results import versions
from tests.conftest import notebook
from tests.support.again import grade_into

HEAD = "from otter.test_files import test_case\nOK_FORMAT = False\nname = {name!r}\npoints = None\n"
Q1 = '@test_case(points=1)\ndef test_is_42(answer):\n    assert answer == 42, "not 42"\n'
Q2 = '@test_case(points=1)\ndef test_is_long(text):\n    assert len(text) > 2, "too short"\n'
Q2_CURVES = '@test_case(points=1)\ndef test_is_there(history):\n    assert history, "no history"\n'
Q3 = '@test_case(points=1)\ndef test_doubles(double):\n    assert double(2) == 4, "no double"\n'
#: each run of a notebook leaves a mark of its own
RUN = "import time\nprint(time.time_ns())"
CELLS = ["LESSON = '01-tiny'", "answer = 41", "text = 'abc'", "def double(x): return x + x", RUN]


@pytest.fixture
def graded(fork_server, mnist, tmp_path):
    """Grades the class against tests by question; gives results and events, by student."""
    handed_in = tmp_path / "in"
    handed_in.mkdir()
    for student in ("ada", "brian"):
        nbformat.write(notebook(*CELLS, f"name = {student!r}"), handed_in / f"{student}.ipynb")
    number = 0

    def graded(again: bool = False, extra: dict | None = None, data=mnist, **tests: str):
        nonlocal number
        number += 1
        known = {"01-tiny": assignment(tmp_path / f"tests-{number}", extra or {}, **tests)}
        backend = LocalBackend(fork_server, Conditions({"mnist": data}))
        return grade_into(tmp_path / "out", handed_in, known, backend, again=again)

    return graded


def assignment(folder: Path, extra: dict, **tests: str) -> Assignment:
    folder.mkdir()
    facts = {"name": "01-tiny", "questions": [{"name": name} for name in tests], **extra}
    with zipfile.ZipFile(folder / "tiny.zip", "w") as archive:
        archive.writestr("otter_config.json", "{}")
        archive.writestr("course.json", json.dumps(facts))
        for name, source in tests.items():
            archive.writestr(f"tests/{name}.py", HEAD.format(name=name) + source)
    return load(folder / "tiny.zip", folder / "unpacked")


@pytest.fixture
def printed(tmp_path):
    """What the marks of all runs are now: executed notebooks, byte by byte."""
    return lambda: {
        path.parent.name: path.read_bytes() for path in (tmp_path / "out/executed").glob("*/*")
    }


def test_a_new_message_is_checked_without_running_a_notebook(graded, printed):
    before, _ = graded(q1=Q1, q2=Q2)
    runs = printed()
    after, events = graded(q1=Q1.replace("not 42", "six times nine?"), q2=Q2)
    assert printed() == runs
    for student in ("ada", "brian"):
        assert events[student].rechecked
        assert before[student].questions[0].tests[0].message == "not 42"
        assert after[student].questions[0].tests[0].message == "six times nine?"
        assert after[student].questions[1] == before[student].questions[1]
        assert after[student].seconds["cells"] == before[student].seconds["cells"]


def test_a_data_set_that_the_lesson_does_not_name_may_be_another_one(graded, printed, mnist):
    graded(q1=Q1)
    runs = printed()
    other = dataclasses.replace(mnist, sha256="0" * 64)
    _, events = graded(q1=Q1.replace("not 42", "no"), data=other)
    assert printed() == runs
    assert events["ada"].rechecked


def test_training_curves_are_kept_where_another_question_is_checked_anew(graded, tmp_path):
    recorded = "h.history = {'loss': [1.0, 0.5], 'val_accuracy': [0.25, 0.75, float('nan')]}"
    train = f"import keras; h = keras.callbacks.History(); {recorded}; history = h"
    nbformat.write(notebook(*CELLS, train), tmp_path / "in" / "ada.ipynb")
    before, _ = graded(q1=Q1, q2=Q2_CURVES)
    curves = {"loss": (1.0, 0.5), "val_accuracy": (0.25, 0.75)}
    assert before["ada"].questions[1].curves == curves
    after, events = graded(q1=Q1.replace("not 42", "no"), q2=Q2_CURVES)
    assert events["ada"].rechecked
    assert after["ada"].questions[1].curves == curves


def test_a_milder_test_changes_points_and_the_table(graded, tmp_path):
    graded(q1=Q1, q2=Q2)
    after, _ = graded(q1=Q1.replace("== 42", "> 40"), q2=Q2)
    assert {result.score for result in after.values()} == {2.0}
    assert "ada,01-tiny,graded,2,0,2,2,,,1,1" in (tmp_path / "out" / "grades.csv").read_text()
    assert "Everything is right" in (tmp_path / "out/feedback/ada/01-tiny.html").read_text()


def test_what_was_checked_anew_is_not_checked_once_more(graded):
    graded(q1=Q1, q2=Q2)
    graded(q1=Q1.replace("not 42", "no"), q2=Q2)
    _, events = graded(q1=Q1.replace("not 42", "no"), q2=Q2)
    assert all(event.reused for event in events.values())
    again, events = graded(q1=Q1, q2=Q2)
    assert all(event.rechecked for event in events.values())
    assert again["ada"].questions[0].tests[0].message == "not 42"


def test_new_tests_of_a_function_run_the_notebook_again_and_say_so(graded, printed):
    graded(q1=Q1, q3=Q3)
    runs = printed()
    after, events = graded(q1=Q1, q3=Q3.replace("double(2) == 4", "double(3) == 6"))
    assert {*printed().values()} & {*runs.values()} == set()
    assert after["ada"].questions[1].score == 1.0
    assert events["ada"].because == "the tests of q3 call the students' functions"


def test_a_function_whose_tests_stay_does_not_keep_others_from_being_checked(graded, printed):
    graded(q1=Q1, q3=Q3)
    runs = printed()
    after, _ = graded(q1=Q1.replace("not 42", "no"), q3=Q3)
    assert printed() == runs
    assert [question.score for question in after["ada"].questions] == [0.0, 1.0]


def test_a_test_that_looks_at_another_variable_runs_the_notebook_again(graded):
    graded(q1=Q1)
    after, events = graded(q1=Q2)
    assert after["ada"].score == 1.0
    assert events["ada"].because == "the new tests of q1 look at more than was kept"


def test_other_files_beside_the_notebook_run_it_again(graded):
    graded(q1=Q1)
    _, events = graded(q1=Q1.replace("not 42", "no"), extra={"addresses": ["https://a.b/c"]})
    assert events["ada"].because == "nothing of such a run is kept"


def test_a_lost_or_damaged_snapshot_runs_the_notebook_again(graded, tmp_path):
    graded(q1=Q1)
    shutil.rmtree(tmp_path / "out" / "snapshots" / "files")
    after, events = graded(q1=Q1.replace("not 42", "no"))
    assert after["ada"].questions[0].tests[0].message == "no"
    assert events["ada"].because.startswith("what was kept cannot be read")


def test_another_version_of_the_grader_runs_notebooks_again(graded, printed, monkeypatch):
    graded(q1=Q1)
    runs = printed()
    older = {**versions(), DISTRIBUTION: "0.0.1"}
    for module in (autograder.grading.batch, autograder.grading.recheck):
        monkeypatch.setattr(module, "versions", lambda: older)
    _, events = graded(q1=Q1)
    assert not any(event.reused or event.rechecked for event in events.values())
    assert {*printed().values()} & {*runs.values()} == set()


def test_again_means_that_notebooks_are_run(graded, printed):
    graded(q1=Q1)
    runs = printed()
    graded(q1=Q1.replace("not 42", "no"), again=True)
    assert {*printed().values()} & {*runs.values()} == set()

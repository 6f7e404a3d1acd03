"""A lesson's zip in Gradescope's container, rehearsed: root without namespaces, one submission."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from autograder.assignment.model import Assignment
from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from autograder.authoring.targets.gradescope import gradescope_zip
from autograder.grading import gradescope
from autograder.record.classroom import Classroom
from autograder.record.final_grade import finalize
from autograder.record.result import (
    FOR_INSTRUCTORS,
    QuestionResult,
    Result,
    Status,
    TestResult,
    Trust,
)
from autograder.report.gradescope import report
from autograder.run.sandbox.probe import IsolationError
from tests.conftest import notebook
from tests.support.container import (
    needs_a_container,
    results,
    run_autograder,
    unpacked,
)
from tests.support.submissions import reader
from tests.support.tiny import TINY, write

LESSON = "01-tiny"
#: looks for the hidden test in everything that can be read, and tries to write its own marks
BURGLAR = """
import glob, json, os

ROOT = "{root}"
loot = []
try:
    open(ROOT + "/results/results.json", "w").write(json.dumps({{"score": 1000}}))
    loot.append("results")
except OSError:
    pass
ours = [*glob.glob("/tmp/autograder_*"), *glob.glob("/dev/shm/autograder_*")]
for place in [ROOT, *glob.glob("/tmp/grading-*"), *ours]:
    for folder, _, files in os.walk(place):
        for name in files:
            try:
                content = open(os.path.join(folder, name), "rb").read()
            except OSError:
                continue
            if b"number of the sage" in content or name.endswith(".zip"):
                loot.append(name)
print("LOOT", loot)
"""


#: right only where nothing was found, and where the lesson's own file is served
ANSWER = """
from urllib.request import urlopen

address = "https://raw.githubusercontent.com/a/b/main/course/01-tiny/data/number.txt"
answer = loot or int(urlopen(address).read())
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The zip for Gradescope of a tiny lesson."""
    root = tmp_path_factory.mktemp("course")
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    source = TINY.replace('"answer is still missing"', "str(answer)")  # says what was found
    write(root, source.replace("# tests:\n", "# files: [data]\n# tests:\n", 1))
    data = root / "solutions" / LESSON / "data"
    data.mkdir()
    (data / "number.txt").write_text("42\n")
    return gradescope_zip(LESSON, emit_lesson(find(root), LESSON))


@pytest.fixture
def container(archive: bytes) -> Iterator[Path]:
    """What stands for /autograder."""
    with unpacked(archive) as root:
        yield root


def hand_in(root: Path, *cells: str) -> None:
    made = notebook(*cells)
    made.metadata["otter"] = {"assignment_name": LESSON}
    nbformat.write(made, root / "submission" / "anything.ipynb")


def test_the_zip_holds_both_scripts_this_package_and_its_lock_but_no_solution(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
        names = set(zipped.namelist())
        for program in ("setup.sh", "run_autograder"):
            assert zipped.getinfo(program).external_attr >> 16 & 0o111, f"{program} cannot be run"
            text = zipped.read(program)
            done = subprocess.run(["bash", "-n"], input=text, capture_output=True)
            assert done.returncode == 0, done.stderr
    assert {f"assignment/{LESSON}.zip", "requirements.lock", "pyproject.toml"} <= names
    assert {"autograder/grading/batch.py", "autograder/report/templates/student.html"} <= names
    assert not [name for name in names if "solutions" in name or "__pycache__" in name]


@needs_a_container
def test_a_submission_reads_no_test_and_writes_no_marks(
    container, public_python, mnist, tmp_path_factory
):
    hand_in(container, BURGLAR.format(root=container), ANSWER, 'grader.check("q1")')
    metadata = {
        "created_at": "2026-03-03T12:00:00+01:00",
        "users": [{"email": "ada@example.org", "assignment": {"due_date": "2026-03-04T00:00Z"}}],
    }
    (container / "submission_metadata.json").write_text(json.dumps(metadata))
    seen = subprocess.run(
        [sys.executable, "-c", BURGLAR.format(root=container)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "LOOT ['results', " in seen.stdout, "the burglar does not know its trade"
    done = run_autograder(container, public_python, mnist, tmp_path_factory.mktemp("datasets"))
    written = results(container)
    assert written["extra_data"]["isolation"] == "user", (done.stderr, written)
    assert written["score"] == 1.0, [test.get("output") for test in written["tests"]]
    assert [test["status"] for test in written["tests"]] == ["passed", "passed"]
    assert written["extra_data"]["submitted_at"] == metadata["created_at"]
    assert "late" not in written["output"]


def test_where_student_code_cannot_be_isolated_there_are_no_marks(container, monkeypatch):
    def refuse(fork_server: object) -> str:
        raise IsolationError("This machine does not let student code be isolated (…).")

    monkeypatch.setattr(gradescope, "ensure", refuse)
    monkeypatch.setattr(gradescope, "_insist_on_privacy", lambda root: None)
    hand_in(container, "answer = 42")
    gradescope.main([str(container)])
    written = results(container)
    assert written["score"] == 0
    assert "This is not your fault" in written["output"]
    [told] = written["tests"]
    assert told["visibility"] == "hidden"
    assert "does not let student code be isolated" in told["output"]


def test_where_others_could_read_the_tests_nothing_is_graded(container):
    container.chmod(0o755)
    hand_in(container, "answer = 42")
    gradescope.main([str(container)])
    assert "chmod 700" in results(container)["tests"][0]["output"]


def test_a_grader_that_does_not_start_still_leaves_a_result(container):
    environment = {"GRADESCOPE_ROOT": str(container), "GRADESCOPE_PYTHON": "/nowhere/python"}
    subprocess.run(
        [str(container / "run_autograder")],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
    )
    written = results(container)
    assert written["score"] == 0
    assert "not your fault" in written["output"]
    assert container.stat().st_mode & 0o077 == 0


def test_a_grader_that_fails_says_that_it_did(container, monkeypatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError("whatever")

    monkeypatch.setattr(gradescope, "_grade", fail)
    gradescope.main([str(container)])
    written = results(container)
    assert "not your fault" in written["output"]
    assert "ZeroDivisionError: whatever" in written["tests"][0]["output"]


RESULT = Result(
    student="ada",
    lesson=LESSON,
    status=Status.GRADED,
    score=1.5,
    max_score=5.0,
    questions=(
        QuestionResult(
            "q1",
            1.5,
            2.0,
            tests=(
                TestResult("q1 - 1", False, True, 1.0, "It is a number."),
                TestResult("q1 - 2", True, True, 0.5, ""),
                TestResult("q1 - 3", True, False, 0.5, "43 is not the number of the sage"),
            ),
        ),
        QuestionResult("q1_why", None, 3.0, Trust.MANUAL),
    ),
    problems=("cell 3 ran past 60 s", FOR_INSTRUCTORS + "look at this"),
    submitted_at="2026-03-03T12:00:00+00:00",
)


def test_students_see_visible_cases_now_hidden_ones_when_published_and_their_messages_never():
    written = report(finalize(RESULT, {}, Classroom()))
    shown = {test["name"]: test for test in written["tests"]}
    assert shown["q1 - 1"]["visibility"] == "visible"
    assert shown["q1 - 3 (hidden)"]["visibility"] == "after_published"
    for_students = [test for test in written["tests"] if test["visibility"] != "hidden"]
    assert "sage" not in json.dumps(for_students) + written["output"]
    assert "look at this" not in json.dumps(for_students) + written["output"]
    told = shown["For the instructor"]
    assert "q1 - 3: 43 is not the number of the sage" in told["output"]
    assert "look at this" in told["output"]
    assert "Cell 3 ran past 60 s." in written["output"]


def test_a_student_reads_which_questions_stand_on_what_was_handed_in():
    questions = (
        dataclasses.replace(RESULT.questions[0], trust=Trust.EVIDENCE),
        *RESULT.questions[1:],
    )
    result = dataclasses.replace(RESULT, questions=questions)
    says = "What training left behind was handed in, and counts: q1."
    assert says in report(finalize(result, {}, Classroom()))["output"]
    assert says not in report(finalize(RESULT, {}, Classroom()))["output"]


def test_points_add_up_and_written_answers_have_none_yet():
    written = report(finalize(RESULT, {}, Classroom()))
    assert written["score"] == 1.5
    assert sum(test.get("score", 0) for test in written["tests"]) == 1.5
    assert sum(test.get("max_score", 0) for test in written["tests"]) == 2.0
    [words] = [test for test in written["tests"] if test["name"].startswith("q1_why")]
    assert "score" not in words
    assert "A person reads this answer, and gives up to 3 points for it." in words["output"]


def test_an_empty_written_answer_has_no_points_and_says_so():
    why = TestResult("q1_why - written", False, False, 0.0, "Nothing is written here yet.")
    empty = QuestionResult("q1_why", 0.0, 3.0, Trust.MANUAL, (why,))
    result = dataclasses.replace(RESULT, questions=(RESULT.questions[0], empty))
    written = report(finalize(result, {}, Classroom()))
    assert sum(test.get("max_score", 0) for test in written["tests"]) == 5.0
    [words] = [test for test in written["tests"] if test["name"] == "q1_why, in words"]
    assert (words["score"], words["output"]) == (0.0, "Nothing is written here yet.")


def test_lateness_takes_what_the_instructor_has_set():
    due = {LESSON: datetime(2026, 3, 3, 11, tzinfo=UTC)}
    written = report(finalize(RESULT, {}, Classroom(due=due, late="10%")))
    assert written["score"] == pytest.approx(1.35)
    assert "Lateness takes 0.15 of 1.5 points." in written["output"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"users": [5]}',
        '{"created_at": "yesterday"}',
        '{"created_at": "2026-03-03T12:00", "assignment": {"due_date": "2026-03-03T11:00"}}',
    ],
)
def test_metadata_that_make_no_sense_are_no_reason_not_to_grade(tmp_path, text):
    path = tmp_path / "submission_metadata.json"
    assert gradescope._metadata(path) == gradescope.HandedIn()
    path.write_text(text)
    assert gradescope._metadata(path) == gradescope.HandedIn()


def test_of_several_files_the_one_that_counts_elsewhere_is_graded(tmp_path):
    empty, full = (
        nbformat.writes(notebook("LESSON = '01-tiny'", source))
        for source in ("answer = ...", "answer = 6 * 7")
    )
    tiny = Assignment("01-tiny", "Tiny", tmp_path, (), "")
    for name, text in (("01-tiny.ipynb", empty), ("01-tiny (1).ipynb", full), ("x.ipynb", "{}")):
        (tmp_path / name).write_text(text)
    handed_in = gradescope.HandedIn("ada")
    one = gradescope._submission(tmp_path, tiny, handed_in, reader)
    assert (one.student, Path(one.origin).name) == ("ada", "01-tiny (1).ipynb")

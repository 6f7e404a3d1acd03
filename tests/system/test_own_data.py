"""A network is measured on the data that it was trained on, and on no other: trained anew, or left.

The students of this class have trained on the MNIST of this machine, and are graded where another
data set stands in for it.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from autograder.datasets.dataset import Located
from autograder.datasets.mnist.file import load_mnist
from autograder.datasets.mnist.locate import locate_mnist
from autograder.grading.conditions import TRAIN, WAIT, Conditions, WithoutData
from autograder.grading.local import LocalBackend
from autograder.record.exports import export
from autograder.record.result import FOR_INSTRUCTORS, Result, Trust
from autograder.record.store import Store
from tests.support.again import grade_into
from tests.support.commands import Run, commands
from tests.support.corpus import text_of
from tests.support.trained import (
    LESSON,
    TESTS,
    handed_in,
    kept,
    lesson,
    listed,
    notebook_with,
    write_lesson,
)

pytestmark = pytest.mark.kernel

RUN = "isolated"
#: what holds no network and no array is used wherever it was trained
TRAINED_AGAIN = [RUN, RUN, Trust.EVIDENCE, RUN, RUN]
WAITING = [RUN, Trust.POSTPONED, Trust.EVIDENCE, Trust.POSTPONED, Trust.POSTPONED]
AS_HANDED_IN = [RUN, *[Trust.EVIDENCE] * 4]


@pytest.fixture(scope="module")
def other_data(mnist, tmp_path_factory) -> Located:
    """What `locate_mnist` finds where a file with one label changed takes the place of MNIST."""
    folder = tmp_path_factory.mktemp("other data")
    (x_train, y_train), (x_test, y_test) = load_mnist(mnist.path)
    y_train[-1] = (y_train[-1] + 1) % 10
    np.savez(folder / "mnist.npz", x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_DATASETS", str(folder))
        located = locate_mnist()
    assert located.is_synthetic
    assert located.sha256 != mnist.sha256
    return located


def write_zips(folder: Path, **files: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    for student, parts in files.items():
        with zipfile.ZipFile(folder / f"{student}.zip", "w") as archive:
            for name, content in parts.items():
                archive.writestr(zipfile.ZipInfo(name), content)


@pytest.fixture
def class_of(fork_server, tmp_path):
    """Grades files by student with some data; gives results and events by student."""
    number = 0

    def grade(
        data: Located,
        without_data: WithoutData = TRAIN,
        train: str = "missing",
        tests: dict[str, str] | None = None,
        **files: dict[str, bytes],
    ):
        nonlocal number
        number += 1
        write_zips(tmp_path / "in", **files)
        known = {LESSON: lesson(tmp_path / f"lesson-{number}", **(tests or {}))}
        backend = LocalBackend(fork_server, Conditions({"mnist": data}, without_data=without_data))
        return grade_into(tmp_path / "out", tmp_path / "in", known, backend, train=train)

    return grade


def trusts(result: Result) -> list[str]:
    return [question.trust for question in result.questions]


def shown(folder: Path, student: str) -> str:
    """What the notebook's cells have shown while it was graded."""
    cells = nbformat.read(Store(folder / "out").executed_path(student, LESSON), 4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return "".join(output.get("text", "") for output in outputs)


@pytest.mark.mnist
def test_it_is_trained_again_on_the_data_that_are_there_and_earns_all_points(
    class_of, other_data, mnist, tmp_path
):
    ada = handed_in(notebook_with(), kept())
    results, _ = class_of(other_data, ada=ada)
    assert trusts(results["ada"]) == TRAINED_AGAIN
    assert results["ada"].score == results["ada"].max_score == 7
    its = "other data than MNIST" if mnist.is_synthetic else "MNIST itself"
    [said] = results["ada"].problems
    assert said == (
        f"{FOR_INSTRUCTORS}trained again: q2, q4, q5; what was handed in was trained on {its}, and "
        "here is a stand-in"
    )
    assert results["ada"].datasets == {"mnist": other_data.name}
    for words in ("trained here", "saved here", "guessed here"):
        assert words in shown(tmp_path, "ada")
    page = text_of(Store(tmp_path / "out").feedback_path("ada", LESSON).read_text())
    assert "Not the real MNIST" in page
    assert "Everything is right" in page
    assert "trained again: q2" not in page
    report = text_of(Store(tmp_path / "out").report_path.read_text())
    assert "trained again: q2, q4, q5; what was handed in was trained on" in report


def test_it_waits_where_the_instructor_wants_that_and_is_never_called_wrong(
    class_of, other_data, tmp_path
):
    ada = handed_in(notebook_with(), kept())
    results, _ = class_of(other_data, WAIT, ada=ada)
    assert trusts(results["ada"]) == WAITING
    assert [question.score for question in results["ada"].questions] == [1, None, 1, None, None]
    assert [question.max_score for question in results["ada"].questions] == [1, 3, 1, 1, 1]
    assert (results["ada"].score, results["ada"].max_score) == (2, 7)
    for words in ("trained here", "saved here", "guessed here", "Error"):
        assert words not in shown(tmp_path, "ada")
    store = Store(tmp_path / "out")
    html = store.feedback_path("ada", LESSON).read_text()
    page = text_of(html)
    assert page.count("waits for MNIST") == 3
    assert "Everything marked so far is right" in page
    assert "q2, q4 and q5 will be marked on MNIST itself" in page
    assert 'class="fail"' not in html
    report = text_of(store.report_path.read_text())
    assert "Waiting for MNIST" in report
    assert "Waiting for a person" not in report
    assert "q2 : 1 answer, of ada" in " ".join(report.split())
    exported = export(store, "canvas")
    assert "1 of them wait for MNIST (q2, q4, q5) and are left empty" in " ".join(exported.remarks)
    [row] = csv.DictReader(store.grades_path.read_text().splitlines())
    assert (row["q2"], row["q3"]) == ("", "1")


def test_it_is_marked_as_handed_in_once_its_own_data_are_there(class_of, other_data, mnist):
    ada = handed_in(notebook_with(), kept())
    for without_data in (WAIT, TRAIN):
        class_of(other_data, without_data, ada=ada)
        results, events = class_of(mnist, without_data, ada=ada)
        assert not events["ada"].reused
        assert trusts(results["ada"]) == AS_HANDED_IN
        assert results["ada"].score == 7
        assert results["ada"].problems == ()


@pytest.mark.slow
def test_another_choice_grades_anew_and_the_same_one_does_not(class_of, other_data):
    ada = handed_in(notebook_with(), kept())
    for without_data, expected in ((WAIT, WAITING), (TRAIN, TRAINED_AGAIN), (WAIT, WAITING)):
        for reused in (False, True):
            results, events = class_of(other_data, without_data, ada=ada)
            assert events["ada"].reused == reused
            assert trusts(results["ada"]) == expected


def test_where_nothing_is_to_be_trained_it_waits_and_where_everything_is_it_does_not(
    class_of, other_data
):
    ada = handed_in(notebook_with(), kept())
    never, _ = class_of(other_data, train="never", ada=ada)
    assert trusts(never["ada"]) == WAITING
    always, _ = class_of(other_data, WAIT, train="always", ada=ada)
    assert trusts(always["ada"]) == [RUN] * 5
    assert always["ada"].score == 7


def test_what_was_computed_from_a_network_that_waits_waits_with_it(class_of, other_data):
    guess = "def guesses():\n    return model.predict(x[:10], verbose=0).argmax(axis=1)\n"
    files = {path: content for path, content in kept().items() if "guess" not in path}
    ada = handed_in(notebook_with(q5=f"{guess}guess = guesses()"), files)
    brian = handed_in(notebook_with(), files)
    results, _ = class_of(other_data, WAIT, ada=ada, brian=brian)
    assert trusts(results["ada"])[4] == Trust.POSTPONED
    assert trusts(results["brian"])[4] == RUN, "its guess has nothing to do with the network"
    assert results["brian"].questions[4].score == 1


def test_what_nobody_answered_waits_for_nothing(class_of, other_data):
    files = handed_in(notebook_with(q2="history = ...", q4="checkpoint = ...  # later"), kept())
    results, _ = class_of(other_data, WAIT, ada=files)
    assert trusts(results["ada"]) == [RUN, RUN, Trust.EVIDENCE, RUN, Trust.POSTPONED]
    assert [question.score for question in results["ada"].questions] == [1, 0, 1, 0, None]


@pytest.mark.mnist
def test_what_does_not_say_comes_from_where_mnist_can_be_had(class_of, mnist):
    files = kept()
    says_nothing: list[dict[str, Any]] = [{}, {"data": None}, {"data": ""}]
    class_ = {
        f"student{number}": {
            f"{LESSON}.ipynb": notebook_with().encode(),
            **files,
            "evidence.json": listed(files, **more),
        }
        for number, more in enumerate(says_nothing)
    }
    results, _ = class_of(mnist, **class_)
    assert len(results) == len(says_nothing)
    for result in results.values():
        assert trusts(result) == (TRAINED_AGAIN if mnist.is_synthetic else AS_HANDED_IN)
        assert result.score == 7


def test_what_says_nonsense_is_of_other_data(class_of, mnist):
    files = kept()
    nonsense = ["f" * 64, 7, ["06"], {"mnist": 1}, True, "\ud800"]
    class_ = {
        f"student{number}": {
            f"{LESSON}.ipynb": notebook_with().encode(),
            **files,
            "evidence.json": listed(files, data=data),
        }
        for number, data in enumerate(nonsense)
    }
    waiting, _ = class_of(mnist, WAIT, **class_)
    assert {student: trusts(result) for student, result in waiting.items()} == dict.fromkeys(
        class_, WAITING
    )


@pytest.mark.parametrize("data", ["f" * 64, pytest.param({"mnist": 1}, marks=pytest.mark.slow)])
def test_what_is_of_other_data_is_trained_again(class_of, mnist, data):
    files = kept()
    ada = {f"{LESSON}.ipynb": notebook_with().encode(), **files}
    ada |= {"evidence.json": listed(files, data=data)}
    results, _ = class_of(mnist, ada=ada)
    assert trusts(results["ada"]) == TRAINED_AGAIN
    assert results["ada"].score == 7


def test_where_no_mark_depends_on_mnist_nothing_is_said_of_it(class_of, other_data, tmp_path):
    tests = {"q2": TESTS["q1"].replace("two_layers", "a_network")}
    results, _ = class_of(other_data, WAIT, tests=tests, ada=handed_in(notebook_with(), kept()))
    assert trusts(results["ada"]) == AS_HANDED_IN
    assert results["ada"].datasets == {}
    page = Store(tmp_path / "out").feedback_path("ada", LESSON).read_text()
    assert "MNIST" not in re.sub(r"(?s)<details id.*", "", page)


@pytest.fixture
def run(fork_server, other_data, monkeypatch) -> Iterator[Run]:
    monkeypatch.setenv("COURSE_DATASETS", str(other_data.path.parent))
    with commands(fork_server) as run:
        yield run


def test_the_grader_says_once_at_the_start_what_is_missing_and_at_the_end_what_waits(
    run, mnist, tmp_path
):
    write_lesson(tmp_path / "lesson.zip")
    files = handed_in(notebook_with(), kept())
    # `handed_in` names the data of this machine, which are others by now.
    named = json.loads(files["evidence.json"]) | {"data": mnist.sha256}
    files["evidence.json"] = json.dumps(named).encode()
    write_zips(tmp_path / "in", ada=files)
    grade = "autograder grade in --output out --assignment lesson.zip"
    done = run(tmp_path, f"{grade} --without-data wait")
    assert done.return_value == 0, done.output
    said = " ".join(done.stderr.split())
    assert said.count("MNIST is missing here") == 1
    assert said.index("MNIST is missing here") < said.index("[1/1]")
    assert "COURSE_DATASETS" in said
    assert "`autograder doctor`" in said
    assert "wait for it." in said
    assert "3 answers wait for MNIST (q2, q4, q5), of 1 of 1 submissions." in said
    assert "for a person to mark" not in said
    assert "are trained again, on the stand-in" in run(tmp_path, grade).stderr


def test_a_file_that_is_no_notebook_depends_on_no_data(run, tmp_path):
    write_lesson(tmp_path / "lesson.zip")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"{LESSON}.ipynb").write_bytes(b"%PDF-1.4")
    done = run(tmp_path, "autograder grade in --output out --assignment lesson.zip")
    assert "MNIST is missing" not in done.stderr
    [result] = Store(tmp_path / "out").results()
    assert result.datasets == {}
    page = Store(tmp_path / "out").feedback_path(result.student, result.lesson).read_text()
    assert "MNIST" not in page

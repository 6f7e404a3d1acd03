"""The demo class, and what the README promises about it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.authoring.answers import read_answers
from autograder.authoring.demo import DemoClass, write_class
from autograder.capture.exchange import REFUSED
from autograder.record.store import Store
from tests.conftest import LESSON
from tests.support.submissions import brings_artifacts, collect, opened

NUMBERS = {"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20}


@pytest.fixture(scope="module")
def demo_class(course, tmp_path_factory) -> DemoClass:
    return write_class(course, tmp_path_factory.mktemp("demo") / "submissions")


def test_the_class_has_at_least_sixteen_students_who_hand_in_all_lessons(course, demo_class):
    handed_in = collect([demo_class.folder], course.lessons())
    assert len(handed_in) == len(demo_class.remarks) >= 16
    assert {one.student for one in handed_in} == set(demo_class.remarks)
    assert {one.lesson for one in handed_in} == set(course.lessons())
    assert len({one.sha256 for one in handed_in}) == len(handed_in)


def test_whoever_has_trained_hands_in_what_that_left_behind(course, demo_class):
    handed_in = collect([demo_class.folder], course.lessons())
    trained = [one for one in handed_in if brings_artifacts(one)]
    assert {one.lesson for one in trained} == {LESSON, "05-tensorboard", "06-tips"}
    for one in trained:
        with opened(one) as there, there.pretrained() as file, zipfile.ZipFile(file) as archive:
            assert json.loads(archive.read(REFUSED)) == {}
            assert len(archive.namelist()) > 1


def test_the_class_holds_right_and_wrong_and_untouched_answers(course):
    shown = [
        answer
        for lesson in course.lessons()
        for answer in read_answers(course, lesson)
        if answer.student
    ]
    assert any(answer.base == "blank" and not answer.cells for answer in shown)
    assert any(answer.base == "solution" and not answer.cells for answer in shown)
    assert sum(answer.name.startswith("right") for answer in shown) >= 1
    assert sum(bool(answer.says) for answer in shown) >= 4


def test_the_readme_says_how_many_students_there_are(course, demo_class):
    readme = (course.root / "README.md").read_text()
    [word] = re.findall(r"notebooks of (\w+) students", readme)
    assert NUMBERS[word] == len(demo_class.remarks)


def test_the_badge_in_the_readme_opens_a_lesson_that_is_there(course):
    readme = (course.root / "README.md").read_text()
    prefix = f"github/{course.repository}/blob/{course.branch}/"
    for path in re.findall(re.escape(prefix) + r"([^)]+)", readme):
        assert (course.root / path).is_file()


@pytest.mark.slow
@pytest.mark.kernel
def test_on_a_machine_without_data_whoever_answers_as_in_the_solution_has_all_points(
    demo_class, tmp_path
):
    keep = {name: value for name, value in os.environ.items() if name != "COURSE_DATASETS"}
    nowhere = {"KERAS_HOME": str(tmp_path / "keras"), "https_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "autograder"),
            "demo",
            "--output",
            str(tmp_path / "demo"),
        ],
        env={**keep, **nowhere},
        capture_output=True,
        text=True,
        timeout=850,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("MNIST is missing here") == 1
    results = {one.student: one for one in Store(tmp_path / "demo" / "graded").results()}
    solved = [
        student for student, what in demo_class.remarks.items() if "as in the solution" in what
    ]
    assert len(solved) >= 4
    for student in solved:
        result = results[student]
        assert result.score == result.max_score - result.points_waiting > 0, result
    # whoever did not learn from the test pictures is not told so
    told = {
        student
        for student, result in results.items()
        for question in result.questions
        for test in question.tests
        if "learned from the test pictures" in test.message and not test.passed
    }
    assert told == {"hana"}

"""The demo class, and what the README promises about it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from autograder.authoring.answers import read_answers
from autograder.authoring.demo import DemoClass, write_class
from autograder.authoring.lesson import BuildError
from autograder.capture.exchange import REFUSED
from autograder.record.result import Result, Trust
from autograder.record.store import Store
from tests.conftest import LESSON
from tests.support.submissions import brings_artifacts, collect, opened

NUMBERS = {"sixteen": 16, "eighteen": 18, "twenty": 20, "twenty-four": 24}


@pytest.fixture(scope="module")
def demo_class(course, tmp_path_factory) -> DemoClass:
    return write_class(course, tmp_path_factory.mktemp("demo") / "submissions")


@pytest.fixture(scope="module")
def handed_in(course, demo_class):
    return collect([demo_class.folder], course.lessons())


def test_24_students_hand_in_two_to_six_lessons_each(course, demo_class, handed_in):
    each = Counter(one.student for one in demo_class.hand_ins)
    assert len(each) == len(demo_class.remarks) == 24
    assert set(each.values()) <= {2, 3, 4, 5, 6}
    assert {one.student for one in handed_in} == set(each)
    assert {one.lesson for one in handed_in} == set(course.lessons())
    assert len({one.sha256 for one in handed_in}) == len(handed_in)


def test_the_class_has_what_real_classes_have(demo_class):
    of = demo_class.hand_ins
    assert sum(one.is_solution for one in of) > len(of) / 3
    assert any(one.answers[0].startswith("right-") for one in of), "right in another way"
    assert {1, 2} == {len(one.answers) - 1 for one in of if len(one.answers) > 1}, "mistakes"
    for kind in ("until", "days_late", "first", "broken", "ends_with", "like"):
        assert any(getattr(one, kind) for one in of), kind


def test_whoever_has_trained_hands_in_what_that_left_behind(handed_in):
    trained = [one for one in handed_in if brings_artifacts(one)]
    assert {one.lesson for one in trained} == {LESSON, "05-tensorboard", "06-tips"}
    for one in trained:
        with opened(one) as there, there.pretrained() as file, zipfile.ZipFile(file) as archive:
            assert json.loads(archive.read(REFUSED)) == {}
            assert len(archive.namelist()) > 1


def test_who_came_late_or_twice_says_so_by_when(demo_class, handed_in):
    came = {
        (one.student, one.lesson): one.submitted_at - demo_class.classroom.due[one.lesson]
        for one in sorted(handed_in, key=lambda one: one.submitted_at)
    }
    for one in demo_class.hand_ins:
        assert (came[one.student, one.lesson].total_seconds() > 0) == bool(one.days_late), one
    twice = [one for one, number in Counter((h.student, h.lesson) for h in handed_in).items()
             if number > 1]  # fmt: skip
    assert twice == [(one.student, one.lesson) for one in demo_class.hand_ins if one.first]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[ada]\n01-setup = 'no-such'", "01-setup has no typical answer no-such"),
        ("[ada]\n01-setup = {answers = 'solution', mood = 'fine'}", "mood"),
        ("[ada", "cannot be read"),
        (
            "[ada]\n01-setup = ['solution', 'q3-append-gives-none']",
            "q3-append-gives-none answers only a part of q3",
        ),
    ],
)
def test_a_class_that_cannot_be_used_is_named(course, tmp_path, monkeypatch, text, says):
    monkeypatch.setattr(tomllib, "loads", lambda _, loads=tomllib.loads: loads(text))
    with pytest.raises(BuildError, match=says):
        write_class(course, tmp_path)


def test_the_readme_says_how_many_students_there_are(course, demo_class):
    readme = (course.root / "README.md").read_text()
    [word] = re.findall(r"class of ([\w-]+) students", readme)
    assert NUMBERS[word] == len(demo_class.remarks)


def test_the_badge_in_the_readme_opens_a_lesson_that_is_there(course):
    readme = (course.root / "README.md").read_text()
    prefix = f"github/{course.repository}/blob/{course.branch}/"
    for path in re.findall(re.escape(prefix) + r"([^)]+)", readme):
        assert (course.root / path).is_file()


def by_tests(result: Result) -> dict[str, float]:
    return {one.name: one.max_score for one in result.questions if one.trust != Trust.MANUAL}


@pytest.mark.slow
@pytest.mark.kernel
@pytest.mark.parametrize("data", ["stand-in", pytest.param("MNIST", marks=pytest.mark.mnist)])
def test_every_remark_is_true_of_what_the_class_is_graded_with(course, demo_class, tmp_path, data):
    env = {**os.environ}
    if data == "stand-in":
        del env["COURSE_DATASETS"]
        env |= {"KERAS_HOME": str(tmp_path / "keras"), "https_proxy": "http://127.0.0.1:9"}
    program = Path(sys.executable).parent / "autograder"
    done = subprocess.run(
        [str(program), "demo", "--output", str(tmp_path / "demo")],
        env=env,
        capture_output=True,
        text=True,
        timeout=850,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("MNIST is missing here") == (data == "stand-in")
    store = Store(tmp_path / "demo" / "graded")
    results = {(one.student, one.lesson): one for one in store.results()}
    answers = {
        lesson: {one.name: one for one in read_answers(course, lesson)}
        for lesson in course.lessons()
    }
    for one in demo_class.hand_ins:
        result = results[one.student, one.lesson]
        got = {q.name: q.score for q in result.questions if q.trust != Trust.MANUAL}
        if one.broken:
            assert any("breaks off" in problem for problem in result.problems)
        elif one.ends_with:
            assert result.score == 0, result
        else:
            due = one.due(answers[one.lesson], by_tests(result))
            asked = due if one.is_solution or one.until else set().union(*(
                answers[one.lesson][name].marks for name in one.answers))  # fmt: skip
            assert {name: got[name] for name in asked} == {name: due[name] for name in asked}, one
    alike = json.loads((store.folder / "alike.json").read_text())["pairs"]
    [pair] = [{*pair[:2]} for pairs in alike.values() for pair in pairs]
    assert pair == {next(one for one in demo_class.hand_ins if one.like).student,
                    next(one for one in demo_class.hand_ins if one.like).like}  # fmt: skip
    # whoever did not learn from the test pictures is not told so
    told = {
        result.student
        for result in results.values()
        for question in result.questions
        for test in question.tests
        if "learned from the test pictures" in test.message and not test.passed
    }
    assert told == {"hana"}
    # what is named at the end is there
    [named] = re.findall(r"Three things to open:\n(.*)", done.stdout, re.DOTALL)
    assert [Path(line.strip()).is_file() for line in named.splitlines()[::2]] == [True] * 3

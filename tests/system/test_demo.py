"""The demo class, and what the README promises about it."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.authoring import demo_notebooks
from autograder.authoring.answers import read_answers
from autograder.authoring.course import Course
from autograder.authoring.demo import DemoClass, HandIn, Made, write_class
from autograder.authoring.lesson import BuildError
from autograder.capture.exchange import REFUSED
from autograder.record.result import Result, Trust
from autograder.record.store import Store
from tests.conftest import LESSON
from tests.support.submissions import brings_artifacts, collect, opened

#: lessons whose marks come of networks that have seen MNIST, or what stands for it
DEPEND_ON_DATA = (LESSON, "05-tensorboard", "06-tips")
#: seconds for a class to be graded where others keep the processors busy
_PATIENCE = 1800
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
    assert {one.lesson for one in trained} == {*DEPEND_ON_DATA}
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


def test_a_class_that_was_made_before_is_made_again_only_of_other_sources(tmp_path, monkeypatch):
    course = Course(tmp_path / "course", "owner/name")
    answer = course.solutions / "01-a" / "answers" / "right.py"
    for path in (answer, course.solutions / "class.toml", course.root / "pyproject.toml"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    times = []

    def made(*_: object) -> Made:
        times.append(answer.read_text())
        one = HandIn("ada", "01-a", ("right", "wrong"), first=("right",))
        due = datetime(2025, 10, 6, tzinfo=UTC)
        files = {"ada/01-a.ipynb": answer.read_bytes()}
        return Made({"ada": "Right"}, (one,), {"01-a": due}, files, {})

    monkeypatch.setattr(demo_notebooks, "make", made)
    first, second = (write_class(course, tmp_path / name) for name in ("first", "second"))
    assert times == [""]
    assert dataclasses.replace(second, folder=first.folder) == first
    answer.write_text("x = 1")
    write_class(course, tmp_path / "third")
    assert times == ["", "x = 1"]
    assert (tmp_path / "third" / "ada" / "01-a.ipynb").read_text() == "x = 1"
    (course.dist / "demo.zip").write_bytes(b"damaged")
    write_class(course, tmp_path / "third")
    assert times == ["", "x = 1", "x = 1"]


def test_what_an_earlier_class_handed_in_is_not_graded_any_more(demo_class, course, tmp_path):
    old, own = tmp_path / "zoe+01-setup+2025-10-06 19:00:00 UTC", tmp_path / "my-notebook"
    for folder in (old, own):
        folder.mkdir()
        (folder / "01-setup.ipynb").write_text("{}")
    write_class(course, tmp_path)
    assert not old.exists()
    assert (own / "01-setup.ipynb").read_text() == "{}"
    assert {one.name for one in demo_class.folder.iterdir()} == {
        one.name for one in tmp_path.iterdir() if one != own
    }


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


def graded(
    arguments: list[str], *, with_mnist: bool, folder: Path
) -> subprocess.CompletedProcess[str]:
    """A command of the program, on this machine's MNIST or on the stand-in."""
    env = {**os.environ}
    if not with_mnist:
        env.pop("COURSE_DATASETS", None)
        env |= {"KERAS_HOME": str(folder / "keras"), "https_proxy": "http://127.0.0.1:9"}
    program = Path(sys.executable).parent / "autograder"
    done = subprocess.run(
        [str(program), *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=_PATIENCE - 50,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def assert_true(course: Course, hand_ins: Iterable[HandIn], store: Store) -> None:
    """Asserts that each of them got the points that its remark speaks of."""
    results = {(one.student, one.lesson): one for one in store.results()}
    answers = {
        lesson: {one.name: one for one in read_answers(course, lesson)}
        for lesson in course.lessons()
    }
    for one in hand_ins:
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
    # whoever did not learn from the test pictures is not told so
    told = {
        result.student
        for result in results.values()
        for question in result.questions
        for test in question.tests
        if "learned from the test pictures" in test.message and not test.passed
    }
    assert told == {"hana"}


@pytest.mark.slow
@pytest.mark.kernel
@pytest.mark.timeout(_PATIENCE)
def test_every_remark_is_true_of_what_the_class_is_graded_with(course, demo_class, tmp_path):
    output = tmp_path / "demo"
    done = graded(["demo", "--output", str(output)], with_mnist=False, folder=tmp_path)
    assert done.stderr.count("MNIST is missing here") == 1
    store = Store(output / "graded")
    assert_true(course, demo_class.hand_ins, store)
    alike = json.loads((store.folder / "alike.json").read_text())["pairs"]
    [pair] = [{*pair[:2]} for pairs in alike.values() for pair in pairs]
    assert pair == {next(one for one in demo_class.hand_ins if one.like).student,
                    next(one for one in demo_class.hand_ins if one.like).like}  # fmt: skip
    # what is named at the end is there
    [named] = re.findall(r"Three things to open:\n(.*)", done.stdout, re.DOTALL)
    assert [Path(line.strip()).is_file() for line in named.splitlines()[::2]] == [True] * 3


@pytest.mark.slow
@pytest.mark.kernel
@pytest.mark.mnist
@pytest.mark.timeout(_PATIENCE)
def test_what_depends_on_data_is_as_true_on_mnist(course, demo_class, tmp_path):
    some = [one for one in demo_class.hand_ins if one.lesson in DEPEND_ON_DATA]
    folders = [
        str(folder)
        for one in some
        for folder in demo_class.folder.glob(f"{one.student}+{one.lesson}+*")
    ]
    output = tmp_path / "graded"
    done = graded(["grade", *folders, "--output", str(output)], with_mnist=True, folder=tmp_path)
    assert "MNIST is missing here" not in done.stderr
    assert_true(course, some, Store(output))

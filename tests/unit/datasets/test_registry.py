"""Which data sets there are, what depends on them, and what does not."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment.model import Assignment
from autograder.collect.submissions import Submission
from autograder.datasets import registry, shared_arrays
from autograder.datasets.dataset import DatasetError, Located
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.grading.results import versions
from autograder.record.result import QuestionResult, Result, Status
from autograder.record.store import Store
from autograder.run.kernel.forkserver import ForkServer
from tests.support import trees
from tests.support.grading import grade_class

MNIST = Located(Path("/data/mnist.npz"), "MNIST", is_synthetic=False, sha256="m")


@pytest.fixture
def park(monkeypatch, tmp_path) -> Path:
    """The file of a second data set, which is registered."""
    monkeypatch.setitem(registry.DATASETS, "trees", trees.TREES)
    monkeypatch.setenv("COURSE_DATASETS", str(tmp_path))
    path = tmp_path / "trees.csv"
    path.write_text(trees.HEIGHTS)
    return path


@pytest.mark.kernel
def test_a_course_brings_a_data_set_by_an_entry_point(tmp_path):
    (tmp_path / "trees.py").write_text(Path(trees.__file__).read_text())
    info = tmp_path / "theirs-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[autograder.datasets]\ntrees = trees:TREES\n")
    program = "from autograder.datasets.registry import DATASETS; print(*DATASETS)"
    where = os.pathsep.join([str(tmp_path), str(Path(registry.__file__).parents[2])])
    found = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": where},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == "mnist trees\n"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("from keras.datasets import mnist", {"mnist"}),
        ("(x, y), _ = tf.keras.datasets.mnist.load_data()", {"mnist"}),
        ("import trees as t; keras.utils.get_file('mnist.npz')", {"mnist", "trees"}),
        ("LESSON = '04-mnist-ann'; keras.datasets.fashion_mnist; streets = 3", set()),
    ],
)
def test_code_depends_on_what_it_names_and_not_on_what_only_sounds_like_it(park, code, named):
    assert registry.mentioned(code) == named


def test_a_lesson_on_a_data_set_that_nobody_brought_says_what_to_install():
    with pytest.raises(
        registry.UnknownDatasetError, match=r"'stars'.*group `autograder\.datasets`"
    ):
        registry.locate(["stars"])


def test_what_loads_a_data_set_gets_the_file_and_what_it_changes_is_its_own(park):
    located = registry.locate(["trees"])["trees"]
    assert (located.name, located.is_synthetic) == ("Trees of the Park", False)
    paths = {"trees": str(located.path)}
    for copied in (True, False):
        assert registry.serve(paths, copied=copied) == {"https://park.example/trees.csv": str(park)}
        heights, kinds = trees.load()
        assert kinds.tolist() == [0, 1, 0, 1]
        assert heights.flags.owndata == copied
        heights[:] = 0
        assert trees.load()[0].tolist() == [12.5, 30.0, 18.0, 27.5]
    [test_set] = [give() for give in registry.test_sets(paths)]
    assert test_set.labels.tolist() == [0, 1]


def test_a_damaged_file_of_a_data_set_is_named_and_does_not_end_the_fork_server(park):
    park.write_text("twelve,0\n")
    registry.preload({"trees": str(park)})
    registry.serve({"trees": str(park)}, copied=True)
    with pytest.raises(DatasetError, match=r"trees\.csv is damaged .*twelve.*put a whole trees"):
        trees.load()


def test_before_student_code_runs_what_is_held_has_no_open_file(park, monkeypatch):
    monkeypatch.setattr(shared_arrays, "_held", {})
    registry.preload({"trees": str(park)})
    [(_, held)] = shared_arrays._held.values()
    assert isinstance(held.memory, int)
    file = os.fstat(held.memory).st_ino
    shared_arrays.close_files()
    assert file not in {
        one.stat().st_ino for one in Path("/proc/self/fd").iterdir() if one.exists()
    }
    registry.serve({"trees": str(park)}, copied=True)
    assert trees.load()[1].tolist() == [0, 1, 0, 1]


def test_what_holds_more_than_numbers_is_not_shared(tmp_path):
    with pytest.raises(TypeError, match="names holds objects"):
        shared_arrays.hold(tmp_path / "x", lambda path: {"names": np.array([{}, None])})


# What depends on a data set


class ToBeGraded(Exception):
    """Nothing that is there is good enough."""


class Backend(LocalBackend):
    """Grades nothing."""

    def begin(self) -> None:
        raise ToBeGraded


def grade(submissions: list, known: dict, store: Store, data: dict) -> list[Result]:
    backend = Backend(ForkServer(), Conditions(data))
    return grade_class(submissions, known, store, backend, jobs=1, refresh=False)


@pytest.fixture
def graded(park, tmp_path):
    """Whether an earlier result is used again, by what is there now of both data sets."""

    def graded(lesson: Assignment, before: dict, now: dict, mentions: tuple | None = ()) -> bool:
        store = Store(tmp_path / "out")
        names = lesson.depends_on(mentions)
        question = QuestionResult("q1", 1.0, 1.0)
        old = Result("ada", "01", Status.GRADED, 1.0, 1.0, (question,))
        store.save(
            dataclasses.replace(
                old,
                submission_sha256="s",
                assignment_sha256=lesson.sha256,
                versions=versions(),
                datasets={name: one.name for name, one in before.items() if name in names},
                data_sha256={name: one.sha256 for name, one in before.items() if name in names},
            )
        )
        submission = Submission("ada", "x", "s", "01", mentions=mentions)
        try:
            grade([submission], {"01": lesson}, store, now)
        except ToBeGraded:
            return False
        return True

    return graded


def lesson(tmp_path: Path, *names: str, external: bool = False) -> Assignment:
    return Assignment("01", "01", tmp_path, (), "a", datasets=frozenset(names), external=external)


def other(one: Located) -> Located:
    """The same place and name with other data."""
    return dataclasses.replace(one, sha256=hashlib.sha256(one.sha256.encode()).hexdigest())


def test_another_data_set_regrades_what_depends_on_it_and_nothing_else(graded, park, tmp_path):
    both = {"mnist": MNIST, "trees": trees.TREES.locate()}
    new_trees = both | {"trees": other(both["trees"])}
    new_mnist = both | {"mnist": other(MNIST)}
    on_trees, on_none = lesson(tmp_path, "trees"), lesson(tmp_path)
    assert graded(on_trees, both, both)
    assert graded(on_trees, both, new_mnist)
    assert not graded(on_trees, both, new_trees)
    assert graded(on_none, both, {"trees": new_trees["trees"]})
    # Of another course, what a notebook names may be what is marked.
    theirs = lesson(tmp_path, external=True)
    assert graded(theirs, both, new_mnist, mentions=("trees",))
    assert not graded(theirs, both, new_trees, mentions=("trees",))


def test_a_result_of_an_earlier_version_is_told_by_the_name_of_its_data(park, tmp_path):
    store = Store(tmp_path / "out")
    result = Result("ada", "01", Status.GRADED, 1.0, 1.0, datasets={"mnist": "MNIST"})
    assert "data_sha256" not in result.to_json()
    store.save(
        dataclasses.replace(
            result,
            submission_sha256="s",
            assignment_sha256="a",
            versions=versions(),
        )
    )
    known = {"01": lesson(tmp_path, "mnist")}
    submission = Submission("ada", "x", "s", "01", mentions=())
    [again] = grade([submission], known, store, {"mnist": MNIST})
    assert again.datasets == {"mnist": "MNIST"}
    stand_in = dataclasses.replace(MNIST, name="stand-in for MNIST")
    with pytest.raises(ToBeGraded):
        grade([submission], known, store, {"mnist": stand_in})


def test_a_submission_is_served_what_its_lesson_and_its_own_code_name(park, tmp_path):
    conditions = Conditions({"mnist": MNIST, "trees": trees.TREES.locate()})

    def served(*names: str, mentions: tuple | None) -> set[str]:
        submission = Submission("ada", "x", "s", "01", mentions=mentions)
        return {*conditions.for_submission(submission, lesson(tmp_path, *names)).datasets}

    assert served("trees", mentions=()) == {"trees"}
    assert served("trees", mentions=("mnist", "made up")) == {"mnist", "trees"}
    assert served(mentions=()) == set()
    assert served("trees", mentions=None) == {"trees"}
    nowhere_yet = Conditions({})
    submission = Submission("ada", "x", "s", "01", mentions=("trees",))
    found = nowhere_yet.for_submission(submission, lesson(tmp_path)).datasets
    assert found == {"trees": str(park)}

"""What Otter's own tests of `otter grade` try, tried here on an assignment of our own.

Fourteen students get other things wrong each; their points must be Otter's.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from autograder.record.result import Result
from autograder.record.store import Store
from tests.support import zoo
from tests.support.commands import commands
from tests.support.grade_with import MARK

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> zoo.Made:
    folder = tmp_path_factory.mktemp("everyday")
    made = zoo.everyday(folder)
    for student, wrong in zoo.EVERYDAY.items():
        zoo.hand_in(made, folder / "in", student, zoo.RIGHT | wrong)
    return made


@pytest.fixture(scope="module")
def theirs(made) -> dict[str, dict[str, float]]:
    """Student → question → points, by Otter."""
    folder = made.archive.parents[2]
    paths = sorted(map(str, (folder / "in").glob("*/*.ipynb")))
    command = [sys.executable, "-m", "tests.support.grade_with", "otter", str(made.archive), *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith(MARK)]
    return dict(json.loads(line.removeprefix(MARK)) for line in lines)


@pytest.fixture(scope="module")
def ours(made, fork_server) -> dict[str, Result]:
    folder = made.archive.parents[2]
    with commands(fork_server) as run:
        line = f"autograder grade in --output out --assignment {made.archive}"
        done = run(folder, line)
    assert done.return_value == 0, done.output
    return {result.student: result for result in Store(folder / "out").results()}


@pytest.mark.parametrize("student", zoo.EVERYDAY)
def test_each_of_them_gets_otters_points(ours, theirs, student):
    assert {one.name: one.score for one in ours[student].questions} == theirs[student]


def test_each_gets_wrong_what_the_name_says(theirs):
    """Else the comparison above would prove little."""
    right = theirs["all-right"]
    assert sum(right.values()) == 15.0
    assert {name for name, points in right.items() if not points} == {"doubled"}
    for student in {*theirs} - {"all-right", "double", "double-hidden"}:
        assert sum(theirs[student].values()) < 15.0, student
    assert theirs["evens-hidden"]["evens"] == theirs["opposite-evens-hidden"]["evens"] == 2.5

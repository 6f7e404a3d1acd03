"""The public functions, used as the page about them shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import autograder
from autograder.authoring.course import find
from autograder.authoring.publish import build
from autograder.errors import UserError
from tests.support.downloads import work, write
from tests.support.program import root  # noqa: F401

pytestmark = pytest.mark.kernel
PAGE = Path(autograder.__file__).parents[1] / "docs" / "scripts.md"
RIGHT = work("answer = 42", 'grader.check("q1")')
HALF = work("answer = 41", 'grader.check("q1")')


@pytest.fixture(scope="module")
def archive(root) -> Path:
    course = find(root)
    build(course, ["01-tiny"])
    return course.assignment_zip("01-tiny")


def test_the_example_of_the_page_prints_each_students_points(archive, tmp_path):
    write(tmp_path / "submissions", {"ada.ipynb": RIGHT, "brian.ipynb": HALF, "carol.ipynb": b"?"})
    (tmp_path / "hw01.zip").write_bytes(archive.read_bytes())
    [example] = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert said[:2] == ["ada 01-tiny 1 of 1", "brian 01-tiny 0.5 of 1"]
    assert said[-1].startswith("  look at it:")
    assert (tmp_path / "graded" / "grades.csv").exists()


def test_what_cannot_be_used_is_an_error_with_a_sentence(tmp_path):
    with pytest.raises(UserError, match=r"nowhere\.zip does not exist"):
        autograder.grade(tmp_path, output=tmp_path / "out", assignment=tmp_path / "nowhere.zip")


def test_an_assignment_says_what_it_asks_for(archive, tmp_path):
    tiny = autograder.load_assignment(archive, tmp_path / "tests")
    assert [(question.name, question.manual) for question in tiny.questions] == [("q1", False)]


def test_every_public_name_is_on_the_page_and_there():
    text = PAGE.read_text("utf-8")
    for name in autograder.__all__:
        assert getattr(autograder, name)
        assert re.search(rf"`{name}\b", text), name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = autograder.nothing  # type: ignore[attr-defined]

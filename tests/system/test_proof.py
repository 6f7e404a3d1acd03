"""`autograder build` proves a lesson: the solution earns all points, an untouched notebook none."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.course import find
from autograder.authoring.lesson import BuildError
from tests.support.commands import commands
from tests.support.tiny import TINY, write

ANSWER = "answer = 6 * 7 + len([])"
VISIBLE = 'assert isinstance(answer, int), "answer is still missing"'


@pytest.fixture(scope="module")
def run(fork_server):
    with commands(fork_server) as run:
        yield run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.course]\nrepository = "me/mine"\nbranch = "main"\n'
    )
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("== 40 + 2", "== 40 + 3", 53, "the solution fails the hidden test 'q1 - 2' of q1: anothe"),
        ("(answer, int)", "(answer, str)", 48, "the solution fails the test 'q1 - 1' of q1: answ"),
        (ANSWER, "answer = 6 * seven", 39, "in cell 4: NameError: name 'seven' is not defined"),
        (ANSWER, "answer = 6 * (7", 39, "the solution fails in cell 4: SyntaxError"),
        (VISIBLE, "assert True", 48, "an untouched notebook earns 0.5 of 1 points of q1: let this"),
    ],
)
def test_a_lesson_that_proves_wrong_is_named_and_not_given_to_students(
    run, root, old, new, line, says
):
    assert old in TINY
    write(root, TINY.replace(old, new))
    done = run(root, "autograder build")
    assert isinstance(done.exception, BuildError)
    assert f"solutions/01-tiny/lesson.py, line {line}: " in str(done.exception)
    assert says in str(done.exception)
    assert not (root / "course").exists()


def test_a_lesson_that_proves_right_is_written_and_not_run_again(run, root, monkeypatch):
    write(root, TINY)
    done = run(root, "autograder build")
    assert done.exception is None
    shown = root / "dist" / "solutions" / "01-tiny.ipynb"
    assert "6 * 7" in shown.read_text()
    assert (root / "course" / "01-tiny" / "01-tiny.ipynb").is_file()
    assert find(root).lessons() == ["01-tiny"]
    monkeypatch.setattr("autograder.grading.authors.grade_class", None)  # nothing may ask for it
    write(root, TINY.replace("Give the answer", "Say the answer"))
    assert run(root, "autograder build").exception is None
    assert "Say the answer" in shown.read_text()

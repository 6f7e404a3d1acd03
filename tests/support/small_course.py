"""A small lesson, its setup and its check."""

from __future__ import annotations

import pytest

from autograder.authoring.course import find
from tests.support.tiny import TINY, write

CHECK = 'grader.check("q1")'


SETUP = "LESSON = '01-tiny'"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory):
    """A course of one tiny lesson: `answer` must be a number (visible) and 42 (hidden)."""
    root = tmp_path_factory.mktemp("course")
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    write(root, TINY)
    return find(root)

"""The command line as a program of its own, and a course of one lesson to run it in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tiny import TINY, write

AUTOGRADER = str(Path(sys.executable).parent / "autograder")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one tiny lesson, as a folder to stand in."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    write(folder, TINY)
    return folder


def autograder(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [AUTOGRADER, *arguments], cwd=root, capture_output=True, text=True, timeout=300
    )

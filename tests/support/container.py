"""Gradescope's container, rehearsed: root without namespaces, one submission."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import autograder
from autograder.datasets.dataset import Located

CHECKOUT = Path(autograder.__file__).parents[1]
#: root as Docker leaves it: no capability to make namespaces, and system calls for it refused
_LIKE_DOCKER = ("setpriv", "--bounding-set", "-sys_admin", "--inh-caps", "-sys_admin")
needs_a_container = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"),
    reason="only root can stand for Gradescope's harness, by setpriv",
)


@contextmanager
def unpacked(archive: bytes) -> Iterator[Path]:
    """What stands for /autograder, unpacked as Gradescope does; everybody may read all of it."""
    root = Path(tempfile.mkdtemp(prefix="gradescope-"))
    try:
        for folder in ("source", "results", "submission"):
            (root / folder).mkdir()
        with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
            zipped.extractall(root / "source")
        shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
        (root / "run_autograder").chmod(0o755)
        subprocess.run(["chmod", "-R", "a+rwX", str(root)], check=True)
        yield root
    finally:
        shutil.rmtree(root)


def run_autograder(
    root: Path, python: Path, mnist: Located, datasets: Path
) -> subprocess.CompletedProcess[str]:
    """Grades what lies in the container's `submission`, as Gradescope's harness does.

    Args:
        python: that every user may run.
        datasets: an empty folder.
    """
    (datasets / "mnist.npz").symlink_to(mnist.path)
    return subprocess.run(
        [
            *_LIKE_DOCKER,
            *(sys.executable, str(CHECKOUT / "tests" / "support" / "no_namespaces.py")),
            str(root / "run_autograder"),
        ],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(CHECKOUT),
            "GRADESCOPE_ROOT": str(root),
            "GRADESCOPE_PYTHON": str(python),
            "COURSE_DATASETS": str(datasets),
        },
        capture_output=True,
        text=True,
        timeout=300,
    )


def results(root: Path) -> dict[str, Any]:
    """What Gradescope reads."""
    written: dict[str, Any] = json.loads((root / "results" / "results.json").read_text())
    return written

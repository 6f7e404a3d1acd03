"""Runs programs as `python -c` does, but in forks of a process that has imported TensorFlow."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from autograder.run.kernel.forkserver import ForkServer

_BEFORE = """\
import os, sys
os.dup2(os.open({stderr!r}, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
sys.path[:0] = ["", *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
import runpy
runpy.run_path({offline!r})
import matplotlib
matplotlib.use("agg")
"""
_OFFLINE = Path(__file__).parent / "offline" / "sitecustomize.py"


def run_program(
    program: str,
    fork_server: ForkServer,
    *,
    cwd: Path,
    env: Mapping[str, str],
    folder: Path,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Runs a program and waits for its end.

    Args:
        program: Python, which finds what PYTHONPATH names and `tests/support/offline` beside what
            is installed.
        env: its whole environment.
        folder: an empty one, for the program and what it prints.
    """
    file, stdout, stderr = (folder / name for name in ("program.py", "stdout", "stderr"))
    before = _BEFORE.format(stderr=str(stderr), offline=str(_OFFLINE))
    file.write_text(before + program, encoding="utf-8")
    for output in (stdout, stderr):
        output.write_text("")
    child = fork_server.spawn(
        "runpy:run_path",
        {"path_name": str(file), "run_name": "__main__"},
        cwd=cwd,
        env=env,
        log=stdout,
        sandbox=None,
    )
    status = child.wait(timeout)
    if status is None:
        child.kill()
        raise subprocess.TimeoutExpired([str(file)], timeout)
    return subprocess.CompletedProcess(
        [str(file)], status, stdout.read_text("utf-8"), stderr.read_text("utf-8")
    )

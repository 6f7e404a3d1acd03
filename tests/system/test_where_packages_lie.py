"""Student code finds the packages of this Python, those of the user among them, and no others."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import autograder
from autograder.cli import findings

pytestmark = pytest.mark.kernel

RUN = """
import sys
sys.path.insert(0, ROOT)
import nbformat
from autograder.run.notebook import execute
from autograder.run.kernel.forkserver import PRELOAD, ForkServer
from autograder.run.kernel.workspace import workspace
cells = ["import of_the_user; print(of_the_user.__name__)", "!python -c 'import of_the_user'",
         "import on_the_path"]
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
light = tuple(one for one in PRELOAD if one not in ("keras", "tensorflow"))
with ForkServer(preload=light) as fork_server, workspace() as folder:
    content = nbformat.writes(notebook).encode()
    done = execute(content, fork_server=fork_server, workspace=folder).notebook
    for cell in nbformat.reads(done.decode(), as_version=4).cells:
        print([one.get("text") or one.get("evalue") for one in cell.outputs])
"""


def test_packages_of_the_user_are_seen_in_the_sandbox_and_those_of_pythonpath_are_not(tmp_path):
    base, path, made = (tmp_path / name for name in ("base", "path", "venv"))
    # A virtual environment has no packages of the user, unless it takes the system's as well.
    make = [sys.executable, "-m", "venv", "--system-site-packages", "--without-pip", made]
    subprocess.run(make, check=True)
    packages = made / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    packages.rmdir()
    packages.symlink_to(sysconfig.get_path("purelib"))
    of_the_user = base / packages.relative_to(made)
    for folder, module in ((of_the_user, "of_the_user"), (path, "on_the_path")):
        folder.mkdir(parents=True)
        (folder / f"{module}.py").touch()
    root = str(Path(autograder.__file__).resolve().parents[1])
    done = subprocess.run(
        [made / "bin" / "python", "-c", RUN.replace("ROOT", repr(root))],
        env={**os.environ, "PYTHONUSERBASE": str(base), "PYTHONPATH": str(path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout.splitlines() == [
        "['of_the_user\\n']",
        "[]",
        "[\"No module named 'on_the_path'\"]",
    ], done.stderr


def test_the_doctor_says_that_pythonpath_is_not_used(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/some/where")
    found = next(one for one in findings.examine() if one.name == "PYTHONPATH")
    assert found.state == "warning"
    assert "/some/where: student code and tests do not see what lies there" in found.says
    assert "pip install" in found.fix

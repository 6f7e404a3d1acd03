"""Wheels and Otter zips of a few lines, for environments that are made without a network."""

from __future__ import annotations

import zipfile
from pathlib import Path

TEST = "OK_FORMAT = True\ntest = {'name': 'q1', 'suites': [{'cases': [{'code': '>>> x\\n4'}]}]}"


def wheel(folder: Path, name: str, script: str = "") -> Path:
    """A wheel with one module, and with a command where `script` names a function of it."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    about = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(f"{name}.py", "def main():\n    print('here')\n")
        packed.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        packed.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        entry = f"[console_scripts]\n{script} = {name}:main\n" if script else ""
        packed.writestr(f"{about}/entry_points.txt", entry)
        files = [f"{name}.py", *(f"{about}/{n}" for n in ("METADATA", "WHEEL", "entry_points.txt"))]
        packed.writestr(f"{about}/RECORD", "".join(f"{f},,\n" for f in [*files, f"{about}/RECORD"]))
    return path


def archive(folder: Path, *requirements: str, environment: str = "") -> Path:
    path = folder / "hw01-autograder_2026_01_02T03.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("tests/q1.py", TEST)
        packed.writestr("requirements.txt", "\n".join(requirements))
        packed.writestr("environment.yml", environment)
    return path

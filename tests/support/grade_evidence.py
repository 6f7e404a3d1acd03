"""Grades one zip with evidence under one way of isolating, and prints trust and points as JSON.

python -m tests.support.grade_evidence MECHANISM
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import cast

from autograder.datasets.mnist.locate import locate_mnist
from autograder.grading.conditions import Conditions
from autograder.grading.local import CHECK_MODULES, LocalBackend
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.sandbox.policy import MechanismName
from tests.support.submissions import collect, opened
from tests.support.trained import LESSON, handed_in, kept, lesson, notebook_with

#: where Python would look first, if it looked among what was handed in
MODULES = ("kept/numpy.py", "kept/h5py.py", "kept/IPython/__init__.py", "kept/keras/__init__.py")


def main(mechanism: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {**kept(), **dict.fromkeys(MODULES, b"raise SystemExit(3)")}
        with zipfile.ZipFile(folder / "ada.zip", "w") as archive:
            for path, content in handed_in(notebook_with(), files).items():
                archive.writestr(path, content)
        [submission] = collect([folder / "ada.zip"], [LESSON])
        with ForkServer(also_import=CHECK_MODULES) as fork_server:
            fork_server.mechanism = cast(MechanismName, mechanism)
            backend = LocalBackend(fork_server, Conditions({"mnist": locate_mnist()}))
            with opened(submission) as there:
                result = backend.grade(there, lesson(folder / "lesson")).result
    trust = {question.name: question.trust for question in result.questions}
    said = {"isolation": result.isolation, "score": result.score, "trust": trust}
    print(json.dumps({**said, "problems": result.problems}))


if __name__ == "__main__":
    main(sys.argv[1])

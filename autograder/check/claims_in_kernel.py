"""Runs tests in the student's kernel, and writes down what it claims. [student kernel]

Only on request, and only after the notebook's last cell; see `in_kernel`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder.assignment.seed import set_seed

#: question → the notebook's variables as they stood at its capture point
_kept: dict[str, dict[str, Any]] = {}
#: question → the notebook's own namespace
_live: dict[str, dict[str, Any]] = {}


def keep(namespace: dict[str, Any], question: str) -> None:
    """Notes what each name stands for now."""
    _kept[question] = dict(namespace)
    _live[question] = namespace


def claim(question: str, source: str, path: str, seed: int | None) -> None:
    """Runs a question's tests as Otter would and writes down what they say."""
    from autograder.check import otter_tests  # not before tests are run: it imports Otter
    from autograder.check.cell_tests import CellTestFile

    test_file = otter_tests.parse(source)
    if seed is not None:
        set_seed(seed)
    namespace = _kept[question]
    if isinstance(test_file, CellTestFile):  # its functions are to meet what the test changes
        namespace, CellTestFile.in_place = _live[question], True
        namespace.clear()
        namespace.update(_kept[question])
    claims = [
        otter_tests.run(test_file, number, namespace)[:2]
        for number in range(len(test_file.test_cases))
    ]
    Path(path).write_text(json.dumps(claims), encoding="utf-8")

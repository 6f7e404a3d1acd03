"""A class of any size is graded a few submissions at a time."""

from __future__ import annotations

import hashlib
from concurrent.futures import wait
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.assignment.model import Assignment
from autograder.collect.submissions import Submission
from autograder.grading import batch
from autograder.grading.conditions import Conditions
from autograder.record.store import Store


class Refusing:
    """A backend that is asked for nothing, because no file can be read."""

    conditions = Conditions({})

    def begin(self) -> None: ...

    def place(self, submission: Submission, assignment: Assignment) -> None: ...

    def close(self) -> None: ...


def test_as_few_submissions_are_waited_for_as_can_be_graded_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited_for: list[int] = []

    def noted(futures: Any, **how: Any) -> Any:
        waited_for.append(len(futures))
        return wait(futures, **how)

    monkeypatch.setattr("autograder.grading.batch.wait", noted)
    nobody: Any = None
    sha256 = hashlib.sha256(b"").hexdigest()
    students = [f"student-{number}" for number in range(50)]
    given = [Submission(name, f"{name}.ipynb", sha256, "01-tiny") for name in students]
    monkeypatch.setattr(batch, "_grade_and_save", lambda one, *_: batch._too_late(one, 0))
    monkeypatch.setattr(batch, "_comparable", lambda *_: None)
    monkeypatch.setattr("autograder.record.lesson_info.save", lambda *_: None)
    backend: Any = Refusing()
    workers: Any = SimpleNamespace(call=nobody)
    results = batch.grade_class(
        given,
        {"01-tiny": nobody},
        Store(tmp_path),
        backend,
        workers=workers,
        jobs=3,
        refresh=False,
    )
    assert [one.student for one in results] == students
    assert max(waited_for) == 6

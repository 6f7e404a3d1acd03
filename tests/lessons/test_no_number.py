"""No answer earns points by numbers that are none, in the questions of lessons."""

from __future__ import annotations

import contextlib
import copy
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
from otter.test_files import ExceptionTestFile

from autograder.assignment.model import Assignment, load
from autograder.authoring.answers import notebook_of
from autograder.capture.snapshot import load as values_of
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.snapshot_cache import SnapshotCache
from autograder.record.store import Store
from autograder.run.worker import Workers
from tests.support.grading import grade_class
from tests.support.lessons import answers_to, emitted_here
from tests.support.submissions import collect

LESSONS = (
    *("01-setup", "02-installs", "03-data-import"),
    *(
        pytest.param(one, marks=pytest.mark.slow)
        for one in ("04-mnist-ann", "05-tensorboard", "06-tips")
    ),
)
#: cases that look at shapes, at lengths, or at files, and at no number
SHAPES = {
    ("03-data-import", "q1 - 1"),
    ("03-data-import", "q2 - 2"),
    ("04-mnist-ann", "q2 - 1"),
    ("04-mnist-ann", "q3 - 1"),
    ("04-mnist-ann", "q5 - 1"),
    ("06-tips", "q2 - 1"),
}
NONE = {
    "not a number": float("nan"),
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "text": "many",
    "nothing": None,
}


@pytest.fixture(scope="module", params=LESSONS)
def solved(
    request: pytest.FixtureRequest,
    fork_server: Any,
    mnist: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Assignment, dict[str, Path]]:
    """A lesson, and the snapshots of its questions where all answers are right."""
    lesson, folder = request.param, tmp_path_factory.mktemp("lesson")
    emitted = emitted_here(lesson)
    (folder / f"{lesson}.zip").write_bytes(emitted.autograder_zip)
    known = {lesson: load(folder / f"{lesson}.zip", folder / "tests")}
    (folder / "in").mkdir()
    solution = notebook_of(answers_to(lesson)["solution"], emitted)
    nbformat.write(solution, folder / "in" / "ada.ipynb")
    store = Store(folder / "graded")
    backend = LocalBackend(fork_server, Conditions({"mnist": mnist}))
    grade_class(collect([folder / "in"], known), known, store, backend, jobs=1)
    snapshots = {}
    with Workers(fork_server, number=1) as workers:
        cache = SnapshotCache(store.folder, workers.call)
        run = cache.get_run("ada", lesson)
        assert run is not None
        for name, question in run.questions.items():
            assert question.files is not None
            snapshots[name] = folder / "snap" / name
            cache.get(question.files, snapshots[name])
    return known[lesson], snapshots


def without_numbers(value: Any, other: Any) -> Any:
    """The value with something else in place of each number; a function answers with that."""
    if isinstance(value, (bool, np.bool_, str, bytes)):
        return value
    if isinstance(value, (int, float, complex, np.number)):
        return other
    if isinstance(value, np.ndarray):
        number = isinstance(other, float) and value.dtype.kind in "iuf"
        return np.full(value.shape, other, None if number else object)
    if isinstance(value, pd.DataFrame):
        return value.apply(lambda column: without_numbers(column, other))
    if isinstance(value, pd.Series):
        return pd.Series([without_numbers(one, other) for one in value], value.index)
    if isinstance(value, dict):
        return {key: without_numbers(one, other) for key, one in value.items()}
    if isinstance(value, (list, tuple, set)):
        return type(value)(without_numbers(one, other) for one in value)
    if type(value).__name__ == "Function":
        return lambda *args, **kwargs: other
    if hasattr(value, "history") and hasattr(value, "epoch"):
        value = copy.copy(value)
        value.history = without_numbers(value.history, other)
    return value


def changed(values: Mapping[str, Any], other: Any) -> dict[str, Any]:
    """Those of the values that numbers are part of, without them."""
    before = {name: repr(value) for name, value in values.items()}
    after = {name: without_numbers(value, other) for name, value in values.items()}
    return {name: value for name, value in after.items() if repr(value) != before[name]}


def passed(
    assignment: Assignment, question: str, values: Mapping[str, Any], without: Mapping[str, Any]
) -> Iterator[str]:
    """The cases that pass though they look at one of the values without numbers."""
    source = (assignment.tests / f"{question}.py").read_text(encoding="utf-8")
    tests = ExceptionTestFile.from_string(source, f"{question}.py")
    with contextlib.redirect_stdout(io.StringIO()):
        tests.run({**values, **without})
    for result in tests.test_case_results:
        looks = {*result.test_case.body._get_func_params()} & {*without}
        case = result.test_case.name
        if looks and result.passed and (assignment.name, case) not in SHAPES:
            yield case


@pytest.mark.parametrize("other", NONE.values(), ids=NONE)
def test_no_case_passes_where_numbers_are_none(
    solved: tuple[Assignment, dict[str, Path]],
    other: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assignment, snapshots = solved
    earned = {}
    for question, snapshot in snapshots.items():
        folder = tmp_path / question
        folder.mkdir()
        monkeypatch.chdir(folder)
        values = values_of(snapshot, folder)
        if without := changed(values, other):
            earned[question] = list(passed(assignment, question, values, without))
    assert earned
    assert {question: cases for question, cases in earned.items() if cases} == {}

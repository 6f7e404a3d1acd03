"""Grading a class, with workers that a test need not start."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from autograder.assignment.model import Assignment
from autograder.collect.submissions import SubmittedFile
from autograder.grading import batch
from autograder.grading.local import Backend
from autograder.record.result import Result
from autograder.record.store import Store
from autograder.run.kernel.forkserver import ForkServer, light_fork_server
from autograder.run.sandbox.probe import ensure
from autograder.run.worker import Workers


def grade_class(
    submissions: Iterable[SubmittedFile],
    assignments: Mapping[str, Assignment],
    store: Store,
    backend: Backend,
    *,
    jobs: int,
    **options: Any,
) -> list[Result]:
    """As `autograder.grading.batch.grade_class`."""
    isolated = backend.conditions.isolated
    with Workers(_light(), isolated=isolated, number=jobs, choose=_choose) as workers:
        return batch.grade_class(
            submissions, assignments, store, backend, jobs=jobs, workers=workers, **options
        )


@functools.cache
def _light() -> ForkServer:
    """One for all tests of a process; it ends with that."""
    return light_fork_server()


@functools.cache
def _choose() -> str:
    return ensure(_light())

"""As many submissions are graded at a time as this machine has room for."""

from __future__ import annotations

import resource
from typing import Any

import pytest

from autograder.grading import local
from autograder.grading.conditions import Conditions
from autograder.run.sandbox.limits import Limits


@pytest.mark.parametrize(
    ("limits", "at_a_time", "raised_to"),
    [
        ((1024, 4096), 64, 1648),
        ((1024, resource.RLIM_INFINITY), 64, 1648),
        ((4096, 4096), 64, None),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), 64, None),
        ((256, 1024), 38, 1024),
        ((20, 20), 1, 20),
    ],
)
def test_as_many_files_may_be_open_as_the_submissions_at_a_time_need(
    limits: tuple[int, int],
    at_a_time: int,
    raised_to: int | None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    raised: list[int] = []
    monkeypatch.setattr("resource.getrlimit", lambda _: limits)
    monkeypatch.setattr("resource.setrlimit", lambda _, new: raised.append(new[0]))
    nobody: Any = None
    backend = local.LocalBackend(nobody, Conditions({}, Limits(memory_bytes=1)))
    assert backend.jobs(64) == at_a_time
    assert raised == ([raised_to] if raised_to else [])
    assert ("in place of 64: no more than" in caplog.text) == (at_a_time < 64)

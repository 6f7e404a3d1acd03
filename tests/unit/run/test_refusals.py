"""The log of refusals is short, whatever a student makes of it."""

from __future__ import annotations

import logging

import pytest

from autograder.run.refusals import LENGTH, MOST, counted, refuse


def test_a_line_says_what_was_refused_and_why(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "autograder")
    refuse("the snapshot of q1", ValueError("q1 is not a plain file"))
    assert caplog.messages == ["refused: the snapshot of q1: q1 is not a plain file"]


def test_lines_are_short_and_of_one_submission_there_are_only_so_many(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "autograder")
    for _ in range(2):
        caplog.clear()
        with counted():
            for number in range(10_000):
                refuse(f"file {number}", "x" * 10_000)
        assert len(caplog.messages) == MOST + 1
        assert max(map(len, caplog.messages)) <= LENGTH + len("refused: ")
        assert caplog.messages[-1] == "refused: more, which is not listed"

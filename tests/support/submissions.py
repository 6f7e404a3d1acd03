"""What tests ask of collected files."""

from __future__ import annotations

from autograder.collect.submissions import Submission, SubmittedFile, Unreadable


def read(file: SubmittedFile) -> Submission:
    """The submission in a file that can be read."""
    submission = file.whole()
    assert isinstance(submission, Submission), submission.problem
    return submission


def is_readable(file: SubmittedFile) -> bool:
    """Whether there is a notebook in a file, read or not."""
    return not isinstance(file, Unreadable)

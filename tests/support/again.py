"""A class graded into a folder where an earlier run may have left something."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.assignment.model import Assignment
from autograder.grading.batch import Event
from autograder.grading.local import LocalBackend
from autograder.record.result import Result
from autograder.record.store import Store
from tests.support.grading import grade_class
from tests.support.submissions import collect


def grade_into(
    output: Path,
    handed_in: Path,
    known: Mapping[str, Assignment],
    backend: LocalBackend,
    **options: Any,
) -> tuple[dict[str, Result], dict[str, Event]]:
    """The results, and the last that was said of each submission, by student."""
    events: dict[str, Event] = {}
    results = grade_class(
        collect([handed_in], known),
        known,
        Store(output),
        backend,
        jobs=2,
        on_event=lambda event: events.update({event.submission.student: event}),
        **options,
    )
    return {result.student: result for result in results}, events

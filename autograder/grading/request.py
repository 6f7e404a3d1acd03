"""What grading is asked to do, and to whom it reports while it does it. [coordinator]"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from autograder.assignment.model import Assignment
from autograder.grading.batch import Event
from autograder.grading.conditions import MISSING, TRAIN, LeastTrust, Train, WithoutData
from autograder.record.classroom import Classroom
from autograder.record.grading_policy import Policy
from autograder.record.store import Store
from autograder.run.sandbox.limits import Limits


@dataclass(frozen=True, kw_only=True)
class GradeRequest:
    """What is graded, how, and where results go.

    Attributes:
        paths: notebooks, zips and folders of them.
        assignments: by the name of the lesson.
        single: the assignment that every notebook belongs to, unless it names another.
        starter_code: lesson → the code that everybody was given; without it nobody looks for
            similar submissions.
        solution_code: lesson → the code of its solution, which says nothing about who wrote it.
        grading: how the course's grade is made; None leaves what the output folder says.
        store: the output folder.
        students: only theirs; everybody's where none is named.
        jobs: how many submissions are graded at the same time, at most.
        train: when trainings are run; see `autograder.grading.conditions`.
        audit: the share of what brought pretrained artifacts that is trained again; 0 to 1.
        without_data: what is done with networks from a data set that is missing; see there, too.
        again: whether what is already graded is graded anew.
        isolated: whether student code is locked in.
        least_trust: the least trust that a mark may rest on; see there, too.
        class_seconds: wall time after which no submission is begun any more.
        scheduler: address or file of a Dask scheduler; None for this machine.
    """

    paths: tuple[Path, ...]
    assignments: Mapping[str, Assignment]
    store: Store
    classroom: Classroom = field(default_factory=Classroom)
    single: Assignment | None = None
    starter_code: Callable[[str], list[str]] | None = None
    solution_code: Callable[[str], list[str]] = lambda lesson: []
    grading: Policy | None = None
    students: tuple[str, ...] = ()
    jobs: int = 1
    limits: Limits = field(default_factory=Limits)
    train: Train = MISSING
    audit: float = 0.0
    without_data: WithoutData = TRAIN
    again: bool = False
    isolated: bool = True
    class_seconds: float | None = None
    least_trust: LeastTrust | None = None
    scheduler: str | None = None


class Progress(Protocol):
    """Takes note of events while submissions are graded. Several threads may call."""

    def __call__(self, event: Event) -> None:
        """Something happened to a submission."""

    def summary(self) -> list[str]:
        """A sentence for each way in which work of an earlier run was used, or could not be."""


class Reporter(Protocol):
    """Whom grading tells what happens; the command line's prints it."""

    def say(self, text: str) -> None:
        """A sentence for whoever waits."""

    def busy(self, what: str) -> AbstractContextManager[object]:
        """Something that takes a while, and has no progress."""

    def progress(self, total: int) -> AbstractContextManager[Progress]:
        """The progress of a number of submissions."""

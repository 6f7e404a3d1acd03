"""Grades one submission in Gradescope's container, in the usual sandbox. [coordinator]

`run_autograder` in a lesson's zip for Gradescope calls it as root:

    python -m autograder.grading.gradescope /autograder --minutes 9

It reads `submission/`, `submission_metadata.json` and the lesson's tests in `source/assignment/`,
and writes `results/results.json`, whatever happens. Both formats are documented at
https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.assignment.model import Assignment
from autograder.authoring.assignments import from_zips
from autograder.collect.attempts import attempts
from autograder.collect.submissions import Submission, SubmittedFile, Unreadable
from autograder.datasets.registry import locate, titles
from autograder.errors import MachineError, UserError
from autograder.files import write_atomically
from autograder.grading.attempts import only
from autograder.grading.batch import grade_class
from autograder.grading.conditions import Conditions
from autograder.grading.local import CHECK_MODULES, LocalBackend
from autograder.grading.reading import Reader
from autograder.record.classroom import Classroom
from autograder.record.final_grade import finalize, how_late
from autograder.record.result import FOR_INSTRUCTORS
from autograder.record.store import Store
from autograder.report.gradescope import for_instructors, report
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.sandbox.limits import Limits, memory_available
from autograder.run.sandbox.probe import IsolationError, ensure
from autograder.run.worker import Workers

#: what starting, checking and writing take besides the notebook itself
_SECONDS_AROUND = 90.0
#: the share of the container's memory that a submission may take; the rest is the grader's
_SHARE_OF_MEMORY = 0.75
_NOT_YOURS = (
    "Your notebook could not be graded. This is not your fault, and your answers are not lost: "
    "your instructor can grade them again."
)


class NotGradedError(UserError):
    """Nothing was graded. The message says why, and is for the instructor."""


@dataclass(frozen=True)
class HandedIn:
    """What Gradescope says about a submission; empty where it does not.

    Attributes:
        submitted_at: ISO 8601 with a time zone.
        due: with the student's own extension.
    """

    student: str = "student"
    submitted_at: str = ""
    due: datetime | None = None


def main(arguments: Sequence[str] | None = None) -> None:
    """Grades, and writes a result whatever happens."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("root", type=Path, help="/autograder, where Gradescope puts everything")
    parser.add_argument("--minutes", type=float, default=9.0, help="for the whole of it")
    parser.add_argument("--late", default="none", help="none, zero, or a share such as 10%%")
    given = parser.parse_args(arguments)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)  # kernels that are ended complain
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    began = time.monotonic()
    try:
        report = _grade(given.root, given.minutes, given.late)
    except (UserError, MachineError) as why:
        report = _nothing(str(why))
    except BaseException as error:  # the last resort: students are never left without a word
        report = _nothing(f"The grader failed: {type(error).__name__}: {str(error)[:500]}")
    report["execution_time"] = round(time.monotonic() - began, 1)
    write_atomically(
        given.root / "results" / "results.json", json.dumps(report, indent=1, ensure_ascii=False)
    )


def _grade(root: Path, minutes: float, late: str) -> dict[str, Any]:
    _insist_on_privacy(root)
    handed_in = _metadata(root / "submission_metadata.json")
    with tempfile.TemporaryDirectory(prefix="grading-") as folder:
        known = from_zips((root / "source" / "assignment").glob("*.zip"), Path(folder) / "tests")
        [assignment] = known.values()
        store = Store(Path(folder) / "graded")
        with (
            ForkServer(also_import=CHECK_MODULES) as fork_server,
            Workers(fork_server, number=1) as workers,
        ):
            fork_server.start()  # its libraries take seconds
            _isolate(fork_server)
            submission = _submission(root / "submission", assignment, handed_in, Reader(workers))
            limits = _limits(minutes)
            mentions = submission.mentions if isinstance(submission, Submission) else ()
            data = locate(assignment.data_for(mentions))
            [result] = grade_class(
                [submission],
                known,
                store,
                LocalBackend(fork_server, Conditions(data, limits)),
                jobs=1,
                workers=workers,
            )
        crash = store.crash_path(result.student, result.lesson)
        if crash.is_file():  # gone with the folder, so the result holds it, and not where it lies
            why = FOR_INSTRUCTORS + crash.read_text(encoding="utf-8")
            result = replace(result, problems=(*result.problems[:-1], why))
    result = replace(result, submitted_at=handed_in.submitted_at)
    due = {} if handed_in.due is None else {result.lesson: handed_in.due}
    classroom = Classroom(due=due, late=late)
    remarks = [
        f"What depends on {titles([name])} was measured on a {one}."
        for name, one in result.datasets.items()
        if data[name].is_synthetic
    ]
    final = finalize(result, {}, classroom)
    if final.late:
        remarks.append(f"Handed in {how_late(final.late)}.")
    return report(final, remarks)


def _isolate(fork_server: ForkServer) -> None:
    """Finds a way to lock students' code in.

    Raises:
        NotGradedError: this container has none.
    """
    try:
        ensure(fork_server)
    except IsolationError as error:
        raise NotGradedError(
            "In this container nothing keeps a student's code from tests and marks, so nothing was "
            "graded. Try another base image; or download the submissions and use `autograder "
            f"grade` on a machine of your own. What was tried: {error}"
        ) from error


def _insist_on_privacy(root: Path) -> None:
    """Nobody but us may enter the folder that holds tests, submission and results.

    Raises:
        NotGradedError: others may.
    """
    found = root.stat()
    if os.geteuid() != 0 or found.st_uid != 0 or found.st_mode & 0o077:
        raise NotGradedError(
            f"{root} must belong to root and be closed to everybody else (chmod 700), and the "
            "grader must run as root: else a student's code could read the tests."
        )


def _metadata(path: Path) -> HandedIn:
    """What Gradescope says of who handed in, when, and when it was due."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        user = (facts.get("users") or [{}])[0]
        # Extensions are the student's own, and the assignment's date is everybody's.
        own = (user.get("assignment") or {}).get("due_date")
        handed_in = _moment(facts.get("created_at"))
        due = _moment(own or (facts.get("assignment") or {}).get("due_date"))
        return HandedIn(
            student=str(user.get("email") or user.get("id") or "student"),
            submitted_at=handed_in.isoformat() if handed_in else "",
            due=_by_its_clock(due, handed_in),
        )
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return HandedIn()  # it is no reason not to grade


def _by_its_clock(due: datetime | None, handed_in: datetime | None) -> datetime | None:
    """The due date with the offset from UTC that late days are counted in.

    Gradescope writes both moments in the course's local time. Where their offsets differ by an hour
    or less, clocks have changed in between, and a day is from one time of day to the same again.
    """
    if due is None or handed_in is None or handed_in <= due:
        return due
    moved = due.replace(tzinfo=handed_in.tzinfo)
    return moved if abs(moved - due) <= timedelta(hours=1) and moved < handed_in else due


def _moment(text: str | None) -> datetime | None:
    """A moment that can be compared with others: one that names its time zone."""
    moment = datetime.fromisoformat(text) if text else None
    return moment if moment and moment.tzinfo else None


def _submission(
    folder: Path, assignment: Assignment, handed_in: HandedIn, reader: Reader
) -> SubmittedFile:
    """What counts of what answers the lesson, where several files were handed in.

    Raises:
        NotGradedError: there is none at all.
    """
    try:
        names = {assignment.name, assignment.notebook}
        found = reader.collect([folder], names, only=only(assignment))
    except FileNotFoundError:
        found = [Unreadable("", str(folder), "", "", "No notebook was handed in.")]
    theirs = [replace(one, student=handed_in.student) for one in found]
    read = [one for one in theirs if isinstance(one, Submission)]
    fitting = [one for one in read if one.lesson == assignment.name]
    [counting] = attempts(fitting or theirs[:1], lambda one: False)
    return counting.counts


def _limits(minutes: float) -> Limits:
    usual = Limits()
    seconds = max(30.0, 60 * minutes - _SECONDS_AROUND)
    return replace(
        usual,
        cell_seconds=min(usual.cell_seconds, seconds),
        notebook_seconds=seconds,
        memory_bytes=min(usual.memory_bytes, int(_SHARE_OF_MEMORY * memory_available())),
    )


def _nothing(why: str) -> dict[str, Any]:
    """The report where nothing was graded: the student is told so, the instructor is told why."""
    return {"score": 0.0, "output": _NOT_YOURS, "tests": [for_instructors(why)]}


if __name__ == "__main__":
    main()

"""In-kernel checks: tests that need live objects, run in the student's kernel. [coordinator]

Only on request. What comes back is what the student's process says, so it counts for this question
of this submission alone. Names, points and what is hidden are taken from the check in the sandbox.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.assignment.model import Assignment
from autograder.capture.exchange import BY_HAND
from autograder.capture.kernel_code import call_code
from autograder.capture.snapshot_folder import DecodeError, read_plain_file
from autograder.check.process import CheckedQuestion, earned
from autograder.check.relay import LiveKernel

#: how the sentence ends that says which trust would solve it
OFFER = "grade with --allow-in-kernel if you trust these people"
OFFER_TO_ASK = "grade with --least-trust asked or in-kernel"
_CLAIMS = "autograder.check.claims_in_kernel"
_MAX_CLAIMS = 1 << 20


def offers(checked: Iterable[CheckedQuestion], *, isolated: bool) -> Iterator[str]:
    """Sentences for the instructor about what tests needed and did not get in the sandbox.

    Args:
        isolated: whether objects could not even be asked.
    """
    needed: dict[str, list[str]] = {}
    for outcome in checked:
        for clause in () if outcome.in_kernel else outcome.held_back:
            needed.setdefault(clause, []).append(outcome.name)
    for clause, questions in needed.items():
        offer = OFFER_TO_ASK if isolated else OFFER
        remedy = "" if clause.endswith(BY_HAND) else f"; {offer}"
        yield f"in {', '.join(questions)}, {clause}{remedy}"


def keep_code(question: str) -> str:
    """Source that keeps hold of the notebook's variables, run at the question's capture point."""
    return call_code(f"{_CLAIMS}:keep", question, namespace=True)


def check_in_kernel(
    outcome: CheckedQuestion, assignment: Assignment, kernel: LiveKernel
) -> CheckedQuestion:
    """Checks one question in the student's kernel.

    The kernel gets the tests now, after the notebook's last cell, and not before.

    Args:
        outcome: what the check in the sandbox made of it.

    Returns:
        The outcome with what the kernel claims, marked as such.
    """
    source = (assignment.tests / f"{outcome.name}.py").read_text(encoding="utf-8")
    path = kernel.folder / f"claims-{outcome.name}.json"
    arguments = (outcome.name, source, str(path), assignment.settings.random_seed)
    problem = kernel.run(call_code(f"{_CLAIMS}:claim", *arguments))
    claims = None if problem else _read(path, len(outcome.tests))
    if claims is None:
        why = problem or "it gave no answer that can be read"
        return dataclasses.replace(
            outcome, problem=f"checking {outcome.name} in the notebook's own kernel failed: {why}"
        )
    tests = tuple(
        dataclasses.replace(test, passed=passed, message=message)
        for test, (passed, message) in zip(outcome.tests, claims, strict=True)
    )
    return dataclasses.replace(
        outcome,
        tests=tests,
        score=earned(tests, outcome.all_or_nothing),
        problem="",
        in_kernel=True,
    )


def _read(path: Path, number: int) -> list[tuple[bool, str]] | None:
    """As many pairs as there are cases, of whether it passed and a message; None for all else."""
    try:
        claims = json.loads(read_plain_file(path, _MAX_CLAIMS))
        if len(claims) == number and all(
            type(passed) is bool and type(message) is str for passed, message in claims
        ):
            return [(passed, message) for passed, message in claims]
    except (DecodeError, ValueError, TypeError, RecursionError):
        pass
    return None

"""From what running and checking came to, a result. [coordinator]"""

from __future__ import annotations

import functools
import importlib.metadata
import platform
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from autograder import DISTRIBUTION
from autograder.assignment.model import Assignment, Question
from autograder.check.in_kernel import offers
from autograder.check.process import CheckedQuestion
from autograder.collect.submissions import Submission, SubmittedFile
from autograder.grading.conditions import ISOLATED, Conditions
from autograder.grading.newer_python import sentence
from autograder.grading.pretrained import Restoring
from autograder.record.numbers import Numbers
from autograder.record.result import (
    FOR_INSTRUCTORS,
    UNKNOWN_LESSON,
    QuestionResult,
    Result,
    Status,
    TestResult,
    Trust,
)
from autograder.run.notebook import Execution

#: how the sentence ends that says for whose answers the student's own code was asked
_WAS_ASKED = (
    "holds code of the notebook's own, which was asked for its answers there; look at that code"
)
#: what a mark may depend on
_VERSIONS = (DISTRIBUTION, "keras", "tensorflow", "numpy", "otter-grader")


def facts_of(
    submission: Submission, assignment: Assignment, execution: Execution, brought: Restoring
) -> dict[str, Any]:
    """What a run came to besides what was captured, as plain data."""
    manual = {question.name for question in assignment.questions if question.manual}
    notes = execution.noted if isinstance(execution.noted, dict) else {}
    noted, written, newer = notes.get("empty"), notes.get("written"), notes.get("newer")
    trust, said = brought.outcome(execution.replaced)
    return {
        "status": execution.status,
        "problems": [submission.problem, *said, *execution.problems],
        "trust": trust,
        "seconds": round(execution.seconds, 2),
        # Said by a driver, which has read hostile bytes.
        "empty": sorted(manual & {*map(str, noted)}) if isinstance(noted, list) else [],
        "written": written if type(written) is int else 0,
        "newer": [*_newer(newer, assignment)] if isinstance(newer, dict) else [],
        "assignment_sha256": assignment.sha256,
    }


def _newer(noted: Mapping[str, Any], assignment: Assignment) -> Iterator[tuple[str, str]]:
    """(question, sentence) of what answers use of a newer Python, as a driver has said it."""
    for question in assignment.checked:
        uses = noted.get(question.name)
        for what in dict.fromkeys(map(str, uses)) if isinstance(uses, list) else ():
            if said := sentence(what):
                yield question.name, said


def not_graded(submission: SubmittedFile, status: Status, problem: str) -> Result:
    """The result of a file of which no question could be checked."""
    return Result(
        student=submission.student,
        lesson=submission.lesson or UNKNOWN_LESSON,
        status=status,
        score=0.0,
        max_score=0.0,
        problems=(problem,),
        submission_sha256=submission.sha256,
    )


def result_of(
    submission: Submission,
    assignment: Assignment,
    facts: Mapping[str, Any],
    checked: tuple[CheckedQuestion, ...],
    conditions: Conditions,
    total: float,
) -> Result:
    """The result of a submission.

    Args:
        facts: as `facts_of` gives them.
        conditions: those of this assignment.
        total: the seconds that grading it took.
    """
    outcomes = {outcome.name: outcome for outcome in checked}
    # Runs of earlier versions did not note it.
    trust = {name: Trust(one) for name, one in facts.get("trust", {}).items()}
    questions = tuple(
        _written_result(question, question.name in facts["empty"])
        if question.manual
        else _question_result(outcomes[question.name], trust.get(question.name))
        for question in assignment.questions
    )
    counted = [
        outcomes[question.name]
        for question in assignment.checked
        if trust.get(question.name) != Trust.POSTPONED
    ]
    numbers = conditions.numbers
    expected = numbers.expected(submission.student, assignment.name)
    problems = (*facts["problems"], *(outcome.problem for outcome in counted))
    if assignment.external:
        unknown = _unknown(assignment, facts.get("written", 0))
        notes: tuple[str, ...] = (
            *offers(counted, isolated=conditions.least_trust == ISOLATED),
            *assignment.notes,
            *unknown,
        )
    else:
        notes = (*_unseen(counted),)
    lost = {outcome.name for outcome in counted if outcome.score < outcome.max_score}
    # Runs of earlier versions did not note it.
    newer = (
        f"in {name}, {why}; look at it yourself"
        for name, why in facts.get("newer", ())
        if name in lost
    )
    said = (*notes, *newer, *_asked(counted), *_other(counted, numbers))
    problems += tuple(FOR_INSTRUCTORS + note for note in said)
    depends_on = assignment.depends_on(submission.mentions)
    data = {name: one for name, one in conditions.data.items() if name in depends_on}
    score, max_score = assignment.settings.total(
        sum((outcome.score for outcome in counted if not outcome.waits), 0.0),
        sum((outcomes[question.name].max_score for question in assignment.checked), 0.0),
    )
    return Result(
        student=submission.student,
        lesson=assignment.name,
        status=Status(facts["status"]),
        score=round(score, 5),
        max_score=round(max_score + assignment.manual_points, 5),
        questions=questions,
        problems=tuple(filter(None, problems)),
        submission_sha256=submission.sha256,
        assignment_sha256=assignment.sha256,
        seconds={"cells": facts["seconds"], "total": round(total, 2)},
        versions=versions(),
        datasets={name: one.name for name, one in data.items()},
        data_sha256={name: one.sha256 for name, one in data.items()},
        numbers=expected if assignment.variants(expected) else (),
    )


def _other(checked: list[CheckedQuestion], numbers: Numbers) -> Iterator[str]:
    """Sentences about questions whose values are not the student's own."""
    for outcome in checked:
        if outcome.made_for is not None:
            waits = "; what it earns waits for you" if outcome.waits else ""
            clause = numbers.made_for(outcome.made_for)
            yield f"{outcome.name} was {clause}, and not for this student's{waits}"
        if outcome.changed:
            names = ", ".join(outcome.changed)
            yield f"in {outcome.name}, {names} had another value than the notebook's number gives"


def _unknown(assignment: Assignment, written: int) -> Iterator[str]:
    """A clause on answers for a person of which the assignment knows nothing."""
    if written and not any(question.manual for question in assignment.questions):
        many = "1 answer is" if written == 1 else f"{written} answers are"
        yield (
            f"{many} for a person to mark, and the zip does not say which and for how many "
            "points; give the notebook that `otter assign` was run on, or one that it made, by "
            "--notebook, and they will wait to be marked"
        )


def _unseen(checked: list[CheckedQuestion]) -> Iterator[str]:
    """Sentences about what no test could look at though it may be right."""
    for outcome in checked:
        for clause in outcome.unseen:
            yield f"in {outcome.name}, {clause}; look at it yourself"


def _asked(checked: list[CheckedQuestion]) -> Iterator[str]:
    """Sentences about networks for whose answers the student's own code was asked."""
    for outcome in checked:
        for name in outcome.asked:
            yield f"in {outcome.name}, `{name}` {_WAS_ASKED}"


def is_about_network(problem: str, question: str) -> bool:
    """Whether a sentence is one of those, about this question."""
    return problem.startswith(f"{FOR_INSTRUCTORS}in {question}, ") and problem.endswith(_WAS_ASKED)


def _written_result(question: Question, empty: bool) -> QuestionResult:
    """What is known of an answer in words before a person has read it."""
    message = "Nothing is written here yet. The task says what earns the points."
    test = TestResult(f"{question.name} - written", False, False, 0.0, message)
    tests = (test,) if empty else ()
    score = 0.0 if empty else None
    return QuestionResult(question.name, score, question.points, Trust.MANUAL, tests)


def _question_result(outcome: CheckedQuestion, trust: Trust | None) -> QuestionResult:
    if trust == Trust.POSTPONED:
        return QuestionResult(outcome.name, None, outcome.max_score, Trust.POSTPONED)
    asked = Trust.ASKED if outcome.asked or outcome.objects else Trust.ISOLATED
    trust = trust or (Trust.IN_KERNEL if outcome.in_kernel else asked)
    return QuestionResult(
        outcome.name,
        None if outcome.waits else outcome.score,
        outcome.max_score,
        trust,
        outcome.tests,
        accuracy=dict(outcome.accuracy),
        weights=dict(outcome.weights),
        curves={name: tuple(numbers) for name, numbers in outcome.curves.items()},
        made_for=outcome.made_for,
    )


@functools.cache  # looking them up takes milliseconds, and each submission is asked
def versions() -> dict[str, str]:
    """Of Python, this grader and the libraries that marks may depend on."""
    found = {"python": platform.python_version()}
    for name in _VERSIONS:
        for distribution in (name, f"{name}-cpu"):
            try:
                found[name] = importlib.metadata.version(distribution)
                break
            except importlib.metadata.PackageNotFoundError:
                continue
    return found


def went(checked: Iterable[CheckedQuestion]) -> str:
    """How checking went, for the log."""
    return "problem" if any(outcome.problem for outcome in checked) else "ok"

"""The most common wrong answers to a question, each with an example. [coordinator]

Answers are taken to be the same mistake where the same tests failed and said the same, but for
numbers. The example is the code of one of them, which a worker reads from the executed notebook.
"""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.record.result import QuestionResult, Result, TestResult, Trust
from autograder.record.store import Store
from autograder.run.worker import WorkerError, Workers

_log = logging.getLogger(__name__)
_WORKER = "autograder.report.answers_in_worker:sources"
#: of each question, and the students that it takes for a mistake to be common
_MOST, _FEWEST = 3, 2
_MOST_TEXT = 500
#: what the lessons' tests say where an answer was not begun
LEFT_OPEN = "still `...`"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class WrongAnswer:
    """A mistake that several students made.

    Attributes:
        says: what most of them read of the first test that failed.
        hidden: whether that test is a hidden one.
        more: how many other tests failed with it.
        example: whose answer is the example.
        code: of that answer; empty where it cannot be shown.
    """

    question: str
    says: str
    hidden: bool
    more: int
    students: tuple[str, ...]
    example: str
    code: str = ""


def attempted(question: QuestionResult) -> list[TestResult]:
    """The failed tests of an answer that was tried: not of one left open, or never trained."""
    if question.trust == Trust.MANUAL:
        return []
    failed = [one for one in question.tests if not one.passed]
    if any(one.untrained or LEFT_OPEN in one.message for one in failed):
        return []
    return [one for one in failed if one.message]


def most_common(results: Iterable[Result], questions: Sequence[str]) -> tuple[WrongAnswer, ...]:
    """The most common mistakes, in the order of the questions, without the code of examples.

    Args:
        results: of one lesson.
    """
    groups: dict[str, dict[tuple[str, ...], list[tuple[str, list[TestResult]]]]]
    groups = {name: defaultdict(list) for name in questions}
    for result in results:
        for question in result.questions:
            if failed := attempted(question):
                key = tuple(f"{one.name}: {NUMBER.sub('#', one.message)}" for one in failed)
                groups[question.name][key].append((result.student, failed))
    found = []
    chosen: set[str] = set()
    for name in questions:
        by_number = sorted(groups[name].items(), key=lambda one: (-len(one[1]), one[0]))
        for _, same in by_number[:_MOST]:
            if len(same) < _FEWEST:
                break
            students = tuple(student for student, _ in same)
            # One notebook for several questions is read once.
            example = next((one for one in students if one in chosen), students[0])
            chosen.add(example)
            says = Counter(failed[0].message for _, failed in same).most_common(1)[0][0]
            first = same[0][1]
            found.append(
                WrongAnswer(
                    name, says[:_MOST_TEXT], first[0].hidden, len(first) - 1, students, example
                )
            )
    return tuple(found)


def with_code(
    found: Sequence[WrongAnswer], results: Mapping[str, Result], store: Store, workers: Workers
) -> tuple[WrongAnswer, ...]:
    """The same with the code of each example.

    Args:
        results: student → the result of the lesson.
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    for one in found:
        wanted[one.example].append(one.question)
    code = {
        student: _code(results[student], names, store, workers) for student, names in wanted.items()
    }
    return tuple(replace(one, code=code[one.example].get(one.question, "")) for one in found)


def _code(result: Result, wanted: Sequence[str], store: Store, workers: Workers) -> dict[str, str]:
    questions = [question.name for question in result.questions]
    written = [one.name for one in result.questions if one.trust == Trust.MANUAL]
    arguments = {"questions": questions, "written": written, "wanted": list(wanted)}
    executed = store.executed_path(result.student, result.lesson)
    if not executed.is_file():
        return {}
    try:
        found, _ = workers.rewrite(_WORKER, arguments, executed, most=1)
        return {str(name): str(code) for name, code in found.items()}
    except (WorkerError, AttributeError, OSError) as error:
        _log.warning("the example of %s cannot be shown: %s", result.student, error)
        return {}

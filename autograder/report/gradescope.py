"""A result as Gradescope's results.json. [coordinator]

The format is documented at https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.record.final_grade import FinalGrade
from autograder.record.result import FOR_INSTRUCTORS, QuestionResult, Trust


def report(final: FinalGrade, remarks: Sequence[str] = ()) -> dict[str, Any]:
    """A result as Gradescope's results.json.

    A hidden case's points are shown when marks are published, its message to instructors alone.

    Args:
        remarks: sentences for the student.
    """
    result = final.result
    said = [text for text in result.problems if not text.startswith(FOR_INSTRUCTORS)]
    internal = [text for text in result.problems if text.startswith(FOR_INSTRUCTORS)]
    internal += [
        f"{test.name}: {test.message}"
        for question in result.questions
        for test in question.tests
        if test.hidden and not test.passed
    ]
    if handed_in := [q.name for q in result.questions if q.trust == Trust.EVIDENCE]:
        said.append(f"what training left behind was handed in, and counts: {', '.join(handed_in)}")
    if final.penalty:
        said.append(f"Lateness takes {final.penalty:g} of {result.score:g} points.")
    tests = [test for question in result.questions for test in _tests(question)]
    tests += [
        {
            "name": f"{name}: comment",
            "output": words,
            "output_format": "md",
            "visibility": "visible",
        }
        for name, words in final.comments.items()
    ]
    if internal:
        tests.append(for_instructors("\n".join(internal)))
    return {
        "score": round(final.score, 5),
        "output": "\n".join([*map(_sentence, said), *remarks]),
        "tests": tests,
        "extra_data": {
            name: getattr(result, name)
            for name in (
                *("lesson", "status", "submitted_at", "isolation", "versions", "datasets"),
                *("submission_sha256", "assignment_sha256"),
            )
        }
        | {"trust": dict(result.taken_on_word)},
    }


def _tests(question: QuestionResult) -> list[dict[str, Any]]:
    if question.score is None:
        most = f"{question.max_score:g} point{'' if question.max_score == 1 else 's'}"
        waits = f"A person reads this answer, and gives up to {most} for it."
        if question.is_postponed:
            waits = "It is marked later, on the data that its network was trained on."
        output = "\n".join([*(test.message for test in question.tests), waits])
        words = "" if question.is_postponed else ", in words"
        return [{"name": f"{question.name}{words}", "output": output, "visibility": "visible"}]
    if question.trust == "manual":
        return [
            {
                "name": f"{question.name}, in words",
                "score": question.score,
                "max_score": question.max_score,
                "output": "\n".join(test.message for test in question.tests),
                "visibility": "visible",
            }
        ]
    return [
        {
            "name": f"{test.name} (hidden)" if test.hidden else test.name,
            "score": test.points if test.passed else 0.0,
            "max_score": test.points,
            "status": "passed" if test.passed else "failed",
            "output": "" if test.hidden else test.message,
            "output_format": "text",
            "visibility": "after_published" if test.hidden else "visible",
        }
        for test in question.tests
    ]


def for_instructors(text: str) -> dict[str, Any]:
    """An entry that only instructors see."""
    return {
        "name": "For the instructor",
        "output": text,
        "output_format": "text",
        "visibility": "hidden",
    }


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."

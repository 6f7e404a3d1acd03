"""A student's feedback page: one self-contained HTML file. [coordinator]"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from markupsafe import Markup

from autograder.datasets.registry import titles
from autograder.files import file_name
from autograder.lms.table import points
from autograder.record.classroom import HiddenChecks
from autograder.record.final_grade import FinalGrade, how_late
from autograder.record.lesson_info import LessonInfo
from autograder.record.requests import MOST_OF_A_QUESTION
from autograder.record.result import (
    FOR_INSTRUCTORS,
    QuestionResult,
    Result,
    Status,
    TestResult,
    Trust,
)
from autograder.report.pages import PAGES
from autograder.report.shown import Shown
from autograder.report.wrong_answers import LEFT_OPEN

#: changes where the same facts make another page than before
_VERSION = 10
#: what a student is told whose values are not the own ones; nobody else's name is in it
OTHER_NUMBER = (
    "Your notebook has other values here than the number that your course gave you makes. Put your "
    "number into the cell “Your number”, run all cells, answer once more, and hand in again."
)
#: trust → what it means for the student
_TRUSTED = {
    Trust.EVIDENCE: "What your training left behind came with your notebook, so it was not run "
    "again.",
    Trust.UNTRAINED: "The training was not run, and nothing of it that can be used came with your "
    "notebook.",
    Trust.ASKED: "To check this, objects of your own answered questions about themselves, in your "
    "notebook's process.",
    Trust.IN_KERNEL: "These checks ran in your notebook's own process.",
}
#: as `Classroom.requests_to`: no mails
_BY_FILE = "file"
#: what a student completes and sends; `autograder.report.request_text` reads it
_REQUEST = """\
Request for another look
Lesson: {lesson}
Question: {question}
Reference: {code}
Reason:


End of the request
"""
#: status → what it means for the student; everything up to that point is marked
_STOPPED = {
    Status.TIMED_OUT: (
        "Your notebook took longer than the grader waits. What ran before that counts. Look "
        "for a loop that never ends, or train for fewer epochs."
    ),
    Status.OUT_OF_MEMORY: (
        "Your notebook needed more memory than the grader gives. What ran before that "
        "counts. Work in batches, and don't keep copies of large arrays."
    ),
    Status.OUT_OF_DISK: (
        "Your notebook wrote more to disk than the grader gives. What ran before that "
        "counts. Delete what you don't need any more, or save less often."
    ),
    Status.TOO_MANY_PROCESSES: (
        "Your notebook started more programs at a time than the grader allows. What ran "
        "before that counts. Start fewer, and wait for them to end."
    ),
    Status.TOO_MUCH_OUTPUT: (
        "A cell printed or showed more than the grader keeps. It was stopped, and what it "
        "showed was cut. Print a few rows rather than everything."
    ),
    Status.CRASHED: (
        "Python itself came to an end while your notebook ran, and could not go on. What "
        "ran before that counts. Run the notebook from top to bottom to see where."
    ),
}


def feedback_page(
    final: FinalGrade,
    lesson: LessonInfo,
    notebook: Shown | None = None,
    comments: Mapping[str, Markup] = MappingProxyType({}),
    codes: Mapping[str, str] = MappingProxyType({}),
    *,
    hidden_checks: HiddenChecks = "hints",
) -> str:
    """The page as HTML. It loads nothing and runs nothing: no script, no remote file.

    Args:
        final: with the marks that count.
        notebook: as it was executed; None where there is none to show.
        comments: question → what a person wrote to it, sanitised; also `reply` and the id of a
            request → what was replied to that.
        codes: question → the reference by which another look is asked for.
        hidden_checks: as `Classroom.told` gives it.
    """
    result = final.result
    is_told = _tells(lesson, hidden_checks)
    return PAGES.get_template("student.html").render(
        result=result,
        final=final,
        shown=shown(final, lesson, hidden_checks),
        title=lesson.title,
        headline=_headline(final),
        praise=_praise(final),
        scaled_from=_scaled_from(result),
        handed_in=_moment(result.submitted_at),
        late=how_late(final.late),
        next_step=_next_step(final, is_told, _hinted(lesson, hidden_checks)),
        problems=[text for text in result.problems if not text.startswith(FOR_INSTRUCTORS)],
        questions=[
            _question(
                question,
                final,
                lesson,
                notebook,
                comments.get(question.name, Markup()),
                is_told,
                hidden_checks,
            )
            | _requests(question, final, comments, codes)
            for question in result.questions
        ],
        mails=final.requests_to not in ("", _BY_FILE),
        notebook=notebook,
        stand_in=_stand_in(result),
        stopped=_STOPPED.get(result.status, ""),
    )


def shown(final: FinalGrade, lesson: LessonInfo, hidden_checks: HiddenChecks) -> str:
    """A digest of what can change on a page without grading; the page carries it in its head."""
    scores = [(question.name, question.score) for question in final.result.questions]
    marks = [scores, final.result.max_score, final.score, final.penalty, how_late(final.late)]
    marks += [final.late_days] if final.late_days else []
    marks += [final.viva_says] if final.viva_says else []
    words = [
        sorted(final.comments.items()),
        final.name,
        lesson.title,
        lesson.external,
        hidden_checks,
        sorted(final.manual),
        final.requests_to,
        [(one.id, one.reply) for one in final.asked],
    ]
    places = [sorted(lesson.headings.items()), sorted(lesson.addresses.items())]
    facts = json.dumps([_VERSION, marks, words, places])
    return hashlib.sha256(facts.encode()).hexdigest()


def said(final: FinalGrade, lesson: LessonInfo, hidden_checks: HiddenChecks) -> str:
    """A digest of what a page says of the work: another one is worth to be given back again.

    What differs each time that the same notebook runs, such as seconds, is no part of it.
    """
    result = final.result
    is_told = _tells(lesson, hidden_checks)
    tests = [
        [
            *(question.name, question.trust, test.name, test.passed, test.points),
            *([test.message] if is_told(test) else []),
        ]
        for question in result.questions
        for test in question.tests
    ]
    facts = [shown(final, lesson, hidden_checks), result.status, result.submission_sha256, tests]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _tells(lesson: LessonInfo, hidden_checks: HiddenChecks) -> Callable[[TestResult], bool]:
    """Whether a student is told what a check says.

    Not what a hidden one of another course says: tests in Otter's older format quote their code.
    """
    all_told = hidden_checks == "messages" and not lesson.external
    return lambda test: all_told or not test.hidden


def _hinted(lesson: LessonInfo, hidden_checks: HiddenChecks) -> bool:
    """Whether a student reads the hints of hidden checks; another course may have data in them."""
    return hidden_checks == "hints" and not lesson.external


def _hints(question: QuestionResult) -> list[str]:
    """What those hidden checks try that failed, each once."""
    failed = (test.hint for test in question.tests if test.hidden and not test.passed)
    return [*dict.fromkeys(filter(None, failed))]


def _headline(final: FinalGrade) -> str:
    result = final.result
    if result.status == Status.UNREADABLE:
        return "This file could not be read"
    if result.status == Status.UNKNOWN_LESSON:
        return "This notebook belongs to no lesson here"
    marked = result.max_score - result.points_waiting
    if result.waiting and not marked:
        return "A person will read this" if final.for_a_person else "This is marked later"
    share = result.score / marked if marked else 0.0
    if _is_all_right(final):
        return "Everything marked so far is right" if result.waiting else "Everything is right"
    if share >= 0.8:
        return "Nearly there"
    if share >= 0.4:
        return "A good part is done"
    return "A start" if result.score else "Ready when you are"


def _is_right(question: QuestionResult, final: FinalGrade) -> bool:
    """All points, and no case failed (some are worth nothing) that no person has judged."""
    if question.score is None or question.score < question.max_score:
        return False
    return question.name in final.manual or all(test.passed for test in question.tests)


def _is_all_right(final: FinalGrade) -> bool:
    checked = [question for question in final.result.questions if question.score is not None]
    return bool(checked) and all(_is_right(question, final) for question in checked)


def _postponed(result: Result) -> list[str]:
    return [question.name for question in result.questions if question.is_postponed]


def _praise(final: FinalGrade) -> str:
    """What went well, in one sentence."""
    result, questions = final.result, final.result.questions
    whole = [question.name for question in questions if _is_right(question, final)]
    if result.max_score == result.points_waiting:
        return ""
    if _is_all_right(final) and not _postponed(final.result):
        if final.manual:
            return "Every question that is marked has all its points."
        return "Every check of every question passed, the hidden ones too."
    if whole:
        return f"You solved {_and(whole)} completely."
    part = [question.name for question in questions if question.score]
    if part:
        return f"You are on the way in {_and(part)}."
    if final.for_a_person:
        return "No check passes yet, and that is fine: what you wrote in words will be read."
    return (
        "No question is answered yet, and that is fine: the notebook runs, so you can begin with "
        "the first question whenever you like."
    )


def _scaled_from(result: Result) -> float | None:
    """What the questions' points add up to, where a course counts them as another sum."""
    together = sum(question.score or 0.0 for question in result.questions)
    return together if abs(together - result.score) > 0.005 else None


def _moment(submitted_at: str) -> str:
    """For example `6 May 2026, 23:59 UTC+02:00`; nothing where nobody knows."""
    if not submitted_at:
        return ""
    moment = datetime.fromisoformat(submitted_at)
    return f"{moment.day} {moment:%B %Y, %H:%M %Z}".rstrip()


def _next_step(final: FinalGrade, is_told: Callable[[TestResult], bool], is_hinted: bool) -> str:
    """The one thing to do next after the marks that count: a person's word ends that of checks."""
    result = final.result
    if result.status in (Status.UNREADABLE, Status.UNKNOWN_LESSON):
        return (
            f"{result.problems[0]} Download the notebook again (in Colab: File → Download → "
            "Download .ipynb), open it once to see that it is whole, and hand it in anew."
        )
    missing = [question for question in result.questions if not _is_right(question, final)]
    for question in missing:
        if question.name in final.manual:
            return _to_mend(question, final)
        for test in question.tests:
            if not test.passed and is_told(test):
                return f"{question.name}: {test.message}"
    for question in missing:
        if any(not test.passed for test in question.tests):
            hints = _hints(question) if is_hinted else []
            return (
                f"{question.name}: what you can check yourself passes, but a hidden check does "
                "not. Read the task once more and try your answer with other inputs."
                f"{' ' if hints else ''}{' '.join(hints[:1])}"
            )
    if other := [one.name for one in result.questions if one.made_for is not None]:
        return f"{_and(other)}: {OTHER_NUMBER}"
    if any(question.score is None and not question.is_postponed for question in result.questions):
        return "A person will read your written answers; nothing is left to do until then."
    if waiting := _postponed(result):
        data = titles(result.datasets)
        return f"{_and(waiting)} will be marked on {data} itself; nothing is left to do until then."
    if final.penalty:
        return "Nothing in your answers: only lateness took points. On to the next lesson, in time."
    return "Nothing. On to the next lesson."


def _to_mend(question: QuestionResult, final: FinalGrade) -> str:
    """What a question asks for to which a person gave less than all points."""
    if final.comments.get(question.name):
        hint = "Read the comment on it below, and mend your answer."
    else:
        hint = "Read the task once more, and compare your answer with each thing that it asks for."
    return f"{question.name}: {_of(question.score or 0.0, question.max_score)} points. {hint}"


def _question(
    question: QuestionResult,
    final: FinalGrade,
    lesson: LessonInfo,
    seen: Shown | None,
    comment: Markup,
    is_told: Callable[[TestResult], bool],
    hidden_checks: HiddenChecks,
) -> dict[str, object]:
    hidden = [test for test in question.tests if test.hidden]
    told = [test for test in question.tests if is_told(test)]
    named = hidden if hidden_checks == "messages" and lesson.external else []
    return {
        "name": question.name,
        "heading": lesson.headings.get(question.name, ""),
        "address": lesson.addresses.get(question.name, ""),
        "place": seen.places.get(question.name) if seen else None,
        "answer": seen.answers.get(question.name, []) if seen else [],
        "waits": "" if question.score is not None else _waits(question, final.result),
        "other_number": OTHER_NUMBER if question.made_for is not None else "",
        "trust": _TRUSTED.get(question.trust, ""),
        "comment": comment,
        "score": question.score,
        "max_score": question.max_score,
        "complete": _is_right(question, final),
        "passed": [(_words(test), _earned([test])) for test in told if test.passed],
        # Tests that fail for the same reason say the same; once is enough.
        "failed": [(words, _earned(tests)) for words, tests in _by_words(told).items()],
        "named": [(test, _earned([test])) for test in named],
        "hidden": len(hidden),
        "hidden_passed": sum(test.passed for test in hidden),
        "hints": _hints(question) if _hinted(lesson, hidden_checks) else [],
        "hidden_earned": "" if named or set(hidden) <= set(told) else _earned(hidden),
        "why": _why(question, final),
    }


def _requests(
    question: QuestionResult,
    final: FinalGrade,
    comments: Mapping[str, Markup],
    codes: Mapping[str, str],
) -> dict[str, object]:
    """What the student asked about a question and was told, and a form to ask by."""
    asked = [one for one in final.asked if one.question == question.name]
    may_ask = question.score is not None and len(asked) < MOST_OF_A_QUESTION
    code = codes.get(question.name, "") if may_ask else ""
    text = _REQUEST.format(lesson=final.result.lesson, question=question.name, code=code)
    return {
        "asked": [(one, comments.get(f"reply {one.id}", Markup())) for one in asked],
        "request": text if code else "",
        "request_file": f"request-{file_name(question.name)}.txt",
    }


def _by_words(told: Sequence[TestResult]) -> dict[str, list[TestResult]]:
    """Failed tests by what they say; of an answer that was not begun, the first says it."""
    found: dict[str, list[TestResult]] = {}
    first: dict[str, str] = {}
    for test in told:
        if not test.passed:
            words = _words(test)
            name, is_open, _ = words.partition(LEFT_OPEN)
            found.setdefault(first.setdefault(name, words) if is_open else words, []).append(test)
    return found


def _earned(tests: Sequence[TestResult]) -> str:
    """For example `1 of 2`; nothing where the tests are worth nothing."""
    possible = sum(test.points for test in tests)
    return _of(sum(test.points for test in tests if test.passed), possible) if possible else ""


def _of(score: float, possible: float) -> str:
    return f"{points(score)} of {points(possible)}"


def _why(question: QuestionResult, final: FinalGrade) -> str:
    """Why a question's points are not the sum of its checks' points, where they are not."""
    tested = sum(test.points for test in question.tests if test.passed)
    if (
        question.score is None
        or question.trust == Trust.MANUAL
        or abs(question.score - tested) < 0.005
    ):
        return ""
    if question.name in final.manual:
        return "A person looked at this answer and gave the points, whatever the checks earned."
    return "This question earns its points only where every check passes."


def _waits(question: QuestionResult, result: Result) -> str:
    """What a question without points waits for."""
    return titles(result.datasets) if question.is_postponed else "a person"


def _words(test: TestResult) -> str:
    said = test.message or ("Passed." if test.passed else "Not passed.")
    return f"{said} ({test.name}, hidden)" if test.hidden else said


def _stand_in(result: Result) -> tuple[str, str] | None:
    """The title of a data set that was not there, and what took its place."""
    named = [name for name, used in result.datasets.items() if "stand-in" in used]
    return (titles(named[:1]), result.datasets[named[0]]) if named else None


def _and(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"

"""A class in figures, counted from final grades; `class_page` shows it. [coordinator]"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean, median, mode
from urllib.parse import quote

from autograder.datasets.registry import titles
from autograder.files import natural
from autograder.record.audit import stands_on_evidence
from autograder.record.classroom import Classroom
from autograder.record.final_grade import FinalGrade
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import (
    FOR_INSTRUCTORS,
    UNKNOWN_LESSON,
    QuestionResult,
    Status,
    TestResult,
    Trust,
)
from autograder.record.store import Store
from autograder.report.item_analysis import Item, Spread, items, spread
from autograder.report.wrong_answers import LEFT_OPEN, NUMBER, WrongAnswer, most_common

#: how many messages are listed of a lesson; what fewer have met is no matter for the class
_MOST_MESSAGES = 100
_MOST_TEXT = 500
_MOST_MISTAKES = 5
_MOST_NOTES = 10
_SLOWEST = 5


@dataclass(frozen=True)
class Row:
    """A student's work in one lesson.

    Attributes:
        page: address of the feedback page, from the output folder.
        score: the points that count.
        points: of each of the lesson's questions; None where there are none (yet).
        accuracy: of each of the lesson's models, 0 to 1.
        seconds: that grading took; None where it was not begun.
        late: how late it came, in words, or nothing.
        waiting: questions that are not marked yet.
        problem: the first thing that went wrong.
    """

    student: str
    name: str
    page: str
    status: str
    score: float
    max_score: float
    points: tuple[float | None, ...]
    accuracy: tuple[float | None, ...]
    seconds: float | None
    late: str
    waiting: tuple[str, ...]
    problem: str


@dataclass(frozen=True)
class Missed:
    """The test of a question that most students miss.

    Attributes:
        says: what it looks at, or what those are told who miss it.
        number: of students who miss it.
    """

    name: str
    says: str
    hidden: bool
    number: int


@dataclass(frozen=True)
class Question:
    """A question, over all who answered it.

    Attributes:
        share: mean share of the points; None where nothing is marked yet.
        full: how many have all points.
        none: how many have no points.
        marked: how many answers have points.
        waiting: who waits for a person.
        postponed: who waits for the data on which the question's network was trained.
        item: mean, spread, difficulty and discrimination of its points.
    """

    name: str
    max_score: float
    share: float | None
    full: int
    none: int
    marked: int
    waiting: tuple[Row, ...]
    postponed: tuple[Row, ...]
    missed: Missed | None
    item: Item


@dataclass(frozen=True)
class Message:
    """What several students were told of one question.

    Attributes:
        text: as most of them read it.
        varied: whether others read other numbers in it.
        attempted: whether it is about an answer that was tried, and read by a test.
    """

    question: str
    text: str
    hidden: bool
    varied: bool
    attempted: bool
    students: tuple[Row, ...]


@dataclass(frozen=True)
class LessonSummary:
    """One lesson.

    Attributes:
        data: names of the data that was trained and tested on.
        data_titles: what the data sets are called that they are, or stand for.
        rows: everybody who handed in.
        marked: those whose notebook could be graded.
        hardest: the questions with the smallest share of their points, of those that all are marked
            of; none where that is true of most of them.
        messages: the most frequent first.
        models: variables that hold models whose accuracy was measured.
        curves: question → the curves of each student who has some.
        slowest: the longest first.
        failed: those whose status is not `graded`, or to whom something else has happened.
        notes: what the grader says to instructors, and of how many.
        missing: ids on the roster of whom there is nothing.
        strangers: ids that are not on the roster, where there is one.
        handed_in: how many stand on what their trainings left behind.
        wrong: the most common wrong answers of each question.
        points: how the shares of the points are spread that students have, 0 to 1.
        asked: question → those for whose answers their own processes were asked, and how many of
            these checked themselves.
    """

    name: str
    title: str
    data: tuple[str, ...]
    data_titles: str
    rows: tuple[Row, ...]
    marked: tuple[Row, ...]
    statuses: Mapping[str, int]
    questions: tuple[Question, ...]
    hardest: tuple[Question, ...]
    messages: tuple[Message, ...]
    models: tuple[str, ...]
    curves: Mapping[str, Sequence[Mapping[str, tuple[float, ...]]]]
    slowest: tuple[Row, ...]
    failed: tuple[Row, ...]
    notes: Mapping[str, int]
    missing: tuple[str, ...]
    strangers: tuple[str, ...]
    handed_in: int
    wrong: tuple[WrongAnswer, ...]
    points: Spread
    asked: Mapping[str, tuple[tuple[Row, ...], int]]

    @property
    def mean(self) -> float:
        """Mean of the points; 0 where nothing is marked."""
        return fmean(row.score for row in self.marked) if self.marked else 0.0

    @property
    def median(self) -> float:
        """Median of the points; 0 where nothing is marked."""
        return median(row.score for row in self.marked) if self.marked else 0.0

    @property
    def max_score(self) -> float:
        """What most could have earned."""
        return mode(row.max_score for row in self.marked) if self.marked else 0.0

    @property
    def mistakes(self) -> tuple[Message, ...]:
        """The messages that most got to read about an answer that they had tried."""
        return tuple(one for one in self.messages if one.attempted)[:_MOST_MISTAKES]

    @property
    def waiting(self) -> tuple[Question, ...]:
        """Questions with answers that wait for a person."""
        return tuple(question for question in self.questions if question.waiting)

    @property
    def postponed(self) -> tuple[Question, ...]:
        """Questions with answers that wait for data."""
        return tuple(question for question in self.questions if question.postponed)


@dataclass(frozen=True)
class ClassSummary:
    """All lessons of an output folder.

    Attributes:
        strays: what belongs to no lesson.
        students: everybody, on the roster or not.
        names: student → the name, where the roster or a download says it.
        by_student: student → lesson → row.
    """

    lessons: tuple[LessonSummary, ...]
    strays: tuple[Row, ...]
    students: tuple[str, ...]
    names: Mapping[str, str]
    by_student: Mapping[str, Mapping[str, Row]]


def summarize(
    store: Store,
    finals: Iterable[FinalGrade],
    classroom: Classroom,
    known: Mapping[str, LessonInfo],
) -> ClassSummary:
    """Counts what is shown of a class."""
    by_lesson: dict[str, list[FinalGrade]] = defaultdict(list)
    stray = []
    for final in finals:
        result = final.result
        if result.status == Status.UNKNOWN_LESSON or result.lesson == UNKNOWN_LESSON:
            stray.append(final)
        else:
            by_lesson[result.lesson].append(final)
    lessons = tuple(
        _lesson(store, name, by_lesson[name], classroom, known.get(name, LessonInfo(name)).title)
        for name in in_order(by_lesson, classroom)
    )
    by_student: dict[str, dict[str, Row]] = {student: {} for student in classroom.members}
    for lesson in lessons:
        for row in lesson.rows:
            by_student.setdefault(row.student, {})[lesson.name] = row
    return ClassSummary(
        lessons,
        tuple(_row(store, final, classroom, [], []) for final in stray),
        tuple(sorted(by_student, key=natural)),
        {
            student: name
            for student, theirs in by_student.items()
            for name in [_name(student, theirs.values(), classroom)]
            if name
        },
        by_student,
    )


def _name(student: str, rows: Iterable[Row], classroom: Classroom) -> str:
    if student in classroom.members and classroom.members[student].name:
        return classroom.members[student].name
    return next((row.name for row in rows if row.name), "")


def in_order(lessons: Iterable[str], classroom: Classroom) -> list[str]:
    """Lessons as they were due, where all have a due date; else by their names."""
    named = sorted(lessons, key=natural)
    if all(name in classroom.due for name in named):
        named.sort(key=lambda name: classroom.due[name].timestamp())
    return named


def _lesson(
    store: Store, name: str, finals: Sequence[FinalGrade], classroom: Classroom, title: str
) -> LessonSummary:
    names = sorted({q.name for final in finals for q in final.result.questions}, key=natural)
    models = list(
        dict.fromkeys(
            variable
            for final in finals
            for question in final.result.questions
            for variable in question.accuracy
        )
    )
    rows = [_row(store, final, classroom, names, models) for final in finals]
    answers: dict[str, list[tuple[Row, QuestionResult]]] = {one: [] for one in names}
    curves: dict[str, list[Mapping[str, tuple[float, ...]]]] = defaultdict(list)
    for row, final in zip(rows, finals, strict=True):
        for question in final.result.questions:
            answers[question.name].append((row, question))
            if question.curves:
                curves[question.name].append(question.curves)
    told = _items(names, finals)
    questions = [_question(one, answers[one], told[one]) for one in names]
    here = {row.student for row in rows}
    timed = [row for row in rows if row.seconds is not None]
    return LessonSummary(
        name=name,
        title=title,
        data=tuple(sorted({one for final in finals for one in final.result.datasets.values()})),
        data_titles=titles({name for final in finals for name in final.result.datasets}),
        rows=tuple(rows),
        marked=tuple(row for row in rows if row.max_score),
        statuses=dict(Counter(row.status for row in rows).most_common()),
        questions=tuple(questions),
        hardest=_hardest(questions),
        messages=_messages(answers),
        models=tuple(models),
        curves={one: curves[one] for one in names if one in curves},
        slowest=tuple(sorted(timed, key=lambda row: -(row.seconds or 0.0))[:_SLOWEST]),
        failed=tuple(row for row in rows if row.status != Status.GRADED or row.problem),
        notes=dict(
            [
                *Counter(
                    f"{older}: what is new there fails here, also in right answers"
                    for final in finals
                    if (older := final.result.older_python)
                ).most_common(1),
                *Counter(
                    problem.removeprefix(FOR_INSTRUCTORS)
                    for final in finals
                    for problem in final.result.problems
                    if problem.startswith(FOR_INSTRUCTORS)
                ).most_common(_MOST_NOTES),
            ]
        ),
        missing=tuple(student for student in classroom.members if student not in here),
        strangers=tuple(
            row.student
            for row in rows
            if classroom.members and row.student not in classroom.members
        ),
        handed_in=sum(stands_on_evidence(final.result) for final in finals),
        wrong=most_common((final.result for final in finals), names),
        points=spread([row.score / row.max_score for row in rows if row.max_score]),
        asked={one: found for one in names for found in [_asked(answers[one])] if found[0]},
    )


def _items(names: Sequence[str], finals: Sequence[FinalGrade]) -> dict[str, Item]:
    """What is to be said of each question, from those whose notebook could be graded."""
    graded = [
        {question.name: question for question in final.result.questions}
        for final in finals
        if final.result.questions
    ]
    scores = {name: [one[name].score if name in one else None for one in graded] for name in names}
    most = {name: mode(one[name].max_score for one in graded if name in one) for name in names}
    return items(scores, most)


def _asked(answers: list[tuple[Row, QuestionResult]]) -> tuple[tuple[Row, ...], int]:
    asked = tuple(row for row, one in answers if one.trust in (Trust.ASKED, Trust.IN_KERNEL))
    return asked, sum(one.trust == Trust.IN_KERNEL for _, one in answers)


def _hardest(questions: Sequence[Question]) -> tuple[Question, ...]:
    marked = [one for one in questions if one.share is not None and not one.waiting]
    least = min((one.share or 0.0 for one in marked), default=1.0)
    found = [one for one in marked if round(one.share or 0.0, 2) == round(least, 2)]
    return tuple(found) if round(least, 2) < 1 and 2 * len(found) <= len(marked) else ()


def _row(
    store: Store, final: FinalGrade, classroom: Classroom, questions: list[str], models: list[str]
) -> Row:
    result = final.result
    scores = {question.name: question.score for question in result.questions}
    accuracy: dict[str, float] = {}
    for question in result.questions:
        accuracy |= question.accuracy
    problems = [text for text in result.problems if not text.startswith(FOR_INSTRUCTORS)]
    page = store.feedback_path(result.student, result.lesson).relative_to(store.folder)
    return Row(
        student=result.student,
        name=classroom.person(result.student, result.lesson).name,
        page="/".join(map(quote, page.parts)),
        status=result.status,
        score=final.score,
        max_score=result.max_score,
        points=tuple(map(scores.get, questions)),
        accuracy=tuple(map(accuracy.get, models)),
        seconds=result.seconds.get("total"),
        late=_in_words(final.late),
        waiting=final.waiting,
        problem=(problems[0] if problems else "")[:_MOST_TEXT],
    )


def _in_words(late: timedelta) -> str:
    """How late something came: `2 d 3 h`, `4 h`, `12 min`; nothing where it came on time."""
    if not late:
        return ""
    hours, minutes = late.seconds // 3600, late.seconds % 3600 // 60
    if late.days:
        return f"{late.days} d {hours} h"
    return f"{hours} h" if hours else f"{max(1, minutes)} min"


def _question(name: str, answers: list[tuple[Row, QuestionResult]], item: Item) -> Question:
    scored = [
        (question.score, question.max_score)
        for _, question in answers
        if question.score is not None
    ]
    counted = [score / most for score, most in scored if most]
    return Question(
        name,
        mode(question.max_score for _, question in answers),
        fmean(counted) if counted else None,
        sum(score >= most for score, most in scored),
        sum(score <= 0 for score, _ in scored),
        len(scored),
        tuple(row for row, one in answers if one.score is None and not one.is_postponed),
        tuple(row for row, one in answers if one.is_postponed),
        _missed([t for _, question in answers for t in question.tests if not t.untrained]),
        item,
    )


def _missed(tests: list[TestResult]) -> Missed | None:
    """The test that fails most often; None where none does."""
    failing = Counter(test.name for test in tests if not test.passed)
    if not failing:
        return None
    name, number = failing.most_common(1)[0]
    these = [test for test in tests if test.name == name]
    # Those who pass read what the test looks at; those who don't, what to try.
    told = [test.message for test in these if test.passed and test.message]
    told = told or [test.message for test in these]
    return Missed(name, mode(told)[:_MOST_TEXT], these[0].hidden, number)


def _messages(answers: Mapping[str, list[tuple[Row, QuestionResult]]]) -> tuple[Message, ...]:
    """What students were told, by how many; other numbers in a text make no other message.

    What is said of a network that nobody has trained is about no answer.
    """
    wordings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    told: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    visible: set[tuple[str, str]] = set()
    written: set[tuple[str, str]] = set()
    for name, each in answers.items():
        for row, question in each:
            for test in question.tests:
                if test.passed or not test.message or test.untrained:
                    continue
                key = name, NUMBER.sub("#", test.message)
                wordings[key][test.message] += 1
                told[key][row.student] = row
                if not test.hidden:
                    visible.add(key)
                if question.trust == Trust.MANUAL:
                    written.add(key)
    keys = sorted(told, key=lambda key: (-len(told[key]), natural(key[0]), key[1]))
    return tuple(
        Message(
            key[0],
            wordings[key].most_common(1)[0][0][:_MOST_TEXT],
            key not in visible,
            len(wordings[key]) > 1,
            key not in written and LEFT_OPEN not in key[1],
            tuple(told[key].values()),
        )
        for key in keys[:_MOST_MESSAGES]
    )

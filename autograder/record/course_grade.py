"""The grade of the course, with each step that leads to it, for each student. [coordinator]

In this order: the mean of the lessons that count, the curve, extra credit, the minimum of written
parts, rounding, the scale. A grade is given where nothing of a student's waits any more.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from autograder.datasets.registry import titles
from autograder.files import DamagedFileError, file_name, listed, natural, write_atomically
from autograder.lms.table import defused, points
from autograder.record import grades
from autograder.record.classroom import Classroom
from autograder.record.final_grade import FinalGrade, how_late
from autograder.record.grading_policy import Bands, Policy, rounded, shown
from autograder.record.result import UNKNOWN_LESSON, Status, Trust
from autograder.record.store import Store

_WHOLE = Fraction(100)
_NAMED_AT_MOST = 10


class Part(StrEnum):
    """What a lesson is of a student's grade."""

    COUNTS = "counts"
    DROPPED = "dropped"
    EXCUSED = "excused"
    LEFT_OUT = "left out"
    EXTRA = "extra credit"


@dataclass(frozen=True)
class LessonShare:
    """A lesson of a student.

    Attributes:
        percent: of its points, after lateness; of what is missing, or could not be graded, 0.
        weight: in the mean; of extra credit, the percent that all of it adds.
        final: None where nothing was handed in.
        written: the points that people gave, and those that they may give.
    """

    lesson: str
    part: Part
    percent: Fraction
    weight: Fraction
    final: FinalGrade | None
    written: tuple[Fraction, Fraction] = (Fraction(), Fraction())

    @property
    def is_missing(self) -> bool:
        """Whether nothing was handed in that would have counted."""
        return self.final is None and self.part != Part.EXCUSED


@dataclass(frozen=True)
class CourseGrade:
    """A student's grade of the course.

    Attributes:
        lessons: those of the course that somebody has handed in, in order.
        late_days: of the term's budget that are used.
        mean, curved, extra, percent: in percent, after each step; None where nothing counts.
        written: percent of the points that people give; None where there are none.
        grade: empty as long as something waits.
        steps: what is done, and what comes of it.
        waits: why there is no grade yet.
    """

    student: str
    name: str
    lessons: tuple[LessonShare, ...]
    late_days: int
    mean: Fraction | None
    curved: Fraction | None
    extra: Fraction
    written: Fraction | None
    percent: Fraction | None
    grade: str
    steps: tuple[tuple[str, str], ...]
    waits: tuple[str, ...]

    @property
    def by_lesson(self) -> dict[str, LessonShare]:
        """Lesson → what it is of the grade."""
        return {one.lesson: one for one in self.lessons}

    @property
    def missing(self) -> tuple[str, ...]:
        """The lessons of which nothing was handed in."""
        return tuple(one.lesson for one in self.lessons if one.is_missing)


@dataclass(frozen=True)
class CourseGrades:
    """The grades of a class.

    Attributes:
        lessons: that somebody has handed in, in order.
        idle: lessons of the course that nobody has handed in; they do not count yet.
        others: lessons in the folder that the course does not have; they never count.
        strangers: students who are not on the roster, where there is one.
    """

    policy: Policy
    lessons: tuple[str, ...]
    idle: tuple[str, ...]
    others: tuple[str, ...]
    students: tuple[CourseGrade, ...]
    strangers: tuple[str, ...]

    @property
    def distribution(self) -> tuple[tuple[str, int], ...]:
        """How many have each grade, the best first; nothing for a scale of numbers."""
        scale = self.policy.scale
        if not isinstance(scale, Bands):
            return ()
        counted = Counter(one.grade for one in self.students if one.grade)
        return tuple((name, counted[name]) for _, name in scale.limits)

    def who_misses(self, lesson: str) -> list[str]:
        """Of whom nothing is here of a lesson."""
        return [one.student for one in self.students if lesson in one.missing]

    def remarks(self) -> Iterator[str]:
        """A sentence for each thing that somebody should look at."""
        waiting = [one.student for one in self.students if one.waits]
        if waiting:
            says = "has no grade yet" if len(waiting) == 1 else "have no grade yet"
            yield f"{listed(waiting, _NAMED_AT_MOST)} {says}: final.csv says what each waits for."
        for lesson in self.lessons:
            if names := self.who_misses(lesson):
                yield f"{lesson}: nothing was handed in by {listed(names, _NAMED_AT_MOST)}."
        if self.idle:
            yield f"Nobody has handed in {', '.join(self.idle)}, so it does not count yet."
        if self.others:
            yield f"Not of this course, so it does not count: {', '.join(self.others)}."
        if self.strangers:
            yield f"Not on the roster: {listed(list(self.strangers), _NAMED_AT_MOST)}."


def of_class(
    finals: Sequence[FinalGrade],
    classroom: Classroom,
    policy: Policy,
    damaged: Iterable[DamagedFileError] = (),
) -> CourseGrades:
    """The course's grade of everybody on the roster and of everybody who handed in.

    Args:
        finals: of every result, with what the term's late days pay.
        damaged: results that cannot be read, which leave their students without a grade.
    """
    by_student: dict[str, dict[str, FinalGrade]] = {one: {} for one in classroom.members}
    for final in finals:
        by_student.setdefault(final.result.student, {})[final.result.lesson] = final
    handed_in = {final.result.lesson for final in finals} - {UNKNOWN_LESSON}
    lessons = tuple(one for one in policy.lessons if one in handed_in)
    lost: dict[str, list[str]] = defaultdict(list)
    for error in damaged:
        lost[error.path.parent.name].append(error.path.stem)
    written: dict[str, Fraction] = defaultdict(Fraction)
    for final in finals:
        lesson = final.result.lesson
        written[lesson] = max(written[lesson], _written(final)[1])
    most = {lesson: _exact(worth) for lesson, worth in grades.possible(finals).items()}
    return CourseGrades(
        policy,
        lessons,
        tuple(one for one in policy.lessons if one not in handed_in),
        tuple(sorted(handed_in - {*policy.lessons}, key=natural)),
        tuple(
            _of_student(
                student, theirs, lessons, classroom, policy, most, written, lost[file_name(student)]
            )
            for student, theirs in sorted(by_student.items(), key=lambda one: natural(one[0]))
        ),
        tuple(
            student
            for student in sorted(by_student, key=natural)
            if classroom.members and student not in classroom.members
        ),
    )


def _of_student(
    student: str,
    theirs: Mapping[str, FinalGrade],
    lessons: Sequence[str],
    classroom: Classroom,
    policy: Policy,
    most: Mapping[str, Fraction],
    written: Mapping[str, Fraction],
    lost: Sequence[str],
) -> CourseGrade:
    shares = [
        _share(student, lesson, theirs.get(lesson), policy, most[lesson], written[lesson])
        for lesson in lessons
        if lesson in policy.counting or lesson in policy.extra_credit
    ]
    shares = _with_dropped(shares, policy)
    steps = [(one.lesson, _says(one, classroom)) for one in shares]
    used = sum(one.final.late_days for one in shares if one.final)
    if policy.late_days and any(one.final and one.final.late for one in shares):
        steps.append(("late days", f"{used} of {policy.late_days} used"))
    mean, said = _mean(shares)
    steps.append(("mean", said))
    percent = curved = _curved(mean, policy)
    if curved is not None and mean is not None and policy.curve:
        steps.append(("curve", f"{shown(mean)} % becomes {shown(curved)} %"))
    extra = Fraction()
    for one in shares:
        if one.part == Part.EXTRA and percent is not None:
            adds = one.weight * one.percent / _WHOLE
            extra += adds
            percent += adds
            earned = f"{shown(one.percent)} % of {shown(one.weight)} is {shown(adds)} on top"
            steps.append((f"extra credit for {one.lesson}", f"{earned}: {shown(percent)} %"))
    if percent is not None and percent > _WHOLE and not policy.above_100:
        percent = _WHOLE
        steps.append(("limit", "100 % at most"))
    reached = _written_percent(shares)
    if percent is not None and policy.written_minimum:
        percent, said = _after_minimum(percent, reached, policy)
        steps.append(("written parts", said))
    waits = _waits(student, shares, theirs, lost)
    grade = ""
    if percent is not None:
        before = percent
        percent = rounded(percent, policy.percent_step, policy.rounding)
        if before != percent:
            steps.append(("rounded", f"{shown(before)} % to {shown(percent)} %"))
        grade = policy.scale.grade_at(percent, policy)
        steps.append(("grade", f"{grade} ({policy.scale.says(percent)})"))
    if waits:
        grade = ""
        steps[-1] = ("grade", f"none yet: {'; '.join(waits)}")
    name = classroom.members[student].name if student in classroom.members else ""
    return CourseGrade(
        student,
        name or next((final.name for final in theirs.values() if final.name), ""),
        tuple(shares),
        used,
        mean,
        curved,
        extra,
        reached,
        percent,
        grade,
        tuple(steps),
        tuple(waits),
    )


def _share(
    student: str,
    lesson: str,
    final: FinalGrade | None,
    policy: Policy,
    most: Fraction,
    written: Fraction,
) -> LessonShare:
    """What a lesson is for a student, before anything is dropped."""
    is_extra = lesson in policy.extra_credit
    weight = policy.extra_credit[lesson] if is_extra else policy.weight(lesson, most)
    part = Part.EXTRA if is_extra else Part.COUNTS
    if lesson in policy.excused.get(student, ()):
        part = Part.EXCUSED
    elif final is None and policy.missing == "left-out" and not is_extra:
        part = Part.LEFT_OUT
    if not is_extra and not weight:  # a lesson without points, where points are weights
        part = Part.LEFT_OUT
    if final is None or not final.result.max_score:
        return LessonShare(lesson, part, Fraction(), weight, final, (Fraction(), written))
    percent = _WHOLE * _exact(final.score) / _exact(final.result.max_score)
    return LessonShare(lesson, part, percent, weight, final, _written(final))


def _written(final: FinalGrade) -> tuple[Fraction, Fraction]:
    """The points that people gave to a submission, and those that they may give."""
    by_hand = [one for one in final.result.questions if one.trust == Trust.MANUAL]
    given = sum((_exact(one.score or 0.0) for one in by_hand), Fraction())
    return given, sum((_exact(one.max_score) for one in by_hand), Fraction())


def _with_dropped(shares: Sequence[LessonShare], policy: Policy) -> list[LessonShare]:
    """The lessons, of which those are dropped without which the mean is highest.

    With unequal weights these need not be those with the lowest percents. The bisection of Kane and
    Kane, "Dropping lowest grades", Mathematics Magazine 79 (2006), 181-189, in Newton's steps: a
    mean q is reached by dropping those with the least w (p - q).
    """
    counting = [one for one in shares if one.part == Part.COUNTS]
    may_go = [one for one in counting if one.lesson not in policy.never_dropped]
    number = min(policy.drop_lowest, len(may_go), len(counting) - 1)
    if number <= 0:
        return list(shares)
    gone: set[str] = set()
    mean = Fraction()
    while True:
        may_go.sort(key=lambda one: one.weight * (one.percent - mean))
        now = {one.lesson for one in may_go[:number]}
        kept = [one for one in counting if one.lesson not in now]
        better = sum((one.weight * one.percent for one in kept), Fraction()) / sum(
            (one.weight for one in kept), Fraction()
        )
        if gone and better <= mean:
            break
        gone, mean = now, better
    return [replace(one, part=Part.DROPPED) if one.lesson in gone else one for one in shares]


def _mean(shares: Sequence[LessonShare]) -> tuple[Fraction | None, str]:
    """The mean of the lessons that count, and how it comes about; None where none does."""
    counting = [one for one in shares if one.part == Part.COUNTS]
    weight = sum((one.weight for one in counting), Fraction())
    if not weight:
        return None, "nothing counts"
    mean = sum((one.weight * one.percent for one in counting), Fraction()) / weight
    if len(counting) == 1:
        return mean, f"{shown(mean)} %, of {counting[0].lesson} alone"
    if len({one.weight for one in counting}) == 1:
        terms = " + ".join(shown(one.percent) for one in counting)
        weight = Fraction(len(counting))
    else:
        terms = " + ".join(f"{shown(one.weight)} × {shown(one.percent)}" for one in counting)
    return mean, f"({terms}) / {shown(weight)} = {shown(mean)} %"


def _curved(mean: Fraction | None, policy: Policy) -> Fraction | None:
    """A mean by the lines between the pairs of the curve; the last one goes on."""
    if mean is None or not policy.curve:
        return mean
    pairs = list(itertools.pairwise(policy.curve))
    (low, low_after), (high, high_after) = next(
        (pair for pair in pairs if mean <= pair[1][0]), pairs[-1]
    )
    return low_after + (mean - low) * (high_after - low_after) / (high - low)


def _written_percent(shares: Sequence[LessonShare]) -> Fraction | None:
    """Percent of the points that people give, over the lessons that count."""
    counting = [one for one in shares if one.part == Part.COUNTS]
    most = sum((one.written[1] for one in counting), Fraction())
    given = sum((one.written[0] for one in counting), Fraction())
    return _WHOLE * given / most if most else None


def _after_minimum(
    percent: Fraction, reached: Fraction | None, policy: Policy
) -> tuple[Fraction, str]:
    """The percent after the minimum of written parts, and what is said of it."""
    asked = f"{shown(policy.written_minimum)} % is asked for"
    if reached is None:
        return percent, f"{asked}, and nothing that counts has any"
    if reached >= policy.written_minimum:
        return percent, f"{shown(reached)} %, {asked}: reached"
    after = min(percent, policy.written_below)
    return after, f"{shown(reached)} %, {asked}: not reached, so {shown(after)} %"


def _waits(
    student: str,
    shares: Sequence[LessonShare],
    theirs: Mapping[str, FinalGrade],
    lost: Sequence[str],
) -> list[str]:
    """Why a student has no grade yet; lessons that do not count make nobody wait."""
    waits = []
    for one in shares:
        if one.part == Part.EXCUSED:
            continue
        if file_name(one.lesson) in lost:
            waits.append(f"the result of {one.lesson} cannot be read")
        elif one.final is None:
            continue
        elif not one.final.result.questions:
            waits.append(f"{one.lesson} could not be graded ({one.final.result.status})")
        elif one.final.waiting:
            data = titles(one.final.result.datasets)
            whom = "a person" if one.final.for_a_person else data
            names = one.final.waiting
            verb = "waits" if len(names) == 1 else "wait"
            waits.append(f"{', '.join(names)} of {one.lesson} {verb} for {whom}")
    is_stray = any(
        final.result.lesson == UNKNOWN_LESSON or final.result.status == Status.UNKNOWN_LESSON
        for final in theirs.values()
    )
    if is_stray and any(one.is_missing for one in shares):
        waits.append("a file belongs to no lesson that is known")
    return waits


def _says(one: LessonShare, classroom: Classroom) -> str:
    """What was earned in a lesson, what lateness took of it, and what it is of the grade."""
    weighs = "" if one.part == Part.EXTRA else f", weighs {shown(one.weight)}"
    how = weighs if one.part == Part.COUNTS else f"; {one.part}"
    if one.final is None:
        return ("nothing is here" if one.part == Part.EXCUSED else "nothing was handed in") + how
    result = one.final.result
    if not result.questions:
        return f"could not be graded ({result.status}){how}"
    earned = f"{points(one.final.score)} of {points(result.max_score)} points"
    late = how_late(one.final.late)
    if late and (one.final.penalty or one.final.late_days):
        days = one.final.late_days
        paid = f", {days} late day{'' if days == 1 else 's'} used" if days else ""
        cost = f", −{points(one.final.penalty)}" if one.final.penalty else ""
        earned += f" ({late}{paid}{cost})"
    return f"{earned}, {shown(one.percent)} %{how}"


def _exact(number: float) -> Fraction:
    """A number as the decimal that it was written as."""
    return Fraction(str(number))


def table(course: CourseGrades, classroom: Classroom) -> list[list[str]]:
    """Headings and a row for each student, as `final.csv` has them."""
    head = ["student", "name", "email", *course.lessons, "missing", "dropped", "excused"]
    head += ["late_days", "mean", "after_curve", "extra_credit", "written"]
    rows = [[*head, "percent", "grade", "waits"]]
    for one in course.students:
        cells = [
            shown(share.percent) if share and share.final else ""
            for share in map(one.by_lesson.get, course.lessons)
        ]
        dropped, excused = (
            " ".join(share.lesson for share in one.lessons if share.part == part)
            for part in (Part.DROPPED, Part.EXCUSED)
        )
        member = classroom.members.get(one.student)
        numbers = (one.mean, one.curved, one.extra, one.written, one.percent)
        mean, curved, extra, written, percent = ("" if it is None else shown(it) for it in numbers)
        rows.append(
            [
                *(one.student, one.name, member.email if member else "", *cells),
                *(" ".join(one.missing), dropped, excused, str(one.late_days)),
                *(mean, curved, extra, written, percent, one.grade, "; ".join(one.waits)),
            ]
        )
    return rows


def save(store: Store, course: CourseGrades | None, classroom: Classroom) -> None:
    """Writes `final.csv`, or removes it where the course has no policy."""
    if course is None:
        store.final_path.unlink(missing_ok=True)
        return
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [defused(cell) for cell in row] for row in table(course, classroom)
    )
    write_atomically(store.final_path, text.getvalue())

"""What a run of the bench has measured, and what is computed from it."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

OURS, OTTER, NBGRADER = "autograder", "otter", "nbgrader"
#: this grader, where submissions bring along what their trainings left behind
HANDED_IN = "autograder-handed-in"
#: engine → the command that it stands for
COMMANDS = {
    OURS: "autograder grade",
    HANDED_IN: "autograder grade, with evidence",
    OTTER: "otter run",
    NBGRADER: "nbgrader autograde",
}
LIGHT, LESSON_04 = "00-light", "04-mnist-ann"
#: a process that does nothing
ALONE, LOCKED_IN = "forked, not locked in", "forked and locked in"
MIB = 1 << 20


def engines(lesson: str) -> list[str]:
    """Those that grade a lesson: without training there is no evidence."""
    return [engine for engine in COMMANDS if engine != HANDED_IN or lesson == LESSON_04]


#: question → points
Points = Mapping[str, float]


class BenchError(RuntimeError):
    """The comparison cannot be made. The message says why."""


@dataclass(frozen=True)
class Graded:
    """One submission, graded once by one engine.

    Attributes:
        seconds: wall time from the notebook to the points.
        cells: what of it the notebook's own cells took.
    """

    engine: str
    lesson: str
    student: str
    seconds: float
    cells: float
    points: Points


@dataclass(frozen=True)
class ClassRun:
    """A class of submissions, graded by `autograder grade`.

    Attributes:
        start: seconds until the fork server was ready.
        seconds: from then on.
        peak_bytes: memory of all processes together; 0 where it was not measured.
        stages: stage → its seconds, of each submission, as the log has them.
    """

    submissions: int
    jobs: int
    start: float
    seconds: float
    peak_bytes: int = 0
    stages: Mapping[str, list[float]] = field(default_factory=dict)

    @property
    def per_minute(self) -> float:
        """Submissions per minute, the fork server's start included."""
        return 60 * self.submissions / (self.start + self.seconds)

    @property
    def seconds_each(self) -> float:
        """Seconds per submission, without the start."""
        return self.seconds / self.submissions


@dataclass(frozen=True)
class Took:
    """One run of a command.

    Attributes:
        seconds: wall time.
        busy: processor seconds of the command and of what it has started and waited for; of one
            that was ended early, until then.
    """

    seconds: float
    busy: float


@dataclass(frozen=True)
class Machine:
    """Where it was measured."""

    cores: int
    memory_bytes: int
    kernel: str
    versions: dict[str, str]


@dataclass(frozen=True)
class Figures:
    """Everything that one run of the bench has measured.

    Attributes:
        mnist: what stood for MNIST.
        isolation: how student code was locked in.
        peaks: lesson → engine → bytes of all its processes together.
        throughput, growth: of light submissions.
        handed_in: of lesson 04 with evidence; empty where that was not measured.
        sandbox: as `scripts.bench.sandbox.measure_sandbox` gives it.
        commands: as `scripts.bench.commands.measure_commands` gives it.
    """

    machine: Machine
    mnist: str
    isolation: str
    graded: tuple[Graded, ...]
    peaks: dict[str, dict[str, int]]
    throughput: tuple[ClassRun, ...]
    growth: tuple[ClassRun, ...]
    handed_in: tuple[ClassRun, ...] = ()
    sandbox: Mapping[str, list[float]] = field(default_factory=dict)
    commands: Mapping[str, Sequence[Took]] = field(default_factory=dict)

    @property
    def lessons(self) -> list[str]:
        """Those that were graded."""
        return list(dict.fromkeys(one.lesson for one in self.graded))

    def of(self, lesson: str, engine: str) -> list[Graded]:
        """What one engine made of one lesson."""
        return [one for one in self.graded if (one.lesson, one.engine) == (lesson, engine)]

    def median(self, lesson: str, engine: str) -> float:
        """Median seconds per submission."""
        return statistics.median(one.seconds for one in self.of(lesson, engine))

    def overhead(self, lesson: str, engine: str) -> float:
        """Median seconds per submission beyond the notebook's own cells."""
        return statistics.median(one.seconds - one.cells for one in self.of(lesson, engine))

    def ratios(self, lesson: str, engine: str, other: str) -> list[float]:
        """How many times as long one engine takes as another, submission by submission."""
        pairs = zip(self.of(lesson, engine), self.of(lesson, other), strict=True)
        return [one.seconds / two.seconds for one, two in pairs]

    def stretch(self, lesson: str, engine: str) -> float:
        """Median of how many times as long as its own cells a submission takes."""
        return statistics.median(one.seconds / one.cells for one in self.of(lesson, engine))


@dataclass(frozen=True)
class Target:
    """What the project has set itself, and what came of it."""

    what: str
    wanted: str
    measured: str
    met: bool


def insist_on_right_points(
    graded: Iterable[Graded], expected: Mapping[str, Mapping[str, Points]]
) -> None:
    """Times are compared only between engines that have done the same work.

    Args:
        expected: lesson → student → question → points.

    Raises:
        BenchError: an engine has given other points; each question is named.
    """
    wrong = []
    for one in graded:
        right = expected[one.lesson][one.student]
        for question in sorted({*right, *one.points}):
            got, wanted = one.points.get(question), right.get(question)
            if got is None or wanted is None or abs(got - wanted) > 1e-6:
                wrong.append(
                    f"{COMMANDS[one.engine]}: {one.lesson} of {one.student}, {question}: "
                    f"{_points(got)}; it should have {_points(wanted)}."
                )
    if wrong:
        raise BenchError("\n".join(wrong))


def _points(number: float | None) -> str:
    return "nothing" if number is None else f"{number:g} points"


def targets(figures: Figures) -> list[Target]:
    """The targets that this run can tell about."""
    rows = []
    largest = figures.growth[-1]
    in_class = f"a light submission in a class of {largest.submissions:,}"
    for engine, times in ((OTTER, 50), (NBGRADER, 40)):
        theirs = figures.median(LIGHT, engine)
        for what, seconds in (
            ("a light submission alone", figures.median(LIGHT, OURS)),
            (in_class, largest.seconds_each),
        ):
            rows.append(
                Target(
                    f"{what}, beside `{COMMANDS[engine]}`",
                    f"at least {times} times as fast",
                    f"{theirs / seconds:.1f} times",
                    theirs / seconds >= times,
                )
            )
    beyond = {"a light submission alone": figures.overhead(LIGHT, OURS)}
    beyond |= {
        f"each of {run.submissions:,} light submissions, one at a time": run.seconds_each
        - statistics.mean(one.cells for one in figures.of(LIGHT, OURS))
        for run in figures.throughput
        if run.jobs == 1
    }
    for what, seconds in beyond.items():
        rows.append(
            Target(
                f"{what}, beyond its own cells",
                "at most 0.15 s",
                f"{seconds:.2f} s",
                seconds <= 0.15,
            )
        )
    if LESSON_04 in figures.lessons:
        stretch = figures.stretch(LESSON_04, OURS)
        rows.append(
            Target(
                "lesson 04, beside its own cells",
                "at most 1.15 times as long",
                f"{stretch:.2f} times",
                stretch <= 1.15,
            )
        )
    rows += _fast(figures)
    rows += _grown(figures.growth, "submissions")
    return rows + _of_evidence(figures)


def _fast(figures: Figures) -> list[Target]:
    """How many light submissions a minute, and what a second job and the sandbox make of it."""
    largest = figures.growth[-1]
    each_minute = 60 / largest.seconds_each
    rows = [
        Target(
            f"light submissions, {largest.submissions:,} with 2 jobs, without the start",
            "at least 400 a minute",
            f"{each_minute:.0f} a minute",
            each_minute >= 400,
        )
    ]
    seconds = {run.jobs: run.seconds for run in figures.throughput}
    if {1, 2} <= {*seconds}:
        times = seconds[1] / seconds[2]
        rows.append(
            Target(
                "2 jobs, beside 1 job",
                "at least 1.8 times as fast",
                f"{times:.2f} times",
                times >= 1.8,
            )
        )
    if figures.sandbox:
        alone, locked_in = (statistics.median(figures.sandbox[one]) for one in (ALONE, LOCKED_IN))
        took = 1000 * (locked_in - alone)
        rows.append(Target("locking a process in", "at most 25 ms", f"{took:.1f} ms", took <= 25))
    return rows


def _grown(runs: Sequence[ClassRun], what: str) -> list[Target]:
    """Whether memory stays the same while classes grow."""
    smallest, largest = runs[0], runs[-1]
    if largest.submissions == smallest.submissions:
        return []
    grown = largest.peak_bytes / smallest.peak_bytes - 1
    return [
        Target(
            f"memory for {largest.submissions:,} {what}, beside that for {smallest.submissions:,}",
            "at most 10 % more",
            f"{100 * grown:+.0f} %",
            grown <= 0.1,
        )
    ]


def _of_evidence(figures: Figures) -> list[Target]:
    """The targets for lesson 04 where nothing is trained again."""
    rows = []
    if LESSON_04 in figures.lessons:
        ours = figures.median(LESSON_04, HANDED_IN)
        for engine in (OTTER, NBGRADER):
            ratio = figures.median(LESSON_04, engine) / ours
            each = figures.ratios(LESSON_04, engine, HANDED_IN)
            spread = f" ({min(each):.1f} to {max(each):.1f})" if len(each) > 1 else ""
            rows.append(
                Target(
                    f"lesson 04 with evidence, beside `{COMMANDS[engine]}`",
                    "at least 25 times as fast",
                    f"{ratio:.1f} times{spread}",
                    ratio >= 25,
                )
            )
    if not figures.handed_in:
        return rows
    largest = figures.handed_in[-1]
    minutes = largest.seconds / 60
    rows.append(
        Target(
            "lesson 04 with evidence, each of a class with 2 jobs",
            "at most 1.2 s",
            f"{largest.seconds_each:.2f} s",
            largest.seconds_each <= 1.2,
        )
    )
    if largest.submissions >= 300:
        rows.append(
            Target(
                f"a class of {largest.submissions} with evidence",
                "under 20 minutes",
                f"{minutes:.1f} minutes",
                minutes < 20,
            )
        )
    return rows + _grown(figures.handed_in, "submissions with evidence")

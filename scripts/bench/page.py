"""The page `docs/benchmarks.md`, out of the figures of one run."""

from __future__ import annotations

from collections.abc import Iterable

from scripts.bench import commands, sandbox, stages
from scripts.bench.figures import (
    COMMANDS,
    LESSON_04,
    LIGHT,
    MIB,
    OURS,
    ClassRun,
    Figures,
    engines,
    targets,
)

_TITLES = {
    LIGHT: "A light submission: it imports TensorFlow and trains nothing",
    LESSON_04: "Lesson 04: it trains networks on MNIST",
}
_HEAD = """\
<!-- Written by `make bench`; do not edit. -->
# Benchmarks

`autograder grade` beside `otter run` and `nbgrader autograde`: one run of `make bench`, one
machine, the same submissions. All three have given the same points for every question of every
submission, the right ones; otherwise this page would not have been written.
"""
_NOTES = """\
## How it is measured

- Each engine is a process of its own that has imported it before the first submission comes. Otter
  is called through `otter.api.grade_submission` and nbgrader through `NbGraderAPI.autograde`, so
  that the start of their command lines does not count against them. The engines take turns,
  submission by submission, so that whatever else the machine does hits all alike. The first round
  is not counted. For `autograder grade` the fork server and one worker are there as well, which a
  class waits for once; kernels and checkers are forked for the submission, within its seconds.
- *In a class* is `autograder grade` as it is without options: one submission for each core at a
  time, and each one's kernel is forked while another is graded. `otter run` and
  `nbgrader autograde` grade one after the other, so their seconds for one are those of a class,
  too; all of them have both cores.
- *Seconds* are wall time from the notebook on disk to the points, with all that the engine writes.
  For `autograder grade` this holds the sandbox, the second process for the tests, the feedback page
  and the result.
- *Own cells* is how long the kernel was busy with the notebook's cells, without those that only
  check. The engines' executed notebooks say so. Otter and nbgrader start a fresh kernel for each
  submission, so `import tensorflow` is a part of their own cells and not of *beyond*. In
  `autograder grade` it costs next to nothing. The fair figure is therefore the one of the totals.
- *With evidence* the same submissions come as zips, as the lesson's last cell makes them: their
  networks were trained once, before, and are measured instead of trained again. Own cells are then
  those that are left.
- nbgrader's notebooks are those of `dist/nbgrader/`: each test function is a test cell with the
  same points, and there is nothing of Otter. The time limit for a cell is raised from 30 s to
  600 s.
- *Memory* is the proportional set size (PSS) of the engine's whole process tree, itself included,
  at its peak. It is sampled every 0.2 s, in runs of their own, one engine at a time. A class that
  is over in less than 20 s is graded three times: the highest peak and the median time count.
- Python's bytecode is compiled and used by all engines.
"""


def page(figures: Figures) -> str:
    """The whole page, as Markdown."""
    parts = [_HEAD, _machine(figures), "## Targets\n", _targets(figures)]
    for lesson in figures.lessons:
        parts += [f"## {_TITLES[lesson]}\n", _lesson(figures, lesson)]
    parts += ["## Throughput\n", _throughput(figures.throughput)]
    parts += ["## Growth\n", _growth(figures.growth)]
    if figures.handed_in:
        parts += ["## A class of lesson 04, with evidence\n", _handed_in(figures.handed_in)]
    if timed := _timed(figures):
        parts += ["## Stages\n", timed]
    if figures.sandbox:
        parts += ["## The sandbox alone\n", sandbox.table(figures.sandbox)]
    if figures.commands:
        parts += ["## Commands\n", commands.table(figures.commands)]
    parts.append(_NOTES)
    return "\n".join(parts)


def _timed(figures: Figures) -> str:
    """Where the time of a submission goes, in the largest classes; nothing without a log."""
    largest = {
        "light": figures.growth[-1:],
        "lesson 04 with evidence": figures.handed_in[-1:],
    }
    logs = {name: runs[0].stages for name, runs in largest.items() if runs and runs[0].stages}
    if not logs:
        return ""
    said = "From the time stamps of `grading.log`, of the largest class of each kind, with 2 jobs."
    return f"{said}\n\n{stages.table(logs)}"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table whose first column is text and whose others are figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _machine(figures: Figures) -> str:
    machine = figures.machine
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    return (
        f"Measured on {machine.cores} cores with {machine.memory_bytes / 2**30:.0f} GB of memory, "
        f"{machine.kernel}; {versions}. Data: {figures.mnist}. Student code was isolated by "
        f"{figures.isolation}.\n"
    )


def _targets(figures: Figures) -> str:
    said = "Ratios are those of the medians; those of single submissions stand in brackets.\n\n"
    return said + _table(
        ["", "target", "measured", "met"],
        (
            [row.what, row.wanted, row.measured, "yes" if row.met else "**no**"]
            for row in targets(figures)
        ),
    )


def _lesson(figures: Figures, lesson: str) -> str:
    ours = figures.median(lesson, OURS)
    rows = []
    for engine in engines(lesson):
        graded = figures.of(lesson, engine)
        seconds = figures.median(lesson, engine)
        rows.append(
            [
                f"`{COMMANDS[engine]}`",
                f"{seconds:.2f}",
                f"{min(one.seconds for one in graded):.2f}–"
                f"{max(one.seconds for one in graded):.2f}",
                f"{seconds / ours:.{1 if seconds >= ours else 2}f} ×",
                f"{figures.overhead(lesson, engine):.2f}",
                f"{figures.stretch(lesson, engine):.2f} ×",
                f"{figures.peaks[lesson][engine] / MIB:,.0f} MB",
            ]
        )
    students = len({one.student for one in figures.of(lesson, OURS)})
    times = len(figures.of(lesson, OURS)) // students
    often = f"{times} times" if times > 1 else "once"
    return f"Median of {students} submissions, each graded {often} by each engine.\n\n" + _table(
        [
            "",
            "seconds",
            "from–to",
            "beside ours",
            "beyond own cells, seconds",
            "beside own cells",
            "peak memory",
        ],
        rows,
    )


def _throughput(runs: Iterable[ClassRun]) -> str:
    return (
        "A class of light submissions, graded by `autograder grade`. The fork server imports\n"
        "TensorFlow once for the class; its start is counted.\n\n"
        + _table(
            ["jobs", "submissions", "start, seconds", "grading, seconds", "submissions a minute"],
            (
                [
                    str(run.jobs),
                    f"{run.submissions:,}",
                    f"{run.start:.1f}",
                    f"{run.seconds:.1f}",
                    f"{run.per_minute:.0f}",
                ]
                for run in runs
            ),
        )
    )


def _growth(runs: Iterable[ClassRun]) -> str:
    said = "The same with 2 jobs, and memory measured meanwhile; here the start is not counted."
    return f"{said}\n\n{_classes(runs)}"


def _handed_in(runs: Iterable[ClassRun]) -> str:
    return (
        "Each submission is a zip of some megabytes with what the student's training left behind,\n"
        "and nothing is trained. With 2 jobs; the start is not counted.\n\n" + _classes(runs)
    )


def _classes(runs: Iterable[ClassRun]) -> str:
    return _table(
        ["submissions", "minutes", "seconds for each", "peak memory"],
        (
            [
                f"{run.submissions:,}",
                f"{run.seconds / 60:.1f}",
                f"{run.seconds_each:.2f}",
                f"{run.peak_bytes / MIB:,.0f} MB",
            ]
            for run in runs
        ),
    )

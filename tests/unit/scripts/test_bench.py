"""`make bench`: the figures that it computes and the page that it writes. Nothing is timed here."""

from __future__ import annotations

import contextlib
import dataclasses
import platform
import re
from pathlib import Path

import pytest

from scripts.bench import commands, scaling
from scripts.bench import measure as measuring
from scripts.bench.classes import read_lesson
from scripts.bench.engines import points_of
from scripts.bench.figures import (
    ALONE,
    HANDED_IN,
    LESSON_04,
    LIGHT,
    LOCKED_IN,
    MIB,
    NBGRADER,
    OTTER,
    OURS,
    BenchError,
    ClassRun,
    Figures,
    Graded,
    Machine,
    Took,
    insist_on_right_points,
    targets,
)
from scripts.bench.measure import Plan, measure
from scripts.bench.page import page
from scripts.bench.workers import Peak
from tests.support import marked

POINTS = {"q1": 2.0, "q2": 1.0}


def graded(engine, lesson, *times):
    """Submissions that took so many (seconds, seconds of their own cells)."""
    return tuple(
        Graded(engine, lesson, f"student-{number}", seconds, cells, POINTS)
        for number, (seconds, cells) in enumerate(times)
    )


MADE_UP = Figures(
    machine=Machine(2, 8 << 30, "Linux 6.1", {"Python": "3.12.1", "Otter": "7.0.0"}),
    mnist="MNIST",
    isolation="namespaces",
    graded=(
        *graded(OURS, LIGHT, (0.5, 0.1), (0.6, 0.1), (9.0, 0.1)),
        *graded(OTTER, LIGHT, (6.0, 5.0), (6.6, 5.0), (7.0, 5.0)),
        *graded(NBGRADER, LIGHT, (2.0, 1.5), (2.4, 1.5), (2.5, 1.5)),
        *graded(OURS, LESSON_04, (44.0, 40.0)),
        *graded(HANDED_IN, LESSON_04, (4.0, 2.0)),
        *graded(OTTER, LESSON_04, (60.0, 48.0)),
        *graded(NBGRADER, LESSON_04, (55.0, 44.0)),
    ),
    peaks={
        LIGHT: {OURS: 700 * MIB, OTTER: 500 * MIB, NBGRADER: 450 * MIB},
        LESSON_04: {
            OURS: 1500 * MIB,
            HANDED_IN: 900 * MIB,
            OTTER: 1400 * MIB,
            NBGRADER: 1300 * MIB,
        },
    },
    throughput=(ClassRun(100, 1, 6.0, 60.0), ClassRun(100, 2, 6.0, 54.0)),
    growth=(ClassRun(10, 2, 6.0, 5.0, 800 * MIB), ClassRun(1000, 2, 6.0, 500.0, 840 * MIB)),
    handed_in=(ClassRun(10, 2, 6.0, 30.0, 1000 * MIB), ClassRun(300, 2, 6.0, 750.0, 1020 * MIB)),
    sandbox={ALONE: [0.01, 0.02, 0.03], LOCKED_IN: [0.04]},
)
#: a grader that meets what this one is to meet
FAST = dataclasses.replace(
    MADE_UP,
    graded=(
        *graded(OURS, LIGHT, (0.1, 0.05)),
        *graded(OTTER, LIGHT, (6.0, 5.0)),
        *graded(NBGRADER, LIGHT, (5.0, 1.5)),
        *graded(OURS, LESSON_04, (44.0, 40.0)),
        *graded(HANDED_IN, LESSON_04, (1.0, 0.5)),
        *graded(OTTER, LESSON_04, (60.0, 48.0)),
        *graded(NBGRADER, LESSON_04, (55.0, 44.0)),
    ),
    throughput=(ClassRun(100, 1, 6.0, 19.0), ClassRun(100, 2, 6.0, 10.0)),
    growth=(ClassRun(10, 2, 6.0, 5.0, 800 * MIB), ClassRun(1000, 2, 6.0, 120.0, 840 * MIB)),
    handed_in=(ClassRun(10, 2, 6.0, 30.0, 1000 * MIB), ClassRun(300, 2, 6.0, 300.0, 1020 * MIB)),
)


def met(figures: Figures) -> dict[str, bool]:
    return {target.measured: target.met for target in targets(figures)}


def test_targets_are_computed_from_medians_and_said_to_be_met_or_not():
    assert met(MADE_UP) == {
        "11.0 times": False,
        "13.2 times": False,
        "4.0 times": False,
        "4.8 times": False,
        "0.50 s": False,
        "1.10 times": True,
        "120 a minute": False,
        "1.11 times": False,
        "20.0 ms": True,
        "+5 %": True,
        "15.0 times": False,
        "13.8 times": False,
        "2.50 s": False,
        "12.5 minutes": True,
        "+2 %": True,
    }


def test_a_grader_that_is_fast_enough_meets_all_targets():
    assert {*met(FAST).values()} == {True}


@pytest.mark.parametrize(
    ("change", "measured"),
    [
        ({"graded": (*graded(OURS, LIGHT, (0.8, 0.1)), *MADE_UP.graded[3:])}, "0.70 s"),
        (
            {
                "graded": (
                    *MADE_UP.graded[:9],
                    *graded(OURS, LESSON_04, (50.0, 40.0)),
                    *MADE_UP.graded[10:],
                )
            },
            "1.25 times",
        ),
        (
            {
                "graded": (
                    *MADE_UP.graded[:10],
                    *graded(HANDED_IN, LESSON_04, (6.25, 2.0)),
                    *MADE_UP.graded[11:],
                )
            },
            "9.6 times",
        ),
        ({"handed_in": (ClassRun(300, 2, 6.0, 1260.0, 1000 * MIB),)}, "4.20 s"),
        ({"handed_in": (ClassRun(300, 2, 6.0, 1260.0, 1000 * MIB),)}, "21.0 minutes"),
        ({"sandbox": {ALONE: [0.01], LOCKED_IN: [0.036]}}, "26.0 ms"),
        ({"throughput": (ClassRun(100, 1, 6.0, 60.0), ClassRun(100, 2, 6.0, 40.0))}, "1.50 times"),
        (
            {"growth": (MADE_UP.growth[0], ClassRun(1000, 2, 6.0, 500.0, 1600 * MIB))},
            "+100 %",
        ),
    ],
)
def test_a_target_that_is_missed_is_said_to_be_missed(change, measured):
    assert met(dataclasses.replace(MADE_UP, **change))[measured] is False


def test_a_ratio_comes_with_those_of_single_submissions_where_there_are_several():
    twice = (
        *graded(OURS, LESSON_04, (44.0, 40.0), (20.0, 18.0)),
        *graded(HANDED_IN, LESSON_04, (4.0, 2.0), (2.0, 1.0)),
        *graded(OTTER, LESSON_04, (60.0, 48.0), (18.0, 8.0)),
        *graded(NBGRADER, LESSON_04, (55.0, 44.0), (24.0, 9.0)),
    )
    figures = dataclasses.replace(MADE_UP, graded=(*MADE_UP.graded[:9], *twice))
    assert met(figures)["13.0 times (9.0 to 15.0)"] is False
    assert "stand in brackets" in page(figures)


def test_the_page_says_what_was_measured_on_which_machine_and_what_came_of_it():
    text = page(MADE_UP)
    assert text.startswith("<!-- Written by `make bench`; do not edit. -->")
    assert "Measured on 2 cores with 8 GB of memory, Linux 6.1; Python 3.12.1, Otter 7.0.0." in text
    assert "| a light submission alone, beside `otter run` | at least 50 times as fast |" in text
    assert "| a light submission in a class of 1,000, beside `otter run` | at least" in text
    assert "| each of 100 light submissions, one at a time, beyond its own cells | at" in text
    assert "| at least 40 times as fast | 4.0 times | **no** |" in text
    assert "| `otter run` | 6.60 | 6.00–7.00 | 11.0 × | 1.60 | 1.32 × | 500 MB |" in text
    assert "| `autograder grade` | 44.00 | 44.00–44.00 | 1.0 × | 4.00 | 1.10 × | 1,500 MB |" in text
    assert "| 2 | 100 | 6.0 | 54.0 | 100 |" in text
    assert "| 1,000 | 8.3 | 0.50 | 840 MB |" in text
    assert "| `autograder grade, with evidence` | 4.00 | 4.00–4.00 | 0.09 × |" in text
    assert "| 300 | 12.5 | 2.50 | 1,020 MB |" in text


def test_a_quick_page_leaves_out_what_was_not_measured():
    quick = dataclasses.replace(
        MADE_UP, graded=MADE_UP.graded[:9], growth=MADE_UP.growth[:1], handed_in=()
    )
    assert "Lesson 04" not in page(quick)
    assert len(targets(quick)) == 9


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ({"q1": 1.5, "q2": 1.0}, "q1: 1.5 points; it should have 2 points."),
        ({"q1": 2.0}, "q2: nothing; it should have 1 points."),
        ({**POINTS, "q9": 0.0}, "q9: 0 points; it should have nothing."),
    ],
)
def test_engines_that_disagree_are_not_compared(points, says):
    right = Graded(OURS, LIGHT, "ada", 0.5, 0.1, POINTS)
    other = Graded(NBGRADER, LIGHT, "ada", 2.0, 1.5, points)
    expected = {LIGHT: {"ada": POINTS}}
    insist_on_right_points([right], expected)
    with pytest.raises(BenchError, match="nbgrader autograde: 00-light of ada") as error:
        insist_on_right_points([right, other], expected)
    assert str(error.value).endswith(says)


def test_an_empty_written_answer_is_nothing_to_compare_as_other_engines_leave_it_to_a_person():
    assert points_of([marked.result("ada", words="")]) == {"ada": {"q1": 1.0}}


class MadeUpWorker:
    """Stands for an engine's process: answers at once, and right unless `wrong` names it."""

    start_seconds, isolation = 6.0, "namespaces"
    wrong = ""
    asked: tuple[str, ...] = ()
    class_seconds: tuple[float, ...] = (2.0,)
    peaks: tuple[int, ...] = (700,)

    def __init__(self, engine, classes, work, env):
        self.engine, self.classes = engine, classes
        assert "PYTHONDONTWRITEBYTECODE" not in env

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def ask(self, method, progress=None, *, lesson, student=None, submissions="", jobs=1):
        MadeUpWorker.asked += (self.engine,)
        right = read_lesson(self.classes, lesson).expected
        if method == "grade_class":
            students = [path.name for path in Path(submissions).iterdir()]
            of_class = {student: right[student.partition("-")[2]] for student in students}
            seconds = _next(MadeUpWorker, "class_seconds")
            return {"seconds": seconds, "points": of_class, "stages": {"run": [0.3, 0.4]}}
        points = dict(right[student])
        if self.engine == self.wrong:
            points["q1"] += 0.5
        return {"seconds": 1.0, "cells": 0.5, "points": points}

    @contextlib.contextmanager
    def memory(self):
        yield Peak(_next(MadeUpWorker, "peaks") * MIB)


def _next(owner, name):
    """The first of some figures, as long as there are others behind it."""
    first, *others = getattr(owner, name)
    setattr(owner, name, tuple(others) or (first,))
    return first


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Measures a small plan with engines that are made up."""
    monkeypatch.setattr(measuring, "Worker", MadeUpWorker)
    for name in ("asked", "class_seconds", "peaks"):
        monkeypatch.setattr(MadeUpWorker, name, getattr(MadeUpWorker, name))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    locked_in = {ALONE: [0.004], LOCKED_IN: [0.024]}
    monkeypatch.setattr(measuring, "measure_sandbox", lambda times: locked_in)
    took = {commands.HELP: [Took(0.2, 0.1)], f"{commands.RERUN} among 60": [Took(2.5, 2.0)]}
    monkeypatch.setattr(measuring, "measure_commands", lambda results, folder: took)
    plan = Plan({LIGHT: 2}, class_size=4, growth=(4,))
    return lambda: measure(plan, tmp_path, lambda line: None)


def test_a_run_lets_the_engines_take_turns_and_gives_a_page_without_names_or_paths(run, tmp_path):
    figures = run()
    turns = [OURS, OTTER, NBGRADER]
    warming_up, twice_three_answers = 3, 18
    assert list(MadeUpWorker.asked[: warming_up + twice_three_answers]) == 7 * turns
    assert [len(figures.of(LIGHT, engine)) for engine in turns] == [6, 6, 6]
    assert [one.per_minute for one in figures.throughput] == [30, 30]
    text = page(figures)
    for told in filter(None, (platform.node(), str(tmp_path), str(Path(__file__).parents[3]))):
        assert not re.search(rf"(?<!\w){re.escape(told)}(?!\w)", text)
    assert "| run | 2 | 350 | 395 |" in text
    assert "Locking in costs 20.0 ms" in text
    assert "| `autograder --help` | 0.25 | 0.20 | 0.10 | yes |" in text
    assert "with nothing new among 60 | 2 | 2.50 | 2.00 | **no** |" in text


def test_a_run_ends_without_figures_where_an_engine_gives_other_points(run, monkeypatch):
    monkeypatch.setattr(MadeUpWorker, "wrong", NBGRADER)
    with pytest.raises(BenchError, match="nbgrader autograde: 00-light of blank, q1"):
        run()


@pytest.mark.parametrize(
    ("seconds", "counted", "peak"),
    [((3.0, 9.0, 4.0), 4.0, 900), ((21.0, 9.0, 4.0), 21.0, 700)],
    ids=["three times where it is short", "once where it takes its time"],
)
def test_a_class_is_graded(run, monkeypatch, seconds, counted, peak):
    of_throughput, of_engines = (1.0, 1.0), (500, 500, 500)
    monkeypatch.setattr(MadeUpWorker, "class_seconds", of_throughput + seconds)
    monkeypatch.setattr(MadeUpWorker, "peaks", (*of_engines, 700, 900, 800))
    [grown] = run().growth
    assert (grown.submissions, grown.seconds, grown.peak_bytes) == (4, counted, peak * MIB)


def test_the_figures_on_what_a_class_costs_follow_from_the_benchmarks():
    measured = scaling.read(scaling.BENCHMARKS.read_text(encoding="utf-8"))
    text = scaling.SCALING.read_text(encoding="utf-8")
    assert scaling.written(text, measured) == text  # else: python -m scripts.bench.scaling


def test_what_a_class_costs_is_computed_from_seconds_for_each():
    text = scaling.SCALING.read_text(encoding="utf-8")
    slow = scaling.Measured(beyond=0.4, light=0.5, evidence=2.0, trained=36.0, start=6.0)
    page_of_slow = scaling.written(text, slow)
    assert "| 300 | 2.5 min | 10 min | 3.0 h | 1.8 min |" in page_of_slow
    assert "| lesson 04 trained again | 10.0 | 0.96 |" in page_of_slow
    assert "120 light submissions" in page_of_slow


def test_a_page_without_figures_or_marks_is_named():
    with pytest.raises(BenchError, match=r"benchmarks.md has no figures below 'Throughput'"):
        scaling.read("# Benchmarks")
    with pytest.raises(BenchError, match=r"scaling.md has lost its marks around seconds"):
        scaling.written("# Scaling", scaling.Measured(0.4, 0.5, 2.0, 36.0, 6.0))

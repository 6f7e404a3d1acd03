"""What the terminal shows: 80 columns, colours where they belong, no flood."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from autograder.cli.console import say
from autograder.cli.progress import GradingProgress
from autograder.cli.tables import class_table, results_table, show
from autograder.collect.submissions import SubmittedFile
from autograder.grading.batch import Event
from autograder.record.result import QuestionResult, Result, Status, Trust
from autograder.record.store import Store

STATUSES = (
    Status.GRADED,
    Status.GRADED,
    Status.TIMED_OUT,
    Status.TOO_MANY_PROCESSES,
    Status.UNKNOWN_LESSON,
)
EVIL = "a\x1b]0;owned\x07\x1b[2Jb\u202e\udcff"


def submission(student: str) -> SubmittedFile:
    return SubmittedFile(student, f"{student}.ipynb", "0" * 64, "04-mnist-ann")


def result(number: int, lesson: str = "04-mnist-ann", **more) -> Result:
    status = STATUSES[number % 5]
    questions = (QuestionResult("q1", 1.0, 2.0),)
    problems = () if status == "graded" else ("cell 12 ran past its time " * 5,)
    facts = {"questions": questions, "problems": problems, "seconds": {"total": 12.3}, **more}
    return Result(f"student number {number:04}", lesson, status, number % 3, 21.0, **facts)


def terminal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Console:
    """A terminal of 80 columns in an environment."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLORTERM", "CI", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm-256color", "COLUMNS": "80", **environment}.items():
        monkeypatch.setenv(name, value)
    return Console(file=io.StringIO(), force_terminal=True, width=80)


def shown(console: Console, *what: object) -> str:
    console.print(*what)
    return printed(console)


def printed(console: Console) -> str:
    """What was written so far to a console that writes into a text."""
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def lines_of(told: str) -> list[str]:
    """The lines that a reader sees, without what makes them bold."""
    return re.sub(r"\x1b\[[\d;]*m", "", told).splitlines()


def test_each_worker_has_a_line_below_the_bar_and_the_counts(monkeypatch):
    console = terminal(monkeypatch, NO_COLOR="1")
    progress = GradingProgress(10, console)
    for number, done in ((1, 0.0), (1, 0.25), (2, 0.5)):
        progress(Event(submission(f"student{number}"), done))
    progress(Event(submission("slow" * 30), 0.75))
    for number in (3, 4, 7):
        progress(Event(submission(f"student{number}"), 1.0, result(number)))
    lines = lines_of(shown(console, progress))
    assert lines[0].startswith("3 of 10 ")
    assert lines[0].rstrip().endswith("left")
    assert lines[1] == "1 too_many_processes, 1 unknown_lesson, 1 timed_out"
    assert re.fullmatch(r"  student1, 04-mnist-ann +━+ +25% 0 s *", lines[2])
    assert re.fullmatch(r"  student2, 04-mnist-ann +━+ +50% 0 s *", lines[3])
    assert re.fullmatch(r"  (slow)+s?l?o?… ━+ +75% 0 s *", lines[4])
    assert len(lines) == 5
    assert all(len(line) <= 80 for line in lines)


def test_what_waits_is_said_beside_the_points(monkeypatch):
    waits = QuestionResult("q2", None, 3.0, Trust.MANUAL)
    right = QuestionResult("q1", 21.0, 21.0)
    one = Result("ada", "04-mnist-ann", Status.GRADED, 21.0, 24.0, (right, waits))
    told = shown(terminal(monkeypatch), results_table([one]))
    assert re.search(r"21 / 24", told)
    assert re.search(r"3 wait", told)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_are_off_where_nobody_wants_them(monkeypatch, environment):
    console = terminal(monkeypatch, **environment)
    told = shown(console, results_table([result(number) for number in range(5)]))
    assert not any(f"\x1b[3{colour}m" in told for colour in range(8))
    assert "\x1b[32m" in shown(terminal(monkeypatch), results_table([result(0)]))


@pytest.mark.parametrize("kind", ["pipe", "dumb"])
def test_without_a_real_terminal_there_is_no_bar_but_a_plain_line_for_each(monkeypatch, kind):
    console = terminal(monkeypatch, TERM="dumb")
    if kind == "pipe":
        console = Console(file=io.StringIO(), width=80)
    with GradingProgress(2, console) as progress:
        progress(Event(submission("ada"), 0.5))
        progress(Event(submission("ada"), 1.0, result(0)))
        progress(Event(submission("brian"), 1.0, result(1), reused=True))
    [line] = printed(console).splitlines()
    assert line.startswith("[1/2] student number 0000 graded 0 of 21 points in 12 s")
    assert "\x1b" not in line


def test_results_that_are_reused_are_not_drawn_one_by_one(monkeypatch):
    drawn: list[int] = []
    monkeypatch.setattr(GradingProgress, "refresh", lambda self: drawn.append(1))
    with GradingProgress(1001, terminal(monkeypatch)) as progress:
        before = len(drawn)
        for number in range(1000):
            progress(Event(submission(f"s{number}"), 1.0, result(number), reused=True))
        assert len(drawn) == before
        assert progress.tasks[0].description == "1000 of 1001"
        progress(Event(submission("ada"), 0.0))
        assert progress.tasks[0].completed == 1000


def test_tables_fit_80_columns(monkeypatch):
    results = [result(number, f"0{number % 6}-a-lesson-with-a-long-name") for number in range(30)]
    for table in (results_table(results), results_table(results[:1]), class_table(results)):
        lines = lines_of(shown(terminal(monkeypatch), table))
        assert all(len(line) <= 80 for line in lines)
        assert any(line.startswith("│") for line in lines)
    assert "too_many_processes" in shown(terminal(monkeypatch), results_table(results))


def test_a_class_of_a_thousand_is_summed_up_and_only_what_needs_a_look_has_a_line(
    monkeypatch, capsys
):
    monkeypatch.setenv("COLUMNS", "80")
    results = [result(number, f"0{number % 2}-lesson") for number in range(1000)]
    show(results, Store(Path("out")))
    told = capsys.readouterr().out
    lines = told.splitlines()
    assert len(lines) < 60
    assert all(len(line) <= 80 for line in lines)
    [row] = [line for line in lines if "00-lesson" in line and " 500 " in line]
    assert row.replace("│", " ").split() == ["00-lesson", "500", "200", "0", "1", "1", "2"]
    assert "and 560 more, listed in out/report.html" in told
    assert "student number 0000" not in told
    [line] = [line for line in lines if line.startswith("student number 0002")]
    assert line.startswith("student number 0002, 00-lesson: timed_out; cell 12 ran past")
    assert line.endswith("…")


def test_a_terminal_obeys_nothing_that_a_student_wrote(monkeypatch, capsys):
    hostile = Result(EVIL, EVIL, Status.UNREADABLE, 0.0, 0.0, problems=(EVIL,))
    show([hostile], Store(Path("out")))
    say(f"Missing: {EVIL}")
    console = terminal(monkeypatch, NO_COLOR="1", TERM="dumb")
    with GradingProgress(1, console) as progress:
        progress(Event(submission(EVIL), 0.5))
        console.print(progress)
        progress(Event(submission(EVIL), 1.0, hostile))
    captured = capsys.readouterr()
    for text in (captured.out, captured.err, printed(console)):
        assert "owned" in text
        assert not {"\x1b", "\x07", "\u202e", "\udcff"} & set(text)

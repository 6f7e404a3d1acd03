"""Every attack in `tests/attacks/`, in one class with honest notebooks: nothing read, nothing won.

Each case says in its first cell what it tries and what must come of it; `tests/support/corpus.py`
says how to write one. The whole class is graded once, and the tests look at what is left.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import functools
import itertools
import random
import site
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import psutil
import pytest

import autograder.grading.place
import autograder.grading.submission
from autograder.check.process import check
from autograder.datasets.mnist.locate import locate_mnist
from autograder.grading.batch import grade_class
from autograder.grading.conditions import Conditions
from autograder.grading.local import CHECK_MODULES, LocalBackend
from autograder.record.result import Result
from autograder.record.store import Store
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.sandbox.probe import ensure
from autograder.run.sandbox.syscalls import call
from autograder.run.worker import Workers
from tests.support.attack_class import (
    ANSWERS,
    CHECK_SECONDS,
    HONEST,
    LIMITS,
    SECRETS,
    honest_notebook,
)
from tests.support.corpus import LESSON, read_cases, target, text_of
from tests.support.submissions import collect

#: submissions at the same time; more than processors, because many attacks wait for a limit
JOBS = 3
#: what attacks that write anywhere call their files
TRACE = "sage-was-here"
_SET_CHILD_SUBREAPER = 36

CASES = read_cases(Path(__file__).parents[1] / "attacks")


@dataclass(frozen=True)
class Graded:
    """What is left of grading the class.

    Attributes:
        results: student → result.
        alone: the results of the honest ones when nobody else is graded.
        workspaces: every folder that a submission or its check had for its own.
        processes: what still ran when the grader had ended.
        before: the machine when the class was about to be graded; see `_machine`.
    """

    results: dict[str, Result]
    alone: dict[str, Result]
    store: Store
    workspaces: list[Path]
    processes: list[str]
    before: dict[str, object]
    after: dict[str, object]

    def page(self, student: str) -> str:
        path = self.store.feedback_path(student, self.results[student].lesson)
        return path.read_text(encoding="utf-8")

    def executed(self, student: str) -> str:
        path = self.store.executed_path(student, self.results[student].lesson)
        return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture(scope="module")
def graded(mnist, tmp_path_factory) -> Graded:
    folder = tmp_path_factory.mktemp("class")
    lesson = {LESSON: target(folder)}
    for number, student in enumerate(HONEST):
        path = folder / "in" / student / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(honest_notebook(number), path)
    for case in CASES.values():
        case.write(folder / "in")
    everybody = collect([folder / "in"], lesson)
    random.Random(0).shuffle(everybody)
    ours = _processes()
    workspaces: list[Path] = []
    call("prctl", _SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what loses its parent becomes our child
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_SECRET", SECRETS[0])
        patch.setattr(
            autograder.grading.submission,
            "check",
            functools.partial(check, question_seconds=CHECK_SECONDS),
        )
        patch.setattr(autograder.grading.place, "workspace", functools.partial(_noted, workspaces))
        with (
            ForkServer(also_import=CHECK_MODULES) as fork_server,
            Workers(fork_server, number=JOBS) as workers,
        ):
            ensure(fork_server)
            grade = functools.partial(
                grade_class,
                assignments=lesson,
                backend=LocalBackend(fork_server, Conditions({"mnist": mnist}, LIMITS)),
                workers=workers,
            )
            honest = [one for one in everybody if one.student in HONEST]
            alone = grade(honest, store=Store(folder / "alone"), jobs=2)
            before = _machine(folder)
            store = Store(folder / "out")
            results = grade(everybody, store=store, jobs=JOBS)
        left = [str(process) for process in _processes() - ours]
    call("prctl", _SET_CHILD_SUBREAPER, 0, 0, 0, 0)
    return Graded(
        results={result.student: result for result in results},
        alone={result.student: result for result in alone},
        store=store,
        workspaces=workspaces,
        processes=left,
        before=before,
        after=_machine(folder),
    )


@contextlib.contextmanager
def _noted(workspaces: list[Path]) -> Iterator[Path]:
    with workspace() as path:
        workspaces.append(path)
        yield path


def _processes() -> set[psutil.Process]:
    return set(psutil.Process().children(recursive=True))


def _about(file: Path) -> tuple[int, ...]:
    """A folder's time is another one as well where Python caches bytecode in it."""
    about = file.lstat()
    if stat.S_ISDIR(about.st_mode):
        return (about.st_mode,)
    return (about.st_mode, about.st_size, about.st_mtime_ns)


def _machine(folder: Path) -> dict[str, object]:
    """What attacks could have changed: mounts, doors, and files that are not theirs."""
    package = Path(autograder.__file__).parent
    mnist = locate_mnist().path
    watched = [folder / "in", folder / "tests", folder / "course", folder / "alone", package, mnist]
    files = itertools.chain(watched, *(place.rglob("*") for place in watched))
    places = [Path(place) for place in ("/", "/tmp", "/var/tmp", "/dev/shm", "/etc", sys.prefix)]
    places += [Path.home(), Path.cwd(), package.parent, folder, *map(Path, site.getsitepackages())]
    return {
        "mounts": Path("/proc/self/mounts").read_text(),
        "doors": [one for one in psutil.Process().net_connections() if one.status == "LISTEN"],
        "files": {str(file): _about(file) for file in files if "__pycache__" not in str(file)},
        "traces": [str(file) for place in places for file in place.glob(f"*{TRACE}*")],
    }


@pytest.mark.parametrize("name", CASES)
def test_an_attack_earns_what_its_honest_part_earns_and_is_told_why(graded, name):
    case = CASES[name]
    result = graded.results[case.student]
    assert result.status in case.statuses, (case.what, result.problems)
    assert result.score == case.marks, (case.what, result.problems)
    assert case.says in text_of(graded.page(case.student))


@pytest.mark.parametrize("name", CASES)
def test_an_attack_reads_nothing_that_is_not_for_it(graded, name):
    student = CASES[name].student
    for text in (graded.executed(student), graded.page(student)):
        assert not [secret for secret in SECRETS if secret in text.lower()]


@pytest.mark.parametrize("name", CASES)
def test_an_attack_gets_no_live_part_into_its_page(graded, name):
    honest = _Page(graded.page(HONEST[0])).parts | _Page(graded.page(HONEST[1])).parts
    page = _Page(graded.page(CASES[name].student))
    assert page.parts - honest <= TEXT
    assert not [part for part in page.parts if part[1].startswith("on") or part[0] == "script"]
    assert not [value for value in page.values if "javascript:" in value]


@pytest.mark.parametrize("student", HONEST)
def test_anhonest_notebook_gets_exactly_what_it_gets_alone(graded, student):
    among_attacks, alone = (
        dataclasses.replace(results[student], seconds={})
        for results in (graded.results, graded.alone)
    )
    assert among_attacks == alone


def test_the_honest_half_got_its_marks(graded):
    assert graded.alone[HONEST[0]].score == graded.alone[HONEST[0]].max_score == 2 * len(ANSWERS)
    assert len({graded.alone[student].score for student in HONEST}) > 5
    assert {graded.alone[student].status for student in HONEST} == {"graded"}


def test_everybody_has_one_result_and_one_row(graded):
    assert len(CASES) >= 40
    with graded.store.grades_path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(graded.results) == len(rows) == len(CASES) + len(HONEST)
    assert not [row["student"] for row in rows if row["student"].startswith(("=", "+", "-", "@"))]
    folder = graded.store.folder
    places = {path.relative_to(folder).parts[0] for path in folder.rglob("*.json")}
    assert places == {"results", "lessons.json", "snapshots"}


def test_afterwards_nothing_runs_any_more(graded):
    assert graded.processes == []


def test_afterwards_no_working_folder_is_left(graded):
    assert len(graded.workspaces) >= 2 * len(HONEST)
    assert not [path for path in graded.workspaces if path.exists()]


@pytest.mark.parametrize("part", ["mounts", "doors", "files", "traces"])
def test_afterwards_the_machine_is_as_it_was(graded, part):
    assert graded.after[part] == graded.before[part]


#: what a notebook's words, tables and pictures are made of on a page
TEXT = {
    *((tag, "") for tag in ("b", "br", "code", "div", "em", "h3", "h4", "i", "img", "li", "p")),
    *((tag, "") for tag in ("pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr")),
    *((tag, "") for tag in ("blockquote", "details", "summary", "ul")),
    *((tag, "class") for tag in ("div", "p", "pre", "span")),
    *(("a", ""), ("a", "href"), ("a", "rel"), ("img", "alt"), ("img", "src")),
    *(("div", "tabindex"), ("div", "role"), ("div", "aria-label"), ("div", "id")),
}


class _Page(HTMLParser):
    """A page's (tag, attribute) pairs, and the attributes' values."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: set[tuple[str, str]] = set()
        self.values: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts |= {(tag, ""), *((tag, name) for name, _ in attrs)}
        self.values |= {value for _, value in attrs if value}

"""Worlds that several tests live in: a fork server, lesson 04, and small notebooks.

Tests run in three lanes, `make fast`, `make test` and `make everything`, by three markers:

- `kernel`: starts a kernel, a checker, a browser or a command; not in `make fast`. Tests that ask
  for one of `_STARTS_PROCESSES` have it by themselves.
- `heavy`: computes for seconds; not in `make fast`.
- `slow`: takes a minute or more, or repeats for many what others do for a few; only with
  `--everything`.
"""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.assignment.model import Assignment, load
from autograder.authoring.answers import Answer, read_answers
from autograder.authoring.course import Course, find
from autograder.authoring.targets.otter import Emitted
from autograder.datasets.dataset import Located
from autograder.datasets.mnist.locate import locate_mnist
from autograder.grading.conditions import Conditions
from autograder.grading.local import CHECK_MODULES, LocalBackend
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import CapturePoint
from tests import SLOW_TO_IMPORT
from tests.support.commands import sharing
from tests.support.execution import Executed, execute
from tests.support.lessons import Graded, emitted_here, grade_answers
from tests.support.python_for_all import python_for_all

LESSON = "04-mnist-ann"
OFFLINE = Path(__file__).parent / "support" / "offline"


#: fixtures that start the fork server, a Python that every user may run, or a database
_STARTS_PROCESSES = {"fork_server", "public_python", "postgresql"}
#: the files that take longest, in this order
_LONGEST = (
    *("test_attacks", "test_working_folder", "test_lesson_04", "test_mechanisms", "test_foreign"),
    *("test_cluster", "test_setup_cell", "test_restarts", "test_datasets", "test_grade"),
    *("test_parity", "test_own_data", "test_evidence", "test_stand_ins", "test_lesson_06"),
    *("test_site", "test_limits", "test_lesson_05", "test_lesson_02", "test_nbgrader"),
    *("test_class_of_24", "test_handed_in", "test_damage", "test_lesson_03", "test_networks"),
    *("test_lesson_01", "test_students_view", "test_trained_again", "test_class_page"),
    *("test_run", "test_decoders", "test_recheck", "test_tensorboard", "test_saved_by_colab"),
    *("test_spellings", "test_gradebook", "test_feedback_page", "test_functions"),
)


#: the variable that says `--everything` to what decides while it is imported
EVERYTHING = "TEST_EVERYTHING"


def pytest_xdist_auto_num_workers() -> int | None:
    """`-n auto`: one more than there are processors, as who starts kernels waits for them."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return len(os.sched_getaffinity(0)) + 1


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--everything"):
        os.environ[EVERYTHING] = "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--everything", action="store_true", help="also what takes minutes, for all typical answers"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file of which nothing will run is not imported: some import TensorFlow."""
    if "not heavy" not in config.option.markexpr or collection_path.suffix != ".py":
        return None
    return "\npytestmark = pytest.mark.heavy\n" in collection_path.read_text("utf-8") or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what starts kernels, leaves out what is slow, and puts what takes long first."""
    for item in items:
        fixtures = {*getattr(item, "fixturenames", ())}
        if fixtures & _STARTS_PROCESSES or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.kernel)
    if not config.getoption("--everything"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
    # Whole files go to one process each, so a long one must not be the last to begin.
    order = {name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


def pytest_collection_finish() -> None:
    """What was imported stays: garbage collection looks over what tests make, and that seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Captured output as xdist can send it: a file's name may hold what has no bytes in UTF-8."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report


@pytest.fixture(scope="session")
def course() -> Course:
    return find(Path(__file__).parent)


@pytest.fixture(scope="session")
def mnist() -> Located:
    return locate_mnist()


@pytest.fixture(scope="session")
def emitted() -> Emitted:
    """Lesson 04, built in memory."""
    return emitted_here(LESSON)


@pytest.fixture(scope="session")
def answers(course: Course) -> dict[str, Answer]:
    """Lesson 04's typical answers by name."""
    return {answer.name: answer for answer in read_answers(course, LESSON)}


@pytest.fixture(scope="session")
def lesson_zip(emitted: Emitted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lesson 04's autograder zip."""
    path = tmp_path_factory.mktemp("zip") / f"{LESSON}.zip"
    path.write_bytes(emitted.autograder_zip)
    return path


@pytest.fixture(scope="session")
def assignment(lesson_zip: Path, tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """Lesson 04 as the grader sees it."""
    return load(lesson_zip, tmp_path_factory.mktemp("tests") / LESSON)


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    with ForkServer(also_import=CHECK_MODULES) as parent:
        parent.share_processors(os.cpu_count() or 1)  # tests in other processes compute as well
        yield parent


@pytest.fixture
def shared_fork_server(fork_server: ForkServer) -> Iterator[None]:
    """Commands in this process use the fork server of the tests: another takes ten seconds."""
    with sharing(fork_server):
        yield


@pytest.fixture(scope="session")
def public_python() -> Iterator[Path]:
    """A Python that every user of this machine may run, with the packages of this one."""
    with python_for_all() as python:
        yield python


@pytest.fixture(scope="session")
def graded_class(
    fork_server: ForkServer,
    mnist: Located,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Callable[[str], Graded]:
    """Gives a lesson's typical answers, graded as one class, once for all who ask for them."""
    everything = request.config.getoption("--everything")
    backend = LocalBackend(fork_server, Conditions({"mnist": mnist}))

    @functools.cache
    def graded(lesson: str) -> Graded:
        folder = tmp_path_factory.mktemp(lesson)
        return grade_answers(lesson, emitted_here(lesson), backend, folder, everything)

    return graded


@pytest.fixture
def folder() -> Iterator[Path]:
    """A submission's workspace."""
    with workspace() as path:
        yield path


@pytest.fixture
def run(fork_server: ForkServer, folder: Path) -> Callable[..., Executed]:
    """Executes cells given as text; `capture_points` and limits as `execute` takes them."""

    def run(
        *sources: str, capture_points: tuple[CapturePoint, ...] = (), **options: Any
    ) -> Executed:
        return execute(
            notebook(*sources),
            fork_server=fork_server,
            workspace=folder,
            capture_points=capture_points,
            **options,
        )

    return run


def notebook(*sources: str) -> nbformat.NotebookNode:
    """A notebook of code cells."""
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])


@pytest.fixture(scope="session")
def offline_environment(mnist: Located) -> dict[str, str]:
    """In which other programs' kernels load MNIST without a network, and start fast."""
    path = os.pathsep.join(filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH")]))
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    quiet["COURSE_WITHOUT"] = SLOW_TO_IMPORT
    return {**os.environ, "PYTHONPATH": path, "COURSE_MNIST": str(mnist.path), **quiet}

"""Every student's own values can be answered: each lesson's solution, for a thousand numbers."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import matplotlib.pyplot as plt
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.io import capture_output

from autograder.assignment.model import Assignment, load
from autograder.assignment.own_values import NUMBER, find, own_values, room
from autograder.assignment.test_inputs import inputs
from autograder.authoring.answers import answer_cells
from autograder.authoring.course import find as find_course
from autograder.authoring.lesson import read
from autograder.authoring.publish import emit_lesson
from autograder.capture import snapshot
from autograder.check import otter_tests, process, questions
from autograder.collect.roster import Member
from autograder.collect.submissions import Submission
from autograder.datasets.mnist.file import load_mnist
from autograder.grading.conditions import Conditions
from autograder.grading.results import result_of
from autograder.record.numbers import numbers_of
from autograder.record.result import FOR_INSTRUCTORS

COURSE = find_course(Path(__file__).parent)
#: lesson → code, and what stands in those cells, on which the varied question's answer builds
BUILDS_ON: dict[str, tuple[str, ...]] = {
    "01-setup": ("import os\nhome = os.getcwd()",),
    "02-installs": ("import os", 'os.environ["SUGAR"] = ""'),
    "03-data-import": (
        "import os\nimport pandas as pd\ndrive_root = os.path.abspath('my drive')\n"
        "os.makedirs(f'{drive_root}/deep-learning', exist_ok=True)",
        "missions = pd.DataFrame(",
    ),
    "04-mnist-ann": (
        "import keras\nimport matplotlib.pyplot as plt\nimport numpy as np",
        "(test_images, test_labels) = keras",
    ),
    "05-tensorboard": ("from datetime import datetime\nfrom pathlib import Path",),
    "06-tips": (
        "import io\nfrom pathlib import Path\nimport keras\nimport numpy as np\nuse_drive = False",
        "(test_images, test_labels) = keras",
        "def small_network(",
        "def checkpoint_folder(",
        "x_learn, y_learn = flat(",
    ),
}
#: functions of answers in which no own value stands: their tests are run for one number
ALIKE = {"06-tips": {"resume"}}
CLASS = [Member(f"student-{n}", f"Student {n}", number=str(100_000 + 7 * n)) for n in range(1000)]
NUMBERS = numbers_of(CLASS)
looks = functools.cache(inputs)


def varied(lesson: str) -> dict[str, Any]:
    facts = read(COURSE, lesson).facts
    assert facts is not None
    return dict(facts.variants)


@pytest.mark.parametrize("lesson", BUILDS_ON)
def test_a_thousand_numbers_have_a_thousand_variants_where_there_is_room(lesson):
    key = COURSE.variant_key(lesson)
    for question, parameters in varied(lesson).items():
        found = {repr(own_values(one.number, key, question, parameters)) for one in CLASS}
        assert room(parameters) > 10**6, "another variable of the question has to vary more"
        assert len(found) == len(CLASS)


@dataclass(frozen=True)
class Solved:
    """A lesson whose solution answers for any number, without a kernel.

    Attributes:
        answer: number → the notebook's variables once the varied questions are answered for it.
    """

    assignment: Assignment
    answer: Callable[[str], dict[str, Any]]


@contextlib.contextmanager
def solved(lesson: str, folder: Path) -> Iterator[Solved]:
    emitted = emit_lesson(COURSE, lesson)
    archive = folder / f"{lesson}.zip"
    archive.write_bytes(emitted.autograder_zip)
    assignment = load(archive, folder / "tests")
    cells = [cell.source for cell in emitted.solution.cells if cell.cell_type == "code"]
    [number_cell] = [source for source in cells if f"{NUMBER} = " in source]
    shown = [source for source in cells if "my_values(" in source and source != number_cell]
    answers = answer_cells(emitted.solution)
    mine = [
        emitted.solution.cells[index].source
        for question in varied(lesson)
        for index in answers[question]
    ]
    shell = InteractiveShell()
    environment = dict(os.environ)

    def run(source: str) -> None:
        with capture_output():
            result = shell.run_cell(source)
        result.raise_error()

    def answer(number: str) -> dict[str, Any]:
        run(number_cell.replace(f'{NUMBER} = ""', f"{NUMBER} = {number!r}"))
        for source in (*shown, *mine):
            run(source)
        for left in Path.cwd().glob("project_*"):  # else there would be a thousand of them
            shutil.rmtree(left)
        plt.close("all")
        return dict(shell.user_ns)

    work = folder / "work"
    work.mkdir()
    with contextlib.chdir(work):
        code, *parts = BUILDS_ON[lesson]
        run(code)
        for part in parts:
            [source] = [source for source in cells if part in source]
            run(source)
        try:
            yield Solved(assignment, answer)
        finally:
            os.environ.clear()
            os.environ.update(environment)
            shell.reset(new_session=False)


@pytest.fixture
def replayed(monkeypatch, mnist) -> None:
    """MNIST is read once; what trains does so once, and then takes each epoch's weights again.

    So a thousand trainings take minutes: callbacks run, and save, as while a network learns.
    """
    data = load_mnist(mnist.path)
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: data)
    fit = keras.Model.fit
    learned: list[tuple[list[Any], dict[str, float]]] = []

    def fit_or_replay(model: Any, x: Any, y: Any, callbacks: Any = (), **settings: Any) -> Any:
        if "validation_data" not in settings:
            return fit(model, x, y, callbacks=callbacks, **settings)
        if not learned:
            note = keras.callbacks.LambdaCallback(
                on_epoch_end=lambda _, logs: learned.append((model.get_weights(), {**logs}))
            )
            return fit(model, x, y, callbacks=[note, *callbacks], **settings)
        told = keras.callbacks.CallbackList([*callbacks], add_history=True, model=model)
        told.on_train_begin()
        for epoch, (weights, logs) in enumerate(learned):
            model.optimizer.build(model.trainable_variables)
            model.set_weights(weights)
            told.on_epoch_end(epoch, logs)
        return model.history

    monkeypatch.setattr(keras.Model, "fit", fit_or_replay)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("replayed")
@pytest.mark.parametrize("lesson", BUILDS_ON)
def test_a_thousand_solutions_are_right_for_their_numbers_and_earn_nothing_when_swapped(
    lesson, tmp_path
):
    with solved(lesson, tmp_path) as known:
        for at, one in enumerate((Member("anybody"), *CLASS)):
            namespace = known.answer(one.number)
            assert_right(known.assignment, one, namespace, leave_out=ALIKE if at else {})
            if one.number:
                assert_named(known.assignment, CLASS[at % len(CLASS)], one, namespace, tmp_path)


def assert_right(
    assignment: Assignment,
    one: Member,
    namespace: dict[str, Any],
    leave_out: Mapping[str, Collection[str]],
) -> None:
    """Asserts that a notebook passes all tests of the varied questions, by its own number."""
    alike = leave_out.get(assignment.name, ())
    for question, variant in assignment.variants(()).items():
        own = find(variant, namespace)
        assert not own.changed
        for name in alike:
            assert not own.values.keys() & {*namespace[name].__code__.co_names}
        source = (assignment.tests / f"{question}.py").read_text()
        test_file = otter_tests.parse(source)
        for place, looked_at in enumerate(inputs(source).values()):
            if alike and looked_at.names <= {*alike}:
                continue
            passed, message, *_ = otter_tests.run(test_file, place, {**namespace, **own.values})
            assert passed, f"{one.number}, {question}: {message}"


def assert_named(
    assignment: Assignment, student: Member, other: Member, namespace: dict[str, Any], folder: Path
) -> None:
    """Asserts that somebody else's notebook earns nothing, and that it is said whose it is.

    Functions would need a kernel; to tell whose variant it is does not.
    """
    conditions = Conditions({}, numbers=NUMBERS)
    variants = assignment.variants(NUMBERS.expected(student.student, assignment.name))
    apart, kept = folder / "apart", folder / "kept"
    apart.mkdir(exist_ok=True)
    outcomes = []
    for question in assignment.checked:
        if question.name not in variants:
            outcomes.append(process.CheckedQuestion(question.name, 0.0, 1.0, ()))
            continue
        snapshot.save(namespace, question.names, str(kept))
        path, variant = assignment.tests / f"{question.name}.py", variants[question.name]
        checker = questions.Checker()
        answers = [questions.describe(path)] + [
            questions.check(
                path,
                str(kept),
                apart,
                checker,
                looks(path.read_text()),
                hidden=hidden,
                variant=variant,
            )
            for hidden in (False, True)
        ]
        outcomes.append(process._outcome(question.name, answers))
        shutil.rmtree(kept)
    submission = Submission(student.student, "x.ipynb", "b" * 64, assignment.name)
    facts = {"status": "graded", "problems": [], "seconds": 0.0, "empty": []}
    result = result_of(submission, assignment, facts, tuple(outcomes), conditions, 0.0)
    assert result.score == 0
    for name in variants:
        made_for = f"{FOR_INSTRUCTORS}{name} was made for the number of {other.name} "
        assert any(problem.startswith(made_for) for problem in result.problems)

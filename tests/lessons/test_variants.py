"""Every student's own values can be answered: each lesson's solution, for a thousand numbers."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.io import capture_output

from autograder.assignment.model import Assignment, load
from autograder.assignment.own_values import NUMBER, find, own_values, room
from autograder.authoring.answers import answer_cells
from autograder.authoring.course import find as find_course
from autograder.authoring.lesson import read
from autograder.authoring.publish import emit_lesson
from autograder.capture import snapshot
from autograder.check import otter_tests, process, questions
from autograder.collect.roster import Member
from autograder.collect.submissions import Submission
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
    "05-tensorboard": ("from datetime import datetime\nfrom pathlib import Path",),
}
CLASS = [Member(f"student-{n}", f"Student {n}", number=str(100_000 + 7 * n)) for n in range(1000)]


def varied(lesson: str) -> dict[str, Any]:
    facts = read(COURSE, lesson).facts
    assert facts is not None
    return dict(facts.variants)


@pytest.mark.parametrize("lesson", [*BUILDS_ON, "06-tips"])
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


@pytest.mark.slow
@pytest.mark.parametrize("lesson", BUILDS_ON)
def test_the_solution_is_right_for_every_number(lesson, tmp_path):
    with solved(lesson, tmp_path) as known:
        for one in (Member("anybody"), *CLASS):
            namespace = known.answer(one.number)
            for question, variant in known.assignment.variants(()).items():
                own = find(variant, namespace)
                assert not own.changed
                source = (known.assignment.tests / f"{question}.py").read_text()
                test_file = otter_tests.parse(source)
                for at in range(len(test_file.test_cases)):
                    passed, message, _ = otter_tests.run(test_file, at, {**namespace, **own.values})
                    assert passed, f"{one.number}, {question}: {message}"


@pytest.mark.slow
@pytest.mark.parametrize("lesson", BUILDS_ON)
def test_a_thousand_swapped_notebooks_earn_nothing_and_each_is_named(lesson, tmp_path):
    """Functions would need a kernel; to tell whose variant it is does not."""
    conditions = Conditions({}, numbers=numbers_of(CLASS))
    apart = tmp_path / "apart"
    apart.mkdir()
    with solved(lesson, tmp_path) as known:
        for at, one in enumerate(CLASS):
            other = CLASS[at - 1]
            namespace = known.answer(other.number)
            variants = known.assignment.variants(conditions.numbers.expected(one.student, lesson))
            outcomes = []
            for question in known.assignment.checked:
                if question.name not in variants:
                    outcomes.append(process.CheckedQuestion(question.name, 0.0, 1.0, ()))
                    continue
                kept = tmp_path / "snapshots" / question.name
                snapshot.save(namespace, question.names, str(kept))
                path = known.assignment.tests / f"{question.name}.py"
                checker = questions.Checker()
                answers = [questions.describe(path)] + [
                    questions.check(
                        *(path, str(kept), apart, checker),
                        hidden=hidden,
                        variant=variants[question.name],
                    )
                    for hidden in (False, True)
                ]
                outcomes.append(process._outcome(question.name, answers))
                shutil.rmtree(kept)
            submission = Submission(one.student, "x.ipynb", "b" * 64, lesson)
            facts = {"status": "graded", "problems": [], "seconds": 0.0, "empty": []}
            result = result_of(
                submission, known.assignment, facts, tuple(outcomes), conditions, 0.0
            )
            assert result.score == 0
            for name in variants:
                made_for = f"{FOR_INSTRUCTORS}{name} was made for the number of {other.name} "
                assert any(problem.startswith(made_for) for problem in result.problems)

"""What passes visibly in a student's own check passes visibly when it is graded.

The files in `tests/spellings/` answer questions in ways that students have: each cell is titled
with the question and what is odd about it. They are put into one notebook for each lesson, with the
question's tests once for each spelling. While it is graded, it also checks itself, with Otter, in
its own kernel: so both see the very same values.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from autograder.assignment.model import EXTRA_FILE, Assignment, load
from autograder.assignment.notebook import check_cell
from autograder.authoring.targets.otter import Emitted, as_zip
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.result import QuestionResult
from autograder.record.store import Store
from tests.support.grading import grade_class
from tests.support.lessons import emitted_here
from tests.support.submissions import collect

FOLDER = Path(__file__).parents[1] / "spellings"
_CELL = re.compile(r"^# %% (q\d+): (.+)\n", re.MULTILINE)
#: in a lesson's setup cell
_VISIBLE = re.compile(r"^VISIBLE_TESTS = \{.*?^\}$", re.MULTILINE | re.DOTALL)
_ALL_PASSED = "All test cases passed"


@dataclass(frozen=True)
class Spelling:
    """One answer: to which question of which lesson, and what is odd about it."""

    lesson: str
    question: str
    what: str
    number: int
    source: str

    @property
    def name(self) -> str:
        """The name of the copy of the question that it answers."""
        return f"{self.question}_{self.number}"


def read() -> list[Spelling]:
    """All spellings, in the order of the files."""
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        _, *parts = _CELL.split(path.read_text(encoding="utf-8"))
        for number in range(0, len(parts), 3):
            question, what, source = parts[number : number + 3]
            found.append(Spelling(path.stem, question, what, number // 3, source.strip()))
    return found


SPELLINGS = read()


def copied(source: str, spelling: Spelling) -> str:
    """A question's test file, for the copy of the question that a spelling answers."""
    return re.sub(r"(?m)^name = .*$", f'name = "{spelling.name}"', source, count=1)


def notebook_of(emitted: Emitted, spellings: list[Spelling]) -> nbformat.NotebookNode:
    """The lesson's code, and in the place of each answer its spellings, which check themselves."""
    student, public = emitted.student_notebook, emitted.public_tests
    places = {question: check_cell(student, question) for question in public}
    tests = {one.name: copied(public[one.question], one) for one in spellings}
    made = nbformat.v4.new_notebook(metadata=student.metadata)
    for index, cell in enumerate(student.cells):
        here = [one for one in spellings if places[one.question] == index]
        for one in here:
            check = f"print('{one.name}', repr(grader.check('{one.name}')))"
            made.cells += map(nbformat.v4.new_code_cell, (one.source, check))
        if here and here[-1] is spellings[-1]:
            break  # what comes then may train, for nobody
        if cell.cell_type == "code" and index not in places.values():
            source = _VISIBLE.sub(lambda _: f"VISIBLE_TESTS = {tests!r}", cell.source)
            made.cells.append(nbformat.v4.new_code_cell(source, metadata=cell.metadata))
    return made


def zip_of(emitted: Emitted, spellings: list[Spelling]) -> bytes:
    """The lesson's autograder zip with a copy of a question for each spelling, and no other."""
    with zipfile.ZipFile(io.BytesIO(emitted.autograder_zip)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files = {name: content for name, content in files.items() if not name.startswith("tests/")}
    facts = json.loads(files[EXTRA_FILE]) | {"questions": [{"name": one.name} for one in spellings]}
    facts.pop("evidence", None)
    files[EXTRA_FILE] = json.dumps(facts).encode()
    for one in spellings:
        test = copied(emitted.all_tests[one.question], one)
        files[f"tests/{one.name}.py"] = test.encode()
    return as_zip(files)


@dataclass(frozen=True)
class Checked:
    """What came of one spelling: in Otter, what it said; graded, the question's result."""

    said: str
    result: QuestionResult


@pytest.fixture(scope="module")
def checked(fork_server, mnist, tmp_path_factory) -> dict[Spelling, Checked]:
    """All spellings of all lessons, graded as one class of one student."""
    folder = tmp_path_factory.mktemp("spellings")
    known: dict[str, Assignment] = {}
    handed_in = folder / "in" / "ada"
    handed_in.mkdir(parents=True)
    for lesson in dict.fromkeys(one.lesson for one in SPELLINGS):
        emitted = emitted_here(lesson)
        spellings = [one for one in SPELLINGS if one.lesson == lesson]
        (folder / f"{lesson}.zip").write_bytes(zip_of(emitted, spellings))
        known[lesson] = load(folder / f"{lesson}.zip", folder / "tests" / lesson)
        nbformat.write(notebook_of(emitted, spellings), handed_in / f"{lesson}.ipynb")
    store = Store(folder / "out")
    submissions = collect([folder / "in"], known)
    results = {
        result.lesson: result
        for result in grade_class(
            submissions,
            known,
            store,
            LocalBackend(fork_server, Conditions({"mnist": mnist})),
            jobs=2,
        )
    }
    found = {}
    for one in SPELLINGS:
        result = results[one.lesson]
        executed = nbformat.read(store.executed_path(result.student, one.lesson), as_version=4)
        [cell] = [cell for cell in executed.cells if f"print('{one.name}'," in cell.source]
        said = "".join(str(output.get("text", output)) for output in cell.outputs)
        [question] = [q for q in result.questions if q.name == one.name]
        found[one] = Checked(said, question)
    return found


@pytest.mark.parametrize(
    "spelling", SPELLINGS, ids=lambda one: f"{one.lesson[:2]} {one.question} {one.what}"
)
def test_what_passes_in_the_students_own_check_passes_when_it_is_graded(checked, spelling):
    one = checked[spelling]
    assert _ALL_PASSED in one.said, one.said
    visible = [test for test in one.result.tests if not test.hidden]
    assert [test.message for test in visible if not test.passed] == []
    assert visible


def test_each_lesson_has_answers_in_spellings_of_students(course):
    assert [*dict.fromkeys(one.lesson for one in SPELLINGS)] == course.lessons()

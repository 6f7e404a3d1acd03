"""What the tests of every lesson share: its typical answers, graded as one class.

A lesson's test file names its lesson, and takes over the tests, whose fixtures
`tests/lessons/conftest.py` has:

    LESSON = "01-setup"

    class TestAnswers(TypicalAnswers):
        lesson = LESSON

    class TestContents(EveryLesson, EnoughAnswers):
        lesson = LESSON
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import io
import json
import os
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from otter.test_files import ExceptionTestFile

from autograder.assignment.model import EXTRA_FILE, VARIANTS, load
from autograder.authoring.answers import Answer, notebook_of, read_answers
from autograder.authoring.course import find
from autograder.authoring.lesson import read
from autograder.authoring.publish import emit_lesson
from autograder.authoring.targets.otter import Emitted
from autograder.authoring.typical import marks_due
from autograder.grading.local import LocalBackend
from autograder.record.result import Result
from autograder.record.store import Store
from tests.support.grading import grade_class
from tests.support.submissions import collect

#: lessons whose questions build on the answers before them, so that no two share a notebook
ONE_EACH = {"04-mnist-ann"}
#: how the titles of cells begin that later sections may need
_FRESH = ("# @title Helper", "# @title Make ", "# @title A fresh start")
_FORMAT_MARKS = ("Traceback", "could not make sense")


@functools.cache
def _emitted(lesson: str) -> Emitted:
    return emit_lesson(find(Path(__file__).parent), lesson)


def emitted_here(lesson: str) -> Emitted:
    """A lesson of this course, built in memory once for each test process; a copy of it."""
    return copy.deepcopy(_emitted(lesson))


@functools.cache
def answers_to(lesson: str) -> dict[str, Answer]:
    """A lesson's typical answers by name."""
    return {answer.name: answer for answer in read_answers(find(Path(__file__).parent), lesson)}


@functools.cache
def graded_here(lesson: str, everything: bool) -> dict[str, Answer]:
    """The typical answers that this run grades, by name.

    Args:
        everything: as `--everything`. Without it, of a lesson that trains networks the solution,
            the untouched notebook and one wrong answer to each question are graded, of those that
            train nothing: `tests/system/test_handed_in.py` tests what comes of trainings, too.
    """
    answers = answers_to(lesson)
    facts = read(find(Path(__file__).parent), lesson).facts
    trained = {*facts.evidence} if facts else set()
    if everything or not trained:
        return answers
    light = [
        name
        for name, answer in answers.items()
        if answer.base == "blank" and answer.says and not trained & {*answer.cells}
    ]
    first = {name.partition("-")[0]: name for name in reversed(light)}
    chosen = {"solution", "untouched", *first.values()}
    return {name: answer for name, answer in answers.items() if name in chosen}


@dataclass(frozen=True)
class HandedIn:
    """A notebook of the class: one typical answer, or several to different questions.

    Attributes:
        answer: what is in it, under the name of the first one.
        names: whose answers it holds.
    """

    answer: Answer
    names: tuple[str, ...]


def put_together(answers: Iterable[Answer]) -> list[HandedIn]:
    """The same answers in fewer notebooks: those to different questions share one.

    Each notebook costs a kernel, and Otter seconds to start it. Only for lessons whose questions
    stand alone.
    """
    class_: list[HandedIn] = []
    for answer in answers:
        for index, other in enumerate(class_):
            if _may_share(other.answer) and _may_share(answer) and _apart(other.answer, answer):
                class_[index] = HandedIn(
                    dataclasses.replace(
                        other.answer,
                        marks=other.answer.marks | answer.marks,
                        cells=other.answer.cells | answer.cells,
                        before=other.answer.before | answer.before,
                    ),
                    (*other.names, answer.name),
                )
                break
        else:
            class_.append(HandedIn(answer, (answer.name,)))
    return class_


def _may_share(answer: Answer) -> bool:
    """Not the untouched notebook, and none that has the solution in the questions it leaves out."""
    return answer.base == "blank" and bool(answer.cells)


def _apart(one: Answer, other: Answer) -> bool:
    """Whether two answers touch no question in common."""
    return not {*one.cells, *one.before, *one.marks} & {*other.cells, *other.before, *other.marks}


@dataclass(frozen=True)
class Graded:
    """A lesson's typical answers, graded as one class.

    Attributes:
        results: by the name of each answer; those in one notebook have the same.
        full: question → what it can earn by tests.
    """

    handed_in: list[HandedIn]
    results: dict[str, Result]
    full: dict[str, float]
    store: Store

    def expected(self, answer: Answer) -> dict[str, float]:
        """question → points that the answer's file says it must get."""
        return marks_due(answer, self.full)


def built(lesson: str) -> Any:
    """A fixture: the lesson, built in memory."""

    @pytest.fixture(scope="module")
    def emitted() -> Emitted:
        return emitted_here(lesson)

    return emitted


def grade_answers(
    lesson: str, emitted: Emitted, backend: LocalBackend, folder: Path, everything: bool
) -> Graded:
    """A lesson's typical answers, graded by the grader itself in an empty folder."""
    answers = graded_here(lesson, everything).values()
    alone = [HandedIn(answer, (answer.name,)) for answer in answers]
    handed_in = alone if lesson in ONE_EACH else put_together(answers)
    (folder / "in").mkdir()
    for one in handed_in:
        nbformat.write(_handed_in(one, emitted), folder / "in" / f"{one.answer.name}.ipynb")
    known = {lesson: load(_zip(emitted, folder, lesson), folder / "tests")}
    store = Store(folder / "out")
    submissions = collect([folder / "in"], known)
    results = grade_class(submissions, known, store, backend, jobs=os.cpu_count() or 1)
    by_student = {result.student: result for result in results}
    return Graded(
        handed_in,
        {name: by_student[one.answer.name] for one in handed_in for name in one.names},
        {q.name: q.max_score for q in results[0].questions if q.trust != "manual"},
        store,
    )


def _handed_in(one: HandedIn, emitted: Emitted) -> nbformat.NotebookNode:
    """The notebook; with another seed where COURSE_SEED names one, as `make repeat` does."""
    notebook = notebook_of(one.answer, emitted)
    if "COURSE_SEED" in os.environ:
        for cell in notebook.cells:
            seed = f"set_random_seed({os.environ['COURSE_SEED']})"
            cell.source = re.sub(r"set_random_seed\(\d+\)", seed, cell.source)
    return notebook


def _zip(emitted: Emitted, folder: Path, lesson: str) -> Path:
    path = folder / f"{lesson}.zip"
    path.write_bytes(emitted.autograder_zip)
    return path


def names_in(emitted: Emitted, question: str) -> set[str]:
    """The variables that a question's tests, the hidden ones too, look at."""
    tests = ExceptionTestFile.from_string(emitted.all_tests[question])
    return {name for case in tests.test_cases for name in case.body._get_func_params()}


def messages_to(emitted: Emitted, question: str, names: Mapping[str, Any]) -> list[str]:
    """What a question's tests, the hidden ones too, say to values; those that pass say nothing.

    Runs them here and now, for the many small mistakes that need no notebook of their own. A test
    that looks at a name that is not given is left out. Students' own values are the common ones.
    """
    names = {**names, **_common_values(emitted, question)}
    tests = ExceptionTestFile.from_string(emitted.all_tests[question])
    tests.run(dict(names))
    return [
        str(result.message)
        for result in tests.test_case_results
        if not result.passed and {*result.test_case.body._get_func_params()} <= {*names}
    ]


def _common_values(emitted: Emitted, question: str) -> dict[str, Any]:
    """What a question's parameters are for who has no number."""
    with zipfile.ZipFile(io.BytesIO(emitted.autograder_zip)) as archive:
        variants = json.loads(archive.read(EXTRA_FILE)).get(VARIANTS) or {"questions": {}}
    parameters = variants["questions"].get(question) or {}
    return {name: kind["common"] for name, kind in parameters.items()}


class TypicalAnswers:
    """Tests over `graded`: marks and messages of each typical answer."""

    lesson: str

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each answer where a test takes an answer's name."""
        if "name" in metafunc.fixturenames:
            everything = metafunc.config.getoption("--everything")
            metafunc.parametrize("name", list(graded_here(self.lesson, everything)))

    def test_each_typical_answer_gets_its_marks_and_its_message(self, graded, name):
        answer, result = answers_to(self.lesson)[name], graded.results[name]
        asked = {*answer.cells, *answer.marks} or {*graded.full}
        scores = {q.name: q.score for q in result.questions if q.name in asked & {*graded.full}}
        messages = {
            q.name: [test.message for test in q.tests if not test.passed]
            for q in result.questions
            if q.name in asked
        }
        expected = {q: points for q, points in graded.expected(answer).items() if q in asked}
        assert scores == expected, messages
        assert result.status == "graded"
        assert result.problems == ()
        for question, text in answer.says.items():
            assert any(text in message for message in messages[question]), messages[question]

    def test_no_message_is_a_traceback_or_the_language_of_python(self, graded):
        for result in graded.results.values():
            for question in result.questions:
                for test in question.tests:
                    if not test.passed:
                        assert test.message, f"{result.student}, {test.name}: no message"
                        for mark in _FORMAT_MARKS:
                            assert mark not in test.message, f"{result.student}: {test.message}"

    def test_the_solution_gets_everything(self, graded):
        result = graded.results["solution"]
        assert result.score == sum(graded.full.values()) > 0
        assert result.max_score == result.score + result.points_waiting

    def test_the_untouched_notebook_gets_an_encouraging_page_and_raises_nothing(self, graded):
        assert graded.results["untouched"].score == 0
        page = graded.store.feedback_path("untouched", self.lesson).read_text()
        assert "Ready when you are" in page
        assert "that is fine" in page
        path = graded.store.executed_path("untouched", self.lesson)
        assert errors_in(nbformat.read(path, as_version=4)) == []

    def test_the_solution_raises_nothing(self, graded):
        path = graded.store.executed_path("solution", self.lesson)
        assert errors_in(nbformat.read(path, as_version=4)) == []

    def test_each_mistake_loses_points_and_says_something(self):
        for answer in answers_to(self.lesson).values():
            if answer.name.startswith("q") and answer.marks:
                assert answer.says or answer.base == "solution", answer.name


def errors_in(notebook: nbformat.NotebookNode) -> list[tuple[int, str]]:
    """(number of the cell, message) of every error among a notebook's outputs."""
    return [
        (index, output.evalue)
        for index, cell in enumerate(notebook.cells)
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]


class EveryLesson:
    """Tests over `emitted`: what every lesson contains."""

    lesson: str

    def test_the_badge_stands_right_under_the_title_and_opens_this_very_file(self, emitted, course):
        lines = [line for line in cells_of(emitted)[0].source.splitlines() if line]
        assert lines[0].startswith("# ")
        address = re.search(r"\]\((https://colab\S+)\)", lines[1]).group(1)
        repository = f"github/{course.repository}/blob/{course.branch}/"
        path = address.partition(repository)[2]
        assert path == f"course/{self.lesson}/{self.lesson}.ipynb"
        assert (course.root / path).is_file()

    def test_each_question_has_hints_an_answer_cell_and_its_check_below(self, emitted):
        cells = cells_of(emitted)
        checks = [i for i, cell in enumerate(cells) if cell.source.startswith('grader.check("')]
        wanted = [f'grader.check("{name}")' for name in sorted(emitted.public_tests)]
        assert [cells[i].source for i in checks] == wanted
        assert 4 <= len(checks) <= 8
        for place in checks:
            assert "otter_answer_cell" in cells[place - 1].metadata.tags
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        assert text.count("<details>") >= 3 * len(checks)
        assert text.count("<details>") == text.count("</details>")

    def test_the_solution_is_answered_as_a_student_would_write_it(self, emitted):
        written = notebook_of(answers_to(self.lesson)["solution"], emitted)
        text = "\n".join(cell.source for cell in written.cells if cell.cell_type == "code")
        assert not re.search(r"# (BEGIN|END) |# SOLUTION|^\s*\w+ = \.\.\.$", text, re.M)

    def test_nobodys_outputs_or_names_are_left_in_the_notebook(self, emitted):
        for cell in cells_of(emitted):
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None
        assert set(emitted.student_notebook.metadata) == {
            "colab",
            "kernelspec",
            "language_info",
            "otter",
            "source",
        }

    def test_every_picture_has_an_alternative_text(self, emitted):
        for cell in cells_of(emitted):
            if cell.cell_type == "markdown":
                assert "![]" not in cell.source
                assert not re.search(r"<img(?![^>]*\balt=)", cell.source)

    def test_the_setup_cell_brings_the_visible_tests_along_and_nothing_hidden(self, emitted):
        cells = cells_of(emitted)
        setup = next(cell.source for cell in cells if "def set_up(" in cell.source)
        for source in emitted.public_tests.values():
            assert source in setup
        assert "hidden=True" not in json.dumps(cells)

    def test_it_ends_in_a_recap_three_folded_quiz_answers_and_a_way_on(self, emitted):
        text = "\n".join(c.source for c in cells_of(emitted) if c.cell_type == "markdown")
        _, recap, ending = text.partition("## Recap")
        assert recap, "no recap"
        quiz, more, links = ending.partition("## Go further")
        assert more, "no section that goes further"
        assert quiz.count("<details><summary>") == 3
        assert "[Something broke?](" in links
        assert f"`otter check {self.lesson}.ipynb` runs all checks from a terminal" in links


class RestartedAnywhere:
    """The test that each section works after a restart. Needs `emitted` and `run`."""

    lesson: str

    def test_each_section_works_right_after_a_restart(self, emitted, run, mnist):
        """With the cells above the first section, and helpers and fresh starts of those in between.

        Nothing that a student wrote above is needed.
        """
        before, folded, sections = sections_of(emitted.student_notebook)
        restart = "get_ipython().reset(new_session=False)"
        sources = []
        for number, section in enumerate(sections):
            helpers = [source for cells in folded[:number] for source in cells]
            sources += [restart, *before, *helpers, *section]
        executed = run(*sources, datasets={"mnist": str(mnist.path)})
        assert executed.status == "graded", executed.problems
        assert errors_in(executed.notebook) == []


def sections_of(
    notebook: nbformat.NotebookNode,
) -> tuple[list[str], list[list[str]], list[list[str]]]:
    """Code above the first numbered section; per section what later ones need, and all its cells.

    Without check cells.
    """
    parts: list[list[str]] = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and re.search(r"(?m)^## \d+\. ", cell.source):
            parts.append([])
        elif cell.cell_type == "code" and "grader.check(" not in cell.source:
            parts[-1].append(cell.source)
    before, *sections = parts
    folded = [[one for one in section if one.startswith(_FRESH)] for section in sections]
    return before, folded, sections


class EnoughAnswers:
    """The test that each question has its typical answers."""

    lesson: str

    def test_each_question_has_three_wrong_answers_and_two_right_ones(self, emitted):
        answers = answers_to(self.lesson).values()
        for question in emitted.public_tests:
            wrong = [one for one in answers if question in one.says]
            assert len(wrong) >= 3, f"{question}: {[one.name for one in wrong]}"
            right = [
                one
                for one in answers
                if one.name.startswith("right") and question in one.cells and question in one.marks
            ]
            assert len(right) >= 2, f"{question}: {[one.name for one in right]}"


def cells_of(emitted: Emitted) -> list[nbformat.NotebookNode]:
    """The cells of the notebook that students get."""
    return emitted.student_notebook.cells

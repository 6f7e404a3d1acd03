"""Mutation testing of a lesson's questions, and other forms of its solution. [coordinator]

Mutants and forms are graded as a student's notebook would be, those of questions that do not build
on each other in one notebook. A further hidden case tells what an answer does: see
`templates/probe.py`. Whatever does what the solution does is no wrong answer.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import nbformat
import yaml

from autograder.assignment.test_inputs import inputs
from autograder.authoring.answers import answer_cells, as_written, kept_files
from autograder.authoring.course import Course
from autograder.authoring.equivalents import equivalents
from autograder.authoring.lesson import BuildError, on_one_line, read
from autograder.authoring.mutants import as_source, as_tree, mutants, typed_in
from autograder.authoring.solution import SOLUTION, Grade, Tried
from autograder.authoring.targets.otter import Emitted, with_tests
from autograder.capture.dataflow import depending, made
from autograder.files import read_json, write_json
from autograder.record.result import QuestionResult, Status

#: mutants of one question, unless somebody asks for more
MOST = 30
_AGAIN = "solution-again"
RECORD = "proved.json"
#: question → pieces of code: a mutant that earns every point with one of them is as right, because
#: the task leaves that open
ALSO_RIGHT = "also-right.yaml"
#: what is said of an answer that is not there, whatever the answer was
_NO_WORDS_OF_ITS_OWN = re.compile(
    r"\b(is|are) still (`?\.\.\.|missing|left|empty|dots)|not right yet|^\w*Error\b"
    r"|\bis (no|not an?) [\w ]+ yet|^This (is not what the task asks|check could not make sense)"
)


@dataclass(frozen=True)
class Trial:
    """One other answer to one question.

    Attributes:
        what: the mistake, or what is different.
        cells: all answer cells of the question.
        is_right: whether it has to earn every point.
    """

    question: str
    what: str
    cells: tuple[str, ...]
    is_right: bool

    @property
    def source(self) -> str:
        """All of it in one text."""
        return "\n\n".join(self.cells)


@dataclass(frozen=True)
class Judged:
    """What came of a trial.

    Attributes:
        full: whether it earned every point.
        visible: what failing visible cases say.
        own: those of it that say more than that the answer is not there.
        same: whether it does what the solution does.
        also_right: whether the task leaves open in what it differs from the solution.
    """

    trial: Trial
    full: bool
    visible: tuple[str, ...]
    own: tuple[str, ...]
    same: bool
    also_right: bool


@dataclass
class Proof:
    """One question's numbers.

    Attributes:
        fingerprint: of its solution and its tests.
        mutants: those that do something else than the solution.
        visible: those that a visible case catches, in words.
        own: those that are told more than that their answer is not there.
        also_right: those with every point that the lesson's `also-right.yaml` names.
        taken: other forms of the solution that earn every point.
        survivors: mutants with every point, each with what is wrong and its source.
        silent: mutants that hidden cases alone catch, likewise.
        generic: mutants that are told no more than that their answer is not there, likewise.
        refused: other forms that lose points, with what they are told.
    """

    fingerprint: str
    mutants: int = 0
    killed: int = 0
    visible: int = 0
    own: int = 0
    also_right: int = 0
    forms: int = 0
    taken: int = 0
    survivors: list[list[str]] = field(default_factory=list)
    silent: list[list[str]] = field(default_factory=list)
    generic: list[list[str]] = field(default_factory=list)
    refused: list[list[str]] = field(default_factory=list)

    def add(self, judged: Judged) -> None:
        """Counts a trial."""
        here = [judged.trial.what, judged.trial.source]
        if judged.trial.is_right:
            self.forms += 1
            self.taken += judged.full
            if not judged.full:
                self.refused.append([*here, *judged.visible])
            return
        if judged.full and (judged.same or judged.also_right):
            self.also_right += not judged.same
            return
        self.mutants += 1
        self.killed += not judged.full
        self.visible += bool(judged.visible)
        self.own += bool(judged.own)
        if judged.full:
            self.survivors.append(here)
        elif not judged.visible:
            self.silent.append(here)
        elif not judged.own:
            self.generic.append([*here, *judged.visible])


@dataclass(frozen=True)
class Proved:
    """A lesson's record.

    Attributes:
        left_out: question → why nothing of it was tried.
    """

    questions: dict[str, Proof]
    left_out: dict[str, str]


def prove(
    course: Course,
    lesson: str,
    emitted: Emitted,
    grade: Grade,
    *,
    only: Collection[str] = (),
    most: int = MOST,
    tell: Callable[[str], None] = lambda what: None,
) -> Proved:
    """Grades mutants and other forms of a lesson's solution.

    Args:
        only: questions to look at; all, if none is named.
        most: mutants of each question.
        tell: is told what is being done.
    """
    at_work = _Lesson(course, lesson, emitted, grade)
    left_out = at_work.left_out()
    chosen = [name for name in at_work.cells if name not in left_out and (not only or name in only)]
    tell(f"{lesson}: the solution")
    results = at_work.typed()
    trials = [
        trial for name in chosen for trial in at_work.trials(name, results.get(name, {}), most)
    ]
    found = {name: Proof(fingerprint(emitted, name)) for name in chosen}
    tell(f"{lesson}: {len(trials)} answers to {len(chosen)} questions")
    for judged in at_work.judged(trials):
        found[judged.trial.question].add(judged)
    return Proved(found, {name: why for name, why in left_out.items() if not only or name in only})


def fingerprint(emitted: Emitted, question: str) -> str:
    """SHA-256 of a question's solution and tests, but for the tests' titles and hints."""
    cells = answer_cells(emitted.solution)[question]
    parts = [emitted.solution.cells[index].source for index in cells]
    tests = ast.parse(emitted.all_tests[question])
    for function in tests.body:
        if isinstance(function, ast.FunctionDef) and ast.get_docstring(function) is not None:
            function.body[:1] = []
    return hashlib.sha256("\0".join([*parts, ast.unparse(tests)]).encode()).hexdigest()


def record_path(course: Course, lesson: str) -> Path:
    """Where what `autograder prove` found is kept."""
    return course.solutions / lesson / RECORD


def read_record(course: Course, lesson: str) -> Proved | None:
    """What was found of a lesson; None where nothing was tried."""

    def parse(data: Any) -> Proved:
        questions = {name: Proof(**proof) for name, proof in data["questions"].items()}
        return Proved(questions, data["left_out"])

    return read_json(record_path(course, lesson), parse, "Run `autograder prove`")


def write_record(course: Course, lesson: str, proved: Proved) -> None:
    """Notes what was found; of questions that were not looked at, what was found before stays."""
    before = read_record(course, lesson) or Proved({}, {})
    questions = before.questions | proved.questions
    left_out = {
        name: why
        for name, why in (before.left_out | proved.left_out).items()
        if name not in questions
    }
    write_json(
        record_path(course, lesson),
        {
            "questions": {name: vars(proof) for name, proof in sorted(questions.items())},
            "left_out": dict(sorted(left_out.items())),
        },
    )


class _Lesson:
    """A lesson whose questions are looked at."""

    def __init__(self, course: Course, lesson: str, emitted: Emitted, grade: Grade) -> None:
        self._emitted, self._grade = emitted, grade
        self._folder = course.dist / "proofs" / lesson
        self._zip = self._folder / f"{lesson}.zip"
        self._kept = kept_files(SOLUTION, course, lesson)
        facts = read(course, lesson).facts
        self._trained = facts.evidence if facts else {}
        places = answer_cells(emitted.solution)
        self.cells = {
            name: [_closed(as_written(emitted.solution.cells[index].source)) for index in indices]
            for name, indices in places.items()
            if name in emitted.all_tests
        }
        self._names = {name: _names(source) for name, source in emitted.all_tests.items()}
        sources = {
            index: cell.source
            for index, cell in enumerate(emitted.solution.cells)
            if cell.cell_type == "code"
        }
        looks = {name: (places[name], self._names[name]) for name in self.cells}
        #: question → those that need its answer
        self._dependent = {
            name: {*depending(sources, places[name], (), looks)} - {name} for name in self.cells
        }
        self._known = sorted(frozenset().union(*map(made, sources.values())))
        probed = {name: _probed(source) for name, source in emitted.all_tests.items()}
        self._zip.parent.mkdir(parents=True, exist_ok=True)
        self._zip.write_bytes(with_tests(emitted.autograder_zip, probed))
        self._also_right = _also_right(course.solutions / lesson / ALSO_RIGHT)
        self._digests: list[dict[str, dict[str, list[str]]]] = []

    def left_out(self) -> dict[str, str]:
        """question → why nothing of it is tried."""
        return {
            name: "its answer trains a network, minutes for each mutant"
            for name in self.cells
            if not self._parts(name)
        }

    def _parts(self, question: str) -> list[int]:
        """The answer cells that train nothing: what is handed in of trainings stands for others."""
        trained = {*self._trained.get(question, ())}
        return [i for i, cell in enumerate(self.cells[question]) if not trained & made(cell)]

    def typed(self) -> dict[str, dict[str, str]]:
        """Grades the solution, twice: question → a result of each of its functions."""
        tried = self._grade(
            self._zip,
            {
                SOLUTION: self._notebook({}, {*self.cells}),
                _AGAIN: self._notebook({}, {*self.cells}, again=True),
            },
            self._folder,
            kept=self._kept,
        )
        found = {}
        for name in (SOLUTION, _AGAIN):
            told = {one.name: _told(one) for one in tried[name].result.questions}
            self._digests.append({question: digests for question, (digests, _) in told.items()})
            found = {question: typed for question, (_, typed) in told.items()}
        return found

    def trials(self, question: str, results: Mapping[str, str], most: int) -> list[Trial]:
        """Mutants and other forms of a question's solution."""
        cells, names = self.cells[question], self._names[question]
        wrong: list[Trial] = []
        parts = self._parts(question)
        for part in parts:
            source = cells[part]
            known = [name for name in self._known if name not in names]
            for what, mutant in (
                *typed_in(source, results),
                *mutants(source, names, known)[: -(-most // len(parts))],
            ):
                changed = (*cells[:part], mutant, *cells[part + 1 :])
                wrong.append(Trial(question, what, changed, is_right=False))
        right = []
        places = answer_cells(self._emitted.solution)[question]
        between = self._emitted.solution.cells[places[0] : places[-1]]
        joined = sum(cell.cell_type == "code" for cell in between) < len(cells)
        own = [cells[part] for part in parts]
        for what, form in equivalents(own, names, may_join=joined):
            changed = tuple(
                form[parts.index(part)] if part in parts else cell
                for part, cell in enumerate(cells)
            )
            right.append(Trial(question, what, changed, is_right=True))
        return wrong + right

    def judged(self, trials: Iterable[Trial]) -> Iterator[Judged]:
        """Grades trials, several in a notebook; alone where their notebook did not end."""
        groups = self._together(trials)
        alone: list[Trial] = []
        for group, tried in self._graded(groups):
            if len(group) > 1 and tried.result.status != Status.GRADED:
                alone += group
            else:
                yield from (self._judge(trial, tried) for trial in group)
        for [trial], tried in self._graded([[trial] for trial in alone]):
            yield self._judge(trial, tried)

    def _together(self, trials: Iterable[Trial]) -> list[list[Trial]]:
        groups: list[list[Trial]] = []
        for trial in trials:
            for group in groups:
                if all(self._apart(trial.question, other.question) for other in group):
                    group.append(trial)
                    break
            else:
                groups.append([trial])
        return groups

    def _apart(self, one: str, other: str) -> bool:
        dependent = self._dependent
        return one != other and other not in dependent[one] and one not in dependent[other]

    def _graded(self, groups: list[list[Trial]]) -> Iterator[tuple[list[Trial], Tried]]:
        notebooks = {}
        named = []
        for group in groups:
            needed = {
                name
                for name, later in self._dependent.items()
                if later & {trial.question for trial in group}
            }
            answers = {trial.question: trial.cells for trial in group}
            notebook = self._notebook(answers, needed)
            digest = hashlib.sha256(nbformat.writes(notebook).encode()).hexdigest()[:16]
            notebooks[digest] = notebook
            named.append((group, digest))
        if not notebooks:
            return
        tried = self._grade(self._zip, notebooks, self._folder, kept=self._kept)
        for group, digest in named:
            yield group, tried[digest]

    def _notebook(
        self,
        answers: Mapping[str, tuple[str, ...]],
        solved: Collection[str],
        *,
        again: bool = False,
    ) -> nbformat.NotebookNode:
        """The student's notebook with some answers, and the solution in some questions.

        Args:
            again: whether it must be run though another one like it was.
        """
        notebook = copy.deepcopy(self._emitted.student_notebook)
        for name, places in answer_cells(notebook).items():
            given = answers.get(name) or (self.cells[name] if name in solved else ())
            for place, source in zip(places, given, strict=False):
                notebook.cells[place].source = source
        if again:
            notebook.metadata["again"] = True
        return notebook

    def _judge(self, trial: Trial, tried: Tried) -> Judged:
        [question] = [one for one in tried.result.questions if one.name == trial.question]
        cases = question.tests[:-1]  # without the probe
        full = bool(cases) and all(test.passed for test in cases)
        visible = tuple(
            test.message for test in cases if not test.hidden and not test.passed and test.message
        )
        own = tuple(text for text in visible if not _NO_WORDS_OF_ITS_OWN.search(text))
        left_open = self._also_right.get(trial.question, ())
        also_right = any(part in trial.source for part in left_open)
        return Judged(trial, full, visible, own, self._is_same(question), also_right)

    def _is_same(self, question: QuestionResult) -> bool:
        """Whether an answer does what the solution does.

        Where two runs of that differ, because it measures something, in its form alone.
        """
        one, other = (digests.get(question.name, {}) for digests in self._digests)
        here, _ = _told(question)
        return bool(here) and all(
            here.get(name, ["", ""])[exact != other[name][0]]
            == [exact, form][exact != other[name][0]]
            for name, (exact, form) in one.items()
        )


def _told(question: QuestionResult) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What the probe tells: name → digests, function → a result; empty where it tells nothing."""
    try:
        told = json.loads(question.tests[-1].message)
        return dict(told["digests"]), dict(told["typed"])
    except (IndexError, ValueError, KeyError, TypeError):
        return {}, {}


def _also_right(path: Path) -> dict[str, list[str]]:
    """What a lesson's tasks leave open: question → pieces of code.

    Raises:
        BuildError: the file does not hold that.
    """
    try:
        found = (yaml.safe_load(path.read_text("utf-8")) if path.is_file() else None) or {}
    except yaml.YAMLError as error:
        raise BuildError(f"{path} cannot be read: {on_one_line(error)}.") from None
    if not isinstance(found, dict) or not all(isinstance(one, list) for one in found.values()):
        raise BuildError(f'{path} has a list of pieces of code by question: `q1: ["x + 1"]`.')
    return {str(name): [str(part) for part in parts] for name, parts in found.items()}


def _closed(source: str) -> str:
    """A solution without what it gives a value again further down, where students find dots."""
    parsed = as_tree(source)
    if parsed is None:
        return source
    tree, held = parsed
    lines = tree.body
    for index, line in reversed([*enumerate(lines)]):
        if isinstance(line, ast.Assign) and any(
            isinstance(later, ast.Assign)
            and ast.dump(later.targets[0]) == ast.dump(line.targets[0])
            for later in lines[index + 1 :]
        ):
            del lines[index]
            source = as_source(tree, held)
    return source


def _names(tests: str) -> set[str]:
    return {name for case in inputs(tests).values() for name in case.names}


def _probed(tests: str) -> str:
    """A test file with a further case, which tells what the answer does."""
    names = sorted(_names(tests))
    template = resources.files("autograder.authoring") / "templates" / "probe.py"
    values = ", ".join(f"{name!r}: {name}" for name in names)
    case = (
        "@test_case(points=0, hidden=True)\n"
        f"def test_what_it_does({', '.join(names)}):\n"
        f"    raise AssertionError(_probe([{', '.join(inputs(tests))}], {{{values}}}))\n"
    )
    return "\n\n".join([tests, template.read_text(encoding="utf-8"), case])

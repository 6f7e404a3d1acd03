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
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import nbformat
import yaml

import autograder
from autograder.assignment.notebook import check_cell
from autograder.assignment.test_inputs import inputs
from autograder.authoring.answers import answer_cells, as_written, kept_files
from autograder.authoring.claims import decided_of_run
from autograder.authoring.course import Course
from autograder.authoring.equivalents import equivalents
from autograder.authoring.lesson import BuildError, on_one_line, read
from autograder.authoring.mutants import as_source, as_tree, mutants, typed_in
from autograder.authoring.solution import SOLUTION, Grade, Tried
from autograder.authoring.targets.otter import Emitted, with_tests
from autograder.capture.dataflow import depending, made
from autograder.files import read_json, states, write_json
from autograder.record.result import QuestionResult, Status, TestResult

#: mutants of one question, unless somebody asks for more
MOST = 30
_AGAIN = "again"
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
        trains: whether its own training has to be run, because what is handed in of the solution's
            would stand for it.
    """

    question: str
    what: str
    cells: tuple[str, ...]
    is_right: bool
    trains: bool = False

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
        messages: how many failing cases said something, the hidden ones too.
        statements: how many statements of these were held against the answer's values.
        false: those that are not true.
    """

    trial: Trial
    full: bool
    visible: tuple[str, ...]
    own: tuple[str, ...]
    same: bool
    also_right: bool
    messages: int = 0
    statements: int = 0
    false: tuple[str, ...] = ()


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
        messages: how many were said, by all cases and to all answers.
        statements: those of them that `claims` has held against an answer's values.
        false: answers that are told something false, each with what that is.
    """

    fingerprint: str
    mutants: int = 0
    killed: int = 0
    visible: int = 0
    own: int = 0
    also_right: int = 0
    forms: int = 0
    taken: int = 0
    messages: int = 0
    statements: int = 0
    survivors: list[list[str]] = field(default_factory=list)
    silent: list[list[str]] = field(default_factory=list)
    generic: list[list[str]] = field(default_factory=list)
    refused: list[list[str]] = field(default_factory=list)
    false: list[list[str]] = field(default_factory=list)

    def add(self, judged: Judged) -> None:
        """Counts a trial."""
        here = [judged.trial.what, judged.trial.source]
        self.messages += judged.messages
        self.statements += judged.statements
        if judged.false:
            self.false.append([*here, *judged.false])
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
    """A lesson's record."""

    questions: dict[str, Proof]


def prove(
    course: Course,
    lesson: str,
    emitted: Emitted,
    grade: Grade,
    *,
    only: Collection[str] = (),
    most: int = MOST,
    most_trained: int = MOST,
    tell: Callable[[str], None] = lambda what: None,
) -> Proved:
    """Grades mutants and other forms of a lesson's solution.

    Args:
        only: questions to look at; all, if none is named.
        most: mutants of each question.
        most_trained: of a question's mutants, and of the other forms of its solution, how many may
            train.
        tell: is told what is being done.
    """
    at_work = _Lesson(course, lesson, emitted, grade)
    chosen = [name for name in at_work.cells if not only or name in only]
    tell(f"{lesson}: the solution")
    results = at_work.typed(chosen)
    trials = [
        trial
        for name in chosen
        for trial in _few_trained(at_work.trials(name, results.get(name, {}), most), most_trained)
    ]
    found = {name: Proof(fingerprint(emitted, name)) for name in chosen}
    for name in chosen:
        if any(trial.trains for trial in trials if trial.question == name):
            tell(f"{lesson}: the solution of {name}, trained")
            at_work.train(name)
    tell(f"{lesson}: {len(trials)} answers to {len(chosen)} questions")
    for judged in at_work.judged(trials):
        found[judged.trial.question].add(judged)
    return Proved(found)


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
        return Proved({name: Proof(**proof) for name, proof in data["questions"].items()})

    return read_json(record_path(course, lesson), parse, "Run `autograder prove`")


def write_record(course: Course, lesson: str, proved: Proved) -> None:
    """Notes what was found; of questions that were not looked at, what was found before stays."""
    before = read_record(course, lesson) or Proved({})
    questions = before.questions | proved.questions
    write_json(
        record_path(course, lesson),
        {"questions": {name: vars(proof) for name, proof in sorted(questions.items())}},
    )


class _Lesson:
    """A lesson whose questions are looked at."""

    def __init__(self, course: Course, lesson: str, emitted: Emitted, grade: Grade) -> None:
        self._emitted, self._grade = emitted, grade
        self._folder = course.dist / "proofs" / lesson
        _keep_only_this_graders(self._folder)
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
        #: what two runs of the solution do, by the question whose training was run for it
        self._digests: dict[str, list[dict[str, dict[str, list[str]]]]] = {}
        #: questions whose training is run → those that are answered beside it
        self._beside: dict[str, frozenset[str]] = {}

    def _trained_parts(self, question: str) -> list[int]:
        """The answer cells that train: what is handed in of trainings stands for them."""
        trained = {*self._trained.get(question, ())}
        return [i for i, cell in enumerate(self.cells[question]) if trained & made(cell)]

    def typed(self, questions: Collection[str]) -> dict[str, dict[str, str]]:
        """Grades the solution, twice: question → a result of each of its functions."""
        return self._solved("", {*questions} | self._needed(questions))[0]

    def train(self, question: str) -> None:
        """Grades the solution of a question, with its training, twice.

        Beside it as little is answered as possible: where a lesson has a smaller network for those
        who left a question out, that is trained in less time. What the solution needs to earn every
        point is answered; last of all the trainings before it, which change a network in place.

        Raises:
            BuildError: it does not earn every point, for want of time perhaps.
        """
        needed = self._needed({question})
        before = [*self.cells][: [*self.cells].index(question)]
        whole = needed | {name for name in before if name in self._trained}
        for beside in dict.fromkeys(map(frozenset, (set[str](), needed, whole))):
            self._beside[question] = beside
            if self._solved(question, {question} | beside)[1]:
                return
        raise BuildError(
            f"The solution of {question} does not earn every point when it is trained anew. Build "
            "the lesson to see why, or give it more time: `autograder prove --timeout 900`."
        )

    def _solved(
        self, trained: str, answered: Collection[str]
    ) -> tuple[dict[str, dict[str, str]], bool]:
        """What `typed` gives, and whether a question earns every point, twice.

        Args:
            trained: the question whose training is run; none, if it is empty.
        """
        name = "-".join([SOLUTION, trained, *sorted(answered)])
        notebooks = {
            name: self._notebook({}, answered),
            f"{name}-{_AGAIN}": self._notebook({}, answered, again=True),
        }
        kept = self._kept_for({*answered} - {trained})
        tried = self._grade(self._zip, notebooks, self._folder, kept=kept)
        found: dict[str, dict[str, str]] = {}
        self._digests[trained] = []
        is_whole = True
        for one in notebooks:
            questions = tried[one].result.questions
            told = {one.name: _told(one) for one in questions}
            self._digests[trained].append({name: each.digests for name, each in told.items()})
            found = {name: each.typed for name, each in told.items()}
            is_whole &= all(_is_full(one) for one in questions if one.name == trained)
        return found, is_whole

    def _kept_for(self, questions: Collection[str]) -> dict[str, bytes]:
        """What is handed in of the trainings of some questions."""
        names = [name.rstrip("/") for one in questions for name in self._trained.get(one, ())]
        beginnings = tuple(f"{name}{sign}" for name in names for sign in "./")
        return {path: it for path, it in self._kept.items() if path.startswith(beginnings)}

    def trials(self, question: str, results: Mapping[str, str], most: int) -> list[Trial]:
        """Mutants and other forms of a question's solution."""
        cells, names = self.cells[question], self._names[question]
        wrong: list[Trial] = []
        trained = self._trained_parts(question)
        for part in range(len(cells)):
            source = cells[part]
            known = [name for name in self._known if name not in names]
            for what, mutant in (
                *typed_in(source, results),
                *mutants(source, names, known)[: -(-most // len(cells))],
            ):
                changed = (*cells[:part], mutant, *cells[part + 1 :])
                wrong.append(Trial(question, what, changed, is_right=False, trains=part in trained))
        right = []
        places = answer_cells(self._emitted.solution)[question]
        between = self._emitted.solution.cells[places[0] : places[-1]]
        joined = sum(cell.cell_type == "code" for cell in between) < len(cells)
        for what, form in equivalents(cells, names, may_join=joined):
            trains = any(form[part] != cells[part] for part in trained)
            right.append(Trial(question, what, (*form,), is_right=True, trains=trains))
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
            for group in groups if not trial.trains else ():
                if not group[0].trains and all(
                    self._apart(trial.question, other.question) for other in group
                ):
                    group.append(trial)
                    break
            else:
                groups.append([trial])
        return groups

    def _apart(self, one: str, other: str) -> bool:
        dependent = self._dependent
        return one != other and other not in dependent[one] and one not in dependent[other]

    def _graded(self, groups: list[list[Trial]]) -> Iterator[tuple[list[Trial], Tried]]:
        named: dict[tuple[str, ...], list[tuple[list[Trial], str]]] = {}
        notebooks: dict[str, nbformat.NotebookNode] = {}
        for group in groups:
            trained = _trained_of(group)
            questions = {trial.question for trial in group}
            solved = self._beside[trained] if trained else self._needed(questions)
            answers = {trial.question: trial.cells for trial in group}
            notebook = self._notebook(answers, solved)
            digest = hashlib.sha256(nbformat.writes(notebook).encode()).hexdigest()[:16]
            name = f"{trained}-{digest}" if trained else digest
            notebooks[name] = notebook
            # What nobody trains here is handed in.
            handed_in = sorted(({*solved, *answers} - {trained}) & {*self._trained})
            named.setdefault((*handed_in,), []).append((group, name))
        for there, some in named.items():
            tried = self._grade(
                self._zip,
                {name: notebooks[name] for _, name in some},
                self._folder,
                kept=self._kept_for(there),
            )
            for group, name in some:
                yield group, tried[name]

    def _needed(self, questions: Collection[str]) -> set[str]:
        """The questions that have to be answered for others."""
        return {name for name, later in self._dependent.items() if later & {*questions}}

    def _notebook(
        self,
        answers: Mapping[str, tuple[str, ...]],
        solved: Collection[str],
        *,
        again: bool = False,
    ) -> nbformat.NotebookNode:
        """The student's notebook with some answers, and the solution in some questions.

        It ends with the last check of these, which nothing below can change.

        Args:
            again: whether it must be run though another one like it was.
        """
        notebook = copy.deepcopy(self._emitted.student_notebook)
        for name, places in answer_cells(notebook).items():
            given = answers.get(name) or (self.cells[name] if name in solved else ())
            for place, source in zip(places, given, strict=False):
                notebook.cells[place].source = source
        checks = (check_cell(notebook, name) for name in (*answers, *solved))
        last = max((place for place in checks if place is not None), default=-1)
        if last >= 0:
            del notebook.cells[last + 1 :]
        if again:
            notebook.metadata["again"] = True
        return notebook

    def _judge(self, trial: Trial, tried: Tried) -> Judged:
        [question] = [one for one in tried.result.questions if one.name == trial.question]
        cases = _cases(question)
        visible = tuple(
            test.message for test in cases if not test.hidden and not test.passed and test.message
        )
        own = tuple(text for text in visible if not _NO_WORDS_OF_ITS_OWN.search(text))
        left_open = self._also_right.get(trial.question, ())
        also_right = any(part in trial.source for part in left_open)
        told = _told(question)
        of_run = [*_of_run(tried, [test.message for test in cases if not test.passed])]
        is_same = self._is_same(question, trial.question if trial.trains else "")
        return Judged(
            trial,
            _is_full(question),
            visible,
            own,
            is_same,
            also_right,
            messages=told.said,
            statements=told.decided + len(of_run),
            false=(*told.false, *(claim for claim, is_true in of_run if not is_true)),
        )

    def _is_same(self, question: QuestionResult, trained: str) -> bool:
        """Whether an answer does what the solution does.

        Where two runs of that differ, because it measures something, in its form alone.
        """
        one, other = (digests.get(question.name, {}) for digests in self._digests[trained])
        here = _told(question).digests
        return bool(here) and all(
            here.get(name, ["", ""])[exact != other[name][0]]
            == [exact, form][exact != other[name][0]]
            for name, (exact, form) in one.items()
        )


@dataclass(frozen=True)
class _Told:
    """What the probe tells of an answer.

    Attributes:
        digests: variable → a digest of what it is or does, and one of the form of that alone.
        typed: function → a result of it.
        said, decided, false: as the `messages`, `statements` and `false` of `Judged`.
    """

    digests: dict[str, list[str]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    said: int = 0
    decided: int = 0
    false: tuple[str, ...] = ()


def _told(question: QuestionResult) -> _Told:
    """What the probe tells; nothing where it was not reached."""
    try:
        told = json.loads(question.tests[-1].message)
        return _Told(**{**told, "false": tuple(told["false"])})
    except (IndexError, ValueError, KeyError, TypeError):
        return _Told()


def _of_run(tried: Tried, messages: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """What messages say of how a notebook was run, and whether that is true."""
    said = [text for text in messages if re.search(r"stopped with|that ran makes", text)]
    if not said or not tried.executed.is_file():
        return
    errors, names = [], set[str]()
    for cell in tried.notebook().cells:
        failed = [one.ename for one in cell.get("outputs", []) if one.output_type == "error"]
        errors += failed
        if cell.cell_type == "code" and not failed:
            names |= made(cell.source)
    for text in said:
        yield from decided_of_run(text, errors, [*names])


def _cases(question: QuestionResult) -> tuple[TestResult, ...]:
    return question.tests[:-1]  # without the probe


def _is_full(question: QuestionResult) -> bool:
    cases = _cases(question)
    return bool(cases) and all(test.passed for test in cases)


def _few_trained(trials: Iterable[Trial], most: int) -> Iterator[Trial]:
    """Trials without those that train, but for the first mutants and the first right forms."""
    seen = {True: 0, False: 0}
    for trial in trials:
        seen[trial.is_right] += trial.trains
        if not trial.trains or seen[trial.is_right] <= most:
            yield trial


def _trained_of(group: list[Trial]) -> str:
    """The question whose training is run for a group of trials; none, if it is empty."""
    return next((trial.question for trial in group if trial.trains), "")


def _keep_only_this_graders(folder: Path) -> None:
    """Removes what is kept of proofs by another state of this package's code."""
    code = json.dumps(states.of_code(Path(autograder.__file__).parent))
    state, stamp = hashlib.sha256(code.encode()).hexdigest(), folder / "grader.txt"
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != state:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        stamp.write_text(state, encoding="ascii")


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
    package = resources.files("autograder.authoring")
    sources = (package / "claims.py", package / "templates" / "probe.py")
    values = ", ".join(f"{name!r}: {name}" for name in names)
    case = (
        "@test_case(points=0, hidden=True)\n"
        f"def test_what_it_does({', '.join(names)}):\n"
        f"    raise AssertionError(_probe([{', '.join(inputs(tests))}], {{{values}}}))\n"
    )
    listening = f"_listen([{', '.join(inputs(tests))}])"
    helpers = [source.read_text(encoding="utf-8") for source in sources]
    return "\n\n".join([tests, *helpers, listening, case])

"""Pairs of submissions of which it is known whether one was made of the other.

A submission answers each question of a lesson in one of the forms that are at hand: the typical
answers, right and wrong, and the spellings that the tests have. The course's own solution is none
of them, because comparing subtracts it.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.answers import Answer, answer_cells, notebook_of, read_answers
from autograder.authoring.course import Course
from autograder.authoring.publish import emit_lesson
from autograder.authoring.targets.otter import Emitted
from scripts.similarity.disguises import KINDS, disguised

SPELLINGS = Path(__file__).parents[2] / "tests" / "spellings"
#: how a pair was made that is no copy
HONEST = "honest"
ALL = "all of these"
_SEED = 25
_CELL = re.compile(r"^# %% (q\d+): .+\n", re.MULTILINE)
_MAGIC = re.compile(r"^[ \t]*[!%?].*$", re.MULTILINE)
#: number of an answer cell, from 1 → its source
Form = Mapping[int, str]


@dataclass(frozen=True)
class Made:
    """A pair: of each submission, the source of each cell that answers a question.

    Attributes:
        kind: `HONEST`, one of `disguises.KINDS`, or `ALL`.
    """

    lesson: str
    kind: str
    one: list[str]
    other: list[str]

    @property
    def is_copy(self) -> bool:
        """Whether the one was made of the other."""
        return self.kind != HONEST


@dataclass(frozen=True)
class Lesson:
    """What submissions of a lesson are made of.

    Attributes:
        forms: question → its forms, no two of the same tree, none of the solution's.
        fixed: names that the starter notebook gives a value, or that a test looks at.
    """

    name: str
    emitted: Emitted
    forms: Mapping[str, list[Form]]
    fixed: frozenset[str]

    def given(self) -> list[str]:
        """The code of the starter notebook."""
        notebook = self.emitted.student_notebook
        return [cell.source for cell in notebook.cells if cell.cell_type == "code"]

    def solved(self) -> list[str]:
        """The code of the notebook with the solutions in it."""
        return [c.source for c in self.emitted.solution.cells if c.cell_type == "code"]

    def submission(self, chosen: Mapping[str, Form]) -> list[str]:
        """The cells of answers in a notebook with these forms; other questions are left open."""
        cells = {question: dict(form) for question, form in chosen.items()}
        answer = Answer("", "", "blank", "", {}, {}, cells, {})
        notebook = notebook_of(answer, self.emitted)
        answers = sorted(i for places in answer_cells(notebook).values() for i in places)
        cells_there = [notebook.cells[index] for index in answers]
        return [cell.source for cell in cells_there if cell.cell_type == "code"]


def read_lesson(course: Course, name: str) -> Lesson:
    """A lesson, with all forms of its answers."""
    emitted = emit_lesson(course, name)
    places = {
        question: [index for index in indices if emitted.solution.cells[index].cell_type == "code"]
        for question, indices in answer_cells(emitted.solution).items()
    }
    places = {question: indices for question, indices in places.items() if indices}
    seen = {
        question: {_shape({n: emitted.solution.cells[i].source for n, i in enumerate(at, 1)})}
        for question, at in places.items()
    }
    forms: dict[str, list[Form]] = {question: [] for question in places}
    for question, form in _forms(course, name):
        if question in forms and (shape := _shape(form)) not in seen[question]:
            seen[question].add(shape)
            forms[question].append(form)
    given = [c.source for c in emitted.student_notebook.cells if c.cell_type == "code"]
    fixed = {*_bound(given), *_looked_at(emitted.all_tests.values())}
    return Lesson(name, emitted, forms, frozenset(fixed))


def _bound(cells: Iterable[str]) -> Iterator[str]:
    """Names that cells give a value at their top level."""
    for cell in cells:
        for statement in _tree(cell).body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                yield statement.name
            elif isinstance(statement, ast.Import | ast.ImportFrom):
                yield from ((one.asname or one.name).partition(".")[0] for one in statement.names)
            else:
                nodes = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
                yield from (node.id for node in nodes if isinstance(node.ctx, ast.Store))


def _looked_at(tests: Iterable[str]) -> Iterator[str]:
    """The parameters of test functions, in test files of Otter's."""
    for source in tests:
        for parameters in re.findall(r"\bdef test\w*\(([^)]*)\)", source):
            yield from re.findall(r"[^\W\d]\w*", parameters)


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(without_magics(source))
    except SyntaxError:
        return ast.Module([], [])


def _forms(course: Course, lesson: str) -> Iterator[tuple[str, Form]]:
    for answer in read_answers(course, lesson):
        yield from answer.cells.items()
    path = SPELLINGS / f"{lesson}.py"
    _, *parts = _CELL.split(path.read_text(encoding="utf-8")) if path.exists() else [""]
    for number in range(0, len(parts), 2):
        yield parts[number], {1: parts[number + 1].strip()}


def _shape(form: Form) -> str:
    """What is left of the cells without layout and comments."""
    shapes = []
    for _, source in sorted(form.items()):
        try:
            shapes.append(ast.dump(ast.parse(without_magics(source))))
        except SyntaxError:
            shapes.append(source)
    return "\n".join(shapes)


def without_magics(source: str) -> str:
    """Code without the lines that are no Python."""
    return _MAGIC.sub("", source)


def pairs(lessons: list[Lesson], number: int) -> list[Made]:
    """As many copies as honest pairs, `number` of each; the same ones each time."""
    chance = random.Random(_SEED)  # noqa: S311
    made = []
    for count in range(number):
        lesson = lessons[count % len(lessons)]
        made.append(_honest(lesson, chance))
        kind = (*KINDS, ALL)[count // len(lessons) % (len(KINDS) + 1)]
        made.append(_copy(lesson, kind, chance))
    return made


def _honest(lesson: Lesson, chance: random.Random) -> Made:
    """Two who answer no question in the same form."""
    one, other = {}, {}
    for question, forms in lesson.forms.items():
        if len(forms) > 1:
            one[question], other[question] = chance.sample(forms, 2)
        elif forms:
            chance.choice((one, other))[question] = forms[0]
    return Made(lesson.name, HONEST, lesson.submission(one), lesson.submission(other))


def _copy(lesson: Lesson, kind: str, chance: random.Random) -> Made:
    """One, and the same in disguise."""
    while True:
        chosen = {name: chance.choice(forms) for name, forms in lesson.forms.items() if forms}
        one = lesson.submission(chosen)
        kinds = KINDS if kind == ALL else (kind,)
        other = disguised(one, kinds, lesson.fixed, chance)
        if other != one:
            return Made(lesson.name, kind, one, other)

"""The cells and blocks of a lesson's source by their lines, and what is wrong with them. [any]

Otter Assign says of most mistakes that there is one, and of some nothing: a question that does not
end has no check. So the source is looked through before, and everything is named with its line.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from autograder.authoring import test_helpers
from autograder.authoring.test_writing import (
    TEST_CONFIG,
    TEST_WRITING,
    missing,
    problem_of,
    problem_of_writes,
)

_CELL = re.compile(r"# ?%%(?!%)(?: (?P<rest>.*))?$")
_KIND = re.compile(r"\[(raw|markdown|md)\]")
_BOUNDARY = re.compile(r"#\s+(begin|end)\s+(\w+)\s*$", re.IGNORECASE)
_CONFIG = re.compile(r"#\s+assignment\s+config\s*$", re.IGNORECASE)
_BLOCKS = ("question", "prompt", "solution", "tests")
_HELPERS = test_helpers.BLOCK
_IN_CODE = re.compile(r"# (BEGIN|END) (QUESTION|TESTS|HELPERS)\s*$")
_CHOICE, _POINTS, _TEXT = "true or false", "a number from 0 on, such as 1 or 0.5", "a text"
#: what Otter Assign knows below `# BEGIN QUESTION`, and in the configuration of a test → what it is
_QUESTION_KEYS = {
    "name": "",
    "manual": _CHOICE,
    "points": _POINTS,
    "check_cell": _CHOICE,
    "export": _CHOICE,
    "all_or_nothing": _CHOICE,
}
#: what this package knows besides, see `test_writing`
_OUR_QUESTION_KEYS = {"kind", "writes"}
_TEST_KEYS = {
    "hidden": _CHOICE,
    "points": _POINTS,
    "success_message": _TEXT,
    "failure_message": _TEXT,
    "name": _TEXT,
}

Problem = tuple[int, str]


@dataclass(frozen=True)
class Cell:
    """A cell of a percent script.

    Attributes:
        line: of its first line of text in the script, from 1.
        kind: `code`, `markdown` or `raw`.
        lines: its text, without the signs that make comments of it.
    """

    line: int
    kind: str
    lines: list[str]

    @property
    def text(self) -> str:
        """All of its text."""
        return "\n".join(self.lines)


@dataclass
class Question:
    """A question's place.

    Attributes:
        line: of its name.
        tests: each test's name and its line, in order.
        writes: the student's tests → their own functions, in a question of `kind: test-writing`.
        versions: of each version its test, whether it is right, and whether it is hidden.
    """

    name: str
    line: int
    manual: bool = False
    tests: list[tuple[str, int]] = field(default_factory=list)
    blocks: set[str] = field(default_factory=set)
    writes: dict[str, str | None] = field(default_factory=dict)
    versions: list[tuple[str, bool, bool]] = field(default_factory=list)


def cells_of(text: str) -> list[Cell]:
    """The cells of a percent script, its header left out."""
    cells: list[Cell] = []
    kind, begin, lines = "", 0, list[str]()
    for number, line in enumerate([*text.split("\n"), "# %%"], 1):
        if not (mark := _CELL.match(line)):
            lines.append(line)
            continue
        if kind:
            if kind != "code":
                lines = [re.sub(r"^# ?", "", one) for one in lines]
            while lines and not lines[0].strip():
                lines, begin = lines[1:], begin + 1
            cells.append(Cell(begin, kind, lines))
        named = _KIND.search(mark["rest"] or "")
        kind = {"md": "markdown"}.get(named[1], named[1]) if named else "code"
        begin, lines = number + 1, []
    return cells


def header_of(text: str) -> tuple[dict[str, Any], list[Problem]]:
    """The header of a lesson's source, and what is wrong with it."""
    lines = text.split("\n")
    if lines[0].rstrip() != "# ---" or "# ---" not in (one.rstrip() for one in lines[1:]):
        return {}, [
            (1, "begin with a header between two lines `# ---`; take that of another lesson")
        ]
    end = [one.rstrip() for one in lines].index("# ---", 1)
    for number, line in enumerate(lines[1:end], 2):
        if line.strip() and not line.startswith("#"):
            return {}, [(number, "each line of the header begins with `#`")]
    found, problem = _yaml("\n".join(re.sub(r"^# ?", "", one) for one in lines[1:end]), 2)
    if problem is None and not isinstance(found, dict):
        problem = (1, "the header is a table of names and values, such as `jupyter:`")
    return (found, []) if problem is None else ({}, [problem])


def line_of_key(text: str, key: str) -> int:
    """The line of the header in which a name stands; 1 where it stands in none."""
    header = text.split("\n# ---", 2)[0]
    for number, line in enumerate(header.split("\n"), 1):
        if re.match(rf"#\s+[\"']?{re.escape(key)}[\"']?\s*:", line):
            return number
    return 1


class Source:
    """A lesson's source, looked through.

    Attributes:
        questions: by name.
        problems: (line, what to do) of each mistake, in the order of their lines.
    """

    def __init__(self, text: str, lesson: str) -> None:
        self._lesson = lesson
        self.text = text
        self.cells = cells_of(text)
        self.questions: dict[str, Question] = {}
        self.problems: list[Problem] = header_of(text)[1]
        self._open: list[tuple[str, int]] = []
        self._question: Question | None = None
        self._configured = False
        #: each helper's source and its line, and the lesson's tests
        self._helpers: dict[str, tuple[str, int]] = {}
        self._tests: list[ast.FunctionDef] = []
        for cell in self.cells:
            self._take(cell)
        last = text.count("\n") + 1
        self._close_all(last, "the end of the file")
        self._look_over_helpers()
        if not self._configured:
            self._say(1, "a raw cell `# ASSIGNMENT CONFIG` is missing; take that of another lesson")
        self.problems.sort()

    def _say(self, line: int, what: str) -> None:
        self.problems.append((line, what))

    def _take(self, cell: Cell) -> None:
        first = cell.lines[0].strip() if cell.lines else ""
        if cell.kind == "raw":
            if _CONFIG.match(first):
                self._configured = True
                self._assignment(cell)
            elif boundary := _BOUNDARY.match(first):
                self._boundary(boundary[1].lower(), boundary[2].lower(), cell)
        elif _IN_CODE.match(first):
            self._say(cell.line, f"`{first}` begins a raw cell: write `# %% [raw]` above it")
        elif self._open and self._open[-1][0] == "tests":
            self._test(cell)
        elif self._open and self._open[-1][0] == _HELPERS:
            self._helper(cell)

    def _boundary(self, which: str, block: str, cell: Cell) -> None:
        words = f"{which} {block}".upper()
        if block not in (*_BLOCKS, _HELPERS):
            known = ", ".join(one.upper() for one in _BLOCKS)
            self._say(cell.line, f"there is no block {block.upper()}; Otter knows {known}")
        elif which == "end":
            names = [name for name, _ in self._open]
            if block not in names:
                self._say(cell.line, f"`# {words}` ends nothing that has begun")
            else:
                while self._open[-1][0] != block:
                    self._unended(cell.line, f"`# {words}`")
                self._end()
        else:
            if block == "question":
                self._close_all(cell.line, "the next question")
            elif block == _HELPERS:
                self._close_all(cell.line, f"`# {words}`, which stands between questions")
            elif not self._open:
                self._say(cell.line, f"`# {words}` stands in no question")
            elif len(self._open) > 1:
                self._unended(cell.line, f"`# {words}`")
            self._open.append((block, cell.line))
            if block == "question":
                self._begin_question(cell)
            elif self._question:
                self._question.blocks.add(block)

    def _unended(self, line: int, where: str) -> None:
        block, begun = self._open[-1]
        named = f" of {self._question.name}" if self._question and self._question.name else ""
        self._say(
            begun,
            f"the block {block.upper()}{named} does not end: write `# END {block.upper()}` in a "
            f"raw cell above {where} (line {line})",
        )
        self._end()

    def _close_all(self, line: int, where: str) -> None:
        while self._open:
            self._unended(line, where)

    def _end(self) -> None:
        block, begun = self._open.pop()
        question, self._question = self._question, None if block == "question" else self._question
        if block != "question" or question is None:
            return
        if not question.manual and not question.tests and "tests" not in question.blocks:
            self._say(
                begun, f"{question.name} has no tests; write some, or `manual: true` below its name"
            )
        for lack in missing(question.writes, question.versions):
            self._say(begun, f"{question.name}: {lack}")
        if not {"solution", "prompt"} & question.blocks:
            self._say(begun, f"{question.name} has no solution: write BEGIN SOLUTION, END SOLUTION")

    def _table(self, cell: Cell) -> dict[str, Any] | None:
        """The configuration in a raw cell, below its first line."""
        found, problem = _yaml("\n".join(cell.lines[1:]), cell.line + 1)
        if problem is None and not isinstance(found, dict | None):
            problem = (cell.line, "below this line stand names and values, such as `name: q1`")
        if problem:
            self.problems.append(problem)
            return None
        return found or {}

    def _assignment(self, cell: Cell) -> None:
        table = self._table(cell)
        if table is None:
            return
        if table.get("name") != self._lesson:
            self._say(cell.line, f"write `name: {self._lesson}` here, which is the folder's name")
        tests = table.get("tests")
        if not isinstance(tests, dict) or (tests.get("files"), tests.get("ok_format")) != (
            True,
            False,
        ):
            self._say(cell.line, "write `tests: {files: true, ok_format: false}` here")
        for name in ("init_cell", "export_cell"):
            if table.get(name) is not False:
                self._say(
                    cell.line,
                    f"write `{name}: false` here: a lesson has a cell of its own for it",
                )

    def _begin_question(self, cell: Cell) -> None:
        table = self._table(cell)
        name = str((table or {}).get("name") or "")
        line = cell.line + next(
            (i for i, one in enumerate(cell.lines) if one.startswith("name:")), 0
        )
        self._question = Question(name, line, bool((table or {}).get("manual")))
        if table is None:
            return
        if not name:
            self._say(cell.line, "the question has no name: write `name: q1` below this line")
        elif not name.isidentifier():
            self._say(line, f"{name!r} is no name of a question: letters, digits and _ make one")
        elif name in self.questions:
            other = self.questions[name].line
            self._say(line, f"there is a question {name} already (line {other})")
        else:
            self.questions[name] = self._question
        for key in sorted({*map(str, table)} - {*_QUESTION_KEYS} - _OUR_QUESTION_KEYS):
            known = ", ".join(sorted({*_QUESTION_KEYS} | _OUR_QUESTION_KEYS))
            self._say(cell.line, f"a question has no setting {key!r}; there are {known}")
        self._look_at_values(cell, table, _QUESTION_KEYS)
        self._begin_test_writing(cell, table)

    def _begin_test_writing(self, cell: Cell, table: dict[str, Any]) -> None:
        if "kind" in table and table["kind"] != TEST_WRITING:
            self._say(cell.line, f"`kind` may be {TEST_WRITING}, and is left out otherwise")
        elif ("kind" in table) != ("writes" in table):
            self._say(cell.line, f"`kind: {TEST_WRITING}` and `writes` go together")
        elif "kind" in table and (problem := problem_of_writes(table["writes"])):
            self._say(cell.line, problem)
        elif "kind" in table and self._question:
            self._question.writes = dict(table["writes"])

    def _test(self, cell: Cell) -> None:
        if cell.kind != "code":
            self._say(cell.line, "between BEGIN TESTS and END TESTS all cells are code")
            return
        if self._question is None or not cell.text.strip():
            return
        if config := TEST_CONFIG.match(cell.text):
            table, problem = _yaml(config[1], cell.line + 1)
            if self._question.writes and isinstance(table, dict) and "version" in table:
                self._version(self._question, cell, table)
                return
            if problem:
                self.problems.append(problem)
            elif not isinstance(table, dict | None):
                self._say(cell.line, "the configuration of a test has lines such as `points: 1`")
            elif unknown := sorted({*map(str, table or {})} - {*_TEST_KEYS}):
                known = ", ".join(sorted(_TEST_KEYS))
                self._say(cell.line, f"a test has no setting {unknown[0]!r}; there are {known}")
            else:
                self._look_at_values(cell, table or {}, _TEST_KEYS)
        try:
            tree = ast.parse(cell.text)
        except SyntaxError as error:
            line = cell.line + (error.lineno or 1) - 1
            self._say(line, f"this is not Python ({error.msg})")
            return
        found = [
            node
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
        if len(found) != 1:
            self._say(
                cell.line,
                "a test is a cell of its own with one function `def test_…(answer):` that takes "
                f"the variables that it looks at; here are {len(found) or 'none'}",
            )
        for function in found[:1]:
            line = cell.line + function.lineno - 1
            for name, other in self._question.tests:
                if name == function.name:
                    self._say(line, f"{self._question.name} has a test {name} (line {other})")
            self._question.tests.append((function.name, line))

        self._tests += found[:1]

    def _look_at_values(self, cell: Cell, table: dict[str, Any], kinds: Mapping[str, str]) -> None:
        """Names values of another kind than their setting has. Left empty, it has its default."""
        for key, kind in kinds.items():
            value = table.get(key)
            if kind and value is not None and not _is(kind, value):
                lines = enumerate(cell.lines, cell.line)
                line = next((n for n, one in lines if one.strip().startswith(f"{key}:")), cell.line)
                self._say(line, f"`{key}` is {kind}")

    def _helper(self, cell: Cell) -> None:
        """Functions that tests of several questions call."""
        if cell.kind != "code":
            self._say(cell.line, "between BEGIN HELPERS and END HELPERS all cells are code")
            return
        try:
            tree = ast.parse(cell.text)
        except SyntaxError as error:
            self._say(cell.line + (error.lineno or 1) - 1, f"this is not Python ({error.msg})")
            return
        for number, what in test_helpers.problems(tree):
            self._say(cell.line + number - 1, what)
        for name, source in test_helpers.functions_of(tree).items():
            self._helpers[name] = (source, cell.line)

    def _look_over_helpers(self) -> None:
        helpers = {name: source for name, (source, _) in self._helpers.items()}
        for name, what in test_helpers.missing(helpers, self._tests):
            self._say(self._helpers[name][1], what)

    def _version(self, question: Question, cell: Cell, table: dict[str, Any]) -> None:
        """A version of the function that a student's test looks at."""
        writes = question.writes
        try:
            problem = problem_of(table, writes, cell.text)
        except SyntaxError as error:
            problem = f"this is not Python ({error.msg})"
        if problem:
            self._say(cell.line, problem)
            return
        test, right = table.get("test") or next(iter(writes)), table["version"] == "right"
        question.versions.append((test, right, bool(table.get("hidden", right))))
        if not right:
            number = sum(not one[1] for one in question.versions)
            question.tests.append((f"{test}_finds_fault_{number}", cell.line))

    def line_of_test(self, question: str, index: int) -> int:
        """Where a question's test stands; else where the question does; 1 where there is none."""
        found = self.questions.get(question)
        if found is None:
            return 1
        return found.tests[index][1] if index < len(found.tests) else found.line

    def line_of_code(self, cell: str, number: int) -> int | None:
        """Where a line of a notebook's code cell stands in the source; None where it does not.

        Args:
            number: from 1.
        """
        lines = cell.split("\n")
        if not 1 <= number <= len(lines):
            return None
        wanted = {one.strip() for one in lines if one.strip()}
        for one in sorted(
            (one for one in self.cells if one.kind == "code"),
            key=lambda one: -len(wanted & {line.strip() for line in one.lines}),
        ):
            for index, line in enumerate(one.lines):
                if line.rstrip() == lines[number - 1].rstrip():
                    return one.line + index
        return None


def _yaml(text: str, line: int) -> tuple[Any, Problem | None]:
    """A text's YAML, and what is wrong with it.

    Args:
        line: of the text's first line.
    """
    try:
        return yaml.safe_load(text), None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, (line + (mark.line if mark else 0), f"this is not YAML: {error.problem}")
    except (yaml.YAMLError, ValueError) as error:
        return None, (line, f"this is not YAML: {error}")


def _is(kind: str, value: object) -> bool:
    if kind == _POINTS:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return math.isfinite(value) and value >= 0
    return isinstance(value, bool if kind == _CHOICE else str)


def located(path: object, problems: list[Problem]) -> str:
    """Problems in one text, each with file and line."""
    return "\n".join(f"{path}, line {line}: {what}." for line, what in problems)


def failing_line(outputs: list[Any]) -> Iterator[tuple[int, str]]:
    """(line of the cell, what is wrong) of each error among a cell's outputs."""
    for output in outputs:
        if output.output_type == "error":
            plain = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output.traceback))
            number = re.search(r"-+> ?(\d+) |, line (\d+)", plain)
            line = int(number[1] or number[2]) if number else 0
            yield line, f"{output.ename}: {output.evalue}"

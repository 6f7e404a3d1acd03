"""Makes questions about code from what a traced run noted. [worker]

What was noted comes out of a student's process, so each part is looked at before it is used.
"""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.grading.viva.candidate import (
    MOST_CHOICE,
    MOST_CODE,
    MOST_LINES,
    MOST_TEXT,
    Candidate,
    other_sizes,
)
from autograder.grading.viva.learning_rate import of_trial
from autograder.run import worker_process

_MOST_BYTES = 4 << 20
_MOST_QUESTIONS = 120
_SIMPLE = (
    *(ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return, ast.Raise, ast.Delete),
    *(ast.Break, ast.Continue),
)
_INSIDE = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
_LOOPS = (ast.For, ast.While)
_TYPES = ("list", "dict", "tuple", "str", "int", "float", "ndarray", "DataFrame")

#: types of what a cell defines and nobody works out
_NO_DATA = frozenset({"function", "module", "type"})
#: modules whose answers depend on the machine, the folder, the moment or chance
_OF_THE_MACHINE = frozenset(
    {"os", "sys", "platform", "time", "datetime", "random", "importlib", "subprocess", "psutil"}
    | {"socket", "tempfile", "shutil", "pathlib", "glob", "getpass", "secrets", "uuid"}
)
#: what reads from outside of the notebook
_READS = frozenset({"open", "input", "id", "hash", "version", "get_ipython", "Path"})
#: of those, what makes a function's answer another one at another time
_CHANGES = frozenset({"time", "datetime", "random", "platform", "sys", "psutil", "uuid", "secrets"})

#: lines for the shell or IPython: alone, and with a name for the answer
_COMMAND = re.compile(r"^([ \t]*)[!%].*$", re.MULTILINE)
_KEPT_COMMAND = re.compile(r"^([ \t]*[A-Za-z_]\w*[ \t]*=[ \t]*)[!%].*$", re.MULTILINE)

Noted = Mapping[str, Any]


def from_trace() -> list[dict[str, Any]]:
    """Questions from the file 0 that `trace_in_kernel.finish` wrote; none from one that is odd."""
    with os.fdopen(worker_process.open_file(0), "rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        return []
    return [one.to_json() for one in candidates(json.loads(data))]


def candidates(noted: Noted) -> list[Candidate]:
    """Questions about each cell and function that was noted; of several alike, the first."""
    found: dict[tuple[str, str, str, str], Candidate] = {}
    for name, cell in noted["cells"].items():
        try:
            tree = ast.parse(_without_commands(cell["source"]))
        except (SyntaxError, ValueError):
            continue
        calls = [call for call in noted["calls"] if call["file"] == name]
        for one in _of_cell(cell, tree, calls):
            if _fits(one):
                found.setdefault((one.question, one.kind, one.text, one.code), one)
    made = list(found.values())[:_MOST_QUESTIONS]
    return [*made, *filter(_fits, of_trial(noted.get("trial") or {}))]


def _fits(one: Candidate) -> bool:
    lengths = (len(one.text) <= MOST_TEXT, len(one.code) <= MOST_CODE)
    return (
        all(lengths)
        and one.code.count("\n") < MOST_LINES
        and all(0 < len(choice) <= MOST_CHOICE for choice in (one.key, *one.near))
        and len(one.near) >= 2
    )


def _without_commands(source: str) -> str:
    """The code without what is for the shell or IPython, in which all lines keep their number.

    What keeps the answer of such a command reads from outside of the notebook, as `input` does.
    """
    kept = _KEPT_COMMAND.sub(r"\1input()", source)
    return _COMMAND.sub(r"\1pass", kept)


@dataclass(frozen=True)
class _Call:
    """A traced call of a function, or the run of a cell.

    Attributes:
        said: how a question names it.
        steps: a line that is about to run, and what has changed since the line before.
    """

    question: str
    said: str
    code: str
    body: Sequence[ast.stmt]
    steps: Sequence[tuple[int, Mapping[str, str | None]]]
    end: Sequence[Any]

    @cached_property
    def states(self) -> list[dict[str, str | None]]:
        """The variables before each step, as Python writes them; None where that is not known."""
        known: dict[str, str | None] = {}
        return [dict(known := {**known, **changed}) for _, changed in self.steps]

    @cached_property
    def ran(self) -> list[int]:
        """The lines that ran, in order."""
        return [line for line, _ in self.steps[:-1]]

    @cached_property
    def simple(self) -> dict[int, ast.stmt]:
        """Line → the statement that has it for itself, and does there what it does."""
        return {
            node.lineno: node
            for node in _statements(self.body)
            if isinstance(node, _SIMPLE)
            and node.lineno == node.end_lineno
            and not any(isinstance(part, _INSIDE) for part in ast.walk(node))
            and not _is_docstring(node)
        }

    def make(self, kind: str, text: str, key: str, near: Sequence[str], **more: Any) -> Candidate:
        """A question about it; what is no wrong choice is left out, the same kind comes first."""
        if not more.get("is_code", True):
            wrong = tuple(dict.fromkeys(one for one in near if one and one != key))
            return Candidate(self.question, kind, text, key, wrong[:12], self.code, **more)
        kind_of_key, same = _read(key)
        apart: dict[str, tuple[bool, str]] = {}
        for one in near:
            if one and (meaning := _read(one))[1] != same:
                apart.setdefault(meaning[1], (meaning[0] != kind_of_key, one))
        ordered = sorted(apart.values(), key=lambda pair: pair[0])
        wrong = tuple(one for _, one in ordered)
        asked = (self.question, kind, text, key, wrong[:12], self.code)
        return Candidate(*asked, same=same[:MOST_CHOICE], **more)


def _read(text: str) -> tuple[str, str]:
    """The type of a value as Python writes it, and a text that equal values share."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError):
        return "", text
    return type(value).__name__, _canonical(value)


def _canonical(value: object) -> str:
    if isinstance(value, dict):
        pairs = sorted(f"{_canonical(k)}: {_canonical(v)}" for k, v in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}[{', '.join(map(_canonical, value))}]"
    if isinstance(value, set):
        return f"set{sorted(map(_canonical, value))}"
    if isinstance(value, float) and value.is_integer():
        return repr(int(value))
    return repr(value)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body in their order, without those of functions in it."""
    for node in body:
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for part in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(node, part, []))
        for handler in getattr(node, "handlers", []):
            yield from _statements(handler.body)


def _of_cell(cell: Noted, tree: ast.Module, calls: Sequence[Noted]) -> Iterator[Candidate]:
    question, source = cell["question"], cell["source"]
    bodies = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    functions = {one["name"]: one for one in cell.get("functions", [])}
    returned: dict[str, list[str]] = {}
    for noted in calls:
        if noted["end"][0] == "return" and noted["end"][1] is not None:
            returned.setdefault(noted["function"], []).append(noted["end"][1])
    for noted in calls:
        name = noted["function"]
        steps = [(int(line), changed) for line, changed in noted["steps"]]
        if name == "<module>":
            elsewhere = machine_bound(tree)
            steps = [
                (line, {n: None if n in elsewhere else text for n, text in changed.items()})
                for line, changed in steps
            ]
            run = _Call(question, "this cell runs", source, tree.body, steps, noted["end"])
            yield from _of_values(run, noted.get("values", {}), tree)
            if steps:
                yield from _of_lines(run)
        elif name in bodies and name in functions and not _CHANGES & {*functions[name]["outside"]}:
            said = f"`{_as_called(functions[name], noted['arguments'])}` is called"
            run = _Call(question, said, source, bodies[name].body, steps, noted["end"])
            yield from _of_call(run, returned.get(name, []))
            yield from _of_lines(run)
            yield from _of_loops(run)
    for name, function in functions.items():
        if name in bodies:
            yield from _of_names(question, source, bodies[name], function)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _of_class(question, source, node)


def _as_called(function: Noted, arguments: Sequence[str]) -> str:
    names, count = function["parameters"], function["positional"]
    given = [*arguments[:count]]
    given += [f"{name}={text}" for name, text in zip(names[count:], arguments[count:], strict=True)]
    return f"{function['name']}({', '.join(given)})"


def _of_call(call: _Call, returned: Sequence[str]) -> Iterator[Candidate]:
    last = call.states[-1]
    known = {name: text for name, text in last.items() if text is not None}
    if call.end[0] == "raise":
        _, error, line = call.end
        yield call.make(
            "raises",
            f"When {call.said}, it ends in a `{error}`. In which line of this code?",
            _line(line),
            _lines(call, line),
            is_code=False,
            rank=5,
        )
    elif call.end[1] is not None:
        value = call.end[1]
        near = [*reversed(returned), *known.values(), *_beside(value)]
        yield call.make("returns", f"What does it return when {call.said}?", value, near, rank=3)
        if kind := _read(value)[0]:
            others = _turned([one for one in _TYPES if one != kind], kind)
            asked = f"Of which type is what it returns when {call.said}?"
            yield call.make("type returned", asked, kind, others, rank=1)
    if call.end[0] == "return" and call.ran and call.ran[-1] in call.simple:
        line = call.ran[-1]
        yield call.make(
            "last line",
            f"Which of these lines runs last when {call.said}?",
            _line(line),
            [_line(one) for one in call.simple if one != line],
            is_code=False,
            rank=3,
        )
    idle = [line for line in call.simple if line not in call.ran]
    ran = [line for line in dict.fromkeys(call.ran) if line in call.simple]
    if idle and len(ran) >= 2:
        yield call.make(
            "does not run",
            f"Which of these lines does not run when {call.said}?",
            _line(idle[0]),
            [_line(line) for line in ran],
            is_code=False,
            rank=4,
        )
    texts = list(known.values())
    for name, text in known.items():
        if texts.count(text) == 1 and len(known) >= 3:
            near = [other for other in known if other != name]
            asked = f"Which variable holds `{text}` at the end, when {call.said}?"
            yield call.make("holds", asked, name, near, rank=2)


def _of_lines(call: _Call) -> Iterator[Candidate]:
    """What a variable is after a line, and how often a line runs."""
    seen: set[tuple[int, str]] = set()
    for index, line in enumerate(call.ran):
        first = line not in call.ran[:index]
        for name, value in call.steps[index + 1][1].items():
            if (line, name) in seen or value is None or line not in call.simple or not first:
                continue
            seen.add((line, name))
            others = [state.get(name) for state in call.states]
            other = [text for at, text in call.states[index + 1].items() if at != name]
            near = [text for text in [*others, *other] if text is not None]
            yield call.make(
                "value after a line",
                f"Which value has `{name}` right after line {line} has run for the first time, "
                f"when {call.said}?",
                value,
                [*near, *_beside(value)],
                rank=4,
            )
    for line in call.simple:
        count = call.ran.count(line)
        if count >= 2:
            numbers = (count - 1, count + 1, 1, 2 * count, count + 2)
            asked = f"How many times does line {line} run when {call.said}?"
            key, wrong = str(count), [str(one) for one in numbers]
            yield call.make("how often", asked, key, wrong, rank=4)


def _of_loops(call: _Call) -> Iterator[Candidate]:
    """What a variable is in the second pass of a loop."""
    outer = [node for node in _outermost(call.body) if isinstance(node, _LOOPS)]
    for loop in outer:
        begin = loop.body[0].lineno
        if begin == loop.lineno or isinstance(loop.body[0], _LOOPS):
            continue
        passes = [index for index, line in enumerate(call.ran) if line == begin]
        if len(passes) < 2:
            continue
        states = [call.states[index] for index in passes]
        for name, value in states[1].items():
            values = [state.get(name) for state in states]
            if value is None or values.count(value) == len(values):
                continue
            near = [text for text in values if text is not None]
            near += [text for text in states[1].values() if text is not None]
            yield call.make(
                "second pass",
                f"The loop in line {loop.lineno} is in its second pass, and line {begin} is about "
                f"to run. Which value has `{name}`, when {call.said}?",
                value,
                [*near, *_beside(value)],
                rank=5,
            )


def _outermost(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body that no loop holds."""
    for node in body:
        yield node
        if not isinstance(node, (*_LOOPS, ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            for part in ("body", "orelse", "finalbody"):
                yield from _outermost(getattr(node, part, []))


def _of_values(call: _Call, values: Mapping[str, Noted], tree: ast.Module) -> Iterator[Candidate]:
    """What the variables of a cell are after it has run."""
    data = {name: one for name, one in values.items() if one["type"] not in _NO_DATA}
    elsewhere = machine_bound(tree)
    known = {
        name: one["text"]
        for name, one in data.items()
        if one["text"] is not None and name not in elsewhere
    }
    after = "After this cell has run, "
    for name, text in known.items():
        near = [other for other in known.values() if other != text]
        near += [str(state.get(name) or "") for state in call.states]
        asked = f"{after}which value has `{name}`?"
        yield call.make("value", asked, text, [*near, *_beside(text)], shared=True, rank=3)
        if len(known) >= 3 and [*known.values()].count(text) == 1:
            names = [other for other in known if other != name]
            yield call.make("holds", f"{after}which variable holds `{text}`?", name, names, rank=2)
    for name, one in data.items():
        if shape := one.get("shape"):
            near = [other["shape"] for other in data.values() if other.get("shape")]
            asked = f"{after}which shape has `{name}`?"
            yield call.make("shape", asked, shape, [*near, *_shapes(shape)], shared=True, rank=3)
        entries = one.get("entries") or []
        if len(entries) >= 3:
            of = "column" if "shape" in one else "key"
            asked = f"{after}which is the last {of} of `{name}`?"
            yield call.make(f"last {of}", asked, entries[-1], entries[:-1], rank=2)
        # Which keys a dictionary has its author says, whatever their values come from.
        if "length" in one and (name not in elsewhere or one["type"] == "dict"):
            asked = f"{after}what does `len({name})` give?"
            yield call.make("length", asked, str(one["length"]), other_sizes(one["length"]), rank=2)
        if "lines" in one and name not in elsewhere:
            asked = f"{after}how many lines has the text in `{name}`?"
            yield call.make("lines", asked, str(one["lines"]), other_sizes(one["lines"]), rank=2)
        near = [kind for kind in _TYPES if kind != one["type"]]
        asked = f"{after}of which type is `{name}`?"
        yield call.make("type", asked, one["type"], _turned(near, name), rank=1)
    assigned = [name for name in data if name.isidentifier()]
    top = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    walked = [part for node in top for part in ast.walk(node) if isinstance(part, ast.Name)]
    read = {part.id for part in walked if isinstance(part.ctx, ast.Load)} - {*values}
    read -= {part.id for part in walked if isinstance(part.ctx, ast.Store)}
    if assigned and len(read) >= 2:
        asked = "Which of these names does this cell give a value?"
        yield call.make("assigns", asked, assigned[0], sorted(read), rank=1)
    starts = _starts(tree)
    lines = sorted({*starts.values()})
    for name in assigned:
        changed = [i for i, (_, changes) in enumerate(call.steps) if i and name in changes]
        if changed and len(lines) >= 3:
            line = starts.get(call.steps[changed[0] - 1][0])
            if line is not None:
                asked = f"In which line does the statement begin that gives `{name}` a value first?"
                near = [_line(one) for one in lines if one != line]
                yield call.make("assigned in", asked, _line(line), near, is_code=False, rank=1)


def machine_bound(tree: ast.Module) -> set[str]:
    """The variables of a cell whose values another computer, moment or folder would change.

    The student's was another one than the grader's, so nobody can be asked about them.
    """
    bound: set[str] = set()
    for node in _statements(tree.body):
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None) or ""
            for alias in node.names:
                if (module or alias.name).partition(".")[0] in _OF_THE_MACHINE:
                    bound.add(alias.asname or alias.name.partition(".")[0])
        elif names & (bound | _OF_THE_MACHINE | _READS):
            stored = (part for part in ast.walk(node) if isinstance(part, ast.Name))
            bound |= {part.id for part in stored if isinstance(part.ctx, ast.Store)}
    return bound


def _starts(tree: ast.Module) -> dict[int, int]:
    """A line → where the innermost statement begins that it belongs to."""
    found: dict[int, int] = {}
    for node in _statements(tree.body):
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
            found[line] = node.lineno
    return found


def _of_names(
    question: str, source: str, node: ast.FunctionDef, function: Noted
) -> Iterator[Candidate]:
    """What Python's own compiler says of the names of a function."""
    call = _Call(question, "", source, node.body, [], [])
    parameters, own = function["parameters"], function["locals"]
    outside = [name for name in function["outside"] if name.isidentifier()]
    name = node.name
    if parameters:
        near = [*own, *outside, name]
        asked = f"Which of these names is a parameter of `{name}`?"
        yield call.make("parameter", asked, parameters[0], near, rank=1)
    if outside:
        asked = (
            f"Which of these names does `{name}` take from outside: neither a parameter, nor a "
            "variable of its own?"
        )
        yield call.make("from outside", asked, outside[-1], [*own, *parameters], rank=2)
    if own:
        asked = f"Which of these names is a variable of `{name}`'s own, and no parameter?"
        yield call.make("own variable", asked, own[0], [*parameters, *outside], rank=1)
    starts = sorted({part.lineno for part in _statements(node.body)})
    for variable in own:
        line = function["first"].get(variable)
        if line in starts:
            asked = f"In which line is `{variable}` given a value for the first time?"
            near = [_line(one) for one in starts if one != line]
            yield call.make("first value", asked, _line(line), near, is_code=False, rank=2)


def _of_class(question: str, source: str, node: ast.ClassDef) -> Iterator[Candidate]:
    """What Python's own parser says of the names of a class."""
    call = _Call(question, "", source, node.body, [], [])
    methods = {part.name: part for part in node.body if isinstance(part, ast.FunctionDef)}
    walked = [part for method in methods.values() for part in ast.walk(method)]
    attributes = dict.fromkeys(
        part.attr
        for part in walked
        if isinstance(part, ast.Attribute)
        and isinstance(part.ctx, ast.Store)
        and isinstance(part.value, ast.Name)
    )
    names = dict.fromkeys(part.id for part in walked if isinstance(part, ast.Name))
    others = [name for name in names if name not in (*attributes, *methods)]
    if methods:
        asked = f"Which of these names is a method of `{node.name}`?"
        yield call.make("method", asked, [*methods][-1], [*attributes, *others], rank=2)
        asked, count = f"How many methods has the class `{node.name}`?", len(methods)
        near = [str(one) for one in (count + 1, count - 1, count + 2) if one > 0]
        yield call.make("methods", asked, str(count), near, rank=1)
    if attributes:
        asked = f"Which of these names is an attribute that `{node.name}` gives its objects?"
        yield call.make("attribute", asked, next(iter(attributes)), others, rank=2)
    if len(methods) >= 3:
        name, method = [*methods.items()][-1]
        near = [_line(one.lineno) for one in methods.values() if one is not method]
        asked = f"In which line does the method `{name}` begin?"
        yield call.make("begins in", asked, _line(method.lineno), near, is_code=False, rank=1)


def _line(number: int) -> str:
    return f"line {number}"


def _lines(call: _Call, but: int) -> list[str]:
    """Other lines of a function that hold a statement, the nearest first."""
    lines = {node.lineno for node in _statements(call.body) if not _is_docstring(node)} - {but}
    return [_line(one) for one in sorted(lines, key=lambda one: (abs(one - but), one))]


def _turned(names: Sequence[str], by: str) -> list[str]:
    """The names in another order for each variable, the same in every run."""
    start = sum(by.encode()) % len(names)
    return [*names[start:], *names[:start]]


def _shapes(shape: str) -> list[str]:
    sizes = [part for part in shape.strip("()").split(",") if part.strip()]
    parts = [part.strip() for part in sizes]
    turned = f"({', '.join(reversed(parts))}{',' if len(parts) == 1 else ''})"
    longer = f"({', '.join([*parts, '1'])})"
    shorter = f"({', '.join(parts[:-1])}{',' if len(parts) == 2 else ''})"
    return [turned, longer, shorter]


def _beside(text: str) -> list[str]:
    """Values that are near a plain one, for where a run gives too few."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return []
    made: list[object] = []
    if isinstance(value, bool):
        made = [not value, None]
    elif value is None:
        made = [False, 0, True]
    elif isinstance(value, int):
        made = [value + 1, value - 1, 2 * value]
    elif isinstance(value, float):
        made = [round(value * 10, 6), round(value / 10, 6), round(value + 1, 6)]
    elif isinstance(value, str):
        made = ["", value.upper(), value.lower(), value[1:], value[:-1]]
    elif isinstance(value, list | tuple):
        kind = type(value)
        made = [kind(reversed(value)), value[1:], value[:-1], kind()]
    elif isinstance(value, dict):
        items = list(value.items())
        made = [dict(items[1:]), dict(items[:-1]), [*value]]
    elif isinstance(value, set):
        made = [sorted(value, key=repr), set()]
    return [repr(one) for one in made if one != value or type(one) is not type(value)]

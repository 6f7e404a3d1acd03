"""The variables that a test file looks at, found by reading it, never by running it. [any]

Otter knows two formats. In the exception format a case is a function, and its parameters name what
it takes from the notebook; a parameter called `env` takes everything. In the OK format a case is a
doctest that runs among the notebook's own variables. A table in the OK format that code makes is
run once, in a worker, and stands here as what came of it; see `computed_table`.
"""

from __future__ import annotations

import ast
import builtins
import dis
import doctest
import functools
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

from autograder.errors import Refused

_BUILTINS = frozenset(dir(builtins))
#: what cases are made with in the exception format, where it is not written above a function
_MADE_WITH = "test_case"
#: in what `inputs` gives, stands for the cases that no decorated function of the file is
MADE = ""
_LOADS = frozenset({"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"})
_STORES = frozenset({"STORE_NAME", "STORE_GLOBAL"})
#: called without arguments in a doctest, each gives the whole notebook
_EVERYTHING = frozenset({"globals", "locals", "vars", "dir"})
#: what a function takes from its process; a test that gives it something else means that process
_OF_PROCESS = re.compile(r"(__)?builtins(__)?\.\w+|sys\.stdin")
#: what these look at stands in no source
_ANYTHING = frozenset({"eval", "exec"})


class NotATestFile(Refused):
    """A file is not a valid test file of Otter's. The message is a clause that says why."""


@dataclass(frozen=True)
class Inputs:
    """What one test case looks at.

    Attributes:
        names: variables of the notebook.
        whole: whether it looks at the whole notebook in a way that no list of names stands for.
    """

    names: frozenset[str]
    whole: bool = False


def inputs(source: str) -> dict[str, Inputs]:
    """What each case of a test file looks at.

    Returns:
        By the name of the case's function, or in the OK format by its number from 0. Of two
        functions with one name Python keeps the last, and so does Otter. Where code makes cases,
        `MADE` has all that any of them can look at.

    Raises:
        NotATestFile: the file is not Python, or not one of Otter's two formats.
    """
    tree = _tree(source)
    if spec := _of_cell(tree):
        return {str(number): _of_code(case["code"]) for number, case in enumerate(spec["cases"])}
    if _is_ok(tree):
        cases = _spec(tree)["suites"][0]["cases"]
        return {str(number): _of_doctest(case["code"]) for number, case in enumerate(cases)}
    written = {
        node.name: _of_function(node)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    }
    return written | ({MADE: _of_all_functions(tree)} if _makes_cases(tree) else {})


def is_computed(source: str) -> bool:
    """Whether the table of a file in the OK format is there only once the file has been run.

    Raises:
        NotATestFile: as `inputs` does.
    """
    tree = _tree(source)
    if _of_cell(tree) is not None:
        return False
    try:
        return _is_ok(tree) and not all(map(_is_plain, tree.body))
    except NotATestFile:
        if any(isinstance(node, ast.Name) and node.id == "OK_FORMAT" for node in ast.walk(tree)):
            return True
        raise


def literal(table: Any) -> str:
    """A test file in the OK format with this table, of plain data."""
    return f"OK_FORMAT = True\n\ntest = {table!r}\n"


def ok_spec(source: str) -> dict[str, Any] | None:
    """The table `test` of a file in the OK format; None for one in the exception format.

    Raises:
        NotATestFile: as `inputs` does.
    """
    tree = _tree(source)
    return _spec(tree) if _is_ok(tree) else None


def cell_spec(source: str) -> dict[str, Any] | None:
    """The table of a file that stands for a test cell of nbgrader's; None for one of Otter's.

    Its `cases` have `name`, `code`, `hidden` and `points`. The loader of nbgrader's assignments
    writes such files (`CELL_FORMAT = True`); no course has them.

    Raises:
        NotATestFile: the file is not Python.
    """
    return _of_cell(_tree(source))


def is_exception_format(source: str) -> bool:
    """Whether a test file is in Otter's exception format, where cases are functions.

    Raises:
        NotATestFile: as `inputs` does.
    """
    tree = _tree(source)
    return _of_cell(tree) is None and not _is_ok(tree)


def own_name(source: str) -> str | None:
    """The name that a test file gives itself, under which Otter keeps its result.

    Raises:
        NotATestFile: as `inputs` does.
    """
    tree = _tree(source)
    if _is_ok(tree):
        found = _spec(tree).get("name")
    else:
        [*_, value] = [None, *_values(tree, "name")]
        found = value.value if isinstance(value, ast.Constant) else None
    return found if isinstance(found, str) else None


def loaded_names(source: str) -> set[str]:
    """Names that code takes from outside of it, builtins left out.

    Raises:
        SyntaxError: it is not Python.
    """
    return set(_loaded(compile(source, "<cell>", "exec"), set())) - _BUILTINS


def _of_cell(tree: ast.Module) -> dict[str, Any] | None:
    if not any(True for _ in _values(tree, "CELL_FORMAT")):
        return None
    [value] = _values(tree, "test")
    spec: dict[str, Any] = ast.literal_eval(value)
    return spec


@functools.lru_cache(maxsize=16)  # a check asks three times about each of an assignment's files
def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise NotATestFile(f"it is not Python: {error.msg}, line {error.lineno}") from None
    except ValueError as error:  # what older versions of Python raise for a null byte
        raise NotATestFile(f"it is not Python: {error}") from None


def _is_ok(tree: ast.Module) -> bool:
    for value in _values(tree, "OK_FORMAT"):
        if isinstance(value, ast.Constant):
            return bool(value.value)
        raise NotATestFile("its OK_FORMAT is neither True nor False")
    # Before version 4 Otter did not write it, and there was one format: a table called `test`.
    if any(True for _ in _values(tree, "test")):
        return True
    raise NotATestFile("it does not set OK_FORMAT to True or False, which Otter asks for")


def _values(tree: ast.Module, name: str) -> Iterator[ast.expr]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and target.id == name:
                    yield node.value


def _is_plain(node: ast.stmt) -> bool:
    """Whether a statement can be read without being run: text, an import, or a literal value."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if not isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    if any(not isinstance(target, ast.Name | None) for target in targets):
        return False
    try:
        ast.literal_eval(node.value or ast.Constant(None))
    except (ValueError, TypeError):
        return False
    return True


def _makes_cases(tree: ast.Module) -> bool:
    """Whether cases are made elsewhere than right above a function of the file."""
    nodes = list(ast.walk(tree))  # the most of what reading a file takes
    names = {_MADE_WITH} | {
        alias.asname
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == _MADE_WITH and alias.asname
    }
    above = {
        id(part)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        for one in node.decorator_list
        for part in ast.walk(one)
    }
    return any(
        id(node) not in above
        and (
            (isinstance(node, ast.Name) and node.id in names)
            or (isinstance(node, ast.Attribute) and node.attr == _MADE_WITH)
        )
        for node in nodes
    )


def _of_all_functions(tree: ast.Module) -> Inputs:
    """All that any function of a file takes."""
    found = [
        _of_function(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.Lambda)
    ]
    return Inputs(
        frozenset[str]().union(*(one.names for one in found)), any(one.whole for one in found)
    )


def _spec(tree: ast.Module) -> dict[str, Any]:
    """The table, with the cases of all its suites in one, as Otter's own reader wants it."""
    try:
        *_, value = _values(tree, "test")  # of two assignments the last counts
        spec: dict[str, Any] = ast.literal_eval(value)
        suites = spec["suites"]
        cases = [case for suite in suites for case in suite["cases"]]
        well = isinstance(suites, list) and all(isinstance(case["code"], str) for case in cases)
        kinds = {str(suite.get("type", "doctest")) for suite in suites}
        around = any(suite.get("setup") or suite.get("teardown") for suite in suites)
    except (ValueError, TypeError, KeyError, AttributeError):
        well, suites = False, []
    if not well or not suites:
        raise NotATestFile("its `test` is not a plain table of suites with cases")
    if kinds != {"doctest"}:
        raise NotATestFile(f"it has a suite of another type than doctest: {', '.join(kinds)}")
    if around:
        raise NotATestFile(
            "a suite of it has code in `setup` or `teardown`, which Otter does not run; put it "
            "into the cases"
        )
    return {**spec, "suites": [{**suites[0], "cases": cases}]}


def _of_function(function: ast.FunctionDef | ast.Lambda) -> Inputs:
    arguments = function.args
    every = (*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs)
    names = {argument.arg for argument in (*every, arguments.kwarg) if argument}
    reaches = _reaches_into_the_process(function)
    if "env" not in names:
        return Inputs(frozenset(names), reaches)
    looked_up, whole = _looked_up(
        function, lambda node: isinstance(node, ast.Name) and node.id == "env"
    )
    return Inputs(frozenset(names - {"env"} | looked_up), whole or reaches)


def _of_doctest(text: str) -> Inputs:
    try:
        examples = doctest.DocTestParser().get_examples(textwrap.dedent(text))
        source = "".join(example.source for example in examples)
        tree = ast.parse(source)
        loaded = set(_loaded(compile(source, "<doctest>", "exec"), set()))
    except SyntaxError as error:
        raise NotATestFile(f"a case of it is not Python: {error.msg}") from None
    except ValueError as error:
        raise NotATestFile(f"a case of it is no doctest: {error}") from None
    looked_up, whole = _looked_up(tree, _gives_everything)
    whole = whole or bool(loaded & _ANYTHING) or _reaches_into_the_process(tree)
    return Inputs(frozenset(loaded - _BUILTINS | looked_up), whole)


def _of_code(source: str) -> Inputs:
    """What a test cell looks at.

    One that takes a name of the notebook's away, or gives it another value for the time of the
    test, wants the student's functions to meet that: only the notebook as a whole can.
    """
    try:
        tree = ast.parse(source)
        loaded = set(_loaded(compile(tree, "<cell>", "exec"), set()))
    except (SyntaxError, ValueError) as error:
        raise NotATestFile(f"a case of it is not Python: {error}") from None
    looked_up, whole = _looked_up(tree, _gives_everything)
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    removed = {node.id for node in named if isinstance(node.ctx, ast.Del)}
    stored = {node.id for node in named if isinstance(node.ctx, ast.Store)}
    whole = whole or bool(loaded & (_ANYTHING | removed) or removed - stored)
    whole = whole or _reaches_into_the_process(tree)
    return Inputs(frozenset(loaded - _BUILTINS | looked_up), whole)


def _reaches_into_the_process(tree: ast.AST) -> bool:
    """Whether a test gives what it calls another `input`, as a mock or by assignment.

    That reaches the student's functions only where they live.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            dotted = node.value
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            dotted = ast.unparse(node)
        else:
            continue
        if _OF_PROCESS.fullmatch(dotted):
            return True
    return False


def _gives_everything(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _EVERYTHING
        and not node.args
    )


def _loaded(code: CodeType, bound: set[str]) -> Iterator[str]:
    """Names that code loads before it binds them, in the order of its instructions."""
    for step in dis.get_instructions(code):
        if step.opname in _LOADS and step.argval not in bound:
            yield step.argval
        elif step.opname in _STORES:
            bound.add(step.argval)
        elif isinstance(step.argval, CodeType):  # a function or class defined here
            yield from _loaded(step.argval, set(bound))


def _looked_up(tree: ast.AST, is_environment: Callable[[ast.AST], bool]) -> tuple[set[str], bool]:
    """Names looked up in an environment, and whether it is used in any other way."""
    names: set[str] = set()
    understood: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=environment, slice=ast.Constant(value=str(name))):
                pass
            case ast.Call(
                func=ast.Attribute(value=environment, attr="get"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                pass
            case ast.Compare(
                left=ast.Constant(value=str(name)),
                ops=[ast.In() | ast.NotIn()],
                comparators=[environment],
            ):
                pass
            case _:
                continue
        if is_environment(environment):
            names.add(name)
            understood.add(id(environment))
    whole = any(is_environment(node) and id(node) not in understood for node in ast.walk(tree))
    return names, whole

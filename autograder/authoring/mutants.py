"""Mutants of a solution's cells: one mistake each, as beginners and mutation testing make. [any]

Magics such as `%pip` are no Python, so they are set aside and put back. A mutant is no text that
somebody typed: comments are gone and lines are broken as `ast.unparse` breaks them.
"""

from __future__ import annotations

import ast
import copy
import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, zip_longest

#: what is wrong, and the source
Mutation = tuple[str, str]
#: what is wrong, and what stands in a node's place: nothing, a node, or statements
_Variant = tuple[str, ast.AST | list[ast.stmt] | None]

_MAGIC = re.compile(r"^([ \t]*)([%!][^\n]*)$", re.M)
_HELD = re.compile(r"__magic_(\d+)__")
_OTHER_OPERATOR: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.FloorDiv,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
_OTHER_COMPARISON: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq, ast.Is),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE, ast.Eq),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot, ast.Eq),
    ast.IsNot: (ast.Is,),
}
#: what is taken for one another
_TAKEN_FOR = {
    "startswith": "endswith",
    "endswith": "startswith",
    "removeprefix": "lstrip",
    "removesuffix": "rstrip",
    "partition": "rpartition",
    "find": "rfind",
    "rfind": "find",
    "round": "int",
    "int": "float",
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "sum": "mean",
    "mean": "sum",
    "median": "mean",
    "argmax": "argmin",
    "append": "extend",
    "extend": "append",
    "zeros": "ones",
    "range": "list",
    "stack": "concatenate",
    "is_absolute": "is_relative_to",
    "items": "keys",
    "makedirs": "mkdir",
}


def mutants(source: str, names: Collection[str], known: Sequence[str]) -> list[Mutation]:
    """Mutants of a cell, those of different kinds in turn, no two the same.

    Args:
        names: what the question's tests look at.
        known: other variables of the lesson.
    """
    parsed = as_tree(source)
    if parsed is None:
        return []
    tree, held = parsed
    by_kind: dict[str, list[str]] = {}
    seen = {as_source(tree, held)}
    for what, mutant in _mutated(tree, names, known):
        text = as_source(mutant, held)
        if text not in seen and _is_python(mutant):
            seen.add(text)
            by_kind.setdefault(what, []).append(text)
    columns = [[(what, text) for text in texts] for what, texts in by_kind.items()]
    return [one for one in chain.from_iterable(zip_longest(*columns)) if one]


def typed_in(source: str, results: Mapping[str, str]) -> Iterator[Mutation]:
    """Functions that give the result of one example, whatever they are asked.

    Args:
        results: function → a result of it, as Python writes it.
    """
    parsed = as_tree(source)
    for function in parsed[0].body if parsed else ():
        if isinstance(function, ast.FunctionDef) and function.name in results:
            changed = copy.deepcopy(parsed[0]) if parsed else ast.Module([], [])
            for one in changed.body:
                if isinstance(one, ast.FunctionDef) and one.name == function.name:
                    one.body = [ast.Return(ast.parse(results[one.name], mode="eval").body)]
            yield "the answer typed in", as_source(changed, parsed[1] if parsed else [])


def as_tree(source: str) -> tuple[ast.Module, list[str]] | None:
    """A cell's code, with names in the place of its magics, and those; None where it is none."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[2])
        return f"{match[1]}__magic_{len(held) - 1}__"

    try:
        return ast.parse(_MAGIC.sub(hold, source)), held
    except SyntaxError:
        return None


def as_source(tree: ast.Module, held: Sequence[str]) -> str:
    """The opposite of `as_tree`."""
    text = ast.unparse(ast.fix_missing_locations(tree))
    return _HELD.sub(lambda match: held[int(match[1])], text).strip("\n")


def _is_python(tree: ast.Module) -> bool:
    """Whether it can be compiled: `return` may have got out of its function."""
    try:
        with warnings.catch_warnings(action="ignore"):  # `is` with a literal
            compile(ast.unparse(tree), "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _mutated(
    tree: ast.Module, names: Collection[str], known: Sequence[str]
) -> Iterator[tuple[str, ast.Module]]:
    local = _locals(tree)
    for index, node in enumerate(ast.walk(tree)):
        if _is_documentation(tree, node):
            continue
        for what, new in chain(
            _of_expression(node),
            _of_name(node, known, local),
            _of_statement(node, names, node in tree.body),
        ):
            yield what, _replaced(tree, index, new)


def _replaced(tree: ast.Module, index: int, new: ast.AST | list[ast.stmt] | None) -> ast.Module:
    """A copy of a tree with another node, or none, in the place of one."""
    whole = copy.deepcopy(tree)
    old = next(node for number, node in enumerate(ast.walk(whole)) if number == index)

    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt] | None:
            return copy.deepcopy(new) if node is old else self.generic_visit(node)

    Replace().visit(whole)
    for node in ast.walk(whole):
        if not isinstance(node, ast.Module) and getattr(node, "body", None) == []:
            node.body = [ast.Pass()]  # type: ignore[attr-defined]
    return whole


def _of_expression(node: ast.AST) -> Iterator[_Variant]:
    """Mistakes in one expression."""
    if isinstance(node, ast.BinOp):
        if other := _OTHER_OPERATOR.get(type(node.op)):
            yield "another operator", ast.BinOp(node.left, other(), node.right)
        if isinstance(node.op, ast.Sub | ast.Div | ast.Add | ast.Mod):
            yield "operands swapped", ast.BinOp(node.right, node.op, node.left)
        yield "half of a calculation", node.left
    elif isinstance(node, ast.Compare):
        for compared in _OTHER_COMPARISON.get(type(node.ops[0]), ()):
            what = "is for ==" if compared is ast.Is else "another comparison"
            if compared is ast.Eq and isinstance(node.ops[0], ast.Is):
                what = "== for is"
            ops = [compared(), *node.ops[1:]]
            yield what, ast.Compare(node.left, ops, node.comparators)
    elif isinstance(node, ast.BoolOp):
        swapped = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield "or for and", ast.BoolOp(swapped, node.values)
        for index in range(len(node.values)):
            left = node.values[:index] + node.values[index + 1 :]
            rest = left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
            yield "a condition left out", rest
    elif isinstance(node, ast.UnaryOp):
        yield "not or minus left out", node.operand
    elif isinstance(node, ast.IfExp):
        yield "branches swapped", ast.IfExp(node.test, node.orelse, node.body)
        yield "a case left out", node.body
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node.value)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Slice):
        if node.lower:
            yield "a bound left out", ast.Slice(None, node.upper, node.step)
        if node.upper:
            yield "a bound left out", ast.Slice(node.lower, None, node.step)
    elif isinstance(node, ast.comprehension):
        if node.ifs:
            yield "a filter left out", ast.comprehension(node.target, node.iter, [], node.is_async)
        for what, part in _less(node.iter):
            yield what, ast.comprehension(node.target, part, node.ifs, node.is_async)
    elif isinstance(node, ast.Attribute) and node.attr in _TAKEN_FOR:
        other_name = _TAKEN_FOR[node.attr]
        yield "another function", ast.Attribute(node.value, other_name, node.ctx)


def _of_constant(value: object) -> Iterator[_Variant]:
    if isinstance(value, bool):
        yield "yes for no", ast.Constant(not value)
    elif isinstance(value, int):
        yield "off by one", ast.Constant(value + 1)
        if value:
            yield "off by one", ast.Constant(value - 1)
    elif isinstance(value, float):
        yield "another number", ast.Constant(value * 10)
        yield "another number", ast.Constant(value / 2)
    elif isinstance(value, str) and value.strip():
        if value != value.swapcase() and len(value) < 40:
            yield "another spelling", ast.Constant(value.swapcase())
        lines = value.split("\n")
        for index in range(len(lines) if len(lines) > 2 else 0):  # a text of several parts
            if lines[index].strip():
                left = "\n".join(lines[:index] + lines[index + 1 :])
                yield "a line left out", ast.Constant(left)


def _of_call(node: ast.Call) -> Iterator[_Variant]:
    yield "called without ()", node.func
    if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name):
        yield "a call left out", node.func.value
    elif len(node.args) == 1 and not node.keywords:
        yield "a call left out", node.args[0]
    if isinstance(node.func, ast.Name) and node.func.id in _TAKEN_FOR:
        other = ast.Name(_TAKEN_FOR[node.func.id], ast.Load())
        yield "another function", ast.Call(other, node.args, node.keywords)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and len(node.args) == 2:
        short = ast.Call(node.func, node.args[:1], [])
        yield "or for get", ast.BoolOp(ast.Or(), [short, node.args[1]])
    for index in range(len(node.args)):
        args = node.args[:index] + node.args[index + 1 :]
        yield "an argument left out", ast.Call(node.func, args, node.keywords)
        if index:
            args = [*node.args]
            args[index - 1], args[index] = args[index], args[index - 1]
            yield "arguments swapped", ast.Call(node.func, args, node.keywords)
    for index in range(len(node.keywords)):
        keywords = node.keywords[:index] + node.keywords[index + 1 :]
        yield "an argument left out", ast.Call(node.func, node.args, keywords)


def _less(iterable: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Loops that begin too late or end too early."""
    whole = ast.Call(ast.Name("list", ast.Load()), [iterable], [])
    one, minus = ast.Constant(1), ast.UnaryOp(ast.USub(), ast.Constant(1))
    yield "the first one forgotten", ast.Subscript(whole, ast.Slice(one), ast.Load())
    yield "the last one forgotten", ast.Subscript(whole, ast.Slice(None, minus), ast.Load())


def _of_name(
    node: ast.AST, known: Sequence[str], local: dict[ast.AST, list[str]]
) -> Iterator[_Variant]:
    """Another variable of the same function, or one of the lesson whose name is alike."""
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
        return
    beside = local.get(node, [])
    if node.id in beside and len(beside) > 1:
        other = beside[(beside.index(node.id) + 1) % len(beside)]
        yield "another variable", ast.Name(other, ast.Load())
    for name in [name for name in known if name != node.id and _alike(name, node.id)][:2]:
        yield "another variable of the lesson", ast.Name(name, ast.Load())


def _alike(one: str, other: str) -> bool:
    """Whether two names differ in their case or in one word, as X_train and X_test do."""
    words, theirs = one.lower().split("_"), other.lower().split("_")
    if len(words) != len(theirs):
        return {*words} < {*theirs} or {*theirs} < {*words}
    differing = sum(a != b for a, b in zip(words, theirs, strict=True))
    return differing <= (len(words) > 1)


def _of_statement(node: ast.AST, names: Collection[str], at_top: bool) -> Iterator[_Variant]:
    """Mistakes in one statement."""
    if isinstance(node, ast.Return) and node.value:
        printed = ast.Call(ast.Name("print", ast.Load()), [node.value], [])
        yield "print for return", ast.Expr(printed)
        yield "return left out", ast.Expr(node.value)
        yield "in a list", ast.Return(ast.List([node.value], ast.Load()))
        text = ast.Call(ast.Name("str", ast.Load()), [node.value], [])
        yield "as text", ast.Return(text)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield):
        yield "return for yield", ast.Return(node.value.value)
        yield "a line left out", None
    elif isinstance(node, ast.Raise):
        yield "None for raise", ast.Return(ast.Constant(None))
        yield "nothing refused", ast.Pass()
        if isinstance(node.exc, ast.Call):
            yield "an error returned", ast.Return(node.exc)
            error = ast.Call(ast.Name("Exception", ast.Load()), node.exc.args, [])
            yield "another error", ast.Raise(error)
    elif isinstance(node, ast.If):
        negated = ast.UnaryOp(ast.Not(), node.test)
        yield "a condition the other way round", ast.If(negated, node.body, node.orelse)
        yield "a case left out", node.orelse or ast.Pass()
        yield "a condition left out", node.body
    elif isinstance(node, ast.For):
        for what, part in _less(node.iter):
            yield what, ast.For(node.target, part, node.body, node.orelse)
        yield (
            "the loop ends at once",
            ast.For(node.target, node.iter, [*node.body, ast.Break()], node.orelse),
        )
    elif isinstance(node, ast.AugAssign):
        yield "= for +=", ast.Assign([node.target], node.value, lineno=0)
    elif isinstance(node, ast.Assign):
        yield from _of_assignment(node, names, at_top)
    elif isinstance(node, ast.Expr | ast.Delete):
        yield "a line left out", ast.Pass()
    if isinstance(node, ast.FunctionDef):
        yield from _return_in_loop(node)


def _of_assignment(node: ast.Assign, names: Collection[str], at_top: bool) -> Iterator[_Variant]:
    [target, *_] = node.targets
    if not at_top:
        if not isinstance(target, ast.Name):
            yield "a line left out", ast.Pass()
        return
    if not isinstance(target, ast.Name) or target.id not in names:
        yield "a line left out", ast.Pass()
        return
    yield "the result not kept", ast.Expr(node.value)
    text = ast.Call(ast.Name("str", ast.Load()), [node.value], [])
    yield "as text", ast.Assign(node.targets, text, lineno=0)
    listed = ast.Call(ast.Name("list", ast.Load()), [node.value], [])
    yield "a list for an array", ast.Assign(node.targets, listed, lineno=0)
    stops = ast.Expr(ast.Name(f"{target.id}_of_mine", ast.Load()))
    yield "the cell ends in an error", [stops, node]
    value = node.value
    if isinstance(value, ast.BinOp) and isinstance(value.left, ast.Name):
        changes = ast.AugAssign(ast.Name(value.left.id, ast.Store()), value.op, value.right)
        yield "the original changed", [changes, ast.Assign(node.targets, value.left, lineno=0)]
    if isinstance(value, ast.Dict):
        for index in range(len(value.keys)):
            keys, values = [*value.keys], [*value.values]
            del keys[index], values[index]
            yield "a part left out", ast.Assign(node.targets, ast.Dict(keys, values), lineno=0)


def _return_in_loop(function: ast.FunctionDef) -> Iterator[_Variant]:
    """The last line of a function, moved to the end of the loop above it."""
    if len(function.body) < 2 or not isinstance(function.body[-1], ast.Return):
        return
    *_, loop, last = function.body
    if isinstance(loop, ast.For | ast.While):
        changed = copy.deepcopy(function)
        inner = changed.body[-2]
        assert isinstance(inner, ast.For | ast.While)
        inner.body.append(copy.deepcopy(last))
        changed.body.pop()
        yield "return in the loop", changed


def _is_documentation(tree: ast.Module, node: ast.AST) -> bool:
    """Whether a node is a text that stands by itself, or lies in one or in an import."""
    return isinstance(node, ast.alias) or any(
        isinstance(one, ast.Expr)
        and isinstance(one.value, ast.Constant)
        and isinstance(one.value.value, str)
        and node in (one, one.value)
        for one in ast.walk(tree)
    )


def _locals(tree: ast.Module) -> dict[ast.AST, list[str]]:
    """For each name that is read in a function, that function's own variables."""
    found: dict[ast.AST, list[str]] = {}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            own = [argument.arg for argument in function.args.args]
            inside = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
            own += [node.id for node in inside if isinstance(node.ctx, ast.Store)]
            names = [*dict.fromkeys(own)]
            found.update(dict.fromkeys(inside, names))
    return found

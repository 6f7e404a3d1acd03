"""What belongs to every test: no number earns points by being none. [coordinator]"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from autograder.authoring.lint import Draft, rule

#: functions that give how far apart two values are, or how far one is from zero
_DISTANCES = {
    *("abs", "absolute", "fabs", "square", "norm", "dist", "hypot", "cdist"),
    *("mean_squared_error", "mean_absolute_error", "max_error"),
}
#: functions that give the largest of several; they give a distance where they are given differences
_LARGEST = {"max", "amax", "nanmax", "maximum", "ptp"}
#: comparisons that are functions
_ABOVE, _BELOW = {"greater", "greater_equal", "gt", "ge"}, {"less", "less_equal", "lt", "le"}
#: functions that give a number of things, whatever these are
_COUNTS = {"len", "count_nonzero", "argmax", "argmin"}


@rule("write `not abs(a - b) <= tolerance`: NaN is greater than nothing, so it would pass")
def nan_is_refused(draft: Draft) -> Iterator[str]:
    """IEEE 754: every comparison with NaN is false, so a problem must be what is not within."""
    number = 1
    for cell in re.split(r"(?m)(?=^# %%)", draft.text):
        if re.search(r"(?m)^def test_", cell):
            for line in sorted({*_distances_above(cell)}):
                yield f"line {number + line - 1}"
        number += cell.count("\n")


def _distances_above(source: str) -> Iterator[int]:
    """Lines of comparisons such as `abs(a - b) > tolerance`, or `tolerance < abs(a - b)`."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return  # which the build itself says
    names: set[str] = set()
    while more := {*_names_of_distances(tree, names)} - names:
        names |= more
    for node in ast.walk(tree):
        for greater, _ in _comparisons(node):
            if _is_distance(greater, names):
                yield greater.lineno
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and _is_range(node):
            yield node.lineno


def _comparisons(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Pairs of which the first has to be the greater one."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            if isinstance(operator, ast.Gt | ast.GtE):
                yield left, right
            elif isinstance(operator, ast.Lt | ast.LtE):
                yield right, left
    elif isinstance(node, ast.Call) and len(node.args) >= 2:
        if _called(node) in _ABOVE:
            yield node.args[0], node.args[1]
        elif _called(node) in _BELOW:
            yield node.args[1], node.args[0]


def _is_range(node: ast.BoolOp) -> bool:
    """Whether it is true out of a range: `a < 1 or a > 2`, or `a - b > 1 or b - a > 1`."""
    pairs = [pair for part in node.values for pair in _comparisons(part)]
    greater = {ast.dump(one) for one, _ in pairs if not isinstance(one, ast.Constant)}
    smaller = {ast.dump(other) for _, other in pairs}
    mirrored = {
        ast.dump(ast.BinOp(one.right, ast.Sub(), one.left))
        for one, _ in pairs
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub)
    }
    return bool(greater & (smaller | mirrored))


def _names_of_distances(tree: ast.AST, known: Collection[str]) -> Iterator[str]:
    """Variables that hold a distance, or several."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
            value: ast.expr | None = node.value
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        elif isinstance(node, ast.For | ast.comprehension):
            value, targets = node.iter, [node.target]
        else:
            continue
        if value is not None and _is_distance(value, known):
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _is_distance(node: ast.AST, names: Collection[str]) -> bool:
    """Whether a value is a distance, or is computed of one and of nothing that forgets NaN."""
    if isinstance(node, ast.Compare | ast.Lambda):
        return False
    if isinstance(node, ast.Name):
        return node.id in names
    if isinstance(node, ast.Call):
        if _called(node) in _COUNTS:
            return False
        if _called(node) in _DISTANCES or (_called(node) in _LARGEST and _subtracts(node)):
            return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and _subtracts(node.left):
        return True
    return any(_is_distance(part, names) for part in ast.iter_child_nodes(node))


def _subtracts(node: ast.AST) -> bool:
    """Whether a difference is part of a value; an index such as `values[n - 1]` is none."""
    if isinstance(node, ast.Subscript):
        return _subtracts(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        return True
    if isinstance(node, ast.Call) and _called(node) in {"subtract", "sub", "diff"}:
        return True
    return any(_subtracts(part) for part in ast.iter_child_nodes(node))


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""

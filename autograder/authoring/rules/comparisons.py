"""What belongs to every test: no number earns points by being none. [coordinator]"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from autograder.authoring.lint import Draft, rule

_DISTANCES = {"abs", "absolute", "fabs"}


@rule("write `not abs(a - b) <= tolerance`: NaN is greater than nothing, so it would pass")
def nan_is_refused(draft: Draft) -> Iterator[str]:
    """IEEE 754: every comparison with NaN is false, so a problem must be what is not within."""
    number = 1
    for cell in re.split(r"(?m)(?=^# %%)", draft.text):
        if re.search(r"(?m)^def test_", cell):
            for line in _distances_above(cell):
                yield f"line {number + line - 1}"
        number += cell.count("\n")


def _distances_above(source: str) -> Iterator[int]:
    """Lines of comparisons such as `abs(a - b) > tolerance`, or `tolerance < abs(a - b)`."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return  # which the build itself says
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
                above = isinstance(operator, ast.Gt | ast.GtE) and _is_distance(left)
                below = isinstance(operator, ast.Lt | ast.LtE) and _is_distance(right)
                if above or below:
                    yield node.lineno


def _is_distance(node: ast.expr) -> bool:
    calls = (part.func for part in ast.walk(node) if isinstance(part, ast.Call))
    names = (call.attr if isinstance(call, ast.Attribute) else call for call in calls)
    return any((name.id if isinstance(name, ast.Name) else name) in _DISTANCES for name in names)

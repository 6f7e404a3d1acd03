"""What the instructor's own cells bind, and a test cell needs: imports, functions, constants. [any]

In nbgrader all cells share one namespace, so a test cell may use what a locked cell above it has
imported or defined. Such names do not have to come from the student's process, where somebody could
have changed them: the statements that bind them are put above the test.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from autograder.assignment.test_inputs import loaded_names

_CONSTANT = (
    *(ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.BinOp),
    *(ast.operator, ast.unaryop, ast.expr_context),
)


def needed_before(code: str, locked: Sequence[str], every: Sequence[str]) -> str:
    """Source that binds names of the instructor's; empty where none is used.

    Args:
        code: of a test cell.
        locked: code of the cells above it that students may not change, in their order.
        every: code of all cells above it, as the instructor has them. What another cell binds as
            well is the student's.
    """
    statements = [node for text in locked for node in ast.parse(text).body]
    bound_otherwise: set[str] = set()
    remaining = [*locked]
    for text in every:
        if text in remaining:
            remaining.remove(text)
        else:
            bound_otherwise |= _bound_in(text)
    wanted = loaded_names(code)
    taken: list[ast.stmt] = []
    for node in reversed(statements):
        names = _binds(node)
        if names & wanted and not names & bound_otherwise:
            taken.insert(0, node)
            wanted |= loaded_names(ast.unparse(node))
    return "".join(f"{ast.unparse(node)}\n" for node in taken)


def _binds(node: ast.stmt) -> set[str]:
    """The names that an import, a definition or a constant binds; nothing of another statement."""
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            bound = {(one.asname or one.name).partition(".")[0] for one in names}
            return set() if "*" in bound else bound
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if all(
            isinstance(part, _CONSTANT) for part in ast.walk(value)
        ):
            return {name}
    return set()


def _bound_in(text: str) -> set[str]:
    """All names that code binds at its top level, however."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
    return found

"""What people do to code so that it does not look copied. It still does what it did.

Each disguise takes the cells of a submission's answers and gives others. Trees are written anew by
`ast.unparse`, so layout and comments are gone as well.
"""

from __future__ import annotations

import ast
import io
import random
import tokenize
from collections.abc import Callable, Collection, Iterator

from autograder.authoring.equivalents import equivalents
from autograder.authoring.mutants import as_source, as_tree

RENAMED = "renamed"
REORDERED = "reordered"
CELLS = "cells split and merged"
COMMENTS = "comments translated"
DEAD = "dead code"
LOOPS = "loops and conditions rewritten"
KINDS = (LOOPS, DEAD, REORDERED, RENAMED, CELLS, COMMENTS)  # the order in which they are done

_WORDS = (
    *("values", "entry", "buffer", "part", "item", "total", "helper", "thing", "piece", "outcome"),
    *("collection", "pointer", "element", "counter", "content", "record", "holder", "source"),
)
_COMMENTS = (
    "hier wird das Ergebnis berechnet",
    "primero los datos",
    "puis on regarde chaque élément",
    "alles in einer Liste",
    "esto es lo que pide la tarea",
    "on garde le résultat",
)
_DEAD = (
    "import time",
    "started = max(1, 2)",
    "debug = False",
    "if False:\n    print('never seen')",
    "for _ in range(0):\n    pass",
    "unused = [0] * 3",
    "def not_needed(a, b):\n    return a * 2 + b",
    "checked = len([1, 2, 3]) == 3",
    "assert True",
)
#: rewritings of `equivalents`, by the words that say what each does
_REWRITES = ("a loop in place", "else, where", "the other way round", "has a name of its own first")
_Tree = Callable[[ast.Module, random.Random], object]


def disguised(
    cells: list[str], kinds: Collection[str], fixed: Collection[str], chance: random.Random
) -> list[str]:
    """The cells in disguise.

    Args:
        kinds: of `KINDS`.
        fixed: names that the task gives, which stay.
    """
    for kind in KINDS:
        if kind not in kinds:
            continue
        if kind == LOOPS:
            cells = _rewritten(cells, fixed, chance)
        elif kind == DEAD:
            cells = _each(cells, _with_dead_code, chance)
        elif kind == REORDERED:
            cells = _each(cells, _reorder, chance)
        elif kind == RENAMED:
            cells = _renamed(cells, fixed, chance)
        elif kind == CELLS:
            cells = _other_cells(cells, chance)
        else:
            cells = [_other_comments(cell, chance) for cell in cells]
    return cells


def _each(cells: list[str], change: _Tree, chance: random.Random) -> list[str]:
    changed = []
    for cell in cells:
        if (parsed := as_tree(cell)) is None:
            changed.append(cell)
            continue
        tree, held = parsed
        change(tree, chance)
        changed.append(as_source(tree, held))
    return changed


def _rewritten(cells: list[str], fixed: Collection[str], chance: random.Random) -> list[str]:
    for wanted in _REWRITES:
        for what, forms in equivalents(cells, fixed, may_join=False):
            if wanted in what.casefold():
                cells = forms
                break
    return _each(cells, _by_index, chance)


def _by_index(tree: ast.Module, chance: random.Random) -> None:
    """Loops count, and look each item up; some do so by `while`."""
    for number, (body, place) in enumerate(reversed([*_loops(tree)])):
        loop = body[place]
        assert isinstance(loop, ast.For)
        items, at = f"items_{number}", f"at_{number}"
        keep = ast.parse(f"{items} = list(x)").body[0]
        assert isinstance(keep, ast.Assign)
        assert isinstance(keep.value, ast.Call)
        keep.value.args = [loop.iter]
        look = ast.parse(f"x = {items}[{at}]").body[0]
        assert isinstance(look, ast.Assign)
        look.targets = [loop.target]
        goes_on = any(isinstance(node, ast.Continue) for node in ast.walk(loop))
        if chance.random() < 0.5 and not goes_on:
            new = ast.parse(f"{at} = 0\nwhile {at} < len({items}):\n    {at} += 1").body
            assert isinstance(new[1], ast.While)
            new[1].body[:0] = [look, *loop.body]
        else:
            new = ast.parse(f"for {at} in range(len({items})):\n    pass").body
            assert isinstance(new[0], ast.For)
            new[0].body = [look, *loop.body]
        body[place : place + 1] = [keep, *new]


def _loops(tree: ast.Module) -> Iterator[tuple[list[ast.stmt], int]]:
    for body in _bodies(tree):
        for place, statement in enumerate(body):
            if isinstance(statement, ast.For) and not statement.orelse:
                yield body, place


def _with_dead_code(tree: ast.Module, chance: random.Random) -> None:
    for body in _bodies(tree):
        for place in reversed(range(len(body))):
            if chance.random() < 0.4:
                body[place:place] = ast.parse(chance.choice(_DEAD)).body


def _reorder(tree: ast.Module, chance: random.Random) -> None:
    """Statements that need nothing of one another change places; so do arguments by name."""
    for body in _bodies(tree):
        for _ in range(2):
            for place in range(len(body) - 1):
                if _independent(body[place], body[place + 1]) and chance.random() < 0.7:
                    body[place], body[place + 1] = body[place + 1], body[place]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and all(one.arg for one in node.keywords):
            chance.shuffle(node.keywords)


def _independent(one: ast.stmt, other: ast.stmt) -> bool:
    simple = (ast.Assign, ast.FunctionDef, ast.Import, ast.ImportFrom, ast.Expr, ast.AnnAssign)
    if not (isinstance(one, simple) and isinstance(other, simple)):
        return False
    if isinstance(one, ast.Expr) and isinstance(other, ast.Expr):
        return False
    names = [
        {node.id for node in ast.walk(each) if isinstance(node, ast.Name)}
        | {node.name for node in ast.walk(each) if isinstance(node, ast.FunctionDef)}
        | {
            (alias.asname or alias.name).partition(".")[0]
            for node in ast.walk(each)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        for each in (one, other)
    ]
    writes = [
        {
            node.id
            for node in ast.walk(each)
            if isinstance(node, ast.Name)
            and (isinstance(node.ctx, ast.Store) or isinstance(each, ast.Expr))
        }
        | {
            node.value.id
            for node in ast.walk(each)
            if isinstance(node, ast.Attribute | ast.Subscript)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
        }
        | (names[number] if not isinstance(each, ast.Assign | ast.Expr) else set())
        for number, each in enumerate((one, other))
    ]
    return not (writes[0] & names[1] or writes[1] & names[0])


def _renamed(cells: list[str], fixed: Collection[str], chance: random.Random) -> list[str]:
    """Own variables, parameters, functions and classes have other names."""
    parsed = [as_tree(cell) for cell in cells]
    trees = [one[0] for one in parsed if one]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    own = {node.id for node in nodes if isinstance(node, ast.Name) and _is_bound(node)}
    own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    by_name = {node.arg for node in nodes if isinstance(node, ast.keyword)}
    own -= {*fixed, *by_name, "self"}
    others = {
        name: f"{chance.choice(_WORDS)}_{number}"
        for number, name in enumerate(sorted(own))
        if not name.startswith("__")
    }
    for node in nodes:
        if isinstance(node, ast.Name):
            node.id = others.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = others.get(node.arg, node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.name = others.get(node.name, node.name)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            node.names = [others.get(name, name) for name in node.names]
    return [as_source(*one) if one else cell for one, cell in zip(parsed, cells, strict=True)]


def _is_bound(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _other_cells(cells: list[str], chance: random.Random) -> list[str]:
    """Each cell in two where it can be, and some of the pieces together."""
    pieces: list[str] = []
    for cell in cells:
        tree = _plain_tree(cell)
        if tree is None or len(tree.body) < 2:
            pieces.append(cell)
            continue
        first = tree.body[chance.randrange(1, len(tree.body))]
        decorators = getattr(first, "decorator_list", [])
        cut = min([first.lineno, *(one.lineno for one in decorators)]) - 1
        lines = cell.split("\n")
        pieces += ["\n".join(lines[:cut]), "\n".join(lines[cut:])]
    merged = pieces[:1]
    for piece in pieces[1:]:
        if chance.random() < 0.4:
            merged[-1] += f"\n\n{piece}"
        else:
            merged.append(piece)
    return merged


def _plain_tree(cell: str) -> ast.Module | None:
    try:
        return ast.parse(cell)
    except SyntaxError:
        return None


def _other_comments(cell: str, chance: random.Random) -> str:
    """Comments in another language, more of them, and other docstrings."""
    try:
        tokens = [*tokenize.generate_tokens(io.StringIO(cell + "\n").readline)]
    except (tokenize.TokenError, SyntaxError):
        return cell
    lines = cell.split("\n")
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = f"{lines[row - 1][:column]}# {chance.choice(_COMMENTS)}"
    begins = {one.lineno for body in _bodies(_plain_tree(cell)) for one in body}
    said = []
    for number, line in enumerate(lines, 1):
        if number in begins and chance.random() < 0.4:
            said.append(f"{line[: len(line) - len(line.lstrip())]}# {chance.choice(_COMMENTS)}")
        said.append(line)
    return "\n".join(said)


def _bodies(tree: ast.Module | None) -> list[list[ast.stmt]]:
    found = []
    for node in ast.walk(tree) if tree else ():
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list) and body:
                found.append(body)
    return found

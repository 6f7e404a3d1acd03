"""Static data flow: which cells make which variables, from their code alone. [any]"""

from __future__ import annotations

import ast
import copy
import functools
import re
import symtable
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

#: methods that change what they are called on
_CHANGES = frozenset({"fit", "append", "extend", "update", "add", "insert", "setdefault"})
#: functions that reach variables whose names are texts, and those that run or fill in texts
_BY_NAME = frozenset({"globals", "locals", "vars"})
_BY_TEXT = frozenset({"eval", "exec", "get_ipython"})
#: magics that run the code they are given, and where IPython puts it
_RUN_CODE = frozenset({"time", "timeit", "prun", "capture"})
_MAGICS = frozenset({"run_line_magic", "run_cell_magic"})
_COMPREHENSIONS = frozenset({"listcomp", "setcomp", "dictcomp", "genexpr"})
_WORDS = re.compile(r"\w+")
#: what goes wrong with text that is not valid code, or made to break its reader
_NO_CODE = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True)
class Training:
    """The cells that may be replaced by what they make.

    Attributes:
        cells: their indices.
        why: they have to be run, in a clause; empty where they need not be.
        before: those of the variables that the notebook makes before them.
    """

    cells: tuple[int, ...] = ()
    why: str = ""
    before: tuple[str, ...] = ()


def training(
    sources: Mapping[int, str],
    cells: Collection[int],
    names: Collection[str],
    *,
    given: Iterable[str],
    tested: Collection[str],
) -> Training:
    """Which cells train, and whether what they make can take their place.

    Args:
        sources: index → code, of all cells that are run.
        cells: those that answer the question.
        names: the variables that replacing them gives.
        given: code that students got, which answers nothing yet.
        tested: variables that tests look at.
    """
    untouched = {_likeness(source) for source in given}
    answers = [i for i in cells if i in sources and _likeness(sources[i]) not in untouched]
    found = [i for i in answers if {*names} & (made(sources[i]) | changed(sources[i]))]
    if not found:
        none = f"its answer makes none of {', '.join(f'`{name}`' for name in names)}"
        return Training(why=none if answers else "" if cells else "its answer cannot be found")
    makes = frozenset().union(*(made(sources[index]) for index in found))
    changes = frozenset().union(*(changed(sources[index]) for index in found))
    libraries = frozenset().union(*map(_imported, sources.values()))
    covered = libraries | _other_names(names, sources)
    missing = (makes | (changes - covered)) - {*names}
    for name in sorted(missing & {*tested}):
        return Training(tuple(found), f"a check looks at `{name}`, which only its answer makes")
    for name in sorted(_needed(missing, sources, found)):
        return Training(tuple(found), f"other cells need `{name}`, which only its answer makes")
    return Training(tuple(found), before=tuple(sorted({*names} - makes)))


def depending(
    sources: Mapping[int, str],
    replaced: Collection[int],
    names: Collection[str],
    looks: Mapping[str, tuple[Collection[int], Collection[str]]],
) -> list[str]:
    """The questions whose answers depend on what some cells make. Rather one too many.

    Args:
        sources: index → code, of all cells that are run.
        replaced: the cells.
        names: what they make.
        looks: question → the cells that answer it, and the variables that its tests look at.
    """
    first = min(replaced)
    reached = {*names}.union(*(made(sources[index]) for index in replaced))
    before = 0
    while before < len(reached):  # functions are called in another order than they are written
        before = len(reached)
        for index, source in sorted(sources.items()):
            statements = _statements(source)
            if index > first and any((s.reads | s.reads_when_called) & reached for s in statements):
                reached |= (made(source) | changed(source)) - _imported(source)
            elif index < first:
                later = [s.makes for s in statements if s.reads_when_called & reached]
                reached |= frozenset().union(*later)
    return [
        question
        for question, (cells, variables) in looks.items()
        if reached & {*variables} and (not cells or max(cells) >= first)
    ]


def made(source: str) -> frozenset[str]:
    """The variables that a cell's code gives a value."""
    return frozenset().union(*(statement.makes for statement in _statements(source)))


def changed(source: str) -> frozenset[str]:
    """The variables whose values a cell's code changes, also by way of a method such as `fit`."""
    return frozenset(filter(None, map(_changed, _nodes(source))))


def _changed(node: ast.AST) -> str:
    """The variable that one node changes, or nothing."""
    owner: ast.AST | None = None
    if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store):
        owner = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value if node.func.attr in _CHANGES else None
    while isinstance(owner, (ast.Attribute, ast.Subscript)):
        owner = owner.value
    return owner.id if isinstance(owner, ast.Name) else ""


def _other_names(names: Collection[str], sources: Mapping[int, str]) -> set[str]:
    """What else some variables are called, by assignments such as `net = model`."""
    pairs = [pair for source in sources.values() for pair in _pairs(source)]
    found, size = {*names}, 0
    while size < len(found):
        size = len(found)
        found |= {name for pair in pairs if pair & found for name in pair}
    return found - {*names}


@functools.lru_cache(maxsize=1_000)
def _pairs(source: str) -> tuple[frozenset[str], ...]:
    """The two names of a value, for each assignment of one variable to another."""
    return tuple(
        frozenset({node.value.id, target.id})
        for node in _nodes(source)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
        for target in node.targets
        if isinstance(target, ast.Name)
    )


@functools.lru_cache(maxsize=1_000)
def _imported(source: str) -> frozenset[str]:
    aliases = [node for node in _nodes(source) if isinstance(node, ast.alias)]
    return frozenset((alias.asname or alias.name).partition(".")[0] for alias in aliases)


def _likeness(source: str) -> str:
    """The same text for the same code, however it is laid out and commented."""
    tree = _tree(source)
    return source.strip() if tree is None else ast.dump(tree)


def _needed(
    missing: Collection[str], sources: Mapping[int, str], replaced: Collection[int]
) -> set[str]:
    """Those of some names that the other cells read before they give them a value of their own."""
    left, needed = set(missing), set()
    for index in sorted({*sources} - {*replaced}):
        for statement in _statements(sources[index]):
            needed |= left & statement.reads_when_called
            if index > min(replaced):
                needed |= left & statement.reads
                left -= statement.makes
    return needed


@dataclass(frozen=True)
class _Statement:
    """What one statement of a cell does with the notebook's variables."""

    reads: frozenset[str]
    reads_when_called: frozenset[str]
    makes: frozenset[str]


@functools.lru_cache(maxsize=1_000)  # each cell is looked at for each question
def _statements(source: str) -> tuple[_Statement, ...]:
    tree = _tree(source)
    try:
        return tuple(map(_statement, _in_order(tree.body))) if tree is not None else ()
    except _NO_CODE:
        return ()


def _in_order(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, the heads of loops apart from what is in them: `for i in x` makes i first."""
    for statement in statements:
        if isinstance(statement, (ast.For, ast.While, ast.If, ast.With)):
            head = copy.copy(statement)
            head.body = [ast.Pass()]
            after = statement.body
            if not isinstance(head, ast.With):
                after = after + head.orelse
                head.orelse = []
            yield head
            yield from _in_order(after)
        else:
            yield statement


def _statement(statement: ast.stmt) -> _Statement:
    table = symtable.symtable(ast.unparse(statement), "cell", "exec")
    reads = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    makes = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
    }
    later: set[str] = set()
    waiting = [(child, child.get_name() in _COMPREHENSIONS) for child in table.get_children()]
    while waiting:
        child, at_once = waiting.pop()
        for symbol in child.get_symbols():
            if symbol.is_global():
                if symbol.is_referenced():
                    (reads if at_once else later).add(symbol.get_name())
                if symbol.is_assigned():
                    makes.add(symbol.get_name())
        waiting += [
            (one, at_once and one.get_name() in _COMPREHENSIONS) for one in child.get_children()
        ]
    reads |= {*_read_otherwise(statement)}
    return _Statement(frozenset(reads), frozenset(later), frozenset(makes))


def _read_otherwise(statement: ast.stmt) -> Iterator[str]:
    """What a statement reads though no symbol says so: `x += 1`, `del x`, and names in texts."""
    nodes = list(ast.walk(statement))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    for node in nodes:
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
            yield node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if used & _BY_TEXT:
                yield from _WORDS.findall(node.value)
            elif used & _BY_NAME:
                yield node.value


@functools.lru_cache(maxsize=1_000)
def _nodes(source: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(_tree(source) or ast.Pass()))


@functools.lru_cache(maxsize=1_000)
def _tree(source: str) -> ast.Module | None:
    """The code of a cell, that behind `%%time` too; None where it is none, and ends in an error."""
    try:
        return _parsed(source)
    except _NO_CODE:
        return None


def _parsed(source: str) -> ast.Module:
    from IPython.core.inputtransformer2 import TransformerManager

    tree: ast.Module = _Magics().visit(ast.parse(TransformerManager().transform_cell(source)))
    return tree


class _Magics(ast.NodeTransformer):
    """Puts the code that magics such as `%time` are given as text in their place."""

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | list[ast.stmt]:
        call = node.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            return node
        texts = [part.value for part in call.args if isinstance(part, ast.Constant)]
        if call.func.attr not in _MAGICS or not texts or texts[0] not in _RUN_CODE:
            return node
        try:
            return _parsed(str(texts[-1])).body or node
        except SyntaxError:
            return node

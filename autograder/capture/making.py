"""Which cells of a notebook make which variables, told from their code without running it."""

from __future__ import annotations

import ast
import functools
import symtable
from collections.abc import Collection, Iterable, Iterator, Mapping

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def training_cells(
    sources: Mapping[int, str], cells: Iterable[int], names: Collection[str], given: Iterable[str]
) -> tuple[list[int], str]:
    """The cells that may be replaced by what they make, and why they may not, in a clause.

    Args:
        sources: index → code, of all cells that are run.
        cells: those that answer the question.
        names: the variables that replacing them gives.
        given: code that students got, which answers nothing yet.

    Returns:
        Indices, and an empty text or the reason why they have to be run.
    """
    untouched = {source.strip() for source in given}
    found = [
        index
        for index in cells
        if index in sources
        and sources[index].strip() not in untouched
        and {*names} & made(sources[index])
    ]
    missing = frozenset().union(*(made(sources[index]) for index in found)) - {*names}
    needed = sorted(_needed(missing, sources, found)) if found else []
    if needed:
        return found, f"other cells need `{needed[0]}`, which only its answer makes"
    return found, ""


def made(source: str) -> frozenset[str]:
    """The variables that a cell's code gives a value, and those whose `fit` it calls."""
    tree = _tree(source)
    return frozenset() if tree is None else frozenset(_made(tree))


def _made(tree: ast.AST) -> Iterator[str]:
    for node in _here(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield from node.names
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if node.func.attr == "fit" and isinstance(owner, ast.Name):
                yield owner.id


def _needed(
    missing: Collection[str], sources: Mapping[int, str], replaced: Collection[int]
) -> set[str]:
    """Those of some names that the other cells read before they give them a value of their own."""
    left, needed = set(missing), set()
    for index in sorted(sources):
        if index in replaced:
            continue
        needed |= left & _read_in_functions(sources[index])
        tree = _tree(sources[index])
        if tree is None or index < min(replaced):
            continue
        for statement in tree.body:
            loaded = {
                node.id
                for node in _here(statement)
                if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
            }
            needed |= left & loaded
            left -= set(_made(statement))
    return needed


def _here(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a tree in its own scope: functions are among them, what is inside is not."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        inner = node is not tree and isinstance(node, (*_SCOPES, *_COMPREHENSIONS))
        if not inner and not isinstance(node, _SCOPES):
            waiting.extend(ast.iter_child_nodes(node))


def _read_in_functions(source: str) -> set[str]:
    """The variables of the notebook that functions in a cell read."""
    try:
        waiting = symtable.symtable(_plain(source), "cell", "exec").get_children()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found = set()
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        found |= {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
    return found


def _tree(source: str) -> ast.Module | None:
    """The code of a cell; None where it is none, and would end in an error."""
    try:
        return ast.parse(_plain(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@functools.lru_cache(maxsize=1_000)  # each cell is looked at for each question
def _plain(source: str) -> str:
    """A cell's code with IPython's own syntax turned into Python's."""
    from IPython.core.inputtransformer2 import TransformerManager

    return str(TransformerManager().transform_cell(source))

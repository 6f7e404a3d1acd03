"""Prepares a notebook to be run for questions about it: traced, and without training. [driver]

Where a network is to be tried, cells of answers that train run as far as that takes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any

import nbformat

from autograder.assignment.notebook import answers
from autograder.grading.instrument import instrument
from autograder.run.instrumentation import CapturePoint

_KERNEL, _TRIAL = (
    "autograder.grading.viva.trace_in_kernel",
    "autograder.grading.viva.learning_rate_in_kernel",
)
#: methods that train; what they have changed is measured on what grading kept, never made anew
_TRAINS = frozenset({"fit", "fit_generator", "train_on_batch", "partial_fit"})
_COMMAND = re.compile(r"^\s*[!%].*$", re.MULTILINE)
_CODE_IN_TEXT = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_MOST_EXAMPLES = 4
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def prepare(
    notebook: nbformat.NotebookNode,
    *,
    questions: Sequence[str],
    written: Sequence[str],
    seeding: str,
    silencing: str,
    path: str,
    try_rates: bool = False,
) -> tuple[list[CapturePoint], frozenset[int], dict[str, Any]]:
    """Has answer cells traced, and passes over what trains and what needs what was trained.

    Inputs for functions are those that the notebook itself calls them with, or names in its text.
    No test is opened.

    Args:
        notebook: changed in place.
        questions, written: as `answers` takes them.
        seeding, silencing: as `instrument` takes them.
        path: of the file that the kernel writes at the end.
        try_rates: whether a network is tried with a larger learning rate, which takes seconds.
    """
    cells = answers(notebook, questions, written)
    sources = [cell.source for cell in notebook.cells]
    code = {i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"}
    trees = {index: parsed(sources[index]) for index in code}
    _, skip, noted = instrument(
        notebook, captures={}, seeding=seeding, silencing=silencing, manual=written
    )
    training = trained([trees.get(index) for index in range(len(sources))])
    trials: set[int] = set()
    defined: set[str] = set()
    answered = {index for indices in cells.values() for index in indices}
    for question, indices in cells.items():
        for index in indices:
            tree = trees.get(index)
            if question in written or index in skip or tree is None:
                continue
            if index in training:
                if try_rates and any(_trains(node) is not None for node in ast.walk(tree)):
                    call = _imported(f"run({question!r}, {sources[index]!r})", _TRIAL)
                    notebook.cells[index].source = "\n".join(filter(None, [seeding, call]))
                    trials.add(index)
                continue
            defined |= {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
            if not _waits(tree) and not sources[index].lstrip().startswith("%%"):
                call = f"run({question!r}, {sources[index]!r})"
                notebook.cells[index].source = "\n".join(filter(None, [seeding, _imported(call)]))
    for index, tree in trees.items():
        cell = notebook.cells[index]
        if tree is None or index in answered or sources[index].lstrip().startswith("%%"):
            continue
        if defined & {node.id for node in _now(tree) if isinstance(node, ast.Name)}:
            cell.source = f"{_imported('follow()')}\n{cell.source}\n{_imported('rest()')}"
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    examples = example_calls(defined, texts, [tree for tree in trees.values() if tree])
    trial = _imported("TRIAL.noted", _TRIAL) if trials else "None"
    end = _imported(f"finish(get_ipython().user_ns, {examples!r}, {path!r}, {trial})")
    return [CapturePoint("viva", len(sources), end)], skip | (training - trials), noted


def _imported(call: str, module: str = _KERNEL) -> str:
    name = call.partition("(")[0].partition(".")[0]
    return f"__import__({module!r}, fromlist=[{name!r}]).{call}"


def parsed(source: str) -> ast.Module | None:
    """The code of a cell without its commands; None where it is no Python."""
    try:
        return ast.parse(_COMMAND.sub("", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _waits(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith) for node in _now(tree))


def _now(node: ast.AST) -> Iterator[ast.AST]:
    """What a cell does when it runs, without what its functions do when they are called."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, _FUNCTIONS):
            yield from _now(child)


def trained(trees: Sequence[ast.Module | None]) -> frozenset[int]:
    """The cells that train, or use what was trained above them.

    Args:
        trees: of all cells, None for those that are no code or no Python.
    """
    skipped: set[int] = set()
    tainted: set[str] = set()
    for index, tree in enumerate(trees):
        if tree is None:
            continue
        nodes = list(_now(tree))
        loaded = _names(nodes, ast.Load)
        stored = _names(nodes, ast.Store)
        for node in tree.body:  # a function that trains taints who calls it, in its own cell, too
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inside = list(ast.walk(node))
                trains = any(_trains(part) is not None for part in inside)
                if trains or _names(inside, ast.Load) & tainted:
                    tainted.add(node.name)
                else:
                    tainted.discard(node.name)
        receivers = {name for node in nodes if (name := _trains(node)) is not None}
        if receivers or loaded & tainted:
            skipped.add(index)
            tainted |= stored | (receivers - {""})
        else:
            tainted -= stored
    return frozenset(skipped)


def _names(nodes: Sequence[ast.AST], context: type[ast.expr_context]) -> set[str]:
    return {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }


def _trains(node: ast.AST) -> str | None:
    """The variable that a call trains, empty where it has no name; None where it trains none."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    if node.func.attr not in _TRAINS:
        return None
    value = node.func.value
    while isinstance(value, ast.Attribute | ast.Subscript):
        value = value.value
    return value.id if isinstance(value, ast.Name) else ""


def example_calls(
    functions: set[str], texts: Sequence[str], trees: Sequence[ast.Module]
) -> list[str]:
    """Calls of functions that stand in a notebook's text or cells, a few of each.

    Args:
        texts: Markdown; code stands between backticks.
        trees: of code cells.
    """
    found: dict[str, dict[str, None]] = {name: {} for name in functions}
    for text in texts:
        for code in _CODE_IN_TEXT.findall(text):
            if any(name in code for name in functions) and (tree := parsed(code)) is not None:
                _collect(tree, found)
    for tree in trees:
        if any(isinstance(node, ast.Name) and node.id in functions for node in ast.walk(tree)):
            _collect(tree, found)
    return [call for calls in found.values() for call in list(calls)[:_MOST_EXAMPLES]]


def _collect(tree: ast.AST, found: dict[str, dict[str, None]]) -> None:
    for node in _now(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            arguments = [*node.args, *(word.value for word in node.keywords)]
            if node.func.id in found and all(map(_is_simple, arguments)):
                found[node.func.id].setdefault(ast.unparse(node))


def _is_simple(node: ast.AST) -> bool:
    """Whether an argument is a literal, or a variable or attribute: nothing that runs code."""
    allowed = (
        *(ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.UnaryOp, ast.USub),
        *(ast.Name, ast.Attribute, ast.Load),
    )
    left_open = any(isinstance(part, ast.Constant) and part.value is ... for part in ast.walk(node))
    return not left_open and all(isinstance(part, allowed) for part in ast.walk(node))

"""Functions that several tests of a lesson call, written once. [any]

    # %% [raw]
    # # BEGIN HELPERS

    # %%
    def is_near(one, other):
        return abs(one - other) < 0.001

    # %% [raw]
    # # END HELPERS

Otter's test files know nothing of one another, and nbgrader's test cells neither. So the build puts
into each what its own tests call, and nothing else: a visible test brings no helper of hidden ones.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

import nbformat

from autograder.assignment.test_inputs import loaded_names
from autograder.authoring.test_writing import JUDGE

#: the block in a lesson's source
BLOCK = "helpers"
_BOUNDARY = re.compile(r"#\s+(BEGIN|END)\s+HELPERS\s*$", re.IGNORECASE)
#: what a test file of Otter's has names for already
_TAKEN = frozenset({"OK_FORMAT", "name", "points", "all_or_nothing", "test_case", "env", JUDGE})
_FIRST_CASE = "@test_case("


def taken_out(
    cells: Iterable[nbformat.NotebookNode],
) -> tuple[list[nbformat.NotebookNode], dict[str, str]]:
    """A lesson's cells without its helpers, and these: name → source.

    Args:
        cells: without mistakes in them, as `blocks.Source` finds them.
    """
    left: list[nbformat.NotebookNode] = []
    found: dict[str, str] = {}
    is_inside = False
    for cell in cells:
        boundary = _BOUNDARY.match(cell.source.strip()) if cell.cell_type == "raw" else None
        if boundary:
            is_inside = boundary[1].upper() == "BEGIN"
        elif is_inside:
            found |= functions_of(ast.parse(cell.source))
        else:
            left.append(cell)
    return left, found


def functions_of(tree: ast.Module) -> dict[str, str]:
    """name → source of each function at the top of some code.

    Without comments, and the same from every Python: what `ast` gives.
    """
    return {node.name: ast.unparse(node) for node in tree.body if isinstance(node, ast.FunctionDef)}


def problems(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line of the cell, from 1; what is wrong, as a clause) of each mistake in a helper's cell."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.decorator_list:
            yield node.lineno, "between BEGIN HELPERS and END HELPERS stand functions alone"
        elif node.name.startswith("test_") or node.name in _TAKEN:
            yield node.lineno, f"a helper may not be called {node.name}; give it another name"


def missing(
    helpers: Mapping[str, str], tests: Collection[ast.FunctionDef]
) -> Iterator[tuple[str, str]]:
    """(helper, what is wrong with it, as a clause) of each mistake that all of them show.

    Args:
        helpers: name → source.
        tests: of the lesson.
    """
    called = {name for test in tests for name in needed(ast.unparse(test), helpers)}
    taken = {argument.arg for test in tests for argument in test.args.args}
    for name, source in helpers.items():
        if unknown := sorted(loaded_names(source) - {*helpers}):
            yield name, f"{name} uses {unknown[0]}: import it in the function, or hand it over"
        elif name in taken:
            yield name, f"a test takes a student's {name}; give the helper another name"
        elif name not in called:
            yield name, f"no test calls the helper {name}"


def needed(code: str, helpers: Mapping[str, str]) -> list[str]:
    """The helpers that code calls, and those that these call, in the order of the lesson."""
    found: set[str] = set()
    new = loaded_names(code) & {*helpers}
    while new:
        found |= new
        new = {one for name in new for one in loaded_names(helpers[name]) & {*helpers}} - found
    return [name for name in helpers if name in found]


def in_file(source: str, helpers: Mapping[str, str]) -> str:
    """One of Otter's test files with the helpers that its tests call, above the first of them."""
    names = needed(source, helpers)
    above, first, cases = source.partition(_FIRST_CASE)
    return "".join([above, *(f"{helpers[name]}\n\n" for name in names), first, cases])


def in_function(function: ast.FunctionDef, helpers: Mapping[str, str]) -> ast.FunctionDef:
    """A test that brings along what it calls, so that it leaves no other name where it is run."""
    whole = copy.deepcopy(function)
    place = int(ast.get_docstring(function) is not None)
    for name in reversed(needed(ast.unparse(function), helpers)):
        whole.body[place:place] = ast.parse(helpers[name]).body
    return whole

"""The package's structure in a few numbers: how much there is to know before the main path is seen.

A room is a package of `autograder/`, or a module that lies loose at its top, but for `__main__`. A
floor is a step of the longest chain of imports between packages; `errors` and `files`, which all of
them stand on, are the ground.

Usage: python -m scripts.structure
"""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

import autograder

Imports = Mapping[str, frozenset[str]]

GROUND = frozenset({"errors", "files"})
_ENTRY = "__main__"


def imports_of(package: str = "autograder") -> Imports:
    """Each room of a package, and the rooms that it imports from; type checking counts as well."""
    graph = grimp.build_graph(package)
    rooms = sorted(graph.find_children(package) - {f"{package}.{_ENTRY}"})
    for room in rooms:
        graph.squash_module(room)
    return {
        _name(room): frozenset(
            _name(other)
            for other in graph.find_modules_directly_imported_by(room)
            if other in rooms and other != room
        )
        for room in rooms
    }


def floors(imports: Imports) -> int:
    """How many rooms the longest chain of imports above the ground has.

    Raises:
        graphlib.CycleError: rooms import one another; its second argument names them.
    """
    height: dict[str, int] = {}
    for room in TopologicalSorter(imports).static_order():
        height[room] = (room not in GROUND) + max(
            (height[other] for other in imports[room]), default=0
        )
    return max(height.values(), default=0)


def loose(folder: Path) -> list[str]:
    """The modules at the top of a package."""
    return sorted(one.stem for one in folder.glob("*.py"))


def lines(folder: Path) -> int:
    """How many lines the Python files of a package have."""
    return sum(len(one.read_text("utf-8").splitlines()) for one in folder.rglob("*.py"))


def report(imports: Imports, folder: Path) -> str:
    """What `make lint` prints."""
    arrows = sum(len(others) for others in imports.values())
    try:
        shape = f"{len(imports)} rooms on {floors(imports)} floors, {arrows} arrows, no circle"
    except CycleError as error:
        shape = f"{len(imports)} rooms, {arrows} arrows, a circle: {' → '.join(error.args[1])}"
    return f"{len(loose(folder))} modules at the top, {shape}, {lines(folder):,} lines"


def _name(module: str) -> str:
    return module.rpartition(".")[2]


if __name__ == "__main__":
    print(report(imports_of(), Path(autograder.__file__).parent))

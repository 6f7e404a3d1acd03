"""The package's modules as syntax trees, each parsed once for all tests of a process."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import autograder

PACKAGE = Path(autograder.__file__).parent


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def trees() -> dict[Path, ast.Module]:
    """Each file of the package and its tree."""
    return {path: parsed(path) for path in sorted(PACKAGE.rglob("*.py"))}

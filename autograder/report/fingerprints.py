"""Fingerprints of a notebook's code, made in a worker. [worker]

Code is compared by the parts of its syntax tree: each expression and each statement has a
fingerprint, made of those of its own parts (Baxter and others, "Clone Detection Using Abstract
Syntax Trees", ICSM 1998). So other names, comments, texts, type hints and docstrings change
nothing, and what is moved, split, merged, or wrapped into something else keeps the fingerprints
that it has inside. Numbers, attributes and Python's own names stay. What is no Python is compared
by its tokens. Cells that are never run are left out.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import io
import json
import keyword
import os
import tokenize
import warnings
import zlib
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.assignment.notebook import is_ignored
from autograder.run import worker_process

_MOST_CELLS = 3_000
#: characters of a cell that stand on the page of similar submissions
_MOST_SHOWN = 8_000
#: nodes of the least part of a tree that has a fingerprint: `x[0]`, `len(x)`
_LEAST_NODES = 3
#: tokens in a k-gram of what cannot be parsed: about two lines
_K = 12
_OWN_NAMES = frozenset(dir(builtins))
#: fields of a node that change nothing of what is computed
_UNSEEN = frozenset({"ctx", "annotation", "returns", "type_comment", "type_params"})
_SKIPPED = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
    }
)


def of_notebook(most_code: int) -> dict[str, Any]:
    """Fingerprints of the code cells of the notebook in file 0, which go to file 1 as numbers.

    Args:
        most_code: characters of code that are looked at, in whole cells.

    Returns:
        How many each cell has, a digest of all cells, and whether some code was left out.
    """
    cells = _cells()
    code = [cell for cell in cells if cell.cell_type == "code"][:_MOST_CELLS]
    left = most_code
    lengths = []
    grams = array("I")
    for cell in code:
        source = "" if is_ignored(cell) else cell.source
        left -= len(source)
        # Half a cell is no Python, and so not what everybody got.
        found = sorted({*fingerprints(source)}) if left >= 0 else []
        lengths.append(len(found))
        grams.extend(found)
    with os.fdopen(worker_process.open_file(1), "wb") as file:
        file.write(grams.tobytes())
    whole = json.dumps([(cell.cell_type, cell.source.strip()) for cell in cells])
    return {
        "lengths": lengths,
        "whole": hashlib.sha256(whole.encode()).hexdigest(),
        "cut": left < 0 or len(code) == _MOST_CELLS,
    }


def of_sources(sources: Sequence[str]) -> None:
    """Fingerprints of code that everybody got, to file 1."""
    found = sorted({gram for source in sources for gram in fingerprints(source)})
    with os.fdopen(worker_process.open_file(1), "wb") as file:
        file.write(array("I", found).tobytes())


def sources(numbers: Sequence[int]) -> list[str]:
    """The code of some code cells of the notebook in file 0, for a person to look at."""
    code = [cell.source for cell in _cells() if cell.cell_type == "code"]
    return [code[number][:_MOST_SHOWN] for number in numbers]


def _cells() -> list[NotebookNode]:
    with os.fdopen(worker_process.open_file(0), "rb") as file:
        cells = json.loads(file.read())["cells"]
    kept = [
        {
            "cell_type": str(cell["cell_type"]),
            "source": "".join(cell["source"]),
            "metadata": cell["metadata"] if isinstance(cell.get("metadata"), dict) else {},
        }
        for cell in cells
    ]
    return [from_dict(cell) for cell in kept]


def fingerprints(source: str) -> Iterator[int]:
    """The fingerprints of a cell: of each part of its tree, or of k-grams of its tokens.

    Lines that are no Python (`!`, `%`) are out.
    """
    python = "\n".join("" if line.lstrip()[:1] in "!%?" else line for line in source.splitlines())
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(python)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _of_tokens(python)
    return _of_tree(tree)


def _of_tree(tree: ast.Module) -> Iterator[int]:
    """The fingerprint of each part that is not too small. No recursion: trees may be deep."""
    nodes: list[ast.AST] = [tree]
    for node in nodes:  # which grows meanwhile: each stands before its parts
        nodes.extend(_parts(node))
    made: dict[ast.AST, tuple[int, int]] = {}
    for node in reversed(nodes):
        parts = [(isinstance(part, ast.keyword), made[part]) for part in _parts(node)]
        # The order of arguments that are given by name changes nothing.
        named = sorted(value for is_named, (value, _) in parts if is_named)
        values = [value for is_named, (value, _) in parts if not is_named] + named
        size = 1 + sum(size for _, (_, size) in parts)
        value = zlib.crc32(f"{_label(node)} {values}".encode("utf-8", "replace"))
        made[node] = value, size
        if size >= _LEAST_NODES and node is not tree:
            yield value


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name not in _UNSEEN:
            for part in value if isinstance(value, list) else (value,):
                if isinstance(part, ast.AST) and not _is_text(part):
                    yield part


def _is_text(node: ast.AST) -> bool:
    """Whether a statement is a docstring, or what stands for a comment."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _label(node: ast.AST) -> str:
    """What a node says by itself, without its parts and without names that somebody chose."""
    kind = type(node).__name__
    if isinstance(node, ast.Name):
        return f"{kind} {node.id if node.id in _OWN_NAMES else ''}"
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, str | bytes):
            return "text"
        # repr refuses whole numbers of thousands of digits
        return f"{kind} {hex(value) if type(value) is int else repr(value)}"
    said = (getattr(node, name, "") for name in ("attr", "arg", "name", "module"))
    is_own = isinstance(node, ast.Attribute | ast.keyword | ast.alias | ast.ImportFrom)
    return f"{kind} {[*said] if is_own else ''}"


def _of_tokens(source: str) -> Iterator[int]:
    tokens = _tokens(source)
    for begin in range(len(tokens) - _K + 1):
        yield zlib.crc32("\0".join(tokens[begin : begin + _K]).encode("utf-8", "replace"))


def _tokens(python: str) -> list[str]:
    """The tokens of a cell, as far as it can be read.

    Names become one word and texts another; those of the language stay.
    """
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(python + "\n").readline):
            if token.type == tokenize.NAME:
                found.append(token.string if keyword.iskeyword(token.string) else "name")
            elif token.type == tokenize.STRING:
                found.append("text")
            elif token.type not in _SKIPPED:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass
    return found

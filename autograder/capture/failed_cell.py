"""The error that a cell ended in before it made an answer, as a sentence. [kernel, checker]

Without it a test finds nothing, and says that the answer is still left open, which it is not.
"""

from __future__ import annotations

import ast
import json
import linecache
import re
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder.capture.snapshot_folder import DecodeError, read_plain_file

FILE = "failed_cell.json"
_MOST_BYTES = 1 << 14
_MOST_NAMES = 100
_LONGEST = 200
#: a message of so many characters that an answer is “still” not there has no advice in it
_SHORT = 80
#: what an error usually means
_MEANING = {
    "NameError": "A name is used that nothing has made: look at its spelling.",
    "UnboundLocalError": "A variable is used in a function before it has a value there.",
    "SyntaxError": "Python cannot read that line, or the one above it: look for a missing sign.",
    "IndentationError": "A line does not begin where it has to: look at the spaces in front of it.",
    "TypeError": "A value is of a kind that cannot be used so, or an argument is missing.",
    "ValueError": "A value is of the right kind, and still one that cannot be used here.",
    "KeyError": "A dictionary or a table has no entry of that name.",
    "IndexError": "A list is shorter than the position that is asked for.",
    "AttributeError": "What stands in front of the dot has nothing of the name behind it.",
    "FileNotFoundError": "There is no file at that path: look at its spelling and its folder.",
    "FileExistsError": "It is there already, from an earlier run: let the cell run twice.",
    "ModuleNotFoundError": "The library is not installed here, or its name is another one.",
}


def write(namespace: Mapping[str, Any], names: Collection[str], folder: Path) -> None:
    """Notes the last error of this process, a student's kernel, and which names its cell makes."""
    with suppress(Exception):  # a student's code can have broken what is asked here
        error = getattr(sys, "last_value", None)
        unmade = [name for name in names if _is_unmade(namespace.get(name))]
        if error is None or not unmade:
            return
        made = _made(_source(error, namespace))
        found = {
            "names": [name for name in unmade if name in made],
            "kind": type(error).__name__,
            "text": str(error),
        }
        (folder / FILE).write_text(json.dumps(found), encoding="utf-8")


def with_error(message: str, error: str) -> str:
    """A failed test's message with the error that its answer's cell ended in.

    Where the message says no more than that the answer is not there, the error takes its place;
    an author's own advice stays in front of it.

    Args:
        error: as `sentence` gives it; empty where none is known.
    """
    if not error or re.search(r"\bstill\b|could not make sense of", message) is None:
        return message
    return error if len(message) <= _SHORT else f"{message} {error}"


def sentence(folder: Path, names: Collection[str], values: Mapping[str, Any]) -> str:
    """What to tell of a failed test that looks at some names; nothing where no error is known.

    Args:
        folder: of the snapshot.
        values: what the snapshot holds.
    """
    try:
        data = json.loads(read_plain_file(folder / FILE, _MOST_BYTES))
        unmade, kind, text = data["names"], str(data["kind"]), str(data["text"])
    except (DecodeError, ValueError, RecursionError, KeyError, TypeError):
        return ""
    if not isinstance(unmade, list):
        return ""
    for name in sorted(names):
        if name in unmade[:_MOST_NAMES] and _is_unmade(values.get(name)):
            said = f"{kind}: {' '.join(text.split())}"[:_LONGEST].rstrip(".: ")
            meaning = f" {_MEANING[kind]}" if kind in _MEANING else ""
            return (
                f"`{name}` was not made, because its cell stopped with an error: {said}.{meaning} "
                "Mend it, run the cell, and check again."
            )
    return ""


def _is_unmade(value: Any) -> bool:
    return value is None or value is ...


def _source(error: BaseException, namespace: Mapping[str, Any]) -> str:
    """The code of the cell that an error comes from."""
    file = getattr(error, "filename", None) if isinstance(error, SyntaxError) else None
    trace = error.__traceback__
    while file is None and trace is not None:
        if trace.tb_frame.f_globals is namespace:
            file = trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
    return "".join(linecache.getlines(str(file)))


def _made(source: str) -> set[str]:
    """The names that a cell's code gives a value, also where it is not valid."""
    try:
        nodes = [*ast.walk(ast.parse(source))]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {*re.findall(r"(?m)^\s*(?:def\s+)?(\w+)\s*(?:=|\()", source)}
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored | {node.name for node in nodes if isinstance(node, ast.FunctionDef)}

"""Parameters that a student's function never looks at, as a sentence. [kernel, checker]

Whoever writes the name of a variable of the lesson where the parameter's belongs gets the right
answer for that one variable, and no other.
"""

from __future__ import annotations

import ast
import dis
import inspect
import json
import textwrap
import types
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder.capture.snapshot_folder import DecodeError, read_plain_file

FILE = "unused_parameters.json"
_MOST_BYTES = 1 << 14
_MOST_NAMES = 5
_LONGEST = 60


def write(namespace: Mapping[str, Any], names: Collection[str], folder: Path) -> None:
    """Notes of functions in a student's kernel which parameters and variables they use."""
    with suppress(Exception):  # a student's code can have broken what is asked here
        found = {}
        for name in names:
            function = namespace.get(name)
            if type(function) is not types.FunctionType or _is_open(function):
                continue
            if unused := _unused(function.__code__):
                found[name] = {"unused": unused, "used": _data(function.__code__, namespace)}
        if found:
            (folder / FILE).write_text(json.dumps(found), encoding="utf-8")


def read(folder: Path) -> Mapping[str, Any]:
    """What was noted beside a snapshot, as hostile data; nothing where it is not valid."""
    try:
        return dict(json.loads(read_plain_file(folder / FILE, _MOST_BYTES)))
    except (DecodeError, ValueError, RecursionError, TypeError):
        return {}


def sentence(noted: Mapping[str, Any], names: Collection[str]) -> str:
    """What to tell of a failed test that looks at some functions; mostly nothing.

    Args:
        noted: as `read` gives it.
    """
    for name in sorted(names):
        one = noted.get(name)
        if isinstance(one, dict) and (unused := _listed(one.get("unused"))):
            used = _listed(one.get("used"))
            outside = f" It uses {used}, which stands outside of it." if used else ""
            return f"`{name}` never uses {unused}, which it is given.{outside}"
    return ""


def _listed(names: Any) -> str:
    if not isinstance(names, list):
        return ""
    known = [one for one in names if isinstance(one, str) and one.isidentifier()]
    return " and ".join(f"`{one[:_LONGEST]}`" for one in known[:_MOST_NAMES])


def _is_open(function: types.FunctionType) -> bool:
    """Whether a part is still to be written: `...` in a line of its own leaves no bytecode."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError, ValueError):
        return False
    return any(
        isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) and one.value.value is ...
        for one in ast.walk(tree)
    )


def _unused(code: types.CodeType) -> list[str]:
    """Parameters that no instruction reads; none of a function in which nothing is done yet."""
    parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    read = set(code.co_cellvars)
    for step in dis.get_instructions(code):
        if "LOAD_FAST" in step.opname:  # newer Pythons read two at once
            read |= {step.argval} if isinstance(step.argval, str) else {*step.argval}
    told = {one for one in code.co_consts[1:] if one is not ...} if code.co_consts else set()
    is_open = not read and not code.co_names and told <= {None}
    if is_open or "locals" in code.co_names or "vars" in code.co_names:
        return []
    return [name for name in parameters if name not in read and not name.startswith("_")]


def _data(code: types.CodeType, namespace: Mapping[str, Any]) -> list[str]:
    """Variables of the notebook that a function reads, but for functions, classes and modules."""
    read = {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
    return sorted(
        name
        for name in read
        if name in namespace
        and not isinstance(namespace[name], type | types.ModuleType)
        and not callable(namespace[name])
    )

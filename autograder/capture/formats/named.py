"""Classes and functions of well-known modules, by name. [kernel, checker]

A test that says `isinstance(price, Decimal)` or `isclose(x, 3)` may take that name from the
notebook, which has imported it. What it means is the library's own, as this process has it: the
notebook's word on it, or a call of it there, would be worth less.
"""

from __future__ import annotations

import importlib
import sys
import types
from typing import Any

from autograder.capture.formats.modules import KNOWN
from autograder.capture.snapshot_folder import DecodeError, SnapshotFolder

NAME = "named"

_KINDS = (type, types.FunctionType, types.BuiltinFunctionType)
_MAX_NAME = 200
#: functions of these would ask this process for what is the student's: its files, time, chance
_CLASSES_ALONE = frozenset({"builtins", "io", "os", "random", "sys", "time"})


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """Module and name as JSON data; None where the value is none of a well-known module's.

    Functions leave so only where objects may be asked: in this course they are called in the
    student's kernel, as all others are.
    """
    is_class = isinstance(value, type)
    if not isinstance(value, _KINDS) or not (is_class or snap.objects):
        return None
    name = str(getattr(value, "__name__", ""))
    top = str(getattr(value, "__module__", "")).partition(".")[0]
    for module in sorted(KNOWN):
        if module.partition(".")[0].lstrip("_") != top.lstrip("_"):
            continue
        if not is_class and module in _CLASSES_ALONE:
            continue
        if vars(sys.modules.get(module, types)).get(name) is value:
            return {"module": module, "name": name[:_MAX_NAME]}
    return None


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The class or function, as this process has it.

    Raises:
        DecodeError: the module is not in the list or not installed, or has no such thing.
    """
    try:
        if data["module"] in KNOWN and isinstance(data["name"], str):
            found = vars(importlib.import_module(data["module"])).get(data["name"])
            is_class = isinstance(found, type)
            if is_class or (isinstance(found, _KINDS) and data["module"] not in _CLASSES_ALONE):
                return found
    except (TypeError, KeyError, ImportError):
        pass
    raise DecodeError("a name of a library that this check does not know")

"""Modules, by name: doctests of the OK format use `np` and `pd`. [kernel, checker]

Only well-known libraries leave: the way back imports a name out of the list here, never one that
the data gives. What a student did to a module stays behind. A student may call any of them by any
name, so none is among them that evaluates texts (SymPy) or has `load` unpickle (statsmodels).
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from autograder.capture.snapshot_folder import DecodeError, SnapshotFolder

NAME = "module"

# fmt: off
_KNOWN = frozenset((
    "collections", "copy", "datetime", "decimal", "fractions", "functools", "itertools", "json",
    "math", "operator", "os", "pathlib", "posixpath", "random", "re", "statistics", "string",
    "sys", "textwrap", "time", "types", "warnings",
    "keras", "matplotlib", "matplotlib.pyplot", "networkx", "numpy", "numpy.linalg",
    "numpy.random", "numpy.testing", "pandas", "scipy", "scipy.linalg", "scipy.optimize",
    "scipy.stats", "seaborn", "sklearn", "sklearn.linear_model", "sklearn.metrics",
    "tensorflow", "altair", "babypandas", "datascience", "plotly.express",
))
# fmt: on


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """The name of a well-known module as JSON data; None where the value is none."""
    if not isinstance(value, ModuleType):
        return None
    name = value.__name__
    return {"name": name} if name in _KNOWN and value is sys.modules.get(name) else None


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The module, as this process has it.

    Raises:
        DecodeError: it is not in the list, or not installed.
    """
    try:
        if data["name"] in _KNOWN:
            return importlib.import_module(data["name"])
    except (TypeError, KeyError, ImportError):
        pass
    raise DecodeError("a module that this check does not know")

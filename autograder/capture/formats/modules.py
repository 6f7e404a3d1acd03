"""Modules, by name: doctests of the OK format use `np` and `pd`. [kernel, checker]

Only well-known libraries leave: the way back imports a name out of the list here, never one that
the data gives. What a student did to a module stays behind.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from autograder.capture.snapshot_folder import DecodeError, SnapshotFolder

NAME = "module"

# fmt: off
KNOWN = frozenset((
    "abc", "array", "bisect", "builtins", "calendar", "cmath", "collections", "collections.abc",
    "contextlib", "copy", "csv", "dataclasses", "datetime", "decimal", "enum", "fractions",
    "functools", "hashlib", "heapq", "html", "inspect", "io", "itertools", "json", "math",
    "numbers", "operator", "os", "pathlib", "posixpath", "random", "re", "sqlite3", "statistics",
    "string", "sys", "textwrap", "time", "types", "typing", "warnings",
    "keras", "matplotlib", "matplotlib.axes", "matplotlib.figure", "matplotlib.lines",
    "matplotlib.patches", "matplotlib.pyplot", "networkx", "numpy", "numpy.fft", "numpy.linalg",
    "numpy.ma", "numpy.random", "numpy.testing", "pandas", "pandas.api.types", "pandas.testing",
    "scipy", "scipy.linalg", "scipy.optimize", "scipy.sparse", "scipy.special", "scipy.stats",
    "seaborn", "sklearn", "sklearn.cluster", "sklearn.decomposition", "sklearn.dummy",
    "sklearn.ensemble", "sklearn.feature_extraction.text", "sklearn.impute",
    "sklearn.linear_model", "sklearn.metrics", "sklearn.model_selection", "sklearn.naive_bayes",
    "sklearn.neighbors", "sklearn.pipeline", "sklearn.preprocessing", "sklearn.svm",
    "sklearn.tree", "sympy", "tensorflow", "altair", "babypandas", "bs4", "datascience",
    "plotly.express", "plotly.graph_objects", "statsmodels.api", "statsmodels.formula.api",
))
# fmt: on


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """The name of a well-known module as JSON data; None where the value is none."""
    if not isinstance(value, ModuleType):
        return None
    name = value.__name__
    return {"name": name} if name in KNOWN and value is sys.modules.get(name) else None


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The module, as this process has it.

    Raises:
        DecodeError: it is not in the list, or not installed.
    """
    try:
        if data["name"] in KNOWN:
            return importlib.import_module(data["name"])
    except (TypeError, KeyError, ImportError):
        pass
    raise DecodeError("a module that this check does not know")

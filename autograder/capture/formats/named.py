"""Classes of a closed list, and what each class has from `object`, by name. [kernel, checker]

A test that says `isinstance(price, Decimal)` may take that name from the notebook, which has
imported it. What it means is the library's own class, as this process has it.

The list has classes alone whose making, from whatever a student wrote, runs nothing of that, opens
no file and unpickles nothing. A test may call what a student gave such a name to.
"""

from __future__ import annotations

import builtins
import functools
import importlib
import sys
import types
from typing import Any

from autograder.capture.snapshot_folder import DecodeError, SnapshotFolder

NAME = "named"

# fmt: off
_CLASSES = {
    "builtins": "bool bytearray bytes complex dict float frozenset int list object range set slice "
        "str tuple " + " ".join(
            name for name, kind in vars(builtins).items()
            if isinstance(kind, type) and issubclass(kind, BaseException)
        ),
    "babypandas": "DataFrame Series",
    "bs4": "BeautifulSoup Tag",
    "collections": "ChainMap Counter OrderedDict defaultdict deque",
    "datascience": "Table",
    "datetime": "date datetime time timedelta timezone",
    "decimal": "Decimal",
    "enum": "Enum Flag IntEnum IntFlag",
    "fractions": "Fraction",
    "io": "BytesIO StringIO",
    "matplotlib.axes": "Axes",
    "matplotlib.figure": "Figure",
    "networkx": "DiGraph Graph MultiDiGraph MultiGraph",
    "numbers": "Complex Integral Number Rational Real",
    "numpy": "bool_ complexfloating float16 float32 float64 floating generic int16 int32 int64 "
        "int8 integer ndarray number signedinteger str_ "
        "uint16 uint32 uint64 uint8 unsignedinteger",
    "pathlib": "Path PosixPath PurePath PurePosixPath",
    "pandas": "Categorical CategoricalDtype DataFrame DatetimeIndex Index Interval IntervalIndex "
        "MultiIndex Period PeriodIndex RangeIndex Series Timedelta TimedeltaIndex Timestamp",
    "plotly.graph_objects": "Figure",
}
#: what a class has where it defines none of its own: `Vector.__eq__ is object.__eq__`
_OF_OBJECT = {
    name: part
    for name, part in vars(object).items()
    if isinstance(part, types.WrapperDescriptorType)
}
#: modules of which every estimator is among them
_OF_ESTIMATORS = tuple(f"sklearn.{name}" for name in (
    "cluster", "decomposition", "dummy", "ensemble", "feature_extraction.text", "impute",
    "linear_model", "naive_bayes", "neighbors", "pipeline", "preprocessing", "svm", "tree",
))
# fmt: on


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """Module and name of a class as JSON data; None where the value is none of the list."""
    if type(value) is types.WrapperDescriptorType:
        own = _OF_OBJECT.get(value.__name__) is value
        return {"module": "builtins.object", "name": value.__name__} if own else None
    if not isinstance(value, type):
        return None
    name = str(vars(type)["__name__"].__get__(value))
    for module in (*_CLASSES, *_OF_ESTIMATORS):
        if module in sys.modules and _class(module, name) is value:
            return {"module": module, "name": name}
    return None


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The class, as this process has it.

    Raises:
        DecodeError: it is not in the list, or its library is not installed.
    """
    try:
        module, name = data["module"], data["name"]
        if module == "builtins.object":
            return _OF_OBJECT[name]
        if module in (*_CLASSES, *_OF_ESTIMATORS) and isinstance(name, str):
            importlib.import_module(module)
            if found := _class(module, name):
                return found
    except (TypeError, KeyError, ImportError):
        pass
    raise DecodeError("a class that this check does not know")


def _class(module: str, name: str) -> type | None:
    """The class of a name in a module that is loaded; None where the list has it not."""
    found = vars(sys.modules[module]).get(name)
    if not isinstance(found, type):
        return None
    if module in _CLASSES:
        return found if name in _names(module) else None
    from sklearn.base import BaseEstimator

    return found if issubclass(found, BaseEstimator) else None


@functools.cache
def _names(module: str) -> frozenset[str]:
    return frozenset(_CLASSES[module].split())

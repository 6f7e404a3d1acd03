"""Estimators of scikit-learn, by parameters and what they have learned. [kernel, checker]

The classes are a closed list: those whose methods compute with arrays in Python alone, so that odd
arrays raise errors and nothing worse.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from typing import Any

from autograder.capture.snapshot_folder import (
    DecodeError,
    NoData,
    SnapshotFolder,
    TooLarge,
    holds_opaque,
    reading,
)

NAME = "estimator"
LIBRARIES = ("sklearn",)

_MAX_LEARNED = 100
_MODULES = {
    "sklearn.linear_model": """
        LinearRegression Ridge Lasso ElasticNet LogisticRegression
    """,
    "sklearn.preprocessing": """
        StandardScaler MinMaxScaler MaxAbsScaler RobustScaler Normalizer OneHotEncoder
        OrdinalEncoder LabelEncoder LabelBinarizer
    """,
    "sklearn.naive_bayes": "GaussianNB MultinomialNB BernoulliNB ComplementNB",
    "sklearn.decomposition": "PCA",
    "sklearn.impute": "SimpleImputer",
    "sklearn.pipeline": "Pipeline",
}
_CLASSES = {name: module for module, names in _MODULES.items() for name in names.split()}
#: names of what `fit` sets
_LEARNED = re.compile(r"_?[a-z][A-Za-z0-9_]{0,60}")


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with parameters and learned arrays; None where the value is not of the list.

    Raises:
        NoData: a parameter, or what it has learned, is no data.
        TooLarge: it has learned more than 100 things.
    """
    kind = type(value).__name__
    module = sys.modules.get(_CLASSES.get(kind, ""))
    if module is None or type(value) is not getattr(module, kind, None):
        return None
    parameters = _parameters(type(value))
    given = {
        name: vars(value)[name]
        for name, default in parameters.items()
        if vars(value)[name] is not default  # which may be a class
    }
    learned = {name: part for name, part in vars(value).items() if name not in parameters}
    if len(learned) > _MAX_LEARNED:
        raise TooLarge(f"it has learned more than {_MAX_LEARNED} things")
    entry = snap.encode([given, learned])
    if holds_opaque(entry):
        raise NoData("a parameter, or what it has learned, is no data")
    return {"kind": kind, "parts": entry}


def _parameters(kind: Any) -> dict[str, Any]:
    """The parameters of a class, and the default of each."""
    return {name: one.default for name, one in inspect.signature(kind).parameters.items()}


@reading("estimator")
def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The estimator, which predicts what it did.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    if set(data) != {"kind", "parts"} or data["kind"] not in _CLASSES:
        raise DecodeError("not a valid estimator")
    kind = getattr(importlib.import_module(_CLASSES[data["kind"]]), data["kind"])
    given, learned = snap.decode(data["parts"])
    if not {*given} <= {*_parameters(kind)} or len(learned) > _MAX_LEARNED:
        raise DecodeError("an estimator with other parameters")
    if not {*learned}.isdisjoint(_parameters(kind)) or not all(
        _LEARNED.fullmatch(name) and not hasattr(kind, name) for name in learned
    ):
        raise DecodeError("an estimator that has learned what it can't")
    made = kind(**given)
    vars(made).update(learned)
    return made

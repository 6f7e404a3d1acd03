"""Answers the checker's calls of a student's functions; see `calls`. [student kernel]"""

from __future__ import annotations

import contextlib
import io
import random
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.capture.exchange import ANSWERED, ASKED
from autograder.capture.formats.functions import registered
from autograder.capture.snapshot import load, save

_MAX_TEXT = 500
_MAX_PRINTED = 100_000


def answer(number: int, folder: str) -> None:
    """Calls the `number`-th registered function."""
    asked = load(Path(folder) / ASKED, Path.cwd())
    if "random" in asked:
        _set_random_state(*asked["random"])
    functions = {
        place: _function(data, Path(folder) / f"version_{place}.py")
        for place, data in asked.get("functions", {}).items()
    }
    args = [functions.get(str(place), value) for place, value in enumerate(asked["args"])]
    kwargs = asked["kwargs"] | {
        name: functions[name] for name in asked["kwargs"] if name in functions
    }
    outcome: dict[str, Any]
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            outcome = {"result": registered[number](*args, **kwargs)}
    except Exception as error:
        kinds = [one.__name__ for one in type(error).__mro__ if one.__module__ == "builtins"]
        outcome = {"raised": [type(error).__name__, str(error)[:_MAX_TEXT], *kinds]}
    outcome["printed"] = printed.getvalue()[:_MAX_PRINTED]
    save(outcome, outcome, str(Path(folder) / ANSWERED))


def _function(data: dict[str, Any], path: Path) -> Any:
    """One of the student's functions, or one of the test's own, from its text.

    Args:
        path: where the text may be written, because Python imports files.
    """
    if "number" in data:
        return registered[data["number"]]
    path.write_text(data["source"], encoding="utf-8")
    loader = SourceFileLoader(path.stem, str(path))
    module = ModuleType(path.stem)
    loader.exec_module(module)
    return getattr(module, data["name"])


def _set_random_state(numpys: Any, pythons: Any) -> None:
    import numpy as np

    np.random.set_state(numpys)
    random.setstate(pythons)

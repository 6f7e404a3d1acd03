"""Answers the checker's calls of a student's functions; see `calls`. [student kernel]"""

from __future__ import annotations

import contextlib
import io
import random
from pathlib import Path
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
    outcome: dict[str, Any]
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            outcome = {"result": registered[number](*asked["args"], **asked["kwargs"])}
    except Exception as error:
        kinds = [one.__name__ for one in type(error).__mro__ if one.__module__ == "builtins"]
        outcome = {"raised": [type(error).__name__, str(error)[:_MAX_TEXT], *kinds]}
    outcome["printed"] = printed.getvalue()[:_MAX_PRINTED]
    save(outcome, outcome, str(Path(folder) / ANSWERED))


def _set_random_state(numpys: Any, pythons: Any) -> None:
    import numpy as np

    np.random.set_state(numpys)
    random.setstate(pythons)

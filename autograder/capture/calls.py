"""Calls of a student's function from where its tests run, with plain data both ways.

A call is a folder of two snapshots: `asked` holds the arguments, `answered` the result or what was
raised. Neither side ever sees more of the other than these. Files that a value names travel along,
from one working folder to the same place in the other.
"""

from __future__ import annotations

import builtins
import dataclasses
import json
from pathlib import Path
from typing import Any

from autograder.capture.formats.functions import Function, kept
from autograder.capture.room import DecodeError
from autograder.capture.snapshot import MANIFEST, Opaque, load, save

ASKED, ANSWERED = "asked", "answered"
_MAX_TEXT = 500
#: what a function may raise so that its caller can tell; anything else is a RuntimeError
_EXCEPTIONS = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and kind is not AssertionError
}


def answer_code(number: int, folder: Path) -> str:
    """Source that, run in a student's kernel, answers the call in a folder."""
    return (
        "__import__('autograder.capture.calls', fromlist=['answer'])"
        f".answer({number!r}, {str(folder)!r})"
    )


def answer(number: int, folder: str) -> None:
    """Calls the `number`-th function that was kept. Runs in the student's kernel."""
    asked = load(Path(folder) / ASKED, Path.cwd())
    outcome: dict[str, Any]
    try:
        outcome = {"result": kept[number](*asked["args"], **asked["kwargs"])}
    except Exception as error:
        outcome = {"raised": [type(error).__name__, str(error)[:_MAX_TEXT]]}
    save(outcome, outcome, str(Path(folder) / ANSWERED))


def ask(args: tuple[Any, ...], kwargs: dict[str, Any], folder: Path) -> None:
    """Writes down what a function is to be called with.

    Raises:
        TypeError: an argument is of a type that can't be handed over.
    """
    save({"args": args, "kwargs": kwargs}, ["args", "kwargs"], str(folder / ASKED))
    text = (folder / ASKED / MANIFEST).read_text(encoding="utf-8")
    for value in json.loads(text).values():
        if _is_opaque(value):
            raise TypeError("a test can hand over plain data, arrays, frames and models only")


def _is_opaque(data: Any) -> bool:
    if isinstance(data, dict):
        return data.get("format") == "opaque" or any(map(_is_opaque, data.values()))
    return isinstance(data, list) and any(map(_is_opaque, data))


def outcome(function: Function, folder: Path) -> Any:
    """What a call came to.

    Raises:
        AssertionError: the answer can't be read.
        Exception: what the function raised.
    """
    name = function.__name__
    try:
        answered = load(folder / ANSWERED, Path.cwd())
    except DecodeError:
        raise AssertionError(f"`{name}` gave no answer that can be read.") from None
    if "raised" in answered:
        kind, text = _raised(answered["raised"])
        raise _EXCEPTIONS.get(kind, RuntimeError)(text)
    result = answered.get("result")
    if isinstance(result, Opaque):  # else a message would describe our stand-in, not the answer
        raise AssertionError(str(dataclasses.replace(result, name=f"{name}(…)")))
    return result


def _raised(data: Any) -> tuple[str, str]:
    if isinstance(data, list) and len(data) == 2 and all(isinstance(one, str) for one in data):
        kind, text = data
        return kind, text if kind in _EXCEPTIONS else f"{kind}: {text}"
    return "RuntimeError", "something that can't be read"

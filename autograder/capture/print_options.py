"""How NumPy and pandas print in a kernel, as plain data, for the checker. [kernel, checker]

A doctest compares what is printed. In Otter both the answer and the test print in one process, so
`np.set_printoptions(legacy="1.13")` in a notebook, or in a library that it imports, decides what a
right answer looks like. The options leave as plain data of a closed schema; a function among them
stays behind, but for `"{:.2f}".format`, which is a text.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from autograder.capture.snapshot_folder import DecodeError, read_plain_file

FILE = "print_options.json"
_MOST_BYTES = 1 << 16
_MOST = 1 << 31
_LONGEST = 40
_NUMBERS = {"precision": 500, "threshold": _MOST, "edgeitems": _MOST, "linewidth": _MOST}
#: what NumPy takes for options that are one of a few words
_WORDS: dict[str, tuple[Any, ...]] = {
    "sign": ("-", "+", " "),
    "floatmode": ("fixed", "unique", "maxprec", "maxprec_equal"),
    "legacy": (False, "1.13", "1.21", "1.25", "2.1", "2.2", "2.3", "2.4"),
    "suppress": (False, True),
}
_KINDS = (
    *("bool", "int", "timedelta", "datetime", "float", "longfloat", "complexfloat"),
    *("longcomplexfloat", "numpystr", "object", "all", "int_kind", "float_kind", "complex_kind"),
    "str_kind",
)
_TEMPLATE = re.compile(
    r"[^{}]{0,20}\{:[-+ ,_]{0,2}[0-9]{0,2}(\.[0-9]{1,2})?[eEfFgGn%]?\}[^{}]{0,20}"
)


def write(folder: Path) -> None:
    """Notes the options of this process, a student's kernel."""
    found: dict[str, Any] = {}
    with suppress(Exception):  # a student's code can have broken what is asked here
        if numpy := sys.modules.get("numpy"):
            found["numpy"] = _plain(numpy.get_printoptions())
    with suppress(Exception):
        if pandas := sys.modules.get("pandas"):
            found["pandas"] = _plain(_of_pandas(pandas))
    with suppress(Exception):
        (folder / FILE).write_text(json.dumps(found), encoding="utf-8")


@contextmanager
def as_in(folder: Path | None) -> Iterator[None]:
    """Within it, NumPy and pandas print as in the kernel that a snapshot was taken in.

    Args:
        folder: of the snapshot; where it is None, or says nothing of use, all stays as it is.
    """
    data = _read(folder) if folder is not None else {}
    with _numpy(data.get("numpy", {})), _pandas(data.get("pandas", {})):
        yield


def _plain(options: Any) -> dict[str, Any]:
    """What of some options is data."""
    found: dict[str, Any] = {}
    for name, value in options.items():
        if isinstance(value, dict):
            found[name] = _plain(value)
        elif value is None or type(value) in (bool, int, float, str):
            found[name] = value
        elif (text := _template(value)) is not None:
            found[name] = {"format": text}
    return found


def _template(value: Any) -> str | None:
    """The text of `text.format`."""
    text = getattr(value, "__self__", None)
    if type(text) is str and getattr(value, "__name__", "") == "format":
        return text
    return None


def _of_pandas(pandas: Any) -> dict[str, Any]:
    """The options that decide how a frame is printed, by their names.

    Read where pandas keeps them: to ask for each takes longer than most tests.
    """
    return dict(_flat("display", pandas._config.config._global_config["display"]))


def _flat(above: str, options: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in options.items():
        if isinstance(value, dict):
            yield from _flat(f"{above}.{name}", value)
        else:
            yield f"{above}.{name}", value


def _read(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        data = json.loads(read_plain_file(folder / FILE, _MOST_BYTES))
    except (DecodeError, ValueError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {library: part for library, part in data.items() if isinstance(part, dict)}


@contextmanager
def _numpy(data: dict[str, Any]) -> Iterator[None]:
    import numpy as np

    before = np.get_printoptions()
    try:
        options = {name: value for name, value in data.items() if _is_for_numpy(name, value)}
        if isinstance(data.get("formatter"), dict):
            options["formatter"] = _formatters(data["formatter"])
        # To set options takes longer than most cases, and most are what they are anyway.
        if not all(_is_same(value, before.get(name)) for name, value in options.items()):
            with suppress(TypeError, ValueError):  # this version of NumPy has another opinion
                np.set_printoptions(**options)
        yield
    finally:
        if np.get_printoptions() != before:
            np.set_printoptions(**before)


def _is_for_numpy(name: str, value: Any) -> bool:
    if name in _NUMBERS:
        return type(value) is int and 0 <= value <= _NUMBERS[name]
    if name in ("nanstr", "infstr"):
        return isinstance(value, str) and len(value) <= _LONGEST
    return any(type(value) is type(word) and value == word for word in _WORDS.get(name, ()))


def _formatters(data: dict[str, Any]) -> Any:
    made = {kind: _made(value) for kind, value in data.items() if kind in _KINDS}
    return {kind: function for kind, function in made.items() if function is not None}


def _made(value: Any) -> Callable[[Any], str] | None:
    text = value.get("format") if isinstance(value, dict) and len(value) == 1 else None
    if isinstance(text, str) and _TEMPLATE.fullmatch(text):
        return text.format
    return None


@contextmanager
def _pandas(data: dict[str, Any]) -> Iterator[None]:
    import pandas as pd

    before = _of_pandas(pd)
    try:
        for name, value in data.items():
            if name in before and not _is_same(value, before[name]):
                with suppress(
                    TypeError, ValueError, KeyError, AttributeError
                ):  # pandas checks what it is given
                    if name == "display.float_format" and (function := _made(value)):
                        pd.set_option(name, function)
                    elif _is_for_pandas(value, before[name]):
                        pd.set_option(name, value)
        yield
    finally:
        now = _of_pandas(pd)
        for name, value in before.items():
            if now[name] != value:
                pd.set_option(name, value)


def _is_same(value: Any, before: Any) -> bool:
    """Whether there is nothing to be set: both libraries take long to check what they are given."""
    return type(value) is type(before) and value == before


def _is_for_pandas(value: Any, before: Any) -> bool:
    """Whether a value is of a kind that the option may have; pandas itself knows its range."""
    if type(value) is int:
        bearable = abs(value) <= _MOST
    elif type(value) is str:
        bearable = len(value) <= _LONGEST
    else:
        bearable = value is None or type(value) in (bool, float)
    return bearable and (before is None or value is None or type(value) is type(before))

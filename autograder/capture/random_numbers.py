"""Random numbers as at each question, for functions that are called later. [kernel, checker]

In Otter a test runs right below the answer, so a function that it calls draws what comes next
there: in a notebook that has set a seed, always the same. Here functions are called after the last
cell. So the kernel keeps the state at each question, and goes back to it before the first call. The
state itself never leaves: what a test draws is not for a student to choose.
"""

from __future__ import annotations

import random
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder.capture.snapshot_folder import DecodeError, read_plain_file

FILE = "random_numbers.txt"
_MOST = 10_000
#: the states at the questions, in a student's kernel
_kept: list[Any] = []


def note(folder: Path) -> None:
    """Keeps the state, and leaves its number beside a snapshot."""
    with suppress(Exception):  # a student's code can have broken what is asked here
        if len(_kept) < _MOST:
            _kept.append(state())
            (folder / FILE).write_text(str(len(_kept) - 1), encoding="utf-8")


def read(folder: Path) -> int | None:
    """The number that `note` left; None where there is none."""
    try:
        number = int(read_plain_file(folder / FILE, len(str(_MOST))))
    except (DecodeError, ValueError):
        return None
    return number if 0 <= number < _MOST else None


def go_back_to(number: Any) -> None:
    """In a student's kernel, has random numbers go on from where they were at a question."""
    if type(number) is int and 0 <= number < len(_kept):
        restore(_kept[number])


def state() -> Any:
    """Of NumPy's random numbers, where it is loaded, and of Python's."""
    numpy = sys.modules.get("numpy")
    return numpy and numpy.random.get_state(), random.getstate()


def restore(kept: Any) -> None:
    """Makes a state the one that is gone on from."""
    numpys, pythons = kept
    random.setstate(pythons)
    if numpys is not None:
        sys.modules["numpy"].random.set_state(numpys)

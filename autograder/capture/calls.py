"""Questions to a student's functions and objects, with plain data both ways. [checker]

A question is a folder of two snapshots: `asked` holds what to do, the arguments, and the state of
the random numbers where a test has set a seed; `answered` holds the result or what was raised, what
was printed or written to standard error, and the warnings that were shown. Neither side ever sees
more of the other than these. Files that a value names travel along, from one working folder to the
same place in the other. `calls_in_kernel` answers.

A test may hand over the student's own functions and objects, which go back as their numbers, and a
function of its own whose text stands in its attribute `__source__`. That text is made a function
again in the student's kernel, where all is that a test calls a function with. The other way there
is no such thing.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import random
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any

from autograder.capture import side_effects, working_files
from autograder.capture.checker_state import CheckerState
from autograder.capture.exchange import ANSWERED, ASKED, BY_HAND, MANIFEST, STANDING
from autograder.capture.formats import exceptions
from autograder.capture.formats.functions import NAME
from autograder.capture.proxy import CALL, Proxy
from autograder.capture.snapshot import Opaque, load, save
from autograder.capture.snapshot_folder import DecodeError

_MAX_PRINTED = 100_000
_MAX_WARNINGS, _MAX_WARNING = 20, 500
_CHANGED = "the `{}` was used after its question, and what is left of it may be less than right"


def ask(
    operation: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    folder: Path,
    checker: CheckerState,
) -> None:
    """Writes down a question: what to do, and with which arguments.

    Raises:
        AssertionError: an argument is of a type that can't be handed over.
    """
    everything = {**{str(place): value for place, value in enumerate(args)}, **kwargs}
    functions = {place: data for place, one in everything.items() if (data := _handed(one))}
    values: dict[str, Any] = {
        "args": tuple(None if str(n) in functions else value for n, value in enumerate(args)),
        "kwargs": {name: None if name in functions else one for name, one in kwargs.items()},
    }
    if functions:
        values["functions"] = functions
    state = news_of_random_numbers(checker)
    if state is not None:
        values["random"] = state
    if checker.random_at is not None:
        values["random at"], checker.random_at = checker.random_at, None
    if operation != CALL:
        values["operation"] = operation
    if checker.objects:
        values["asked"] = True
    if checker.repeats.times > 1:
        values["times"] = checker.repeats.times
    if checker.repeats.back is not None:
        values["back"], checker.repeats.back = checker.repeats.back, None
    save(values, values, str(folder / ASKED))
    if checker.standing:
        (folder / ASKED / STANDING).write_text(json.dumps(checker.standing), encoding="utf-8")
    text = (folder / ASKED / MANIFEST).read_text(encoding="utf-8")
    for value in json.loads(text).values():
        if not _is_data(value):
            checker.held_back.append(
                "a test calls a function with what can't be handed into the student's kernel"
            )
            raise AssertionError(
                "This check calls a function with something other than plain data, arrays, frames "
                "and models, which it cannot do here."
            )


def _handed(value: Any) -> dict[str, Any] | None:
    """How a test's own function gets to the student's kernel; None where that is no way."""
    source = getattr(value, "__source__", None) if type(value) is FunctionType else None
    return {"source": source, "name": value.__name__} if isinstance(source, str) else None


def _is_data(data: Any) -> bool:
    """Whether all of an encoded value is data, or names what lives in the kernel anyhow."""
    if isinstance(data, dict):
        return data.get("format") not in ("opaque", NAME) and all(map(_is_data, data.values()))
    return not isinstance(data, list) or all(map(_is_data, data))


def news_of_random_numbers(checker: CheckerState) -> Any:
    """The state of numpy.random and random, where it is another one than at the last call.

    A test that sets a seed means the function's random numbers. A kernel goes on from those at the
    question until then; what it makes of them does not come back, because tests draw random inputs,
    too.
    """
    numpys, pythons, fingerprint = _random_numbers()
    if fingerprint == checker.random_numbers:
        return None
    checker.random_numbers = fingerprint
    return numpys, pythons


def _random_numbers() -> tuple[Any, Any, str]:
    import numpy as np

    numpys: Any = np.random.get_state()
    pythons = random.getstate()
    return numpys, pythons, repr((numpys[1].tobytes(), numpys[2:], pythons))


def notice_seeds(checker: CheckerState) -> None:
    """From now on whatever sets random numbers is news, also where they are set as last time."""
    import numpy as np

    modules: list[tuple[Any, str]] = [(np.random, "set_state"), (random, "setstate")]
    for module, name in (*modules, (np.random, "seed"), (random, "seed")):
        setattr(module, name, _noticed(getattr(module, name), checker))


def _noticed(function: Callable[..., Any], checker: CheckerState) -> Callable[..., Any]:
    @functools.wraps(function)
    def setting(*args: Any, **kwargs: Any) -> Any:
        checker.random_numbers = ""
        return function(*args, **kwargs)

    return setting


def come_already(
    one: Proxy,
    operation: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    checker: CheckerState,
) -> dict[str, Any] | None:
    """Begins a question; its answer for `told`, where an earlier one has brought it along."""
    is_new = operation != CALL or _random_numbers()[2] != checker.random_numbers
    return checker.repeats.begin(one._autograder_number(), args, kwargs, is_new=is_new)


def outcome(
    named: str,
    folder: Path,
    checker: CheckerState,
    args: tuple[Any, ...] = (),
    kwargs: dict[str, Any] | None = None,
) -> Any:
    """What the answer to a question is.

    Args:
        named: how messages name what was asked.
        args, kwargs: what it was asked with; where that was changed, it is changed here.

    Raises:
        AssertionError: the answer can't be read.
        Exception: what the student's code raised.
    """
    try:
        answered = load(folder / ANSWERED, Path.cwd(), checker=checker)
        if checker.repeats.times > 1:
            answered = checker.repeats.first(answered)
    except (DecodeError, ValueError):
        raise AssertionError(f"`{named}` gave no answer that can be read.") from None
    return told(named, answered, checker, args, kwargs or {})


def told(
    named: str,
    answered: Mapping[str, Any],
    checker: CheckerState,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    """What an answer says, as `outcome` gives it."""
    if checker.objects:
        side_effects.follow(answered, args, kwargs, checker)
        working_files.follow(answered, [*args, *kwargs.values()], checker)
    if answered.get("changed") is True:
        checker.held_back.append(f"{_CHANGED.format(named)}, {BY_HAND}")
    printed = answered.get("printed")
    if isinstance(printed, str):  # a doctest compares it
        sys.stdout.write(printed[:_MAX_PRINTED])
    written = answered.get("written to stderr")
    if isinstance(written, str):
        sys.stderr.write(written[:_MAX_PRINTED])
    _warn(answered.get("warned"))
    if "raised" in answered:
        error = _raised(answered["raised"], answered.get("raised of"))
        checker.raised.append(str(error))
        raise error
    result = answered.get("result")
    if isinstance(result, Opaque):  # else a message would describe our proxy, not the answer
        result = dataclasses.replace(result, name=f"{named}(…)")
        checker.held_back.append(result.for_instructors)
        raise AssertionError(str(result))
    return result


def _warn(shown: Any) -> None:
    """Shows the warnings that a function has shown, so that a test can look for them."""
    for one in shown[:_MAX_WARNINGS] if isinstance(shown, list) else ():
        if not isinstance(one, list) or not one or not all(isinstance(text, str) for text in one):
            continue
        text, *kinds = one
        kind = next((k for k in exceptions.of_kinds(kinds) if issubclass(k, Warning)), UserWarning)
        warnings.warn_explicit(text[:_MAX_WARNING], kind, "<notebook>", 1, module="__main__")


def _raised(data: Any, own: Any = None) -> Exception:
    """The exception that a function raised: called like its class, and of its built-in kinds.

    So `except ValueError` catches what a student derived from it.

    Args:
        data: the name of its class, its text, and the names of what its class derives from.
        own: what stands for its class, where it is the student's own.
    """
    if not isinstance(data, list) or not all(isinstance(one, str) for one in data) or len(data) < 2:
        return RuntimeError("something that can't be read")
    name, text, *kinds = data
    if isinstance(own, type) and issubclass(own, Exception) and own.__module__ == "__main__":
        return own(text)
    bases = exceptions.of_kinds(kinds)
    if name == bases[0].__name__:
        return bases[0](text)
    try:
        return exceptions.made(name, bases)(text)
    except DecodeError:
        return bases[0](text)

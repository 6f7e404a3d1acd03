"""What stays in a student's kernel, by number, and what stands for it elsewhere. [kernel, checker]

A function, or an object that no format rebuilds, is registered in the kernel that it lives in. Its
number leaves, and the checker makes a proxy of it. Whatever a test wants to know of a proxy is a
question: an operation and its arguments; see `autograder.capture.calls`.
"""

from __future__ import annotations

import inspect
from typing import Any

from autograder.capture.checker_state import CheckerState
from autograder.capture.snapshot_folder import DecodeError, TooLarge

#: how many functions and objects of one kernel may be asked
MAX_REGISTERED = 100_000
#: the operation that calls a function, or an object like one
CALL = "call"

#: in a student's kernel: what may be asked, by number
registered: list[Any] = []
#: number of a function → the variables of its question that it may look at
watched: dict[int, frozenset[str]] = {}
#: of an object, its number; what is registered is never freed, so no other one gets its id
_numbers: dict[int, int] = {}


class Proxy:
    """Stands for what stayed behind. Those of functions and of objects derive from it.

    Its names begin so that no object of a student's is likely to have them.
    """

    __slots__ = ()

    def _autograder_number(self) -> int:
        """The number that it is registered by."""
        raise NotImplementedError

    def _autograder_name(self) -> str:
        """How messages name it."""
        raise NotImplementedError

    def _autograder_checker(self) -> CheckerState:
        """The state of the checker that it is in."""
        raise NotImplementedError


def is_proxy(value: object) -> bool:
    """Whether a value is a proxy, whatever it says of its class."""
    return issubclass(type(value), Proxy)


def ask(proxy: Proxy, operation: str, *args: Any, **kwargs: Any) -> Any:
    """What the kernel answers: plain data, or another proxy.

    Raises:
        AssertionError: there is no way to the kernel, or it gave no answer.
        Exception: what the student's code raised, where that is one of Python's own.
    """
    relay = proxy._autograder_checker().relay
    if relay is None:
        done = "called" if operation == CALL else "asked"
        raise AssertionError(f"`{proxy._autograder_name()}` can't be {done} here.")
    return relay(proxy, operation, args, kwargs)


def signature_of(proxy: Proxy) -> inspect.Signature:
    """The signature of a function or class, with its annotations and defaults.

    Raises:
        AssertionError: the answer is none.
    """
    answer = ask(proxy, "signature")
    try:
        parameters, returned = answer
        return inspect.Signature(
            [
                inspect.Parameter(
                    name,
                    inspect._ParameterKind[kind],
                    default=default[0] if default else inspect.Parameter.empty,
                    annotation=annotation[0] if annotation else inspect.Parameter.empty,
                )
                for name, kind, default, annotation in parameters
            ],
            return_annotation=returned[0] if returned else inspect.Signature.empty,
        )
    except (TypeError, ValueError, KeyError):
        name = proxy._autograder_name()
        raise AssertionError(f"`{name}` gave an answer that is no signature.") from None


def register(value: Any) -> int:
    """Keeps what may be asked; its number.

    Raises:
        TooLarge: there are too many already.
    """
    if len(registered) >= MAX_REGISTERED:
        raise TooLarge(f"no more than {MAX_REGISTERED:,} functions and objects can be asked")
    registered.append(value)
    return len(registered) - 1


def register_once(value: Any) -> int:
    """Keeps an object; the number that it has had before, if it had one."""
    number = _numbers.get(id(value))
    if number is None:
        number = _numbers[id(value)] = register(value)
    return number


def answers_for(number: int, value: Any) -> None:
    """Has an object answer by a number that another one was registered by."""
    registered[number] = value
    _numbers[id(value)] = number


def number_in(data: Any) -> int:
    """The number that a proxy's data gives.

    Raises:
        DecodeError: it is none.
    """
    if type(data) is not int or not 0 <= data < MAX_REGISTERED:
        raise DecodeError("what stayed behind came without its number")
    return data

"""Functions as proxies: only a number to call them by leaves the kernel. [kernel, checker]

In the student's kernel a function is kept as it stands at its question. Elsewhere a proxy takes
its place, which has it called there with plain data and gets plain data back; see
`autograder.capture.calls`.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable
from typing import Any

from autograder.capture import proxy
from autograder.capture.checker_state import CheckerState
from autograder.capture.exchange import FUNCTION
from autograder.capture.formats import plain
from autograder.capture.proxy import CALL, Proxy
from autograder.capture.snapshot_folder import DecodeError, NoData, SnapshotFolder, TooLarge

NAME = FUNCTION

_MAX_TEXT = 2_000
_MAX_PARAMETERS = 100
_KINDS = {kind.name: kind for kind in inspect._ParameterKind}
#: what Python and the lessons' libraries make functions of
_TYPES = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    functools.partial,
    functools._lru_cache_wrapper,
)
_TYPES_BY_NAME = {"numpy.ufunc", "numpy.vectorize"}


class Function(Proxy):
    """The proxy of a student's function. It has the name, the parameters and the documentation."""

    def __init__(
        self, number: int, name: str, doc: str | None, signature: Any, checker: CheckerState
    ) -> None:
        self.number = number
        self._checker = checker
        self.__name__ = self.__qualname__ = name
        self.__doc__ = doc
        if signature is not None:
            self.__signature__ = signature

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calls the student's function.

        Raises:
            AssertionError: it gave no answer.
            Exception: what the student's function raised, where that is one of Python's own.
        """
        return proxy.ask(self, CALL, *args, **kwargs)

    def _autograder_number(self) -> int:
        return self.number

    def _autograder_name(self) -> str:
        return self.__name__

    def _autograder_checker(self) -> CheckerState:
        return self._checker

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """Registers a function and describes it; None where the value is no function."""
    return _described(value) if _is_function(value) else None


def register(value: Callable[..., Any], name: str) -> dict[str, Any]:
    """Registers anything that can be called; gives what leaves of it, as of a function.

    Args:
        name: what to call it.
    """
    return {"format": NAME, "data": _described(value) | {"name": name[:_MAX_TEXT]}}


def _described(value: Any) -> dict[str, Any]:
    number = proxy.register(_as_it_stands(value))
    name = getattr(value, "__name__", type(value).__name__)
    doc = getattr(value, "__doc__", None)
    return {
        "number": number,
        "name": str(name)[:_MAX_TEXT],
        "doc": str(doc)[:_MAX_TEXT] if doc is not None else None,
        "parameters": _parameters(value),
    }


def _is_function(value: Any) -> bool:
    kind = type(value)
    if f"{kind.__module__}.{kind.__qualname__}" in _TYPES_BY_NAME:
        return True
    # What `tf.function` makes of a function carries the function along.
    return isinstance(value, _TYPES) or isinstance(
        getattr(value, "python_function", None), types.FunctionType
    )


def _as_it_stands(function: Any) -> Any:
    """A copy that later cells can't change by giving its helpers' names to something else."""
    if not isinstance(function, types.FunctionType) or function.__module__ != "__main__":
        return function
    names = function.__globals__
    now = dict(names)
    for name, value in names.items():
        if isinstance(value, types.FunctionType) and value.__globals__ is names:
            now[name] = _bound_to(value, now)
    return _bound_to(function, now)


def _bound_to(function: types.FunctionType, names: dict[str, Any]) -> types.FunctionType:
    copy = types.FunctionType(
        function.__code__,
        names,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    functools.update_wrapper(copy, function)
    return copy


def _parameters(function: Any) -> list[list[Any]] | None:
    """Name, kind, and the default in a list, if there is one; None where Python can't tell."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    return [[one.name, one.kind.name, _default(one)] for one in list(found)[:_MAX_PARAMETERS]]


def _default(parameter: inspect.Parameter) -> list[Any]:
    if parameter.default is inspect.Parameter.empty:
        return []
    try:
        return [plain.encode_alone(parameter.default)]
    except (NoData, TooLarge):
        return [plain.encode_alone(...)]  # which stands for what was not looked at


def decode(data: Any, snap: SnapshotFolder) -> Function:
    """The proxy.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    try:
        number, name, doc = proxy.number_in(data["number"]), data["name"], data["doc"]
        if not isinstance(name, str) or not isinstance(doc, str | None):
            raise DecodeError("a function without its name")
        signature = _signature(data["parameters"])
    except (TypeError, KeyError, ValueError) as error:
        raise DecodeError(f"not a valid function: {error}") from None
    return Function(number, name[:_MAX_TEXT], doc and doc[:_MAX_TEXT], signature, snap.checker)


def _signature(parameters: Any) -> inspect.Signature | None:
    if parameters is None:
        return None
    if len(parameters) > _MAX_PARAMETERS:
        raise DecodeError("a function with too many parameters")
    return inspect.Signature(
        [
            inspect.Parameter(
                name,
                _KINDS[kind],
                default=plain.decode_alone(default[0]) if default else inspect.Parameter.empty,
            )
            for name, kind, default in parameters
        ]
    )

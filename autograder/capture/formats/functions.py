"""Functions as proxies: only a number to call them by leaves the kernel. [kernel, checker]

In the student's kernel a function is kept as it stands at its question. Elsewhere a proxy takes
its place, which has it called there with plain data and gets plain data back; see
`autograder.capture.calls`.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Iterator
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
#: what may be read of a function of what is written with two underscores
_READABLE = ("__code__", "__defaults__", "__kwdefaults__", "__annotations__", "__wrapped__")
#: what Python and the lessons' libraries make functions of
_TYPES = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    functools.partial,
    functools._lru_cache_wrapper,
)
_NAMED_TYPES = {kind.__name__: kind for kind in _TYPES}
_TYPES_BY_NAME = {"numpy.ufunc", "numpy.vectorize"}


class Function(Proxy):
    """The proxy of a student's function. It has the name, the parameters and the documentation."""

    def __init__(
        self,
        number: int,
        name: str,
        doc: str | None,
        signature: Any,
        checker: CheckerState,
        kind: type | None = None,
    ) -> None:
        self.number = number
        self._kind = kind or Function
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

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What `isinstance` looks at, where objects may be asked."""
        return self._kind if self._checker.objects else Function

    def __getattr__(self, name: str) -> Any:
        """What else the student's function has: its code, or what was kept in it."""
        if (name.startswith("_") and name not in _READABLE) or not self._checker.objects:
            raise AttributeError(name)
        self._checker.took_part = True
        return proxy.ask(self, "attribute", name)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


Function.__name__ = Function.__qualname__ = "function"  # what `type(f).__name__` is elsewhere


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """Registers a function and describes it; None where the value is no function."""
    return _described(value, snap) if _is_function(value) else None


def register(value: Callable[..., Any], name: str) -> dict[str, Any]:
    """Registers anything that can be called; gives what leaves of it, as of a function.

    Args:
        name: what to call it.
    """
    return {"format": NAME, "data": _described(value) | {"name": name[:_MAX_TEXT]}}


def _described(value: Any, snap: SnapshotFolder | None = None) -> dict[str, Any]:
    copies: dict[int, Any] = snap.notes.setdefault(NAME, {}) if snap else {}
    function = _as_it_stands(value, copies)
    number = proxy.register(function)
    if snap and snap.objects and type(function) is types.FunctionType:
        proxy.watched[number] = _names_of(function) & snap.names
    name = getattr(value, "__name__", type(value).__name__)
    doc = getattr(value, "__doc__", None)
    return {
        "number": number,
        "name": str(name)[:_MAX_TEXT],
        "doc": str(doc)[:_MAX_TEXT] if doc is not None else None,
        "parameters": _parameters(value),
        "kind": type(value).__name__[:_MAX_TEXT],
    }


def _is_function(value: Any) -> bool:
    kind = type(value)
    if f"{kind.__module__}.{kind.__qualname__}" in _TYPES_BY_NAME:
        return True
    # What `tf.function` makes of a function carries the function along.
    return isinstance(value, _TYPES) or isinstance(
        getattr(value, "python_function", None), types.FunctionType
    )


def _as_it_stands(function: Any, copies: dict[int, Any]) -> Any:
    """A copy that later cells can't change by giving its helpers' names to something else.

    Args:
        copies: of this snapshot, by the id of what they are made of: its functions see what
            another one of them has given to a name.
    """
    if not isinstance(function, types.FunctionType) or function.__module__ != "__main__":
        return function
    names = function.__globals__
    if id(names) not in copies:
        now = copies[id(names)] = dict(names)
        for name, value in names.items():
            if isinstance(value, types.FunctionType) and value.__globals__ is names:
                now[name] = copies[id(value)] = _bound_to(value, now)
    if id(function) not in copies:
        copies[id(function)] = _bound_to(function, copies[id(names)])
    return copies[id(function)]


def _names_of(function: types.FunctionType) -> frozenset[str]:
    """The variables of the notebook that a function, or one that it calls, may look at."""
    found: set[str] = set()
    left = [function]
    while left:
        one = left.pop()
        names = {name for code in _codes(one.__code__) for name in code.co_names} - found
        found |= names
        parts = (one.__globals__.get(name) for name in names)
        left += [part for part in parts if type(part) is types.FunctionType]
    return frozenset(found)


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            yield from _codes(one)


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
    kind = _NAMED_TYPES.get(str(data.get("kind")))
    told = doc and doc[:_MAX_TEXT]
    return Function(number, name[:_MAX_TEXT], told, signature, snap.checker, kind)


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

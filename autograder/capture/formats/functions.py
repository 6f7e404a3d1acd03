"""Functions as proxies: only a number to call them by leaves the kernel. [kernel, checker]

In the student's kernel a function is kept as it stands at its question. Elsewhere a proxy takes
its place, which has it called there with plain data and gets plain data back; see
`autograder.capture.calls`.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
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
_READABLE = frozenset(
    {"__code__", "__defaults__", "__kwdefaults__", "__annotations__", "__wrapped__", "__closure__"}
    | {"__dict__", "__self__", "__func__", "__type_params__"}
)
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


#: in a kernel: id of a copy → it, and the function that it is a copy of
_originals: dict[int, tuple[Any, Any]] = {}
#: in a kernel: id of a copy of the notebook's variables → it
_frozen: dict[int, dict[str, Any]] = {}
#: in a kernel: ids of a method's function and object → the first such method that was met
_methods: dict[tuple[int, int], Any] = {}


@dataclass(frozen=True)
class _Facts:
    """What is known of a function without asking.

    Attributes:
        own: what tells it from other functions, whenever it comes; None where nothing does.
        is_bound: whether it is a method of an object: two that are equal need not be one.
        signature: None where Python can't tell, or where it has to be asked for.
        asks: whether its signature holds more than came along.
        kind: the class that it is of.
        given: attributes that a test has given to it, where it cannot be asked.
        guard: what is called in its place.
        guarded: the same function with such a guard, once there is one.
    """

    number: int
    name: str
    qualified: str
    module: str | None
    doc: str | None
    signature: inspect.Signature | None
    checker: CheckerState
    kind: type | None
    own: int | None
    is_bound: bool
    asks: bool
    given: dict[str, Any] = field(default_factory=dict)
    guard: Callable[..., Any] | None = None
    guarded: list[Function] = field(default_factory=list)


class Function(Proxy):
    """The proxy of a student's function. It has the name, the parameters and the documentation."""

    __slots__ = ("__weakref__", "_autograder_facts")

    def __init__(
        self,
        number: int,
        name: str,
        doc: str | None,
        signature: inspect.Signature | None,
        checker: CheckerState,
        kind: type | None = None,
        *,
        qualified: str | None = None,
        module: str | None = "__main__",
        own: int | None = None,
        is_bound: bool = False,
        asks: bool = False,
    ) -> None:
        facts = _Facts(
            number,
            name,
            qualified or name,
            module,
            doc,
            signature,
            checker,
            kind,
            own,
            is_bound,
            asks,
        )
        self._autograder_facts: _Facts  # not above: annotations of its class are not the function's
        object.__setattr__(self, "_autograder_facts", facts)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calls the student's function.

        Raises:
            AssertionError: it gave no answer.
            Exception: what the student's function raised, where that is one of Python's own.
        """
        guard = self._autograder_facts.guard
        return guard(*args, **kwargs) if guard else proxy.ask(self, CALL, *args, **kwargs)

    def _autograder_guarded(self, guard: Callable[..., Any]) -> Function:
        """The same function, of which something else is called in its place."""
        met, facts = self._autograder_facts.guarded, self._autograder_facts
        if not met:
            made = object.__new__(Function)
            object.__setattr__(made, "_autograder_facts", replace(facts, guard=guard))
            met.append(made)
        return met[0]

    def _autograder_number(self) -> int:
        return self._autograder_facts.number

    def _autograder_name(self) -> str:
        return self._autograder_facts.name

    def _autograder_checker(self) -> CheckerState:
        return self._autograder_facts.checker

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What `isinstance` looks at, where objects may be asked."""
        facts = self._autograder_facts
        return (facts.kind or Function) if facts.checker.objects else Function

    def __getattribute__(self, name: str) -> Any:
        if name == "__module__":  # that of its class is not the function's
            return object.__getattribute__(self, "_autograder_facts").module
        return object.__getattribute__(self, name)

    def __getattr__(self, name: str) -> Any:
        """What else the student's function has: its code, or what was kept in it."""
        facts = self._autograder_facts
        if name in facts.given:
            return facts.given[name]
        if name == "__name__":
            return facts.name
        if name == "__qualname__":
            return facts.qualified
        if name == "__signature__":
            return self._signature()
        if not facts.checker.objects:
            raise AttributeError(name)
        if name.startswith("_") and name not in _READABLE:
            facts.checker.cannot_read(name)
            raise AttributeError(name)
        return facts.checker.lend(name, self._ask("attribute", name))

    def __setattr__(self, name: str, value: Any) -> None:
        facts = self._autograder_facts
        if facts.checker.objects:
            self._ask("set attribute", name, value)
        else:
            facts.given[name] = value
        known = {"__name__": "name", "__qualname__": "qualified", "__doc__": "doc"}
        if name in known:
            facts = replace(facts, **{known[name]: value})
            object.__setattr__(self, "_autograder_facts", facts)

    def __delattr__(self, name: str) -> None:
        facts = self._autograder_facts
        if facts.checker.objects:
            self._ask("delete attribute", name)
        elif facts.given.pop(name, self) is self:
            raise AttributeError(name)

    def __dir__(self) -> Any:
        if not self._autograder_facts.checker.objects:
            return object.__dir__(self)
        names = self._ask("names")
        return names if type(names) is list else []

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not Function:
            return NotImplemented
        mine, theirs = self._autograder_facts, other._autograder_facts
        is_one = mine.own is not None and mine.own == theirs.own
        return is_one and mine.is_bound and theirs.is_bound

    def __hash__(self) -> int:
        facts = self._autograder_facts
        return hash((Function, facts.own)) if facts.is_bound else object.__hash__(self)

    def __copy__(self) -> Function:
        return self

    def __deepcopy__(self, _: object) -> Function:
        return self

    def __repr__(self) -> str:
        return f"<function {self._autograder_facts.name}>"

    def _ask(self, operation: str, *args: Any) -> Any:
        self._autograder_facts.checker.took_part = True
        return proxy.ask(self, operation, *args)

    def _signature(self) -> inspect.Signature:
        facts = self._autograder_facts
        if facts.asks and facts.checker.objects:
            return proxy.signature_of(self)
        if facts.signature is None:
            raise AttributeError("__signature__")
        return facts.signature


Function.__name__ = Function.__qualname__ = "function"  # what `type(f).__name__` is elsewhere
Function.__doc__ = property(lambda self: self._autograder_facts.doc)  # type: ignore[assignment]


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
    notes = snap.notes.setdefault(NAME, {"copies": {}, "numbers": {}}) if snap else {}
    function = _as_it_stands(value, notes.get("copies", {}))
    numbers: dict[int, int] = notes.get("numbers", {})
    number = numbers.get(id(function))
    if number is None:
        number = numbers[id(function)] = proxy.register(function)
    if snap and snap.objects and type(function) is types.FunctionType:
        proxy.watched[number] = _names_of(function) & snap.names
    name = getattr(value, "__name__", type(value).__name__)
    doc, module = getattr(value, "__doc__", None), getattr(value, "__module__", None)
    parameters, asks = _parameters(value)
    return {
        "number": number,
        "own": proxy.register_once(_first(value)),
        "bound": _is_bound(value),
        "name": str(name)[:_MAX_TEXT],
        "qualified": str(getattr(value, "__qualname__", name))[:_MAX_TEXT],
        "module": str(module)[:_MAX_TEXT] if module is not None else None,
        "doc": str(doc)[:_MAX_TEXT] if doc is not None else None,
        "parameters": parameters,
        "asks": asks,
        "kind": type(value).__name__[:_MAX_TEXT],
    }


def _is_bound(function: Any) -> bool:
    """Whether Python makes it anew each time that somebody reads it of an object."""
    if type(function) is types.BuiltinFunctionType:
        return not isinstance(function.__self__, types.ModuleType | type(None))
    return type(function) is types.MethodType


def _first(function: Any) -> Any:
    """What a function is a copy of; of a method the first that is equal."""
    if id(function) in _originals:
        return _originals[id(function)][1]
    if not _is_bound(function):
        return function
    if type(function) is types.MethodType:
        key = id(function.__func__), id(function.__self__)
    else:
        key = hash(function.__name__), id(function.__self__)
    return _methods.setdefault(key, function)


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
    if id(names) in _frozen:  # it is one, or was made by one
        return function
    if id(names) not in copies:
        now = copies[id(names)] = _frozen_copy(names)
        for name, value in names.items():
            if isinstance(value, types.FunctionType) and value.__globals__ is names:
                if id(value) not in copies:  # it may have two names
                    copies[id(value)] = _bound_to(value, now)
                now[name] = copies[id(value)]
    if id(function) not in copies:
        copies[id(function)] = _bound_to(function, copies[id(names)])
    return copies[id(function)]


def _frozen_copy(names: dict[str, Any]) -> dict[str, Any]:
    copy = dict(names)
    _frozen[id(copy)] = copy
    return copy


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
    for name in ("__module__", "__qualname__", "__doc__", "__annotations__"):
        setattr(copy, name, getattr(function, name))
    if _knows_itself(function):  # `count.calls += 1` in a decorator's is about the function itself
        copy.__dict__ = function.__dict__
    else:
        copy.__dict__.update(function.__dict__)
    _originals[id(copy)] = (copy, function)
    return copy


def _knows_itself(function: types.FunctionType) -> bool:
    for cell in function.__closure__ or ():
        with contextlib.suppress(ValueError):  # nothing is in it yet
            if cell.cell_contents is function:
                return True
    return False


def _parameters(function: Any) -> tuple[list[list[Any]] | None, bool]:
    """Name, kind, and the default in a list, if there is one; None where Python can't tell.

    Also whether there is more: annotations, and defaults that are no plain data.
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None, False
    found = list(signature.parameters.values())[:_MAX_PARAMETERS]
    empty = inspect.Parameter.empty
    annotations = [signature.return_annotation, *(one.annotation for one in found)]
    told = [[one.name, one.kind.name, _default(one)] for one in found]
    more = any(one is not empty for one in annotations)
    more = more or any(
        default == [plain.encode_alone(...)] and one.default is not ...
        for one, (*_, default) in zip(found, told, strict=True)
    )
    return told, more


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
        number, own = proxy.number_in(data["number"]), data.get("own")
        name, doc, module = data["name"], data["doc"], data.get("module")
        qualified = data.get("qualified", name)
        if not all(isinstance(text, str) for text in (name, qualified)):
            raise DecodeError("a function without its name")
        if not all(isinstance(text, str | None) for text in (doc, module)):
            raise DecodeError("a function without its name")
        own = None if own is None else proxy.number_in(own)
        signature = _signature(data["parameters"])
        is_bound = data.get("bound") is True
    except (TypeError, KeyError, ValueError) as error:
        raise DecodeError(f"not a valid function: {error}") from None
    met = snap.checker.functions
    if own in met and snap.checker.objects:
        known: Function = met[own]
        return known
    made = Function(
        number,
        name[:_MAX_TEXT],
        doc and doc[:_MAX_TEXT],
        signature,
        snap.checker,
        _NAMED_TYPES.get(str(data.get("kind"))),
        qualified=qualified[:_MAX_TEXT],
        module=module and module[:_MAX_TEXT],
        own=own,
        is_bound=is_bound,
        asks=data.get("asks") is True,
    )
    if own is not None and not is_bound:
        met[own] = made
    return made


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

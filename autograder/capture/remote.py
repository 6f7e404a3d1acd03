"""Proxies of objects: what a test does with one becomes questions to its kernel. [kernel, checker]

Reading an attribute or an item, a length, iterating, calling, printing, and arithmetic among the
student's own objects are asked of the object where it lives. What a test knows is never sent along
to be compared: `==`, `<` and `in` fetch plain data and compare here, and so does arithmetic with a
value of the test's; where an object is no data, they fail and say why.

An answer is the word of the student's process. A proxy has the methods that its object's type has.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import importlib
import operator
import sys
import types
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from autograder.capture import proxy
from autograder.capture.checker_state import OF_LIBRARIES, CheckerState
from autograder.capture.proxy import CALL, Proxy

#: what a loop over an object may take of it, and how many things at once
_MAX_LOOP = 1_000_000
_MOST_AT_ONCE = 1_024
_MAX_KINDS = 10_000
#: how often an iterator is asked for its next before more is taken of it at once
_ONE_BY_ONE = 32
#: what may be read of an object of what is written with two underscores; of others, libraries take
#: addresses and buffers
_READABLE = frozenset(
    {"__name__", "__qualname__", "__dict__", "__bases__", "__mro__", "__annotations__"}
    | {
        "__dataclass_fields__",
        "__version__",
        "__defaults__",
        "__all__",
        "__match_args__",
        "__code__",
        "__wrapped__",
        "__dataclass_params__",
        "__args__",
        "__origin__",
    }
)
#: what may not be read of a class, which answers for all else that is written so: how libraries
#: and Python look at an object itself
_NOT_OF_CLASSES = (*OF_LIBRARIES, "__reduce", "__get")
#: modules that a library imports once it needs them, as it has there
_IMPORTED_LATER = frozenset({"pandas.io.formats.style"})
#: packages whose classes stand for nothing that a student could have made
_NOT_SHOWN = frozenset({"__main__", "autograder", "otter"})

#: Python's own types that are no names
_NAMELESS: tuple[type, ...] = (
    *(one for one in vars(types).values() if isinstance(one, type)),
    *map(type, ({}.keys(), {}.values(), {}.items())),
    *map(type, map(iter, ([], (), "", {}, set(), range(0)))),
)


@dataclass(frozen=True)
class Kind:
    """What is known of an object's type, as the kernel's C level sees it.

    Attributes:
        names: module and qualified name of the type and of those that it derives from; `__main__`
            for those that are not found under such a name.
        methods: which of Python's protocols it has methods for.
        number: of the type itself, where Python's code could have made it; else None.
        is_data: whether an object of it holds plain data, by what it derives from.
    """

    names: tuple[tuple[str, str], ...]
    methods: frozenset[str]
    number: int | None
    is_data: bool


_CLASS = Kind((("builtins", "type"), ("builtins", "object")), frozenset(), None, False)


class _RemoteType(type):
    """The class of a proxy: called like its object's, equal to that, and to no other."""

    _autograder_kind: Kind
    _autograder_state: CheckerState

    def __eq__(cls, other: object) -> bool:
        cls._autograder_state.took_part = True
        if issubclass(type(other), type):
            return cls is other or _known_class(cls._autograder_kind.names[0]) is other
        return is_remote(other) and cls._autograder_kind.number == _number(other)

    __hash__ = type.__hash__


class Remote(Proxy, metaclass=_RemoteType):
    """The proxy of an object."""

    __slots__ = ("_autograder_registered",)
    _autograder_kind = Kind((("builtins", "object"),), frozenset(), None, False)
    _autograder_state = CheckerState()

    def _autograder_number(self) -> int:
        number: int = object.__getattribute__(self, "_autograder_registered")
        return number

    def _autograder_name(self) -> str:
        return type(self).__name__

    def _autograder_checker(self) -> CheckerState:
        return type(self)._autograder_state

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What `isinstance` looks at: a class of a library, or one that derives from it."""
        _checker(self).took_part = True
        return _class_of(type(self))

    def __getattr__(self, name: str) -> Any:
        if name == "__signature__":
            return _signature(self)
        if name == "__dataclass_fields__":
            return _fields(self)
        if name.startswith("__") and name.endswith("__") and name not in _READABLE:
            _checker(self).cannot_read(name)
            raise AttributeError(name)
        return _checker(self).lend(name, _ask(self, "attribute", name))

    def __setattr__(self, name: str, value: Any) -> None:
        _ask(self, "set attribute", name, value)

    def __delattr__(self, name: str) -> None:
        _ask(self, "delete attribute", name)

    def __dir__(self) -> Any:
        return _of_type(self, list, _ask(self, "names"))

    def __str__(self) -> str:
        text: str = _of_type(self, str, _ask(self, "text"))
        return text

    def __repr__(self) -> str:
        text: str = _of_type(self, str, _ask(self, "representation"))
        return text

    def __format__(self, spec: str) -> str:
        text: str = _of_type(self, str, _ask(self, "format", spec))
        return text

    def __hash__(self) -> int:
        kind = _kind(self)
        if kind.is_data:
            return hash(_data(self))
        if not {"__hash__", "__eq__"} & kind.methods:
            return hash((Remote, _number(self)))
        if "__hash__" not in kind.methods:
            raise TypeError(f"unhashable type: '{self._autograder_name()}'")
        number: int = _of_type(self, int, _ask(self, "hash"))
        return number

    def __copy__(self) -> Any:
        return _ask(self, "copy")

    def __deepcopy__(self, _: object) -> Any:
        return _ask(self, "deep copy")

    def __reduce_ex__(self, _: object) -> Any:
        """Pickles it where it lives; here a number stands for what came of that."""
        if ("builtins", "type") in _kind(self).names:
            raise TypeError("a class of the notebook can't be pickled here")
        _pickled.append(_ask(self, "pickled"))
        return _unpickled, (len(_pickled) - 1,)

    def __eq__(self, other: object) -> Any:
        if is_remote(other) and _number(self) == _number(other):
            return True
        if issubclass(type(other), _RemoteType):
            return bool(other == self)
        if _kind(self).is_data:
            return _data(self) == _data(other)
        if is_remote(other):
            return _are_equal(self, other)
        # Else its type says that it is equal to nothing else.
        return "__eq__" in _kind(self).methods and other is not None and _cannot_compare(self)

    def __ne__(self, other: object) -> Any:
        if _kind(self).is_data and not (is_remote(other) and _number(self) == _number(other)):
            return _data(self) != _data(other)
        if other is None or is_remote(other) or issubclass(type(other), _RemoteType):
            return not self == other
        # Also "is it another value than the wrong one?", which a proxy must not answer.
        return _cannot_compare(self)


#: objects that a test has pickled
_pickled: list[Any] = []


def _unpickled(number: int) -> Any:
    found = _pickled[number]
    return _ask(found, "deep copy") if is_remote(found) else found


def is_remote(value: object) -> bool:
    """Whether a value is the proxy of an object, whatever it says of its class."""
    return issubclass(type(value), Remote)


def remote(number: int, kind: Kind, checker: CheckerState) -> Remote:
    """The proxy of the object of this number."""
    if kind.names[0][0] in _IMPORTED_LATER:
        with contextlib.suppress(ImportError):
            importlib.import_module(kind.names[0][0])
    made: Remote = object.__new__(_class(kind, checker))
    object.__setattr__(made, "_autograder_registered", number)
    return made


@functools.lru_cache(_MAX_KINDS)
def _class(kind: Kind, checker: CheckerState) -> Any:
    module, name = kind.names[0]
    names = {
        "__slots__": (),
        "__module__": module,
        "__qualname__": name,
        "__doc__": property(lambda self: _ask(self, "attribute", "__doc__")),
        "_autograder_kind": kind,
        "_autograder_state": checker,
        **{method: METHODS[method] for method in kind.methods},
        "__hash__": Remote.__hash__,  # which a class with `__eq__` alone would lose
        **(_OF_CLASSES if ("builtins", "type") in kind.names else {}),
    }
    return _RemoteType(name.rpartition(".")[2], (Remote,), names)


def _class_of(own: Any) -> Any:
    """The class that an object is of, as far as this process can have it."""
    # A test may import the library later.
    return _known_class(own._autograder_kind.names[0]) or _derived(own)


@functools.lru_cache(_MAX_KINDS)
def _derived(own: Any) -> Any:
    bases = own._autograder_kind.names[1:]
    base = next(filter(None, map(_known_class, bases)), object)
    if base is object:
        return own
    try:
        return types.new_class(own.__name__, (base,))
    except Exception:  # it is final, or wants to know more
        return base


def _known_class(name: tuple[str, str]) -> Any:
    """The class of this name in a library that is loaded; else None."""
    module, qualified = name
    if module.partition(".")[0] in _NOT_SHOWN:
        return None
    found: Any = sys.modules.get(module)
    for part in qualified.split("."):
        found = getattr(found, "__dict__", {}).get(part)
    if module == "builtins" and found is None:  # those that bear no name there
        found = next((one for one in _NAMELESS if one.__name__ == qualified), None)
    return found if isinstance(found, type) else None


def class_of(one: Remote) -> Any:
    """What `type` says of an object there: a class of a library, or the proxy of a student's."""
    _checker(one).took_part = True
    kind = _kind(one)
    if found := _known_class(kind.names[0]):
        return found
    own = None if kind.number is None else _checker(one).proxies.get(kind.number)
    return type(one) if own is None else own


def _kind(one: Any) -> Kind:
    kind: Kind = type(one)._autograder_kind
    return kind


def _number(one: Any) -> int:
    return Remote._autograder_number(one)


def _checker(one: Any) -> CheckerState:
    return Remote._autograder_checker(one)


def _ask(one: Remote, operation: str, *args: Any, **kwargs: Any) -> Any:
    _checker(one).took_part = True
    if operation not in ("several", "iterator") and is_ahead(one):
        _refuse(one, "use", "amid a loop over it")
    return proxy.ask(one, operation, *args, **kwargs)


def _refuse(one: Remote, verb: str, more: str) -> Any:
    what = f"{verb} `{one._autograder_name()}` {more}"
    _checker(one).took_part = True
    _checker(one).held_back.append(
        f"a test has to {what}, which only the student's own code can do"
    )
    raise AssertionError(
        f"This check would have to {what}. That cannot be done here, because only the notebook's "
        "own code could say what comes of it."
    )


def _cannot_compare(one: Remote) -> Any:
    return _refuse(one, "compare", "with a value")


def _of_type(one: Remote, kind: type, answer: Any) -> Any:
    if type(answer) is not kind:
        name = one._autograder_name()
        raise AssertionError(f"`{name}` gave an answer that is no {kind.__name__}.")
    return answer


def _data(value: Any) -> Any:
    """The plain data that an object holds; another value as it is.

    Raises:
        AssertionError: the object's process gave no plain data.
    """
    if not is_remote(value) or not _kind(value).is_data:
        return value
    data = _ask(value, "data")
    if proxy.is_proxy(data):
        raise AssertionError(f"`{value._autograder_name()}` gave an answer that is no plain data.")
    return data


def _are_equal(one: Remote, other: Any) -> bool:
    """Whether two of the student's objects hold the same, and their type says that this is enough.

    That they are unequal is their type's word.
    """
    if not {"__eq__"} & (_kind(one).methods | _kind(other).methods):
        return False
    state, others = _state(one), _state(other)  # before, because comparing could change them
    is_one: bool = _of_type(one, bool, _ask(one, "equals", other))
    if is_one and not (state and state == others):
        _refuse(one, "compare", f"with `{other._autograder_name()}`")
    return is_one


def _state(one: Remote) -> Any:
    return _of_type(one, dict, _ask(one, "state"))


def _signature(one: Remote) -> Any:
    """Of a class, or of what can be called like a function."""
    if "__call__" not in _kind(one).methods:
        raise AttributeError("__signature__")
    _checker(one).took_part = True
    return proxy.signature_of(one)


def _fields(one: Remote) -> dict[str, Any]:
    """The fields of a dataclass, as `dataclasses.fields` takes them."""
    fields: dict[str, Any] = {}
    for name, facts in _of_type(one, dict, _ask(one, "fields")).items():
        given = {key: facts[key] for key in FIELD if key in facts}
        made: Any = dataclasses.field(**given)
        made.name, made.type = name, facts["type"]
        made._field_type = dataclasses._FIELD  # type: ignore[attr-defined]
        fields[name] = made
    return fields


# A class answers for its methods and attributes: `Vector.__add__` is the student's.


def _attribute_of_class(self: Remote, name: str) -> Any:
    is_special = name.startswith("__") and name.endswith("__")
    if not is_special or name == "__class__" or name.startswith(_NOT_OF_CLASSES):
        return object.__getattribute__(self, name)
    if name in ("__signature__", "__dataclass_fields__"):
        return Remote.__getattr__(self, name)
    found = _ask(self, "attribute", name)
    return _guarded(self, name, found) if name in _GUARDED and proxy.is_proxy(found) else found


def _guarded(of: Remote, name: str, method: Any) -> Any:
    """A method that compares or computes; what a test knows is not told to it.

    `Vector.__add__(a, b)` is what `a + b` is.
    """

    def guard(*args: Any, **kwargs: Any) -> Any:
        if not args or not is_remote(args[0]) or name not in _kind(args[0]).methods:
            return _refuse(of, "hand values to", f"by its `{name}`")
        return METHODS[name](*args, **kwargs)

    if not is_remote(method):
        return method._autograder_guarded(guard)
    is_in_c = _kind(method).names[0] in _IN_C
    return method if is_in_c else _refuse(of, "look at", f"for its `{name}`")


def _itself(self: Remote, *_: object) -> Remote:
    return self


#: methods that no student's code can make
_IN_C = (("builtins", "wrapper_descriptor"), ("builtins", "method_descriptor"))
#: of the proxy of a class
_OF_CLASSES: dict[str, Any] = {
    "__getattribute__": _attribute_of_class,
    "__copy__": _itself,
    "__deepcopy__": _itself,
}
#: what is kept of a dataclass's field
FIELD = ("default", "default_factory", "init", "repr", "hash", "compare", "kw_only")


# What the methods of Python's protocols become. A proxy has those that its object's type has.


def _asking(operation: str, kind: type | None = None) -> Callable[..., Any]:
    def method(self: Remote, *args: Any) -> Any:
        answer = _ask(self, operation, *args)
        return answer if kind is None else _of_type(self, kind, answer)

    return method


def _length(self: Remote) -> int:
    number: int = _of_type(self, int, _ask(self, "length"))
    if not 0 <= number <= sys.maxsize:
        raise AssertionError(f"`{self._autograder_name()}` gave an answer that is no length.")
    return number


def _iterate(self: Remote) -> Any:
    iterator = _ask(self, "iterator")
    if not is_remote(iterator):
        return iter(iterator)
    return self if iterator is self and "__next__" in _kind(self).methods else _items(iterator)


def _items(iterator: Remote) -> Iterator[Any]:
    taken, most = 0, 1
    while taken < _MAX_LOOP:
        items, goes_on = _several(iterator, most)
        yield from items
        if not goes_on:
            return
        taken += most
        most = min(2 * most, _MOST_AT_ONCE)
    raise AssertionError(f"`{iterator._autograder_name()}` does not come to an end.")


@dataclass
class Loop:
    """How far an iterator was taken, and what of it has come that nobody has taken yet."""

    taken: int = 0
    most: int = 1
    ahead: deque[Any] = field(default_factory=deque)


def _next(self: Remote) -> Any:
    loop = _checker(self).loops.setdefault(_number(self), Loop())
    if not loop.ahead:
        loop.taken += 1
        if loop.taken <= _ONE_BY_ONE:
            return _ask(self, "next")
        items, _ = _several(self, loop.most)
        loop.ahead.extend(items)
        loop.most = min(2 * loop.most, _MOST_AT_ONCE)
    if not loop.ahead:
        raise StopIteration
    return loop.ahead.popleft()


def _several(iterator: Remote, most: int) -> tuple[list[Any], bool]:
    """At most so many of what comes next, and whether there may be more."""
    answer = _of_type(iterator, tuple, _ask(iterator, "several", most))
    if len(answer) != 2 or type(answer[0]) is not list or (answer[1] and not answer[0]):
        raise AssertionError(f"`{iterator._autograder_name()}` gave an answer that is no list.")
    return answer[0], bool(answer[1])


def is_ahead(one: Remote) -> bool:
    """Whether an iterator is further than what was taken of it here."""
    loop = _checker(one).loops.get(_number(one))
    return loop is not None and bool(loop.ahead)


def _contains(self: Remote, item: Any) -> bool:
    if _kind(self).is_data:
        return _data(item) in _data(self)
    if "__iter__" not in _kind(self).methods:
        return bool(_refuse(self, "look into", "for a value"))
    if any(item is one or item == one for one in _iterate(self)):
        return True
    if _kind(self).number is not None:
        clause = f"a test looks into `{self._autograder_name()}` for a value, item by item"
        _checker(self).unread.append(clause)
    return False


def _call(self: Remote, *args: Any, **kwargs: Any) -> Any:
    return _ask(self, CALL, *args, **kwargs)


def _exit(self: Remote, *_: object) -> None:
    _ask(self, "exit")


def _array(self: Remote, dtype: Any = None, copy: bool | None = None) -> Any:
    import numpy as np

    array = _of_type(self, np.ndarray, _ask(self, "array"))
    return array if dtype is None else array.astype(dtype)


def _number_of(kind: type) -> Callable[[Remote], Any]:
    name = kind.__name__

    def method(self: Remote) -> Any:
        return kind(_data(self)) if _kind(self).is_data else _of_type(self, kind, _ask(self, name))

    return method


def _has_instance(self: Remote, one: Any) -> bool:
    if is_remote(one):
        return bool(_of_type(self, bool, _ask(self, "has instance", one)))
    if _is_named(self, type(one)):
        return True
    behind = getattr(one, "_autograder_behind", None)  # of a record that was rebuilt
    number = getattr(behind, "number", None)
    if type(number) is not int:
        return False
    theirs = remote(number, _CLASS, _checker(self))
    return bool(_of_type(self, bool, _ask(self, "has subclass", theirs)))


def _has_subclass(self: Remote, one: Any) -> bool:
    if is_remote(one):
        return bool(_of_type(self, bool, _ask(self, "has subclass", one)))
    return isinstance(one, type) and _is_named(self, one)


def _is_named(self: Remote, kind: type) -> bool:
    """Whether a class was rebuilt here, from data, by the name of this one."""
    name = _ask(self, "attribute", "__name__")
    made_here = ("autograder", "__main__", "types")
    return any(
        one.__name__ == name and one.__module__.partition(".")[0] in made_here
        for one in kind.__mro__
    )


def _ordering(name: str) -> Callable[..., Any]:
    compare = getattr(operator, name)

    def method(self: Remote, other: Any) -> Any:
        if _kind(self).is_data:
            return compare(_data(self), _data(other))
        return _cannot_compare(self)

    return method


def _binary(name: str, *, reflected: bool = False) -> Callable[..., Any]:
    operation = getattr(operator, name, None) or divmod

    def method(self: Remote, other: Any) -> Any:
        if _kind(self).is_data:
            values = _data(self), _data(other)
            return operation(*reversed(values)) if reflected else operation(*values)
        if is_remote(other):
            return _ask(self, ("reflected " if reflected else "") + name, other)
        return _refuse(self, "compute with", "and a value")

    return method


def _in_place(name: str) -> Callable[..., Any]:
    operation = getattr(operator, f"i{name.strip('_')}")

    def method(self: Remote, other: Any) -> Any:
        if _kind(self).is_data:
            return operation(_data(self), _data(other))
        if is_remote(other):
            return _ask(self, f"in place {name}", other)
        return _refuse(self, "compute with", "and a value")

    return method


def _unary(name: str) -> Callable[..., Any]:
    def method(self: Remote, *args: Any) -> Any:
        if _kind(self).is_data:
            return UNARY[name](_data(self), *args)
        return _ask(self, name, *args)

    return method


#: operations with two operands, and with one
BINARY = (
    *("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow"),
    *("lshift", "rshift", "and_", "or_", "xor"),
)
IN_PLACE = tuple(name for name in BINARY if name != "divmod")
UNARY: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for name in ("neg", "pos", "abs", "invert")},
    "round": round,
}
#: method → what it becomes
METHODS: dict[str, Any] = {
    "__len__": _length,
    "__iter__": _iterate,
    "__next__": _next,
    "__getitem__": _asking("item"),
    "__setitem__": _asking("set item"),
    "__delitem__": _asking("delete item"),
    "__reversed__": _asking("reversed"),
    "__contains__": _contains,
    "__call__": _call,
    "__enter__": _asking("enter"),
    "__exit__": _exit,
    "__array__": _array,
    "__bool__": _number_of(bool),
    "__int__": _number_of(int),
    "__float__": _number_of(float),
    "__complex__": _number_of(complex),
    "__index__": _number_of(int),
    "__instancecheck__": _has_instance,
    "__subclasscheck__": _has_subclass,
    "__eq__": Remote.__eq__,
    "__hash__": Remote.__hash__,
    **{f"__{name}__": _ordering(name) for name in ("lt", "le", "gt", "ge")},
    **{f"__{name.strip('_')}__": _binary(name) for name in BINARY},
    **{f"__r{name.strip('_')}__": _binary(name, reflected=True) for name in BINARY},
    **{f"__i{name.strip('_')}__": _in_place(name) for name in IN_PLACE},
    **{f"__{name}__": _unary(name) for name in UNARY},
}
#: methods that would be told what a test compares or computes with
_GUARDED = frozenset(
    {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__"}
    | {f"__{way}{name.strip('_')}__" for name in BINARY for way in ("", "r", "i")}
)

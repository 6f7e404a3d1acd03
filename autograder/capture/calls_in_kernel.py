"""Answers the checker's questions to a student's functions and objects. [student kernel]

See `calls`.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import inspect
import io
import operator
import pickle
import random
import types
import warnings
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

from autograder.capture import random_numbers, working_files
from autograder.capture.exchange import ANSWERED, ASKED, STANDING
from autograder.capture.formats.objects import data_base
from autograder.capture.proxy import CALL, registered
from autograder.capture.remote import BINARY, FIELD, IN_PLACE, UNARY
from autograder.capture.repeats_in_kernel import go_back, several
from autograder.capture.side_effects import Watched
from autograder.capture.snapshot import load, save
from autograder.capture.standing import choose, state_of

_MAX_TEXT = 500
_MAX_PRINTED = 100_000
_MAX_WARNINGS = 20
_bases = vars(type)["__mro__"].__get__
_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.items()))
#: what an iterator raised, by its number in `several`, until it is asked again
_raised: dict[int, Exception] = {}


def answer(number: int, folder: str) -> None:
    """Answers the question in a folder with what is registered by this number."""
    lost = choose(Path(folder) / ASKED / STANDING)  # before what is handed over is found
    asked = load(Path(folder) / ASKED, Path.cwd(), referred=True)
    go_back(asked.get("back"))
    random_numbers.go_back_to(asked.get("random at"))
    if "random" in asked:
        _set_random_state(*asked["random"])
    functions = {
        place: _function(data, Path(folder) / f"version_{place}.py")
        for place, data in asked.get("functions", {}).items()
    }
    args = [functions.get(str(place), value) for place, value in enumerate(asked["args"])]
    kwargs = asked["kwargs"] | {
        name: functions[name] for name in asked["kwargs"] if name in functions
    }
    operation = _OPERATIONS[asked.get("operation", CALL)]
    may_ask = asked.get("asked") is True

    def once() -> dict[str, Any]:
        watched = Watched(number, args, kwargs) if may_ask else None
        files = working_files.stamps() if may_ask else {}
        outcome: dict[str, Any]
        printed, errors = io.StringIO(), io.StringIO()
        try:
            with (
                contextlib.redirect_stdout(printed),
                contextlib.redirect_stderr(errors),
                warnings.catch_warnings(record=True) as shown,
            ):
                outcome = {"result": operation(registered[number], *args, **kwargs)}
        except Exception as error:
            kinds = [one.__name__ for one in type(error).__mro__ if one.__module__ == "builtins"]
            outcome = {"raised": [type(error).__name__, str(error)[:_MAX_TEXT], *kinds]}
            if may_ask and type(error).__module__ != "builtins":
                outcome["raised of"] = type(error)
        if watched is not None:
            outcome |= watched.changed() | working_files.changes(files)
        if number in lost:
            outcome["changed"] = True
        outcome["printed"] = printed.getvalue()[:_MAX_PRINTED]
        if written := errors.getvalue():
            outcome["written to stderr"] = written[:_MAX_PRINTED]
        if shown:
            outcome["warned"] = [_warning(one.message) for one in shown[:_MAX_WARNINGS]]
        return outcome

    times = asked.get("times", 1)
    outcome = once() if times == 1 else several(once, times, registered[number])
    save(outcome, outcome, str(Path(folder) / ANSWERED), asked=may_ask)


def _function(data: dict[str, Any], path: Path) -> Any:
    """A function of the test's own, from its text.

    Args:
        path: where the text may be written, because Python imports files.
    """
    path.write_text(data["source"], encoding="utf-8")
    loader = SourceFileLoader(path.stem, str(path))
    module = types.ModuleType(path.stem)
    loader.exec_module(module)
    return getattr(module, data["name"])


def _set_random_state(numpys: Any, pythons: Any) -> None:
    import numpy as np

    np.random.set_state(numpys)
    random.setstate(pythons)


def _warning(message: Any) -> list[str]:
    """The text of a warning, and the built-in classes that it is of."""
    kinds = [kind.__name__ for kind in type(message).__mro__ if kind.__module__ == "builtins"]
    return [str(message)[:_MAX_TEXT], *kinds]


def _call(one: Any, *args: Any, **kwargs: Any) -> Any:
    return one(*args, **kwargs)


def _several(iterator: Any, most: int) -> tuple[list[Any], bool]:
    """At most so many of what an iterator gives next, and whether there may be more.

    What it raises after some is raised when it is asked for the next.
    """
    if id(iterator) in _raised:
        raise _raised.pop(id(iterator))
    items: list[Any] = []
    try:
        while len(items) < most:
            items.append(next(iterator))
    except StopIteration:
        return items, False
    except Exception as error:
        if not items:
            raise
        _raised[id(iterator)] = error
    return items, True


def _data(one: Any) -> Any:
    """What an object holds as the class of plain data that it derives from; else as an array."""
    base = data_base(type(one))
    if base is None:
        return _array(one)
    if base.__name__ == "ndarray":
        return one.view(base)
    if base in (list, tuple, set, frozenset):
        return base(base.__iter__(one))
    if base is dict:
        return dict(dict.items(one))
    if base in _VIEWS:
        return set(one)
    if base in (int, float, complex):
        return base.__add__(one, base(0))
    return base.__str__(one) if base is str else base(one)


def _array(one: Any) -> Any:
    import numpy as np

    return np.asarray(one)


def _signature(one: Any) -> Any:
    """Of each parameter its name, kind, and in lists its default and annotation; what is given."""
    found = inspect.signature(one)

    def there(value: Any) -> list[Any]:
        return [] if value is inspect.Parameter.empty else [value]

    return [
        [
            [part.name, part.kind.name, there(part.default), there(part.annotation)]
            for part in found.parameters.values()
        ],
        there(found.return_annotation),
    ]


def _fields(one: Any) -> dict[str, dict[str, Any]]:
    """Of each field of a dataclass its type, and what it was made with."""
    if not dataclasses.is_dataclass(one):
        raise AttributeError("__dataclass_fields__")
    missing = dataclasses.MISSING
    return {
        field.name: {
            "type": field.type,
            **{key: given for key in FIELD if (given := getattr(field, key)) is not missing},
        }
        for field in dataclasses.fields(one)
    }


def _is_of(kind: Any, one: Any) -> bool:
    return any(base is kind for base in _bases(type(one)))


def _derives_from(kind: Any, one: Any) -> bool:
    return any(base is kind for base in _bases(one))


def _reflected(name: str) -> Callable[[Any, Any], Any]:
    compute = _binary(name)
    return lambda one, other: compute(other, one)


def _binary(name: str) -> Any:
    return getattr(operator, name, None) or divmod


#: what may be asked of an object
_OPERATIONS: dict[str, Callable[..., Any]] = {
    CALL: _call,
    "attribute": getattr,
    "set attribute": setattr,
    "delete attribute": delattr,
    "item": operator.getitem,
    "set item": operator.setitem,
    "delete item": operator.delitem,
    "length": len,
    "iterator": iter,
    "next": next,
    "several": _several,
    "names": dir,
    "source": inspect.getsource,
    "signature": _signature,
    "fields": _fields,
    "hash": hash,
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
    "pickled": lambda one: pickle.loads(pickle.dumps(one)),  # noqa: S301 (its own, in its kernel)
    "equals": lambda one, other: bool(one == other),
    "reversed": reversed,
    "text": str,
    "representation": repr,
    "format": format,
    "enter": lambda one: one.__enter__(),
    "exit": lambda one: one.__exit__(None, None, None),
    "bool": bool,
    "int": int,
    "float": float,
    "complex": complex,
    "array": _array,
    "data": _data,
    "state": state_of,
    "has instance": _is_of,
    "has subclass": _derives_from,
    **UNARY,
    **{name: _binary(name) for name in BINARY},
    **{f"in place {name}": getattr(operator, f"i{name.strip('_')}") for name in IN_PLACE},
    **{f"reflected {name}": _reflected(name) for name in BINARY},
}

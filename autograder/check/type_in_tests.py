"""What the name `type` means in a test: of a proxy, the type of what it stands for. [checker]

`type(x) is Vector` holds in Otter, where `x` is the student's object itself. A proxy has a class of
its own, and nothing that a class can do changes what `is` says of it. So tests get this in place of
`type`, which is that for everything else.
"""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Any

from autograder.capture.formats import records
from autograder.capture.formats.functions import Function
from autograder.capture.remote import Remote, class_of


class _Meta(type):
    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) != 1 or kwargs:
            return type(*args, **kwargs)
        kind = type(args[0])
        if issubclass(kind, Remote):
            found = class_of(args[0])
            return cls if found is type else found
        if kind is Function:
            found = args[0].__class__
            return types.FunctionType if found is Function else found
        if issubclass(kind, type) and kind.__module__.startswith("autograder."):
            return cls  # the type of a class that was made for proxies
        return cls if kind is type else records.class_of(args[0]) or kind

    def __instancecheck__(cls, one: Any) -> bool:
        return isinstance(one, type)

    def __subclasscheck__(cls, one: Any) -> bool:
        return issubclass(one, type)

    def __eq__(cls, other: object) -> bool:
        return other is cls or other is type

    def __hash__(cls) -> int:
        return hash(type)


#: in place of `type`
TYPE: Any = _Meta("type", (type,), {"__module__": "builtins", "__doc__": type.__doc__})


def give(test_file: Any, namespace: dict[str, Any]) -> None:
    """Gives it to the cases of a test file, where the notebook has nothing else of that name."""
    namespace.setdefault("type", TYPE)
    for names in _globals(test_file.test_cases):
        names.setdefault("type", TYPE)


def _globals(cases: Iterable[Any]) -> Iterable[dict[str, Any]]:
    for case in cases:
        function = getattr(case.body, "test_func", None)
        if function is not None:
            yield function.__globals__

"""The closed set of formats in which values leave a student's kernel. [kernel, checker]

Each format is a module with a `NAME` and two functions:

    encode(value, snap) -> JSON data, or None where the value is not of this format
    decode(data, snap)  -> the library's own type, rebuilt; raises DecodeError on anything odd

Encoders run beside student code, so nothing that they give is trusted; decoders run elsewhere and
treat every byte as hostile: sizes, depths, shapes, types and names are checked before anything is
allocated. Nothing here pickles, evaluates or imports by a name taken from the data.
"""

from __future__ import annotations

import importlib.util
from importlib.metadata import entry_points
from types import ModuleType

from autograder.capture.formats import (
    arrays,
    charts,
    estimators,
    exceptions,
    figures,
    files,
    frames,
    functions,
    generators,
    graphs,
    markup,
    models,
    modules,
    named,
    networks,
    objects,
    plain,
    records,
    rows,
    sparse,
    symbols,
    teaching,
)

#: entry points by which a course brings formats of its own; each names a module
GROUP = "autograder.formats"


def _is_here(form: ModuleType) -> bool:
    """Whether one of the libraries is installed that a format is for."""
    libraries = getattr(form, "LIBRARIES", ())
    return not libraries or any(map(importlib.util.find_spec, libraries))


def _of_courses() -> list[ModuleType]:
    return [point.load() for point in sorted(entry_points(group=GROUP), key=lambda one: one.name)]


#: tried in this order: the first format that takes a value has it
FORMATS: tuple[ModuleType, ...] = tuple(
    form
    for form in (
        files,
        plain,
        records,
        arrays,
        frames,
        models,
        figures,
        graphs,
        rows,
        generators,
        sparse,
        networks,
        symbols,
        markup,
        charts,
        teaching,
        estimators,
        *_of_courses(),
        named,
        exceptions,
        functions,
        modules,
        objects,
    )
    if _is_here(form)
)

"""The closed set of formats in which values leave a student's kernel. [kernel, checker]

Each format is a module with a `NAME` and two functions:

    encode(value, snap) -> JSON data, or None where the value is not of this format
    decode(data, snap)  -> the library's own type, rebuilt; raises DecodeError on anything odd

Encoders run beside student code, so nothing that they give is trusted; decoders run elsewhere and
treat every byte as hostile: sizes, depths, shapes, types and names are checked before anything is
allocated. Nothing here pickles, evaluates or imports by a name taken from the data.
"""

from __future__ import annotations

from types import ModuleType

from autograder.capture.formats import (
    arrays,
    figures,
    files,
    frames,
    functions,
    graphs,
    models,
    modules,
    plain,
    records,
)

#: tried in this order: the first format that takes a value has it
FORMATS: tuple[ModuleType, ...] = (
    files,
    plain,
    records,
    arrays,
    frames,
    models,
    figures,
    graphs,
    functions,
    modules,
)

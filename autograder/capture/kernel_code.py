"""Source text by which the coordinator has a student's kernel call this package. [coordinator]

The functions are named and not imported: what they import belongs to the kernel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path


def call_code(function: str, *arguments: object, namespace: bool = False) -> str:
    """Source that, run in a kernel, calls a function.

    Args:
        function: as `package.module:function`.
        arguments: plain data.
        namespace: whether the notebook's variables are the first argument.
    """
    module, _, name = function.partition(":")
    given = [*(["get_ipython().user_ns"] if namespace else []), *map(repr, arguments)]
    return f"__import__({module!r}, fromlist=[{name!r}]).{name}({', '.join(given)})"


def capture_code(names: Iterable[str], folder: Path, *, asked: bool = False) -> str:
    """Source that writes a snapshot of `names` to `folder`.

    Args:
        asked: whether what is no data stays there to be asked.
    """
    function = "autograder.capture.snapshot_in_kernel:capture"
    more = [True] if asked else []
    return call_code(function, sorted(names), str(folder), *more, namespace=True)


def restore_code(folder: Path, before: Sequence[str]) -> str:
    """Source that puts a snapshot's values into the variables; `before` have to be there."""
    function = "autograder.capture.restore_in_kernel:restore"
    return call_code(function, str(folder), list(before), namespace=True)


def answer_code(number: int, folder: Path) -> str:
    """Source that answers the question in a folder with what is registered by this number."""
    return call_code("autograder.capture.calls_in_kernel:answer", number, str(folder))

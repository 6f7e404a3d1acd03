"""How Python is started, so that no module comes from a working folder. [any]

`python -m` and `python -c` put the working folder first on `sys.path`. An instructor may stand in
the folder of the submissions, where a student's `graphviz.py` would then be imported in place of
the library, outside every sandbox. `-P` leaves the working folder out
(https://docs.python.org/3/using/cmdline.html#cmdoption-P).
"""

from __future__ import annotations

import contextlib
import site
import sys
from collections.abc import Iterator
from pathlib import Path

import autograder

#: the folder that this package lies in: site-packages, or a checkout
_ROOT = str(Path(autograder.__file__).resolve().parents[1])
#: what jsonschema imports where it is installed
_GRAMMARS = "rfc3987_syntax"


def command(call: str, *arguments: str) -> list[str]:
    """The command line of a new Python process that calls a function of this very package.

    Args:
        call: the function, as `package.module:function`; it takes no arguments.
        arguments: what it finds in `sys.argv[1:]`.
    """
    module, _, function = call.partition(":")
    start = (
        # Only the package itself is looked up here, so nothing beside it is ever imported.
        f"import sys; sys.path.insert(0, {_ROOT!r}); import autograder; del sys.path[0]; "
        f"from {module} import {function}; {function}()"
    )
    # Whatever the locale: paths and text travel between these processes as UTF-8.
    return [sys.executable, "-P", "-X", "utf8", "-c", start, *arguments]


@contextlib.contextmanager
def without_grammars() -> Iterator[None]:
    """Imports jsonschema, which nbformat does, without the grammars of IRIs.

    To compile them takes a second, and no schema of ours has IRIs. Whoever imports them afterwards
    finds them.
    """
    before = sys.modules.get(_GRAMMARS, sys)
    sys.modules[_GRAMMARS] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[_GRAMMARS]
        if before is not sys:
            sys.modules[_GRAMMARS] = before


def forget_checkout() -> None:
    """Takes the folder of an editable install, and relative folders, off `sys.path`.

    The package's own modules are found all the same, by its `__path__`. What lies beside it, or in
    the working folder by way of an empty entry of PYTHONPATH, is not for this process.
    """
    packages = {*site.getsitepackages(), site.getusersitepackages()}
    if _ROOT not in packages:
        sys.path[:] = [path for path in sys.path if path != _ROOT]
    sys.path[:] = [path for path in sys.path if path not in ("", ".")]

"""Looks from inside a sandbox whether it isolates; see `probe`. [forked child]"""

from __future__ import annotations

from pathlib import Path

from autograder.run.sandbox.syscalls import SandboxError


def probe(secret: str, needed: list[str]) -> None:
    """Checks that what must be out of reach is, and that what is needed can be read.

    Raises:
        SandboxError: it is not so.
    """
    try:
        Path(secret).read_text()
    except OSError:
        pass
    else:
        raise SandboxError("files outside can be read")
    for path in needed:
        try:
            Path(path).read_text()
        except OSError:
            raise SandboxError(
                f"{path} can't be read by other users; install Python and the course where it can"
            ) from None

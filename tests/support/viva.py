"""Answers that are run and asked about without a kernel: by the same code, in this process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from autograder.grading.viva.candidate import Candidate
from autograder.grading.viva.code_in_worker import candidates
from autograder.grading.viva.trace_in_kernel import Tracer


class Shell:
    """What a tracer needs of IPython."""

    def __init__(self) -> None:
        self.user_ns: dict[str, Any] = {}

    def transform_cell(self, source: str) -> str:
        return source if source.endswith("\n") else f"{source}\n"


def noted(*cells: str, examples: Sequence[str] = (), between: str = "") -> dict[str, Any]:
    """What is noted of answer cells, as it comes out of a kernel.

    Args:
        examples: calls that the lesson names.
        between: a cell of the lesson that runs after them.
    """
    tracer, shell = Tracer(), Shell()
    before = sys.gettrace()
    try:
        for cell in cells:
            tracer.run(shell, "q1", cell)
        with tracer.traced():
            exec(between, shell.user_ns)
        return json.loads(json.dumps(tracer.finish(shell.user_ns, examples)))
    finally:
        sys.settrace(before)


def asked(*cells: str, examples: Sequence[str] = (), between: str = "") -> list[Candidate]:
    """What can be asked about answer cells."""
    return candidates(noted(*cells, examples=examples, between=between))


def of_kind(found: Sequence[Candidate], kind: str) -> list[Candidate]:
    return [one for one in found if one.kind == kind]


def evaluated(source: str, expression: str) -> str:
    """What another Python makes of code, in a process that knows nothing of tracing."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"{source}\nprint(repr({expression}))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.rstrip("\n")

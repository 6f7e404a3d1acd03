"""Executes notebooks that tests hold as objects, and reads what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import nbformat

from autograder.run import notebook as run
from autograder.run.notebook import Execution


@dataclass(frozen=True)
class Executed:
    """An execution, with the executed notebook as an object."""

    execution: Execution
    notebook: nbformat.NotebookNode

    def __getattr__(self, name: str) -> Any:
        return getattr(self.execution, name)


def execute(notebook: nbformat.NotebookNode, **options: Any) -> Executed:
    """As `autograder.run.notebook.execute`."""
    done = run.execute(nbformat.writes(notebook).encode(), **options)
    return Executed(done, nbformat.reads(done.notebook.decode(), as_version=4))

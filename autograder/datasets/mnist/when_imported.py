"""Serves MNIST to Keras in a Python that may never import Keras. [any]

`serve.serve_to_keras` imports Keras, which takes seconds. Programs that start many a Python, and
kernels whose notebook may not need it, replace its loader when it is imported.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

_LOADER = "keras.src.datasets.mnist"


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, file: str) -> None:
        self._file = file

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != _LOADER:
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            from autograder.datasets.mnist.file import load_mnist

            module.load_data = lambda path="mnist.npz": load_mnist(self._file)  # type: ignore[attr-defined]

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def install(file: str) -> None:
    """Lets `keras.datasets.mnist.load_data` read a file, whenever Keras is imported."""
    sys.meta_path.insert(0, _Finder(file))

"""Serves MNIST to Keras from memory that processes share. [any]"""

from __future__ import annotations

import filecmp
import importlib
import sys
from pathlib import Path
from typing import Any

from autograder.datasets import shared_arrays
from autograder.datasets.mnist import DOWNLOAD_MD5, DOWNLOAD_SHA256
from autograder.datasets.mnist.file import REPLACE, Bytes, Split, read
from autograder.datasets.shared_arrays import Held


def serve_to_keras(path: Path, *, copied: bool = True) -> None:
    """Make keras.datasets.mnist.load_data, under all of its names, read the file at `path`.

    Holds for this process and those forked from it; imports Keras. The file is read at the first
    call of load_data, unless the process that this one was forked from holds it; a caller that
    changes the arrays changes only its own.

    copied: whether each call gives arrays that own their memory, as Keras does. Else only those
    pages are copied that somebody changes, so that calling it often takes no time.
    """
    served = Path(path).absolute()  # student code may change the working folder

    def load_data(path: str = "mnist.npz") -> Split:
        """Return `(x_train, y_train), (x_test, y_test)` of MNIST; `path` is not needed here."""
        x_train, y_train, x_test, y_test = hold(served).arrays(copied=copied).values()
        return (x_train, y_train), (x_test, y_test)

    _take_for_the_download(served)
    importlib.import_module("keras.datasets.mnist")
    # The first is the definition, which all others import by name: one that is imported later
    # takes the replacement from it, one that is already there has its own name for the original.
    for name in (
        "keras.src.datasets.mnist",
        "keras.datasets.mnist",
        "keras._tf_keras.keras.datasets.mnist",
        "tensorflow.keras.datasets.mnist",
    ):
        module = sys.modules.get(name)
        if module is not None:
            module.__dict__["load_data"] = load_data


def _take_for_the_download(served: Path) -> None:
    """Let keras.utils.get_file, given the checksum of Keras's file, take the file at `served`.

    The same arrays lie in zips that differ, and the synthetic data set is another file altogether.
    """
    file_utils = importlib.import_module("keras.src.utils.file_utils")
    validate_file = file_utils.validate_file

    def validated(fpath: str, file_hash: str, *args: Any, **options: Any) -> bool:
        if str(file_hash) in (DOWNLOAD_SHA256, DOWNLOAD_MD5):
            return filecmp.cmp(fpath, served, shallow=False)
        return bool(validate_file(fpath, file_hash, *args, **options))

    file_utils.__dict__["validate_file"] = validated


def hold(path: Path) -> Held:
    """Keep MNIST's arrays for this process and those forked from it; see `shared_arrays.hold`."""
    return shared_arrays.hold(path, _read)


def _read(path: Path) -> dict[str, Bytes]:
    return read(path, REPLACE)[0]

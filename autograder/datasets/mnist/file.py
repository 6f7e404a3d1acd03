"""MNIST's file, and how it is read, as hostile data. [any]"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autograder.datasets.dataset import DatasetError, unreadable

Bytes = npt.NDArray[np.uint8]
Split = tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]

REPLACE = "replace it with a whole mnist.npz"

SHAPES: dict[str, tuple[int, ...]] = {
    "x_train": (60_000, 28, 28),
    "y_train": (60_000,),
    "x_test": (10_000, 28, 28),
    "y_test": (10_000,),
}

# Arrays of the synthetic data set alone: from which of scikit-learn's digits each image was made.
_ORIGINALS = ("train_originals", "test_originals")


def load_mnist(path: Path | str) -> Split:
    """Return `(x_train, y_train), (x_test, y_test)` out of the .npz file at `path`.

    Images are uint8 arrays of shape (n, 28, 28) with pixels from 0 to 255, labels uint8 arrays
    of shape (n,) with digits from 0 to 9; n is 60,000 and 10,000. As
    keras.datasets.mnist.load_data() returns them.

    Raises DatasetError if the file is missing, damaged, or has other shapes or types.
    """
    arrays, _ = read(Path(path), REPLACE)
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def read(path: Path, remedy: str) -> tuple[dict[str, Bytes], bool]:
    """Return MNIST's four arrays out of an .npz file, and whether it is the synthetic data set.

    Raises DatasetError with `remedy` if the file cannot be read, is not a whole .npz, lacks an
    array, or has one of another shape, type or range. Every array is read to its end, where zip
    keeps a checksum, so a flipped bit is noticed as well as a missing end.
    """
    try:
        with path.open("rb") as file:
            # np.load takes whatever is no zip for an .npy or a pickle, and says so.
            if not zipfile.is_zipfile(file):
                raise DatasetError(path, "is not a whole .npz file", remedy)
            file.seek(0)
            with np.load(file, allow_pickle=False) as archive:
                missing = [name for name in SHAPES if name not in archive]
                if missing:
                    raise DatasetError(path, f"lacks {', '.join(missing)}", remedy)
                arrays: dict[str, Bytes] = {name: archive[name] for name in SHAPES}
                is_made_from_digits = all(name in archive for name in _ORIGINALS)
    except (
        zipfile.BadZipFile,  # among others a wrong checksum
        zlib.error,
        EOFError,
        ValueError,  # a damaged header, or a pickle where an array should be
        NotImplementedError,  # a compression that zipfile does not know
        RuntimeError,  # an encrypted zip
        MemoryError,  # a header that claims more than any machine has
    ) as error:
        raise DatasetError(path, f"is a damaged .npz file ({error})", remedy) from error
    except OSError as error:
        raise unreadable(path, error, remedy) from error
    for name, shape in SHAPES.items():
        array = arrays[name]
        if not isinstance(array, np.ndarray):  # np.load gives back the bytes of any other file
            raise DatasetError(path, f"has something else than an array in {name}", remedy)
        if array.shape != shape or array.dtype != np.uint8:
            raise DatasetError(
                path,
                f"has {name} of shape {array.shape} and type {array.dtype}, "
                f"where MNIST has shape {shape} and type uint8",
                remedy,
            )
    for name in ("y_train", "y_test"):
        if arrays[name].max() > 9:
            raise DatasetError(path, f"has labels other than 0 to 9 in {name}", remedy)
    return arrays, is_made_from_digits

"""MNIST's file: its addresses, its checksums, and how it is read, as hostile data. [any]"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autograder.errors import UserError

Bytes = npt.NDArray[np.uint8]
Split = tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]

REPLACE = "replace it with a whole mnist.npz"

SHAPES: dict[str, tuple[int, ...]] = {
    "x_train": (60_000, 28, 28),
    "y_train": (60_000,),
    "x_test": (10_000, 28, 28),
    "y_test": (10_000,),
}

#: SHA-256 over the bytes of the four arrays, in the order of SHAPES, of the MNIST that
#: keras.datasets.mnist.load_data() returns. Over the arrays, because the same arrays are passed
#: on in zips that differ. `authoring/templates/pretrained.py` computes it where students are.
MNIST_SHA256 = "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16"

# Address and SHA-256 of the file, both from keras/src/datasets/mnist.py of Keras 3.13.
DOWNLOAD_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
DOWNLOAD_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
DOWNLOAD_MD5 = "8a61469f7ea1b51cbae51d4f78837e45"  # of the same file, from older versions of Keras

#: Where that file lies for whoever downloads it without Keras; the second in older tutorials.
MNIST_ADDRESSES = (DOWNLOAD_URL, "https://s3.amazonaws.com/img-datasets/mnist.npz")

# Arrays of the synthetic data set alone: from which of scikit-learn's digits each image was made.
_ORIGINALS = ("train_originals", "test_originals")


class DatasetError(UserError):
    """A data file cannot be used, and a person has to do something about it.

    `path` is the file, `problem` says what is wrong with it, `remedy` what to do. The message
    is one sentence made of the three.
    """

    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        # All three go to Exception, so that the error survives a trip between processes.
        super().__init__(path, problem, remedy)
        self.path = path
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.path} {self.problem}; {self.remedy}."


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


def unreadable(path: Path, error: OSError, remedy: str) -> DatasetError:
    """Return the error for a file that the system will not let us read."""
    return DatasetError(path, f"cannot be read ({error.strerror or error})", remedy)

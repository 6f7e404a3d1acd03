"""MNIST, as `keras.datasets.mnist` loads it; or a synthetic data set in its place. [any]

MNIST is by LeCun, Cortes and Burges, CC BY-SA 3.0; its arrays and their shapes are documented at
https://keras.io/api/datasets/mnist/.
"""

from __future__ import annotations

import inspect
from pathlib import Path

from autograder.datasets.dataset import Dataset, Located, TestSet

#: SHA-256 over the bytes of the four arrays, in the order of `file.SHAPES`, of the MNIST that
#: keras.datasets.mnist.load_data() returns. Over the arrays, because the same arrays are passed
#: on in zips that differ.
MNIST_SHA256 = "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16"

# Address and SHA-256 of the file, both from keras/src/datasets/mnist.py of Keras 3.13.
DOWNLOAD_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
DOWNLOAD_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
DOWNLOAD_MD5 = "8a61469f7ea1b51cbae51d4f78837e45"  # of the same file, from older versions of Keras


class Mnist(Dataset):
    """MNIST."""

    name, title, file = "mnist", "MNIST", "mnist.npz"
    sha256 = MNIST_SHA256
    #: the second stands in older tutorials
    addresses = (DOWNLOAD_URL, "https://s3.amazonaws.com/img-datasets/mnist.npz")
    test_size = 10_000

    def locate(self) -> Located:
        """As `Dataset.locate`."""
        from autograder.datasets.mnist.locate import locate_mnist

        return locate_mnist()

    def preload(self, path: Path) -> None:
        """As `Dataset.preload`."""
        from autograder.datasets.mnist.serve import hold

        hold(path)

    def serve(self, path: Path, *, copied: bool) -> None:
        """As `Dataset.serve`."""
        from autograder.datasets.mnist.serve import serve_to_keras

        serve_to_keras(path, copied=copied)

    def test_set(self, path: Path) -> TestSet:
        """As `Dataset.test_set`."""
        from autograder.datasets.mnist.serve import hold

        arrays = hold(path).arrays(copied=False)
        return TestSet(arrays["x_test"], arrays["y_test"])

    def digest_source(self) -> str:
        """As `Dataset.digest_source`."""
        return inspect.getsource(digest_of_mnist)


def digest_of_mnist() -> str:
    """Return a digest of MNIST as this notebook gets it, so that nobody measures on other data."""
    import hashlib

    import keras

    digest = hashlib.sha256()
    for images, labels in keras.datasets.mnist.load_data():
        digest.update(images.tobytes() + labels.tobytes())
    return digest.hexdigest()

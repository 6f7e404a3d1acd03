"""MNIST, wherever this machine has it. [coordinator]

`locate_mnist` looks in this order and takes the first that is there and whole:

1. `mnist.npz` in the folder that the environment variable COURSE_DATASETS names,
2. Keras's own cache, `~/.keras/datasets/mnist.npz`, or below KERAS_HOME where that is set,
3. the file that Keras would download, put where Keras would put it,
4. a stand-in of the same shapes and types, made from scikit-learn's real handwritten digits
   and kept in a cache of the user's own (the environment variable COURSE_CACHE moves it).

Only data that are bit for bit MNIST are called so. MNIST is by LeCun, Cortes and Burges,
CC BY-SA 3.0; its arrays and their shapes are documented at https://keras.io/api/datasets/mnist/.
"""

import fcntl
import filecmp
import hashlib
import http.client
import importlib
import logging
import math
import mmap
import os
import sys
import threading
import time
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs

from autograder.datasets.synthetic import make_stand_in
from autograder.errors import UserError
from autograder.files import replacing

__all__ = [
    "MNIST_ADDRESSES",
    "MNIST_SHA256",
    "STAND_IN_WARNING",
    "DatasetError",
    "Located",
    "hold",
    "load_mnist",
    "locate_mnist",
    "serve_to_keras",
]

Bytes = npt.NDArray[np.uint8]
Split = tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]

STAND_IN_WARNING = (
    "MNIST is missing here, so a stand-in of the same shapes and types takes its place, where "
    "accuracies differ a little. To use MNIST itself, put its mnist.npz into a folder and name "
    "that folder in COURSE_DATASETS; `autograder doctor` says whether it is found."
)

_REPLACE = "replace it with a whole mnist.npz"

_log = logging.getLogger(__name__)

_SHAPES: dict[str, tuple[int, ...]] = {
    "x_train": (60_000, 28, 28),
    "y_train": (60_000,),
    "x_test": (10_000, 28, 28),
    "y_test": (10_000,),
}

#: SHA-256 over the bytes of the four arrays, in the order of _SHAPES, of the MNIST that
#: keras.datasets.mnist.load_data() returns. Over the arrays, because the same arrays are passed
#: on in zips that differ. `build/templates/kept.py` computes it where students are.
MNIST_SHA256 = "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16"

# Address and SHA-256 of the file, both from keras/src/datasets/mnist.py of Keras 3.13.
_DOWNLOAD_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
_DOWNLOAD_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
_DOWNLOAD_MD5 = "8a61469f7ea1b51cbae51d4f78837e45"  # of the same file, from older versions of Keras

#: Where that file lies for whoever downloads it without Keras; the second in older tutorials.
MNIST_ADDRESSES = (_DOWNLOAD_URL, "https://s3.amazonaws.com/img-datasets/mnist.npz")
_DOWNLOAD_LIMIT = 32 * 2**20  # bytes; the file has 11 MiB, more is a portal's page or a mistake

# Seconds. The first bounds what a machine without network waits; one whose download has begun
# to arrive has a network, though perhaps a slow one, and is worth more patience.
_PATIENCE_FOR_FIRST_BYTES = 8.0
_PATIENCE_FOR_WHOLE_FILE = 90.0

_MNIST_NAME = "MNIST"
_STAND_IN_NAME = "stand-in for MNIST made from scikit-learn's digits"
_FOREIGN_NAME = "stand-in for MNIST found in COURSE_DATASETS"

# Number in the stand-in's file name: raise it with every change of the recipe.
_RECIPE = 1
# Arrays that only the stand-in has: from which of scikit-learn's digits each image was made.
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


@dataclass(frozen=True)
class Located:
    """Where MNIST, or what stands in for it, lies."""

    path: Path
    """An absolute path of an .npz file with the arrays x_train (60000, 28, 28),
    y_train (60000,), x_test (10000, 28, 28) and y_test (10000,), all of type uint8."""

    name: str
    """What the data are, for people: "MNIST", or a name that begins with "stand-in"."""

    is_stand_in: bool
    """Whether the data are anything but MNIST itself."""

    sha256: str
    """Over the arrays, so that it is the same however the file is packed: for MNIST itself
    `MNIST_SHA256`, for each stand-in another one."""


def locate_mnist() -> Located:
    """Return the first place that has MNIST, and make the stand-in where none has.

    The first call may download (a machine without network waits at most about eight seconds,
    once a process) or make the stand-in (a few seconds, once a machine). Later calls are cheap:
    a file is read again only when its time or size has changed.

    Raises DatasetError if the file in COURSE_DATASETS is damaged or has other shapes or types
    than MNIST, or if the stand-in is needed and cannot be written.
    """
    return _in_course_datasets() or _in_keras_cache() or _by_download() or _stand_in()


def load_mnist(path: Path | str) -> Split:
    """Return `(x_train, y_train), (x_test, y_test)` out of the .npz file at `path`.

    Images are uint8 arrays of shape (n, 28, 28) with pixels from 0 to 255, labels uint8 arrays
    of shape (n,) with digits from 0 to 9; n is 60,000 and 10,000. As
    keras.datasets.mnist.load_data() returns them.

    Raises DatasetError if the file is missing, damaged, or has other shapes or types.
    """
    arrays, _ = _read(Path(path), _REPLACE)
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


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
        arrays = _mapped(hold(served))
        if copied:
            arrays = [array.copy() for array in arrays]
        x_train, y_train, x_test, y_test = arrays
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

    The same arrays lie in zips that differ, and a stand-in is another file altogether.
    """
    file_utils = importlib.import_module("keras.src.utils.file_utils")
    validate_file = file_utils.validate_file

    def validated(fpath: str, file_hash: str, *args: Any, **options: Any) -> bool:
        if str(file_hash) in (_DOWNLOAD_SHA256, _DOWNLOAD_MD5):
            return filecmp.cmp(fpath, served, shallow=False)
        return bool(validate_file(fpath, file_hash, *args, **options))

    file_utils.__dict__["validate_file"] = validated


def hold(path: Path) -> int:
    """Keep what the file at `path` holds for this process and those forked from it.

    Returns a descriptor of its arrays in memory that nobody can change any more. The file is read
    again only when its time or size has changed. A process forked from one that holds the file
    need not be able to reach it: where each submission has a user id of its own, the file may lie
    in a folder that is closed to others. Raises DatasetError as `load_mnist` does.
    """
    known = _held.get(path)
    try:
        status = path.stat()
    except OSError as error:
        if known is not None:
            return known[1]
        raise _unreadable(path, error, _REPLACE) from error
    stamp = (status.st_mtime_ns, status.st_size)
    if known is None or known[0] != stamp:
        known = _held[path] = (stamp, _sealed(path))
    return known[1]


#: path → time and size of the file when it was read, and what `_sealed` made of it
_held: dict[Path, tuple[tuple[int, int], int]] = {}


def _sealed(path: Path) -> int:
    """Return a descriptor of the file's arrays, one after another as `_places` has them."""
    arrays, _ = _read(path, _REPLACE)
    memory = os.memfd_create("mnist", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with open(memory, "wb", closefd=False) as file:
        for name, start, _ in _places():
            file.seek(start)
            file.write(np.ascontiguousarray(arrays[name]).data)
    # Students' processes inherit it, and none may change what others are measured with.
    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
    fcntl.fcntl(memory, fcntl.F_ADD_SEALS, seals)
    return memory


def _mapped(memory: int) -> list[Bytes]:
    """Return the four arrays of what `hold` returned; who writes to them gets a page of its own."""
    everything = mmap.mmap(memory, 0, mmap.MAP_PRIVATE)
    return [
        np.frombuffer(everything, np.uint8, size, start).reshape(_SHAPES[name])
        for name, start, size in _places()
    ]


def _places() -> Iterator[tuple[str, int, int]]:
    """Yield name, start and size in bytes of each array; TensorFlow wants starts it can share."""
    start = 0
    for name, shape in _SHAPES.items():
        size = math.prod(shape)
        yield name, start, size
        start += -(-size // mmap.PAGESIZE) * mmap.PAGESIZE


# The four places, each of which returns None where it has nothing.


def _in_course_datasets() -> Located | None:
    """Return the user's own file; raise DatasetError if it is there but of no use."""
    folder = os.environ.get("COURSE_DATASETS")
    if not folder:
        return None
    path = Path(folder).expanduser().absolute() / "mnist.npz"
    remedy = (
        "replace it with a whole mnist.npz, "
        "or unset COURSE_DATASETS so that MNIST is looked for elsewhere"
    )
    if not _exists(path, remedy):
        _log.info("%s, which COURSE_DATASETS names, has no mnist.npz.", path.parent)
        return None
    content = _inspect(path, remedy)
    if content.sha256 == MNIST_SHA256:
        return _mnist_itself(path)
    name = _STAND_IN_NAME if content.is_made_from_digits else _FOREIGN_NAME
    return Located(path, name, is_stand_in=True, sha256=content.sha256)


def _mnist_itself(path: Path) -> Located:
    return Located(path, _MNIST_NAME, is_stand_in=False, sha256=MNIST_SHA256)


def _in_keras_cache() -> Located | None:
    """Return Keras's file if it is MNIST; anything else there is left to the download."""
    path = _keras_file()
    remedy = "it is downloaded again where there is a network"
    try:
        if not _exists(path, remedy):
            return None
        content = _inspect(path, remedy)
    except DatasetError as damage:
        _log.warning("%s", damage)
        return None
    if content.sha256 != MNIST_SHA256:
        # Keras compares checksums too, and would not take it either.
        _log.warning("%s", DatasetError(path, "is not MNIST", remedy))
        return None
    return _mnist_itself(path)


_downloads_that_failed: set[Path] = set()


def _by_download() -> Located | None:
    """Put Keras's file into Keras's cache; a failure is remembered as long as the process."""
    path = _keras_file()
    if path in _downloads_that_failed:
        return None
    download = _Download(path)
    download.start()
    problem = download.wait()
    located = _in_keras_cache() if problem is None else None
    if located is None:
        _downloads_that_failed.add(path)
        _log.info("MNIST could not be downloaded from %s: %s.", _DOWNLOAD_URL, problem)
    return located


def _stand_in() -> Located:
    """Return the stand-in from its cache, made first if it is not there or damaged.

    Raises DatasetError if the cache cannot be written.
    """
    path = _course_cache() / f"mnist-stand-in-{_RECIPE}.npz"
    remedy = "name a folder that can be written in COURSE_CACHE"
    if _exists(path, remedy):
        try:
            content = _inspect(path, "it is made again")
            if content.is_made_from_digits:
                return Located(path, _STAND_IN_NAME, is_stand_in=True, sha256=content.sha256)
            _log.warning("%s", DatasetError(path, "is no stand-in", "it is made again"))
        except DatasetError as damage:
            _log.warning("%s", damage)
    arrays = make_stand_in(_SHAPES["x_train"][0], _SHAPES["x_test"][0])
    try:
        with replacing(path) as file:
            # Not compressed: it is read once a submission, which then takes a fifth of the time.
            np.savez(file, **arrays)
    except OSError as error:
        raise DatasetError(path, f"cannot be written ({error})", remedy) from error
    sha256 = _inspect(path, remedy).sha256
    return Located(path, _STAND_IN_NAME, is_stand_in=True, sha256=sha256)


def _keras_file() -> Path:
    """Return where Keras keeps MNIST (keras/src/backend/config.py and utils/file_utils.py).

    Keras turns to the shared temporary folder where its own cannot be written. That is not
    followed here: anyone on the machine could put a file there.
    """
    home = os.environ.get("KERAS_HOME") or "~/.keras"
    return Path(home).expanduser().absolute() / "datasets" / "mnist.npz"


def _course_cache() -> Path:
    """Return the folder for what this package can make again at any time."""
    folder = os.environ.get("COURSE_CACHE")
    if folder:
        return Path(folder).expanduser().absolute()
    return Path(platformdirs.user_cache_dir("deep-learning-on-colab", appauthor=False))


# Reading files that may be damaged.


@dataclass(frozen=True)
class _Content:
    """What a sound file holds."""

    sha256: str
    is_made_from_digits: bool


_inspected: dict[Path, tuple[tuple[int, int], _Content]] = {}


def _inspect(path: Path, remedy: str) -> _Content:
    """Return what the file holds, read only if its time or size changed since the last look.

    Raises DatasetError with `remedy` as `_read` does.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(path, error, remedy) from error
    stamp = (status.st_mtime_ns, status.st_size)
    known = _inspected.get(path)
    if known is not None and known[0] == stamp:
        return known[1]
    arrays, is_made_from_digits = _read(path, remedy)
    digest = hashlib.sha256()
    for name in _SHAPES:
        digest.update(np.ascontiguousarray(arrays[name]).data)
    content = _Content(digest.hexdigest(), is_made_from_digits)
    _inspected[path] = (stamp, content)
    return content


def _read(path: Path, remedy: str) -> tuple[dict[str, Bytes], bool]:
    """Return MNIST's four arrays out of an .npz file, and whether it is this module's stand-in.

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
                missing = [name for name in _SHAPES if name not in archive]
                if missing:
                    raise DatasetError(path, f"lacks {', '.join(missing)}", remedy)
                arrays: dict[str, Bytes] = {name: archive[name] for name in _SHAPES}
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
        raise _unreadable(path, error, remedy) from error
    for name, shape in _SHAPES.items():
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


def _exists(path: Path, remedy: str) -> bool:
    """Return whether there is anything at `path`; raise DatasetError if that cannot be told."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unreadable(path, error, remedy) from error
    return True


def _unreadable(path: Path, error: OSError, remedy: str) -> DatasetError:
    """Return the error for a file that the system will not let us read."""
    return DatasetError(path, f"cannot be read ({error.strerror or error})", remedy)


class _Download(threading.Thread):
    """Fetches Keras's file of MNIST into `target`.

    Not with Keras's own get_file, which has no time limit, writes its progress to standard
    output and writes in place, so that two processes spoil each other's file. A thread, because
    no timeout of a socket covers the look-up of a name, which alone can take a minute.
    """

    def __init__(self, target: Path) -> None:
        super().__init__(name="download of MNIST", daemon=True)
        self._target = target
        self._problem: str | None = "it broke off"
        self._arriving = threading.Event()
        self._abandoned = threading.Event()

    def wait(self) -> str | None:
        """Wait as long as is reasonable; return None for a file in place, or what went wrong."""
        began = time.monotonic()
        if not self._arriving.wait(_PATIENCE_FOR_FIRST_BYTES):
            self._abandoned.set()
            return f"no answer within {_PATIENCE_FOR_FIRST_BYTES:g} seconds"
        self.join(max(0.0, began + _PATIENCE_FOR_WHOLE_FILE - time.monotonic()))
        if self.is_alive():
            self._abandoned.set()
            return f"not complete within {_PATIENCE_FOR_WHOLE_FILE:g} seconds"
        return self._problem

    def run(self) -> None:
        """Fetch the file, and keep the reason if that fails."""
        try:
            self._fetch()
            self._problem = None
        except (OSError, http.client.HTTPException) as error:
            self._problem = str(error) or type(error).__name__
        finally:
            self._arriving.set()

    def _fetch(self) -> None:
        """Put the file in place if it comes whole; raise OSError or HTTPException otherwise."""
        digest = hashlib.sha256()
        size = 0
        with (
            urllib.request.urlopen(_DOWNLOAD_URL, timeout=_PATIENCE_FOR_FIRST_BYTES) as answer,
            replacing(self._target) as file,
        ):
            while block := answer.read(2**16):
                self._arriving.set()
                size += len(block)
                if self._abandoned.is_set() or size > _DOWNLOAD_LIMIT:
                    raise OSError("given up")
                digest.update(block)
                file.write(block)
            if digest.hexdigest() != _DOWNLOAD_SHA256:
                raise OSError("what arrived is not the file that Keras expects")

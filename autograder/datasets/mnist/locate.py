"""MNIST, wherever this machine has it. [any]

`locate_mnist` looks in this order and takes the first that is there and whole:

1. `mnist.npz` in the folder that the environment variable COURSE_DATASETS names,
2. Keras's own cache, `~/.keras/datasets/mnist.npz`, or below KERAS_HOME where that is set,
3. the file that Keras would download, put where Keras would put it,
4. a synthetic data set of the same shapes and types, made from real digits of scikit-learn and
   kept in a cache of the user's own (the environment variable COURSE_CACHE moves it).

Only data that are bit for bit MNIST are called so.
"""

import contextlib
import hashlib
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from autograder.datasets.dataset import DatasetError, Located, in_course_datasets, unreadable
from autograder.datasets.download import Download
from autograder.datasets.mnist import DOWNLOAD_SHA256, DOWNLOAD_URL, MNIST_SHA256
from autograder.files import DamagedFileError, read_json, replacing, states, write_json

_log = logging.getLogger(__name__)

_MNIST_NAME = "MNIST"
_SYNTHETIC_NAME = "stand-in for MNIST made from scikit-learn's digits"
_FOREIGN_NAME = "stand-in for MNIST found in COURSE_DATASETS"

_DOWNLOAD_LIMIT = 32 * 2**20  # bytes; the file has 11 MiB

# Number in the synthetic data set's file name: raise it with every change of the recipe.
_RECIPE = 1


def locate_mnist() -> Located:
    """Return the first place that has MNIST, and make the synthetic data set where none has.

    The first call may download (a machine without network waits at most about eight seconds,
    once a process) or make the synthetic data set (a few seconds, once a machine). Later calls are
    cheap:
    a file is read again only when its time or size has changed.

    Raises DatasetError if the file in COURSE_DATASETS is damaged or has other shapes or types
    than MNIST, or if the synthetic data set is needed and cannot be written.
    """
    return _in_course_datasets() or _in_keras_cache() or _by_download() or stand_in()


# The four places, each of which returns None where it has nothing.


def _in_course_datasets() -> Located | None:
    """Return the user's own file; raise DatasetError if it is there but of no use."""
    path = in_course_datasets("mnist.npz")
    if path is None:
        return None
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
    name = _SYNTHETIC_NAME if content.is_made_from_digits else _FOREIGN_NAME
    return Located(path, name, is_synthetic=True, sha256=content.sha256)


def _mnist_itself(path: Path) -> Located:
    return Located(path, _MNIST_NAME, is_synthetic=False, sha256=MNIST_SHA256)


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
    download = Download(path, DOWNLOAD_URL, DOWNLOAD_SHA256, _DOWNLOAD_LIMIT)
    download.start()
    problem = download.wait()
    located = _in_keras_cache() if problem is None else None
    if located is None:
        _downloads_that_failed.add(path)
        _log.info("MNIST could not be downloaded from %s: %s.", DOWNLOAD_URL, problem)
    return located


def stand_in() -> Located:
    """Return the synthetic data set from its cache, made first if it is not there or damaged.

    Raises DatasetError if the cache cannot be written.
    """
    path = _course_cache() / f"mnist-stand-in-{_RECIPE}.npz"
    remedy = "name a folder that can be written in COURSE_CACHE"
    if _exists(path, remedy):
        try:
            content = _inspect(path, "it is made again")
            if content.is_made_from_digits:
                return Located(path, _SYNTHETIC_NAME, is_synthetic=True, sha256=content.sha256)
            _log.warning("%s", DatasetError(path, "is not a valid stand-in", "it is made again"))
        except DatasetError as damage:
            _log.warning("%s", damage)
    import numpy as np  # which takes a tenth of a second, and is seldom needed

    from autograder.datasets.mnist.file import SHAPES
    from autograder.datasets.mnist.synthetic import make_synthetic

    arrays = make_synthetic(SHAPES["x_train"][0], SHAPES["x_test"][0])
    try:
        with replacing(path) as file:
            # Not compressed: it is read once a submission, which then takes a fifth of the time.
            np.savez(file, **arrays)
    except OSError as error:
        raise DatasetError(path, f"cannot be written ({error})", remedy) from error
    sha256 = _inspect(path, remedy).sha256
    return Located(path, _SYNTHETIC_NAME, is_synthetic=True, sha256=sha256)


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


_inspected: dict[Path, tuple[states.State, _Content]] = {}


def _inspect(path: Path, remedy: str) -> _Content:
    """Return what the file holds, read only if it has changed since the last look.

    That may have been another process's: reading it takes a third of a second, each time that
    somebody grades.

    Raises DatasetError with `remedy` as `read` does.
    """
    try:
        state = states.of(path.stat())
    except OSError as error:
        raise unreadable(path, error, remedy) from error
    known = _inspected.get(path)
    if known is not None and known[0] == state:
        return known[1]
    content = _inspected_before(path, state)
    if content is None:
        content = _read(path, remedy)
        _keep_inspected(path, state, content)
    _inspected[path] = (state, content)
    return content


def _read(path: Path, remedy: str) -> _Content:
    """Return what the file holds, read to its end."""
    import numpy as np

    from autograder.datasets.mnist.file import SHAPES, read

    arrays, is_made_from_digits = read(path, remedy)
    digest = hashlib.sha256()
    for name in SHAPES:
        digest.update(np.ascontiguousarray(arrays[name]).data)
    return _Content(digest.hexdigest(), is_made_from_digits)


def _note_of(path: Path) -> Path:
    """Return where it is noted what a file holds."""
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return _course_cache() / f"inspected-{name}.json"


def _inspected_before(path: Path, state: states.State) -> _Content | None:
    """Return what the file held when it was read in this very state; None if it never was."""

    def noted(data: dict[str, Any]) -> _Content | None:
        content = _Content(str(data["sha256"]), data["is_made_from_digits"] is True)
        return content if (data["path"], data["state"]) == (str(path), [*state]) else None

    with contextlib.suppress(DamagedFileError, OSError):  # a note that is damaged is none
        return read_json(_note_of(path), noted, "")
    return None


def _keep_inspected(path: Path, state: states.State, content: _Content) -> None:
    """Note what the file holds, where a later change would be seen."""
    note = {"path": str(path), "state": [*state], **vars(content)}
    if states.is_settled(state[-1]):
        with contextlib.suppress(OSError):  # it is only there to save time
            write_json(_note_of(path), note)


def _exists(path: Path, remedy: str) -> bool:
    """Return whether there is anything at `path`; raise DatasetError if that cannot be told."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise unreadable(path, error, remedy) from error
    return True

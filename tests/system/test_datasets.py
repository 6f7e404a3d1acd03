"""Where MNIST is found, what stands in for it, and what is said about files that are damaged.

Nothing here needs a network. The real MNIST is tested where COURSE_DATASETS names its folder.
"""

import hashlib
import importlib.util
import json
import logging
import os
import pickle
import re
import shutil
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from autograder.datasets import download
from autograder.datasets import mnist as addresses
from autograder.datasets.dataset import DatasetError, Located
from autograder.datasets.mnist import file as mnist_file
from autograder.datasets.mnist import locate as datasets
from autograder.datasets.mnist import synthetic as synthetic_data
from autograder.datasets.mnist.file import load_mnist
from autograder.datasets.mnist.locate import locate_mnist
from autograder.datasets.mnist.serve import hold
from autograder.datasets.mnist.synthetic import make_synthetic

Arrays = dict[str, npt.NDArray[np.generic]]

# Read before any test: each test gets a machine of its own.
FOLDER_OF_THE_REAL_ONE = os.environ.get("COURSE_DATASETS")
ADDRESS_OF_THE_DOWNLOAD = addresses.DOWNLOAD_URL
RETRIES = download._RETRIES
NO_NETWORK = "http://127.0.0.1:9/mnist.npz"  # where nobody listens

FOUR_ARRAYS = ("x_train", "y_train", "x_test", "y_test")


@pytest.fixture(autouse=True)
def empty_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without data, caches, network or memory of earlier tests."""
    monkeypatch.delenv("COURSE_DATASETS", raising=False)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(datasets, "DOWNLOAD_URL", NO_NETWORK)
    monkeypatch.setattr(download, "_RETRIES", 0)
    monkeypatch.setattr(datasets, "_downloads_that_failed", set())
    monkeypatch.setattr(datasets, "_inspected", {})


@pytest.fixture
def course_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that COURSE_DATASETS names, still empty."""
    folder = tmp_path / "course"
    folder.mkdir()
    monkeypatch.setenv("COURSE_DATASETS", str(folder))
    return folder


@pytest.fixture
def keras_file(tmp_path: Path) -> Path:
    """Where Keras keeps MNIST; the folder is there, the file is not."""
    path = tmp_path / "keras" / "datasets" / "mnist.npz"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def synthetic_file(tmp_path: Path, synthetic: Path) -> Path:
    """The synthetic data set in this test's cache, already made."""
    path = tmp_path / "cache" / synthetic.name
    path.parent.mkdir()
    shutil.copy(synthetic, path)
    return path


@dataclass(frozen=True)
class Made:
    """A file with arrays like MNIST's, the SHA-256 of these, and that of the file."""

    path: Path
    of_arrays: str
    of_file: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = write(tmp_path_factory.mktemp("made") / "mnist.npz", arrays_like_mnist())
    arrays = read(path)
    digest = hashlib.sha256(b"".join(arrays[name].tobytes() for name in FOUR_ARRAYS))
    return Made(path, digest.hexdigest(), hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.fixture
def mnist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, made: Made) -> Path:
    """A file that passes for the real MNIST, and for the file that Keras expects."""
    monkeypatch.setattr(datasets, "MNIST_SHA256", made.of_arrays)
    monkeypatch.setattr(datasets, "DOWNLOAD_SHA256", made.of_file)
    (tmp_path / "elsewhere").mkdir()
    return Path(shutil.copy(made.path, tmp_path / "elsewhere"))


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[str]]]:
    """Puts a file where MNIST is downloaded from; gives a list that grows with each request."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def serve(file: Path, broken_off: int = 0) -> list[str]:
            """Serves the file; as many answers as `broken_off` says end in the middle."""
            requests: list[str] = []

            class Handler(BaseHTTPRequestHandler):
                def do_GET(self) -> None:
                    requests.append(self.path)
                    content = file.read_bytes()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    whole = len(requests) > broken_off
                    self.wfile.write(content if whole else content[: len(content) // 2])

                def log_message(self, *_: object) -> None:
                    """Says nothing."""

            server.RequestHandlerClass = Handler
            address = f"http://127.0.0.1:{server.server_port}/mnist.npz"
            monkeypatch.setattr(datasets, "DOWNLOAD_URL", address)
            return requests

        yield serve
        server.shutdown()


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The synthetic data set of a machine without data or network, made once for all tests."""
    folder = tmp_path_factory.mktemp("stand-in")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COURSE_DATASETS", raising=False)
        patch.setenv("COURSE_CACHE", str(folder / "cache"))
        patch.setenv("KERAS_HOME", str(folder / "keras"))
        patch.setattr(datasets, "DOWNLOAD_URL", NO_NETWORK)
        patch.setattr(download, "_RETRIES", 0)
        yield locate_mnist().path


def arrays_like_mnist() -> Arrays:
    """Return arrays of MNIST's shapes and types that compress well."""
    labels = np.arange(60_000) % 10
    return {
        "x_train": np.zeros((60_000, 28, 28), np.uint8),
        "y_train": labels.astype(np.uint8),
        "x_test": np.full((10_000, 28, 28), 255, np.uint8),
        "y_test": labels[:10_000].astype(np.uint8),
    }


def digest_of_mnist() -> str:
    """What a file has to have to be taken for MNIST; `mnist` puts a made one in its place."""
    return datasets.MNIST_SHA256  # type: ignore[attr-defined]


def itself(path: Path) -> Located:
    return Located(path, "MNIST", is_synthetic=False, sha256=digest_of_mnist())


def write(path: Path, arrays: Arrays) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)
    return path


def read(path: Path) -> Arrays:
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def run_python(code: str, *arguments: str, **environment: str) -> str:
    """Return the last line that a fresh Python prints which runs `code`."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **environment},
        cwd=Path(datasets.__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


# The order of the places


def test_the_folder_in_course_datasets_comes_first(
    course_folder: Path, keras_file: Path, mnist: Path
) -> None:
    shutil.copy(mnist, keras_file)
    shutil.copy(mnist, course_folder)
    located = locate_mnist()
    assert located == itself(course_folder / "mnist.npz")


def test_a_folder_in_course_datasets_without_data_falls_through_to_the_cache_of_keras(
    course_folder: Path, keras_file: Path, mnist: Path
) -> None:
    shutil.copy(mnist, keras_file)
    assert locate_mnist() == itself(keras_file)


def test_a_folder_in_course_datasets_that_is_not_there_falls_through(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, keras_file: Path, mnist: Path
) -> None:
    monkeypatch.setenv("COURSE_DATASETS", str(tmp_path / "nowhere"))
    shutil.copy(mnist, keras_file)
    assert locate_mnist().path == keras_file


def test_the_cache_of_keras_is_below_the_home_folder_unless_keras_home_is_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mnist: Path
) -> None:
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    path = tmp_path / "home" / ".keras" / "datasets" / "mnist.npz"
    path.parent.mkdir(parents=True)
    shutil.copy(mnist, path)
    assert locate_mnist().path == path


def test_without_either_mnist_is_downloaded_into_the_cache_of_keras(
    online: Callable[..., list[str]],
    tmp_path: Path,
    mnist: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    online(mnist)
    path = tmp_path / "keras" / "datasets" / "mnist.npz"
    assert locate_mnist() == itself(path)
    assert [file.name for file in path.parent.iterdir()] == ["mnist.npz"]
    assert path.stat().st_mode & 0o777 == 0o644
    assert capfd.readouterr() == ("", "")


def test_without_a_network_the_stand_in_is_last(synthetic_file: Path) -> None:
    located = locate_mnist()
    assert (located.path, located.is_synthetic) == (synthetic_file, True)
    assert located.name == "stand-in for MNIST made from scikit-learn's digits"


def test_data_have_one_digest_however_they_are_packed_and_each_data_set_its_own(
    course_folder: Path, synthetic_file: Path, mnist: Path
) -> None:
    synthetic = locate_mnist()
    arrays = read(mnist)
    np.savez(course_folder / "mnist.npz", **{name: arrays[name] for name in FOUR_ARRAYS[::-1]})
    assert (course_folder / "mnist.npz").read_bytes() != mnist.read_bytes()
    assert locate_mnist().sha256 == digest_of_mnist() != synthetic.sha256
    (course_folder / "mnist.npz").unlink()
    arrays["y_train"][0] += 1
    other = write(course_folder / "mnist.npz", arrays)
    assert locate_mnist().path == other
    assert locate_mnist().sha256 not in (digest_of_mnist(), synthetic.sha256)


def test_the_stand_in_has_the_same_digest_when_it_is_made_and_when_it_is_found(
    synthetic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_CACHE", str(synthetic.parent))
    found = locate_mnist().sha256
    digest = hashlib.sha256(b"".join(read(synthetic)[name].tobytes() for name in FOUR_ARRAYS))
    assert found == digest.hexdigest()


def test_a_path_that_is_returned_is_absolute(
    monkeypatch: pytest.MonkeyPatch, course_folder: Path, mnist: Path
) -> None:
    shutil.copy(mnist, course_folder)
    monkeypatch.chdir(course_folder.parent)
    monkeypatch.setenv("COURSE_DATASETS", course_folder.name)
    assert locate_mnist().path == course_folder / "mnist.npz"


def test_only_the_arrays_of_mnist_are_called_mnist(course_folder: Path) -> None:
    write(course_folder / "mnist.npz", arrays_like_mnist())
    located = locate_mnist()
    assert located.is_synthetic
    assert located.name == "stand-in for MNIST found in COURSE_DATASETS"


def test_a_stand_in_in_course_datasets_is_called_what_it_is(
    course_folder: Path, synthetic: Path
) -> None:
    shutil.copy(synthetic, course_folder / "mnist.npz")
    located = locate_mnist()
    assert located.is_synthetic
    assert located.name == "stand-in for MNIST made from scikit-learn's digits"


def test_a_second_look_reads_no_file_and_a_changed_file_is_read_again(
    monkeypatch: pytest.MonkeyPatch, course_folder: Path, mnist: Path
) -> None:
    shutil.copy(mnist, course_folder)
    reads: list[Path] = []
    original = mnist_file.read

    def counted(path: Path, remedy: str) -> tuple[dict[str, mnist_file.Bytes], bool]:
        reads.append(path)
        return original(path, remedy)

    monkeypatch.setattr(mnist_file, "read", counted)
    assert locate_mnist() == locate_mnist()
    assert len(reads) == 1
    os.utime(course_folder / "mnist.npz", (1, 1))
    locate_mnist()
    assert len(reads) == 2


def test_another_process_need_not_read_a_file_that_has_not_changed(
    monkeypatch: pytest.MonkeyPatch, course_folder: Path, mnist: Path
) -> None:
    path = Path(shutil.copy(mnist, course_folder))
    monkeypatch.setattr(time, "time_ns", lambda now=time.time_ns: now() + 10**10)
    located = locate_mnist()
    monkeypatch.setattr(datasets, "_inspected", {})  # as in another process
    with monkeypatch.context() as patch:
        patch.setattr(mnist_file, "read", None)
        assert locate_mnist() == located
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    monkeypatch.setattr(datasets, "_inspected", {})
    with pytest.raises(DatasetError):
        locate_mnist()


def test_a_file_that_was_just_written_is_read_by_each_process(
    monkeypatch: pytest.MonkeyPatch, course_folder: Path, mnist: Path
) -> None:
    """Its next change might come before the clock ticks."""
    shutil.copy(mnist, course_folder)
    locate_mnist()
    monkeypatch.setattr(datasets, "_inspected", {})
    monkeypatch.setattr(mnist_file, "read", None)
    with pytest.raises(TypeError):
        locate_mnist()


# The download


def test_a_download_that_fails_is_not_tried_again_in_the_same_process(
    online: Callable[..., list[str]], synthetic_file: Path, mnist: Path
) -> None:
    assert locate_mnist().is_synthetic
    requests = online(mnist)
    assert locate_mnist().is_synthetic
    assert requests == []


def test_a_download_that_breaks_off_is_tried_once_more(
    monkeypatch: pytest.MonkeyPatch,
    online: Callable[..., list[str]],
    keras_file: Path,
    mnist: Path,
) -> None:
    monkeypatch.setattr(download, "_RETRIES", RETRIES)
    requests = online(mnist, broken_off=1)
    assert locate_mnist() == itself(keras_file)
    assert len(requests) == 2


def test_a_download_that_does_not_end_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
    online: Callable[..., list[str]],
    keras_file: Path,
    synthetic_file: Path,
    mnist: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(datasets, "_DOWNLOAD_LIMIT", 1000)
    online(mnist)
    with caplog.at_level(logging.INFO):
        assert locate_mnist().is_synthetic
    assert "could not be downloaded" in caplog.text
    assert "given up" in caplog.text
    assert list(keras_file.parent.iterdir()) == []


def test_a_download_that_is_not_the_file_of_keras_leaves_nothing_behind(
    online: Callable[..., list[str]], tmp_path: Path, synthetic_file: Path, mnist: Path
) -> None:
    cut_in_half(mnist)
    online(mnist)
    assert locate_mnist().is_synthetic
    assert list((tmp_path / "keras" / "datasets").iterdir()) == []


def test_a_server_that_never_answers_does_not_hold_up_the_stand_in(
    monkeypatch: pytest.MonkeyPatch, synthetic_file: Path
) -> None:
    monkeypatch.setattr(download, "_PATIENCE_FOR_FIRST_BYTES", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setattr(datasets, "DOWNLOAD_URL", f"http://127.0.0.1:{port}/mnist.npz")
        began = time.monotonic()
        assert locate_mnist().is_synthetic
        assert time.monotonic() - began < 5


def test_a_machine_without_network_waits_ten_seconds_at_most() -> None:
    assert download._PATIENCE_FOR_FIRST_BYTES <= 10


def test_a_cache_of_keras_that_cannot_be_written_leads_to_the_stand_in(
    tmp_path: Path, synthetic_file: Path
) -> None:
    (tmp_path / "keras").write_text("a file where a folder should be")
    assert locate_mnist().is_synthetic


def change_the_labels(path: Path) -> None:
    write(path, {**arrays_like_mnist(), "y_test": np.zeros(10_000, np.uint8)})


@pytest.mark.parametrize("damage", [cut_in_half, change_the_labels])
def test_what_is_not_mnist_in_the_cache_of_keras_is_downloaded_again(
    online: Callable[..., list[str]],
    caplog: pytest.LogCaptureFixture,
    keras_file: Path,
    mnist: Path,
    damage: Callable[[Path], None],
) -> None:
    shutil.copy(mnist, keras_file)
    damage(keras_file)
    online(mnist)
    with caplog.at_level(logging.WARNING):
        assert locate_mnist() == itself(keras_file)
    assert str(keras_file) in caplog.text
    assert keras_file.read_bytes() == mnist.read_bytes()


def test_a_damaged_cache_of_keras_leads_to_the_stand_in_where_there_is_no_network(
    keras_file: Path, synthetic_file: Path, mnist: Path
) -> None:
    shutil.copy(mnist, keras_file)
    cut_in_half(keras_file)
    assert locate_mnist().path == synthetic_file
    assert keras_file.exists()


# The stand-in


def test_the_stand_in_has_the_shapes_and_types_of_mnist(synthetic: Path) -> None:
    (x_train, y_train), (x_test, y_test) = load_mnist(synthetic)
    assert (x_train.shape, x_test.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert (y_train.shape, y_test.shape) == ((60_000,), (10_000,))
    assert {array.dtype for array in (x_train, y_train, x_test, y_test)} == {np.dtype(np.uint8)}


def test_the_stand_in_looks_like_mnist(synthetic: Path) -> None:
    for images, _ in load_mnist(synthetic):
        assert (images.min(), images.max()) == (0, 255)
        assert 0.65 < (images == 0).mean() < 0.85  # a black background: 0.81 in MNIST
        assert 25 < images.mean() < 50  # 33 in MNIST


def test_the_classes_of_the_stand_in_are_roughly_balanced(synthetic: Path) -> None:
    for _, labels in load_mnist(synthetic):
        share = np.bincount(labels, minlength=10) / len(labels)
        assert len(share) == 10
        assert 0.09 < share.min() <= share.max() < 0.11  # 0.09 to 0.11 in MNIST


def test_the_stand_in_is_the_same_each_time_it_is_made() -> None:
    once, again = (make_synthetic(6_000, 1_000) for _ in range(2))
    for name, array in once.items():
        assert again[name].tobytes() == array.tobytes(), name


def test_training_and_test_images_are_made_from_different_originals(synthetic: Path) -> None:
    from sklearn.datasets import load_digits

    arrays = read(synthetic)
    train, test = set(arrays["train_originals"].tolist()), set(arrays["test_originals"].tolist())
    assert not train & test
    assert train | test == set(range(1_797))
    for side in ("train", "test"):
        labels_of_originals = load_digits().target[arrays[f"{side}_originals"]]
        assert (arrays[f"y_{side}"] == labels_of_originals).all()


def test_each_image_of_the_stand_in_is_drawn_from_the_original_it_names(synthetic: Path) -> None:
    from sklearn.datasets import load_digits

    arrays = read(synthetic)
    images = arrays["x_test"][:500].astype(float)
    # The inner 24 by 24 pixels, averaged to 8 by 8, against each original in turn.
    small = images[:, 2:26, 2:26].reshape(-1, 8, 3, 8, 3).mean(axis=(2, 4)).reshape(-1, 64)
    originals = load_digits().data
    likeness = np.corrcoef(small, originals)[:500, 500:]
    named = likeness[np.arange(500), arrays["test_originals"][:500].astype(int)]
    assert np.median(named) > np.quantile(likeness, 0.98)


def test_no_two_training_images_of_the_stand_in_are_the_same(synthetic: Path) -> None:
    (x_train, _), _ = load_mnist(synthetic)
    assert len({image.tobytes() for image in x_train}) == len(x_train)


def test_the_stand_in_is_made_once_and_then_read_from_its_cache(
    monkeypatch: pytest.MonkeyPatch, synthetic_file: Path
) -> None:
    def fail() -> Arrays:
        raise AssertionError("made a second time")

    monkeypatch.setattr(synthetic_data, "make_synthetic", fail)
    before = synthetic_file.stat()
    assert locate_mnist().path == synthetic_file
    assert synthetic_file.stat().st_mtime_ns == before.st_mtime_ns


def test_a_new_recipe_makes_a_new_file(
    monkeypatch: pytest.MonkeyPatch, synthetic_file: Path, synthetic: Path
) -> None:
    monkeypatch.setattr(datasets, "_RECIPE", 1_000)
    monkeypatch.setattr(synthetic_data, "make_synthetic", lambda *_: read(synthetic))
    located = locate_mnist()
    assert located.path != synthetic_file
    assert located.path.name == "mnist-stand-in-1000.npz"
    assert synthetic_file.exists()


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def put_something_else(path: Path) -> None:
    write(path, arrays_like_mnist())


@pytest.mark.parametrize("damage", [cut_in_half, flip_a_bit, put_something_else])
def test_a_damaged_stand_in_is_made_again(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    synthetic_file: Path,
    synthetic: Path,
    damage: Callable[[Path], None],
) -> None:
    monkeypatch.setattr(synthetic_data, "make_synthetic", lambda *_: read(synthetic))
    damage(synthetic_file)
    with caplog.at_level(logging.WARNING):
        located = locate_mnist()
    assert located.path == synthetic_file
    assert str(synthetic_file) in caplog.text
    assert synthetic_file.read_bytes() == synthetic.read_bytes()
    assert [file.name for file in synthetic_file.parent.iterdir()] == [synthetic_file.name]


def test_a_cache_that_cannot_be_written_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, synthetic: Path
) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    monkeypatch.setattr(synthetic_data, "make_synthetic", lambda *_: read(synthetic))
    with pytest.raises(DatasetError, match=r"cannot be written.*COURSE_CACHE"):
        locate_mnist()


def test_a_write_that_breaks_off_leaves_neither_the_file_nor_its_draft(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full_disk(file: object, **arrays: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(synthetic_data, "make_synthetic", lambda *_: {})
    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(DatasetError, match="No space left on device"):
        locate_mnist()
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.slow
def test_the_network_of_the_course_learns_the_stand_in_well_but_not_perfectly(
    synthetic: Path,
) -> None:
    accuracy = float(
        run_python(
            """
            import sys
            from pathlib import Path
            import keras
            from autograder.datasets.mnist.file import load_mnist

            def prepared(images, labels):
                return images.reshape(-1, 784) / 255.0, keras.utils.to_categorical(labels, 10)

            train, test = load_mnist(Path(sys.argv[1]))
            keras.utils.set_random_seed(0)
            layers = [keras.Input((784,))]
            for _ in range(2):
                layers += [keras.layers.Dense(512, "relu"), keras.layers.Dropout(0.2)]
            model = keras.Sequential([*layers, keras.layers.Dense(10, "softmax")])
            model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
            model.fit(*prepared(*train), batch_size=128, epochs=2, verbose=0)
            print(model.evaluate(*prepared(*test), verbose=0)[1])
            """,
            str(synthetic),
        )
    )
    assert 0.97 <= accuracy <= 0.998  # after two epochs; the lesson's five reach about 0.987


# Files of the user that are damaged


def test_a_file_cut_short_in_course_datasets_is_named(course_folder: Path, mnist: Path) -> None:
    path = course_folder / "mnist.npz"
    shutil.copy(mnist, path)
    cut_in_half(path)
    with pytest.raises(DatasetError) as caught:
        locate_mnist()
    assert caught.value.path == path
    assert str(caught.value) == (
        f"{path} is not a whole .npz file; replace it with a whole mnist.npz, "
        "or unset COURSE_DATASETS so that MNIST is looked for elsewhere."
    )
    assert path.exists(), "a file of the user's is left alone"


@pytest.mark.parametrize(
    ("name", "array", "problem"),
    [
        (
            "x_test",
            np.zeros((10_000, 784), np.uint8),
            r"has x_test of shape \(10000, 784\) and type uint8, "
            r"where MNIST has shape \(10000, 28, 28\) and type uint8",
        ),
        ("y_train", np.zeros(60_000, np.int64), "has y_train of shape .* and type int64"),
        ("y_test", np.full(10_000, 10, np.uint8), "has labels other than 0 to 9 in y_test"),
    ],
)
def test_a_file_of_other_shapes_types_or_labels_in_course_datasets_is_named(
    course_folder: Path, name: str, array: npt.NDArray[np.generic], problem: str
) -> None:
    path = write(course_folder / "mnist.npz", {**arrays_like_mnist(), name: array})
    with pytest.raises(DatasetError, match=f"^{re.escape(str(path))} {problem}"):
        locate_mnist()


def test_arrays_that_are_missing_in_course_datasets_are_named(course_folder: Path) -> None:
    arrays = arrays_like_mnist()
    write(course_folder / "mnist.npz", {"x_train": arrays["x_train"], "x_test": arrays["x_test"]})
    with pytest.raises(DatasetError, match="lacks y_train, y_test;"):
        locate_mnist()


class Bomb:
    """What unpickling runs."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (13,)


def test_a_pickle_in_course_datasets_is_named_and_not_loaded(course_folder: Path) -> None:
    bomb = np.array([Bomb()], dtype=object)
    write(course_folder / "mnist.npz", {**arrays_like_mnist(), "y_test": bomb})
    with pytest.raises(DatasetError, match="damaged"):
        locate_mnist()
    (course_folder / "mnist.npz").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(DatasetError, match="not a whole"):
        locate_mnist()


def test_an_empty_file_and_a_folder_in_place_of_the_file_are_named(course_folder: Path) -> None:
    path = course_folder / "mnist.npz"
    path.touch()
    with pytest.raises(DatasetError, match="not a whole"):
        locate_mnist()
    path.unlink()
    path.mkdir()
    with pytest.raises(DatasetError, match=re.escape(str(path))):
        locate_mnist()


def test_a_missing_file_given_to_load_mnist_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read"):
        load_mnist(tmp_path / "mnist.npz")


def test_an_error_survives_the_way_between_processes() -> None:
    error = DatasetError(Path("mnist.npz"), "is damaged", "replace it")
    assert (
        str(pickle.loads(pickle.dumps(error)))
        == str(error)
        == ("mnist.npz is damaged; replace it.")
    )


# Keras


@pytest.mark.parametrize("served", ["before TensorFlow is imported", "after it"])
def test_keras_serves_the_file_under_all_of_its_names(synthetic: Path, served: str) -> None:
    answer = run_python(
        """
        import hashlib, importlib, json, sys
        from pathlib import Path
        from autograder.datasets.mnist.serve import serve_to_keras

        def all_names():
            import keras
            import tensorflow as tf
            from keras.datasets import mnist as first
            from keras.src.datasets import mnist as second
            from tensorflow.keras.datasets import mnist as third
            from tensorflow.keras.datasets.mnist import load_data as fourth
            from keras.datasets.mnist import load_data as fifth
            deep = importlib.import_module("keras._tf_keras.keras.datasets.mnist")
            return {
                "from keras.datasets import mnist": first.load_data,
                "keras.src.datasets.mnist": second.load_data,
                "from tensorflow.keras.datasets import mnist": third.load_data,
                "from tensorflow.keras.datasets.mnist import load_data": fourth,
                "from keras.datasets.mnist import load_data": fifth,
                "keras._tf_keras": deep.load_data,
                "keras.datasets.mnist": keras.datasets.mnist.load_data,
                "tf.keras.datasets.mnist": tf.keras.datasets.mnist.load_data,
            }

        if sys.argv[2] == "after it":
            all_names()
        serve_to_keras(Path(sys.argv[1]))
        functions = all_names()
        read = {
            name: [hashlib.sha256(array.tobytes()).hexdigest() for side in f() for array in side]
            for name, f in functions.items()
        }
        with_path = functions["tf.keras.datasets.mnist"](path="mnist.npz")
        assert with_path[1][1].shape == (10_000,)
        print(json.dumps(read))
        """,
        str(synthetic),
        served,
    )
    expected = [
        hashlib.sha256(array.tobytes()).hexdigest()
        for side in load_mnist(synthetic)
        for array in side
    ]
    for name, digests in json.loads(answer).items():
        assert digests == expected, name


def test_what_a_caller_writes_to_is_its_own_and_what_is_held_never_changes(synthetic: Path) -> None:
    answer = run_python(
        """
        import mmap, os, sys
        from pathlib import Path
        from keras.datasets import mnist
        from autograder.datasets.mnist.serve import hold, serve_to_keras

        path = Path(sys.argv[1])
        for copied in (True, False):
            serve_to_keras(path, copied=copied)
            first, second = mnist.load_data(), mnist.load_data()
            assert first[0][0].flags.owndata == copied
            first[0][0][:] = 7
            first[1][1][:] = 7
            for (images, labels), (others, names) in zip(second, mnist.load_data()):
                assert (images == others).all() and (labels == names).all()
            assert not (second[0][0] == 7).all() and not (second[1][1] == 7).all()
        memory = hold(path).memory
        assert isinstance(memory, int)
        attempts = (
            lambda: os.pwrite(memory, b"1", 0),
            lambda: os.ftruncate(memory, 10),
            lambda: mmap.mmap(memory, 0),
            lambda: os.open(f"/proc/self/fd/{memory}", os.O_WRONLY | os.O_TRUNC),
            lambda: os.pwrite(os.open(f"/proc/self/fd/{memory}", os.O_RDWR), b"1", 0),
        )
        for attempt in attempts:
            try:
                attempt()
            except PermissionError:
                continue
            raise AssertionError("it could be changed")
        print("all refused")
        """,
        str(synthetic),
    )
    assert answer == "all refused"


def test_what_is_held_is_there_also_for_who_can_not_reach_the_file(
    course_folder: Path, synthetic: Path
) -> None:
    """As for a submission with a user id of its own, where the file lies in somebody's home."""
    path = course_folder / "mnist.npz"
    shutil.copy(synthetic, path)
    memory = hold(path)
    course_folder.rename(course_folder.with_name("closed"))
    assert hold(path) == memory
    with pytest.raises(DatasetError, match="cannot be read"):
        hold(path.with_name("another.npz"))


def test_a_file_that_has_changed_is_read_again(course_folder: Path, synthetic: Path) -> None:
    path = course_folder / "mnist.npz"
    shutil.copy(synthetic, path)
    before = hold(path)
    os.utime(path, (0, 0))
    assert hold(path) != before


def test_the_address_and_checksum_are_those_of_keras() -> None:
    keras = importlib.util.find_spec("keras")  # found, not imported, which takes seconds
    assert keras is not None
    assert keras.origin is not None
    source = (Path(keras.origin).parent / "src" / "datasets" / "mnist.py").read_text()
    folder, name = ADDRESS_OF_THE_DOWNLOAD.rsplit("/", 1)
    assert folder in source
    assert name in source
    assert addresses.DOWNLOAD_SHA256 in source


def test_importing_the_module_imports_no_heavy_library() -> None:
    heavy = run_python(
        """
        import sys
        import autograder.datasets.mnist
        print({"keras", "tensorflow", "sklearn", "scipy", "pandas"} & set(sys.modules))
        """
    )
    assert heavy == "set()"


# The real one


@pytest.mark.skipif(
    not FOLDER_OF_THE_REAL_ONE or not Path(FOLDER_OF_THE_REAL_ONE, "mnist.npz").is_file(),
    reason="COURSE_DATASETS names no folder with the real mnist.npz",
)
def test_the_real_mnist_is_recognised_whatever_zip_it_comes_in(
    monkeypatch: pytest.MonkeyPatch, course_folder: Path
) -> None:
    assert FOLDER_OF_THE_REAL_ONE is not None
    path = Path(FOLDER_OF_THE_REAL_ONE, "mnist.npz")
    monkeypatch.setenv("COURSE_DATASETS", FOLDER_OF_THE_REAL_ONE)
    assert locate_mnist().name == "MNIST"
    np.savez(course_folder / "mnist.npz", **read(path))
    monkeypatch.setenv("COURSE_DATASETS", str(course_folder))
    located = locate_mnist()
    assert (located.name, located.is_synthetic) == ("MNIST", False)
    (_, y_train), _ = load_mnist(located.path)
    assert y_train[:9].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1]

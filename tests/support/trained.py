"""A small lesson whose trainings leave something behind, and zips as students hand them in with it.

Four of its questions have evidence: a network and its history (q2), logs (q3), a checkpoint (q4),
an array (q5). In q1 the network is built.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from autograder.assignment.model import Assignment, load
from autograder.datasets.mnist.file import load_mnist
from autograder.datasets.mnist.locate import locate_mnist

LESSON = "01-small"
EVENTS = "logs/run/events.out.tfevents.1"
BEST = "checkpoints/best.keras"
#: question → what its answer leaves behind
EVIDENCE = {
    "q2": ["model", "history"],
    "q3": ["log_dir", "logs/"],
    "q4": ["checkpoint", "checkpoints/"],
    "q5": ["guess"],
}
#: what stands where nothing is answered yet
GIVEN = {
    "q1": "model = ...",
    "q2": "history = ...",
    "q3": "log_dir = ...",
    "q4": "checkpoint = ...",
    "q5": "guess = ...",
}
SETUP = f"""\
LESSON = "{LESSON}"
import keras, numpy as np
from pathlib import Path
(x, y), _ = keras.datasets.mnist.load_data()
x, y = x[:500].reshape(-1, 784) / 255, y[:500]
Path("checkpoints").mkdir(exist_ok=True)"""
BUILD = """\
keras.utils.set_random_seed(1)
model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(10, activation="softmax")])
model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy")"""
TRAIN = """\
print("trained here")
history = model.fit(x, y, epochs=3, verbose=0)"""
ANSWERS = {
    "q1": BUILD,
    "q2": TRAIN,
    "q3": f"""\
print("logged here")
log_dir = "logs/run"
Path(log_dir).mkdir(parents=True, exist_ok=True)
Path("{EVENTS}").write_bytes(b"loss")""",
    "q4": f"""\
print("saved here")
checkpoint = "{BEST}"
keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]).save(checkpoint)""",
    "q5": 'print("guessed here")\nguess = np.arange(10)',
}
_HEAD = "from otter.test_files import test_case\nOK_FORMAT = False\nname = {!r}\npoints = None\n"
TESTS = {
    "q1": """
@test_case(points=1)
def test_two_layers(model):
    assert getattr(model, "count_params", int)() == 6370, "no such network"
""",
    "q2": """
@test_case(points=1)
def test_three_epochs(history):
    assert len(getattr(history, "history", {}).get("loss", [])) == 3, "not three epochs"

def right(model, images, labels):
    import numpy as np
    assert hasattr(model, "predict"), "no network"
    output = model.predict(images.reshape(-1, 784) / 255, batch_size=1000, verbose=0)
    return np.mean(output.argmax(axis=1) == labels)

@test_case(points=1)
def test_it_names_half_of_the_test_pictures(model):
    import keras
    assert right(model, *keras.datasets.mnist.load_data()[1]) > 0.5, "it does not name them"

@test_case(points=1)
def test_it_learned_from_the_training_pictures(model):
    import keras
    (x, y), test = keras.datasets.mnist.load_data()
    assert right(model, x[:500], y[:500]) > right(model, *test), "it learned from the test pictures"
""",
    "q3": """
@test_case(points=1)
def test_there_is_a_log(log_dir):
    from pathlib import Path
    assert [*Path(str(log_dir)).glob("events.out.tfevents.*")], "there is no log"
""",
    "q4": """
@test_case(points=1)
def test_there_is_a_checkpoint(checkpoint):
    import keras
    assert str(checkpoint).endswith(".keras"), "there is no checkpoint"
    assert keras.models.load_model(checkpoint).count_params() == 8, "not this checkpoint"
""",
    "q5": """
@test_case(points=1)
def test_ten_guesses(guess):
    assert len(guess) == 10, "not ten guesses"
""",
}


def lesson(folder: Path, **tests: str) -> Assignment:
    """The lesson as the grader sees it, unpacked below an empty folder.

    Args:
        tests: question → another test file than its own.
    """
    load_from = write_lesson(folder / f"{LESSON}.zip", **tests)
    return load(load_from, folder / "tests")


def write_lesson(path: Path, **tests: str) -> Path:
    """The lesson's autograder zip."""
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = {
        "name": LESSON,
        "questions": [{"name": name} for name in TESTS],
        "evidence": {
            name: {"names": names, "given": [GIVEN[name]]} for name, names in EVIDENCE.items()
        },
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("otter_config.json", "{}")
        archive.writestr("course.json", json.dumps(facts))
        for name, source in {**TESTS, **tests}.items():
            archive.writestr(f"tests/{name}.py", _HEAD.format(name) + source)
    return path


def notebook_with(*last: str, setup: str = SETUP, **answers: str | list[str]) -> str:
    """The solved notebook, as a file.

    Args:
        last: further cells at the end.
        answers: question → another answer, of several cells where it is a list.
    """
    cells = [nbformat.v4.new_code_cell(setup)]
    for question, answer in {**ANSWERS, **answers}.items():
        cells.append(nbformat.v4.new_markdown_cell(f"## Question {question}"))
        for source in [answer] if isinstance(answer, str) else answer:
            cells.append(nbformat.v4.new_code_cell(source, metadata={"question": question}))
        cells.append(nbformat.v4.new_code_cell(f'grader.check("{question}")'))
    cells += map(nbformat.v4.new_code_cell, last)
    return str(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))


@functools.cache
def _kept() -> dict[str, bytes]:
    """What the solution's trainings leave behind; it is trained for a moment."""
    import keras

    (x, y), _ = load_mnist(locate_mnist().path)
    model = network()
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy")
    history = model.fit(x[:500].reshape(-1, 784) / 255, y[:500], epochs=3, verbose=0)
    record = {"epoch": history.epoch, "params": history.params, "history": history.history}
    small = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    return {
        "kept/model.keras": as_file(model),
        "kept/history.history.json": json.dumps(record).encode(),
        "kept/log_dir.json": b'"logs/run"',
        f"kept/{EVENTS}": b"loss 3 2 1",
        "kept/checkpoint.json": json.dumps(BEST).encode(),
        f"kept/{BEST}": as_file(small),
        "kept/guess.npy": as_npy(np.arange(10)),
    }


def kept() -> dict[str, bytes]:
    """Path in the zip → bytes, of an honest student's evidence."""
    return dict(_kept())


def network(units: int = 8) -> Any:
    """The network of q1, untrained."""
    import keras

    keras.utils.set_random_seed(1)
    layers = [keras.layers.Dense(units, activation="relu")]
    layers.append(keras.layers.Dense(10, activation="softmax"))
    return keras.Sequential([keras.Input((784,)), *layers])


def as_file(model: Any) -> bytes:
    """A model's `.keras` file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.keras")
        model.save(path)
        return path.read_bytes()


def as_npy(array: Any) -> bytes:
    """An array's `.npy` file, pickled where it holds objects."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def parts_of(keras_file: bytes) -> dict[str, bytes]:
    """The parts of a `.keras` file by name."""
    with zipfile.ZipFile(io.BytesIO(keras_file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of some parts, such as a `.keras` file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def listed(files: Mapping[str, bytes], lesson: str = LESSON, **more: object) -> bytes:
    """The `evidence.json` of some files below `kept/`; `more` is what else stands in it."""
    sums = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    return json.dumps({"lesson": lesson, "sha256": sums, **more}).encode()


def handed_in(notebook: str, files: Mapping[str, bytes], lesson: str = LESSON) -> dict[str, bytes]:
    """Path in the zip → bytes, of what the hand-in cell makes."""
    together = {f"{LESSON}.ipynb": notebook.encode(), **files}
    data = locate_mnist().sha256  # which `kept` is trained on
    return together | {"evidence.json": listed(files, lesson, data=data)}

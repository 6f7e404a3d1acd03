"""Values on their way through a snapshot, and networks to send that way."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from autograder.capture import calls, calls_in_kernel
from autograder.capture.checker_state import CheckerState
from autograder.capture.exchange import MANIFEST
from autograder.capture.snapshot import load, save


def through(tmp_path: Path, checker: CheckerState | None = None, /, **values):
    """Values after a trip through a snapshot."""
    folder = tmp_path / "snap"
    save(values, values, str(folder))
    return load(folder, checker=checker)


def asking_here(names: list[str], *, objects: bool = False) -> CheckerState:
    """Lets proxies be asked in this process; notes the names of those that were.

    objects: whether objects may be asked, and not functions alone.
    """
    checker = CheckerState(objects=objects)

    def relay(one: Any, operation: str, args: Any, kwargs: Any) -> Any:
        answered = calls.come_already(one, operation, args, kwargs, checker)
        if answered is not None:
            return calls.told(one._autograder_name(), answered, checker, args, kwargs)
        names.append(one._autograder_name())
        with tempfile.TemporaryDirectory() as folder:
            calls.ask(operation, args, kwargs, Path(folder), checker)
            calls_in_kernel.answer(one._autograder_number(), folder)
            return calls.outcome(one._autograder_name(), Path(folder), checker, args, kwargs)

    calls.news_of_random_numbers(checker)
    checker.relay = relay
    return checker


def built_model():
    import keras

    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3, "relu"), keras.layers.Dense(2, "softmax")]
    )
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


def snapshot(folder: Path, entry: object, **files: bytes) -> Path:
    """A snapshot written by hand, as student code could write it."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    (folder / MANIFEST).write_text(json.dumps({"x": entry}))
    return folder


def layer(module: object, name: str, config: object = None, **more: object) -> dict:
    return {"module": module, "class_name": name, "config": config or {}, **more}

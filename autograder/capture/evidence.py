"""What a training left behind, read as hostile data, and put in the place of that training.

`examine` works in a locked process of its own, which never runs student code: it decides which
cells are replaced and writes the values, as an ordinary snapshot. `restore` runs in the student's
kernel in place of these cells.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.capture import keras_file, snapshot
from autograder.capture.formats.arrays import read_npy
from autograder.capture.making import training_cells
from autograder.capture.room import DecodeError, read_plain_file

PLAN, REPORT, FILES, SNAPSHOTS = "plan.json", "report.json", "files", "snap"
_MAX_JSON = 4 << 20
_MAX_EPOCHS = 10_000
#: what two layers have to have in common, as far as both say it, is all but these
_ANY = frozenset({"name", "dtype", "seed", "trainable", "batch_shape"})


def examine(folder: str) -> None:
    """Reads the evidence of one submission, question by question.

    Args:
        folder: holds `plan.json`, as `autograder.restoring` writes it, and the files as `files/…`.
            Takes a snapshot for each question that can do without its training, as `snap/q5`, and
            `report.json`: question → its training's `cells` and `why` they have to be run, a clause
            that is empty where they need not be.
    """
    place = Path(folder)
    plan = json.loads((place / PLAN).read_text(encoding="utf-8"))
    sources = {int(index): source for index, source in plan["sources"].items()}
    report = {}
    files = place / FILES
    files.mkdir(exist_ok=True)
    os.chdir(files)  # where the paths that values name begin
    for name, question in plan["questions"].items():
        variables = [one for one in question["names"] if not one.endswith("/")]
        cells, why = training_cells(sources, question["cells"], variables, question["given"])
        if cells and not why:
            try:
                values = {variable: _value(variable, plan["refused"]) for variable in variables}
                _only_clean_models(values)
                snapshot.save(values, values, str(place / SNAPSHOTS / name))
            except DecodeError as error:
                why = str(error)
            except Exception as error:  # whatever a library makes of a hostile file
                why = f"reading what was handed in failed with {type(error).__name__}"
        report[name] = {"cells": cells, "why": why}
    (place / REPORT).write_text(json.dumps(report), encoding="utf-8")


def _value(variable: str, refused: Mapping[str, str]) -> Any:
    """The value of a variable, out of the file that was kept of it.

    Args:
        refused: file → why it was not unpacked.
    """
    readers = {
        ".keras": keras_file.read,
        ".history.json": _history,
        ".npy": read_npy,
        ".json": _json,
    }
    for ending, reader in readers.items():
        file = f"{variable}{ending}"
        if reason := refused.get(file) or refused.get(""):
            raise DecodeError(f"`{file}` cannot be used: {reason}")
        if Path(file).exists():
            try:
                return reader(Path(file))
            except DecodeError as error:
                raise DecodeError(f"`{file}` cannot be used: {error}") from None
    raise DecodeError(f"`{variable}` was not handed in with it")


def _json(path: Path) -> Any:
    try:
        return json.loads(read_plain_file(path, _MAX_JSON))
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, DecodeError) else DecodeError("it is no JSON") from None


def _history(path: Path) -> Any:
    """A training's record: Keras's History, as the lessons write it."""
    import keras

    data = _json(path)
    if not isinstance(data, dict) or not {"epoch", "params", "history"} <= set(data):
        raise DecodeError("epochs, parameters and series should be in it")
    epochs, series, params = data["epoch"], data["history"], data["params"]
    if not isinstance(epochs, list) or not isinstance(series, dict):
        raise DecodeError("its epochs or its series are none")
    for numbers in (epochs, *series.values()):
        if not isinstance(numbers, list) or len(numbers) > _MAX_EPOCHS:
            raise DecodeError("one of its series is none, or endless")
        if not all(type(number) in (int, float) for number in numbers):
            raise DecodeError("one of its series holds what is no number")
    history = keras.callbacks.History()
    history.history, history.epoch = series, epochs
    history.set_params(params if isinstance(params, dict) else {})
    return history


def _only_clean_models(values: Mapping[str, Any]) -> None:
    """Writes the `.keras` files that values name anew, and removes all others.

    What a value names becomes part of the snapshot, for which Keras itself reads such a file.
    """
    named = {text for value in values.values() for text in _texts(value)}
    for path in Path().rglob("*"):
        if path.suffix.lower() == ".keras" and path.parent != Path():
            if str(path) not in named:
                path.unlink()
                continue
            try:
                model = keras_file.read(path)
            except DecodeError as error:
                raise DecodeError(f"`{path.name}` cannot be used: {error}") from None
            path.unlink()
            model.save(path)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for part in value if isinstance(value, list) else value.values():
            yield from _texts(part)


class CannotRestore(Exception):
    """The notebook's own values differ from those that were handed in."""


def restore_code(folder: Path) -> str:
    """Source that, run in a student's kernel, gives it the values of a snapshot."""
    return (
        "__import__('autograder.capture.evidence', fromlist=['restore'])"
        f".restore(get_ipython().user_ns, {str(folder)!r})"
    )


def restore(namespace: dict[str, Any], folder: str) -> None:
    """Puts the values of a snapshot into a notebook's variables, and their files beside it.

    A network that the notebook has built takes the weights, so that it stays the same object under
    all of its names.

    Raises:
        CannotRestore: a value cannot be rebuilt, or the notebook has built other layers.
    """
    import keras

    values = snapshot.load(Path(folder), Path.cwd())
    for name, value in values.items():
        if isinstance(value, snapshot.Opaque):
            raise CannotRestore(str(value))
        mine = namespace.get(name)
        if isinstance(value, keras.Model) and isinstance(mine, keras.Model):
            if not mine.built:
                mine.build(value.input_shape)
            if not _same_layers(mine, value):
                raise CannotRestore(
                    f"`{name}` has other layers in what was handed in than in the notebook"
                )
    for name, value in values.items():
        mine = namespace.get(name)
        if isinstance(value, keras.Model) and isinstance(mine, keras.Model):
            mine.set_weights(value.get_weights())
        else:
            namespace[name] = value


def _same_layers(one: Any, other: Any) -> bool:
    """Whether two models have layers of the same kinds, settings and weights, in the same order."""
    ours, theirs = (
        [layer for layer in model.layers if type(layer).__name__ != "InputLayer"]
        for model in (one, other)
    )
    return len(ours) == len(theirs) and all(
        type(a).__name__ == type(b).__name__
        and [tuple(w.shape) for w in a.weights] == [tuple(w.shape) for w in b.weights]
        and _same_settings(a.get_config(), b.get_config())
        for a, b in zip(ours, theirs, strict=True)
    )


def _same_settings(one: dict[str, Any], other: dict[str, Any]) -> bool:
    plain = (bool, int, float, str)
    return all(
        one[key] == other[key]
        for key in (one.keys() & other.keys()) - _ANY
        if isinstance(one[key], plain) and isinstance(other[key], plain)
    )

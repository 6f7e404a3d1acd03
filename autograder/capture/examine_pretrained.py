"""Examines pretrained artifacts as hostile data, and which training they replace. [examiner]

A locked process of its own, which never runs student code. It writes the values as an ordinary
snapshot, which `restore_in_kernel` restores in place of the training's cells.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.capture import keras_file, snapshot
from autograder.capture.dataflow import depending, training
from autograder.capture.exchange import FILES, REPORT, SNAPSHOTS
from autograder.capture.formats.arrays import read_npy
from autograder.capture.snapshot_folder import DecodeError, read_plain_file

_MAX_JSON = 4 << 20
_MAX_EPOCHS = 10_000
#: characters of a name that somebody else chose
_MAX_SHOWN = 100


def examine(folder: str, plan: Mapping[str, Any]) -> None:
    """Reads the pretrained artifacts of one submission, question by question.

    Args:
        folder: holds the files as `files/…`. Takes a snapshot for each question that can do
            without its training, as `snap/q5`, and `report.json`: question → its training's
            `cells`, `why` they have to be run, a clause that is empty where they need not be, the
            variables that are there `before`, whether it was trained on `other_data`, and the
            questions that are then `depending` on it.
        plan: as `autograder.grading.pretrained_in_examiner` makes it.
    """
    place = Path(folder)
    sources = plan["sources"]
    files = place / FILES
    files.mkdir(exist_ok=True)
    os.chdir(files)  # where the paths that values name begin
    trainings, reasons = {}, {}
    others: set[str] = set()
    values: dict[str, dict[str, Any]] = {}
    named: dict[str, list[Path]] = {}
    for name, question in plan["questions"].items():
        variables = [one for one in question["names"] if not one.endswith("/")]
        given, cells = question["given"], question["cells"]
        found = training(sources, cells, variables, given=given, tested=plan["tested"])
        trainings[name], reasons[name] = found, found.why
    times = Counter(index for found in trainings.values() for index in found.cells)
    for name, found in trainings.items():
        if any(times[index] > 1 for index in found.cells):
            reasons[name] = "its answer shares a cell with another question's"
        if not found.cells and not any(map(_handed_in, plan["questions"][name]["names"])):
            reasons[name] = ""  # nothing was trained, and nothing is said to have been
        if found.cells and not reasons[name]:
            with _noted(reasons, name):
                names = plan["questions"][name]["names"]
                each = _values(names, plan["refused"])
                paths = _named(each, names)
                question = plan["questions"][name]
                if plan["other_data"] and (question["on_data"] or _depends_on_data(each, names)):
                    others.add(name)
                    raise DecodeError(plan["other_data"])
                values[name], named[name] = each, paths
    damaged = _clean_models({path for paths in named.values() for path in paths})
    for name, each in values.items():
        with _noted(reasons, name):
            for path in named[name]:
                if path in damaged:
                    raise DecodeError(f"`{path.name}` cannot be used: {damaged[path]}")
            snapshot.save(each, each, str(place / SNAPSHOTS / name))
    looks = {name: (each["cells"], each["names"]) for name, each in plan["checked"].items()}
    report = {
        name: {
            **{"cells": found.cells, "why": reasons[name], "before": found.before},
            "other_data": name in others,
            "depending": depending(sources, found.cells, plan["questions"][name]["names"], looks)
            if name in others
            else [],
        }
        for name, found in trainings.items()
    }
    (place / REPORT).write_text(json.dumps(report), encoding="utf-8")


@contextlib.contextmanager
def _noted(reasons: dict[str, str], name: str) -> Iterator[None]:
    """Notes why something could not be read."""
    try:
        yield
    except Exception as error:  # whatever a library makes of a hostile file
        reasons[name] = _clause(error)


def _clause(error: Exception) -> str:
    """What to say of an error; those of libraries' own are for nobody's eyes."""
    if isinstance(error, DecodeError):
        return str(error)
    return f"reading what was handed in failed with {type(error).__name__}"


def _values(names: Iterable[str], refused: Mapping[str, str]) -> dict[str, Any]:
    """The values of a question's variables.

    Args:
        names: folders among them, with a slash at the end.
        refused: file → why it was not unpacked.
    """
    folders = {name for name in names if name.endswith("/")}
    values = {name: _value(name, refused) for name in names if name not in folders}
    for folder in sorted(folders):
        for file, reason in refused.items():
            if file.startswith(folder):
                raise DecodeError(f"`{file[:_MAX_SHOWN]}` cannot be used: {reason}")
        if not Path(folder).is_dir():
            raise DecodeError(f"`{folder}` was not handed in with it")
    return values


def _named(values: Mapping[str, Any], names: Iterable[str]) -> list[Path]:
    """What the texts in a question's values name, if they are paths.

    Args:
        names: of the question's variables and folders, which say whether texts are paths.
    """
    paths = [Path(os.path.normpath(text)) for value in values.values() for text in _texts(value)]
    folders = {name for name in names if name.endswith("/")}
    for path in paths if folders else ():
        shown = str(path)[:_MAX_SHOWN]
        if path.is_absolute() or ".." in path.parts or "\\" in shown:
            raise DecodeError(f"a value names `{shown}`, which lies where it was trained")
        if len(path.parts) > 1 and f"{path.parts[0]}/" in folders and not _is_there(path):
            raise DecodeError(f"`{shown}` was not handed in with it")
    return paths


def _depends_on_data(values: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Whether networks, or what they may have computed, are among a question's values.

    Records of a training are not: they say how it went, and nobody measures them.
    """
    import keras
    import numpy as np

    folders = [Path(name) for name in names if name.endswith("/")]
    return any(isinstance(value, (keras.Model, np.ndarray)) for value in values.values()) or any(
        path.suffix.lower() in (".keras", ".npy")
        for folder in folders
        for path in folder.rglob("*")
    )


def _handed_in(name: str) -> bool:
    return any(Path().glob(f"{name.rstrip('/')}.*"))


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long, or no text that a path can have
        return False


def _value(variable: str, refused: Mapping[str, str]) -> Any:
    """The value of a variable, out of the file that was made of it."""
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
        raise (
            error if isinstance(error, DecodeError) else DecodeError("it is not valid JSON")
        ) from None


def _history(path: Path) -> Any:
    """A training's record: Keras's History, as the lessons write it."""
    import keras

    data = _json(path)
    if not isinstance(data, dict) or not {"epoch", "params", "history"} <= set(data):
        raise DecodeError("epochs, parameters and series should be in it")
    epochs, series, params = data["epoch"], data["history"], data["params"]
    if not isinstance(epochs, list) or not isinstance(series, dict):
        raise DecodeError("its epochs or its series are not valid")
    for numbers in (epochs, *series.values()):
        if not isinstance(numbers, list) or len(numbers) > _MAX_EPOCHS:
            raise DecodeError("one of its series is not valid, or endless")
        if not all(type(number) in (int, float) for number in numbers):
            raise DecodeError("one of its series holds what is not a number")
    history = keras.callbacks.History()
    history.history, history.epoch = series, epochs
    history.set_params(params if isinstance(params, dict) else {})
    return history


def _clean_models(named: Collection[Path]) -> dict[Path, str]:
    """Writes the `.keras` files that values name anew, and removes all others.

    What a value names becomes part of the snapshot, for which Keras itself reads such a file.

    Returns:
        Path → why its file cannot be used.
    """
    damaged = {}
    for path in [path for path in Path().rglob("*") if path.suffix.lower() == ".keras"]:
        if path.is_dir():
            continue
        try:
            model = keras_file.read(path) if path in named else None
            path.unlink()
            if model is not None:
                model.save(path)
        except Exception as error:  # whatever a library makes of a hostile file
            damaged[path] = _clause(error)
            path.unlink(missing_ok=True)
    return damaged


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for part in value if isinstance(value, list) else value.values():
            yield from _texts(part)

"""Makes questions about networks and arrays from what grading kept of them. [worker]

A snapshot was written by a student's process, so each part is looked at before it is used. Nothing
is trained and no network is built: layers are read off the configuration, parameters are counted in
the arrays of weights.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.grading.viva.candidate import MOST_CHOICE, Candidate, other_sizes
from autograder.run import worker_process

_MOST_MANIFEST = 8 << 20
_MOST_FILES, _MOST_DIMENSIONS = 40, 8
#: the picture that is asked about: far enough from the start that nobody has looked at it
PICTURE = 247
_FILE = re.compile(r"\d{1,9}\.npy")
#: tags of plain values that are the names of their types
_PLAIN_TYPES = frozenset({"int", "float", "bool", "str", "list", "tuple", "dict", "set"})
_COMMON_TYPES = frozenset({"int", "float", "str", "list", "dict"})
#: layers whose parameters are a kernel and, where they have one, a bias
_PLAIN = frozenset({"Dense", "Conv1D", "Conv2D", "Conv3D"})
_LOSSES = (
    *("categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy"),
    *("mean_squared_error", "mean_absolute_error"),
)
_ACTIVATIONS = ("softmax", "relu", "sigmoid", "tanh", "linear")
_OPTIMIZERS = ("Adam", "SGD", "RMSprop", "Adagrad", "Nadam")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")

#: an array: its shape, and its numbers where they were wanted
Array = tuple[tuple[int, ...], Sequence[int]]


def wanted() -> list[str]:
    """The arrays that questions need of the snapshot whose list of contents is file 0."""
    entries = _manifest()
    names: list[str] = []
    for entry in entries.values():
        names += _weights(entry) if _is(entry, "model") else [_file(entry)]
    return [name for name in names if _FILE.fullmatch(name)][:_MOST_FILES]


def from_snapshot(question: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """Questions from a snapshot.

    Args:
        names: of the arrays that files 1 and on are, some of those that were wanted.
    """
    entries = _manifest()
    arrays = {name: _array(number) for number, name in enumerate(names, 1)}
    return [one.to_json() for one in candidates(question, entries, arrays)]


def _manifest() -> dict[str, Any]:
    with os.fdopen(worker_process.open_file(0), "rb") as file:
        entries = json.loads(file.read(_MOST_MANIFEST))
    return {str(name): entry for name, entry in entries.items() if str(name).isidentifier()}


def _array(number: int) -> Array:
    import numpy as np

    with os.fdopen(worker_process.open_file(number), "rb") as file:
        array = np.load(file, allow_pickle=False)
    if array.ndim == 1 and array.dtype.kind in "iu" and array.size > PICTURE:
        return (int(array.size),), [int(one) for one in array[: PICTURE + 200]]
    return tuple(int(size) for size in array.shape), ()


def _is(entry: Any, form: str) -> bool:
    return isinstance(entry, dict) and entry.get("format") == form


def _data(entry: Any) -> Mapping[str, Any]:
    data = entry.get("data") if isinstance(entry, dict) else None
    return data if isinstance(data, dict) else {}


def _weights(entry: Any) -> list[str]:
    names = _data(entry).get("weights")
    return [str(name) for name in names] if isinstance(names, list) else []


def _file(entry: Any) -> str:
    if not _is(entry, "array"):
        return ""
    data = _data(entry)
    tensor = data.get("array")  # a tensor's numbers are an array in it
    return str((tensor if isinstance(tensor, dict) else data).get("file", ""))


def _small_shape(entry: Any) -> tuple[int, ...]:
    """The shape of an array that stands in the list of contents itself."""
    shape = _data(entry).get("shape")
    sizes = shape if isinstance(shape, list) and len(shape) <= _MOST_DIMENSIONS else []
    return tuple(size for size in sizes if type(size) is int)


def candidates(
    question: str, entries: Mapping[str, Any], arrays: Mapping[str, Array]
) -> list[Candidate]:
    """Questions about each value of a snapshot.

    Args:
        entries: name of a variable → the format and data that it left the kernel in.
        arrays: as far as they were read.
    """
    found: list[Candidate] = []
    for name, entry in entries.items():
        if _is(entry, "model") and "config" in _data(entry):
            shapes = [arrays[one][0] for one in _weights(entry) if one in arrays]
            if len(shapes) == len(_weights(entry)):
                found += _of_network(question, name, _data(entry), shapes)
        elif _file(entry) in arrays and not _data(entry).get("scalar"):
            found += _of_array(question, name, *arrays[_file(entry)])
        elif _is(entry, "array") and "bytes" in _data(entry) and _data(entry)["scalar"] is False:
            found += _of_array(question, name, _small_shape(entry), ())
        elif _is(entry, "plain"):
            found += _of_plain(question, name, _data(entry).get("value"))
    return [one for one in found if len(one.near) >= 2 and len(one.key) <= MOST_CHOICE]


def _of_plain(question: str, name: str, value: object) -> list[Candidate]:
    """Of which type a plain value is, and how many entries a dictionary has, and which.

    Not how many a list has: what a folder holds, for one, is otherwise on another computer.
    """
    tag = next(iter(value), "") if isinstance(value, dict) else type(value).__name__
    if tag not in _PLAIN_TYPES:
        return []
    others = sorted({*_PLAIN_TYPES} - {tag}, key=lambda one: (one not in _COMMON_TYPES, one))
    asked = f"In your notebook, of which type is `{name}`?"
    found = [Candidate(question, "type", asked, tag, tuple(others))]
    entries = value.get(tag) if isinstance(value, dict) else None
    if tag == "dict" and isinstance(entries, list):
        size = len(entries)
        asked = f"In your notebook, what does `len({name})` give?"
        near = tuple(other_sizes(size))
        found.append(Candidate(question, "length", asked, str(size), near, rank=2))
        keys = [pair[0] for pair in entries if isinstance(pair, list) and len(pair) == 2]
        if len(keys) >= 3 and all(isinstance(key, str) for key in keys):
            asked = f"In your notebook, which is the last key of `{name}`?"
            last, *others = map(repr, reversed(keys))
            found.append(Candidate(question, "last key", asked, last, tuple(others), rank=2))
    return found


def _of_network(
    question: str, name: str, data: Mapping[str, Any], shapes: Sequence[tuple[int, ...]]
) -> list[Candidate]:
    config = json.loads(str(data["config"]))
    layers = [
        layer
        for layer in (config.get("config") or {}).get("layers") or []
        if isinstance(layer, dict) and layer.get("class_name") != "InputLayer"
    ]
    found: list[Candidate] = []

    def ask(kind: str, text: str, key: object, near: Sequence[object], **more: Any) -> None:
        wrong = tuple(dict.fromkeys(str(one) for one in near if str(one) != str(key)))
        found.append(Candidate(question, kind, text, str(key), wrong[:8], **more))

    total = sum(map(math.prod, shapes))
    if total and all(len(shape) <= _MOST_DIMENSIONS for shape in shapes):
        kernels = sum(math.prod(shape) for shape in shapes if len(shape) > 1)
        near = [kernels, *sorted((math.prod(shape) for shape in shapes), reverse=True), 2 * total]
        text = f"How many parameters has the network `{name}` in all?"
        ask("parameters in all", text, total, near, is_code=False, shared=True, rank=4)
    groups = _by_layer(layers, shapes)
    for index, (kind, group) in enumerate(groups[: len(_ORDINALS)]):
        count = sum(map(math.prod, group))
        others = [sum(map(math.prod, other)) for _, other in groups]
        near = [*others, math.prod(group[0]), count + group[0][-1], count // 2]
        text = (
            f"How many parameters has the {_ORDINALS[index]} layer with parameters of `{name}` "
            f"(a `{kind}`)?"
        )
        ask("parameters of a layer", text, count, near, is_code=False, rank=5)
    if layers:
        count = len(layers)
        near = [count + 1, count - 1, len(groups), count + 2]
        text = f"How many layers has the network `{name}`, its input not counted?"
        ask("layers", text, count, near, is_code=False, rank=2)
        last = (layers[-1].get("config") or {}).get("activation")
        if last in _ACTIVATIONS:
            text = f"Which activation has the last layer of `{name}`?"
            ask("activation", text, last, _ACTIVATIONS, shared=True, rank=2)
    found += _of_compiling(question, name, data.get("compiled"))
    return found


def _by_layer(
    layers: Sequence[Mapping[str, Any]], shapes: Sequence[tuple[int, ...]]
) -> list[tuple[str, list[tuple[int, ...]]]]:
    """The arrays of weights of each layer that has some; nothing where that is not sure.

    It is where every layer with parameters has a kernel, and a bias unless it says otherwise.
    """
    left, groups = list(shapes), []
    for layer in layers:
        if layer.get("class_name") in _PLAIN and left:
            size = 2 if (layer.get("config") or {}).get("use_bias", True) else 1
            groups.append((str(layer["class_name"]), left[:size]))
            left = left[size:]
    fits = all(
        len(group[0]) > 1 and (len(group) == 1 or group[1] == group[0][-1:]) for _, group in groups
    )
    return groups if fits and not left else []


def _of_compiling(question: str, name: str, compiled: Any) -> list[Candidate]:
    said = json.loads(str(compiled)) if compiled else None
    if not isinstance(said, dict):
        return []
    found = []
    if said.get("loss") in _LOSSES:
        text = f"Which loss was `{name}` compiled with?"
        near = tuple(one for one in _LOSSES if one != said["loss"])
        found.append(Candidate(question, "loss", text, str(said["loss"]), near, rank=2))
    optimizer = said.get("optimizer")
    if isinstance(optimizer, dict) and optimizer.get("class_name") in _OPTIMIZERS:
        text = f"Which optimizer was `{name}` compiled with?"
        near = tuple(one for one in _OPTIMIZERS if one != optimizer["class_name"])
        key = str(optimizer["class_name"])
        found.append(Candidate(question, "optimizer", text, key, near, rank=1))
    return found


def _of_array(
    question: str, name: str, shape: tuple[int, ...], numbers: Sequence[int]
) -> list[Candidate]:
    found = []
    if shape:
        near = [(*shape, 1), tuple(reversed(shape)), shape[:-1], (shape[0] + 1, *shape[1:])]
        wrong = tuple(dict.fromkeys(repr(one) for one in near if one != shape))
        text = f"Which shape has `{name}`?"
        found.append(Candidate(question, "shape", text, repr(shape), wrong, shared=True, rank=2))
    if numbers and len(shape) == 1:
        key = numbers[PICTURE]
        wrong = tuple(dict.fromkeys(str(one) for one in numbers[PICTURE + 1 :] if one != key))
        is_digit = set(numbers) <= set(range(10))
        text = (
            f"Which digit stands for picture {PICTURE} in your notebook: `{name}[{PICTURE}]`?"
            if is_digit
            else f"Which number is `{name}[{PICTURE}]` in your notebook?"
        )
        found.append(
            Candidate(question, "an entry", text, str(key), wrong[:8], shared=is_digit, rank=4)
        )
    return found

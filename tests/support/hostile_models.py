"""`.keras` files that no honest training leaves behind."""

from __future__ import annotations

import base64
import functools
import io
import json
import marshal
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from tests.support.trained import as_file, network, packed, parts_of

CONFIG, WEIGHTS = "config.json", "model.weights.h5"


@functools.cache
def honest_file() -> bytes:
    """The network's file, which all others are made of."""
    return as_file(network())


def with_config(change: Callable[[Any], Any]) -> bytes:
    """The network's file with another configuration.

    Args:
        change: takes it, changes it in place, and may give back another one instead.
    """
    parts = parts_of(honest_file())
    config = json.loads(parts[CONFIG])
    return packed({**parts, CONFIG: json.dumps(change(config) or config).encode()})


def with_layer(described: dict[str, Any]) -> bytes:
    """The network's file with one more layer."""
    return with_config(lambda config: config["config"]["layers"].append(described))


def with_weights(change: Callable[[h5py.File], None]) -> bytes:
    """The network's file with other weights."""
    parts = parts_of(honest_file())
    file = io.BytesIO(parts[WEIGHTS])
    with h5py.File(file, "r+") as opened:
        change(opened)
    return packed({**parts, WEIGHTS: file.getvalue()})


def first_weights(opened: h5py.File) -> tuple[h5py.Group, str]:
    """The group and the name of the first array in a file of weights."""
    found: list[str] = []
    opened.visititems(
        lambda name, part: found.append(name) if isinstance(part, h5py.Dataset) else None
    )
    group, _, name = found[0].rpartition("/")
    return opened[group], name


def in_place_of_weights(make: Callable[[h5py.Group, str], Any]) -> bytes:
    """The network's file where something else has the name of its first weights."""

    def change(opened: h5py.File) -> None:
        group, name = first_weights(opened)
        del group[name]
        make(group, name)

    return with_weights(change)


def _linked(link: Any) -> bytes:
    def make(group: h5py.Group, name: str) -> None:
        group[name] = link

    return in_place_of_weights(make)


def _virtual(group: h5py.Group, name: str) -> None:
    layout = h5py.VirtualLayout((784, 8), "float32")
    layout[:] = h5py.VirtualSource("/etc/passwd", "a", (784, 8))
    group.create_virtual_dataset(name, layout)


def _outside(group: h5py.Group, name: str) -> None:
    external = [("/etc/passwd", 0, h5py.h5f.UNLIMITED)]
    group.create_dataset(name, (784, 8), "float32", external=external)


def _bomb(group: h5py.Group, name: str) -> None:
    group.create_dataset(name, (1 << 30,), "float32", chunks=(1 << 22,), compression="gzip")


def _never_written(group: h5py.Group, name: str) -> None:
    group.create_dataset(name, (1 << 40,), "float32", chunks=(1 << 20,))


def _filtered(group: h5py.Group, name: str) -> None:
    """Asks for a filter of a third party's, which HDF5 would load as a library."""
    how = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    how.set_chunk((784, 8))
    how.set_filter(40_000, h5py.h5z.FLAG_OPTIONAL, (1,))
    space = h5py.h5s.create_simple((784, 8))
    made = h5py.h5d.create(group.id, name.encode(), h5py.h5t.IEEE_F32LE, space, how)
    made.write_direct_chunk((0, 0), b"x" * 100, 0)


def _references(group: h5py.Group, name: str) -> None:
    group[name] = np.array([group.ref] * 3, dtype=h5py.ref_dtype)


def _round_in_circles(group: h5py.Group, name: str) -> None:
    group[name] = group


def _waits_for_itself(config: Any) -> Any:
    import keras

    given = keras.Input((784,), name="given")
    middle = keras.layers.Dense(8, name="middle")(given)
    model = keras.Model(given, keras.layers.Dense(10, name="last")(middle))
    described = json.loads(parts_of(as_file(model))[CONFIG])
    text = json.dumps(described["config"]["layers"][1]).replace('"given"', '"last"')
    described["config"]["layers"][1] = json.loads(text)
    return described


def _units(number: int) -> Callable[[Any], None]:
    def change(config: Any) -> None:
        config["config"]["layers"][1]["config"]["units"] = number

    return change


def _activated_by(**described: Any) -> Callable[[], bytes]:
    """The network's file with an object in place of an activation's name."""

    def change(config: Any) -> None:
        config["config"]["layers"][1]["config"]["activation"] = described

    return lambda: with_config(change)


def _of_keras(name: str, **config: Any) -> Callable[[], bytes]:
    """The network's file with one more of Keras's own layers."""
    described = {"module": "keras.layers", "class_name": name, "registered_name": None}
    return lambda: with_layer({**described, "config": config})


def _key_twice() -> bytes:
    parts = parts_of(honest_file())
    config = parts[CONFIG].rstrip().removesuffix(b"}") + b', "class_name": "Lambda"}'
    return packed({**parts, CONFIG: config})


def _part_twice() -> bytes:
    file = io.BytesIO(honest_file())
    with zipfile.ZipFile(file, "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr(CONFIG, json.dumps({"class_name": "Lambda"}))
    return file.getvalue()


def lambda_model(trace: str) -> bytes:
    """A network with code of its own, which leaves a trace."""
    import keras

    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Lambda(eval(f"lambda x: (open({trace!r}, 'w'), x)[1]")),
            keras.layers.Dense(10),
        ]
    )
    Path(trace).unlink()  # Keras called it while it was built here
    return as_file(model)


def _of_nothing() -> bytes:
    model = network()
    model.set_weights([np.full_like(weight, np.nan) for weight in model.get_weights()])
    return as_file(model)


def _with_part(name: str, content: bytes | None) -> Callable[[], bytes]:
    """The network's file with one part exchanged, or without it."""

    def make() -> bytes:
        parts = parts_of(honest_file())
        del parts[name]
        return packed(parts if content is None else {**parts, name: content})

    return make


def hostile_models(trace: str) -> dict[str, tuple[Callable[[], bytes], str]]:
    """What is wrong with it → what makes the file, and words that its refusal has to hold.

    Args:
        trace: what code in them tries to write.
    """
    system = {"module": "os", "class_name": "system", "config": f"touch {trace}"}
    own: dict[str, Any] = {
        "module": None,
        "class_name": "Mine",
        "config": {},
        "registered_name": "a>Mine",
    }
    deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    text, empty = np.array([b"a"] * 3), h5py.Empty("f4")
    records = np.zeros((784, 8), [("a", "f4")])
    code = base64.b64encode(marshal.dumps(compile(f"open({trace!r}, 'w')", "", "exec"))).decode()
    function = {"class_name": "function", "module": "os", "registered_name": "system"}
    return {
        "a Lambda layer": (lambda: lambda_model(trace), "which is code rather than data"),
        "a module of Python's": (lambda: with_layer(system), "which is code rather than data"),
        "a class of its own": (lambda: with_layer(own), "which is code rather than data"),
        "NaN": (_of_nothing, "not all numbers"),
        "a soft link": (lambda: _linked(h5py.SoftLink("/a")), "lead to other places"),
        "an external link": (
            lambda: _linked(h5py.ExternalLink("/etc/passwd", "/")),
            "lead to other places",
        ),
        "a virtual array": (lambda: in_place_of_weights(_virtual), "lead to other places"),
        "an array outside": (lambda: in_place_of_weights(_outside), "lead to other places"),
        "a compressed bomb": (lambda: in_place_of_weights(_bomb), "take more than 256 MiB"),
        "a circle": (lambda: in_place_of_weights(_round_in_circles), "more than 10,000 parts"),
        "text for weights": (lambda: _linked(text), "weights that are no numbers"),
        "nothing for weights": (lambda: _linked(empty), "weights that are no numbers"),
        "gigantic units": (lambda: with_config(_units(10**9)), "asks for more than 10,000,000"),
        "many units": (lambda: with_config(_units(9_000_000)), "weights that do not fit"),
        "fewer units": (lambda: with_config(_units(4)), "its weights do not fit its layers"),
        "a graph that waits for itself": (
            lambda: with_config(_waits_for_itself),
            "wait for one another",
        ),
        "deep JSON": (_with_part(CONFIG, deep), "a configuration that is no"),
        "no JSON": (_with_part(CONFIG, b"{"), "a configuration that is not valid JSON"),
        "no text": (_with_part(CONFIG, b"\xff"), "not a valid configuration"),
        "a list": (_with_part(CONFIG, b"[]"), "not a valid model"),
        "no configuration": (_with_part(CONFIG, None), "it is damaged"),
        "no weights": (_with_part(WEIGHTS, None), "it is damaged"),
        "no HDF5": (_with_part(WEIGHTS, b"HDF"), "its weights cannot be read"),
        "half a zip": (lambda: honest_file()[:2_000], "it is damaged"),
        "no zip": (lambda: b"model", "it is damaged"),
        "packed by LZMA": (
            lambda: packed(parts_of(honest_file()), zipfile.ZIP_LZMA),
            "packed in another way",
        ),
        "a bomb of a zip": (_with_part(WEIGHTS, bytes(300 << 20)), "takes more than 256"),
        "a function of Python's": (_activated_by(**function, config="system"), "cannot build"),
        "a marshalled function": (
            _activated_by(class_name="__lambda__", config={"value": [code, None, None]}),
            "'__lambda__', which is code rather than data",
        ),
        "an array of objects": (
            _activated_by(class_name="__numpy__", config={"value": [0], "dtype": "object"}),
            "'__numpy__', which is code rather than data",
        ),
        "a program of TensorFlow's": (_of_keras("TFSMLayer", filepath="/tmp"), "not rebuilt"),
        "a pickled module": (_of_keras("TorchModuleWrapper", module=code), "not rebuilt"),
        "words in a file": (_of_keras("StringLookup", vocabulary="/etc/passwd"), "not rebuilt"),
        "a key twice": (_key_twice, "'Lambda', which is code rather than data"),
        "a part twice": (_part_twice, "'Lambda', which is code rather than data"),
        "a filter from elsewhere": (lambda: in_place_of_weights(_filtered), "weights do not fit"),
        "an array never written": (
            lambda: in_place_of_weights(_never_written),
            "take more than 256 MiB",
        ),
        "records for weights": (lambda: _linked(records), "weights that are no numbers"),
        "references for weights": (
            lambda: in_place_of_weights(_references),
            "weights that are no numbers",
        ),
    }

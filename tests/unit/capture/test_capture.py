"""Room `capture`: live values in, plain data out, and back without trusting a byte."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from autograder.capture.kernel_code import capture_code
from autograder.capture.snapshot import Opaque, load, save
from autograder.capture.snapshot_folder import DecodeError
from autograder.run.notebook import CapturePoint
from tests.support.captured import built_model, layer, snapshot, through


def test_a_large_array_can_be_changed_and_what_was_captured_stays(tmp_path):
    pixels = np.arange(600_000, dtype="float32").reshape(600, -1).T
    back = through(tmp_path, pixels=pixels)["pixels"]
    assert type(back) is np.ndarray
    assert (back == pixels).all()
    back[:] = 0
    assert (load(tmp_path / "snap")["pixels"] == pixels).all()


@pytest.mark.parametrize(
    "array",
    [
        np.arange(300_001, dtype=">f8"),
        np.arange(1_500_001, dtype="uint8").reshape(1, -1),
        np.arange(600_000, dtype="int32").reshape(600, -1)[:, ::2],
        np.arange(200_000).astype("M8[s]"),
        np.full(300_000, "ü", dtype="U2"),
    ],
    ids=lambda array: str(array.dtype),
)
def test_a_large_array_comes_back_as_it_was(tmp_path, array):
    back = through(tmp_path, array=array)["array"]
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert (back == array).all()


PLAIN: list[Any] = [
    None,
    True,
    0,
    -(2**80),
    1.5,
    math.inf,
    "text with ü and \x00",
    b"\x00\xff",
    ...,
    (1, (2, [3])),
    {"a": 1, 2: (None,), (3, 4): {5}},
    frozenset({1}),
    range(3),
    2 + 3j,
    [],
    {},
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_a_plain_value_comes_back_as_it_was(tmp_path, value):
    back = through(tmp_path, x=value)["x"]
    assert back == value
    assert type(back) is type(value)


def test_nan_comes_back_as_nan(tmp_path):
    assert math.isnan(through(tmp_path, x=float("nan"))["x"])


def test_nothing_of_a_class_of_the_students_own_comes_along(tmp_path):
    class Sneaky(list):
        def __eq__(self, other):
            return True

    class Text(str):
        def __eq__(self, other):
            return True

        __hash__ = str.__hash__

    back = through(tmp_path, x=Sneaky([1]), y=Text("no"))
    with pytest.raises(AssertionError, match=r"`x` is a Sneaky: .*put a plain list there"):
        assert back["x"] == [1]
    with pytest.raises(AssertionError, match=r"`y` is a Text: .*put a plain str there"):
        assert back["y"] != "yes"


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6, dtype=np.uint8).reshape(2, 3),
        np.ones((2, 2), dtype=np.float32, order="F"),
        np.array(["ab", "c"]),
        np.array(3.0),
        np.empty((0, 4)),
    ],
    ids=lambda array: f"{array.dtype}{array.shape}",
)
def test_an_array_comes_back_with_its_shape_and_type(tmp_path, array):
    back = through(tmp_path, x=array)["x"]
    assert type(back) is np.ndarray
    assert back.dtype == array.dtype
    assert np.array_equal(back, array)


def test_a_numpy_scalar_stays_one(tmp_path):
    back = through(tmp_path, x=np.float32(0.5))["x"]
    assert back == 0.5
    assert back.dtype == np.float32


MANY = {
    "rows of a large array": [*np.arange(60_000.0).reshape(6_000, 10)],
    "a tuple of pictures": tuple(np.ones((5_000, 8, 8), "u1")),
    "numpy's numbers": [*np.arange(6_000)],
    "numpy's times": [*np.arange("2020-01-01", "2040-01-01", dtype="M8[D]")],
    "arrays without a dimension": [np.array(n) for n in range(6_000)],
    "arrays of several lengths": [np.arange(n % 30) for n in range(6_000)],
    "arrays of several types": [np.array([n], "<i4" if n % 2 else ">f8") for n in range(6_000)],
    "lists of arrays": [[*np.eye(10)] for _ in range(1_000)],
    "numpy's numbers under keys": {n: np.float32(n) for n in range(6_000)},
}


def equal(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return equal([*one.items()], [*other.items()])
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    return type(one) is type(other) and repr(one) == repr(other)


@pytest.mark.parametrize("kind", MANY)
def test_thousands_of_arrays_in_one_value_come_back_each_as_it_was(tmp_path, kind):
    back = through(tmp_path, values=MANY[kind])["values"]
    assert equal(back, MANY[kind])
    assert len([*tmp_path.rglob("*.npy")]) <= 1_000  # more than 5,000 would not be read


def test_an_array_out_of_a_list_can_be_changed_by_itself(tmp_path):
    back = through(tmp_path, rows=[*np.zeros((20, 100))])["rows"]
    back[3][:] = 1
    assert [row.sum() for row in back] == [100 if n == 3 else 0 for n in range(20)]


def test_a_value_of_too_many_files_is_opaque_and_leaves_room_for_the_others(tmp_path):
    large = [np.zeros(100 + n % 2) for n in range(6_000)]
    back = through(tmp_path, before=np.arange(200), large=large, after=np.arange(300))
    assert str(back["large"]) == "`large` is a list: its parts take more than 4,900 files."
    assert len(back["before"]) == 200
    assert len(back["after"]) == 300


def test_a_module_comes_back_as_this_process_has_it_if_it_is_well_known(tmp_path):
    import types

    mine = types.ModuleType("numpy")
    back = through(tmp_path, np=np, math=math, mine=mine, test=pytest)
    assert back["np"] is np
    assert back["math"] is math
    assert isinstance(back["mine"], Opaque)
    assert isinstance(back["test"], Opaque)


def test_a_name_that_does_not_exist_is_left_out(tmp_path):
    folder = tmp_path / "snap"
    save({"x": 1}, ["x", "y"], str(folder))
    assert load(folder) == {"x": 1}


def test_a_value_of_no_format_is_opaque_and_says_so_when_it_is_used(tmp_path):
    class Mine:
        pass

    back = through(tmp_path, x=Mine(), y=np.array([Mine()], dtype=object))
    assert isinstance(back["x"], Opaque)
    with pytest.raises(AssertionError, match="`x` is a Mine, which this check cannot look into"):
        len(back["x"])
    with pytest.raises(AssertionError, match="`x` is a Mine"):
        back["x"].shape  # noqa: B018
    with pytest.raises(AssertionError, match="`x` is a Mine"):
        np.asarray(back["x"])
    with pytest.raises(AssertionError, match="`y` is a ndarray: it holds objects that can't be"):
        len(back["y"])


def test_a_value_that_fails_when_it_is_read_does_not_spoil_the_others(tmp_path):
    class Bad(dict):
        @property  # type: ignore[misc]  # what it is said to be cannot be read
        def __class__(self):
            raise RuntimeError("no")

    back = through(tmp_path, bad=Bad(), good=1)
    assert isinstance(back["bad"], Opaque)
    assert back["good"] == 1


def test_a_value_that_is_too_large_is_opaque_and_says_how_large_it_may_be(tmp_path, monkeypatch):
    from autograder.capture.formats import arrays

    monkeypatch.setattr(arrays, "MAX_BYTES", 5_000)
    back = through(tmp_path, x=np.zeros(10_000), y=list(range(1_000_001)))
    with pytest.raises(AssertionError, match="it takes more than 0 MiB"):
        len(back["x"])
    with pytest.raises(AssertionError, match="more than 1,000,000 items"):
        len(back["y"])


def test_a_value_nested_in_itself_is_opaque(tmp_path):
    loop: list = []
    loop.append(loop)
    with pytest.raises(AssertionError, match="nested more than 20 levels"):
        len(through(tmp_path, x=loop)["x"])


# Models and histories


def test_a_model_comes_back_with_layers_weights_loss_and_optimizer(tmp_path):
    model = built_model()
    inputs = np.random.rand(5, 4)
    back = through(tmp_path, model=model)["model"]
    assert np.allclose(back.predict(inputs, verbose=0), model.predict(inputs, verbose=0))
    assert back.loss == "categorical_crossentropy"
    assert type(back.optimizer).__name__ == "Adam"
    assert [layer.units for layer in back.layers] == [3, 2]


def test_a_loss_or_activation_given_as_kerass_own_function_comes_back(tmp_path):
    import keras

    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(2, activation=keras.activations.softmax)]
    )
    model.compile(loss=keras.losses.categorical_crossentropy, optimizer=keras.optimizers.SGD(0.5))
    back = through(tmp_path, model=model)["model"]
    assert keras.losses.get(back.loss) is keras.losses.categorical_crossentropy
    assert float(back.optimizer.learning_rate) == 0.5


def test_a_subclassed_model_comes_back_as_one_that_computes_the_same(run, folder):
    source = """
import keras, numpy as np
class Mine(keras.Model):
    def __init__(self):
        super().__init__()
        self.last = keras.layers.Dense(2, activation="softmax")
        self.first = keras.layers.Dense(5, activation="relu")
    def call(self, x):
        return self.last(self.first(x))
model = Mine()
model.compile(loss="mse", optimizer=keras.optimizers.Adam(1e-4))
model.fit(np.ones((8, 4)), np.ones((8, 2)), verbose=0)
expected = model.predict(np.ones((1, 4)), verbose=0)
"""
    run(
        source,
        capture_points=(CapturePoint("q", 0, capture_code(["model", "expected"], folder / "s")),),
    )
    back = load(folder / "s")
    assert np.allclose(back["model"].predict(np.ones((1, 4)), verbose=0), back["expected"])
    assert type(back["model"]).__name__ == "Functional"
    units = [layer.units for layer in back["model"].layers if hasattr(layer, "units")]
    assert units == [5, 2]


def test_a_history_comes_back_with_its_numbers(tmp_path):
    model = built_model()
    model.run_eagerly = True  # making a graph takes longer than two epochs
    history = model.fit(np.ones((8, 4)), np.ones((8, 2)), epochs=2, verbose=0)
    back = through(tmp_path, history=history)["history"]
    assert back.history == history.history
    assert back.epoch == [0, 1]
    assert back.params["epochs"] == 2


def test_a_figure_comes_back_with_places_titles_images_and_lines(tmp_path):
    from matplotlib.figure import Figure

    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.imshow(np.eye(3))
    left.set_title("costs $5 and $6")
    left.set_title("at the left", loc="left")
    right.plot([0, 1], [2, 3], label="loss")
    back = through(tmp_path, fig=figure)["fig"]
    assert back.axes[0].get_title() == "costs $5 and $6"
    assert back.axes[0].get_title(loc="left") == "at the left"
    assert np.array_equal(back.axes[0].images[0].get_array(), np.eye(3))
    assert back.axes[1].lines[0].get_ydata().tolist() == [2, 3]
    assert back.axes[0].get_position().x0 < back.axes[1].get_position().x0


# Hostile bytes


def npy(header: str, body: bytes = b"") -> bytes:
    text = header.encode().ljust(118) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + body


PICKLED = npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", b"cos\nsystem\n.")
HUGE = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }")
NEGATIVE = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }")
CODE = npy("__import__('os').system('touch /tmp/owned')")

ARRAY = {"format": "array", "data": {"file": "0.npy", "scalar": False}}
SMALL = {"dtype": "<f8", "shape": [2], "bytes": "00" * 24, "scalar": False}
ONE = "{'descr': '<f8', 'fortran_order': False, 'shape': (), }"
ROWS = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }"
STACK = {
    "format": "plain",
    "data": {"value": {"stack": ["list", {"stack": "0.npy", "scalar": True}]}},
}
HOSTILE = {
    "pickled array": (ARRAY, {"0_npy": PICKLED}),
    "array with a header that lies": (ARRAY, {"0_npy": HUGE}),
    "array of negative size": (ARRAY, {"0_npy": NEGATIVE}),
    "array whose header is code": (ARRAY, {"0_npy": CODE}),
    "array that is missing": (ARRAY, {}),
    "array elsewhere": (
        {"format": "array", "data": {"file": "../../etc/passwd.npy", "scalar": False}},
        {},
    ),
    "array with an absolute path": (
        {"format": "array", "data": {"file": "/etc/hostname", "scalar": False}},
        {},
    ),
    "small array that is longer than it says": ({"format": "array", "data": SMALL}, {}),
    "small array of objects": (
        {"format": "array", "data": {**SMALL, "dtype": "|O", "bytes": "00" * 8}},
        {},
    ),
    "small array of a giant shape": (
        {"format": "array", "data": {**SMALL, "shape": [1 << 40], "bytes": ""}},
        {},
    ),
    "stack that is a single number": (STACK, {"0_npy": npy(ONE, b"\0" * 8)}),
    "stack of scalars that has rows": (STACK, {"0_npy": npy(ROWS, b"\0" * 32)}),
    "stack of a type that holds none": (
        {"format": "plain", "data": {"value": {"stack": ["set", {}]}}},
        {},
    ),
    "module that is not in the list": ({"format": "module", "data": {"name": "antigravity"}}, {}),
    "module without a name": ({"format": "module", "data": ["os"]}, {}),
    "module whose name is a list": ({"format": "module", "data": {"name": ["os"]}}, {}),
    "unknown format": ({"format": "pickle", "data": "gASVAAAA"}, {}),
    "no format": (["plain"], {}),
    "plain without value": ({"format": "plain", "data": 1}, {}),
    "plain with an unknown tag": ({"format": "plain", "data": {"value": {"exec": "1"}}}, {}),
    "dictionary with an unhashable key": (
        {"format": "plain", "data": {"value": {"dict": [[{"list": []}, 1]]}}},
        {},
    ),
    "float that is none": ({"format": "plain", "data": {"value": {"float": "xyz"}}}, {}),
    "model without weights' files": (
        {
            "format": "model",
            "data": {"config": "{}", "compiled": "null", "weights": ["0.npy"]},
        },
        {},
    ),
    "figure of an impossible size": (
        {
            "format": "figure",
            "data": {"number": 0, "new": {"size": [1e9, 1e9], "axes": [], "suptitle": ""}},
        },
        {},
    ),
}


@pytest.mark.parametrize("case", HOSTILE, ids=str)
def test_bytes_that_no_encoder_writes_become_an_opaque_value(tmp_path, case):
    entry, files = HOSTILE[case]
    assert isinstance(load(snapshot(tmp_path / "snap", entry, **files))["x"], Opaque)


@pytest.mark.parametrize(
    "config",
    [
        layer("os", "system"),
        layer("subprocess", "Popen", {"args": "true"}),
        layer("builtins", "function", "eval", registered_name="function"),
        layer("keras.layers", "Lambda"),
        layer("keras.layers", "TFSMLayer", {"filepath": "/x"}),
        layer("keras.src.utils.file_utils", "get_file"),
        layer(None, "__lambda__", {"value": "x"}),
        layer("keras.layers", "Dense", {}, registered_name="mine>Dense"),
        layer("keras", "Sequential", {"layers": [layer("my.package", "Layer")]}),
    ],
    ids=lambda config: f"{config['module']}.{config['class_name']}",
)
def test_a_model_that_names_anything_but_keras_own_layers_is_not_built(tmp_path, config):
    data = {"config": json.dumps(config), "compiled": "null", "weights": []}
    value = load(snapshot(tmp_path / "snap", {"format": "model", "data": data}))["x"]
    assert isinstance(value, Opaque)


def test_a_link_out_of_the_snapshot_is_not_followed(tmp_path):
    np.save(tmp_path / "secret.npy", np.ones(3))
    folder = snapshot(tmp_path / "snap", ARRAY)
    (folder / "0.npy").symlink_to(tmp_path / "secret.npy")
    assert isinstance(load(folder)["x"], Opaque)


def test_a_snapshot_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    from autograder.capture import snapshot as module

    folder = snapshot(tmp_path / "snap", ARRAY)
    monkeypatch.setattr(module, "MAX_TOTAL_BYTES", 10)
    with pytest.raises(DecodeError, match="takes more than"):
        load(folder)


def test_a_folder_without_a_list_of_contents_is_no_snapshot(tmp_path):
    with pytest.raises(DecodeError, match="no readable snapshot"):
        load(tmp_path)

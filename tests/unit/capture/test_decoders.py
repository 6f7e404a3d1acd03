"""Properties of every decoder: whatever bytes come, a value or an error of our own, within bounds.

Each test writes what hypothesis thinks of into a snapshot: data of any shape, honest data with one
part exchanged, honest files with some bytes changed. The examples are the same in every run; with
`--everything` they are five times as many.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import io
import json
import struct
import tempfile
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import graphviz
import keras
import numpy as np
import pandas as pd
import pyarrow as pa
import pydot
import pytest
import tensorflow as tf
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from matplotlib.figure import Figure

from autograder.capture.checker_state import CheckerState
from autograder.capture.exchange import MANIFEST
from autograder.capture.formats import FORMATS, arrays, arrow, files, frames, graphs
from autograder.capture.snapshot import Opaque, load, save
from autograder.capture.snapshot_folder import DecodeError, SnapshotFolder
from tests.support.bounds import bounded
from tests.support.captured import built_model
from tests.support.examples import examples
from tests.support.library_values import INSTALLED, LIBRARY_VALUES
from tests.support.types_of_students import City
from tests.support.values import EVENTS, functional_model, same

pytestmark = pytest.mark.heavy

# What there is to break: one honest snapshot with a value of every format.


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("honest")
    work = root / "work"
    (work / "logs").mkdir(parents=True)
    (work / "logs" / EVENTS).write_bytes(b"events")
    (work / "table.csv").write_text("a\n1\n")
    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.imshow(np.eye(3))
    right.plot([0, 1], [2, 3], label="loss")
    graph = graphviz.Digraph("net", comment="c", node_attr={"shape": "box"})
    graph.edge("a", "b")
    dot = pydot.Dot("net", graph_type="digraph")
    dot.add_edge(pydot.Edge("a", "b", label="x y"))
    model = functional_model()
    model.compile(loss="mse", optimizer="sgd", metrics=["mae"])
    frame = pd.DataFrame(
        {
            "n": [1, 2],
            "f": [0.5, np.nan],
            "t": ["ü", None],
            "m": ["x", 1],
            "c": pd.Categorical(["x", "y"]),
            "i": pd.array([1, None], "Int64"),
            "s": pd.array(["a", None], "string"),
            "z": pd.to_datetime(["2020-01-01", None]).tz_localize("Europe/Berlin"),
        },
        index=pd.MultiIndex.from_product([["k"], [1, 2]]),
    )
    values = {
        "plain": {"a": (1, 2.5, {3}), "b": [b"x", 2 + 3j, range(3), ...]}
        | {"c": [None, -(2**80), datetime(2026, 11, 21, 10, 30)]}
        | {"d": [Counter("ab"), defaultdict(list, a=[1]), OrderedDict(a=1), deque([1], 3)]}
        | {"e": [City("a", 1), Path("x/y"), Decimal("1.5"), Fraction(1, 2), bytearray(b"x")]}
        | {"f": [date(2026, 11, 21), datetime(2026, 11, 21, tzinfo=ZoneInfo("Asia/Tokyo"))]},
        "array": [np.arange(6.0).reshape(2, 3), np.float32(1), np.array(["a", "bc"])],
        "arrays": [
            np.ma.array([1, 2], mask=[0, 1]),
            np.matrix([[1, 2]]),
            np.array(["a", 1], dtype=object),
            tf.constant([1.0]),
            tf.Variable([1.0], name="v"),
        ],
        "frame": frame,
        "series": pd.Series([1, 2], pd.date_range("2020", periods=2, freq="D"), name="s"),
        "cells": [pd.Timedelta("1h"), pd.Categorical(["a"]), pd.Series([np.int8(1), date.min])],
        "sequential": built_model(),
        "functional": model,
        "code": coded_model(),
        "spans": [
            pd.DataFrame({"p": pd.period_range("2024", periods=2, freq="Q"), "c": [1j, 2]}),
            pd.Series(pd.cut([1, 2], 2)),
            pd.get_dummies(pd.Series(["a", "b"]), sparse=True),
            pd.Series([np.eye(1), pd.Period("2024"), pd.Interval(0, 1)]),
            pd.DataFrame({"a": [1, 2], "b": [3, 4]}).groupby("a")["b"],
        ],
        "types": [
            np.dtype("M8[ns]"),
            np.dtype([("a", int), ("b", "f4", (2,))]),
            pd.CategoricalDtype(["a"]),
            np.array([(1, 2.0)], dtype=[("a", int), ("b", float)]),
            np.rec.array([(1, 2.0)], dtype=[("a", int), ("b", float)]),
        ],
        "records": [Colour.RED, Point(1, [2]), Shown(3)],
        "figure": figure,
        "axes": [left, np.array([left, right])],
        "graph": graph,
        "source": graphviz.Source("digraph { a }"),
        "dot": dot,
        "file": Path("table.csv"),
        "folder": ["logs", str(work / "logs")],
        "function": bounded,
        "module": np.linalg,
        "object": [io.StringIO("text"), iter("ab")],
    }
    values |= {library: list(LIBRARY_VALUES[library]().values()) for library in INSTALLED}
    with contextlib.chdir(work):
        save(values, values, str(root / "snap"), asked=True)
    loaded = reload(root / "snap", json.loads((root / "snap" / MANIFEST).read_text()), {})
    assert not [*opaque_parts(loaded)]
    return root / "snap"


class Colour(enum.IntFlag):
    RED = 1
    GREEN = 2


@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: Any = dataclasses.field(default=0, repr=False)

    def scaled(self, factor):
        return self.x * factor


@dataclasses.dataclass
class Shown:
    x: int

    def __str__(self):
        return "shown"


class Own(keras.layers.Layer):
    def build(self, shape):
        self.weight = self.add_weight(shape=(shape[-1],))

    def call(self, x):
        return x * self.weight


class Wrapped(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = keras.layers.Dense(2, activation=tf.nn.softmax)
        self.own = Own()

    def call(self, x):
        return self.own(tf.nn.relu(self.first(x)))


def coded_model() -> Any:
    """A network with every kind of part that is code."""

    def swish(x):
        return x * tf.sigmoid(x)

    given = keras.Input((3,))
    inner = keras.layers.Dense(2, activation=swish)(given)
    inner = keras.layers.Lambda(lambda x: x / 255)(Own()(inner))
    wrapped = Wrapped()
    wrapped(np.zeros((1, 3), "float32"))
    model = keras.Model(given, [inner, wrapped(given)])
    model.compile(loss=[lambda y, p: y - p, "mse"], optimizer=MyAdam())
    return model


class MyAdam(keras.optimizers.Adam):
    pass


def reload(honest: Path, manifest: object, changed: dict[str, bytes], mib: int = 256) -> Any:
    """What `load` makes of the honest snapshot with another manifest and other files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "snap")
        folder.mkdir()
        text = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
        for path in honest.iterdir():
            if path.name not in (MANIFEST, *changed):
                (folder / path.name).hardlink_to(path)
        for file, content in {**changed, MANIFEST: text}.items():
            (folder / file).write_bytes(content)
        (Path(name) / "files").mkdir()
        with bounded(mib):
            values = load(folder, Path(name) / "files", checker=CheckerState(objects=True))
        # So says `load` of an error that a decoder should have made its own.
        assert "reading it failed" not in " ".join(map(str, opaque_parts(values)))
        assert {path.name for path in Path(name).iterdir()} == {"snap", "files"}
        return values


def opaque_parts(value: Any) -> Iterator[Opaque]:
    """Every opaque value in a value."""
    if isinstance(value, Opaque):
        yield value
    elif isinstance(value, dict) and not hasattr(value, "tocoo"):
        yield from opaque_parts([*value, *value.values()])
    elif isinstance(value, (list, tuple, set, frozenset)):
        for part in value:
            yield from opaque_parts(part)


# Data

EXTREMES: st.SearchStrategy[Any] = (
    st.sampled_from([0, -1, 1, 2**31, 2**63, -(2**63), 10**30, 10**400, 1e308, 0.5])
    | st.sampled_from([float("inf"), float("nan"), None, True, False, [], {}, [[]], {"": 0}])
    | st.sampled_from(["", ".", "..", "0.npy", "0.bin", "1.arrow", "../0.npy", "/etc/passwd"])
    | st.sampled_from(["Dense", "Lambda", "Functional", "__numpy__", "eval", "ns", "nan", "0x1"])
    | st.sampled_from(["\udcff", "\0", {"missing": "NaT"}, {"other": {"format": "file"}}])
)
WORDS = sorted(
    {"value", "file", "scalar", "shape", "format", "data", "type", "why", "config", "compiled"}
    | {"weights", "history", "epoch", "params", "size", "axes", "suptitle", "bounds", "titles"}
    | {"images", "lines", "points", "label", "kind", "source", "body", "name", "holds", "absolute"}
    | {"frame", "series", "index", "columns", "values", "kinds", "freq", "range", "levels", "codes"}
    | {"names", "numpy", "text", "json", "categories", "ordered", "zone", "unit", "string", "nan"}
    | {"nullable", "arrow", "list", "tuple", "set", "dict", "int", "float", "bytes", "complex"}
    | {"engine", "strict", "comment", "graph_attr", "class_name", "module", "layers", "frozenset"}
    | {"namedtuple", "defaultdict", "deque", "Counter", "Bunch", "PosixPath", "Decimal", "Fraction"}
    | {"datetime", "time", "timedelta", "objects", "masked", "mask", "fill", "view", "matrix"}
    | {"asked", "function", "with", "calls", "variables", "attributes", "base", "__asked__"}
    | {"__own__", "Lambda", "tensorflow.nn.softmax", "tensor", "dtype", "trainable", "Variable"}
    | {
        "cell",
        "duration",
        "other",
        "SList",
        "period",
        "interval",
        "closed",
        "left",
        "right",
        "fill",
    }
    | {"complex", "imaginary", "sparse", "grouped", "keys", "level", "selected", "options"}
    | {"enum", "base", "members", "class", "flags", "fields", "more", "prints", "IntFlag", "Q-DEC"}
    | {
        "state",
        "block",
        "at",
        "cells",
        "content",
        "ways",
        "tree",
        "of",
        "altair",
        "plotly",
        "table",
        "part",
        "undefined",
    }
    | {
        "distribution",
        "given",
        "constant",
        "symbol",
        "rational",
        "applied",
        "matrix",
        "Pow",
        "Table",
    }
    | {"number", "new", "again", "grid", "places", "parts"}
    | {"csr_matrix", "dia_array", "bsr_matrix", "DiGraph", "MultiGraph", "Tag", "mapping", "Chart"}
)
SCALARS = EXTREMES | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WORDS)
DATA = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.NAME)
def test_a_decoder_makes_a_value_or_an_error_of_our_own_from_any_data(form, honest):
    @examples(100)
    @given(data=DATA)
    def holds(data: Any) -> None:
        with tempfile.TemporaryDirectory() as name, bounded():
            snap = SnapshotFolder(honest, encode=opaque, decode=opaque, files=Path(name))
            snap.objects = True
            with contextlib.suppress(DecodeError):
                form.decode(data, snap)

    holds()


def opaque(_: object) -> Any:
    """A part of a value that could not be rebuilt."""
    return Opaque("a part of it", "value")


KEYS = {
    "file": ("kind", "name", "absolute", "holds"),
    "plain": ("value",),
    "array": ("file", "scalar"),
    "frame": ("frame", "index", "columns"),
    "record": ("class", "flags", "fields", "more", "prints"),
    "model": ("config", "compiled", "weights", "asked"),
    "figure": ("number", "new"),
    "row": ("kind", "names", "values"),
    "estimator": ("kind", "parts"),
    "generator": ("kind", "state"),
    "sparse": ("kind", "shape", "block", "at", "cells"),
    "network": ("kind", "content", "ways"),
    "expression": ("tree",),
    "markup": ("kind", "text"),
    "chart": ("altair", "text", "table"),
    "teaching": ("kind", "of"),
    "graph": ("kind", "name", "comment", "strict", "body", "graph_attr", "engine", "format"),
    "function": ("number", "name", "doc", "parameters", "kind"),
    "module": ("name",),
    "object": ("number", "stood", "names", "methods", "class", "data"),
    "named": ("module", "name"),
    "exception": ("own", "kinds"),
}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.NAME)
def test_nor_does_data_with_the_right_names_and_any_content_harm(form, honest):
    @examples(100)
    @given(data=st.fixed_dictionaries(dict.fromkeys(KEYS[form.NAME], DATA)))
    def holds(data: Any) -> None:
        with tempfile.TemporaryDirectory() as name, bounded():
            snap = SnapshotFolder(honest, encode=opaque, decode=opaque, files=Path(name))
            snap.objects = True
            with contextlib.suppress(DecodeError):
                form.decode(data, snap)

    holds()


@st.composite
def with_one_part_exchanged(draw: st.DrawFn, data: Any) -> Any:
    """Honest JSON in which one part, wherever it is, is another, gone, or there twice."""
    data = json.loads(json.dumps(data))
    places = list(_places(data))
    holder, key = draw(st.sampled_from(places))
    change = draw(st.sampled_from(["other", "other", "gone", "twice", "elsewhere"]))
    if change == "other":
        holder[key] = draw(DATA)
    elif change == "gone":
        del holder[key]
    elif change == "twice" and isinstance(holder, list):
        holder.insert(key, holder[key])
    else:
        other, name = draw(st.sampled_from(places))
        holder[key] = json.loads(json.dumps(other[name]))
    return data


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    for key, part in list(data.items() if isinstance(data, dict) else enumerate(data)):
        yield data, key
        if isinstance(part, (dict, list)):
            yield from _places(part)


NAMES = [
    *("plain", "array", "arrays", "frame", "series", "cells", "spans", "types", "records"),
    *("figure", "axes", "graph", "source", *INSTALLED),
    *("dot", "file", "folder", "function", "module"),
]


@pytest.mark.parametrize("name", NAMES)
def test_honest_data_with_one_part_exchanged_is_a_value_or_opaque(name, honest):
    entry = json.loads((honest / MANIFEST).read_text())[name]

    @examples(50)
    @given(changed=with_one_part_exchanged(entry))
    def holds(changed: Any) -> None:
        assert list(reload(honest, {"x": changed}, {})) == ["x"]

    holds()


@pytest.mark.parametrize("name", ["sequential", "functional", "code"])
@pytest.mark.parametrize("part", ["config", "compiled"])
def test_a_model_with_one_part_of_its_description_exchanged_is_one_or_opaque(name, part, honest):
    entry = json.loads((honest / MANIFEST).read_text())[name]

    @examples(80)
    @given(changed=with_one_part_exchanged(json.loads(entry["data"][part])))
    def holds(changed: Any) -> None:
        data = {**entry["data"], part: json.dumps(changed)}
        value = reload(honest, {"x": {"format": "model", "data": data}}, {})["x"]
        assert isinstance(value, (Opaque, keras.Model))

    holds()


@examples(150)
@given(content=st.binary(max_size=200) | DATA.map(lambda data: json.dumps(data).encode()))
@example(content=b"[" * 100_000)
@example(content=b'{"x": ' * 100_000)
@example(content=b'{"x": ' + b"9" * 100_000 + b"}")
@example(content=b'{"x": {"format": ["plain"], "data": null}}')
def test_a_list_of_contents_of_any_bytes_is_read_or_refused(honest, content):
    with contextlib.suppress(DecodeError):
        assert isinstance(reload(honest, content, {}), dict)


# Files


@st.composite
def with_bytes_changed(draw: st.DrawFn, content: bytes) -> bytes:
    """An honest file with a few bytes, or the numbers that they are, exchanged, or cut short."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(changed) - 1))
        width = draw(st.sampled_from([1, 1, 4, 8]))
        numbers = st.sampled_from([0, 1, 2, 2 ** (8 * width) - 1, 2 ** (8 * width - 1), 255])
        number = draw(numbers | st.integers(0, 2 ** (8 * width) - 1))
        changed[place : place + width] = (number % 2 ** (8 * width)).to_bytes(width, "little")
    return bytes(changed[: draw(st.integers(1, len(changed)) | st.just(len(changed)))])


@pytest.mark.parametrize("ending", [".npy", ".arrow"])
def test_honest_files_with_bytes_changed_are_values_or_opaque(ending, honest):
    manifest = json.loads((honest / MANIFEST).read_text())
    names = sorted(path.name for path in honest.iterdir() if path.suffix == ending)
    values = {".npy": ["array", "figure"], ".arrow": ["frame", "series"]}[ending]
    entries = {name: manifest[name] for name in values}

    @examples(100)
    @given(data=st.data())
    def holds(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(names))
        content = data.draw(with_bytes_changed((honest / name).read_bytes()) | st.binary())
        assert list(reload(honest, entries, {name: content})) == values

    holds()


@st.composite
def npy_header(draw: st.DrawFn) -> bytes:
    """An .npy file whose header may say anything about the bytes that follow."""
    kinds = [
        "<f8",
        "|O",
        "<U0",
        "|S0",
        "<M8[ns]",
        "|V8",
        "<f2",
        ">c16",
        "(3,)<f8",
        "f8,i4",
        "x",
        "?",
    ]
    sizes = st.sampled_from([0, 1, 2, 3, -1, 2**31, 2**62, 2**64, 10**30, True])
    header = {
        "descr": draw(st.sampled_from(kinds) | st.just([("a", "<f8")]) | st.just((1, 2))),
        "fortran_order": draw(st.sampled_from([True, False, 1])),
        "shape": tuple(draw(st.lists(sizes, max_size=40))),
    }
    text = repr(header) if draw(st.booleans()) else draw(st.text(max_size=40))
    start = draw(st.sampled_from([b"\x93NUMPY\1\0", b"\x93NUMPY\2\0", b"\x93NUMPY\3\0"]))
    length = draw(st.sampled_from([len(text.encode()), 0, 2, 65_535]))
    return start + length.to_bytes(2, "little") + text.encode() + draw(st.binary(max_size=64))


@examples(200)
@given(content=npy_header())
def test_an_npy_file_that_lies_about_itself_is_an_array_of_its_own_size_or_refused(content):
    with tempfile.TemporaryDirectory() as name, bounded(64):
        path = Path(name, "0.npy")
        path.write_bytes(content)
        with contextlib.suppress(DecodeError):
            assert arrays.read_npy(path).nbytes <= len(content)


@examples(200)
@given(data=st.data())
def test_an_arrow_file_with_bytes_changed_holds_no_more_than_its_size(honest, data):
    names = sorted(honest.glob("*.arrow"))
    content = data.draw(with_bytes_changed(data.draw(st.sampled_from(names)).read_bytes()))
    with tempfile.TemporaryDirectory() as name, bounded(64):
        path = Path(name, "0.arrow")
        path.write_bytes(content)
        with contextlib.suppress(DecodeError):
            assert sum(column.nbytes for column in arrow.read(path)) <= len(content)


@pytest.mark.parametrize("claimed", [8, 100_000, 9_999_999, 2**31, 2**62])
def test_an_arrow_file_that_claims_more_texts_than_it_has_is_refused(tmp_path, claimed):
    snap = SnapshotFolder(tmp_path, encode=opaque, decode=opaque)
    path = tmp_path / arrow.write([pa.array(["ab"] * 7)], snap)
    rows = (7).to_bytes(8, "little")
    assert path.read_bytes().count(rows) == 2  # the batch's own, and the column's
    path.write_bytes(path.read_bytes().replace(rows, claimed.to_bytes(8, "little")))
    with bounded(64), pytest.raises(DecodeError):
        arrow.read(path)


@pytest.mark.parametrize(
    "leads_to",
    [(0, 1871, 1 << 30), (1 << 30, 1871, 1935), (0, 1935, 1871), (-1, 1871, 1935)],
    ids=["out", "far", "back", "before"],
)
def test_an_arrow_file_whose_texts_lie_elsewhere_is_refused(tmp_path, leads_to):
    snap = SnapshotFolder(tmp_path, encode=opaque, decode=opaque)
    path = tmp_path / arrow.write([pa.array(["a" * 1871, "b" * 64])], snap)
    offsets = struct.pack("<3i", 0, 1871, 1935)
    assert path.read_bytes().count(offsets) == 1
    path.write_bytes(path.read_bytes().replace(offsets, struct.pack("<3i", *leads_to)))
    with bounded(64), pytest.raises(DecodeError):
        arrow.read(path)


WORDS_OF_DOT = (
    st.sampled_from(["digraph", "graph", "strict", "subgraph", "node", "a", '"b c"', "-1.5", "ü"])
    | st.sampled_from(["{", "}", "{", "}", "[", "]", "=", ";", ",", "->", "--", ":", "+", "<i>"])
    | st.sampled_from(["<", ">", '"', "/*", "*/", "//", "#", "\n", "\\", "\U0001f600", "\0"])
)
DOT = st.lists(WORDS_OF_DOT, max_size=40).map(lambda words: "digraph {" + " ".join(words))


@examples(150)
@given(text=st.text(max_size=60) | DOT | DOT.map(lambda text: text + " }"))
def test_dot_text_of_any_kind_is_a_graph_or_refused(honest, text):
    with bounded(), contextlib.suppress(DecodeError):
        snap = SnapshotFolder(honest, encode=opaque, decode=opaque)
        assert type(graphs.decode({"kind": "pydot", "source": text}, snap)) is pydot.Dot


BINARIES = st.integers(0, 40).map("{}.bin".format)
PARTS = st.sampled_from(["..", ".", "", "a", "a.csv", EVENTS, "/", "~", "\0", "\n", "a" * 300, "ü"])


@examples(150)
@given(
    name=st.lists(PARTS, max_size=6).map("/".join),
    holds=st.dictionaries(st.lists(PARTS, max_size=4).map("/".join), BINARIES, max_size=2),
    absolute=st.booleans(),
)
def test_a_file_is_written_below_its_place_or_nowhere(honest, name, holds, absolute):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "deep", "files")
        root.mkdir(parents=True)
        data = {"kind": "path", "name": name, "absolute": absolute, "holds": holds}
        with bounded(), contextlib.suppress(DecodeError):
            snap = SnapshotFolder(honest, encode=opaque, decode=opaque, files=root)
            files.decode(data, snap)
        assert all(path.is_relative_to(root) for path in Path(folder).rglob("*") if path.is_file())


# There and back

KEYS_OF_DICTS = st.text() | st.integers() | st.booleans() | st.tuples(st.integers(), st.text())
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text()
    | st.binary()
    | st.just(...)
    | st.datetimes(timezones=st.none() | st.just(UTC))
    | st.builds(range, st.integers(-9, 9), st.integers(-9, 9)),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(KEYS_OF_DICTS, inner)
        | st.sets(KEYS_OF_DICTS)
        | st.frozensets(KEYS_OF_DICTS)
    ),
    max_leaves=20,
)


def kinds(value: Any) -> Any:
    """The types in a value, for what `==` does not tell apart: 1 and True, for example."""
    if isinstance(value, dict):
        return [(kinds(key), kinds(item)) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return type(value), [kinds(item) for item in value]
    return type(value)


@examples(200)
@given(value=PLAIN)
def test_a_plain_value_comes_back_as_it_was(value):
    with tempfile.TemporaryDirectory() as name:
        save({"x": value}, ["x"], f"{name}/snap")
        back = load(Path(name, "snap"))["x"]
    assert back == value
    assert kinds(back) == kinds(value)


TYPES = (
    arrays_of.boolean_dtypes()
    | arrays_of.integer_dtypes(endianness="?")
    | arrays_of.unsigned_integer_dtypes()
    | arrays_of.floating_dtypes()
    | arrays_of.complex_number_dtypes()
    | arrays_of.unicode_string_dtypes(max_len=5)
    | arrays_of.byte_string_dtypes(max_len=5)
    | arrays_of.datetime64_dtypes()
    | arrays_of.timedelta64_dtypes()
)


@examples(200)
@given(value=arrays_of.arrays(TYPES, arrays_of.array_shapes(min_dims=0, min_side=0, max_side=4)))
def test_an_array_comes_back_as_it_was(value):
    with tempfile.TemporaryDirectory() as name:
        snap = SnapshotFolder(Path(name), encode=opaque, decode=opaque)
        back = arrays.decode(arrays.encode(value, snap), snap)
        assert (back.dtype, back.shape) == (value.dtype, value.shape)
        assert back.tobytes() == value.tobytes()


CELLS = {
    "int64": st.integers(-(2**63), 2**63 - 1),
    "float32": st.floats(width=32),
    "bool": st.booleans(),
    "object": st.none() | st.text() | st.integers() | st.floats(allow_nan=False) | st.binary(),
    "string": st.none() | st.text(),
    "category": st.none() | st.sampled_from("xyz"),
    "Int16": st.none() | st.integers(-9, 9),
    "datetime64[ns]": st.none() | st.datetimes(pd.Timestamp(1700, 1, 1), pd.Timestamp(2200, 1, 1)),
    "timedelta64[s]": st.integers(-(10**6), 10**6),
}


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.integers(0, 5))

    def column() -> Any:
        kind = draw(st.sampled_from(sorted(CELLS)))
        return pd.Series(draw(st.lists(CELLS[kind], min_size=rows, max_size=rows)), dtype=kind)

    count = draw(st.integers(0, 4))
    frame = pd.DataFrame({number: column() for number in range(count)}, index=range(rows))
    frame.columns = draw(st.lists(st.text() | st.integers(), min_size=count, max_size=count))
    if draw(st.booleans()):
        frame.index = pd.Index(column(), name=draw(st.none() | st.text() | st.integers(-9, 9)))
    return frame


@examples(100)
@given(value=tables())
def test_a_frame_comes_back_as_it_was(value):
    with tempfile.TemporaryDirectory() as name:
        snap = SnapshotFolder(Path(name), encode=opaque, decode=opaque)
        data = json.loads(json.dumps(frames.encode(value, snap)))
        same(frames.decode(data, snap), value)

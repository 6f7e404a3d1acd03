"""Tables, drawings, files and models, there and back, and what is left of them when they lie."""

from __future__ import annotations

import copy
import datetime
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import graphviz
import numpy as np
import pandas as pd
import pyarrow as pa
import pydot
import pytest

from autograder.assignment.model import Assignment, Question
from autograder.capture.exchange import MANIFEST
from autograder.capture.formats import arrow
from autograder.capture.formats import files as file_format
from autograder.capture.kernel_code import capture_code
from autograder.capture.snapshot import Opaque, load, save
from autograder.capture.snapshot_folder import DecodeError
from autograder.check.process import check
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import CapturePoint
from tests.support.bounds import bounded
from tests.support.captured import built_model, layer, snapshot, through
from tests.support.values import EVENTS, functional_model, same

# Tables


DATES = pd.to_datetime(["2020-01-01", None, "2021-06-30"])
TABLES = {
    "numbers": pd.DataFrame({"a": [1, 2], "b": [0.5, np.nan], "c": [True, False]}),
    "every width": pd.DataFrame({t: np.array([0, 1], t) for t in ("i1", "u2", "i4", "u8", "f2")}),
    "text with gaps": pd.DataFrame({"none": ["x", None], "nan": ["ü", np.nan], "na": ["z", pd.NA]}),
    "mixed objects": pd.DataFrame(
        {"a": ["x", 1, None, np.nan], "b": [[1], {"k": (2,)}, b"x", 2.5]}
    ),
    "missing values of all kinds": pd.Series(["x", None, np.nan, pd.NA, pd.NaT]),
    "newer text types": pd.DataFrame(
        {kind: pd.array(["a", None], kind) for kind in ("string[python]", "string[pyarrow]")}
    ),
    "nullable numbers": pd.DataFrame(
        {kind: pd.array([1, None], kind) for kind in ("Int8", "UInt64", "Float32", "boolean")}
    ),
    "arrow's own types": pd.Series(pd.array([1, None], "int64[pyarrow]")),
    "categories": pd.DataFrame(
        {
            "text": pd.Categorical(["x", None], ["z", "x"], ordered=True),
            "dates": pd.Categorical(pd.to_datetime(["2020-01-01", "2020-01-02"])),
        }
    ),
    "dates": pd.DataFrame(
        {"naive": DATES, "seconds": DATES.as_unit("s"), "gaps": DATES - DATES[0]}
    ),
    "time zones": pd.DataFrame(
        {
            "name": DATES.tz_localize("Europe/Berlin"),
            "offset": DATES.tz_localize(datetime.timezone(datetime.timedelta(hours=-3))),
        }
    ),
    "whole numbers as labels": pd.DataFrame(np.eye(2), index=[5, 7]),
    "labels twice": pd.DataFrame([[1, "a"], [2, "b"]], columns=["x", "x"], index=["r", "r"]),
    "mixed labels": pd.DataFrame([[1, 2, 3]], columns=["a", 1, (2, 3)]),
    "names of axes": pd.DataFrame({"a": [1]}, pd.Index([5], name="id")).rename_axis(columns="c"),
    "levels of labels": pd.DataFrame(
        np.eye(4),
        index=pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["k", None]),
        columns=pd.MultiIndex.from_product([["m", "n"], DATES[[0, 2]]]),
    ),
    "groups": pd.DataFrame({"a": [1, 1], "b": [1.0, 2]}).groupby("a").agg(["mean", "max"]),
    "a named series": pd.Series(
        [1.0, 2], pd.date_range("2020", periods=2, freq="2h"), name=("a", 1)
    ),
    "a row of a day": pd.DataFrame({"a": [1.0], "b": [2.0]}, DATES[:1]).iloc[0],
    "times between other objects": pd.Series([pd.Timestamp("2020-01-01", tz="Asia/Tokyo"), "x", 1]),
    "an index of categories": pd.Series([1, 2], pd.CategoricalIndex(["a", "b"])),
    "nothing": pd.DataFrame(),
    "no rows": pd.DataFrame({"a": pd.Series([], dtype="f8"), "b": pd.Series([], dtype=object)}),
    "no columns": pd.DataFrame(index=["a", "b"]),
    "a plain index": pd.Index(["a", None], name="x"),
    "an index of dates": pd.date_range("2020", periods=3, tz="Asia/Tokyo"),
    "an index of levels": pd.MultiIndex.from_arrays([[1, 1], ["a", "b"]]),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_table_comes_back_with_its_labels_and_types(tmp_path, case):
    same(through(tmp_path, x=TABLES[case])["x"], TABLES[case])


def test_a_table_in_a_list_comes_back_as_well(tmp_path):
    back = through(tmp_path, x=[TABLES["numbers"], {"k": TABLES["dates"]["naive"]}])["x"]
    same(back[0], TABLES["numbers"])
    same(back[1]["k"], TABLES["dates"]["naive"])


def test_a_test_may_change_the_table_that_it_has(tmp_path):
    back = through(tmp_path, frame=pd.DataFrame({"a": [1, 2]}), series=pd.Series([1, 2]))
    back["frame"].loc[0, "a"] = 7
    back["series"][0] = 7
    assert back["frame"]["a"].tolist() == back["series"].tolist() == [7, 2]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (
            pd.DataFrame({"when": [datetime.tzinfo()]}),  # type: ignore[abstract]  # it can be made
            "in 'when', it holds a value of type tzinfo",
        ),
        (
            pd.Series(range(5)).astype("category").cat.set_categories(range(200_000)),
            "100,000 categ",
        ),
        (pd.DataFrame(np.zeros((1, 20_001))), "more than 20,000 columns"),
    ],
    ids=["objects", "categories", "columns"],
)
def test_a_table_of_what_is_no_data_stays_behind_and_says_why(tmp_path, value, why):
    with pytest.raises(AssertionError, match=f"`x` is a {type(value).__name__}: .*{why}"):
        len(through(tmp_path, x=value)["x"])


def arrow_file(batch: pa.RecordBatch, times: int = 1, **options: object) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, batch.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        for _ in range(times):
            writer.write_batch(batch)
    return sink.getvalue().to_pybytes()


def batch(*arrays: pa.Array) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(list(arrays), names=[str(n) for n in range(len(arrays))])


def series(kind: object, index: object = None) -> dict:
    index = {"range": [0, 2, 1], "name": None} if index is None else index
    data = {"series": {"file": "0.arrow", "kinds": [kind]}, "index": index, "name": None}
    return {"format": "frame", "data": data}


NUMBERS = {"numpy": "int64"}
TWO = batch(pa.array([1, 2]))


class Pickled(pa.ExtensionType):
    """A type whose description some library would run on the other side."""

    def __init__(self):
        super().__init__(pa.int64(), "test.pickled")

    def __arrow_ext_serialize__(self):
        return b"cos\nsystem\n."

    @classmethod
    def __arrow_ext_deserialize__(cls, storage, serialized):
        raise AssertionError("the description of a type was run")


@pytest.fixture
def pickled():
    pa.register_extension_type(Pickled())
    yield batch(pa.ExtensionArray.from_storage(Pickled(), pa.array([1, 2])))
    pa.unregister_extension_type("test.pickled")


def lying_rows(number: int) -> bytes:
    """A file of 777 rows that says it has another number, for the table and for its column."""
    content = arrow_file(batch(pa.array(np.zeros(777, "int64"))))
    return content.replace((777).to_bytes(8, "little"), number.to_bytes(8, "little"))


BAD_FILES = {
    "no Arrow at all": (b"pandas", "is no Arrow file"),
    "only the beginning": (arrow_file(TWO)[:100], "is no Arrow file"),
    "compressed": (arrow_file(batch(pa.array([0] * 100_000)), compression="zstd"), "is compressed"),
    "two tables": (arrow_file(TWO, times=2), "does not hold one table"),
    "no table": (arrow_file(TWO, times=0), "does not hold one table"),
    "a dictionary": (
        arrow_file(batch(pa.array(["a", "b"]).dictionary_encode())),
        "does not hold one table",
    ),
    "nested": (arrow_file(batch(pa.array([[1], [2]]))), "a type that does not leave"),
    "nulls of any number": (arrow_file(batch(pa.nulls(10**8))), "a type that does not leave"),
    "far more rows than bytes": (lying_rows(2**60), "has more than 134,217,728 cells"),
    "more rows than bytes": (lying_rows(100_000), "is no Arrow file: ArrowInvalid"),
    "a few more rows than bytes": (lying_rows(778), "is no Arrow file: ArrowInvalid"),
    "other numbers": (arrow_file(batch(pa.array([1.5, 2.5]))), "numbers of another type"),
    "gaps in whole numbers": (arrow_file(batch(pa.array([1, None]))), "numbers of another type"),
    "more columns": (arrow_file(batch(*[pa.array([1, 2])] * 2)), "do not fit their description"),
    "fewer rows than labels": (arrow_file(batch(pa.array([1]))), "not a valid table"),
    "not a valid text": (
        arrow_file(batch(pa.array(["ab", "cd"], pa.large_string()))).replace(
            b"abcd", b"\xff\xfe\xfd\xfc"
        ),
        "is no Arrow file: ArrowInvalid",
    ),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_hostile_arrow_file_becomes_an_opaque_value(tmp_path, case):
    content, why = BAD_FILES[case]
    folder = snapshot(tmp_path / "snap", series(NUMBERS), **{"0_arrow": content})
    assert why in str(load(folder)["x"])


def test_the_same_file_without_a_lie_is_read(tmp_path):
    folder = snapshot(tmp_path / "snap", series(NUMBERS), **{"0_arrow": arrow_file(TWO)})
    same(load(folder)["x"], pd.Series([1, 2]))


def test_a_type_that_a_library_would_describe_is_refused_before_it_is_asked(tmp_path, pickled):
    folder = snapshot(tmp_path / "snap", series(NUMBERS), **{"0_arrow": arrow_file(pickled)})
    assert "has types of its own" in str(load(folder)["x"])


def test_columns_that_share_their_bytes_are_refused(tmp_path):
    path = tmp_path / "0.arrow"
    content = bytearray(arrow_file(batch(*[pa.array(np.arange(1000))] * 50)))
    path.write_bytes(content)
    assert len(arrow.read(path)) == 50
    # In the header, every column is put at the place of the first: 8,000 bytes from 0 on.
    for offset in range(8_000, 400_000, 8_000):
        place = content.index(offset.to_bytes(8, "little") + (8_000).to_bytes(8, "little"))
        content[place : place + 8] = bytes(8)
    start = content.index(np.arange(1000).tobytes())
    body = content.index((400_000).to_bytes(8, "little"))  # the length of what follows the header
    content[body : body + 8] = (8_000).to_bytes(8, "little")
    del content[start + 8_000 : start + 400_000]
    path.write_bytes(content)
    with pytest.raises(DecodeError, match=r"holds more than its size allows|is no Arrow file"):
        arrow.read(path)


@pytest.mark.parametrize(
    "kind",
    [
        {"numpy": "object"},
        {"numpy": "S1000000000"},
        {"nullable": "category"},
        {"zone": "dateutil//etc/passwd", "unit": "ns"},
        {"zone": "tzlocal()", "unit": "ns"},
        {"string": "mine", "nan": False},
        {"json": True},
        {"text": "object"},
        {"categories": {"range": [0, 2, 1], "name": None}, "ordered": False},
        {"categories": {"range": [0, 10**9, 1], "name": None}, "ordered": False},
        {"arrow": True, "more": 1},
        "int64",
        None,
    ],
    ids=str,
)
def test_a_column_described_as_what_it_is_not_is_opaque(tmp_path, kind):
    folder = snapshot(tmp_path / "snap", series(kind), **{"0_arrow": arrow_file(TWO)})
    assert isinstance(load(folder)["x"], Opaque)


@pytest.mark.parametrize(
    "index",
    [
        {"range": [0, 2, 0], "name": None},
        {"range": [0, 10**18, 1], "name": None},
        {"range": [0, "2", 1], "name": None},
        {"range": [0, 2, 1], "name": {"list": []}},
        {"levels": [], "codes": {}, "names": []},
        {"values": {"file": "0.arrow", "kinds": [NUMBERS]}, "name": None, "freq": None},
        {},
        [],
    ],
    ids=str,
)
def test_labels_that_are_none_make_a_series_opaque(tmp_path, index):
    folder = snapshot(tmp_path / "snap", series(NUMBERS, index), **{"0_arrow": arrow_file(TWO)})
    assert isinstance(load(folder)["x"], Opaque)


# Drawings


def drawing(kind: type = graphviz.Digraph) -> graphviz.Digraph:
    graph = kind(
        "net", comment="a comment", engine="neato", format="svg", node_attr={"shape": "box"}
    )
    graph.node("a", "α")
    graph.edge("a", "b")
    with graph.subgraph(name="cluster_0") as inner:
        inner.node("c")
    return graph


@pytest.mark.parametrize("kind", [graphviz.Digraph, graphviz.Graph])
def test_a_drawing_comes_back_with_its_lines_and_settings(tmp_path, kind):
    graph = drawing(kind)
    back = through(tmp_path, x=graph)["x"]
    assert type(back) is kind
    assert back.source == graph.source
    assert back.body == graph.body
    assert (back.name, back.comment, back.engine, back.format) == (
        *("net", "a comment"),
        *("neato", "svg"),
    )
    assert back.node_attr == {"shape": "box"}


def test_dot_text_given_as_source_comes_back(tmp_path):
    back = through(tmp_path, x=graphviz.Source("digraph { a -> b }", engine="circo"))["x"]
    assert type(back) is graphviz.Source
    assert back.source == "digraph { a -> b }\n"
    assert back.engine == "circo"


def test_a_graph_of_pydot_comes_back_with_nodes_edges_and_subgraphs(tmp_path):
    graph = pydot.Dot("net", graph_type="digraph", rankdir="LR", label="a -> {b} # c")
    graph.add_node(pydot.Node("n 1", label="<<b>x</b>>", shape="box"))
    graph.add_edge(pydot.Edge("n 1", "n2", label="w"))
    cluster = pydot.Cluster("inner")
    cluster.add_node(pydot.Node("deep"))
    graph.add_subgraph(cluster)  # type: ignore[arg-type]  # pydot itself says a subgraph
    back = through(tmp_path, x=graph)["x"]
    assert type(back) is pydot.Dot
    assert back.to_string() == graph.to_string()
    assert [edge.get_destination() for edge in back.get_edges()] == ["n2"]


def test_a_picture_of_a_model_comes_back(tmp_path):
    import keras

    graph = keras.utils.model_to_dot(built_model(), show_shapes=True)
    assert through(tmp_path, x=graph)["x"].to_string() == graph.to_string()


def test_a_graph_that_pydot_would_read_for_minutes_stays_behind_and_says_why(tmp_path):
    graph = pydot.Dot(graph_type="graph")
    for number in range(3_000):
        graph.add_edge(pydot.Edge(str(number), str(number + 1)))
    with pytest.raises(AssertionError, match="`x` is a Dot: it has more than 5,000 names"):
        through(tmp_path, x=graph)["x"].get_edges()


def digraph(**changed: object) -> dict:
    save_as = {"kind": "Digraph", "name": None, "comment": None, "strict": False, "body": ["\ta\n"]}
    attributes: dict[str, dict[str, str]] = {"graph_attr": {}, "node_attr": {}, "edge_attr": {}}
    return {**save_as, **attributes, "engine": "dot", "format": "png", **changed}


@pytest.mark.parametrize(
    "data",
    [
        digraph(engine="sh"),
        digraph(format="x; rm -rf /"),
        digraph(engine=["dot"]),
        digraph(body="a -> b"),
        digraph(body=[1]),
        digraph(node_attr={"shape": 1}),
        digraph(kind="Dot"),
        {"kind": "Digraph"},
        {"kind": "Source", "source": 1, "engine": "dot", "format": "png"},
        {"kind": "pydot", "source": "no dot"},
        {"kind": "pydot", "source": "digraph {} digraph {}"},
        {"kind": "pydot", "source": "digraph { a"},
        {"kind": "pydot", "source": 'digraph { "a }'},
        {"kind": "pydot", "source": "digraph { /* }"},
        {"kind": "pydot", "source": "digraph { a <b }"},
        {"kind": "pydot", "source": "digraph " + "{" * 50 + "}" * 50},
        {"kind": "pydot", "source": "digraph {" + "subgraph a {" * 8 + "]" + "}" * 9},
        {"kind": "pydot", "source": "digraph {" + "a " * 6_000 + "}"},
        {"kind": "pydot", "source": "} " * 5 + "digraph " + "{" * 50 + "}" * 50},
        "digraph {}",
    ],
    ids=lambda data: str(data)[-60:],
)
def test_a_drawing_that_lies_is_opaque_and_takes_no_time(tmp_path, data, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a program was run")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    value = load(snapshot(tmp_path / "snap", {"format": "graph", "data": data}))["x"]
    assert isinstance(value, Opaque)


# Files


@pytest.fixture
def work(tmp_path, monkeypatch) -> Path:
    """The working folder of a student."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def trip(work, tmp_path, monkeypatch):
    """Values after a trip to a process that works in another folder."""

    def trip(**values):
        save(values, values, str(tmp_path / "snap"))
        files = tmp_path / "files"
        files.mkdir()
        monkeypatch.chdir(files)
        return load(tmp_path / "snap", files)

    return trip


def test_a_picture_comes_along_with_its_name_as_text_or_as_path(work, trip):
    (work / "plots").mkdir()
    (work / "plots" / "curve.PNG").write_bytes(b"\x89PNG")
    back = trip(text="./plots//curve.PNG", path=Path("plots/curve.PNG"))
    assert back == {"text": "./plots//curve.PNG", "path": Path("plots/curve.PNG")}
    assert type(back["path"]) is type(Path())
    assert Path(back["text"]).read_bytes() == back["path"].read_bytes() == b"\x89PNG"


def test_an_absolute_path_leads_to_the_same_file_in_its_new_place(work, trip, tmp_path):
    (work / "data").mkdir()
    (work / "data" / "t.csv").write_text("a\n1\n")
    back = trip(text=str(work / "data" / "t.csv"), path=work / "data" / "t.csv")
    assert back["text"] == str(tmp_path / "files" / "data" / "t.csv")
    assert back["path"] == tmp_path / "files" / "data" / "t.csv"
    assert pd.read_csv(back["path"])["a"].tolist() == [1]


def test_a_folder_of_runs_brings_its_event_files_and_nothing_else(work, trip):
    for run in ("one", "two"):
        (work / "logs" / run / "train").mkdir(parents=True)
        (work / "logs" / run / "train" / EVENTS).write_bytes(run.encode())
        (work / "logs" / run / "notes.txt").write_text("mine")
    back = trip(root="logs", runs=[Path("logs/one"), "logs/two/"], best={"run": "logs/two"})
    assert back == {
        "root": "logs",
        "runs": [Path("logs/one"), "logs/two/"],
        "best": {"run": "logs/two"},
    }
    found = sorted(path for path in Path("logs").rglob("*") if path.is_file())
    assert found == [Path("logs/one/train", EVENTS), Path("logs/two/train", EVENTS)]
    assert found[1].read_bytes() == b"two"


def test_what_tensorboard_has_written_can_be_read_on_the_other_side(work, trip):
    import tensorflow as tf
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    with tf.summary.create_file_writer("logs/train").as_default():
        tf.summary.scalar("epoch_loss", 0.5, step=0)
    events = EventAccumulator(str(trip(folder=Path("logs"))["folder"] / "train"))
    events.Reload()
    assert events.Tags()["tensors"] == ["epoch_loss"]


@pytest.mark.parametrize(
    "name",
    ["gone.csv", "program.exe", "empty", "..", "../work/a.csv", "a.csv\n", "/etc/passwd", ""],
)
def test_a_name_that_leads_to_nothing_we_take_stays_text(work, trip, name):
    (work / "empty").mkdir()
    (work / "empty" / "data.bin").write_bytes(b"x")
    (work / "program.exe").write_bytes(b"x")
    (work / "a.csv").write_text("a")
    back = trip(text=name, path=Path(name), parts=[name])
    assert back == {"text": name, "path": Path(name), "parts": [name]}
    assert not list(Path().iterdir())


def test_a_link_out_of_the_working_folder_and_a_pipe_stay_text(work, trip, tmp_path):
    (tmp_path / "secret.csv").write_text("secret")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / EVENTS).write_bytes(b"secret")
    (work / "link.csv").symlink_to(tmp_path / "secret.csv")
    (work / "logs").symlink_to(tmp_path / "elsewhere")
    (work / "runs").mkdir()
    (work / "runs" / EVENTS).symlink_to(tmp_path / "secret.csv")
    os.mkfifo(work / "pipe.csv")
    names = ["link.csv", "logs", "runs", "pipe.csv"]
    assert trip(names=names)["names"] == names
    assert not list(Path().iterdir())


def test_a_key_of_a_dictionary_is_a_name_and_no_file(work, trip):
    (work / "a.csv").write_text("a")
    assert trip(x={"a.csv": 1})["x"] == {"a.csv": 1}
    assert not list(Path().iterdir())


def test_a_file_that_is_too_large_stays_behind_and_says_so(work, trip):
    with (work / "big.zip").open("wb") as file:
        file.truncate(file_format.MAX_FILE_BYTES + 1)
    with pytest.raises(AssertionError, match="`x` is a str: the file it names takes more than 64"):
        len(trip(x="big.zip")["x"])


def test_event_files_are_bounded_together(work, trip, monkeypatch):
    monkeypatch.setattr(file_format, "MAX_EVENT_BYTES", 10)
    for run in "ab":
        (work / run).mkdir()
        (work / run / EVENTS).write_bytes(b"x" * 8)
    back = trip(first="a", second="b")
    assert back["first"] == "a"
    with pytest.raises(AssertionError, match="event files it names take more than"):
        len(back["second"])


def test_a_saved_model_is_written_anew_and_predicts_the_same(work, trip):
    import keras

    model = built_model()
    model.save("best.keras")
    (work / "best.keras").rename(work / "mine.keras")
    original = (work / "mine.keras").read_bytes()
    back = trip(x=Path("mine.keras"))["x"]
    assert back.read_bytes() != original
    again = keras.models.load_model(back)
    inputs = np.random.rand(3, 4)
    assert np.allclose(again.predict(inputs, verbose=0), model.predict(inputs, verbose=0))


def test_a_saved_model_that_cannot_be_loaded_stays_behind_and_says_why(work, trip):
    (work / "best.keras").write_bytes(b"no model")
    with pytest.raises(
        AssertionError, match="`x` is a str: the model in the file could not be load"
    ):
        len(trip(x="best.keras")["x"])


def test_a_saved_model_with_code_in_it_stays_behind(work, trip):
    import keras

    keras.Sequential([keras.Input((2,)), keras.layers.Lambda(lambda x: x)]).save("best.keras")
    value = trip(x="best.keras")["x"]
    assert isinstance(value, Opaque)
    assert "could not be loaded" in str(value)


def test_a_saved_model_does_not_take_the_place_of_one_that_the_tests_brought(work, tmp_path):
    built_model().save("best.keras")
    save({"x": "best.keras"}, ["x"], str(tmp_path / "snap"))
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "best.keras").write_bytes(b"of the tests")
    assert "there is another file" in str(load(tmp_path / "snap", tmp_path / "files")["x"])
    assert (tmp_path / "files" / "best.keras").read_bytes() == b"of the tests"


def named(name: object, holds: object = None, kind: str = "text", absolute: object = False) -> dict:
    data = {"kind": kind, "name": name, "absolute": absolute}
    return {"format": "file", "data": {**data, "holds": {".": "0.bin"} if holds is None else holds}}


@pytest.mark.parametrize(
    "entry",
    [
        named("../out.csv"),
        named("/tmp/out.csv"),
        named("a/../../out.csv"),
        named("out.csv\0"),
        named(".", {"../out.csv": "0.bin"}),
        named(".", {"/out.csv": "0.bin"}),
        named("..", {EVENTS: "0.bin"}),
        named("../out.csv", absolute=True),
        named("out.exe"),
        named("out"),
        named("."),
        named("runs", {"out.csv": "0.bin"}),
        named("out.keras"),
        named("out.keras", {".": {"model": {}}}),
        named("x" * 300 + ".csv"),
        named("/".join("x" * 20) + ".csv"),
        named("\udcff.csv"),
        named("out.csv", {".": "../0.bin"}),
        named("out.csv", {".": "snapshot.json"}),
        named("out.csv", {".": {"model": {}}}),
        named("out.csv", {".": "9.bin"}),
        named("out.csv", {}),
        named("out.csv", []),
        named("out.csv", kind="pickle"),
        named(1),
    ],
    ids=lambda entry: str(entry["data"])[8:60],
)
def test_a_hostile_name_places_no_file_anywhere(tmp_path, entry):
    folder = snapshot(tmp_path / "snap", entry, **{"0_bin": b"x"})
    (tmp_path / "deep" / "files").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    value = load(folder, tmp_path / "deep" / "files")["x"]
    assert isinstance(value, Opaque)
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in before] == []


def test_two_values_cannot_put_different_files_at_one_place(tmp_path):
    folder = snapshot(tmp_path / "snap", named("a.csv"), **{"0_bin": b"first", "1_bin": b"second"})
    entries = {"x": named("a.csv"), "y": named("./a.csv", {".": "1.bin"})}
    (folder / MANIFEST).write_text(json.dumps(entries))
    (tmp_path / "files").mkdir()
    back = load(folder, tmp_path / "files")
    assert back["x"] == "a.csv"
    assert isinstance(back["y"], Opaque)
    assert (tmp_path / "files" / "a.csv").read_bytes() == b"first"


def test_without_a_place_for_them_files_are_opaque(work, tmp_path):
    (work / "a.csv").write_text("a")
    assert "files are not read here" in str(through(tmp_path, x="a.csv")["x"])


ASKS = """
from otter.test_files import test_case
OK_FORMAT = False
name = {name!r}
points = None
@test_case(points=1)
def test_reads_its_own_file(path, other, frame, graph):
    from pathlib import Path
    assert frame["name"].tolist() == [{name!r}] and graph.source == "digraph {{\\n\\ta -> b\\n}}\\n"
    assert Path(path).read_text() == {name!r}
    assert Path(other).is_absolute() and Path(other).read_text() == {name!r}
    assert sorted(p.name for p in Path().iterdir()) == ["mine.py", "notes.txt"]
    import importlib
    try:
        importlib.import_module("mine")
    except ModuleNotFoundError:
        pass
    else:
        raise AssertionError("a module of the student's was imported")
    Path("written.txt").write_text("by the test")
"""


def test_each_question_reads_its_own_files_and_imports_none_of_them(
    run, folder, fork_server, tmp_path
):
    source = """
from pathlib import Path
Path("notes.txt").write_text({name!r})
Path("mine.py").write_text("raise SystemExit")
import graphviz, pandas
frame, graph = pandas.DataFrame({{"name": [{name!r}]}}), graphviz.Digraph()
graph.edge("a", "b")
path, other, module = "notes.txt", Path("notes.txt").absolute(), "mine.py"
"""
    names = ["path", "other", "module", "frame", "graph"]
    capture_points = tuple(
        CapturePoint(name, number, capture_code(names, folder / "snap" / name))
        for number, name in enumerate(("q1", "q2"))
    )
    run(source.format(name="q1"), source.format(name="q2"), capture_points=capture_points)
    tests = tmp_path / "tests"
    tests.mkdir()
    for name in ("q1", "q2"):
        (tests / f"{name}.py").write_text(ASKS.format(name=name))
    questions = (Question("q1"), Question("q2"))
    assignment = Assignment("files", "Files", tests, questions, "")
    snapshots = {name: folder / "snap" / name for name in ("q1", "q2")}
    with workspace() as apart:
        outcomes = check(
            assignment, snapshots, fork_server=fork_server, workspace=apart, datasets={}
        )
    assert [(outcome.score, outcome.tests[0].message) for outcome in outcomes] == [
        (1.0, "Reads its own file."),
        (1.0, "Reads its own file."),
    ]


# The sources of executed cells


def test_the_sources_of_executed_cells_are_text_without_the_graders_own_code(run, folder):
    capture_points = tuple(
        CapturePoint(f"q{number}", number, capture_code(["In"], folder / f"s{number}"))
        for number in range(2)
    )
    run("x = 1", "%time y = 2", capture_points=capture_points)
    assert load(folder / "s0")["In"] == ["", "x = 1"]
    sources = load(folder / "s1")["In"]
    assert len(sources) == 3
    assert "y = 2" in sources[2]
    assert "autograder" not in str(sources)


def test_sources_without_end_stay_behind_and_spoil_nothing_else(run, folder):
    point = CapturePoint("q", 1, capture_code(["In", "x"], folder / "s"))
    run("x = 1\nIn.extend(['#' * 1_000_000] * 10)", "y = 2", capture_points=(point,))
    back = load(folder / "s")
    assert back["x"] == 1
    with pytest.raises(AssertionError, match="`In` is a list: it holds more than 4,000,000 char"):
        len(back["In"])


def test_values_that_are_too_large_together_do_not_spoil_the_small_ones(tmp_path, monkeypatch):
    from autograder.capture import snapshot as module

    monkeypatch.setattr(module, "MAX_MANIFEST", 100_000)
    back = through(tmp_path, first="x" * 60_000, second="y" * 60_000, small=1)
    assert back["first"] == "x" * 60_000
    assert back["small"] == 1
    assert "`second` is a str: it is too large" in str(back["second"])


# Models


def entry_of(model: object, tmp_path: Path) -> dict:
    """A model's entry in a snapshot, as honest as it was written."""
    save({"x": model}, ["x"], str(tmp_path / "snap"))
    return json.loads((tmp_path / "snap" / MANIFEST).read_text())["x"]


def altered(tmp_path: Path, entry: dict, change) -> Any:
    """What is made of the entry after its configuration was changed in place."""
    data = copy.deepcopy(entry["data"])
    config = json.loads(data["config"])
    change(config)
    data["config"] = json.dumps(config)
    manifest = {"x": {"format": "model", "data": data}}
    (tmp_path / "snap" / MANIFEST).write_text(json.dumps(manifest))
    return load(tmp_path / "snap")["x"]


def wide(units: int):
    return lambda config: config["config"]["layers"][1]["config"].update(units=units)


def with_input(*shape: object):
    return lambda config: config["config"]["layers"][0]["config"].update(batch_shape=list(shape))


def more_layers(config: dict) -> None:
    last = config["config"]["layers"][1]
    config["config"]["layers"] += [
        {**last, "config": {**last["config"], "name": f"more{number}"}} for number in range(600)
    ]


def unconnected(config: dict) -> None:
    layers = config["config"]["layers"]
    layers.append(copy.deepcopy(layers[1]))
    layers[2]["name"] = layers[2]["config"]["name"] = "apart"
    layers[2]["config"]["units"] = 1_000_000
    layers[2]["inbound_nodes"][0]["args"][0]["config"]["keras_history"] = [
        layers[0]["name"],
        *(0, 0),
    ]


def waits_for_itself(config: dict) -> None:
    node = config["config"]["layers"][1]["inbound_nodes"][0]
    node["args"][0]["config"]["keras_history"] = ["last", 0, 0]


def without_end(config: dict) -> None:
    config["config"]["layers"][1]["inbound_nodes"] *= 2_000


def builds_itself(config: dict) -> None:
    config["config"]["layers"][1]["build_config"] = {"input_shape": [None, 1_000_000]}


def compiles_itself(config: dict) -> None:
    config["compile_config"] = {"loss": {"module": "os", "class_name": "system", "config": {}}}


def is_registered(config: dict) -> None:
    config["config"]["layers"][1]["registered_name"] = "mine>Dense"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (wide(10**9), "it asks for more than 10,000,000 of something"),
        (wide(10**7), "weights that do not fit"),
        (wide(3), "weights that do not fit"),
        (with_input(None, 10**7), "weights that do not fit"),
        (with_input(10**7, 10**7, 10**7, 4), "inputs that no memory holds"),
        (more_layers, "weights that do not fit|more than 500 layers"),
        (unconnected, "weights that do not fit"),
        (waits_for_itself, "layers that wait for one another"),
        (without_end, "it calls its layers more than 1,000 times"),
        (builds_itself, "builds or compiles by itself"),
        (compiles_itself, "builds or compiles by itself"),
        (is_registered, "'Dense', which is"),
    ],
    ids=lambda part: getattr(part, "__name__", str(part)),
)
def test_a_model_that_asks_for_more_than_it_brings_is_refused_before_it_gets_memory(
    tmp_path, change, why
):
    entry = entry_of(functional_model(), tmp_path)
    altered(tmp_path, entry, lambda config: None)  # so that Keras has loaded what it needs
    with bounded(100):
        value = altered(tmp_path, entry, change)
    with pytest.raises(AssertionError, match=why):
        len(value)
    # What was refused leaves nothing behind that the next model would have to pay for.
    assert altered(tmp_path, entry, lambda config: None).count_params() == 10


@pytest.mark.parametrize(
    "compiled",
    [
        {"optimizer": layer("os", "system"), "loss": "mse"},
        {"loss": layer("builtins", "function", "eval", registered_name="function")},
        {"loss": layer("my.package", "Loss")},
        {"metrics": [layer("keras.metrics", "MeanIoU", {"num_classes": 1_000_000})]},
        {"metrics": [layer("keras.metrics", "AUC", {"num_thresholds": 1_000_000})]},
        [],
        "adam",
    ],
    ids=str,
)
def test_a_model_compiled_with_code_or_endless_tables_is_opaque(tmp_path, compiled):
    entry = entry_of(functional_model(), tmp_path)
    entry["data"]["compiled"] = json.dumps(compiled)
    assert isinstance(altered(tmp_path, entry, lambda config: None), Opaque)


def shared_layers():
    import keras

    one, two, dense = keras.Input((4,)), keras.Input((4,)), keras.layers.Dense(3)
    return keras.Model([one, two], keras.layers.Dot(1)([dense(one), dense(two)]))


def model_in_model():
    import keras

    inputs = keras.Input((4,))
    inner = keras.Model(inputs, keras.layers.Dense(4)(inputs))
    start = keras.Input((4,))
    last = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    return keras.Model(start, last(inner(inner(start)) * 2 - start[:, :1]))


def images():
    import keras

    layers = keras.layers
    return keras.Sequential(
        [
            *(keras.Input((8, 8, 1)), layers.Rescaling(1 / 255), layers.RandomFlip()),
            *(layers.Conv2D(3, 3, activation="relu"), layers.BatchNormalization()),
            *(layers.MaxPooling2D(), layers.Dropout(0.2), layers.Flatten(), layers.Dense(2)),
        ]
    )


def sequences():
    import keras

    layers = keras.layers
    inputs = keras.Input((5, 4))
    hidden = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(inputs)
    hidden = layers.LayerNormalization()(layers.MultiHeadAttention(2, 3)(hidden, hidden))
    return keras.Model(inputs, layers.Dense(2)(layers.GRU(3)(hidden)))


def normalised():
    import keras

    normalization = keras.layers.Normalization()
    normalization.adapt(np.random.rand(20, 4) * 7)
    return keras.Sequential([keras.Input((4,)), normalization, keras.layers.Dense(2)])


@pytest.mark.parametrize("make", [shared_layers, model_in_model, images, sequences, normalised])
def test_a_model_of_any_shape_predicts_the_same_when_it_comes_back(tmp_path, make):
    model = make()
    inputs: Any = [
        np.random.rand(3, *tensor.shape[1:]).astype("float32") for tensor in model.inputs
    ]
    inputs = inputs if len(inputs) > 1 else inputs[0]
    back = through(tmp_path, model=model)["model"]
    assert np.allclose(back(inputs, training=False), model(inputs, training=False), atol=1e-6)
    assert [part.name for part in back.layers] == [part.name for part in model.layers]


# Plain values, arrays and figures


def test_keys_that_were_chosen_to_share_a_hash_are_refused(tmp_path):
    numbers = [{"int": hex(number * (2**61 - 1))} for number in range(1, 200_000)]
    entry = {"format": "plain", "data": {"value": {"set": numbers}}}
    value = load(snapshot(tmp_path / "snap", entry))["x"]
    assert "keys that all share one hash" in str(value)


def test_values_nested_through_many_formats_are_refused(tmp_path):
    value: object = {"format": "plain", "data": {"value": 1}}
    for _ in range(100):
        value = {"format": "plain", "data": {"value": {"list": [{"other": value}]}}}
    back = load(snapshot(tmp_path / "snap", value))["x"]
    for _ in range(8):
        back = back[0]
    assert "nested too deeply" in str(back)


def test_a_file_is_read_for_one_value_only(tmp_path):
    entry = {"format": "array", "data": {"file": "0.npy", "scalar": False}}
    folder = snapshot(tmp_path / "snap", entry)
    np.save(folder / "0.npy", np.ones(3))
    (folder / MANIFEST).write_text(json.dumps({"x": entry, "y": entry}))
    back = load(folder)
    assert back["x"].tolist() == [1, 1, 1]
    assert "belongs to another value" in str(back["y"])


def test_what_was_read_stays_as_it_was_whoever_still_holds_the_file(tmp_path):
    numbers, texts = np.arange(100_000), pd.Series(["one", "two"] * 1_000)
    back = through(tmp_path, numbers=numbers, texts=texts)
    for path in (*(tmp_path / "snap").glob("*.npy"), *(tmp_path / "snap").glob("*.arrow")):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(b"\xff" * size)
    assert np.array_equal(back["numbers"], numbers)
    same(back["texts"], texts)


def test_a_figures_axes_are_of_their_kind_and_what_is_not_rebuilt_says_so(tmp_path):
    from matplotlib.figure import Figure

    figure = Figure()
    figure.add_subplot(2, 2, 1, projection="polar").plot([0, 1], [1, 2])
    figure.add_subplot(2, 2, 2, projection="3d").set_title("deep")
    bars, plain = figure.add_subplot(2, 2, 3), figure.add_subplot(2, 2, 4)
    bars.bar([1, 2], [3, 4], label="b")
    bars.legend()
    plain.plot([0, 1], [1, 2])
    back = through(tmp_path, fig=figure)["fig"]
    for mine, again in zip(figure.axes, back.axes, strict=True):
        assert isinstance(again, type(mine))
        assert again.name == mine.name
        assert len(again.lines) == len(mine.lines)
    assert back.axes[1].get_title() == "deep"
    assert [*back.axes[3].patches] == [*back.axes[3].texts] == []
    for look in ("patches", "containers"):
        with pytest.raises(AssertionError, match="did not come along"):
            getattr(back.axes[2], look)
    assert [text.get_text() for text in back.axes[2].get_legend().get_texts()] == ["b"]
    assert back.axes[3].get_legend() is None
    back.savefig(tmp_path / "drawn.png")


def test_axes_come_with_the_figure_that_they_lie_in(tmp_path):
    from matplotlib.figure import Figure

    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.set_title("left")
    right.plot([0, 1], [2, 3])
    back = through(tmp_path, ax=left, all=np.array([left, right]), fig=figure)
    assert back["ax"].get_title() == "left"
    assert back["ax"] is back["all"][0] is back["fig"].axes[0]
    assert back["all"][1].lines[0].get_ydata().tolist() == [2, 3]
    assert back["ax"].get_figure() is back["fig"]


def test_axes_of_a_figure_that_did_not_come_stay_behind(tmp_path):
    entry = {"format": "figure", "data": {"figure": {"again": 0}, "axes": 0}}
    assert "did not come along" in str(load(snapshot(tmp_path / "snap", entry))["x"])


def test_a_figure_with_a_map_stays_behind(tmp_path):
    from matplotlib.figure import Figure

    figure = Figure()
    figure.add_subplot(projection="aitoff")
    with pytest.raises(AssertionError, match="axes of the kind 'aitoff'"):
        len(through(tmp_path, fig=figure)["fig"])


def test_a_figure_with_more_lines_than_anyone_draws_stays_behind(tmp_path):
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    for _ in range(2_001):
        axes.plot([0, 1])
    with pytest.raises(AssertionError, match="more than 2,000 images and lines"):
        len(through(tmp_path, fig=figure)["fig"])

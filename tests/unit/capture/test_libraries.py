"""Values of libraries that courses use come back as that library's own, or stay with a word."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.capture import formats, snapshot
from autograder.capture.exchange import MANIFEST
from autograder.capture.snapshot import Opaque, load
from tests.support.captured import snapshot as written
from tests.support.captured import through
from tests.support.library_values import FRAME, LIBRARY_VALUES, NUMBERS


def shown(value: Any) -> Any:
    """What a test could see of a value of a library that does not say when two are equal."""
    kind = type(value).__name__
    if type(value).__module__.startswith("bs4"):  # whose tags have every attribute
        return str(value)
    if hasattr(value, "toarray"):
        return value.toarray().tolist(), str(value.dtype), getattr(value, "blocksize", None)
    if hasattr(value, "adjacency"):  # the order decides which of two shortest paths is found
        nodes = list(value.nodes(data=True))
        ways = [value.adj] if not value.is_directed() else [value.succ, value.pred]
        return value.graph, nodes, [[(n, [*row.items()]) for n, row in way.items()] for way in ways]
    if kind == "Row" and hasattr(value, "keys"):
        return [*value.keys()], [*value]
    if kind == "DataFrameGroupBy":
        return str(value.sum())
    if hasattr(value, "cdf"):
        return value.mean(), value.cdf(1), value.interval(0.9)
    if hasattr(value, "to_dict") and "altair" in type(value).__module__:
        return value.to_dict()
    if kind in ("FacetGrid", "JointGrid"):
        axes = value.axes.flat if kind == "FacetGrid" else [value.ax_joint, value.ax_marg_y]
        all_axes = value.figure.axes
        return [(all_axes.index(one), one.get_xlabel(), one.get_title()) for one in axes]
    if hasattr(value, "get_params"):
        learned = sorted(name for name in vars(value) if name.endswith("_"))
        if not learned and kind != "Pipeline":
            return repr(value)
        if kind == "OneHotEncoder":
            return repr(value), learned, value.transform(FRAME[["b"]]).tolist()
        return repr(value), learned, value.predict(NUMBERS).tolist()
    if kind in ("Random", "RandomState", "Generator"):
        draw = getattr(value, "gauss", getattr(value, "normal", None))
        return draw(0, 1), draw(0, 1), value.random()
    if type(value).__module__.startswith(("datascience", "babypandas")):
        return str(value)
    return value


@pytest.mark.parametrize("library", LIBRARY_VALUES)
def test_a_value_of_a_library_comes_back_as_the_librarys_own(tmp_path, library):
    pytest.importorskip(library)
    values = LIBRARY_VALUES[library]()
    back = through(tmp_path, **values)
    for name, value in values.items():
        again = back[name]
        assert not isinstance(again, Opaque), str(again)
        assert type(again).__mro__[-3:] == type(value).__mro__[-3:]
        assert type(again).__name__ == type(value).__name__
        assert repr(again)[:15] == repr(value)[:15]
        assert shown(again) == shown(value), name


def test_an_expression_is_put_together_without_computing_it(tmp_path):
    sympy = pytest.importorskip("sympy")
    ten: Any = ["rational", hex(10), hex(1)]
    tower = functools.reduce(lambda power, _: ["of", "Pow", [ten, power]], range(5), ten)
    entry = {"format": "expression", "data": {"tree": tower}}
    assert isinstance(load(written(tmp_path / "snap", entry))["x"], sympy.Pow)


def test_symbols_keep_what_is_assumed_of_them(tmp_path):
    sympy = pytest.importorskip("sympy")
    x = sympy.Symbol("x", positive=True)
    back = through(tmp_path, x=x)["x"]
    assert sympy.sqrt(back**2) == x


def test_the_parts_of_a_chart_are_what_they_were_given_as(tmp_path):
    altair = pytest.importorskip("altair")
    given = altair.Chart(FRAME).mark_bar().encode(x="mean(a):Q", y=altair.Y("b", title="day"))
    chart = through(tmp_path, x=given)["x"]
    assert isinstance(chart.encoding.x, altair.X)
    assert chart.encoding.x.shorthand == "mean(a):Q"
    assert (chart.encoding.y["title"], chart.mark) == ("day", given.mark)
    assert repr(chart.encoding) == repr(given.encoding)
    assert chart.data.equals(FRAME)


def test_a_chart_with_a_part_of_a_class_of_ones_own_is_drawn_alike(tmp_path):
    altair = pytest.importorskip("altair")
    own = type("Across", (altair.X,), {})
    given = altair.Chart(FRAME).mark_bar().encode(x=own("a"))
    chart = through(tmp_path, x=given)["x"]
    assert chart.to_dict() == given.to_dict()
    assert not isinstance(chart.encoding.x, altair.X)


@pytest.mark.parametrize("name", ["datascience", "babypandas", "plotly.express", "altair"])
def test_the_module_of_a_library_is_that_module(tmp_path, name):
    module = pytest.importorskip(name)
    assert through(tmp_path, x=module)["x"] is module


def entry(form: str, **data: object) -> dict[str, object]:
    return {"format": form, "data": data}


def coordinates(shape: list[int], *at: str) -> dict[str, object]:
    return entry("sparse", kind="csr_matrix", shape=shape, block=None, at=[*at], cells="9.npy")


PLAIN = {"format": "plain", "data": {"value": None}}
DEEP: Any = []
for _ in range(80):
    DEEP = ["of", "sin", [DEEP]]


def deep_list(depth: int) -> Any:
    return functools.reduce(lambda inner, _: [inner], range(depth), DEEP)


HOSTILE: dict[str, Any] = {
    "a matrix of a trillion rows": ("scipy", coordinates([10**12, 1], "0.npy", "1.npy")),
    "a distribution that is none": (
        "scipy",
        entry("sparse", distribution="test", given={"list": [{"list": []}, {"dict": []}]}),
    ),
    "a class that SymPy has and the list has not": (
        "sympy",
        entry("expression", tree=["of", "Symbol", []]),
    ),
    "a name that would be parsed": ("sympy", entry("expression", tree=["of", "sympify", []])),
    "a number that would be written out": (
        "sympy",
        entry("expression", tree=["float", "0x1", 10**18, 53]),
    ),
    "a tree without end": (
        "sympy",
        entry("expression", tree=DEEP),
    ),
    "an estimator that is not in the list": (
        "sklearn",
        entry("estimator", kind="FunctionTransformer", parts=PLAIN),
    ),
    "an estimator that has learned another method": (
        "sklearn",
        entry(
            "estimator",
            kind="LinearRegression",
            parts={
                "format": "plain",
                "data": {"value": {"list": [{"dict": []}, {"dict": [["predict", 1]]}]}},
            },
        ),
    ),
    "tags that never end": (
        "bs4",
        entry("markup", kind="BeautifulSoup", text="<a b=" * 20_000 + '"' * 900_000),
    ),
    "comments that never end": (
        "bs4",
        entry("markup", kind="BeautifulSoup", text="<!--" * 10_000 + "x" * 900_000),
    ),
    "a page of ten million tags": (
        "bs4",
        entry("markup", kind="BeautifulSoup", text="<a>" * 10**6),
    ),
    "a parser of XML": ("bs4", entry("markup", kind="BeautifulStoneSoup", text="<a/>")),
    "a chart of no kind": ("altair", entry("chart", altair="load", text="{}", table=None)),
    "a chart of parts that are none": (
        "altair",
        entry("chart", altair="Chart", tree={"part": ["", "load_dataset", [], {"dict": {}}]}),
    ),
    "a chart that is a part of one": (
        "altair",
        entry("chart", altair="Chart", tree={"part": ["", "Axis", [], {"dict": {}}]}),
    ),
    "a chart of a module that holds no parts": (
        "altair",
        entry("chart", altair="Chart", tree={"part": ["os", "Chart", [], {"dict": {}}]}),
    ),
    "a chart without end": (
        "altair",
        entry("chart", altair="Chart", tree=deep_list(80)),
    ),
    "a chart that its schema refuses": (
        "altair",
        entry("chart", altair="Chart", text='{"mark": {"type": "exec"}}', table=None),
    ),
    "a graph of another class": (
        "networkx",
        entry("network", kind="OrderedGraph", content=PLAIN, ways=[]),
    ),
    "an edge that leads nowhere": (
        "networkx",
        entry(
            "network",
            kind="Graph",
            content={
                "format": "plain",
                "data": {
                    "value": {
                        "list": [{"dict": []}, {"list": [1]}] + [{"list": [{"dict": []}]}] * 2
                    }
                },
            },
            ways=[[[[7, 0]]]],
        ),
    ),
    "a row with a name that is SQL": (
        "sqlite3",
        entry(
            "row",
            kind="sqlite3",
            names=['a" FROM sqlite_master --', "b"],
            values={"format": "plain", "data": {"value": {"tuple": [1]}}},
        ),
    ),
    "a table of no kind": ("babypandas", entry("teaching", kind="read_csv", of=PLAIN)),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_data_of_a_library_that_no_encoder_writes_is_opaque(tmp_path, case):
    library, data = HOSTILE[case]
    pytest.importorskip(library)
    back = load(written(tmp_path / "snap", data))["x"]
    assert isinstance(back, Opaque)
    assert "reading it failed" not in str(back)


def test_a_generator_that_would_read_beyond_its_numbers_is_refused(tmp_path):
    values = {"x": np.random.Generator(np.random.MT19937(1))}
    snapshot.save(values, values, str(tmp_path / "snap"))
    path = tmp_path / "snap" / MANIFEST
    text = path.read_text()
    assert '["pos", 623]' in text
    path.write_text(text.replace('["pos", 623]', '["pos", 100000000]'))
    assert "lost count" in str(load(tmp_path / "snap")["x"])


# What decides which formats there are


def test_a_format_is_absent_where_its_library_is():
    form = types.ModuleType("form")
    form.LIBRARIES = ("a_library_that_nobody_has",)  # type: ignore[attr-defined]
    assert not formats._is_here(form)
    form.LIBRARIES = ("a_library_that_nobody_has", "json")  # type: ignore[attr-defined]
    assert formats._is_here(form)


OWN = '''
"""Temperatures of a course's own library."""
import sys
from autograder.capture.snapshot_folder import DecodeError
NAME = "temperature"
LIBRARIES = ("thermo",)
def encode(value, snap):
    thermo = sys.modules.get("thermo")
    if thermo is None or type(value) is not thermo.Temperature:
        return None
    return {"kelvin": float(value.kelvin)}
def decode(data, snap):
    import thermo
    if set(data) != {"kelvin"} or type(data["kelvin"]) is not float:
        raise DecodeError("not a valid temperature")
    return thermo.Temperature(data["kelvin"])
'''


@pytest.mark.kernel
def test_a_course_brings_a_format_by_an_entry_point(tmp_path):
    (tmp_path / "thermo.py").write_text(
        "class Temperature:\n    def __init__(self, kelvin):\n        self.kelvin = kelvin\n"
    )
    (tmp_path / "their_format.py").write_text(OWN)
    info = tmp_path / "theirs-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[autograder.formats]\nthermo = their_format\n")
    program = """
import pathlib, sys, thermo
from autograder.capture.snapshot import load, save
values = {"x": thermo.Temperature(300.0)}
save(values, values, "snap")
print(load(pathlib.Path("snap"))["x"].kelvin)
"""
    where = os.pathsep.join([str(tmp_path), str(Path(formats.__file__).parents[3])])
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": where},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == "300.0\n"

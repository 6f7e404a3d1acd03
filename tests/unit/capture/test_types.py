"""Values come back as what they were, or not at all: a change of type would be a wrong mark."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import http
import itertools
import re
import shutil
import time
import typing
import zoneinfo
from collections import ChainMap, Counter, OrderedDict, UserDict, defaultdict, deque, namedtuple
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import urlparse

import graphviz
import numpy as np
import pandas as pd
import pydot
import pytest
from IPython.utils.text import LSString, SList
from matplotlib.figure import Figure
from sklearn.utils import Bunch

from autograder.capture.formats.functions import Function
from autograder.capture.snapshot import Opaque, load, save
from tests.support.captured import through
from tests.support.types_of_students import City

Point = namedtuple("Point", "x y")
Renamed = namedtuple("Renamed", "class x x", rename=True)
Twins: dict[str, Any] = {"Point": namedtuple("Point", "x y"), "Space": namedtuple("Space", "x y z")}


class Moving(typing.NamedTuple):
    x: int

    def moved(self) -> int:
        return self.x + 1


class Shown(typing.NamedTuple):
    x: int

    def __repr__(self) -> str:
        return "shown"


class Derived(namedtuple("Derived", "x")):
    __slots__ = ()


class Level(enum.IntEnum):
    LOW = 1


class Name(enum.StrEnum):
    ADA = "ada"


class Colour(enum.Enum):
    RED = ("r", 1)
    GREEN = ("g", 2)


class Planet(enum.Enum):
    EARTH = 1

    def mass(self) -> float:
        return 5.97e24


@dataclasses.dataclass(frozen=True, order=True)
class Version:
    major: int
    parts: tuple[int, ...] = ()
    note: str = dataclasses.field(default="", repr=False, compare=False)
    LATEST: typing.ClassVar[int] = 3


@dataclasses.dataclass
class Rectangle:
    width: float
    height: float
    inside: Any = None

    @property
    def area(self) -> float:
        return self.width * self.height

    def scaled(self, factor: float) -> float:
        return self.area * factor

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"


@dataclasses.dataclass
class Link:
    to: Any = None


@dataclasses.dataclass(eq=False)
class Same:
    x: int

    def __eq__(self, other: object) -> bool:
        return True


class Flags(enum.IntFlag):
    ONE = 1
    TWO = 2


def of(kind: type, *arguments: Any) -> Any:
    """An instance of a subclass without anything of its own."""
    return type(f"My{kind.__name__.capitalize()}", (kind,), {})(*arguments)


BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
NOON = datetime.datetime(2026, 10, 25, 2, 30)
CET = datetime.timezone(datetime.timedelta(hours=1))

#: comes back with its type and its content
COMES_BACK: dict[str, Any] = {
    "namedtuple": Point(1, (2, [3])),
    "namedtuple with fields that had to be renamed": Renamed(1, 2, 3),
    "namedtuple of typing": City("Ulm", 126_000),
    "namedtuples of several kinds": [Point(1, 2), Twins["Space"](1, 2, 3), City("a")],
    "namedtuple in a dictionary": {Point(0, 1): Point(2, 3)},
    "namedtuple of the standard library": shutil.disk_usage("/"),
    "Counter": Counter("banana"),
    "Counter of none": Counter(),
    "OrderedDict": OrderedDict(b=1, a=2),
    "defaultdict of lists": defaultdict(list, {"a": [1]}),
    "defaultdict of numbers": defaultdict(int, a=1),
    "defaultdict of nothing": defaultdict(None, {1: 2}),
    "defaultdict of defaultdicts": {"a": defaultdict(set, {"b": {1}})},
    "deque": deque([1, "a"], maxlen=5),
    "SList": SList(["a.csv", "b.csv"]),
    "LSString": LSString("a\nb"),
    "Bunch": Bunch(data=np.eye(2), target_names=["a"]),
    "bytes": b"\x00\xff",
    "bytearray": bytearray(b"ab"),
    "True": True,
    "np.bool": np.bool_(True),
    "np.str": np.str_("a"),
    "np.bytes": np.bytes_(b"a"),
    "np.int8": np.int8(3),
    "np.longdouble": np.longdouble(1) / 3,
    "np.datetime64": np.datetime64("2024-02-03T04:05"),
    "np.timedelta64": np.timedelta64(3, "h"),
    "numbers of NumPy in a list": [np.float64(0.5), np.int64(1), 1, 1.0, True, np.True_],
    "dictionary of them": {np.int64(1): np.str_("b")},
    "Path": Path("data") / "x.csv",
    "PurePosixPath": PurePosixPath("a/b"),
    "PureWindowsPath": PureWindowsPath("C:/a"),
    "paths": [Path("a"), {"b": Path("/etc/hosts")}],
    "date": datetime.date(2024, 5, 1),
    "time": datetime.time(10, 30, 0, 7),
    "timedelta": datetime.timedelta(days=-1, microseconds=3),
    "datetime": NOON,
    "datetime in UTC": NOON.replace(tzinfo=datetime.UTC),
    "datetime with an offset": NOON.replace(tzinfo=CET),
    "datetime in a zone": NOON.replace(tzinfo=BERLIN),
    "datetime in the hour that is there twice": NOON.replace(tzinfo=BERLIN, fold=1),
    "datetime that is the later of two": NOON.replace(fold=1),
    "later of two with an offset": NOON.replace(tzinfo=CET, fold=1),
    "time in a zone": datetime.time(10, tzinfo=BERLIN),
    "Decimal": decimal.Decimal("1.50"),
    "Decimal that is none": decimal.Decimal("Infinity"),
    "Fraction": fractions.Fraction(2, -6),
    "complex": 1 - 2j,
    "range": range(9, 0, -2),
    "member of an enumeration": Colour.GREEN,
    "IntEnum": Level.LOW,
    "StrEnum": Name.ADA,
    "IntFlag": Flags.ONE | Flags.TWO,
    "dictionary of members": {Colour.RED: [Level.LOW]},
    "dataclass": Version(1, (2, 3), "x"),
    "dataclass in a dataclass": Rectangle(1, 2.5, Rectangle(3, 4, Colour.RED)),
    "dataclasses as keys": {Version(1): {Version(2)}},
    "structured array": np.array([(1, 2.0)], dtype=[("a", int), ("b", float)]),
    "row of a structured array": np.array([(1, "x")], dtype=[("a", int), ("b", "U3")])[0],
    "record array": np.rec.array([(1, 2.0)], dtype=[("a", int), ("b", float)]),
    "masked structured array": np.ma.array([(1, 2.0)], dtype=[("a", int), ("b", float)]),
    "dtype": np.dtype("int64"),
    "dtype of times": np.dtype("M8[25us]"),
    "dtype of objects": np.dtype(object),
    "dtype of a structure": np.dtype([("a", int), ("b", "U3"), ("c", "f4", (2, 2))]),
    "dtype of pandas": pd.CategoricalDtype(["b", "a"], ordered=True),
    "dtypes of a frame": pd.DataFrame({"a": [1], "b": ["x"], "c": pd.Categorical([1])}).dtypes,
    "Period": pd.Period("2024Q1"),
    "Period of business days": pd.Period("2024-01-02", "B"),
    "Interval": pd.Interval(0, 1),
    "Interval of times": pd.Interval(pd.Timestamp("2024"), pd.Timestamp("2025"), closed="left"),
    "frame of bins": pd.DataFrame({"c": pd.cut([1, 2, 3], 2)}),
    "number of each bin": pd.cut(pd.Series([1, 2, 3]), 2).value_counts(),
    "series of intervals": pd.Series(pd.interval_range(0, 3, closed="both")),
    "series of periods": pd.Series([1, 2], pd.period_range("2024", periods=2, freq="M")),
    "periods with gaps": pd.Series(pd.PeriodIndex(["2024-01", None], freq="M")),
    "series of complex numbers": pd.Series([1j, complex("nan")]),
    "dummies that are sparse": pd.get_dummies(pd.Series(["a", "b"]), sparse=True),
    "frame of arrays": pd.DataFrame({"d": [np.array([1, 2]), np.eye(2)]}),
    "frame of sets": pd.DataFrame({"d": [{1}, frozenset({2})]}),
    "frame of dictionaries": pd.DataFrame({"d": [{"a": [datetime.date(2024, 1, 1)]}]}),
    "frame of arrays in lists": pd.DataFrame({"d": [[np.array([1])]]}),
    "frame of records": pd.DataFrame({"d": [Version(1)], "e": [Colour.RED]}),
    "series of dataframes": pd.Series([pd.DataFrame({"a": [1]})]),
    "matrix": np.matrix([[1, 2], [3, 4]]),
    "masked array": np.ma.array([1.0, 2.0, 3.0], mask=[0, 1, 0], fill_value=-1),
    "masked array without a mask": np.ma.array([[1, 2]]),
    "masked text": np.ma.masked_equal(np.array(["a", "b"]), "a"),
    "memmap": np.arange(5).view(np.memmap),
    "chararray": np.char.array(["a", "bc"]),
    "array of objects": np.array([["a", 1], [None, Point(1, 2)]], dtype=object),
    "array of one object": np.array([[1, 2], [3]], dtype=object),
    "empty array of objects": np.empty((0, 3), dtype=object),
    "frame of dates": pd.DataFrame({"d": [datetime.date(2024, 1, 1)], "n": [decimal.Decimal(1)]}),
    "frame with numbers of NumPy": pd.DataFrame({"d": pd.Series([np.int8(1), "x", 2, np.True_])}),
    "series of NumPy's text": pd.Series([np.str_("a"), None], dtype=object),
    "series of spans": pd.Series([pd.Timedelta("1D"), "x"]),
    "series named by a tuple": pd.Series([1], name=Point(1, 2)),
    "Timestamp": pd.Timestamp("2024-01-01", tz="Asia/Tokyo"),
    "Timestamp in seconds": pd.Timestamp("2024-01-01").as_unit("s"),
    "Timedelta": pd.Timedelta("1h"),
    "NaT": pd.NaT,
    "NA": pd.NA,
    "Categorical": pd.Categorical(["a", None], ["b", "a"]),
    "array of text": pd.array(["a", None], "string[pyarrow]"),
    "array of times": pd.to_datetime(pd.Series(["2024"])).array,
    "index of an index": pd.Index(["a"]),
}

#: known by identity
SINGLE = (np.ma.masked, ..., None)

#: stays behind, and whoever uses it is told why
STAYS: dict[str, tuple[Any, str]] = {
    "namedtuple with a method": (Moving(1), "a kind of tuple that"),
    "namedtuple that shows itself otherwise": (Shown(1), "a kind of tuple that"),
    "subclass of a namedtuple": (Derived(1), "a kind of tuple that"),
    "result of urlparse": (urlparse("http://a/b"), "a kind of tuple that"),
    "structure of the system": (time.gmtime(0), "put a plain tuple there"),
    "member that has methods": (Planet.EARTH, "cannot look into"),
    "dataclass that compares in its own way": (Same(1), "compares in a way of its own"),
    "dataclass of a kind of dict": (
        dataclasses.make_dataclass("D", ["x"], bases=(UserDict,))(1),
        "derives from one that is no dataclass",
    ),
    "HTTPStatus": (http.HTTPStatus.OK, "put a plain int there"),
    "defaultdict of lambdas": (defaultdict(lambda: 0), "give it list, int or another type"),
    "defaultdict of partials": (defaultdict(functools.partial(list)), "list, int or another type"),
    **{
        f"subclass of {kind.__name__}": (of(kind, *arguments), f"put a plain {kind.__name__} there")
        for kind, *arguments in (
            (str, "a"),
            (int, 1),
            (float, 1.5),
            (complex, 1j),
            (bytes, b"a"),
            (list, [1]),
            (tuple, (1,)),
            (dict, {"a": 1}),
            (set, {1}),
            (frozenset, {1}),
            (Figure,),
            (graphviz.Digraph,),
            (pydot.Dot,),
            (pd.DataFrame, {"a": [1]}),
            (pd.Series, [1.0]),
        )
    },
    "subclass of Counter": (of(Counter, "a"), "put a plain dict there"),
    "subclass of datetime": (of(datetime.datetime, 2024, 1, 1), "cannot look into"),
    "subclass of date": (of(datetime.date, 2024, 1, 1), "cannot look into"),
    "subclass of Path": (of(type(Path()), "a"), "cannot look into"),
    "subclass of ndarray": (
        np.arange(3).view(type("Mine", (np.ndarray,), {})),
        "put a plain ndarray there",
    ),
    "UserDict": (UserDict(a=1), "cannot look into"),
    "ChainMap": (ChainMap({}), "cannot look into"),
    "pattern": (re.compile("a"), "cannot look into"),
    "keys": ({"a": 1}.keys(), "cannot look into"),
    "iterator": (itertools.count(), "cannot look into"),
    "series of patterns": (pd.Series([re.compile("a")]), "no plain data"),
    "grouped by a function": (pd.Series([1]).groupby(lambda x: x), "grouped by a function"),
    "datetime with a name for its offset": (
        NOON.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=1), "CET")),
        "cannot look into",
    ),
}


def parts(value: Any) -> list[Any]:
    """A value, and all that is in it."""
    if isinstance(value, dict):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset, deque)):
        inner = [*value]
    elif isinstance(value, np.ndarray) and value.dtype == object:
        inner = value.ravel().tolist()
    elif isinstance(value, (pd.Series, pd.Index)) and value.dtype == object:
        inner = value.tolist()
    else:
        inner = []
    return [value, *(part for one in inner for part in parts(one))]


def as_told(kind: type) -> tuple[str, Any]:
    """A class by its name and fields: that of a namedtuple or record is made anew."""
    if dataclasses.is_dataclass(kind) or issubclass(kind, enum.Enum):
        return kind.__name__, kind.__bases__
    return kind.__name__, getattr(kind, "_fields", kind)


def types_in(value: Any) -> list[tuple[str, Any]]:
    return [as_told(type(part)) for part in parts(value)]


@pytest.mark.parametrize("name", COMES_BACK)
def test_a_value_comes_back_with_its_type_and_its_content(tmp_path, name):
    value = COMES_BACK[name]
    back = through(tmp_path, x=value)["x"]
    assert not isinstance(back, Opaque), str(back)
    assert types_in(back) == types_in(value)
    assert repr(back) == repr(value)


def test_a_named_tuple_has_its_fields_and_two_of_a_kind_have_one_class(tmp_path):
    back = through(tmp_path, p=Point(1, 2), q=[Point(3, 4)], other=Twins["Space"](1, 2, 3))
    point = back["p"]
    assert (point.x, point._replace(y=5), point._asdict()) == (
        1,
        (1, 5),
        {"x": 1, "y": 2},
    )
    assert type(back["p"]) is type(back["q"][0])
    assert type(back["p"]) is not type(back["other"])


def test_a_record_behaves_as_it_did(tmp_path):
    back = through(
        tmp_path,
        colours=[Colour.RED, Colour.RED],
        low=Level.LOW,
        both=Flags.ONE | Flags.TWO,
        versions=[Version(1, note="a"), Version(1, note="b"), Version(2)],
        shape=Rectangle(2, 3),
    )
    red, again = back["colours"]
    assert red is again
    assert (red.name, red.value, type(red)["GREEN"].name) == ("RED", ("r", 1), "GREEN")
    assert isinstance(back["low"], enum.IntEnum)
    assert back["low"] + 1 == 2
    assert back["both"] & 2
    one, same, later = back["versions"]
    assert one == same < later
    assert hash(one) == hash(same)
    assert (one.note, one.LATEST, dataclasses.asdict(later)["major"]) == ("a", 3, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.major = 5
    assert (back["shape"].area, str(back["shape"])) == (6, "2 × 3")
    assert isinstance(back["shape"].scaled, Function)


def test_a_record_that_links_to_itself_ends(tmp_path):
    ring = Link()
    ring.to = ring
    back = through(tmp_path, ring=ring, other=Link(Link()))
    assert back["other"].to.to is None
    with pytest.raises(AssertionError, match="lies in more than 7 others"):
        len(functools.reduce(lambda link, _: link.to, range(7), back["ring"]))


def test_groups_of_a_table_can_be_computed_with(tmp_path):
    frame = pd.DataFrame({"a": [1, 2, 1], "b": [*"xyz"], "c": [1.0, 2, 3]})
    groups = {
        "one": frame.groupby("a"),
        "two": frame.groupby(["a", "b"], sort=False)[["c"]],
        "column": frame.groupby("a")["c"],
        "series": frame.c.groupby(frame.a),
        "condition": frame.groupby(frame.a > 1, as_index=False),
        "level": frame.set_index("a").groupby(level=0),
    }
    back = through(tmp_path, **groups)
    for name, value in groups.items():
        assert type(back[name]) is type(value), back[name]
        assert repr(back[name].max()) == repr(value.max())
        assert [*back[name].groups] == [*value.groups]


def test_containers_of_the_standard_library_behave_as_what_they_are(tmp_path):
    back = through(
        tmp_path,
        count=Counter("banana"),
        lists=defaultdict(list),
        last=deque([1, 2], maxlen=2),
        path=Path("data") / "x.csv",
        masked=np.ma.array([1, 2], mask=[0, 1]),
        matrix=np.matrix([[1, 2], [3, 4]]),
    )
    assert back["count"].most_common(1) == [("a", 3)]
    assert back["count"]["z"] == 0
    assert back["lists"]["new"] == []
    back["last"].append(3)
    assert [*back["last"]] == [2, 3]
    assert back["path"].suffix == ".csv"
    assert back["masked"].sum() == 1
    assert (back["matrix"] * back["matrix"]).tolist() == [[7, 10], [15, 22]]


@pytest.mark.parametrize("value", SINGLE, ids=repr)
def test_what_there_is_once_is_the_same_on_the_other_side(tmp_path, value):
    assert through(tmp_path, x=value, y=[value])["x"] is value


@pytest.mark.parametrize("name", STAYS)
def test_a_value_whose_class_is_not_known_stays_behind_with_a_word(tmp_path, name):
    value, word = STAYS[name]
    back = through(tmp_path, x=value, inside=[value])
    with pytest.raises(AssertionError, match=re.escape(word)):
        len(back["x"])
    assert isinstance(back["inside"][0], Opaque)


def test_a_class_that_only_calls_itself_a_counter_is_none(tmp_path):
    class Counter(dict):
        def most_common(self, n):
            return [("a", 3)]

    assert isinstance(through(tmp_path, x=Counter(a=1))["x"], Opaque)


def test_a_path_that_names_a_file_stays_of_its_kind(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("1")
    values = {"text": "a.csv", "path": Path("a.csv"), "pure": PurePosixPath("a.csv")}
    values |= {"numpys": np.str_("a.csv"), "windows": PureWindowsPath("a.csv")}
    save(values, values, str(tmp_path / "snap"))
    files = tmp_path / "files"
    files.mkdir()
    back = load(tmp_path / "snap", files)
    assert {name: type(value) for name, value in back.items()} == {
        name: type(value) for name, value in values.items()
    }
    assert (files / "a.csv").read_text() == "1"


def test_tensors_come_back_as_tensors_and_variables_as_variables(tmp_path):
    import keras
    import tensorflow as tf

    values = {
        "tensor": tf.constant([[1.0, 2.0]]),
        "number": tf.constant(3),
        "half": tf.constant([1.5], tf.bfloat16),
        "text": tf.constant(["a", "ü"]),
        "variable": tf.Variable([1, 2], name="mine", trainable=False),
        "of Keras": keras.Variable([1.0], name="weight"),
        "shape": tf.TensorShape([None, 3]),
    }
    back = through(tmp_path, **{name: [value] for name, value in values.items()})
    for name, value in values.items():
        [again] = back[name]
        assert type(again) is type(value), again
        if name != "shape":
            assert (again.dtype, again.shape) == (value.dtype, value.shape)
            assert np.array_equal(again.numpy(), value.numpy())
    assert back["shape"][0].as_list() == [None, 3]
    assert (back["variable"][0].name, back["variable"][0].trainable) == ("mine:0", False)
    assert back["of Keras"][0].name == "weight"


def test_a_functions_defaults_can_be_looked_at(tmp_path):
    import inspect

    def area(width, height=2.5, *, unit="cm", shape=(1, 2), how=print):
        return width * height

    back = through(tmp_path, f=area)["f"]
    assert isinstance(back, Function)
    found = {one.name: one.default for one in inspect.signature(back).parameters.values()}
    assert found == {
        "width": inspect.Parameter.empty,
        "height": 2.5,
        "unit": "cm",
        "shape": (1, 2),
        "how": ...,  # a function, which is not looked at
    }


# Hostile bytes


def plain(data: object) -> dict[str, object]:
    return {"format": "plain", "data": {"value": data}}


def record(name: object = "P", **changed: object) -> dict[str, object]:
    honest = {"flags": [True, False, False], "fields": [], "more": [], "prints": {}}
    return {"class": name, **honest, **changed}


@pytest.mark.parametrize(
    "data",
    [
        {"namedtuple": ["P", ["x", "import"], [1, 2]]},
        {"namedtuple": ["P", ["x=__import__('os')"], [1]]},
        {"namedtuple": ["P\n__import__('os')", ["x"], [1]]},
        {"namedtuple": ["P", ["x", "y"], [1]]},
        {"namedtuple": ["P", [f"f{n}" for n in range(500)], [*range(500)]]},
        {"namedtuple": ["P" * 10_000, ["x"], [1]]},
        {"namedtuple": ["P", "xy", 3]},
        {"list": [{"namedtuple": ["P", [f"f{n}"], [1]]} for n in range(1_100)]},
        {"defaultdict": ["eval", []]},
        {"defaultdict": ["print", []]},
        {"defaultdict": [["list"], []]},
        {"deque": ["x", []]},
        {"deque": [-1, []]},
        {"Decimal": "1e999999999"},
        {"Decimal": "1e999999999999999999999999"},
        {"Decimal": "x"},
        {"Fraction": [1, 0]},
        {"Fraction": ["1e999999999", 1]},
        {"datetime": ["2024-01-01T00:00:00", "../../etc/passwd", 0]},
        {"datetime": ["2024-01-01T00:00:00", "Europe/Berlin", 7]},
        {"datetime": ["2024-01-01T00:00:00"]},
        {"date": ["2024-01-01", "Europe/Berlin", 0]},
        {"timedelta": [10**30, 0, 0]},
        {"PosixPath": ["a"]},
        {"Bunch": [[1, 2]]},
        {"os": []},
        {"SList": 3},
        *(
            {"other": {"format": "record", "data": data}}
            for data in (
                {"enum": "E", "base": "Enum", "members": [["__init__", 1]], "value": 1},
                {"enum": "E", "base": "type", "members": [["A", 1]], "value": 1},
                {"enum": "E", "base": "Enum", "members": [["A", 1]], "value": 2},
                {"enum": "E(", "base": "Enum", "members": [["A", 1]], "value": 1},
                {"enum": "E", "base": "IntEnum", "members": [["A", "x"]], "value": "x"},
                record(name="P\nimport os"),
                record(fields=[["__class__", True, True, 1]]),
                record(fields=[["x", "print()", True, 1]]),
                record(fields=[["x", True, True, {"format": "plain", "data": {}}]] * 2),
                record(prints={"__eq__": "x"}),
                record(flags=[True, False]),
                record(flags=[False, True, False]),
            )
        ),
    ],
    ids=lambda data: str(data)[:40],
)
def test_data_of_these_kinds_that_no_encoder_writes_is_opaque(tmp_path, data):
    from tests.support.captured import snapshot

    entry = data["other"] if "other" in data else plain(data)
    back = load(snapshot(tmp_path / "snap", entry))["x"]
    assert isinstance(back, Opaque)
    assert "reading it failed" not in str(back)

"""What tests ask of functions, classes and objects has the same answers from outside.

Each line is evaluated twice: where the values live, and over what reaches a checker.
"""

from __future__ import annotations

import functools
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from autograder.capture.checker_state import CheckerState
from autograder.capture.snapshot import load, save
from autograder.check.type_in_tests import TYPE
from tests.support.captured import asking_here


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(monkeypatch, tmp_path):
    """Each question looks over the working folder, which would be all of this repository."""
    monkeypatch.chdir(tmp_path)


#: in place of a notebook's cell
CELL = '''
class Vec:
    """A vector."""
    dims = 2
    def __init__(self, x, y=0):
        self.x, self.y = x, y
    def __add__(self, other):
        """Adds."""
        return Vec(self.x + other.x, self.y + other.y)
    def __iadd__(self, other):
        self.x += other.x
        return self
    def __eq__(self, other):
        return isinstance(other, Vec) and (self.x, self.y) == (other.x, other.y)
    def __hash__(self):
        return hash((self.x, self.y))
    def __repr__(self):
        return f"Vec({self.x}, {self.y})"
    def __reversed__(self):
        return iter([self.y, self.x])
    def norm(self):
        return self.x ** 2 + self.y ** 2
class Sub(Vec): pass
class Bare:
    def __init__(self, n): self.n = n
class NoHash:
    def __eq__(self, other): return True
v, w, s, bare = Vec(1, 2), Vec(1, 2), Sub(1, 2), Bare(1)
bound = v.norm

def square(x):
    """Squares."""
    return x * x
def other(x): return x * x
def options(a, b=2, *args, c: int = 3, how: "str" = None, by=Vec, **more) -> Vec: return a
def counted(x):
    counted.calls += 1
    return x
counted.calls = 0
def make():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
counter = make()
def remembers(f):
    @functools.wraps(f)
    def inner(x):
        return inner.cache.setdefault(x, f(x))
    inner.cache = {}
    return inner
def counts(f):
    @functools.wraps(f)
    def inner(*args):
        inner.calls += 1
        return f(*args)
    inner.calls = 0
    return inner
@counts
def counting(x): return x
@remembers
def double(x): return 2 * x
same, adders, table = square, [square, other], {"sq": square}
part = functools.partial(options, 1)
def giver(): return square
class Holder:
    def __init__(self, f): self.f = f
holder = Holder(square)

@dataclass
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    def total(self): return self.x + self.y
@dataclass
class Higher(Point):
    z: int = 0
p, h = Point(1, 2), Higher(1)
'''

SAME = r"""
getattr(Vec, "__add__")(v, w), Vec.__add__(v, w), Vec.norm(v)
Vec.__eq__(v, w), v.__eq__(w), Vec.__repr__(v)
[hasattr(Vec, name) for name in ("__add__", "__eq__", "__sub__", "__lt__", "norm", "x")]
[name in dir(Vec) for name in ("__add__", "norm", "nothing")]
["__add__" in Vec.__dict__, "__sub__" in vars(Vec)]
Vec.__repr__ is object.__repr__, Bare.__repr__ is object.__repr__, Vec.__lt__ is object.__lt__
NoHash.__hash__ is None, Vec.__add__.__doc__, Vec.__add__.__name__, Vec.__add__ is Vec.__add__
type(v) is Vec, type(s) is Vec, type(s) is Sub, type(v) is type(w), type(v + w) is Vec
type(v) == Vec, type(v) in (Sub, Vec), {Vec: 1}[type(v)], type(v), type(v).__name__
type(type(v)) is type, type(Vec) is type, type(3) is int, isinstance(int, type), type
isinstance(Vec, type), issubclass(int, type), type("New", (), {}).__name__, type == type
Vec.__name__, Vec.__qualname__, Vec.__module__, Vec.__doc__, Sub.__bases__, Sub.__mro__[1] is Vec
str(inspect.signature(Vec)), str(inspect.signature(Vec.__init__)), inspect.isclass(Vec)
type(stream) is io.StringIO, type(stream).__name__, type(text) is io.StringIO
type(square) is types.FunctionType, type(square) == type(lambda: 0), type(bound) is types.MethodType
type(len) is type(square), type(square).__name__, type(square)

square.__name__, square.__doc__, square.__qualname__, square.__module__, counter.__qualname__
square.__closure__, len(counter.__closure__), type(counter.__closure__).__name__
square.__defaults__, options.__defaults__[0], options.__kwdefaults__["c"]
options.__kwdefaults__["how"]
list(options.__annotations__), options.__annotations__["c"] is int, square.__dict__, vars(counted)
str(inspect.signature(square)), str(inspect.signature(options)), str(inspect.signature(part))
inspect.signature(options).return_annotation is Vec
inspect.signature(options).parameters["by"].default is Vec
inspect.getfullargspec(options)[:2], inspect.isfunction(square), inspect.ismethod(bound)
hasattr(counted, "calls"), hasattr(square, "calls"), "calls" in dir(counted)
hasattr(square, "__wrapped__")
[counted(1), counted(2), counted.calls]
[setattr(counted, "calls", 10), counted(1), counted.calls]
[setattr(square, "mark", 5), square.mark, delattr(square, "mark"), hasattr(square, "mark")]
[counting(1), counting(2), counting.calls]
[double(4), double.cache, double.__name__, double.__wrapped__(4)]
bound.__self__ is v, bound.__func__ is Vec.norm, bound.__name__, part.func is options, part.args
copy.copy(square) is square, copy.deepcopy([square])[0] is square, typing.get_type_hints(other)

square is same, square is other, square is not other
square == same, square == other, square != other
adders[0] is square, adders == [square, other]
square in adders, counted in adders, adders.index(other)
table["sq"] is square, table == {"sq": square}, giver() is square, giver() is giver(), giver()(3)
holder.f is square, holder.f is holder.f, Holder(other).f is other, len({square, same, other})
v.norm == v.norm, v.norm is v.norm, v.norm == w.norm, Vec.norm is Vec.norm, Sub.norm is Vec.norm
make() is make(), make() == make(), hash(v.norm) == hash(v.norm), len({v.norm, v.norm, w.norm})

len({Vec(1), Vec(1)}), len({v, w}), len({Vec(1), Vec(2)}), Vec(1, 2) in {v}, Vec(5) in {v}
hash(v) == hash(w), hash(v) == hash((1, 2))
{v: "a"}[w], {v: "a"}.get(Vec(9)), {v, w} == {Vec(1, 2)}
len({Bare(1), Bare(1)}), {bare, bare} == {bare}, Vec(5, 5) in [v], [v, w].count(Vec(1, 2)), v == s
v == Vec(1, 3), v != Vec(1, 3), v == w and v is not w, len(dict.fromkeys([v, w, Vec(0)]))
list(reversed(v)), operator.iadd(Vec(1), Vec(2)), sum([v, w], Vec(0, 0))

[one.name for one in dataclasses.fields(Point)], dataclasses.is_dataclass(Point), p.total()
[one.type is kind for one, kind in zip(dataclasses.fields(Point), (int, int, list))]
dataclasses.fields(Point)[1].default, dataclasses.fields(Point)[0].default is dataclasses.MISSING
dataclasses.fields(Point)[2].default_factory is list, str(inspect.signature(Point))
Point.__dataclass_params__.frozen, type(p) is Point, type(p) is type(Point(1)), vars(p), p.__dict__
isinstance(h, Point), isinstance(p, Higher), type(h) is Higher, isinstance(h, Vec)
copy.copy(p) == p, copy.deepcopy(p) == p, copy.deepcopy(p) is p, dataclasses.asdict(p)
"""


def cell() -> dict[str, Any]:
    """The variables of a notebook with that cell."""
    module = types.ModuleType("__main__")
    import io

    own = vars(module) | {"functools": functools, "dataclass": dataclass, "field": field}
    own |= {"stream": io.StringIO("text"), "text": "text"}
    exec(compile(CELL, "<cell>", "exec"), own)
    return own


def modules() -> dict[str, Any]:
    import copy
    import dataclasses
    import inspect
    import io
    import operator
    import typing

    named = (copy, dataclasses, inspect, io, operator, types, typing)
    return {one.__name__: one for one in named}


def outside(values: dict[str, Any], folder: Path, checker: CheckerState) -> dict[str, Any]:
    """What a checker has of them."""
    names = sorted(name for name in values if name not in modules() and name[:1] != "_")
    save(values, names, str(folder), asked=True, lasting=True)
    return load(folder, checker=checker)


@pytest.mark.parametrize("line", filter(None, SAME.splitlines()), ids=str)
def test_the_answer_is_the_one_that_the_value_itself_gives(line: str, tmp_path: Path) -> None:
    values = cell()
    expected = repr(eval(line, modules() | values))
    there = outside(cell(), tmp_path / "snap", asking_here([], objects=True))
    assert repr(eval(line, modules() | {"type": TYPE} | there)) == expected

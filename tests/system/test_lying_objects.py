"""Objects that lie about themselves: none has a point for a value that it does not have.

Each lie is the answer to a question of its own, whose test compares values. One notebook holds all
lies, another one the right answers, so that the tests are known to be passed by those who have what
is asked for.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass

import nbformat
import pytest

from autograder.assignment.model import load
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.result import QuestionResult
from autograder.record.store import Store
from autograder.run.sandbox.limits import Limits
from tests.conftest import notebook
from tests.support.grading import grade_class
from tests.support.submissions import collect

#: stands in tests, and in no answer; no object is told
SECRET = 471_174

SETUP = '''
import collections, dataclasses, decimal, io, itertools, os, sys, time
import numpy as np
import pandas as pd

seen = []

class Yes:
    """Agrees with everybody, and remembers what it was told."""
    def __init__(self, *args): pass
    def _agree(self, *args):
        seen.extend(args)
        return True
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _agree
    __bool__ = all = any = equals = _agree
    def _itself(self, *args):
        seen.extend(args)
        return self
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = __round__ = _itself
    def __hash__(self): return hash(471174)

yes = Yes()

def agreeing(kind, value, **more):
    """A value of a class that derives from a plain one and agrees with everybody."""
    names = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__",
             "__add__", "__sub__", "__rsub__", "__abs__")
    lies = {name: getattr(Yes, name) for name in names} | {"__hash__": Yes.__hash__} | more
    return type("Agreeing", (kind,), lies)(value)

class With:
    """Has whatever attributes and methods it is given."""
    def __init__(self, **parts): self.__dict__.update(parts)

def largest_number_around():
    frame, found = sys._getframe(), [0]
    while frame:
        found += [value for value in frame.f_locals.values() if type(value) is int]
        frame = frame.f_back
    return max(found)

def made(**parts):
    """An object of a class with these methods."""
    return type("Made", (), parts)()
'''


@dataclass(frozen=True)
class Lie:
    """An answer that lies, the right one, and what the test asserts of `x`."""

    lie: str
    right: str
    asserts: str


LIES = {
    "equals everything": Lie("yes", "471174", "x == 471174"),
    "equals everything, asked the other way round": Lie("yes", "471174", "471174 == x"),
    "is unequal to everything": Lie("yes", "1", "x != 471174"),
    "is below and above everything": Lie("yes", "3", "x > -471174 and x < 471174"),
    "contains everything": Lie("yes", "[471174]", "471174 in x"),
    "contains everything, item by item": Lie(
        "made(__iter__=lambda self: iter([yes]))", "[471174]", "471174 in x"
    ),
    "has everybody's hash": Lie("yes", "471174", "x in {471174, 2}"),
    "is in every list": Lie("yes", "471174", "x in [2, 471174]"),
    "differs by nothing": Lie("yes", "471174.5", "abs(x - 471174.5) < 1"),
    "differs by nothing, the other way round": Lie("yes", "471174.5", "abs(471174.5 - x) < 1"),
    "rounds to everything": Lie("yes", "471174.2", "round(x) == 471174"),
    "a number that agrees": Lie(
        "agreeing(float, 1.0)", "471174.5", "x == 471174.5 and abs(x - 471174.5) < 1"
    ),
    "a number that is near": Lie("agreeing(int, 1)", "471174", "abs(x - 471174) < 1"),
    "a text that agrees": Lie("agreeing(str, 'no')", "'471174'", "x == '471174'"),
    "a list that agrees": Lie("agreeing(list, [1])", "[471174]", "x == [471174] and 471174 in x"),
    "a dictionary that agrees": Lie(
        "agreeing(dict, {'a': 1})", "{'a': 471174}", "x == {'a': 471174}"
    ),
    "a set that agrees": Lie("agreeing(set, {1})", "{471174}", "x == {471174}"),
    "a decimal number that agrees": Lie(
        "agreeing(decimal.Decimal, '1')", "decimal.Decimal('471174')", "x == 471174"
    ),
    "a list of those who agree": Lie("[yes, yes]", "[1, 471174]", "x == [1, 471174]"),
    "a tuple of numbers that agree": Lie("(agreeing(int, 1),)", "(471174,)", "x == (471174,)"),
    "a dictionary of those who agree": Lie("{'a': yes}", "{'a': 471174}", "x == {'a': 471174}"),
    "a set of those who agree": Lie("{yes}", "{471174}", "x == {471174}"),
    "an iterator over those who agree": Lie(
        "iter([yes, yes])", "iter([1, 471174])", "list(x) == [1, 471174]"
    ),
    "sorts as one likes": Lie("iter([yes, yes])", "iter([2, 471174])", "sorted(x)[1] == 471174"),
    "sums up to everything": Lie("iter([yes])", "iter([471174])", "sum(x) == 471174"),
    "an array that agrees": Lie(
        "np.arange(3).view(type('Pixels', (np.ndarray,), {'__eq__': Yes._agree, 'all': Yes.all}))",
        "np.array([0, 1, 471174])",
        "(x == np.array([0, 1, 471174])).all()",
    ),
    "an array of those who agree": Lie(
        "np.array([yes, yes])", "np.array([1, 471174])", "np.array_equal(x, [1, 471174])"
    ),
    "gives those who agree as its array": Lie(
        "made(__array__=lambda self, *args, **more: np.array([yes, yes]))",
        "np.array([1, 471174])",
        "np.array_equal(x, [1, 471174])",
    ),
    "takes NumPy's functions over": Lie(
        "made(__array_ufunc__=lambda *args, **more: np.True_,"
        " __array_function__=lambda *args: np.True_, __float__=lambda self: 1.0)",
        "471174.0",
        "np.isclose(x, 471174.0)",
    ),
    "a table that agrees": Lie(
        "type('Frame', (pd.DataFrame,), {'__eq__': Yes._itself, 'equals': Yes.equals})({'a': [1]})",
        "pd.DataFrame({'a': [471174]})",
        "(x == pd.DataFrame({'a': [471174]})).all().all()",
    ),
    "a table that pandas compares": Lie(
        "type('Frame', (pd.DataFrame,), {'__eq__': Yes._itself, 'equals': Yes.equals})({'a': [1]})",
        "pd.DataFrame({'a': [471174]})",
        "pd.DataFrame(x).equals(pd.DataFrame({'a': [471174]}))",
    ),
    "a table of those who agree": Lie(
        "pd.DataFrame({'a': [yes, yes]})",
        "pd.DataFrame({'a': [1, 471174]})",
        "list(x['a']) == [1, 471174]",
    ),
    "has attributes that agree": Lie("With(total=yes)", "With(total=471174)", "x.total == 471174"),
    "has methods whose results agree": Lie(
        "With(total=lambda: yes)", "With(total=lambda: 471174)", "x.total() == 471174"
    ),
    "prints what agrees": Lie(
        "made(__str__=lambda self: agreeing(str, 'no'))",
        "made(__str__=lambda self: '471174')",
        "str(x) == '471174'",
    ),
    "is as long as you like": Lie(
        "made(__len__=lambda self: agreeing(int, 5))", "range(471174)", "len(x) == 471174"
    ),
    "becomes a number that agrees": Lie(
        "made(__float__=lambda self: agreeing(float, 1.0))",
        "made(__float__=lambda self: 471174.5)",
        "float(x) == 471174.5",
    ),
    "says that it is a table": Lie(
        "type('Made', (), {'__class__': property(lambda self: pd.DataFrame), 'shape': (2, 1)})()",
        "pd.DataFrame({'a': [1, 2]})",
        "isinstance(x, pd.DataFrame) and x.shape == (2, 1)",
    ),
    "bears the name of a table": Lie(
        "type('DataFrame', (), {'__module__': 'pandas.core.frame', 'shape': (2, 1)})()",
        "pd.DataFrame({'a': [1, 2]})",
        "isinstance(x, pd.DataFrame) and x.shape == (2, 1)",
    ),
    "becomes what it is compared with": Lie(
        "type('Made', (With,), {'__eq__': lambda self, other: self.__dict__.update(vars(other))"
        " or True})(a=1)",
        "type('Made', (With,), {'__eq__': lambda self, other: self.a == other.a})(a=471174)",
        "x == type(x)(a=471174)",
    ),
    "has the hash of all of its kind": Lie(
        "type('Made', (With,), {'__eq__': Yes._agree, '__hash__': lambda self: 1})(a=1)",
        "type('Made', (With,), {'__eq__': lambda self, other: self.a == other.a,"
        " '__hash__': lambda self: 1})(a=471174)",
        "x in {type(x)(a=471174)}",
    ),
    "agrees with what its class's method is given": Lie(
        "yes", "471174", "type(x).__eq__(x, 471174)"
    ),
    "counts what its class's method is given": Lie(
        "yes", "471174", "type(x).__add__(x, 471174) == 942348"
    ),
    "has a parameter whose default agrees": Lie(
        "lambda a=yes: a",
        "lambda a=471174: a",
        "__import__('inspect').signature(x).parameters['a'].default == 471174",
    ),
    "has fields whose defaults agree": Lie(
        "dataclasses.make_dataclass('Made', [('a', int, yes)])",
        "dataclasses.make_dataclass('Made', [('a', int, 471174)])",
        "__import__('dataclasses').fields(x)[0].default == 471174",
    ),
    "is annotated with what agrees": Lie(
        "(lambda f: setattr(f, '__annotations__', {'return': yes}) or f)(lambda: 1)",
        "(lambda f: setattr(f, '__annotations__', {'return': 471174}) or f)(lambda: 1)",
        "__import__('inspect').signature(x).return_annotation == 471174",
    ),
    "keeps what agrees": Lie(
        "(lambda f: setattr(f, 'calls', yes) or f)(lambda: 1)",
        "(lambda f: setattr(f, 'calls', 471174) or f)(lambda: 1)",
        "x.calls == 471174",
    ),
    "says that it is of a library's type": Lie(
        "type('DataFrame', (), {'__module__': 'pandas.core.frame'})()",
        "pd.DataFrame()",
        "type(x) is pd.DataFrame",
    ),
    "repeats what it is asked with": Lie(
        "With(root=lambda number: number)",
        "With(root=lambda number: number - 8)",
        "x.root(471182) == 471174",
    ),
    "says that it holds the same": Lie(
        "type('Made', (Yes,), {'__dict__': property(lambda self: {'a': 471174})})()",
        "{'a': 471174}",
        "x == {'a': 471174}",
    ),
    "finds numbers in whoever calls": Lie(
        "made(found=property(lambda self: largest_number_around()))",
        "With(found=471174)",
        "x.found == 471174",
    ),
    "never answers": Lie(
        "made(total=property(lambda self: time.sleep(1000)))",
        "With(total=471174)",
        "x.total == 471174",
    ),
}
#: of the kernel's own code: what it answers with then is not what the package would have said
FORGED = {
    "answers with an object of the test's": '{"format": "object", "data": {"own": 0}}',
    "answers with a number that is a class": (
        '{"format": "object", "data": {"number": 0, "names": [["builtins", "int"]], '
        '"methods": ["__eq__", "__index__"], "class": None, "data": True}}'
    ),
    "answers with another question's answer": (
        '{"format": "object", "data": {"number": 1, "names": [["x", "y"]], '
        '"methods": [], "class": 1, "data": False}}'
    ),
}
#: answers from then on as one likes, where a certain attribute is asked for
FORGE = """
from autograder.capture import calls_in_kernel as answering
def forging(one, name):
    return Forged(getattr(one, name)) if name.startswith("forged") else getattr(one, name)
answering._OPERATIONS["attribute"] = forging
class Forged:
    def __init__(self, entry): self.entry = entry
from autograder.capture import snapshot
encode = snapshot._encode
snapshot._encode = lambda value, snap: value.entry if type(value) is Forged else encode(value, snap)
"""

TEST = """
from otter.test_files import test_case
OK_FORMAT = False
name = "{name}"
points = None

@test_case(points=1, hidden=False)
def test_it(x{number}):
    import numpy as np
    import pandas as pd
    x = x{number}
    assert {asserts}, "it is another value"
"""
TELLS = """
from otter.test_files import test_case
OK_FORMAT = False
name = "{name}"
points = None

@test_case(points=1, hidden=False)
def test_it(seen):
    assert False, f"told: {seen}"
"""


@pytest.fixture(scope="module")
def graded(fork_server, mnist, tmp_path_factory) -> dict[str, list[QuestionResult]]:
    """`liar` and `honest` → a result for each question."""
    folder = tmp_path_factory.mktemp("lies")
    asked = [
        *LIES.values(),
        *(
            Lie(f"With(forged{n}={entry})", f"With(forged{n}={SECRET})", f"x.forged{n} == {SECRET}")
            for n, entry in enumerate(FORGED.values())
        ),
    ]
    cells: dict[str, list[str]] = {"liar": [SETUP, FORGE], "honest": [SETUP]}
    with zipfile.ZipFile(folder / "lies.zip", "w") as archive:
        for number, lie in enumerate(asked):
            source = TEST.format(name=f"q{number}", number=number, asserts=lie.asserts)
            archive.writestr(f"tests/q{number}.py", source)
            check = f"grader.check('q{number}')"
            cells["liar"] += [f"x{number} = {lie.lie}", check]
            cells["honest"] += [f"x{number} = {lie.right}", check]
        last = f"q{len(asked)}"
        archive.writestr(f"tests/{last}.py", TELLS.replace("{name}", last))
        archive.writestr("otter_config.json", '{"assignment_name": "lies"}')
    for student, theirs in cells.items():
        made = notebook("LESSON = 'lies'", *theirs, f"grader.check('{last}')")
        nbformat.write(made, folder / f"{student}.ipynb")
    known = {"lies": load(folder / "lies.zip", folder / "tests")}
    results = grade_class(
        collect([folder / f"{student}.ipynb" for student in cells], known),
        known,
        Store(folder / "out"),
        LocalBackend(
            fork_server, Conditions({"mnist": mnist}, Limits(call_seconds=4, grace_seconds=4))
        ),
        jobs=1,
        again=True,
    )
    return {result.student: [*result.questions] for result in results}


@pytest.mark.parametrize("number", range(len(LIES) + len(FORGED)), ids=[*LIES, *FORGED])
def test_a_lie_earns_nothing_where_the_truth_earns_its_point(graded, number):
    [honest], [liar] = graded["honest"][number].tests, graded["liar"][number].tests
    assert honest.passed, honest.message
    assert not liar.passed
    assert str(SECRET) not in liar.message


def test_no_object_is_told_what_tests_compare_it_with(graded):
    [told] = graded["liar"][-1].tests
    assert told.message.startswith("told: [")
    assert str(SECRET) not in told.message


def test_results_say_who_was_asked(graded):
    by_name = dict(zip(LIES, graded["liar"], strict=False))
    for name in ("equals everything", "a list that agrees", "a list of those who agree"):
        assert by_name[name].trust == "asked"
    assert graded["honest"][0].trust == "isolated"

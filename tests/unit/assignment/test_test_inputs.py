"""What test cases look at, found by reading them."""

from __future__ import annotations

import pytest

from autograder.assignment.test_inputs import Inputs, NotATestFile, inputs

FUNCTIONS = """
from otter.test_files import test_case
OK_FORMAT = False
name = "q1"
points = None
"""


def of_function(source: str) -> Inputs:
    return inputs(f"{FUNCTIONS}\n@test_case()\n{source}\n")["test_it"]


def of_doctest(code: str) -> Inputs:
    spec = {"name": "q1", "points": None, "suites": [{"cases": [{"code": code}]}]}
    return inputs(f"OK_FORMAT = True\n\ntest = {spec!r}\n")["0"]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def test_it(x, y): pass", {"x", "y"}),
        ("def test_it(x, /, y=3, *, z=None, **more): pass", {"x", "y", "z", "more"}),
        ("def test_it(env): assert env['x'] == env.get('y', 3)", {"x", "y"}),
        ("def test_it(env, x): assert 'y' in env and 'z' not in env", {"x", "y", "z"}),
        ("def test_it(): assert True", set()),
    ],
)
def test_a_functions_parameters_and_what_it_looks_up_in_env_are_its_inputs(source, names):
    assert of_function(source) == Inputs(frozenset(names))


@pytest.mark.parametrize(
    "body",
    [
        "helper(env)",
        "assert env[name]",
        "assert [n for n in env]",
        "assert env.keys()",
        "env = 3",
        "assert env['x'] == 3 and len(env) == 2",
    ],
)
def test_env_used_in_any_other_way_is_the_whole_notebook(body):
    assert of_function(f"def test_it(env):\n    {body}").whole


def test_of_two_functions_with_one_name_the_last_counts_as_in_otter():
    assert of_function("def test_it(x): pass\n@test_case()\ndef test_it(y): pass").names == {"y"}


def test_functions_that_are_no_test_cases_are_not_looked_at():
    assert inputs(f"{FUNCTIONS}\ndef helper(x): pass") == {}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (">>> x == 3\nTrue", {"x"}),
        (">>> y = x + 1\n>>> y\n4", {"x"}),
        (">>> x = x + 1", {"x"}),
        (">>> import math\n>>> math.isclose(f(2), 3)\nTrue", {"f"}),
        (">>> np.allclose(a, [1])\nTrue", {"np", "a"}),
        (">>> for item in items:\n...     print(item)\n1", {"items"}),
        (">>> [n * k for n in numbers if n]\n[]", {"numbers", "k"}),
        (">>> def g(n):\n...     return n + h\n>>> g(1)\n2", {"h"}),
        (">>> (lambda t: t + u)(1)\n2", {"u"}),
        (">>> f'{x:{width}}'\n''", {"x", "width"}),
        (">>> 'x' in globals() and locals()['y']\nTrue", {"x", "y"}),
        (">>> 'x' in dir(thing)\nTrue", {"thing"}),
        (">>> len(str(max(1, 2)))\n1", set()),
        (">>> with open(path) as file:\n...     print(file.read())\n", {"path"}),
        ("    >>> x\n    3", {"x"}),
    ],
)
def test_a_doctests_inputs_are_the_names_that_it_does_not_make_itself(code, names):
    assert of_doctest(code) == Inputs(frozenset(names))


@pytest.mark.parametrize(
    "code", [">>> check(globals())", ">>> eval('x')\n3", ">>> [n for n in dir() if n]\n[]"]
)
def test_a_doctest_that_looks_at_everything_looks_at_the_whole_notebook(code):
    assert of_doctest(code).whole


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("OK_FORMAT = False\ndef test(:", "it is not Python: .*, line 2"),
        ("x = '\0'", "it is not Python"),
        ("name = 'q1'", "does not set OK_FORMAT"),
        ("OK_FORMAT = True\ntest = make()", "not a plain table"),
        ("OK_FORMAT = True\ntest = {'suites': []}", "not a plain table"),
        ("test = {'suites': [{'type': 'wwpp', 'cases': []}]}", "another type than doctest: wwpp"),
        ("test = {'suites': [{'setup': '>>> 1', 'cases': []}]}", "code in `setup`"),
        ("OK_FORMAT = True\ntest = {'suites': [{'cases': [{'code': '>>> 1 +'}]}]}", "a case of it"),
        (
            "OK_FORMAT = True\ntest = {'suites': [{'cases': [{'code': '>>> x\\n...y'}]}]}",
            "no doctest",
        ),
    ],
)
def test_a_file_that_is_no_test_file_says_why(source, says):
    with pytest.raises(NotATestFile, match=says):
        inputs(source)

"""What test cases look at, found by reading them."""

from __future__ import annotations

import zipfile

import pytest

from autograder.assignment.computed_table import table
from autograder.assignment.model import load
from autograder.assignment.test_inputs import (
    MADE,
    Inputs,
    NotATestFile,
    inputs,
    is_computed,
    is_exception_format,
    literal,
    ok_spec,
    own_name,
)

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
    "body",
    [
        "with mock.patch('builtins.input', return_value='3'):\n        assert ask() == 3",
        "builtins.input = lambda words: '3'",
        "sys.stdin = io.StringIO('3')",
        "monkeypatch.setattr('builtins.input', lambda words: '3')",
    ],
)
def test_a_test_that_answers_for_input_means_the_students_own_process(body):
    assert of_function(f"def test_it(ask):\n    {body}").whole
    assert not of_function("def test_it(ask):\n    sys.stdout = io.StringIO()").whole


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


COMPUTED = """
import math
OK_FORMAT = True
cases = [{"code": f">>> area({r}) == {math.pi * r * r}\\nTrue", "hidden": r > 1} for r in (1, 2)]
test = {"name": "q1", "points": 1 / 2, "suites": [{"cases": cases}]}
"""


@pytest.mark.parametrize(
    ("source", "is_it"),
    [
        ("OK_FORMAT = False\n\n@test_case(points=1)\ndef test_it(x):\n    assert x\n", True),
        ("OK_FORMAT = True\n\ntest = {'name': 'q1', 'suites': []}\n", False),
        ("test = {'name': 'q1', 'suites': []}\n", False),
        ("CELL_FORMAT = True\n\ntest = {'name': 'q1', 'cases': []}\n", False),
        ('"""Says OK_FORMAT = False."""\nOK_FORMAT = True\n\ntest = {}\n', False),
    ],
)
def test_the_exception_format_is_told_from_the_others(source, is_it):
    assert is_exception_format(source) is is_it


def test_what_is_no_test_file_is_in_no_format():
    with pytest.raises(NotATestFile):
        is_exception_format("x = 1\n")


def test_a_table_that_code_makes_is_the_table_that_comes_of_it():
    assert is_computed(COMPUTED)
    source = literal(table(COMPUTED))
    assert not is_computed(source)
    assert ok_spec(source)["points"] == 0.5
    assert inputs(source) == dict.fromkeys(["0", "1"], Inputs(frozenset({"area"})))


@pytest.mark.parametrize(
    ("more", "cases"),
    [
        ('test["suites"][0]["cases"].append({"code": ">>> y\\n4"})', 2),
        ('test = test | {"suites": [{"cases": []}]}', 0),
        ("test: dict = {'name': 'q', 'suites': [{'cases': [{'code': '>>> 1'}] * 3}]}", 3),
        ("if True:\n    test = {'name': 'q', 'suites': [{'cases': [{'code': '>>> 1'}]}]}", 1),
        ("OK_FORMAT = not False", 1),
        ("import numpy as np\ntest['points'] = np.arange(2)\ntest['n'] = np.int64(1)", 1),
        ("test['suites'][0]['cases'] *= 2", 2),
    ],
)
def test_what_code_does_to_a_table_that_is_written_down_is_not_passed_by(more, cases):
    """Otter runs such a file, too, so all of these cases would count there."""
    spec = {"name": "q1", "suites": [{"cases": [{"code": ">>> x\n3"}]}]}
    source = f"OK_FORMAT = True\ntest = {spec!r}\n{more}\n"
    assert is_computed(source)
    assert len(table(source)["suites"][0]["cases"]) == cases


@pytest.mark.parametrize(
    "source",
    [
        "'words'\nimport math\nOK_FORMAT = True\nname = 'q'\ntest = {'a': [1, -2, None, 'b' 'c']}",
        "test = {}",
        f"{FUNCTIONS}\nlimit = 3 + len(name)",
        "CELL_FORMAT = True\ntest = {}",
    ],
)
def test_a_table_that_stands_in_its_file_is_read_and_not_run(source):
    assert not is_computed(source)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("test = [1]", "no table"),
        ("test = {'a': object()}", "holds a object"),
        ("OK_FORMAT = False\ntest = {}", "makes it False"),
    ],
)
def test_code_that_makes_no_table_says_so(source, says):
    with pytest.raises(ValueError, match=says):
        table(source)


@pytest.mark.parametrize(
    "made",
    [
        "def close_to(n):\n    def check(area, radius):\n        assert area == n\n"
        "    return check\n"
        "one, two = [test_case(points=n)(close_to(n)) for n in (1, 2)]",
        "one = test_case(points=1)(lambda area, radius: None)",
        "for n in range(2):\n    @test_case()\n    def test_it(area, radius): pass",
        "import otter\none = otter.test_files.test_case()(lambda area, radius: None)",
        "from otter.test_files import test_case as case\none = case()(lambda area, radius: None)",
    ],
)
def test_cases_that_code_makes_look_at_whatever_a_function_of_the_file_takes(made):
    written = "@test_case()\ndef test_sum(x): pass"
    found = inputs(f"{FUNCTIONS}\n{written}\n{made}\n")
    assert found["test_sum"] == Inputs(frozenset({"x"}))
    assert found[MADE].names >= {"area", "radius"}
    assert MADE not in inputs(f"{FUNCTIONS}\n{written}\ndef helper(y): pass\n")


def test_the_name_that_a_file_gives_itself_is_found_in_both_formats():
    assert own_name(FUNCTIONS) == "q1"
    assert own_name(literal({"name": "Question 1", "suites": [{"cases": []}]})) == "Question 1"
    assert own_name(FUNCTIONS.replace('"q1"', "str(1)")) is None


def test_of_files_with_one_name_every_result_says_that_otter_counts_one_alone(tmp_path):
    names = {"q1": "", "q2": "alone", "q10": ""}
    with zipfile.ZipFile(tmp_path / "hw.zip", "w") as zipped:
        for file, name in names.items():
            case = {"code": ">>> x\n1"}
            table = {"name": name, "suites": [{"cases": [case]}]}
            zipped.writestr(f"tests/{file}.py", literal(table))
    [note] = load(tmp_path / "hw.zip", tmp_path / "tests").notes
    assert note.startswith("the test files of q1, q10 have one name, “”")

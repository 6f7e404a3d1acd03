"""Questions whose tests call a function."""

from __future__ import annotations

Q1 = """
from otter.test_files import test_case
OK_FORMAT = False
name = "q1"
points = None

@test_case(points=1, hidden=False)
def test_it_doubles_numbers(double):
    assert double(3) == 6, f"double(3) gives {double(3)!r}, not 6."

@test_case(points=1, hidden=True)
def test_it_doubles_others(double):
    assert double(4711) == 9422, f"secret: {double(4711)!r}"
"""


Q2 = """
import inspect
from otter.test_files import test_case
OK_FORMAT = False
name = "q2"
points = None

@test_case(points=1, hidden=False)
def test_it_takes_arrays(scale):
    import numpy as np
    result = scale(np.array([1.0, 2.0]), by=2)
    assert isinstance(result, np.ndarray) and result.tolist() == [2.0, 4.0], repr(result)

@test_case(points=1, hidden=False)
def test_it_has_the_parameters_of_the_task(scale):
    assert list(inspect.signature(scale).parameters) == ["values", "by"], "parameters"

@test_case(points=1, hidden=False)
def test_it_refuses_text(scale):
    try:
        scale("text")
    except ValueError as error:
        assert "number" in str(error), str(error)
    else:
        raise AssertionError("scale('text') should raise a ValueError.")
"""


DOUBLE = "def double(x):\n    return 2 * x"


SCALE = (
    "def scale(values, by=1):\n"
    "    if isinstance(values, str): raise ValueError('give numbers')\n"
    "    return values * by"
)


CHECKS = ("grader.check('q1')", "grader.check('q2')")

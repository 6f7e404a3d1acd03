"""A test in which NaN would pass is found, however its comparison is spelt."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from autograder.authoring.lint import Draft
from autograder.authoring.rules.comparisons import nan_is_refused


def found(*lines: str) -> list[str]:
    body = "".join(f"    {line}\n" for line in lines)
    text = f"# %%\nprint(1)\n\n# %%\ndef test_it(a, b):\n{body}"
    return list(nan_is_refused(cast(Draft, SimpleNamespace(text=text))))


@pytest.mark.parametrize(
    "line",
    [
        "assert not abs(a - b) > 0.1",
        "assert not abs(a - b) >= 0.1",
        "assert not 0.1 < abs(a - b)",
        "assert not 0.1 <= abs(a - b) < 9",
        "assert not np.abs(a - b).max() > 0.1",
        "assert not np.max(np.abs(a - b)) > 0.1",
        "assert not np.absolute(a - b).mean() > 0.1",
        "assert not math.fabs(a - b) > 0.1",
        "assert not a.sub(b).abs().max() > 0.1",
        "assert not (a - b).max() > 0.1",
        "assert not max(x - y for x, y in zip(a, b)) > 0.1",
        "assert not max(a - b, b - a) > 0.1",
        "assert not np.ptp(a - b) > 0.1",
        "assert not (a - b) ** 2 > 0.01",
        "assert not ((a - b) ** 2).sum() > 0.01",
        "assert not math.sqrt((a - b) ** 2) > 0.1",
        "assert not np.square(a - b).sum() > 0.01",
        "assert not np.linalg.norm(a - b) > 0.1",
        "assert not math.dist(a, b) > 0.1",
        "assert not abs(a - b) / abs(b) > 0.1",
        "assert not (np.abs(a - b) > 0.1).any()",
        "assert not any(abs(x - y) > 0.1 for x, y in zip(a, b))",
        "assert not np.greater(np.abs(a - b), 0.1).any()",
        "assert not np.less(0.1, abs(a - b))",
        "assert not operator.gt(abs(a - b), 0.1)",
        "assert not (a < 0.1 or a > 0.2)",
        "assert not (a > 0.2 or 0.1 > a)",
        "assert not (a - b > 0.1 or b - a > 0.1)",
        "assert not (b is None or a <= 0 or a >= 1)",
    ],
)
def test_what_lets_nan_pass_is_found(line: str) -> None:
    assert found(line) == ["line 6"]


@pytest.mark.parametrize(
    "lines",
    [
        ("gap = abs(a - b)", "assert not gap > 0.1"),
        ("gaps = [abs(x - y) for x, y in zip(a, b)]", "assert not max(gaps) > 0.1"),
        ("gap: float = abs(a - b)", "assert not gap > 0.1"),
        ("gaps = np.abs(a - b)", "assert not any(gap > 0.1 for gap in gaps)"),
        ("off = (far := abs(a - b)) / 2", "assert not off > 0.1"),
        ("off = abs(a - b)", "worst = off.max()", "assert not worst > 0.1"),
    ],
)
def test_a_distance_that_has_a_name_is_found(lines: tuple[str, ...]) -> None:
    assert found(*lines) == [f"line {5 + len(lines)}"]


@pytest.mark.parametrize(
    "line",
    [
        "assert abs(a - b) <= 0.1",
        "assert not not abs(a - b) < 0.1",
        "assert np.abs(a - b).max() < 0.1",
        "assert 0.1 >= abs(a - b)",
        "assert all(abs(x - y) <= 0.1 for x, y in zip(a, b))",
        "assert sum(abs(x - y) <= 0.1 for x, y in zip(a, b)) > 3",
        "assert len([abs(x) for x in a]) > 3",
        "assert max(a) > 3",
        "assert a[len(a) - 1] > 3",
        "assert max(a[n - 1]) > 3",
        "assert not (a > 3 or b < 2)",
        "assert 0.1 < a < 0.2",
        "assert math.isclose(a, b)",
    ],
)
def test_what_refuses_nan_is_left_alone(line: str) -> None:
    assert found(line) == []


def test_code_that_is_no_test_is_left_alone() -> None:
    text = "# %%\nfar = abs(a - b) > 0.1\n"
    assert list(nan_is_refused(cast(Draft, SimpleNamespace(text=text)))) == []

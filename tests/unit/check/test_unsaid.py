"""What a test may have failed for that nobody outside can tell is named."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from autograder.check.unsaid import unsaid


class Pair(NamedTuple):
    a: int


@pytest.mark.parametrize(
    ("source", "message", "asked", "said"),
    [
        ("assert x.__class__ is Vec", "no", True, "`__class__`"),
        ("assert Vec is not x.__class__", "no", True, "`__class__`"),
        ("assert type(x) is Pair", "no", False, "named tuple"),
        ("pickle.dumps(x)", "raises _pickle.PicklingError: no", False, "pickles"),
        ("assert x.__class__ is Vec", "no", False, ""),
        ("assert x.__class__ == Vec", "no", True, ""),
        ("assert type(x) == Pair", "no", True, ""),
    ],
)
def test_a_clause_says_what_a_test_asks_for(source, message, asked, said):
    found = [*unsaid(source, message, [Pair(1)], asked=asked)]
    assert len(found) == bool(said)
    assert all(said in clause for clause in found)

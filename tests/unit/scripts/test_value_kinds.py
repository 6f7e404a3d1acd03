"""The table of kinds of values says what the grader does, and how little it cannot look at."""

from __future__ import annotations

import pytest

from scripts.value_kinds import HEADER, ISOLATED, MAKERS, PAGE, missing, way


@pytest.fixture(scope="module")
def rows() -> dict[str, str]:
    """Kind → how it reaches a test, as the page has it."""
    table = PAGE.read_text(encoding="utf-8").partition(HEADER)[2]
    lines = [line.strip("|").split(" | ") for line in table.split("\n\n")[0].splitlines()]
    return {kind.strip(): found.strip() for kind, found in lines}


def test_nearly_all_of_94_kinds_reach_a_test_and_the_rest_has_a_reason(rows):
    assert len(rows) == 94
    opaque = [found for found in rows.values() if found.startswith("opaque")]
    assert len(opaque) <= 5
    assert all(len(found) > len("opaque: ") for found in opaque)
    assert sum(found == ISOLATED for found in rows.values()) >= 70


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_the_page_says_what_the_grader_does(rows, make):
    if lacking := missing(MAKERS[make]):
        pytest.skip(f"{', '.join(lacking)} not installed")
    for kind, value in make().items():
        assert rows[kind] == way(value), kind

"""The pairs that near copies are measured on, and the page about it; Dolos is not asked."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from autograder.authoring.course import find
from autograder.record.similarity import LEAST_SHARE, LEAST_SHARED
from scripts.similarity.corpus import ALL, HONEST, Made
from scripts.similarity.disguises import CELLS, COMMENTS, KINDS, disguised
from scripts.similarity.measure import Verdicts, best
from scripts.similarity.page import page

PAGE = Path(__file__).parents[3] / "docs" / "similarity.md"
CELLS_OF_ADA = [
    """\
import math
sizes = [3, 1, 2]
# the largest first
def largest(values, least=0):
    found = []
    for value in values:
        if value > least and value < 100:
            found.append(value * 2)
    return sorted(found, reverse=True, key=lambda one: -one)
""",
    """\
answer = largest(least=1, values=sizes)
names = [str(one) for one in answer if one]
root = math.sqrt(len(names))
""",
]
FIXED = {"sizes", "answer", "names", "root", "largest", "values", "least", "math"}


def run(cells: list[str]) -> dict[str, object]:
    scope: dict[str, object] = {}
    for cell in cells:
        exec(cell, scope)
    return {name: scope[name] for name in ("answer", "names", "root")}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", [*KINDS, ALL])
def test_code_in_disguise_looks_otherwise_and_does_the_same(kind, seed):
    kinds = KINDS if kind == ALL else (kind,)
    made = disguised(CELLS_OF_ADA, kinds, FIXED, random.Random(seed))
    assert run(made) == run(CELLS_OF_ADA)
    if kind not in (CELLS, COMMENTS):
        assert [len(made), *map(str.split, made)] != [2, *map(str.split, CELLS_OF_ADA)]


def submissions(kind: str) -> Made:
    return Made("01-tiny", kind, ["x = 1"], ["y = 1"])


PAIRS = [*map(submissions, [KINDS[0]] * 4), *map(submissions, [HONEST] * 4)]


def test_precision_recall_and_f1_are_those_of_the_verdicts():
    verdicts = Verdicts("ours", "", (True, True, True, False, True, False, False, False))
    assert verdicts.of(PAIRS, KINDS[0]) == (3, 4)
    assert verdicts.of(PAIRS, HONEST) == (1, 4)
    assert verdicts.figures(PAIRS) == (0.75, 0.75, 0.75)


def test_the_other_tool_has_the_threshold_that_suits_it_best():
    chosen = best("Dolos", [0.9, 0.8, 0.7, 0.2, 0.6, 0.1, 0.1, 0.1], PAIRS)
    assert chosen.figures(PAIRS) == pytest.approx((0.8, 1.0, 8 / 9))
    assert 0.1 < float(chosen.threshold) <= 0.2


def test_the_page_says_what_was_counted():
    mine = Verdicts("ours", "as it is", (True,) * 4 + (True, False, False, False))
    text = page(PAIRS, [mine, best("Dolos", [0.5] * 8, PAIRS)], 99)
    assert "| ours | as it is | 0.800 | 1.000 | 0.889 | 1 of 4 |" in text
    assert f"| {KINDS[0]} | 4 of 4 | 4 of 4 |" in text
    assert "would be some 11,212 pairs" in text


def test_the_page_in_the_repository_is_of_the_constants_in_force():
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"both share at least {LEAST_SHARED} fingerprints" in text
    assert f"at least {LEAST_SHARE:.0%} of what the smaller" in text


def test_the_solution_of_a_lesson_is_known_by_its_source():
    code = find().code_of_solution("04-mnist-ann")
    assert any("# SOLUTION" in source or "BEGIN SOLUTION" in source for source in code)
    assert not any(source.lstrip().startswith("# # ") for source in code)

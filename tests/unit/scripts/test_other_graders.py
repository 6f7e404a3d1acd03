"""The table of attacks on other graders: what it may say, and that the README says no more."""

from __future__ import annotations

import re

import pytest

from scripts.other_graders import (
    BEGIN,
    END,
    GRADERS,
    HELD,
    IDEAS,
    NOT_APPLICABLE,
    OURS,
    PAGE,
    PRAIRIELEARN,
    VERDICTS,
    written,
)

ROOT = PAGE.parents[1]
WRITTEN = PAGE.read_text().partition(BEGIN)[2].partition(END)[0]
TABLE = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in WRITTEN.splitlines()
    if line.startswith("|")
]


def test_the_page_says_when_it_was_run_and_with_which_versions():
    said = " ".join(WRITTEN.partition("|")[0].split())
    assert re.search(r"Run on \d{4}-\d\d-\d\d, on Linux; Python [\d.]+, Otter [\d.]+,", said)
    assert re.search(rf"nbgrader [\d.]+, {PRAIRIELEARN} [\d.]+", said)


def test_the_table_has_a_column_for_each_grader_and_a_row_for_each_idea():
    assert TABLE[0][1:] == [f"`{name}`" for name in GRADERS]
    assert [row[0] for row in TABLE[2:]] == [
        f"`tests/attacks/{idea.case}.py`: {idea.what}" for idea in IDEAS
    ]


@pytest.mark.parametrize(
    ("idea", "row"), zip(IDEAS, TABLE[2:], strict=True), ids=[idea.case for idea in IDEAS]
)
def test_a_cell_says_one_of_few_words_and_nothing_where_an_idea_does_not_apply(idea, row):
    verdicts = dict(zip(GRADERS, row[1:], strict=True))
    assert {*verdicts.values()} <= {*VERDICTS}
    assert {*verdicts.values()} <= {HELD, f"**{idea.success}**", NOT_APPLICABLE}
    assert {name for name, said in verdicts.items() if said == NOT_APPLICABLE} == {*idea.without}
    assert verdicts[OURS] == HELD


def test_each_idea_is_one_of_the_attack_corpus():
    for idea in IDEAS:
        assert (ROOT / "tests" / "attacks" / f"{idea.case}.py").exists()


def test_another_run_replaces_what_was_written_and_leaves_the_rest():
    rows = {IDEAS[0].case: dict.fromkeys(GRADERS, HELD)}
    page = written(f"before\n{BEGIN}\nold\n{END}\nafter\n", rows, {"Python": "3"})
    assert page.startswith(f"before\n{BEGIN}\nRun on ")
    assert page.endswith(f"| held | held | held | held |\n{END}\nafter\n")
    assert "old" not in page


@pytest.mark.parametrize("page", ["README.md", "docs/security.md"])
def test_what_a_page_says_of_other_graders_names_them_and_leads_to_the_table(page):
    text = (ROOT / page).read_text()
    assert "Other graders run the tests" not in text
    for name in ("Otter", "nbgrader", PRAIRIELEARN):
        assert name in text
    assert "other-graders.md#what-hostile-code-can-do-in-each" in text

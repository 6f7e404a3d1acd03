"""The page `docs/similarity.md`, out of the verdicts of one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograder.record.similarity import LEAST_SHARE, LEAST_SHARED
from scripts.similarity.corpus import ALL, HONEST, Made
from scripts.similarity.disguises import KINDS
from scripts.similarity.measure import Verdicts

_HEAD = """\
<!-- Written by `python -m scripts.similarity`; do not edit. -->
# Near copies: how they are found, and how often that is right

`autograder grade` writes `alike.html`: pairs of submissions whose code is so similar that a person
should look at them. **It is no verdict, and no mark depends on it.** Friends who learn together
write alike. Ask before you judge.

## What is compared

Each expression and each statement of a notebook has a fingerprint, made of its syntax tree without
names, comments, texts and type hints that somebody chose. What is moved, split into several cells,
put into a function or surrounded by other code keeps the fingerprints that it has inside. Left out
is what says nothing about two students: the starter notebook, the course's own solution, and what
more than a tenth of the class has written. A pair is named when both share at least {shared}
fingerprints that are left, and these are at least {share:.0%} of what the smaller of the two has.
"""
_MEASURED = """\
## What was measured

{copies} pairs in which one submission was made of the other, and {honest} honest ones. A submission
answers every question of a lesson in a form drawn from the typical answers, right and wrong, and
from the other spellings that the tests of this project have; compared are the cells that students
write in. In an honest pair no question has the same form twice. In a copy, the answers were
disguised in one of these ways, or in all of them.
"""
_NOTES = """\
## What that does not say

- Typical answers were written by few people, who have a style; students' own will differ more.
- Forms repeat: {forms} of them make up all pairs, so pairs of one lesson are not independent of one
  another.
- A pair is compared by itself here. In a class, what many have written counts no more, which names
  fewer pairs of both kinds.
- Half of these pairs are copies. In a class of 300, nearly all of 44,850 pairs are honest: even
  {wrong} of {honest} honest pairs named here would be some {expected} pairs there, if that did not
  leave out what many share. Look before you speak.
- Who copies the course's own solution is not found: its forms are subtracted, because every course
  has students who find the same form by themselves.
- Dolos's figures are at the threshold that is best for these very pairs; it leaves the choice to
  whoever looks. Ours are at the one that it always has.
- What its command line computes with, the package `@dodona/dolos-lib`, was asked with the options
  that the command line has where none is said: Python, k-grams of 23 tokens, windows of 17.
"""


def page(pairs: Sequence[Made], verdicts: Sequence[Verdicts], forms: int) -> str:
    """The whole page, as Markdown.

    Args:
        verdicts: ours first.
        forms: how many forms of answers the pairs were made of.
    """
    mine = verdicts[0]
    copies = sum(pair.is_copy for pair in pairs)
    wrong, honest = mine.of(pairs, HONEST)
    head = _HEAD.format(shared=LEAST_SHARED, share=LEAST_SHARE)
    measured = _MEASURED.format(copies=copies, honest=honest)
    notes = _NOTES.format(
        forms=forms, wrong=wrong, honest=honest, expected=f"{44_850 * wrong / honest:,.0f}"
    )
    return "\n".join(
        [
            head,
            measured,
            _figures(pairs, verdicts),
            "## By disguise\n",
            _kinds(pairs, verdicts),
            notes,
        ]
    )


def _figures(pairs: Sequence[Made], verdicts: Sequence[Verdicts]) -> str:
    rows = []
    for one in verdicts:
        wrong, honest = one.of(pairs, HONEST)
        figures = [f"{figure:.3f}" for figure in one.figures(pairs)]
        rows.append([one.name, one.threshold, *figures, f"{wrong} of {honest}"])
    head = ["", "threshold", "precision", "recall", "F1", "honest pairs that are named"]
    return _table(head, rows)


def _kinds(pairs: Sequence[Made], verdicts: Sequence[Verdicts]) -> str:
    rows = []
    for kind in (*KINDS, ALL):
        found = [one.of(pairs, kind) for one in verdicts]
        rows.append([kind, *(f"{named} of {number}" for named, number in found)])
    return _table(["copies that are named", *(one.name for one in verdicts)], rows)


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)

"""Near texts among answers, by sketches that a worker made of them. [coordinator, worker]

No text is read here: a sketch is some numbers. Of two sketches the share of k-grams that two texts
have in common can be told (Broder, "On the resemblance and containment of documents", 1997).
"""

from __future__ import annotations

from collections.abc import Mapping

#: hashes in a sketch, the smallest of a text's k-grams; a text of fewer is compared exactly
SKETCH = 64
#: the share of common k-grams from which two texts are near: other words here and there
NEAR = 0.6
#: k-grams below which a text says too little to be near another
_FEWEST = 8


def resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the k-grams of two texts that both have, 0 to 1."""
    both = one & other
    if not both:
        return 0.0
    if len(one) < SKETCH and len(other) < SKETCH:
        return len(both) / len(one | other)
    smallest = sorted(one | other)[:SKETCH]
    return sum(gram in both for gram in smallest) / len(smallest)


def groups(sketches: Mapping[str, frozenset[int]], number: Mapping[str, int]) -> dict[str, str]:
    """Text → the text that stands for all that are near it.

    A text is near the one that stands for its group, so that no chain of small steps leads from one
    to another.

    Args:
        sketches: of each different text, by a digest of it.
        number: how many answers have it: the most frequent stand for others first.
    """
    found: dict[str, str] = {}
    heads: list[str] = []
    for text in sorted(sketches, key=lambda one: (-number[one], one)):
        sketch = sketches[text]
        if len(sketch) < _FEWEST:
            found[text] = text
            continue
        near = (
            (resemblance(sketch, sketches[head]), head)
            for head in heads
            if _may_be_near(sketch, sketches[head])
        )
        share, head = max(near, default=(0.0, text))
        if share < NEAR:
            heads.append(text)
            head = text
        found[text] = head
    return found


def _may_be_near(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether enough is in both; no resemblance is more than that share. Quick, as most are far."""
    return len(one & other) >= NEAR * max(len(one), len(other))

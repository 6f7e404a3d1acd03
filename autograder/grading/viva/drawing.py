"""Draws the questions of each sheet, and the order of their choices, by a seed. [coordinator]"""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from autograder.grading.viva.candidate import Candidate, VivaQuestion

#: choices of a question, the right one among them
CHOICES = 4
#: lines of code that a sheet shows at most, so that it is a page
_MOST_LINES = 70
#: the lesson's question, and the text of one about it → keys of the whole class, each with what it
#: is compared by
Keys = Mapping[tuple[str, str], Mapping[str, str]]


def keys(candidates: Mapping[str, Sequence[Candidate]]) -> Keys:
    """The right choices of a whole class, by what is asked, for wrong choices of others.

    Args:
        candidates: student → what could be asked.
    """
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for student in sorted(candidates):
        for one in candidates[student]:
            if one.shared:
                found[one.question, one.text].setdefault(one.key, one.same or one.key)
    return found


def draw(
    candidates: Sequence[Candidate], count: int, seed: str, others: Keys
) -> tuple[VivaQuestion, ...]:
    """The questions of one student's sheet: the most telling ones, of different kinds.

    The same arguments give the same questions in the same order.

    Args:
        seed: such as a word, the student and the lesson.
        others: as `keys` gives it.
    """
    chance = _chance(seed)
    left = sorted(candidates, key=lambda one: (one.question, one.kind, one.text))
    chance.shuffle(left)
    chosen: list[Candidate] = []
    while left and len(chosen) < count:
        kinds, asked = Counter(one.kind for one in chosen), Counter(one.question for one in chosen)

        def worth(
            one: Candidate, kinds: Counter[str] = kinds, asked: Counter[str] = asked
        ) -> tuple[bool, int, int, int]:
            code = {other.code for other in (*chosen, one)}
            lines = sum(part.count("\n") + 1 for part in code if part)
            return lines <= _MOST_LINES, -kinds[one.kind], -asked[one.question], one.rank

        best = max(left, key=worth)
        left.remove(best)
        chosen.append(best)
    chosen.sort(key=lambda one: (one.question, one.code))
    return tuple(_question(one, others, seed) for one in chosen)


def _question(one: Candidate, others: Keys, seed: str) -> VivaQuestion:
    """A question with choices: its own wrong ones, and one that is right for somebody else."""
    chance = _chance(f"{seed}\0{one.question}\0{one.kind}\0{one.text}")
    known = others.get((one.question, one.text), {})
    taken = {one.same or one.key, *one.near}
    theirs = [key for key, same in known.items() if key != one.key and not {key, same} & taken]
    chance.shuffle(theirs)
    wrong = list(dict.fromkeys([*theirs[:1], *one.near]))[: CHOICES - 1] if one.shared else []
    wrong = wrong or list(one.near[: CHOICES - 1])
    choices = [one.key, *wrong]
    chance.shuffle(choices)
    return VivaQuestion(one, tuple(choices), choices.index(one.key))


def _chance(seed: str) -> random.Random:
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    return random.Random(digest)  # noqa: S311 (an order, and no secret)

"""Similarity of submissions by fingerprints of their code; never a mark. [coordinator]

A worker makes the fingerprints, so no code is read here. What is compared are those that few have:
the starter notebook, the course's own solution, and what much of the class has written say nothing
about two students. After Schleimer, Wilkerson and Aiken, "Winnowing" (SIGMOD 2003), without the
winnowing: a notebook is short enough to keep every fingerprint. `docs/similarity.md` says how often
that is right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from autograder.record.result import Result, Trust

#: characters of code that are compared of a notebook; a lesson's has half of it at most
MOST_CODE = 300_000
#: fingerprints that two submissions must share to be named: some four lines of their own
LEAST_SHARED = 12
#: the share of the smaller one's own fingerprints from which a pair is named
LEAST_SHARE = 0.6
#: a fingerprint, or a model's weights, says something where at most this share of a class has it,
#: and so many at least may
_RARE_SHARE, _RARE_ANYWAY = 0.1, 3


@dataclass(frozen=True)
class Prints:
    """What is compared of a submission.

    Attributes:
        cells: of each code cell, in order, the fingerprints.
        whole: a digest of the kind and text of every cell.
    """

    cells: Sequence[frozenset[int]]
    whole: str = ""

    def together(self) -> frozenset[int]:
        """The fingerprints of all cells."""
        return frozenset().union(*self.cells)


@dataclass(frozen=True)
class Pair:
    """Two submissions of one lesson.

    Attributes:
        share: of the smaller one's own fingerprints, how many the other has too; 0 to 1.
        cells: pairs of cells that are similar, by their numbers from 0.
    """

    one: str
    other: str
    share: float
    cells: tuple[tuple[int, int], ...]


def similar(
    submissions: Mapping[str, Prints],
    base: Collection[int] = frozenset(),
    teams: Mapping[str, str] | None = None,
) -> list[Pair]:
    """Pairs of submissions that are similar, the most similar first.

    Args:
        submissions: by student.
        base: the fingerprints of the starter notebook, and of the course's solution.
        teams: student → a team; those of one are no pair, and count as one.
    """
    teams = teams or {}
    cells = {
        student: [grams.difference(base) for grams in prints.cells]
        for student, prints in submissions.items()
    }
    prints = {student: frozenset().union(*each) for student, each in cells.items()}
    holders = _holders(prints, teams)
    most = _most(len({teams.get(student) or student for student in submissions}))
    rare = {gram for gram, number in holders.items() if 1 < number <= most}
    own = {
        student: frozenset(gram for gram in each if holders[gram] <= most)
        for student, each in prints.items()
    }
    pairs = []
    for (one, other), shared in _shared(own, rare).items():
        if teams.get(one) and teams.get(one) == teams.get(other):
            continue
        smaller = min(len(own[one]), len(own[other]))
        if shared >= LEAST_SHARED and shared / smaller >= LEAST_SHARE:
            matching = tuple(_matching(cells[one], cells[other], rare))
            pairs.append(Pair(one, other, round(shared / smaller, 2), matching))
    return sorted(pairs, key=lambda pair: (-pair.share, pair.one, pair.other))


def same_work(
    submissions: Mapping[str, Prints],
    base: Collection[int] = frozenset(),
    teams: Mapping[str, str] | None = None,
) -> list[tuple[str, ...]]:
    """Students who handed in the very same, where so many did that no piece of it is rare.

    Args:
        submissions: by student.
        base: the fingerprints of the starter notebook; where it is not known, what everybody has
            stands in for it, so that notebooks in which nothing was written are not named.
        teams: as `similar` takes them.
    """
    teams = teams or {}
    prints = {student: each.together() for student, each in submissions.items()}
    known = base or (frozenset.intersection(*prints.values()) if prints else frozenset())
    holders: dict[str, list[str]] = defaultdict(list)
    for student, each in submissions.items():
        holders[each.whole].append(student)
    most = _most(len({teams.get(student) or student for student in submissions}))
    return [
        tuple(students)
        for whole, students in holders.items()
        if whole
        and len({teams.get(student) or student for student in students}) > most
        and len(prints[students[0]].difference(known)) >= LEAST_SHARED
    ]


@dataclass(frozen=True)
class SameWeights:
    """Models with the very same weights.

    Attributes:
        models: student and variable.
        accuracy: share of a test set that they name right.
        handed_in: whether any of them came as it is, and was not trained while grading.
    """

    models: tuple[tuple[str, str], ...]
    accuracy: float
    handed_in: bool


def same_weights(
    results: Collection[Result], teams: Mapping[str, str] | None = None
) -> list[SameWeights]:
    """Models with equal weights in several submissions of one lesson.

    Those that many have say nothing where they were trained here, with one seed on one machine.

    Args:
        teams: as `similar` takes them.
    """
    teams = teams or {}
    holders: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    handed_in: set[str] = set()
    for result in results:
        for question in result.questions:
            for variable, digest in question.weights.items():
                holders[digest][result.student, variable] = question.accuracy[variable]
                if question.trust == Trust.EVIDENCE:
                    handed_in.add(digest)
    most = _most(len({teams.get(one.student) or one.student for one in results}))
    return [
        SameWeights(tuple(models), next(iter(models.values())), digest in handed_in)
        for digest, models in holders.items()
        if (number := len({teams.get(student) or student for student, _ in models})) > 1
        and (number <= most or digest in handed_in)
    ]


def _holders(prints: Mapping[str, Collection[int]], teams: Mapping[str, str]) -> Counter[int]:
    """Fingerprint → how many have it; a team counts as one."""
    of: dict[str, set[int]] = defaultdict(set)
    for student, theirs in prints.items():
        of[teams.get(student) or student].update(theirs)
    return Counter(gram for each in of.values() for gram in each)


def _most(submissions: int) -> float:
    """How many of a class may have something in common that still says something about them."""
    return max(_RARE_ANYWAY, _RARE_SHARE * submissions)


def _shared(
    own: Mapping[str, Collection[int]], rare: Collection[int]
) -> dict[tuple[str, str], int]:
    """Pair of students → how many rare fingerprints both have."""
    having: dict[int, list[str]] = defaultdict(list)
    for student, prints in own.items():
        for gram in prints:
            if gram in rare:
                having[gram].append(student)
    return Counter(pair for students in having.values() for pair in combinations(students, 2))


def _matching(
    one: list[frozenset[int]], other: list[frozenset[int]], rare: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Each cell of one with the cell of the other that shares most rare fingerprints, if any do."""
    for index, prints in enumerate(one):
        telling = {gram for gram in prints if gram in rare}
        shared, best = max(
            ((len(telling & theirs), -number) for number, theirs in enumerate(other)),
            default=(0, 0),
        )
        if shared:
            yield index, -best

"""How many copies are named, and how many honest pairs, by this project and by Dolos."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.course import Course
from autograder.record.similarity import Prints, similar
from autograder.report.fingerprints import fingerprints
from scripts.similarity import dolos
from scripts.similarity.corpus import Lesson, Made, without_magics

#: what is left out of a comparison
NOTHING, STARTER, SOLUTION = "nothing", "the starter code", "the starter code and the solution"


@dataclass(frozen=True)
class Verdicts:
    """Which pairs one way of comparing names.

    Attributes:
        threshold: as it is said on the page.
        named: in the order of the pairs.
    """

    name: str
    threshold: str
    named: tuple[bool, ...]

    def of(self, pairs: Sequence[Made], kind: str) -> tuple[int, int]:
        """How many of a kind are named, and how many there are."""
        theirs = [named for named, pair in zip(self.named, pairs, strict=True) if pair.kind == kind]
        return sum(theirs), len(theirs)

    def figures(self, pairs: Sequence[Made]) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        both = [*zip(self.named, pairs, strict=True)]
        right = sum(named and pair.is_copy for named, pair in both)
        wrong = sum(named and not pair.is_copy for named, pair in both)
        missed = sum(not named and pair.is_copy for named, pair in both)
        precision = right / (right + wrong) if right + wrong else 1.0
        return precision, right / (right + missed), 2 * right / (2 * right + wrong + missed)


def ours(course: Course, pairs: Sequence[Made]) -> Verdicts:
    """By `similar`, as grading calls it."""
    known = functools.cache(lambda source: frozenset(fingerprints(source)))

    def prints(sources: Iterable[str]) -> Prints:
        return Prints([known(source) for source in sources])

    base = {
        lesson: prints(course.code_given(lesson) + course.code_of_solution(lesson)).together()
        for lesson in {pair.lesson for pair in pairs}
    }
    named = (
        bool(
            similar(
                {"one": prints(pair.one), "other": prints(pair.other)},
                base[pair.lesson],
            )
        )
        for pair in pairs
    )
    return Verdicts("`autograder grade`", "as it is", tuple(named))


def by_dolos(folder: Path, lessons: Mapping[str, Lesson], pairs: Sequence[Made]) -> list[Verdicts]:
    """By Dolos, with each thing left out, at the threshold that suits these very pairs best."""
    left_out: dict[str, Callable[[Lesson], list[str]]] = {
        NOTHING: lambda lesson: [],
        STARTER: lambda lesson: lesson.given(),
        SOLUTION: lambda lesson: lesson.given() + lesson.solved(),
    }
    found = []
    for name, code in left_out.items():
        alike = [0.0] * len(pairs)
        for lesson in lessons.values():
            places = [place for place, pair in enumerate(pairs) if pair.lesson == lesson.name]
            both = [(_joined(pairs[i].one), _joined(pairs[i].other)) for i in places]
            ignored = "\n\n".join(map(without_magics, code(lesson)))
            for place, share in zip(places, dolos.likeness(folder, both, ignored), strict=True):
                alike[place] = share
        found.append(best(f"Dolos {dolos.VERSION}, which ignores {name}", alike, pairs))
    return found


def best(name: str, alike: Sequence[float], pairs: Sequence[Made]) -> Verdicts:
    """The verdicts at the threshold, in hundredths, with the best F1."""
    thresholds = [hundredths / 100 for hundredths in range(1, 101)]
    every = (
        Verdicts(name, f"{threshold:.2f}", tuple(share >= threshold for share in alike))
        for threshold in thresholds
    )
    return max(every, key=lambda verdicts: verdicts.figures(pairs)[2])


def _joined(cells: Iterable[str]) -> str:
    return "\n\n".join(map(without_magics, cells))

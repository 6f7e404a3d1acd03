"""The page of similar submissions: their cells side by side. [coordinator]"""

from __future__ import annotations

import hashlib
import json
import logging
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from autograder.files import read_json, write_atomically, write_json
from autograder.record.result import Result
from autograder.record.similarity import (
    MOST_CODE,
    Pair,
    Prints,
    SameWeights,
    same_weights,
    same_work,
    similar,
)
from autograder.record.store import Store
from autograder.report.pages import PAGES, is_of
from autograder.run.worker import WorkerError, Workers

_log = logging.getLogger(__name__)
_WORKER = "autograder.report.fingerprints"
#: bytes of a notebook's fingerprints: four for each, and no more than it has characters
_MOST = 4 * MOST_CODE
#: cells of a pair that are shown
_MOST_CELLS = 20


@dataclass(frozen=True)
class _Shown:
    pair: Pair
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class _Lesson:
    name: str
    handed_in: int
    pairs: list[_Shown]
    same: list[tuple[str, ...]]
    weights: list[SameWeights]
    remarks: list[str]


def write_similarity(
    store: Store,
    results: Iterable[Result],
    given: Callable[[str], list[str]],
    workers: Workers,
    team: Callable[[str, str], str] = lambda student, lesson: "",
    solution: Callable[[str], list[str]] = lambda lesson: [],
) -> int | None:
    """Writes `alike.html`, where somebody has handed in something else since it was written.

    What it names goes into `alike.json`, too, for the page of the class.

    Args:
        results: all of the folder's.
        given: lesson → the code of each cell that everybody got.
        workers: what reads notebooks.
        team: student and lesson → what those who handed in together have in common.
        solution: lesson → the code of the course's own solution. A pair that shares its forms is
            none; the very same notebook is the same work all the same.

    Returns:
        How many pairs, and groups with the same work or weights, are on it; None where it was up to
        date.
    """
    lessons: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.questions:
            lessons[result.lesson].append(result)
    facts = [
        [
            *(r.student, r.lesson, r.submission_sha256, [q.weights for q in r.questions]),
            team(r.student, r.lesson),
        ]
        for each in lessons.values()
        for r in each
    ]
    digest = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
    if is_of(store.similarity_path, digest) and store.pairs_path.exists():
        return None
    asked = [(name, each, given(name), solution(name)) for name, each in sorted(lessons.items())]
    with ThreadPoolExecutor(workers.number, "lessons") as pool:  # one is compared, others are read
        shown = [*pool.map(lambda each: _lesson(store, workers, team, *each), asked)]
    pairs = {
        lesson.name: [
            *((each.pair.one, each.pair.other, each.pair.share) for each in lesson.pairs),
            *((same[0], other, 1.0) for same in lesson.same for other in same[1:]),
        ]
        for lesson in shown
    }
    write_json(store.pairs_path, {"pairs": pairs})
    number = sum(len(one.pairs) + len(one.same) + len(one.weights) for one in shown)
    page = PAGES.get_template("similarity.html").render(digest=digest, lessons=shown, number=number)
    write_atomically(store.similarity_path, page)
    return number


def known_pairs(store: Store) -> dict[str, list[tuple[str, str, float]]]:
    """Lesson → who is like whom, and by how much, as last written; nothing where it never was.

    Raises:
        DamagedFileError: the file is damaged.
    """
    known = read_json(
        store.pairs_path,
        lambda data: {lesson: list(map(_pair, pairs)) for lesson, pairs in data["pairs"].items()},
        "Delete it: the next grading that finds something new writes it anew",
        before=lambda pairs: {"pairs": pairs},
    )
    return known or {}


def _pair(data: Sequence[Any]) -> tuple[str, str, float]:
    one, other, share = data
    return str(one), str(other), float(share)


def _lesson(
    store: Store,
    workers: Workers,
    team: Callable[[str, str], str],
    name: str,
    results: list[Result],
    given: list[str],
    solution: list[str],
) -> _Lesson:
    teams = {result.student: team(result.student, name) for result in results}
    executed = {result.student: store.executed_path(result.student, name) for result in results}
    with ThreadPoolExecutor(workers.number, "fingerprints") as pool:
        made = pool.map(lambda one: _prints(workers, *one), executed.items())
        prints = dict(zip(executed, made, strict=True))
    remarks = [remark for _, remark in prints.values() if remark]
    there = {student: found for student, (found, _) in prints.items()}
    base = frozenset(_of_sources(workers, given))
    known = base | frozenset(_of_sources(workers, solution) if solution else ())
    found = similar(there, known, teams)
    pairs = [_Shown(pair, _side_by_side(workers, executed, pair)) for pair in found]
    same = same_work(there, base, teams)
    return _Lesson(name, len(results), pairs, same, same_weights(results, teams), remarks)


def _prints(workers: Workers, student: str, notebook: Path) -> tuple[Prints, str]:
    """The fingerprints of a notebook, and a sentence where not all of it is compared."""
    if not notebook.is_file():
        return Prints([]), ""
    try:
        record, found = workers.rewrite(
            f"{_WORKER}:of_notebook", {"most_code": MOST_CODE}, notebook, most=_MOST
        )
        grams = iter(_numbers(found))
        cells = [frozenset(islice(grams, int(length))) for length in record["lengths"]]
        prints = Prints(cells, str(record["whole"]))
    except (WorkerError, KeyError, TypeError, ValueError) as error:
        _log.warning("%s is compared with nobody: %s", student, error)
        return Prints([]), f"{student} is compared with nobody: the notebook cannot be read."
    cut = f"Of {student}, only the first {MOST_CODE:,} characters of code are compared."
    return prints, cut if record["cut"] else ""


def _of_sources(workers: Workers, given: list[str]) -> array[int]:
    """The fingerprints of what everybody got."""
    most = 4 * sum(map(len, given))
    return _numbers(
        workers.rewrite(f"{_WORKER}:of_sources", {"sources": given}, None, most=most)[1]
    )


def _numbers(found: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(found)
    return numbers


def _side_by_side(
    workers: Workers, executed: Mapping[str, Path], pair: Pair
) -> list[tuple[str, str]]:
    """The code of the similar cells of a pair; none where it cannot be had again."""
    cells = pair.cells[:_MOST_CELLS]
    try:
        one, other = (
            workers.rewrite(f"{_WORKER}:sources", {"numbers": numbers}, executed[student], most=0)[
                0
            ]
            for student, numbers in zip(
                (pair.one, pair.other), zip(*cells, strict=True), strict=True
            )
        )
        return [(str(left), str(right)) for left, right in zip(one, other, strict=True)]
    except (WorkerError, TypeError, ValueError) as error:
        _log.warning("the code of %s and %s is not shown: %s", pair.one, pair.other, error)
        return []

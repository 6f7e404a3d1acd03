"""The page of similar submissions: their cells side by side. [coordinator]"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.files import read_json, write_atomically, write_json
from autograder.record.result import Result
from autograder.record.similarity import Pair, SameWeights, same_weights, same_work, similar
from autograder.record.store import Store
from autograder.report.pages import PAGES, is_of


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


def write_similarity(
    store: Store,
    results: Iterable[Result],
    given: Callable[[str], list[str]],
    team: Callable[[str, str], str] = lambda student, lesson: "",
) -> int | None:
    """Writes `alike.html`, where somebody has handed in something else since it was written.

    What it names goes into `alike.json`, too, for the page of the class.

    Args:
        results: all of the folder's.
        given: lesson → the code of each cell that everybody got.
        team: student and lesson → what those who handed in together have in common.

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
    shown = [
        _lesson(store, name, each, given(name), team) for name, each in sorted(lessons.items())
    ]
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
    name: str,
    results: list[Result],
    given: list[str],
    team: Callable[[str, str], str],
) -> _Lesson:
    teams = {result.student: team(result.student, name) for result in results}
    cells = {
        result.student: _cells(store.executed_path(result.student, name)) for result in results
    }
    code = {
        student: [source for kind, source in each if kind == "code"]
        for student, each in cells.items()
    }
    pairs = [
        _Shown(pair, [(code[pair.one][one], code[pair.other][other]) for one, other in pair.cells])
        for pair in similar(code, given, teams)
    ]
    same = same_work(cells, given, teams)
    return _Lesson(name, len(results), pairs, same, same_weights(results, teams))


def _cells(notebook: Path) -> list[tuple[str, str]]:
    """Kind and source of each cell of a notebook; nothing where it cannot be read."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return []

"""The folder that formgrader reads: notebooks with nbgrader's metadata. [coordinator]

    nbgrader_config.py
    source/<lesson>/<lesson>.ipynb                   the lesson's questions
    autograded/<student>/<lesson>/<lesson>.ipynb     what a student handed in, as executed

A notebook is a copy, made by a worker, with nothing that could run in an instructor's browser. The
layout is nbgrader's (https://nbgrader.readthedocs.io/en/stable/user_guide/philosophy.html).
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from autograder.assignment.model import GOOD_ANSWER
from autograder.files import file_name, read_json, write_atomically, write_json
from autograder.record import lesson_info
from autograder.record.gradebook.connection import url
from autograder.record.gradebook.sync import cell_name, cells, comment_cell
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import QuestionResult, Result, Trust
from autograder.record.store import Store
from autograder.run.sandbox.limits import MIB
from autograder.run.worker import WorkerError, Workers

_log = logging.getLogger(__name__)

#: changes where copies of the same notebook come out otherwise than before
_VERSION = "3"
#: of a copy
_MOST_BYTES = 64 * MIB
_WORKER = "autograder.marking.formgrader.copy_in_worker"
_REMEDY = "Delete it: formgrader's copies are then made anew"
_CONFIG = """\
# Made by `autograder formgrader`, which makes it anew each time.
c = get_config()  # noqa: F821
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = {url!r}
"""


def write_copies(
    store: Store,
    workers: Workers,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """Brings `formgrader/` in the output folder up to date; only what changed is written.

    Args:
        workers: what reads notebooks.
        tell: called with the number of notebooks looked at, and of all.

    Returns:
        The folder.
    """
    folder = store.formgrader_path
    known = lesson_info.load(store)
    results = [result for result in store.results() if result.questions]
    config = _CONFIG.format(root=str(folder.resolve()), url=url(store)).encode()
    _write_where_changed(folder / "nbgrader_config.py", config)
    for name in sorted({result.lesson for result in results}):
        lesson = known.get(name, LessonInfo(name))
        questions = [
            (cell.question, lesson.rubrics.get(cell.question, ""))
            for cell in cells((one for one in results if one.lesson == name), lesson)
        ]
        _, source = workers.rewrite(
            f"{_WORKER}:write_source", {"questions": questions}, None, most=_MOST_BYTES
        )
        _write_where_changed(folder / "source" / file_name(name) / _notebook(name), source)
    _write_submissions(store, workers, folder, results, known, tell)
    return folder


def _write_submissions(
    store: Store,
    workers: Workers,
    folder: Path,
    results: list[Result],
    known: Mapping[str, LessonInfo],
    tell: Callable[[int, int], None],
) -> None:
    """Copies of which nothing changed are known by `copies.json`, written last and now and then."""
    record = folder / "copies.json"
    before = read_json(record, _made_of, _REMEDY, before=lambda them: {"copies": them}) or {}
    after: dict[str, str] = {}

    def write(result: Result) -> tuple[str, str] | None:
        executed = store.executed_path(result.student, result.lesson)
        place = Path(file_name(result.student), file_name(result.lesson))
        if not executed.exists():
            return None
        lesson = known.get(result.lesson, LessonInfo(result.lesson))
        made_of = _digest(executed, result, lesson)
        copy = folder / "autograded" / place / _notebook(result.lesson)
        if before.get(str(place)) != made_of or not copy.exists():
            write_atomically(copy, _copy(workers, executed, result, lesson))
        return str(place), made_of

    with ThreadPoolExecutor(workers.number, "copies") as pool:
        for index, written in enumerate(pool.map(write, results)):
            tell(index + 1, len(results))
            if written:
                after[written[0]] = written[1]
            if index % 200 == 199:  # so that a run that is stopped does not begin anew
                write_json(record, {"copies": before | after})
    for gone in {*before} - {*after}:
        shutil.rmtree(folder / "autograded" / gone, ignore_errors=True)
    if after != before:
        write_json(record, {"copies": after})
    made = sum(before.get(place) != digest for place, digest in after.items())
    _log.info("%d copies for formgrader, %d of them anew", len(after), made)


def _copy(workers: Workers, executed: Path, result: Result, lesson: LessonInfo) -> bytes:
    """A submission as a person marks it; its questions alone where it cannot be shown."""
    questions = [asked(question, lesson) for question in result.questions]
    for has_notebook in (True, False):
        arguments = {"questions": questions, "has_notebook": has_notebook}
        try:
            _, made = workers.rewrite(
                f"{_WORKER}:write_copy", arguments, executed, most=_MOST_BYTES
            )
            return made
        except WorkerError as error:
            if not has_notebook:
                raise
            _log.warning(
                "formgrader's copy of %s (%s) is without the notebook: %s",
                result.student,
                result.lesson,
                error,
            )
    raise AssertionError


def asked(question: QuestionResult, lesson: LessonInfo) -> dict[str, Any]:
    """What a copy shows of a question: the fields of `copy_in_worker.Asked`."""
    lines = [
        f"{'✓' if test.passed else '✗'} {test.name}{' (hidden)' if test.hidden else ''}"
        f"{f': {test.message}' if test.message and not test.passed else ''}"
        for test in question.tests
    ]
    given = 0.0 if question.score is None else question.score
    rubric = lesson.rubrics.get(question.name, "")
    return {
        "name": question.name,
        "cell": cell_name(question.name),
        "answer": comment_cell(question),
        "points": question.max_score,
        "written": question.trust == Trust.MANUAL,
        "task": rubric.partition(GOOD_ANSWER)[0].strip(),
        "rubric": rubric,
        "findings": "\n".join([f"Tests gave {given:g} of {question.max_score:g}.", *lines]),
    }


def _digest(executed: Path, result: Result, lesson: LessonInfo) -> str:
    status = executed.stat()
    facts = [_VERSION, status.st_mtime_ns, status.st_size, repr(result.questions), repr(lesson)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _made_of(data: dict[str, Any]) -> dict[str, str]:
    return {str(place): str(digest) for place, digest in data["copies"].items()}


def _write_where_changed(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        write_atomically(path, content)


def _notebook(lesson: str) -> str:
    return f"{file_name(lesson)}.ipynb"

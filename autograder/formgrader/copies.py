"""The folder that formgrader reads: notebooks with nbgrader's metadata. [coordinator]

    nbgrader_config.py
    source/<lesson>/<lesson>.ipynb                   the lesson's questions
    autograded/<student>/<lesson>/<lesson>.ipynb     what a student handed in, as executed

A notebook is a copy that holds nothing that could run in an instructor's browser. The layout is
nbgrader's (https://nbgrader.readthedocs.io/en/stable/user_guide/philosophy.html), and so is the
metadata, schema 3 (nbgrader/nbgraderformat/v3.json).
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import nbformat

from autograder.assignment.model import GOOD_ANSWER
from autograder.assignment.notebook import check_cell
from autograder.assignment.written import places
from autograder.files import file_name, read_json, write_atomically, write_json
from autograder.formgrader import sanitize_cells
from autograder.record import lesson_info
from autograder.record.gradebook.connection import url
from autograder.record.gradebook.sync import Cell, cell_name, cells, comment_cell
from autograder.record.lesson_info import Lesson
from autograder.record.result import QuestionResult, Result
from autograder.record.store import Store

_log = logging.getLogger(__name__)

#: changes where copies of the same notebook come out otherwise than before
_VERSION = "2"
_REMEDY = "Delete it: formgrader's copies are then made anew"
_CONFIG = """\
# Made by `autograder formgrader`, which makes it anew each time.
c = get_config()  # noqa: F821
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = {url!r}
"""


def write_copies(store: Store, tell: Callable[[int, int], None] = lambda done, total: None) -> Path:
    """Brings `formgrader/` in the output folder up to date; only what changed is written.

    Args:
        tell: called with the number of notebooks looked at, and of all.

    Returns:
        The folder.
    """
    folder = store.formgrader_path
    known = lesson_info.load(store)
    results = [result for result in store.results() if result.questions]
    config = _CONFIG.format(root=str(folder.resolve()), url=url(store))
    _write_where_changed(folder / "nbgrader_config.py", config)
    for name in sorted({result.lesson for result in results}):
        lesson = known.get(name, Lesson(name))
        questions = cells((one for one in results if one.lesson == name), lesson)
        source = nbformat.writes(_source(questions, lesson))
        _write_where_changed(folder / "source" / file_name(name) / _notebook(name), source)
    _write_submissions(store, folder, results, known, tell)
    return folder


def _write_submissions(
    store: Store,
    folder: Path,
    results: list[Result],
    known: Mapping[str, Lesson],
    tell: Callable[[int, int], None],
) -> None:
    """Copies of which nothing changed are known by `copies.json`, written last and now and then."""
    record = folder / "copies.json"
    before = read_json(record, _made_of, _REMEDY, before=lambda them: {"copies": them}) or {}
    after: dict[str, str] = {}
    for index, result in enumerate(results):
        tell(index + 1, len(results))
        executed = store.executed_path(result.student, result.lesson)
        place = Path(file_name(result.student), file_name(result.lesson))
        if not executed.exists():
            continue
        lesson = known.get(result.lesson, Lesson(result.lesson))
        made_of = _digest(executed, result, lesson)
        copy = folder / "autograded" / place / _notebook(result.lesson)
        if before.get(str(place)) != made_of or not copy.exists():
            notebook = nbformat.reads(executed.read_text(encoding="utf-8"), as_version=4)
            write_atomically(copy, nbformat.writes(marking_copy(notebook, result, lesson)))
        after[str(place)] = made_of
        if index % 200 == 199:  # so that a run that is stopped does not begin anew
            write_json(record, {"copies": before | after})
    for gone in {*before} - {*after}:
        shutil.rmtree(folder / "autograded" / gone, ignore_errors=True)
    if after != before:
        write_json(record, {"copies": after})
    made = sum(before.get(place) != digest for place, digest in after.items())
    _log.info("%d copies for formgrader, %d of them anew", len(after), made)


def _digest(executed: Path, result: Result, lesson: Lesson) -> str:
    status = executed.stat()
    facts = [_VERSION, status.st_mtime_ns, status.st_size, repr(result.questions), repr(lesson)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _made_of(data: dict[str, Any]) -> dict[str, str]:
    return {str(place): str(digest) for place, digest in data["copies"].items()}


def _write_where_changed(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_atomically(path, text)


def _notebook(lesson: str) -> str:
    return f"{file_name(lesson)}.ipynb"


def _source(questions: Iterable[Cell], lesson: Lesson) -> nbformat.NotebookNode:
    """What nbgrader lists a lesson by: its questions, without a student's answers."""
    found = []
    for index, cell in enumerate(questions):
        rubric = lesson.rubrics.get(cell.question, "")
        text = nbformat.v4.new_markdown_cell(
            sanitize_cells.rendered(f"## {cell.question}\n\n{rubric}")
        )
        text["id"] = f"question-{index}"
        found.append(text)
    return nbformat.v4.new_notebook(cells=found)


def marking_copy(
    notebook: nbformat.NotebookNode, result: Result, lesson: Lesson
) -> nbformat.NotebookNode:
    """A submission as a person marks it.

    Above a written answer stand the task and a good answer in the lesson's own words. Under code
    stands what its tests found. What is not where it should be is asked for at the end.
    """
    written = [question.name for question in result.questions if question.trust == "manual"]
    answers = places(notebook, written)
    copies = [sanitize_cells.plain(cell) for cell in notebook.cells]
    before: dict[int, list[nbformat.NotebookNode]] = {}
    at_end: list[nbformat.NotebookNode] = []
    said_twice: set[int] = set()
    for question in result.questions:
        if question.trust == "manual":
            found = answers.get(question.name, [])
            rubric = _rubric(question, lesson)
            if found:
                _tag_written(copies[found[-1]], question)
                before.setdefault(found[0], []).append(rubric)
                task = found[0] - 1
                free = task not in before and not _is_tagged(copies[task])
                if free and _is_only_task(notebook.cells[task], lesson.rubrics.get(question.name)):
                    said_twice.add(task)
            else:
                empty = nbformat.v4.new_markdown_cell(
                    sanitize_cells.rendered(
                        "The place of this answer was not found. Look above for it."
                    )
                )
                _tag_written(empty, question)
                at_end += [rubric, empty]
        else:
            place = check_cell(notebook, question.name)
            answer = _answer_before(copies, place)
            if place is not None and not _is_tagged(copies[place]):
                check = copies[place]
                check.outputs = _findings(question)
                if answer is None:
                    answer = nbformat.v4.new_code_cell("")
                    before.setdefault(place, []).append(answer)
            else:
                answer = nbformat.v4.new_code_cell("# The check of this question is not there.")
                check = nbformat.v4.new_code_cell(question.name, outputs=_findings(question))
                at_end += [answer, check]
            _tag(answer, comment_cell(question), solution=True)
            _tag(check, cell_name(question.name), points=question.max_score)
    all_cells = [
        cell
        for index, copy in enumerate(copies)
        if index not in said_twice
        for cell in (*before.get(index, []), copy)
    ]
    made = nbformat.v4.new_notebook(cells=[*all_cells, *at_end])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    made.metadata["language_info"] = {"name": "python"}
    nbformat.validate(made)
    return made


def _answer_before(copies: list[nbformat.NotebookNode], place: int | None) -> Any:
    """The code cell just above a check, unless it is another question's."""
    if not place or copies[place - 1].cell_type != "code" or _is_tagged(copies[place - 1]):
        return None
    return copies[place - 1]


def _is_tagged(cell: nbformat.NotebookNode) -> bool:
    return "nbgrader" in cell.metadata


def _is_only_task(cell: nbformat.NotebookNode, rubric: str | None) -> bool:
    """Whether a cell holds the task as the rubric has it, and nothing of a student's."""
    task = (rubric or "").partition(GOOD_ANSWER)[0].strip()
    rest = re.sub(r"<!--.*?-->|_Points:_ *[\d.]+", "", cell.source)
    return bool(task) and rest.strip() == task


def _rubric(question: QuestionResult, lesson: Lesson) -> nbformat.NotebookNode:
    heading = f"**{question.name}, for whoever marks**"
    text = f"{heading}\n\n{lesson.rubrics.get(question.name, '')}".strip()
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    return nbformat.v4.new_markdown_cell(sanitize_cells.rendered(quoted))


def _tag_written(cell: nbformat.NotebookNode, question: QuestionResult) -> None:
    _tag(cell, cell_name(question.name), solution=True, points=question.max_score)


def _tag(
    cell: nbformat.NotebookNode, name: str, *, solution: bool = False, points: float | None = None
) -> None:
    metadata = {
        "schema_version": 3,
        "grade_id": name,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
        "cell_type": cell.cell_type,
    }
    if points is not None:
        metadata["points"] = points
    cell.metadata["nbgrader"] = metadata


def _findings(question: QuestionResult) -> list[nbformat.NotebookNode]:
    lines = [
        f"{'✓' if test.passed else '✗'} {test.name}{' (hidden)' if test.hidden else ''}"
        f"{f': {test.message}' if test.message and not test.passed else ''}"
        for test in question.tests
    ]
    given = 0.0 if question.score is None else question.score
    text = "\n".join([f"Tests gave {given:g} of {question.max_score:g}.", *lines])
    return [nbformat.v4.new_output("stream", name="stdout", text=text)]

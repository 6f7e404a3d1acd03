"""Fills an nbgrader course: its gradebook and `autograded/`, as its autograde does. [coordinator]

So that the course's own formgrader, `nbgrader generate_feedback` and `nbgrader export` go on with
what was graded here. Points that a person gave in that gradebook stay, as do comments.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.assignment.model import Assignment, NbgraderCell, NbgraderNotebook
from autograder.errors import UserError
from autograder.files import file_name, write_atomically
from autograder.record.result import QuestionResult, Result
from autograder.record.store import Store
from autograder.run.sandbox.limits import MIB
from autograder.run.worker import WorkerError, Workers

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

_WORKER = "autograder.marking.formgrader.autograded_in_worker:write_autograded"
_MOST_BYTES = 64 * MIB
_NO_RESPONSE = "No response."


class CourseGradebookError(UserError):
    """The gradebook of an nbgrader course cannot be filled. The message says what to do."""


def fill(assignments: Mapping[str, Assignment], store: Store, workers: Workers) -> list[str]:
    """Writes what is in an output folder into the gradebook of the course.

    Args:
        assignments: of which those are taken that are an nbgrader course's.
        workers: what reads executed notebooks.

    Returns:
        Sentences on what was done.

    Raises:
        CourseGradebookError: the gradebook cannot be opened, or has other cells.
    """
    notebooks = {name: one.nbgrader for name, one in assignments.items() if one.nbgrader}
    there: dict[str, dict[str, Result]] = defaultdict(dict)
    for result in store.results():
        if result.lesson in notebooks and result.questions:
            there[result.student][result.lesson] = result
    first = next(iter(notebooks.values()))
    waiting = 0
    from sqlalchemy.exc import SAWarning

    with warnings.catch_warnings(), _gradebook(first) as gradebook:
        warnings.simplefilter("ignore", SAWarning)  # of how nbgrader adds a submission
        for notebook in notebooks.values():
            _ensure_cells(gradebook, notebook)
        for student, results in sorted(there.items()):
            waiting += _fill_student(gradebook, file_name(student), notebooks, results)
            for lesson, result in results.items():
                _write_autograded(store, workers, notebooks[lesson], result)
    students = f"{len(there)} student{'' if len(there) == 1 else 's'}"
    said = [f"The course's gradebook has the marks of {students}: {first.database}"]
    if waiting:
        said.append(
            f"{waiting} answers wait there for a person to mark: `nbgrader formgrader`, in the "
            "folder of the course."
        )
    return said


def _gradebook(notebook: NbgraderNotebook) -> Gradebook:
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SQLAlchemyError

    before = os.environ["PATH"]
    # A new gradebook calls alembic by its name.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        return Gradebook(notebook.database, notebook.course)
    except SQLAlchemyError as error:
        raise CourseGradebookError(
            f"The course's gradebook {notebook.database} cannot be opened: "
            f"{str(error).splitlines()[0]}. Newer versions of nbgrader need `nbgrader db upgrade`."
        ) from None
    finally:
        os.environ["PATH"] = before


def _ensure_cells(gradebook: Gradebook, notebook: NbgraderNotebook) -> None:
    """Makes the assignment, the notebook and its cells where they are not there.

    Raises:
        CourseGradebookError: there are others.
    """
    from nbgrader.api import MissingEntry

    try:
        known = gradebook.find_notebook(notebook.name, notebook.assignment)
    except MissingEntry:
        _save_cells(gradebook, notebook)
        return
    ours = {cell.grade_id: cell.points for cell in notebook.cells if cell.tested or cell.manual}
    theirs = {cell.name: cell.max_score for cell in (*known.grade_cells, *known.task_cells)}
    if ours != theirs:
        names = sorted({name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)})
        raise CourseGradebookError(
            f"The course's gradebook knows {notebook.name} of {notebook.assignment} with other "
            f"cells or points: {', '.join(names)}. Run `nbgrader generate_assignment --force "
            f"{notebook.assignment}` in the course, and grade again."
        )


def _save_cells(gradebook: Gradebook, notebook: NbgraderNotebook) -> None:
    """What `nbgrader generate_assignment` notes of a notebook, by nbgrader's own means."""
    from nbgrader import nbgraderformat
    from nbgrader.preprocessors import ClearSolutions, ComputeChecksums, LockCells, SaveCells

    gradebook.update_or_create_assignment(notebook.assignment)
    gradebook.db.commit()
    resources: dict[str, Any] = {
        "nbgrader": {
            "notebook": notebook.name,
            "assignment": notebook.assignment,
            "db_url": notebook.database,
        }
    }
    content = nbgraderformat.read(notebook.path, as_version=4)
    for preprocessor in (LockCells, ClearSolutions, ComputeChecksums, SaveCells):
        content, resources = preprocessor().preprocess(content, resources)
    gradebook.db.expire_all()


def _fill_student(
    gradebook: Gradebook,
    student: str,
    notebooks: Mapping[str, NbgraderNotebook],
    results: Mapping[str, Result],
) -> int:
    """Fills one student's submission; how many of its cells wait for a person."""
    assignment = next(iter(notebooks.values())).assignment
    gradebook.update_or_create_student(student)
    moment = max((one.submitted_at for one in results.values() if one.submitted_at), default="")
    more = {"timestamp": _as_utc(moment)} if moment else {}
    submission = gradebook.update_or_create_submission(assignment, student, **more)
    of_name = {one.name: one for one in submission.notebooks}
    waiting = 0
    for lesson, notebook in notebooks.items():
        result = results.get(lesson)
        questions = {one.name: one for one in result.questions} if result else {}
        cells = {cell.grade_id: cell for cell in notebook.cells}
        for grade in of_name[notebook.name].grades:
            waiting += _fill_grade(grade, questions.get(grade.name))
        for comment in of_name[notebook.name].comments:
            cell, question = cells.get(comment.name), questions.get(comment.name)
            if cell is not None:
                comment.auto_comment = _NO_RESPONSE if _is_empty(cell, question) else None
    gradebook.db.commit()
    return waiting


def _fill_grade(grade: Any, question: QuestionResult | None) -> bool:
    """Fills what tests gave; whether it waits for a person. A notebook that is not there has 0."""
    score = question.score if question else 0.0
    if grade.auto_score != score and grade.manual_score is not None:
        grade.needs_manual_grade = True  # what a person said was of another answer
    elif grade.manual_score is None:
        grade.needs_manual_grade = score is None
    grade.auto_score = score
    return bool(grade.needs_manual_grade)


def _is_empty(cell: NbgraderCell, question: QuestionResult | None) -> bool:
    return cell.manual and not cell.task and question is not None and question.score == 0.0


def _as_utc(moment: str) -> datetime:
    """A moment of a result as nbgrader keeps it: in UTC, without saying so."""
    return datetime.fromisoformat(moment).astimezone(UTC).replace(tzinfo=None)


def _write_autograded(
    store: Store, workers: Workers, notebook: NbgraderNotebook, result: Result
) -> None:
    """Writes the executed notebook where nbgrader keeps it, sanitised, with nbgrader's metadata."""
    executed = store.executed_path(result.student, result.lesson)
    if not executed.exists():
        return
    student = file_name(result.student)
    folder = Path(notebook.autograded.replace("{student_id}", student))
    questions = {one.name: _findings(one) for one in result.questions if one.tests}
    arguments = {"cells": [_metadata(cell) for cell in notebook.cells], "findings": questions}
    try:
        _, made = workers.rewrite(_WORKER, arguments, executed, most=_MOST_BYTES)
    except WorkerError as error:
        raise CourseGradebookError(
            f"{executed} could not be made ready for the course: {error}."
        ) from None
    write_atomically(folder / f"{notebook.name}.ipynb", made)


def _findings(question: QuestionResult) -> Sequence[str]:
    """What stands below a test cell: of hidden tests whether they passed, and no more."""
    given = 0.0 if question.score is None else question.score
    lines = [f"{given:g} of {question.max_score:g} points"]
    for test in question.tests:
        said = f": {test.message}" if test.message and not (test.passed or test.hidden) else ""
        lines.append(f"{'✓' if test.passed else '✗'} {test.name}{said}")
    return lines


def _metadata(cell: NbgraderCell) -> dict[str, Any]:
    """A cell's id, its text as students got it, and its metadata in nbgrader's schema 3."""
    graded = cell.tested or cell.manual
    metadata = {
        "schema_version": 3,
        "grade_id": cell.grade_id,
        "cell_type": cell.cell_type,
        "grade": graded and not cell.task,
        "solution": cell.solution,
        "locked": cell.locked or cell.task,
        "task": cell.task,
        **({"points": cell.points} if graded else {}),
    }
    return {
        "grade_id": cell.grade_id,
        "cell_type": cell.cell_type,
        "source": cell.source,
        "locked": cell.locked,
        "metadata": metadata,
    }

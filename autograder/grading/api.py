"""What a script of one's own calls; `autograder` offers it by the same names. [coordinator]"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.assignment.model import Assignment
from autograder.assignment.model import load as load_zip
from autograder.authoring.assignments import assignments
from autograder.authoring.course import find
from autograder.grading.batch import Event
from autograder.grading.request import GradeRequest
from autograder.grading.whole_class import grade_all
from autograder.record import classroom
from autograder.record.grading_policy import Policy
from autograder.record.result import Result
from autograder.record.store import Store
from autograder.record.viva import VivaPolicy
from autograder.run.worker import open_workers

_log = logging.getLogger(__name__)
#: for a test file's code to make its table, and how long that may be
_TABLE_SECONDS, _MOST_TABLE = 60.0, 10 << 20


@dataclass(frozen=True)
class OpenAssignments:
    """Assignments whose tests are unpacked.

    Attributes:
        assignments: by the name of the lesson.
        single: the one that every notebook belongs to, where it was given by itself.
        starter_code: lesson → the code that everybody was given.
        solution_code: lesson → the code of its solution, where that is known.
        grading: how the course's grade is made, where it says so.
        viva: what answers about students' own work count for.
    """

    assignments: Mapping[str, Assignment]
    single: Assignment | None
    starter_code: Callable[[str], list[str]]
    grading: Policy | None = None
    solution_code: Callable[[str], list[str]] = lambda lesson: []
    viva: VivaPolicy = field(default_factory=VivaPolicy)


@contextlib.contextmanager
def open_assignments(
    assignment: Path | None = None,
    submissions: Sequence[Path] = (),
    *,
    notebook: Path | None = None,
    without_plugins: bool = False,
    isolated: bool = True,
) -> Iterator[OpenAssignments]:
    """The assignment of a zip that Otter Assign made, of nbgrader's, or this course's lessons.

    Args:
        assignment: the zip, or the folder of an assignment in an nbgrader course.
        submissions: a course that lies among these is none.
        notebook, without_plugins: as `autograder.assignment.model.load` takes them.
        isolated: whether test files that have to be run are locked in.

    Raises:
        AssignmentError: the zip cannot be used.
        NotebookError: the notebook cannot be used.
        CourseError: there is no course here.
        BuildError: a lesson has to be built, and cannot be.
    """
    with tempfile.TemporaryDirectory(prefix="tests-") as folder:
        if assignment is None:
            course = find(submissions=submissions)
            known = assignments(course, Path(folder))
            yield OpenAssignments(
                known,
                None,
                course.code_given,
                course.grading,
                course.code_of_solution,
                course.viva,
            )
        elif assignment.is_dir():
            from autograder.assignment.nbgrader_course import load_folder  # nbgrader takes a second

            of_nbgrader = load_folder(assignment, Path(folder))
            yield OpenAssignments({one.name: one for one in of_nbgrader}, None, lambda lesson: [])
        else:
            single = load_zip(
                assignment,
                Path(folder) / "0",
                notebook=notebook,
                without_plugins=without_plugins,
                compute=functools.partial(_table, isolated=isolated),
            )
            yield OpenAssignments({single.name: single}, single, lambda lesson: [])


def _table(source: str, *, isolated: bool) -> Any:
    """The table of a test file that has to be run for it.

    Raises:
        WorkerError: it came to no table.
    """
    with open_workers(isolated=isolated, number=1) as workers:
        return workers.call(
            "autograder.assignment.computed_table:table",
            {"source": source},
            seconds=_TABLE_SECONDS,
            answer_bytes=_MOST_TABLE,
        )


def load_assignment(archive: str | Path, folder: str | Path, **options: Any) -> Assignment:
    """The assignment in an autograder zip of Otter's, with its questions, tests and points.

    Args:
        folder: where its tests are unpacked; they belong to nobody who could be a student.
        options: as `autograder.assignment.model.load` takes them.

    Raises:
        AssignmentError: the file is missing or damaged, or holds no tests.
    """
    compute = functools.partial(_table, isolated=True)
    return load_zip(Path(archive), Path(folder), **{"compute": compute} | options)


def grade(
    *paths: str | Path,
    output: str | Path,
    assignment: str | Path | None = None,
    jobs: int = os.cpu_count() or 1,
    notebook: str | Path | None = None,
    without_plugins: bool = False,
    **options: Any,
) -> list[Result]:
    """Grades notebooks, zips and folders of them, as `autograder grade` does.

    Nothing is printed; `logging` has what the command would say.

    Args:
        output: the folder for results, pages and tables of marks; what it holds of an earlier run
            is used again where nothing has changed.
        assignment: a zip that `otter assign` made, or the folder of an nbgrader assignment; the
            lessons of the course that is here, if none is named.
        jobs: how many submissions are graded at the same time.
        notebook, without_plugins: as `autograder.assignment.model.load` takes them.
        options: other fields of `GradeRequest`.

    Returns:
        A result for each submission that counts.

    Raises:
        UserError: something that is given cannot be used; the message says what to do.
        MachineError: this machine cannot grade.
    """
    given = tuple(map(Path, paths))
    store = Store(Path(output))
    with open_assignments(
        Path(assignment) if assignment else None,
        given,
        notebook=Path(notebook) if notebook else None,
        without_plugins=without_plugins,
        isolated=options.get("isolated", True),
    ) as known:
        request = GradeRequest(
            paths=given,
            assignments=known.assignments,
            single=known.single,
            starter_code=known.starter_code,
            solution_code=known.solution_code,
            grading=known.grading,
            store=store,
            classroom=options.pop("classroom", None) or classroom.load(store),
            jobs=jobs,
            **options,
        )
        results, _ = grade_all(request, LoggingReporter())
    return results


class LoggingReporter:
    """Tells the log what happens; a `Reporter` and its own `Progress`."""

    def say(self, text: str) -> None:
        """A sentence for whoever reads the log."""
        _log.info("%s", text)

    def busy(self, what: str) -> contextlib.AbstractContextManager[object]:
        """Something that takes a while."""
        _log.info("%s", what)
        return contextlib.nullcontext()

    def progress(self, total: int) -> contextlib.AbstractContextManager[LoggingReporter]:
        """The progress of a number of submissions."""
        _log.info("%d submissions", total)
        return contextlib.nullcontext(self)

    def __call__(self, event: Event) -> None:
        """Something happened to a submission; grading itself has a line for it."""

    def summary(self) -> list[str]:
        """Nothing: whoever called knows what was there."""
        return []

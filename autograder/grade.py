"""Joins the rooms: one submission from notebook to result, and a class of them."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import platform
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.assignment import Assignment
from autograder.capture.snapshot import holds_a_function
from autograder.check.in_kernel import (
    OFFER,
    check_in_kernel,
    offers,
)
from autograder.check.process import QUESTION_SECONDS, CheckedQuestion, check
from autograder.check.relay import LiveKernel
from autograder.collect.submissions import Submission
from autograder.datasets import Located
from autograder.prepare import passed_over, prepared, put_files, restore, stops
from autograder.record.result import FOR_INSTRUCTORS, QuestionResult, Result, TestResult
from autograder.record.store import Store, write_atomically
from autograder.report.student import feedback_page
from autograder.run.limits import Limits
from autograder.run.notebook import BROUGHT, Execution, Kernel, execute
from autograder.run.warm import WarmParent, WarmParentError
from autograder.run.workspace import sweep, workspace

#: what the check room needs besides what kernels need
CHECK_MODULES = ("otter.test_files",)
#: what a mark may depend on
_VERSIONS = ("keras", "tensorflow", "numpy", "otter-grader")
_UNKNOWN_LESSON = "unknown-lesson"


@dataclass(frozen=True)
class Event:
    """Something that a progress display may want to show.

    Attributes:
        submission: whose.
        done: the share of its work that is done, from 0 to 1.
        result: set once, at the end.
        reused: whether the result is one of an earlier run.
    """

    submission: Submission
    done: float
    result: Result | None = None
    reused: bool = False


def grade_class(
    submissions: Iterable[Submission],
    assignments: Mapping[str, Assignment],
    store: Store,
    *,
    warm: WarmParent,
    mnist: Located,
    jobs: int,
    limits: Limits | None = None,
    class_seconds: float | None = None,
    again: bool = False,
    isolated: bool = True,
    allow_in_kernel: bool = False,
    on_event: Callable[[Event], None] = lambda event: None,
) -> list[Result]:
    """Grades submissions, several at a time, and writes each result as soon as it is there.

    A submission whose result is already in the store, for the same bytes, the same tests and the
    same data, is not graded anew unless `again`.

    Args:
        assignments: by the name of the lesson.
        warm: where kernels and checks are forked from; closed where grading is interrupted.
        mnist: the data that the lessons train and test on.
        jobs: how many submissions are graded at the same time.
        limits: on each submission.
        class_seconds: wall time after which no submission is begun any more; those left get a
            result that says so and is not kept, so that a rerun goes on with them.
        isolated: False grades without a sandbox, and is stamped into every result.
        allow_in_kernel: whether another course's tests may run in a student's kernel where they
            need what cannot leave it; the question's `trust` then says so.
        on_event: called from several threads.

    Returns:
        One result per submission, in their order.

    Raises:
        KeyboardInterrupt: passed on after everything was stopped; finished results stay.
    """
    began = time.monotonic()
    sweep()
    submissions = list(submissions)
    results: dict[int, Result] = {}
    waiting: dict[int, Submission] = {}
    for index, submission in enumerate(submissions):
        early = _without_running(submission, assignments, mnist)
        if early is not None:
            _save(store, early, None, assignments)
        result = early
        if result is None and not again:
            result = _finished(store, submission, assignments, mnist)
            if result and isolated and result.isolation == "none":
                result = None  # graded without a sandbox: not good enough for a run with one
            if result and not _as_trusting(result, allow_in_kernel):
                result = None
        if result is None:
            waiting[index] = submission
        else:
            results[index] = result
            on_event(Event(submission, 1.0, result, reused=early is None))
    if waiting:
        with ThreadPoolExecutor(jobs, "grade") as pool:

            def begin(submission: Submission) -> Result:
                if class_seconds is not None and time.monotonic() - began > class_seconds:
                    result = _too_late(submission, class_seconds)
                    on_event(Event(submission, 1.0, result))
                    return result
                return _grade_and_save(
                    *(submission, assignments, store, warm, mnist, limits),
                    *(isolated, allow_in_kernel, on_event),
                )

            futures = {
                pool.submit(begin, submission): index for index, submission in waiting.items()
            }
            try:
                left = set(futures)
                while left:
                    done, left = wait(left, timeout=0.5, return_when=FIRST_COMPLETED)
                    for future in done:
                        results[futures[future]] = future.result()
            except BaseException:
                warm.close()  # with it every kernel and every check, so that nobody waits for them
                pool.shutdown(wait=True, cancel_futures=True)
                raise
    store.save_grades(store.results())
    return [results[index] for index in range(len(submissions))]


def _finished(
    store: Store, submission: Submission, assignments: Mapping[str, Assignment], mnist: Located
) -> Result | None:
    """The result of an earlier run of a known lesson, where it would come out the same again."""
    assert submission.lesson is not None
    old = store.load(submission.student, submission.lesson)
    if old is None or old.submission_sha256 != submission.sha256:
        return None
    same_tests = old.assignment_sha256 == assignments[submission.lesson].sha256
    return old if same_tests and old.datasets == _datasets(mnist) else None


def _as_trusting(result: Result, allow_in_kernel: bool) -> bool:
    """Whether an earlier result comes of as much trust in the student's kernel as there is now."""
    if allow_in_kernel:
        return not any(problem.endswith(OFFER) for problem in result.problems)
    return all(question.trust != "in-kernel" for question in result.questions)


def _without_running(
    submission: Submission, assignments: Mapping[str, Assignment], mnist: Located
) -> Result | None:
    """The result of a submission that cannot be run at all."""
    if submission.notebook is None:
        status, problem = "unreadable", submission.problem
    elif submission.lesson not in assignments:
        status = "unknown_lesson"
        known = ", ".join(sorted(assignments)) or "none"
        problem = (
            f"The notebook says that it answers {submission.lesson!r}, which is not a lesson here "
            f"({known})."
            if submission.lesson
            else f"The notebook does not say which lesson it answers; lessons here: {known}."
        )
    else:
        return None
    return Result(
        student=submission.student,
        lesson=submission.lesson or _UNKNOWN_LESSON,
        status=status,
        score=0.0,
        max_score=0.0,
        problems=(problem,),
        submission_sha256=submission.sha256,
        datasets=_datasets(mnist),
    )


def _too_late(submission: Submission, class_seconds: float) -> Result:
    return Result(
        student=submission.student,
        lesson=str(submission.lesson),
        status="timed_out",
        score=0.0,
        max_score=0.0,
        problems=(
            f"the {class_seconds:g} s for the class were over before this submission was begun; "
            "run the same command again to go on",
        ),
    )


def _grade_and_save(
    submission: Submission,
    assignments: Mapping[str, Assignment],
    store: Store,
    warm: WarmParent,
    mnist: Located,
    limits: Limits | None,
    isolated: bool,
    allow_in_kernel: bool,
    on_event: Callable[[Event], None],
) -> Result:
    assert submission.lesson is not None
    on_event(Event(submission, 0.0))
    notebook = None
    try:
        result, notebook = grade(
            submission,
            assignments[submission.lesson],
            warm=warm,
            mnist=mnist,
            limits=limits,
            isolated=isolated,
            allow_in_kernel=allow_in_kernel,
            on_progress=lambda share: on_event(Event(submission, share)),
        )
    except WarmParentError:
        raise
    except Exception as error:  # whatever one submission manages to break, the others go on
        result = _broken(submission, assignments[submission.lesson], mnist, error)
    result = dataclasses.replace(result, isolation=warm.mechanism if isolated else "none")
    if warm.has_ended:  # grading was interrupted: what came of it is no result
        raise WarmParentError("The grading process has ended.")
    _save(store, result, notebook, assignments)
    on_event(Event(submission, 1.0, result))
    return result


def _broken(
    submission: Submission, assignment: Assignment, mnist: Located, error: Exception
) -> Result:
    return Result(
        student=submission.student,
        lesson=assignment.name,
        status="crashed",
        score=0.0,
        max_score=0.0,
        problems=(f"grading it failed ({type(error).__name__}: {str(error)[:200]})",),
        submission_sha256=submission.sha256,
        assignment_sha256=assignment.sha256,
        datasets=_datasets(mnist),
    )


def _save(
    store: Store,
    result: Result,
    notebook: nbformat.NotebookNode | None,
    assignments: Mapping[str, Assignment],
) -> None:
    """Writes pages first and the result last: a result that is there has all its pages."""
    if notebook is not None:
        path = store.executed_path(result.student, result.lesson)
        write_atomically(path, _as_text(notebook))
    title = assignments[result.lesson].title if result.lesson in assignments else result.lesson
    page = feedback_page(result, title)
    write_atomically(store.feedback_path(result.student, result.lesson), page)
    store.save(result)


def _as_text(notebook: nbformat.NotebookNode) -> str:
    """The executed notebook as a file; without its outputs where a cell showed what none holds."""
    try:
        return str(nbformat.writes(notebook))
    except Exception:  # a kernel can answer anything, such as data that never ends to be nested
        notebook.metadata.pop("widgets", None)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        return str(nbformat.writes(notebook))


def grade(
    submission: Submission,
    assignment: Assignment,
    *,
    warm: WarmParent,
    mnist: Located,
    limits: Limits | None = None,
    isolated: bool = True,
    allow_in_kernel: bool = False,
    on_progress: Callable[[float], None] = lambda share: None,
) -> tuple[Result, nbformat.NotebookNode]:
    """Runs, captures and checks one submission that has a notebook.

    Returns:
        The result, and the notebook as it was executed.
    """
    assert submission.notebook is not None
    began = time.monotonic()
    allow_in_kernel = allow_in_kernel and assignment.foreign  # no lesson here needs it
    # Two folders: nothing that student code wrote lies where the outcome of checking is read.
    with workspace() as folder, workspace() as apart:
        datasets = {"mnist": str(mnist.path)}
        snapshots = {
            question.name: folder / "snap" / question.name for question in assignment.checked
        }

        def check_reached(
            reached: frozenset[str], kernel: Kernel | None
        ) -> tuple[CheckedQuestion, ...]:
            checked = check(
                assignment,
                {name: path for name, path in snapshots.items() if name in reached},
                warm=warm,
                workspace=apart,
                datasets=datasets,
                isolated=isolated,
                kernel=LiveKernel(kernel.run, folder) if kernel else None,
            )
            if kernel is None or not allow_in_kernel:
                return checked
            patient = LiveKernel(lambda code: kernel.run(code, QUESTION_SECONDS), folder)
            # Last of all: a function that has seen these tests is not called any more.
            return tuple(
                check_in_kernel(outcome, assignment, patient)
                if outcome.name in reached and outcome.held_back
                else outcome
                for outcome in checked
            )

        checking = _Checking(check_reached, tuple(snapshots.values()), allow_in_kernel)
        put_files(assignment, folder / BROUGHT)
        execution = execute(
            prepared(submission.notebook, assignment),
            warm=warm,
            workspace=folder,
            stops=stops(submission.notebook, assignment, snapshots, keep=allow_in_kernel),
            skip=passed_over(submission.notebook),
            limits=limits,
            datasets=datasets,
            isolated=isolated,
            on_cell=lambda done, total: on_progress(0.9 * done / total),
            at_end=checking.while_the_kernel_lives,
        )
        restore(execution.notebook, submission.notebook)
        checked = checking.outcome(execution.reached)
    result = _result(submission, assignment, execution, checked, mnist, time.monotonic() - began)
    return result, execution.notebook


class _Checking:
    """Checks once: with the student's kernel where it has to be asked something, else after.

    A kernel that is not needed any more is not kept, because it holds a student's memory.
    """

    def __init__(
        self,
        check: Callable[[frozenset[str], Kernel | None], tuple[CheckedQuestion, ...]],
        snapshots: tuple[Path, ...],
        keep: bool,
    ) -> None:
        """Args:
        keep: whether the kernel is kept where no snapshot holds a function to call, too.
        """
        self._check = check
        self._snapshots = snapshots
        self._keep = keep
        self._checked: Future[tuple[CheckedQuestion, ...]] | None = None

    def while_the_kernel_lives(self, kernel: Kernel) -> None:
        if not (self._keep or any(map(holds_a_function, self._snapshots))):
            return
        self._checked = Future()
        try:
            self._checked.set_result(self._check(kernel.reached, kernel))
        except BaseException as error:  # raised again where the outcome is asked for
            self._checked.set_exception(error)

    def outcome(self, reached: frozenset[str]) -> tuple[CheckedQuestion, ...]:
        if self._checked is not None:
            return self._checked.result()
        return self._check(reached, None)


def _result(
    submission: Submission,
    assignment: Assignment,
    execution: Execution,
    checked: tuple[CheckedQuestion, ...],
    mnist: Located,
    total: float,
) -> Result:
    outcomes = {outcome.name: outcome for outcome in checked}
    questions = tuple(
        QuestionResult(question.name, None, question.points, "manual")
        if question.manual
        else _question_result(outcomes[question.name])
        for question in assignment.questions
    )
    problems = (submission.problem, *execution.problems, *(o.problem for o in checked))
    if assignment.foreign:
        notes = (*offers(checked), *assignment.notes)
        problems += tuple(FOR_INSTRUCTORS + note for note in notes)
    score, max_score = assignment.settings.total(
        sum((outcome.score for outcome in checked), 0.0),
        sum((outcome.max_score for outcome in checked), 0.0),
    )
    return Result(
        student=submission.student,
        lesson=assignment.name,
        status=execution.status,
        score=round(score, 5),
        max_score=round(max_score, 5),
        questions=questions,
        problems=tuple(filter(None, problems)),
        submission_sha256=submission.sha256,
        assignment_sha256=assignment.sha256,
        seconds={"cells": round(execution.seconds, 2), "total": round(total, 2)},
        versions=_versions(),
        datasets=_datasets(mnist),
    )


def _question_result(outcome: CheckedQuestion) -> QuestionResult:
    tests = tuple(TestResult(**dataclasses.asdict(test)) for test in outcome.tests)
    trust = "in-kernel" if outcome.in_kernel else "isolated"
    return QuestionResult(outcome.name, outcome.score, outcome.max_score, trust, tests)


def _datasets(mnist: Located) -> dict[str, str]:
    return {"mnist": mnist.name}


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _VERSIONS:
        for distribution in (name, f"{name}-cpu"):
            try:
                found[name] = importlib.metadata.version(distribution)
                break
            except importlib.metadata.PackageNotFoundError:
                continue
    return found

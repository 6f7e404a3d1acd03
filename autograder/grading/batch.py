"""Grades a batch: several submissions at a time, each result stored at once. [coordinator]"""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import functools
import itertools
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from autograder.assignment.model import Assignment
from autograder.check.in_kernel import OFFER, OFFER_TO_ASK
from autograder.collect.submissions import Submission, SubmittedFile, Unreadable
from autograder.datasets.dataset import Located
from autograder.files import write_atomically
from autograder.grading import log
from autograder.grading.conditions import ALWAYS, MISSING, NEVER, WAIT, Train
from autograder.grading.local import Backend
from autograder.grading.place import Ahead, Place
from autograder.grading.pretrained import OTHER_DATA
from autograder.grading.reading import Reader
from autograder.grading.results import is_about_network, not_graded, versions
from autograder.record import classroom, lesson_info
from autograder.record.final_grade import Mark, finalize
from autograder.record.gradebook import manual_marks
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import FOR_INSTRUCTORS, Interning, Result, Status, Trust
from autograder.record.snapshot_cache import SnapshotCache
from autograder.record.store import Store
from autograder.report.refresh import rendered, rendered_from, rewrite, save_page
from autograder.report.shown import Shown
from autograder.run.kernel.workspace import sweep
from autograder.run.worker import Workers

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Event:
    """Something that a progress display may want to show.

    Attributes:
        submission: whose.
        done: the share of its work that is done, from 0 to 1.
        result: set once, at the end.
        reused: whether the result is one of an earlier run.
        rechecked: whether new tests were checked against what an earlier run had left.
        because: why a notebook was run though an earlier run had left something; or nothing.
    """

    submission: SubmittedFile
    done: float
    result: Result | None = None
    reused: bool = False
    rechecked: bool = False
    because: str = ""


def grade_class(
    submissions: Iterable[SubmittedFile],
    assignments: Mapping[str, Assignment],
    store: Store,
    backend: Backend,
    *,
    workers: Workers,
    jobs: int,
    train: Train = MISSING,
    class_seconds: float | None = None,
    again: bool = False,
    refresh: bool = True,
    on_event: Callable[[Event], None] = lambda event: None,
) -> list[Result]:
    """Grades submissions, several at a time, and writes each result as soon as it is there.

    A submission whose result is already in the store, for the same bytes, the same tests, the same
    data and the same versions, is not graded anew unless `again`. Where only the tests are others,
    what the earlier run left is checked against them, and no notebook is run.

    Args:
        assignments: by the name of the lesson.
        backend: what grades them; closed where grading is interrupted.
        workers: what reads submissions and makes pages.
        jobs: how many submissions are graded at the same time.
        train: when their trainings are run.
        class_seconds: wall time after which no submission is begun any more; those left get a
            result that says so and is not kept, so that a rerun goes on with them.
        refresh: whether pages and tables of the whole folder are brought up to date at the end.
        on_event: called from several threads.

    Returns:
        One result per submission, in their order.

    Raises:
        KeyboardInterrupt: passed on after everything was stopped; finished results stay.
    """
    began = time.monotonic()
    sweep()
    submissions = list(submissions)
    answered = {submission.lesson for submission in submissions}
    lesson_info.save(store, (one for name, one in assignments.items() if name in answered))
    pages, reader = _Pages(store, workers, jobs), Reader(workers)
    results: dict[int, Result] = {}
    interned = Interning()
    waiting: dict[int, SubmittedFile] = {}
    olds: dict[int, Result] = {}
    for index, submission in enumerate(submissions):
        early = _without_running(submission, assignments)
        if early is not None:
            early = _stamped(early, submission)
            with log.about(submission):
                pages.save(early, None)
        result = early
        if result is None and not again:
            result = _comparable(store, submission, backend.conditions.data)
            if result and backend.conditions.isolated and result.isolation == "none":
                result = None  # graded without a sandbox: not good enough for a run with one
            if result and not _as_numbered(result, assignments[result.lesson], backend):
                result = None
            if result and not _as_trusting(result, assignments[result.lesson], backend, train):
                result = None
            if result and result.assignment_sha256 != assignments[result.lesson].sha256:
                olds[index], result = result, None
        if result is None:
            waiting[index] = submission
        else:
            if (result.submitted_at, result.marked_late) != _stamp(submission):
                result = _stamped(result, submission)
                store.save(result)
            results[index] = interned(result)
            with log.about(submission):
                log.note(_log, "skip" if early else "reuse", 0.0, result.status)
            on_event(Event(submission, 1.0, result, reused=early is None))
    if waiting:
        backend.begin()
        # Where only the tests are others, no kernel may be needed.
        coming = {
            index: (submission, assignments[submission.lesson])
            for index, submission in waiting.items()
            if isinstance(submission, Submission) and index not in olds
        }
        with (
            pages.pool,
            Ahead(backend.place, coming, jobs) as ahead,
            ThreadPoolExecutor(jobs, "grade") as pool,
        ):

            def begin(index: int, submission: SubmittedFile) -> Result:
                with log.about(submission), log.stage(_log, "all") as this:
                    if class_seconds is not None and time.monotonic() - began > class_seconds:
                        result = _stamped(_too_late(submission, class_seconds), submission)
                        on_event(Event(submission, 1.0, result))
                    else:
                        assignment = assignments[submission.lesson]
                        with ahead.taken(index) as place:
                            result = _grade_and_save(
                                submission,
                                assignment,
                                pages,
                                reader,
                                backend,
                                train,
                                olds.get(index),
                                on_event,
                                place,
                            )
                    this.status = result.status
                    return result

            futures: dict[Future[Result], int] = {}
            left = iter(waiting.items())
            try:
                while True:
                    # Not all at once: to wait for one of thousands takes longer each time.
                    for index, submission in itertools.islice(left, 2 * jobs - len(futures)):
                        futures[pool.submit(begin, index, submission)] = index
                    if not futures:
                        break
                    done, _ = wait(futures, timeout=0.5, return_when=FIRST_COMPLETED)
                    for future in done:
                        results[futures.pop(future)] = interned(future.result())
            except BaseException:
                backend.close()  # every kernel and every check, so that nobody waits for them
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        pages.cache.collect_garbage()
    if refresh:
        rewrite(store, workers)
    return [results[index] for index in range(len(submissions))]


def _stamp(submission: SubmittedFile) -> tuple[str, bool]:
    moment = submission.submitted_at
    return moment.isoformat() if moment else "", submission.marked_late


def _stamped(result: Result, submission: SubmittedFile) -> Result:
    """The result with when its submission was handed in."""
    submitted_at, marked_late = _stamp(submission)
    return dataclasses.replace(result, submitted_at=submitted_at, marked_late=marked_late)


def _comparable(
    store: Store, submission: SubmittedFile, data: Mapping[str, Located]
) -> Result | None:
    """The result of an earlier run that differs from a run now in its tests at most."""
    old = store.load(submission.student, submission.lesson)
    if old is None or old.submission_sha256 != submission.sha256:
        return None
    if old.versions != versions():
        return None
    for name, used in old.datasets.items():
        now = data.get(name)
        # Earlier versions noted names alone.
        if now is None or (now.name, old.data_sha256.get(name, now.sha256)) != (used, now.sha256):
            return None
    return old


def _as_numbered(result: Result, assignment: Assignment, backend: Backend) -> bool:
    """Whether an earlier result knew the student's number, where values depend on it."""
    expected = backend.conditions.numbers.expected(result.student, assignment.name)
    return result.numbers == (expected if assignment.variants(expected) else ())


def _as_trusting(result: Result, assignment: Assignment, backend: Backend, train: Train) -> bool:
    """Whether an earlier result comes of as much trust in what students say as there is now."""
    conditions = backend.conditions.for_assignment(external=assignment.external)
    trust = {question.trust for question in result.questions}
    if conditions.without_data == WAIT and train != ALWAYS:
        on_other_data = any(OTHER_DATA in problem for problem in result.problems)
        if on_other_data and Trust.POSTPONED not in trust:
            return False
    elif train != NEVER and Trust.POSTPONED in trust:
        return False
    if Trust.UNTRAINED in trust and train != NEVER:
        return False
    if Trust.EVIDENCE in trust and train == ALWAYS:
        return False
    if conditions.allow_in_kernel:
        return not _could_use_the_kernel(result)
    if Trust.IN_KERNEL in trust:
        return False
    if "objects" in conditions.may_ask:
        return not any(problem.endswith(OFFER_TO_ASK) for problem in result.problems)
    asked = [one for one in result.questions if one.trust == Trust.ASKED]
    if "networks" in conditions.may_ask:  # which are named, and objects are not
        said = result.problems
        asked = [one for one in asked if not any(is_about_network(p, one.name) for p in said)]
    return not asked


def _could_use_the_kernel(result: Result) -> bool:
    """Whether more points might come of tests in the student's own process."""
    return any(problem.endswith((OFFER, OFFER_TO_ASK)) for problem in result.problems) or any(
        question.trust == Trust.ASKED and not all(test.passed for test in question.tests)
        for question in result.questions
    )


def _without_running(
    submission: SubmittedFile, assignments: Mapping[str, Assignment]
) -> Result | None:
    """The result of a submission that cannot be run at all."""
    if isinstance(submission, Unreadable):
        return not_graded(submission, Status.UNREADABLE, submission.problem)
    if submission.lesson not in assignments:
        known = ", ".join(sorted(assignments)) or "none"
        problem = (
            f"The notebook says that it answers {submission.lesson!r}, which is not a lesson here "
            f"({known})."
            if submission.lesson
            else f"The notebook does not say which lesson it answers; lessons here: {known}."
        )
        return not_graded(submission, Status.UNKNOWN_LESSON, problem)
    return None


def _too_late(submission: SubmittedFile, class_seconds: float) -> Result:
    problem = (
        f"the {class_seconds:g} s for the class were over before this submission was begun; "
        "run the same command again to go on"
    )
    # Without a SHA-256: it is the result of no bytes, and nothing is trained again to audit it.
    return dataclasses.replace(
        not_graded(submission, Status.TIMED_OUT, problem), submission_sha256=""
    )


def _grade_and_save(
    submission: SubmittedFile,
    assignment: Assignment,
    pages: _Pages,
    reader: Reader,
    backend: Backend,
    train: Train,
    old: Result | None,
    on_event: Callable[[Event], None],
    place: Callable[[], Place | None],
) -> Result:
    on_event(Event(submission, 0.0))
    assert isinstance(submission, Submission)
    here = place()
    with contextlib.ExitStack() as stack:
        with log.stage(_log, "read"):
            opened = stack.enter_context(reader.opened(submission, here.forked if here else None))
        if isinstance(opened, Unreadable):  # it could be read once, and has changed since
            result = not_graded(opened, Status.UNREADABLE, opened.problem)
            result = _stamped(result, submission)
            pages.save(result, None)
            on_event(Event(opened, 1.0, result))
            return result
        rendering = pages.rendering(submission, assignment)
        graded = backend.grade(
            opened,
            assignment,
            train=train,
            old=old,
            cache=pages.cache,
            on_progress=lambda share: on_event(Event(submission, share)),
            on_executed=rendering.begin,
            place=here,
        )
    result = _stamped(graded.result, submission)
    with log.stage(_log, "store"):
        result = pages.save(result, graded.executed, graded.diagnosis, rendering)
    rechecked = old is not None and graded.executed is None
    on_event(Event(submission, 1.0, result, rechecked=rechecked, because=graded.because))
    return result


class _Rendering:
    """Renders an executed notebook for its page in a thread, while its answers are checked."""

    def __init__(self, pool: ThreadPoolExecutor, render: Callable[[bytes], Shown | None]) -> None:
        self._pool = pool
        self._render = render
        self._begun: Future[Shown | None] | None = None

    def begin(self, executed: bytes) -> None:
        run = contextvars.copy_context().run  # which says whose it is
        self._begun = self._pool.submit(run, self._render, executed)

    def of(self, executed: bytes) -> Shown | None:
        """What came of it; renders it here where that has not begun."""
        return self._begun.result() if self._begun else self._render(executed)


class _Pages:
    """Writes what comes of each submission, with the marks that people gave before."""

    def __init__(self, store: Store, workers: Workers, jobs: int) -> None:
        """Args:
        jobs: how many submissions are graded at a time.
        """
        self._store = store
        self._workers = workers
        #: what renders notebooks
        self.pool = ThreadPoolExecutor(jobs, "page")
        self._lessons = lesson_info.load(store)
        self.cache = SnapshotCache(store.folder, workers.call)
        self._classroom = classroom.load(store)

    @functools.cached_property  # a second to read for a large class, and most reruns save nothing
    def _marks(self) -> Mapping[tuple[str, str], Mapping[str, Mark]]:
        return manual_marks.marks(self._store)

    def rendering(self, submission: Submission, assignment: Assignment) -> _Rendering:
        """What renders the notebook of a submission."""

        def render(executed: bytes) -> Shown | None:
            with log.stage(_log, "render"):
                return rendered(
                    executed,
                    [question.name for question in assignment.questions],
                    [question.name for question in assignment.questions if question.manual],
                    f"{submission.student} ({submission.lesson})",
                    self._workers,
                )

        return _Rendering(self.pool, render)

    def save(
        self,
        result: Result,
        executed: bytes | None,
        diagnosis: str = "",
        rendering: _Rendering | None = None,
    ) -> Result:
        """Writes pages first and the result last: a result that is there has all its pages.

        Args:
            diagnosis: why grading itself failed, where it did; for the instructor alone.
            rendering: of the notebook; where there is neither, the page shows what an earlier run
                has left in the folder.

        Returns:
            The result as it is written: where there is a diagnosis, it says where that lies.
        """
        store, place = self._store, (result.student, result.lesson)
        crash = store.crash_path(*place)
        if diagnosis:
            write_atomically(crash, diagnosis)
            where = f"{FOR_INSTRUCTORS}what tells why is in {crash.relative_to(store.folder)}"
            result = dataclasses.replace(result, problems=(*result.problems, where))
        else:
            crash.unlink(missing_ok=True)
        if executed is not None:
            write_atomically(store.executed_path(*place), executed)
        lesson = self._lessons.get(result.lesson) or LessonInfo(result.lesson)
        final = finalize(result, self._marks.get(place, {}), self._classroom)
        with log.stage(_log, "page"):
            notebook = None
            if executed is None or rendering is None:
                notebook = rendered_from(store, result, self._workers)
            elif result.questions:
                notebook = rendering.of(executed)
            save_page(store, final, lesson, self._classroom, self._workers, notebook)
        store.save(result)
        return result

"""Grades a class: attempts, batch, audit, similarity, and remarks on it. [coordinator]"""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import shlex
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from autograder.assignment.model import Assignment
from autograder.assignment.packages import missing
from autograder.collect.attempts import Attempts
from autograder.collect.submissions import Submission, SubmittedFile
from autograder.datasets.registry import titles
from autograder.files import DamagedFileError, NewerFileError, natural
from autograder.grading import attempts
from autograder.grading.backend import open_backend
from autograder.grading.batch import grade_class
from autograder.grading.conditions import ALWAYS
from autograder.grading.local import CHECK_MODULES, Backend
from autograder.grading.reading import Reader
from autograder.grading.request import GradeRequest, Reporter
from autograder.record import grading_policy
from autograder.record.audit import (
    Audit,
    compare,
    key_of,
    sample,
    save_audit,
    stands_on_evidence,
)
from autograder.record.classroom import save
from autograder.record.gradebook.manual_marks import mirrored
from autograder.record.result import Result, Trust
from autograder.record.store import Store
from autograder.report.pages import PAGES
from autograder.report.similarity_page import write_similarity
from autograder.report.up_to_date import bring_up_to_date
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.interpreter import without_grammars
from autograder.run.sandbox.probe import ensure
from autograder.run.worker import Workers


def kernel_server() -> ForkServer:
    """The fork server of kernels and checkers. It starts when it is first needed."""
    return ForkServer(also_import=CHECK_MODULES)


def grade_all(
    request: GradeRequest,
    reporter: Reporter,
    *,
    fork_server: ForkServer | None = None,
    at_end: Callable[[Workers], None] = lambda workers: None,
) -> tuple[list[Result], list[str]]:
    """Grades all that lies in the paths of a request.

    Args:
        fork_server: as `kernel_server` gives it, closed by the caller; by default one is made.
        at_end: called once all is graded, with what reads executed notebooks.

    Returns:
        The results, and sentences about the class as a whole, which are said already.

    Raises:
        NewerFileError: a newer version of this package has graded into the folder.
    """
    with contextlib.ExitStack() as stack:
        server = fork_server or stack.enter_context(kernel_server())
        if request.scheduler is None and (request.again or request.store.is_empty):
            server.start()  # its libraries take seconds, in which submissions are read
        choose = functools.cache(lambda: ensure(server) if request.isolated else None)
        number = min(request.jobs, os.cpu_count() or 1)
        with Workers(server, isolated=request.isolated, number=number, choose=choose) as workers:
            graded = _grade_all(request, reporter, server, choose, workers)
            at_end(workers)
            return graded


def _grade_all(
    request: GradeRequest,
    reporter: Reporter,
    fork_server: ForkServer,
    choose: Callable[[], object],
    workers: Workers,
) -> tuple[list[Result], list[str]]:
    """As `grade_all`, with processes that start when they are first needed."""
    store, known, classroom = request.store, request.assignments, request.classroom
    needs = [*_needs(known.values())]
    for sentence in needs:
        reporter.say(sentence)
    damaged = _damaged(store)
    before = {(one.student, one.lesson): one for one in store.results()}
    mirrored(store)  # before anything is graded
    if store.folder.is_dir():
        store.mark()  # it may lie among the submissions
    handed_in = _handed_in(request, reporter, workers)
    store.mark()
    moved = attempts.left_over(handed_in, store, classroom, request.paths, request.students)
    for sentence in moved:
        reporter.say(sentence)
    classroom = attempts.with_files(
        attempts.with_submitters(classroom, handed_in), handed_in, store
    )
    save(store, classroom)
    if request.grading:
        grading_policy.save(store, request.grading)
    rounds = attempts.plan(handed_in, store, classroom.which)
    total = sum(len(each.submissions) for each in rounds)
    jobs = min(request.jobs, total)
    every = [one for each in handed_in for one in each.submissions]
    served, depends_on = _data(every, known, before)
    if request.again or not before:
        threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    graded = []
    with open_backend(
        request,
        jobs,
        reporter,
        fork_server=fork_server,
        choose=choose,
        served=served,
        depends_on=depends_on,
    ) as backend:
        began = time.monotonic()
        with reporter.progress(total) as progress:
            for each in rounds:
                seconds = request.class_seconds
                if seconds is not None:
                    seconds -= time.monotonic() - began
                of_round = grade_class(
                    each.submissions,
                    known,
                    each.store,
                    backend,
                    jobs=backend.jobs(min(jobs, len(each.submissions))),
                    train=request.train,
                    class_seconds=seconds,
                    again=request.again,
                    refresh=each.store is not store,  # its own, once, when all of it is there
                    workers=workers,
                    on_event=progress,
                )
                graded.append((each, of_round))
        results = attempts.choose(handed_in, graded, store, classroom)
        audited = _audited(request, results, every, backend, workers, reporter)
    remarks = [audited.sentence] if audited else []
    if audited:
        save_audit(store, audited)
    starter = request.starter_code
    if starter and (
        pairs := write_similarity(
            store, store.results(), starter, workers, classroom.team, request.solution_code
        )
    ):
        found = "One pair or group" if pairs == 1 else f"{pairs} pairs or groups"
        remarks.append(f"{found} of submissions that are alike: look at {store.similarity_path}")
    bring_up_to_date(store, workers)
    remarks += progress.summary()
    remarks += _postponed(results)
    left = _damaged(store)
    mended = {one.path for one in damaged} - {one.path for one in left}
    remarks += [
        f"{path} was damaged, and is made anew." for path in sorted(mended) if path.exists()
    ]
    remarks += map(str, left)
    remarks += [] if request.students else attempts.remarks(handed_in, store, classroom)
    for remark in remarks:
        reporter.say(remark)
    return results, [*needs, *moved, *remarks]


def _handed_in(request: GradeRequest, reporter: Reporter, workers: Workers) -> list[Attempts]:
    """What each student handed in for each lesson."""
    told: list[str] = []
    try:
        with reporter.busy("reading what was handed in"):
            return attempts.read_submissions(
                request.paths,
                request.assignments,
                request.classroom,
                told.append,
                request.store,
                Reader(workers),
                single=request.single,
                students=request.students,
            )
    finally:
        for sentence in told:
            reporter.say(sentence)


def _warm_up() -> None:
    """Compiles the templates of pages, and imports what the gradebook is written with: a second.

    While the fork server imports its libraries, nobody waits for that. Where it ends in an error,
    so does what needs it.
    """
    with contextlib.suppress(Exception), without_grammars():
        for name in PAGES.list_templates(extensions=("html", "svg")):
            PAGES.get_template(name)
        importlib.import_module("autograder.record.gradebook.write")


def _data(
    submissions: Iterable[SubmittedFile],
    known: Mapping[str, Assignment],
    before: Mapping[tuple[str, str], Result],
) -> tuple[frozenset[str], frozenset[str]]:
    """The data sets that any of them is served, and those that any of their marks depends on.

    Args:
        before: student and lesson → the result of an earlier run.
    """
    each: list[tuple[Assignment, Collection[str] | None]] = []
    for one in submissions:
        if isinstance(one, Submission) and one.lesson in known:
            mentions: Collection[str] | None = one.mentions
            if mentions is None and (old := before.get((one.student, one.lesson))):
                mentions = old.datasets
            each.append((known[one.lesson], mentions))
    none: frozenset[str] = frozenset()
    return (
        none.union(*(assignment.data_for(mentions) for assignment, mentions in each)),
        none.union(*(assignment.depends_on(mentions) for assignment, mentions in each)),
    )


def _needs(assignments: Iterable[Assignment]) -> Iterator[str]:
    """A sentence for each assignment that asks for what is not installed."""
    for assignment in assignments:
        if names := missing(assignment.packages):
            yield (
                f"{assignment.name} asks for what is not installed here: {', '.join(names)}. Cells "
                "and tests that need it fail, also in right answers. Install it "
                f"(`pip install {shlex.join(names)}`) and grade with --again"
                + (
                    ", or make an environment of its own for it by `autograder prepare ZIP`."
                    if assignment.external
                    else "."
                )
            )


def _postponed(results: Sequence[Result]) -> list[str]:
    """A sentence on questions that wait for data, where some do."""
    waiting = [
        {one.name for one in result.questions if one.trust == Trust.POSTPONED} for result in results
    ]
    number = sum(map(len, waiting))
    if not number:
        return []
    names = ", ".join(sorted(set().union(*waiting), key=natural))
    data = {
        name
        for result, questions in zip(results, waiting, strict=True)
        if questions
        for name in result.datasets
    }
    return [
        f"{'1 answer waits' if number == 1 else f'{number} answers wait'} for {titles(data)} "
        f"({names}), of "
        f"{sum(map(bool, waiting))} of {len(results)} submissions. Once it is there, run the same "
        "command again."
    ]


def _damaged(store: Store) -> list[DamagedFileError]:
    """What is to be said of damaged results.

    Raises:
        NewerFileError: one of them is not damaged but newer than we are, and would be replaced.
    """
    found = [error for part in store.parts() for error in part.damaged()]
    for error in found:
        if isinstance(error, NewerFileError):
            raise error
    return found


def _audited(
    request: GradeRequest,
    results: Sequence[Result],
    submissions: Sequence[SubmittedFile],
    backend: Backend,
    workers: Workers,
    reporter: Reporter,
) -> Audit | None:
    """Trains a sample of what brought pretrained artifacts; None where there is nothing to."""
    by_bytes = {(one.student, one.lesson, one.sha256): one for one in submissions}
    # A file that was changed while the class was graded is another one by now.
    there = [one for one in results if _bytes_of(one) in by_bytes]
    chosen = sample(there, request.audit, key_of(request.store)) if request.audit else []
    if not chosen:
        return None
    reporter.say(f"Training {len(chosen)} of the submissions again, to compare.")
    again = [by_bytes[_bytes_of(one)] for one in chosen]
    with reporter.progress(len(again)) as progress:
        trained = grade_class(
            again,
            request.assignments,
            request.store.audit,
            backend,
            jobs=backend.jobs(min(request.jobs, len(again))),
            train=ALWAYS,
            workers=workers,
            on_event=progress,
        )
    return compare(chosen, trained, sum(map(stands_on_evidence, results)))


def _bytes_of(result: Result) -> tuple[str, str, str]:
    """Student, lesson and SHA-256 of the submission that a result is of."""
    return result.student, result.lesson, result.submission_sha256

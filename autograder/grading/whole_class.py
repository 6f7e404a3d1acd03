"""Grades a class: attempts, batch, audit, similarity, and remarks on it. [coordinator]"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from autograder.assignment.model import Assignment
from autograder.assignment.packages import missing
from autograder.cli.console import say
from autograder.cli.terminal import GradingProgress
from autograder.collect.submissions import Submission
from autograder.files import DamagedFileError, NewerFileError, natural
from autograder.grading import attempts
from autograder.grading.backend import machine
from autograder.grading.batch import grade_class
from autograder.grading.local import Machine
from autograder.grading.pretrained import ALWAYS, MISSING, TRAIN
from autograder.record.audit import (
    Audit,
    compare,
    key_of,
    sample,
    save_audit,
    stands_on_evidence,
)
from autograder.record.classroom import Classroom, save
from autograder.record.gradebook.manual_marks import mirrored
from autograder.record.result import POSTPONED, Result
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from autograder.report.similarity_page import write_alike
from autograder.run.sandbox.limits import Limits


def grade_all(
    paths: tuple[Path, ...],
    known: dict[str, Assignment],
    store: Store,
    jobs: int,
    limits: Limits,
    classroom: Classroom,
    *,
    students: tuple[str, ...] = (),
    given: Callable[[str], list[str]] | None = None,
    train: str = MISSING,
    audit: float = 0.0,
    without_mnist: str = TRAIN,
    again: bool = False,
    isolated: bool = True,
    class_seconds: float | None = None,
    alone: Assignment | None = None,
    allow_in_kernel: bool = False,
    scheduler: str | None = None,
) -> tuple[list[Result], list[str]]:
    """Grades all that lies in some paths.

    Args:
        given: lesson → the code that everybody got; without it nobody looks for near copies.
        audit: the share of the submissions with evidence that are trained again; 0 to 1.
        alone: the assignment that every notebook belongs to.

    Returns:
        The results, and sentences about the class as a whole, which are said already.

    Raises:
        NewerFileError: a newer version of this package has graded into the folder.
    """
    needs = [*_needs(known.values())]
    for sentence in needs:
        say(sentence)
    damaged = _damaged(store)
    mirrored(store)  # before anything is graded
    if store.folder.is_dir():
        store.mark()  # it may lie among the submissions
    handed_in = attempts.hand_in(
        paths, known, classroom, say, store, alone=alone, students=students
    )
    store.mark()
    moved = attempts.left_over(handed_in, store, classroom, paths, students)
    for sentence in moved:
        say(sentence)
    classroom = attempts.with_files(attempts.with_senders(classroom, handed_in), handed_in, store)
    save(store, classroom)
    best = classroom.which == "best"
    total = sum(len(each.submissions) if best else 1 for each in handed_in)
    with machine(
        *(scheduler, known, store.folder, min(jobs, total), limits),
        isolated=isolated,
        allow_in_kernel=allow_in_kernel,
        without_mnist=without_mnist,
        needs_mnist=any(
            known[name].depends_on_mnist(one.notebook)
            or (known[name].foreign and one.notebook is None)
            for each in handed_in
            for one in each.submissions
            if one.is_readable and (name := one.lesson) in known
        ),
    ) as grader:
        with GradingProgress(total, Console(stderr=True)) as progress:

            def grade(
                submissions: list[Submission], into: Store, seconds: float | None
            ) -> list[Result]:
                return grade_class(
                    submissions,
                    known,
                    into,
                    grader,
                    jobs=grader.jobs(min(jobs, len(submissions))),
                    train=train,
                    class_seconds=seconds,
                    again=again,
                    gradebook=not best,
                    on_event=progress,
                )

            if best:
                results = attempts.grade_best(handed_in, store, grade, classroom, class_seconds)
            else:
                results = attempts.grade_last(handed_in, store, grade, class_seconds)
        every = [one for each in handed_in for one in each.submissions]
        audited = _audited(results, every, known, store, grader, jobs, audit)
    remarks = [audited.sentence] if audited else []
    if audited:
        save_audit(store, audited)
    pairs = None
    if given is not None:
        pairs = write_alike(store, store.results(), given, classroom.team)
    if pairs:
        found = "One pair or group" if pairs == 1 else f"{pairs} pairs or groups"
        remarks.append(f"{found} of submissions that are alike: look at {store.alike_path}")
    if pairs is not None or audited:
        rewrite(store)  # the page of the class names them
    remarks += progress.summary()
    remarks += _postponed(results)
    left = _damaged(store)
    mended = {one.path for one in damaged} - {one.path for one in left}
    remarks += [
        f"{path} was damaged, and is made anew." for path in sorted(mended) if path.exists()
    ]
    remarks += map(str, left)
    remarks += [] if students else attempts.remarks(handed_in, store, classroom)
    for remark in remarks:
        say(remark)
    return results, [*needs, *moved, *remarks]


def _needs(assignments: Iterable[Assignment]) -> Iterator[str]:
    """A sentence for each assignment that asks for what is not installed."""
    for assignment in assignments:
        if names := missing(assignment.packages):
            yield (
                f"{assignment.name} asks for what is not installed here: {', '.join(names)}. Cells "
                "and tests that need it fail, also in right answers. Install it "
                f"(`pip install {shlex.join(names)}`) and grade with --again."
            )


def _postponed(results: Sequence[Result]) -> list[str]:
    """A sentence on questions that wait for MNIST, where some do."""
    waiting = [
        {one.name for one in result.questions if one.trust == POSTPONED} for result in results
    ]
    number = sum(map(len, waiting))
    if not number:
        return []
    names = ", ".join(sorted(set().union(*waiting), key=natural))
    return [
        f"{'1 answer waits' if number == 1 else f'{number} answers wait'} for MNIST ({names}), of "
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
    results: Sequence[Result],
    submissions: Sequence[Submission],
    known: Mapping[str, Assignment],
    store: Store,
    grader: Machine,
    jobs: int,
    share: float,
) -> Audit | None:
    """Trains a sample of what stands on evidence again; None where there is nothing to train."""
    by_bytes = {(one.student, one.lesson, one.sha256): one for one in submissions}
    # A file that was changed while the class was graded is another one by now.
    there = [one for one in results if _bytes_of(one) in by_bytes]
    chosen = sample(there, share, key_of(store)) if share else []
    if not chosen:
        return None
    say(f"Training {len(chosen)} of the submissions again, to compare.")
    again = [by_bytes[_bytes_of(one)] for one in chosen]
    with GradingProgress(len(again), Console(stderr=True)) as progress:
        trained = grade_class(
            again,
            known,
            store.audit,
            grader,
            jobs=grader.jobs(min(jobs, len(again))),
            train=ALWAYS,
            on_event=progress,
        )
    return compare(chosen, trained, sum(map(stands_on_evidence, results)))


def _bytes_of(result: Result) -> tuple[str, str, str]:
    """Student, lesson and SHA-256 of the submission that a result is of."""
    return result.student, result.lesson, result.submission_sha256

"""Starts a checker for a snapshot, and decides what to do when it does not answer. [coordinator]"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import json
import logging
import os
import shutil
import socket
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from autograder.assignment.model import Assignment
from autograder.assignment.own_values import Variant
from autograder.assignment.test_inputs import NotATestFile, inputs, is_exception_format
from autograder.capture.snapshot_folder import MAX_TOTAL_BYTES
from autograder.check.relay import LiveKernel, Relay
from autograder.files import beneath
from autograder.record.result import TestResult
from autograder.run.channel import send
from autograder.run.kernel.environment import environment
from autograder.run.kernel.forkserver import Child, ForkServer
from autograder.run.refusals import refuse
from autograder.run.sandbox.ephemeral_uid import give
from autograder.run.sandbox.policy import Sandbox

_log = logging.getLogger(__name__)
QUESTION_SECONDS = 120.0
_PATIENCE = 0.05
#: for a process to read what it is given, and to end that was killed
_END_SECONDS = 10.0
#: what one process of checking may take; a snapshot has at most 4 GiB
_MEMORY_BYTES = 12 << 30
#: what is done for every question before the next is done for any: a function of the student's that
#: has seen the arguments of a hidden case could give them away in the message of a visible one
STEPS = ("read", "visible", "hidden")
#: what one process of checking may say of all questions
_MAX_ANSWERS = 256 << 20
_NO_VARIANTS: Mapping[str, Variant] = MappingProxyType({})
_NOT_REACHED = "This could not be checked."


@dataclass(frozen=True)
class CheckedQuestion:
    """One question's outcome.

    Attributes:
        problem: a sentence where checking itself went wrong.
        all_or_nothing: whether one failed case takes all points.
        held_back: clauses for the instructor: what its tests needed and did not get in the sandbox.
        unseen: clauses about values that may be right and could not be looked at.
        asked: variables whose networks hold code, for which the student's process answered.
        objects: whether that process answered about its own objects.
        in_kernel: whether the student's own process says so.
        accuracy: variable → share of a test set that its model names right.
        weights: variable → a digest of the same model's weights.
        curves: series → a number per epoch, of the training that was looked at.
        made_for: the number that the notebook was made for (empty for none), where the student has
            another one.
        changed: own values of the student's that were others when the question was checked.
    """

    name: str
    score: float
    max_score: float
    tests: tuple[TestResult, ...]
    problem: str = ""
    all_or_nothing: bool = False
    held_back: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    objects: bool = False
    in_kernel: bool = False
    accuracy: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)
    curves: Mapping[str, Sequence[float]] = field(default_factory=dict)
    made_for: str | None = None
    changed: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether a person decides, as points were earned with another student's values."""
        return self.made_for is not None and self.score > 0


def earned(tests: Sequence[TestResult], all_or_nothing: bool) -> float:
    """A question's points, as Otter adds them up."""
    if all_or_nothing and not all(test.passed for test in tests):
        return 0.0
    return round(sum((test.points for test in tests if test.passed), 0.0), 5)


@dataclass
class ForkedChecker:
    """A checker that is forked and locked in, and waits for what it is to check; see `fork`."""

    child: Child
    channel: socket.socket

    def give(self, workspace: Path, request: Mapping[str, Any]) -> None:
        """Has it check what lies in its workspace by now.

        Args:
            request: see `autograder.check.questions.check_all`.
        """
        if self.child.uid is not None:  # who it is in there
            give(workspace, self.child.uid)
        with contextlib.suppress(OSError):  # it has ended, which is noticed
            self.channel.settimeout(_END_SECONDS)
            send(self.channel, request)

    def close(self) -> None:
        """Ends it. May be called more than once."""
        self.channel.close()
        self.child.end(_END_SECONDS)


def fork(
    fork_server: ForkServer, workspace: Path, *, datasets: Mapping[str, str], isolated: bool = True
) -> ForkedChecker:
    """Forks a checker, which locks itself in: that can be done before there is something to check.

    Args:
        workspace: an empty folder that no student code has ever seen.
        datasets: files that are served in place of downloads.
        isolated: whether the process is locked into a sandbox.

    Raises:
        ForkServerError: the fork server is not there any more.
    """
    channel, theirs = socket.socketpair()
    with contextlib.ExitStack() as opened:
        opened.callback(channel.close)
        with theirs:
            child = fork_server.spawn(
                "autograder.check.questions:main",
                {"datasets": dict(datasets)},
                cwd=workspace,
                env=environment(workspace),
                log=workspace / "check.log",
                sandbox=_sandbox(workspace, datasets) if isolated else None,
                descriptors=[theirs.fileno()],
            )
        opened.pop_all()
        return ForkedChecker(child, channel)


def check(
    assignment: Assignment,
    snapshots: Mapping[str, Path],
    *,
    fork_server: ForkServer,
    workspace: Path,
    datasets: Mapping[str, str],
    isolated: bool = True,
    checker: ForkedChecker | None = None,
    question_seconds: float = QUESTION_SECONDS,
    may_ask: Collection[str] = ("networks",),
    kernel: LiveKernel | None = None,
    meanwhile: Callable[[], None] = lambda: None,
    variants: Mapping[str, Variant] = _NO_VARIANTS,
) -> tuple[CheckedQuestion, ...]:
    """Checks every question that tests mark, in a process that never ran student code.

    The visible cases of all questions come before the hidden cases of any.

    Args:
        snapshots: question → folder that its snapshot was written to.
        workspace: an empty folder that no student code has ever seen.
        isolated: whether the process is locked into a sandbox.
        checker: what `fork` gave for this workspace and these data sets, which whoever forked it
            closes; by default one is forked.
        question_seconds: where the visible or the hidden cases of a question take longer, they
            count as failed.
        may_ask: what may be asked beside functions: `networks` that hold code, `objects`.
        kernel: where the student's functions and objects are asked.
        meanwhile: called in a thread of its own once the snapshots lie in the workspace's folder
            `snap`, and waited for.
        variants: question → what is expected of it, where each student has values of their own.

    Returns:
        One outcome per question, in the order of the assignment.
    """
    tests, brought = _bring(assignment, snapshots, workspace, live=kernel is not None)
    names = [question.name for question in assignment.checked]
    about = {name: _about(assignment.tests / f"{name}.py") for name in names}
    answers: dict[tuple[str, str], dict[str, Any]] = {}
    left = [(step, name) for step in STEPS for name in names]
    with ThreadPoolExecutor(1) as pool, contextlib.ExitStack() as closing:
        other = pool.submit(contextvars.copy_context().run, meanwhile)
        while left:
            output = workspace / f"checked-{len(answers)}.jsonl"
            if checker is None:
                checker = fork(fork_server, workspace, datasets=datasets, isolated=isolated)
                closing.callback(checker.close)
            with contextlib.closing(Relay(workspace, kernel)) as relay:
                checker.give(
                    workspace,
                    {
                        "tests": str(tests),
                        "inputs": {name: one.inputs for name, one in about.items()},
                        "exception_format": [n for n in names if about[n].exception_format],
                        "jobs": left,
                        "snapshots": brought,
                        "output": str(output),
                        "files": str(tests / "files") if assignment.files else None,
                        "seed": assignment.settings.random_seed,
                        "may_ask": sorted(may_ask),
                        "variants": {name: one.to_json() for name, one in variants.items()},
                    },
                )
                child, checker = checker.child, None
                slow = _wait(child, relay, output, left, question_seconds)
            answers |= _answered(output)
            left = [job for job in left if job not in answers]
            if left:  # the process is gone, and the first job it did not answer is why
                out_of_memory = child.exceeded == "memory"
                ended = "took too much memory" if out_of_memory else "ended unexpectedly"
                why = "took too long" if slow else ended
                answers[left[0]] = {"problem": f"checking {left[0][1]} {why}"}
                _log.info("checking %s, %s %s: %s", *left[0], why, child.poll())
                # What is left of this question would end the same way.
                left = [job for job in left if job[1] != left[0][1]]
    other.result()
    return tuple(
        _outcome(name, [answers.get((step, name), {}) for step in STEPS]) for name in names
    )


@dataclass(frozen=True)
class _TestFile:
    """What a checker need not find out about a test file.

    Attributes:
        inputs: case → the fields of its `Inputs`.
        exception_format: whether it is in that format of Otter's.
    """

    inputs: Mapping[str, tuple[list[str], bool]] = field(default_factory=dict)
    exception_format: bool = False


def _about(test_file: Path) -> _TestFile:
    """What reading a test file tells; nothing where it cannot be read."""
    try:
        return _read(test_file.read_text(encoding="utf-8"))
    except (NotATestFile, OSError, UnicodeDecodeError):  # what checks says why
        return _TestFile()


@functools.lru_cache(maxsize=256)  # of each submission
def _read(source: str) -> _TestFile:
    found = inputs(source).items()
    cases = {case: (sorted(each.names), each.whole) for case, each in found}
    return _TestFile(cases, is_exception_format(source))


def _bring(
    assignment: Assignment, snapshots: Mapping[str, Path], workspace: Path, *, live: bool
) -> tuple[Path, dict[str, str]]:
    """Puts everything into the one folder that the process sees: tests as copies, snapshots moved.

    What a student's process may still write to would otherwise be read from where it can. One that
    lives may hold files open, and write to them what hidden tests tell its functions: what it has
    is copied instead.
    """
    tests = workspace / "tests"
    shutil.copytree(assignment.tests, tests)
    brought = {}
    (workspace / "snap").mkdir()
    for name, path in snapshots.items():
        with beneath.folder(workspace / "snap") as ours:
            try:
                with beneath.folder(path.parent) as theirs:
                    take_snapshot(path.name, theirs, ours, as_copy=live)
            except FileNotFoundError:
                beneath.remove(path.name, ours)
                continue
            except (OSError, beneath.Unexpected) as error:
                refuse(f"the snapshot of {name}", error)
                beneath.remove(path.name, ours)
                os.mkdir(path.name, dir_fd=ours)  # one in which there is nothing to be read
        brought[name] = str(workspace / "snap" / path.name)
    return tests, brought


def take_snapshot(name: str, theirs: int, ours: int, *, as_copy: bool) -> None:
    """Moves a snapshot, or copies it, out of a folder that another process has written to.

    Args:
        theirs: the folder that it lies in.
        ours: the folder that it is put into.

    Raises:
        OSError: it is not there, or a link is in its place.
        Unexpected: it is something else than plain files, or more than any snapshot has.
    """
    budget = beneath.Budget(beneath.MAX_FILES, MAX_TOTAL_BYTES)
    if as_copy:
        beneath.copy(name, theirs, ours, budget)
        return
    with beneath.folder(name, theirs) as seen:
        beneath.insist_on_plain_files(seen, budget)
        os.rename(name, name, src_dir_fd=theirs, dst_dir_fd=ours)
        with beneath.folder(name, ours) as moved:
            if not os.path.samestat(os.fstat(seen), os.fstat(moved)):
                raise beneath.Unexpected("it was replaced while it was looked at")


def _sandbox(workspace: Path, datasets: Mapping[str, str]) -> Sandbox:
    """The data to read, the folder with everything else; no more."""
    return Sandbox(
        str(workspace),
        readable=tuple(datasets.values()),
        memory_bytes=_MEMORY_BYTES,
        request_bytes=_MEMORY_BYTES,
        may_connect=True,  # to ask the student's functions; see `Relay`
    )


def _wait(
    child: Any, relay: Relay, output: Path, jobs: Collection[tuple[str, str]], seconds: float
) -> bool:
    """Waits while the process does a job every `seconds`. True: it had to be ended.

    Its end is not waited for where it has done all of them and can ask nothing any more.
    """
    size = grown = 0
    since = time.monotonic()
    looked = False
    while True:
        relay.serve(_PATIENCE)
        if relay.done and not looked:
            looked = True
            if _answered(output).keys() >= {*jobs}:
                return False
        if child.wait(_PATIENCE if relay.done else 0) is not None:
            return False
        with contextlib.suppress(FileNotFoundError):
            grown = output.lstat().st_size
        if grown > size:
            size, since = grown, time.monotonic()
        elif time.monotonic() - since > seconds:
            child.end(_END_SECONDS)
            return True


def _answered(output: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """What a checker has said so far, by step and question."""
    try:
        lines = beneath.read(output, _MAX_ANSWERS).decode().splitlines(keepends=True)
        # A process that was killed may have left half a line.
        answers = [json.loads(line) for line in lines if line.endswith("\n")]
        return {(one["step"], one["question"]): one for one in answers}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        refuse("what checking has said", error)
        return {}


def _joined(answers: list[dict[str, Any]], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for answer in answers for text in answer.get(key, [])))


def _outcome(name: str, answers: list[dict[str, Any]]) -> CheckedQuestion:
    """Joins what the steps answered. A case that no step got to has not passed."""
    outcomes = {
        number: (passed, message, untrained)
        for answer in answers
        for number, passed, message, untrained, _ in answer.get("outcomes", [])
    }
    partial = sum(one[4] for answer in answers for one in answer.get("outcomes", []) if not one[1])
    tests = tuple(
        TestResult(
            case["name"],
            case["hidden"],
            passed,
            case["points"],
            message,
            untrained,
            case["hint"],
        )
        for number, case in enumerate(answers[0].get("cases", []))
        for passed, message, untrained in [outcomes.get(number, (False, _NOT_REACHED, False))]
    )
    all_or_nothing = bool(answers[0].get("all_or_nothing"))
    return CheckedQuestion(
        name=name,
        score=round(earned(tests, all_or_nothing) + (0.0 if all_or_nothing else partial), 5),
        max_score=round(sum((test.points for test in tests), 0.0), 5),
        tests=tests,
        problem=next((answer["problem"] for answer in answers if answer.get("problem")), ""),
        all_or_nothing=all_or_nothing,
        held_back=_joined(answers, "held_back"),
        unseen=_joined(answers, "unseen"),
        asked=_joined(answers, "asked"),
        objects=any(answer.get("objects") is True for answer in answers),
        accuracy={name: share for a in answers for name, share in a.get("accuracy", {}).items()},
        weights={name: digest for a in answers for name, digest in a.get("weights", {}).items()},
        curves=next((answer["curves"] for answer in answers if answer.get("curves")), {}),
        made_for=next((answer["made_for"] for answer in answers if "made_for" in answer), None),
        changed=_joined(answers, "changed"),
    )

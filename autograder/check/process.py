"""The coordinator's side of checking: a second process, and what to do when it does not answer."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.check.relay import LiveKernel, Relay
from autograder.run.sandbox import Sandbox
from autograder.run.warm import WarmParent

QUESTION_SECONDS = 120.0
_PATIENCE = 0.05
#: what one process of checking may ask for; a snapshot has at most 4 GiB
_MEMORY_BYTES = 12 << 30


@dataclass(frozen=True)
class CheckedTest:
    """One test case's outcome. `message` is for the student, and empty where there is none."""

    name: str
    hidden: bool
    passed: bool
    points: float
    message: str


@dataclass(frozen=True)
class CheckedQuestion:
    """One question's outcome. `problem` is a sentence where checking itself went wrong."""

    name: str
    score: float
    max_score: float
    tests: tuple[CheckedTest, ...]
    problem: str = ""


def check(
    assignment: Assignment,
    snapshots: Mapping[str, Path],
    *,
    warm: WarmParent,
    workspace: Path,
    datasets: Mapping[str, str],
    isolated: bool = True,
    question_seconds: float = QUESTION_SECONDS,
    kernel: LiveKernel | None = None,
) -> tuple[CheckedQuestion, ...]:
    """Checks every question that tests mark, in a process that never ran student code.

    Args:
        snapshots: question → folder that its snapshot was written to.
        workspace: an empty folder that no student code has ever seen.
        isolated: whether the process is locked into a sandbox.
        question_seconds: a question that takes longer counts as failed.
        kernel: where the student's functions are called.

    Returns:
        One outcome per question, in the order of the assignment.
    """
    tests, brought = _bring(assignment, snapshots, workspace)
    answers: dict[str, dict[str, Any]] = {}
    left = [question.name for question in assignment.checked]
    while left:
        output = workspace / f"checked-{len(answers)}.jsonl"
        with contextlib.closing(Relay(workspace, kernel)) as relay:
            child = warm.spawn(
                "autograder.check.questions:main",
                {
                    "tests": str(tests),
                    "questions": left,
                    "snapshots": brought,
                    "datasets": dict(datasets),
                    "output": str(output),
                },
                cwd=workspace,
                env=_environment(workspace),
                log=workspace / "check.log",
                sandbox=_sandbox(workspace, datasets) if isolated else None,
            )
            slow = _wait(child, relay, output, question_seconds)
        for line in _lines(output):
            answers[line["question"]] = line
        left = [name for name in left if name not in answers]
        if left:  # the process is gone, and the first question it did not answer is why
            why = "took too long" if slow else "ended unexpectedly"
            answers[left[0]] = {"score": 0.0, "problem": f"checking {left[0]} {why}", "tests": []}
            left = left[1:]
    return tuple(_outcome(question.name, answers[question.name]) for question in assignment.checked)


def _bring(
    assignment: Assignment, snapshots: Mapping[str, Path], workspace: Path
) -> tuple[Path, dict[str, str]]:
    """Puts everything into the one folder that the process sees: tests as copies, snapshots moved.

    What a student's process may still write to would otherwise be read from where it can.
    """
    tests = workspace / "tests"
    shutil.copytree(assignment.tests, tests)
    brought = {}
    (workspace / "snap").mkdir()
    for name, path in snapshots.items():
        target = workspace / "snap" / name
        with contextlib.suppress(OSError):  # a folder that can't be moved is no snapshot of ours
            # By descriptor: a link in its place could lead to the answers of others.
            parent = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                os.rename(path.name, target, src_dir_fd=parent)
            finally:
                os.close(parent)
            if not target.is_symlink() and target.is_dir():
                brought[name] = str(target)
    return tests, brought


def _sandbox(workspace: Path, datasets: Mapping[str, str]) -> Sandbox:
    """The data to read, the folder with everything else; no more."""
    return Sandbox(str(workspace), readable=tuple(datasets.values()), memory_bytes=_MEMORY_BYTES)


def _wait(child: Any, relay: Relay, output: Path, seconds: float) -> bool:
    """Waits while the process answers a question every `seconds`. True: it had to be ended."""
    size, since = 0, time.monotonic()
    while True:
        relay.serve(_PATIENCE)
        if child.wait(0 if relay.connected else _PATIENCE) is not None:
            return False
        grown = output.stat().st_size if output.exists() else 0
        if grown > size:
            size, since = grown, time.monotonic()
        elif time.monotonic() - since > seconds:
            child.kill()
            child.wait(10)
            return True


def _lines(output: Path) -> list[dict[str, Any]]:
    if not output.exists():
        return []
    lines = output.read_text(encoding="utf-8").splitlines(keepends=True)
    # A process that was killed may have left half a line.
    return [json.loads(line) for line in lines if line.endswith("\n")]


def _outcome(name: str, data: Mapping[str, Any]) -> CheckedQuestion:
    tests = tuple(CheckedTest(**test) for test in data["tests"])
    return CheckedQuestion(
        name=name,
        score=float(data["score"]),
        max_score=float(data.get("possible", 0.0)),
        tests=tests,
        problem=str(data["problem"]),
    )


def _environment(workspace: Path) -> dict[str, str]:
    return {
        "HOME": str(workspace),
        "MPLCONFIGDIR": str(workspace / "matplotlib"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin:/usr/bin:/bin"]),
        "LANG": "C.UTF-8",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "KERAS_BACKEND": "tensorflow",
        "MPLBACKEND": "agg",
    }

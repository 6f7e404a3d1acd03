"""Replaces cells that train by pretrained artifacts that were handed in. [coordinator]

A network is never measured on other data than it was trained on: where the grader has others,
those from the data set itself are trained again, or what depends on them waits.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.assignment.model import Assignment, Question
from autograder.capture.exchange import PLAN, REPORT, SNAPSHOTS
from autograder.capture.kernel_code import restore_code
from autograder.capture.snapshot_folder import read_plain_file
from autograder.check.process import take_snapshot
from autograder.datasets.dataset import Located
from autograder.datasets.registry import digest, genuine, titles
from autograder.files import beneath
from autograder.grading.conditions import ALWAYS, NEVER, WAIT, Conditions, Train
from autograder.grading.reading import OpenSubmission
from autograder.record.result import FOR_INSTRUCTORS, Trust
from autograder.run.kernel.environment import environment
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import Replacement
from autograder.run.refusals import refuse
from autograder.run.sandbox.policy import Sandbox
from autograder.run.worker import WorkerError

#: what is said of a result whose networks were trained again for that reason
OTHER_DATA = "what was handed in was trained on"
#: for what was handed in to be examined, and for a process to end that was killed
_SECONDS, _END_SECONDS = 120.0, 10.0
_MEMORY_BYTES = 8 << 30
_MAX_REPORT = 1 << 20
_MAX_WHY = 500
_TOO_LONG = "reading what was handed in took too long, or too much memory"
_RESTORED = "Not run: its values are those that were handed in with the notebook.\n"
_WAITS = "Not run: what was handed in with the notebook is measured later, on its own data.\n"
_NOT_RUN = "Not run: nothing that can be used was handed in with the notebook.\n"


@dataclass(frozen=True)
class Restoring:
    """What stands in for trainings.

    Attributes:
        replacements: named as their questions.
        reasons: question → why its artifacts cannot be used, in a clause.
        other_data: those of these that were trained on other data than the grader has.
        postponed: questions that wait for these data.
        data: which data those are, in a clause.
    """

    replacements: tuple[Replacement, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    other_data: tuple[str, ...] = ()
    postponed: tuple[str, ...] = ()
    data: str = ""

    def outcome(self, replaced: Mapping[str, str]) -> tuple[dict[str, Trust], list[str]]:
        """What came of it once the notebook has been run.

        Args:
            replaced: as in `autograder.run.notebook.Execution`.

        Returns:
            Question → `evidence` or `untrained`, of those whose answer was not run, or
            `postponed`; and a sentence for each whose artifacts were of no use.
        """
        trust, said = {}, []
        for one in self.replacements:
            if replaced.get(one.name) == "":
                trust[one.name] = Trust.UNTRAINED if one.name in self.reasons else Trust.EVIDENCE
        for name, why in {**{n: w for n, w in replaced.items() if w}, **self.reasons}.items():
            if name not in self.other_data:
                how = "was not run" if name in trust else "was run again"
                said.append(f"the training of {name} {how}: {why}")
        if self.postponed:
            names = ", ".join(self.postponed)
            said.append(f"{FOR_INSTRUCTORS}not marked yet: {names}; {self.data}")
        elif self.other_data:
            names = ", ".join(self.other_data)
            said.append(f"{FOR_INSTRUCTORS}trained again: {names}; {self.data}")
        return trust | dict.fromkeys(self.postponed, Trust.POSTPONED), said


def restoring(
    opened: OpenSubmission,
    assignment: Assignment,
    *,
    train: Train,
    conditions: Conditions,
    fork_server: ForkServer,
    folder: Path,
) -> Restoring:
    """Finds out which trainings of a submission need not be run, and what stands in for them.

    Args:
        conditions: where nothing is ever trained, `without_data` is `WAIT`.
        folder: the workspace of the notebook's kernel, which does not run yet.
    """
    questions = [question for question in assignment.checked if question.evidence]
    nothing = opened.pretrained is None and train != NEVER
    if train == ALWAYS or nothing or not questions:
        return Restoring()
    with workspace() as place:
        data = _other_data(opened, assignment, conditions.data)
        waits = train == NEVER or conditions.without_data == WAIT
        facts = _facts(assignment, questions) | {"other_data": data}
        report = _examined(opened, facts, place, fork_server, conditions.isolated)
        replacements, reasons = [], {}
        other_data: list[str] = []
        postponed: set[str] = set()
        for question in questions:
            name = question.name
            try:
                cells, why, before = _found(report[name])
                if data and report[name]["other_data"]:
                    other_data.append(name)
                    postponed |= {name, *map(str, report[name]["depending"])} if waits else set()
                if not why and cells:
                    target = folder / "pretrained" / name
                    target.parent.mkdir(exist_ok=True)
                    with (
                        beneath.folder(place / SNAPSHOTS) as theirs,
                        beneath.folder(target.parent) as ours,
                    ):
                        take_snapshot(name, theirs, ours, as_copy=False)
            except (KeyError, TypeError, OSError, beneath.Unexpected):  # its process ended early
                cells, why, before = frozenset(), _TOO_LONG, []
            if why:
                refuse(f"what was handed in of {name}", why)
                reasons[name] = why
                if cells and name in postponed:
                    replacements.append(Replacement(name, cells, "pass", _WAITS))
                elif cells and train == NEVER:
                    replacements.append(Replacement(name, cells, "pass", _NOT_RUN))
            elif cells:
                replacements.append(
                    Replacement(name, cells, restore_code(target, before), _RESTORED)
                )
    waiting = tuple(one.name for one in assignment.checked if one.name in postponed)
    return Restoring(tuple(replacements), reasons, tuple(other_data), waiting, data)


def _other_data(opened: OpenSubmission, assignment: Assignment, data: Mapping[str, Located]) -> str:
    """What to say of artifacts from other data than the grader has; nothing where it is the same.

    Those that do not say, because an earlier version of the lesson made them, come from the data
    sets themselves.
    """
    if opened.pretrained is None or not assignment.datasets:
        return ""
    here = {name: data[name] for name in assignment.datasets}
    itself = genuine(here)
    said = opened.data or itself
    if said == digest(here):
        return ""
    title = titles(here)
    its = f"{title} itself" if said == itself else f"other data than {title}"
    synthetic = any(one.is_synthetic for one in here.values())
    return f"{OTHER_DATA} {its}, and here is {'a stand-in' if synthetic else f'{title} itself'}"


def _facts(assignment: Assignment, questions: Iterable[Question]) -> dict[str, Any]:
    """What the examiner is told of an assignment; see `pretrained_in_examiner`."""
    return {
        "all": [question.name for question in assignment.questions],
        "manual": [question.name for question in assignment.questions if question.manual],
        "questions": {
            question.name: {
                "names": question.evidence,
                "given": question.given,
                "on_data": question.on_data,
            }
            for question in questions
        },
        "checked": {question.name: question.names for question in assignment.checked},
    }


def _examined(
    opened: OpenSubmission,
    facts: Mapping[str, Any],
    place: Path,
    fork_server: ForkServer,
    isolated: bool,
) -> dict[str, Any]:
    """The report on what was handed in, by a process that never runs student code.

    That process has read hostile files, so what it says is data. Empty where it says nothing.
    """
    with contextlib.ExitStack() as stack:
        files, refused = [opened.notebook], ""
        try:
            if opened.pretrained is not None:
                files.append(stack.enter_context(opened.pretrained()))
        except WorkerError as error:
            refused = f"what was handed in cannot be unpacked: {error}"
        plan = {**facts, "refused": refused}
        (place / PLAN).write_text(json.dumps(plan), encoding="utf-8")
        child = fork_server.spawn(
            "autograder.grading.pretrained_in_examiner:examine",
            {"folder": str(place)},
            cwd=place,
            env=environment(place),
            log=place / "examine.log",
            sandbox=Sandbox(str(place), memory_bytes=_MEMORY_BYTES, request_bytes=_MEMORY_BYTES)
            if isolated
            else None,
            descriptors=[file.fileno() for file in files],
        )
        child.wait(_SECONDS)
        child.end(_END_SECONDS)
    try:
        report = json.loads(read_plain_file(place / REPORT, _MAX_REPORT))
    except (ValueError, RecursionError):  # it took too long, or more memory than there is
        return {}
    return report if isinstance(report, dict) else {}


def _found(report: Mapping[str, Any]) -> tuple[frozenset[int], str, list[str]]:
    """Of one question: its training's cells, why they have to be run, and what is there before."""
    cells = frozenset(index for index in report["cells"] if type(index) is int and index >= 0)
    return cells, str(report["why"])[:_MAX_WHY], [str(name) for name in report["before"]]

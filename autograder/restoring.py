"""Joins the rooms for evidence: from what a training left behind to cells that need not be run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, Question
from autograder.capture.evidence import FILES, PLAN, REPORT, SNAPSHOTS, restore_code
from autograder.cells import answers
from autograder.collect.submissions import Submission
from autograder.prepare import passed_over
from autograder.record.result import EVIDENCE, UNTRAINED
from autograder.run.environment import environment
from autograder.run.notebook import Instead
from autograder.run.sandbox import Sandbox
from autograder.run.warm import WarmParent
from autograder.run.workspace import workspace

#: when a network is trained: always; where nothing that can be used was handed in; never
ALWAYS, MISSING, NEVER = "always", "missing", "never"
TRAIN = (ALWAYS, MISSING, NEVER)
_SECONDS = 120.0
_MEMORY_BYTES = 8 << 30
_TOO_LONG = "reading what was handed in took too long, or too much memory"
_RESTORED = "Not run: its values are those that were handed in with the notebook.\n"
_NOT_RUN = "Not run: nothing that can be used was handed in with the notebook.\n"


@dataclass(frozen=True)
class Restoring:
    """What stands in for trainings.

    Attributes:
        insteads: named as their questions.
        whys: question → why its evidence cannot be used, in a clause.
    """

    insteads: tuple[Instead, ...] = ()
    whys: Mapping[str, str] = field(default_factory=dict)

    def outcome(self, replaced: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
        """What came of it once the notebook has been run.

        Args:
            replaced: as in `autograder.run.notebook.Execution`.

        Returns:
            Question → `evidence` or `untrained`, of those whose answer was not run; and a sentence
            for each whose evidence was of no use.
        """
        trust, said = {}, []
        for one in self.insteads:
            if replaced.get(one.name) == "":
                trust[one.name] = UNTRAINED if one.name in self.whys else EVIDENCE
        for name, why in {**{n: w for n, w in replaced.items() if w}, **self.whys}.items():
            how = "was not run" if name in trust else "was run again"
            said.append(f"the training of {name} {how}: {why}")
        return trust, said


def restoring(
    submission: Submission,
    assignment: Assignment,
    *,
    train: str,
    warm: WarmParent,
    folder: Path,
    isolated: bool,
) -> Restoring:
    """Finds out which trainings of a submission need not be run, and what stands in for them.

    Args:
        train: one of `TRAIN`.
        folder: the workspace of the notebook's kernel, which does not run yet.
    """
    assert submission.notebook is not None
    questions = [question for question in assignment.checked if question.evidence]
    nothing = submission.evidence is None and train != NEVER
    if train == ALWAYS or nothing or not questions:
        return Restoring()
    with workspace() as place:
        (place / FILES).mkdir()
        refused = submission.evidence.unpack(place / FILES) if submission.evidence else {}
        plan = _plan(submission, assignment, questions, refused)
        (place / PLAN).write_text(json.dumps(plan), encoding="utf-8")
        report = _examined(place, warm, isolated)
        if report is None:
            return Restoring(whys={question.name: _TOO_LONG for question in questions})
        insteads, whys = [], {}
        for name, found in report.items():
            cells = frozenset(found["cells"])
            if not cells:
                continue
            if found["why"]:
                whys[name] = found["why"]
                if train == NEVER:
                    insteads.append(Instead(name, cells, "pass", _NOT_RUN))
                continue
            target = folder / "evidence" / name
            target.parent.mkdir(exist_ok=True)
            (place / SNAPSHOTS / name).rename(target)
            insteads.append(Instead(name, cells, restore_code(target), _RESTORED))
    return Restoring(tuple(insteads), whys)


def _plan(
    submission: Submission,
    assignment: Assignment,
    questions: list[Question],
    refused: Mapping[str, str],
) -> dict[str, Any]:
    """What `autograder.capture.evidence.examine` is told."""
    notebook = submission.notebook
    assert notebook is not None
    left_out = passed_over(notebook)
    names = [question.name for question in assignment.questions]
    manual = [question.name for question in assignment.questions if question.manual]
    cells = answers(notebook, names, manual)
    return {
        "sources": {
            index: cell.source
            for index, cell in enumerate(notebook.cells)
            if cell.cell_type == "code" and index not in left_out
        },
        "questions": {
            question.name: {
                "names": question.evidence,
                "given": question.given,
                "cells": cells[question.name],
            }
            for question in questions
        },
        "refused": refused,
    }


def _examined(place: Path, warm: WarmParent, isolated: bool) -> dict[str, Any] | None:
    """The report on what was handed in, by a process that never runs student code; or None."""
    child = warm.spawn(
        "autograder.capture.evidence:examine",
        {"folder": str(place)},
        cwd=place,
        env=environment(place),
        log=place / "examine.log",
        sandbox=Sandbox(str(place), memory_bytes=_MEMORY_BYTES) if isolated else None,
    )
    if child.wait(_SECONDS) is None:
        child.kill()
        child.wait(10)
    try:
        report: dict[str, Any] = json.loads((place / REPORT).read_text(encoding="utf-8"))
    except FileNotFoundError:  # it took too long, or more memory than there is
        return None
    return report

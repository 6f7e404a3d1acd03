"""Runs a test cell of nbgrader's over a student's values, as nbgrader marks it. [kernel, checker]

A cell that raises nothing earns all points; one that ends in a number from 0 to its points earns
that many (https://nbgrader.readthedocs.io/en/stable/user_guide/creating_and_grading_assignments.html).
"""

from __future__ import annotations

import ast
import contextlib
import io
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from otter.test_files.abstract_test import TestCase, TestCaseResult, TestFile

#: what a cell's last expression gives, which a notebook would show
_SHOWN = "__shown__"
_NOT_IT = "This is not what the task asks for."


class Earned(NamedTuple):
    """What came of a case.

    Attributes:
        message: what to tell the student.
        partial: points that it earns though it has not passed.
    """

    passed: bool
    message: str
    partial: float = 0.0


def said(error: BaseException) -> str:
    """An error of a test as the author's sentence, without the source, which may be hidden."""
    if isinstance(error, AssertionError):
        return str(error) or _NOT_IT
    kind = type(error).__name__
    return f"This check could not make sense of the answer ({kind}: {str(error)[:300]})."


class CellTestFile(TestFile):  # type: ignore[misc]
    """The cases of one test cell: the part that students see, and the whole of it."""

    earned = Earned(False, "")
    #: whether cases run in the notebook's own namespace, where its functions look names up
    in_place = False

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> CellTestFile:
        """Of the table in a test file."""
        cases = [
            TestCase(
                name=case["name"],
                body=case["code"],
                hidden=case["hidden"],
                points=case["points"],
                success_message=None,
                failure_message=None,
            )
            for case in spec["cases"]
        ]
        return cls(spec["name"], "", cases, all_or_nothing=False)

    @classmethod
    def from_file(cls, path: str) -> CellTestFile:
        """There is none: the files are read by `from_spec`."""
        raise NotImplementedError

    @classmethod
    def from_metadata(cls, s: Any, path: str) -> CellTestFile:
        """There is none: the files are read by `from_spec`."""
        raise NotImplementedError

    def run(self, global_environment: dict[str, Any]) -> None:
        """Runs the cases, each in a namespace of its own unless they run `in_place`."""
        for case in self.test_cases:
            copied = {**global_environment, "__name__": "__main__"}
            self.earned = _run(case, global_environment if self.in_place else copied)
            passed, message, _ = self.earned
            self.test_case_results.append(TestCaseResult(case, message, passed))


def _run(case: Any, namespace: dict[str, Any]) -> Earned:
    tree = ast.parse(case.body)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr) and not case.body.rstrip().endswith(";"):
        tree.body[-1] = ast.Assign([ast.Name(_SHOWN, ast.Store())], last.value)
        ast.fix_missing_locations(tree)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(compile(tree, "<test>", "exec"), namespace)  # noqa: S102 (the instructor's code)
            value = namespace.pop(_SHOWN, None)
            shown = "" if value is None else repr(value)
    except Exception as error:
        return Earned(False, said(error))
    try:
        points = float(shown)
    except ValueError:  # as nbgrader does: not a number, so all points
        return Earned(True, "")
    if not points >= 0 or math.isclose(points, case.points):
        return Earned(True, "")
    if points > case.points:
        return Earned(False, f"The test gives {points:g} points of {case.points:g}.")
    return Earned(False, f"This earns {points:g} of {case.points:g} points.", points)

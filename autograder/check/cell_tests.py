"""Runs a test cell of nbgrader's over a student's values, as nbgrader marks it. [kernel, checker]

A cell that raises nothing earns all points; one that ends in a number from 0 to its points earns
that many (https://nbgrader.readthedocs.io/en/stable/user_guide/creating_and_grading_assignments.html).
One that writes to standard error earns none. Whether a warning gets there depends on what its
process was told to show, and has shown before: outside of the notebook's process nobody can tell,
and a person is asked.
"""

from __future__ import annotations

import ast
import contextlib
import io
import math
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from otter.test_files.abstract_test import TestCase, TestCaseResult, TestFile

#: what a cell's last expression gives, which a notebook would show
_SHOWN = "__shown__"
_NOT_IT = "This is not what the task asks for."
_WRITTEN = "This check earns nothing where something is written to standard error. It was: {}"
#: characters of it
_MAX_WRITTEN = 300


class Earned(NamedTuple):
    """What came of a case.

    Attributes:
        message: what to tell the student.
        partial: points that it earns though it has not passed.
        warned: whether it showed warnings, for which nbgrader may give no points.
    """

    passed: bool
    message: str
    partial: float = 0.0
    warned: bool = False


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
            if self.in_place:
                self.earned = _run(case, global_environment)
            else:
                with _shown_warnings() as warned:
                    self.earned = _run(case, copied)
                self.earned = self.earned._replace(warned=bool(warned))
            passed, message, *_ = self.earned
            self.test_case_results.append(TestCaseResult(case, message, passed))


@contextlib.contextmanager
def _shown_warnings() -> Iterator[list[str]]:
    """Collects the warnings that would be written to standard error."""
    shown: list[str] = []

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        shown.append(str(message))

    before, warnings.showwarning = warnings.showwarning, show
    try:
        yield shown
    finally:
        warnings.showwarning = before


def _run(case: Any, namespace: dict[str, Any]) -> Earned:
    tree = ast.parse(case.body)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr) and not case.body.rstrip().endswith(";"):
        tree.body[-1] = ast.Assign([ast.Name(_SHOWN, ast.Store())], last.value)
        ast.fix_missing_locations(tree)
    errors = io.StringIO()
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            exec(compile(tree, "<test>", "exec"), namespace)  # noqa: S102 (the instructor's code)
            value = namespace.pop(_SHOWN, None)
            shown = "" if value is None else repr(value)
    except Exception as error:
        return Earned(False, said(error))
    if written := errors.getvalue():
        return Earned(False, _WRITTEN.format(" ".join(written[:_MAX_WRITTEN].split())))
    try:
        points = float(shown)
    except ValueError:  # as nbgrader does: not a number, so all points
        return Earned(True, "")
    if not points >= 0 or math.isclose(points, case.points):
        return Earned(True, "")
    if points > case.points:
        return Earned(False, f"The test gives {points:g} points of {case.points:g}.")
    return Earned(False, f"This earns {points:g} of {case.points:g} points.", points)

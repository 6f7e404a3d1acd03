"""Runs the cases of Otter's test files. [kernel, checker]

In the checker, and on request in the student's kernel as Otter would.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import re
from typing import Any

from otter.test_files import ExceptionTestFile, OKTestFile

from autograder.assignment.test_inputs import cell_spec, ok_spec
from autograder.check.cell_tests import CellTestFile, Earned, said

#: characters of what a test says
MAX_MESSAGE = 2_000
_FAILED = "❌ Test case failed"


class _MessageTestFile(ExceptionTestFile):  # type: ignore[misc]
    """An exception test file whose failures read as the author's sentence, without the source.

    What Otter shows would print the line of the test, which for a hidden test is nobody's business.
    """

    def _generate_error_message(self, excp: Exception, context: int = 0) -> str:
        return said(excp)


@functools.cache  # each of the steps asks
def parse(source: str, *, exception_format: bool = False) -> Any:
    """Otter's own object for a test file.

    Args:
        exception_format: whether it is known to be in that format. To find out takes longer than to
            run most cases.
    """
    if exception_format:
        return _MessageTestFile.from_string(source)
    if cells := cell_spec(source):
        return CellTestFile.from_spec(cells)
    spec = ok_spec(source)
    return OKTestFile.from_spec(spec) if spec else _MessageTestFile.from_string(source)


def run(test_file: Any, number: int, namespace: dict[str, Any]) -> Earned:
    """Runs one case as Otter, or nbgrader, does."""
    alone = type(test_file)(test_file.name, test_file.path, [test_file.test_cases[number]])
    with contextlib.redirect_stdout(io.StringIO()):
        alone.run(namespace)
    [result] = alone.test_case_results
    if isinstance(alone, CellTestFile):
        return alone.earned
    return Earned(bool(result.passed), _message(result))


def hint(case: Any) -> str:
    """What a case tries, without what it tries it with: its docstring below the first line."""
    return documented(getattr(case.body, "test_func", None))[1]


def documented(function: Any) -> tuple[str, str]:
    """A test function's title and its hint, for people; empty where it has none.

    The title is the first line of its docstring, and the hint is the rest of it.
    """
    title, _, rest = inspect.cleandoc(getattr(function, "__doc__", None) or "").partition("\n")
    return title.strip(), " ".join(rest.split())[:MAX_MESSAGE]


def _sentence(case: Any) -> str:
    """What a passing test has shown: its title, or what its name says (test_it_is_right)."""
    function = getattr(case, "test_func", None)
    words = getattr(function, "__name__", "").removeprefix("test_").replace("_", " ").strip()
    return documented(function)[0] or (f"{words[:1].upper()}{words[1:]}." if words else "")


def _message(result: Any) -> str:
    if result.passed:
        return str(result.test_case.success_message or _sentence(result.test_case.body))
    text = str(result.message or "").removeprefix(_FAILED).strip()
    if isinstance(result.test_case.body, str):
        text = _of_doctest(text)
    if result.test_case.failure_message:
        text = f"{result.test_case.failure_message} {text}".strip()
    return text[:MAX_MESSAGE]


def _of_doctest(report: str) -> str:
    """The first example that failed, out of doctest's long report, in a sentence."""
    failed = report.partition("\nFailed example:\n")[2].partition("\nTrying:\n")[0]
    example, raises, trace = failed.partition("\nException raised:\n")
    if raises:
        last = trace.rpartition("Traceback (most recent call last):\n")[2]
        error = _flat("".join(re.findall(r"^    \S.*", last, re.DOTALL | re.MULTILINE)))
        kind, _, words = error.partition(":")
        if kind == "AssertionError":
            return words.strip() or f"`{_flat(example)}` does not hold."
        return f"`{_flat(example)}` raises {error}."
    found = re.match(
        r"(.*?)\nExpected(?: nothing|:\n(.*?))\nGot(?: nothing|:\n(.*))", failed, re.DOTALL
    )
    if not found:
        return report
    expected, got = (f"`{_flat(part)}`" if part else "nothing" for part in found.groups()[1:])
    return f"`{_flat(found[1])}` gives {got}; it should give {expected}."


def _flat(text: str) -> str:
    return " ".join(text.split())

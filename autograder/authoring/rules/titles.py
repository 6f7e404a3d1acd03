"""Lint rules for what students read of a test besides its message: title and hint. [coordinator]"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from autograder.authoring.lint import Draft, rule

#: of a title, as a line on a feedback page
_LONGEST = 90


@rule('give each test a title for people, as the first line of its docstring: """It is even."""')
def titles(draft: Draft) -> Iterator[str]:
    """A feedback page shows it where the test passes; else it shows the function's name."""
    for place, function, _ in tests(draft):
        title = (ast.get_docstring(function) or "").partition("\n")[0]
        if not title.endswith(".") or len(title) > _LONGEST:
            yield f"{place} ({function.name})"


@rule("say in a hidden test's docstring, below its title, what it tries, and none of its data")
def hidden_hints(draft: Draft) -> Iterator[str]:
    """What a student reads where it fails, and may read before others hand in."""
    for place, function, is_hidden in tests(draft):
        hint = (ast.get_docstring(function) or "").partition("\n")[2].strip()
        if is_hidden and (not hint or re.search(r"[\d`\"“]", hint)):
            yield f"{place} ({function.name})"


def tests(draft: Draft) -> Iterator[tuple[str, ast.FunctionDef, bool]]:
    """(place, function, whether it is hidden) of each test in the source.

    Tests that a student writes stand outside of `# BEGIN TESTS`.
    """
    number, is_inside = 1, False
    for cell in re.split(r"(?m)(?=^# %%)", draft.text):
        if found := re.search(r"(?m)^# # (BEGIN|END) TESTS", cell):
            is_inside = found[1] == "BEGIN"
        if is_inside and re.search(r"(?m)^def test_", cell):
            is_hidden = re.search(r"(?mi)^(hidden: *true|# ?hidden) *$", cell) is not None
            try:
                nodes = ast.parse(cell).body
            except SyntaxError:
                nodes = []  # which the build itself says
            for node in nodes:
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    yield f"line {number + node.lineno - 1}", node, is_hidden
        number += cell.count("\n")

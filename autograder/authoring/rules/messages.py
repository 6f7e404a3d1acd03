"""Lint rules for what a test says where it fails. [coordinator]"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
import statistics
from collections.abc import Iterator

from autograder.authoring.lint import Draft, rule
from autograder.authoring.rules.prose import EASE, LEAST_EASE, flesch
from autograder.authoring.rules.titles import tests
from autograder.authoring.test_writing import JUDGE

_MOST_WORDS = 30
#: what stands in a message for a value that is filled in
_FIELD = "x"
#: names as code writes them: with an underscore or a dot in it, called, or between backticks
_NAMES = re.compile(r"`[^`\n]+`|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+|\w*[^\W_]_\w+|[A-Za-z_]\w*(?=\()")
#: what a student has written, and the notebook has not
_LEFT_OUT = re.compile(r"\b[Ll]eave (?:\w+ and )?\w+ out\b")
_BY_ITSELF = frozenset({*dir(builtins), *keyword.kwlist})


@rule(f"say it in fewer words: half of the messages of all tests have more than {_MOST_WORDS}")
def short_messages(draft: Draft) -> Iterator[str]:
    """Who is stuck reads one sentence or two."""
    lengths = [len(text.split()) for _, text in _messages(draft)]
    if lengths and (median := statistics.median(lengths)) > _MOST_WORDS:
        yield f"{median:g} words"


@rule(
    f"write easier messages: their reading ease is to be {LEAST_EASE:.0f} or more, as the prose's"
)
def easy_messages(draft: Draft) -> Iterator[str]:
    """Flesch's formula over the messages of all tests."""
    text = "\n\n".join(text for _, text in _messages(draft))
    if draft.course.language in EASE and (ease := flesch(text, draft.course.language)) < LEAST_EASE:
        yield f"{ease:.0f}"


@rule("let a message name what the notebook or the task has, or “Leave … out” of what has it")
def names_in_messages(draft: Draft) -> Iterator[str]:
    """A name that a student has never seen is no help."""
    words = {
        word
        for _, cell in draft.placed
        if "def set_up(" not in cell.source
        for word in re.findall(r"\w+", cell.source)
    }
    for place, text in _messages(draft):
        for name in _NAMES.findall(_LEFT_OUT.sub("", text)):
            if not {*re.findall(r"[^\W\d]\w*", name)} <= words | _BY_ITSELF | {_FIELD}:
                yield f"{place}, {name.strip('`')}"


def _messages(draft: Draft) -> Iterator[tuple[str, str]]:
    """(place, text) of each message of a test or a helper, with `x` where a value is filled in."""
    functions = [(place, function) for place, function, _ in tests(draft)]
    for name, source in draft.lesson.helpers.items():
        functions += [
            ("a helper", node)
            for node in ast.parse(source).body
            if isinstance(node, ast.FunctionDef) and name != JUDGE
        ]
    for place, function in functions:
        said = [node.msg for node in ast.walk(function) if isinstance(node, ast.Assert)]
        variables = {one.id for one in said if isinstance(one, ast.Name)}
        for text in (*map(_text, said), *_put_together(function, variables)):
            if " " in text:
                yield f"{place} ({function.name})", text


def _put_together(node: ast.AST, variables: set[str]) -> Iterator[str]:
    """The texts that a variable is given: by `=`, and what `+=` adds right below."""
    for body in (getattr(node, name, []) for name in ("body", "orelse", "handlers", "finalbody")):
        text = ""
        for statement in body if isinstance(body, list) else []:
            if isinstance(statement, ast.Assign) and _is_one(statement.targets[0], variables):
                yield text
                text = _text(statement.value)
            elif isinstance(statement, ast.AugAssign) and _is_one(statement.target, variables):
                text += _text(statement.value)
            yield from _put_together(statement, variables)
        yield text


def _is_one(target: ast.expr, variables: set[str]) -> bool:
    return isinstance(target, ast.Name) and target.id in variables


def _text(node: ast.expr | None) -> str:
    """A text as far as it stands in the source; nothing of a value that is no text there."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left) + _text(node.right)
    return "" if node is None or isinstance(node, ast.Name) else _FIELD

"""Why an answer is not there, as a sentence. [kernel, checker]

Its cell ended in an error, nothing that ran makes it, or what it was made from gives None. Without
that a test finds nothing, and says that the answer is still left open, which it is not.
"""

from __future__ import annotations

import ast
import json
import linecache
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.capture.snapshot_folder import DecodeError, read_plain_file

FILE = "missing_answer.json"
_MOST_BYTES = 1 << 14
_LONGEST = 200
#: the first sentence of a message that says no more than that an answer is not there
_NOT_THERE = re.compile(
    r"^[^.]*?\b(still|missing|gone|(is|are) (not|no)|(has|holds) no|gives nothing|does not)\b"
    r"(`\.\.\.`|\.(?=\S)|[^.])*\.?(\s+|$)"
)
_NONSENSE = re.compile(r"could not make sense of")
#: what an error usually means
_MEANING = {
    "NameError": "A name is used that nothing has made: look at its spelling.",
    "UnboundLocalError": "A variable is used in a function before it has a value there.",
    "SyntaxError": "Python cannot read that line, or the one above it: look for a missing sign.",
    "IndentationError": "A line does not begin where it has to: look at the spaces in front of it.",
    "TypeError": "A value is of a kind that cannot be used so, or an argument is missing.",
    "ValueError": "A value is of the right kind, and still one that cannot be used here.",
    "KeyError": "A dictionary or a table has no entry of that name.",
    "IndexError": "A list is shorter than the position that is asked for.",
    "AttributeError": "What stands in front of the dot has nothing of the name behind it.",
    "FileNotFoundError": "There is no file at that path: look at its spelling and its folder.",
    "FileExistsError": "It is there already, from an earlier run: let the cell run twice.",
    "ModuleNotFoundError": "The library is not installed here, or its name is another one.",
}
#: errors that say enough by themselves: what an author advises is about others
_SLIPS = (
    *("NameError", "UnboundLocalError", "SyntaxError", "IndentationError"),
    "FileExistsError",
)


def write(namespace: Mapping[str, Any], names: Collection[str], folder: Path) -> None:
    """Notes of this process, a student's kernel, which answers are not there, and why."""
    with suppress(Exception):  # a student's code can have broken what is asked here
        unmade = [name for name in names if _is_unmade(namespace.get(name))]
        if not unmade:
            return
        error = getattr(sys, "last_value", None)
        made = _made(_source(error, namespace)) if error is not None else set()
        why = {name: _reason(name, namespace, made) for name in unmade}
        found = {
            "why": {name: reason for name, reason in why.items() if reason},
            "kind": type(error).__name__,
            "text": str(error),
        }
        (folder / FILE).write_text(json.dumps(found), encoding="utf-8")


def _reason(name: str, namespace: Mapping[str, Any], made: Collection[str]) -> str:
    """Nothing where an answer was left open as it was."""
    if name in made:
        return "error"
    if name not in namespace:
        return "absent"
    return "none" if namespace[name] is None else ""


@dataclass(frozen=True)
class Reason:
    """Why an answer is not there.

    Attributes:
        name: the answer's.
        what: a sentence.
        meaning: what that usually means; or nothing.
        remedy: what to do.
        is_slip: whether no advice of an author's can have foreseen it.
    """

    name: str
    what: str
    meaning: str
    remedy: str
    is_slip: bool


def with_reason(message: str, reasons: Sequence[Reason]) -> str:
    """A failed test's message with the reason why its answer is not there in its first place.

    What an author advises stays; that the answer is not there, and to check again, is said already.

    Args:
        reasons: one for each answer that is not there.
    """
    named = {reason.name: reason for reason in reversed(reasons)}
    if not named:
        return message
    if _NONSENSE.search(message):
        reason, advice = reasons[0], ""
    else:
        first = re.search(rf"\b({'|'.join(map(re.escape, named))})\b", message)
        if first is None or not _NOT_THERE.match(message):
            return message  # it is about something else
        reason = named[first[1]]
        advice = _NOT_THERE.sub("", message, count=1)
        advice = "" if reason.is_slip or "check again" in advice else advice
    said = (reason.what, advice or reason.meaning, reason.remedy)
    return " ".join(part.strip() for part in said if part)


@dataclass(frozen=True)
class Noted:
    """What a kernel noted of answers that are not there.

    Attributes:
        why: answer → `error`, `absent` or `none`.
        kind, text: of the error that the notebook last ended in.
    """

    why: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ""
    text: str = ""


def read(folder: Path) -> Noted:
    """What was noted beside a snapshot, as hostile data; nothing where it is not valid."""
    try:
        data = json.loads(read_plain_file(folder / FILE, _MOST_BYTES))
        return Noted(dict(data["why"]), str(data["kind"]), str(data["text"]))
    except (DecodeError, ValueError, RecursionError, KeyError, TypeError):
        return Noted()


def reasons(noted: Noted, names: Collection[str], values: Mapping[str, Any]) -> tuple[Reason, ...]:
    """Why answers are not there that a failed test looks at, as far as that is known.

    Args:
        values: what the snapshot holds.
    """
    unmade = [name for name in sorted(names) if _is_unmade(values.get(name))]
    found = (_reason_of(name, noted, values.get(name)) for name in unmade)
    return tuple(reason for reason in found if reason is not None)


def _reason_of(name: str, noted: Noted, value: Any) -> Reason | None:
    match noted.why.get(name):
        case "error":
            said = f"{noted.kind}: {' '.join(noted.text.split())}"[:_LONGEST].rstrip(".: ")
            done = "finished" if isinstance(value, dict) else "made"
            return Reason(
                name,
                f"`{name}` was not {done}, because its cell stopped with an error: {said}.",
                _MEANING.get(noted.kind, ""),
                "Mend it, run the cell, and check again.",
                noted.kind in _SLIPS,
            )
        case "absent":
            return Reason(
                name,
                f"Nothing that ran makes `{name}`.",
                "Does a line of your cell begin with that name, and is the cell still there?",
                "",
                is_slip=True,
            )
        case "none":
            return Reason(
                name,
                f"`{name}` is None.",
                "A call that only prints or changes something gives None back: keep the value "
                "itself.",
                "",
                is_slip=False,
            )
    return None


def _is_unmade(value: Any, depth: int = 2) -> bool:
    """Whether a value is nothing, or dots are left in it."""
    if depth and type(value) is dict:
        return any(part is not None and _is_unmade(part, depth - 1) for part in value.values())
    return value is None or value is ...


def _source(error: BaseException, namespace: Mapping[str, Any]) -> str:
    """The code of the cell that an error comes from."""
    file = getattr(error, "filename", None) if isinstance(error, SyntaxError) else None
    trace = error.__traceback__
    while file is None and trace is not None:
        if trace.tb_frame.f_globals is namespace:
            file = trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
    return "".join(linecache.getlines(str(file)))


def _made(source: str) -> set[str]:
    """The names that a cell's code gives a value, also where it is not valid."""
    try:
        nodes = [*ast.walk(ast.parse(source))]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {*re.findall(r"(?m)^\s*(?:def\s+)?(\w+)\s*(?:=|\()", source)}
    stored = set()
    for node in nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            node = node.value  # an entry of it
        elif not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)):
            continue
        stored |= {node.id} if isinstance(node, ast.Name) else set()
    return stored | {node.name for node in nodes if isinstance(node, ast.FunctionDef)}

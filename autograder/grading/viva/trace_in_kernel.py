"""Runs a student's answers once more and notes what each line does. [student kernel]

Answer cells run under a trace function that follows them alone, and so do the cells below that call
their functions. At the end each noted call is made once more: where
the two do not agree, because a function draws random numbers or changes what it reads, nothing is
asked about it. What is written is the student's word, as bounded JSON.
"""

from __future__ import annotations

import ast
import contextlib
import dis
import inspect
import json
import re
import signal
import sys
import traceback
import types
from collections.abc import Iterator, Sequence
from typing import Any

#: characters of a value that is shown, items of a container, and levels of them
MOST_TEXT, MOST_ITEMS, MOST_LEVELS = 100, 12, 3
#: steps of a call, calls of a function, and seconds of one
MOST_STEPS, MOST_CALLS, SECONDS = 300, 6, 2.0
_MOST_BYTES = 4 << 20
_SPECIAL = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_ANY_NUMBER = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
#: what a cell leaves behind without that anybody assigned it
_INTERNAL = "_"

#: paths that are the grader's own, and not those that the student saw
_HERE = re.compile(r"/(tmp|dev/shm|var/tmp|home|root)(/|\b)")

Noted = dict[str, Any]


class TooLong(BaseException):
    """It takes longer than a question is worth."""


def text_of(value: Any, levels: int = MOST_LEVELS) -> str | None:
    """A plain value as Python writes it; None where it is none, or too long to be read.

    Only exact built-in types: whatever else there is may be changed, or write itself as it likes.
    """
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        if (kind is str and len(value) > MOST_TEXT) or (kind is int and value.bit_length() > 200):
            return None
        text = repr(value)
    elif kind in (list, tuple, dict, set) and levels and len(value) <= MOST_ITEMS:
        if kind is dict:
            pairs = [(text_of(k, levels - 1), text_of(v, levels - 1)) for k, v in value.items()]
            if any(k is None or v is None for k, v in pairs):
                return None
            text = f"{{{', '.join(f'{k}: {v}' for k, v in pairs)}}}"
        else:
            parts = [text_of(part, levels - 1) for part in value]
            if not all(isinstance(part, str) for part in parts):
                return None
            texts = [part for part in parts if part is not None]
            if kind is set:
                text = f"{{{', '.join(sorted(texts))}}}" if texts else "set()"
            elif kind is tuple:
                text = f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"
            else:
                text = f"[{', '.join(texts)}]"
    else:
        return None
    if len(text) > MOST_TEXT or not text.isprintable() or _HERE.search(text):
        return None
    return text


def about(value: Any) -> Noted:
    """What can be asked about a value of a variable: as Python writes it, its type, its shape."""
    noted: Noted = {"text": text_of(value), "type": type(value).__name__[:MOST_TEXT]}
    module = type(value).__module__.partition(".")[0]
    if module in ("numpy", "pandas") and type(value).__name__ in ("ndarray", "DataFrame", "Series"):
        noted["shape"] = text_of(tuple(int(size) for size in value.shape))
        if type(value).__name__ == "DataFrame":
            noted["entries"] = _texts(list(value.columns))
    elif type(value) in (list, dict, tuple, set, str):
        noted["length"] = len(value)
        if type(value) is dict:
            noted["entries"] = _texts(list(value))
        if type(value) is str and "\n" in value:
            noted["lines"] = len(value.splitlines())
    return noted


def _texts(values: list[Any]) -> list[str]:
    """The values as Python writes them, if all of a few are texts."""
    texts = [text_of(one) for one in values[: MOST_ITEMS + 1] if type(one) is str]
    return [one for one in texts if one] if len(texts) == len(values) else []


class Tracer:
    """Notes what the lines of some files do, and the calls of their functions."""

    def __init__(self) -> None:
        #: file name → what is known of the cell: question, source, functions, variables
        self.cells: dict[str, Noted] = {}
        #: what was called, in order
        self.calls: list[Noted] = []
        self._counts: dict[tuple[str, str], int] = {}

    def run(self, shell: Any, question: str, source: str) -> None:
        """Runs an answer cell in place of IPython, and notes what its functions and variables are.

        Raises:
            whatever the cell raises.
        """
        text = shell.transform_cell(source)
        name = f"<answer to {question}, {len(self.cells)}>"
        code = compile(text, name, "exec", dont_inherit=True)
        namespace = shell.user_ns
        if len(text.splitlines()) == len(source.rstrip("\n").splitlines()):
            # Else a line of this text is another one of the student's.
            self.cells[name] = {"question": question, "source": source.rstrip("\n")}
        try:
            with self.traced():
                exec(code, namespace)  # noqa: S102 (the student's cell, in the student's kernel)
        finally:
            if name in self.cells:
                self.cells[name]["functions"] = [
                    _function(value)
                    for value in list(namespace.values())
                    if type(value) is types.FunctionType and value.__code__.co_filename == name
                ]

    def trace(self, frame: Any, event: str, argument: Any) -> Any:
        """The trace function; it follows functions at the top of an answer cell, and the cell."""
        code = frame.f_code
        if event != "call" or code.co_filename not in self.cells:
            return None
        if code.co_name != "<module>":
            is_inner = code.co_qualname != code.co_name or code.co_name.startswith("<")
            if is_inner or code.co_flags & (_SPECIAL | _ANY_NUMBER):
                return None
        counted = (code.co_filename, code.co_name)
        self._counts[counted] = self._counts.get(counted, 0) + 1
        if self._counts[counted] > MOST_CALLS:
            return None
        call: Noted = {"file": code.co_filename, "function": code.co_name, "steps": []}
        if code.co_name != "<module>":
            names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            call["arguments"] = [text_of(frame.f_locals[name]) for name in names]
        self.calls.append(call)
        known: dict[str, str | None] = {}

        def local(frame: Any, event: str, argument: Any) -> Any:
            if "end" in call:  # an exception passes through a frame that has noted it already
                return local
            if event in ("line", "return") and not call.get("cut"):
                changed: dict[str, str | None] = {}
                for name in _own_names(frame):
                    text = text_of(frame.f_locals[name])
                    if name not in known or known[name] != text:
                        changed[name] = known[name] = text
                call["steps"].append([frame.f_lineno, changed])
            if event == "exception":
                call["raised"] = [type(argument[1]).__name__[:MOST_TEXT], frame.f_lineno]
            elif event == "return":
                raised = call.get("raised")
                # An exception that was caught is followed by another line; one that was not, by
                # nothing but this, with None.
                if raised and argument is None and call["last"] == "exception":
                    call["end"] = ["raise", *raised]
                else:
                    call["end"] = ["return", text_of(argument)]
                if code.co_name == "<module>":
                    call["values"] = {n: about(frame.f_locals[n]) for n in _own_names(frame)}
            call["last"] = event
            if len(call["steps"]) > MOST_STEPS:
                call["cut"] = True
                call["steps"] = []
                return local if code.co_name == "<module>" else None
            return local

        return local

    def finish(self, namespace: dict[str, Any], examples: Sequence[str]) -> Noted:
        """Makes the calls that the lesson names, and each noted call once more.

        Args:
            examples: source of calls, such as `double(3)`.

        Returns:
            What was noted, as plain data.
        """
        rest()
        for example in examples:
            with contextlib.suppress(Exception, TooLong):
                tree = ast.parse(example, mode="eval").body
                function = namespace.get(tree.func.id)  # type: ignore[attr-defined]
                file = getattr(getattr(function, "__code__", None), "co_filename", "")
                if file not in self.cells:
                    continue
                code = compile(example, "<example>", "eval")
                with within(SECONDS), self.traced():
                    eval(code, namespace)  # noqa: S307 (the student's kernel, the student's names)
        first, self.calls = self.calls, []
        kept = [call for call in first if call["function"] == "<module>" and "end" in call]
        made: set[str] = set()
        for call in first:
            key = json.dumps([call["file"], call["function"], call.get("arguments")])
            if call["function"] == "<module>" or key in made or not _is_whole(call):
                continue
            made.add(key)
            if self._again(namespace, call):
                kept.append(call)
        calls = [{name: call[name] for name in call if name != "last"} for call in kept]
        return {"cells": self.cells, "calls": calls}

    def _again(self, namespace: dict[str, Any], call: Noted) -> bool:
        """Whether a call with the same arguments does the same a second time."""
        function = namespace.get(call["function"])
        if type(function) is not types.FunctionType or None in call["arguments"]:
            return False
        if function.__code__.co_filename != call["file"]:
            return False
        try:
            given = [ast.literal_eval(argument) for argument in call["arguments"]]
        except (ValueError, SyntaxError):  # not a number, or infinite
            return False
        count = function.__code__.co_argcount
        names = function.__code__.co_varnames[count : count + len(given)]
        named = dict(zip(names, given[count:], strict=False))
        self._counts.clear()
        before = len(self.calls)
        try:
            with within(SECONDS), self.traced():
                end: list[Any] = ["return", text_of(function(*given[:count], **named))]
        except TooLong:
            return False
        except Exception as error:
            lines = [
                line
                for frame, line in traceback.walk_tb(error.__traceback__)
                if frame.f_code is function.__code__
            ]
            end = ["raise", type(error).__name__[:MOST_TEXT], lines[0] if lines else 0]
        if len(self.calls) == before:
            return False
        again = self.calls[before]
        same = all(again.get(part) == call.get(part) for part in ("steps", "end", "arguments"))
        # What came of the call itself is told apart better here than by events.
        if same and call["end"][0] != end[0]:
            call["end"] = end
        return same and call["end"] == end

    @contextlib.contextmanager
    def traced(self) -> Iterator[None]:
        """Follows what is called in the block."""
        sys.settrace(self.trace)
        try:
            yield
        finally:
            sys.settrace(None)


def _own_names(frame: Any) -> list[str]:
    """The variables of a function; of a cell, those that it assigns."""
    names = frame.f_code.co_varnames
    if frame.f_code.co_name == "<module>":
        names = [step.argval for step in _instructions(frame.f_code) if step.opname == "STORE_NAME"]
    there = frame.f_locals
    return [name for name in dict.fromkeys(names) if name in there and name[0] != _INTERNAL]


_READ: dict[Any, list[dis.Instruction]] = {}


def _instructions(code: Any) -> list[dis.Instruction]:
    if code not in _READ:
        _READ[code] = list(dis.get_instructions(code))
    return _READ[code]


def _function(function: types.FunctionType) -> Noted:
    """What Python itself knows of a function: its parameters, its own names and those from outside.

    `first` says in which line each variable of its own is given a value for the first time.
    """
    code = function.__code__
    count = code.co_argcount + code.co_kwonlyargcount
    first: dict[str, int] = {}
    outside: list[str] = []
    line = code.co_firstlineno
    for step in dis.get_instructions(code):
        if step.positions is not None and step.positions.lineno is not None:
            line = step.positions.lineno
        for stored in _stored(step):
            first[stored] = min(line, first.get(stored, line))
        if step.opname == "LOAD_GLOBAL":
            outside.append(str(step.argval))
    return {
        "name": code.co_name,
        "line": code.co_firstlineno,
        "parameters": list(code.co_varnames[:count]),
        "positional": code.co_argcount,
        "locals": [name for name in code.co_varnames[count:] if name.isidentifier()],
        "first": first,
        "outside": list(dict.fromkeys(outside)),
    }


def _stored(step: dis.Instruction) -> list[str]:
    """The variables that an instruction gives a value."""
    if not step.opname.startswith("STORE_FAST"):
        return []
    if isinstance(step.argval, tuple):  # two in one, from Python 3.13 on
        names = step.argval if step.opname == "STORE_FAST_STORE_FAST" else step.argval[:1]
        return [str(name) for name in names]
    return [str(step.argval)]


def _is_whole(call: Noted) -> bool:
    return "end" in call and not call.get("cut")


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Ends what takes longer."""

    def stop(number: int, frame: Any) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


_TRACER = Tracer()


def follow() -> None:
    """Begins to note what a cell calls."""
    sys.settrace(_TRACER.trace)


def rest() -> None:
    """Ends it: a trace function makes everything slower."""
    sys.settrace(None)


def run(question: str, source: str) -> None:
    """Runs an answer cell; see `Tracer.run`."""
    from IPython import get_ipython

    _TRACER.run(get_ipython(), question, source)


def finish(
    namespace: dict[str, Any], examples: Sequence[str], path: str, trial: Noted | None = None
) -> None:
    """Writes what was noted to a file; nothing where that is too much.

    Args:
        trial: what became of a network that was tried, as `learning_rate_in_kernel` notes it.
    """
    noted = {**_TRACER.finish(namespace, examples), "trial": trial or {}}
    data = json.dumps(noted).encode()
    if len(data) <= _MOST_BYTES:
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(data)

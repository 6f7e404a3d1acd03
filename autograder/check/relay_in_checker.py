"""Lets proxies of a student's functions and objects be asked, through the coordinator. [checker]"""

from __future__ import annotations

import contextlib
import functools
import inspect
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder.capture import calls
from autograder.capture.checker_state import CheckerState
from autograder.capture.exchange import SOCKET
from autograder.capture.proxy import Proxy, ask, is_proxy

#: how often all tests of a submission together may ask
_MOST_QUESTIONS = 50_000
#: the exit status of a checker whose coordinator is gone
_NOBODY_ANSWERS = 1


@contextlib.contextmanager
def connected(workspace: Path, checker: CheckerState) -> Iterator[None]:
    """Within, proxies are connected to the coordinator, which learns when they no longer are.

    Args:
        workspace: the folder that the coordinator's `Relay` was given.
        checker: gets its relay. Where the coordinator is gone, a question ends this process.
    """
    line = socket.socket(socket.AF_UNIX)
    line.connect(str(workspace / SOCKET))
    answers = line.makefile("r", encoding="utf-8")
    folder = workspace / "calls"
    folder.mkdir(exist_ok=True)
    calls.news_of_random_numbers(checker)  # what they are now is no news
    calls.notice_seeds(checker)
    taken = len(list(folder.iterdir()))

    alone = threading.RLock()  # a test may ask from several threads

    def relay(one: Proxy, operation: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        with alone:
            return asked(one, operation, args, kwargs)

    def asked(one: Proxy, operation: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        nonlocal taken
        named = one._autograder_name()
        answered = calls.come_already(one, operation, args, kwargs, checker)
        if answered is not None:
            return calls.told(named, answered, checker, args, kwargs)
        taken += 1
        if taken > _MOST_QUESTIONS:
            raise AssertionError(f"`{named}` was asked too often: {_MOST_QUESTIONS:,} times.")
        here = folder / str(taken)
        here.mkdir()
        calls.ask(operation, args, kwargs, here, checker)
        question = {"call": taken, "number": one._autograder_number()}
        try:
            line.sendall(json.dumps(question).encode() + b"\n")
            problem = json.loads(answers.readline())["problem"]
        except (OSError, ValueError, KeyError, TypeError):  # a test would take it for an answer
            os._exit(_NOBODY_ANSWERS)
        if problem:
            raise AssertionError(f"`{named}` gave no answer: {problem}.")
        return calls.outcome(named, here, checker, args, kwargs)

    checker.relay = relay
    if checker.objects:
        inspect.getsource = functools.partial(_source, inspect.getsource)
    with line, answers:
        yield


def _source(of_ours: Callable[[Any], str], one: Any) -> str:
    """The text of a function or class, in whichever process it lives."""
    if not is_proxy(one):
        return of_ours(one)
    one._autograder_checker().took_part = True
    text = ask(one, "source")
    if type(text) is not str:
        raise AssertionError(f"`{one._autograder_name()}` gave an answer that is no text.")
    return text

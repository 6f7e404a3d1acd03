"""Calls in processes of their own: what each may take, and what no other meets of it."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path
from typing import Any

from autograder.run.apart import each_apart


def alone(function: Any, descriptors: tuple[int, ...] = (), seconds: float = 20) -> Any:
    [answer] = each_apart([(function, descriptors)], seconds)
    return answer


def numbered(number: int) -> list[int]:
    return [number, os.getpid()]


def test_each_call_answers_in_its_place_and_has_a_process_of_its_own() -> None:
    answers = each_apart([(partial(numbered, n), ()) for n in range(5)], 20)
    assert [answer[0] for answer, _ in answers] == [*range(5)]
    assert len({answer[1] for answer, _ in answers} | {os.getpid()}) == 6
    assert {why for _, why in answers} == {""}


def test_what_fails_says_why_in_a_clause_and_the_others_go_on() -> None:
    began = time.monotonic()
    calls = [lambda: time.sleep(60), lambda: os._exit(0), lambda: 1 / 0, lambda: b"", lambda: 7]
    answers = each_apart([(call, ()) for call in calls], 1)
    assert time.monotonic() - began < 20
    assert [why for _, why in answers[:3]] == [
        "it took longer than 1 s",
        "its process came to an early end",
        "ZeroDivisionError: division by zero",
    ]
    assert answers[3][1].startswith("TypeError")
    assert answers[4] == (7, "")


def test_too_much_of_an_answer_is_none() -> None:
    assert alone(lambda: "x" * (5 << 20)) == (None, "there is too much to say of it")


def test_it_has_the_open_files_that_it_was_given_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "ours").write_text("given")
    (tmp_path / "theirs").write_text("secret")
    ours = os.open(tmp_path / "ours", os.O_RDONLY)
    theirs = os.open(tmp_path / "theirs", os.O_RDONLY)
    try:
        assert alone(lambda: os.read(ours, 9).decode(), (ours,)) == ("given", "")
        _, why = alone(lambda: os.read(theirs, 9).decode(), (ours,))
        assert "Bad file descriptor" in why
    finally:
        os.close(ours)
        os.close(theirs)

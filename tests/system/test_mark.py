"""Marking by hand on the page of our own, in a real browser and by keyboard alone."""

from __future__ import annotations

import csv
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from autograder.marking.answers import Answers
from autograder.marking.app import Marker as Named
from autograder.marking.server import MarkingServer
from autograder.record import requests
from autograder.record.gradebook import manual_marks
from autograder.record.store import Store
from tests.support import marked
from tests.support.browser import chromium, needs_chromium, serious_faults
from tests.support.hostile import ATTACKS
from tests.support.marked import LESSON, QUESTION
from tests.support.marking_command import Marking
from tests.support.rendering import HERE

pytestmark = pytest.mark.kernel
#: which item an answer gets, by its number, and its points before and after the rubric changes
BEFORE, AFTER = {1: 0.5, 2: 1.0, 3: 0.25}, {1: 0.75, 2: 1.0, 3: 0.25}


class InThread:
    """The same without a program of its own."""

    def __init__(self, store: Store, *markers: str) -> None:
        people = [Named(name) for name in markers]
        self._server = MarkingServer(store, Answers(store, HERE), people, None)
        self.addresses = self._server.addresses
        self._thread = threading.Thread(target=self._server.serve)
        self._thread.start()

    def kill(self) -> None:
        self._server.stop()
        self._thread.join()


class Marker:
    """Somebody with nothing but a keyboard."""

    def __init__(self, page: Any, complaints: list[str]) -> None:
        self.page = page
        page.on("console", lambda one: complaints.append(one.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda one: self._asked(one.url, complaints))

    def _asked(self, url: str, complaints: list[str]) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:")):
            complaints.append(url)

    def begin(self, address: str) -> None:
        self.page.goto(address)
        self.page.keyboard.press("1")
        self.page.wait_for_selector(".score")

    def next(self) -> int:
        """Goes on to an answer that waits; its number."""
        before = self.page.inner_text("#which")
        self.page.keyboard.press("n")
        self.page.wait_for_selector(f"#which:not(:text-is('{before}'))")
        return self.number()

    def number(self) -> int:
        return int(re.search(r"number (\d+)", self.page.inner_text(".answer"))[1])

    def mark(self, item: int, points: float) -> None:
        self.page.keyboard.press(str(item))
        self.page.wait_for_selector(f".score:text-is('{points:g}')")

    def progress(self) -> str:
        return self.page.inner_text(".progress b")


@pytest.fixture
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@needs_chromium
@pytest.mark.browser
@pytest.mark.parametrize(
    ("answers", "kills"), [(6, 1), pytest.param(120, 10, marks=pytest.mark.slow)]
)
def test_two_markers_mark_by_keyboard_while_the_rubric_changes_and_the_server_is_killed(
    tmp_path, browser, answers, kills
):
    words = {f"s{number}": f"Because of number {number}." for number in range(answers)}
    store = marked.graded(tmp_path / "out", words, HERE)
    expected: dict[str, int] = {}
    complaints: list[str] = []
    marking = Marking(store, "Ann", "Bob")
    try:
        people = [Marker(browser.new_context().new_page(), complaints) for _ in range(2)]
        for marker, address in zip(people, marking.addresses, strict=True):
            marker.begin(address)
        changed = False
        points = BEFORE
        while len(expected) < answers:
            marker = people[len(expected) % 2]
            if f"s{marker.number()}" in expected:
                marker.next()
            item = marker.number() % 3 + 1
            marker.mark(item, points[item])
            expected[f"s{marker.number()}"] = item
            if not changed and len(expected) >= answers // 2:
                changed, points = True, AFTER
                page = marker.page
                page.keyboard.press("e")
                page.locator("#rubric-form [name=points]").first.focus()
                page.keyboard.press("Control+A")
                page.keyboard.type("0.75")
                page.keyboard.press("Enter")
                page.wait_for_selector("#rubric-form [name=points][value='0.75'] >> visible=true")
            if len(expected) % (answers // (kills + 1)) == 0 and kills:
                kills -= 1
                marking.kill()
                marking = Marking(store, "Ann", "Bob")
                for person, address in zip(people, marking.addresses, strict=True):
                    person.begin(address)
        assert kills == 0
        people[0].page.reload()
        assert people[0].progress() == f"{answers} of {answers}"
        _, errors = marking.stop()
    finally:
        marking.kill()
    assert complaints == []
    assert f"none left to mark. Written: {store.grades_path}" in errors
    given = {student: of[QUESTION].score for (student, _), of in manual_marks.marks(store).items()}
    assert given == {student: AFTER[item] for student, item in expected.items()}
    with store.grades_path.open(newline="") as file:
        rows = {row["student"]: float(row[QUESTION]) for row in csv.DictReader(file)}
    assert rows == given


@needs_chromium
@pytest.mark.browser
def test_the_page_is_for_everybody_and_answers_full_of_attacks_do_nothing_there(tmp_path, browser):
    words = {f"s{number}": f"{attack}\n\nBut **this**." for number, attack in enumerate(ATTACKS)}
    store = marked.graded(tmp_path / "out", words, HERE)
    requests.add(store, "s0", LESSON, "q1", ATTACKS[0])
    complaints: list[str] = []
    with ExitStack() as stack:
        marking = InThread(store, "Ann")
        stack.callback(marking.kill)
        for scheme in ("light", "dark"):
            page = browser.new_context(color_scheme=scheme).new_page()
            marker = Marker(page, complaints)
            page.goto(marking.addresses[0])
            assert serious_faults(page) == []
            page.keyboard.press("n")
            page.wait_for_selector(".asked blockquote")
            assert serious_faults(page) == []
            marker.begin(marking.addresses[0])
            for key in "eha?":
                page.keyboard.press(key)
            assert serious_faults(page) == []
        seen = set()
        while page.inner_text("#which") not in seen:
            seen.add(page.inner_text("#which"))
            assert page.evaluate("window.pwned") is None
            assert page.title().startswith(f"{QUESTION}: answer ")
            following = page.locator("[rel=next]")
            if following.count():
                number = page.inner_text("#which")
                page.keyboard.press("j")
                page.wait_for_selector(f"#which:not(:text-is('{number}'))")
        assert len(seen) == len(ATTACKS)
        assert complaints == []
        # A script in an answer, had it come through, would not run: so the policy holds, too.
        page.evaluate("document.body.append(document.createElement('script'))")
        page.evaluate("document.body.lastChild.textContent = 'window.pwned = true'")
        assert page.evaluate("window.pwned") is None
        assert any("Content Security Policy" in one for one in complaints)


@needs_chromium
@pytest.mark.browser
def test_a_field_is_saved_as_it_is_left_and_a_dead_server_is_not_passed_over(tmp_path, browser):
    store = marked.graded(tmp_path / "out", {"ada": "Because of number 1."}, HERE)
    marking = InThread(store, "Ann")
    try:
        marker = Marker(browser.new_context().new_page(), [])
        marker.begin(marking.addresses[0])
        keyboard = marker.page.keyboard
        keyboard.press("c")
        keyboard.type("Keys such as 1, j and n are words here.")
        keyboard.press("Escape")
        keyboard.press("p")
        keyboard.type("1,25")
        keyboard.press("Enter")
        marker.page.wait_for_selector(".score:text-is('1.25')")
        marking.kill()
        keyboard.press("0")
        marker.page.wait_for_selector(".refusal:has-text('does not answer')")
    finally:
        marking.kill()
    mark = manual_marks.marks(store)["ada", LESSON][QUESTION]
    assert (mark.score, mark.comment) == (1.25, "Keys such as 1, j and n are words here.")

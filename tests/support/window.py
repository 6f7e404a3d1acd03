"""A browser's window on the marking page, without a browser: what it shows, and its forms."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from autograder.marking.answers import Answers
from autograder.marking.app import Marker, MarkingPages
from autograder.record.store import Store
from tests.support.asgi import PORT, SITE, Client


def fields_of(page: str, form: str) -> tuple[str, dict[str, Any]]:
    """Where a form of a page leads, and what stands in its fields.

    Args:
        form: its id, as a regular expression; the first such form counts.
    """
    [(action, body), *_] = re.findall(
        rf'<form id="{form}"[^>]* action="([^"]*)">(.*?)</form>', page, re.DOTALL
    )
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        fields.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    return action, fields


class Window:
    """A browser's window of one marker's."""

    def __init__(self, store: Store, answers: Answers, markers: list[Marker], name: str) -> None:
        pages = MarkingPages(store, answers, markers, PORT)
        self.client = Client(pages.app())
        self.answers = answers
        [marker] = [one for one in markers if one.name == name]
        self.text = self.client.get(f"/?token={marker.token}").text
        self.status = 200

    def open(self, student: str) -> str:
        [question] = self.answers.questions
        [answer] = [one for one in question.answers if one.student == student]
        return self.show(f"/q/{question.id}/{answer.id}")

    def show(self, address: str) -> str:
        return self._show(self.client.get(address))

    def _show(self, response: Any) -> str:
        self.status, self.address = response.status_code, response.url.path
        self.raw, self.text = response.text, unescape(response.text)
        return self.text

    def send(self, form: str, *button: tuple[str, str], **typed: Any) -> str:
        """Submits a form of the page that is open, with what stands in it but for what is typed."""
        action, fields = fields_of(self.text, form)
        fields |= dict(button) | typed
        return self._show(self.client.post(action, data=fields, headers={"origin": SITE}))

    def press(self, does: str) -> str:
        return self.send("items", ("does", does))

    @property
    def score(self) -> str:
        return re.search(r'<span class="score[^"]*">([^<]*)</span>', self.text)[1]

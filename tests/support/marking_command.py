"""`autograder mark` as a program of its own, and people who mark there without a browser."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from html import unescape
from pathlib import Path

import httpx

from autograder.record.store import Store
from tests.support.window import fields_of

AUTOGRADER = str(Path(sys.executable).parent / "autograder")


class Marking:
    """A running `autograder mark`."""

    def __init__(self, store: Store, *markers: str) -> None:
        names = [part for name in markers for part in ("--marker", name)]
        self.process = subprocess.Popen(
            [AUTOGRADER, "mark", str(store.folder), "--no-browser", *names],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        lines = [self.process.stdout.readline() for _ in markers]
        self.addresses = [re.search(r"http://127\.0\.0\.1:\d+/\S+", line)[0] for line in lines]

    def stop(self) -> tuple[str, str]:
        """Ends it as Ctrl-C does; what it has said."""
        self.process.send_signal(signal.SIGINT)
        said = self.process.communicate(timeout=120)
        assert self.process.returncode == 0, said
        return said

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


class Reader:
    """Somebody who marks by links and forms alone.

    Attributes:
        text: the page that is open.
    """

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(follow_redirects=True, timeout=60)
        self._site = address.partition("/?")[0]
        self.open(address)

    def open(self, address: str) -> None:
        self._show(self._client.get(address if "://" in address else self._site + address))

    def _show(self, answer: httpx.Response) -> None:
        assert answer.status_code == 200, answer.text
        self.text = answer.text

    def follow(self, key: str) -> bool:
        """Presses a key that stands for a link; whether there is one."""
        links = re.findall(rf'<a href="([^"]+)"[^>]* aria-keyshortcuts="{key}"', self.text)
        if links:
            self.open(links[0])
        return bool(links)

    def send(self, form: str, *button: tuple[str, str], **typed: str) -> None:
        """Submits a form of the page, with what stands in it but for what is typed."""
        action, fields = fields_of(self.text, form)
        fields |= dict(button) | typed
        headers = {"origin": self._site}
        self._show(self._client.post(self._site + action, data=fields, headers=headers))

    def press(self, does: str) -> None:
        self.send("items", ("does", does))

    @property
    def answer(self) -> str:
        """What the student wrote, as a reader sees it."""
        [shown] = re.findall(r'(?s)<div class="answer"[^>]*>(.*?)</div>\s*</section>', self.text)
        return " ".join(unescape(re.sub("<[^>]+>", " ", shown)).split())

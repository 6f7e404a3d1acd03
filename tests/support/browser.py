"""Pages in a real browser: what loads, what complains, what a reader with a screen reader meets."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="needs Chromium (Debian: apt-get install chromium)"
)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser that asks nobody anything by itself."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Any, path: Path, complaints: list[str], **options: Any) -> Any:
    """A page from a file.

    Args:
        complaints: gets what the console says and each request for something besides the file.
        options: as `browser.new_page` takes them, such as `color_scheme`.
    """
    page = browser.new_page(**options)
    address = path.resolve().as_uri()
    own = (address, "data:")  # what the page holds itself is no request, but reported as one

    def requested(one: Any) -> None:
        if not one.url.startswith(own):
            complaints.append(one.url)

    page.on("request", requested)
    page.on("console", lambda one: complaints.append(one.text))
    page.on("pageerror", lambda one: complaints.append(str(one)))
    page.goto(address)
    return page


def serious_faults(page: Any) -> list[str]:
    """What axe-core finds serious or critical on a page: the rule, and where."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['target']} {node.get('failureSummary', '')}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"][:3]
    ]

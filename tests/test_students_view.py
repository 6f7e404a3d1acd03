"""What a student meets: the released folder, a terminal, JupyterLab in a real browser."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.build.answers import notebook_of
from tests.conftest import LESSON

BIN = Path(sys.executable).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def released(course, tmp_path) -> Path:
    """The lesson's folder as it is released, to work in."""
    return Path(shutil.copytree(course.students / LESSON, tmp_path / LESSON))


@pytest.mark.trains
def test_otter_check_in_a_terminal_says_what_passes_and_what_to_try_next(
    released, offline_environment, emitted, answers
):
    right_q1 = notebook_of(answers["right-functional"], emitted)
    nbformat.write(right_q1, released / f"{LESSON}.ipynb")
    done = subprocess.run(
        [str(BIN / "otter"), "check", f"{LESSON}.ipynb"],
        cwd=released,
        env={**offline_environment, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    said = done.stdout + done.stderr
    assert "q2 results: All test cases passed!" in said, said
    assert "score is still `...`" in said, said


@pytest.fixture
def jupyterlab(released, offline_environment, tmp_path) -> Iterator[str]:
    """A JupyterLab over the released folder; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    log = (tmp_path / "jupyter.log").open("wb")
    server = subprocess.Popen(
        [
            *(str(BIN / "jupyter"), "lab", "--no-browser", "--allow-root"),
            *(f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token=letmein"),
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ],
        cwd=released,
        env={**offline_environment, **own, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        stdout=log,
        stderr=log,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/api", timeout=1).read()
                break
            except OSError:
                time.sleep(0.5)
        yield f"{address}/lab/tree/{LESSON}.ipynb?token=letmein"
    finally:
        server.terminate()
        server.wait(20)
        log.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_check_works_in_jupyterlab_as_released(jupyterlab, released, emitted, answers, tmp_path):
    from playwright.sync_api import expect, sync_playwright

    notebook = notebook_of(answers["right-functional"], emitted)
    # As far as the third question, left blank; the rest of the lesson is the terminal's matter.
    checks = {c.source: i for i, c in enumerate(notebook.cells) if c.source.startswith("grader.")}
    last = checks['grader.check("q3")']
    notebook.cells[last - 1].source = "Y_train = ...\nY_test = ..."
    # Both outcomes at the end, where the page scrolls to by itself.
    again = nbformat.v4.new_code_cell('grader.check("q2")', id="again")
    notebook.cells = [*notebook.cells[: last + 1], again]
    nbformat.write(notebook, released / f"{LESSON}.ipynb")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(jupyterlab)
        try:
            expect(page.get_by_text("| Idle")).to_be_visible(timeout=90_000)
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All( Cells)?$")).click()
            expect(page.get_by_text("q2 passed!").last).to_be_visible(timeout=180_000)
            expect(page.get_by_text("Y_train is still").last).to_be_visible()
        finally:
            page.screenshot(path=str(tmp_path / "jupyterlab.png"))
            browser.close()

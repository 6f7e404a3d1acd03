"""What a student meets: the released folder, a terminal, JupyterLab in a real browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.assignment.model import load
from autograder.authoring.answers import notebook_of
from autograder.run.colab._addresses import VARIABLE
from tests.conftest import LESSON
from tests.support.lessons import emitted_here, errors_in

BIN = Path(sys.executable).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def released(course, tmp_path) -> Path:
    """The lesson's folder as it is released, to work in."""
    return Path(shutil.copytree(course.students / LESSON, tmp_path / LESSON))


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
    assert "Error at line" not in said


@pytest.fixture
def jupyterlab(offline_environment, tmp_path) -> Iterator[str]:
    """A JupyterLab over the test's folder; the address under which a file opens, but its name."""
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
        cwd=tmp_path,
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
        yield f"{address}/lab?token=letmein&path="
    finally:
        server.terminate()
        server.wait(20)
        log.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.slow
@pytest.mark.parametrize("lesson", ["04-mnist-ann", "06-tips"])
def test_a_lesson_run_from_jupyterlabs_menu_passes_its_checks(jupyterlab, lesson, tmp_path):
    """The very file that runs in the rebuilt Colab, here beside ipywidgets 8."""
    from playwright.sync_api import expect, sync_playwright

    assert version("ipywidgets").startswith("8.")
    path = tmp_path / f"{lesson}.ipynb"
    nbformat.write(emitted_here(lesson).solution, path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(jupyterlab.replace("/lab?", f"/lab/tree/{path.name}?"))
        try:
            expect(page.get_by_text("| Idle")).to_be_visible(timeout=90_000)
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All( Cells)?$")).click()
            # The last cell checks everything once more and shows what to hand in.
            expect(page.get_by_text("You may hand in at any time").last).to_be_visible(
                timeout=400_000
            )
            expect(page.get_by_text("passes", exact=False).last).to_be_visible()
            expect(page.get_by_text("| Idle")).to_be_visible(timeout=30_000)
            page.keyboard.press("Control+s")
            expect(page.get_by_text("Saving completed")).to_be_visible()
        finally:
            page.screenshot(path=str(tmp_path / "jupyterlab.png"))
            browser.close()
    all_checks_pass(nbformat.read(path, as_version=4))


@pytest.mark.slow
@pytest.mark.parametrize("lesson", ["01-setup", "02-installs", "03-data-import", "05-tensorboard"])
def test_a_lesson_passes_its_checks_in_vs_codes_kernel(lesson, offline_environment, tmp_path):
    """VS Code starts the newest ipykernel and tells it the notebook's path."""
    assert int(version("ipykernel").partition(".")[0]) >= 7
    emitted = emitted_here(lesson)
    (tmp_path / "lesson.zip").write_bytes(emitted.autograder_zip)
    served = load(tmp_path / "lesson.zip", tmp_path / "unpacked").served
    folder = tmp_path / "work"
    folder.mkdir()
    told = nbformat.v4.new_code_cell(f"__vsc_ipynb_file__ = {str(folder / 'lesson.ipynb')!r}")
    cells = [told, *emitted.solution.cells]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=emitted.solution.metadata)
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    environment = {**offline_environment, VARIABLE: json.dumps(served), "VSCODE_PID": "1"}
    client.execute(env=environment)
    all_checks_pass(notebook)


def test_a_check_in_the_notebook_says_its_sentence_alone_and_which_cell_has_not_worked(
    offline_environment, tmp_path
):
    cells = emitted_here("01-setup").student_notebook.cells
    setup = next(cell for cell in cells if "def set_up(" in cell.source)
    check = 'print(grader.check("q2"))'
    steps = [
        "pick_device = len",
        "pick_device = ...\npick_device = [][0]",
        "del pick_device",
        "def pick_device(devices):\n    assert not devices, 'none wanted'",
    ]
    cells = [setup.source, *(part for step in steps for part in (step, check))]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute(env=offline_environment)
    wrong, stopped, gone, own = (
        "".join(c.outputs[0]["text"].split("\n")) for c in notebook.cells[2::2]
    )
    assert "An assert in your own code fails: none wanted." in own
    for said in (wrong, stopped, gone, own):
        assert "Error at line" not in said
        assert "assert not" not in said
    assert "pick_device gives" in wrong
    assert "The cell of pick_device stopped with an error, IndexError: list index" in stopped
    assert "pick_device is not there yet. Run its cell, and check again." in gone


def all_checks_pass(notebook: nbformat.NotebookNode) -> None:
    checks = [cell for cell in notebook.cells if cell.source.startswith('grader.check("')]
    assert len(checks) >= 4
    for cell in checks:
        shown = "".join(
            output.get("text", "") + output.get("data", {}).get("text/plain", "")
            for output in cell.outputs
        )
        name = cell.source.split('"')[1]
        assert f"{name} results: All test cases passed!" in shown, shown
    assert errors_in(notebook) == []

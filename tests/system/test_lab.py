"""`make lab`: the course in JupyterLab on this computer, without Google and without a network."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.authoring.addresses import raw_address
from scripts import lab
from tests.support.lessons import emitted_here, errors_in

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def folder(course, tmp_path_factory) -> Path:
    """A lab's folder, freshly prepared."""
    folder = tmp_path_factory.mktemp("lab")
    assert lab.prepare(course, folder) == ["00-warm-up", *course.lessons()]
    return folder


@pytest.fixture
def run(folder, monkeypatch):
    """Runs a notebook in the lab's kernel, as JupyterLab does beside a lesson."""
    for name, value in lab.environment(folder).items():
        monkeypatch.setenv(name, value)

    def run(lesson: str, notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
        resources = {"metadata": {"path": str(folder / lesson)}}
        NotebookClient(notebook, kernel_name="python3", timeout=600, resources=resources).execute()
        return notebook

    return run


def said(cell: nbformat.NotebookNode) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def test_what_somebody_has_worked_on_is_never_touched(course, folder):
    notebook = folder / "01-setup" / "01-setup.ipynb"
    before = notebook.read_text()
    try:
        notebook.write_text("my answers")
        assert lab.prepare(course, folder) == []
        assert notebook.read_text() == "my answers"
    finally:
        notebook.write_text(before)
    assert not any("solution" in str(path) for path in folder.rglob("*"))


@pytest.fixture
def server(folder) -> Iterator[str]:
    """The address of a JupyterLab that the command has started, with its token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "scripts.lab", "--no-browser", f"--port={port}"]
    log = (folder / "server.log").open("wb")
    started = subprocess.Popen(
        [*command, "--folder", str(folder)], stdout=log, stderr=log, env={**os.environ}
    )
    try:
        for _ in range(240):
            runtime = folder / ".jupyter" / "runtime"
            facts = [json.loads(path.read_text()) for path in runtime.glob("jpserver-*[0-9].json")]
            if facts:
                yield f"http://127.0.0.1:{port}/{{}}?token={facts[0]['token']}"
                break
            assert started.poll() is None, (folder / "server.log").read_text()
            time.sleep(0.25)
        else:
            raise AssertionError((folder / "server.log").read_text())
    finally:
        started.terminate()
        started.wait(30)
        log.close()


def test_one_command_starts_jupyterlab_over_the_lessons(course, server):
    with urllib.request.urlopen(server.format("api/contents"), timeout=30) as answer:
        names = [entry["name"] for entry in json.load(answer)["content"]]
    assert sorted(names) == ["00-warm-up", *course.lessons(), "server.log"]
    with urllib.request.urlopen(server.format("lab"), timeout=30) as page:
        assert b"<title>JupyterLab</title>" in page.read()
    with urllib.request.urlopen(server.format("api/kernelspecs"), timeout=30) as answer:
        kernel = json.load(answer)["kernelspecs"]["python3"]["spec"]
    assert kernel["env"]["STAND_IN_WHERE"] == "in `make lab`"


def test_addresses_of_the_course_answer_and_all_others_say_that_there_is_no_network(course, run):
    address = f"{raw_address('03-data-import', course, course.branch)}/data/planets.csv"
    cells = (
        f"import pandas as pd\nprint(len(pd.read_csv({address!r})))",
        "import urllib.request\ntry:\n    urllib.request.urlopen('https://example.org')\n"
        "except OSError as error:\n    print(error)",
        "!pip install -q emoji",
        "import sys\nprint('google.colab' in sys.modules)",
    )
    asked = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook = run("03-data-import", asked)
    table, elsewhere, pip, google = map(said, notebook.cells)
    assert int(table) == 8
    assert "There is no network in `make lab`, and https://example.org is not one" in elsewhere
    assert "There is no network in `make lab`, so pip left out emoji" in pip
    assert google.strip() == "False"


@pytest.mark.parametrize(
    "lesson",
    ["01-setup", *(pytest.param(f"0{n}", marks=pytest.mark.slow) for n in range(2, 7))],
)
def test_each_lesson_passes_its_checks_there(course, run, lesson):
    lesson = next(name for name in course.lessons() if name.startswith(lesson))
    solution = emitted_here(lesson).solution
    notebook = run(lesson, solution)
    assert errors_in(notebook) == []
    checks = [cell for cell in notebook.cells if cell.source.startswith("grader.check(")]
    for cell in checks:
        shown = "".join(
            output.get("text", "") + output.get("data", {}).get("text/plain", "")
            for output in cell.outputs
        )
        assert "All test cases passed!" in shown, shown

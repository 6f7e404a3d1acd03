"""What a student meets in each front end: no long wait, no lost file, one true sentence."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from autograder.authoring.lesson import shared
from autograder.run.colab._addresses import UPLOAD, VARIABLE
from scripts.colab.front_ends import FRONT_ENDS, MOST_SECONDS, FrontEnd, waits
from tests import SLOW_TO_IMPORT
from tests.conftest import OFFLINE
from tests.support.lessons import emitted_here
from tests.support.programs import run_program

FRONT_END = shared("front_end")
ROOT = Path(__file__).parents[2]
#: a hundredth of a second for a second of waiting
PACE = 0.01


class Said(NamedTuple):
    text: str
    waited: list[tuple[str, float]]


#: what others say as well, and who answers in the same way
LIKE_OTHERS = {"Kaggle without internet", "VS Code"}


@pytest.fixture(
    params=[
        pytest.param(one, id=one.name, marks=[pytest.mark.slow] if one.name in LIKE_OTHERS else [])
        for one in FRONT_ENDS
    ]
)
def shown(request) -> FrontEnd:
    return request.param


@pytest.fixture
def folder(tmp_path) -> Path:
    """The kernel's working folder, in which a model and its history were kept."""
    kept = tmp_path / "content" / "kept" / "04-mnist-ann"
    kept.mkdir(parents=True)
    (kept / "model.keras").write_bytes(b"a model")
    (kept / "history.history.json").write_text("{}")
    return tmp_path / "content"


@pytest.fixture
def run_code(folder, shown, tmp_path, fork_server):
    """Runs pieces of code in one Python."""

    def run(*code: str) -> Said:
        # What lies at the root of a disk is no test's to write to.
        program = "\n".join(code).replace("/content/drive", f"{tmp_path}/drive")
        log = tmp_path / "log"
        done = run_program(
            shown.startup(folder, log, PACE) + program,
            fork_server,
            cwd=folder,
            env=os.environ
            | {name: value.format(folder=folder) for name, value in shown.environment.items()}
            | {"PYTHONPATH": f"{OFFLINE}{os.pathsep}{ROOT}", "COURSE_WITHOUT": SLOW_TO_IMPORT}
            | {VARIABLE: json.dumps({f"{UPLOAD}planets.csv": f"{folder}/data/planets.csv"})},
            folder=tmp_path,
        )
        assert done.returncode == 0, done.stderr
        return Said(done.stdout, waits(log))

    return run


@pytest.fixture
def cells():
    """The first cell of a lesson that holds one of some words, for each."""

    def cells(lesson: str, *words: str) -> list[str]:
        notebook = emitted_here(lesson).student_notebook
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        return [next(source for source in code if word in source) for word in words]

    return cells


def waits_are_short(said: Said) -> bool:
    return all(seconds <= MOST_SECONDS for _, seconds in said.waited)


def test_handing_in_always_gives_a_zip_of_what_was_trained(shown, run_code, cells, folder):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    if shown.expected in ("jupyter", "vscode"):  # elsewhere the kernel's machine has no notebook
        nbformat.write(notebook, folder / "lesson.ipynb")
        nbformat.write(notebook, folder / "another.ipynb")
    said = run_code(*cells("04-mnist-ann", "def set_up(", "def hand_in("))
    assert waits_are_short(said)
    with zipfile.ZipFile(folder / "04-mnist-ann.zip") as archive:
        names = archive.namelist()
    assert names[:3] == ["kept/model.keras", "kept/history.history.json", "evidence.json"]
    assert f"It lies in {folder}/04-mnist-ann.zip" in said.text
    notebooks = {"colab": ["04-mnist-ann.ipynb"], "jupyter": ["lesson.ipynb"]}
    notebooks["vscode"] = notebooks["jupyter"]
    assert names[3:] == notebooks.get(shown.expected, [])
    assert ("Hand in that file." if names[3:] else "Hand in two files:") in said.text
    by_hand = {
        "colab": "Your browser saves it now.",
        "colab-vscode": "File → Save As…",
        "colab-silent": f'`colab download "{folder}/04-mnist-ann.zip" 04-mnist-ann.zip`',
        "kaggle": "On Kaggle: Output in the pane on the right has it",
        "jupyter": "In JupyterLab: right-click on it in the file browser → Download.",
        "vscode": "In VS Code: the file explorer shows it",
    }
    for name, sentence in by_hand.items():
        assert (sentence in said.text) == (name == shown.expected)
    arrived = ("download", 0.0) in said.waited
    assert arrived == shown.downloads
    assert "download lost" not in [kind for kind, _ in said.waited], "offered where it arrives"


def test_a_secret_is_looked_for_where_there_are_secrets(shown, run_code, cells):
    said = run_code("import os", FRONT_END, *cells("02-installs", "def find_secret("))
    assert waits_are_short(said)
    assert "MY_KEY is not there" in said.text
    elsewhere = "Colab's Secrets can be read in Colab's own page alone" in said.text
    assert elsewhere == (shown.expected != "colab")


def test_files_travel_through_colabs_page_and_lie_where_they_are_elsewhere(
    shown, run_code, cells, folder
):
    (folder / "data").mkdir()
    (folder / "data" / "planets.csv").write_text("planet,moons\nMars,2\n")
    words = ("def open_drive(", "files = None", "files.upload()", "drive_root = open_drive()")
    said = run_code(FRONT_END, *cells("03-data-import", *words))
    lies = "planets.csv lies in the folder `data` of this machine."
    assert (lies in said.text) == (shown.expected != "colab")
    assert ("download lost", 0.0) not in said.waited
    no_drive = {
        "colab": "Mounted at",
        "colab-vscode": "Mounted at",
        "colab-silent": "Drive can be mounted here by `colab drivemount`, typed in your terminal.",
    }.get(shown.expected, "This is not Colab, so there is no Drive to mount.")
    assert no_drive in said.text
    assert waits_are_short(said)


def test_digits_are_shown_and_drawn_as_the_place_allows(shown, run_code, cells):
    """TabBar and callbacks are Colab's page's own; its page alone runs what they send."""
    figures = "import sys, json\nfrom IPython.display import HTML, display\n"
    helper, canvas = cells("06-tips", "def show_on_tabs(", "def show_canvas(")
    tabs = helper.partition("\n\n\nshow_on_tabs(")[0]
    tabs += "\nshow_on_tabs({'3': '<b>three</b>'})"
    said = run_code(figures, FRONT_END, tabs, canvas)
    assert waits_are_short(said)
    needs = "Drawing needs a page, and none answers here: look at the drawn example above."
    assert (needs in said.text) == (shown.expected == "colab-silent")
    assert ("Tab(children" in said.text) == (shown.expected != "colab")
    assert ("VBox(children" in said.text) == (shown.expected not in ("colab", "colab-silent"))

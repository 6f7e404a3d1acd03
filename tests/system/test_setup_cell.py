"""The cell that students run first: it ends in one line, or in a sentence that says what to do."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from autograder.authoring.answers import zip_of
from autograder.authoring.publish import emit_lesson
from tests import SLOW_TO_IMPORT
from tests.conftest import OFFLINE
from tests.support.lessons import cells_of

#: nobody listens there, so pip gives up at once, as without a network
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull}
NOT_READY = "The setup cell has not worked yet."


@pytest.fixture
def run_setup(emitted, tmp_path: Path):
    """Runs the setup cell in a fresh Python in an empty folder, then one check."""
    setup = next(cell.source for cell in cells_of(emitted) if "def set_up(" in cell.source)

    def run(
        *,
        before: str = "",
        times: int = 1,
        after: str = "",
        without: str = "",
        packages: str = "",
    ) -> str:
        program = "\n".join([before, *[setup] * times, 'print(grader.check("q1"))', after])
        folder = tmp_path / "content"
        folder.mkdir(exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=folder,
            env=os.environ
            | NOWHERE
            | {"PYTHONPATH": f"{packages}{os.pathsep}{OFFLINE}"}
            | {"COURSE_WITHOUT": f"{without},{SLOW_TO_IMPORT}"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def installed(folder: Path, name: str, version: str) -> str:
    """A folder to look for packages first, in which one seems to be installed."""
    facts = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    return str(folder)


def test_it_ends_in_one_line_however_often_it_runs(run_setup):
    lines = run_setup(times=2).splitlines()
    assert lines[0] == lines[1]
    assert lines[0].startswith("Ready: lesson 04, Otter 7.")
    assert lines[0].endswith(", CPU")
    assert "TensorFlow 2." in lines[0]
    assert "q1 results" in "\n".join(lines[2:])


def test_without_a_network_it_says_what_to_do_and_checks_say_it_too(run_setup):
    said = run_setup(without="otter")
    assert said.startswith("Setup could not download the checker. Look at your connection")
    assert NOT_READY in said


def test_in_colab_only_what_is_missing_is_installed_and_without_company(run_setup):
    watched = (
        "import sys, types, subprocess\n"
        "sys.modules['google.colab'] = types.ModuleType('google.colab')\n"
        "real = subprocess.run\n"
        "def run(command, **options):\n"
        "    print('RAN', *command[4:]) if 'pip' in command else None\n"
        "    return real(command, **options)\n"
        "subprocess.run = run\n"
    )
    said = run_setup(before=watched, without="otter,fica")
    assert "RAN -q --retries 1 otter-grader==7.0.0 fica==0.4.1 --no-deps" in said


@pytest.mark.parametrize("version", ["6.1.3", "5.7"])
def test_an_older_otter_is_named_with_the_command_that_helps(run_setup, tmp_path, version):
    said = run_setup(packages=installed(tmp_path / "old", "otter-grader", version))
    assert said.startswith(f"This needs Otter 7 or newer, and here is Otter {version}.")
    assert "`%pip install -q -U otter-grader`" in said
    assert NOT_READY in said


def test_a_newer_otter_is_welcome(run_setup, tmp_path):
    said = run_setup(packages=installed(tmp_path / "new", "otter-grader", "8.2.0"))
    assert said.startswith("Ready: lesson 04, Otter 8.2.0")


def test_a_tensorflow_that_is_too_old_is_named_in_the_line(run_setup, tmp_path):
    said = run_setup(packages=installed(tmp_path / "old", "tensorflow", "2.12.1"))
    assert "TensorFlow 2.12.1 is too old: run `%pip install -U TensorFlow`" in said


def test_an_old_python_is_told_where_to_go(run_setup):
    before = "import sys\nsys.version_info, sys.version = (3, 9, 2), '3.9.2 (main)'\n"
    said = run_setup(before=before)
    assert said.startswith("This needs Python 3.11 or newer, and here is Python 3.9.2.")
    assert NOT_READY in said


# The last cell


COLAB = """
import json, sys, types
page = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
def blocking_request(kind, request="", timeout_sec=5, parent=None):
    assert kind == "get_ipynb"
    ANSWER
colab = types.ModuleType("google.colab")
colab._message = types.SimpleNamespace(blocking_request=blocking_request)
colab.files = types.SimpleNamespace(download=lambda name: print("DOWNLOADS", name))
sys.modules["google.colab"] = colab
"""


@pytest.fixture
def hand_in(emitted, run_setup):
    """Runs the setup cell and the last cell."""
    last = cells_of(emitted)[-2].source
    assert "def hand_in(" in last
    return lambda **options: run_setup(after=last, **options)


@pytest.fixture
def content(tmp_path) -> Path:
    """The notebook's folder, in which a model and its history were kept."""
    kept = tmp_path / "content" / "kept" / "04-mnist-ann"
    kept.mkdir(parents=True)
    (kept / "model.keras").write_bytes(b"a model")
    (kept / "history.history.json").write_text("{}")
    return tmp_path / "content"


KEPT = ["kept/model.keras", "kept/history.history.json", "evidence.json"]


def test_in_colab_it_makes_a_zip_of_the_page_and_what_was_kept_and_offers_it(
    hand_in, content, emitted
):
    said = hand_in(before=COLAB.replace("ANSWER", "return {'ipynb': page}"))
    assert "✗ q1 does not pass yet" in said
    assert "✓ q5: model, history\n✗ q6: better_model was not kept\n" in said
    assert "04-mnist-ann.zip holds your notebook and what you kept." in said
    assert "DOWNLOADS 04-mnist-ann.zip" in said
    with zipfile.ZipFile(content / "04-mnist-ann.zip") as archive:
        assert archive.namelist() == ["04-mnist-ann.ipynb", *KEPT]
        assert json.loads(archive.read("04-mnist-ann.ipynb"))["nbformat"] == 4
        assert archive.read("kept/model.keras") == b"a model"
        packed = {entry.filename: entry.compress_type for entry in archive.infolist()}
    kept = {"model.keras": b"a model", "history.history.json": b"{}"}
    ours = zip_of(emitted.student_notebook, "04-mnist-ann", kept)
    with zipfile.ZipFile(io.BytesIO(ours)) as archive:
        assert {entry.filename: entry.compress_type for entry in archive.infolist()} == packed


def test_where_a_lesson_trains_nothing_it_speaks_of_the_notebook_alone(
    course, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "google.colab", None)
    ready = SimpleNamespace(_grading_mode=False)
    known = {"grader": ready, "NotReady": dict, "LESSON": "01-setup", "VISIBLE_TESTS": {}}
    exec(COLAB.replace("ANSWER", "return {'ipynb': page}"), known)
    exec(cells_of(emit_lesson(course, "01-setup"))[-2].source, known)
    assert capsys.readouterr().out == (
        "You may hand in at any time: what does not pass yet only earns fewer points.\n"
        "01-setup.zip holds your notebook and nothing else. Your browser saves it now;\n"
        "hand in that file. If no download begins: File → Download → Download .ipynb.\n"
        "DOWNLOADS 01-setup.zip\n"
    )
    with zipfile.ZipFile(tmp_path / "01-setup.zip") as archive:
        assert archive.namelist() == ["01-setup.ipynb"]


@pytest.mark.parametrize("answer", ["return None", "raise TimeoutError('no page')"])
def test_where_colabs_page_does_not_answer_it_names_the_menu(hand_in, answer):
    said = hand_in(before=COLAB.replace("ANSWER", answer))
    assert "Now choose File → Download → Download .ipynb, and hand in that file." in said
    assert "All training is then done again while grading, which is fine." in said
    assert "DOWNLOADS" not in said


def test_at_home_otters_zip_holds_the_one_notebook_of_the_folder_and_what_was_kept(
    hand_in, emitted, content
):
    nbformat.write(emitted.student_notebook, content / "ada.ipynb")
    said = hand_in()
    assert "The zip below holds your notebook, as it was last saved, and what you kept." in said
    [archive] = content.glob("ada_*.zip")
    with zipfile.ZipFile(archive) as opened:
        assert "ada.ipynb" in opened.namelist()
        assert opened.namelist()[-3:] == KEPT
        assert opened.testzip() is None


def test_at_home_among_other_notebooks_it_says_how_the_zip_comes_about(hand_in, content):
    for name in ("ada.ipynb", "04-mnist-ann.ipynb"):
        (content / name).write_text("{}")
    said = hand_in()
    assert "Now save the notebook and hand in its .ipynb file." in said
    assert "let this be the only notebook in its folder" in said


def test_before_setup_has_worked_it_says_so(hand_in):
    assert hand_in(without="otter").count(NOT_READY) == 2

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
from autograder.authoring.lesson import read
from tests import SLOW_TO_IMPORT
from tests.conftest import OFFLINE
from tests.support.lessons import cells_of, emitted_here
from tests.support.programs import run_program

#: nobody listens there, so pip gives up at once, as without a network
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull}
NOT_READY = "The setup cell has not worked yet."


@pytest.fixture
def run_setup(emitted, tmp_path: Path, fork_server):
    """Runs the setup cell in a Python of its own in an empty folder, then one check."""
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
        env = (
            os.environ
            | NOWHERE
            | {"PYTHONPATH": f"{packages}{os.pathsep}{OFFLINE}"}
            | {"COURSE_WITHOUT": f"{without},{SLOW_TO_IMPORT}"}
        )
        if without:  # what a process has imported is not missing in its forks
            command = [sys.executable, "-c", program]
            done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
        else:
            done = run_program(program, fork_server, cwd=folder, env=env, folder=tmp_path)
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
    assert "RAN -q --timeout 2 --retries 1 otter-grader==7.0.0 fica==0.4.1 --no-deps" in said


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
    assert kind == "get_ipynb" and timeout_sec <= 5
    ANSWER
colab = types.ModuleType("google.colab")
colab.output = types.SimpleNamespace(eval_js=lambda script, timeout_sec: 1)
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
    lies = (
        f"It lies in {content}/04-mnist-ann.zip: evidence.json, history.history.json, model.keras."
    )
    assert lies in said
    assert said.index(lies) < said.index("q1 does not pass yet"), "packed before anything else"
    assert "04-mnist-ann.zip holds your notebook, and what you kept." in said
    assert f"DOWNLOADS {content}/04-mnist-ann.zip" in said
    with zipfile.ZipFile(content / "04-mnist-ann.zip") as archive:
        assert archive.namelist() == [*KEPT, "04-mnist-ann.ipynb"]
        assert json.loads(archive.read("04-mnist-ann.ipynb"))["nbformat"] == 4
        assert archive.read("kept/model.keras") == b"a model"
        packed = {entry.filename: entry.compress_type for entry in archive.infolist()}
    kept = {"model.keras": b"a model", "history.history.json": b"{}"}
    ours = zip_of(emitted.student_notebook, "04-mnist-ann", kept)
    with zipfile.ZipFile(io.BytesIO(ours)) as archive:
        assert {entry.filename: entry.compress_type for entry in archive.infolist()} == packed


def test_where_a_lesson_trains_nothing_it_speaks_of_the_notebook_alone(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "google.colab", None)
    cells = [cell.source for cell in cells_of(emitted_here("01-setup"))]
    setup = next(source for source in cells if "def set_up(" in source)
    known = {"LESSON": "01-setup", "VISIBLE_TESTS": {}, "NotReady": dict}
    exec(setup[setup.index("def front_end(") : setup.index("# What to do, by what")], known)
    exec(COLAB.replace("ANSWER", "return {'ipynb': page}"), known)
    known["grader"] = SimpleNamespace(_grading_mode=False)
    exec(cells[-2], known)
    zipped = tmp_path / "01-setup.zip"
    assert capsys.readouterr().out == (
        "You may hand in at any time: what does not pass yet only earns fewer points.\n"
        "01-setup.zip holds your notebook.\n"
        "Hand in that file. Your browser saves it now. If not: the folder symbol on the left has "
        f"it, too.\nDOWNLOADS {zipped}\n"
    )
    with zipfile.ZipFile(zipped) as archive:
        assert archive.namelist() == ["01-setup.ipynb"]


@pytest.mark.parametrize("answer", ["return None", "raise TimeoutError('no page')"])
def test_where_colabs_page_does_not_hand_over_the_notebook_what_was_trained_is_packed_all_the_same(
    hand_in, content, answer
):
    said = hand_in(before=COLAB.replace("ANSWER", answer))
    assert "Hand in two files: 04-mnist-ann.zip, and your notebook." in said
    assert "For the notebook: choose File → Download → Download .ipynb." in said
    assert "DOWNLOADS" in said
    with zipfile.ZipFile(content / "04-mnist-ann.zip") as archive:
        assert archive.namelist() == KEPT


def test_before_anything_was_kept_the_notebook_alone_is_asked_for(hand_in):
    said = hand_in(before=COLAB.replace("ANSWER", "return None"))
    assert "Hand in your notebook: choose File → Download → Download .ipynb." in said
    assert "All training is then done again while grading, which is fine." in said


def test_at_home_the_zip_holds_the_one_notebook_of_the_folder_and_what_was_kept(
    hand_in, emitted, content
):
    nbformat.write(emitted.student_notebook, content / "ada.ipynb")
    said = hand_in()
    assert "holds your notebook, as it was last saved, and what you kept." in said
    with zipfile.ZipFile(content / "04-mnist-ann.zip") as opened:
        assert opened.namelist() == [*KEPT, "ada.ipynb"]
        assert opened.testzip() is None


def test_at_home_among_other_notebooks_jupyter_says_which_one_it_is(hand_in, emitted, content):
    for name in ("ada.ipynb", "04-mnist-ann.ipynb"):
        nbformat.write(emitted.student_notebook, content / name)
    assert "Hand in two files: 04-mnist-ann.zip, and your notebook." in hand_in()
    own = f"import os\nos.environ['JPY_SESSION_NAME'] = {str(content / 'ada.ipynb')!r}"
    assert "holds your notebook" in hand_in(before=own)
    with zipfile.ZipFile(content / "04-mnist-ann.zip") as opened:
        assert opened.namelist() == [*KEPT, "ada.ipynb"]


def test_a_disk_that_is_full_is_a_sentence_and_an_earlier_zip_stays_whole(hand_in, content):
    with zipfile.ZipFile(content / "04-mnist-ann.zip", "w") as before:
        before.writestr("kept/model.keras", "earlier")
    full = "import zipfile\ndef full(*args): raise OSError(28, 'No space left on device')\n"
    said = hand_in(before=f"{full}zipfile.ZipFile.writestr = full")
    assert "04-mnist-ann.zip could not be written: [Errno 28] No space left on device" in said
    assert "Hand in your notebook" in said
    assert zipfile.ZipFile(content / "04-mnist-ann.zip").namelist() == ["kept/model.keras"]


def test_without_a_network_it_says_what_to_do_as_checks_do_and_packs_what_was_kept(
    hand_in, content
):
    said = hand_in(without="otter")
    assert said.startswith("Setup could not download the checker. Look at your connection")
    assert said.count(NOT_READY) == 2
    with zipfile.ZipFile(content / "04-mnist-ann.zip") as opened:
        assert opened.namelist() == KEPT


# Machines without TensorFlow

NO_TENSORFLOW = """
import importlib.metadata as real
found = real.version
def version(name):
    if name.lower().startswith("tensorflow"):
        raise real.PackageNotFoundError(name)
    return found(name)
real.version = version
"""


@pytest.mark.parametrize(
    ("before", "helps"),
    [
        ("", "Run `%pip install tensorflow keras` in a new cell, and then this one again."),
        (
            COLAB,
            "Colab's TPU machines have none. Runtime → Change runtime type → CPU or GPU helps.",
        ),
    ],
)
def test_without_tensorflow_a_lesson_that_trains_says_at_once_what_to_choose(
    run_setup, before, helps
):
    said = run_setup(before=NO_TENSORFLOW + before.replace("ANSWER", "pass"))
    ready, *lines = said.splitlines()
    assert ready.startswith("Ready: lesson 04")
    assert "no TensorFlow, CPU" in ready
    assert lines[0] == "This lesson cannot go on here, because it needs TensorFlow."
    assert lines[1] == helps


def test_the_lessons_that_train_are_those_that_need_tensorflow(course):
    needing = [name for name in course.lessons() if read(course, name).needs_tensorflow]
    assert needing == ["04-mnist-ann", "05-tensorboard", "06-tips"]

"""docs/authors.md, followed to the letter: a course of one's own, from the installed wheel."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from autograder.files import write_atomically

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.kernel, pytest.mark.slow]

#: a file to write, lines to run, or a line of a file to change
_STEP = re.compile(
    r"(?ms)^(?:`(?P<path>[^`\n]+)`:\n\n)?(?P<fence>`{3,})(?P<kind>\w+)\n(?P<text>.*?)^(?P=fence)$"
    r"|In `(?P<file>[^`]+)`,\s+write\s+`(?P<new>[^`]+)`\s+in\s+place\s+of\s+`(?P<old>[^`]+)`"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The programs of an environment into which the wheel is installed, and nothing of this folder.

    Other packages are those of the Python that runs the tests.
    """
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    install = [python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True)
    packages = Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    beside = folder / "venv" / packages / "beside.pth"
    beside.write_text(f"{sysconfig.get_path('purelib')}\n")
    return folder / "venv" / "bin"


@pytest.fixture(scope="module")
def said(installed, tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """The folder of the new course, and each line of the page → what it said."""
    page = (ROOT / "docs" / "authors.md").read_text(encoding="utf-8")
    page = page[page.index("## A course of your own") : page.index("### What may be said")]
    here = tmp_path_factory.mktemp("empty")
    environment = os.environ | {"PATH": f"{installed}:{os.environ['PATH']}"}
    environment.pop("COURSE_ROOT", None)
    outputs: dict[str, str] = {}
    for step in _STEP.finditer(page):
        if step["path"]:
            write_atomically(here / step["path"], step["text"])
        elif step["file"]:
            path = here / step["file"]
            assert path.read_text().count(step["old"]) == 1
            path.write_text(path.read_text().replace(step["old"], step["new"]))
        else:
            for line in step["text"].splitlines():
                if line.startswith("cd "):
                    here /= line.removeprefix("cd ")
                    continue
                done = subprocess.run(
                    shlex.split(line), cwd=here, env=environment, capture_output=True, text=True
                )
                assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
                outputs[line] = done.stdout + done.stderr
    return here, outputs


def test_both_lessons_are_built_and_their_answers_get_what_is_due(said):
    here, outputs = said
    assert "wrote course/02-streets/02-streets.ipynb" in outputs["autograder build"]
    assert "01-tables: 5 of 5 typical answers get what is due" in outputs["autograder test"]
    assert "02-streets: 1 of 1 typical answers get what is due" in outputs["autograder test"]
    notebook = (here / "course" / "02-streets" / "02-streets.ipynb").read_text()
    assert "groupby" not in notebook
    assert 'grader.check(\\"rain_by_month\\")' in notebook


def test_the_solution_is_graded_with_all_points_and_nothing_speaks_of_mnist(said):
    here, outputs = said
    marks = (here / "graded" / "grades.csv").read_text()
    assert "ada,01-tables,graded,4,0,4,4" in marks
    assert "ada,02-streets,graded,1,0,1,1" in marks
    pages = [*(here / "graded").rglob("*.html"), *(here.parent / "for-students").rglob("*.md")]
    assert pages
    for text in [*outputs.values(), *(page.read_text() for page in pages)]:
        assert "mnist" not in text.lower()
        assert "TensorFlow" not in text


def test_what_students_see_is_their_course_and_holds_no_solution(said):
    here, _ = said
    students = here.parent / "for-students"
    assert (students / "README.md").read_text().splitlines()[1] == "# Trees"
    assert "Deep Learning" not in (students / "site" / "index.md").read_text()
    assert (students / "requirements.txt").read_text().endswith("pandas>=2\n")
    everything = "".join(path.read_text() for path in students.rglob("*.*") if path.is_file())
    assert 'trees["height"] > 20' not in everything
    assert "OWNER/trees" in everything

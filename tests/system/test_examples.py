"""Every example that `--help` shows is run, in a folder that has what it names."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import nbformat
import pytest

from autograder.authoring.course import find
from autograder.cli.main import cli
from autograder.grading.dask_client import NoSchedulerError
from autograder.lms.passback.connections import NotConnected
from autograder.lms.passback.web import PlatformError
from autograder.record.gradebook.connection import GradebookError
from autograder.report.mail import MailError
from tests.support import nbgrader_course
from tests.support.clean_course import CLEAN
from tests.support.commands import Run, commands
from tests.support.downloads import canvas, zipped
from tests.support.marked import graded
from tests.support.rendering import HERE
from tests.support.texts_of_lessons import TEXT
from tests.support.wheels import archive, wheel

LESSON = "01-setup"
ANSWER = """\
# %% [markdown]
# ---
# what: "Everything as in the solution"
# base: solution
# demo: true
# student: ada
# ---
"""
MASTER = nbformat.v4.new_notebook(
    cells=[
        nbformat.v4.new_raw_cell("# BEGIN QUESTION\nname: q1"),
        nbformat.v4.new_raw_cell("# BEGIN SOLUTION"),
        nbformat.v4.new_code_cell("x = 42  # SOLUTION"),
        nbformat.v4.new_raw_cell("# END SOLUTION"),
        nbformat.v4.new_raw_cell("# BEGIN TESTS"),
        nbformat.v4.new_code_cell("assert x == 42"),
        nbformat.v4.new_raw_cell("# END TESTS"),
        nbformat.v4.new_raw_cell("# END QUESTION"),
    ]
)
AUTOGRADER = str(Path(sys.executable).parent / "autograder")


def examples() -> Iterator[str]:
    """The lines below *Example* or *Examples* in the help of each command."""
    groups = [one for one in cli.commands.values() if isinstance(one, click.Group)]
    inner = [command for group in groups for command in group.commands.values()]
    for command in (cli, *cli.commands.values(), *inner):
        shown = command.get_help(click.Context(command, max_content_width=200))
        _, _, below = shown.partition("Example")
        yield from re.findall(r"(?m)^ +(autograder .+)$", below.partition("Options:")[0])


EXAMPLES = sorted({*examples()})
#: a server that is ended by Ctrl-C, and what other machines have to be there for
SERVERS = [line for line in EXAMPLES if re.match(r"autograder (formgrader|mark|lti serve)", line)]
ELSEWHERE = {
    "--gradebook postgresql:": GradebookError,
    "--scheduler tcp:": NoSchedulerError,
    "--smtp smtp.example.edu": MailError,
    "lti roster": NotConnected,
    "lti send": NotConnected,
    "autograder upload": PlatformError,
}


@pytest.fixture(scope="module")
def run(fork_server) -> Iterator[Run]:
    with commands(fork_server) as run:
        yield run


@pytest.fixture(scope="module")
def prepared(run, tmp_path_factory) -> Path:
    """A course of a small lesson 01, and all that examples name."""
    root = tmp_path_factory.mktemp("examples") / "course"
    real = find(Path(__file__).parent)
    for name, text in {
        "pyproject.toml": '[tool.course]\nrepository = "a/b"\nbranch = "main"\n',
        "LICENSE": "MIT",
        "LICENSE-PROSE": "CC",
        f"solutions/{LESSON}/lesson.py": CLEAN.replace("01-count", LESSON),
        f"solutions/{LESSON}/answers/solution.py": ANSWER,
        "solutions/syllabus.md": TEXT,
        "os-info.txt": "Ubuntu 22.04.5 LTS\nPython 3.13.15\n",
        "apt-list.txt": "Listing...\ngit/jammy,now 1:2.34.1-1 amd64 [installed]\n",
        "grading.toml": 'scale = "letters"\n',
        "answers.csv": f"student,lesson,right,asked\nada,{LESSON},2,3\n",
        "pairs.csv": "student,group\nada,A\n",
        "class.csv": "student,name,email\nada,Ada Lovelace,ada@example.edu\n",
        "gradebook.csv": f"Student,ID,SIS Login ID,Section,{LESSON} (55)\nAda,1,ada,A,\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    runtime = "solutions/colab-runtime.txt"
    for name in (runtime, "pip-freeze.txt"):
        shutil.copy(real.root / runtime, root / name)
    assert run(root, "autograder build").return_value == 0
    shutil.copy(root / "dist" / "otter" / f"{LESSON}.zip", root / "hw01-autograder.zip")
    solved = (root / "dist" / "solutions" / f"{LESSON}.ipynb").read_bytes()
    shutil.copy(root / "hw01-autograder.zip", root / "hw01.zip")
    for name in ("ada.ipynb", "hw01.ipynb"):
        (root / name).write_bytes(solved)
    nbformat.write(MASTER, root / "master.ipynb")
    nbgrader_course.make(root)
    shutil.copytree(root / "source" / "ps1", root / "submitted" / "ada" / "ps1")
    (root / "brian.zip").write_bytes(zipped({"brian.ipynb": solved}))
    (root / "submissions").mkdir()
    (root / "submissions" / "ada.ipynb").write_bytes(solved)
    both = canvas(12345, "Lovelace, Ada", ("a.ipynb", solved))
    both |= canvas(67890, "Kernighan, Brian", ("b.ipynb", solved))
    (root / "submissions.zip").write_bytes(zipped(both))
    graded = "autograder grade submissions/ --output graded/ --roster class.csv --requests-to file"
    assert run(root, graded).return_value == 0
    page = (root / "graded" / "feedback" / "ada" / f"{LESSON}.html").read_text("utf-8")
    (root / "asked").mkdir()
    form = f"Request {page.partition('>Request ')[2].partition('</pre>')[0]}"
    (root / "asked" / "ada.txt").write_text(form.replace("Reason:\n", "Reason:\nIt is right."))
    registered = "--moodle https://moodle.example.org --client-id Xy --deployment 3"
    for line in ("init lti/", f"register lti/ {registered}"):
        assert run(root, f"autograder lti {line}").return_value == 0
    (root / "token.txt").write_text("secret")
    (root / "token.txt").chmod(0o600)
    return root


@pytest.fixture
def place(prepared, tmp_path) -> Path:
    """The prepared folder for one example alone."""
    return Path(shutil.copytree(prepared, tmp_path / "course"))


def test_every_command_has_an_example():
    for name in cli.commands:
        assert [line for line in EXAMPLES if line.split()[1] == name], name


@pytest.mark.parametrize("line", [line for line in EXAMPLES if line not in SERVERS])
def test_an_example_of_the_help_does_what_it_says(run, place, line, tmp_path, monkeypatch):
    if line.startswith("autograder prepare"):  # without the gigabytes of the real ones
        archive(tmp_path).rename(place / "hw01-autograder.zip")
        tool = [str(wheel(tmp_path, "tool", script="autograder"))]
        monkeypatch.setattr("autograder.assignment.environment.itself", lambda: tool)
    monkeypatch.setenv("AUTOGRADER_TOKEN", "secret")
    done = run(place, line.partition(" > ")[0])  # no shell is here to lead it elsewhere
    elsewhere = [error for words, error in ELSEWHERE.items() if words in line]
    if elsewhere:
        assert isinstance(done.exception, elsewhere[0])
        return
    assert done.exception is None, done.output
    assert done.return_value == 0, done.output
    if "upload.csv" in line:
        assert (place / "upload.csv").is_file()
    if line.startswith("autograder grades"):
        assert_grades(line, done.stdout)
    elif "--json" in line:
        assert {result["score"] for result in json.loads(done.stdout)["results"]} == {4.0}
    elif "source/ps1" in line:
        assert "7 / 16" in done.stdout, done.stdout
    elif line.startswith("autograder grade"):
        assert "4 / 4" in done.stdout


def assert_grades(line: str, said: str) -> None:
    """What a student with all points of the only lesson has."""
    if "--json" in line:
        assert [one["grade"] for one in json.loads(said)["students"]] == ["100"]
    elif "--final" in line:
        grade = "A (from 94 %)" if "--policy" in line else "100 (the percent itself)"
        assert f"grade: {grade}" in said
    else:
        assert "4" in said.split()


@pytest.mark.parametrize("line", SERVERS)
def test_an_example_of_a_server_serves_until_it_is_stopped(place, line):
    if "--port 9000" in line:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", 9000)) == 0:
                pytest.skip("somebody uses port 9000")
    if line.startswith("autograder mark"):  # the lesson above has no question for a person
        shutil.rmtree(place / "graded")
        graded(place / "graded", {"ada": "Because."}, HERE)
    server = subprocess.Popen(
        [AUTOGRADER, *shlex.split(line)[1:]],
        cwd=place,
        env={**os.environ, "BROWSER": "true"},  # a program that opens nothing
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert "http://127.0.0.1:" in server.stdout.readline()
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)
    assert server.returncode == 0

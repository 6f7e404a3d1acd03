"""An environment for another course's assignment: what its zip asks for, and the tool."""

from __future__ import annotations

import subprocess
import sys

import nbformat
import pytest

from autograder.assignment.environment import wanted
from autograder.assignment.packages import python_of, requirements_of
from tests.conftest import notebook
from tests.support.commands import autograder_in
from tests.support.wheels import archive, wheel


def test_versions_of_conda_are_said_in_the_words_of_pip():
    listed = [
        *("python=3.12", "pip", "jupyter_server", "conda-forge::geopandas=1.0=py312_0"),
        *("pytorch", "'scipy>=1.2,<2'", "pandas==2.2", "numpy=2.1.*"),
    ]
    environment = "dependencies:\n" + "".join(f"- {one}\n" for one in listed)
    environment += "- pip:\n  - otter-grader[grading,plugins]==7.0.0\n  - not_here>2\n"
    assert requirements_of(environment=environment) == [
        *("geopandas==1.0.*", "torch", "scipy>=1.2,<2", "pandas==2.2", "numpy==2.1.*"),
        "not_here>2",
    ]
    assert python_of(environment) == "3.12"


def test_lines_of_requirements_stay_as_they_are_but_for_what_lies_elsewhere():
    text = (
        "numpy>=1.26 # for q1\n\n# no\n-r other.txt\notter-grader==6\nh @ git+https://x.org/h.git"
    )
    assert requirements_of(text, config=["tqdm"]) == [
        "numpy>=1.26",
        "h @ git+https://x.org/h.git",
        "tqdm",
    ]


def test_a_package_can_be_left_out_by_any_spelling_of_its_name(tmp_path):
    asked = wanted(archive(tmp_path, "Not_Here>=2", "numpy"), without=["not.here"])
    assert asked.requirements == ("numpy",)


@pytest.mark.kernel
def test_the_environment_has_what_the_zip_asks_for_and_the_tool(tmp_path):
    tool = wheel(tmp_path, "tool", script="autograder")
    helper = wheel(tmp_path, "helper")
    given = archive(tmp_path, f"helper @ {helper.as_uri()}")
    for _ in range(2):  # the second time it is there
        done = autograder_in(tmp_path, "prepare", given.name, "--tool", str(tool))
        assert done.returncode == 0, done.stderr
    command = tmp_path / "environment-hw01" / "bin" / "autograder"
    assert f"{command} grade submissions/" in done.stderr
    run = [str(command.with_name("python")), "-c", "import helper, tool; tool.main()"]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "here\n"
    assert subprocess.run([str(command)], capture_output=True, check=True).stdout == b"here\n"


@pytest.mark.kernel
def test_where_nothing_fits_uvs_words_are_said_and_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("UV_OFFLINE", "1")
    given = archive(tmp_path, "not-here-at-all==3")
    done = autograder_in(tmp_path, "prepare", given.name, "--tool", str(wheel(tmp_path, "tool")))
    assert done.returncode == 2
    assert "not-here-at-all" in done.stderr
    assert "--without NAME" in done.stderr
    assert not (tmp_path / "environment-hw01").exists()


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("")
    given = archive(tmp_path)
    done = autograder_in(tmp_path, "prepare", given.name, "--output", "mine")
    assert done.returncode == 2
    assert "mine holds something else" in done.stderr


def test_what_is_no_zip_is_said_in_one_sentence(tmp_path):
    (tmp_path / "hw.zip").write_text("no")
    for name, says in (("hw.zip", "cannot be read as a zip"), ("no.zip", "does not exist")):
        done = autograder_in(tmp_path, "prepare", name)
        assert (done.returncode, says in done.stderr) == (2, True)


@pytest.mark.slow
def test_what_was_missing_is_there_when_graded_from_the_environment(tmp_path):
    """It takes half a minute where uv has the packages already; it needs a package registry."""
    given = archive(tmp_path, "cowsay")
    done = autograder_in(tmp_path, "prepare", given.name)
    assert done.returncode == 0, done.stderr
    path = tmp_path / "in" / "ada.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook("import cowsay", "x = 4", "grader.check('q1')"), path)
    command = tmp_path / "environment-hw01" / "bin" / "autograder"
    assert sys.executable != str(command.with_name("python"))
    arguments = ["grade", "in", "--output", "out", "--assignment", given.name]
    graded = subprocess.run(
        [str(command), *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert graded.returncode == 0, graded.stderr
    assert "not installed here" not in graded.stderr
    assert ",graded,1," in (tmp_path / "out" / "grades.csv").read_text()

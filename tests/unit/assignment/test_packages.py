"""What an assignment's zip needs and this Python lacks is named before anything is graded."""

from __future__ import annotations

import zipfile

import nbformat
import pytest

from autograder.assignment.model import load
from autograder.assignment.packages import asked_for, missing
from tests.conftest import notebook
from tests.support.commands import autograder_in

TEST = """
OK_FORMAT = True
test = {"name": "q1", "points": 1, "suites": [{"type": "doctest", "cases": [
    {"code": r'''>>> x
4''', "hidden": False}
]}]}
"""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("numpy>=1.26\n# a comment\n\npandas # for q3\n", ("numpy", "pandas")),
        ("Not_Here[extra]==1.2; python_version > '3'", ("not-here",)),
        ("old-one; python_version < '3'", ()),
        (
            "-r other.txt\n--index-url https://x.org/simple\n-e git+https://x.org/y/tool.git",
            ("tool",),
        ),
        ("git+https://github.com/x/helper.git@main", ("helper",)),
        ("helper @ git+https://github.com/x/y.git", ("helper",)),
        ("git+https://github.com/x/y#egg=helper", ("helper",)),
        ("./local/folder\nhttps://x.org/helper-1.0.whl", ()),
        ("otter-grader==6.0\npip\n", ()),
    ],
)
def test_the_packages_of_requirements_are_found(text, names):
    assert asked_for(requirements=text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "name: otter-env\nchannels: [conda-forge]\ndependencies:\n- python=3.12\n- pip\n"
            "- jupyter_server\n- pip:\n  - otter-grader[grading,plugins]==7.0.0\n  - not_here>2\n",
            ("not-here",),
        ),
        (
            "dependencies:\n- conda-forge::geopandas=1.0=py312_0\n- pytorch\n",
            ("geopandas", "torch"),
        ),
        ("dependencies:\n- sh\n", ()),
        ("dependencies: 7\n", ()),
        ("- a list\n", ()),
        ("{", ()),
        ("", ()),
    ],
)
def test_the_packages_of_a_conda_environment_are_found(text, names):
    assert asked_for(environment=text) == names


def test_what_is_installed_under_another_spelling_is_not_missing():
    assert missing(["numpy", "scikit-learn", "pyyaml", "tensorflow", "not-here"]) == ["not-here"]


@pytest.mark.usefixtures("shared_fork_server")
@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("requirements.txt", "not_here_1\nnumpy\nnot-here-2==1.0\n"),
        ("environment.yml", "dependencies:\n- pip:\n  - not_here_1\n  - numpy\n- not-here-2\n"),
        ("otter_config.json", '{"requirements": ["not_here_1", "numpy", "not-here-2"]}'),
    ],
)
def test_what_is_not_installed_is_named_once_and_grading_goes_on(tmp_path, file, content):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("tests/q1.py", TEST)
        archive.writestr(file, content)
    assert load(tmp_path / "p.zip", tmp_path / "t").packages == (
        "not-here-1",
        "numpy",
        "not-here-2",
    )
    for student in ("ada", "brian"):
        (tmp_path / "in" / student).mkdir(parents=True)
        nbformat.write(notebook("x = 4", "grader.check('q1')"), tmp_path / f"in/{student}/p.ipynb")
    arguments = ("--assignment", tmp_path / "p.zip", "--output", tmp_path / "out", "--jobs", "1")
    done = autograder_in(tmp_path, "grade", "in", *arguments)
    said = done.stderr
    assert done.returncode == 0
    assert said.count("p asks for what is not installed here: not-here-1, not-here-2.") == 1
    assert said.index("not installed here") < said.index("ada")
    assert "pip install not-here-1 not-here-2" in said
    assert (tmp_path / "out" / "grades.csv").read_text().count(",graded,1,0,1,1,") == 2

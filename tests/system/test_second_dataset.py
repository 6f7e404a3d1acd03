"""A course with a data set of its own, in one file, and nothing of MNIST: graded to its pages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest

from tests.conftest import notebook
from tests.support import trees

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.kernel, pytest.mark.slow]

HEAD = "from otter.test_files import test_case\nOK_FORMAT = False\nname = 'q1'\npoints = None\n"
ON_TREES = """\
@test_case(points=1)
def test_kinds(kinds, rows, model):
    import trees
    heights, known = trees.load()
    assert kinds == known.tolist() and rows == len(known), "These are not the kinds."
    said = model.predict(heights[-2:].reshape(-1, 1), verbose=0)
    assert (said.argmax(axis=1) == known[-2:]).all(), "Train the model."
"""
ON_NOTHING = "@test_case(points=1)\ndef test_it(answer):\n    assert answer == 42, 'not 42'\n"
ANSWERS = {
    "01-trees": [
        "import keras, numpy, pandas, trees",
        "heights, _ = trees.load()",
        "kinds = [int(height > 20) for height in heights]",
        "rows = len(pandas.read_csv('https://park.example/trees.csv', header=None))",
        "model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])",
        "model.set_weights([numpy.array([[-1.0, 1.0]]), numpy.array([20.0, -20.0])])",
        "heights[:] = 0",
    ],
    "02-numbers": ["answer = 42"],
}


@pytest.fixture(scope="module")
def python(tmp_path_factory) -> Path:
    """A Python with the course's package beside ours and all that the tests have."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, symlinks=True)
    packages = folder / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    (packages / "beside.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT}\n")
    shutil.copy(trees.__file__, packages)
    info = packages / "theirs-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[autograder.datasets]\ntrees = trees:TREES\n")
    return folder / "bin" / "python"


@pytest.fixture
def grade(python, tmp_path):
    """Grades ada's answer to a lesson; gives the result, and what the command said."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "trees.csv").write_text(trees.HEIGHTS)
    for lesson, (tests, cells) in {
        "01-trees": (ON_TREES, ANSWERS["01-trees"]),
        "02-numbers": (ON_NOTHING, ANSWERS["02-numbers"]),
    }.items():
        facts = {"format": 1, "name": lesson, "questions": [{"name": "q1"}]}
        with zipfile.ZipFile(tmp_path / f"{lesson}.zip", "w") as archive:
            archive.writestr("otter_config.json", "{}")
            archive.writestr("course.json", json.dumps(facts))
            archive.writestr("tests/q1.py", HEAD + tests)
        (tmp_path / lesson).mkdir()
        answered = notebook(f"LESSON = {lesson!r}", *cells)
        nbformat.write(answered, tmp_path / lesson / "ada.ipynb")

    def grade(lesson: str):
        command = f"-m autograder grade {lesson} --output out --assignment {lesson}.zip --json"
        done = subprocess.run(
            [python, "-P", *command.split()],
            cwd=tmp_path,
            env=os.environ | {"COURSE_DATASETS": str(data), "COLUMNS": "200"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        [result] = json.loads(done.stdout)["results"]
        return result, done.stdout + done.stderr

    return grade


def test_a_second_data_set_is_one_file_and_changing_it_regrades_what_depends_on_it(grade, tmp_path):
    result, said = grade("01-trees")
    assert (result["status"], result["score"], result["max_score"]) == ("graded", 1.0, 1.0)
    assert result["datasets"] == {"trees": "Trees of the Park"}
    assert result["questions"][0]["accuracy"] == {"model": 1.0}
    result, more = grade("02-numbers")
    assert (result["score"], result["datasets"]) == (1.0, {})
    written = [
        one for one in (tmp_path / "out").rglob("*") if one.is_file() and one.suffix != ".db"
    ]
    for text in (said, more, *(one.read_bytes().decode("utf-8", "replace") for one in written)):
        assert "mnist" not in text.lower()

    executed = {path: path.read_bytes() for path in (tmp_path / "out/executed").rglob("*.ipynb")}
    (tmp_path / "data" / "trees.csv").write_text(trees.HEIGHTS.replace("30.0,1", "31.0,1"))
    result, _ = grade("02-numbers")
    assert {path: path.read_bytes() for path in executed} == executed
    result, said = grade("01-trees")
    assert "Trees of the Park is missing here" in said
    assert result["datasets"]["trees"].startswith("stand-in for Trees of the Park")
    [changed] = [path for path in executed if path.read_bytes() != executed[path]]
    assert changed.stem == "01-trees"
    page = (tmp_path / "out" / "feedback" / "ada" / "01-trees.html").read_text()
    assert "Not the real Trees of the Park." in page

"""The coordinator parses nothing that a student wrote: what it imports, and what it cannot call."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from tests.support.downloads import work, zipped
from tests.support.tiny import TINY
from tests.support.tiny import write as write_course

pytestmark = pytest.mark.kernel
#: read, run, render, compare or decode what students write; none of it is the coordinator's
PARSERS = (
    *("jupytext", "ipykernel", "IPython", "otter"),
    *("markdown_it", "mdit_py_plugins", "nh3", "latex2mathml", "PIL", "pyarrow", "h5py"),
    *("keras", "tensorflow", "autograder.capture.formats", "autograder.collect.notebook"),
)
#: nbgrader imports these for the gradebook, which holds results; here nobody may call them
CALLS = (
    *("nbformat.reads", "nbformat.read", "nbformat.from_dict", "nbformat.validate"),
    *("zipfile.ZipFile.__init__", "csv.reader", "ast.parse", "tokenize.tokenize", "yaml.load"),
    *("nbclient.NotebookClient.__init__", "jupyter_client.KernelManager.__init__"),
    *("html.parser.HTMLParser.feed", "xml.etree.ElementTree.fromstring", "pickle.loads"),
)
#: what `autograder viva` has a kernel write about this notebook is what it wants to be written
FORGED = """\
import autograder.grading.viva.trace_in_kernel as noted
noted.finish = lambda *given: open(given[2], "w").write("[" * 10**6)
answer = 42"""
SCRIPT = """
import ast, csv, html.parser, importlib, json, pickle, pkgutil, sys, tokenize, traceback, zipfile
import xml.etree.ElementTree
import nbformat, yaml
from pathlib import Path
from autograder.datasets.mnist.locate import locate_mnist
from autograder.grading import backend
from autograder.grading.api import LoggingReporter, open_assignments
from autograder.grading.request import GradeRequest
from autograder.grading.whole_class import grade_all
from autograder.record.classroom import Classroom
from autograder.record.gradebook import write
from autograder.record.store import Store
from autograder.grading.viva import asking, writing

parsers, calls, archive, given, output = json.loads(sys.argv[1])

class Refuses:
    def find_spec(self, name, path=None, target=None):
        if any(name == one or name.startswith(f"{one}.") for one in parsers):
            raise AssertionError(f"the coordinator imports {name}")

def refuses(name, original):
    def call(*given, **options):
        ours = ("/jinja2/", "/viva/qti.py")  # a template, and a zip that is written
        if any(part in one.filename for one in traceback.extract_stack() for part in ours):
            return original(*given, **options)
        raise AssertionError(f"the coordinator calls {name}")
    return call

with open_assignments(Path(archive), [Path(given)]) as known:
    there = [name for name in parsers if name in sys.modules]
    mnist = locate_mnist()  # the instructor's own file
    backend.locate = lambda names: dict.fromkeys(names, mnist)
    sys.meta_path.insert(0, Refuses())
    for name in calls:
        place, _, function = name.rpartition(".")
        at = pkgutil.resolve_name(place)
        setattr(at, function, refuses(name, getattr(at, function)))
    request = GradeRequest(
        paths=(Path(given),),
        assignments=known.assignments,
        single=known.single,
        starter_code=known.starter_code,
        store=Store(Path(output)),
        jobs=2,
    )
    results, _ = grade_all(request, LoggingReporter())
    collected = asking.ask(
        *(request.store, known.assignments, [one for one in results if one.questions]),
        jobs=2,
        isolated=True,
        try_rates=True,
    )
    sheets = writing.sheets(collected, 3, "", Classroom(), {})
    writing.write(request.store, sheets, "")
scores = {one.student: [one.status, one.score] for one in results}
problems = [one.problems for one in results]
asked = {one.student: [each.about.code for each in one.questions] for one in sheets}
print(json.dumps({"scores": scores, "imported": there, "problems": problems, "asked": asked}))
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("course")
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    write_course(root, TINY)
    path = root / "01-tiny.zip"
    path.write_bytes(emit_lesson(find(root), "01-tiny").autograder_zip)
    return path


def test_a_class_is_graded_whole_where_the_coordinator_has_no_parser(archive, tmp_path):
    right = work("answer = 42", 'grader.check("q1")')
    shows = work("print('<b>hello</b>'); answer = 41", 'grader.check("q1")')
    given = tmp_path / "in"
    given.mkdir()
    for name, content in {
        "ada.ipynb": right,
        "brian.zip": zipped({"01-tiny.ipynb": right}),
        "chen.py": b"LESSON = '01-tiny'\n\n# %%\nanswer = 42\n\n# %%\ngrader.check('q1')\n",
        "dora.ipynb": shows,
        "mallory.ipynb": work(FORGED, 'grader.check("q1")'),
        "eve.ipynb": b"{",
    }.items():
        (given / name).write_bytes(content)
    arguments = json.dumps([PARSERS, CALLS, str(archive), str(given), str(tmp_path / "out")])
    done = subprocess.run(
        [sys.executable, "-P", "-c", SCRIPT, arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["imported"] == []
    scores = said["scores"]
    assert scores.pop("eve") == ["unreadable", 0.0]
    assert {scores[name][0] for name in scores} == {"graded"}, said["problems"]
    full = scores["ada"][1]
    assert {name: score == full for name, (_, score) in scores.items()} == {
        **{"ada": True, "brian": True, "chen": True, "dora": False, "mallory": True}
    }
    for student in ("ada", "dora"):
        assert (tmp_path / f"out/feedback/{student}/01-tiny.html").stat().st_size > 5_000
    assert (tmp_path / "out/report.html").exists()
    asked = said["asked"]
    assert {name for name in asked if any(asked[name])} == {"ada", "brian", "chen", "dora"}
    assert not any(
        asked["mallory"]
    )  # what was captured while grading is asked about, not the trace
    assert (tmp_path / "out/viva/key.html").exists()

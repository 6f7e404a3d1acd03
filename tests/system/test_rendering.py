"""What students wrote is read in workers alone: pages, copies and similarity of a hostile class."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.files import write_atomically
from autograder.marking.formgrader.copies import write_copies
from autograder.record.result import QuestionResult, Result, Status, TestResult, Trust
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from autograder.report.shown import decode
from autograder.report.similarity_page import write_similarity
from autograder.run.worker import Workers, open_workers
from tests.support.browser import chromium, needs_chromium, opened
from tests.support.hostile import ATTACHING, ATTACKS, HOSTILE_OUTPUTS, METADATA, STOLEN

pytestmark = pytest.mark.kernel
QUESTIONS = (
    QuestionResult("q1", 1.0, 2.0, tests=(TestResult("q1 - 1", False, True, 1.0, "Fine."),)),
    QuestionResult("q2_why", None, 2.0, Trust.MANUAL),
)
CODE = """
def corners(picture, size=4):
    rows, columns = picture.shape
    found = []
    for top in (0, rows - size):
        for left in (0, columns - size):
            part = picture[top:top + size, left:left + size]
            found.append(part.mean() if part.size else 0)
    return [value / 255 for value in found if value > 3]
"""


def handed_in(*more: nbformat.NotebookNode, code: str = "answer = 42") -> nbformat.NotebookNode:
    return new_notebook(
        cells=[
            new_markdown_cell("# A lesson"),
            *more,
            new_code_cell(code),
            new_code_cell('grader.check("q1")'),
            new_markdown_cell("<!-- BEGIN QUESTION -->\n\n### In words"),
            new_markdown_cell("Because **it is**."),
            new_markdown_cell("<!-- END QUESTION -->\n\nThe end."),
        ]
    )


def keep(store: Store, student: str, notebook: nbformat.NotebookNode | str) -> Result:
    text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
    write_atomically(store.executed_path(student, "01"), text)
    result = Result(student, "01", Status.GRADED, 1.0, 4.0, QUESTIONS, submission_sha256=student)
    store.save(result)
    return result


def page_of(store: Store, student: str) -> str:
    return store.feedback_path(student, "01").read_text()


def copy_of(store: Store, student: str) -> str:
    return (store.formgrader_path / "autograded" / student / "01/01.ipynb").read_text()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with open_workers(number=2) as some:
        yield some


POISONED = """
import ast, builtins, sys, tokenize
import nbformat
from pathlib import Path

parsers = ("nh3", "markdown_it", "mdit_py_plugins", "latex2mathml", "pygments", "PIL", "jupytext")

class Refuses:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in parsers:
            raise AssertionError(f"the coordinator imports {name}")

def refuses(*_, **__):
    raise AssertionError("the coordinator parses what a student wrote")

from autograder.cli.main import cli
from autograder.marking.formgrader.copies import write_copies
from autograder.record.final_grade import Mark
from autograder.record.gradebook import manual_marks
from autograder.record.store import Store
from autograder.report.pages import PAGES
from autograder.report.refresh import rewrite
from autograder.report.similarity_page import write_similarity
from autograder.run.worker import open_workers
import nbformat.v4.nbjson, nbformat.reader

for name in PAGES.list_templates(["html", "svg"]):  # which are our own
    PAGES.get_template(name)
loaded = [name for name in parsers if name in sys.modules]
assert not loaded, loaded
sys.meta_path.insert(0, Refuses())
for module, name in (
    (ast, "parse"), (ast, "walk"), (tokenize, "generate_tokens"), (tokenize, "tokenize"),
    (nbformat, "read"), (nbformat, "reads"), (nbformat, "from_dict"), (nbformat, "validate"),
    (nbformat, "writes"), (nbformat.reader, "parse_json"),
    (nbformat.v4.nbjson.JSONReader, "reads"),
):
    setattr(module, name, refuses)
store = Store(Path(sys.argv[1]))
comment = Mark(1.0, "A **good** reason: $x^2$")
manual_marks.marks = lambda store: {("ada", "01"): {"q2_why": comment}}
with open_workers() as workers:
    rewrite(store, workers)
    write_copies(store, workers)
    assert write_similarity(store, store.results(), lambda lesson: ["x = 1"], workers) == 1
    rewrite(store, workers)
"""


def test_pages_copies_and_similarity_are_made_though_the_coordinator_can_parse_nothing(tmp_path):
    store = Store(tmp_path / "out")
    store.folder.mkdir()
    store.mark()
    for student in ("ada", "brian"):
        keep(store, student, handed_in(code=CODE))
    done = subprocess.run(
        [sys.executable, "-c", POISONED, store.folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "<strong>it is</strong>" in page_of(store, "ada")
    assert "A <strong>good</strong> reason: <math " in page_of(store, "ada")
    assert "<strong>it is</strong>" in copy_of(store, "brian")
    assert "def corners(picture, size=4)" in store.similarity_path.read_text()


def test_a_notebook_that_takes_a_worker_down_costs_its_own_page_its_notebook_and_nothing_else(
    workers, tmp_path, caplog
):
    store = Store(tmp_path)
    keep(store, "ada", handed_in())
    keep(store, "deep", '{"cells": ' + "[" * 200_000)
    keep(store, "cut", '{"cells": [')
    keep(store, "binary", "\x00\udc80".encode("utf-8", "surrogatepass").decode("latin-1"))
    with caplog.at_level(logging.WARNING, "autograder"):
        rewrite(store, workers)
        write_copies(store, workers)
        write_similarity(store, store.results(), lambda lesson: [], workers)
    assert "<strong>it is</strong>" in page_of(store, "ada")
    said = caplog.text
    for student in ("deep", "cut", "binary"):
        assert "Your notebook could not be shown on this page. This changes no" in page_of(
            store, student
        )
        assert "could not be shown here" in copy_of(store, student)
        assert '"grade_id": "q2_why"' in copy_of(store, student)
        assert f"the page of {student} (01) is without the notebook" in said
        assert f"{student} is compared with nobody" in store.similarity_path.read_text()


def test_a_notebook_that_is_a_link_or_a_pipe_is_not_followed(workers, tmp_path):
    store = Store(tmp_path / "out")
    secret = tmp_path / "secret.ipynb"
    secret.write_text(nbformat.writes(handed_in(new_markdown_cell("secret"))))
    for student in ("link", "pipe"):
        path = keep_none(store, student)
        path.symlink_to(secret) if student == "link" else os.mkfifo(path)
    rewrite(store, workers)
    for student in ("link", "pipe"):
        assert "secret" not in page_of(store, student)


def keep_none(store: Store, student: str) -> Path:
    """The place of a notebook that is not there, beside a result."""
    keep(store, student, "")
    path = store.executed_path(student, "01")
    path.unlink()
    return path


def test_twenty_thousand_cells_of_what_takes_a_parser_long_are_shown_in_seconds(workers, tmp_path):
    store = Store(tmp_path)
    slow = [new_markdown_cell("*_" * 5_000) for _ in range(2_000)]
    keep(store, "mallory", handed_in(*slow, *[new_markdown_cell("x") for _ in range(18_000)]))
    began = time.monotonic()
    rewrite(store, workers)
    write_copies(store, workers)
    assert time.monotonic() - began < 90  # on a machine that is busy; else a tenth
    copy = nbformat.reads(copy_of(store, "mallory"), as_version=4)
    assert "The end." not in page_of(store, "mallory")
    assert "cells are left out here" in page_of(store, "mallory")
    assert "cells of this notebook are left out here" in copy_of(store, "mallory")
    tagged = [cell.metadata.nbgrader.grade_id for cell in copy.cells if "nbgrader" in cell.metadata]
    assert sorted(tagged) == ["q1", "q1-answer", "q2_why"]
    assert "<strong>it is</strong>" in copy_of(store, "mallory") or "**it is**" in copy_of(
        store, "mallory"
    )


def test_code_that_never_runs_is_compared_with_nobodys_and_endless_code_is_cut(workers, tmp_path):
    store = Store(tmp_path)
    endless = new_code_cell("x = 1 + 2\n" * 490_000)
    ignored = new_code_cell(CODE, metadata={"tags": ["otter_ignore"]})
    results = [
        keep(store, "ada", handed_in(code=CODE)),
        keep(store, "brian", handed_in(ignored)),
        keep(store, "mallory", handed_in(endless, code=CODE)),
    ]
    began = time.monotonic()
    assert write_similarity(store, results, lambda lesson: [], workers) == 0
    assert time.monotonic() - began < 60  # on a machine that is busy; else a twentieth
    page = store.similarity_path.read_text()
    assert "Of mallory, only the first 300,000 characters of code are compared." in page


@pytest.mark.parametrize(
    ("record", "pieces"),
    [
        ({}, b""),
        ([], b""),
        ({"lengths": [4, -4, 4, -4], "cells": [], "left_out": 0}, b"abcd"),
        ({"lengths": [10**30], "cells": [], "left_out": 0}, b"abcd"),
        ({"lengths": [2, 2, True], "cells": [0], "left_out": 0}, b"abcd"),
        ({"lengths": [1], "cells": [0], "left_out": 0, "answers": {}, "places": {}}, b"abcd"),
        ({"lengths": [1], "cells": [], "left_out": 0, "answers": {"q": 10**9}, "places": {}}, b"a"),
        ({"lengths": [], "cells": [], "left_out": 1e999, "answers": {}, "places": {}}, b""),
        ({"lengths": [1], "cells": [], "left_out": 0, "answers": {}, "places": {}}, b"\xff"),
    ],
)
def test_a_record_that_no_honest_worker_gives_is_refused(record: Any, pieces: bytes):
    with pytest.raises(ValueError, match=r"no notebook|a piece of|decode"):
        decode(record, pieces)


@pytest.mark.browser
@needs_chromium
def test_on_the_pages_of_a_hostile_class_nothing_runs_and_nothing_loads(workers, tmp_path):
    store = Store(tmp_path)
    evil = f"{CODE}\n'</pre></details><script>{STOLEN}</script><img src=http://e.example/1.png>'"
    results = [keep(store, "ada", handed_in(code=CODE)), keep(store, "copy", handed_in(code=evil))]
    outputs = [new_output("display_data", data) for data in HOSTILE_OUTPUTS]
    outputs += [new_output("display_data", {"text/html": attack}) for attack in ATTACKS]
    for number in range(0, len(outputs), 8):
        texts = [new_markdown_cell(attack) for attack in ATTACKS[number : number + 8]]
        shown = new_code_cell("1", outputs=outputs[number : number + 8])
        made = handed_in(*texts, shown)
        made.metadata = nbformat.from_dict(METADATA)
        made.cells.insert(1, nbformat.from_dict(ATTACHING))
        results.append(keep(store, f"attack-{number}", made))
    write_similarity(store, results, lambda lesson: [], workers)
    rewrite(store, workers)
    pages = [store.feedback_path(result.student, "01") for result in results]
    with chromium() as browser:
        for path in [*pages, store.similarity_path, store.report_path]:
            complaints: list[str] = []
            page = opened(browser, path, complaints)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert page.evaluate("window.pwned") is None, path
            assert complaints == [], path
            if path in pages:
                assert page.locator("main > footer").count() == 1, path
                assert page.locator("script, form, iframe, object, base, main style").count() == 0
                links = page.evaluate("[...document.links].map(one => one.protocol)")
                assert {*links} <= {"file:", "http:", "https:", "mailto:"}, path
            page.close()

"""What students handed in is read in workers alone, within bounds, also where it is hostile."""

from __future__ import annotations

import contextlib
import io
import json
import os
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.assignment.model import Assignment, load
from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from autograder.collect.submissions import Submission, Unreadable, from_json
from autograder.grading.batch import grade_class
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.grading.reading import Reader, ReadingError
from autograder.record.store import Store
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import fork
from autograder.run.sandbox.limits import Limits
from autograder.run.worker import WorkerError, Workers, open_workers
from tests.support.downloads import gradescope, moodle, person, work, write, zipped
from tests.support.examples import examples
from tests.support.submissions import collect
from tests.support.tiny import TINY
from tests.support.tiny import write as write_course

pytestmark = pytest.mark.kernel
KNOWN = ["01-tiny", "02-more"]
RIGHT = work("answer = 42", 'grader.check("q1")')
SCRIPT = b"LESSON = '01-tiny'\n\n# %%\nanswer = 42\n\n# %%\ngrader.check('q1')\n"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with open_workers() as some:
        yield some


@pytest.fixture(scope="module")
def reader(workers: Workers) -> Reader:
    return Reader(workers)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """The lesson of a small course."""
    root = tmp_path_factory.mktemp("course")
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    write_course(root, TINY)
    (root / "tiny.zip").write_bytes(emit_lesson(find(root), "01-tiny").autograder_zip)
    return load(root / "tiny.zip", root / "tests")


def poison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes every parser of what students write from this process."""

    def parse(*_: object, **__: object) -> None:
        raise AssertionError("the coordinator parses what a student wrote")

    for name in (
        *("zipfile.ZipFile", "nbformat.reads", "nbformat.from_dict", "nbformat.validate"),
        *("jupytext.reads", "yaml.load", "csv.reader", "ast.parse"),
    ):
        monkeypatch.setattr(name, parse)


def test_a_class_is_collected_and_graded_without_a_parser_in_the_coordinator(
    reader, workers, tiny, fork_server, mnist, tmp_path, monkeypatch
):
    files = {"ada.ipynb": RIGHT, "brian.zip": zipped({"01-tiny.ipynb": RIGHT}), "chen.py": SCRIPT}
    files |= {"dora.ipynb": RIGHT[:-40], "eve.ipynb": b"{", "fay/01-tiny.ipynb": RIGHT}
    poison(monkeypatch)
    known = {"01-tiny": tiny}
    found = reader.collect([write(tmp_path / "in", files)], known)
    results = grade_class(
        found,
        known,
        Store(tmp_path / "out"),
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=2,
        refresh=False,  # a gradebook and pages of the class are of results, not of students' files
        workers=workers,
    )
    status = {one.student: (one.status, one.score > 0) for one in results}
    assert status.pop("eve") == ("unreadable", False)
    assert set(status) == {"ada", "brian", "chen", "dora", "fay"}
    assert {status[name] for name in ("ada", "brian", "chen", "fay")} == {("graded", True)}


def test_what_runs_a_notebook_reads_it_where_it_lies_in_a_file_of_its_own(
    reader, workers, tiny, fork_server, mnist, tmp_path, monkeypatch
):
    files = {"ada.ipynb": RIGHT, "brian.zip": zipped({"01-tiny.ipynb": RIGHT}), "chen.py": SCRIPT}
    files |= {"fay.ipynb": RIGHT.replace(b"42", b"41")}
    found = reader.collect([write(tmp_path / "in", files)], ["01-tiny"])
    (tmp_path / "in" / "fay.ipynb").write_bytes(b"{")  # changed since
    by_workers: list[Any] = []
    call = Workers.call

    def noted(self: Workers, function: str, arguments: Any = None, **limits: Any) -> Any:
        if function.endswith(":normalised"):
            by_workers.append(arguments["origin"])
        return call(self, function, arguments, **limits)

    monkeypatch.setattr(Workers, "call", noted)
    results = grade_class(
        found,
        {"01-tiny": tiny},
        Store(tmp_path / "out"),
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=2,
        refresh=False,
        workers=workers,
    )
    marks = {one.student: (one.status, one.score > 0) for one in results}
    graded = ("graded", True)
    assert marks == {
        "ada": graded,
        "brian": graded,
        "chen": graded,
        "fay": ("unreadable", False),
    }
    # An archive may hold others' files.
    assert {Path(origin).name.partition(" ")[0] for origin in by_workers} == {
        "brian.zip",
        "chen.py",
    }


@pytest.mark.parametrize(
    ("function", "why"),
    [
        ("subprocess:run", "longer than 0.5 s"),
        ("os:abort", "gave no answer"),
        ("os:getenv", "TypeError"),
        ("builtins:object", "not JSON serializable"),
    ],
)
def test_a_notebook_that_breaks_what_reads_it_is_told_of_in_a_clause(fork_server, function, why):
    arguments = {"args": ["sleep", "60"]} if function == "subprocess:run" else {}
    with (
        workspace() as folder,
        contextlib.closing(fork(fork_server, folder, limits=Limits())) as forked,
    ):
        assert forked.call("os:getpid", {}, seconds=60, open_file=os.dup) > 0
        with pytest.raises(WorkerError, match=why):
            forked.call(function, arguments, seconds=0.5, open_file=os.dup)


def test_what_systems_say_of_a_class_is_read_in_workers_too(reader, tmp_path, monkeypatch):
    both = [person("Ada L", "7", "ada@x.edu")]
    files = gradescope(("7", "2026-11-01 20:00:00 Z", both, {"x.ipynb": RIGHT}))
    files |= moodle("Brian K", 11, ("01-tiny.ipynb", RIGHT))
    sheet = "Identifier,Full name,ID number,Email address,Last modified (submission)\n"
    sheet += 'Participant 11,Brian K,77,b@x.edu,"Sunday, 1 November 2026, 8:00 PM"\n'
    files |= {"Grades-x.csv": sheet.encode()}
    here = collect([write(tmp_path / "in", files)], KNOWN)
    poison(monkeypatch)
    there = reader.collect([tmp_path / "in"], KNOWN)
    assert there == here
    assert all(one.submitted_at for one in there)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("blank.py", b"LESSON = '01-tiny'\n" + b"\n" * 20_000, ""),
        ("spread.py", b"LESSON = '01-tiny'\n" + b"# a\n\n" * 20_000, "more than 3,000 paragraphs"),
        ("cells.py", b"LESSON = '01-tiny'\n" + b"# %%\n" * 20_000, "more than 3,000 paragraphs"),
        (
            "cells.ipynb",
            json.dumps({"cells": [{"cell_type": "code", "source": ""}] * 100_000}).encode(),
            "more than 10,000 cells",
        ),
        ("deep.ipynb", b'{"cells": ' + b"[" * 1_000_000, "cut off"),
    ],
)
def test_a_hostile_file_takes_little_time_and_nobody_elses(reader, tmp_path, name, content, says):
    (tmp_path / "ada.ipynb").write_bytes(RIGHT)
    (tmp_path / name).write_bytes(content)
    began = time.monotonic()
    found = {one.student: one for one in reader.collect([tmp_path], KNOWN)}
    assert time.monotonic() - began < 20
    assert isinstance(found["ada"], Submission)
    hostile = found[Path(name).stem]
    assert says in hostile.problem
    assert isinstance(hostile, Unreadable) == bool(says)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        {"found": [[{}, None]], "sources": [], "told": []},
        {"found": [[None, 3]], "sources": [], "told": []},
        {"found": [], "sources": [{"numbers": [99]}], "told": []},
        {"found": [], "sources": [{"numbers": [-1]}], "told": []},
        {"found": [], "sources": [{"numbers": []}], "told": []},
    ],
)
def test_an_answer_that_is_none_is_refused(answer, tmp_path, monkeypatch):
    (tmp_path / "ada.ipynb").write_bytes(RIGHT)
    broken = Workers.__new__(Workers)
    monkeypatch.setattr(Workers, "call", lambda *_, **__: answer)
    with pytest.raises(ReadingError, match="could not be read"):
        Reader(broken).collect([tmp_path], KNOWN)


SUBMISSION = Submission("ada", "x.ipynb", "0", "01-tiny", "", depth=1, code=3, text=4).to_json()
JSON = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.lists(st.none())


@examples(200)
@given(st.dictionaries(st.sampled_from([*SUBMISSION]), JSON, max_size=3))
def test_a_record_is_one_of_the_schema_or_refused(changes: dict[str, Any]) -> None:
    try:
        read = from_json({**SUBMISSION, **changes})
    except ValueError:
        return
    assert isinstance(read.student, str)
    assert isinstance(read, Submission)
    assert type(read.code) is int


PARTS = [RIGHT, SCRIPT, zipped({"01-tiny.ipynb": RIGHT, "evidence.json": b"{}"})]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file that somebody could hand in, with some of it cut out, doubled or replaced."""
    content = draw(st.sampled_from(PARTS))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 40))
        content = content[:place] + draw(st.binary(max_size=20)) + content[place + length :]
    return content


NAMES = ["01-tiny.ipynb", "a.zip", "b.py", "c.json", "d.ipynb.txt", "submission_metadata.yml"]


@examples(100)
@given(st.dictionaries(st.sampled_from(NAMES), damaged(), min_size=1))
def test_whatever_is_handed_in_is_a_submission_or_says_why_not(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    wrapped = io.BytesIO()
    with zipfile.ZipFile(wrapped, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    write(folder, {f"ada/{name}": content for name, content in files.items()})
    write(folder, {"brian/all.zip": wrapped.getvalue(), "chen.ipynb": RIGHT})
    found = collect([folder], KNOWN)
    assert isinstance(next(one for one in found if one.student == "chen"), Submission)
    assert all(isinstance(one, Submission) or one.problem for one in found)

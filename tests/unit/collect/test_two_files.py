"""A notebook, and a zip of what it trained, that one student hands in as two files."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.collect.submissions import Submission
from tests.support.submissions import collect, opened

LESSON = "04-mnist-ann"
KNOWN = [LESSON, "05-tensorboard"]
NOTEBOOK = nbformat.writes(
    nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"LESSON = {LESSON!r}")])
).encode()


def packed(lesson: str = LESSON, content: bytes = b"a model", **more: bytes) -> bytes:
    """What the last cell makes where the page does not hand over the notebook."""
    sums = {"kept/model.keras": hashlib.sha256(content).hexdigest()}
    listed = {"format": 1, "lesson": lesson, "sha256": sums}
    files = {"kept/model.keras": content, "evidence.json": json.dumps(listed).encode(), **more}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return target.getvalue()


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def brought(submission: object) -> dict[str, bytes]:
    """What is graded with a notebook of what it trained."""
    assert isinstance(submission, Submission)
    with opened(submission) as found:
        if found.pretrained is None:
            return {}
        with found.pretrained() as file, zipfile.ZipFile(file) as archive:
            found_in = {name: archive.read(name) for name in archive.namelist()}
    assert found_in.pop("refused.json") == b"{}"
    return found_in


@pytest.mark.parametrize(
    "names",
    [
        ("ada/lesson.ipynb", f"ada/{LESSON}.zip"),
        (f"ada/{LESSON}_output.ipynb", f"ada/{LESSON} (1).zip"),
        ("ada.ipynb", "ada.zip"),
        (
            f"adalovelace_11111_50001_{LESSON}.ipynb",
            f"adalovelace_11111_50002_{LESSON}.zip",
        ),
        (
            f"Ada Lovelace_7_assignsubmission_file/{LESSON}.ipynb",
            f"Ada Lovelace_7_assignsubmission_file/{LESSON}.zip",
        ),
    ],
)
@pytest.mark.parametrize("as_zip", [False, True])
def test_two_files_of_a_student_are_one_submission(tmp_path, names, as_zip):
    others = {
        name.replace("adalovelace_11111_5", "bobmoog_22222_6")
        .replace("ada", "bob")
        .replace("Ada Lovelace_7", "Bob Moog_8"): content
        for name, content in zip(names, (NOTEBOOK, packed(content=b"another")), strict=True)
    }
    files = dict(zip(names, (NOTEBOOK, packed()), strict=True)) | others
    place = write(tmp_path / "class", files)
    if as_zip:
        if not names[0].startswith(("adalovelace", "Ada")):
            pytest.skip("only systems pack a whole class")
        place = tmp_path / "submissions.zip"
        with zipfile.ZipFile(place, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    told: list[str] = []
    ada, bob = collect([place], KNOWN, tell=told.append)
    assert (ada.problem, bob.problem) == ("", "")
    assert [list(brought(one).values()) for one in (ada, bob)] == [[b"a model"], [b"another"]]
    assert ada.sha256 != bob.sha256, "what was trained is part of what was handed in"
    assert not [line for line in told if "Not graded" in line]


def test_a_zip_goes_to_the_notebook_of_its_lesson(tmp_path):
    other = NOTEBOOK.replace(LESSON.encode(), b"05-tensorboard")
    files = {f"{LESSON}.ipynb": NOTEBOOK, "05-tensorboard.ipynb": other, "kept.zip": packed()}
    write(tmp_path / "in" / "ada", files)
    found = {one.lesson: brought(one) for one in collect([tmp_path / "in"], KNOWN)}
    assert found == {LESSON: {"kept/model.keras": b"a model"}, "05-tensorboard": {}}


def test_of_two_notebooks_that_could_be_meant_neither_gets_the_zip_and_it_is_named(tmp_path):
    files = {"one.ipynb": NOTEBOOK, "two.ipynb": NOTEBOOK, "kept.zip": packed()}
    write(tmp_path / "in" / "ada", files)
    found = collect([tmp_path / "in"], KNOWN)
    assert [brought(one) for one in found if isinstance(one, Submission)] == [{}, {}]
    [left] = [one for one in found if not isinstance(one, Submission)]
    assert left.problem == "The zip holds no notebooks; it should hold one."


@pytest.mark.parametrize(
    "zipped", [b"PK", packed(**{"a.ipynb": NOTEBOOK}), packed()[:-30]], ids=["none", "whole", "cut"]
)
def test_any_other_zip_is_what_it_was(tmp_path, zipped):
    write(tmp_path / "in" / "ada", {f"{LESSON}.ipynb": NOTEBOOK, f"{LESSON}.zip": zipped})
    found = collect([tmp_path / "in"], KNOWN)
    assert len(found) == 2
    assert brought(next(one for one in found if one.origin.endswith(".ipynb"))) == {}

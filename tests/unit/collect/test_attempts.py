"""Several files of one student, and files in files: which is read, and which counts."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.capture.exchange import REFUSED
from autograder.collect.attempts import Attempts, attempts
from autograder.collect.submissions import SubmittedFile
from autograder.grading.attempts import remarks
from autograder.record.classroom import Classroom
from autograder.record.store import Store
from tests.support.downloads import canvas, moodle, work, write, zipped
from tests.support.submissions import collect, is_readable, notebook_of, opened

KNOWN = ["01-tiny", "02-more"]
EMPTY, FULL = work("answer = ..."), work("answer = 6 * 7")


def ran(content: bytes, moment: datetime, key: str = "colab") -> bytes:
    """The notebook as Colab or JupyterLab saves it after a cell was run."""
    notebook = json.loads(content)
    if key == "colab":
        noted: dict[str, object] = {"executionInfo": {"timestamp": 1000 * moment.timestamp()}}
    else:
        noted = {"execution": {"iopub.execute_input": moment.isoformat()}}
    notebook["cells"][-1]["metadata"] |= noted
    return json.dumps(notebook).encode()


def packed(content: bytes, year: int) -> bytes:
    """A zip as the lessons' last cell makes it, in a year."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("01-tiny.ipynb", (year, 11, 1, 20, 0, 0)), content)
    return file.getvalue()


def taken(folder: Path, files: dict[str, bytes], **more: object) -> list[Attempts]:
    found = collect([write(folder, files)], KNOWN, **more)
    return attempts(found, lambda one: False)


MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counts", "other"),
    [
        # the outer folder, though the other is fuller
        (("01-tiny.ipynb", EMPTY), ("original/01-tiny.ipynb", FULL)),
        (("zz.ipynb", EMPTY), ("a/b/01-tiny.ipynb", FULL)),
        (("01-tiny.zip", zipped({"01-tiny.ipynb": EMPTY})), ("backup/01-tiny.ipynb", FULL)),
        # the number that a browser added
        (("01-tiny (1).ipynb", EMPTY), ("01-tiny.ipynb", FULL)),
        (("01-tiny (10).ipynb", EMPTY), ("01-tiny (9).ipynb", FULL)),
        (("01-tiny (1).zip", packed(EMPTY, 2025)), ("01-tiny.zip", packed(FULL, 2026))),
        # what the zip, the file's name or the notebook says
        (("a.zip", packed(EMPTY, 2026)), ("b.zip", packed(FULL, 2025))),
        (("01-tiny_2026_11_02T20_00_00.zip", packed(EMPTY, 2025)), ("b.zip", packed(FULL, 2026))),
        (("a.ipynb", ran(EMPTY, JUNE)), ("b.ipynb", ran(FULL, MAY))),
        (("a.ipynb", ran(EMPTY, JUNE, "jupyter")), ("b.ipynb", ran(FULL, MAY))),
        # the fuller one, where one of them says nothing
        (("Copy of 01-tiny.ipynb", FULL), ("Untitled.ipynb", ran(EMPTY, JUNE))),
        (("01-tiny.ipynb", FULL), ("Untitled.ipynb", EMPTY)),
        (("Copy of 01-tiny.ipynb", FULL), ("01-tiny.ipynb", EMPTY)),
    ],
)
@pytest.mark.parametrize("by", ["folder", "moodle"])
def test_of_two_files_without_a_moment_what_tells_most_decides(tmp_path, counts, other, by):
    files = dict([counts, other])
    files = moodle("Ada L", 11, *files.items()) if by == "moodle" else _below("ada", files)
    [ada] = taken(tmp_path, files)
    assert ada.is_guess
    assert ada.counts.origin.endswith(f"/{counts[0]}")
    # It is the same where both were graded before, and are read no more.
    graded = {one.sha256: "01-tiny" for one in ada.submissions}
    [again] = taken(tmp_path, files, graded=graded)
    assert again.counts.origin == ada.counts.origin


def _below(folder: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": content for name, content in files.items()}


def test_what_a_system_says_comes_first_and_is_no_guess(tmp_path):
    files = canvas(12345, "Lovelace, Ada", ("01-tiny-1.ipynb", EMPTY), ("01-tiny.ipynb", FULL))
    files |= {"12345.ipynb": work("answer = 1")}
    [ada] = taken(tmp_path, files)
    assert ada.counts.attempt == 1
    assert not ada.is_guess
    assert len(ada.submissions) == 3


def test_it_is_said_that_nothing_tells_which_is_newer_and_best_is_offered(tmp_path):
    files = moodle("Ada L", 11, ("01-tiny.ipynb", EMPTY), ("01-tiny (1).ipynb", FULL))
    files |= moodle("Dora D", 12, ("01-tiny.ipynb", FULL), ("old/01-tiny.ipynb", EMPTY))
    files |= moodle("Chen W", 13, ("01-tiny.ipynb", FULL))
    found = taken(tmp_path, files)
    said = " ".join(remarks(found, Store(tmp_path), Classroom()))
    assert (
        "Nothing tells for certain which of several files is the newest. Taken for it: "
        "Ada L (01-tiny): 01-tiny (1).ipynb; Dora D (01-tiny): 01-tiny.ipynb. With --which best"
    ) in said
    assert "Nothing tells" not in " ".join(remarks(found, Store(tmp_path), Classroom(which="best")))


def lessons(
    folder: Path, files: dict[str, bytes]
) -> tuple[dict[tuple[str, str | None], bool], str]:
    """(student, lesson) → whether there is a notebook, and what was told."""
    said: list[str] = []
    found = taken(folder, files, tell=said.append)
    there = {(one.counts.student, one.counts.lesson): is_readable(one.counts) for one in found}
    return there, " ".join(said)


MORE = work("more = 1", lesson="02-more")


@pytest.mark.parametrize(
    "files",
    [
        {"01-tiny.ipynb": FULL, "02-more.ipynb": MORE},
        {"01-tiny.ipynb": FULL, "old/02-more.ipynb": MORE},
        {"course/01-tiny/01-tiny.ipynb": FULL, "course/02-more/Copy of 02-more.IPYNB": MORE},
        {"01-tiny.zip": zipped({"a.ipynb": FULL}), "02-more.zip": zipped({"b.ipynb": MORE})},
    ],
)
@pytest.mark.parametrize("by", ["folder", "canvas"])
def test_several_lessons_in_a_zip_are_several_submissions(tmp_path, files, by):
    fay = zipped({**files, "__MACOSX/._02-more.ipynb": b"\0", ".~02-more.ipynb": b""})
    handed_in = {"fay/work.zip": fay}
    if by == "canvas":
        handed_in = canvas(12345, "fay", ("work.zip", fay)) | canvas(6, "Gus", ("a.ipynb", FULL))
        handed_in = {name: data for name, data in handed_in.items() if "fay" in name}
    there, _ = lessons(tmp_path, handed_in)
    [student] = {student for student, _ in there}
    assert there == {(student, "01-tiny"): True, (student, "02-more"): True}


def test_versions_in_a_zip_are_attempts_and_other_notebooks_are_named(tmp_path):
    files = {"01-tiny.ipynb": FULL, "old/01-tiny.ipynb": EMPTY, "scratch.ipynb": b'{"cells": []}'}
    [ada], said = taken(tmp_path, {"ada/01-tiny.zip": zipped(files)}), lessons(tmp_path, {})[1]
    assert [Path(one.origin).parent.name for one in ada.submissions] == ["old", "01-tiny.zip"]
    assert "Not graded, because it says no lesson that is known here: " in said
    assert "01-tiny.zip/scratch.ipynb" in said
    assert len({one.sha256 for one in ada.submissions}) == 2


@pytest.mark.parametrize(
    "files",
    [
        {"ada/01-tiny.ipynb": FULL, "brian/01-tiny.ipynb": EMPTY},
        {"ada.ipynb": FULL, "brian.ipynb": EMPTY},
        {"c/ada.zip": zipped({"x.ipynb": FULL}), "c/brian.zip": zipped({"x.ipynb": EMPTY})},
    ],
)
def test_a_zip_of_a_class_that_no_system_made_is_nobodys_attempts(tmp_path, files):
    [one] = taken(tmp_path, {"01-tiny.zip": zipped(files)})
    assert one.counts.lesson == "01-tiny"
    assert one.counts.problem.startswith(
        "The zip holds 2 notebooks of 01-tiny; it should hold one."
    )
    assert "unpack it and grade the folder" in one.counts.problem


def test_a_zip_beside_the_notebook_in_a_zip_is_passed_over_with_a_word(tmp_path):
    files = {"01-tiny.ipynb": FULL, "01-tiny.zip": zipped({"01-tiny.ipynb": EMPTY})}
    [one] = taken(tmp_path, {"ada.zip": zipped(files)})
    assert notebook_of(one.counts).cells[-1].source == "answer = 6 * 7"
    assert one.counts.problem.startswith("A zip in the zip holds a notebook of the same lesson")


@pytest.mark.parametrize(
    "name",
    [
        *("01-tiny.ipynb.txt", "01-tiny.ipynb.json", "01-tiny.IPYNB", "01-tiny.json", "tiny.txt"),
        *("01-tiny.Ipynb.TXT", "Copy of 01-tiny.ipynb.txt"),
    ],
)
@pytest.mark.parametrize("by", ["folder", "moodle", "canvas"])
def test_a_notebook_with_the_wrong_ending_is_read_with_a_remark(tmp_path, name, by):
    files = {
        "folder": {f"hana/{name}": FULL},
        "moodle": moodle("hana", 31, (name, FULL)),
        "canvas": canvas(12345, "hana", (name, FULL)),
    }[by]
    there, said = lessons(tmp_path, files | {"hana/kept.json": b'{"lesson": 1}'})
    assert list(there.values()) == [True]
    assert f"though its name ends otherwise: {tmp_path}" in said
    assert name in said


@pytest.mark.parametrize("name", ["01-tiny.ipynb.txt", "01-tiny.IPYNB", "01-tiny.ipynb.json"])
def test_so_it_is_in_a_zip_and_a_zip_in_a_zip_is_read_with_a_remark(tmp_path, name):
    inner = zipped({name: FULL, "data.json": b"{}"})
    there, said = lessons(tmp_path, {"hana/outer.zip": zipped({"inner.zip": inner})})
    assert there == {("hana", "01-tiny"): True}
    assert f"Taken out of a zip in a zip: {tmp_path}/hana/outer.zip/inner.zip/{name}." in said


def refused(submission: SubmittedFile) -> dict[str, str]:
    """What lies beside a notebook in `kept/`, with why it cannot be used: it is listed nowhere."""
    with opened(submission) as there:
        if there.pretrained is None:
            return {}
        with there.pretrained() as file, zipfile.ZipFile(file) as archive:
            return json.loads(archive.read(REFUSED))


def test_what_a_training_left_behind_is_found_beside_each_notebook_in_a_zip(tmp_path):
    files = {"01-tiny.ipynb": FULL, "evidence.json": b"{}", "kept/model.keras": b"weights"}
    more = {f"more/{name}": data for name, data in {**files, "01-tiny.ipynb": MORE}.items()}
    zips = {
        "ada.zip": {"inner.zip": zipped(files)},
        "brian.zip": {**files, **more},
        "chen.zip": {"01-tiny.zip": zipped(files), "02-more.zip": zipped({"02-more.ipynb": MORE})},
    }
    found = taken(tmp_path, {name: zipped(held) for name, held in zips.items()})
    brought = [refused(one.counts) for one in found]
    assert [one.counts.lesson for one in found] == [
        *("01-tiny", "01-tiny", "02-more", "01-tiny", "02-more")
    ]
    assert [[*each] for each in brought] == [["model.keras"]] * 4 + [[]]


def test_zips_in_zips_without_end_end(tmp_path):
    content = zipped({"01-tiny.ipynb": FULL})
    for _ in range(10):
        content = zipped({"x.zip": content, "y.zip": content[: 1 << 16]})
    began = time.monotonic()
    [one] = taken(tmp_path, {"ada.zip": content})
    assert one.counts.problem == "The zip holds no notebooks; it should hold one."
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "name",
    [
        *("._01-tiny.ipynb", ".~01-tiny.ipynb", ".ipynb_checkpoints/01-tiny-checkpoint.ipynb"),
        *(".virtual_documents/01-tiny.ipynb", ".Trash-1000/files/01-tiny.ipynb"),
        *(".Trash/01-tiny.ipynb", "Trash/01-tiny.ipynb", "$RECYCLE.BIN/x.ipynb", "__MACOSX/x.zip"),
    ],
)
def test_what_programs_leave_behind_is_nothing(tmp_path, name):
    files = {"01-tiny.ipynb": FULL, name: EMPTY}
    handed_in = _below("ada", files) | {"brian/01-tiny.zip": zipped(files)}
    handed_in |= moodle("Chen", 11, *files.items())
    found = taken(tmp_path, handed_in)
    assert {one.counts.student for one in found} == {"ada", "brian", "Chen"}
    assert [len(one.submissions) for one in found] == [1, 1, 1]
    assert all(notebook_of(one.counts).cells[-1].source == "answer = 6 * 7" for one in found)


@pytest.mark.parametrize("name", ["01-tiny.ipynb", "01-tiny.zip", "01-tiny/broken.ipynb"])
def test_what_cannot_be_read_is_of_the_lesson_that_its_path_names(tmp_path, name):
    there, _ = lessons(tmp_path, {f"ida/{name}": b"broken"})
    assert there == {("ida", "01-tiny"): False}


@pytest.fixture(scope="module")
def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("01-tiny.ipynb", bytes(201 << 20))
    return file.getvalue()


@pytest.mark.parametrize("wrap", [lambda data: data, lambda data: zipped({"inner.zip": data})])
def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path, bomb, wrap):
    [one] = taken(tmp_path, {"ada/01-tiny.zip": wrap(bomb)})
    assert one.counts.problem == "What is in the zip is larger than 200 MB."

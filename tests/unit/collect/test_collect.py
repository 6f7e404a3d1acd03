"""Room `collect`: what people really hand in, as notebooks, or why not."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.collect.notebook import UnreadableError, lesson_of, read
from autograder.collect.submissions import Submission, Unreadable
from tests.conftest import notebook
from tests.support.submissions import collect, is_readable, notebook_of, opened, reader

GOOD = nbformat.writes(notebook("x = 1")).encode()


def zipped(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/") + ".ipynb", data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (b"  \n", "The file is empty."),
        (b"Dear teacher, here is my homework.", "The file is text, but not a notebook."),
        (GOOD[: len(GOOD) // 2], "The notebook is cut off"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "The file is not text"),
        (b"PK\x03\x04rest", "zip archive with a notebook's name"),
        (b"[1, 2]", "The file is JSON, but not a notebook."),
        (b'{"a": 1}', "The file is JSON, but not a notebook."),
        (b'{"cells": 7, "nbformat": 4}', "The notebook's structure is broken"),
        (b'{"cells": [{"cell_type": "code"}]}', None),
        (b"[" * 100_000, "The file is text, but not a notebook."),
        (
            GOOD.replace(b'"x = 1"', b'\n<<<<<<< mine\n"x = 1"\n=======\n>>>>>>> theirs\n'),
            "merge conflict",
        ),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_not_a_notebook_is_named_in_one_sentence(content, says):
    if says is None:
        with pytest.raises(UnreadableError):
            read(content)
        return
    with pytest.raises(UnreadableError) as error:
        read(content)
    assert says in str(error.value)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


def test_damage_that_loses_nothing_is_mended():
    data = json.loads(GOOD)
    data["cells"] = [dict(data["cells"][0], id="same"), dict(data["cells"][0], id="same")]
    data["cells"][1].pop("metadata")
    data["cells"][0]["source"] = ["x = ", "1"]
    data["cells"][0]["outputs"] = "nonsense"
    mended, problem = read(b"\xef\xbb\xbf" + json.dumps(data).encode())
    assert problem == ""
    assert [cell.source for cell in mended.cells] == ["x = 1", "x = 1"]
    assert len({cell.id for cell in mended.cells}) == 2
    nbformat.validate(mended)


def test_a_notebook_of_format_3_is_read():
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "old"},
        "worksheets": [
            {
                "metadata": {},
                "cells": [
                    {
                        "cell_type": "code",
                        "input": "x = 1",
                        "outputs": [],
                        "language": "python",
                        "metadata": {},
                        "collapsed": False,
                    }
                ],
            }
        ],
    }
    assert read(json.dumps(old).encode())[0].cells[0].source == "x = 1"


def test_outputs_that_were_saved_with_a_notebook_do_not_count():
    given = notebook("x = 1")
    given.cells[0].outputs = [nbformat.v4.new_output("stream", text="21 of 21 points")]
    assert read(nbformat.writes(given).encode())[0].cells[0].outputs == []


def test_the_lesson_is_read_from_metadata_or_else_from_the_setup_cell():
    from_metadata = notebook()
    from_metadata.metadata["otter"] = {"assignment_name": "04-mnist-ann"}
    assert lesson_of(from_metadata) == "04-mnist-ann"
    assert lesson_of(notebook("# setup\nLESSON = '03-data-import'")) == "03-data-import"
    assert lesson_of(notebook("x = 1")) is None


def test_students_are_named_by_their_file_or_their_folder(tmp_path):
    (tmp_path / "brian").mkdir()
    (tmp_path / "ada.ipynb").write_bytes(GOOD)
    (tmp_path / "brian" / "04-mnist-ann.ipynb").write_bytes(GOOD)
    (tmp_path / "carol.zip").write_bytes(zipped(work=GOOD))
    (tmp_path / "notes.txt").write_text("not collected")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "ada-checkpoint.ipynb").write_bytes(GOOD)
    found = collect([tmp_path], ["04-mnist-ann"])
    assert [submission.student for submission in found] == ["ada", "brian", "carol"]
    assert all(isinstance(submission, Submission) for submission in found)


def test_a_lesson_saved_as_a_script_is_handed_in_and_other_scripts_are_modules(tmp_path):
    (tmp_path / "helper.py").write_text("x = 1")
    (tmp_path / "ada.py").write_text('LESSON = "04-mnist-ann"\n\nx = 1\n')
    (tmp_path / "brian.py").write_text('LESSON = "04-mnist-ann"\n')
    (tmp_path / "brian.ipynb").write_bytes(GOOD)
    found = collect([tmp_path], ["04-mnist-ann"])
    assert [(one.student, Path(one.origin).suffix) for one in found] == [
        ("ada", ".py"),
        ("brian", ".ipynb"),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (zipped(), "The zip holds no notebooks"),
        (zipped(a=GOOD, b=GOOD), "The zip holds 2 notebooks"),
        (b"PK\x03\x04", "The zip cannot be opened"),
        (zipped(a=b""), "The file is empty."),
    ],
)
def test_a_zip_without_one_notebook_is_named(tmp_path, content, says):
    (tmp_path / "ada.zip").write_bytes(content)
    [submission] = collect([tmp_path / "ada.zip"], [])
    assert isinstance(submission, Unreadable)
    assert says in submission.problem


def test_a_path_that_does_not_exist_and_a_folder_without_notebooks_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere does not exist\."):
        collect([tmp_path / "nowhere"], [])
    with pytest.raises(FileNotFoundError, match=r"no \.ipynb and no \.zip"):
        collect([tmp_path], [])


def test_a_file_in_another_language_is_named_as_such(tmp_path):
    (tmp_path / "ada.Rmd").write_text("```{r}\nx <- 1\n```\n")
    [submission] = collect([tmp_path / "ada.Rmd"], [])
    assert isinstance(submission, Unreadable)
    assert submission.problem.startswith("The file is in R.")


def test_what_was_graded_before_is_read_only_when_it_is_wanted(tmp_path, monkeypatch):
    path = tmp_path / "ada.ipynb"
    path.write_bytes(GOOD)
    (tmp_path / "brian.zip").write_bytes(zipped(homework=GOOD))
    digests = {hashlib.sha256(file.read_bytes()).hexdigest() for file in tmp_path.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr("autograder.collect.reading.read", None)  # so that calling it fails
        found = collect([tmp_path], ["01-tiny"], graded=dict.fromkeys(digests, "01-tiny"))
    assert [(one.student, one.lesson, is_readable(one)) for one in found] == [
        ("ada", "01-tiny", True),
        ("brian", "01-tiny", True),
    ]
    assert [notebook_of(one).cells[0].source for one in found] == ["x = 1", "x = 1"]
    path.write_bytes(GOOD.replace(b"x = 1", b"x = 2"))
    assert notebook_of(found[0]).cells[0].source == "x = 2"
    with opened(found[0]) as now:
        assert now.submission.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    path.unlink()
    assert isinstance(found[0], Submission)
    with reader.opened(found[0]) as gone:
        assert isinstance(gone, Unreadable)
        assert "No such file" in gone.problem


def test_a_file_that_is_named_after_another_lesson_is_read(tmp_path):
    (tmp_path / "02-more.ipynb").write_bytes(GOOD)
    digest = hashlib.sha256(GOOD).hexdigest()
    [found] = collect([tmp_path], ["01-tiny", "02-more"], graded={digest: "01-tiny"})
    assert found.lesson == "02-more"
    assert isinstance(found, Submission)

"""Files of an output folder: whole or not at all, read as they were written, and never half."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path

import pytest

from autograder.files import (
    DamagedFileError,
    NewerFileError,
    read_json,
    replacing,
    write_atomically,
    write_json,
)

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read(path: Path) -> dict[str, object] | None:
    return read_json(path, lambda data: {"n": int(data["n"])}, "Delete it")


def test_what_was_written_is_read_and_says_which_format_it_has(tmp_path):
    path = tmp_path / "a" / "b.json"
    assert read(path) is None
    write_json(path, {"n": 3})
    assert read(path) == {"n": 3}
    assert json.loads(path.read_text()) == {"format": 1, "n": 3}


def test_what_was_written_before_there_were_formats_is_read(tmp_path):
    path = tmp_path / "b.json"
    path.write_text('{"n": 3}')
    assert read(path) == {"n": 3}
    path.write_text("[3]")
    whole = read_json(path, dict, "Delete it", before=lambda numbers: {"numbers": numbers})
    assert whole == {"numbers": [3]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"format": 1, "n": 3',
        b'{"format": 1}',
        b'{"format": 1, "n": "three"}',
        b'{"format": "one", "n": 3}',
        b'{"format": 0, "n": 3}',
        b"[3]",
        b"null",
        b"\xff\xfe",
        b"\0" * 200,
        b"[" * 100_000,
    ],
    ids=lambda content: repr(content[:20]),
)
def test_what_is_damaged_is_named_with_what_to_do(tmp_path, content):
    path = tmp_path / "b.json"
    path.write_bytes(content)
    with pytest.raises(DamagedFileError) as error:
        read(path)
    assert str(error.value).startswith(f"{path} cannot be read (")
    assert str(error.value).endswith("). Delete it.")


def test_what_a_newer_version_wrote_says_so(tmp_path):
    path = tmp_path / "b.json"
    path.write_text('{"format": 2, "numbers": [3]}')
    with pytest.raises(NewerFileError, match="newer version of autograder wrote it") as error:
        read(path)
    assert "Update autograder" in str(error.value)


@pytest.mark.parametrize("name", ["Ada", "Zoë", "Ада", "J\udcf6rg", 'a"b\n'])
def test_every_name_is_read_as_it_was_written(tmp_path, name):
    write_json(tmp_path / "b.json", {"name": name})
    assert read_json(tmp_path / "b.json", lambda data: data["name"], "") == name


def test_a_file_whose_writing_fails_stays_as_it_was_and_is_named(tmp_path):
    path = tmp_path / "marks.csv"
    write_atomically(path, "old")

    def fill_the_disk() -> None:
        with replacing(path) as file:
            file.write(b"ne")
            raise FULL

    with pytest.raises(OSError, match="No space left") as error:
        fill_the_disk()
    assert error.value.filename == str(path)
    assert [one.name for one in tmp_path.iterdir()] == ["marks.csv"]
    assert path.read_text() == "old"


def test_a_failure_that_is_not_the_files_is_not_called_its(tmp_path):
    with pytest.raises(OSError, match="timed out") as error, replacing(tmp_path / "x"):
        raise OSError(errno.ETIMEDOUT, "timed out")
    assert error.value.filename is None


def test_a_file_is_as_open_to_others_as_this_user_makes_files(tmp_path):
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "x", "")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o640

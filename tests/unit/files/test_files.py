"""Files of an output folder: whole or not at all, read as they were written, and never half."""

from __future__ import annotations

import errno
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.errors import UserError
from autograder.files import (
    DamagedFileError,
    NewerFileError,
    read_json,
    replacing,
    write_atomically,
    write_json,
    write_where_told,
)

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read(path: Path) -> dict[str, int] | None:
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


def test_what_a_person_names_is_made_with_its_folders_or_replaced_and_stays_as_private(tmp_path):
    path = tmp_path / "new" / "marks.csv"
    write_where_told(path, b"1")
    path.chmod(0o600)
    write_where_told(path, b"2")
    assert path.read_bytes() == b"2"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["marks.csv"]


@pytest.mark.parametrize("device", ["/dev/null", "/dev/stderr"])
def test_a_device_stays_a_device(device, capfd):
    before = os.lstat(device)
    write_where_told(Path(device), b"marks")
    after = os.lstat(device)
    assert (after.st_mode, after.st_ino) == (before.st_mode, before.st_ino)
    assert ("marks" in capfd.readouterr().err) == (device == "/dev/stderr")


def test_a_full_device_is_named():
    with pytest.raises(OSError, match="/dev/full") as refused:
        write_where_told(Path("/dev/full"), b"marks")
    assert refused.value.errno == errno.ENOSPC


def test_a_pipe_is_written_into(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read_there = pool.submit(pipe.read_bytes)
        write_where_told(pipe, b"marks")
        assert read_there.result(10) == b"marks"
    assert stat.S_ISFIFO(pipe.lstat().st_mode)


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path, there):
    link, target = tmp_path / "link.csv", tmp_path / "target.csv"
    if there:
        target.write_bytes(b"before")
    link.symlink_to("target.csv")
    write_where_told(link, b"marks")
    assert link.is_symlink()
    assert target.read_bytes() == b"marks"


def test_a_file_of_two_names_keeps_both(tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_bytes(b"before")
    other.hardlink_to(one)
    write_where_told(one, b"marks")
    assert other.read_bytes() == b"marks"


@pytest.mark.parametrize("linked", [False, True])
def test_a_folder_is_refused_with_a_sentence(tmp_path, linked):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "theirs.txt").touch()
    path = tmp_path / "link" if linked else folder
    if linked:
        path.symlink_to(folder)
    with pytest.raises(UserError, match=r"is a folder\. Name a file"):
        write_where_told(path, b"marks")
    assert [one.name for one in folder.iterdir()] == ["theirs.txt"]

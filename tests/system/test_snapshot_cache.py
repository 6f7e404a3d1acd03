"""Snapshots that are kept: equal files once, whole or not at all, and nothing that is a link."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.errors import Refused
from autograder.files import DamagedFileError
from autograder.files.beneath import Unexpected
from autograder.record import snapshot_cache
from autograder.record.snapshot_cache import CachedQuestion, CachedRun, SnapshotCache, TooMuch
from autograder.run.worker import Workers, open_workers

pytestmark = pytest.mark.kernel


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with open_workers(number=1) as some:
        yield some


@pytest.fixture
def cache(workers: Workers, tmp_path: Path) -> SnapshotCache:
    return SnapshotCache(tmp_path / "out", workers.call)


def put(cache: SnapshotCache, folder: Path) -> dict[str, str]:
    taken = cache.put({"q1": folder})["q1"]
    assert taken is not None
    return taken


@pytest.fixture
def snapshot(tmp_path):
    def snapshot(name: str, **files: bytes):
        folder = tmp_path / name
        folder.mkdir()
        for file, content in files.items():
            (folder / file.replace("_", ".")).write_bytes(content)
        return folder

    return snapshot


def sizes(cache: SnapshotCache) -> list[int]:
    return [path.stat().st_size for path in cache._packed()]


def test_what_is_taken_is_given_back(tmp_path, cache, snapshot):
    taken = put(cache, snapshot("a", snapshot_json=b"{}", npy=bytes(5_000_000)))
    cache.get(taken, tmp_path / "back")
    assert (tmp_path / "back" / "snapshot.json").read_bytes() == b"{}"
    assert (tmp_path / "back" / "npy").read_bytes() == bytes(5_000_000)


def test_equal_files_of_a_class_are_kept_once_and_packed(tmp_path, cache, snapshot):
    pixels = np.zeros((1000, 784), "float32").tobytes()
    first = put(cache, snapshot("ada", npy=pixels, own=b"ada"))
    second = put(cache, snapshot("brian", npy=pixels, own=b"brian"))
    assert first["npy"] == second["npy"]
    assert len(sizes(cache)) == 3
    assert sum(sizes(cache)) < 10_000


def test_a_submission_that_leaves_too_much_is_not_kept_and_leaves_no_half_files(
    tmp_path, cache, snapshot, monkeypatch
):
    monkeypatch.setattr(snapshot_cache, "MOST_BYTES", 1_000)
    noise = np.random.default_rng(1).bytes(3_000_000)
    with pytest.raises(Refused):
        put(cache, snapshot("a", npy=noise))
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_no_link_and_no_pipe_is_read(tmp_path, cache, snapshot, kind):
    (tmp_path / "secret").write_text("hidden tests")
    folder = snapshot("a")
    if kind == "link":
        (folder / "npy").symlink_to(tmp_path / "secret")
    else:
        os.mkfifo(folder / "npy")
    with pytest.raises((OSError, Unexpected), match=r"symbolic link|not a plain file"):
        put(cache, folder)


@pytest.mark.parametrize("way", ["name", "descriptor"])
def test_a_folder_that_a_link_has_replaced_is_not_followed(tmp_path, cache, snapshot, way):
    neighbour = snapshot("neighbour", npy=b"the neighbour's answers")
    handle = os.open(neighbour, os.O_RDONLY)
    (tmp_path / "q1").symlink_to(neighbour if way == "name" else f"/proc/self/fd/{handle}")
    with pytest.raises(OSError, match=r"[Nn]ot a directory|symbolic link"):
        put(cache, tmp_path / "q1")
    os.close(handle)
    assert not (tmp_path / "out").exists()


def test_sparse_files_are_not_read(tmp_path, cache, snapshot):
    folder = snapshot("a")
    with (folder / "npy").open("wb") as file:
        file.truncate(3 << 30)
    with pytest.raises(TooMuch, match="sparse"):
        put(cache, folder)


def test_of_one_submission_only_so_much_is_read(tmp_path, cache, snapshot):
    folders = {name: snapshot(name, npy=bytes(600_000)) for name in ("a", "b")}
    with pytest.raises(Unexpected, match="too large"):
        cache.put(folders, most_read=1 << 20)
    assert cache.put(folders)


def test_a_worker_that_lies_about_what_it_packed_is_found_out(tmp_path, workers, snapshot):
    folder = snapshot("a", npy=b"as it was")
    right = hashlib.sha256(b"as it was").hexdigest()

    def lying(function: str, arguments: Mapping[str, Any], **options: Any) -> Any:
        if function.endswith(":pack"):
            return workers.call(function, arguments, **options)
        return None  # says that it unpacked

    taken = put(SnapshotCache(tmp_path / "out", lying), folder)
    assert taken == {"npy": right}
    with pytest.raises(OSError, match=r"damaged|No such file"):
        SnapshotCache(tmp_path / "out", lying).get(taken, tmp_path / "back")
    for said in (["../../x"], [right, right], None, [7]):

        def forged(
            function: str, arguments: Mapping[str, Any], *, said: Any = said, **_: Any
        ) -> Any:
            return said

        with pytest.raises(TooMuch):
            put(SnapshotCache(tmp_path / "other", forged), folder)
    assert [path for path in (tmp_path / "other").rglob("*") if path.is_file()] == []


def test_where_there_is_no_snapshot_there_is_nothing_to_keep(cache, tmp_path):
    assert cache.put({"q1": tmp_path / "never reached"}) == {"q1": None}


def test_a_damaged_file_is_noticed(tmp_path, cache, snapshot):
    taken = put(cache, snapshot("a", npy=b"1234"))
    other = put(cache, snapshot("b", npy=b"5678"))
    cache._path(other["npy"]).replace(cache._path(taken["npy"]))
    with pytest.raises(OSError, match="damaged"):
        cache.get(taken, tmp_path / "back")


def test_a_run_is_read_as_it_was_written_and_named_where_it_cannot_be_read(cache, tmp_path):
    run = CachedRun(
        "k1",
        {
            "q1": CachedQuestion(("x",), "t1", False, {"snapshot.json": "aa"}),
            "q2": CachedQuestion((), "t2", True, None),
        },
        {"status": "graded"},
    )
    cache.put_run("ada/../b", "04", run)
    read = cache.get_run("ada/../b", "04")
    assert read is not None
    assert (read.key, read.facts) == ("k1", {"status": "graded"})
    assert read.questions["q2"].files is None
    assert cache.get_run("nobody", "04") is None
    [note] = (tmp_path / "out" / "snapshots" / "runs").glob("*/*.json")
    note.write_text('{"key": 1}')
    with pytest.raises(DamagedFileError, match=str(note)):
        cache.get_run("ada/../b", "04")
    cache.collect_garbage()


def test_files_that_no_run_names_any_more_are_forgotten_but_not_at_once(tmp_path, cache, snapshot):
    named = put(cache, snapshot("a", npy=b"named"))
    unused = put(cache, snapshot("b", npy=b"unused"))
    cache.put_run("ada", "04", CachedRun("k", {"q1": CachedQuestion((), "t", False, named)}))
    cache.collect_garbage()
    assert len(sizes(cache)) == 2
    cache._path(named["npy"]).with_name(".half.part").write_bytes(b"of a run that was killed")
    for path in cache._packed():
        os.utime(path, (0, 0))
    cache.collect_garbage()
    assert [path.stem for path in cache._packed()] == [named["npy"]]
    assert unused["npy"] not in named.values()

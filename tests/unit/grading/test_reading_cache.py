"""What was read of files is taken again for as long as they stay as they were, and no longer."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from autograder.grading.reading_cache import ReadingCache

ANSWER = {"found": [["ada", 0]]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "ada.ipynb"
    path.parent.mkdir()
    path.write_text("one")
    return path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if all files had been there for a while."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 10**10)


def cache(file: Path, **asked: str) -> ReadingCache:
    return ReadingCache(file.parents[1] / "out" / "reading.json", [file], asked)


@pytest.mark.usefixtures("later")
def test_the_same_files_have_the_same_answer(file):
    cache(file).put(ANSWER)
    assert cache(file).get() == ANSWER


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("way", ["other content", "the same size and time", "another file", "gone"])
def test_a_file_that_has_changed_is_read_again(file, way):
    cache(file).put(ANSWER)
    before = file.stat()
    if way == "other content":
        file.write_text("another")
    elif way == "the same size and time":
        file.write_text("two")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        file.rename(file.with_suffix(".old"))
        if way == "gone":
            with pytest.raises(FileNotFoundError):
                cache(file)
            return
        file.write_text("one")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert cache(file).get() is None


@pytest.mark.usefixtures("later")
def test_other_lessons_or_students_are_another_question(file):
    cache(file, lessons="01").put(ANSWER)
    assert cache(file, lessons="02").get() is None


def test_what_changed_a_moment_ago_is_read_again_as_it_could_change_unseen(file):
    cache(file).put(ANSWER)
    assert cache(file).get() is None


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 99}'])
def test_a_cache_that_is_damaged_is_none(file, content):
    cache(file).put(ANSWER)
    (file.parents[1] / "out" / "reading.json").write_text(content)
    assert cache(file).get() is None
    cache(file).put(ANSWER)
    assert cache(file).get() == ANSWER


@pytest.mark.usefixtures("later")
def test_the_folder_of_a_first_run_is_closed_to_others(file):
    cache(file).put(ANSWER)
    assert (file.parents[1] / "out").stat().st_mode & 0o777 == 0o700

"""What autograder wrote is no submission, wherever it lies and whatever is given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import autograder
from autograder.collect import listing
from autograder.record import store
from autograder.record.store import Store
from tests.support.downloads import gradescope, moodle, person, work, write, zipped
from tests.support.submissions import collect

KNOWN = ["01-tiny"]
ONE, DONE = work("x = 1"), work("x = 2")


def output(folder: Path) -> Path:
    """An output folder after grading the best of several, an audit and formgrader."""
    store = Store(folder)
    store.mark()
    for one in (store, store.attempt(1), store.attempt(2), store.audit):
        write(one.executed_path("ada", "01-tiny").parent, {"01-tiny.ipynb": DONE})
    for name in ("formgrader/source/01-tiny", "formgrader/autograded/ada/01-tiny"):
        write(folder / name, {"01-tiny.ipynb": DONE})
    write(folder, {"grades.csv": b"", "class.json": b"{}", "report.html": b"", "gradebook.db": b""})
    write(folder, {"left-over/results/ada/01-tiny.ipynb": DONE, "snapshots/files/x.zip": b""})
    return folder


@pytest.mark.parametrize("name", ["graded", "ada", "submitted", "week 1/out"])
def test_an_output_folder_among_submissions_is_passed_over_and_named(tmp_path, name):
    write(tmp_path, {"ada/01-tiny.ipynb": ONE, "brian.zip": zipped({"01-tiny.ipynb": ONE})})
    write(tmp_path, moodle("Chen W", 31, ("01-tiny.ipynb", ONE)))
    output(tmp_path / name)
    said: list[str] = []
    found = collect([tmp_path], KNOWN, tell=said.append)
    assert {one.student for one in found} == {"ada", "brian", "Chen W"}
    assert len(found) == 3
    [line] = said
    assert str(tmp_path / name) in line


def test_submissions_may_lie_in_the_output_folder_itself(tmp_path):
    output(write(tmp_path, {"ada/01-tiny.ipynb": ONE, "brian.ipynb": ONE}))
    assert {one.student for one in collect([tmp_path], KNOWN)} == {"ada", "brian"}
    assert [one.student for one in collect([tmp_path / "ada"], KNOWN)] == ["ada"]


def test_what_a_system_put_beside_submissions_is_read_there_too(tmp_path):
    both = [person("Ada", "a7", "")]
    files = gradescope(("7", "2026-11-01 20:00:00 Z", both, {"x.ipynb": ONE}))
    [one] = collect([output(write(tmp_path, files))], KNOWN)
    assert one.student == "a7"


@pytest.mark.parametrize(
    "given", [".", "executed", "executed/ada", "executed/ada/01-tiny.ipynb", "attempts/1", "audit"]
)
def test_an_output_folder_that_is_given_is_refused_by_name(tmp_path, given):
    output(tmp_path / "graded")
    with pytest.raises(FileNotFoundError, match=r"holds what autograder wrote itself") as error:
        collect([tmp_path / "graded" / given], KNOWN)
    assert str(tmp_path / "graded" / given) in str(error.value)


def test_a_student_who_hands_in_the_mark_hides_nothing_of_others(tmp_path):
    theirs = {"01-tiny.ipynb": ONE, listing.OUTPUT_MARKER: b"", "results/01-tiny.ipynb": DONE}
    write(tmp_path, moodle("Eve", 31, *theirs.items()) | moodle("Ada", 32, ("a.ipynb", ONE)))
    assert [one.student for one in collect([tmp_path], KNOWN)] == ["Ada", "Eve"]


def test_every_folder_that_is_written_is_known_as_one(tmp_path):
    """A new folder of the output folder has to be named beside the others."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for room in ("record", "marking/formgrader")
        for path in (Path(autograder.__file__).parent / room).rglob("*.py")
    )
    written = set(re.findall(r'(?:self|store)\.folder / "([\w-]+)"', source))
    written |= set(re.findall(r'_path\("([\w-]+)"', source))
    assert {"executed", "formgrader", "attempts"} <= written
    assert written <= listing.WRITTEN


def listed() -> set[str]:
    """The files and folders that the docstring of the store names."""
    lines = re.findall(r"(?m)^    ([\w-][^\s,]*(?:, [\w.]+)*)", store.__doc__ or "")
    return {name.partition("/")[0] for line in lines for name in line.split(", ")}


def test_one_place_lists_everything_that_an_output_folder_holds(tmp_path):
    assert {"results", "class.json", "audit.key", "grading.log", "crashes"} <= listed()
    paths = [name for name, one in vars(Store).items() if isinstance(one, property)]
    named = [getattr(Store(tmp_path), name) for name in paths if name.endswith("_path")]
    assert {path.name for path in named} <= listed()
    assert listed() >= listing.WRITTEN
    assert {listing.OUTPUT_MARKER} <= listed()


def test_no_other_module_names_a_file_of_an_output_folder():
    for path in Path(autograder.__file__).parent.rglob("*.py"):
        if path.name != "store.py":
            found = re.findall(r'\bstore\.folder / "([\w.-]+)"', path.read_text(encoding="utf-8"))
            assert {*found} <= {"feedback"}, path  # which the terminal says, and nobody opens

"""The script that measures the package's structure."""

from __future__ import annotations

import re
from pathlib import Path

from scripts.structure import floors, imports_of, lines, loose, report


def test_the_longest_chain_of_imports_is_counted():
    house = {"cli": {"grade", "files"}, "grade": {"files"}, "files": set(), "docs": set()}
    assert floors({room: frozenset(others) for room, others in house.items()}) == 2


def test_rooms_that_import_one_another_are_named(tmp_path: Path):
    house = {"read": frozenset({"write"}), "write": frozenset({"read"})}
    said = report(house, tmp_path)
    assert "a circle: read → write → read" in said or "a circle: write → read → write" in said


def test_modules_at_the_top_and_lines_are_counted(tmp_path: Path):
    (tmp_path / "room").mkdir()
    for name, text in (("__init__.py", ""), ("loose.py", "x = 1\ny = 2\n"), ("room/x.py", "1\n")):
        (tmp_path / name).write_text(text)
    assert (loose(tmp_path), lines(tmp_path)) == (["__init__", "loose"], 3)


def test_the_packages_own_rooms_are_found():
    assert {"capture", "check", "record", "files"} <= imports_of().keys()
    assert "__main__" not in imports_of()


def test_no_test_file_imports_another_one():
    tests = Path(__file__).parents[2]
    files = {path.stem for path in tests.rglob("test_*.py")}
    imports = re.compile(r"^\s*(?:from|import) tests\.[\w.]*?(test_\w+)", re.MULTILINE)
    found = [
        f"{path.name} imports {name}"
        for path in tests.rglob("*.py")
        for name in imports.findall(path.read_text())
        if name in files
    ]
    assert found == []


ROOT = Path(__file__).parents[3]


def test_the_way_from_the_command_to_the_table_of_marks_leads_through_25_files_at_most():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    way = text.partition("## From `autograder grade`")[2].partition("Four more are branches")[0]
    files = re.findall(r"`([\w/]+\.py)`", way)
    assert 15 < len(files) == len({*files}) <= 25
    assert [file for file in files if not (ROOT / "autograder" / file).is_file()] == []


def test_the_table_of_rooms_has_every_room():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("## The rooms")[2].partition("## The processes")[0]
    named = {*re.findall(r"(?m)^\| `(\w+)/` \|", table), "files", "errors"}
    assert named == imports_of().keys()

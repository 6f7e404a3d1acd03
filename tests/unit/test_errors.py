"""Errors: one tree, and a sentence and an exit status for each of its branches."""

from __future__ import annotations

import ast
import builtins
import errno
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import errors
from autograder.cli.doctor import doctor
from autograder.errors import MachineError, Refused, UserError
from tests.support import commands
from tests.support.sources import PACKAGE, trees

_LINE = re.compile(r"(?P<indent>[│ ]*)[├└]── (?P<name>\w+) +(?P<rest>.*)")


def drawn() -> dict[str, tuple[str, str]]:
    """Class → its base and its module, as the docstring draws them."""
    found, above = {}, ["AutograderError"]
    for line in (errors.__doc__ or "").splitlines():
        if match := _LINE.match(line):
            depth = len(match["indent"]) // 4
            module = match["rest"] if depth > 1 else "errors"
            del above[depth:]
            found[match["name"]] = above[-1], module
            above.append(match["name"])
    return found


def test_the_tree_is_as_it_is_drawn():
    assert len(drawn()) > 20
    for name, (base, module) in drawn().items():
        one = getattr(importlib.import_module(f"autograder.{module}"), name)
        assert base in {each.__name__ for each in one.__bases__}, name


def test_every_error_of_the_package_is_in_the_tree():
    """Besides those that stand for Colab's own, and what a module keeps to itself."""
    outside = []
    for path, tree in trees().items():
        if {"colab", "templates"} & set(path.parts):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                raised = [getattr(builtins, base, None) for base in bases]
                is_error = any(isinstance(b, type) and issubclass(b, BaseException) for b in raised)
                if (is_error or bases & {*drawn()}) and node.name not in drawn():
                    outside.append(node.name)
    # A student's `except Exception` must not swallow what ends a cell that takes too long.
    assert sorted(outside) == ["AutograderError", "TooLong"]


@pytest.mark.parametrize(
    ("raised", "status", "said"),
    [
        (UserError("It is no roster."), 2, "Error: It is no roster."),
        (MachineError("It cannot be locked in."), 1, "Error: It cannot be locked in."),
        (Refused("It is too large."), 1, "Error: It is too large."),
        (FileNotFoundError("There is no .ipynb."), 2, "Error: There is no .ipynb."),
        (
            PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/a/b"),
            *(2, "Error: Permission denied: /a/b. Take another place, or let this user write"),
        ),
        (
            OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/a/b"),
            *(1, "Error: No space left on device: /a/b. Make room there, and run the same"),
        ),
        (OSError(errno.EIO, os.strerror(errno.EIO)), 1, "Error: Input/output error."),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_each_branch_has_a_sentence_and_an_exit_status(monkeypatch, raised, status, said):
    def fails(**_):
        raise raised

    monkeypatch.setattr(doctor, "callback", fails)
    done = commands.autograder("doctor")
    assert done.returncode == status
    assert done.stderr.startswith(said)


def test_what_nobody_foresaw_is_a_sentence_that_says_where_the_traceback_is(monkeypatch):
    def fails(**_):
        raise ZeroDivisionError("it was \x1b[2J zero")

    monkeypatch.setattr(doctor, "callback", fails)
    done = commands.autograder("doctor")
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    found = re.fullmatch(
        r"Error: autograder itself has failed \(ZeroDivisionError\)\. What was finished is kept\. "
        r"The traceback is in (?P<path>\S+\.log): please open an issue with it\.",
        line,
    )
    written = Path(found["path"])
    try:
        text = written.read_text()
    finally:
        written.unlink()
    assert text.startswith("Traceback (most recent call last):\n")
    assert text.endswith("ZeroDivisionError: it was \\x1b[2J zero\n")


def test_every_command_leaves_errors_to_the_one_place_that_says_them():
    """A handler of its own would give the same error another exit status."""
    named = {*drawn(), "Exception", "BaseException"} - {"DamagedFileError"}
    for path in (PACKAGE / "cli").glob("*.py"):
        if path.name in ("main.py", "findings.py"):  # whose findings they are
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and node.type is not None:
                caught = {one.id for one in ast.walk(node.type) if isinstance(one, ast.Name)}
                assert not caught & named, f"{path.name}, line {node.lineno}"


@pytest.mark.kernel
def test_the_package_is_run_as_a_module_as_well(tmp_path):
    """Also where the working folder holds a file that is called like a library."""
    (tmp_path / "graphviz.py").write_text("open('ran.txt', 'w').close()")
    (tmp_path / "click.py").write_text("open('ran.txt', 'w').close()")
    for start in (["-m"], ["-P", "-m"]):
        command = [sys.executable, *start, "autograder", "export", "--output", "none"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 2
        assert done.stderr.startswith("Error: There are no marks in none.")
    assert not (tmp_path / "ran.txt").exists()


@pytest.mark.parametrize("line", ["build", "publish out"])
def test_a_lesson_that_does_not_build_is_a_mistake_of_whoever_wrote_it(tmp_path, line, monkeypatch):
    """As with everything else that was given and cannot be used."""
    (tmp_path / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    (tmp_path / "solutions" / "01-tiny").mkdir(parents=True)
    (tmp_path / "solutions" / "01-tiny" / "lesson.py").write_text("# no header\n")
    monkeypatch.setenv("COURSE_ROOT", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    done = commands.autograder(*line.split())
    assert done.returncode == 2
    assert done.stderr.startswith("Error: ")

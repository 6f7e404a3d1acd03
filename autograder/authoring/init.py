"""Begins a course: a folder with one lesson that works, to change. [coordinator]"""

from __future__ import annotations

import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from autograder.errors import UserError
from autograder.files import write_atomically

LESSON = "01-tables"
_SOURCE = f"solutions/{LESSON}"
#: path in the new course → path among the templates
_FILES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "LICENSE": "LICENSE",
    "LICENSE-PROSE": "LICENSE-PROSE",
    ".gitignore": "gitignore",
    ".github/workflows/course.yml": "workflow.yml",
    "solutions/syllabus.md": "syllabus.md",
    f"{_SOURCE}/lesson.py": "lesson.py",
    f"{_SOURCE}/data/trees.csv": "trees.csv",
}


class InitError(UserError):
    """There is something where the course should go. The message says what to do."""


def begin_course(folder: Path) -> list[str]:
    """Writes a course of one lesson into a new or empty folder.

    Returns:
        The files that were written.

    Raises:
        InitError: the folder holds something, or its name makes no name of a course.
    """
    if folder.is_dir() and (present := sorted(one.name for one in folder.iterdir())):
        if present != [".git"]:
            there = next(name for name in present if name != ".git")
            raise InitError(f"{folder} holds {there} already. Name a new or empty folder.")
    elif folder.exists() and not folder.is_dir():
        raise InitError(f"{folder} is a file. Name a new or empty folder.")
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", folder.resolve().name).strip("-.") or "course"
    title = re.sub(r"[-_.]+", " ", name).capitalize()
    templates = resources.files("autograder.authoring") / "templates" / "course"
    answers = {
        f"{_SOURCE}/answers/{one.name}": one
        for one in sorted((templates / "answers").iterdir(), key=lambda one: one.name)
        if one.name.endswith(".py")
    }
    files: dict[str, Traversable] = {path: templates / file for path, file in _FILES.items()}
    for path, file in (files | answers).items():
        text = file.read_text(encoding="utf-8")
        if path.startswith(_SOURCE):  # these braces are for the build
            write_atomically(folder / path, text)
        else:
            filled = text.replace("{{ name }}", name).replace("{{ title }}", title)
            write_atomically(folder / path, filled)
    return sorted(files | answers)

"""`autograder publish`: what students may see, as a repository of its own. [coordinator]

This repository holds solutions, so it cannot be the public one that badges lead to. What is written
here holds no line of a solution and no hidden test, in no file and in no commit that was made of
it before (invariant I7).
"""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from autograder.authoring.course import Course
from autograder.authoring.extras import extras
from autograder.authoring.leaks import Leak, forbidden_lines, leaks_in, shown_lines
from autograder.authoring.lesson import BuildError, Named, badges
from autograder.authoring.publish import Built, build, build_pages
from autograder.authoring.solution import Grade, is_measured, prove
from autograder.authoring.targets.otter import Emitted
from autograder.authoring.targets.site import FOLDER, WORKFLOW, front_page, is_guide, site
from autograder.files import remove_tree, write_atomically

_log = logging.getLogger(__name__)

_MARK = "<!-- Written by `autograder publish`; do not edit. -->\n"
_AS_THEY_ARE = ("LICENSE", "LICENSE-PROSE", "syllabus.md")
_REQUIREMENTS = "# What the lessons need at home. Written by `autograder publish`; do not edit."
_STUDENTS_TOOLS = ("jupyterlab>=4", "ipywidgets>=8", "otter-grader>=7,<8")
_SHOWN = 20


def publish(
    course: Course, folder: Path, *, grade: Grade, tell: Callable[[str], None]
) -> list[str]:
    """Writes the students' repository into a folder.

    Args:
        folder: a new or empty one, or one that this wrote before; its history is looked through.
        grade: grades a solution that has to be run for the pictures of the site.
        tell: is told what is being done.

    Returns:
        The files that were written.

    Raises:
        BuildError: `course/` is not up to date, the folder is something else, or what students
            would get, now or in the history, gives something away.
    """
    built = build(course, course.lessons(), only_dist=True)
    stale = [name for one in built for name in one.differs]
    stale += [
        f"solutions/{one.lesson.name}/measured.json"
        for one in built
        if not is_measured(course, one.lesson.name, one.emitted.solution)
    ]
    stale += build_pages(course, built, check=True)
    if stale:
        raise BuildError(f"Run `autograder build` first; these are not up to date: {stale}.")
    if folder.exists() and not folder.is_dir():
        raise BuildError(f"{folder} is a file. Name a folder.")
    _expect_own(folder)
    for one in built:
        tell(f"running the solution of {one.lesson.name}")
        prove(course, one.lesson.name, one.emitted, grade)
    tell("looking through what students get")
    files = _files(course, built)
    forbidden = _forbidden([one.emitted for one in built], files)
    found = leaks_in(files, forbidden, explained_in=is_guide)
    if found:
        raise BuildError(_told("Nothing is written, because students would see", found))
    for old in ("course", FOLDER, WORKFLOW, "requirements.txt", "README.md", *_AS_THEY_ARE):
        path = folder / old
        remove_tree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for name, content in files.items():
        write_atomically(folder / name, content)
    _log.info("wrote %d files into %s", len(files), folder)
    found = leaks_in(
        _history(folder), forbidden, explained_in=lambda place: is_guide(place.partition(":")[2])
    )
    if found:
        message = "The files are written, but do not push: the history of this repository holds"
        raise BuildError(_told(message, found) + "\nBegin with a new folder, or rewrite it.")
    return sorted(files)


def _expect_own(folder: Path) -> None:
    """Refuses a folder that holds other people's files."""
    present = (
        [path.name for path in folder.iterdir() if path.name != ".git"] if folder.exists() else []
    )
    readme = folder / "README.md"
    if present and not (readme.is_file() and readme.read_text("utf-8").startswith(_MARK)):
        raise BuildError(
            f"{folder} holds {present[0]}, which is not from here. Name a new folder, or one that "
            "`autograder publish` has written."
        )


def _files(course: Course, built: list[Built]) -> dict[str, bytes]:
    """path → content of all that students get."""
    missing = [name for name in _AS_THEY_ARE if not (course.root / name).is_file()]
    if missing:
        source = " The syllabus comes of solutions/syllabus.md." * ("syllabus.md" in missing)
        raise BuildError(
            f"Students are to get {' and '.join(missing)}, which {course.root} lacks.{source} "
            "`autograder init DIR` writes such files into a new folder, to copy from."
        )
    files = {name: (course.root / name).read_bytes() for name in _AS_THEY_ARE}
    for one in built:
        folder = f"course/{one.lesson.name}"
        files |= {f"{folder}/{name}": content for name, content in one.emitted.student.items()}
    beside = extras(course)
    files |= {f"course/{one.name}/{one.name}.ipynb": one.text.encode() for one in beside}
    listed: tuple[Named, ...] = (*beside, *(one.lesson for one in built))
    text = front_page(course, "README.md", lessons=badges(course, listed))
    text = text.replace("{{ at_home }}", _at_home(course, built))
    files["README.md"] = (_MARK + text).encode()
    wanted = "\n".join((*_STUDENTS_TOOLS, *course.requirements))
    files["requirements.txt"] = f"{_REQUIREMENTS}\n{wanted}\n".encode()
    return files | site(course, built, files["syllabus.md"].decode())


def _at_home(course: Course, built: list[Built]) -> str:
    first = next((one.lesson.name for one in built), "lesson")
    text = f"The same checks run in a terminal, in a lesson's folder: `otter check {first}.ipynb`."
    if any(one.startswith("graphviz") for one in course.requirements):
        text += " Drawings need\n[Graphviz](https://graphviz.org/download/) as well."
    return text


def _forbidden(emitted: Iterable[Emitted], files: dict[str, bytes]) -> dict[str, str]:
    """What no file may hold: a line that one lesson asks for may be shown by a later one.

    What a page of the site shows excuses nothing: its outputs come from the solution.
    """
    shown = shown_lines({name: text for name, text in files.items() if name.startswith("course/")})
    return {
        line: why
        for one in emitted
        for line, why in forbidden_lines(one).items()
        if line not in shown
    }


def _history(folder: Path) -> dict[str, bytes]:
    """Place → content of every file in every commit, where the folder is a git repository."""
    if not (folder / ".git").exists():
        return {}
    objects = _git(folder, "rev-list", "--all", "--objects", "--filter=object:type=blob")
    found = {}
    for line in objects.decode("utf-8", "replace").splitlines():
        number, _, path = line.partition(" ")
        if path:
            found[f"{number[:10]}:{path}"] = _git(folder, "cat-file", "blob", number)
    return found


def _git(folder: Path, *arguments: str) -> bytes:
    git = shutil.which("git")
    if git is None:
        raise BuildError(f"{folder} is a git repository, and git is not there to look through it.")
    done = subprocess.run([git, "-C", str(folder), *arguments], capture_output=True)
    if done.returncode != 0:
        raise BuildError(f"git cannot read {folder}: {done.stderr.decode().strip()}")
    return done.stdout


def _told(message: str, found: list[Leak]) -> str:
    listed = "\n".join(f"  {leak}" for leak in found[:_SHOWN])
    more = f"\n  and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"{message}:\n{listed}{more}"

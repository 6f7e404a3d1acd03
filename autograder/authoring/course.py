"""The course: its root folder, its lessons, and the zips that grading needs. [coordinator]"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import autograder
from autograder.errors import UserError


class CourseError(UserError):
    """There is no course here, or a lesson is not built. The message says what to do."""


@dataclass(frozen=True)
class Course:
    """A course: a folder whose pyproject.toml has a table `[tool.course]`.

    Attributes:
        repository: `owner/name` on GitHub, for badges and links.
        branch: the branch that they lead to.
    """

    root: Path
    repository: str
    branch: str

    @property
    def solutions(self) -> Path:
        """The single source of every lesson."""
        return self.root / "solutions"

    @property
    def students(self) -> Path:
        """What students get; generated."""
        return self.root / "course"

    @property
    def dist(self) -> Path:
        """What instructors' tools get; generated, not committed."""
        return self.root / "dist"

    def lessons(self) -> list[str]:
        """The names of all lessons, in order."""
        return sorted(path.parent.name for path in self.solutions.glob("*/lesson.py"))

    def code_given(self, lesson: str) -> list[str]:
        """The code of each code cell of the notebook that students get; nothing without one.

        Raises:
            CourseError: it is damaged.
        """
        path = self.students / lesson / f"{lesson}.ipynb"
        if not path.is_file():
            return []
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        except (ValueError, KeyError, TypeError):
            raise CourseError(f"{path} is no notebook. Run `autograder build {lesson}`.") from None

    def assignment_zip(self, lesson: str) -> Path:
        """The lesson's Otter autograder zip, with the hidden tests in it."""
        return self.dist / "otter" / f"{lesson}.zip"


def move(course: Course, repository: str, branch: str) -> Course:
    """The same course, published elsewhere: badges and links lead there from the next build on.

    Rewrites `[tool.course]` in pyproject.toml, and the links in README.md.

    Args:
        repository: `owner/name`.

    Raises:
        CourseError: that is not a valid name of a repository or of a branch.
    """
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise CourseError(f"{repository!r} is no repository; write OWNER/NAME.")
    if not re.fullmatch(r"[\w./-]+", branch):
        raise CourseError(f"{branch!r} is no name of a branch.")
    settings, readme = course.root / "pyproject.toml", course.root / "README.md"
    text = settings.read_text(encoding="utf-8")
    before, table, rest = text.partition("[tool.course]")
    for name, value in (("repository", repository), ("branch", branch)):
        rest = re.sub(rf'(?m)^{name} = ".*"$', f'{name} = "{value}"', rest, count=1)
    settings.write_text(before + table + rest, encoding="utf-8")
    if readme.is_file():
        links = readme.read_text(encoding="utf-8")
        old = f"{course.repository}/blob/{course.branch}/"
        readme.write_text(links.replace(old, f"{repository}/blob/{branch}/"), encoding="utf-8")
    return Course(course.root, repository, branch)


def find(start: Path | None = None, submissions: Iterable[Path] = ()) -> Course:
    """The course that a folder belongs to: the first one upwards, else the installed checkout.

    Args:
        start: where to look; by default the working folder, or what COURSE_ROOT names.
        submissions: files and folders of students. No course is looked for in them, because
            a student's own pyproject.toml would bring its own tests.

    Raises:
        CourseError: there is none, or its settings cannot be read.
    """
    start = start or Path(os.environ.get("COURSE_ROOT") or Path.cwd())
    checkout = Path(autograder.__file__).parents[1]
    students = [path.resolve() for path in submissions]
    for folder in (start.resolve(), *start.resolve().parents, checkout):
        settings = folder / "pyproject.toml"
        if any(folder.is_relative_to(path) for path in students):
            continue
        if settings.is_file():
            try:
                table = tomllib.loads(settings.read_text(encoding="utf-8-sig")).get("tool", {})
                if "course" in table:
                    return Course(folder, table["course"]["repository"], table["course"]["branch"])
            except ValueError as error:
                raise CourseError(f"{settings} cannot be read: {error}.") from None
            except KeyError as error:
                raise CourseError(f"{settings}: the table [tool.course] has no {error}.") from None
    raise CourseError(
        "This is not a course: no pyproject.toml with a table [tool.course] was found in "
        f"{start.resolve()} or above it. Change to the folder of the course, or set COURSE_ROOT."
    )

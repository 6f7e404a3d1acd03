"""Where the course lies: its root folder, its lessons, and the zips that grading needs."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path


class CourseError(RuntimeError):
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

    def assignment_zip(self, lesson: str) -> Path:
        """The lesson's Otter autograder zip, with the hidden tests in it."""
        return self.dist / "otter" / f"{lesson}.zip"


def find(start: Path | None = None) -> Course:
    """The course that a folder belongs to: the first one upwards, else the installed checkout.

    Args:
        start: where to look; by default the working folder, or what COURSE_ROOT names.

    Raises:
        CourseError: there is none.
    """
    start = start or Path(os.environ.get("COURSE_ROOT") or Path.cwd())
    checkout = Path(__file__).parents[1]
    for folder in (start.resolve(), *start.resolve().parents, checkout):
        settings = folder / "pyproject.toml"
        if settings.is_file():
            table = tomllib.loads(settings.read_text(encoding="utf-8")).get("tool", {})
            if "course" in table:
                return Course(folder, table["course"]["repository"], table["course"]["branch"])
    raise CourseError(
        "This is not a course: no pyproject.toml with a table [tool.course] was found in "
        f"{start.resolve()} or above it. Change to the folder of the course, or set COURSE_ROOT."
    )

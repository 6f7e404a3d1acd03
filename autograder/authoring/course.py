"""The course: its root folder, its lessons, and the zips that grading needs. [coordinator]"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

import autograder
from autograder.errors import UserError
from autograder.files import natural
from autograder.record import grading_policy
from autograder.record.grading_policy import Policy, PolicyError
from autograder.record.viva import VivaError, VivaPolicy, read_policy

#: the places that open a notebook from GitHub
COLAB, KAGGLE = "colab", "kaggle"
_HOSTS = (COLAB, KAGGLE)
_ASSISTANT = ("off", "named", "free")
_SOLUTIONS = "solutions"
#: the keys of `[tool.course]` → their default, of the type that they have, and what they say; the
#: page for authors has this table as it stands here
SETTINGS: Mapping[str, tuple[Any, str]] = {
    "repository": (
        None,
        "`OWNER/NAME` on GitHub of what students see, where badges and links lead; has to be there",
    ),
    "branch": ("main", "the branch that they lead to"),
    "title": ("", "the course's name, on the front page; the repository's name by default"),
    "introduction": ("", "what stands below it, as Markdown"),
    "hosts": (
        [*_HOSTS],
        "where badges open a lesson; `[]` where students download it",
    ),
    "libraries": (
        [],
        "what the setup cell looks for and names, such as `pandas>=2`; it installs none of them",
    ),
    "requirements": (
        [],
        "what students need at home besides JupyterLab and Otter, for their `requirements.txt`",
    ),
    "container": ([], "what Gradescope's container gets besides what the grader itself needs"),
    "minutes": ([25, 60], "how long a lesson may take, for the rule `length`"),
    "questions": (
        [4, 7],
        "how many questions a lesson asks, for the rule `number_of_questions`",
    ),
    "language": (
        "en",
        "of the prose; `reading_ease` knows de, en, es, fr, it and nl, and is silent about others",
    ),
    "assistant": (
        "named",
        "what help of AI assistants is allowed, for each lesson's header and the syllabus: `off` "
        "for answers, `named` where it was used, or `free`",
    ),
    "lint": ({}, "a table: the name of a rule that is left out, and the reason"),
    "grading": (
        {},
        "a table: how the course's grade is made, as [the page on it](course-grade.md) says",
    ),
    "viva": (
        {},
        "a table: what [questions about students' own work](viva.md) count for",
    ),
    "variants": (
        {},
        "a table: `key`, a text on which [each student's own values](variants.md) depend; the "
        "repository's name by default",
    ),
}


class CourseError(UserError):
    """There is no course here, or a lesson is not built. The message says what to do."""


class NoCourseError(CourseError):
    """There is no course here."""


@dataclass(frozen=True)
class Course:
    """A course: a folder whose pyproject.toml has a table `[tool.course]`; see `SETTINGS`."""

    root: Path
    repository: str
    branch: str = "main"
    title: str = ""
    introduction: str = ""
    hosts: tuple[str, ...] = _HOSTS
    libraries: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    container: tuple[str, ...] = ()
    minutes: tuple[int, int] = (25, 60)
    questions: tuple[int, int] = (4, 7)
    language: str = "en"
    assistant: str = "named"
    lint: Mapping[str, str] = field(default_factory=dict)
    grading: Policy | None = None
    viva: VivaPolicy = field(default_factory=VivaPolicy)
    variants: Mapping[str, str] = field(default_factory=dict)

    def variant_key(self, lesson: str) -> str:
        """The public key from which students' own values in a lesson are derived."""
        return f"{self.variants.get('key', self.name)} {lesson}"

    @property
    def name(self) -> str:
        """What the course's repository is called, without its owner."""
        return self.repository.rpartition("/")[2]

    @property
    def solutions(self) -> Path:
        """The single source of every lesson."""
        return self.root / _SOLUTIONS

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
        return _lessons(self.root)

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

    def code_of_solution(self, lesson: str) -> list[str]:
        """The code of each code cell of a lesson's source, with the solutions in them."""
        source = self.solutions / lesson / "lesson.py"
        text = source.read_text(encoding="utf-8") if source.is_file() else ""
        cells = re.split(r"(?m)^# %%", text)[1:]
        return [cell.partition("\n")[2] for cell in cells if not re.match(r" *\[", cell)]

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
    return find(course.root)


def find(start: Path | None = None, submissions: Iterable[Path] = ()) -> Course:
    """The course that a folder belongs to: the first one upwards, else the installed checkout.

    Args:
        start: where to look; by default the working folder, or what COURSE_ROOT names.
        submissions: files and folders of students. No course is looked for in them, because
            a student's own pyproject.toml would bring its own tests.

    Raises:
        NoCourseError: there is none.
        CourseError: its settings cannot be used.
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
                text = settings.read_text(encoding="utf-8-sig")
                table = tomllib.loads(text).get("tool", {})
            except ValueError as error:
                place = re.search(r" \(at line (\d+)", str(error))
                line = f", line {place[1]}" if place else ""
                said = str(error).partition(" (at ")[0]
                raise CourseError(f"{settings}{line} cannot be read: {said}.") from None
            if isinstance(table, dict) and "course" in table:
                return _course(settings, text, table["course"])
    raise NoCourseError(
        "This is not a course: no pyproject.toml with a table [tool.course] was found in "
        f"{start.resolve()} or above it. Change to the folder of the course, or set COURSE_ROOT; "
        "`autograder init DIR` begins a new one."
    )


def _course(settings: Path, text: str, table: Any) -> Course:
    """The course that a table `[tool.course]` tells of.

    Raises:
        CourseError: an entry is missing, unknown, or of another type; with file and line.
    """

    def wrong(key: str, what: str) -> CourseError:
        _, _, below = text.partition("[tool.course")
        above = text.count("\n", 0, len(text) - len(below)) + 1
        for number, line in enumerate(below.split("\n"), above):
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return CourseError(f"{settings}, line {number}: `{key}` in [tool.course] {what}.")
        return CourseError(f"{settings}, line {above}: {what}.")

    if not isinstance(table, dict):
        raise wrong("", "course is a table of its own: write `[tool.course]`")
    if "repository" not in table:
        raise wrong("", 'the table [tool.course] has no `repository = "OWNER/NAME"`')
    known: dict[str, Any] = {}
    for key, value in table.items():
        if key not in SETTINGS:
            raise wrong(key, f"is not known; there are {', '.join(SETTINGS)}")
        default = SETTINGS[key][0]
        if not isinstance(value, str if default is None else type(default)):
            kinds = {"list": "a list", "dict": "a table"}
            raise wrong(key, f"is {kinds.get(type(default).__name__, 'a text')}")
        known[key] = value
        if isinstance(default, list):
            of = int if default and isinstance(default[0], int) else str
            if any(type(one) is not of for one in value) or (of is int and len(value) != 2):
                example = default if of is int else ["a", "b"]
                raise wrong(key, f"has entries of another kind than {example}")
            if of is int and not 0 <= int(value[0]) <= int(value[1]):
                raise wrong(key, f"has the least first and the most last, such as {default}")
            known[key] = tuple(value)
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", known["repository"]):
        raise wrong("repository", "is OWNER/NAME")
    for key in ("libraries", "requirements", "container"):
        for one in known.get(key, ()):
            try:
                Requirement(one)
            except InvalidRequirement:
                raise wrong(key, f"has {one!r}; write a name and versions: `pandas>=2`") from None
    for host in known.get("hosts", ()):
        if host not in _HOSTS:
            raise wrong("hosts", f"has {host!r}; there are {' and '.join(_HOSTS)}")
    if known.get("assistant", "named") not in _ASSISTANT:
        raise wrong("assistant", f"is one of {', '.join(_ASSISTANT)}")
    for rule, reason in known.get("lint", {}).items():
        if not isinstance(reason, str) or not reason.strip():
            raise wrong(rule, 'is left out for a reason: write that as a text, "because …"')
    variants = known.get("variants", {})
    if not isinstance(variants.get("key", ""), str) or not {*variants} <= {"key"}:
        raise wrong("variants", 'has one entry: `key = "a text"`')
    known.setdefault("title", known["repository"].rpartition("/")[2])
    if "grading" in known:
        try:
            known["grading"] = grading_policy.read(known["grading"], _lessons(settings.parent))
        except PolicyError as error:
            line = _line_of(error.key, text)
            raise CourseError(f"{settings}, line {line}: {error}") from None
    if "viva" in known:
        try:
            known["viva"] = read_policy(known["viva"])
        except VivaError as error:
            raise CourseError(f"{settings}: {error}") from None
    return Course(settings.parent, **known)


def _lessons(root: Path) -> list[str]:
    return sorted(
        (path.parent.name for path in (root / _SOLUTIONS).glob("*/lesson.py")), key=natural
    )


def _line_of(key: str, text: str) -> int:
    """The line of a key of `[tool.course.grading]`; where the table begins, if none begins so."""
    lines = text.split("\n")
    table = re.compile(r"\s*(?:\[\s*tool\.course\.grading\b|grading\s*=)")
    begins = next((at for at, line in enumerate(lines, 1) if table.match(line)), 1)
    own = re.compile(rf"\s*(?:\[\s*tool\.course\.grading\.)?[\"']?{re.escape(key)}[\"']?\s*[\]=.]")
    return next(
        (at for at, line in enumerate(lines, 1) if at >= begins and own.match(line)), begins
    )

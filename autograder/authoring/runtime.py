"""Colab's runtime as the lessons know it, and what changed in it since. [coordinator]

Colab publishes what it ships (googlecolab/backend-info: `pip-freeze.txt`, `apt-list.txt`,
`os-info.txt`). The lines that this course needs are kept in `solutions/colab-runtime.txt`, those of
the system as comments; `make colab` rebuilds the packages from them.
"""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from autograder.authoring.course import Course
from autograder.authoring.lesson import source
from autograder.errors import UserError
from autograder.files import write_atomically

_LINE = re.compile(r"(?m)^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>\S+)$")
#: of the system, as recorded: `# system: Python 3.13.15`, `# apt: graphviz 2.42.2-6ubuntu0.1`
_SYSTEM = re.compile(r"(?m)^# (?P<kind>system|apt): (?P<name>\S+) (?P<version>\S+.*)$")
#: the same as Colab publishes it
_PUBLISHED = {
    "system": re.compile(r"(?m)^(?P<name>Ubuntu|Python) (?P<version>\S+)"),
    "apt": re.compile(r"(?m)^(?P<name>[a-z0-9][\w.+-]*)/\S+ (?P<version>\S+) "),
}
_BREAKS = {
    "Ubuntu": "what apt-get installs, and programs such as dot, are of other versions",
    "Python": "packages may be missing for it, and messages of errors differ",
}
_DAY = re.compile(r"^(# .* runtime of )[\d-]+")
_IMPORT = re.compile(r"(?m)^\s*(?:import|from)\s+(\w+)")


class RuntimeListError(UserError):
    """A list of packages cannot be used. The message says why."""


@dataclass(frozen=True)
class Change:
    """A package that is another one now.

    Attributes:
        was, now: versions; `now` is None where the runtime has it no longer.
        lessons: those that import it.
    """

    name: str
    was: str
    now: str | None
    lessons: tuple[str, ...]

    def __str__(self) -> str:
        if self.now is None:
            what, risk = f"{self.name} {self.was} is gone", "their cells fail"
        else:
            what, risk = f"{self.name} {self.was} → {self.now}", _risk(self.was, self.now)
        whom = (
            f"imported by {', '.join(self.lessons)}"
            if self.lessons
            else "other packages stand on it"
        )
        return f"{what}: {whom}; {risk}"


def _risk(was: str, now: str) -> str:
    try:
        old, new = Version(was), Version(now)
    except InvalidVersion:
        return "look at what its authors say"
    if new < old:
        return "an older one: something may be missing"
    if new.major != old.major or (new.major == 0 and new.minor != old.minor):
        return "names may be gone or mean something else"
    if new.minor != old.minor:
        return "warnings and printed output may differ"
    return "mends only, as a rule"


@dataclass(frozen=True)
class SystemChange:
    """A part of the system that is another one now.

    Attributes:
        kind: `system` or `apt`.
        now: None where it is there no longer.
    """

    kind: str
    name: str
    was: str
    now: str | None

    def __str__(self) -> str:
        if self.kind == "apt":
            risk = "a program that the lessons call: what it prints and draws may differ"
        else:
            risk = _BREAKS[self.name]
        return f"{self.name} {self.was} {f'→ {self.now}' if self.now else 'is gone'}: {risk}"


def system_changes(course: Course, text: str) -> list[SystemChange]:
    """What is another one now in the system, by an `os-info.txt` or an `apt-list.txt`.

    Raises:
        RuntimeListError: it is neither.
    """
    listed = {
        kind: {line["name"]: line["version"] for line in pattern.finditer(text)}
        for kind, pattern in _PUBLISHED.items()
    }
    kind = "system" if {"Ubuntu", "Python"} <= listed["system"].keys() else "apt"
    if not listed[kind]:
        raise RuntimeListError(
            "This is neither a pip-freeze.txt, nor an os-info.txt or apt-list.txt."
        )
    recorded = record(course).read_text(encoding="utf-8")
    return [
        SystemChange(kind, line["name"], line["version"], listed[kind].get(line["name"]))
        for line in _SYSTEM.finditer(recorded)
        if line["kind"] == kind and listed[kind].get(line["name"]) != line["version"]
    ]


def record(course: Course) -> Path:
    """Where the recorded lines are."""
    return course.solutions / "colab-runtime.txt"


def read_list(path: Path) -> dict[str, str]:
    """Versions by canonical name, out of a file in the form of `pip freeze`.

    Raises:
        RuntimeListError: there is no such file, or no line of it names a version.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuntimeListError(f"{path} cannot be read: {error}") from error
    found: dict[str, str] = {
        canonicalize_name(line["name"]): line["version"] for line in _LINE.finditer(text)
    }
    if not found:
        raise RuntimeListError(
            f"{path} has no line such as numpy==2.1.3. Give the pip-freeze.txt that "
            "googlecolab/backend-info publishes."
        )
    return found


def runtime_name(course: Course) -> str:
    """What the recorded runtime is called: "Colab's CPU runtime of 2026-08-19"."""
    first = record(course).read_text(encoding="utf-8").partition(":")[0]
    return first.removeprefix("# ")


def changes(course: Course, newer: Mapping[str, str]) -> list[Change]:
    """What is another version now among the recorded packages, by name.

    Raises:
        RuntimeListError: nothing is recorded.
    """
    users = _users(course)
    return [
        Change(name, was, newer.get(name), users.get(name, ()))
        for name, was in read_list(record(course)).items()
        if newer.get(name) != was
    ]


def watch(course: Course, paths: Iterable[Path]) -> tuple[list[Change], list[SystemChange]]:
    """What is another one now by any of the lists that Colab publishes: packages, and the system.

    Raises:
        RuntimeListError: a file cannot be read, or is no such list; or nothing is recorded.
    """
    packages: list[Change] = []
    system: list[SystemChange] = []
    for path in paths:
        if path.name.startswith(("os-info", "apt-list")):
            try:
                system += system_changes(course, path.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError) as error:
                raise RuntimeListError(f"{path} cannot be read: {error}") from error
        else:
            packages += changes(course, read_list(path))
    return packages, system


def update(course: Course, changed: Iterable[Change], system: Iterable[SystemChange] = ()) -> None:
    """Writes the new versions and the day into the record, and leaves out what is gone."""
    path = record(course)
    of_system = {(change.kind, change.name): change.now for change in system}
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    now = {change.name: change.now for change in changed}
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        found = _LINE.fullmatch(line)
        name = canonicalize_name(found["name"]) if found else None
        part = _SYSTEM.fullmatch(line)
        if part and (part["kind"], part["name"]) in of_system:
            if version := of_system[part["kind"], part["name"]]:
                lines.append(f"# {part['kind']}: {part['name']} {version}")
            continue
        if found and name in now:
            if now[name] is not None:
                lines.append(f"{found['name']}=={now[name]}")
        else:
            lines.append(_DAY.sub(rf"\g<1>{today}", line))
    write_atomically(path, "\n".join(lines) + "\n")


def _users(course: Course) -> dict[str, tuple[str, ...]]:
    """canonical name → the lessons that import it."""
    distributions = packages_distributions()
    users: dict[str, list[str]] = {}
    for lesson in course.lessons():
        for module in sorted({*_IMPORT.findall(source(course, lesson))} - sys.stdlib_module_names):
            for name in distributions.get(module, ()):
                # The CPU build goes by another name than the one that Colab ships.
                users.setdefault(canonicalize_name(name.removesuffix("-cpu")), []).append(lesson)
    return {name: tuple(dict.fromkeys(lessons)) for name, lessons in users.items()}

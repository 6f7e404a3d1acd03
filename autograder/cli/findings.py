"""Says what this machine can do, and the one fix for each thing that it can't. [coordinator]"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from autograder import DISTRIBUTION
from autograder.authoring.course import CourseError, find
from autograder.authoring.verified import newest
from autograder.datasets.dataset import Dataset, DatasetError
from autograder.datasets.registry import DATASETS
from autograder.run.kernel.forkserver import ForkServer, ForkServerError
from autograder.run.sandbox import landlock
from autograder.run.sandbox.limits import Limits, in_words, memory_available
from autograder.run.sandbox.mechanisms import by_name
from autograder.run.sandbox.probe import IsolationError, ensure
from autograder.run.sandbox.shown import user_packages

_DISK_GB = 8


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        state: `ok`, `warning` (grading works, with a limit) or `missing` (it does not).
        fix: what to do; empty where all is well.
    """

    name: str
    state: str
    says: str
    fix: str = ""


def examine() -> Iterator[Finding]:
    """Looks at one thing after another, the slow ones last."""
    checks: tuple[Callable[[], Finding], ...] = (
        _python,
        _packages,
        _python_path,
        _dot,
        _course,
        _memory,
        _disk,
        *(partial(_dataset, one) for one in DATASETS.values()),
        _folders,
    )
    for check in checks:
        yield check()
    yield from _sandbox()


def _python() -> Finding:
    version = platform.python_version()
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding("Python", "missing", version, "Install Python 3.11, 3.12 or 3.13.")
    try:
        colab = newest(find(), "Python")
    except CourseError:  # it has a finding of its own
        colab = ()
    if sys.version_info[:2] >= colab:
        return Finding("Python", "ok", version)
    theirs = ".".join(map(str, colab))
    return Finding(
        "Python",
        "warning",
        f"{version}, and Colab has {theirs}: what is new there fails here, also in right answers",
        f"With Python {theirs} installed: `make clean install PYTHON=python{theirs}`.",
    )


def _packages() -> Finding:
    try:
        requirements = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return Finding("packages", "missing", "the package is not installed", "Run `make install`.")
    from packaging.requirements import Requirement

    wrong = []
    for text in requirements:
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
            continue
        if version not in requirement.specifier:
            wrong.append(f"{requirement.name} is {version}")
    if wrong:
        return Finding("packages", "missing", "; ".join(wrong), "Run `make install`.")
    otter = importlib.metadata.version("otter-grader")
    keras = importlib.metadata.version("keras")
    return Finding("packages", "ok", f"Otter {otter}, Keras {keras}")


def _python_path() -> Finding:
    folders = os.environ.get("PYTHONPATH")
    if not folders:
        return Finding("PYTHONPATH", "ok", "not set")
    return Finding(
        "PYTHONPATH",
        "warning",
        f"{folders}: student code and tests do not see what lies there",
        f"Install packages that they need: `{sys.executable} -m pip install …`, and unset it.",
    )


def _dot() -> Finding:
    if shutil.which("dot"):
        return Finding("dot (Graphviz)", "ok", "networks can be drawn")
    return Finding(
        "dot (Graphviz)",
        "warning",
        "not found: drawings of networks stay text",
        "Debian and Ubuntu: `apt-get install graphviz`; macOS: `brew install graphviz`.",
    )


def _course() -> Finding:
    try:
        course = find()
    except CourseError as error:
        return Finding("course", "missing", "none found", str(error))
    return Finding("course", "ok", f"{len(course.lessons())} lesson(s)")


def _memory() -> Finding:
    memory, each = memory_available(), Limits().memory_bytes
    cores = os.cpu_count() or 1
    says = f"{in_words(memory)}, {cores} cores"
    if memory >= each * cores:
        return Finding("memory", "ok", says)
    fix = f"Use --jobs {max(1, memory // each)}."
    return Finding("memory", "warning", f"{says}: a submission may take {in_words(each)}", fix)


def _disk() -> Finding:
    free = shutil.disk_usage(tempfile.gettempdir()).free / 1e9
    if free >= _DISK_GB:
        return Finding("disk", "ok", f"{free:.0f} GB free for temporary files")
    return Finding("disk", "warning", f"{free:.1f} GB free", "Free some disk space.")


def _folders() -> Finding:
    """Where student code has a user id and no namespaces, it learns sizes and times of files."""
    try:
        course = find()
    except CourseError:  # it has a finding of its own
        return Finding("solutions", "ok", "none here")
    open_to_all = [
        str(folder)
        for folder in (course.solutions, course.dist)
        if folder.is_dir() and _others_may_enter(folder)
    ]
    if not open_to_all:
        return Finding("solutions", "ok", "closed to other users of this machine")
    return Finding(
        "solutions",
        "warning",
        f"{' and '.join(open_to_all)}: other users of this machine may read them",
        f"`chmod 700 {' '.join(open_to_all)}`.",
    )


def _others_may_enter(folder: Path) -> bool:
    """Whether a user that is neither the owner nor in the group gets into a folder."""
    return all(place.stat().st_mode & stat.S_IXOTH for place in (folder, *folder.parents))


def _sandbox() -> Iterator[Finding]:
    """Starts the grading process and forks it into a sandbox."""
    with ForkServer() as fork_server:
        yield _isolation(fork_server)
        if fork_server.has_ended:
            return
        yield _limits(fork_server.light.groups)  # which is ready: it was just asked to fork


def _limits(groups: Mapping[str, int]) -> Finding:
    if version := groups.get("memory"):
        says = f"memory of a submission: by the kernel (cgroup v{version})"
        return Finding("limits", "ok", says)
    return Finding(
        "limits",
        "warning",
        "memory of a submission: measured, so for a moment it may take more",
        "Let the kernel limit it: `systemd-run --user --scope -p Delegate=yes autograder grade …`.",
    )


def _isolation(fork_server: ForkServer) -> Finding:
    try:
        mechanism = by_name(ensure(fork_server))
    except ForkServerError as error:
        return Finding("grading process", "missing", str(error), "Reinstall: `make install`.")
    except IsolationError as error:
        return Finding("isolation", "missing", "student code cannot be isolated", str(error))
    abi = landlock.version()
    says = f"{mechanism.describes}; {f'Landlock {abi}' if abi else 'no Landlock'}"
    if not mechanism.advice:
        return Finding("isolation", "ok", says)
    fix = mechanism.advice
    if mechanism.name == "user" and any(Path(folder).is_dir() for folder in user_packages()):
        # That user id may not look into our home.
        fix += f" What lies in {user_packages()[0]} is not seen: install it for all users."
    return Finding("isolation", "warning", says, fix)


def _dataset(one: Dataset) -> Finding:
    try:
        located = one.locate()
    except DatasetError as error:
        return Finding(one.title, "missing", "damaged", str(error))
    if located.is_synthetic:
        return Finding(
            one.title,
            "warning",
            located.name,
            f"Download {one.file} elsewhere and set COURSE_DATASETS to its folder.",
        )
    return Finding(one.title, "ok", str(located.path))

"""Says what this machine can do, and the one fix for each thing that it can't."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.course import CourseError, find
from autograder.datasets import DatasetError, locate_mnist
from autograder.run.isolation import IsolationError, ensure
from autograder.run.notebook import workspace
from autograder.run.warm import WarmParent, WarmParentError

_NEEDED_GB = 4


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
        _dot,
        _course,
        _memory,
        _disk,
        _mnist,
        _warm,
        _isolation,
    )
    for check in checks:
        yield check()


def _python() -> Finding:
    version = platform.python_version()
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding("Python", "ok", version)
    return Finding("Python", "missing", version, "Install Python 3.11, 3.12 or 3.13.")


def _packages() -> Finding:
    try:
        requirements = importlib.metadata.requires("deep-learning-on-colab") or []
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
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    cores = os.cpu_count() or 1
    says = f"{pages:.0f} GB, {cores} cores"
    if pages >= _NEEDED_GB * cores:
        return Finding("memory", "ok", says)
    jobs = max(1, int(pages // _NEEDED_GB))
    return Finding(
        "memory", "warning", f"{says}: a submission may take {_NEEDED_GB} GB", f"Use --jobs {jobs}."
    )


def _disk() -> Finding:
    free = shutil.disk_usage(tempfile.gettempdir()).free / 1e9
    if free >= 2 * _NEEDED_GB:
        return Finding("disk", "ok", f"{free:.0f} GB free for temporary files")
    return Finding("disk", "warning", f"{free:.1f} GB free", "Free some disk space.")


def _isolation() -> Finding:
    try:
        with WarmParent() as warm:
            ensure(warm)
    except (IsolationError, WarmParentError) as error:
        return Finding("isolation", "missing", "student code cannot be isolated", str(error))
    return Finding("isolation", "ok", "namespaces: no network, no other files or processes")


def _mnist() -> Finding:
    try:
        mnist = locate_mnist()
    except DatasetError as error:
        return Finding("MNIST", "missing", "damaged", str(error))
    if mnist.is_stand_in:
        return Finding(
            "MNIST",
            "warning",
            mnist.name,
            "Download mnist.npz elsewhere and set COURSE_DATASETS to its folder.",
        )
    return Finding("MNIST", "ok", str(mnist.path))


def _warm() -> Finding:
    try:
        with WarmParent() as warm, workspace() as folder:
            child = warm.spawn(
                "autograder.run.isolation:nothing",
                {},
                cwd=folder,
                env={},
                log=folder / "log",
                sandbox=None,
            )
            if child.wait(60) == 0:
                return Finding("grading process", "ok", "starts and forks")
            return Finding(
                "grading process", "missing", "a fork of it failed", "Reinstall: `make install`."
            )
    except WarmParentError as error:
        return Finding("grading process", "missing", str(error), "Reinstall: `make install`.")

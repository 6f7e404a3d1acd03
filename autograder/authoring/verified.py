"""When and in which Colab runtime each lesson last ran; `make colab` writes it. [coordinator]"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.authoring.course import Course
from autograder.files import read_json, write_json

#: what stands in a lesson that was never run in Colab's runtime
NEVER = "not yet in Colab's runtime"
_FILE = "verified.json"


def verified(course: Course, lesson: str) -> str:
    """What a lesson last ran with, and when, for its header: packages, on a machine of our own."""
    run = _read(course).get(lesson)
    if run is None:
        return NEVER
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    return f"{versions}: the packages of {run['runtime']}, rebuilt here on {run['day']}"


def newest(course: Course, name: str) -> tuple[int, ...]:
    """The newest version of something, such as `Python`, that a lesson ran with in Colab's runtime.

    Returns:
        Its numbers, such as (3, 13); none where no lesson ever ran there.
    """
    versions = (run["versions"].get(name, "") for run in _read(course).values())
    return max((tuple(map(int, v.split("."))) for v in versions if v), default=())


def write_verified(course: Course, runs: Mapping[str, Mapping[str, Any]]) -> None:
    """Notes runs by lesson: `day`, `runtime`, and `versions` by name."""
    known = _read(course) | {lesson: dict(run) for lesson, run in runs.items()}
    write_json(course.solutions / _FILE, dict(sorted(known.items())))


def _read(course: Course) -> dict[str, Any]:
    return read_json(course.solutions / _FILE, dict, "Take it from the repository again") or {}

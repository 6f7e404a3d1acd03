"""The Gradescope backend: a container that grades in this project's sandbox. [coordinator]

    setup.sh                 makes the container: Python, the locked packages, this package
    run_autograder           grades one submission; see `autograder.grading.gradescope`
    assignment/<lesson>.zip  the lesson's tests, Otter's zip
    pyproject.toml requirements.lock autograder/…    this package, which no registry has
    requirements-course.txt  what the course's own lessons and tests import

Gradescope documents the two scripts, and where it unpacks them, at
https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path

import autograder
from autograder import DISTRIBUTION
from autograder.authoring.lesson import BuildError, datasets_of
from autograder.authoring.targets.otter import Emitted, as_zip

_PROGRAMS = ("setup.sh", "run_autograder")
_DATASETS = "# {{ datasets }}\n"
_LOCATE = """\
export KERAS_HOME="$home/keras" COURSE_CACHE="$home/cache"
"$home/venv/bin/python" -I -c 'from autograder.datasets.registry import locate
for one in locate({names}).values(): print(one.name)'
"""
#: what it takes to install the package where it lies, without a registry
_PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "{version}"
license-files = ["LICENSE"]

[tool.hatch.build.targets.wheel]
packages = ["autograder"]
"""


def gradescope_zip(lesson: str, emitted: Emitted, packages: Sequence[str] = ()) -> bytes:
    """The zip of one lesson.

    Args:
        packages: what the container gets besides what the grader needs.

    Raises:
        BuildError: this package was installed without the files that it is built from.
    """
    templates = resources.files("autograder.authoring") / "templates" / "gradescope"
    files = {name: (templates / name).read_bytes() for name in _PROGRAMS}
    names = datasets_of(emitted.solution)
    located = _LOCATE.format(names=json.dumps(names)) if names else ""
    files["setup.sh"] = files["setup.sh"].decode().replace(_DATASETS, located).encode()
    files[f"assignment/{lesson}.zip"] = emitted.autograder_zip
    files["requirements-course.txt"] = "".join(f"{one}\n" for one in packages).encode()
    return as_zip(files | _package(templates), programs=_PROGRAMS)


def _package(templates: Traversable) -> dict[str, bytes]:
    """Path → content of this package and of what it is installed with."""
    package = Path(autograder.__file__).parent
    version = metadata.version(DISTRIBUTION)
    project = _PYPROJECT.format(name=DISTRIBUTION, version=version)
    files = {"pyproject.toml": project.encode()}
    for file in ("requirements.lock", "LICENSE"):  # in a wheel, and in a checkout
        shipped, beside = templates / file, package.parent / file
        if not shipped.is_file() and not beside.is_file():
            raise BuildError(
                f"The zip for Gradescope carries this package along, and {beside} is missing; "
                "install the package again."
            )
        files[file] = shipped.read_bytes() if shipped.is_file() else beside.read_bytes()
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            files[path.relative_to(package.parent).as_posix()] = path.read_bytes()
    return files

"""The Gradescope backend: a container that grades in this project's sandbox. [coordinator]

    setup.sh                 makes the container: Python, the locked packages, this package
    run_autograder           grades one submission; see `autograder.grading.gradescope`
    assignment/<lesson>.zip  the lesson's tests, Otter's zip
    pyproject.toml requirements.lock autograder/…    this package, which no registry has

Gradescope documents the two scripts, and where it unpacks them, at
https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import autograder
from autograder.authoring.lesson import BuildError
from autograder.authoring.targets.otter import Emitted, as_zip

_PROGRAMS = ("setup.sh", "run_autograder")
#: what building and installing the package takes, beside the package itself
_PROJECT = ("pyproject.toml", "requirements.lock", "README.md", "LICENSE", "LICENSE-PROSE")


def gradescope_zip(lesson: str, emitted: Emitted) -> bytes:
    """The zip of one lesson.

    Raises:
        BuildError: this package was installed without the files that it is built from.
    """
    templates = resources.files("autograder.authoring") / "templates" / "gradescope"
    files = {name: (templates / name).read_bytes() for name in _PROGRAMS}
    files[f"assignment/{lesson}.zip"] = emitted.autograder_zip
    return as_zip(files | _package(), programs=_PROGRAMS)


def _package() -> dict[str, bytes]:
    """Path → content of this package and of what it is installed with."""
    package = Path(autograder.__file__).parent
    files = {}
    for name in _PROJECT:
        path = package.parent / name
        if not path.is_file():
            raise BuildError(
                f"The zip for Gradescope carries this package along, and {path} is missing; build "
                "in a checkout of the course."
            )
        files[name] = path.read_bytes()
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            files[path.relative_to(package.parent).as_posix()] = path.read_bytes()
    return files

"""The Python packages that an assignment's zip asks for, and those not installed. [coordinator]

`otter generate` writes what it was given as `requirements.txt` and `environment.yml` into
`environment.yml`; earlier versions wrote `requirements.txt` beside it.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

#: what Otter itself asks for, whatever the assignment
_OTTERS = {"python", "pip", "jupyter-server", "otter-grader"}
#: packages of conda-forge that have another name on PyPI, and a module of a third
_ON_PYPI = {"pytorch": "torch", "opencv": "opencv-python", "pytables": "tables"}


def asked_for(
    requirements: str = "", environment: str = "", config: Iterable[Any] = ()
) -> tuple[str, ...]:
    """Names of the packages, in order.

    Args:
        requirements: the text of `requirements.txt`.
        environment: the text of `environment.yml`.
        config: requirements in `otter_config.json`.
    """
    found = [*_of_pip([*requirements.splitlines(), *map(str, config)]), *_of_conda(environment)]
    names = dict.fromkeys(_ON_PYPI.get(name, name) for name in found)
    return tuple(name for name in names if name not in _OTTERS)


def missing(names: Iterable[str]) -> list[str]:
    """Those of some packages that are not installed."""
    return [name for name in names if not _is_installed(name)]


def _of_pip(lines: Iterable[object]) -> Iterator[str]:
    for line in lines:
        text = re.sub(r"(^|\s)#.*", "", str(line)).strip()
        if text.startswith("-"):
            editable = re.match(r"(?:-e|--editable)[ =]+(.*)", text)
            yield from _of_pip([editable[1]] if editable else [])
        elif re.match(r"[\w+]+://", text):
            repository = r"^git\+.*/([\w.-]+?)(?:\.git)?(?:@[^/]*)?(?:#.*)?$"
            if name := re.search(r"#egg=([\w.-]+)", text) or re.search(repository, text):
                yield canonicalize_name(name[1])
        elif text:
            try:
                requirement = Requirement(text)
            except InvalidRequirement:
                continue  # a path, or what pip would refuse
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                yield canonicalize_name(requirement.name)


def _of_conda(environment: str) -> Iterator[str]:
    try:
        data = yaml.safe_load(environment)
    except (yaml.YAMLError, RecursionError, ValueError):
        return
    dependencies = data.get("dependencies") if isinstance(data, dict) else None
    for one in dependencies if isinstance(dependencies, list) else []:
        if isinstance(one, dict):
            listed = one.get("pip")
            yield from _of_pip(listed if isinstance(listed, list) else [])
        elif isinstance(one, str):
            name = re.match(r"(?:[\w.-]+::)?([\w.-]+)", one)
            if name and shutil.which(name[1]) is None:  # conda installs programs, too
                yield canonicalize_name(name[1])


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        module = name.replace("-", "_")
        return importlib.util.find_spec(module) is not None  # TensorFlow without a GPU, for example
    return True

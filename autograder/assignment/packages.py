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


def requirements_of(
    requirements: str = "", environment: str = "", config: Iterable[Any] = ()
) -> list[str]:
    """What `uv pip install` has to be given for the packages, a line each.

    Args:
        requirements, environment, config: as `asked_for` takes them.
    """
    lines = [*requirements.splitlines(), *map(str, config), *_as_pip_says(environment)]
    kept: dict[str, None] = {}
    for line in lines:
        text = re.sub(r"(^|\s)#.*", "", line).strip()
        is_option = re.match(r"--?(r|requirement|c|constraint)\b", text)  # names another file
        if text and not is_option and not {*names_of(text)} & _OTTERS:
            kept[text] = None
    return [*kept]


def python_of(environment: str) -> str:
    """The version of Python that an `environment.yml` asks for; empty where it asks for none."""
    for one in _dependencies(environment):
        found = re.match(r"python\s*[=<>~! ]+\s*(\d+\.\d+)", one) if isinstance(one, str) else None
        if found:
            return found[1]
    return ""


def _as_pip_says(environment: str) -> Iterator[str]:
    """Dependencies of an `environment.yml`, with conda's versions in the words of pip."""
    for one in _dependencies(environment):
        if isinstance(one, dict):
            listed = one.get("pip")
            yield from map(str, listed if isinstance(listed, list) else [])
        elif isinstance(one, str) and (
            found := re.match(r"(?:[\w.-]+::)?([\w.-]+)\s*([^\s=]*=*[^\s=]*)", one)
        ):
            name = canonicalize_name(found[1])
            version = found[2]
            if re.match(r"=[^=]", version):  # of conda's `=1.2` any 1.2 will do
                version = f"={version}" + ("" if version.endswith("*") else ".*")
            if name not in _OTTERS and shutil.which(found[1]) is None:
                yield f"{_ON_PYPI.get(name, name)}{version}"


def names_of(line: str) -> list[str]:
    """The name of the package in a line of requirements, if there is one."""
    return [*_of_pip([line])]


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
    for one in _dependencies(environment):
        if isinstance(one, dict):
            listed = one.get("pip")
            yield from _of_pip(listed if isinstance(listed, list) else [])
        elif isinstance(one, str):
            name = re.match(r"(?:[\w.-]+::)?([\w.-]+)", one)
            if name and shutil.which(name[1]) is None:  # conda installs programs, too
                yield canonicalize_name(name[1])


def _dependencies(environment: str) -> list[Any]:
    """What an `environment.yml` lists; nothing where it is none."""
    try:
        data = yaml.safe_load(environment)
    except (yaml.YAMLError, RecursionError, ValueError):
        return []
    listed = data.get("dependencies") if isinstance(data, dict) else None
    return listed if isinstance(listed, list) else []


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        module = name.replace("-", "_")
        return importlib.util.find_spec(module) is not None  # TensorFlow without a GPU, for example
    return True

"""Fakes pip: says what is installed and what is left out. Installs nothing. [student kernel]

Not `pip install --no-index --dry-run`: that takes a second of processor time, ends with status 1 at
the first requirement that is missing, does not know `_distributions`, and may not be installed.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path
from urllib.parse import urlsplit

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from autograder.run.colab import _distributions
from autograder.run.colab._addresses import left_out
from autograder.run.colab._commands.options import parse

_WITH_VALUE = (
    *("-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-t", "--target", "-i"),
    *("--index-url", "--extra-index-url", "-f", "--find-links", "--prefix", "--root", "--src"),
    *("--python", "--timeout", "--retries", "--proxy", "--trusted-host", "--cache-dir", "--log"),
    *("--progress-bar", "--upgrade-strategy", "--no-binary", "--only-binary", "--report", "-C"),
    *("--config-settings", "--platform", "--python-version", "--implementation", "--abi", "-d"),
    *("--dest", "-w", "--wheel-dir", "--root-user-action", "--use-feature", "--format", "--hash"),
)
#: what `pip freeze` does not name
_TOOLS = ("pip", "setuptools", "wheel", "distribute")


class _UsageError(Exception):
    """A command line that pip would refuse as well. The message is what it says."""


def main(arguments: Sequence[str]) -> int:
    """What pip does with these arguments; its exit status.

    Where something was left out the status is 0, so that the notebook goes on.
    """
    _distributions.install()
    options, (command, *rest) = _parse(arguments)
    try:
        if command in ("install", "download", "wheel"):
            return _install(options, rest)
        if command == "show":
            return _show(rest)
        if command in ("list", "freeze"):
            return _list(command, options.get("--format", ["columns"])[-1])
    except _UsageError as error:
        print(f"ERROR: {error}", file=sys.stderr)
        return 1
    if command == "version":
        version = importlib.metadata.version("pip") if _find("pip") else "(stand-in)"
        python = ".".join(map(str, sys.version_info[:2]))
        print(f"pip {version} from {Path(__file__).parents[1] / 'pip'} (python {python})")
    elif command == "check":
        print("No broken requirements found.")
    else:
        print(f"pip {command} does nothing while grading; the cell goes on.")
    return 0


def _parse(arguments: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    options, rest = parse(arguments, _WITH_VALUE)
    return options, rest or ["version" if options.keys() & {"-V", "--version"} else "help"]


# What is asked for, and whether it is there.


def _install(options: dict[str, list[str]], rest: Sequence[str]) -> int:
    quiet = options.keys() & {"-q", "--quiet"}
    asked = list(rest)
    for name in (*options.get("-r", []), *options.get("--requirement", [])):
        asked += _from_file(Path(name))
    asked += [*options.get("-e", []), *options.get("--editable", [])]
    if not asked:
        raise _UsageError(
            'You must give at least one requirement to install (see "pip help install")'
        )
    for text in asked:
        requirement = _requirement(text)
        if requirement is None:
            print(_not_fetched(text))
            continue
        if requirement.marker and not requirement.marker.evaluate():
            print(f"Ignoring {requirement.name}: markers {str(requirement.marker)!r} don't match")
            continue
        lacking = next(_lacking(requirement), None)
        if lacking is not None:
            print(left_out("pip", f"{_plain(lacking)}{_there(lacking.name)}"))
        elif not quiet:
            found = importlib.metadata.distribution(requirement.name)
            print(
                f"Requirement already satisfied: {_plain(requirement)} "
                f"in {found.locate_file('')} ({found.version})"
            )
    return 0


def _from_file(path: Path) -> Iterator[str]:
    """What a requirements file asks for."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise _UsageError(f"Could not open requirements file: {error}") from None
    for line in re.sub(r"\\\n", " ", text).splitlines():
        line = re.sub(r"(^|\s+)#.*", "", line).strip()
        options, _ = parse(line.split(), _WITH_VALUE) if line.startswith("-") else ({}, [])
        for name in (*options.get("-r", []), *options.get("--requirement", [])):
            yield from _from_file(path.parent / name)
        yield from (*options.get("-e", []), *options.get("--editable", []))
        if line and not line.startswith("-"):
            yield line.partition(" --")[0]


def _requirement(text: str) -> Requirement | None:
    """A requirement by name; None for an address or a local path."""
    if "://" in text.partition("@")[0] or text.startswith(("git+", "hg+", "svn+")):
        return None
    if re.match(r"[.~]|.*(/|\.whl$|\.zip$|\.tar\.gz$)", text.partition("@")[0]):
        path = re.sub(r"\[.*\]$", "", text)
        if not Path(path).expanduser().exists():
            raise _UsageError(f"Invalid requirement: {text!r}: File {path!r} does not exist.")
        return None
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        raise _UsageError(f"Invalid requirement: {text!r}") from None
    return None if requirement.url else requirement


def _plain(requirement: Requirement) -> str:
    """A requirement without its marker."""
    return str(requirement).partition(";")[0].strip()


def _lacking(requirement: Requirement) -> Iterator[Requirement]:
    """What of a requirement and of its extras is not there, or not in a version that serves."""
    found = _find(requirement.name)
    if found is None or not requirement.specifier.contains(found.version, prereleases=True):
        yield requirement
        return
    for text in found.requires or () if requirement.extras else ():
        needed = Requirement(text)
        # Only what an extra adds: the rest came with the package.
        if _serves(needed, requirement.extras) and not _serves(needed, [""]):
            yield from _lacking(needed)


def _serves(requirement: Requirement, extras: Iterable[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


def _not_fetched(text: str) -> str:
    """What is said of an address or a local path."""
    name = text.partition("@")[0].strip()
    if "://" in name or "/" in name or name.startswith("."):
        named = re.search(r"#egg=([\w.-]+)", text)
        address = re.split(r"[@#]", text.partition("://")[2])[0]
        name = named[1] if named else (urlsplit(f"//{address}").path.rpartition("/")[2])
    name = re.split(r"-\d", name.removesuffix(".git"))[0]
    if "://" in text:
        return left_out("pip", f"{text}{_there(name)}")
    return f"Nothing is installed while grading, so pip left out {text}; the cell goes on."


def _there(name: str) -> str:
    found = _find(name) if name else None
    return f" ({found.metadata['Name']} {found.version} is there)" if found else ""


def _find(name: str) -> Distribution | None:
    try:
        return importlib.metadata.distribution(name)
    except PackageNotFoundError:
        return None


# What there is.


def _all() -> list[Distribution]:
    """Every distribution once, the one that is imported, by name."""
    found: dict[str, Distribution] = {}
    for distribution in importlib.metadata.distributions():
        name = _name(distribution)
        if name:  # a folder that a broken installation left behind has none
            found.setdefault(canonicalize_name(name), distribution)
    return [found[name] for name in sorted(found)]


def _name(distribution: Distribution) -> str | None:
    """Its name, without all else that its metadata say, which takes far longer to parse."""
    named = re.match(r"(?:[\w-]+:.*\n)*?Name:[ \t]*(.+)", distribution.read_text("METADATA") or "")
    name: str | None = named[1].strip() if named else distribution.metadata["Name"]
    return name


def _list(command: str, form: str) -> int:
    pairs = [(found.metadata["Name"], found.version) for found in _all()]
    if command == "freeze":
        pairs = [(name, version) for name, version in pairs if name not in _TOOLS]
    if command == "freeze" or form == "freeze":
        print("\n".join(f"{name}=={version}" for name, version in pairs))
    elif form == "json":
        print(json.dumps([{"name": name, "version": version} for name, version in pairs]))
    else:
        _print_columns([("Package", "Version"), *pairs])
    return 0


def _print_columns(rows: Sequence[tuple[str, str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for first, second in (rows[0], ("-" * widths[0], "-" * widths[1]), *rows[1:]):
        print(f"{first:{widths[0]}} {second}".rstrip())


def _show(names: Sequence[str]) -> int:
    if not names:
        raise _UsageError("Please provide a package name or names.")
    found = [distribution for name in names if (distribution := _find(name))]
    missing = [name for name in names if not _find(name)]
    if missing:
        print(f"WARNING: Package(s) not found: {', '.join(missing)}", file=sys.stderr)
    everything = _all() if found else []
    for number, distribution in enumerate(found):
        if number:
            print("---")
        _print_facts(distribution, everything)
    return 0 if found else 1


def _print_facts(distribution: Distribution, everything: Iterable[Distribution]) -> None:
    metadata = distribution.metadata

    def facts(label: str) -> str | None:
        # Where its backport is loaded, what is missing raises a KeyError.
        return next(iter(metadata.get_all(label) or ()), None)

    name = distribution.name
    needed_by = sorted(
        other.metadata["Name"]
        for other in everything
        if _may_need(other, name)
        and canonicalize_name(name) in map(canonicalize_name, _needs(other))
    )
    for label, value in (
        ("Name", name),
        ("Version", distribution.version),
        ("Summary", facts("Summary")),
        ("Home-page", facts("Home-page")),
        ("Author", facts("Author")),
        ("Author-email", facts("Author-email")),
        ("License", facts("License-Expression") or facts("License")),
        ("Location", distribution.locate_file("")),
        ("Requires", ", ".join(sorted(_needs(distribution)))),
        ("Required-by", ", ".join(needed_by)),
    ):
        first, *_ = str(value or "").splitlines() or [""]  # some put the whole licence there
        print(f"{label}: {first}".rstrip())


def _may_need(distribution: Distribution, name: str) -> bool:
    """Whether it names another one at all: to take all requirements apart takes far longer."""
    spelled = r"[-_.]+".join(map(re.escape, canonicalize_name(name).split("-")))
    texts = map(distribution.read_text, ("METADATA", "requires.txt", "PKG-INFO"))
    line = re.compile(
        rf"^(?:Requires-Dist:[ \t]*)?{spelled}(?![\w-])", re.IGNORECASE | re.MULTILINE
    )
    return any(line.search(text) for text in texts if text)


def _needs(distribution: Distribution) -> list[str]:
    requirements = map(Requirement, distribution.requires or ())
    return [r.name for r in requirements if _serves(r, [""])]

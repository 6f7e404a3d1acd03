"""Fakes apt-get and apt; nothing is ever installed. [student kernel]"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from autograder.run.colab._addresses import left_out
from autograder.run.colab._commands.options import parse

_WITH_VALUE = ("-o", "--option", "-c", "--config-file", "-t", "--target-release")
#: packages whose program has another name
_PROGRAMS = {
    "graphviz": "dot",
    "imagemagick": "convert",
    "p7zip-full": "7z",
    "build-essential": "gcc",
    "python3-pip": "pip",
    "texlive": "latex",
}


def main(arguments: Sequence[str]) -> int:
    """What apt-get does with these arguments; its exit status, which lets the cell go on."""
    options, (command, *packages) = _parse(arguments)
    quietness = len(options.get("-q", [])) + len(options.get("--quiet", []))
    if not quietness:
        print("Reading package lists... Done")
    if command in ("install", "reinstall", "build-dep"):
        if not quietness:
            print("Building dependency tree... Done\nReading state information... Done")
        missing = [package for package in packages if not _is_there(package)]
        for package in packages:
            if package in missing:
                print(left_out("apt-get", package))
            elif quietness < 2:
                print(f"{package} is already the newest version.")
        if not quietness:
            print("0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.")
    elif command != "update":
        print(f"apt-get {command} does nothing while grading; the cell goes on.")
    return 0


def _parse(arguments: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    options, rest = parse(arguments, _WITH_VALUE)
    return options, rest or ["help"]


def _is_there(package: str) -> bool:
    """Whether the package's program is on the path, or its library where the loader looks."""
    name = package.partition("=")[0]
    if shutil.which(_PROGRAMS.get(name, name)):
        return True
    library = re.match(r"lib[a-z0-9+]*?[a-z](?=[\d.-]|$)", name)  # libsm6, libgl1-mesa-glx
    return library is not None and any(
        re.match(rf"{re.escape(library[0])}[^a-z]", file.name.lower())
        for folder in ("/usr/lib", "/usr/lib64", "/usr/local/lib")
        for pattern in ("lib*.so*", "*-linux-gnu/lib*.so*")
        for file in Path(folder).glob(pattern)
    )

"""Fakes git: clones the course from the lesson's files; all else is git's own. [student kernel]"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.run.colab._addresses import NO_NETWORK, check_out
from autograder.run.colab._commands.options import hand_over, parse

#: before the command, and of `clone`
_WITH_VALUE = ("-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path")
_OF_CLONE = (
    *("-b", "--branch", "--depth", "-o", "--origin", "-j", "--jobs", "-c", "--config", "-u"),
    *("--filter", "--reference", "--separate-git-dir", "--shallow-since", "--template"),
)
_REMOTE = ("clone", "fetch", "pull", "push", "ls-remote")
_FATAL = 128


def main(arguments: Sequence[str]) -> int:
    """What git does with these arguments; its exit status."""
    before, command, after = _split(arguments)
    if command not in _REMOTE:
        hand_over("git", arguments, unless_remote=())
    options, rest = parse(after, _OF_CLONE)
    address = rest[0] if rest else ""
    if command != "clone" or not rest:
        return _left_out(arguments)
    if address.startswith("file:") or not re.match(r"[\w.+-]+://|[\w.-]+@[\w.-]+:", address):
        hand_over("git", arguments, unless_remote=())  # a folder of this machine
    name = address.rstrip("/").rpartition("/")[2].removesuffix(".git")
    shown = rest[1] if len(rest) > 1 else name
    target = Path(before.get("-C", ["."])[-1], shown)
    if target.exists() and (target.is_file() or any(target.iterdir())):
        print(
            f"fatal: destination path '{shown}' already exists and is not an empty directory.",
            file=sys.stderr,
        )
        return _FATAL
    branch = (options.get("-b") or options.get("--branch") or [""])[-1]
    if not check_out(address, branch, target):
        return _left_out(arguments)
    if not options.keys() & {"-q", "--quiet"}:
        print(f"Cloning into '{shown}'...", file=sys.stderr)
    return 0


def _split(arguments: Sequence[str]) -> tuple[dict[str, list[str]], str, list[str]]:
    """Options before the command, the command, and what stands behind it."""
    place = 0
    while place < len(arguments) and arguments[place].startswith("-"):
        place += 2 if arguments[place] in _WITH_VALUE else 1
    options, _ = parse(arguments[:place], _WITH_VALUE)
    return options, arguments[place] if place < len(arguments) else "", list(arguments[place + 1 :])


def _left_out(arguments: Sequence[str]) -> int:
    print(f"{NO_NETWORK}, so git left out {' '.join(arguments)}; the cell goes on.")
    return _FATAL

"""Command lines as Unix programs read them. [student kernel]"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from autograder.run.colab._addresses import is_own_machine


def parse(
    arguments: Sequence[str], with_value: Collection[str]
) -> tuple[dict[str, list[str]], list[str]]:
    """Options and the rest of a command line.

    Args:
        arguments: `-o FILE`, `-oFILE`, `--output FILE`, `--output=FILE`, and short options
            joined as in `-qO FILE`.
        with_value: the options that take a value; all others take none.

    Returns:
        option → its values in order, empty ones for those that take none; and what is no option.
    """
    options: dict[str, list[str]] = {}
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            rest += left
        elif argument.startswith("--"):
            name, equals, value = argument.partition("=")
            if name in with_value and not equals:
                value = next(left, "")
            options.setdefault(name, []).append(value)
        elif argument.startswith("-") and argument != "-":
            for name, value in _short(argument, with_value, left):
                options.setdefault(name, []).append(value)
        else:
            rest.append(argument)
    return options, rest


def _short(
    argument: str, with_value: Collection[str], left: Iterator[str]
) -> Iterator[tuple[str, str]]:
    letters = argument[1:]
    for index, letter in enumerate(letters):
        name = f"-{letter}"
        if name in with_value:
            yield name, letters[index + 1 :] or next(left, "")
            return
        yield name, ""


def real_program(name: str) -> str | None:
    """The program of this name that a fake hides, where the machine has one."""
    ours = Path(__file__).parents[1] / "bin"
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return shutil.which(name, path=os.pathsep.join(f for f in folders if Path(f) != ours))


def hand_over(name: str, arguments: Sequence[str], *, unless_remote: Sequence[str]) -> None:
    """Becomes the real program, and does not return, unless an address leaves the machine."""
    if not all(is_own_machine(address) for address in unless_remote):
        return
    program = real_program(name)
    if program is None:
        print(f"{name}: command not found", file=sys.stderr)
        sys.exit(127)
    os.execv(program, [program, *arguments])  # noqa: S606 (it is not to pass through a shell)

"""Fakes wget: the lesson's own files for the course's URLs. [student kernel]"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from autograder.run.colab._addresses import file_name, left_out, locate
from autograder.run.colab._commands.options import hand_over, parse

_WITH_VALUE = (
    *("-O", "--output-document", "-P", "--directory-prefix", "-o", "--output-file", "-t"),
    *("--tries", "-T", "--timeout", "-U", "--user-agent", "--header", "-w", "--wait"),
    *("--load-cookies", "--save-cookies", "--post-data", "--user", "--password"),
)
# Two letters, but one option: not to be read as two.
_LONG = {"-nc": "--no-clobber", "-nv": "--no-verbose", "-nd": "--no-directories"}

_NETWORK_FAILURE, _SERVER_ERROR = 4, 8


def main(arguments: Sequence[str]) -> int:
    """What wget does with these arguments; its exit status."""
    options, addresses = parse([_LONG.get(a, a) for a in arguments], _WITH_VALUE)
    hand_over("wget", arguments, unless_remote=addresses)
    document = (options.get("-O") or options.get("--output-document") or [""])[-1]
    folder = Path((options.get("-P") or options.get("--directory-prefix") or ["."])[-1])
    quiet = options.keys() & {"-q", "--quiet"}
    together = b""
    status = 0
    for address in addresses:
        path = locate(address)
        if path is None:
            print(left_out("wget", address))
            status = _NETWORK_FAILURE
        elif not path.is_file():
            print(f"{address}: ERROR 404: Not Found.", file=sys.stderr)
            status = _SERVER_ERROR
        elif document:
            together += path.read_bytes()
        else:
            target = _target(folder / file_name(address), options.keys())
            if target is None:
                print(f"File ‘{folder / file_name(address)}’ already there; not retrieving.")
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            if not quiet:
                print(f"‘{target}’ saved [{path.stat().st_size}]", file=sys.stderr)
    if document == "-":
        sys.stdout.buffer.write(together)
    elif document and not status:
        Path(document).write_bytes(together)
        if not quiet:
            print(f"‘{document}’ saved [{len(together)}]", file=sys.stderr)
    return status


def _target(path: Path, options: AbstractSet[str]) -> Path | None:
    """Where a download goes: never over a file that is there, unless it is to be renewed."""
    if not path.exists() or options & {"-N", "--timestamping", "-c", "--continue"}:
        return path
    if "--no-clobber" in options:
        return None
    number = 1
    while (numbered := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    return numbered

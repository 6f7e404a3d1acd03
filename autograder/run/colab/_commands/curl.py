"""Fakes curl: the lesson's own files for the course's URLs. [student kernel]"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.run.colab._addresses import file_name, left_out, locate
from autograder.run.colab._commands.options import hand_over, parse

_WITH_VALUE = (
    *("-o", "--output", "--output-dir", "--url", "-H", "--header", "-A", "--user-agent", "-X"),
    *("--request", "-d", "--data", "-u", "--user", "-m", "--max-time", "--connect-timeout"),
    *("--retry", "--retry-delay", "-C", "--continue-at", "-w", "--write-out", "-b", "--cookie"),
    *("-c", "--cookie-jar", "-e", "--referer", "-F", "--form", "-r", "--range"),
)
_COULD_NOT_RESOLVE, _SERVER_ERROR = 6, 22


def main(arguments: Sequence[str]) -> int:
    """What curl does with these arguments; its exit status."""
    options, addresses = parse(arguments, _WITH_VALUE)
    addresses += options.get("--url", [])
    hand_over("curl", arguments, unless_remote=addresses)
    named = options.get("-o", []) + options.get("--output", [])
    folder = Path(options.get("--output-dir", ["."])[-1])
    status = 0
    for index, address in enumerate(addresses):
        path = locate(address)
        if path is None:
            print(left_out("curl", address))
            status = _COULD_NOT_RESOLVE
            continue
        if path.is_file():
            content = path.read_bytes()
        elif options.keys() & {"-f", "--fail"}:
            print("curl: (22) The requested URL returned error: 404", file=sys.stderr)
            status = _SERVER_ERROR
            continue
        else:
            content = b"404: Not Found"
        if index < len(named):
            (folder / named[index]).write_bytes(content)
        elif options.keys() & {"-O", "--remote-name", "--remote-name-all"}:
            (folder / file_name(address)).write_bytes(content)
        else:
            sys.stdout.buffer.write(content)
    return status

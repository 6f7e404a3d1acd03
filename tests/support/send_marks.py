"""Runs `autograder` commands in forked children, so that one can be killed and the next begins.

A line on standard input is a command's arguments as JSON; the answer is the child's id, and, when
it has ended, its exit status and what it said.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

# So that a child has them already.
import autograder.lms.passback.journal
import autograder.lms.passback.services
import autograder.record.exports  # noqa: F401
from autograder.cli.main import main


def run(arguments: list[str]) -> None:
    """Runs one command to its end, or to that of its process."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            sys.argv = ["autograder", *arguments]
            try:
                main()
            except SystemExit as end:
                sys.stdout.flush()
                os._exit(end.code if isinstance(end.code, int) else 1)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
        print(json.dumps([os.waitstatus_to_exitcode(status), text]), flush=True)


if __name__ == "__main__":
    for line in sys.stdin:
        run(json.loads(line))

"""The command line in this process: TensorFlow is imported once for all commands of a test file."""

from __future__ import annotations

import contextlib
import io
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli.main import cli, main
from autograder.run.kernel.forkserver import ForkServer

Run = Callable[[Path, str], Result]
#: modules that start a fork server, under the name that they know it by
_STARTS = ("grading.whole_class", "grading.authors", "cli.findings", "grading.viva.asking")


@contextlib.contextmanager
def sharing(fork_server: ForkServer) -> Iterator[None]:
    """Lets commands in this process use a fork server that is there, and leave it running."""
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("COURSE_ROOT", raising=False)
        for module in _STARTS:
            name = f"autograder.{module}.ForkServer"
            patched.setattr(name, lambda **_: contextlib.nullcontext(fork_server))
        light = "autograder.run.worker.light_fork_server"
        patched.setattr(light, lambda: contextlib.nullcontext(fork_server.light))
        yield


@contextlib.contextmanager
def commands(fork_server: ForkServer) -> Iterator[Run]:
    """Gives a function that runs a line such as `autograder grade in/ --output out/` in a folder.

    What it returns has the exit status in `return_value`, the output in `stdout` and `stderr`, and
    in `exception` what `autograder.cli.main.main` would say in a sentence.
    """

    def run(folder: Path, line: str) -> Result:
        program, *arguments = shlex.split(line)
        assert program == "autograder", line
        with contextlib.chdir(folder):
            return CliRunner().invoke(cli, arguments, standalone_mode=False)

    with sharing(fork_server):
        yield run


@dataclass(frozen=True)
class Done:
    """What a whole command came to, under the names of `subprocess.CompletedProcess`."""

    returncode: int
    stdout: str
    stderr: str


def autograder_in(folder: Path, *arguments: object) -> Done:
    """`autograder` with another working folder."""
    with contextlib.chdir(folder):
        return autograder(*arguments)


def autograder(*arguments: object) -> Done:
    """The console script in this process, with what it says of errors that nobody caught."""
    stdout, stderr = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patched,
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        patched.setattr(sys, "argv", ["autograder", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
    stdout.seek(0)
    return Done(int(ended.value.code or 0), stdout.read(), stderr.getvalue())
